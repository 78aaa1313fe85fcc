"""What a phrase says of a booking that is moved: `an hour later` as its time, `back 2 weeks` either way."""

from datetime import timedelta
from typing import NamedTuple

from bot.times.reading.partial_parse import PartialParse
from bot.times.reading.parts import (
    Amount,
    Elapsed,
    FromToday,
    Length,
    SameDay,
    SameTime,
    Shift,
    WeekOf,
)

BASES = frozenset({"day", "weekday", "period", "week of"})
"""The slots of what days are counted from."""


class MovedInterpretation(NamedTuple):
    """A phrase of the new time, and how long it lasts; one that `may_stay` may name the present time."""

    parse: PartialParse
    lasting: timedelta | None = None
    may_stay: bool = False


class MovedInterpretations(NamedTuple):
    """The phrases that one may stand for, and the question where it may stand for several."""

    interpretations: tuple[MovedInterpretation, ...]
    question: str = ""


def moved_interpretations(parse: PartialParse, *, own_weekday: int) -> MovedInterpretations:
    """Every way of taking a phrase for the new time of a booking that is on some weekday (0 is Monday)."""
    parse = _counted_from_booking(parse)
    elapsed, length = parse.part(Elapsed), parse.part(Length)
    if elapsed is not None and elapsed.either_way:
        return _either_way(parse, elapsed.by)
    if elapsed is not None:
        phrase = _by_amount(parse, elapsed)
        return MovedInterpretations((phrase,) if phrase else ())
    if length is not None and _is_alone(length, parse):
        return _either_way(parse, Amount(seconds=length.lasting.total_seconds()))
    lasting = length.lasting if length else None
    week_of = parse.part(WeekOf)
    if week_of is not None and week_of.weekday is None and "weekday" not in parse.parts:
        return _in_the_week(parse, lasting, own_weekday=own_weekday)
    return MovedInterpretations((MovedInterpretation(parse, lasting),))


def _is_alone(length: Length, parse: PartialParse) -> bool:
    """Whether a length is all that is said, and may be how far a booking is moved: `30 minutes`."""
    return not (length.explicit or parse.zones or len(parse.parts) > 1)


def _in_the_week(
    parse: PartialParse, lasting: timedelta | None, *, own_weekday: int
) -> MovedInterpretations:
    """`the week of the 14th`: its working days, that of the booking first."""
    days = dict.fromkeys((own_weekday, *range(5)))
    weeks = (parse.with_parts({**parse.parts, "week of": WeekOf(day)}) for day in days)
    phrases = tuple(MovedInterpretation(week, lasting, may_stay=True) for week in weeks)
    return MovedInterpretations(phrases, "Which day of that week?")


def _counted_from_booking(parse: PartialParse) -> PartialParse:
    """`the day before`, `two hours after`: with nothing said that it is counted from, the booking."""
    shift = parse.part(Shift)
    if shift is None or shift.weekday is not None or BASES & parse.parts.keys():
        return parse
    if shift.by.has_clock and "clock" in parse.parts:
        return parse
    elapsed = Elapsed(shift.by, from_booking=True)
    return parse.with_parts({**parse.without("shift").parts, "elapsed": elapsed})


def _either_way(parse: PartialParse, by: Amount) -> MovedInterpretations:
    """`back 2 weeks` may be earlier and later."""
    parts = parse.without("length").parts
    ways = [Elapsed(way, from_booking=True) for way in (by, -by)]
    phrases = (_by_amount(parse.with_parts({**parts, "elapsed": way}), way) for way in ways)
    return MovedInterpretations(tuple(filter(None, phrases)), "Later or earlier?")


def _by_amount(parse: PartialParse, elapsed: Elapsed) -> MovedInterpretation | None:
    """`an hour later`, `a day later at 3pm`, `the same day, an hour later`."""
    if not elapsed.from_booking:
        return MovedInterpretation(parse)
    others = parse.without("elapsed")
    is_at_its_time = elapsed.by.has_clock and others.part(SameTime) is not None
    if is_at_its_time or others.part(SameDay) is not None:
        others = others.without("day", "clock")
    parts = others.parts
    if not parts.keys() - {"length"}:
        return MovedInterpretation(parse.with_parts({**parts, "elapsed": elapsed}))
    if elapsed.by.has_clock:
        same = {"clock": SameTime(), "shift": Shift(elapsed.by)}
        is_timed = "clock" in parts
        return (
            None if is_timed else MovedInterpretation(parse.with_parts(parts | same), may_stay=True)
        )
    if BASES & parts.keys():
        return None
    length = others.part(Length)
    day = FromToday(elapsed.by, from_booking=True)
    dated = parse.with_parts({**parts, "day": day})
    return MovedInterpretation(dated, length.lasting if length else None)
