"""The new time of a booking that is moved: from today, or from where it is."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, timedelta

from bot.times.moment import Moment
from bot.times.reading.answers import Answer, Question, Reading, Refusal
from bot.times.reading.partial_parse import PartialParse
from bot.times.reading.parts import (
    Amount,
    Calendar,
    Clock,
    DayTime,
    Elapsed,
    FromToday,
    Holiday,
    Length,
    Nth,
    Part,
    Period,
    SameDay,
    SameTime,
    Shift,
    Weekday,
    WeekOf,
    Which,
)
from bot.times.reading.resolve.days import (
    Days,
    days,
    just_passed,
    moved,
    of_that_weekday,
    shifted,
)
from bot.times.reading.resolve.on_day import on_day
from bot.times.reading.resolve.resolver import Resolver, asking
from bot.times.reading.resolve.stretches import after_stretch
from bot.times.workdays import Regions

_DAY, _WEEK = timedelta(days=1), timedelta(days=7)
_MONTH = timedelta(days=31)
_SETTLING = frozenset({"weekday", "period", "shift", "week of", "year", "beside"})
_BASES = frozenset({"day", "weekday", "period", "week of"})


def moved_to(it: Resolver, was: Moment) -> Answer | None:
    """The new time of the booking that is at `was`; None if the parts make no sense together."""
    it = _counted_from_it(it)
    elapsed, length = it.said.part(Elapsed), it.said.part(Length)
    if elapsed is not None:
        return _by_a_stretch(it, elapsed, was)
    if length is not None and not (length.told or _said_besides(it, length)):
        by = Amount(seconds=length.lasting.total_seconds())
        return _either_way(it, Elapsed(by, from_booking=True), was)
    if length is not None:
        it = replace(it, duration=length.lasting)
    week_of = it.said.part(WeekOf)
    if week_of is not None and week_of.weekday is None and "weekday" not in it.said.parts:
        return _in_the_week_of(it, was)
    return _unless_there(it, _by_numbers(it, was) or _on_its_days(it, was), was)


def _unless_there(it: Resolver, answer: Answer | None, was: Moment) -> Answer | None:
    """The day alone, or the same time, of where the booking is already is no new time."""
    is_there = isinstance(answer, Reading) and answer.moment == was and answer.duration is None
    if not is_there or it.said.part(Clock) is not None:
        return answer
    return Refusal(f"It is on {was.written(it.asked.reader)} already. Type another day or time.")


def _counted_from_it(it: Resolver) -> Resolver:
    """`the day before`, `two hours after`: with nothing said that it is counted from, the booking."""
    shift, parts = it.said.part(Shift), it.said.parts
    if shift is None or shift.weekday is not None or _BASES & parts.keys():
        return it
    if shift.by.has_clock and "clock" in parts:
        return it
    others = {slot: part for slot, part in parts.items() if slot != "shift"}
    return _with(it, {**others, "elapsed": Elapsed(shift.by, from_booking=True)})


def _in_the_week_of(it: Resolver, was: Moment) -> Answer | None:
    """`the week of the 14th`: its working days, that of the booking first."""
    own = Moment.at(was.instant, it.place.zone).local.weekday()
    answers = [
        _on_its_days(_with(it, {**it.said.parts, "week of": WeekOf(day)}), was)
        for day in dict.fromkeys((own, *range(5)))
    ]
    return chosen("Which day of that week?", answers, was)


def _said_besides(it: Resolver, part: Part) -> bool:
    return bool(it.said.parts.keys() - {part.slot}) or bool(it.said.zones)


def _on_its_days(it: Resolver, was: Moment) -> Answer | None:
    ways = of_that_weekday(tuple(_ways(it, was)), it.said.part(Weekday))
    answer = chosen("Which day is meant?", (on_day(it, way) for way in ways), was)
    if (
        isinstance(answer, Question)
        and len(answer.choices) == 1
        and not _BASES & it.said.parts.keys()
    ):
        # "9" at ten: 9 PM is ahead, and so is tomorrow's 9.
        tomorrow = on_day(it, Days((it.anchor + _DAY,)))
        return asking("Which is meant?", (answer, tomorrow))
    return answer


def chosen(sentence: str, answers: Iterable[Answer | None], was: Moment) -> Answer | None:
    """The one way that is ahead and no present time; several are asked about."""
    every = [answer for answer in answers if answer is not None]
    ahead = [answer for answer in every if not isinstance(answer, Refusal)]
    elsewhere = [other for answer in ahead if (other := _elsewhere(answer, was)) is not None]
    if len(elsewhere) > 1:
        return asking(sentence, elsewhere)
    return next(iter((*elsewhere, *ahead, *every)), None)


def _elsewhere(answer: Answer, was: Moment) -> Answer | None:
    """The answer without the present time."""
    match answer:
        case Reading():
            return None if answer.moment.instant == was.instant else answer
        case Question(sentence, choices):
            others = [one for one in choices if one.moment.instant != was.instant]
            if len(others) == 1 < len(choices):
                return others[0]
            return Question(sentence, tuple(others)) if others else None
    return answer


# How far.


def _by_a_stretch(it: Resolver, elapsed: Elapsed, was: Moment) -> Answer | None:
    """`an hour later`, `back 2 weeks`, `a day later at 3pm`, `the same day, an hour later`."""
    if elapsed.either_way:
        return _either_way(it, elapsed, was)
    parts = {slot: part for slot, part in it.said.parts.items() if slot != "elapsed"}
    if not elapsed.from_booking:
        return after_stretch(it, elapsed)
    if isinstance(parts.get("day"), SameDay) or (
        elapsed.by.has_clock and isinstance(parts.get("clock"), SameTime)
    ):
        parts = {slot: part for slot, part in parts.items() if slot not in ("day", "clock")}
    if not parts.keys() - {"length"}:
        return after_stretch(_with(it, {**parts, "elapsed": elapsed}), elapsed)
    if elapsed.by.has_clock:
        same = {"clock": SameTime(), "shift": Shift(elapsed.by)}
        return _on_its_days(_with(it, parts | same), was) if "clock" not in parts else None
    if _BASES & parts.keys():
        return None
    day = FromToday(elapsed.by, from_booking=True)
    return moved_to(_with(it, {**parts, "day": day}), was)


def _with(it: Resolver, parts: dict[str, Part]) -> Resolver:
    return replace(it, said=PartialParse(parts, it.said.zones))


def _either_way(it: Resolver, elapsed: Elapsed, was: Moment) -> Answer | None:
    ways = (elapsed.by, -elapsed.by)
    parts = {slot: part for slot, part in it.said.parts.items() if slot != "length"}
    answers = [
        _by_a_stretch(_with(it, {**parts, "elapsed": way}), way, was)
        for way in (Elapsed(by, from_booking=True) for by in ways)
    ]
    return chosen("Later or earlier?", answers, was)


# Numbers.


def _by_numbers(it: Resolver, was: Moment) -> Answer | None:
    """Numbers that may be hours or days: the 3 of `push to 3`, the 2 and 4 of `2-4`."""
    said = it.said
    if said.zones or not said.parts.keys() <= {"clock", "day", "weekday", "end"}:
        return None
    match said.parts.get("clock"), said.parts.get("day"), said.end:
        case Clock(bare=True, minute=0, hour=hour), None, None if hour:
            return _hour_or_day(it, hour, was)
        case None, Calendar(bare=True, day=day), None:
            return _hour_or_day(it, day, was)
        case Clock(bare=True, minute=0) as start, None, Clock(bare=True, minute=0) as end:
            return _range_or_date(it, start, end, was)
    return None


def _range_or_date(it: Resolver, start: Clock, end: Clock, was: Moment) -> Answer | None:
    """`1-4` is from one to four, and may be January 4 where that is near."""
    by_hours = _on_its_days(_with(it, {**it.said.parts, "clock": replace(start, bare=False)}), was)
    if "weekday" in it.said.parts:
        return by_hours
    date_ = Calendar(end.hour, month=start.hour, in_numbers=True)
    on_date = _on_its_days(_with(it, {"day": date_}), was)
    is_near = isinstance(on_date, Reading) and abs(on_date.moment.local - was.local) <= _MONTH
    return chosen("Hours, or a date?", (by_hours, on_date if is_near else None), was)


def _hour_or_day(it: Resolver, number: int, was: Moment) -> Answer | None:
    """Both, where both can be; `Tuesday 9` is the 9th only where that is a Tuesday."""
    weekday = {slot: part for slot, part in it.said.parts.items() if slot == "weekday"}
    answers: list[Answer | None] = []
    if number <= _HOURS:
        clock = Clock(number, exact=number > _HOURS / 2)
        answers.append(_on_its_days(_with(it, {**weekday, "clock": clock}), was))
    day = _on_its_days(_with(it, {**weekday, "day": Calendar(number)}), was)
    if not (weekday and isinstance(day, Question)):
        answers.append(day)
    return chosen(f"Is {number} the hour or the day?", answers, was)


_HOURS = 24


# Days.


def _ways(it: Resolver, was: Moment) -> Iterator[Days]:
    """Every way of reading the day, that of the booking's own week first."""
    there = Moment.at(was.instant, it.place.zone).local.date()
    said, today = it.said, it.anchor
    from_today = days(said, today=today, day_first=it.asked.day_first, kept=it.kept)
    is_alone = not _SETTLING & said.parts.keys()
    match said.parts.get("day"):
        case None | SameDay() if "week of" not in said.parts:
            yield from _without_date(it, was, from_today)
        case FromToday(either=True) | Nth():
            yield from days(said, today=there, day_first=it.asked.day_first, kept=it.kept)
            yield from from_today
        case FromToday(from_booking=True):
            yield from days(said, today=there, day_first=it.asked.day_first, kept=it.kept)
        case FromToday(ahead=ahead) if _is_in_weeks(ahead) and from_today[0].candidates == (there,):
            # "In 2 weeks" it is there already.
            yield from days(said, today=there, day_first=it.asked.day_first, kept=it.kept)
            yield from from_today
        case Calendar(year=None, month=None) as day if is_alone:
            yield from _of_month(day, from_today, there)
        case Calendar(year=None) | Holiday(year=None) if is_alone:
            yield from _near_it(said, from_today, there, today)
        case _:
            yield from from_today


def _is_in_weeks(ahead: Amount) -> bool:
    return ahead.days > 0 and not ahead.days % 7


def _without_date(it: Resolver, was: Moment, from_today: tuple[Days, ...]) -> Iterator[Days]:
    there = Moment.at(was.instant, it.place.zone).local.date()
    said, today = it.said, it.anchor
    day = said.parts.get("day")
    match said.part(Weekday), said.part(Period):
        case None, None:
            yield from _on_its_own_day(it, was, there)
        case None, Period(unit="month", month=None) as month if isinstance(day, SameDay):
            yield from _on_same_day_of(month, there, today, kept=it.kept)
        case None, Period() as period:
            yield from _in_period(period, there, today)
        case Weekday(), Period(unit="week") as week:
            for anchor in _seen_from(week, there, today):
                yield from days(said, today=anchor, day_first=it.asked.day_first, kept=it.kept)
        case Weekday() as weekday, None if "shift" not in said.parts:
            yield from _on_weekday(it, weekday, from_today, there)
        case Weekday(), None:
            yield from days(said, today=there, day_first=it.asked.day_first, kept=it.kept)
            yield from from_today
        case _:
            yield from from_today


def _on_its_own_day(it: Resolver, was: Moment, there: date) -> Iterator[Days]:
    """A clock, a zone or a part of the day alone; `the Monday before`; `tonight` is today's."""
    shift, daytime = it.said.part(Shift), it.said.part(DayTime)
    if shift is not None and shift.weekday is not None:
        yield Days((shifted(there, shift, kept=it.kept),))
    elif daytime is not None and daytime.today:
        yield Days((it.anchor,))
    else:
        yield from (Days((day,)) for day in dict.fromkeys((there, was.local.date())))


def _seen_from(week: Period, there: date, today: date) -> tuple[date, ...]:
    """What a week is counted from: `that week` from the booking's, `next week` from both."""
    if week.from_booking:
        return (there,)
    return (there, today) if week.ahead else (today,)


def _in_period(period: Period, there: date, today: date) -> Iterator[Days]:
    """`next week`: the booking's weekday in it; which day of a month is not said."""
    if period.unit != "week" or (period.from_booking and not period.ahead):
        yield Days(why=f"Which day of that {period.unit}? Type the day too, such as “Tuesday 2pm”.")
        return
    for anchor in _seen_from(period, there, today):
        monday = anchor - anchor.weekday() * _DAY
        yield Days((monday + there.weekday() * _DAY + period.ahead * _WEEK,))


def _on_same_day_of(month: Period, there: date, today: date, *, kept: Regions) -> Iterator[Days]:
    """`the same day next month`: that date of it, or the weekday that is as often in it."""
    for first in (there, today) if month.ahead else (today,):
        ahead = (first.year - there.year) * 12 + first.month - there.month + month.ahead
        yield Days((moved(there, Amount(months=ahead)),))
    weekday = Nth((there.day + 6) // 7, "weekday", there.weekday(), ahead=month.ahead)
    said = PartialParse({"day": weekday})
    yield from days(said, today=there, day_first=False, kept=kept)


def _on_weekday(
    it: Resolver, weekday: Weekday, from_today: tuple[Days, ...], there: date
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
        case Which.NEAREST if not weekday.said_which:
            yield Days((own + weekday.weeks * _WEEK,))
            if not weekday.weeks:
                yield Days((behind,))
            yield from from_today if weekday.weeks else _in_the_week_before(it, there, from_today)
        case _:
            yield from from_today


def _in_the_week_before(it: Resolver, there: date, from_today: tuple[Days, ...]) -> Iterator[Days]:
    """The first of the days that is not past, if it is at most a week before the booking."""
    for way in from_today:
        ahead = (on for on in way.candidates if not isinstance(on_day(it, Days((on,))), Refusal))
        first = next(ahead, None)
        if first is not None and there - first <= _WEEK:
            yield Days((first,))


def _of_month(day: Calendar, from_today: tuple[Days, ...], there: date) -> Iterator[Days]:
    """`the 10th`: of the booking's month, the nearest to the booking, the first from today.

    That one is none where it is more than a month before the booking.
    """
    months = ((there.year * 12 + there.month - 1 + ahead) for ahead in (0, -1, 1))
    such = [on for month in months if (on := _day_in(month, day.day)) is not None]
    nearest = sorted(such, key=lambda on: abs(on - there))[:1]
    own = [on for on in such if on.month == there.month]
    yield from (Days((on,)) for on in dict.fromkeys((*own, *nearest)))
    yield from (
        way for way in from_today if not way.candidates or there - way.candidates[0] <= _MONTH
    )


def _day_in(month: int, day: int) -> date | None:
    """The day of a month counted from the year 0, if it has one."""
    try:
        return date(month // 12, month % 12 + 1, day)
    except ValueError:
        return None


def _near_it(
    said: PartialParse, from_today: tuple[Days, ...], there: date, today: date
) -> Iterator[Days]:
    """`Dec 4`, `Thanksgiving`: the nearest to the booking, the first from today; or a month is a slip."""
    for way in from_today:
        nearest = sorted(way.candidates, key=lambda on: abs(on - there))[:1]
        yield from (Days((on,)) for on in nearest if on != way.candidates[0])
        yield way
        soon = just_passed(said, way, today=today)
        if soon is not None:
            yield soon
