"""Carrying out at CareValidate what was decided about a telehealth appointment."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import ClassVar

from bot.scheduling.appointments import Appointment, AppointmentBooking, folded_id
from bot.scheduling.bookings import Booking, State, Trouble, Wanted, booked
from bot.scheduling.carrying import Carrier
from bot.scheduling.failures import Gone, Refused
from bot.scheduling.ports import Appointments, Outcome
from bot.scheduling.tasks import Cancel, ShowCard

A_DAY = timedelta(days=1)


class AppointmentCarrier(Carrier[AppointmentBooking]):
    """Does the work that waits for CareValidate."""

    takes: ClassVar[type[Booking]] = AppointmentBooking

    def __init__(
        self, appointments: Appointments, *, announce_channel: str, clock: Callable[[], datetime]
    ) -> None:
        super().__init__(announce_channel=announce_channel, clock=clock)
        self._appointments = appointments

    def schedule(self, booking: AppointmentBooking, *, tried_before: bool) -> Outcome:
        """Book it, unless an earlier try did.

        CareValidate takes no name of ours, so that what is found may be somebody else's: it is
        looked for only where an answer may have been lost.
        """
        lost = tried_before and booking.trouble is not Trouble.NOT_ANSWERING
        earlier = self._appointments.find(booking.request) if lost else None
        if earlier is None and booking.state is not State.BOOKING:
            return Outcome()
        held = earlier or self._appointments.book(booking.request)

        def step(current: Booking) -> Booking:
            return booked(current.with_(booked=held))

        told = self.about_links(booking, refused=held.refused_link)
        return Outcome(step=step, then=self.now(ShowCard(), *told))

    def make_change(
        self, booking: AppointmentBooking, wanted: Wanted, *, tried_before: bool
    ) -> None:
        """Refuse: CareValidate moves no appointment, and the handlers offer none to be moved."""
        del wanted, tried_before
        raise Refused(
            booking.provider, reason="An appointment cannot be moved: cancel and book anew."
        )

    def let_go(self, booking: AppointmentBooking, task: Cancel, *, tried_before: bool) -> None:
        """Cancel it, if CareValidate has it."""
        held = booking.booked or self._unheard(booking)
        if held is None:
            return
        try:
            self._appointments.cancel(held.id, email=booking.request.email, reason=task.reason)
        except (Gone, Refused) as failure:
            # What is cancelled already is refused: it may be an earlier try's doing.
            if isinstance(failure, Refused) and not tried_before:
                raise
            day = booking.request.start.date()
            if is_held(held.id, first=day, last=day, appointments=self._appointments):
                raise Refused(failure.provider, reason=failure.reason) from failure

    def _unheard(self, booking: AppointmentBooking) -> Appointment | None:
        """Return what was booked although no answer said so."""
        lost = booking.trouble is Trouble.UNKNOWN
        return self._appointments.find(booking.request) if lost else None


def is_held(appointment_id: str, *, first: date, last: date, appointments: Appointments) -> bool:
    """Say whether CareValidate lists an appointment of these days (UTC), as it does while it stands."""
    listed = appointments.upcoming(first=first - A_DAY, last=last + A_DAY)
    return any(folded_id(each.id) == folded_id(appointment_id) for each in listed)
