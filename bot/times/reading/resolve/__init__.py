"""From the parts of a phrase to the moment they mean: day, clock and zone put together."""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.times.moment import Moment
from bot.times.reading.answers import Answer, Reading, Refusal, readings
from bot.times.reading.partial_parse import PartialParse
from bot.times.reading.parts import (
    Amount,
    Calendar,
    Clock,
    DayTime,
    Elapsed,
    FromToday,
    Length,
    Period,
    SameDay,
    SameTime,
    Unbookable,
    Weekday,
)
from bot.times.reading.resolve.at_clock import at_same_time
from bot.times.reading.resolve.context import Context
from bot.times.reading.resolve.days import Days, days, just_passed, moved, of_that_weekday
from bot.times.reading.resolve.moving import moved_to
from bot.times.reading.resolve.observed import observed
from bot.times.reading.resolve.on_day import on_day
from bot.times.reading.resolve.resolver import Resolver, asking
from bot.times.reading.resolve.stretches import after_stretch, from_now_or_how_long
from bot.times.reading.resolve.zoning import Place, places
from bot.times.workdays import Regions

_DAY = timedelta(days=1)
_LAST_HOUR, _HOURS = 12, 24
_BEGINS, _ENDS = 7, 19
_AT = frozenset({"à", "às"})
_TIMES = frozenset({"day", "weekday", "period", "clock", "elapsed", "daytime", "length"})


def resolved(said: PartialParse, *, asked: Context) -> Answer | None:
    """What the parts add up to; None if they make no sense together."""
    vague = said.part(Unbookable)
    if vague is not None:
        return Refusal(vague.why)
    if asked.was is None and _needs_a_booking(said):
        return None
    if _is_tonight_of_another_day(said) or (asked.in_a_line and _is_a_year(said)):
        return None
    if not _TIMES & said.parts.keys() and not (asked.was and (said.zones or "shift" in said.parts)):
        return None
    meant = places(said.zones, asked=asked)
    if not meant:
        return Refusal(
            "Which time zone is meant is not clear. Name one, such as “Pacific” or “London”."
        )
    if len(meant) == 1:
        return _in_place(said, meant[0], asked)
    answers = [_in_place(said, place, asked) for place in meant]
    if all(_moments(answer) == _moments(answers[0]) for answer in answers):
        return answers[0]
    possible = [answer for answer in answers if not isinstance(answer, Refusal)]
    by_offset = [one for one in possible if isinstance(one, Reading) and meant[0].exact]
    if len(by_offset) == 1:
        # `HST (UTC-10)` is Hawaii's where clocks on Adak are at UTC-9.
        return by_offset[0]
    return asking("Which time zone is meant?", possible or answers)


def _is_tonight_of_another_day(said: PartialParse) -> bool:
    """Whether `tonight` stands beside `tomorrow`, which begins a name then: `Tomorrow Land Inc`."""
    daytime, day = said.part(DayTime), said.part(FromToday)
    return bool(daytime and daytime.today and day and day.ahead != Amount())


def _is_a_year(said: PartialParse) -> bool:
    """Whether the clock of a line may as well be a year: `Ford 2026 Friday`."""
    clock = said.part(Clock)
    return clock is not None and clock.year_like


def _needs_a_booking(said: PartialParse) -> bool:
    """Whether it is counted from a booking that is moved, and from nothing else: `the same day`."""
    period, elapsed = said.part(Period), said.part(Elapsed)
    return (
        said.part(SameDay) is not None
        or (period is not None and period.from_booking)
        or (elapsed is not None and elapsed.either_way)
    )


def _moments(answer: Answer | None) -> list[datetime]:
    """When an answer is, or may be; a day is the same in every zone."""
    return [one.moment.local if one.date_only else one.moment.instant for one in readings(answer)]


def _in_place(said: PartialParse, place: Place, asked: Context) -> Answer | None:
    """Read in one zone, by everybody's holidays that may count: `in 3 business days`, `Labour Day`."""
    ways = observed(said, place, asked=asked)
    if len(ways) == 1:
        return _seen_from(said, place, asked, kept=ways[0])
    answers = (_seen_from(said, place, asked, kept=kept) for kept in ways)
    return asking("Holidays differ from place to place. Which day is meant?", answers)


def _seen_from(said: PartialParse, place: Place, asked: Context, *, kept: Regions) -> Answer | None:
    """Read in one zone; where it is another day there than here, read from both.

    `tomorrow 3pm Tokyo` is tomorrow there; unless that is tomorrow here too, it is asked. Of a
    booking that is moved, whose zone nobody said, tomorrow is the person's.
    """
    there, here = asked.today(place.zone), asked.today(asked.zone)
    if there == here or (asked.was is not None and not said.zones):
        return _read(Resolver(said, place, asked, here, kept=kept))
    by_theirs, by_ours = (
        _read(Resolver(said, place, asked, day, kept=kept)) for day in (there, here)
    )
    if by_theirs == by_ours or _falls_on_day_of(by_theirs, by_ours, zone=asked.zone):
        return by_theirs
    return asking("It is already another day there. Which day is meant?", (by_theirs, by_ours))


def _falls_on_day_of(one: Answer | None, other: Answer | None, *, zone: str) -> bool:
    """Whether clocks in `zone` show the one moment on the day that the other names."""
    if not (isinstance(one, Reading) and isinstance(other, Reading)) or one.date_only:
        return False
    seen = Moment.at(one.moment.instant, zone)
    return seen.local.date() == other.moment.local.date()


def _read(it: Resolver) -> Answer | None:
    day = it.said.part(Calendar)
    if day is not None and day.joint:
        return _on_day_or_from(it, day)
    if it.asked.was is not None:
        return moved_to(it, it.asked.was)
    elapsed = it.said.part(Elapsed)
    if elapsed is not None:
        return after_stretch(it, elapsed)
    length = it.said.part(Length)
    if length is not None:
        it = replace(it, duration=length.lasting)
    if _is_mere_number(it.said):
        return None
    readings = days(it.said, today=it.anchor, day_first=it.asked.day_first, kept=it.kept)
    readings = of_that_weekday(readings, it.said.part(Weekday))
    if len(readings) == 1:
        return _on_day_ahead(it, readings[0])
    if readings:
        return asking(_which_day(it), (on_day(it, reading) for reading in readings))
    return _without_day(it)


def _on_day_or_from(it: Resolver, day: Calendar) -> Answer | None:
    """`friday 4 - 10am`: the 4th if that is a Friday, or from 4 to 10; `vendredi 4 à 10h` is the 4th."""
    weekday, clock = it.said.part(Weekday), it.said.part(Clock)
    if weekday is None or clock is None:
        return None
    parts = {**it.said.parts, "day": replace(day, joint="")}
    dated = replace(it, said=replace(it.said, parts=parts))
    readings = days(dated.said, today=it.anchor, day_first=it.asked.day_first, kept=it.kept)
    first = readings[0].candidates[:1]
    is_date = bool(first) and first[0].weekday() == weekday.day
    if (is_date and day.joint in _AT) or it.said.end is not None:
        return _read(dated)
    start = Clock(day.day, bare=True, exact=day.day > _LAST_HOUR)
    parts = {slot: part for slot, part in parts.items() if slot != "day"}
    ranging = replace(it.said, parts=parts | {"clock": start, "end": clock})
    from_to = _read(replace(it, said=ranging)) if day.day < _HOURS else None
    if clock.bare and day.joint != "-" and _is_in_business_hours(from_to):
        return from_to
    if is_date or day.joint in _AT or from_to is None:
        return asking("A date, or where a range begins?", (_read(dated), from_to))
    return from_to


def _is_in_business_hours(answer: Answer | None) -> bool:
    """Whether a range is of a working day, as in `Tues 9 to 5`."""
    if not isinstance(answer, Reading) or answer.duration is None:
        return False
    start = answer.moment.local
    end = start + answer.duration
    return start.hour >= _BEGINS and end.date() == start.date() and end.hour < _ENDS


def _on_day_ahead(it: Resolver, reading: Days) -> Answer | None:
    """The one day; in a line `Nov 1` on November 25 may be next year's, or another month's."""
    soon = just_passed(it.said, reading, today=it.anchor)
    if soon is None:
        return on_day(it, reading)
    answers = (on_day(it, reading), on_day(it, soon))
    return asking("This year’s day is past. Which day is meant?", answers)


def _is_mere_number(said: PartialParse) -> bool:
    """Whether the day is a number that nothing beside it makes a day: a small one needs more."""
    day, beside = said.part(Calendar), {"weekday", "clock"} & said.parts.keys()
    return day is not None and day.bare and len(beside) < (1 if day.day > _LAST_HOUR else 2)


def _without_day(it: Resolver) -> Answer | None:
    length, period = it.said.part(Length), it.said.part(Period)
    if length is not None and not _TIMES - {"length"} & it.said.parts.keys():
        return from_now_or_how_long(it, length)
    same = it.said.part(SameTime)
    if same is not None and period is not None and period.month is None:
        return at_same_time(it, (moved(it.anchor, _ahead(period)),))
    if period is not None:
        return _day_of(period)
    return on_day(it, _nearest(it))


def _which_day(it: Resolver) -> str:
    if isinstance(it.said.parts.get("day"), Calendar):
        return "Is the day or the month first?"
    return "Which day is meant?"


def _day_of(period: Period) -> Answer:
    return Refusal(f"Which day of that {period.unit}? Type the day too, such as “Tuesday 2pm”.")


def _ahead(period: Period) -> Amount:
    """How far ahead `next week`, `next month` is, counted from a day in this one."""
    each = {"week": Amount(days=7), "month": Amount(months=1), "year": Amount(months=12)}
    return sum((each[period.unit] for _ in range(period.ahead)), Amount())


def _nearest(it: Resolver) -> Days:
    """The days a clock alone can mean: today, or else tomorrow."""
    daytime = it.said.part(DayTime)
    if daytime is not None and daytime.today:
        return Days((it.anchor,))
    return Days((it.anchor, it.anchor + _DAY))
