"""Deciding about what a provider holds otherwise: by whoever may change it, about what the card showed."""

from datetime import timedelta

import pytest

from bot.scheduling.booking_service import BookingService
from bot.scheduling.drift_service import DriftService, DriftSettled
from bot.scheduling.model.booking import Booking, Changes, Drift
from bot.scheduling.model.record import Card, FailureReason, State, Visibility
from bot.scheduling.model.rights import Actor, NotYours
from bot.scheduling.ports.store import Decision, UsedKey
from bot.scheduling.refusals import AlreadyStarted, NoSuchBooking
from bot.scheduling.tasks.provider import AcceptDrift, Change
from bot.scheduling.tasks.queue import Queue, Task
from bot.store.sql.store import SqlStore
from bot.times.moment import Moment
from tests.builders import MOMENT, OWNER, TEAM, Channels, Clock, a_calendar_action, an_entry
from tests.scheduling.decisions import ADMIN, OWNER_, STRANGER_, order, settle

FOUR = Moment(local=MOMENT.local + timedelta(hours=2), zone=MOMENT.zone)
MOVED = Drift(holds=Changes(moment=FOUR))
LONGER = Drift(holds=Changes(duration=timedelta(hours=3), title="Doe, day 2"))
UNREADABLE = Drift(holds=Changes(unreadable_time="teatime"))
GONE = Drift(ended=FailureReason.GONE)
CARD = Card(channel="C1", ts="1.1")


@pytest.fixture
def service(booking_service: BookingService, clock: Clock) -> DriftService:
    return DriftService(booking_service, clock=clock)


def drifted(
    booking_service: BookingService,
    store: SqlStore,
    drift: Drift | None = MOVED,
    *,
    card: Card | None = CARD,
) -> Booking:
    """Return a booking that Prevail was seen to hold otherwise."""
    made = settle(store, booking_service.book(order(), by=OWNER_, key="made"), card=card)
    found = store.change(
        TEAM,
        made.ref,
        Decision(key="found", entry=an_entry()),
        transition=lambda current: current.with_(drift=drift),
    )
    assert isinstance(found, Booking)
    return found


def work(store: SqlStore, ref: str) -> list[Task | None]:
    """Return what is to be done at Prevail after the booking."""
    return [job.task for job in store.pending(TEAM, ref=ref) if job.queue is Queue.PREVAIL][1:]


def lines(store: SqlStore, ref: str) -> list[tuple[str, str]]:
    """Return who decided what since it was found."""
    return [(entry.by, entry.what) for entry in store.history(TEAM, ref)][3:]


@pytest.mark.parametrize("by", [OWNER_, ADMIN])
def test_accepted_it_is_taken_over_by_whoever_may_change_it(
    service: DriftService, booking_service: BookingService, store: SqlStore, by: Actor
) -> None:
    booking = drifted(booking_service, store)
    service.accept(booking.ref, by=by, key="k", seen=booking.revision, at="C1", card="1.1")
    assert work(store, booking.ref) == [AcceptDrift(by=by.user, drift=MOVED)]
    assert lines(store, booking.ref) == [(by.user, "accepted")]


def test_accepted_twice_it_is_one_piece_of_work(
    service: DriftService, booking_service: BookingService, store: SqlStore
) -> None:
    booking = drifted(booking_service, store)
    for key in ("k1", "k2"):
        service.accept(booking.ref, by=OWNER_, key=key, seen=booking.revision, at="C1", card="1.1")
    assert len(work(store, booking.ref)) == 1
    with pytest.raises(UsedKey):
        service.accept(booking.ref, by=OWNER_, key="k2", seen=booking.revision, at="C1", card="1.1")


@pytest.mark.parametrize(
    ("drift", "wanted", "said"),
    [
        (MOVED, Changes(moment=MOMENT), "put back"),
        (UNREADABLE, Changes(moment=MOMENT), "put back"),
        (
            LONGER,
            Changes(duration=timedelta(hours=1), title="Deposition of Jane Doe"),
            "put back",
        ),
    ],
)
def test_put_back_it_is_changed_at_prevail_to_what_docket_has(
    service: DriftService,
    booking_service: BookingService,
    store: SqlStore,
    drift: Drift,
    wanted: Changes,
    said: str,
) -> None:
    booking = drifted(booking_service, store, drift)
    changing = service.put_back(
        booking.ref, by=OWNER_, key="k", seen=booking.revision, at="C1", card="1.1"
    )
    assert isinstance(changing, Booking)
    assert (changing.state, changing.drift) == (State.MOVING, None)
    assert work(store, booking.ref) == [Change(by=OWNER, wanted=wanted)]
    assert lines(store, booking.ref) == [(OWNER, said)]


def test_a_change_of_ones_own_is_no_putting_back(
    booking_service: BookingService, store: SqlStore
) -> None:
    booking = drifted(booking_service, store)
    booking_service.change(booking.ref, Changes(title="Renamed"), by=OWNER_, key="k")
    assert lines(store, booking.ref) == [(OWNER, "edited")]


def test_who_may_not_change_it_decides_nothing(
    service: DriftService, booking_service: BookingService, store: SqlStore
) -> None:
    booking = drifted(booking_service, store)
    for decide in (service.accept, service.put_back):
        with pytest.raises(NotYours):
            decide(booking.ref, by=STRANGER_, key="k", seen=booking.revision, at="C1", card="1.1")
        with pytest.raises(NoSuchBooking):
            decide("S-0000", by=OWNER_, key="k", seen=1, at="C1", card="1.1")
    assert work(store, booking.ref) == []


def test_whoever_presses_a_card_that_is_not_noted_yet_is_told_whose_it_is(
    service: DriftService, booking_service: BookingService, store: SqlStore, channels: Channels
) -> None:
    channels.said["C1"] = Visibility.PRIVATE
    booking = drifted(booking_service, store, card=None)
    for decide in (service.accept, service.put_back):
        with pytest.raises(NotYours):
            decide(booking.ref, by=STRANGER_, key="k", seen=booking.revision, at="C1", card="1.1")
        with pytest.raises(NoSuchBooking):
            decide(booking.ref, by=STRANGER_, key="k", seen=booking.revision, at="C1", card="")


@pytest.mark.parametrize("drift", [None, MOVED, GONE])
def test_what_the_card_showed_and_is_no_longer_so_is_settled(
    service: DriftService, booking_service: BookingService, store: SqlStore, drift: Drift | None
) -> None:
    booking = drifted(booking_service, store, drift)
    for decide in (service.accept, service.put_back):
        with pytest.raises(DriftSettled):
            decide(booking.ref, by=OWNER_, key="k", seen=booking.revision - 1, at="C1", card="1.1")
    assert work(store, booking.ref) == []


def test_what_has_ended_there_cannot_be_put_back(
    service: DriftService, booking_service: BookingService, store: SqlStore
) -> None:
    booking = drifted(booking_service, store, GONE)
    with pytest.raises(DriftSettled):
        service.put_back(
            booking.ref, by=OWNER_, key="k", seen=booking.revision, at="C1", card="1.1"
        )
    service.accept(booking.ref, by=OWNER_, key="k", seen=booking.revision, at="C1", card="1.1")
    assert work(store, booking.ref) == [AcceptDrift(by=OWNER, drift=GONE)]


def test_what_has_begun_cannot_be_put_back_and_is_accepted(
    service: DriftService, booking_service: BookingService, store: SqlStore, clock: Clock
) -> None:
    booking = drifted(booking_service, store)
    clock.now = booking.starts
    with pytest.raises(AlreadyStarted):
        service.put_back(
            booking.ref, by=OWNER_, key="k", seen=booking.revision, at="C1", card="1.1"
        )
    service.accept(booking.ref, by=OWNER_, key="k", seen=booking.revision, at="C1", card="1.1")
    assert work(store, booking.ref) == [AcceptDrift(by=OWNER, drift=MOVED)]


def test_a_request_is_held_nowhere(service: DriftService, store: SqlStore) -> None:
    request = a_calendar_action()
    store.add(request, Decision(key="made", entry=an_entry()))
    for decide in (service.accept, service.put_back):
        with pytest.raises(DriftSettled):
            decide(request.ref, by=OWNER_, key="k", seen=request.revision, at="", card="")
