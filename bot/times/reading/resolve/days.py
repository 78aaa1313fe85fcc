"""Which days a phrase can mean: for each way of reading it, the candidates in the order they come."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from bot.times.reading.holidays import coming, day_of
from bot.times.reading.partial_parse import PartialParse
from bot.times.reading.parts import (
    Amount,
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
from bot.times.workdays import NOWHERE, Regions, after_workdays, is_workday
from bot.times.writing import MONTHS

_YEARS_TRIED = 9
_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Days:
    """One way of reading the day: candidates in order; `why` says what is wrong if there is none."""

    candidates: tuple[date, ...] = ()
    why: str = ""


def days(
    said: PartialParse, *, today: date, day_first: bool | None, kept: Regions = NOWHERE
) -> tuple[Days, ...]:
    """Every way of reading the day that was said, where these holidays are kept; empty if no day was."""
    readings = _unshifted(said, today=today, day_first=day_first, kept=kept)
    week_of = said.part(WeekOf)
    if week_of is not None:
        return tuple(_in_week_of(reading, week_of, said) for reading in readings) or (Days(),)
    shift = said.part(Shift)
    if shift is None or shift.by.has_clock:
        return readings
    if not readings:
        return (Days(),)
    return tuple(
        Days(tuple(shifted(day, shift, kept=kept) for day in reading.candidates), reading.why)
        for reading in readings
    )


def just_passed(said: PartialParse, reading: Days, *, today: date) -> Days | None:
    """The next such day of a month, where a date without a year passed within 60 days; else None."""
    day = said.part(Calendar)
    is_open = day is not None and day.month is not None and day.year is None
    if not is_open or not reading.candidates or _SETTLING & said.parts.keys():
        return None
    coming = reading.candidates[0]
    if not timedelta(_YEAR - _JUST) <= coming - today < timedelta(_YEAR):
        return None
    return _dated(None, coming.day, None, None, today=today)


_SETTLING = frozenset({"weekday", "period", "year", "shift", "week of", "beside"})
_YEAR, _JUST = 365, 60


def of_that_weekday(readings: tuple[Days, ...], weekday: Weekday | None) -> tuple[Days, ...]:
    """`Thu 3/4`: of two orders of day and month, the one that falls on the weekday."""
    if weekday is None or len(readings) == 1:
        return readings
    fitting = [
        one for one in readings if any(day.weekday() == weekday.day for day in one.candidates[:1])
    ]
    return tuple(fitting) if len(fitting) == 1 else readings


def _in_week_of(reading: Days, week_of: WeekOf, said: PartialParse) -> Days:
    """`the week of Feb 8, Tuesday`."""
    apart = said.part(Weekday)
    weekday = apart.day if apart else week_of.weekday
    if weekday is None:
        return Days(why="Which day of that week? Type it too, as in “Tuesday the week of March 8”.")
    return Days(
        tuple(day + timedelta(days=weekday - day.weekday()) for day in reading.candidates),
        reading.why,
    )


def _unshifted(
    said: PartialParse, *, today: date, day_first: bool | None, kept: Regions
) -> tuple[Days, ...]:
    day, weekday, period = said.parts.get("day"), said.part(Weekday), said.part(Period)
    year = said.part(Year)
    if year is not None:
        if not isinstance(day, Calendar | Nth | Holiday) or day.year is not None:
            return (Days(),)
        day = replace(day, year=year.year)
    match day:
        case Calendar():
            dated = _calendar(day, period, today=today, day_first=day_first)
            return _as_seen_from(today, said.beside, dated, kept=kept)
        case FromToday() if period is not None:
            return (Days(why="That names two dates. Type one."),)
        case FromToday():
            return (Days((moved(today, day.ahead, kept=kept),)),)
        case Nth():
            return _nth_unplaced(
                _nth(day, period, today=today, kept=kept), day, period, today=today
            )
        case Holiday():
            return (_holiday(day, period, today=today, kept=kept),)
    if weekday is not None:
        return on_weekday(weekday, period, today=today)
    return ()


def _as_seen_from(
    today: date, beside: FromToday | None, dated: tuple[Days, ...], *, kept: Regions
) -> tuple[Days, ...]:
    """`tomorrow, Jan 28`: only what is that day by both."""
    if beside is None:
        return dated
    day = moved(today, beside.ahead, kept=kept)
    return (Days((day,) if any(day in reading.candidates for reading in dated) else ()),)


def shifted(day: date, shift: Shift, *, kept: Regions) -> date:
    """The day a stretch away from another, or the weekday next before or after it."""
    if shift.weekday is None:
        return moved(day, shift.by, kept=kept)
    step = timedelta(days=shift.by.days)
    day += step
    while day.weekday() != shift.weekday:
        day += step
    return day + (shift.times - 1) * 7 * step


def moved(day: date, by: Amount, *, kept: Regions = NOWHERE) -> date:
    """The day a stretch of calendar away; the 31st becomes a shorter month's last day."""
    month = day.year * 12 + day.month - 1 + by.months
    year, month = divmod(month, 12)
    length = _length_of_month(year, month + 1)
    day = date(year, month + 1, min(day.day, length)) + timedelta(days=by.days)
    return after_workdays(day, by.workdays, kept=kept)


def _length_of_month(year: int, month: int) -> int:
    following = date(year + month // 12, month % 12 + 1, 1)
    return (following - timedelta(days=1)).day


def on_weekday(weekday: Weekday, period: Period | None = None, *, today: date) -> tuple[Days, ...]:
    """Every way of reading a weekday that was said without a date."""
    monday = today - timedelta(days=today.weekday())
    if period is not None:
        if period.unit != "week":
            return (Days(why="Which one? Type the date, such as “March 5”."),)
        return (Days((monday + timedelta(days=weekday.day) + period.ahead * _WEEK,)),)
    coming = today + timedelta(days=(weekday.day - today.weekday()) % 7)
    following = monday + timedelta(days=weekday.day) + _WEEK
    match weekday.which:
        case Which.NEXT:
            return (Days((following + weekday.weeks * _WEEK,)),)
        case Which.EITHER:
            ahead = coming if coming > today else coming + _WEEK
            return tuple(Days((day,)) for day in sorted({ahead, following}))
        case Which.LAST:
            return (Days((coming - _WEEK,)),)
        case Which.AFTER_NEXT:
            return tuple(Days((day,)) for day in sorted({coming + _WEEK, following + _WEEK}))
    if weekday.weeks and coming == today:
        return tuple(Days((today + weeks * _WEEK,)) for weeks in (weekday.weeks, weekday.weeks + 1))
    coming += weekday.weeks * _WEEK
    return (Days((coming, coming + _WEEK)),) if not weekday.weeks else (Days((coming,)),)


def _calendar(
    said: Calendar, period: Period | None, *, today: date, day_first: bool | None
) -> tuple[Days, ...]:
    if said.month is not None and period is not None and period.unit != "year":
        return (Days(why="That names two dates. Type one."),)
    if period and period.unit == "year" and said.year not in (None, today.year + period.ahead):
        return (Days(why="That names two years. Type one."),)
    orders: list[tuple[int | None, int]] = [(said.month, said.day)]
    if said.in_numbers and said.month is not None:
        orders = [*_orders(said.month, said.day, day_first=day_first)]
    return tuple(
        _dated(month, day, said.year, period, today=today) for month, day in dict.fromkeys(orders)
    )


def _orders(first: int, second: int, *, day_first: bool | None) -> list[tuple[int, int]]:
    """Month and day of `7/6`: as the locale has it if that is a date, the other way round if not."""
    month_first, the_other = (first, second), (second, first)
    preferred = {True: [the_other, month_first], False: [month_first, the_other]}
    possible = [order for order in preferred[bool(day_first)] if order[0] <= 12]
    if not possible:
        return [month_first]
    return possible if day_first is None else possible[:1]


def _dated(
    month: int | None, day: int, year: int | None, period: Period | None, *, today: date
) -> Days:
    if month is not None and not 1 <= month <= 12:
        return Days(why=f"There is no month {month}. Type the date as in “March 5”.")
    places = list(_months(month, year, period, today=today))
    found = tuple(date(y, m, day) for y, m in places if 1 <= day <= _length_of_month(y, m))
    if not found or (year is not None and len(found) < len(places)):
        name = MONTHS[places[0][1] - 1] if month else "The month"
        of_year = f" {year}" if year else ""
        return Days(why=f"{name}{of_year} has no day {day}. Type another date.")
    if period is not None and month is None and period.unit == "month" and len(found) < len(places):
        return Days(why=f"That month has no day {day}. Type another date.")
    return Days(tuple(at for at in found if year or period or at >= today)[:_YEARS_TRIED])


def _months(
    month: int | None, year: int | None, period: Period | None, *, today: date
) -> Iterator[tuple[int, int]]:
    """The months to look for a day in, nearest first."""
    if period is not None and period.unit == "year" and month is not None:
        yield today.year + period.ahead, month
    elif period is not None and period.unit == "month" and month is None:
        yield from _period_months(period, today=today)
    elif month is not None:
        years = [year] if year else range(today.year, today.year + _YEARS_TRIED)
        yield from ((at, month) for at in years)
    else:
        yield from (_month_ahead(today, ahead) for ahead in range(13))


def _period_months(period: Period, *, today: date) -> Iterator[tuple[int, int]]:
    if period.month is None:
        yield _month_ahead(today, period.ahead)
    elif period.year is not None:
        yield period.year, period.month
    else:
        ahead = (period.month - today.month) % 12
        yield _month_ahead(today, ahead)
        yield _month_ahead(today, ahead + 12)


def _month_ahead(today: date, ahead: int) -> tuple[int, int]:
    year, month = divmod(today.year * 12 + today.month - 1 + ahead, 12)
    return year, month + 1


def _nth(nth: Nth, period: Period | None, *, today: date, kept: Regions) -> Days:
    if nth.of_year or (nth.year and nth.month is None):
        return _nth_of_year(nth, period, today=today, kept=kept)
    if nth.ahead is not None:
        period = Period("month", ahead=nth.ahead)
    if period is not None and period.unit != "month":
        return Days(why="Which month? Type it too, as in “first Monday of March”.")
    is_open = nth.year is None and (period is None or period.month is not None)
    days: list[date] = []
    for at in _months(nth.month, nth.year, period, today=today):
        day = _counted(nth, *at, kept=kept)
        if day is None and not days and not (is_open and at < (today.year, today.month)):
            return Days(why="There is no such day in that month. Type the date.")
        if day is not None and (day >= today or not is_open):
            days.append(day)
    return Days(tuple(days))


def _nth_of_year(nth: Nth, period: Period | None, *, today: date, kept: Regions) -> Days:
    """`first Monday of next year`, `last day of 2027`."""
    if period is not None or abs(nth.count) > _SURELY_IN_ONE_MONTH:
        return Days(why="Which month? Type it too, as in “first Monday of March”.")
    year = nth.year or today.year + (nth.ahead or 0)
    day = _counted(nth, year, 1 if nth.count > 0 else 12, kept=kept)
    return Days((day,) if day else ())


_SURELY_IN_ONE_MONTH = 4


def _nth_unplaced(
    reading: Days, nth: Nth, period: Period | None, *, today: date
) -> tuple[Days, ...]:
    """`second Friday` alone: this month's, or where that is over, asked."""
    if nth.of_next and reading.candidates and reading.candidates[0].year == today.year:
        return tuple(Days((day,)) for day in reading.candidates[:2])
    is_placed = bool(nth.month or period or nth.ahead is not None)
    if is_placed or not reading.candidates or reading.candidates[0].month == today.month:
        return (reading,)
    return tuple(Days((day,)) for day in reading.candidates[:2])


def _counted(nth: Nth, year: int, month: int, *, kept: Regions) -> date | None:
    """The nth Monday, day or working day of a month, from its end where the count is negative."""
    every = [date(year, month, day + 1) for day in range(_length_of_month(year, month))]
    counted = {
        "weekday": [day for day in every if day.weekday() == nth.weekday],
        "workday": [day for day in every if is_workday(day, kept=kept)],
        "day": every,
    }[nth.what]
    place = nth.count - 1 if nth.count > 0 else nth.count
    return counted[place] if -len(counted) <= place < len(counted) else None


def _holiday(said: Holiday, period: Period | None, *, today: date, kept: Regions) -> Days:
    if period is not None and period.unit != "year":
        return Days(why="Type the date of that day.")
    year = said.year if period is None else today.year + period.ahead
    if year is None:
        return Days(tuple(coming(said, today=today, kept=kept)))
    day = day_of(said, year=year, kept=kept)
    # The day off for New Year's may be in the old year.
    return (
        Days((day,))
        if said.observed or day.year == year
        else Days(why=f"{year} has no such day. Type another.")
    )
