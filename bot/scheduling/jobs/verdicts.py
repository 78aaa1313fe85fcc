"""Judges the outcome of a request to a provider: the one place that decides, for all providers.

An adapter says what was answered, a job what its provider is then seen to hold, and `judge` what
follows. Nothing counts as done that was not seen, and what is not seen yet is unknown until the
provider had time to show it.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from bot.scheduling.model.booking import AnyBooking, Booking, Changes
from bot.scheduling.model.failures import (
    DoubtfulNotAllowed,
    Fault,
    Inconclusive,
    OutcomeUnknown,
    ProviderFailure,
    Refused,
    Unverifiable,
)
from bot.scheduling.model.record import Reply, UnconfirmedRequest
from bot.scheduling.model.transitions import unchanged
from bot.times.moment import Moment


class Observed(StrEnum):
    """What a provider is seen to hold, beside what was wanted of it."""

    AS_WANTED = "as wanted"
    DIFFERENT = "different"
    ENDED = "ended"
    ABSENT = "absent"
    UNCLEAR = "unclear"


class Verdict(StrEnum):
    """What came of it."""

    DONE = "done"
    DIFFERENT = "different"
    REFUSED = "refused"
    NOT_ALLOWED = "not allowed"
    NOT_DONE = "not done"
    CANCELED_AT_PROVIDER = "canceled there"
    GONE = "gone"
    NEVER_MADE = "never made"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """What an answer or a list shows.

    `holds` are the values in which it differs from the booking, `left` what of the wanted is not so;
    `note` has a booking take in what else it shows.
    """

    status: Observed
    holds: Changes = field(default_factory=Changes)
    left: Changes = field(default_factory=Changes)
    note: Callable[[Booking], Booking] = field(default=unchanged, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolution:
    """What came of a change or a cancellation, and what the provider holds now.

    `holds` has the values in which that differs from what Docket believed, `reason` the provider's
    own words as plain text; `note` has a booking take in what else was seen. `was` is the time it had
    there before, where that was seen. `asked` is False where it was so already and nothing was asked
    for.
    """

    verdict: Verdict
    holds: Changes = field(default_factory=Changes)
    reason: str = ""
    was: Moment | None = None
    asked: bool = True
    note: Callable[[Booking], Booking] = field(default=unchanged, compare=False)

    def held(self, current: AnyBooking) -> AnyBooking:
        """Return a booking as the provider holds it."""
        noted: AnyBooking = self.note(current.with_changes(self.holds))  # type: ignore[assignment] # same kind
        return noted


class OutcomePending(OutcomeUnknown):
    """It is not known yet what came of what was asked: look again, and ask for nothing meanwhile."""

    def __init__(
        self,
        provider: str,
        *,
        asked: UnconfirmedRequest,
        after: timedelta | None = None,
        fault: Fault | None = None,
    ) -> None:
        """Keep when it was asked, and what was heard of it."""
        super().__init__(provider, reason=asked.reason, after=after, fault=fault)
        self.asked = asked


# What it comes to that what was wanted does not show, although it had time.
_NOT_SEEN = {Reply.NOT_ALLOWED: Verdict.NOT_ALLOWED, Reply.STILL_NONE: Verdict.NOT_DONE}


def judge(heard: Reply, status: Observed, *, lag_is_over: bool) -> Verdict:
    """Return the verdict on a call to a provider, from its answer and from what has been seen since.

    `lag_is_over` says that the provider's lists have had time to show it: before, what was not refused in
    plain words is unknown, because answer and list may both be old. UNKNOWN is looked at again; once
    there was time, what nobody answered may be asked for again.
    """
    match status:
        case Observed.AS_WANTED:
            return Verdict.DONE
        case Observed.ENDED:
            return Verdict.CANCELED_AT_PROVIDER
        case Observed.UNCLEAR:
            return Verdict.UNKNOWN
        case _ if heard is Reply.NONE:
            return Verdict.UNKNOWN
        case Observed.DIFFERENT if heard in {Reply.REFUSED, Reply.REFUSED_AGAIN}:
            return Verdict.REFUSED
        case _ if not lag_is_over:
            return Verdict.UNKNOWN
        case Observed.ABSENT:
            return Verdict.GONE
        case _:
            return _NOT_SEEN.get(heard, Verdict.DIFFERENT)


def reply_of(failure: ProviderFailure) -> Reply:
    """Return what a failure says about a call: refused, not allowed, something else, or nothing."""
    match failure:
        case Inconclusive():
            return Reply.DIFFERENT
        case OutcomeUnknown():
            return Reply.NONE
        case DoubtfulNotAllowed():
            return Reply.NOT_ALLOWED
        case _:
            return Reply.REFUSED


def lag_is_over(asked: UnconfirmedRequest, *, lag: timedelta, now: datetime) -> bool:
    """Return whether the provider's lists have had the time `lag` to show what was asked (aware UTC)."""
    return now >= asked.at + lag


def check_may_repeat(
    booking: Booking, asked: UnconfirmedRequest | None, *, lag: timedelta, now: datetime
) -> None:
    """See that what a lost try may have booked, and no list shows, may be asked for again now.

    Raises OutcomePending while it may yet show, Refused or DoubtfulNotAllowed where it was from the
    start, and Unverifiable where the second try was: that may be because of the first one.
    """
    if asked is None:
        return
    if not lag_is_over(asked, lag=lag, now=now):
        raise OutcomePending(booking.provider, asked=asked)
    if asked.heard is Reply.REFUSED:
        raise Refused(booking.provider, reason=asked.reason)
    if asked.heard is Reply.NOT_ALLOWED:
        raise DoubtfulNotAllowed(booking.provider, reason=asked.reason)
    if asked.heard is Reply.REFUSED_AGAIN:
        raise Unverifiable(booking.provider, reason=asked.reason)
