"""The base of all jobs at a provider: each can be repeated safely."""

import logging
from abc import abstractmethod
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import ClassVar, Generic, TypeVar

from bot.scheduling.jobs.failure_meanings import failure_reason, unknown_if_lookup_refused
from bot.scheduling.jobs.outcomes import OutcomeBuilder
from bot.scheduling.jobs.retries import (
    MAX_LOOKUP_WAIT,
    NOTIFY_AT_ATTEMPT,
    due,
    is_worth_trying,
    next_lookup,
    next_try,
    poll_interval,
    useful_until,
)
from bot.scheduling.jobs.verdicts import (
    Observation,
    Observed,
    OutcomePending,
    Resolution,
    Verdict,
    judge,
    lag_is_over,
    reply_of,
)
from bot.scheduling.model.failures import (
    DoubtfulNotAllowed,
    Gone,
    OutcomeUnknown,
    ProviderFailure,
    Refused,
    TemporaryFailure,
    TryLater,
)
from bot.scheduling.model.record import (
    OUTCOME_UNKNOWN,
    AnyRecord,
    FailureReason,
    Record,
    Reply,
    State,
    UnconfirmedRequest,
)
from bot.scheduling.model.transitions import mark_delayed, unchanged
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
from bot.times.moment import UtcClock

log = logging.getLogger(__name__)

Made = TypeVar("Made")

# What asks a provider to do something; all else only looks.
ASKING = (Book, Change, Cancel, ApplyZoneUpdate)


# The port of bot.scheduling.ports.providers through which a kind's provider is called.
AnyProvider = TypeVar("AnyProvider")


@dataclass(frozen=True, slots=True, kw_only=True)
class JobContext:
    """What all jobs are given; `clock` gives the time now (aware UTC).

    `announce_channel` is the Slack channel of announcements, empty where there are none; `lag` is how
    long a provider's lists may say nothing of what it has just done.
    """

    announce_channel: str
    lag: timedelta
    clock: UtcClock


class ProviderJobs(OutcomeBuilder[AnyRecord], Generic[AnyRecord, AnyProvider]):
    """Does the work that waits for one provider, which it calls through a port.

    A kind says how its tasks are done; trying again, giving up and looking what came of a request are
    the same for all.
    """

    record_type: ClassVar[type[Record]]
    # Whether the outcome of a request with a lost answer is looked up in the provider's lists.
    can_look_up: ClassVar[bool] = False

    def __init__(self, provider: AnyProvider, context: JobContext) -> None:
        self._provider = provider
        super().__init__(announce_channel=context.announce_channel, clock=context.clock)
        self._lag = context.lag

    @abstractmethod
    def perform(self, job: Job, record: AnyRecord, *, asked: UnconfirmedRequest | None) -> Result:
        """Do the task, unless what was `asked` before did it. Raises a ProviderFailure."""

    def lookups_after(self, job: Job, trouble: FailureReason) -> list[Task]:
        """Return the tasks that keep looking for an unknown outcome; by default none."""
        del job, trouble
        return []

    def look_once(
        self, task: Task, record: AnyRecord, *, asked: UnconfirmedRequest
    ) -> Outcome | None:
        """Return what follows where the provider shows what came of what was `asked`; by default None.

        Raises a ProviderFailure.
        """
        del task, record, asked
        return None

    def run(self, job: Job, record: Record) -> Result:
        """Do the task and say what it came to, or when to try again."""
        own, asked = self._own(record), self._asked(job, record)
        if own.given_up and isinstance(job.task, Book | Change | Cancel):
            return _concluded(self._stop(job, own, asked=asked), job, own)
        try:
            if job.restored and isinstance(job.task, ASKING):
                asked = UnconfirmedRequest(at=job.restored)
                return _concluded(self._look_up_restored(job, own, asked=asked), job, own)
            return _concluded(self.perform(job, own, asked=asked), job, own)
        except TemporaryFailure as failure:
            asked = self._unconfirmed(failure, before=asked)
            at = self._next_try(job, failure)
            if is_worth_trying(job, at=at) and at < useful_until(job, own):
                return self._postpone(job, own, failure, at=at, asked=asked)
            return _concluded(self._give_up(job, own, failure, asked=asked), job, own)
        except ProviderFailure as failure:
            return _concluded(self._give_up(job, own, failure, asked=asked), job, own)

    def look_up_restored(
        self, job: Job, record: AnyRecord, *, asked: UnconfirmedRequest
    ) -> Outcome | None:
        """Return what follows from what the provider holds of a task that may have been done; else None.

        Raises a ProviderFailure.
        """
        del job, record, asked
        return None

    def _look_up_restored(
        self, job: Job, record: AnyRecord, *, asked: UnconfirmedRequest
    ) -> Result:
        """Take in what was done since the backup; what does not show is for a person to decide.

        Raises a ProviderFailure.
        """
        found = self.look_up_restored(job, record, asked=asked)
        if found is not None:
            return found
        if self.can_look_up and not self.lag_is_over(asked):
            raise OutcomePending(record.provider, asked=asked)
        return self._give_up(job, record, OutcomeUnknown(record.provider), asked=asked)

    def _asked(self, job: Job, record: Record) -> UnconfirmedRequest | None:
        """Return what was asked before while its outcome was not known.

        A try that ended with its process left no word: it counts as just made.
        """
        if job.attempt - 1 > record.tries_known:
            return UnconfirmedRequest(at=self._clock())
        again = isinstance(job.task, Book) and job.task.again and self.can_look_up
        return record.asked or (UnconfirmedRequest(at=record.created) if again else None)

    def _unconfirmed(
        self, failure: TemporaryFailure, *, before: UnconfirmedRequest | None
    ) -> UnconfirmedRequest | None:
        """Return what is unknown about its outcome, now or since an earlier attempt."""
        if isinstance(failure, OutcomePending):
            return failure.asked
        lost = isinstance(failure, OutcomeUnknown)
        return before or (UnconfirmedRequest(at=self._clock()) if lost else None)

    def _next_try(self, job: Job, failure: TemporaryFailure) -> datetime:
        now = self._clock()
        if isinstance(failure, OutcomePending):
            look = next_lookup(failure.asked.at, lag=self._lag, now=now)
            return max(look, now + (failure.after or timedelta(0)))
        return next_try(job, now=now, after=failure.after)

    def lag_is_over(self, asked: UnconfirmedRequest) -> bool:
        """Return whether the provider's lists have had time to show what was asked."""
        return lag_is_over(asked, lag=self._lag, now=self._clock())

    def pending(self, record: Record, failure: ProviderFailure) -> OutcomePending:
        """Return the failure to be answered, for now, about what was just asked."""
        heard = reply_of(failure)
        # Of what was not heard, the reason is Docket's own.
        reason = "" if heard is Reply.NONE else failure.reason
        asked = UnconfirmedRequest(at=self._clock(), heard=heard, reason=reason)
        after = failure.after if isinstance(failure, TemporaryFailure) else None
        return OutcomePending(record.provider, asked=asked, after=after, fault=failure.fault)

    def request_and_verify(
        self,
        record: AnyRecord,
        *,
        asked: UnconfirmedRequest | None,
        see: Callable[[], Observation],
        ask: Callable[[Observation | None], Observation],
    ) -> Resolution:
        """Send a request, unless an earlier try already took effect, and return how it was resolved.

        `asked` is an earlier try whose outcome is not known, if any. `see` looks the record up at the
        provider; `ask` sends the request, given what was seen before, and returns what the answer
        shows. Raises OutcomePending while the outcome is not known.
        """
        before = None
        if asked:
            before = self._looked(see)
            resolution = self.resolve(asked, before)
            if resolution is not None:
                return resolution
            if asked.heard is not Reply.NONE or not self._may_ask_again(asked, before):
                raise OutcomePending(record.provider, asked=asked)
        try:
            answer = ask(before)
        except (Gone, OutcomeUnknown, Refused, DoubtfulNotAllowed) as failure:
            pending = self.pending(record, failure)
        else:
            if answer.status is Observed.AS_WANTED:
                return Resolution(verdict=Verdict.DONE, holds=answer.holds, note=answer.note)
            heard = UnconfirmedRequest(at=self._clock(), heard=Reply.DIFFERENT)
            pending = OutcomePending(record.provider, asked=heard)
        resolution = self.resolve(pending.asked, self._looked(see))
        if resolution is None:
            raise pending
        return resolution

    def _may_ask_again(self, asked: UnconfirmedRequest, seen: Observation) -> bool:
        return self.lag_is_over(asked) and seen.status is not Observed.UNCLEAR

    def _looked(self, see: Callable[[], Observation]) -> Observation:
        """Look it up; None where access is denied or nothing answers."""
        try:
            with unknown_if_lookup_refused():
                return see()
        except TemporaryFailure as failure:
            log.info("could not look it up: %s", type(failure).__name__)
            return Observation(status=Observed.UNCLEAR)

    def resolve(self, asked: UnconfirmedRequest, observation: Observation) -> Resolution | None:
        """Return what came of what was asked, None while it is not known."""
        verdict = judge(asked.heard, observation.status, lag_is_over=self.lag_is_over(asked))
        if verdict is Verdict.UNKNOWN:
            return None
        return Resolution(
            verdict=verdict, holds=observation.holds, reason=asked.reason, note=observation.note
        )

    def _own(self, record: Record) -> AnyRecord:
        if not isinstance(record, self.record_type):
            raise TypeError(f"{record.ref} is not for {type(self).__name__}")
        return record  # type: ignore[return-value] # `record_type` is AnyRecord's class

    def _later(self, job: Job) -> Postponed:
        now = self._clock()
        return Postponed(at=now + max(poll_interval(now - job.since), MAX_LOOKUP_WAIT))

    def _postpone(
        self,
        job: Job,
        record: Record,
        failure: TemporaryFailure,
        *,
        at: datetime,
        asked: UnconfirmedRequest | None,
    ) -> Postponed:
        trouble = _failure_reason(record, failure, asked=asked)
        tasks: list[Task] = [ShowCard()] if record.trouble is not trouble else []
        if job.attempt == NOTIFY_AT_ATTEMPT:
            tasks += _delayed_news(job, record, trouble)
        return Postponed(
            at=at,
            transition=lambda current: mark_delayed(current, trouble).with_(
                asked=asked, tries_known=job.attempt
            ),
            then=self.now(*tasks),
            provider_answered=False,
        )

    def _stop(self, job: Job, record: AnyRecord, *, asked: UnconfirmedRequest | None) -> Outcome:
        """End what somebody has given up, after a last look at what an earlier try may have done."""
        if asked is None:
            return self._give_up(job, record, TryLater(record.provider), asked=None)
        seen = None
        try:
            seen = self.look_once(job.task, record, asked=asked)
        except ProviderFailure as failure:
            log.info("could not look for %s: %s", record.ref, type(failure).__name__)
        pending = OutcomePending(record.provider, asked=asked)
        return seen or self._give_up(job, record, pending, asked=asked)

    def _give_up(
        self,
        job: Job,
        record: AnyRecord,
        failure: ProviderFailure,
        *,
        asked: UnconfirmedRequest | None,
    ) -> Outcome:
        trouble = _failure_reason(record, failure, asked=asked)
        own = isinstance(failure, TemporaryFailure) and not isinstance(failure, OutcomePending)
        reason = "" if own else failure.reason
        outcome = replace(
            self.given_up(job, record, trouble, reason=reason), provider_answered=False
        )
        if trouble not in OUTCOME_UNKNOWN:
            return outcome
        transition = outcome.transition or unchanged
        looks = due(*self.lookups_after(job, trouble), at=self._clock() + MAX_LOOKUP_WAIT)
        return replace(
            outcome,
            transition=lambda current: transition(current).with_(asked=asked),
            then=[*outcome.then, *looks],
        )


def _concluded(result: Result, job: Job, record: Record) -> Result:
    """Clear the attempts of what is over; an unknown outcome stays to be looked up."""
    if isinstance(result, Postponed) or isinstance(job.task, Poll | CheckDrift | AcceptDrift):
        return result
    is_untouched = record.tries_known == 0 and record.asked is None and not record.given_up
    if result.transition is None and is_untouched:
        return result
    transition = result.transition or unchanged

    def conclude(current: Record) -> Record:
        after = transition(current)
        unknown = after.trouble in OUTCOME_UNKNOWN and after.state in {
            State.CONFIRMED,
            State.FAILED,
        }
        asked = after.asked if unknown else None
        return after.with_(asked=asked, tries_known=0, given_up=False)

    return replace(result, transition=conclude)


def _failure_reason(
    record: Record, failure: ProviderFailure, *, asked: UnconfirmedRequest | None
) -> FailureReason:
    """Return what follows from a failure: what an earlier try may have done is unknown until it is seen."""
    if not isinstance(failure, TemporaryFailure):
        return failure_reason(failure)
    return (
        FailureReason.UNKNOWN
        if asked or record.trouble in OUTCOME_UNKNOWN
        else failure_reason(failure)
    )


def _delayed_news(job: Job, record: Record, trouble: FailureReason) -> list[Task]:
    """Return the message that it is delayed, to its owner and to who asked for it."""
    wanted = job.task.wanted if isinstance(job.task, Change) else None
    by = (job.task.by if isinstance(job.task, Change | Cancel) else "") or record.owner
    news = News(
        what=EventType.DELAYED, trouble=trouble, wanted=wanted, after=wanted and wanted.moment
    )
    return [DirectMessage(user=user, news=news) for user in dict.fromkeys((by, record.owner))]
