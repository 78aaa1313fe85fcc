"""People as they are pasted into a form: what Prevail is sent of them (reported cases 01 and 04)."""

import json
from typing import Any

import pytest

from sandbox.slack.person import Screen
from tests.handlers.agent_steps import CALL
from tests.handlers.conftest import Office
from tests.handlers.session_steps import booked, ref_of
from tests.tables import rows

JOHN, JANE = "john.smith@example.com", "jane.doe@example.com"

UNREAD = {
    "Invitees": {
        "jane@example,com, john.smith@example.com": "“jane@example”",
        "John Smith; Jane Doe <jane.doe@example.com>": "“John Smith”",
        "jane.doe@example.com\u200bjohnsmith": "“jane.doe@example.com johnsmith”",
    },
    "Hosts": {"host@firm.example, jane at example.com": "“jane at example.com”"},
    "Deponent email": {"jane.doe@example.com, john.smith@example.com": "only one"},
}


def sent(office: Office, *, method: str = "POST") -> dict[str, Any]:
    """Return the body of the one request that Prevail got by this method."""
    (request,) = [each for each in office.prevail.received if each.method == method]
    body: dict[str, Any] = json.loads(request.data)
    return body


def form(office: Office) -> Screen:
    """Open the form of a session tomorrow, with a title."""
    screen = office.person("Ana Reyes").command("#depositions", "/session tomorrow 2pm Pacific")
    return screen.fill("Title", "Deposition of Jane Doe")


@pytest.mark.parametrize(
    ("typed", "invites"),
    [
        ("John Smith <john.smith@example.com> Jane Doe <jane.doe@example.com>", [JOHN, JANE]),
        ("John Smith <john.smith@example.com> jane.doe@example.com", [JOHN, JANE]),
        ("<john.smith@example.com> <jane.doe@example.com>", [JOHN, JANE]),
        ("jane.doe@example.com John Smith <john.smith@example.com>", [JANE, JOHN]),
    ],
)
def test_everybody_on_one_line_is_invited(office: Office, typed: str, invites: list[str]) -> None:
    booked(office, Invitees=typed)
    assert sent(office)["session_request"]["invites"] == invites


def test_one_person_in_three_roles_is_invited_once(office: Office) -> None:
    card = booked(
        office,
        Invitees="Jane.Doe@example.com, x@example.com",
        Hosts=JANE,
        Deponent_name="Jane Doe",
        Deponent_email=JANE,
    )
    request = sent(office)["session_request"]
    assert request["invites"] == [
        {"email": JANE, "access_level": "host"},
        {"email": "x@example.com"},
    ]
    assert request["deponent"]["email"] == JANE
    card.press("More").wait_for_text("1 invited")


def test_a_host_who_is_also_an_invitee_has_one_plain_line(office: Office) -> None:
    booked(office, Invitees="Host@firm.example, x@example.com", Hosts="host@firm.example")
    assert sent(office)["session_request"]["invites"] == [
        {"email": "host@firm.example", "access_level": "host"},
        {"email": "Host@firm.example"},
        {"email": "x@example.com"},
    ]


@pytest.mark.parametrize("pasted", ["Jane.Roe@example.com", "Jane Roe <JANE.ROE@EXAMPLE.COM>"])
def test_whoever_is_on_the_session_is_not_invited_again(office: Office, pasted: str) -> None:
    card = booked(office, Deponent_name="Jane Roe", Deponent_email="jane.roe@example.com")
    ana = office.person("Ana Reyes")
    screen = ana.command("#depositions", f"/session edit {ref_of(card)}")
    screen.fill("Add invitees", pasted).submit()
    assert list(screen.errors) == ["Add invitees"]
    screen.fill("Add invitees", f"{pasted}; X Ray <x@example.com>, X@example.com").submit()
    assert screen.errors == {}
    card.wait_for_reply("@Ana Reyes edited")
    assert sent(office, method="PATCH") == {"remote_session": {"invites": ["x@example.com"]}}


@pytest.mark.parametrize(("field", "typed", "named"), rows(UNREAD))
def test_an_unread_address_is_named(office: Office, field: str, typed: str, named: str) -> None:
    """It is named under its field."""
    screen = form(office).fill("Deponent name", "Jane").fill("Deponent email", "j@example.com")
    screen.fill(field, typed).submit()
    assert list(screen.errors) == [field]
    assert screen.errors[field].startswith("Docket couldn't read “")
    assert named in screen.errors[field]
    assert office.prevail.received == []


def test_the_attendee_of_an_agent_is_read_as_pasted(office: Office) -> None:
    ana = office.person("Ana Reyes")
    screen = ana.command("#depositions", f"/agent {CALL} tomorrow 2pm Pacific")
    screen.fill("On behalf of", '"Doe, Jane" <Jane.Doe@example.com>;').submit()
    assert screen.errors == {}
    ana.wait_for_message("#depositions", "Meeting agent").wait_for_text("Confirmed")
    assert office.agents[0].attendee == "Jane.Doe@example.com"


def test_an_address_pasted_as_a_name_enters_no_card(office: Office) -> None:
    screen = form(office).fill("Deponent name", "Jane Doe <jane.doe@example.com>")
    screen.fill("Deponent email", "jane.doe@example.com").submit()
    assert list(screen.errors) == ["Deponent name"]
    assert "Enter only the name" in screen.errors["Deponent name"]


def test_a_whole_link_is_no_link_name(office: Office) -> None:
    screen = form(office).fill("Link name", "https://prevail.example/session/doe-v-acme").submit()
    assert list(screen.errors) == ["Link name"]
    assert "last part of the link" in screen.errors["Link name"]
    assert office.prevail.received == []
