"""Carrying out at a provider what was decided about a booking, so that doing it again is safe."""

import logging
from abc import abstractmethod
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from typing import ClassVar, TypeVar

from bot.scheduling.jobs.outcomes import OutcomeBuilder, unchanged
from bot.scheduling.jobs.retries import (
    LONGEST_LOOK,
    TELL_AT_ATTEMPT,
    due,
    is_worth_trying,
    next_look,
    next_try,
    useful_until,
    watch_interval,
)
from bot.scheduling.jobs.verdicts import (
    Observation,
    Observed,
    OutcomePending,
    Resolution,
    Verdict,
    check_may_repeat,
    judge,
    lag_is_over,
    reply_of,
)
from bot.scheduling.model.booking import (
    ENDED,
    OUTCOME_UNKNOWN,
    AnyBooking,
    Booking,
    Changes,
    FailureReason,
    Reply,
    State,
    UnconfirmedRequest,
    mark_delayed,
)
from bot.scheduling.model.failures import (
    Ambiguous,
    DoubtfulNotAllowed,
    DoubtfulRefusal,
    Fault,
    Gone,
    NotAllowed,
    OutcomeUnknown,
    ProviderFailure,
    Refused,
    TemporaryFailure,
    TryLater,
    Unverifiable,
)
from bot.scheduling.ports import Outcome, Postponed, Result
from bot.scheduling.tasks import (
    Book,
    Cancel,
    Change,
    EventType,
    News,
    Realign,
    ShowCard,
    Task,
    Tell,
    Watch,
    Work,
)
from bot.times import zone_data

log = logging.getLogger(__name__)

Made = TypeVar("Made")


class ProviderJobs(OutcomeBuilder[AnyBooking]):
    """Does the work that waits for one provider; `clock` gives the time now (aware UTC).

    `lag` is how long the provider's lists may say nothing of what it has just done.

    A provider's own file says how to book, change and let go of its kind; what follows from each
    answer or failure, for the card and for people, is the same for all.
    """

    takes: ClassVar[type[Booking]]
    # Whether what became of a lost answer is looked for in the provider's lists.
    looks_up: ClassVar[bool] = False

    def __init__(
        self, *, announce_channel: str, lag: timedelta, clock: Callable[[], datetime]
    ) -> None:
        super().__init__(announce_channel=announce_channel, clock=clock)
        self._lag = lag

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
        """Look, and ask for nothing, what the provider holds since a step was given up; most have no list."""
        del booking, task
        return Observation(status=Observed.UNCLEAR)

    def find_unconfirmed(self, booking: AnyBooking) -> Outcome | None:
        """Look for a booking of which nobody knows whether it was made, and take it in.

        None where it does not show. Raises Unproven.
        """
        del booking
        return None

    def watch(self, work: Work, booking: AnyBooking) -> Result:
        """See what the provider's staff have done since; most providers have none."""
        raise TypeError(f"{work.task.kind} is no work for {booking.provider}")

    def run(self, work: Work, booking: Booking) -> Result:
        """Do the task and say what it came to, or when to try again."""
        asked = self._asked(work, booking)
        try:
            return _concluded(self._do(work, self._own(booking), asked), work, booking)
        except TemporaryFailure as failure:
            asked = (
                failure.asked
                if isinstance(failure, OutcomePending)
                else asked or self._lost(failure)
            )
            at = self._next_try(work, failure)
            if is_worth_trying(work, at=at) and at < useful_until(work, booking):
                return self._postpone(work, booking, failure, at=at, asked=asked)
            return _concluded(self._give_up(work, booking, failure, asked=asked), work, booking)
        except ProviderFailure as failure:
            return _concluded(self._give_up(work, booking, failure, asked=asked), work, booking)

    def _asked(self, work: Work, booking: Booking) -> UnconfirmedRequest | None:
        """Return what was asked before without its being known what came of it.

        A try that ended with its process left no word: it counts as just made.
        """
        if work.attempt - 1 > booking.tries_known:
            return UnconfirmedRequest(at=self._clock())
        again = isinstance(work.task, Book) and work.task.again and self.looks_up
        return booking.asked or (UnconfirmedRequest(at=booking.created) if again else None)

    def _lost(self, failure: TemporaryFailure) -> UnconfirmedRequest | None:
        return UnconfirmedRequest(at=self._clock()) if isinstance(failure, OutcomeUnknown) else None

    def _next_try(self, work: Work, failure: TemporaryFailure) -> datetime:
        now = self._clock()
        if isinstance(failure, OutcomePending):
            look = next_look(failure.asked.at, lag=self._lag, now=now)
            return max(look, now + (failure.after or timedelta(0)))
        return next_try(work, now=now, after=failure.after)

    def lag_is_over(self, asked: UnconfirmedRequest) -> bool:
        """Say whether the provider's lists have had time to show what was asked."""
        return lag_is_over(asked, lag=self._lag, now=self._clock())

    def check_may_repeat(self, booking: Booking, asked: UnconfirmedRequest | None) -> None:
        """See that what a lost try may have booked may be asked for again, as `verdicts.check_may_repeat`."""
        check_may_repeat(booking, asked, lag=self._lag, now=self._clock())

    @contextmanager
    def asking(self, booking: Booking, *, again: bool) -> Iterator[None]:
        """Ask for a booking. Raises Pending where it may have been made although no answer says so.

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

        Raises Pending while that may yet show, and the failure itself where the look is turned away
        likewise: what gets nobody in did not get the request in either.
        """
        made = None
        try:
            made = look()
        except NotAllowed:
            raise failure from None
        except (Gone, TemporaryFailure, Refused) as blind:
            log.info("%s could not be looked for: %s", booking.ref, type(blind).__name__)
        if made is None:
            raise self.pending(booking, failure) from failure
        return made

    def pending(self, booking: Booking, failure: ProviderFailure) -> OutcomePending:
        """Return the failure to be answered, for now, about what was just asked."""
        heard = reply_of(failure)
        # Of what was not heard, the reason is Docket's own.
        reason = "" if heard is Reply.NONE else failure.reason
        asked = UnconfirmedRequest(at=self._clock(), heard=heard, reason=reason)
        after = failure.after if isinstance(failure, TemporaryFailure) else None
        return OutcomePending(booking.provider, asked=asked, after=after, fault=failure.fault)

    def request_and_verify(
        self,
        booking: AnyBooking,
        *,
        asked: UnconfirmedRequest | None,
        see: Callable[[], Observation],
        ask: Callable[[Observation | None], Observation],
    ) -> Resolution:
        """Ask for something, unless an earlier try did it unheard, and see what comes of it.

        `see` looks at what the provider lists. `ask` is given what was seen before, and returns what
        the answer shows. Raises Pending while it is not known what came of it.
        """
        before = None
        if asked:
            before = self._looked(see)
            resolution = self.resolve(asked, before)
            if resolution is not None:
                return resolution
            if asked.heard is not Reply.NONE or not self._may_ask_again(asked, before):
                raise OutcomePending(booking.provider, asked=asked)
        try:
            answer = ask(before)
        except (Gone, OutcomeUnknown, Refused, DoubtfulNotAllowed) as failure:
            pending = self.pending(booking, failure)
        else:
            if answer.status is Observed.AS_WANTED:
                return Resolution(verdict=Verdict.DONE, holds=answer.holds, note=answer.note)
            heard = UnconfirmedRequest(at=self._clock(), heard=Reply.DIFFERENT)
            pending = OutcomePending(booking.provider, asked=heard)
        resolution = self.resolve(pending.asked, self._looked(see))
        if resolution is None:
            raise pending
        return resolution

    def _may_ask_again(self, asked: UnconfirmedRequest, seen: Observation) -> bool:
        return self.lag_is_over(asked) and seen.status is not Observed.UNCLEAR

    def _looked(self, see: Callable[[], Observation]) -> Observation:
        """Look; where nobody may, or nobody answers, nothing is told."""
        try:
            with unknown_if_lookup_refused():
                return see()
        except TemporaryFailure as failure:
            log.info("it could not be looked up: %s", type(failure).__name__)
            return Observation(status=Observed.UNCLEAR)

    def resolve(self, asked: UnconfirmedRequest, observation: Observation) -> Resolution | None:
        """Return what came of what was asked, None while it is not known."""
        verdict = judge(asked.heard, observation.status, lag_is_over=self.lag_is_over(asked))
        if verdict is Verdict.UNKNOWN:
            return None
        return Resolution(
            verdict=verdict, holds=observation.holds, reason=asked.reason, note=observation.note
        )

    def _own(self, booking: Booking) -> AnyBooking:
        if not isinstance(booking, self.takes):
            raise TypeError(f"{booking.ref} is not for {type(self).__name__}")
        return booking  # type: ignore[return-value] # `takes` is AnyBooking's class

    def _do(self, work: Work, booking: AnyBooking, asked: UnconfirmedRequest | None) -> Result:
        match work.task:
            case Book():
                return self.book(booking, asked=asked)
            case Change(looking=True) | Cancel(looking=True) as task:
                return self._look_on(work, booking, task)
            case Change() as task:
                return self._change(booking, task, asked=asked)
            case Cancel() as task:
                return self._cancel(booking, task, asked=asked)
            case Realign() as task:
                return self._realign(work, booking, task, asked=asked)
            case _ if booking.state is State.FAILED:
                return self._look_for(work, booking)
            case _:
                return self.watch(work, booking)

    def _look_for(self, work: Work, booking: AnyBooking) -> Result:
        """Look, to its end, for a booking of which nobody knows whether it was made."""
        if booking.trouble not in OUTCOME_UNKNOWN or booking.ends <= self._clock():
            return Outcome()
        try:
            found = self.find_unconfirmed(booking)
        except ProviderFailure as failure:
            log.info("%s could not be looked for: %s", booking.ref, type(failure).__name__)
            return self._later(work)
        if found is None:
            return self._later(work)
        told = self.now(Tell(user=booking.owner, news=News(what=EventType.FOUND)))
        return replace(found, then=[*found.then, *told])

    def _look_on(self, work: Work, booking: AnyBooking, task: Change | Cancel) -> Result:
        """Look, to its end, what came of a step that was given up as unknown; who was told hears of it."""
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
            log.info("%s could not be looked at: %s", booking.ref, type(failure).__name__)
            return self._later(work)
        if resolution is None:
            return self._later(work)
        if isinstance(task, Change):
            return self.after_change(booking, task, resolution)
        return self.after_cancel(booking, task, resolution)

    def _later(self, work: Work) -> Postponed:
        now = self._clock()
        return Postponed(at=now + max(watch_interval(now - work.since), LONGEST_LOOK))

    def _change(
        self, booking: AnyBooking, task: Change, *, asked: UnconfirmedRequest | None
    ) -> Outcome:
        if booking.state is not State.MOVING and not (task.follows and _is_living(booking)):
            return Outcome()
        return self.after_change(booking, task, self.change(booking, task.wanted, asked=asked))

    def _realign(
        self, work: Work, booking: AnyBooking, task: Realign, *, asked: UnconfirmedRequest | None
    ) -> Result:
        if not _is_living(booking) or booking.moment != task.moment:
            return Outcome()
        if task.version > zone_data.available().version:
            return self._later(work)
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

    def _postpone(
        self,
        work: Work,
        booking: Booking,
        failure: TemporaryFailure,
        *,
        at: datetime,
        asked: UnconfirmedRequest | None,
    ) -> Postponed:
        trouble = _failure_reason(booking, failure, asked=asked)
        tasks: list[Task] = [ShowCard()] if booking.trouble is not trouble else []
        if work.attempt == TELL_AT_ATTEMPT:
            tasks += _held_up(work, booking, trouble)
        return Postponed(
            at=at,
            transition=lambda current: mark_delayed(current, trouble).with_(
                asked=asked, tries_known=work.attempt
            ),
            then=self.now(*tasks),
            provider_answered=False,
        )

    def _give_up(
        self,
        work: Work,
        booking: Booking,
        failure: ProviderFailure,
        *,
        asked: UnconfirmedRequest | None,
    ) -> Outcome:
        trouble = _failure_reason(booking, failure, asked=asked)
        own = isinstance(failure, TemporaryFailure) and not isinstance(failure, OutcomePending)
        reason = "" if own else failure.reason
        outcome = replace(
            self.given_up(work, booking, trouble, reason=reason), provider_answered=False
        )
        if trouble not in OUTCOME_UNKNOWN:
            return outcome
        transition = outcome.transition or unchanged
        looks = due(*self._looks(work, trouble), at=self._clock() + LONGEST_LOOK)
        return replace(
            outcome,
            transition=lambda current: transition(current).with_(asked=asked),
            then=[*outcome.then, *looks],
        )

    def _looks(self, work: Work, trouble: FailureReason) -> list[Task]:
        """Return the work by which it is looked on for what nobody knows."""
        match work.task:
            case _ if not self.looks_up:
                return []
            case Book():
                return [Watch()]
            case (Change() | Cancel()) as task if trouble is FailureReason.UNKNOWN:
                return [task.with_(looking=True)]
            case _:
                return []


def _is_living(booking: Booking) -> bool:
    return booking.state not in {*ENDED, State.CANCELING}


def _concluded(result: Result, work: Work, booking: Booking) -> Result:
    """Have a booking forget the tries of what is over; what nobody knows stays to be looked for."""
    if isinstance(result, Postponed) or isinstance(work.task, Watch):
        return result
    if result.transition is None and booking.tries_known == 0 and booking.asked is None:
        return result
    transition = result.transition or unchanged

    def conclude(current: Booking) -> Booking:
        after = transition(current)
        unknown = after.trouble in OUTCOME_UNKNOWN and after.state in {
            State.CONFIRMED,
            State.FAILED,
        }
        asked = after.asked if unknown else None
        return after.with_(asked=asked, tries_known=0)

    return replace(result, transition=conclude)


def _failure_reason(
    booking: Booking, failure: ProviderFailure, *, asked: UnconfirmedRequest | None
) -> FailureReason:
    """Say what a failure comes to: what an earlier try may have done is unknown until it is seen."""
    if not isinstance(failure, TemporaryFailure):
        return failure_reason(failure)
    return (
        FailureReason.UNKNOWN
        if asked or booking.trouble in OUTCOME_UNKNOWN
        else failure_reason(failure)
    )


def _held_up(work: Work, booking: Booking, trouble: FailureReason) -> list[Task]:
    """Return the word that it takes long, to its owner and to who wanted it done."""
    wanted = work.task.wanted if isinstance(work.task, Change) else None
    by = (work.task.by if isinstance(work.task, Change | Cancel) else "") or booking.owner
    news = News(
        what=EventType.DELAYED, trouble=trouble, wanted=wanted, after=wanted and wanted.moment
    )
    return [Tell(user=user, news=news) for user in dict.fromkeys((by, booking.owner))]


def failure_reason(failure: ProviderFailure) -> FailureReason:
    """Say which kind of trouble a failure means for the booking."""
    match failure:
        case TryLater(fault=Fault()):
            return FailureReason.CONNECTION
        case Refused():
            return FailureReason.REFUSED
        case NotAllowed():
            return FailureReason.NOT_ALLOWED
        case Gone():
            return FailureReason.GONE
        case Ambiguous():
            return FailureReason.AMBIGUOUS
        case Unverifiable() | OutcomeUnknown():
            return FailureReason.UNKNOWN
        case _:
            return FailureReason.NOT_ANSWERING


@contextmanager
def unverifiable_request(asked: UnconfirmedRequest | None) -> Iterator[None]:
    """Ask for something where nothing shows what comes of it. Raises Unfound where that is not known.

    A refusal leaves unknown what was `asked` before, and what was asked now where it came under a good
    status, or where something only said that nobody is let in.
    """
    try:
        yield
    except (Gone, NotAllowed, Refused) as failure:
        if asked is None and not isinstance(failure, DoubtfulRefusal | DoubtfulNotAllowed):
            raise
        raise Unverifiable(
            failure.provider, reason=failure.reason, fault=failure.fault
        ) from failure


@contextmanager
def unknown_if_lookup_refused() -> Iterator[None]:
    """Have a look-up that is refused leave unknown what is unknown: it is tried again."""
    try:
        yield
    except (Gone, NotAllowed, Refused) as failure:
        raise OutcomeUnknown(
            failure.provider, reason=failure.reason, fault=failure.fault
        ) from failure


@contextmanager
def not_allowed_if_list_missing() -> Iterator[None]:
    """Have "not found", said of a list, speak of its address and not of what is looked for."""
    try:
        yield
    except Gone as failure:
        raise NotAllowed(failure.provider, reason=failure.reason, fault=failure.fault) from failure


class RequestJobs(ProviderJobs[AnyBooking]):
    """Does what is done once: the desk lets nobody change or cancel it, so neither is ever asked."""

    def change(
        self, booking: AnyBooking, wanted: Changes, *, asked: UnconfirmedRequest | None
    ) -> Resolution:
        """Nothing leads here."""
        del wanted, asked
        raise TypeError(f"{booking.ref} can't be changed")

    def cancel(
        self, booking: AnyBooking, task: Cancel, *, asked: UnconfirmedRequest | None
    ) -> Resolution:
        """Nothing leads here either."""
        del task, asked
        raise TypeError(f"{booking.ref} can't be cancelled")
