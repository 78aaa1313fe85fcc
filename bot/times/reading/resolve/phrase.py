"""A phrase in one zone, seen from one day: its day first, then its clock on that day."""

from dataclasses import replace

from bot.times.reading.answers import Answer, Reading, ask
from bot.times.reading.parts import Calendar, Clock, Elapsed, Joint, Length, Weekday
from bot.times.reading.resolve.days import undated
from bot.times.reading.resolve.from_now import after_amount, from_now_or_how_long
from bot.times.reading.resolve.moving import moved_to
from bot.times.reading.resolve.on_day import on_day
from bot.times.reading.resolve.resolver import Resolver

TIMES = frozenset({"day", "weekday", "period", "clock", "elapsed", "daytime", "length"})
"""The slots of a phrase that say a time."""
_LAST_HOUR, _HOURS = 12, 24
_BEGINS, _ENDS = 7, 19


def resolve_phrase(resolver: Resolver) -> Answer | None:
    """What the parts of a phrase add up to; None if they make no sense together."""
    day = resolver.parse.part(Calendar)
    if day is not None and day.joint is not None:
        return _on_day_or_from(resolver, day)
    was, elapsed = resolver.context.was, resolver.parse.part(Elapsed)
    if was is not None:
        return moved_to(resolver, was)
    if elapsed is not None:
        return after_amount(resolver, elapsed)
    if _is_mere_number(resolver):
        return None
    length = resolver.parse.part(Length)
    if length is not None:
        resolver = replace(resolver, duration=length.lasting)
    ways, question = resolver.ways_of_day()
    if length is not None and not ways and not TIMES - {"length"} & resolver.parse.parts.keys():
        return from_now_or_how_long(resolver, length)
    ways = ways or (undated(resolver.parse, today=resolver.anchor),)
    return ask(question, [on_day(resolver, way) for way in ways])


def _on_day_or_from(resolver: Resolver, day: Calendar) -> Answer | None:
    """`friday 4 - 10am`: the 4th if that is a Friday, or from 4 to 10; `vendredi 4 à 10h` is the 4th."""
    weekday, clock = resolver.parse.part(Weekday), resolver.parse.part(Clock)
    if weekday is None or clock is None:
        return None
    dated = resolver.with_parts({**resolver.parse.parts, "day": replace(day, joint=None)})
    is_date = any(at.weekday() == weekday.day for at in dated.days()[0].candidates[:1])
    is_sure = day.joint is Joint.AT
    if (is_date and is_sure) or resolver.parse.end is not None:
        return resolve_phrase(dated)
    from_to = _ranging_from(resolver, day, clock)
    may_be_date = is_date or is_sure or from_to is None
    if _is_working_day(from_to, day, clock) or not may_be_date:
        return from_to
    return ask("Is that a date, or the start of a range?", (resolve_phrase(dated), from_to))


def _is_working_day(from_to: Answer | None, day: Calendar, clock: Clock) -> bool:
    """Whether a range of mere numbers is of a working day, and told as one: `Tues 9 to 5`."""
    return clock.bare and day.joint is not Joint.DASH and _is_in_business_hours(from_to)


def _ranging_from(resolver: Resolver, day: Calendar, clock: Clock) -> Answer | None:
    """The phrase with the number of its day as the hour when a range begins, if it can be one."""
    if day.day >= _HOURS:
        return None
    start = Clock(day.day, bare=True, exact=day.day > _LAST_HOUR)
    others = {slot: part for slot, part in resolver.parse.parts.items() if slot != "day"}
    return resolve_phrase(resolver.with_parts({**others, "clock": start, "end": clock}))


def _is_in_business_hours(answer: Answer | None) -> bool:
    """Whether a range lies within the hours of a working day."""
    if not isinstance(answer, Reading) or answer.duration is None:
        return False
    start = answer.moment.local
    end = start + answer.duration
    return start.hour >= _BEGINS and end.date() == start.date() and end.hour < _ENDS


def _is_mere_number(resolver: Resolver) -> bool:
    """Whether the day is a number that nothing beside it makes a day: a small one needs more."""
    day = resolver.parse.part(Calendar)
    beside = {"weekday", "clock"} & resolver.parse.parts.keys()
    return day is not None and day.bare and len(beside) < (1 if day.day > _LAST_HOUR else 2)
