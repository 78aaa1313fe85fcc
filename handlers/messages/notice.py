"""The paragraph that *Copy notice* gives, to be pasted wherever the parties are told. Plain text."""

from collections.abc import Sequence
from typing import TypeGuard

from bot.scheduling.model.booking import Booking
from bot.scheduling.model.record import Record, State, Visibility
from bot.scheduling.model.text import one_line
from bot.times.moment import Moment
from bot.times.writing import Reader
from bot.times.zones import country
from handlers.messages import times
from handlers.messages.presenters import presenter_of

# What a title or a case is cut to, so that what follows is never cut off.
LONGEST_NAME = 300

HOW_TO_COPY = "Select the text and copy it. It has no password, and Docket posts it nowhere."

# By whose clocks a time in the United States is said, too.
_OF_THE_STATES = (
    "America/New_York",
    "America/Chicago",
    "America/Denver",
    "America/Los_Angeles",
)


def can_be_told(booking: Record) -> TypeGuard[Booking]:
    """Return whether it is settled enough to tell the parties: confirmed as it is shown, or canceled."""
    if not isinstance(booking, Booking):
        return False
    is_settled = booking.hold is None and booking.drift is None and not booking.unreadable_time
    return booking.state is State.CANCELED or (booking.state is State.CONFIRMED and is_settled)


def notice(booking: Booking, *, zones: Sequence[str]) -> str:
    """Write when it is by the clocks of everybody concerned, `zones` (IANA) among them, and how to join."""
    title, case = (one_line(each, to=LONGEST_NAME) for each in (booking.title, booking.case))
    name = f"“{title}” (case {case})" if case else f"“{title}”"
    when = _when(booking, zones=zones)
    if booking.state is State.CANCELED:
        return f"Please note that {name}, scheduled for {when}, has been canceled."
    lasting = f", for about {times.duration(booking.length)}" if booking.length else ""
    facts = [f"Please note that {name} is scheduled for {when}{lasting}."]
    facts += presenter_of(booking).notice_facts()
    if link := booking.link_at(Visibility.PUBLIC):
        facts.append(f"Join at {link}")
    elif booking.join_url:
        facts.append("The join link will be sent separately.")
    return " ".join(facts)


def _when(booking: Booking, *, zones: Sequence[str]) -> str:
    """Write its time, and behind it the same by each other clock, once."""
    moment, reader = booking.moment, booking.reader
    everybodys = [*zones, *(_OF_THE_STATES if country(moment.zone) == "US" else ())]
    others = {
        each.offset: _clock(each, beside=moment, reader=reader)
        for each in (Moment.at(moment.instant, zone) for zone in reversed(everybodys))
        if each.offset != moment.offset
    }
    also = ", ".join(others[offset] for offset in sorted(others))
    return f"{moment.written(reader)} ({also})" if also else moment.written(reader)


def _clock(moment: Moment, *, beside: Moment, reader: Reader) -> str:
    """Write a clock with its zone, and the day where that is another."""
    is_same_day = moment.local.date() == beside.local.date()
    day = "" if is_same_day else f"{moment.day_written(reader)}, "
    return f"{day}{moment.clock_written(reader)} {moment.zone_written(reader)}"
