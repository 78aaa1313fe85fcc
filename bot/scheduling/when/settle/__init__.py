"""From the parts of a phrase to the moment they mean: day, clock and zone put together."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from bot.scheduling.moment import Moment
from bot.scheduling.when.answers import Answer, Question, Reading, Refusal
from bot.scheduling.when.parts import (
    Calendar,
    Clock,
    DayTime,
    Elapsed,
    FromToday,
    Length,
    Part,
    Period,
    SameTime,
    Shift,
    Unbookable,
    Weekday,
)
from bot.scheduling.when.said import Said
from bot.scheduling.when.settle.answering import Settling, asking
from bot.scheduling.when.settle.asked import Asked
from bot.scheduling.when.settle.clocks import Times, range_of, times
from bot.scheduling.when.settle.days import Days, days, moved
from bot.scheduling.when.settle.zoning import Place, places

_DAY = timedelta(days=1)
_TIMES = frozenset({"day", "weekday", "period", "clock", "elapsed", "daytime", "length"})
_LONGEST_RANGE = timedelta(hours=14)


def settled(said: Said, *, asked: Asked) -> Answer | None:
    """What the parts add up to; None if they make no sense together."""
    vague = said.part(Unbookable)
    if vague is not None:
        return Refusal(vague.why)
    if not _TIMES & said.parts.keys():
        return None
    meant = places(said.zones, asked=asked)
    if not meant:
        return Refusal(
            "Which time zone is meant is not clear. Name one, such as “Pacific” or “London”."
        )
    return asking("Which time zone is meant?", (_in_place(said, place, asked) for place in meant))


def _in_place(said: Said, place: Place, asked: Asked) -> Answer | None:
    """Read in one zone; where it is another day there than here, read from both, and asked."""
    anchors = dict.fromkeys((asked.today(place.zone), asked.today(asked.zone)))
    answers = (_read(Settling(said, place, asked, anchor)) for anchor in anchors)
    return asking("It is already another day there. Which day is meant?", answers)


def _read(it: Settling) -> Answer | None:
    elapsed = it.said.part(Elapsed)
    if elapsed is not None:
        return _elapsed(it, elapsed)
    length = it.said.part(Length)
    it = replace(it, duration=length.lasting) if length else it
    day = it.said.part(Calendar)
    if day is not None and day.bare and not {"weekday", "clock"} & it.said.parts.keys():
        return None
    readings = days(it.said, today=it.anchor, day_first=it.asked.day_first)
    if readings:
        return asking(_which_day(it), (_on(it, reading) for reading in readings))
    if length is not None and not _TIMES - {"length"} & it.said.parts.keys():
        return _from_now_or_how_long(it, length)
    period = it.said.part(Period)
    if period is not None:
        return _day_of(period)
    return _on(it, _nearest(it))


def _from_now_or_how_long(it: Settling, length: Length) -> Answer | None:
    """`30 minutes` alone: perhaps from now, perhaps how long it is to last."""
    soon = it.asked.now.replace(microsecond=0) + length.lasting
    answer = replace(it, duration=None).answer(Moment.at(soon, it.place.zone).local)
    return Question("Is that from now? Type the time too if it is how long.", _readings([answer]))


def _which_day(it: Settling) -> str:
    if isinstance(it.said.parts.get("day"), Calendar):
        return "Is the day or the month first?"
    return "Which day is meant?"


def _day_of(period: Period) -> Answer:
    return Refusal(f"Which day of that {period.unit}? Type the day too, such as “Tuesday 2pm”.")


def _nearest(it: Settling) -> Days:
    """The days a clock alone can mean: the booking's own day, or today, or else tomorrow."""
    daytime, was = it.said.part(DayTime), it.asked.was
    if was is not None:
        return Days((Moment.at(was.instant, it.place.zone).local.date(),))
    if daytime is not None and daytime.today:
        return Days((it.anchor,))
    return Days((it.anchor, it.anchor + _DAY))


def _on(it: Settling, reading: Days) -> Answer | None:
    if not reading.candidates:
        return Refusal(reading.why) if reading.why else None
    weekday = it.said.part(Weekday)
    if weekday is not None and "day" in it.said.parts:
        return _on_named_weekday(it, weekday, reading)
    return _at_some_time(it, reading.candidates)


def _on_named_weekday(it: Settling, weekday: Weekday, reading: Days) -> Answer | None:
    """`Friday the 13th`: the day must be that weekday; if the nearest is not, it is asked."""
    day = it.said.parts.get("day")
    if isinstance(day, FromToday) and day.ahead.days and not day.ahead.days % 7:
        monday = reading.candidates[0] - timedelta(days=reading.candidates[0].weekday())
        return _at_some_time(it, (monday + timedelta(days=weekday.day),))
    first = reading.candidates[0]
    if first.weekday() == weekday.day:
        return _at_some_time(it, (first,))
    fitting = [day for day in reading.candidates if day.weekday() == weekday.day][:1]
    near = first + timedelta(days=(weekday.day - first.weekday() + 3) % 7 - 3)
    choices = [_at_some_time(it, (day,)) for day in dict.fromkeys((first, near, *fitting))]
    there = Moment(datetime.combine(first, time()), it.place.zone)
    sentence = f"{there.day_written()} is not that weekday. Which day is meant?"
    return asking(sentence, choices)


def _at_some_time(it: Settling, candidates: tuple[date, ...]) -> Answer | None:
    clock, shift = it.said.parts.get("clock"), it.said.part(Shift)
    if shift is not None and shift.by.has_clock and clock is None:
        return None
    if isinstance(clock, SameTime):
        return _at_same_time(it, candidates)
    if isinstance(clock, Clock):
        return _at_clock(it, clock, candidates)
    if it.said.part(DayTime) is not None:
        return _at_daytime(it, candidates)
    if "end" in it.said.parts:
        return None
    if it.asked.was is not None:
        return _at_same_time(it, candidates)
    return _all_day(it, candidates)


def _all_day(it: Settling, candidates: tuple[date, ...]) -> Answer | None:
    weekday = it.said.part(Weekday)
    is_bare = weekday is not None and "day" not in it.said.parts
    if is_bare and candidates[0] == it.anchor and len(candidates) > 1:
        return asking("Today, or in a week?", (it.day(day) for day in candidates))
    return it.day(candidates[0])


def _at_same_time(it: Settling, candidates: tuple[date, ...]) -> Answer | None:
    if it.asked.was is None:
        return Refusal("The same time as what? Type the time, such as “2pm”.")
    moment = it.asked.was
    there = it if it.said.zones else replace(it, place=Place(moment.zone))
    clock = (
        Moment.at(moment.instant, there.place.zone).local.time()
        if it.said.zones
        else moment.local.time()
    )
    return _first_ahead(there, candidates, Times(clock))


def _at_daytime(it: Settling, candidates: tuple[date, ...]) -> Answer | None:
    """`tomorrow morning`: which hour is asked."""
    daytime = it.said.part(DayTime)
    if daytime is None:
        return None
    clocks = [time(hour) for hour in range(daytime.begins, daytime.begins + 3)]
    for day in candidates:
        offered = [datetime.combine(day, clock) for clock in clocks]
        ahead = [local for local in offered if not _is_past(it, local)]
        if ahead:
            return Question("At what time?", _readings(it.answer(local) for local in ahead))
    return it.past(datetime.combine(candidates[0], clocks[-1]))


def _readings(answers: Iterable[Answer]) -> tuple[Reading, ...]:
    return tuple(answer for answer in answers if isinstance(answer, Reading))


def _at_clock(it: Settling, clock: Clock, candidates: tuple[date, ...]) -> Answer | None:
    if clock.bare and not _is_clock_enough(it):
        return None
    day = it.said.parts.get("day")
    if clock.dotted and not {"day", "weekday", "daytime"} & it.said.parts.keys():
        return None
    if clock.year_like and not _is_surely_clock(it, day):
        return None
    meant = times(clock, daytime=it.said.part(DayTime), hours_to_24=it.asked.hours_to_24)
    if meant is None:
        return None
    if it.said.end is not None:
        return _in_range(it, meant, it.said.end, candidates)
    if clock.name == "midnight" and it.said.part(DayTime) is None:
        return _at_midnight(it, candidates)
    return _shifted(it, candidates, meant)


def _is_surely_clock(it: Settling, day: Part | None) -> bool:
    """Whether `2030` is half past eight, not a year: beside a day whose year is known."""
    if isinstance(day, Calendar):
        return day.year is not None
    return bool(it.said.parts.keys() & {"day", "weekday", "daytime"})


def _is_clock_enough(it: Settling) -> bool:
    """Whether a mere number can be a clock: beside `tomorrow`, `tonight`, a zone, or in a range."""
    day, end = it.said.parts.get("day"), it.said.end
    if end is not None:
        return not end.bare or bool(it.said.parts.keys() & {"day", "weekday", "daytime"})
    return (
        isinstance(day, FromToday)
        or "daytime" in it.said.parts
        or any(not zone.is_place and zone.zones for zone in it.said.zones)
    )


def _in_range(
    it: Settling, start: Times, end: Clock, candidates: tuple[date, ...]
) -> Answer | None:
    if it.duration is not None:
        return None
    until = times(end, daytime=it.said.part(DayTime), hours_to_24=it.asked.hours_to_24)
    if until is None:
        return None
    start, ending = range_of(start, until)
    lasts = datetime.combine(date.min, ending) - datetime.combine(date.min, start.likely)
    lasts = lasts if lasts > timedelta() else lasts + _DAY
    crosses_midnight = ending < start.likely
    if lasts > _LONGEST_RANGE or (crosses_midnight and not (start.sure and until.sure)):
        return None
    it = replace(it, duration=lasts)
    return _first_ahead(it, candidates, start)


def _at_midnight(it: Settling, candidates: tuple[date, ...]) -> Answer | None:
    """Midnight alone is the next one; with a day, both ends of that day are asked about."""
    after = tuple(day + _DAY for day in candidates)
    if not {"day", "weekday"} & it.said.parts.keys() or candidates[0] == it.anchor:
        return _first_ahead(it, after[:1], Times(time()))
    answers = (_first_ahead(it, some, Times(time())) for some in (candidates, after))
    return asking("Midnight at the start or at the end of that day?", answers)


def _shifted(it: Settling, candidates: tuple[date, ...], meant: Times) -> Answer | None:
    """With `two hours before` said of the clock, if it was."""
    shift = it.said.part(Shift)
    answer = _first_ahead(it, candidates, meant)
    if shift is None or not shift.by.has_clock or answer is None:
        return answer
    by = shift.by.elapsed
    if by is None or not isinstance(answer, Reading):
        return None
    return replace(answer, moment=Moment.at(answer.moment.instant + by, answer.moment.zone))


def _first_ahead(it: Settling, candidates: tuple[date, ...], meant: Times) -> Answer | None:
    """The first candidate that is not past; where the other half of today's clock is ahead, asked."""
    assumed = () if meant.sure else ("am/pm",)
    likely = [datetime.combine(day, meant.likely) + meant.days * _DAY for day in candidates]
    ahead = [local for local in likely if not _is_past(it, local)]
    other = datetime.combine(candidates[0], meant.other) if meant.other else None
    other = other if other and not _is_past(it, other) else None
    if other and (meant.asked or _is_past(it, likely[0])):
        choices = sorted({other, *ahead[:1]})
        return asking("AM or PM?", [it.answer(local, assumed=assumed) for local in choices])
    if not ahead:
        return it.past(likely[-1] if len(likely) == 1 else likely[0])
    if meant.asked and meant.days:
        return asking("Which night?", [it.answer(ahead[0]), it.answer(ahead[0] - _DAY)])
    return it.answer(ahead[0], assumed=assumed)


def _is_past(it: Settling, local: datetime) -> bool:
    return it.asked.is_past(Moment(local, it.place.zone))


def _elapsed(it: Settling, elapsed: Elapsed) -> Answer | None:
    """`in 90 minutes`, `+1w`: calendar first, by the wall clock; then hours as they really pass."""
    if it.said.parts.keys() & {"weekday", "period", "daytime", "shift", "end", "day"}:
        return None
    if "clock" in it.said.parts:
        return None
    was = it.asked.was if elapsed.from_booking else None
    if was is None and not elapsed.by.has_clock and elapsed.from_booking:
        return it.day(moved(it.anchor, elapsed.by))
    zone = it.place.zone if it.said.zones or was is None else was.zone
    start = Moment.at(was.instant if was else it.asked.now, zone)
    wall = datetime.combine(moved(start.local.date(), elapsed.by), start.local.time())
    exact = Moment(wall, zone).instant + timedelta(seconds=elapsed.by.seconds)
    end = Moment.at(exact, zone).local.replace(microsecond=0)
    length = it.said.part(Length)
    it = replace(it, place=Place(zone), duration=length.lasting if length else None)
    if _is_past(it, end):
        return it.past(end)
    return it.answer(end)
