"""From one clock to another: which halves of the day are meant, and how long it lasts."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from bot.times.reading.parts import Clock
from bot.times.reading.resolve.clocks import Times, in_half

LONGEST_RANGE = timedelta(hours=14)
_LONGEST_GUESS = timedelta(hours=8)
_BUSINESS_BEGINS, _NOON = 7, 12


class Range(NamedTuple):
    """The times of day that a range may start at, and how long it lasts by the clocks."""

    start: Times
    lasting: timedelta


def range_between(
    first: Clock, starts: Times, last: Clock, ends: Times, *, is_day_said: bool
) -> Range | None:
    """The range from one clock, which can mean `starts`, to another; None where none is likely."""
    start, end = _unsure_at_twelve(starts, first), _unsure_at_twelve(ends, last)
    is_afternoon = not start.sure and start.likely.hour >= _NOON
    if (last.hour > _NOON and is_afternoon) or (first.hour > _NOON and not end.sure):
        return None
    is_guess = not (start.sure and end.sure)
    if max(first.hour, last.hour) > _NOON:
        start, end = _as_written(start, first), _as_written(end, last)
    found = _nearest(start, end)
    is_likely = not is_guess or _may_be_guessed(found, first, is_day_said=is_day_said)
    return found if is_likely and found.lasting <= LONGEST_RANGE else None


def _may_be_guessed(found: Range, first: Clock, *, is_day_said: bool) -> bool:
    """Whether halves of the day that nobody said make a likely range: not through a night."""
    begins = found.start.likely
    is_long = found.lasting > _LONGEST_GUESS
    is_overnight = datetime.combine(date.min, begins) + found.lasting >= _MIDNIGHT
    if is_long and (is_overnight or begins.hour < _BUSINESS_BEGINS):
        return False
    return found.lasting < _LONGEST_GUESS or is_day_said or first.half == "am"


_MIDNIGHT = datetime.combine(date.min, time()) + timedelta(days=1)


def _unsure_at_twelve(meant: Times, clock: Clock) -> Times:
    """In a range, a mere 12 may be noon or midnight: `10pm-12`, `12-1am`."""
    is_mere = clock.hour == _NOON and not (clock.half or clock.exact or clock.name)
    return replace(meant, other=in_half(clock, "am"), sure=False) if is_mere else meant


def _as_written(meant: Times, clock: Clock) -> Times:
    """A clock beside one of those that only run to 24: the 6:30 of `6:30 - 23:00` is in the morning."""
    return meant if meant.sure else Times(time(clock.hour, clock.minute))


def _nearest(start: Times, end: Times) -> Range:
    """The shortest range; the half of the day that only one of them said is the other's too."""
    starts = [start.likely] if start.sure or start.other is None else [start.likely, start.other]
    ends = [end.likely] if end.sure or end.other is None else [end.likely, end.other]
    if end.sure and len(starts) > 1:
        begins = min(starts, key=lambda at: _lasting(at, end.likely))
        return Range(Times(begins), _lasting(begins, end.likely))
    return Range(start, min(_lasting(starts[0], at) for at in ends))


def _lasting(start: time, end: time) -> timedelta:
    """From one clock to the next time it shows the other; a whole day if they are the same."""
    minutes = (end.hour * 60 + end.minute - start.hour * 60 - start.minute) % 1440 or 1440
    return timedelta(minutes=minutes)
