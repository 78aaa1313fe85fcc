"""After the start: what has begun or is over says so, and nothing is offered that can't be done."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple

import pytest

from sandbox.slack.person import Person, Shown
from tests.handlers.agent_steps import agent_ref, sent
from tests.handlers.appointment_steps import booked_for, ref_in
from tests.handlers.conftest import Office, labels, last_whisper, last_whispered, office_with
from tests.handlers.session_steps import booked, ref_of
from tests.simulated_clock import SimulatedClock
from tests.waiting import wait_until

BEGUN, OVER = "Its start time has passed", "Its scheduled time is over"


class Day(NamedTuple):
    """An office whose clock a test puts forward."""

    office: Office
    clock: SimulatedClock

    @property
    def ana(self) -> Person:
        """Who books."""
        return self.office.person("Ana Reyes")

    def pass_by(self, **amount: float) -> None:
        """Let so much time pass."""
        self.clock.on(timedelta(**amount))
        self.office.running.workers.wake()


@pytest.fixture
def day(tmp_path: Path) -> Iterator[Day]:
    clock = SimulatedClock()
    with office_with(tmp_path, clock=clock, appointment_staff=frozenset()) as office:
        yield Day(office=office, clock=clock)


def buttons(card: Shown) -> list[str]:
    return labels(card)


def test_a_session_that_began_without_the_witness_is_in_the_list_and_can_be_canceled(
    day: Day,
) -> None:
    """Case 25: a minute after the start Prevail still says `ready`."""
    card = booked(day.office, when="in 2 hours")
    ref = ref_of(card)
    assert {"Move", "Cancel session", "Send agent", "Add to calendar"} <= set(buttons(card))
    day.pass_by(hours=2, minutes=1)
    card.wait_for_text(BEGUN)
    assert buttons(card) == ["Join", "More", "Book again", "Day 2"]
    day.ana.command("#depositions", "/session list")
    listed = last_whisper(day.ana)
    assert ref in listed
    assert "start time has passed" in listed
    day.ana.command("#depositions", f"/session move {ref} tomorrow 3pm")
    assert f"/session cancel {ref}" in last_whisper(day.ana)
    assert not day.ana.screen.is_open
    screen = day.ana.command("#depositions", f"/session cancel {ref}")
    assert "cancels it only if no one is in it" in " ".join(screen.texts)
    screen.submit()
    wait_until(lambda: day.office.sessions[0].state == "canceled")
    wait_until(lambda: buttons(card) == ["More"])


def test_a_session_with_people_in_it_is_not_canceled_and_that_is_said(day: Day) -> None:
    card = booked(day.office, when="in 2 hours")
    day.pass_by(hours=2, minutes=1)
    card.wait_for_text(BEGUN)
    day.office.sessions[0].state = "active"
    day.ana.command("#depositions", f"/session cancel {ref_of(card)}").submit()
    day.ana.wait_for_message("@app", "people may be in it")
    card.wait_for_text("Confirmed")
    assert day.office.sessions[0].state == "active"


def test_a_cancellation_after_the_start_is_tried_again_like_any(day: Day) -> None:
    card = booked(day.office, when="in 2 hours")
    day.pass_by(hours=2, minutes=1)
    day.office.prevail.faults.set("500", method="PATCH", times=1)
    day.ana.command("#depositions", f"/session cancel {ref_of(card)}").submit()
    wait_until(lambda: any(r.method == "PATCH" for r in day.office.prevail.received))
    wake, database = day.office.running.workers.wake, day.office.database
    day.clock.settle(database, wake=wake, within=timedelta(minutes=5))
    assert day.office.sessions[0].state == "canceled"


def test_no_agent_goes_along_after_the_start_but_one_can_be_sent_there(day: Day) -> None:
    card = booked(day.office, when="in 2 hours")
    ref = ref_of(card)
    day.pass_by(hours=2, minutes=1)
    day.ana.command("#depositions", f"/agent {ref}")
    assert "you can't attach an agent anymore" in last_whisper(day.ana)
    assert f"get its join link with /session show {ref}" in last_whisper(day.ana)
    assert day.office.agents == []
    link = day.office.sessions[0].url
    day.ana.command("#depositions", f"/agent {link}").submit()
    day.ana.wait_for_message("#depositions", "Meeting agent")
    wait_until(lambda: [agent.join_url for agent in day.office.agents] == [link])


def test_what_is_over_says_so_and_offers_only_another_one(day: Day) -> None:
    card = booked(day.office, when="in 2 hours")
    ref = ref_of(card)
    day.pass_by(hours=4)
    card.wait_for_text(OVER)
    assert buttons(card) == ["More", "Book again", "Day 2"]
    assert "https://" not in card.text
    for line in (
        f"/session move {ref} tomorrow 3pm",
        f"/session cancel {ref}",
        f"/session edit {ref}",
    ):
        day.ana.command("#depositions", line)
        assert "scheduled time is over" in last_whisper(day.ana)
        assert not day.ana.screen.is_open
    day.ana.command("#depositions", "/session list")
    assert ref not in last_whisper(day.ana)
    shown = day.ana.command("#depositions", f"/session show {ref}")
    assert OVER in " ".join(shown.texts)
    assert "If it's still going on, you can still use the link" in " ".join(shown.texts)
    offered = [b.text for b in shown.buttons]
    assert offered == ["Join", "Book again", "Day 2"], "it may run late"


def test_more_offers_after_the_start_what_can_be_done(day: Day) -> None:
    card = booked(day.office, when="in 2 hours")
    day.pass_by(hours=2, minutes=1)
    shown = card.press("More")
    assert BEGUN in " ".join(shown.texts)
    assert [b.text for b in shown.buttons] == ["Join", "Cancel session", "Book again", "Day 2"]


def test_a_form_opened_before_the_start_says_so_after_it(day: Day) -> None:
    card = booked(day.office, when="in 2 hours")
    move = card.press("Move")
    move.fill("When", "tomorrow 6pm Pacific")
    day.pass_by(hours=2, minutes=1)
    move.submit()
    assert "was scheduled to start at" in move.errors["When"]
    assert not [r for r in day.office.prevail.received if r.method == "PATCH"]


def test_next_is_what_is_under_way_to_look_at_and_what_lies_ahead_to_change(day: Day) -> None:
    running = ref_of(booked(day.office, title="Running", when="in 1 hour"))
    ahead = ref_of(booked(day.office, title="Ahead", when="in 5 hours"))
    day.pass_by(hours=1, minutes=1)
    assert day.ana.command("#depositions", "/session show next").title == f"Session {running}"
    day.ana.screen.dismiss()
    assert day.ana.command("#depositions", "/session move next").title == f"Move {ahead}"
    day.ana.screen.dismiss()
    day.ana.command("#depositions", "/session cancel")
    offered = last_whispered(day.ana)
    assert [b.text for b in offered.buttons] == [f"Cancel {running}", f"Cancel {ahead}"]
    day.ana.command("#depositions", "/session move")
    offered = last_whispered(day.ana)
    assert [b.text for b in offered.buttons] == [f"Move {ahead}"]


def test_moved_to_later_its_card_turns_at_its_new_time(day: Day) -> None:
    card = booked(day.office, when="in 2 hours")
    card.press("Move").fill("When", "in 4 hours").submit()
    card.wait_for_reply(" moved this")
    day.pass_by(hours=3)
    day.ana.command("#depositions", f"/session show {ref_of(card)}")
    assert BEGUN not in card.text
    day.pass_by(hours=1, minutes=1)
    card.wait_for_text(BEGUN)


def test_the_card_of_an_agent_says_that_its_time_has_come(day: Day) -> None:
    card = sent(day.office, when="in 2 hours")
    day.pass_by(hours=2, minutes=1)
    card.wait_for_text("Its start time has passed")
    assert buttons(card) == ["More"]
    day.ana.command("#depositions", f"/agent cancel {agent_ref(card.text)}")
    assert "That time has passed" in last_whisper(day.ana)


def test_an_appointment_that_has_begun_says_so(day: Day) -> None:
    card = booked_for(day.office)
    assert "Cancel appointment" in buttons(card)
    day.pass_by(days=30)
    card.wait_for_text(BEGUN)
    assert "Cancel appointment" not in buttons(card)
    day.ana.command("#depositions", f"/appointment cancel {ref_in(card.text)}")
    assert "can't be changed here anymore" in last_whisper(day.ana)


def test_a_channel_shared_with_others_hears_no_more_than_that(day: Day) -> None:
    booked_in = "#shared-with-acme"
    day.ana.command(booked_in, "/session in 2 hours").fill("Title", "Secret").submit()
    card = day.ana.wait_for_message(booked_in, "Confirmed")
    day.pass_by(hours=2, minutes=1)
    card.wait_for_text("Confirmed, start time has passed")
    assert "Secret" not in card.text


def test_cards_from_before_the_upgrade_turn_once(tmp_path: Path) -> None:
    clock = SimulatedClock()
    with office_with(tmp_path, clock=clock) as office:
        card = booked(office, when="in 2 hours")
        wait_until(lambda: turns(office) == [True])
        path = office.database
        with closing(sqlite3.connect(path)) as connection, connection:
            connection.execute("UPDATE bookings SET turns = starts, ends = starts + 2592000")
        clock.on(timedelta(hours=4))
        card.wait_for_text(OVER)
        wait_until(lambda: turns(office) == [False])
        office.person("Ana Reyes").command("#depositions", "/session list")
        assert ref_of(card) not in last_whisper(office.person("Ana Reyes"))


def turns(office: Office) -> list[bool]:
    """Say of every booking whether its card will be redrawn because of the clock."""
    with closing(sqlite3.connect(office.database)) as connection:
        rows = connection.execute("SELECT turns IS NOT NULL FROM bookings").fetchall()
    return [bool(turned) for (turned,) in rows]
