"""What Cronofy's answers leave unknown is not repeated and not called refused."""

from typing import Any

import pytest

from bot.scheduling.model.booking import Booking, Changes
from bot.scheduling.model.record import FailureReason, State
from bot.scheduling.model.transitions import begin_cancellation, begin_change
from bot.scheduling.ports.results import Outcome, Postponed
from bot.scheduling.requests.calendar_actions import Action
from bot.scheduling.tasks.provider import Book, Cancel, Change
from bot.scheduling.tasks.queue import Task
from bot.scheduling.tasks.slack import DirectMessage
from sandbox.http_server import json_response
from tests.builders import OWNER
from tests.scheduling.jobs.bench import after
from tests.scheduling.jobs.cronofy.bench import (
    AFTERNOON,
    COMPLAINT,
    CronofyBench,
    a_calendar_action,
    an_agent,
    at_once,
    doing_it_but_saying,
)


@pytest.mark.parametrize("fault", ["401", "404", "422"])
def test_an_agent_refused_after_a_lost_answer_may_come_all_the_same(
    bench: CronofyBench, fault: str
) -> None:
    bench.cronofy.faults.set("503_after")
    lost = after(bench.do(Book(), an_agent()), an_agent())
    bench.cronofy.faults.set(fault)
    failed = after(bench.do(Book(), lost, attempt=2), lost)
    assert (failed.state, failed.trouble) == (State.FAILED, FailureReason.UNKNOWN)
    assert len(bench.agents) == 1


TURNED_AWAY = [303, 307, 401, 402, 403]
CREATED = {"meeting_agent": {"sub": "agt_1", "state": "created"}}


@pytest.mark.parametrize("status", TURNED_AWAY)
@pytest.mark.parametrize("booking", [an_agent(), at_once(), a_calendar_action(Action.REMOVE)])
def test_an_answer_that_lets_nobody_in_is_no_proof_that_nothing_was_done(
    bench: CronofyBench, booking: Booking, status: int
) -> None:
    bench.cronofy.faults.intercept(doing_it_but_saying(status, {"message": "Sign in <first>"}))
    result = bench.do(Book(), booking)
    ended = after(result, booking)
    assert (ended.state, ended.trouble) == (State.FAILED, FailureReason.UNKNOWN)
    assert ended.reason == "Sign in <first>", "people hear why"
    assert len(bench.cronofy.received) == 1


@pytest.mark.parametrize("answer", [COMPLAINT, COMPLAINT | CREATED, CREATED | {"success": "false"}])
def test_a_no_under_a_good_status_is_no_proof_that_none_was_sent(
    bench: CronofyBench, answer: dict[str, Any]
) -> None:
    bench.cronofy.faults.intercept(doing_it_but_saying(200, answer))
    failed = after(bench.do(Book(), at_once()), at_once())
    assert (failed.state, failed.trouble) == (State.FAILED, FailureReason.UNKNOWN)
    assert failed.reason == ("It can't be done." if "errors" in answer else "")
    assert len(bench.agents) == 1


def test_an_agent_that_is_answered_as_failed_was_not_sent(bench: CronofyBench) -> None:
    failed = {"meeting_agent": {"sub": "agt_1", "state": "failed"}}
    bench.cronofy.faults.answer(json_response(200, failed))
    ended = after(bench.do(Book(), at_once()), at_once())
    assert (ended.state, ended.trouble) == (State.FAILED, FailureReason.REFUSED)


def test_nor_that_none_is_scheduled(bench: CronofyBench) -> None:
    bench.cronofy.faults.intercept(doing_it_but_saying(202, COMPLAINT))
    failed = after(bench.do(Book(), an_agent()), an_agent())
    assert (failed.state, failed.trouble) == (State.FAILED, FailureReason.UNKNOWN)
    assert len(bench.agents) == 1


@pytest.mark.parametrize("transition", ["change", "cancel"])
def test_nor_that_it_is_as_it_was(bench: CronofyBench, transition: str) -> None:
    sent = bench.send(an_agent())
    moving: Task = Change(by=OWNER, wanted=Changes(moment=AFTERNOON))
    task = Cancel(by=OWNER) if transition == "cancel" else moving
    begun = begin_cancellation(sent) if transition == "cancel" else begin_change(sent)
    bench.cronofy.faults.intercept(doing_it_but_saying(202, COMPLAINT))
    stands = after(bench.do(task, begun), begun)
    assert (stands.state, stands.trouble) == (State.CONFIRMED, FailureReason.UNKNOWN)


@pytest.mark.parametrize("fault", ["401", "404", "422"])
@pytest.mark.parametrize("transition", ["change", "cancel"])
def test_nor_is_it_known_whether_it_was_moved_or_called_back(
    bench: CronofyBench, transition: str, fault: str
) -> None:
    sent = bench.send(an_agent())
    task: Task = Change(by=OWNER, wanted=Changes(moment=AFTERNOON))
    if transition == "cancel":
        task = Cancel(by=OWNER)
    begun = begin_cancellation(sent) if transition == "cancel" else begin_change(sent)
    bench.cronofy.faults.set("503_after")
    lost = after(bench.do(task, begun), begun)
    bench.cronofy.faults.set(fault)
    result = bench.do(task, lost, attempt=2)
    stands = after(result, lost)
    assert (stands.state, stands.trouble) == (State.CONFIRMED, FailureReason.UNKNOWN)
    (tell,) = [due.task for due in result.then if isinstance(due.task, DirectMessage)]
    assert tell.news.trouble == FailureReason.UNKNOWN


@pytest.mark.parametrize("fault", ["hang", "hang_after", "rubbish", "empty", "wrong_shape"])
def test_silence_and_rubbish_leave_nothing_undone_or_done_twice(
    bench: CronofyBench, fault: str
) -> None:
    scheduled = bench.send(an_agent())
    for task, booking in (
        (Book(), an_agent()),
        (Change(by=OWNER, wanted=Changes(moment=AFTERNOON)), begin_change(scheduled)),
        (Cancel(by=OWNER), begin_cancellation(scheduled)),
        (Book(), a_calendar_action(Action.REMOVE)),
        (Book(), a_calendar_action(Action.DELETE)),
        (Book(), a_calendar_action(Action.CANCEL_KEY)),
    ):
        bench.cronofy.faults.set(fault)
        result = bench.do(task, booking)
        assert isinstance(result, Postponed) is fault.startswith("hang")
        if isinstance(result, Postponed):
            assert after(result, booking).trouble is FailureReason.UNKNOWN
            result = bench.do(task, after(result, booking), attempt=2)
        assert isinstance(result, Outcome)
        assert after(result, booking).state in {State.CONFIRMED, State.CANCELED}
    assert len(bench.agents) == 1


@pytest.mark.parametrize("fault", ["hang", "hang_after"])
def test_after_silence_one_sent_at_once_is_not_sent_again(bench: CronofyBench, fault: str) -> None:
    bench.cronofy.faults.set(fault)
    booking = after(bench.do(Book(), at_once()), at_once())
    assert (booking.state, booking.trouble) == (State.FAILED, FailureReason.UNKNOWN)
    assert len(bench.cronofy.received) == 1
