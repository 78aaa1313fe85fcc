"""Canceling at CareValidate what Docket did not book."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import ClassVar

from bot.scheduling.jobs.appointments import (
    LOOK_AHEAD,
    find_listed,
    inconclusive_if_refused,
    says_canceled,
)
from bot.scheduling.jobs.base import RequestJobs, not_allowed_if_list_missing, unverifiable_request
from bot.scheduling.jobs.outcomes import FAILURE_REASONS
from bot.scheduling.jobs.verdicts import Observation, Observed
from bot.scheduling.model.appointment import Appointment
from bot.scheduling.model.booking import Booking, State, UnconfirmedRequest, mark_canceled
from bot.scheduling.model.failures import Refused
from bot.scheduling.ports import Appointments, Outcome
from bot.scheduling.requests.cancellations import CancellationRequest
from bot.scheduling.tasks import Book, EventType, News, ShowCard, Tell

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

    def book(self, booking: CancellationRequest, *, asked: UnconfirmedRequest | None) -> Outcome:
        """Cancel it; first look whether it is listed, because only then its absence proves something."""
        if booking.state is not State.BOOKING:
            return Outcome()
        if booking.was_listed is None:
            return self._look_first(booking)
        if not booking.was_listed:
            return self._cancel_unseen(booking, asked=asked)
        resolution = self.request_and_verify(
            booking,
            asked=asked,
            see=lambda: self._see(booking),
            ask=lambda _: self._ask(booking),
        )
        left = FAILURE_REASONS.get(resolution.verdict)
        if left is not None:
            return self.not_booked(booking, left, reason=resolution.reason)
        return self._canceled(booking)

    def _look_first(self, booking: CancellationRequest) -> Outcome:
        with not_allowed_if_list_missing():
            listed = self._listed(booking) is not None

        def transition(current: Booking) -> Booking:
            return current.with_(was_listed=listed)

        return Outcome(transition=transition, then=self.now(Book()))

    def _ask(self, booking: CancellationRequest) -> Observation:
        with inconclusive_if_refused():
            self._ask_to_cancel(booking)
        return self._looked(lambda: self._see(booking))

    def _see(self, booking: CancellationRequest) -> Observation:
        listed = self._listed(booking)
        if listed is None:
            return Observation(status=Observed.AS_WANTED)
        return Observation(status=Observed.UNCLEAR if listed.unclear else Observed.DIFFERENT)

    def _cancel_unseen(
        self, booking: CancellationRequest, *, asked: UnconfirmedRequest | None
    ) -> Outcome:
        """Cancel what is not listed: CareValidate's own words are all that can be had of it."""
        with unverifiable_request(asked):
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
        return Outcome(transition=mark_canceled, then=self.now(ShowCard(), told))

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
