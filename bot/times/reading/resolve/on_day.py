"""A phrase on one way of reading its day: which of the candidates, and at what time."""

from calendar import day_name
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from bot.times.moment import Moment
from bot.times.reading.answers import Answer, Reading, Refusal, ask
from bot.times.reading.parts import Clock, DayTime, FromToday, SameTime, Shift, Weekday, Which
from bot.times.reading.resolve.at_clock import at_clock, at_daytime, at_same_time
from bot.times.reading.resolve.days import on_weekday
from bot.times.reading.resolve.month_days import Days
from bot.times.reading.resolve.resolver import Resolver

_WEEK, _A_YEAR = timedelta(days=7), timedelta(days=366)
_WHICH_DAY = "Which day is meant?"


def on_day(resolver: Resolver, reading: Days) -> Answer | None:
    """The phrase on one way of reading its day; None if they make no sense together."""
    if not reading.candidates:
        return Refusal(reading.why) if reading.why else None
    weekday, day = resolver.parse.part(Weekday), resolver.parse.parts.get("day")
    if weekday is None or day is None:
        return at_some_time(resolver, reading.candidates)
    if isinstance(day, FromToday) and _is_in_weeks(day):
        return _in_that_week(resolver, weekday, day, reading.candidates[0])
    if weekday.weeks:
        return _weeks_from(resolver, weekday, reading.candidates[0])
    return _on_named_weekday(resolver, weekday, reading)


def _is_in_weeks(day: FromToday) -> bool:
    """Whether the day is any of that week: `in two weeks, Friday`."""
    return not day.to_the_day and day.ahead.days > 0 and not day.ahead.days % 7


def _in_that_week(
    resolver: Resolver, weekday: Weekday, day: FromToday, counted: date
) -> Answer | None:
    """`in two weeks, Friday` is that week's; of `Friday in two weeks` two weeks may be counted from it."""
    days = {counted + timedelta(days=weekday.day - counted.weekday())}
    slots = [*resolver.parse.parts]
    if slots.index("weekday") < slots.index("day"):
        alone = _on_weekday_alone(resolver, weekday)
        days |= {at + timedelta(days=day.ahead.days) for at in alone}
    return _on_one_of(resolver, sorted(days), _WHICH_DAY)


def _weeks_from(resolver: Resolver, weekday: Weekday, day: date) -> Answer | None:
    """`a week from Friday, Feb 12`: whether that is the Friday, or a week from it, may be asked."""
    if day.weekday() != weekday.day:
        return None
    later = day + weekday.weeks * _WEEK
    if day in _on_weekday_alone(resolver, weekday):
        return at_some_time(resolver, (day,))
    if day in _on_weekday_alone(resolver, replace(weekday, weeks=0)):
        return at_some_time(resolver, (later,))
    return _on_one_of(resolver, (day, later), _WHICH_DAY)


def _on_one_of(resolver: Resolver, days: Iterable[date], sentence: str) -> Answer | None:
    return ask(sentence, [at_some_time(resolver, (day,)) for day in days])


def _on_named_weekday(resolver: Resolver, weekday: Weekday, reading: Days) -> Answer | None:
    """`Friday the 13th`: the day must be that weekday; if the nearest is not, it is asked."""
    first = reading.candidates[0]
    is_that = first.weekday() == weekday.day
    if is_that and not _is_too_far(resolver, weekday, first):
        return at_some_time(resolver, (first,))
    fitting = [(day,) for day in reading.candidates if _may_be_as_well(day, weekday, first)]
    near = _meant_instead(resolver, weekday, first)
    choices = [at_some_time(resolver, days) for days in ((first,), *near, *fitting[:1])]
    there = Moment(datetime.combine(first, time()), resolver.zone.name)
    reader = resolver.context.reader
    article = "the next" if is_that else "a"
    sentence = f"{there.day_written(reader)} is not {article} {day_name[weekday.day]}."
    answer = ask(f"{sentence} {_WHICH_DAY}", choices)
    if not isinstance(answer, Reading):
        return answer
    such = answer.moment.day_written(reader)
    return Refusal(f"{sentence} Type the day and the time again, such as “{such}”.")


def _on_weekday_alone(resolver: Resolver, weekday: Weekday) -> list[date]:
    """What the weekday would mean if no date were said with it."""
    found = on_weekday(weekday, today=resolver.anchor)
    return [one.candidates[0] for one in found if one.candidates]


def _meant_instead(resolver: Resolver, weekday: Weekday, day: date) -> list[tuple[date, ...]]:
    """What `next Friday` means alone; or the Friday nearest to a date, or the one behind if it is past."""
    if weekday.said_which and (alone := _on_weekday_alone(resolver, weekday)):
        return [(at,) for at in alone]
    near = day + timedelta(days=(weekday.day - day.weekday() + 3) % 7 - 3)
    near = near if near >= resolver.anchor else near + _WEEK
    return [(near, near + _WEEK)]


def _may_be_as_well(day: date, weekday: Weekday, first: date) -> bool:
    """Whether a date said may be that of the year after, whose weekday fits."""
    return day.weekday() == weekday.day and day - first <= _A_YEAR


def _is_too_far(resolver: Resolver, weekday: Weekday, day: date) -> bool:
    """Whether `this Friday, Feb 12` is not this week's; `next Friday` may be that of next week."""
    most = 2 * _WEEK if weekday.which in (Which.NEXT, Which.EITHER) else _WEEK
    return weekday.said_which and day - resolver.anchor > most


def at_some_time(resolver: Resolver, candidates: tuple[date, ...]) -> Answer | None:
    """The time of the phrase on one of some days: its clock, part of the day, or the day alone."""
    parts = resolver.parse.parts
    clock, shift = parts.get("clock"), resolver.parse.part(Shift)
    if shift is not None and shift.by.has_clock and clock is None:
        return None
    if isinstance(clock, SameTime):
        return at_same_time(resolver, candidates)
    if isinstance(clock, Clock):
        return at_clock(resolver, clock, candidates)
    if resolver.parse.part(DayTime) is not None:
        return at_daytime(resolver, candidates)
    if "end" in parts:
        return None
    if resolver.context.was is not None:
        return at_same_time(resolver, candidates)
    return _all_day(resolver, candidates)


def _all_day(resolver: Resolver, candidates: tuple[date, ...]) -> Answer | None:
    parts = resolver.parse.parts
    is_bare = "weekday" in parts and "day" not in parts
    if is_bare and candidates[0] == resolver.anchor and len(candidates) > 1:
        return ask("Today, or in a week?", (resolver.day(day) for day in candidates))
    return resolver.day(candidates[0])
