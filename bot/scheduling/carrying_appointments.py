"""Carrying out at CareValidate what was decided about a telehealth appointment."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import ClassVar

from bot.scheduling.adopting import (
    Candidate,
    agreement,
    comes_first,
    others_at_its_time,
    the_one_made,
)
from bot.scheduling.appointments import (
    Appointment,
    AppointmentBooking,
    AppointmentRequest,
    folded_id,
)
from bot.scheduling.bookings import MAYBE_MADE, Asked, Booking, State, Wanted, booked
from bot.scheduling.carrying import Carrier, looking_after
from bot.scheduling.failures import Gone, OutcomeUnknown, Refused, Unproven
from bot.scheduling.ports import Appointments, Outcome, Select
from bot.scheduling.tasks import Cancel, Schedule, ShowCard
from bot.scheduling.verdicts import Settled, Verdict

A_DAY = timedelta(days=1)


class AppointmentCarrier(Carrier[AppointmentBooking]):
    """Does the work that waits for CareValidate."""

    takes: ClassVar[type[Booking]] = AppointmentBooking

    looks_up = True

    def __init__(
        self,
        appointments: Appointments,
        *,
        select: Select,
        announce_channel: str,
        lag: timedelta,
        clock: Callable[[], datetime],
    ) -> None:
        """`select` finds bookings: what is another's there is nobody else's."""
        super().__init__(announce_channel=announce_channel, lag=lag, clock=clock)
        self._appointments = appointments
        self._select = select

    def schedule(self, booking: AppointmentBooking, *, asked: Asked | None) -> Outcome:
        """Book it, unless an earlier try did; first look what could be mistaken for it.

        CareValidate takes no name of ours, so that what is found may be somebody else's.
        """
        if booking.state not in {State.BOOKING, State.CANCELLING}:
            return Outcome()
        held = self._earlier(booking) if asked else None
        if held is None:
            self.give_time(booking, asked)
        if held is None and booking.state is State.CANCELLING:
            return Outcome()
        if held is None and booking.there_before is None:
            return self._look_first(booking)
        if held is None:
            with self.asking(booking, again=asked is not None):
                held = self._appointments.book(booking.request)
            taken = {other.remote_key for other in self._others(booking)}
            if folded_id(held.id) in {*(booking.there_before or ()), *taken}:
                raise Unproven(booking.provider)

        def step(current: Booking) -> Booking:
            return booked(current.with_(booked=held, unreadable_time=held.unreadable_start))

        told = self.about_links(booking, refused=held.refused_link)
        return Outcome(step=step, then=self.now(ShowCard(), *told))

    def _look_first(self, booking: AppointmentBooking) -> Outcome:
        """Keep what could be mistaken for it before anything is asked for, which is done next."""
        ids = tuple(folded_id(held.id) for held in self._appointments.like(booking.request))

        def step(current: Booking) -> Booking:
            return current.with_(there_before=ids)

        return Outcome(step=step, then=self.now(Schedule()))

    def _earlier(self, booking: AppointmentBooking) -> Appointment | None:
        """Return the one appointment that nobody but an earlier try can have made. Raises Unproven."""
        with looking_after():
            there = self._appointments.like(booking.request)
        others = self._others(booking)
        taken = {other.remote_key for other in others}
        candidates = [
            Candidate(id=folded_id(held.id), agrees=_likeness(held, booking.request), thing=held)
            for held in there
            if folded_id(held.id) not in taken
        ]
        may_be = [candidate for candidate in candidates if candidate.agrees is not False]
        like = (other for other in others if other.request.email == booking.request.email)
        if may_be and any(comes_first(other, booking) for other in like):
            raise OutcomeUnknown(booking.provider, reason="another one like it is under way")
        return the_one_made(may_be, before=booking.there_before, provider=booking.provider)

    def _others(self, booking: AppointmentBooking) -> list[AppointmentBooking]:
        """Return the other bookings of the same time, whose appointments are not this one's."""
        others = others_at_its_time(booking, select=self._select)
        return [other for other in others if isinstance(other, AppointmentBooking)]

    def make_change(
        self, booking: AppointmentBooking, wanted: Wanted, *, asked: Asked | None
    ) -> Settled:
        """Refuse: CareValidate moves no appointment, and the handlers offer none to be moved."""
        del wanted, asked
        raise Refused(
            booking.provider, reason="An appointment cannot be moved: cancel and book anew."
        )

    def let_go(self, booking: AppointmentBooking, task: Cancel, *, asked: Asked | None) -> Settled:
        """Cancel it, if CareValidate has it."""
        lost = booking.booked is None and booking.trouble in MAYBE_MADE
        held = self._earlier(booking) if lost else booking.booked
        if held is None:
            return Settled(verdict=Verdict.DONE if asked else Verdict.NEVER_MADE)
        try:
            self._appointments.cancel(held.id, email=booking.request.email, reason=task.reason)
        except (Gone, Refused) as failure:
            # What is cancelled already is refused: it may be an earlier try's doing.
            if isinstance(failure, Refused) and not asked:
                raise
            day = booking.request.start.date()
            if is_held(held.id, first=day, last=day, appointments=self._appointments):
                raise Refused(failure.provider, reason=failure.reason) from failure
        return Settled(verdict=Verdict.DONE)


def _likeness(held: Appointment, request: AppointmentRequest) -> bool | None:
    """Compare everything that was ordered with what is listed; when and whose it is must be."""
    name = f"{request.first_name} {request.last_name}".strip()
    told = [
        (str(request.event_type_id), held.event_type_id and held.event_type_id.casefold()),
        (request.location.value, held.location),
        (name, held.name if name else None),
    ]
    return agreement(
        [
            (request.start, held.start),
            (request.email.casefold(), held.email and held.email.casefold()),
            *(pair for pair in told if pair[1] is not None),
        ]
    )


def is_held(appointment_id: str, *, first: date, last: date, appointments: Appointments) -> bool:
    """Say whether CareValidate lists an appointment of these days (UTC), as it does while it stands.

    Raises OutcomeUnknown where it is not among what could be read of the list, and not all could.
    """
    with looking_after():
        listed = appointments.upcoming(first=first - A_DAY, last=last + A_DAY)
    if any(folded_id(each.id) == folded_id(appointment_id) for each in listed.held):
        return True
    if not listed.whole:
        raise OutcomeUnknown(AppointmentBooking.provider, reason="its list can't be read whole")
    return False
