"""Which days a phrase names: for each sense of it, the dates in the order they come."""

from dataclasses import replace
from datetime import date, timedelta

from bot.times.reading.answers import Refusal
from bot.times.reading.holidays import coming, day_of
from bot.times.reading.partial_parse import PartialParse
from bot.times.reading.parts import (
    Calendar,
    FromToday,
    Holiday,
    Nth,
    Period,
    Shift,
    Weekday,
    WeekOf,
    Which,
    Year,
)
from bot.times.reading.resolve.date_arithmetic import moved, shifted
from bot.times.reading.resolve.month_days import DaySense, calendar_days, nth_days
from bot.times.reading.resolve.phrase import DatedPhrase, Phrase
from bot.times.reading.resolve.senses import Sense, Senses, Settled
from bot.times.workdays import Regions

_WEEK = timedelta(days=7)


def dated(phrase: Phrase, sense: DaySense) -> Senses[DatedPhrase]:
    """A phrase in one sense of its day; a refusal, or nothing, where there is no such day."""
    if sense.dates:
        return Sense(DatedPhrase(phrase, sense.dates))
    return Settled(Refusal(sense.why) if sense.why else None)


def named_days(phrase: Phrase, *, today: date) -> tuple[DaySense, ...]:
    """Every sense of the day that was said, counted from `today`; empty if no day was."""
    parse, regions = phrase.parse, phrase.regions
    senses = _unshifted(parse, today=today, day_first=phrase.context.day_first, regions=regions)
    week_of = parse.part(WeekOf)
    if week_of is not None:
        return tuple(_in_week_of(sense, week_of, parse) for sense in senses) or (DaySense(),)
    shift = parse.part(Shift)
    if shift is None or shift.by.has_clock:
        return senses
    if not senses:
        return (DaySense(),)
    return tuple(
        DaySense(tuple(shifted(day, shift, regions=regions) for day in sense.dates), sense.why)
        for sense in senses
    )


def of_that_weekday(senses: tuple[DaySense, ...], weekday: Weekday | None) -> tuple[DaySense, ...]:
    """`Thu 3/4`: of two orders of day and month, the one that falls on the weekday."""
    if weekday is None or len(senses) == 1:
        return senses
    fitting = [one for one in senses if any(day.weekday() == weekday.day for day in one.dates[:1])]
    return tuple(fitting) if len(fitting) == 1 else senses


def _in_week_of(sense: DaySense, week_of: WeekOf, parse: PartialParse) -> DaySense:
    """`the week of Feb 8, Tuesday`."""
    apart = parse.part(Weekday)
    weekday = apart.day if apart else week_of.weekday
    if weekday is None:
        return DaySense(why="Which day of that week? Add it, as in “Tuesday the week of March 8”.")
    return DaySense(
        tuple(day + timedelta(days=weekday - day.weekday()) for day in sense.dates),
        sense.why,
    )


def _unshifted(
    parse: PartialParse, *, today: date, day_first: bool | None, regions: Regions
) -> tuple[DaySense, ...]:
    day, weekday, period = parse.parts.get("day"), parse.part(Weekday), parse.part(Period)
    year = parse.part(Year)
    if year is not None:
        if not isinstance(day, Calendar | Nth | Holiday) or day.year is not None:
            return (DaySense(),)
        day = replace(day, year=year.year)
    match day:
        case Calendar():
            dated = calendar_days(day, period, today=today, day_first=day_first)
            return _on_day_beside(dated, parse.beside, today=today, regions=regions)
        case FromToday() if period is not None:
            return (DaySense(why="That has two dates. Enter one."),)
        case FromToday():
            return (DaySense((moved(today, day.ahead, regions=regions),)),)
        case Nth():
            return nth_days(day, period, today=today, regions=regions)
        case Holiday():
            return (_holiday(day, period, today=today, regions=regions),)
    if weekday is not None:
        return on_weekday(weekday, period, today=today)
    return ()


def _on_day_beside(
    dated: tuple[DaySense, ...], beside: FromToday | None, *, today: date, regions: Regions
) -> tuple[DaySense, ...]:
    """`tomorrow, Jan 28`: only what is that day by both."""
    if beside is None:
        return dated
    day = moved(today, beside.ahead, regions=regions)
    return (DaySense((day,) if any(day in sense.dates for sense in dated) else ()),)


def on_weekday(
    weekday: Weekday, period: Period | None = None, *, today: date
) -> tuple[DaySense, ...]:
    """Every sense of a weekday that was said without a date."""
    own = today + timedelta(days=weekday.day - today.weekday())
    if period is not None:
        if period.unit != "week":
            return (DaySense(why="Which one? Enter the date, such as “March 5”."),)
        return (DaySense((own + period.ahead * _WEEK,)),)
    coming_one = today + timedelta(days=(weekday.day - today.weekday()) % 7)
    following = own + _WEEK
    match weekday.which:
        case Which.NEXT:
            return (DaySense((following + weekday.weeks * _WEEK,)),)
        case Which.EITHER:
            ahead = coming_one if coming_one > today else coming_one + _WEEK
            return _each({ahead, following})
        case Which.LAST:
            return (DaySense((coming_one - _WEEK,)),)
        case Which.AFTER_NEXT:
            return _each({coming_one + _WEEK, following + _WEEK})
    return _weeks_from(coming_one, weekday.weeks, today=today)


def _weeks_from(day: date, weeks: int, *, today: date) -> tuple[DaySense, ...]:
    """The next such weekday, or that of the week after; so many weeks on, just the one."""
    if not weeks:
        return (DaySense((day, day + _WEEK)),)
    if day == today:
        return _each({day + weeks * _WEEK, day + (weeks + 1) * _WEEK})
    return (DaySense((day + weeks * _WEEK,)),)


def _each(found: set[date]) -> tuple[DaySense, ...]:
    """Each day as a sense of its own, the earliest first."""
    return tuple(DaySense((day,)) for day in sorted(found))


def _holiday(holiday: Holiday, period: Period | None, *, today: date, regions: Regions) -> DaySense:
    if period is not None and period.unit != "year":
        return DaySense(why="Enter the date of that day.")
    year = holiday.year if period is None else today.year + period.ahead
    if year is None:
        return DaySense(tuple(coming(holiday, today=today, regions=regions)))
    day = day_of(holiday, year=year, regions=regions)
    # The day off for New Year's may be in the old year.
    if holiday.observed or day.year == year:
        return DaySense((day,))
    return DaySense(why=f"{year} has no such day. Enter another one.")
