"""Looks up a booking's appointment at CareValidate: what an earlier attempt made, what is listed now."""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.scheduling.jobs import matching
from bot.scheduling.jobs.appointment_matching import is_for, matches_order
from bot.scheduling.jobs.failure_meanings import unknown_if_lookup_refused
from bot.scheduling.model.appointment import Appointment, AppointmentBooking, folded_id
from bot.scheduling.model.failures import Ambiguous, OutcomeUnknown, ProviderFailure
from bot.scheduling.model.record import UnconfirmedRequest
from bot.scheduling.ports.providers import Appointments
from bot.scheduling.ports.store import Select
from bot.times.moment import UtcClock

log = logging.getLogger(__name__)

A_DAY = timedelta(days=1)
# How far ahead appointments are listed to see whether one is still held.
LOOK_AHEAD = timedelta(days=731)


class AppointmentLookup:
    """Finds appointments in CareValidate's lists, and asks for nothing; `clock` gives the time now."""

    def __init__(self, appointments: Appointments, *, select: Select, clock: UtcClock) -> None:
        """`select` finds the other bookings, whose own entries are left out of every match."""
        self._appointments = appointments
        self._select = select
        self._clock = clock

    def find_earlier(
        self, booking: AppointmentBooking, asked: UnconfirmedRequest | None
    ) -> Appointment | None:
        """Return the one appointment that nobody but an earlier try can have made. Raises Ambiguous."""
        with unknown_if_lookup_refused():
            return self.find_made_since(booking, asked)

    def find_made_since(
        self, booking: AppointmentBooking, asked: UnconfirmedRequest | None
    ) -> Appointment | None:
        """Return the same; raises what a look-up does."""
        answered = self._answered(booking, asked)
        if answered:
            return answered
        may_be, whole = self._like(booking)
        like = (
            other
            for other in self._other_bookings(booking)
            if other.request.email == booking.request.email
        )
        if may_be and any(matching.must_wait_for(other, booking) for other in like):
            raise OutcomeUnknown(booking.provider, reason="another one like it is in progress")
        made = matching.only_new_match(
            may_be, before=booking.there_before, provider=booking.provider
        )
        if made is None and not whole:
            raise not_read_whole()
        return made

    def _answered(
        self, booking: AppointmentBooking, asked: UnconfirmedRequest | None
    ) -> Appointment | None:
        """Return what is listed under the id that the last try was answered with, if that is ours."""
        answered = self.find(asked.answered, booking) if asked and asked.answered else None
        if answered is None:
            return None
        if is_for(answered, booking.request) is False:
            raise Ambiguous(booking.provider)
        return answered

    def candidates(self, booking: AppointmentBooking) -> list[matching.Candidate[Appointment]]:
        """List what may be the booking's appointment and is not known to be another booking's.

        Raises OutcomeUnknown where it lists nothing of the kind, and not all of the list is there.
        """
        listed, whole = self._like(booking)
        if not listed and not whole:
            raise not_read_whole()
        return listed

    def _like(
        self, booking: AppointmentBooking
    ) -> tuple[list[matching.Candidate[Appointment]], bool]:
        """List what may be the booking's, and say whether all of the list is there."""
        taken, listing = self.taken(booking), self._appointments.candidates(booking.request)
        listed = [
            matching.Candidate(
                id=folded_id(held.id), agrees=matches_order(held, booking.request), thing=held
            )
            for held in listing.held
            if folded_id(held.id) not in taken
        ]
        return [each for each in listed if each.agrees is not False], listing.whole

    def taken(self, booking: AppointmentBooking) -> frozenset[str]:
        """Return the ids, folded, of what is known to be another booking's."""
        return frozenset(other.remote_key for other in self._other_bookings(booking))

    def _other_bookings(self, booking: AppointmentBooking) -> list[AppointmentBooking]:
        """Return the other bookings of the same time, whose appointments are not this one's."""
        return matching.others_at_same_time(booking, select=self._select)

    def is_for_another(self, answered: Appointment, booking: AppointmentBooking) -> bool:
        """Return whether an answer that names nobody has the id of what is listed for somebody else."""
        start = booking.moment.instant
        try:
            listed = find_listed(
                answered.id, start=start, end=start, appointments=self._appointments
            )
        except ProviderFailure as failure:
            log.info("could not look up %s: %s", booking.ref, type(failure).__name__)
            return False
        return listed is not None and is_for(listed, booking.request) is False

    def compare(
        self, bookings: Sequence[AppointmentBooking]
    ) -> list[tuple[AppointmentBooking, Appointment | None]]:
        """Return how each of these is listed, None where it is not and that proves something."""
        days = [booking.starts.date() for booking in bookings]
        listed = self._appointments.upcoming(first=min(days) - A_DAY, last=max(days) + A_DAY)
        held = {folded_id(each.id): each for each in listed.held}
        found = [(each, held.get(each.remote_key)) for each in bookings]
        return [(each, there) for each, there in found if there or listed.whole]

    def find(self, appointment_id: str, booking: AppointmentBooking) -> Appointment | None:
        """Look for an appointment around its time, then on any day to come."""
        starts, now = booking.moment.instant, self._clock()
        near = find_listed(
            appointment_id, start=starts, end=starts, appointments=self._appointments
        )
        return near or find_listed(
            appointment_id, start=now, end=now + LOOK_AHEAD, appointments=self._appointments
        )


def find_listed(
    appointment_id: str, *, start: datetime, end: datetime, appointments: Appointments
) -> Appointment | None:
    """Return an appointment as CareValidate lists it between two aware times, as it does while it stands.

    Raises OutcomeUnknown where it is not among what could be read of the list, and not all could.
    """
    first, last = start.date() - A_DAY, end.date() + A_DAY
    listed, wanted = appointments.upcoming(first=first, last=last), folded_id(appointment_id)
    found = next((each for each in listed.held if folded_id(each.id) == wanted), None)
    if found is None and not listed.whole:
        raise not_read_whole()
    return found


def not_read_whole() -> OutcomeUnknown:
    """Return the failure that not all of the list could be read."""
    return OutcomeUnknown(AppointmentBooking.provider, reason="Docket can't read its whole list")
