"""Which days a phrase can mean for a booking that is moved: counted from its day, or from today."""

from collections.abc import Iterator
from datetime import date, timedelta

from bot.times.moment import Moment
from bot.times.reading.answers import Refusal
from bot.times.reading.partial_parse import PartialParse
from bot.times.reading.parts import (
    Amount,
    Calendar,
    DayTime,
    FromToday,
    Holiday,
    Nth,
    Period,
    SameDay,
    Shift,
    Weekday,
    Which,
)
from bot.times.reading.resolve.date_arithmetic import month_ahead, moved, shifted
from bot.times.reading.resolve.days import days
from bot.times.reading.resolve.month_days import Days, next_after_just_passed
from bot.times.reading.resolve.on_day import on_day
from bot.times.reading.resolve.resolver import Resolver
from bot.times.workdays import Regions

_DAY, _WEEK = timedelta(days=1), timedelta(days=7)
_MONTH = timedelta(days=31)
_SETTLE_THE_DATE = frozenset({"weekday", "period", "shift", "week of", "year", "beside"})


def moved_days(resolver: Resolver, was: Moment) -> Iterator[Days]:
    """Every way of reading the day, that of the booking's own week first."""
    parse, there = resolver.parse, resolver.local(was).date()
    from_today = resolver.days()
    is_alone = not _SETTLE_THE_DATE & parse.parts.keys()
    match parse.parts.get("day"):
        case None | SameDay() if "week of" not in parse.parts:
            yield from _without_date(resolver, was, there, from_today)
        case FromToday(either=True) | Nth():
            yield from resolver.days(anchor=there)
            yield from from_today
        case FromToday(from_booking=True):
            yield from resolver.days(anchor=there)
        case FromToday(ahead=ahead) if _is_in_weeks(ahead) and from_today[0].candidates == (there,):
            # "In 2 weeks" it is there already.
            yield from resolver.days(anchor=there)
            yield from from_today
        case Calendar(year=None, month=None) as day if is_alone:
            yield from _of_month(day, from_today, there)
        case Calendar(year=None) | Holiday(year=None) if is_alone:
            yield from _near_it(parse, from_today, there, today=resolver.anchor)
        case _:
            yield from from_today


def _is_in_weeks(ahead: Amount) -> bool:
    return ahead.days > 0 and not ahead.days % 7


def _without_date(
    resolver: Resolver, was: Moment, there: date, from_today: tuple[Days, ...]
) -> Iterator[Days]:
    parse, today = resolver.parse, resolver.anchor
    match parse.part(Weekday), parse.part(Period):
        case None, None:
            yield from _on_its_own_day(resolver, was, there)
        case None, Period(unit="month", month=None) as month if parse.part(SameDay):
            yield from _on_same_day_of(month, there, today, regions=resolver.regions)
        case None, Period() as period:
            yield from _in_period(period, there, today)
        case Weekday(), Period(unit="week") as week:
            for anchor in _anchors(week, there, today):
                yield from resolver.days(anchor=anchor)
        case Weekday() as weekday, None if "shift" not in parse.parts:
            yield from _on_weekday(resolver, weekday, from_today, there)
        case Weekday(), None:
            yield from resolver.days(anchor=there)
            yield from from_today
        case _:
            yield from from_today


def _on_its_own_day(resolver: Resolver, was: Moment, there: date) -> Iterator[Days]:
    """A clock, a zone or a part of the day alone; `the Monday before`; `tonight` is today's."""
    shift, daytime = resolver.parse.part(Shift), resolver.parse.part(DayTime)
    if shift is not None and shift.weekday is not None:
        yield Days((shifted(there, shift, regions=resolver.regions),))
    elif daytime is not None and daytime.today:
        yield Days((resolver.anchor,))
    else:
        yield from (Days((day,)) for day in dict.fromkeys((there, was.local.date())))


def _anchors(week: Period, there: date, today: date) -> tuple[date, ...]:
    """What a week is counted from: `that week` from the booking's, `next week` from both."""
    if week.from_booking:
        return (there,)
    return (there, today) if week.ahead else (today,)


def _in_period(period: Period, there: date, today: date) -> Iterator[Days]:
    """`next week`: the booking's weekday in it; which day of a month is not said."""
    if period.unit != "week" or (period.from_booking and not period.ahead):
        yield Days(why=f"Which day of that {period.unit}? Add it, such as “Tuesday 2pm”.")
        return
    for anchor in _anchors(period, there, today):
        monday = anchor - anchor.weekday() * _DAY
        yield Days((monday + there.weekday() * _DAY + period.ahead * _WEEK,))


def _on_same_day_of(month: Period, there: date, today: date, *, regions: Regions) -> Iterator[Days]:
    """`the same day next month`: that date of it, or the weekday that is as often in it."""
    for first in (there, today) if month.ahead else (today,):
        ahead = (first.year - there.year) * 12 + first.month - there.month + month.ahead
        yield Days((moved(there, Amount(months=ahead)),))
    weekday = Nth((there.day + 6) // 7, "weekday", there.weekday(), ahead=month.ahead)
    parse = PartialParse({"day": weekday})
    yield from days(parse, today=there, day_first=False, regions=regions)


def _on_weekday(
    resolver: Resolver, weekday: Weekday, from_today: tuple[Days, ...], there: date
) -> Iterator[Days]:
    """A weekday: in the booking's week, behind the booking, the first from today.

    That one is none where it is more than a week before the booking.
    """
    own = there + (weekday.day - there.weekday()) * _DAY
    behind = own if own > there else own + _WEEK
    match weekday.which:
        case Which.THAT:
            yield Days((own,))
        case Which.FOLLOWING:
            yield Days((behind,))
        case Which.NEXT:
            yield Days((own + _WEEK,))
            yield Days((behind,))
            yield from from_today
        case Which.NEAREST if not weekday.said_which and weekday.weeks:
            yield Days((own + weekday.weeks * _WEEK,))
            yield from from_today
        case Which.NEAREST if not weekday.said_which:
            yield Days((own,))
            yield Days((behind,))
            yield from _in_the_week_before(resolver, there, from_today)
        case _:
            yield from from_today


def _in_the_week_before(
    resolver: Resolver, there: date, from_today: tuple[Days, ...]
) -> Iterator[Days]:
    """The first of the days that is not past, if it is at most a week before the booking."""
    for way in from_today:
        alone = (Days((day,)) for day in way.candidates)
        ahead = (day for day in alone if not isinstance(on_day(resolver, day), Refusal))
        first = next(ahead, None)
        if first is not None and there - first.candidates[0] <= _WEEK:
            yield first


def _of_month(day: Calendar, from_today: tuple[Days, ...], there: date) -> Iterator[Days]:
    """`the 10th`: of the booking's month, the nearest to the booking, the first from today.

    That one is none where it is more than a month before the booking.
    """
    months = (month_ahead(there, ahead) for ahead in (0, -1, 1))
    such = [on for month in months if (on := _day_in(*month, day.day)) is not None]
    nearest = sorted(such, key=lambda on: abs(on - there))[:1]
    own = [on for on in such if on.month == there.month]
    yield from (Days((on,)) for on in dict.fromkeys((*own, *nearest)))
    yield from (
        way for way in from_today if not way.candidates or there - way.candidates[0] <= _MONTH
    )


def _day_in(year: int, month: int, day: int) -> date | None:
    """The day of a month, if it has one."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _near_it(
    parse: PartialParse, from_today: tuple[Days, ...], there: date, *, today: date
) -> Iterator[Days]:
    """`Dec 4`, `Thanksgiving`: the nearest to the booking, the first from today; or a month is a slip."""
    for way in from_today:
        nearest = sorted(way.candidates, key=lambda on: abs(on - there))[:1]
        yield from (Days((on,)) for on in nearest if on != way.candidates[0])
        yield way
        later = next_after_just_passed(parse, way, today=today)
        if later is not None:
            yield later
