"""Links as they are pasted, from the words typed to what Cronofy is sent (reported case 20)."""

import json

import pytest

from sandbox.providers.cronofy import CALENDAR
from sandbox.slack.person import Screen
from tests.handlers.conftest import Office

CALL = "https://zoom.us/j/123456789?pwd=AbC"
WRAPPED = (
    "https://nam02.safelinks.protection.outlook.com/?url=https%3A%2F%2Fzoom.us%2Fj%2F123456789%3Fpwd"
    "%3DAbC&data=05%7C01%7C&reserved=0"
)


def form(office: Office, text: str) -> Screen:
    """Type `/agent …`, and return the form that opens."""
    return office.person("Ana Reyes").command("#depositions", f"/agent {text}".strip())


def sent(office: Office) -> list[str]:
    """Return the links of the agents that Cronofy holds, once the one card says how it went."""
    ana = office.person("Ana Reyes")
    ana.wait_for_message("#depositions", "Meeting agent").wait_for_text("Confirmed")
    return [agent.join_url for agent in office.agents]


@pytest.mark.parametrize(
    ("typed", "link"),
    [
        (f"{CALL}, tomorrow 2pm Pacific", CALL),
        (f"<{CALL}>, tomorrow 2pm Pacific", CALL),
        (f"({CALL}) tomorrow 2pm Pacific", CALL),
        (f"tomorrow 2pm Pacific {CALL}.", CALL),
        ('"https://zoom.us/j/123456789" tomorrow 2pm Pacific', "https://zoom.us/j/123456789"),
        (f"«{CALL}»\u00a0tomorrow 2pm Pacific", CALL),
        (f"{CALL}\ntomorrow 2pm Pacific", CALL),
        (f"{CALL}\u200btomorrow 2pm Pacific", CALL),
        ("https://firm.example/room_(b) tomorrow 2pm Pacific", "https://firm.example/room_(b)"),
    ],
)
def test_the_call_is_the_link_and_not_the_sentence(office: Office, typed: str, link: str) -> None:
    screen = form(office, typed)
    assert screen.field("Join link").value == link
    assert screen.submit().errors == {}
    assert sent(office) == [link]


def test_a_wrapped_link_is_shown_as_the_one_it_leads_to(office: Office) -> None:
    screen = form(office, f"{WRAPPED} tomorrow 2pm Pacific")
    assert screen.field("Join link").value == CALL
    assert any("replaced the wrapped link" in text for text in screen.texts)
    assert screen.submit().errors == {}
    assert sent(office) == [CALL]


def test_a_wrapped_link_in_the_form_is_shown_before_it_is_sent(office: Office) -> None:
    screen = form(office, "tomorrow 2pm Pacific")
    screen.fill("On behalf of", "jane@example.com").fill("Join link", f"({WRAPPED}).").submit()
    assert screen.field("Join link").value == CALL
    assert screen.field("On behalf of").value == "jane@example.com"
    assert any("replaced the wrapped link" in text for text in screen.texts)
    assert office.cronofy.received == []
    assert screen.submit().errors == {}
    assert sent(office) == [CALL]
    assert office.agents[0].attendee == "jane@example.com"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (f"{CALL} https://zoom.us/j/2", "2 links"),
        (f"{CALL}; https://zoom.us/j/2", "2 links"),
        ("https://protect-us.mimecast.com/s/AbC?domain=zoom.us", "wrapped by Mimecast"),
        ("https://www.google.com/url?q=javascript%3Aalert(1)", "https://"),
        ("https://www.google.com/url?q=http%3A%2F%2F10.0.0.1%2Fx", "https://"),
        ("mailto:jane@example.com", "https://"),
        (f"{CALL[:20]}\u200b{CALL[20:]}", "https://"),
        ("https://zoom.us/j/123 456?pwd=AbC", "“456?pwd=AbC” isn't part of the link"),
        (f"Join Zoom Meeting {CALL}", "“Join Zoom Meeting” isn't part of the link"),
    ],
)
def test_what_is_not_one_link_is_asked_about(office: Office, typed: str, said: str) -> None:
    screen = form(office, "tomorrow 2pm Pacific").fill("Join link", typed).submit()
    assert list(screen.errors) == ["Join link"]
    assert said in screen.errors["Join link"]
    assert screen.field("Join link").value == typed
    assert office.cronofy.received == []


def test_of_two_links_in_a_command_none_is_dropped(office: Office) -> None:
    screen = form(office, f"{CALL} or https://zoom.us/j/2 tomorrow 2pm Pacific")
    assert screen.field("Join link").value == f"{CALL} https://zoom.us/j/2"
    assert any("2 links" in text for text in screen.texts)
    assert list(screen.submit().errors) == ["Join link", "When"]


@pytest.mark.parametrize("blank", [" ", "\n", "\u00a0"])
def test_a_link_broken_in_two_is_asked_about(office: Office, blank: str) -> None:
    screen = form(office, f"https://zoom.us/j/123{blank}456?pwd=AbC tomorrow 2pm Pacific").submit()
    assert "456?pwd=AbC" in screen.field("When").value
    assert list(screen.errors) == ["When"]
    assert office.cronofy.received == []


def test_ids_are_read_without_the_marks_they_are_pasted_with(office: Office) -> None:
    ana = office.person("Ana Reyes")
    screen = ana.command("#depositions", f'/agent delete "{CALENDAR}", `evt_kickoff`.')
    assert screen.field("Calendar").value == CALENDAR
    assert screen.field("Event").value == "evt_kickoff"
    screen.fill("Event", "“evt_kickoff”,").submit()
    assert screen.errors == {}
    ana.wait_for_message("@app", "E-").wait_for_text("deleted")
    (request,) = office.cronofy.received
    assert json.loads(request.data) == {"event_id": "evt_kickoff"}
