"""What is done at a provider for a booking: book it, change it, cancel it, look what became of it."""

import logging
from abc import abstractmethod
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Generic, TypeVar

from bot.scheduling.jobs.base import AnyProvider, ProviderJobs
from bot.scheduling.jobs.outcomes import BookingOutcomes
from bot.scheduling.jobs.verdicts import (
    Observation,
    Observed,
    OutcomePending,
    Resolution,
    Verdict,
    check_may_repeat,
)
from bot.scheduling.model.booking import AnyBooking, Booking, Changes, ListedBooking
from bot.scheduling.model.failures import (
    DoubtfulNotAllowed,
    DoubtfulRefusal,
    Gone,
    NotAllowed,
    OutcomeUnknown,
    ProviderFailure,
    Refused,
    TemporaryFailure,
)
from bot.scheduling.model.record import (
    ENDED,
    OUTCOME_UNKNOWN,
    FailureReason,
    Reply,
    State,
    UnconfirmedRequest,
)
from bot.scheduling.ports.results import Outcome, Result
from bot.scheduling.tasks.news import EventType, News
from bot.scheduling.tasks.provider import Book, Cancel, Change, Poll, Realign
from bot.scheduling.tasks.queue import Job, Task
from bot.scheduling.tasks.slack import DirectMessage
from bot.times import zone_data

log = logging.getLogger(__name__)

Made = TypeVar("Made")


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

    def observe_result(self, booking: AnyBooking, task: Change | Cancel) -> Observation:
        """Look, and ask for nothing, what the provider holds since it was given up; most have no list."""
        del booking, task
        return Observation(status=Observed.UNCLEAR)

    def find_unconfirmed(self, booking: AnyBooking) -> Outcome | None:
        """Look for a booking of which nobody knows whether it was made, and take it in.

        None where it does not show. Raises Ambiguous.
        """
        del booking
        return None

    def poll(self, job: Job, booking: AnyBooking) -> Result:
        """See what the provider's staff have done since; most providers have none."""
        raise TypeError(f"{job.task.kind} is no work for {booking.provider}")

    def perform(self, job: Job, record: AnyBooking, *, asked: UnconfirmedRequest | None) -> Result:
        """Do the task, unless what was `asked` before did it. Raises a ProviderFailure."""
        match job.task:
            case Book():
                return self.book(record, asked=asked)
            case Change(looking=True) | Cancel(looking=True) as task:
                return self._look_on(job, record, task)
            case Change() as task:
                return self._change(record, task, asked=asked)
            case Cancel() as task:
                return self._cancel(record, task, asked=asked)
            case Realign() as task:
                return self._realign(job, record, task, asked=asked)
            case _ if record.state is State.FAILED:
                return self._look_for(job, record)
            case _:
                return self.poll(job, record)

    def book_after_noting(self, ids: tuple[str, ...]) -> Outcome:
        """Keep the provider's ids of what could be mistaken for it, before it is asked for next."""

        def transition(current: ListedBooking) -> ListedBooking:
            return current.with_(there_before=ids)

        return Outcome(transition=transition, then=self.now(Book()))

    def check_may_repeat(self, booking: Booking, asked: UnconfirmedRequest | None) -> None:
        """See that what a lost try may have booked may be asked for again, as `verdicts.check_may_repeat`."""
        check_may_repeat(booking, asked, lag=self._lag, now=self._clock())

    @contextmanager
    def booking_request(self, booking: Booking, *, again: bool) -> Iterator[None]:
        """Ask for a booking. Raises OutcomePending where it may have been made although no answer says so.

        A refusal may be because of an earlier try where it is asked for `again`.
        """
        try:
            yield
        except OutcomePending:
            raise
        except OutcomeUnknown as failure:
            raise self.pending(booking, failure) from failure
        except (Gone, Refused, DoubtfulNotAllowed) as failure:
            if not again and not isinstance(failure, DoubtfulRefusal):
                raise
            pending = self.pending(booking, failure)
            if again:
                pending.asked = pending.asked.with_(heard=Reply.REFUSED_AGAIN)
            raise pending from failure

    def find_despite_denial(
        self, booking: Booking, failure: DoubtfulNotAllowed, look: Callable[[], Made | None]
    ) -> Made:
        """Return what was made although the answer was that Docket is not let in.

        Raises OutcomePending while that may yet show, and the failure itself where the look is turned away
        likewise: what gets nobody in did not get the request in either.
        """
        made = None
        try:
            made = look()
        except NotAllowed:
            raise failure from None
        except (Gone, TemporaryFailure, Refused) as blind:
            log.info("could not look for %s: %s", booking.ref, type(blind).__name__)
        if made is None:
            raise self.pending(booking, failure) from failure
        return made

    def _look_for(self, job: Job, booking: AnyBooking) -> Result:
        """Look, to its end, for a booking of which nobody knows whether it was made."""
        if booking.trouble not in OUTCOME_UNKNOWN or booking.ends <= self._clock():
            return Outcome()
        try:
            found = self.find_unconfirmed(booking)
        except ProviderFailure as failure:
            log.info("could not look for %s: %s", booking.ref, type(failure).__name__)
            return self._later(job)
        if found is None:
            return self._later(job)
        told = self.now(DirectMessage(user=booking.owner, news=News(what=EventType.FOUND)))
        return replace(found, then=[*found.then, *told])

    def _look_on(self, job: Job, booking: AnyBooking, task: Change | Cancel) -> Result:
        """Look, to its end, what came of what was given up as unknown; who was told hears of it."""
        is_unknown = booking.state is State.CONFIRMED and booking.trouble is FailureReason.UNKNOWN
        if booking.asked is None or not is_unknown or booking.ends <= self._clock():
            return Outcome()
        asked = booking.asked
        if asked.heard is Reply.NONE and self.lag_is_over(asked):
            # Nothing is asked for again: what does not show by now was not done.
            asked = asked.with_(heard=Reply.STILL_NONE)
        try:
            resolution = self.resolve(asked, self.observe_result(booking, task))
        except ProviderFailure as failure:
            log.info("could not check %s: %s", booking.ref, type(failure).__name__)
            return self._later(job)
        if resolution is None:
            return self._later(job)
        if isinstance(task, Change):
            return self.after_change(booking, task, resolution)
        return self.after_cancel(booking, task, resolution)

    def _change(
        self, booking: AnyBooking, task: Change, *, asked: UnconfirmedRequest | None
    ) -> Outcome:
        if booking.state is not State.MOVING and not (task.follows and _is_living(booking)):
            return Outcome()
        return self.after_change(booking, task, self.change(booking, task.wanted, asked=asked))

    def _realign(
        self, job: Job, booking: AnyBooking, task: Realign, *, asked: UnconfirmedRequest | None
    ) -> Result:
        if not _is_living(booking) or booking.moment != task.moment:
            return Outcome()
        if task.version > zone_data.available().version:
            return self._later(job)
        if booking.provider_state is not State.CONFIRMED:
            return self.not_realigned(booking, task, Resolution(verdict=Verdict.NOT_DONE))
        return self.after_realigning(booking, task, self.realign(booking, task, asked=asked))

    def realign(
        self, booking: AnyBooking, task: Realign, *, asked: UnconfirmedRequest | None
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

    def lookups_after(self, job: Job, trouble: FailureReason) -> list[Task]:
        """Return the work by which it is looked on for what nobody knows."""
        match job.task:
            case _ if not self.looks_up:
                return []
            case Book():
                return [Poll()]
            case (Change() | Cancel()) as task if trouble is FailureReason.UNKNOWN:
                return [task.with_(looking=True)]
            case _:
                return []


def _is_living(booking: Booking) -> bool:
    return booking.state not in {*ENDED, State.CANCELING}
