"""The clock of a phrase on the days it may be: the first that is ahead, or what to ask."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta

from bot.times.moment import Moment
from bot.times.reading.answers import Answer, Question, Reading
from bot.times.reading.parts import (
    Calendar,
    Clock,
    DayTime,
    FromToday,
    Part,
    SameTime,
    Shift,
    Weekday,
)
from bot.times.reading.resolve.clocks import Times, range_of, times, unsure_at_twelve
from bot.times.reading.resolve.resolver import Resolver, asking

_DAY, _HOUR, _QUARTER = timedelta(days=1), timedelta(hours=1), timedelta(minutes=15)
LONGEST_RANGE = timedelta(hours=14)
_BUSINESS_BEGINS, _NOON = 7, 12
_WEEKS = 5
_LONGEST_GUESS = timedelta(hours=8)
_ANOTHER_DATE = timedelta(days=60)
_HOURS_OFFERED = 3
_LAST_DAY = 31
_DAYS_SAID = frozenset({"day", "weekday", "daytime"})


def at_same_time(it: Resolver, candidates: tuple[date, ...]) -> Answer | None:
    """At the clock of the booking being moved, or of now; in another zone, at what it shows there or here."""
    same, was = it.said.part(SameTime), it.asked.was
    is_as_now = same is not None and same.as_now
    if was is None and not is_as_now:
        likely = _by_clock_of(it.asked.now, it, candidates)
        sentence = "The same time as now? If not, type the time, such as “2pm”."
        return asking(sentence, (likely, it.day(candidates[0])))
    answers: list[Answer | None] = []
    if was is not None:
        answers.append(_at_its_clock(was.local.time(), it, candidates))
        answers.append(_by_clock_of(was.instant, it, candidates))
    if is_as_now:
        answers.append(_by_clock_of(it.asked.now, it, candidates))
    return asking("At which time of day?", answers)


def _by_clock_of(instant: datetime, it: Resolver, candidates: tuple[date, ...]) -> Answer | None:
    return _at_its_clock(Moment.at(instant, it.place.zone).local.time(), it, candidates)


def _at_its_clock(clock: time, it: Resolver, candidates: tuple[date, ...]) -> Answer | None:
    return _first_ahead(it, candidates, Times(clock.replace(second=0, microsecond=0)))


def at_daytime(it: Resolver, candidates: tuple[date, ...]) -> Answer | None:
    """`tomorrow morning`: which hour is asked."""
    daytime = it.said.part(DayTime)
    if daytime is None:
        return None
    for day in candidates:
        begins, ends = (datetime.combine(day, time(hour)) for hour in daytime.hours)
        for step in (_HOUR, _QUARTER):
            offered = [begins + step * many for many in range((ends - begins) // step)]
            ahead = [local for local in offered if not it.is_past(local)][:_HOURS_OFFERED]
            if len(ahead) > 1:
                return asking("At what time?", [it.answer(local) for local in ahead])
    return it.past(datetime.combine(candidates[0], time(daytime.hours[1] - 1, 45)))


def at_clock(it: Resolver, clock: Clock, candidates: tuple[date, ...]) -> Answer | None:
    """At a clock time, or from one to another; None for a number that is no clock here."""
    if not _is_clock(it, clock):
        return _if_an_hour(it, clock, candidates)
    meant = times(clock, daytime=it.said.part(DayTime), hours_to_24=it.asked.hours_to_24)
    if meant is None:
        return None
    if it.said.end is not None:
        return _in_range(it, clock, meant, it.said.end, candidates)
    if clock.name == "midnight" and it.said.part(DayTime) is None:
        return _at_midnight(it, candidates)
    return _shifted(it, candidates, meant)


def _if_an_hour(it: Resolver, clock: Clock, candidates: tuple[date, ...]) -> Answer | None:
    """`Tue 11`, `12/31 10`: the number is likely the hour, in either half, or the weekday's date."""
    is_beside_day = bool({"day", "weekday"} & it.said.parts.keys())
    is_mere_hour = clock.bare and not (clock.minute or clock.exact)
    if not (is_beside_day and is_mere_hour) or it.said.end is not None:
        return None
    answer = at_clock(it, replace(clock, bare=False), candidates)
    is_alone = not it.asked.in_a_line and it.asked.was is None
    if not isinstance(answer, Reading):
        doubtful = [answer] if isinstance(answer, Question) and is_alone else []
        days = _numbered_day(it, clock, candidates) if doubtful else []
        return asking(f"Is {clock.hour} the hour?", (*doubtful, *days))
    written = answer.moment.clock_written(it.asked.reader)
    sentence = f"Is {clock.hour} the hour, {written}? If not, type the date."
    half = "am" if answer.moment.local.hour >= _NOON else "pm"
    other = at_clock(it, replace(clock, bare=False, half=half), candidates)
    return asking(sentence, (answer, *_numbered_day(it, clock, candidates), other))


def _numbered_day(it: Resolver, clock: Clock, candidates: tuple[date, ...]) -> list[Answer]:
    """The Friday that is an 11th within a month, for `friday 11`."""
    if it.said.part(Weekday) is None or "day" in it.said.parts:
        return []
    weeks = (candidates[0] + week * 7 * _DAY for week in range(_WEEKS))
    return [it.day(day) for day in weeks if day.day == clock.hour]


def _is_clock(it: Resolver, clock: Clock) -> bool:
    """Whether a number that may be something else is a clock, by what is said beside it."""
    if clock.bare and not clock.before_on and not _is_clock_enough(it):
        return False
    if clock.bare and clock.minute and it.said.end is not None and not it.said.end.bare:
        return False
    if clock.dotted and not _is_no_date(clock, it) and not _DAYS_SAID & it.said.parts.keys():
        return False
    return not clock.year_like or _is_surely_clock(it, it.said.parts.get("day"))


def _is_no_date(clock: Clock, it: Resolver) -> bool:
    """Whether `14.30` can be nothing else, where dates are written with the day first.

    Nor can `10.45` anywhere, of a booking that is moved.
    """
    is_no_day = it.asked.was is not None and clock.minute > _LAST_DAY
    return is_no_day or (bool(it.asked.day_first) and clock.minute not in range(1, 13))


def _is_surely_clock(it: Resolver, day: Part | None) -> bool:
    """Whether `2030` is half past eight, not a year: beside a day whose year is known."""
    if isinstance(day, Calendar):
        return day.year is not None
    return bool(it.said.parts.keys() & _DAYS_SAID)


def _is_clock_enough(it: Resolver) -> bool:
    """Whether a mere number can be a clock: beside `tomorrow`, `tonight`, a zone, or in a range.

    Of a booking that is moved, beside any day.
    """
    day, end = it.said.parts.get("day"), it.said.end
    if it.asked.was is not None and not _is_mere_day(it):
        return True
    if end is not None:
        return not end.bare or bool(it.said.parts.keys() & _DAYS_SAID)
    return (
        isinstance(day, FromToday)
        or "daytime" in it.said.parts
        or (day is None and any(not zone.is_place for zone in it.said.zones))
    )


def _is_mere_day(it: Resolver) -> bool:
    """Whether the day is a number too, with no weekday that makes it one."""
    day = it.said.part(Calendar)
    return day is not None and day.bare and "weekday" not in it.said.parts


def _in_range(
    it: Resolver, began: Clock, meant: Times, end: Clock, candidates: tuple[date, ...]
) -> Answer | None:
    daytime = None if end.half else it.said.part(DayTime)
    until = times(end, daytime=daytime, hours_to_24=it.asked.hours_to_24)
    if until is None:
        return None
    start, until = unsure_at_twelve(meant, began), unsure_at_twelve(until, end)
    is_mixed = end.hour > 12 and not start.sure and start.likely.hour >= 12
    if is_mixed or (began.hour > 12 and not until.sure):
        return None
    is_guess = not (start.sure and until.sure)
    if max(began.hour, end.hour) > _NOON:
        start, until = _as_written(start, began), _as_written(until, end)
    start, ending = range_of(start, until)
    lasts = datetime.combine(date.min, ending) - datetime.combine(date.min, start.likely)
    if lasts <= timedelta():
        lasts += _DAY
        if is_guess and lasts > _LONGEST_GUESS:
            return None
    if it.duration not in (None, lasts):
        return None
    is_early = start.likely.hour < _BUSINESS_BEGINS and lasts > _LONGEST_GUESS
    is_day_said = it.asked.was is not None or bool(_DAYS_SAID & it.said.parts.keys())
    is_working_day = began.half == "am"
    may_be_day = lasts >= _LONGEST_GUESS and not (is_day_said or is_working_day)
    if lasts > LONGEST_RANGE or (is_guess and (is_early or may_be_day)):
        return None
    return _first_ahead(replace(it, duration=lasts, by_clock=True), candidates, start)


def _as_written(meant: Times, clock: Clock) -> Times:
    """A clock beside one of those that only run to 24: the 6:30 of `6:30 - 23:00` is in the morning."""
    return meant if meant.sure else Times(time(clock.hour, clock.minute))


def _at_midnight(it: Resolver, candidates: tuple[date, ...]) -> Answer | None:
    """Midnight alone is the next one; with a day, both ends of that day are asked about."""
    after = tuple(day + _DAY for day in candidates)
    is_next = not {"day", "weekday"} & it.said.parts.keys() and it.asked.was is None
    if is_next or candidates[0] == it.anchor:
        return _first_ahead(it, after[:1], Times(time()))
    answers = [_first_ahead(it, some, Times(time())) for some in (candidates, after)]
    return asking("Midnight at the start or at the end of that day?", answers)


def _shifted(it: Resolver, candidates: tuple[date, ...], meant: Times) -> Answer | None:
    """With `two hours before` said of the clock, if it was."""
    shift = it.said.part(Shift)
    answer = _first_ahead(it, candidates, meant)
    if shift is None or not shift.by.has_clock or answer is None:
        return answer
    by = shift.by.elapsed
    if by is None or not isinstance(answer, Reading):
        return None
    moment = Moment.at(answer.moment.instant + by, answer.moment.zone)
    return it.past(moment.local) if it.asked.is_past(moment) else replace(answer, moment=moment)


def _first_ahead(it: Resolver, candidates: tuple[date, ...], meant: Times) -> Answer | None:
    """The first candidate that is not past; where the other half of today's clock is ahead, asked.

    `Jan 27 8am` said on that day at nine is past: nobody books a year ahead by it.
    """
    assumed = () if meant.sure else ("am/pm",)
    likely = [datetime.combine(day, meant.likely) + meant.days * _DAY for day in candidates]
    ahead = [local for local in likely if not it.is_past(local)]
    ahead = [local for local in ahead if local - likely[0] <= _ANOTHER_DATE]
    other = _other_half(it, candidates[0], meant)
    if other and (meant.asked or it.is_past(likely[0])):
        choices = sorted({other, *ahead[:1]})
        if len(choices) == 1:
            choices.append(likely[0] + (7 if "weekday" in it.said.parts else 1) * _DAY)
        return asking("AM or PM?", [it.answer(local, assumed=assumed) for local in choices])
    if not ahead:
        return it.past(likely[0])
    if meant.asked and meant.days:
        return asking("Which night?", [it.answer(ahead[0]), it.answer(ahead[0] - _DAY)])
    return it.answer(ahead[0], assumed=assumed)


def _other_half(it: Resolver, day: date, meant: Times) -> datetime | None:
    """The less likely half of the day, if the clock can mean it and it is ahead."""
    other = datetime.combine(day, meant.other) if meant.other else None
    return other if other and not it.is_past(other) else None
