"""Canceling an appointment at CareValidate: what each try comes to, and what follows."""

import pytest
from flask import Response

from bot.scheduling.model.record import (
    FailureReason,
    State,
    UnconfirmedRequest,
)
from bot.scheduling.model.transitions import begin_cancellation
from bot.scheduling.ports.results import Outcome, Postponed
from bot.scheduling.tasks.news import EventType
from bot.scheduling.tasks.provider import Book, Cancel, Poll
from bot.scheduling.tasks.slack import Announce, DirectMessage, ThreadReply
from tests.builders import LAG, NOW, OWNER, STRANGER
from tests.scheduling.jobs.bench import ANNOUNCE, after, announced, told
from tests.scheduling.jobs.carevalidate.bench import FREE, REASON, CareValidateBench


def test_a_cancellation_is_announced_without_a_reason(bench: CareValidateBench) -> None:
    booking = begin_cancellation(bench.book())
    result = bench.do(Cancel(by=STRANGER, reason=REASON, tell_why=True), booking)
    assert after(result, booking).state is State.CANCELED
    assert announced(result) == [ANNOUNCE]
    assert told(result) == [(OWNER, EventType.CANCELED)]
    said = [
        due.task
        for due in result.then
        if isinstance(due.task, Announce | DirectMessage | ThreadReply)
    ]
    assert REASON not in str([task.model_dump() for task in said])
    assert bench.care.provider.appointments[0].reason == REASON


def test_after_a_lost_answer_a_cancellation_is_not_called_refused(bench: CareValidateBench) -> None:
    booking = begin_cancellation(bench.book())
    bench.care.faults.set("drop_after", method="POST")
    done, _ = bench.through(Cancel(by=OWNER), booking)
    assert done.state is State.CANCELED
    assert bench.posts() == 2


@pytest.mark.parametrize("fault", ["422", "success_false"])
def test_a_refused_cancellation_leaves_it_as_it_was(bench: CareValidateBench, fault: str) -> None:
    booking = begin_cancellation(bench.book())
    bench.care.faults.set(fault, method="POST")
    stands, follows = bench.through(Cancel(by=OWNER), booking)
    assert stands.state is State.CONFIRMED
    assert [task.news.what for task in follows if isinstance(task, DirectMessage)][-1:] == [
        EventType.NOT_CANCELED
    ]
    assert bench.posts() == 2


@pytest.mark.parametrize("looked", ["401", "404", "422", "500"])
def test_a_refusal_is_no_cancellation_while_nobody_may_look(
    bench: CareValidateBench, looked: str
) -> None:
    booking = begin_cancellation(bench.book())
    bench.care.faults.set("422", method="POST")
    bench.care.faults.set(looked, method="GET")
    result = bench.do(Cancel(by=OWNER), booking, attempt=2)
    assert isinstance(result, Postponed)
    assert len(bench.held) == 1


def test_canceling_what_was_refused_meanwhile_cancels_nobody_elses(
    bench: CareValidateBench,
) -> None:
    booking = bench.looked_up(bench.appointment(ref="P-0001"))
    bench.others = [bench.book(owner=STRANGER)]
    canceling = begin_cancellation(booking)
    refused = after(bench.do(Book(), booking), canceling)
    assert refused.state is State.CANCELING
    assert after(bench.do(Cancel(by=OWNER), refused), refused).state is State.CANCELED
    assert len(bench.held) == 1


def test_a_cancellation_overtakes_an_unheard_booking(bench: CareValidateBench) -> None:
    booking = bench.looked_up(bench.appointment())
    bench.care.faults.set("drop_after", method="POST")
    waiting = begin_cancellation(after(bench.do(Book(), booking), booking))
    heard = after(bench.do(Book(), waiting, attempt=2), waiting)
    assert after(bench.do(Cancel(by=OWNER), heard), heard).state is State.CANCELED
    assert bench.held == []


@pytest.mark.parametrize("done", [True, False])
def test_a_cancellation_that_was_turned_away_is_what_the_list_says_of_it(
    bench: CareValidateBench, away: Response, done: bool
) -> None:
    wanted = bench.looked_up(bench.appointment())
    booking = after(bench.do(Book(), wanted), wanted)
    assert booking.state is State.CONFIRMED
    bench.now += LAG
    canceling = begin_cancellation(booking)
    bench.care.faults.answer(away, done=done, method="POST")
    result = bench.do(Cancel(by=OWNER), canceling)
    ended = after(result, canceling)
    if not done:
        assert (ended.state, ended.trouble) == (State.CANCELING, FailureReason.UNKNOWN)
        bench.now += LAG
        result = bench.do(Cancel(by=OWNER), ended, attempt=2)
        ended = after(result, ended)
        assert told(result) == [(OWNER, EventType.NOT_CANCELED)]
    assert ended.state is (State.CANCELED if done else State.CONFIRMED)
    assert sum(request.method == "POST" for request in bench.care.received) == 2


def test_what_is_not_confirmed_is_not_looked_at(bench: CareValidateBench) -> None:
    canceling = begin_cancellation(bench.book())
    asked = len(bench.care.received)
    assert bench.do(Poll(), canceling) == Outcome()
    assert len(bench.care.received) == asked


def test_of_what_has_begun_a_list_proves_nothing_by_not_showing_it(
    bench: CareValidateBench,
) -> None:
    booking = bench.book()
    bench.care.provider.appointments.clear()
    bench.now = FREE
    assert bench.do(Poll(), booking) == Outcome()


def test_a_cancellation_given_up_is_looked_for_to_its_end(bench: CareValidateBench) -> None:
    asked = UnconfirmedRequest(at=NOW)
    unknown = bench.book().with_(trouble=FailureReason.UNKNOWN, asked=asked)
    looking = Cancel(by=OWNER, looking=True)
    assert isinstance(bench.do(looking, unknown), Postponed)
    bench.care.provider.appointments[0].canceled = True
    bench.now = NOW + LAG
    assert after(bench.do(looking, unknown), unknown).state is State.CANCELED
    assert bench.posts() == 1
