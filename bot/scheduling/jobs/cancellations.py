"""Canceling at CareValidate what Docket did not book."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import ClassVar

from bot.scheduling.jobs.appointments import (
    LOOK_AHEAD,
    doubting_refusals,
    find_listed,
    says_canceled,
)
from bot.scheduling.jobs.base import RequestJobs, asking_blindly, looking_first
from bot.scheduling.jobs.follow_up import LEFT
from bot.scheduling.jobs.verdicts import Seen, Sight
from bot.scheduling.model.appointment import Appointment
from bot.scheduling.model.booking import Asked, Booking, State, canceled
from bot.scheduling.model.failures import Refused
from bot.scheduling.ports import Appointments, Outcome
from bot.scheduling.requests.cancellations import CancellationRequest
from bot.scheduling.tasks import EventType, News, Schedule, ShowCard, Tell

log = logging.getLogger(__name__)


class CancellationJobs(RequestJobs[CancellationRequest]):
    """Cancels at CareValidate, by its own ids, what somebody else booked."""

    takes: ClassVar[type[Booking]] = CancellationRequest

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

    def schedule(self, booking: CancellationRequest, *, asked: Asked | None) -> Outcome:
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

    def _look_first(self, booking: CancellationRequest) -> Outcome:
        with looking_first():
            listed = self._listed(booking) is not None

        def step(current: Booking) -> Booking:
            return current.with_(was_listed=listed)

        return Outcome(step=step, then=self.now(Schedule()))

    def _ask(self, booking: CancellationRequest) -> Sight:
        with doubting_refusals():
            self._ask_to_cancel(booking)
        return self._looked(lambda: self._see(booking))

    def _see(self, booking: CancellationRequest) -> Sight:
        listed = self._listed(booking)
        if listed is None:
            return Sight(seen=Seen.AS_WANTED)
        return Sight(seen=Seen.UNTOLD if listed.unclear else Seen.OTHERWISE)

    def _cancel_unseen(self, booking: CancellationRequest, *, asked: Asked | None) -> Outcome:
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

    def _canceled_before(self, booking: CancellationRequest) -> Outcome:
        """Say to who asked that somebody had canceled it; others have no news of that by them."""
        told = Tell(user=booking.owner, news=News(what=EventType.ALREADY_SO))
        return Outcome(step=canceled, then=self.now(ShowCard(), told))

    def _ask_to_cancel(self, booking: CancellationRequest) -> None:
        wanted = booking.cancellation
        self._appointments.cancel(wanted.appointment_id, email=wanted.email, reason=wanted.reason)

    def _canceled(self, booking: CancellationRequest) -> Outcome:
        return self.canceled(booking, News(what=EventType.CANCELED, by=booking.owner))

    def _listed(self, booking: CancellationRequest) -> Appointment | None:
        now = self._clock()
        return find_listed(
            booking.cancellation.appointment_id,
            start=now,
            end=now + LOOK_AHEAD,
            appointments=self._appointments,
        )
