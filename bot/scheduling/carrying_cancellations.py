"""Cancelling at CareValidate what Docket did not book."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import ClassVar

from bot.scheduling.appointments import Appointment
from bot.scheduling.bookings import Asked, Booking, State, cancelled
from bot.scheduling.cancellations import CancellationBooking
from bot.scheduling.carrying import OnceCarrier, asking_blindly, looking_first
from bot.scheduling.carrying_appointments import (
    LOOK_AHEAD,
    doubting_refusals,
    find_listed,
    says_canceled,
)
from bot.scheduling.consequences import LEFT
from bot.scheduling.failures import Refused
from bot.scheduling.ports import Appointments, Outcome
from bot.scheduling.tasks import Happened, News, Schedule, ShowCard, Tell
from bot.scheduling.verdicts import Seen, Sight

log = logging.getLogger(__name__)


class CancellationCarrier(OnceCarrier[CancellationBooking]):
    """Cancels at CareValidate, by its own ids, what somebody else booked."""

    takes: ClassVar[type[Booking]] = CancellationBooking

    def __init__(
        self,
        appointments: Appointments,
        *,
        announce_channel: str,
        lag: timedelta,
        clock: Callable[[], datetime],
    ) -> None:
        super().__init__(announce_channel=announce_channel, lag=lag, clock=clock)
        self._appointments = appointments

    def schedule(self, booking: CancellationBooking, *, asked: Asked | None) -> Outcome:
        """Cancel it; first look whether it is listed, because only then its absence proves something."""
        if booking.state is not State.BOOKING:
            return Outcome()
        if booking.was_listed is None:
            return self._look_first(booking)
        if not booking.was_listed:
            return self._cancel_unseen(booking, asked=asked)
        settled = self.see_through(
            booking,
            asked=asked,
            see=lambda: self._see(booking),
            ask=lambda _: self._ask(booking),
        )
        left = LEFT.get(settled.verdict)
        if left is not None:
            return self.not_booked(booking, left, reason=settled.reason)
        return self._canceled(booking)

    def _look_first(self, booking: CancellationBooking) -> Outcome:
        with looking_first():
            listed = self._listed(booking) is not None

        def step(current: Booking) -> Booking:
            return current.with_(was_listed=listed)

        return Outcome(step=step, then=self.now(Schedule()))

    def _ask(self, booking: CancellationBooking) -> Sight:
        with doubting_refusals():
            self._ask_to_cancel(booking)
        return self._looked(lambda: self._see(booking))

    def _see(self, booking: CancellationBooking) -> Sight:
        listed = self._listed(booking)
        if listed is None:
            return Sight(seen=Seen.AS_WANTED)
        return Sight(seen=Seen.UNTOLD if listed.unclear else Seen.OTHERWISE)

    def _cancel_unseen(self, booking: CancellationBooking, *, asked: Asked | None) -> Outcome:
        """Cancel what is not listed: CareValidate's own words are all that can be had of it."""
        with asking_blindly(asked):
            try:
                self._ask_to_cancel(booking)
            except Refused as failure:
                if not says_canceled(failure.reason) or self._listed(booking):
                    raise
                log.info("%s was carried out before", booking.ref)
                if asked is None:
                    return self._canceled_before(booking)
        return self._canceled(booking)

    def _canceled_before(self, booking: CancellationBooking) -> Outcome:
        """Say to who asked that somebody had canceled it; others have no news of that by them."""
        told = Tell(user=booking.owner, news=News(what=Happened.ALREADY_SO))
        return Outcome(step=cancelled, then=self.now(ShowCard(), told))

    def _ask_to_cancel(self, booking: CancellationBooking) -> None:
        wanted = booking.cancellation
        self._appointments.cancel(wanted.appointment_id, email=wanted.email, reason=wanted.reason)

    def _canceled(self, booking: CancellationBooking) -> Outcome:
        return self.cancelled(booking, News(what=Happened.CANCELLED, by=booking.owner))

    def _listed(self, booking: CancellationBooking) -> Appointment | None:
        now = self._clock()
        return find_listed(
            booking.cancellation.appointment_id,
            start=now,
            end=now + LOOK_AHEAD,
            appointments=self._appointments,
        )
