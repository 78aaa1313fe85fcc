"""What a restored backup still had to do at Prevail: it is looked up, and nothing is asked for."""

from datetime import timedelta

import pytest

from bot.scheduling.model.record import FailureReason, State
from bot.scheduling.model.transitions import begin_cancellation, begin_change
from bot.scheduling.ports.results import Outcome, Postponed
from bot.scheduling.tasks.news import EventType
from bot.scheduling.tasks.provider import ApplyZoneUpdate, Book, Cancel, Change, Poll
from sandbox.providers.prevail_sessions import State as SessionState
from tests.builders import LAG, MOMENT, NOW, OWNER, STRANGER, a_booking
from tests.scheduling.jobs.bench import PrevailBench, after, moved, told, troubles


@pytest.fixture
def bench(bench: PrevailBench) -> PrevailBench:
    bench.restored = NOW
    return bench


def asked(bench: PrevailBench) -> int:
    """Count what Prevail was asked to do."""
    return sum(request.method != "GET" for request in bench.prevail.received)


def test_what_was_booked_since_is_taken_over(bench: PrevailBench) -> None:
    bench.restored = None
    booking = a_booking()
    bench.book(booking)
    bench.restored = NOW
    found = after(bench.do(Book(), booking), booking)
    assert (found.state, found.trouble) == (State.CONFIRMED, None)
    assert asked(bench) == 1


def test_what_is_not_there_is_looked_for_and_then_left_to_a_person(bench: PrevailBench) -> None:
    booking = a_booking()
    waits = bench.do(Book(), booking)
    assert isinstance(waits, Postponed), "the list may be behind"
    assert waits.at <= NOW + LAG
    bench.now += LAG
    given_up = bench.do(Book(), after(waits, booking), attempt=2)
    assert after(given_up, booking).trouble is FailureReason.UNKNOWN
    assert told(given_up) == [(OWNER, EventType.NOT_BOOKED)]
    assert [due.task for due in given_up.then if due.at > bench.now] == [Poll()]
    assert asked(bench) == 0


def test_what_was_booked_and_ended_before_is_left_alone(bench: PrevailBench) -> None:
    assert bench.do(Book(), a_booking(state=State.CANCELED)) == Outcome()
    assert bench.do(Change(by=OWNER, wanted=moved(a_booking(), days=1)), a_booking()) == Outcome()
    assert bench.do(Cancel(by=OWNER), a_booking(state=State.CANCELED)) == Outcome()
    assert bench.prevail.received == []


def test_a_move_that_was_made_since_is_said(bench: PrevailBench) -> None:
    bench.restored = None
    before = begin_change(bench.book())
    task = Change(by=STRANGER, wanted=moved(before, days=1))
    bench.do(task, before)
    bench.restored = NOW
    result = bench.do(task, before)
    done = after(result, before)
    assert (done.state, done.moment, done.trouble) == (State.CONFIRMED, task.wanted.moment, None)
    assert told(result) == [(OWNER, EventType.MOVED)]
    assert asked(bench) == 2


def test_what_was_moved_elsewhere_since_stays_there(bench: PrevailBench) -> None:
    bench.restored = None
    before = begin_change(bench.book())
    elsewhere = Change(by=OWNER, wanted=moved(before, days=2))
    bench.do(elsewhere, before)
    bench.restored = NOW
    task = Change(by=STRANGER, wanted=moved(before, days=1))
    waits = bench.do(task, before)
    assert isinstance(waits, Postponed)
    bench.now += LAG
    result = bench.do(task, after(waits, before), attempt=2)
    stands = after(result, before)
    assert (stands.state, stands.moment) == (State.CONFIRMED, elsewhere.wanted.moment)
    assert asked(bench) == 2


def test_a_cancellation_that_was_made_since_is_said(bench: PrevailBench) -> None:
    bench.restored = None
    before = begin_cancellation(bench.book())
    bench.do(Cancel(by=OWNER), before)
    bench.restored = NOW
    assert bench.prevail.provider.sessions[0].state is SessionState.CANCELED
    done = after(bench.do(Cancel(by=OWNER), before), before)
    assert done.state is State.CANCELED
    assert asked(bench) == 2


def test_while_prevail_answers_nothing_it_is_tried_again(bench: PrevailBench) -> None:
    bench.prevail.faults.set("500", method="GET", times=9)
    waits = bench.do(Book(), a_booking())
    assert isinstance(waits, Postponed)


def test_a_zone_update_is_left_to_a_person(bench: PrevailBench) -> None:
    bench.restored = None
    booking = bench.book()
    bench.restored = NOW
    bench.now += LAG
    was = MOMENT.instant - timedelta(hours=1)
    result = bench.do(ApplyZoneUpdate(was=was, moment=MOMENT, version="2027a"), booking)
    assert troubles(result) == [FailureReason.UNKNOWN]
    assert asked(bench) == 1


def test_what_only_looks_goes_on(bench: PrevailBench) -> None:
    booking = a_booking(state=State.FAILED, trouble=FailureReason.UNKNOWN)
    assert isinstance(bench.do(Poll(), booking), Postponed)
