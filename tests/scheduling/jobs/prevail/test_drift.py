"""Sessions that Prevail's own people change: seen twice, said once, accepted or left."""

from datetime import timedelta
from typing import Any

import pytest

from bot.scheduling.attention import is_still_true
from bot.scheduling.model.booking import Changes, Drift
from bot.scheduling.model.record import FailureReason, State
from bot.scheduling.model.session import SessionBooking
from bot.scheduling.model.transitions import begin_cancellation, begin_change
from bot.scheduling.ports.results import Outcome, Postponed, Result
from bot.scheduling.tasks.news import EventType, News
from bot.scheduling.tasks.provider import AcceptDrift, CheckDrift
from bot.scheduling.tasks.queue import Task
from bot.scheduling.tasks.slack import Announce, ShowCard, ThreadReply
from bot.times.moment import Moment
from sandbox.http_server import json_response
from sandbox.providers.prevail_sessions import State as There
from tests.builders import (
    LAG,
    MOMENT,
    NOW,
    OWNER,
    STRANGER,
    a_booking,
    a_calendar_action,
    an_agent,
    later,
)
from tests.scheduling.jobs.bench import ANNOUNCE, PrevailBench, after, announced, told

FOUR = Moment(local=MOMENT.local.replace(hour=16, minute=0), zone=MOMENT.zone)
CANCELED = Drift(ended=FailureReason.CANCELED_AT_PROVIDER)
GONE = Drift(ended=FailureReason.GONE)
# What Prevail's people do there, and how it is seen.
DONE_THERE: dict[str, tuple[dict[str, Any], Drift]] = {
    "moved": ({"start_time": "04:00 PM"}, Drift(holds=Changes(moment=FOUR))),
    "longer": ({"estimated_duration": 2.0}, Drift(holds=Changes(duration=timedelta(hours=2)))),
    "renamed": ({"title": "Doe, day 2"}, Drift(holds=Changes(title="Doe, day 2"))),
}


@pytest.fixture
def booking(bench: PrevailBench) -> SessionBooking:
    """Return a session that is booked."""
    return bench.book()


def at_prevail(bench: PrevailBench, **changes: Any) -> None:
    """Have Prevail's people change the session."""
    (held,) = bench.prevail.provider.sessions
    held.remote = held.remote.model_copy(update=changes)


def follows(result: Result) -> list[Task]:
    """Return what is to be done then."""
    return [due.task for due in result.then]


def compared(bench: PrevailBench, *bookings: SessionBooking) -> dict[str, Task]:
    """Compare bookings with the list."""
    return {each.ref: task for each, task in bench.sessions.compare_with_list(bookings)}


@pytest.mark.parametrize("what", DONE_THERE)
def test_what_is_changed_there_is_seen_in_the_list_and_said_after_a_second_look(
    bench: PrevailBench, booking: SessionBooking, what: str
) -> None:
    changes, drift = DONE_THERE[what]
    assert compared(bench, booking) == {}
    at_prevail(bench, **changes)
    check = CheckDrift(seen=drift)
    assert compared(bench, booking) == {booking.ref: check}
    result = bench.do(check, booking)
    drifted = after(result, booking)
    assert (drifted.drift, drifted.moment, drifted.title) == (drift, booking.moment, booking.title)
    assert told(result) == [(OWNER, EventType.DRIFTED)]
    assert compared(bench, drifted) == {}, "nobody hears of it again"
    assert bench.do(check, drifted) == Outcome()


def test_what_is_canceled_there_is_seen_too(bench: PrevailBench, booking: SessionBooking) -> None:
    bench.prevail.provider.sessions[0].state = There.CANCELED
    assert compared(bench, booking) == {booking.ref: CheckDrift(seen=CANCELED)}
    drifted = after(bench.do(CheckDrift(seen=CANCELED), booking), booking)
    assert (drifted.drift, drifted.state) == (CANCELED, State.CONFIRMED)


def test_what_is_gone_from_the_list_is_looked_for_first(
    bench: PrevailBench, booking: SessionBooking
) -> None:
    at_prevail(bench, start_date="2027-03-28")
    assert compared(bench, booking) == {booking.ref: CheckDrift(seen=GONE)}
    second = bench.do(CheckDrift(seen=GONE), booking)
    (check,) = follows(second)
    assert isinstance(check, CheckDrift)
    assert check.seen is not None
    assert second.then[0].at == NOW + LAG, "what is seen for the first time is looked at again"
    assert after(bench.do(check, booking), booking).drift == check.seen


def test_a_session_that_is_nowhere_is_gone(bench: PrevailBench, booking: SessionBooking) -> None:
    bench.prevail.provider.sessions.clear()
    assert compared(bench, booking) == {booking.ref: CheckDrift(seen=GONE)}
    assert after(bench.do(CheckDrift(seen=GONE), booking), booking).drift == GONE


def test_a_list_that_cannot_be_read_whole_proves_nothing_by_what_it_lacks(
    bench: PrevailBench, booking: SessionBooking
) -> None:
    pages = {"pagy": {"page": 1, "pages": 1}, "sessions": [{"title": "Without an id"}]}
    bench.prevail.faults.answer(json_response(200, pages), method="GET", times=9)
    assert compared(bench, booking) == {}
    assert bench.do(CheckDrift(seen=GONE), booking) == Outcome()


def test_of_two_with_one_id_the_living_one_counts(
    bench: PrevailBench, booking: SessionBooking
) -> None:
    row = {
        "remote_session_id": booking.remote_id,
        "title": booking.title,
        "start_date": "2027-01-28",
        "start_time": "01:30 PM",
        "time_zone": "Pacific Time (US & Canada)",
        "estimated_duration": 1.0,
    }
    rows = [{**row, "state": "ready"}, {**row, "state": "canceled"}]
    answer = json_response(200, {"sessions": rows})
    bench.prevail.faults.answer(answer, method="GET", times=2)
    assert compared(bench, booking) == {}


def test_a_time_that_nobody_can_read_is_drift_once(
    bench: PrevailBench, booking: SessionBooking
) -> None:
    row = {"remote_session_id": booking.remote_id, "state": "ready", "start_time": "teatime"}
    answer = json_response(200, {"sessions": [{**row, "start_date": "2027-01-28"}]})
    bench.prevail.faults.answer(answer, method="GET", times=9)
    (check,) = compared(bench, booking).values()
    assert isinstance(check, CheckDrift)
    drifted = after(bench.do(check, booking), booking)
    assert drifted.drift is not None
    accepted = after(bench.do(AcceptDrift(by=OWNER, drift=drifted.drift), drifted), drifted)
    assert accepted.unreadable_time
    assert compared(bench, accepted) == {}


def test_what_was_put_right_there_is_no_drift_anymore(
    bench: PrevailBench, booking: SessionBooking
) -> None:
    drifted = booking.with_(drift=GONE)
    assert compared(bench, drifted) == {booking.ref: CheckDrift(seen=None)}
    result = bench.do(CheckDrift(seen=None), drifted)
    assert (after(result, drifted).drift, follows(result)) == (None, [ShowCard()])


def test_what_is_decided_or_unknown_meanwhile_is_no_drift(
    bench: PrevailBench, booking: SessionBooking
) -> None:
    bench.prevail.provider.sessions.clear()
    result = bench.do(CheckDrift(seen=GONE), booking)
    unknown = booking.with_(trouble=FailureReason.UNKNOWN)
    for meanwhile in (begin_change(booking), begin_cancellation(booking), unknown):
        assert bench.do(CheckDrift(seen=GONE), meanwhile) == Outcome()
        assert after(result, meanwhile) == meanwhile
    done = booking.with_(revision=booking.revision + 2)
    assert after(result, done) == done, "what was decided and done during the look counts too"


def test_what_has_begun_is_left_alone(bench: PrevailBench, booking: SessionBooking) -> None:
    bench.now = booking.starts
    assert bench.do(CheckDrift(seen=GONE), booking) == Outcome()


def test_the_list_has_time_to_show_what_docket_did(
    bench: PrevailBench, booking: SessionBooking
) -> None:
    heard = booking.with_(seen=later(seconds=-20))
    assert bench.do(CheckDrift(seen=GONE), heard) == Postponed(at=later(seconds=-20) + LAG)


def test_a_look_that_fails_says_nothing(bench: PrevailBench, booking: SessionBooking) -> None:
    bench.prevail.faults.set("500", method="GET", times=9)
    assert bench.do(CheckDrift(seen=GONE), booking) == Outcome()


@pytest.mark.parametrize("what", DONE_THERE)
@pytest.mark.parametrize("by", [OWNER, STRANGER])
def test_accepted_it_is_as_prevail_has_it(
    bench: PrevailBench, booking: SessionBooking, what: str, by: str
) -> None:
    changes, drift = DONE_THERE[what]
    at_prevail(bench, **changes)
    booking = booking.with_(drift=drift)
    result = bench.do(AcceptDrift(by=by, drift=drift), booking)
    accepted = after(result, booking)
    assert (accepted.drift, compared(bench, accepted)) == (None, {})
    assert ShowCard() in follows(result)
    assert any(isinstance(task, ThreadReply) for task in follows(result))
    assert [user for user, _ in told(result)] == [OWNER] * (by == STRANGER)
    assert bench.count("PATCH") == 0
    assert after(result, begin_change(booking)) == begin_change(booking), "a move meanwhile counts"


def test_an_agent_that_goes_along_is_named_as_prevail_names_its_session(
    bench: PrevailBench, booking: SessionBooking
) -> None:
    renamed = Drift(holds=Changes(title="Renamed there"))
    at_prevail(bench, title="Renamed there")
    booking = booking.with_(drift=renamed, agent="A-7K2M")
    result = bench.do(AcceptDrift(by=OWNER, drift=renamed), booking)
    assert isinstance(result, Outcome)
    assert result.also is not None
    named = result.also.transition(an_agent(of_session=booking.ref, session_title=booking.title))
    assert (result.also.ref, named.title) == ("A-7K2M", "Meeting agent for Renamed there")
    assert result.then[-1].ref == "A-7K2M"


@pytest.mark.parametrize(
    ("drift", "news"),
    [(CANCELED, EventType.CANCELED_BY_PROVIDER), (GONE, EventType.GONE_AT_PROVIDER)],
)
def test_an_end_that_is_accepted_is_announced_and_its_agent_called_back(
    bench: PrevailBench, booking: SessionBooking, drift: Drift, news: EventType
) -> None:
    booking = booking.with_(agent="A-0001").with_(drift=drift)
    result = bench.do(AcceptDrift(by=OWNER, drift=drift), booking)
    ended = after(result, booking)
    assert (ended.state, ended.trouble, ended.drift) == (State.CANCELED, drift.ended, None)
    assert ANNOUNCE in announced(result)
    assert {task.news.what for task in follows(result) if isinstance(task, Announce)} == {news}
    assert told(result) == []
    assert "A-0001" in {due.ref for due in result.then}


def test_an_agent_moves_along_with_what_is_accepted(
    bench: PrevailBench, booking: SessionBooking
) -> None:
    drift = Drift(holds=Changes(moment=FOUR))
    booking = booking.with_(agent="A-0001").with_(drift=drift)
    result = bench.do(AcceptDrift(by=OWNER, drift=drift), booking)
    assert [due.ref for due in result.then if due.ref] == ["A-0001"]


def test_accepted_twice_or_decided_otherwise_meanwhile_nothing_follows(
    bench: PrevailBench, booking: SessionBooking
) -> None:
    drifted = booking.with_(drift=GONE)
    for meanwhile in (booking, begin_change(drifted), booking.with_(drift=CANCELED)):
        assert bench.do(AcceptDrift(by=OWNER, drift=GONE), meanwhile) == Outcome()


@pytest.mark.parametrize("task", [CheckDrift(seen=GONE), AcceptDrift(by=OWNER, drift=GONE)])
def test_a_fault_of_dockets_own_leaves_it_to_the_next_comparison(
    bench: PrevailBench, booking: SessionBooking, task: Task
) -> None:
    assert bench.abandon(task, booking) == Outcome()


def test_sessions_at_many_times_take_one_call(bench: PrevailBench) -> None:
    first = bench.book()
    second = bench.book(
        a_booking("S-0002", moment=Moment(local=MOMENT.local + timedelta(days=9), zone=MOMENT.zone))
    )
    before = bench.count("GET")
    assert compared(bench, first, second) == {}
    assert bench.count("GET") == before + 1


@pytest.mark.parametrize("drift", [CANCELED, GONE, Drift(holds=Changes(moment=FOUR))])
def test_what_was_settled_or_changed_again_before_it_is_told_is_not_told(
    booking: SessionBooking, drift: Drift
) -> None:
    news = News(what=EventType.DRIFTED, after=drift.holds.moment, trouble=drift.ended or "")
    drifted, changed_again = booking.with_(drift=drift), Drift(holds=Changes(title="Renamed"))
    assert is_still_true(news, drifted)
    for meanwhile in (booking, begin_change(drifted), booking.with_(drift=changed_again)):
        assert not is_still_true(news, meanwhile)
    assert not is_still_true(news, a_calendar_action())
