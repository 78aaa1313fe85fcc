"""Which days a phrase can mean: for each way of reading it, the candidates in the order they come."""

from dataclasses import replace
from datetime import date, timedelta
from typing import NamedTuple

from bot.times.reading.holidays import coming, day_of
from bot.times.reading.partial_parse import PartialParse
from bot.times.reading.parts import (
    Amount,
    Calendar,
    FromToday,
    Holiday,
    Nth,
    Period,
    SameTime,
    Shift,
    Weekday,
    WeekOf,
    Which,
    Year,
)
from bot.times.reading.resolve.date_arithmetic import moved, shifted
from bot.times.reading.resolve.month_days import (
    Days,
    calendar_days,
    next_after_just_passed,
    nth_days,
)
from bot.times.workdays import Regions

_DAY, _WEEK = timedelta(days=1), timedelta(days=7)
_UNITS = {"week": Amount(days=7), "month": Amount(months=1), "year": Amount(months=12)}


class DayReadings(NamedTuple):
    """Every way of reading the day, and the question where there are several."""

    days: tuple[Days, ...]
    question: str = ""


def days(
    parse: PartialParse, *, today: date, day_first: bool | None, regions: Regions
) -> tuple[Days, ...]:
    """Every way of reading the day that was said, counted from `today`; empty if no day was."""
    readings = _unshifted(parse, today=today, day_first=day_first, regions=regions)
    week_of = parse.part(WeekOf)
    if week_of is not None:
        return tuple(_in_week_of(reading, week_of, parse) for reading in readings) or (Days(),)
    shift = parse.part(Shift)
    if shift is None or shift.by.has_clock:
        return readings
    if not readings:
        return (Days(),)
    return tuple(
        Days(tuple(shifted(day, shift, regions=regions) for day in reading.candidates), reading.why)
        for reading in readings
    )


def ways_of_day(
    parse: PartialParse, *, today: date, day_first: bool | None, regions: Regions
) -> DayReadings:
    """The ways of reading the day that may be meant, with a weekday beside it; none if no day was said."""
    found = days(parse, today=today, day_first=day_first, regions=regions)
    found = of_that_weekday(found, parse.part(Weekday))
    if len(found) > 1:
        is_date = parse.part(Calendar) is not None
        return DayReadings(
            found, "Does the day or the month come first?" if is_date else "Which day do you mean?"
        )
    later = next_after_just_passed(parse, found[0], today=today) if found else None
    if later is not None:
        return DayReadings((*found, later), "That day has passed this year. Which day do you mean?")
    return DayReadings(found)


def undated(parse: PartialParse, *, today: date) -> Days:
    """The days that may be meant where none was said: today or tomorrow, or so far ahead as a period is."""
    period = parse.part(Period)
    if period is None:
        return Days((today,) if parse.is_today else (today, today + _DAY))
    if parse.part(SameTime) is not None and period.month is None:
        ahead = sum((_UNITS[period.unit] for _ in range(period.ahead)), Amount())
        return Days((moved(today, ahead),))
    return Days(why=f"Which day of that {period.unit}? Add it, such as “Tuesday 2pm”.")


def of_that_weekday(readings: tuple[Days, ...], weekday: Weekday | None) -> tuple[Days, ...]:
    """`Thu 3/4`: of two orders of day and month, the one that falls on the weekday."""
    if weekday is None or len(readings) == 1:
        return readings
    fitting = [
        one for one in readings if any(day.weekday() == weekday.day for day in one.candidates[:1])
    ]
    return tuple(fitting) if len(fitting) == 1 else readings


def _in_week_of(reading: Days, week_of: WeekOf, parse: PartialParse) -> Days:
    """`the week of Feb 8, Tuesday`."""
    apart = parse.part(Weekday)
    weekday = apart.day if apart else week_of.weekday
    if weekday is None:
        return Days(why="Which day of that week? Add it, as in “Tuesday the week of March 8”.")
    return Days(
        tuple(day + timedelta(days=weekday - day.weekday()) for day in reading.candidates),
        reading.why,
    )


def _unshifted(
    parse: PartialParse, *, today: date, day_first: bool | None, regions: Regions
) -> tuple[Days, ...]:
    day, weekday, period = parse.parts.get("day"), parse.part(Weekday), parse.part(Period)
    year = parse.part(Year)
    if year is not None:
        if not isinstance(day, Calendar | Nth | Holiday) or day.year is not None:
            return (Days(),)
        day = replace(day, year=year.year)
    match day:
        case Calendar():
            dated = calendar_days(day, period, today=today, day_first=day_first)
            return _on_day_beside(dated, parse.beside, today=today, regions=regions)
        case FromToday() if period is not None:
            return (Days(why="That has two dates. Enter one."),)
        case FromToday():
            return (Days((moved(today, day.ahead, regions=regions),)),)
        case Nth():
            return nth_days(day, period, today=today, regions=regions)
        case Holiday():
            return (_holiday(day, period, today=today, regions=regions),)
    if weekday is not None:
        return on_weekday(weekday, period, today=today)
    return ()


def _on_day_beside(
    dated: tuple[Days, ...], beside: FromToday | None, *, today: date, regions: Regions
) -> tuple[Days, ...]:
    """`tomorrow, Jan 28`: only what is that day by both."""
    if beside is None:
        return dated
    day = moved(today, beside.ahead, regions=regions)
    return (Days((day,) if any(day in reading.candidates for reading in dated) else ()),)


def on_weekday(weekday: Weekday, period: Period | None = None, *, today: date) -> tuple[Days, ...]:
    """Every way of reading a weekday that was said without a date."""
    own = today + timedelta(days=weekday.day - today.weekday())
    if period is not None:
        if period.unit != "week":
            return (Days(why="Which one? Enter the date, such as “March 5”."),)
        return (Days((own + period.ahead * _WEEK,)),)
    coming_one = today + timedelta(days=(weekday.day - today.weekday()) % 7)
    following = own + _WEEK
    match weekday.which:
        case Which.NEXT:
            return (Days((following + weekday.weeks * _WEEK,)),)
        case Which.EITHER:
            ahead = coming_one if coming_one > today else coming_one + _WEEK
            return _each({ahead, following})
        case Which.LAST:
            return (Days((coming_one - _WEEK,)),)
        case Which.AFTER_NEXT:
            return _each({coming_one + _WEEK, following + _WEEK})
    return _weeks_from(coming_one, weekday.weeks, today=today)


def _weeks_from(day: date, weeks: int, *, today: date) -> tuple[Days, ...]:
    """The next such weekday, or that of the week after; so many weeks on, just the one."""
    if not weeks:
        return (Days((day, day + _WEEK)),)
    if day == today:
        return _each({day + weeks * _WEEK, day + (weeks + 1) * _WEEK})
    return (Days((day + weeks * _WEEK,)),)


def _each(found: set[date]) -> tuple[Days, ...]:
    """Each day as a way of its own, the earliest first."""
    return tuple(Days((day,)) for day in sorted(found))


def _holiday(holiday: Holiday, period: Period | None, *, today: date, regions: Regions) -> Days:
    if period is not None and period.unit != "year":
        return Days(why="Enter the date of that day.")
    year = holiday.year if period is None else today.year + period.ahead
    if year is None:
        return Days(tuple(coming(holiday, today=today, regions=regions)))
    day = day_of(holiday, year=year, regions=regions)
    # The day off for New Year's may be in the old year.
    if holiday.observed or day.year == year:
        return Days((day,))
    return Days(why=f"{year} has no such day. Enter another one.")
