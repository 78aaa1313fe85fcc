"""Who is told: forms say it before, *More* afterwards, and *Copy notice* is for everybody else."""

import pytest

from tests.handlers.conftest import Office, labels
from tests.handlers.session_steps import booked, ref_of
from tests.handlers.signed_requests import Stranger
from tests.waiting import wait_until


def said(office: Office) -> str:
    """Return all that Ana's modal says."""
    return "\n".join(office.person("Ana Reyes").screen.texts)


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("/session tomorrow 2pm Pacific", "Prevail emails an invitation to everyone entered here"),
        ("/session move {ref}", "promises no email about a move"),
        ("/session edit {ref}", "Prevail emails an invitation to the people you add"),
        ("/session cancel {ref}", "only if you leave that box checked"),
        ("/agent https://zoom.us/j/1 tomorrow 2pm", "promises no email to anyone"),
        ("/agent add cal_1", "promises no email about it"),
        ("/appointment tomorrow 2pm", "doesn't say whether it emails the invitee"),
        ("/agent delete cal_1 evt_1", "doesn't say whether the calendar emails its attendees"),
        ("/agent cancel some-key", "promises no email about it"),
    ],
)
def test_every_form_says_before_it_is_sent_whom_the_provider_emails(
    office: Office, line: str, told: str
) -> None:
    ref = ref_of(booked(office)) if "{ref}" in line else ""
    office.person("Ana Reyes").command("#depositions", line.format(ref=ref))
    assert told in said(office)


def test_a_notice_is_copied_from_more_by_who_may_read_the_details(office: Office) -> None:
    card = booked(office, Case="44-ROE", Video_provider="Zoom", Invitees="a@b.example")
    ana = office.person("Ana Reyes")
    card.press("More").press("Copy notice").wait_for_title("Copy notice")
    assert "(case 44-ROE) is scheduled for" in said(office)
    assert "3:00 PM MST, 4:00 PM CST, 5:00 PM EST" in said(office)
    assert office.sessions[0].zoom["password"] not in said(office)
    assert "a@b.example" not in said(office)
    ana.screen.dismiss()
    ben = office.person("Ben Okafor")
    shown = ben.wait_for_message("#depositions", "Confirmed").press("More")
    assert "Copy notice" not in labels(shown)
    stranger = Stranger(office=office, person=ben.viewer.member)
    told = stranger.press("show_notice", ref_of(card))
    assert "Only @Ana Reyes can see more" in told or "Only <@" in told
    assert not any("scheduled for" in message.text for message in ben.messages("#depositions"))


def test_more_says_who_was_told_when_and_how(office: Office) -> None:
    card = booked(office, Invitees="a@b.example, c@d.example")
    card.press("Move").fill("When", "in 3 days at 4pm Pacific").submit()
    card.wait_for_reply("moved this from")
    wait_until(office.is_idle)
    shown = card.press("More").wait_for_text("Who was told")
    shown.wait_for_text("Thread of the card in #depositions, about the move")
    whole = "\n".join(shown.texts)
    assert "Card in #depositions, about the booking" in whole
    assert "Receipt that only @Ana Reyes saw, about the booking" in whole
    assert "Receipt that only @Ana Reyes saw, about the move" in whole
    assert (
        "Email from Prevail to 2 people, as its documentation promises, about the booking" in whole
    )
    assert "told:" not in whole
    shown.dismiss()
    ben = office.person("Ben Okafor")
    others = ben.wait_for_message("#depositions", "Confirmed").press("More")
    assert "Who was told" not in "\n".join(others.texts)
