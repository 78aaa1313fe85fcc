"""A phrase on one way of reading its day: which of the candidates, and at what time."""

from calendar import day_name
from datetime import date, datetime, time

from bot.times.moment import Moment
from bot.times.reading.answers import Answer, Reading, Refusal, ask
from bot.times.reading.parts import Clock, DayTime, SameTime, Shift, Weekday
from bot.times.reading.resolve.at_clock import at_clock, at_daytime, at_same_time
from bot.times.reading.resolve.month_days import Days
from bot.times.reading.resolve.resolver import Resolver
from bot.times.reading.resolve.weekday_dates import weekday_dates


def on_day(resolver: Resolver, reading: Days) -> Answer | None:
    """The phrase on one way of reading its day; None if they make no sense together."""
    if not reading.candidates:
        return Refusal(reading.why) if reading.why else None
    choices, against = weekday_dates(resolver.parse, reading.candidates, today=resolver.anchor)
    sentence = _disagreement(resolver, reading.candidates[0], against) if against else ""
    answers = [_at_some_time(resolver, candidates) for candidates in choices]
    answer = ask(f"{sentence} Which day do you mean?".lstrip(), answers)
    if not against or not isinstance(answer, Reading):
        return answer
    such = answer.moment.day_written(resolver.context.reader)
    return Refusal(f"{sentence} Enter the day and time again, such as “{such}”.")


def _disagreement(resolver: Resolver, day: date, weekday: Weekday) -> str:
    """What to say of a date beside another weekday: that it is not a Thursday."""
    there = Moment(datetime.combine(day, time()), resolver.zone.name)
    article = "a" if day.weekday() != weekday.day else "the next"
    written = there.day_written(resolver.context.reader)
    return f"{written} is not {article} {day_name[weekday.day]}."


def _at_some_time(resolver: Resolver, candidates: tuple[date, ...]) -> Answer | None:
    """The time of the phrase on one of some days: its clock, part of the day, or the day alone."""
    parts = resolver.parse.parts
    clock, shift = parts.get("clock"), resolver.parse.part(Shift)
    if shift is not None and shift.by.has_clock and clock is None:
        return None
    if isinstance(clock, SameTime):
        return at_same_time(resolver, candidates)
    if isinstance(clock, Clock):
        return at_clock(resolver, clock, candidates)
    daytime = resolver.parse.part(DayTime)
    if daytime is not None:
        return at_daytime(resolver, daytime, candidates)
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
