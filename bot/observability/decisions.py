"""Decisions about bookings, observed: each as it is written down or refused."""

from typing import Any

from bot.observability.observer import DecisionMade, Observer
from bot.scheduling.booking_service import BookingService
from bot.scheduling.model.record import Order, Record
from bot.scheduling.model.rights import Actor
from bot.scheduling.ports.results import Transition
from bot.scheduling.ports.store import Entry, Store


class ObservedBookingService(BookingService):
    """Makes decisions about bookings, and has each observed."""

    def __init__(self, store: Store, *, observer: Observer, **options: Any) -> None:
        """Take who observes, and what the service itself takes."""
        super().__init__(store, **options)
        self._observer = observer

    def book(self, order: Order, *, by: Actor, **others: Any) -> Record:
        """Write down a new booking, as the service does."""
        with self._observer.observe(DecisionMade(what="scheduled", by=by)) as decision:
            booking = super().book(order, by=by, **others)
            decision.ref = booking.ref
            return booking

    def decide(
        self,
        ref: str,
        transition: Transition,
        *,
        by: Actor,
        entry: Entry,
        **others: Any,
    ) -> Record:
        """Write down a decision about a booking, as the service does."""
        with self._observer.observe(DecisionMade(what=entry.what, by=by, ref=ref)):
            return super().decide(ref, transition, by=by, entry=entry, **others)
