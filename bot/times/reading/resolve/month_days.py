"""Days of a month: dates of the calendar, and the first Monday or third working day of one."""

from calendar import monthrange
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from bot.times.reading.partial_parse import PartialParse
from bot.times.reading.parts import Calendar, Nth, Period
from bot.times.reading.resolve.date_arithmetic import month_ahead
from bot.times.workdays import Regions, is_workday
from bot.times.writing import MONTHS

_YEARS_TRIED = 9
_MONTHS_TRIED = 13
_SURELY_IN_ONE_MONTH = 4
_SETTLE_THE_YEAR = frozenset({"weekday", "period", "year", "shift", "week of", "beside"})
_A_YEAR, _JUST_PASSED = timedelta(days=365), timedelta(days=60)


@dataclass(frozen=True, slots=True)
class DaySense:
    """One sense of the day that was said: its dates in order; `why` says what is wrong if there is none.

    With `not_before` the first of them that is ahead is meant, unless it is before that day.
    """

    dates: tuple[date, ...] = ()
    why: str = ""
    not_before: date | None = None


def calendar_days(
    day: Calendar, period: Period | None, *, today: date, day_first: bool | None
) -> tuple[DaySense, ...]:
    """Every way of reading a date: `7/6` has two where `day_first` is not known."""
    is_in_year = period is not None and period.unit == "year"
    if day.month is not None and period is not None and not is_in_year:
        return (DaySense(why="That has two dates. Enter one."),)
    if period and is_in_year and day.year not in (None, today.year + period.ahead):
        return (DaySense(why="That has two years. Enter one."),)
    orders: list[tuple[int | None, int]] = [(day.month, day.day)]
    if day.in_numbers and day.month is not None:
        orders = [*_orders(day.month, day.day, day_first=day_first)]
    return tuple(
        _dated(month, number, day.year, period, today=today)
        for month, number in dict.fromkeys(orders)
    )


def next_after_just_passed(parse: PartialParse, sense: DaySense, *, today: date) -> DaySense | None:
    """The next such day of a month, where a date without a year passed within 60 days; else None."""
    day = parse.part(Calendar)
    is_open = day is not None and day.month is not None and day.year is None
    if not is_open or not sense.dates or _SETTLE_THE_YEAR & parse.parts.keys():
        return None
    first = sense.dates[0]
    if not _A_YEAR - _JUST_PASSED <= first - today < _A_YEAR:
        return None
    return _dated(None, first.day, None, None, today=today)


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
) -> DaySense:
    if month is not None and not 1 <= month <= 12:
        return DaySense(why=f"There's no month {month}. Enter the date as in “March 5”.")
    months = list(_months(month, year, period, today=today))
    found = tuple(date(y, m, day) for y, m in months if 1 <= day <= monthrange(y, m)[1])
    if not found or (year is not None and len(found) < len(months)):
        return DaySense(
            why=f"{_month_name(month, year)} doesn't have a day {day}. Enter another date."
        )
    if len(found) < len(months) and _is_of_one_month(period, month):
        return DaySense(why=f"That month doesn't have a day {day}. Enter another date.")
    return DaySense(tuple(at for at in found if year or period or at >= today)[:_YEARS_TRIED])


def _month_name(month: int | None, year: int | None) -> str:
    """How a refusal names a month: `February 2027`, `The month`."""
    name = MONTHS[month] if month else "The month"
    return f"{name} {year}" if year else name


def _is_of_one_month(period: Period | None, month: int | None) -> bool:
    """Whether a day is said to be of one month that only the period names: `the 31st of next month`."""
    return period is not None and period.unit == "month" and month is None


def _months(
    month: int | None, year: int | None, period: Period | None, *, today: date
) -> Iterator[tuple[int, int]]:
    """The months to look for a day in, nearest first."""
    if period is not None and period.unit == "year" and month is not None:
        yield today.year + period.ahead, month
    elif period is not None and _is_of_one_month(period, month):
        yield from _period_months(period, today=today)
    elif month is not None:
        years = [year] if year else range(today.year, today.year + _YEARS_TRIED)
        yield from ((at, month) for at in years)
    else:
        yield from (month_ahead(today, ahead) for ahead in range(_MONTHS_TRIED))


def _period_months(period: Period, *, today: date) -> Iterator[tuple[int, int]]:
    if period.month is None:
        yield month_ahead(today, period.ahead)
    elif period.year is not None:
        yield period.year, period.month
    else:
        ahead = (period.month - today.month) % 12
        yield month_ahead(today, ahead)
        yield month_ahead(today, ahead + 12)


def nth_days(
    nth: Nth, period: Period | None, *, today: date, regions: Regions
) -> tuple[DaySense, ...]:
    """Every way of reading `second Friday`: this month's, or where that is over, asked."""
    sense = _nth(nth, period, today=today, regions=regions)
    if nth.of_next and sense.dates and sense.dates[0].year == today.year:
        return tuple(DaySense((day,)) for day in sense.dates[:2])
    is_placed = bool(nth.month or period or nth.ahead is not None)
    if is_placed or not sense.dates or sense.dates[0].month == today.month:
        return (sense,)
    return tuple(DaySense((day,)) for day in sense.dates[:2])


def _nth(nth: Nth, period: Period | None, *, today: date, regions: Regions) -> DaySense:
    if nth.of_year or (nth.year and nth.month is None):
        return _nth_of_year(nth, period, today=today, regions=regions)
    if nth.ahead is not None:
        period = Period("month", ahead=nth.ahead)
    if period is not None and period.unit != "month":
        return DaySense(why="Which month? Add it, as in “first Monday of March”.")
    is_open = nth.year is None and (period is None or period.month is not None)
    months = _months(nth.month, nth.year, period, today=today)
    return _nth_in(months, nth, today=today, regions=regions, is_open=is_open)


def _nth_in(
    months: Iterable[tuple[int, int]], nth: Nth, *, today: date, regions: Regions, is_open: bool
) -> DaySense:
    """That day of each month; where any year's may be meant (`is_open`), none that is past."""
    found: list[date] = []
    for year, month in months:
        day = _counted(nth, year, month, regions=regions)
        if day is not None and (day >= today or not is_open):
            found.append(day)
        is_over = is_open and (year, month) < (today.year, today.month)
        if day is None and not found and not is_over:
            return DaySense(why="That month has no such day. Enter the date.")
    return DaySense(tuple(found))


def _nth_of_year(nth: Nth, period: Period | None, *, today: date, regions: Regions) -> DaySense:
    """`first Monday of next year`, `last day of 2027`."""
    if period is not None or abs(nth.count) > _SURELY_IN_ONE_MONTH:
        return DaySense(why="Which month? Add it, as in “first Monday of March”.")
    year = nth.year or today.year + (nth.ahead or 0)
    day = _counted(nth, year, 1 if nth.count > 0 else 12, regions=regions)
    return DaySense((day,) if day else ())


def _counted(nth: Nth, year: int, month: int, *, regions: Regions) -> date | None:
    """The nth Monday, day or working day of a month, from its end where the count is negative."""
    every = [date(year, month, day + 1) for day in range(monthrange(year, month)[1])]
    counted = {
        "weekday": [day for day in every if day.weekday() == nth.weekday],
        "workday": [day for day in every if is_workday(day, regions=regions)],
        "day": every,
    }[nth.what]
    place = nth.count - 1 if nth.count > 0 else nth.count
    return counted[place] if -len(counted) <= place < len(counted) else None
