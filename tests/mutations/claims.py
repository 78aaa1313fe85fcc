"""What people were told, against what the provider holds."""

import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.scheduling.calendar_file import NoTime, calendar_file
from bot.scheduling.model.booking import Booking
from bot.scheduling.model.record import Record
from bot.times.moment import Moment


class Claim(StrEnum):
    """What a card says of a booking, in the words of the table."""

    HELD = "confirmed"
    REQUESTED = "requested"
    CANCELED = "canceled"
    NOT_CANCELED = "not canceled"
    NOT_DONE = "not booked"
    UNKNOWN = "not known"
    UNDER_WAY = "under way"


# The first that a card's text has is what it claims.
_SAID = (
    (
        Claim.UNKNOWN,
        r"Not known|may or may not|gave no clear answer|didn't respond|not been able to find",
    ),
    (Claim.NOT_CANCELED, r"Not cancell?ed"),
    (Claim.NOT_DONE, r"Not (booked|sent|done)"),
    (Claim.CANCELED, r"Cancell?ed"),
    (Claim.REQUESTED, r"Requested"),
    (Claim.HELD, r"Confirmed|Done\."),
    (Claim.UNDER_WAY, r"(Booking|Changing|Cancell?ing|Sending|Asking \w+)…"),
)


def claim_of(card: str) -> Claim:
    """Read what a card claims."""
    return next(claim for claim, words in _SAID if re.search(words, card))


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """What a provider holds of a case: how many that are not canceled, and when they start (UTC)."""

    living: int
    starts: frozenset[datetime] = frozenset()


def complaints(
    claim: Claim, held: Held, booking: Record, *, now: datetime, wanted: str = ""
) -> list[str]:
    """Return what is claimed and not so, what is doubled, and what is lost."""
    wrong = []
    if held.living > 1:
        wrong.append(f"there are {held.living}")
    if claim in {Claim.HELD, Claim.REQUESTED, Claim.NOT_CANCELED} and not held.living:
        wrong.append(f"said to be {claim}, and nothing is there")
    if claim in {Claim.CANCELED, Claim.NOT_DONE} and held.living:
        wrong.append(f"said to be {claim}, and it is there")
    if claim is Claim.UNDER_WAY:
        wrong.append("never settled")
    if claim is Claim.HELD and held.starts and isinstance(booking, Booking):
        wrong += _wrong_times(booking, held, now=now)
    if wanted and claim != wanted:
        wrong.append(f"said to be {claim} where it is plainly {wanted}")
    return wrong


def untrue(thread: list[str], held: Held, booking: Record) -> list[str]:
    """Return the lines of a thread that say what is not so."""
    zone = booking.moment.zone if isinstance(booking, Booking) else "UTC"
    times = {Moment.at(start, zone).written() for start in held.starts}
    wrong = [line for line in thread if re.search(r"Cancell?ed", line) and held.living]
    moved = [line for line in thread if line.startswith("Moved")]
    wrong += [line for line in moved if not any(f"to {time}" in line for time in times)]
    return [f"its thread says: {line}" for line in wrong]


def _wrong_times(booking: Booking, held: Held, *, now: datetime) -> list[str]:
    """Return what card and calendar file say of the time, where the provider has it elsewhere."""
    if booking.unreadable_time:
        try:
            calendar_file(booking, now=now, sequence=1)
        except NoTime:
            return []
        return ["a calendar file claims a time that can't be read"]
    if booking.moment.instant not in held.starts:
        return [f"shown at {booking.moment.instant}, held at {sorted(held.starts)}"]
    file = calendar_file(booking, now=now, sequence=1).decode()
    stamp = f"DTSTART:{booking.moment.instant:%Y%m%dT%H%M%SZ}"
    return [] if stamp in file else ["the calendar file says another time"]
