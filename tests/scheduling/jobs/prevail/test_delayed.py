"""Sessions that a fault of Docket's own holds up, and links that it does not pass on."""

from datetime import datetime, timedelta

import pytest

from bot.scheduling.model.booking import Booking, Changes
from bot.scheduling.model.failures import Cause, Fault, OutcomeUnknown
from bot.scheduling.model.record import FailureReason, State
from bot.scheduling.model.transitions import begin_cancellation, begin_change, begin_retry
from bot.scheduling.ports.results import Outcome, Postponed
from bot.scheduling.tasks.news import EventType
from bot.scheduling.tasks.provider import Book, Cancel, Change, Poll, Realign
from bot.scheduling.tasks.queue import Task
from bot.scheduling.tasks.slack import DirectMessage, ShowCard
from bot.times.moment import Moment
from sandbox.http_server import json_response
from sandbox.providers import prevail_sessions as stand_in
from tests.making import OWNER, STRANGER, a_booking, later
from tests.scheduling.jobs import bench
from tests.scheduling.jobs.bench import Counter, after, by_request

# What a fault of Docket's own holds up for good


@pytest.mark.parametrize(
    ("state", "task", "stands", "told"),
    [
        (State.BOOKING, Book(), State.FAILED, EventType.NOT_BOOKED),
        (State.REQUESTED, Poll(), State.FAILED, EventType.NOT_BOOKED),
        (
            State.MOVING,
            Change(by=STRANGER, wanted=Changes(title="New")),
            State.CONFIRMED,
            EventType.NOT_CHANGED,
        ),
        (State.CANCELING, Cancel(by=STRANGER), State.CONFIRMED, EventType.NOT_CANCELED),
    ],
)
def test_what_a_fault_of_ours_holds_up_for_good_ends_where_it_can_be_asked_for_again(
    counter: Counter, state: State, task: Task, stands: State, told: EventType
) -> None:
    held = counter.book() if state in {State.MOVING, State.CANCELING} else a_booking()
    ended = counter.abandon(task, held.with_(state=state))
    left = after(ended, held.with_(state=state))
    assert left.state is stands
    show, tell = (due.task for due in ended.then)
    assert show == ShowCard()
    assert isinstance(tell, DirectMessage)
    assert (tell.news.what, tell.news.trouble) == (told, FailureReason.INTERNAL)
    assert tell.user == (OWNER if stands is State.FAILED else STRANGER)
    if stands is State.CONFIRMED:
        assert begin_change(left).state is State.MOVING
        assert begin_cancellation(left).state is State.CANCELING
    else:
        assert begin_retry(left, a_booking()).state is State.BOOKING


@pytest.mark.parametrize("state", [State.CONFIRMED, State.CANCELED, State.MOVING])
def test_a_watch_that_fails_when_it_is_over_changes_nothing(counter: Counter, state: State) -> None:
    assert counter.abandon(Poll(), counter.book().with_(state=state)) == Outcome()


# Links that Docket does not pass on


HOSTILE_LINK = "https://prevail.ai@evil.example/"


def test_a_link_that_is_not_passed_on_is_told_to_the_owner(counter: Counter) -> None:
    answer = {"session_state": "ready", "id": 1, "session_url": HOSTILE_LINK}
    counter.prevail.faults.answer(json_response(200, {"requests": [answer]}), method="POST")
    result = counter.do(Book(), a_booking())
    booking = after(result, a_booking())
    assert (booking.state, booking.join_url) == (State.CONFIRMED, None)
    assert bench.told(result) == [(OWNER, EventType.LINK_REFUSED)]


@by_request
def test_so_is_one_that_arrives_later(counter: Counter) -> None:
    requested = counter.book()
    arrived = {
        "session_state": "scheduled",
        "id": 1,
        "remote_session_id": "doe",
        "session_url": HOSTILE_LINK,
    }
    counter.prevail.faults.answer(json_response(200, {"requests": [arrived]}), method="GET")
    result = counter.do(Poll(), requested)
    assert after(result, requested).join_url is None
    assert bench.told(result) == [(OWNER, EventType.LINK_ARRIVED), (OWNER, EventType.LINK_REFUSED)]


def test_what_stands_in_between_is_not_lost_where_nothing_is_known(counter: Counter) -> None:
    fault = Fault(cause=Cause.PROXY, detail="502")
    lost = OutcomeUnknown("Prevail", fault=fault)
    assert counter.pending(a_booking(), lost).fault == fault


def by_old_clocks(booking: Booking, *, hours: int = 1) -> tuple[Booking, datetime]:
    """Return the booking as newer zone data has it: its wall clock means an earlier instant."""
    was = booking.moment.instant
    moment = Moment(local=booking.moment.local, zone="America/Phoenix")
    assert moment.instant == was - timedelta(hours=hours)
    return booking.with_(moment=moment), was


def realign(booking: Booking, *, was: datetime, version: str = "2026a") -> Realign:
    return Realign(was=was, moment=booking.moment, version=version)


def test_what_prevail_holds_by_the_old_clocks_is_mended_and_told(counter: Counter) -> None:
    booking, was = by_old_clocks(counter.book())
    result = counter.do(realign(booking, was=was), booking)
    assert counter.prevail.provider.sessions[0].start == booking.moment.instant
    assert bench.told(result) == [(OWNER, EventType.ZONE_RULES_CHANGED)]
    assert bench.tasks(result) == ["show card", "thread line", "tell"]
    assert after(result, booking) == booking


def test_what_prevail_holds_by_the_new_clocks_already_is_only_told(counter: Counter) -> None:
    booking = counter.book()
    was = booking.moment.instant + timedelta(hours=1)
    result = counter.do(realign(booking, was=was), booking)
    assert counter.count("PATCH") == 0
    assert bench.told(result) == [(OWNER, EventType.ZONE_RULES_CHANGED)]


def test_what_prevails_people_have_moved_meanwhile_stays_where_they_moved_it(
    counter: Counter,
) -> None:
    booking, was = by_old_clocks(counter.book())
    session = counter.prevail.provider.sessions[0]
    session.remote = session.remote.model_copy(update={"start_time": "05:00 PM"})
    result = counter.do(realign(booking, was=was), booking)
    assert counter.count("PATCH") == 0
    assert bench.told(result) == [(OWNER, EventType.CHANGED_AT_PROVIDER)]
    assert after(result, booking).moment.local.hour == 17


@by_request
def test_of_what_is_only_requested_it_is_told_that_it_goes_by_the_old_clocks(
    counter: Counter,
) -> None:
    booking, was = by_old_clocks(counter.book())
    result = counter.do(realign(booking, was=was), booking)
    assert bench.told(result) == [(OWNER, EventType.NOT_REALIGNED)]
    assert after(result, booking).state is State.REQUESTED


def test_a_refusal_to_mend_it_is_told_and_leaves_it_booked(counter: Counter) -> None:
    booking, was = by_old_clocks(counter.book())
    counter.prevail.faults.set("422", method="PATCH")
    counter.now = later(minutes=30)
    result = counter.do(realign(booking, was=was), booking)
    assert bench.told(result) == [(OWNER, EventType.NOT_REALIGNED)]
    assert after(result, booking).state is State.CONFIRMED


def test_what_has_been_moved_meanwhile_is_not_mended(counter: Counter) -> None:
    booking, was = by_old_clocks(counter.book())
    moved = Moment(local=booking.moment.local + timedelta(days=1), zone=booking.moment.zone)
    result = counter.do(realign(booking, was=was), booking.with_(moment=moved))
    assert (bench.tasks(result), counter.count("PATCH")) == ([], 0)


def test_what_newer_zone_data_ask_for_is_left_to_a_process_that_has_them(counter: Counter) -> None:
    booking, was = by_old_clocks(counter.book())
    result = counter.do(realign(booking, was=was, version="2199a"), booking)
    assert isinstance(result, Postponed)
    assert counter.count("PATCH") == 0


def test_what_is_canceled_meanwhile_is_not_mended(counter: Counter) -> None:
    booking, was = by_old_clocks(counter.book())
    result = counter.do(realign(booking, was=was), begin_cancellation(booking))
    assert (bench.tasks(result), counter.count("PATCH")) == ([], 0)


def test_what_prevail_has_canceled_meanwhile_is_not_mended_but_over(counter: Counter) -> None:
    booking, was = by_old_clocks(counter.book())
    counter.prevail.provider.sessions[0].state = stand_in.State.CANCELED
    result = counter.do(realign(booking, was=was), booking)
    assert after(result, booking).state is State.CANCELED
    assert bench.told(result) == [(OWNER, EventType.CANCELED_BY_PROVIDER)]
