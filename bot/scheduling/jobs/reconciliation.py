"""Reconciles unknown outcomes: what somebody claims is checked against the provider's list."""

from collections.abc import Mapping, Sequence
from dataclasses import KW_ONLY, dataclass, replace
from typing import Any, Protocol, runtime_checkable

from bot.scheduling.attention import AttentionReason, attention_reason
from bot.scheduling.jobs.base import ProviderJobs
from bot.scheduling.jobs.matching import Candidate
from bot.scheduling.jobs.retries import due, is_worth_trying, next_try
from bot.scheduling.model.booking import ListedBooking
from bot.scheduling.model.failures import ProviderFailure, TemporaryFailure
from bot.scheduling.model.record import FailureReason, Record, State
from bot.scheduling.model.reference import Kind
from bot.scheduling.model.transitions import unchanged
from bot.scheduling.ports.results import Outcome, Postponed, Result, Transition
from bot.scheduling.ports.store import Search, Select
from bot.scheduling.tasks.news import EventType, News
from bot.scheduling.tasks.provider import CheckClaim, Claim
from bot.scheduling.tasks.queue import Job
from bot.scheduling.tasks.slack import DirectMessage, EphemeralMessage, ShowCard
from bot.times.moment import UtcClock


@runtime_checkable
class Evidence(Protocol):
    """Jobs whose provider has lists to look in. Every call raises `bot.scheduling.model.failures`."""

    def candidates(self, booking: Any) -> Sequence[Candidate[Any]]:
        """List what may be a booking whose answer was lost, without what is known to be another's."""

    def adopt(self, booking: Any, found: Any) -> Outcome:
        """Return what follows when one of the candidates is the booking's."""


@dataclass(frozen=True, slots=True)
class Reconciler:
    """Carries out what is claimed of a booking that nobody knows about; `clock` gives the time now.

    `select` finds bookings: what is another's is never taken in.
    """

    jobs: Mapping[Kind, ProviderJobs[Any, Any]]
    _: KW_ONLY
    select: Select
    clock: UtcClock

    def run(self, job: Job, booking: Record) -> Result:
        """Look at the provider, and take the claim in or say why not, where it was made."""
        if not isinstance(job.task, CheckClaim):
            raise TypeError(f"{job.task.kind} claims nothing")
        if attention_reason(booking) is not AttentionReason.UNKNOWN:
            return self._answer(job.task, EventType.NOTHING_TO_RESOLVE)
        try:
            return self._settle(booking, job.task)
        except ProviderFailure as failure:
            return self._not_looked_up(job, job.task, failure)

    def abandon(self, job: Job, booking: Record) -> Outcome:
        """Say that a fault of Docket's own has held it up for good."""
        del booking
        if not isinstance(job.task, CheckClaim):
            raise TypeError(f"{job.task.kind} claims nothing")
        return self._answer(job.task, EventType.LOOKUP_FAILED, trouble=FailureReason.INTERNAL)

    def _settle(self, booking: Record, task: CheckClaim) -> Outcome:
        if booking.provider_state is not None:
            return self._not_changed(task)
        jobs = self.jobs[booking.kind]
        evidence = jobs if isinstance(jobs, Evidence) else None
        like = evidence.candidates(booking) if evidence else ()
        if task.claim is Claim.NOT_CREATED:
            return self._declare(booking, task, like)
        if evidence is None:
            return self._answer(task, EventType.LOOKUP_FAILED)
        return self._adopt(booking, task, evidence, like)

    def _not_changed(self, task: CheckClaim) -> Outcome:
        """Take in that a change whose answer was lost was not made; what shows is for the jobs to see."""
        if task.claim is Claim.CREATED:
            return self._answer(task, EventType.LOOKUP_FAILED)
        outcome = Outcome(transition=_without_trouble, then=due(ShowCard(), at=self.clock()))
        return self._with_answer(outcome, task, EventType.DECLARED_NOT_CREATED)

    def _adopt(
        self,
        booking: Record,
        task: CheckClaim,
        evidence: Evidence,
        like: Sequence[Candidate[Any]],
    ) -> Outcome:
        """Take in the only thing that fits, unless it is another booking's."""
        fits = [candidate for candidate in like if candidate.agrees is not False]
        if not fits:
            return self._answer(task, EventType.NO_MATCH)
        if len(fits) > 1:
            return self._answer(task, EventType.SEVERAL_MATCHES)
        outcome = evidence.adopt(booking, fits[0].thing)
        if outcome.transition is None or self._is_anothers(outcome.transition(booking)):
            return self._answer(task, EventType.MATCHES_ANOTHER)
        return self._with_answer(outcome, task, EventType.ADOPTED)

    def _is_anothers(self, taken: Record) -> bool:
        """Return whether a living booking has what was to be taken in."""
        search = Search(
            team=taken.team, kinds=frozenset({taken.kind}), remote_id=taken.remote_key, limit=9
        )
        return any(
            other.ref != taken.ref
            and other.provider_state is not None
            and other.state is not State.CANCELED
            for other in self.select(search)
        )

    def _declare(
        self, booking: Record, task: CheckClaim, like: Sequence[Candidate[Any]]
    ) -> Outcome:
        """End it as not made; what the provider lists all the same is nobody's business of ours."""
        if like and not task.sure:
            return self._answer(task, EventType.STILL_LISTED)
        outcome = self.jobs[booking.kind].not_booked(booking, FailureReason.DECLARED_NOT_CREATED)
        ids = tuple(candidate.id for candidate in like)
        end = outcome.transition or unchanged
        messages = [
            DirectMessage(
                user=booking.owner, news=News(what=EventType.DECLARED_NOT_CREATED, by=task.by)
            )
        ]
        then = [
            *(each for each in outcome.then if not isinstance(each.task, DirectMessage)),
            *due(*(messages if task.by != booking.owner else ()), at=self.clock()),
        ]

        def transition(current: Record) -> Record:
            ended = end(current)
            return ended.excluding(ids) if isinstance(ended, ListedBooking) else ended

        return self._with_answer(
            replace(outcome, transition=transition, then=then), task, EventType.DECLARED_NOT_CREATED
        )

    def _not_looked_up(self, job: Job, task: CheckClaim, failure: ProviderFailure) -> Result:
        """Try again for as long as anything is; who waits for it hears at once that it takes longer."""
        said = self._answer(task, EventType.LOOKUP_FAILED, why=failure.reason)
        if not isinstance(failure, TemporaryFailure):
            return said
        at = next_try(job, now=self.clock(), after=failure.after)
        if not is_worth_trying(job, at=at):
            return said
        later = self._answer(task, EventType.LOOKUP_DELAYED)
        return Postponed(at=at, then=later.then if job.attempt == 1 else ())

    def _answer(
        self, task: CheckClaim, what: EventType, *, why: str = "", trouble: str = ""
    ) -> Outcome:
        news = News(what=what, by=task.by, why=why, trouble=trouble)
        whisper = EphemeralMessage(news=news, user=task.by, channel=task.at)
        return Outcome(then=due(whisper, at=self.clock()))

    def _with_answer(self, outcome: Outcome, task: CheckClaim, what: EventType) -> Outcome:
        """Return an outcome with the answer to who claimed it; what was settled meanwhile stays."""
        transition = _while_unknown(outcome.transition or unchanged)
        answer = self._answer(task, what)
        return replace(outcome, transition=transition, then=[*outcome.then, *answer.then])


def _while_unknown(transition: Transition) -> Transition:
    """Return the transition as it applies only while nobody knows."""
    return lambda current: (
        transition(current) if attention_reason(current) is AttentionReason.UNKNOWN else current
    )


def _without_trouble(booking: Record) -> Record:
    """Take in that a change whose answer was lost was not made."""
    return booking.with_(trouble=None)
