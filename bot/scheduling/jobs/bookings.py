"""What is done at a provider for a booking: book it, change it, cancel it."""

from abc import abstractmethod
from typing import Generic

from bot.scheduling.jobs.base import AnyProvider, ProviderJobs
from bot.scheduling.jobs.outcomes import BookingOutcomes
from bot.scheduling.jobs.verdicts import Resolution, Verdict
from bot.scheduling.model.booking import AnyBooking, Booking, Changes
from bot.scheduling.model.record import ENDED, State, UnconfirmedRequest
from bot.scheduling.ports.results import Outcome, Result
from bot.scheduling.tasks.provider import ApplyZoneUpdate, Book, Cancel, Change
from bot.scheduling.tasks.queue import Job
from bot.times import zone_data


class BookingJobs(
    ProviderJobs[AnyBooking, AnyProvider],
    BookingOutcomes[AnyBooking],
    Generic[AnyBooking, AnyProvider],
):
    """Does the work that waits for a provider of bookings.

    A provider's own file says how to book, change and cancel its kind; what follows from each answer
    or failure, for the card and for people, is the same for all.
    """

    @abstractmethod
    def book(self, booking: AnyBooking, *, asked: UnconfirmedRequest | None) -> Outcome:
        """Book it, unless what was asked before did. Raises a ProviderFailure."""

    @abstractmethod
    def change(
        self, booking: AnyBooking, wanted: Changes, *, asked: UnconfirmedRequest | None
    ) -> Resolution:
        """Change it at the provider, unless what was asked before did. Raises a ProviderFailure."""

    @abstractmethod
    def cancel(
        self, booking: AnyBooking, task: Cancel, *, asked: UnconfirmedRequest | None
    ) -> Resolution:
        """Cancel it at the provider, unless what was asked before did. Raises a ProviderFailure."""

    def perform(self, job: Job, record: AnyBooking, *, asked: UnconfirmedRequest | None) -> Result:
        """Do the task, unless what was `asked` before did it. Raises a ProviderFailure."""
        match job.task:
            case Book():
                return self.book(record, asked=asked)
            case Change(looking=False) as task:
                return self._change(record, task, asked=asked)
            case Cancel(looking=False) as task:
                return self._cancel(record, task, asked=asked)
            case ApplyZoneUpdate() as task:
                return self._apply_zone_update(job, record, task, asked=asked)
            case _:
                raise TypeError(f"{job.task.kind} is no work for {record.provider}")

    def _change(
        self, booking: AnyBooking, task: Change, *, asked: UnconfirmedRequest | None
    ) -> Outcome:
        if booking.state is not State.MOVING and not (task.follows and _is_living(booking)):
            return Outcome()
        return self.after_change(booking, task, self.change(booking, task.wanted, asked=asked))

    def _apply_zone_update(
        self,
        job: Job,
        booking: AnyBooking,
        task: ApplyZoneUpdate,
        *,
        asked: UnconfirmedRequest | None,
    ) -> Result:
        if not _is_living(booking) or booking.moment != task.moment:
            return Outcome()
        if task.version > zone_data.available().version:
            return self._later(job)
        if booking.provider_state is not State.CONFIRMED:
            return self.zone_update_failed(booking, task, Resolution(verdict=Verdict.NOT_DONE))
        return self.after_zone_update(
            booking, task, self.apply_zone_update(booking, task, asked=asked)
        )

    def apply_zone_update(
        self, booking: AnyBooking, task: ApplyZoneUpdate, *, asked: UnconfirmedRequest | None
    ) -> Resolution:
        """Have the provider hold what the booking's wall clock means now. Raises a ProviderFailure."""
        del task
        return self.change(booking, Changes(moment=booking.moment), asked=asked)

    def _cancel(
        self, booking: AnyBooking, task: Cancel, *, asked: UnconfirmedRequest | None
    ) -> Outcome:
        if booking.state in ENDED:
            return Outcome()
        return self.after_cancel(booking, task, self.cancel(booking, task, asked=asked))


def _is_living(booking: Booking) -> bool:
    return booking.state not in {*ENDED, State.CANCELING}
