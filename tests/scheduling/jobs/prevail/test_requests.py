"""Requesting a session where Prevail does not book at once, and learning what came of it."""

from datetime import timedelta

from bot.scheduling.model.record import FailureReason, State
from bot.scheduling.ports.results import Outcome, Postponed
from bot.scheduling.tasks.news import EventType
from bot.scheduling.tasks.provider import Book, Cancel, Poll
from bot.scheduling.tasks.slack import DirectMessage, ShowCard
from sandbox.providers import prevail_sessions as stand_in
from tests.builders import OWNER, a_booking, later
from tests.scheduling.jobs.bench import PrevailBench, after, by_request, moved, tasks, told


@by_request
def test_a_request_is_watched_until_it_is_scheduled(bench: PrevailBench) -> None:
    booking = bench.looked_up(a_booking())
    result = bench.do(Book(), booking)
    requested = after(result, booking)
    assert requested.state is State.REQUESTED
    assert result.then[-1].task == Poll()
    assert result.then[-1].at == later(seconds=10)
    assert bench.do(Poll(), requested) == Postponed(at=later(seconds=10))
    bench.now = later(hours=2)
    assert bench.do(Poll(), requested) == Postponed(at=later(hours=2, minutes=5))
    bench.prevail.provider.act("schedule", "1")
    (session,) = bench.prevail.provider.sessions
    session.remote = session.remote.model_copy(
        update={"start_time": "02:30 PM", "title": "As scheduled"}
    )
    arrived = bench.do(Poll(), requested)
    assert after(arrived, requested).state is State.CONFIRMED
    assert after(arrived, requested).join_url
    assert tasks(arrived) == ["show card", "thread line", "tell"]
    assert told(arrived) == [(OWNER, EventType.LINK_ARRIVED)]
    listed = after(arrived, requested)
    assert (listed.moment, listed.title) == (moved(requested, hours=1).moment, "As scheduled")


@by_request
def test_a_watch_outlasts_trouble_and_ends_with_the_session(bench: PrevailBench) -> None:
    requested = bench.book()
    bench.prevail.faults.set("500")
    assert isinstance(bench.do(Poll(), requested), Postponed)
    bench.now = requested.ends
    ended = bench.do(Poll(), requested)
    given_up = after(ended, requested)
    assert (given_up.state, given_up.trouble) == (State.FAILED, FailureReason.NEVER_SCHEDULED)
    show, tell = (due.task for due in ended.then)
    assert show == ShowCard()
    assert isinstance(tell, DirectMessage)
    assert (tell.user, tell.news.what) == (OWNER, EventType.NOT_BOOKED)
    assert tell.news.trouble == FailureReason.NEVER_SCHEDULED
    assert bench.do(Poll(), given_up) == Outcome()


@by_request
def test_a_request_that_prevail_cancels_is_canceled(bench: PrevailBench) -> None:
    requested = bench.book()
    bench.prevail.provider.sessions[0].state = stand_in.State.CANCELED
    result = bench.do(Poll(), requested)
    ended = after(result, requested)
    assert (ended.state, ended.trouble) == (State.CANCELED, FailureReason.CANCELED_AT_PROVIDER)
    assert told(result) == [(OWNER, EventType.CANCELED_BY_PROVIDER)]


@by_request
def test_a_request_is_not_said_to_be_canceled_while_prevail_will_schedule_it(
    bench: PrevailBench,
) -> None:
    overtaken = bench.book()
    canceling = overtaken.with_(state=State.CANCELING)
    assert isinstance(bench.do(Poll(), canceling), Postponed)
    result = bench.do(Cancel(by=OWNER), canceling)
    assert after(result, canceling).state is State.REQUESTED
    assert told(result) == [(OWNER, EventType.NOT_CANCELED)]
    assert bench.states == [stand_in.State.INITIAL]


@by_request
def test_what_staff_change_of_a_request_is_shown_and_told_once(bench: PrevailBench) -> None:
    requested = bench.book()
    (session,) = bench.prevail.provider.sessions
    session.remote = session.remote.model_copy(
        update={"start_time": "02:30 PM", "title": "As staff have it"}
    )
    result = bench.do(Poll(), requested)
    assert isinstance(result, Postponed)
    shown = after(result, requested)
    assert (shown.state, shown.moment, shown.title) == (
        State.REQUESTED,
        moved(requested, hours=1).moment,
        "As staff have it",
    )
    assert told(result) == [(OWNER, EventType.CHANGED_AT_PROVIDER)]
    assert bench.do(Poll(), shown) == Postponed(at=later(seconds=10))


@by_request
def test_a_length_that_staff_change_is_shown_and_told_once(bench: PrevailBench) -> None:
    requested = bench.book()
    (session,) = bench.prevail.provider.sessions
    session.remote = session.remote.model_copy(update={"estimated_duration": 2.5})
    result = bench.do(Poll(), requested)
    shown = after(result, requested)
    assert shown.length == timedelta(hours=2.5)
    assert told(result) == [(OWNER, EventType.LENGTH_CHANGED_AT_PROVIDER)]
    assert bench.do(Poll(), shown) == Postponed(at=later(seconds=10))
