"""Cancelling at CareValidate what Docket did not book."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import ClassVar

from bot.scheduling.bookings import Asked, Booking, State
from bot.scheduling.cancellations import CancellationBooking
from bot.scheduling.carrying import OnceCarrier
from bot.scheduling.carrying_appointments import is_held
from bot.scheduling.failures import Gone, Refused
from bot.scheduling.ports import Appointments, Outcome
from bot.scheduling.tasks import Happened, News

log = logging.getLogger(__name__)

# How far ahead appointments are listed to see whether one is still held.
LOOK_AHEAD = timedelta(days=731)


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
        """Cancel it, unless a try whose answer was lost did."""
        if booking.state is not State.BOOKING:
            return Outcome()
        wanted = booking.cancellation
        try:
            self._appointments.cancel(
                wanted.appointment_id, email=wanted.email, reason=wanted.reason
            )
        except (Gone, Refused):
            # What is cancelled already is refused, or no longer known: it may be our own doing.
            if not asked or self._is_held(wanted.appointment_id):
                raise
            log.info("%s was carried out by an earlier try", booking.ref)
        return self.cancelled(booking, News(what=Happened.CANCELLED, by=booking.owner))

    def _is_held(self, appointment_id: str) -> bool:
        today = self._clock().date()
        return is_held(
            appointment_id,
            first=today,
            last=today + LOOK_AHEAD,
            appointments=self._appointments,
        )
