"""Jobs of bookings at a provider that lists what it holds: after a lost answer they are looked up there."""

import logging
from abc import abstractmethod
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Generic, TypeVar

from bot.scheduling.jobs.base import AnyProvider
from bot.scheduling.jobs.bookings import BookingJobs
from bot.scheduling.jobs.retries import due
from bot.scheduling.jobs.verdicts import (
    Observation,
    OutcomePending,
    Resolution,
    Verdict,
    check_may_repeat,
)
from bot.scheduling.model.booking import AnyListedBooking, Changes, Drift
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
from bot.scheduling.model.transitions import can_drift, has_drift, mark_accepted, mark_drift
from bot.scheduling.ports.results import Outcome, Postponed, Result
from bot.scheduling.tasks.news import EventType, News
from bot.scheduling.tasks.provider import (
    AcceptDrift,
    ApplyZoneUpdate,
    Book,
    Cancel,
    Change,
    CheckDrift,
    Poll,
)
from bot.scheduling.tasks.queue import Job, Task
from bot.scheduling.tasks.slack import DirectMessage, ShowCard

log = logging.getLogger(__name__)

Made = TypeVar("Made")


class ListedBookingJobs(
    BookingJobs[AnyListedBooking, AnyProvider], Generic[AnyListedBooking, AnyProvider]
):
    """Runs the jobs of a provider that lists what it holds: unknown outcomes are looked up there."""

    can_look_up = True

    @abstractmethod
    def observe_result(self, booking: AnyListedBooking, task: Change | Cancel) -> Observation:
        """Look up what the provider holds since a task was given up; change nothing."""

    @abstractmethod
    def find_unconfirmed(self, booking: AnyListedBooking) -> Outcome | None:
        """Look for a booking that may have been made, and adopt it.

        None where it does not show. Raises Ambiguous.
        """

    @abstractmethod
    def compare_with_list(
        self, bookings: Sequence[AnyListedBooking]
    ) -> list[tuple[AnyListedBooking, Task]]:
        """Return what to do about each that is listed otherwise than Docket has it.

        One list is read for all. Raises a ProviderFailure.
        """

    @abstractmethod
    def look_for_drift(self, booking: AnyListedBooking) -> Drift | None:
        """Look how the provider holds it otherwise than Docket has it. Raises a ProviderFailure."""

    @abstractmethod
    def poll(self, job: Job, booking: AnyListedBooking) -> Result:
        """See what the provider's staff have done since."""

    def perform(
        self, job: Job, record: AnyListedBooking, *, asked: UnconfirmedRequest | None
    ) -> Result:
        """Do the task, unless what was `asked` before did it. Raises a ProviderFailure."""
        match job.task:
            case Change(looking=True) | Cancel(looking=True) as task:
                return self._check_result(job, record, task)
            case Poll() if record.state is State.FAILED:
                return self._find_lost(job, record)
            case Poll():
                return self.poll(job, record)
            case CheckDrift() as task:
                return self._check_drift(record, task)
            case AcceptDrift() as task:
                return self.accept_drift(record, task)
            case _:
                return super().perform(job, record, asked=asked)

    def lookups_after(self, job: Job, trouble: FailureReason) -> list[Task]:
        """Return the tasks that keep looking for an unknown outcome."""
        match job.task:
            case Book():
                return [Poll()]
            case (Change() | Cancel()) as task if trouble is FailureReason.UNKNOWN:
                return [task.with_(looking=True)]
            case _:
                return []

    def book_after_noting(self, ids: tuple[str, ...]) -> Outcome:
        """Record the provider's ids of what could be mistaken for it, before it is asked for."""

        def transition(current: AnyListedBooking) -> AnyListedBooking:
            return current.with_(there_before=ids)

        return Outcome(transition=transition, then=self.now(Book()))

    def check_may_repeat(self, booking: AnyListedBooking, asked: UnconfirmedRequest | None) -> None:
        """Check that what may have been booked can be asked for again, as `verdicts.check_may_repeat`."""
        check_may_repeat(booking, asked, lag=self._lag, now=self._clock())

    def look_up_restored(
        self, job: Job, record: AnyListedBooking, *, asked: UnconfirmedRequest
    ) -> Outcome | None:
        """Return what follows from what the provider lists since the backup; None where that's not clear."""
        match job.task:
            case Book() if record.state in {State.BOOKING, State.CANCELING}:
                return self.find_unconfirmed(record.with_(asked=asked))
            case Change() as task if record.state is State.MOVING or task.follows:
                return self.look_once(task, record, asked=asked)
            case Cancel() as task if record.state not in ENDED:
                return self.look_once(task, record, asked=asked)
            case ApplyZoneUpdate():
                return None
            case _:
                return Outcome()

    @contextmanager
    def booking_request(self, booking: AnyListedBooking, *, again: bool) -> Iterator[None]:
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
        self,
        booking: AnyListedBooking,
        failure: DoubtfulNotAllowed,
        look: Callable[[], Made | None],
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

    def _find_lost(self, job: Job, booking: AnyListedBooking) -> Result:
        """Look, until its end, for a booking that may or may not have been made."""
        if booking.trouble not in OUTCOME_UNKNOWN or booking.ends <= self._clock():
            return Outcome()
        try:
            found = self.find_unconfirmed(booking)
        except ProviderFailure as failure:
            log.info("could not look for %s: %s", booking.ref, type(failure).__name__)
            return self._later(job)
        if found is None:
            return self._later(job)
        messages = self.now(
            DirectMessage(user=booking.owner, news=News(what=EventType.FOUND_BOOKED))
        )
        return replace(found, then=[*found.then, *messages])

    def _check_result(self, job: Job, booking: AnyListedBooking, task: Change | Cancel) -> Result:
        """Look up, until its end, the outcome of what was given up as unknown; tell those concerned."""
        is_unknown = booking.state is State.CONFIRMED and booking.trouble is FailureReason.UNKNOWN
        if booking.asked is None or not is_unknown or booking.ends <= self._clock():
            return Outcome()
        try:
            return self.look_once(task, booking, asked=booking.asked) or self._later(job)
        except ProviderFailure as failure:
            log.info("could not check %s: %s", booking.ref, type(failure).__name__)
            return self._later(job)

    def look_once(
        self, task: Task, record: AnyListedBooking, *, asked: UnconfirmedRequest
    ) -> Outcome | None:
        """Return what follows where the provider's list shows what came of what was `asked`, else None.

        Nothing is asked for again: of a change, what does not show once there was time was not done.
        Raises a ProviderFailure.
        """
        if not isinstance(task, Change | Cancel):
            return self.find_unconfirmed(record)
        if asked.heard is Reply.NONE and self.lag_is_over(asked):
            asked = asked.with_(heard=Reply.STILL_NONE)
        resolution = self.resolve(asked, self.observe_result(record, task))
        if resolution is None:
            return None
        if isinstance(task, Change):
            return self.after_change(record, task, resolution)
        return self.after_cancel(record, task, resolution)

    def _check_drift(self, booking: AnyListedBooking, task: CheckDrift) -> Result:
        """Look once more; what shows twice, after the lists had time, is said, and nothing else is."""
        now = self._clock()
        if not can_drift(booking) or booking.starts <= now:
            return Outcome()
        if booking.seen is not None and now < booking.seen + self._lag:
            return Postponed(at=booking.seen + self._lag)
        try:
            drift = self.look_for_drift(booking)
        except ProviderFailure as failure:
            log.info("could not compare %s: %s", booking.ref, type(failure).__name__)
            return Outcome()
        if drift == booking.drift:
            return Outcome()
        if drift != task.seen:
            return Outcome(then=due(CheckDrift(seen=drift), at=now + self._lag))
        return self._after_drift(booking, drift)

    def _after_drift(self, booking: AnyListedBooking, drift: Drift | None) -> Outcome:
        """Return what follows where the provider holds it otherwise, or as it is here again."""
        ended, after = drift and drift.ended, drift.holds.moment if drift else None
        news = News(what=EventType.DRIFTED, before=booking.moment, after=after, trouble=ended or "")
        messages = [DirectMessage(user=booking.owner, news=news)] if drift else []
        return Outcome(
            transition=lambda current: mark_drift(current, drift, seen=booking.revision),
            then=self.now(ShowCard(), *messages),
        )

    def accept_drift(self, booking: AnyListedBooking, task: AcceptDrift) -> Outcome:
        """Return what follows where somebody accepts how the provider holds it."""
        if not has_drift(booking, task.drift):
            return Outcome()
        holds, ended = task.drift.holds, task.drift.ended
        if ended is not None:
            gone = ended is FailureReason.GONE
            verdict = Verdict.GONE if gone else Verdict.CANCELED_AT_PROVIDER
            return self.ended_at_provider(booking, Resolution(verdict=verdict), accepted_by=task.by)
        messages = [
            each
            for each in self.news_of_changes(booking, holds, wanted=Changes())
            if not (isinstance(each, DirectMessage) and each.user == task.by)
        ]
        along = self.propagate_move(booking, Change(by=task.by, wanted=holds), Changes(), holds)
        return Outcome(
            transition=lambda current: mark_accepted(current, task.drift),
            then=[*self.now(ShowCard(), *messages), *along],
        )
