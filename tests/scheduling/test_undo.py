"""Moves and cancellations that are held until nobody undoes them anymore."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from bot.scheduling.attention import NothingToResolve
from bot.scheduling.attention_service import AttentionService
from bot.scheduling.booking_service import BookingService
from bot.scheduling.model.booking import Booking, Changes, Drift, Hold
from bot.scheduling.model.record import Card, FailureReason, Record, State, UnconfirmedRequest
from bot.scheduling.model.rights import NotYours
from bot.scheduling.model.transitions import InvalidTransition, NothingToUndo, mark_canceled
from bot.scheduling.ports.results import Outcome
from bot.scheduling.ports.store import Decision, UsedKey, WorkBegun
from bot.scheduling.tasks.provider import Cancel, Change
from bot.scheduling.tasks.queue import Job, Queue
from bot.store.sql.store import SqlStore
from bot.times.moment import Moment
from tests.builders import (
    MOMENT,
    NOW,
    OWNER,
    STRANGER,
    TEAM,
    Channels,
    Clock,
    a_booking,
    a_cancellation,
    a_session,
    an_answer,
    an_entry,
)
from tests.scheduling.decisions import MINUTE, OWNER_, STRANGER_
from tests.store.steps import take_one

REF = "S-7K2M"
HELD = timedelta(seconds=20)
UNTIL = NOW + HELD
LATER = Changes(moment=Moment.at(MOMENT.instant + timedelta(hours=2), MOMENT.zone))
CANCEL = Cancel(by=OWNER)
PUBLIC = Card(channel="C1", ts="1.0")


@pytest.fixture
def booking_service(store: SqlStore, clock: Clock, channels: Channels) -> BookingService:
    return BookingService(
        store, admins=frozenset(), visibility=channels, clock=clock, undo_within=HELD
    )


@pytest.fixture
def confirmed(store: SqlStore) -> Booking:
    return kept(store, a_booking(state=State.CONFIRMED, booked=an_answer(), card=PUBLIC))


def kept(store: SqlStore, booking: Booking) -> Booking:
    store.add(booking, Decision(key=booking.ref, entry=an_entry()))
    return booking


def taken(store: SqlStore, *, at: datetime) -> Job | None:
    """Take what is due for Prevail at a time."""
    return take_one(store, Queue.PREVAIL, now=at, lease=MINUTE)


def now_in(store: SqlStore) -> Record:
    booking = store.get(TEAM, REF)
    assert booking is not None
    return booking


@pytest.mark.usefixtures("confirmed")
def test_a_move_is_held_at_its_old_time_and_the_provider_is_told_when_that_is_over(
    booking_service: BookingService, store: SqlStore
) -> None:
    moved = booking_service.change(REF, LATER, by=OWNER_, key="move")
    assert isinstance(moved, Booking)
    assert (moved.state, moved.moment) == (State.MOVING, MOMENT)
    assert moved.hold == Hold(until=UNTIL, moment=LATER.moment)
    assert moved.redraw_at == UNTIL
    assert taken(store, at=UNTIL - timedelta(microseconds=1)) is None
    job = taken(store, at=UNTIL)
    assert job is not None
    assert job.task == Change(by=OWNER, wanted=LATER)


def test_an_undone_move_tells_nobody_and_the_booking_is_as_it_was(
    booking_service: BookingService, store: SqlStore, confirmed: Booking
) -> None:
    booking_service.change(REF, LATER, by=OWNER_, key="move")
    undone = booking_service.undo(REF, until=UNTIL, by=OWNER_, key="undo")
    assert undone.with_(revision=0) == confirmed.with_(revision=0)
    assert undone.revision > confirmed.revision, "forms that showed the move are out of date"
    assert taken(store, at=UNTIL + HELD) is None
    assert [entry.what for entry in booking_service.history(undone)] == [
        "scheduled",
        "moved",
        "undid the move",
    ]


@pytest.mark.usefixtures("confirmed")
def test_an_undone_cancellation_likewise(booking_service: BookingService, store: SqlStore) -> None:
    canceling = booking_service.cancel(REF, CANCEL, by=OWNER_, key="cancel")
    assert canceling.state is State.CANCELING
    undone = booking_service.undo(REF, until=UNTIL, by=OWNER_, key="undo")
    assert undone.state is State.CONFIRMED
    assert taken(store, at=UNTIL + HELD) is None
    assert booking_service.history(undone)[-1].what == "undid the cancellation"


@pytest.mark.usefixtures("confirmed")
def test_undo_pressed_twice_is_once(booking_service: BookingService) -> None:
    booking_service.cancel(REF, CANCEL, by=OWNER_, key="cancel")
    booking_service.undo(REF, until=UNTIL, by=OWNER_, key="undo")
    with pytest.raises(UsedKey):
        booking_service.undo(REF, until=UNTIL, by=OWNER_, key="undo")
    with pytest.raises(NothingToUndo):
        booking_service.undo(REF, until=UNTIL, by=OWNER_, key="undo on another card")


@pytest.mark.usefixtures("confirmed")
def test_an_old_button_undoes_no_later_decision(
    booking_service: BookingService, clock: Clock
) -> None:
    booking_service.change(REF, LATER, by=OWNER_, key="move")
    booking_service.undo(REF, until=UNTIL, by=OWNER_, key="undo")
    clock.now += timedelta(seconds=1)
    booking_service.cancel(REF, CANCEL, by=OWNER_, key="cancel")
    with pytest.raises(NothingToUndo):
        booking_service.undo(REF, until=UNTIL, by=OWNER_, key="the first button once more")
    assert booking_service.find_visible(REF, by=OWNER_).state is State.CANCELING


@pytest.mark.usefixtures("confirmed")
def test_what_has_been_taken_to_be_done_cannot_be_undone(
    booking_service: BookingService, store: SqlStore
) -> None:
    booking_service.cancel(REF, CANCEL, by=OWNER_, key="cancel")
    job = taken(store, at=UNTIL)
    assert job is not None
    with pytest.raises(WorkBegun):
        booking_service.undo(REF, until=UNTIL, by=OWNER_, key="undo")
    assert now_in(store).state is State.CANCELING
    store.finish(job, outcome=Outcome(transition=mark_canceled))
    canceled = now_in(store)
    assert isinstance(canceled, Booking)
    assert (canceled.state, canceled.hold) == (State.CANCELED, None)
    with pytest.raises(NothingToUndo):
        booking_service.undo(REF, until=UNTIL, by=OWNER_, key="undo later")


@pytest.mark.usefixtures("confirmed")
def test_what_a_dead_process_has_begun_may_have_been_done_and_cannot_be_undone(
    booking_service: BookingService, store: SqlStore
) -> None:
    booking_service.change(REF, LATER, by=OWNER_, key="move")
    job = taken(store, at=UNTIL)
    assert job is not None
    assert taken(store, at=UNTIL + 2 * MINUTE) is not None, "its lease is over"
    with pytest.raises(WorkBegun):
        booking_service.undo(REF, until=UNTIL, by=OWNER_, key="undo")


@pytest.mark.usefixtures("confirmed")
def test_while_one_decision_is_held_no_other_is_made_but_once_it_is_over(
    booking_service: BookingService, clock: Clock
) -> None:
    booking_service.change(REF, LATER, by=OWNER_, key="move")
    with pytest.raises(InvalidTransition):
        booking_service.change(REF, LATER, by=OWNER_, key="another move")
    with pytest.raises(InvalidTransition):
        booking_service.cancel(REF, CANCEL, by=OWNER_, key="cancel")
    clock.now = UNTIL
    canceling = booking_service.cancel(REF, CANCEL, by=OWNER_, key="cancel")
    assert isinstance(canceling, Booking)
    assert (canceling.state, canceling.hold) == (State.CANCELING, None)


@pytest.mark.usefixtures("confirmed")
def test_what_is_held_is_hurried_by_nobody(
    booking_service: BookingService, store: SqlStore, clock: Clock
) -> None:
    booking_service.change(REF, LATER, by=OWNER_, key="move")
    attention = AttentionService(booking_service, store, admins=frozenset(), clock=clock)
    with pytest.raises(NothingToResolve):
        attention.try_again(REF, by=OWNER_, key="try again")
    assert taken(store, at=clock.now) is None


def test_only_who_may_decide_may_undo(
    booking_service: BookingService, store: SqlStore, confirmed: Booking
) -> None:
    del confirmed
    booking_service.cancel(REF, CANCEL, by=OWNER_, key="cancel")
    with pytest.raises(NotYours):
        booking_service.undo(REF, until=UNTIL, by=STRANGER_, key="undo", at="C1", card="1.0")
    assert STRANGER_.user == STRANGER
    assert now_in(store).state is State.CANCELING
    store.add(a_cancellation("C-0001"), Decision(key="request", entry=an_entry()))
    with pytest.raises(NothingToUndo):
        booking_service.undo("C-0001", until=UNTIL, by=OWNER_, key="undo a request")


def test_what_starts_within_ten_minutes_is_not_held(
    booking_service: BookingService, store: SqlStore, clock: Clock
) -> None:
    soon = Moment.at(NOW + timedelta(minutes=10), MOMENT.zone)
    kept(store, a_booking(state=State.CONFIRMED, booked=an_answer(), moment=soon))
    canceling = booking_service.cancel(REF, CANCEL, by=OWNER_, key="cancel")
    assert isinstance(canceling, Booking)
    assert canceling.hold is None
    assert taken(store, at=clock.now) is not None
    other = a_session(title="Another")
    kept(store, a_booking("S-0002", state=State.CONFIRMED, booked=an_answer(), session=other))
    moved = booking_service.change("S-0002", Changes(moment=soon), by=OWNER_, key="to soon")
    assert isinstance(moved, Booking)
    assert moved.hold is None


@pytest.mark.parametrize(
    "stands",
    [
        {"state": State.BOOKING},
        {"trouble": FailureReason.UNKNOWN, "asked": UnconfirmedRequest(at=NOW)},
    ],
)
def test_what_is_under_way_or_unknown_is_canceled_at_once(
    booking_service: BookingService, store: SqlStore, stands: dict[str, Any]
) -> None:
    kept(store, a_booking(**{"state": State.CONFIRMED, "booked": an_answer(), **stands}))
    canceling = booking_service.cancel(REF, CANCEL, by=OWNER_, key="cancel")
    assert isinstance(canceling, Booking)
    assert canceling.hold is None


@pytest.mark.usefixtures("confirmed")
def test_what_becomes_unknown_while_somebody_decides_is_not_held(
    store: SqlStore, channels: Channels
) -> None:
    """As where a provider's answer is found to be lost between the look at the booking and the decision."""

    def lose_answer(booking: Booking) -> Record:
        return booking.with_(trouble=FailureReason.UNKNOWN, asked=UnconfirmedRequest(at=NOW))

    def clock() -> datetime:
        if isinstance(now := now_in(store), Booking) and now.trouble is None:
            store.change(TEAM, REF, Decision(key="lost", entry=an_entry()), transition=lose_answer)
        return NOW

    booking_service = BookingService(
        store, admins=frozenset(), visibility=channels, clock=clock, undo_within=HELD
    )
    canceling = booking_service.cancel(REF, CANCEL, by=OWNER_, key="cancel")
    assert isinstance(canceling, Booking)
    assert (canceling.state, canceling.hold) == (State.CANCELING, None)


def test_edits_are_not_held_and_with_no_time_to_undo_nothing_is(
    booking_service: BookingService, store: SqlStore, clock: Clock, channels: Channels
) -> None:
    kept(store, a_booking(state=State.CONFIRMED, booked=an_answer()))
    edited = booking_service.change(REF, Changes(title="Renamed"), by=OWNER_, key="edit")
    assert isinstance(edited, Booking)
    assert edited.hold is None
    at_once = BookingService(store, admins=frozenset(), visibility=channels, clock=clock)
    kept(store, a_booking("S-0002", state=State.CONFIRMED, booked=an_answer()))
    canceling = at_once.cancel("S-0002", CANCEL, by=OWNER_, key="cancel")
    assert isinstance(canceling, Booking)
    assert canceling.hold is None


def test_what_the_provider_holds_otherwise_is_so_again_when_a_move_is_undone(
    booking_service: BookingService, store: SqlStore
) -> None:
    drift = Drift(holds=Changes(title="Another title"))
    kept(store, a_booking(state=State.CONFIRMED, booked=an_answer(), drift=drift))
    booking_service.change(REF, LATER, by=OWNER_, key="move")
    undone = booking_service.undo(REF, until=UNTIL, by=OWNER_, key="undo")
    assert isinstance(undone, Booking)
    assert undone.drift == drift
