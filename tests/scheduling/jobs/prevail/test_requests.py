"""Requesting a session where Prevail does not book at once, and learning what came of it."""

from datetime import timedelta

from bot.scheduling.model.record import FailureReason, State
from bot.scheduling.ports.results import Outcome, Postponed
from bot.scheduling.tasks.news import EventType
from bot.scheduling.tasks.provider import Book, Cancel, Poll
from bot.scheduling.tasks.slack import DirectMessage, ShowCard
from sandbox.providers import prevail_sessions as stand_in
from tests.making import OWNER, a_booking, later
from tests.scheduling.jobs import bench
from tests.scheduling.jobs.bench import Counter, after, by_request


@by_request
def test_a_request_is_watched_until_it_is_scheduled(counter: Counter) -> None:
    booking = counter.looked_up(a_booking())
    result = counter.do(Book(), booking)
    requested = after(result, booking)
    assert requested.state is State.REQUESTED
    assert result.then[-1].task == Poll()
    assert result.then[-1].at == later(seconds=10)
    assert counter.do(Poll(), requested) == Postponed(at=later(seconds=10))
    counter.now = later(hours=2)
    assert counter.do(Poll(), requested) == Postponed(at=later(hours=2, minutes=5))
    counter.prevail.provider.act("schedule", "1")
    (session,) = counter.prevail.provider.sessions
    session.remote = session.remote.model_copy(
        update={"start_time": "02:30 PM", "title": "As scheduled"}
    )
    arrived = counter.do(Poll(), requested)
    assert after(arrived, requested).state is State.CONFIRMED
    assert after(arrived, requested).join_url
    assert bench.tasks(arrived) == ["show card", "thread line", "tell"]
    assert bench.told(arrived) == [(OWNER, EventType.LINK_ARRIVED)]
    listed = after(arrived, requested)
    assert (listed.moment, listed.title) == (bench.moved(requested, hours=1).moment, "As scheduled")


@by_request
def test_a_watch_outlasts_trouble_and_ends_with_the_session(counter: Counter) -> None:
    requested = counter.book()
    counter.prevail.faults.set("500")
    assert isinstance(counter.do(Poll(), requested), Postponed)
    counter.now = requested.ends
    ended = counter.do(Poll(), requested)
    given_up = after(ended, requested)
    assert (given_up.state, given_up.trouble) == (State.FAILED, FailureReason.NEVER_SCHEDULED)
    show, tell = (due.task for due in ended.then)
    assert show == ShowCard()
    assert isinstance(tell, DirectMessage)
    assert (tell.user, tell.news.what) == (OWNER, EventType.NOT_BOOKED)
    assert tell.news.trouble == FailureReason.NEVER_SCHEDULED
    assert counter.do(Poll(), given_up) == Outcome()


@by_request
def test_a_request_that_prevail_cancels_is_canceled(counter: Counter) -> None:
    requested = counter.book()
    counter.prevail.provider.sessions[0].state = stand_in.State.CANCELED
    result = counter.do(Poll(), requested)
    ended = after(result, requested)
    assert (ended.state, ended.trouble) == (State.CANCELED, FailureReason.CANCELED_AT_PROVIDER)
    assert bench.told(result) == [(OWNER, EventType.CANCELED_BY_PROVIDER)]


@by_request
def test_a_request_is_not_said_to_be_canceled_while_prevail_will_schedule_it(
    counter: Counter,
) -> None:
    overtaken = counter.book()
    canceling = overtaken.with_(state=State.CANCELING)
    assert isinstance(counter.do(Poll(), canceling), Postponed)
    result = counter.do(Cancel(by=OWNER), canceling)
    assert after(result, canceling).state is State.REQUESTED
    assert bench.told(result) == [(OWNER, EventType.NOT_CANCELED)]
    assert counter.states == [stand_in.State.INITIAL]


@by_request
def test_what_staff_change_of_a_request_is_shown_and_told_once(counter: Counter) -> None:
    requested = counter.book()
    (session,) = counter.prevail.provider.sessions
    session.remote = session.remote.model_copy(
        update={"start_time": "02:30 PM", "title": "As staff have it"}
    )
    result = counter.do(Poll(), requested)
    assert isinstance(result, Postponed)
    shown = after(result, requested)
    assert (shown.state, shown.moment, shown.title) == (
        State.REQUESTED,
        bench.moved(requested, hours=1).moment,
        "As staff have it",
    )
    assert bench.told(result) == [(OWNER, EventType.CHANGED_AT_PROVIDER)]
    assert counter.do(Poll(), shown) == Postponed(at=later(seconds=10))


@by_request
def test_a_length_that_staff_change_is_shown_and_told_once(counter: Counter) -> None:
    requested = counter.book()
    (session,) = counter.prevail.provider.sessions
    session.remote = session.remote.model_copy(update={"estimated_duration": 2.5})
    result = counter.do(Poll(), requested)
    shown = after(result, requested)
    assert shown.length == timedelta(hours=2.5)
    assert bench.told(result) == [(OWNER, EventType.LENGTH_CHANGED_AT_PROVIDER)]
    assert counter.do(Poll(), shown) == Postponed(at=later(seconds=10))
