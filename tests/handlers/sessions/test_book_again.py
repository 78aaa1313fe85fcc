"""Book again, on a canceled session's card: the way to leave out somebody who was invited."""

from contextlib import closing
from datetime import timedelta

import pytest

from bot.scheduling.personal_data import LegalHolds
from bot.store.retention import Retention
from tests.handlers.conftest import Office, labels, last_whisper
from tests.handlers.session_steps import booked, ref_of
from tests.sqlite import open_sqlite
from tests.waiting import wait_until


def test_a_canceled_session_is_booked_again_without_somebody(office: Office) -> None:
    card = booked(
        office,
        Case="123",
        Invitees="ruiz@firm.example, kim@firm.example",
        Link_name="doe-v-acme",
        Notes="Bring the exhibits.",
    )
    card.press("Cancel session").submit()
    card.wait_for_text("Canceled")
    assert labels(card) == ["Book again", "Day 2", "More"]
    screen = card.press("Book again")
    assert screen.title == "Schedule a session"
    assert screen.field("Title").value == "Deposition of Jane Doe"
    assert screen.field("Case").value == "123"
    assert screen.field("Notes").value == "Bring the exhibits."
    assert screen.field("Link name").value == "", "Prevail may not give it out twice"
    assert "2:00 PM" in screen.field("When").value
    assert screen.field("Invitees").value == "ruiz@firm.example, kim@firm.example"
    screen.fill("Invitees", "kim@firm.example").submit()
    assert screen.errors == {}
    wait_until(lambda: len(office.sessions) == 2 and office.is_idle())
    first, second = office.sessions
    assert (first.state, second.state) == ("canceled", "ready")
    assert "ruiz@firm.example" not in second.access
    assert "kim@firm.example" in second.access


def test_the_edit_form_says_how_to_leave_somebody_out(office: Office) -> None:
    card = booked(office, Invitees="ruiz@firm.example")
    screen = office.person("Ana Reyes").command("#depositions", f"/session edit {ref_of(card)}")
    assert screen.field("Add invitees").hint == (
        "Prevail can't remove invitees. To leave someone out, cancel the session, then press Book"
        " again on its card; the form will be filled in."
    )


def test_what_was_entered_is_filled_in_for_no_one_else(office: Office) -> None:
    card = booked(office, Invitees="ruiz@firm.example")
    card.press("Cancel session").submit()
    card.wait_for_text("Canceled")
    ben = office.person("Ben Okafor")
    ben.wait_for_message("#depositions", "Canceled").press("Book again")
    assert "can change" in last_whisper(ben)


@pytest.mark.parametrize("fails", [False, True])
def test_what_was_erased_fills_in_no_form(office: Office, *, fails: bool) -> None:
    if fails:
        office.prevail.faults.set("422", method="POST")
    until = "Not booked" if fails else "Confirmed"
    card = booked(office, until=until, Notes="Bring the exhibits.")
    if not fails:
        card.press("Cancel session").submit()
        card.wait_for_text("Canceled")
    wait_until(office.is_idle)
    long_after = office.clock() + timedelta(days=400)
    with closing(open_sqlite(office.database)) as store:
        keep, holds = timedelta(days=30), LegalHolds(frozenset())
        swept = Retention(store.archive, keep=keep, holds=holds, clock=lambda: long_after).sweep()
        assert swept == 1
    card.press("Change and try again" if fails else "Book again")
    assert last_whisper(office.person("Ana Reyes")) == (
        f"Docket has erased the details of {ref_of(card)}. Use /session to enter them again."
    )
