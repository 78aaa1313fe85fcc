"""Which days a phrase can mean for a booking that is moved: counted from its day, or from today."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import partial

from bot.times.moment import Moment
from bot.times.reading.answers import Answer, Question, Refusal, ask
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
from bot.times.reading.resolve.month_days import DaySense, next_after_just_passed
from bot.times.reading.resolve.moved_choice import choose_new_time
from bot.times.reading.resolve.moved_interpretations import BASES
from bot.times.reading.resolve.named_days import dated, named_days, of_that_weekday
from bot.times.reading.resolve.phrase import DatedPhrase, Phrase
from bot.times.reading.resolve.senses import Ambiguity, Sense, Senses

_DAY, _WEEK = timedelta(days=1), timedelta(days=7)
_MONTH = timedelta(days=31)
_SETTLE_THE_DATE = frozenset({"weekday", "period", "shift", "week of", "year", "beside"})


def resolve_moved_days(phrase: Phrase, was: Moment) -> Senses[DatedPhrase]:
    """A phrase of the new time of the booking that is at `was`, on every day that it may mean."""
    days = of_that_weekday(tuple(_moved_days(phrase, was)), phrase.parse.part(Weekday))
    found = tuple(_dated(phrase, one) for one in days)
    choose = partial(choose_new_time, sentence="Which day do you mean?", was=was)
    if BASES & phrase.parse.parts.keys():
        return Ambiguity(found, choose)
    tomorrow = Sense(DatedPhrase(phrase, (phrase.today + _DAY,)))
    return Ambiguity((Ambiguity(found, choose), tomorrow), _perhaps_tomorrow)


def _perhaps_tomorrow(answers: Sequence[Answer | None]) -> Answer | None:
    """The answer; of a question with one choice, tomorrow's too: "9" at ten is 9 PM, or tomorrow's 9."""
    answer, tomorrow = answers
    is_one_choice = isinstance(answer, Question) and len(answer.choices) == 1
    return ask("Which one do you mean?", (answer, tomorrow)) if is_one_choice else answer


def _dated(phrase: Phrase, sense: DaySense) -> Senses[DatedPhrase]:
    """The phrase on some days; where none may be before another, on each of them."""
    if sense.not_before is None:
        return dated(phrase, sense)
    each = tuple(Sense(DatedPhrase(phrase, (day,))) for day in sense.dates)
    return Ambiguity(each, partial(_first_ahead, days=sense.dates, not_before=sense.not_before))


def _first_ahead(
    answers: Sequence[Answer | None], *, days: tuple[date, ...], not_before: date
) -> Answer | None:
    """The answer of the first day that is ahead, if that is not too early."""
    ahead = (
        (day, answer)
        for day, answer in zip(days, answers, strict=True)
        if not isinstance(answer, Refusal)
    )
    day, answer = next(ahead, (date.min, None))
    return answer if day >= not_before else None


def _moved_days(phrase: Phrase, was: Moment) -> Iterator[DaySense]:
    """Every sense of the day, that of the booking's own week first."""
    parse, there = phrase.parse, phrase.local(was).date()
    from_today = named_days(phrase, today=phrase.today)
    is_alone = not _SETTLE_THE_DATE & parse.parts.keys()
    match parse.parts.get("day"):
        case None | SameDay() if "week of" not in parse.parts:
            yield from _without_date(phrase, was, there, from_today)
        case FromToday(either=True) | Nth():
            yield from named_days(phrase, today=there)
            yield from from_today
        case FromToday(from_booking=True):
            yield from named_days(phrase, today=there)
        case FromToday(ahead=ahead) if _is_in_weeks(ahead) and from_today[0].dates == (there,):
            # "In 2 weeks" it is there already.
            yield from named_days(phrase, today=there)
            yield from from_today
        case Calendar(year=None, month=None) as day if is_alone:
            yield from _of_month(day, from_today, there)
        case Calendar(year=None) | Holiday(year=None) if is_alone:
            yield from _near_it(parse, from_today, there, today=phrase.today)
        case _:
            yield from from_today


def _is_in_weeks(ahead: Amount) -> bool:
    return ahead.days > 0 and not ahead.days % 7


def _without_date(
    phrase: Phrase, was: Moment, there: date, from_today: tuple[DaySense, ...]
) -> Iterator[DaySense]:
    parse, today = phrase.parse, phrase.today
    match parse.part(Weekday), parse.part(Period):
        case None, None:
            yield from _on_its_own_day(phrase, was, there)
        case None, Period(unit="month", month=None) as month if parse.part(SameDay):
            yield from _on_same_day_of(phrase, month, there)
        case None, Period() as period:
            yield from _in_period(period, there, today)
        case Weekday(), Period(unit="week") as week:
            for anchor in _anchors(week, there, today):
                yield from named_days(phrase, today=anchor)
        case Weekday() as weekday, None if "shift" not in parse.parts:
            yield from _on_weekday(weekday, from_today, there)
        case Weekday(), None:
            yield from named_days(phrase, today=there)
            yield from from_today
        case _:
            yield from from_today


def _on_its_own_day(phrase: Phrase, was: Moment, there: date) -> Iterator[DaySense]:
    """A clock, a zone or a part of the day alone; `the Monday before`; `tonight` is today's."""
    shift, daytime = phrase.parse.part(Shift), phrase.parse.part(DayTime)
    if shift is not None and shift.weekday is not None:
        yield DaySense((shifted(there, shift, regions=phrase.regions),))
    elif daytime is not None and daytime.today:
        yield DaySense((phrase.today,))
    else:
        yield from (DaySense((day,)) for day in dict.fromkeys((there, was.local.date())))


def _anchors(week: Period, there: date, today: date) -> tuple[date, ...]:
    """What a week is counted from: `that week` from the booking's, `next week` from both."""
    if week.from_booking:
        return (there,)
    return (there, today) if week.ahead else (today,)


def _in_period(period: Period, there: date, today: date) -> Iterator[DaySense]:
    """`next week`: the booking's weekday in it; which day of a month is not said."""
    if period.unit != "week" or (period.from_booking and not period.ahead):
        yield DaySense(why=f"Which day of that {period.unit}? Add it, such as “Tuesday 2pm”.")
        return
    for anchor in _anchors(period, there, today):
        monday = anchor - anchor.weekday() * _DAY
        yield DaySense((monday + there.weekday() * _DAY + period.ahead * _WEEK,))


def _on_same_day_of(phrase: Phrase, month: Period, there: date) -> Iterator[DaySense]:
    """`the same day next month`: that date of it, or the weekday that is as often in it."""
    for first in (there, phrase.today) if month.ahead else (phrase.today,):
        ahead = (first.year - there.year) * 12 + first.month - there.month + month.ahead
        yield DaySense((moved(there, Amount(months=ahead)),))
    weekday = Nth((there.day + 6) // 7, "weekday", there.weekday(), ahead=month.ahead)
    yield from named_days(phrase.with_parts({"day": weekday}), today=there)


def _on_weekday(
    weekday: Weekday, from_today: tuple[DaySense, ...], there: date
) -> Iterator[DaySense]:
    """A weekday: in the booking's week, after the booking, the first from today.

    That one is none where it is more than a week before the booking.
    """
    own = there + (weekday.day - there.weekday()) * _DAY
    after = own if own > there else own + _WEEK
    match weekday.which:
        case Which.THAT:
            yield DaySense((own,))
        case Which.FOLLOWING:
            yield DaySense((after,))
        case Which.NEXT:
            yield DaySense((own + _WEEK,))
            yield DaySense((after,))
            yield from from_today
        case Which.NEAREST if not weekday.said_which and weekday.weeks:
            yield DaySense((own + weekday.weeks * _WEEK,))
            yield from from_today
        case Which.NEAREST if not weekday.said_which:
            yield DaySense((own,))
            yield DaySense((after,))
            yield from (replace(sense, not_before=there - _WEEK) for sense in from_today)
        case _:
            yield from from_today


def _of_month(day: Calendar, from_today: tuple[DaySense, ...], there: date) -> Iterator[DaySense]:
    """`the 10th`: of the booking's month, the nearest to the booking, the first from today.

    That one is none where it is more than a month before the booking.
    """
    months = (month_ahead(there, ahead) for ahead in (0, -1, 1))
    such = [on for month in months if (on := _day_in(*month, day.day)) is not None]
    nearest = sorted(such, key=lambda on: abs(on - there))[:1]
    own = [on for on in such if on.month == there.month]
    yield from (DaySense((on,)) for on in dict.fromkeys((*own, *nearest)))
    yield from (
        sense for sense in from_today if not sense.dates or there - sense.dates[0] <= _MONTH
    )


def _day_in(year: int, month: int, day: int) -> date | None:
    """The day of a month, if it has one."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _near_it(
    parse: PartialParse, from_today: tuple[DaySense, ...], there: date, *, today: date
) -> Iterator[DaySense]:
    """`Dec 4`, `Thanksgiving`: the nearest to the booking, the first from today.

    And of a date that has just passed, the next such day of a month.
    """
    for sense in from_today:
        nearest = sorted(sense.dates, key=lambda on: abs(on - there))[:1]
        yield from (DaySense((on,)) for on in nearest if on != sense.dates[0])
        yield sense
        later = next_after_just_passed(parse, sense, today=today)
        if later is not None:
            yield later
