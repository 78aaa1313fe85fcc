"""Rate limits per person, so that a flood costs the providers and invitees little."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum


class Counted(StrEnum):
    """What is counted for each person."""

    BOOKINGS = "bookings"
    INVITATIONS = "invitations"


WITHIN = {
    Counted.BOOKINGS: timedelta(minutes=1),
    Counted.INVITATIONS: timedelta(hours=1),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """How much a decision adds to a person's count, which may reach `most` within `within`."""

    what: Counted
    amount: int
    most: int

    @property
    def within(self) -> timedelta:
        """The time within which it is counted."""
        return WITHIN[self.what]


class LimitReached(Exception):
    """The decision would take somebody beyond a limit; `count` is what they asked for."""

    def __init__(self, count: Count) -> None:
        """Keep which limit it is."""
        super().__init__(f"at most {count.most} {count.what} within {count.within}")
        self.count = count


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """The most that one person may do; 0 is no limit."""

    bookings_per_minute: int = 0
    invitations_per_hour: int = 0

    def counts(self, *, bookings: int = 0, invitations: int = 0) -> Sequence[Count]:
        """Return what has to be counted of a decision that does so much."""
        asked = (
            (Counted.BOOKINGS, bookings, self.bookings_per_minute),
            (Counted.INVITATIONS, invitations, self.invitations_per_hour),
        )
        return [
            Count(what=what, amount=amount, most=most)
            for what, amount, most in asked
            if amount and most
        ]


NO_LIMITS = Limits()
