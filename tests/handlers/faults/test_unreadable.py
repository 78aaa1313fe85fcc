"""A booking whose row cannot be read: everything else goes on, and who it concerns is told in words."""

import sqlite3
from contextlib import closing

import pytest

from handlers.messages.errors import BOOKING_UNREADABLE
from tests.handlers.conftest import Office, last_whisper
from tests.handlers.session_steps import booked, ref_of

HERE = "#depositions"


def spoil(office: Office, ref: str) -> None:
    """Have the row of a booking hold a length that cannot be booked."""
    with closing(sqlite3.connect(office.database)) as connection:
        connection.execute(
            "UPDATE bookings SET data = replace(data, 'PT1H', 'PT7M') WHERE ref = ?", [ref]
        )
        connection.commit()


def test_lists_show_the_rest(office: Office) -> None:
    bad, _ = booked(office, title="Spoiled"), booked(office, title="Sound")
    spoil(office, ref_of(bad))
    ana = office.person("Ana Reyes")
    for line in ("/session list", "/session list all", "/bookings", "/bookings all"):
        ana.command(HERE, line)
        assert "Sound" in last_whisper(ana)
        assert "Spoiled" not in last_whisper(ana)


@pytest.mark.parametrize("verb", ["show", "move", "edit", "cancel"])
def test_its_owner_is_told_and_nobody_else_learns_that_it_is_there(
    office: Office, verb: str
) -> None:
    ref = ref_of(booked(office))
    spoil(office, ref)
    ana, ben = office.person("Ana Reyes"), office.person("Ben Okafor")
    ana.command(HERE, f"/session {verb} {ref}")
    assert last_whisper(ana) == BOOKING_UNREADABLE.format(ref=ref)
    ben.command(HERE, f"/session {verb} {ref}")
    assert last_whisper(ben) != BOOKING_UNREADABLE.format(ref=ref)
    told = last_whisper(ben)
    ben.command(HERE, f"/session {verb} S-0000")
    assert last_whisper(ben) == told.replace(ref, "S-0000")


@pytest.mark.parametrize("button", ["Move", "Cancel session", "More", "Add to calendar"])
def test_the_buttons_of_its_card_are_answered(office: Office, button: str) -> None:
    card = booked(office)
    spoil(office, ref_of(card))
    card.press(button)
    assert last_whisper(office.person("Ana Reyes")) == BOOKING_UNREADABLE.format(ref=ref_of(card))


def test_a_form_that_was_open_keeps_what_was_typed(office: Office) -> None:
    card = booked(office)
    card.press("Cancel session")
    spoil(office, ref_of(card))
    ana = office.person("Ana Reyes")
    ana.screen.submit()
    assert BOOKING_UNREADABLE.format(ref=ref_of(card)) in str(ana.screen.errors) + str(
        ana.screen.texts
    )
