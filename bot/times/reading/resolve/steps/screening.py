"""Which phrases can be a time at all: not a year, a name, or an amount counted from no booking."""

from bot.times.reading.answers import Refusal
from bot.times.reading.partial_parse import PartialParse
from bot.times.reading.parts import (
    Amount,
    Clock,
    DayTime,
    Elapsed,
    FromToday,
    Period,
    SameDay,
    Unsupported,
)
from bot.times.reading.resolve.context import Context
from bot.times.reading.resolve.senses import Sense, Senses, Settled

_TIMES = frozenset({"day", "weekday", "period", "clock", "elapsed", "daytime", "length"})


def screen(parse: PartialParse, *, context: Context) -> Senses[PartialParse]:
    """The phrase, if it may say a time; a refusal of what cannot be booked."""
    unsupported = parse.part(Unsupported)
    if unsupported is not None:
        return Settled(Refusal(unsupported.why))
    return Sense(parse) if _may_be_a_time(parse, context=context) else Settled()


def _may_be_a_time(parse: PartialParse, *, context: Context) -> bool:
    """Whether the parts may say a time: no year, no name, nothing counted from a booking if none is moved."""
    if context.was is None and _needs_a_booking(parse):
        return False
    if _is_tonight_of_another_day(parse) or (context.in_a_line and _is_a_year(parse)):
        return False
    is_moved_by = context.was is not None and bool(parse.zones or "shift" in parse.parts)
    return bool(_TIMES & parse.parts.keys()) or is_moved_by


def _needs_a_booking(parse: PartialParse) -> bool:
    """Whether it is counted from a booking that is moved, and from nothing else: `the same day`."""
    period, elapsed = parse.part(Period), parse.part(Elapsed)
    return (
        parse.part(SameDay) is not None
        or (period is not None and period.from_booking)
        or (elapsed is not None and elapsed.either_way)
    )


def _is_tonight_of_another_day(parse: PartialParse) -> bool:
    """Whether `tonight` stands beside `tomorrow`, which begins a name then: `Tomorrow Land Inc`."""
    daytime, day = parse.part(DayTime), parse.part(FromToday)
    return bool(daytime and daytime.today and day and day.ahead != Amount())


def _is_a_year(parse: PartialParse) -> bool:
    """Whether the clock of a line may as well be a year: `Ford 2026 Friday`."""
    clock = parse.part(Clock)
    return clock is not None and clock.year_like
