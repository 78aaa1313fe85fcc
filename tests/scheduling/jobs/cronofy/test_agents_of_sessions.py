"""An agent of a session follows it: moved with it, canceled with it, and told where it can't be."""

import pytest

from bot.scheduling.model.booking import Changes
from bot.scheduling.model.record import State
from bot.scheduling.model.session import SessionBooking
from bot.scheduling.model.transitions import begin_cancellation, begin_change
from bot.scheduling.ports.results import Outcome
from bot.scheduling.tasks.news import EventType
from bot.scheduling.tasks.provider import Book, Cancel, Change
from bot.scheduling.tasks.slack import DirectMessage
from tests.builders import MOMENT, OWNER, STRANGER, a_booking
from tests.scheduling.jobs.bench import after, announced, told
from tests.scheduling.jobs.cronofy.bench import AFTERNOON, SESSION, CronofyBench, an_agent


def test_it_follows_its_session_without_being_asked_itself(bench: CronofyBench) -> None:
    sent = bench.send(an_agent(of_session=SESSION))
    task = Change(by=STRANGER, wanted=Changes(moment=AFTERNOON), follows=True)
    result = bench.do(task, sent)
    moved = after(result, sent)
    assert (moved.state, moved.moment) == (State.CONFIRMED, AFTERNOON)
    assert told(result) == [(OWNER, EventType.MOVED)]


def test_a_move_of_its_own_still_waits_behind_it(bench: CronofyBench) -> None:
    moving = begin_change(bench.send(an_agent(of_session=SESSION)))
    task = Change(by=OWNER, wanted=Changes(moment=AFTERNOON), follows=True)
    followed = after(bench.do(task, moving), moving)
    assert followed.state is State.MOVING
    own = Change(by=OWNER, wanted=Changes(moment=MOMENT))
    assert after(bench.do(own, followed), followed).moment == MOMENT


def test_where_it_cannot_follow_it_stands_and_that_is_told(bench: CronofyBench) -> None:
    sent = bench.send(an_agent(of_session=SESSION))
    bench.cronofy.faults.set("422")
    result = bench.do(Change(by=STRANGER, wanted=Changes(moment=AFTERNOON), follows=True), sent)
    stands = after(result, sent)
    assert (stands.state, stands.moment) == (State.CONFIRMED, MOMENT)
    told = [due.task for due in result.then if isinstance(due.task, DirectMessage)]
    assert [tell.user for tell in told] == [STRANGER, OWNER]
    assert {(tell.news.what, tell.news.follows) for tell in told} == {(EventType.NOT_CHANGED, True)}


def test_a_move_of_its_own_waits_also_behind_one_that_failed(bench: CronofyBench) -> None:
    moving = begin_change(bench.send(an_agent(of_session=SESSION)))
    bench.cronofy.faults.set("422")
    task = Change(by=OWNER, wanted=Changes(moment=AFTERNOON), follows=True)
    assert after(bench.do(task, moving), moving).state is State.MOVING


def test_canceled_with_its_session_it_is_not_announced_again(bench: CronofyBench) -> None:
    sent = bench.send(an_agent(of_session=SESSION))
    result = bench.do(Cancel(by=OWNER, follows=True), begin_cancellation(sent))
    assert after(result, sent).state is State.CANCELED
    assert announced(result) == []


@pytest.mark.parametrize("fault", ["", "422"])
def test_one_that_is_canceled_or_not_sent_leaves_its_session(
    bench: CronofyBench, fault: str
) -> None:
    agent = an_agent(of_session=SESSION)
    if fault:
        bench.cronofy.faults.set(fault)
        result = bench.do(Book(), agent)
    else:
        result = bench.do(Cancel(by=OWNER), begin_cancellation(bench.send(agent)))
    assert isinstance(result, Outcome)
    assert result.also is not None
    assert result.also.ref == SESSION
    assert result.then[-1].ref == SESSION
    alone = result.also.transition(a_booking(agent=agent.ref))
    other = result.also.transition(a_booking(agent="A-0000"))
    assert isinstance(alone, SessionBooking)
    assert isinstance(other, SessionBooking)
    assert (alone.agent, other.agent) == ("", "A-0000")
