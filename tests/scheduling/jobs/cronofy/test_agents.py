"""Carrying out at Cronofy, against its stand-in: what each try comes to, and what follows from it."""

from datetime import timedelta

import pytest

from bot.scheduling.model.agent import SEND_WITHIN, AgentBooking, is_dockets_key, ref_of_key
from bot.scheduling.model.booking import Changes
from bot.scheduling.model.record import FailureReason, Record, State
from bot.scheduling.model.reference import new_reference
from bot.scheduling.model.transitions import begin_cancellation, begin_change
from bot.scheduling.ports.results import Outcome, Postponed
from bot.scheduling.requests.calendar_actions import Action, CalendarAction
from bot.scheduling.tasks.news import EventType
from bot.scheduling.tasks.provider import Book, Cancel, Change, Poll
from bot.scheduling.tasks.queue import Task
from sandbox.http_server import json_response
from tests.builders import MOMENT, NOW, OWNER, TEAM, a_booking, later
from tests.scheduling.jobs.bench import ANNOUNCE, after, announced, tasks, told
from tests.scheduling.jobs.cronofy.bench import (
    AFTERNOON,
    CronofyBench,
    a_calendar_action,
    an_agent,
    at_once,
)


@pytest.mark.parametrize("fault", ["drop_before", "drop_after", "500", "429_seconds", "502"])
def test_one_agent_comes_of_a_schedule_that_is_tried_again(bench: CronofyBench, fault: str) -> None:
    bench.cronofy.faults.set(fault)
    result = bench.do(Book(), an_agent())
    assert isinstance(result, Postponed)
    assert after(result, an_agent()).state is State.BOOKING
    bench.do(Book(), an_agent(), attempt=2)
    assert len(bench.agents) == 1


def test_a_scheduled_agent_is_confirmed_and_kept(bench: CronofyBench) -> None:
    result = bench.do(Book(), an_agent())
    booking = after(result, an_agent())
    assert booking.state is State.CONFIRMED
    assert tasks(result) == ["show card"]
    assert bench.agents[0].scheduling_key == booking.remote_id
    assert bench.agents[0].join_time == MOMENT.instant


@pytest.mark.parametrize(
    ("fault", "trouble"),
    [("404", FailureReason.GONE), ("422", FailureReason.REFUSED)],
)
def test_a_refusal_is_final_and_told(
    bench: CronofyBench, fault: str, trouble: FailureReason
) -> None:
    bench.cronofy.faults.set(fault)
    result = bench.do(Book(), an_agent())
    booking = after(result, an_agent())
    assert (booking.state, booking.trouble) == (State.FAILED, trouble)
    assert told(result) == [(OWNER, EventType.NOT_BOOKED)]


def test_an_agent_whose_time_has_come_meanwhile_is_given_up(bench: CronofyBench) -> None:
    bench.cronofy.faults.set("500")
    bench.now = MOMENT.instant - timedelta(seconds=1)
    result = bench.do(Book(), an_agent())
    assert after(result, an_agent()).state is State.FAILED


def test_a_cancellation_that_overtook_it_leaves_nothing_to_schedule(bench: CronofyBench) -> None:
    result = bench.do(Book(), begin_cancellation(an_agent()))
    assert result == Outcome()
    assert bench.agents == []


def test_one_sent_at_once_says_where_it_can_be_followed(bench: CronofyBench) -> None:
    booking = bench.send(at_once())
    assert isinstance(booking, AgentBooking)
    assert booking.state is State.CONFIRMED
    assert booking.dashboard
    assert booking.dashboard.endswith(bench.agents[0].sub)
    assert not booking.changeable


@pytest.mark.parametrize("fault", ["500", "502", "drop_after", "empty", "rubbish"])
def test_after_a_lost_answer_it_is_not_sent_again(bench: CronofyBench, fault: str) -> None:
    bench.cronofy.faults.set(fault)
    result = bench.do(Book(), at_once())
    assert isinstance(result, Outcome)
    booking = after(result, at_once())
    assert (booking.state, booking.trouble) == (State.FAILED, FailureReason.UNKNOWN)
    assert told(result) == [(OWNER, EventType.NOT_BOOKED)]


def test_a_worker_that_never_came_back_may_have_sent_it(bench: CronofyBench) -> None:
    booking = after(bench.do(Book(), at_once(), attempt=2), at_once())
    assert (booking.state, booking.trouble) == (State.FAILED, FailureReason.UNKNOWN)
    assert bench.cronofy.received == []


def test_who_asks_again_gets_one(bench: CronofyBench) -> None:
    booking = after(bench.do(Book(again=True), at_once()), at_once())
    assert booking.state is State.CONFIRMED
    assert len(bench.agents) == 1


def test_busy_it_is_asked_again_as_for_the_first_time_but_not_for_long(bench: CronofyBench) -> None:
    bench.cronofy.faults.set("429_seconds")
    result = bench.do(Book(), at_once())
    waiting = after(result, at_once())
    assert (waiting.state, waiting.trouble) == (State.BOOKING, FailureReason.NOT_ANSWERING)
    assert isinstance(result, Postponed)
    assert tasks(result) == ["show card"]
    assert later(seconds=60) <= result.at < later(seconds=61)
    bench.now = result.at
    sent = after(bench.do(Book(), waiting, attempt=2), waiting)
    assert sent.state is State.CONFIRMED
    bench.now = NOW + SEND_WITHIN
    bench.cronofy.faults.set("429_seconds")
    assert after(bench.do(Book(), waiting, attempt=2), waiting).state is State.FAILED


def test_a_try_that_never_came_back_counts_behind_those_that_did_nothing(
    bench: CronofyBench,
) -> None:
    bench.cronofy.faults.set("429_seconds")
    waiting = after(bench.do(Book(), at_once()), at_once())
    booking = after(bench.do(Book(), waiting, attempt=3), waiting)
    assert (booking.state, booking.trouble) == (State.FAILED, FailureReason.UNKNOWN)
    assert bench.agents == []


def test_it_moves_under_its_key_however_often(bench: CronofyBench) -> None:
    moving = begin_change(bench.send(an_agent()))
    task = Change(by=OWNER, wanted=Changes(moment=AFTERNOON))
    for attempt in (1, 2):
        result = bench.do(task, moving, attempt=attempt)
    moved = after(result, moving)
    assert (moved.state, moved.moment) == (State.CONFIRMED, AFTERNOON)
    assert [agent.join_time for agent in bench.agents] == [AFTERNOON.instant]
    assert tasks(result) == ["show card", "thread line"]


def test_it_is_called_back_and_announced(bench: CronofyBench) -> None:
    sent = bench.send(an_agent())
    result = bench.do(Cancel(by=OWNER), begin_cancellation(sent))
    assert after(result, sent).state is State.CANCELED
    assert announced(result) == ["C1", ANNOUNCE]
    assert bench.agents[0].canceled


@pytest.mark.parametrize(("minutes", "late"), [(1, True), (3, False)])
def test_so_near_to_its_time_it_may_have_joined(
    bench: CronofyBench, minutes: int, late: bool
) -> None:
    sent = bench.send(an_agent())
    bench.now = MOMENT.instant - timedelta(minutes=minutes)
    canceled = after(bench.do(Cancel(by=OWNER), begin_cancellation(sent)), sent)
    assert isinstance(canceled, AgentBooking)
    assert canceled.may_have_joined is late


def test_not_found_speaks_of_the_address_and_cancels_nothing(bench: CronofyBench) -> None:
    canceling = begin_cancellation(bench.send(an_agent()))
    bench.cronofy.faults.set("404")
    done = after(bench.do(Cancel(by=OWNER), canceling), canceling)
    assert done.state is State.CONFIRMED


def test_a_cancellation_after_the_end_does_nothing(bench: CronofyBench) -> None:
    gone = an_agent(state=State.CANCELED)
    assert bench.do(Cancel(by=OWNER, follows=True), gone) == Outcome()
    assert bench.cronofy.received == []


@pytest.mark.parametrize("longer", [False, True])
def test_a_key_of_dockets_own_names_its_agent(longer: bool) -> None:
    agent = an_agent(ref=new_reference(an_agent().kind, longer=longer))
    assert ref_of_key(agent.remote_id, team=TEAM) == agent.ref
    assert ref_of_key(agent.remote_id.upper(), team=TEAM) == agent.ref
    assert is_dockets_key(agent.remote_id)
    for other in ("", "k", agent.ref, f"x-{agent.remote_id}", f"{agent.remote_id}xx"):
        assert ref_of_key(other, team=TEAM) is None
    assert ref_of_key(agent.remote_id, team="T2") is None


def test_a_dashboard_that_is_not_passed_on_is_told_to_the_owner(bench: CronofyBench) -> None:
    resource = {"type": "dashboard", "url": "javascript:alert(1)"}
    bench.cronofy.faults.answer(json_response(200, {"sub": "agt_1", "resources": [resource]}))
    result = bench.do(Book(), at_once())
    sent = after(result, at_once())
    assert isinstance(sent, AgentBooking)
    assert (sent.state, sent.dashboard) == (State.CONFIRMED, None)
    assert told(result) == [(OWNER, EventType.LINK_REFUSED)]


@pytest.mark.parametrize(
    ("task", "record"),
    [
        (Poll(), an_agent()),
        (Poll(), an_agent(state=State.FAILED, trouble=FailureReason.UNKNOWN)),
        (Cancel(by=OWNER, looking=True), an_agent()),
        (Book(), a_booking()),
        (Poll(), a_calendar_action(Action.DELETE)),
        (
            Book(),
            a_calendar_action(Action.DELETE).with_(
                calendar_action=CalendarAction(action=Action.DELETE)
            ),
        ),
    ],
)
def test_work_that_cronofy_has_no_part_in_is_a_fault_of_ours(
    bench: CronofyBench, task: Task, record: Record
) -> None:
    with pytest.raises(TypeError):
        bench.do(task, record)
    assert bench.cronofy.received == []
