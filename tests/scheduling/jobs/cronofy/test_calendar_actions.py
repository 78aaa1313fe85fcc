"""Changing a calendar event at Cronofy: what each try comes to, and what follows."""

import json

import pytest
from flask import Response

from bot.scheduling.model.record import FailureReason, State
from bot.scheduling.ports.results import Outcome, Postponed
from bot.scheduling.requests.calendar_actions import Action, CalendarActionRequest
from bot.scheduling.tasks.news import EventType
from bot.scheduling.tasks.provider import Book
from sandbox.http_server import json_response
from tests.builders import OWNER
from tests.scheduling.jobs.bench import after, tasks, told
from tests.scheduling.jobs.cronofy.bench import (
    COMPLAINT,
    CronofyBench,
    a_calendar_action,
    doing_it_but_saying,
)


@pytest.mark.parametrize("action", list(Action))
def test_a_calendar_action_is_run_and_that_is_shown(bench: CronofyBench, action: Action) -> None:
    wanted = a_calendar_action(action)
    result = bench.do(Book(), wanted)
    assert after(result, wanted).state is State.CONFIRMED
    assert tasks(result) == ["show card"]
    (request,) = bench.cronofy.received
    assert (
        json.loads(request.data)
        == {
            Action.REMOVE: {"event_id": "evt_kickoff", "meeting_agent": {"profile_id": "none"}},
            Action.ADD: {"event_id": "evt_kickoff", "meeting_agent": {"profile_id": "cronofy"}},
            Action.DELETE: {"event_id": "evt_kickoff"},
            Action.CANCEL_KEY: {"scheduling_key": "k"},
        }[action]
    )


def assert_done_at_the_second_try(bench: CronofyBench, action: Action) -> CalendarActionRequest:
    """Have it done where the first try comes to nothing; returns how it stood in between."""
    wanted = a_calendar_action(action)
    result = bench.do(Book(), wanted)
    assert isinstance(result, Postponed)
    again = after(result, wanted)
    assert after(bench.do(Book(), again, attempt=2), again).state is State.CONFIRMED
    return again


@pytest.mark.parametrize("action", list(Action))
@pytest.mark.parametrize("fault", ["500", "429_seconds", "drop_before", "drop_after"])
def test_a_calendar_action_that_passes_is_run_again(
    bench: CronofyBench, action: Action, fault: str
) -> None:
    bench.cronofy.faults.set(fault)
    assert_done_at_the_second_try(bench, action)


@pytest.mark.parametrize("action", list(Action))
def test_what_is_not_there_at_first_is_told(bench: CronofyBench, action: Action) -> None:
    bench.cronofy.faults.set("404")
    failed = after(bench.do(Book(), a_calendar_action(action)), a_calendar_action(action))
    assert (failed.state, failed.trouble) == (State.FAILED, FailureReason.GONE)


@pytest.mark.parametrize("fault", ["401", "404", "422"])
@pytest.mark.parametrize("action", list(Action))
def test_a_refusal_after_a_lost_answer_leaves_unknown_what_became_of_it(
    bench: CronofyBench, action: Action, fault: str
) -> None:
    bench.cronofy.faults.set("500")
    lost = after(bench.do(Book(), a_calendar_action(action)), a_calendar_action(action))
    bench.cronofy.faults.set(fault)
    ended = after(bench.do(Book(), lost, attempt=2), lost)
    assert isinstance(ended, CalendarActionRequest)
    if (action, fault) == (Action.DELETE, "404"):
        assert (ended.state, ended.found_gone) == (State.CONFIRMED, True)
    else:
        assert (ended.state, ended.trouble) == (State.FAILED, FailureReason.UNKNOWN)


def test_a_refusal_after_tries_that_did_nothing_is_one(bench: CronofyBench) -> None:
    wanted = a_calendar_action(Action.REMOVE)
    bench.cronofy.faults.set("429")
    waiting = after(bench.do(Book(), wanted), wanted)
    bench.cronofy.faults.set("422")
    failed = after(bench.do(Book(), waiting, attempt=2), waiting)
    assert (failed.state, failed.trouble) == (State.FAILED, FailureReason.REFUSED)


@pytest.mark.parametrize("action", list(Action))
def test_nor_that_a_calendar_action_was_not_run(bench: CronofyBench, action: Action) -> None:
    bench.cronofy.faults.intercept(doing_it_but_saying(202, COMPLAINT))
    failed = after(bench.do(Book(), a_calendar_action(action)), a_calendar_action(action))
    assert (failed.state, failed.trouble) == (State.FAILED, FailureReason.UNKNOWN)


@pytest.mark.parametrize(
    "answer",
    [
        Response(status=200),
        Response(status=204),
        Response(b"<html>", 200),
        json_response(200, {"meeting_agent": {"sub": "agt_1"}}),
    ],
    ids=lambda answer: f"{answer.status_code}-{answer.data[:6]!r}",
)
@pytest.mark.parametrize("action", list(Action))
def test_what_is_answered_otherwise_is_run_again_and_not_called_done(
    bench: CronofyBench, action: Action, answer: Response
) -> None:
    bench.cronofy.faults.answer(answer)
    again = assert_done_at_the_second_try(bench, action)
    assert (again.state, again.trouble) == (State.BOOKING, FailureReason.UNKNOWN)


def test_a_calendar_action_that_is_refused_is_told(bench: CronofyBench) -> None:
    bench.cronofy.faults.set("422")
    wanted = a_calendar_action(Action.REMOVE)
    result = bench.do(Book(), wanted)
    failed = after(result, wanted)
    assert (failed.state, failed.trouble) == (State.FAILED, FailureReason.REFUSED)
    assert told(result) == [(OWNER, EventType.NOT_BOOKED)]


def test_a_calendar_action_done_once_is_done(bench: CronofyBench) -> None:
    wanted = a_calendar_action(Action.DELETE)
    done = after(bench.do(Book(), wanted), wanted)
    assert bench.do(Book(), done, attempt=2) == Outcome()
    assert len(bench.cronofy.received) == 1
