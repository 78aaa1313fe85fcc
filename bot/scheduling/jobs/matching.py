"""Decides which listed booking is ours after a lost answer: only what is new, alone and equal in all."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Generic, TypeVar

from bot.scheduling.model.booking import AnyBooking, Booking
from bot.scheduling.model.failures import Ambiguous, OutcomeUnknown
from bot.scheduling.model.record import OUTCOME_UNKNOWN, State
from bot.scheduling.ports.store import Search, Select

Thing = TypeVar("Thing")


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate(Generic[Thing]):
    """Something a provider lists that may be what was ordered, by the provider's own id of it.

    `agrees` says whether it is the same in everything; None where it leaves something out.
    """

    id: str
    agrees: bool | None
    thing: Thing


def agreement(pairs: Iterable[tuple[Any, Any]]) -> bool | None:
    """Compare what was ordered with what is listed, pair by pair; None where the list leaves one out."""
    compared = [None if listed is None else ordered == listed for ordered, listed in pairs]
    if False in compared:
        return False
    return None if None in compared else True


def others_at_same_time(booking: AnyBooking, *, select: Select) -> list[AnyBooking]:
    """Return the workspace's other bookings of its kind at its time: what is theirs is not its own."""
    start = booking.moment.instant
    search = Search(
        team=booking.team,
        start=start,
        end=start + timedelta(seconds=1),
        kinds=frozenset({booking.kind}),
    )
    kind = type(booking)
    return [
        other for other in select(search) if isinstance(other, kind) and other.ref != booking.ref
    ]


def only_new_match(
    candidates: Sequence[Candidate[Thing]], *, before: Collection[str] | None, provider: str
) -> Thing | None:
    """Return what an earlier try made, None where nothing is there that it could have made.

    `before` are the ids that were there before the first try, None where nobody looked. Raises
    Ambiguous where what is there may be somebody else's, OutcomeUnknown where it does not say enough.
    """
    new = [candidate for candidate in candidates if candidate.id not in (before or ())]
    if not new:
        return None
    if before is None or len(new) > 1 or new[0].agrees is False:
        raise Ambiguous(provider)
    if new[0].agrees is None:
        raise OutcomeUnknown(
            provider, reason="its list doesn't show enough to identify this booking"
        )
    return new[0].thing


def must_wait_for(other: Booking, booking: Booking) -> bool:
    """Return whether the outcome of another booking that is like this one has to be known first.

    What is found may be its. Where the answers of both are lost, the earlier one takes it.
    """
    unheard = other.state in {State.BOOKING, State.CANCELING} and other.provider_state is None
    earlier = (other.created, other.ref) < (booking.created, booking.ref)
    return unheard and (earlier or other.trouble not in OUTCOME_UNKNOWN)
