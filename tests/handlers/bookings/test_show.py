"""/session show and More: everything about one session, for who may see it."""

import pytest

from sandbox.slack import Fault
from tests.handlers.conftest import Office, labels, last_whisper
from tests.handlers.session_steps import booked, ref_of


def zoom(office: Office, **fields: str) -> tuple[str, str]:
    card = booked(
        office,
        Video_provider="Zoom",
        Invitees="ruiz@firm.example",
        Notes="Bring exhibits",
        **fields,
    )
    return ref_of(card), office.sessions[-1].zoom["password"]


def test_the_owner_sees_everything_and_the_password_on_demand(office: Office) -> None:
    ref, password = zoom(office)
    ana = office.person("Ana Reyes")
    screen = ana.command("#depositions", f"/session show {ref}")
    assert screen.title == f"Session {ref}"
    shown = "\n".join(screen.texts)
    assert "ruiz@firm.example" in shown
    assert "Bring exhibits" in shown
    assert "Video provider: Zoom" in shown, "in the words of the form"
    assert "Session type: Remote deposition" in shown
    assert password not in shown
    screen.press("Show password").wait_for_text(password)
    assert "viewed the password" in "\n".join(screen.texts)


def test_an_administrator_changes_but_sees_no_password(office: Office) -> None:
    ref, _ = zoom(office)
    screen = office.person("Carla Stein").command("#depositions", f"/session show {ref}")
    assert labels(screen) == [
        *("Join", "Move", "Edit", "Cancel session"),
        *("Copy notice", "Book again", "Day 2"),
    ]
    assert "ruiz@firm.example" in "\n".join(screen.texts)


def test_everybody_else_sees_what_the_card_says(office: Office) -> None:
    booked(office, Video_provider="Zoom", Invitees="ruiz@firm.example", Notes="Bring exhibits")
    ben = office.person("Ben Okafor")
    ben.wait_for_message("#depositions", "Confirmed").press("More")
    shown = "\n".join(ben.screen.texts)
    assert "Deposition of Jane Doe" in shown
    assert "ruiz@firm.example" not in shown
    assert "Bring exhibits" not in shown
    assert labels(ben.screen) == ["Join"]


@pytest.mark.parametrize("button", ["More", "Add to calendar"])
def test_a_card_shows_its_session_to_others_although_slack_has_not_answered_yet(
    office: Office, button: str
) -> None:
    office.slack.misbehave("chat.postMessage", Fault.SLOW_AFTER, seconds=30)
    booked(office, until="Booking")
    ben = office.person("Ben Okafor")
    ben.wait_for_message("#depositions", "Booking").press(button)
    assert "Deposition of Jane Doe" in "\n".join(ben.screen.texts)


def test_a_private_one_is_shown_to_nobody_else(office: Office) -> None:
    ref, _ = zoom(office, channel="#smith-v-jones")
    for name in ("Ben Okafor", "Dev Patel"):
        person = office.person(name)
        person.command("#depositions", f"/session show {ref}")
        assert f"Docket has no session “{ref}”" in last_whisper(person)
        assert not person.screen.is_open


def test_its_buttons_lay_the_forms_on_top_and_one_decision_closes_all(office: Office) -> None:
    card = booked(office)
    ana = office.person("Ana Reyes")
    screen = ana.command("#depositions", f"/session show {ref_of(card)}")
    screen.press("Edit")
    assert screen.title == f"Edit {ref_of(card)}"
    assert screen.depth == 2
    screen.close()
    screen.press("Cancel session").submit()
    assert not screen.is_open
    card.wait_for_text("Canceled")


def test_add_to_calendar_offers_the_calendars_people_use(office: Office) -> None:
    card = booked(office)
    ben = office.person("Ben Okafor")
    ben.wait_for_message("#depositions", "Confirmed").press("Add to calendar")
    links = {button.text: button.url for button in ben.screen.buttons}
    assert links["Google Calendar"].startswith("https://calendar.google.com/")
    assert "Deposition%20of%20Jane%20Doe" in links["Google Calendar"]
    assert links["Outlook"].startswith("https://outlook.office.com/")
    assert ref_of(card) in links["Outlook"]
