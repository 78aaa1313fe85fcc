"""The clock of a phrase on the days it may be: the first that is ahead, or what to ask."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta

from bot.times.moment import Moment
from bot.times.reading.answers import Answer, Question, Reading, ask
from bot.times.reading.parts import (
    Calendar,
    Clock,
    DayTime,
    FromToday,
    SameTime,
    Shift,
    Weekday,
)
from bot.times.reading.resolve.clocks import Times, times
from bot.times.reading.resolve.ranges import range_between
from bot.times.reading.resolve.resolver import Resolver

_DAY, _HOUR, _QUARTER = timedelta(days=1), timedelta(hours=1), timedelta(minutes=15)
_NOON = 12
_WEEKS = 5
_ANOTHER_DATE = timedelta(days=60)
_HOURS_OFFERED = 3
_LAST_DAY = 31
_DAY_OR_WEEKDAY = frozenset({"day", "weekday"})
_DAYS_SAID = _DAY_OR_WEEKDAY | {"daytime"}


def at_same_time(resolver: Resolver, candidates: tuple[date, ...]) -> Answer | None:
    """At the clock of the booking being moved, or of now; in another zone, at what it shows there or here."""
    same, was = resolver.parse.part(SameTime), resolver.context.was
    is_as_now = same is not None and same.as_now
    now = Moment.at(resolver.context.now, resolver.zone.name).local.time()
    if was is None and not is_as_now:
        likely = _at_its_clock(now, resolver, candidates)
        sentence = "Do you mean the same time as now? If not, enter the time, such as “2pm”."
        return ask(sentence, (likely, resolver.day(candidates[0])))
    clocks = [] if was is None else [was.local.time(), resolver.local(was).time()]
    clocks += [now] if is_as_now else []
    answers = [_at_its_clock(clock, resolver, candidates) for clock in clocks]
    return ask("What time of day?", answers)


def _at_its_clock(clock: time, resolver: Resolver, candidates: tuple[date, ...]) -> Answer | None:
    return _first_ahead(resolver, candidates, Times(clock.replace(second=0, microsecond=0)))


def at_daytime(resolver: Resolver, daytime: DayTime, candidates: tuple[date, ...]) -> Answer | None:
    """`tomorrow morning`: which hour is asked."""
    for day in candidates:
        begins, ends = (datetime.combine(day, time(hour)) for hour in daytime.hours)
        for step in (_HOUR, _QUARTER):
            offered = [begins + step * many for many in range((ends - begins) // step)]
            ahead = [local for local in offered if not resolver.is_past(local)][:_HOURS_OFFERED]
            if len(ahead) > 1:
                return ask("What time?", [resolver.answer(local) for local in ahead])
    return resolver.past(datetime.combine(candidates[0], time(daytime.hours[1] - 1, 45)))


def at_clock(resolver: Resolver, clock: Clock, candidates: tuple[date, ...]) -> Answer | None:
    """At a clock time, or from one to another; None for a number that is no clock here."""
    if not _is_clock(resolver, clock):
        return _if_an_hour(resolver, clock, candidates)
    daytime, end = resolver.parse.part(DayTime), resolver.parse.end
    meant = times(clock, daytime=daytime, hours_to_24=resolver.context.hours_to_24)
    if meant is None:
        return None
    if end is not None:
        return _in_range(resolver, clock, meant, end, candidates)
    if clock.name == "midnight" and daytime is None:
        return _at_midnight(resolver, candidates)
    return _shifted(resolver, candidates, meant)


def _if_an_hour(resolver: Resolver, clock: Clock, candidates: tuple[date, ...]) -> Answer | None:
    """`Tue 11`, `12/31 10`: the number is likely the hour, in either half, or the weekday's date."""
    is_beside_day = bool(_DAY_OR_WEEKDAY & resolver.parse.parts.keys())
    is_mere_hour = clock.bare and not (clock.minute or clock.exact)
    if not (is_beside_day and is_mere_hour) or resolver.parse.end is not None:
        return None
    answer = at_clock(resolver, replace(clock, bare=False), candidates)
    is_alone = not resolver.context.in_a_line and resolver.context.was is None
    if not isinstance(answer, Reading):
        doubtful = [answer] if isinstance(answer, Question) and is_alone else []
        days = _numbered_day(resolver, clock, candidates) if doubtful else []
        return ask(f"Do you mean {clock.hour} o'clock?", (*doubtful, *days))
    written = answer.moment.clock_written(resolver.context.reader)
    sentence = f"Do you mean {written}? If not, enter the date."
    half = "am" if answer.moment.local.hour >= _NOON else "pm"
    other = at_clock(resolver, replace(clock, bare=False, half=half), candidates)
    return ask(sentence, (answer, *_numbered_day(resolver, clock, candidates), other))


def _numbered_day(resolver: Resolver, clock: Clock, candidates: tuple[date, ...]) -> list[Answer]:
    """The Friday that is an 11th within a month, for `friday 11`."""
    if resolver.parse.part(Weekday) is None or "day" in resolver.parse.parts:
        return []
    weeks = (candidates[0] + week * 7 * _DAY for week in range(_WEEKS))
    return [resolver.day(day) for day in weeks if day.day == clock.hour]


def _is_clock(resolver: Resolver, clock: Clock) -> bool:
    """Whether a number that may be something else is a clock, by what is said beside it."""
    said, end = resolver.parse.parts.keys(), resolver.parse.end
    if clock.bare and not clock.before_on and not _is_clock_enough(resolver):
        return False
    if clock.bare and clock.minute and end is not None and not end.bare:
        return False
    if clock.dotted and not _is_no_date(clock, resolver) and not _DAYS_SAID & said:
        return False
    return not clock.year_like or _is_surely_clock(resolver)


def _is_no_date(clock: Clock, resolver: Resolver) -> bool:
    """Whether `14.30` can be nothing else, where dates are written with the day first.

    Nor can `10.45` anywhere, of a booking that is moved.
    """
    is_no_day = resolver.context.was is not None and clock.minute > _LAST_DAY
    return is_no_day or (bool(resolver.context.day_first) and clock.minute not in range(1, 13))


def _is_surely_clock(resolver: Resolver) -> bool:
    """Whether `2030` is half past eight, not a year: beside a day whose year is known."""
    day = resolver.parse.part(Calendar)
    return day.year is not None if day else bool(resolver.parse.parts.keys() & _DAYS_SAID)


def _is_clock_enough(resolver: Resolver) -> bool:
    """Whether a mere number can be a clock: beside `tomorrow`, `tonight`, a zone, or in a range.

    Of a booking that is moved, beside any day.
    """
    parts, end = resolver.parse.parts, resolver.parse.end
    if resolver.context.was is not None and not _is_mere_day(resolver):
        return True
    if end is not None:
        return not end.bare or bool(parts.keys() & _DAYS_SAID)
    return (
        resolver.parse.part(FromToday) is not None
        or "daytime" in parts
        or ("day" not in parts and any(not zone.is_place for zone in resolver.parse.zones))
    )


def _is_mere_day(resolver: Resolver) -> bool:
    """Whether the day is a number too, with no weekday that makes it one."""
    day = resolver.parse.part(Calendar)
    return day is not None and day.bare and "weekday" not in resolver.parse.parts


def _in_range(
    resolver: Resolver, first: Clock, starts: Times, last: Clock, candidates: tuple[date, ...]
) -> Answer | None:
    """From one clock to another: `2-4pm`; None if that is unlikely, or not as long as said."""
    context, daytime = resolver.context, resolver.parse.part(DayTime)
    ends = times(last, daytime=None if last.half else daytime, hours_to_24=context.hours_to_24)
    is_day_said = context.was is not None or bool(_DAYS_SAID & resolver.parse.parts.keys())
    found = ends and range_between(first, starts, last, ends, is_day_said=is_day_said)
    if not found or resolver.duration not in (None, found.lasting):
        return None
    lasting = replace(resolver, duration=found.lasting, by_clock=True)
    return _first_ahead(lasting, candidates, found.start)


def _at_midnight(resolver: Resolver, candidates: tuple[date, ...]) -> Answer | None:
    """Midnight alone is the next one; with a day, both ends of that day are asked about."""
    after = tuple(day + _DAY for day in candidates)
    is_of_a_day = bool(_DAY_OR_WEEKDAY & resolver.parse.parts.keys())
    is_next = not is_of_a_day and resolver.context.was is None
    if is_next or candidates[0] == resolver.anchor:
        return _first_ahead(resolver, after[:1], Times(time()))
    answers = [_first_ahead(resolver, some, Times(time())) for some in (candidates, after)]
    return ask("Midnight at the start or the end of that day?", answers)


def _shifted(resolver: Resolver, candidates: tuple[date, ...], meant: Times) -> Answer | None:
    """With `two hours before` said of the clock, if it was."""
    shift = resolver.parse.part(Shift)
    answer = _first_ahead(resolver, candidates, meant)
    if shift is None or not shift.by.has_clock or answer is None:
        return answer
    by = shift.by.elapsed
    if by is None or not isinstance(answer, Reading):
        return None
    moment = Moment.at(answer.moment.instant + by, answer.moment.zone)
    if resolver.context.is_past(moment):
        return resolver.past(moment.local)
    return replace(answer, moment=moment)


def _first_ahead(resolver: Resolver, candidates: tuple[date, ...], meant: Times) -> Answer | None:
    """The first candidate that is not past; where the other half of today's clock is ahead, asked.

    `Jan 27 8am` said on that day at nine is past: nobody books a year ahead by it.
    """
    assumed = () if meant.sure else ("am/pm",)
    likely = [datetime.combine(day, meant.likely) + meant.days * _DAY for day in candidates]
    ahead = _near_and_ahead(resolver, likely)
    other = _other_half(resolver, candidates[0], meant)
    if other and (meant.unclear or likely[0] not in ahead):
        choices = sorted({other, *ahead[:1]})
        if len(choices) == 1:
            choices.append(likely[0] + (7 if "weekday" in resolver.parse.parts else 1) * _DAY)
        return ask("AM or PM?", [resolver.answer(local, assumed=assumed) for local in choices])
    if not ahead:
        return resolver.past(likely[0])
    if meant.unclear and meant.days:
        nights = resolver.answer(ahead[0]), resolver.answer(ahead[0] - _DAY)
        return ask("Which night?", nights)
    return resolver.answer(ahead[0], assumed=assumed)


def _near_and_ahead(resolver: Resolver, likely: list[datetime]) -> list[datetime]:
    """Those that are not past, and are no other date than the first, a year on."""
    near = (local for local in likely if local - likely[0] <= _ANOTHER_DATE)
    return [local for local in near if not resolver.is_past(local)]


def _other_half(resolver: Resolver, day: date, meant: Times) -> datetime | None:
    """The less likely half of the day, if the clock can mean it and it is ahead."""
    other = datetime.combine(day, meant.other) if meant.other else None
    return other if other and not resolver.is_past(other) else None
