"""The day of a phrase, once its candidates are known: which of them, and at what time."""

from calendar import day_name
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from bot.times.moment import Moment
from bot.times.reading.answers import Answer, Reading, Refusal
from bot.times.reading.parts import Clock, DayTime, FromToday, SameTime, Shift, Weekday, Which
from bot.times.reading.resolve.at_clock import at_clock, at_daytime, at_same_time
from bot.times.reading.resolve.days import Days, on_weekday
from bot.times.reading.resolve.resolver import Resolver, asking

_WEEK, _A_YEAR = timedelta(days=7), timedelta(days=366)


def on_day(it: Resolver, reading: Days) -> Answer | None:
    """The phrase on one way of reading its day; None if they make no sense together."""
    if not reading.candidates:
        return Refusal(reading.why) if reading.why else None
    weekday = it.said.part(Weekday)
    if weekday is not None and "day" in it.said.parts:
        return _on_named_weekday(it, weekday, reading)
    return _at_some_time(it, reading.candidates)


def _on_named_weekday(it: Resolver, weekday: Weekday, reading: Days) -> Answer | None:
    """`Friday the 13th`: the day must be that weekday; if the nearest is not, it is asked.

    `in two weeks, Friday` is that week's; of `Friday in two weeks` two weeks may be counted from it.
    """
    day = it.said.parts.get("day")
    if isinstance(day, FromToday) and _is_in_weeks(day):
        monday = reading.candidates[0] - timedelta(days=reading.candidates[0].weekday())
        is_first = [*it.said.parts].index("weekday") < [*it.said.parts].index("day")
        counted = _alone(it, weekday) if is_first else []
        from_it = [at + timedelta(days=day.ahead.days) for at in counted]
        days = sorted({monday + timedelta(days=weekday.day), *from_it})
        return asking("Which day is meant?", [_at_some_time(it, (at,)) for at in days])
    first = reading.candidates[0]
    if weekday.weeks:
        return _weeks_from(it, weekday, first)
    if first.weekday() == weekday.day and not _is_too_far(it, weekday, first):
        return _at_some_time(it, (first,))
    fitting = [(day,) for day in reading.candidates if _may_be_as_well(day, weekday, first)][:1]
    meant = [(day,) for day in _alone(it, weekday)] if weekday.said_which else []
    near = [] if meant else [_nearest(it, weekday, first)]
    choices = [_at_some_time(it, days) for days in ((first,), *meant, *near, *fitting)]
    there = Moment(datetime.combine(first, time()), it.place.zone)
    article = "a" if first.weekday() != weekday.day else "the next"
    sentence = f"{there.day_written(it.asked.reader)} is not {article} {day_name[weekday.day]}."
    answer = asking(f"{sentence} Which day is meant?", choices)
    if not isinstance(answer, Reading):
        return answer
    such = answer.moment.day_written(it.asked.reader)
    return Refusal(f"{sentence} Type the day and the time again, such as “{such}”.")


def _weeks_from(it: Resolver, weekday: Weekday, day: date) -> Answer | None:
    """`a week from Friday, Feb 12`: whether that is the Friday, or a week from it, may be asked."""
    if day.weekday() != weekday.day:
        return None
    later = day + weekday.weeks * _WEEK
    if day in _alone(it, weekday):
        return _at_some_time(it, (day,))
    if day in _alone(it, replace(weekday, weeks=0)):
        return _at_some_time(it, (later,))
    return asking("Which day is meant?", [_at_some_time(it, (at,)) for at in (day, later)])


def _alone(it: Resolver, weekday: Weekday) -> list[date]:
    """What the weekday would mean if no date were said with it."""
    return [one.candidates[0] for one in on_weekday(weekday, today=it.anchor) if one.candidates]


def _nearest(it: Resolver, weekday: Weekday, day: date) -> tuple[date, date]:
    """The day of that weekday nearest to a date, and the one behind it where its time is past."""
    near = day + timedelta(days=(weekday.day - day.weekday() + 3) % 7 - 3)
    near = near if near >= it.anchor else near + _WEEK
    return near, near + _WEEK


def _may_be_as_well(day: date, weekday: Weekday, first: date) -> bool:
    """Whether a date said may be that of the year after, whose weekday fits."""
    return day.weekday() == weekday.day and day - first <= _A_YEAR


def _is_in_weeks(day: FromToday) -> bool:
    """Whether the day is any of that week: `in two weeks, Friday`."""
    return not day.to_the_day and day.ahead.days > 0 and not day.ahead.days % 7


def _is_too_far(it: Resolver, weekday: Weekday, day: date) -> bool:
    """Whether `this Friday, Feb 12` is not this week's; `next Friday` may be that of next week."""
    most = 2 * _WEEK if weekday.which in (Which.NEXT, Which.EITHER) else _WEEK
    return weekday.said_which and day - it.anchor > most


def _at_some_time(it: Resolver, candidates: tuple[date, ...]) -> Answer | None:
    clock, shift = it.said.parts.get("clock"), it.said.part(Shift)
    if shift is not None and shift.by.has_clock and clock is None:
        return None
    if isinstance(clock, SameTime):
        return at_same_time(it, candidates)
    if isinstance(clock, Clock):
        return at_clock(it, clock, candidates)
    if it.said.part(DayTime) is not None:
        return at_daytime(it, candidates)
    if "end" in it.said.parts:
        return None
    if it.asked.was is not None:
        return at_same_time(it, candidates)
    return _all_day(it, candidates)


def _all_day(it: Resolver, candidates: tuple[date, ...]) -> Answer | None:
    weekday = it.said.part(Weekday)
    is_bare = weekday is not None and "day" not in it.said.parts
    if is_bare and candidates[0] == it.anchor and len(candidates) > 1:
        return asking("Today, or in a week?", (it.day(day) for day in candidates))
    return it.day(candidates[0])
