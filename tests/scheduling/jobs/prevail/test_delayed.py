"""Sessions that a fault of Docket's own holds up, and links that it does not pass on."""

from datetime import datetime, timedelta

import pytest

from bot.scheduling.model.booking import Booking, Changes
from bot.scheduling.model.failures import Cause, Fault, OutcomeUnknown
from bot.scheduling.model.record import FailureReason, State
from bot.scheduling.model.transitions import begin_cancellation, begin_change, begin_retry
from bot.scheduling.ports.results import Outcome, Postponed
from bot.scheduling.tasks.news import EventType
from bot.scheduling.tasks.provider import ApplyZoneUpdate, Book, Cancel, Change, Poll
from bot.scheduling.tasks.queue import Task
from bot.scheduling.tasks.slack import DirectMessage, ShowCard
from bot.times.moment import Moment
from sandbox.http_server import json_response
from sandbox.providers import prevail_sessions as stand_in
from tests.builders import OWNER, STRANGER, a_booking, later
from tests.scheduling.jobs.bench import PrevailBench, after, by_request, tasks, told

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
    bench: PrevailBench, state: State, task: Task, stands: State, told: EventType
) -> None:
    held = bench.book() if state in {State.MOVING, State.CANCELING} else a_booking()
    ended = bench.abandon(task, held.with_(state=state))
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
def test_a_watch_that_fails_when_it_is_over_changes_nothing(
    bench: PrevailBench, state: State
) -> None:
    assert bench.abandon(Poll(), bench.book().with_(state=state)) == Outcome()


# Links that Docket does not pass on


HOSTILE_LINK = "https://prevail.ai@evil.example/"


def test_a_link_that_is_not_passed_on_is_told_to_the_owner(bench: PrevailBench) -> None:
    answer = {"session_state": "ready", "id": 1, "session_url": HOSTILE_LINK}
    bench.prevail.faults.answer(json_response(200, {"requests": [answer]}), method="POST")
    result = bench.do(Book(), a_booking())
    booking = after(result, a_booking())
    assert (booking.state, booking.join_url) == (State.CONFIRMED, None)
    assert told(result) == [(OWNER, EventType.LINK_REFUSED)]


@by_request
def test_so_is_one_that_arrives_later(bench: PrevailBench) -> None:
    requested = bench.book()
    arrived = {
        "session_state": "scheduled",
        "id": 1,
        "remote_session_id": "doe",
        "session_url": HOSTILE_LINK,
    }
    bench.prevail.faults.answer(json_response(200, {"requests": [arrived]}), method="GET")
    result = bench.do(Poll(), requested)
    assert after(result, requested).join_url is None
    assert told(result) == [(OWNER, EventType.LINK_ARRIVED), (OWNER, EventType.LINK_REFUSED)]


def test_what_stands_in_between_is_not_lost_where_nothing_is_known(bench: PrevailBench) -> None:
    fault = Fault(cause=Cause.PROXY, detail="502")
    lost = OutcomeUnknown("Prevail", fault=fault)
    assert bench.pending(a_booking(), lost).fault == fault


def by_old_clocks(booking: Booking, *, hours: int = 1) -> tuple[Booking, datetime]:
    """Return the booking as newer zone data has it: its wall clock means an earlier instant."""
    was = booking.moment.instant
    moment = Moment(local=booking.moment.local, zone="America/Phoenix")
    assert moment.instant == was - timedelta(hours=hours)
    return booking.with_(moment=moment), was


def zone_update(booking: Booking, *, was: datetime, version: str = "2026a") -> ApplyZoneUpdate:
    return ApplyZoneUpdate(was=was, moment=booking.moment, version=version)


def test_what_prevail_holds_by_the_old_clocks_is_mended_and_told(bench: PrevailBench) -> None:
    booking, was = by_old_clocks(bench.book())
    result = bench.do(zone_update(booking, was=was), booking)
    assert bench.prevail.provider.sessions[0].start == booking.moment.instant
    assert told(result) == [(OWNER, EventType.ZONE_RULES_CHANGED)]
    assert tasks(result) == ["show card", "thread line", "tell"]
    assert after(result, booking) == booking


def test_what_prevail_holds_by_the_new_clocks_already_is_only_told(bench: PrevailBench) -> None:
    booking = bench.book()
    was = booking.moment.instant + timedelta(hours=1)
    result = bench.do(zone_update(booking, was=was), booking)
    assert bench.count("PATCH") == 0
    assert told(result) == [(OWNER, EventType.ZONE_RULES_CHANGED)]


def test_what_prevails_people_have_moved_meanwhile_stays_where_they_moved_it(
    bench: PrevailBench,
) -> None:
    booking, was = by_old_clocks(bench.book())
    session = bench.prevail.provider.sessions[0]
    session.remote = session.remote.model_copy(update={"start_time": "05:00 PM"})
    result = bench.do(zone_update(booking, was=was), booking)
    assert bench.count("PATCH") == 0
    assert told(result) == [(OWNER, EventType.CHANGED_AT_PROVIDER)]
    assert after(result, booking).moment.local.hour == 17


@by_request
def test_of_what_is_only_requested_it_is_told_that_it_goes_by_the_old_clocks(
    bench: PrevailBench,
) -> None:
    booking, was = by_old_clocks(bench.book())
    result = bench.do(zone_update(booking, was=was), booking)
    assert told(result) == [(OWNER, EventType.ZONE_UPDATE_FAILED)]
    assert after(result, booking).state is State.REQUESTED


def test_a_refusal_to_mend_it_is_told_and_leaves_it_booked(bench: PrevailBench) -> None:
    booking, was = by_old_clocks(bench.book())
    bench.prevail.faults.set("422", method="PATCH")
    bench.now = later(minutes=30)
    result = bench.do(zone_update(booking, was=was), booking)
    assert told(result) == [(OWNER, EventType.ZONE_UPDATE_FAILED)]
    assert after(result, booking).state is State.CONFIRMED


def test_what_has_been_moved_meanwhile_is_not_mended(bench: PrevailBench) -> None:
    booking, was = by_old_clocks(bench.book())
    moved = Moment(local=booking.moment.local + timedelta(days=1), zone=booking.moment.zone)
    result = bench.do(zone_update(booking, was=was), booking.with_(moment=moved))
    assert (tasks(result), bench.count("PATCH")) == ([], 0)


def test_what_newer_zone_data_ask_for_is_left_to_a_process_that_has_them(
    bench: PrevailBench,
) -> None:
    booking, was = by_old_clocks(bench.book())
    result = bench.do(zone_update(booking, was=was, version="2199a"), booking)
    assert isinstance(result, Postponed)
    assert bench.count("PATCH") == 0


def test_what_is_canceled_meanwhile_is_not_mended(bench: PrevailBench) -> None:
    booking, was = by_old_clocks(bench.book())
    result = bench.do(zone_update(booking, was=was), begin_cancellation(booking))
    assert (tasks(result), bench.count("PATCH")) == ([], 0)


def test_what_prevail_has_canceled_meanwhile_is_not_mended_but_over(bench: PrevailBench) -> None:
    booking, was = by_old_clocks(bench.book())
    bench.prevail.provider.sessions[0].state = stand_in.State.CANCELED
    result = bench.do(zone_update(booking, was=was), booking)
    assert after(result, booking).state is State.CANCELED
    assert told(result) == [(OWNER, EventType.CANCELED_BY_PROVIDER)]
