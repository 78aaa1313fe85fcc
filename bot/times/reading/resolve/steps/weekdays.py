"""A weekday beside a date: `Friday the 13th`, `in two weeks, Friday`, `a week from Friday, Feb 12`."""

from calendar import day_name
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import NamedTuple

from bot.times.moment import Moment
from bot.times.reading.answers import Answer, Reading, Refusal, ask
from bot.times.reading.partial_parse import PartialParse
from bot.times.reading.parts import FromToday, Weekday, Which
from bot.times.reading.resolve.named_days import on_weekday
from bot.times.reading.resolve.phrase import DatedPhrase, Phrase
from bot.times.reading.resolve.senses import Ambiguity, Sense, Senses
from bot.times.writing import Reader

_WEEK, _A_YEAR = timedelta(days=7), timedelta(days=366)


class WeekdayDates(NamedTuple):
    """The days that may be meant, each with the ones after it.

    `against`: the weekday that was said, where the first is none such, or another week's.
    """

    choices: tuple[tuple[date, ...], ...]
    against: Weekday | None = None


def match_weekday(dated: DatedPhrase) -> Senses[DatedPhrase]:
    """The phrase on those of its days that are the weekday said beside them, or on those meant instead."""
    phrase, dates = dated.phrase, dated.dates
    choices, against = _weekday_dates(phrase.parse, dates, today=phrase.today)
    if choices == (dates,) and not against:
        return Sense(dated)
    disagreement = _disagreement(phrase, dates[0], against) if against else ""
    return Ambiguity(
        tuple(Sense(DatedPhrase(phrase, choice)) for choice in choices),
        partial(_one_day, disagreement=disagreement, reader=phrase.context.reader),
    )


def _one_day(
    answers: Sequence[Answer | None], *, disagreement: str, reader: Reader
) -> Answer | None:
    """The one day, unless its date and its weekday disagree; several are asked about."""
    answer = ask(f"{disagreement} Which day do you mean?".lstrip(), answers)
    if not disagreement or not isinstance(answer, Reading):
        return answer
    such = answer.moment.day_written(reader)
    return Refusal(f"{disagreement} Enter the day and time again, such as “{such}”.")


def _disagreement(phrase: Phrase, day: date, weekday: Weekday) -> str:
    """What to say of a date beside another weekday: that it is not a Thursday."""
    there = Moment(datetime.combine(day, time()), phrase.zone.name)
    article = "a" if day.weekday() != weekday.day else "the next"
    written = there.day_written(phrase.context.reader)
    return f"{written} isn't {article} {day_name[weekday.day]}."


def _weekday_dates(parse: PartialParse, dates: tuple[date, ...], *, today: date) -> WeekdayDates:
    """The days that a phrase may mean, given its dates: those that are the weekday said beside them."""
    weekday, day = parse.part(Weekday), parse.parts.get("day")
    if weekday is None or day is None:
        return WeekdayDates((dates,))
    first = dates[0]
    if isinstance(day, FromToday) and _is_in_weeks(day):
        slots = [*parse.parts]
        is_first = slots.index("weekday") < slots.index("day")
        return _in_that_week(weekday, day, first, today=today, is_first=is_first)
    if weekday.weeks:
        return _weeks_from(weekday, first, today=today)
    if first.weekday() == weekday.day and not _is_too_far(weekday, first, today=today):
        return WeekdayDates(((first,),))
    near = _meant_instead(weekday, first, today=today)
    fitting = [(day,) for day in dates if _may_be_as_well(day, weekday, first)][:1]
    return WeekdayDates(((first,), *near, *fitting), against=weekday)


def _is_in_weeks(day: FromToday) -> bool:
    """Whether the day is any of that week: `in two weeks, Friday`."""
    return not day.to_the_day and day.ahead.days > 0 and not day.ahead.days % 7


def _in_that_week(
    weekday: Weekday, day: FromToday, counted: date, *, today: date, is_first: bool
) -> WeekdayDates:
    """`in two weeks, Friday` is that week's; of `Friday in two weeks` two weeks may be counted from it."""
    days = {counted + timedelta(days=weekday.day - counted.weekday())}
    if is_first:
        ahead = timedelta(days=day.ahead.days)
        days |= {at + ahead for at in _alone(weekday, today=today)}
    return WeekdayDates(tuple((at,) for at in sorted(days)))


def _weeks_from(weekday: Weekday, day: date, *, today: date) -> WeekdayDates:
    """`a week from Friday, Feb 12`: whether that is the Friday, or a week from it, may be asked."""
    if day.weekday() != weekday.day:
        return WeekdayDates(())
    later = day + weekday.weeks * _WEEK
    if day in _alone(weekday, today=today):
        return WeekdayDates(((day,),))
    if day in _alone(replace(weekday, weeks=0), today=today):
        return WeekdayDates(((later,),))
    return WeekdayDates(((day,), (later,)))


def _alone(weekday: Weekday, *, today: date) -> list[date]:
    """What the weekday would mean if no date were said with it."""
    return [one.dates[0] for one in on_weekday(weekday, today=today) if one.dates]


def _meant_instead(weekday: Weekday, day: date, *, today: date) -> list[tuple[date, ...]]:
    """What `next Friday` means alone; or the Friday nearest to a date, or the next one if it is past."""
    if weekday.said_which and (alone := _alone(weekday, today=today)):
        return [(at,) for at in alone]
    near = day + timedelta(days=(weekday.day - day.weekday() + 3) % 7 - 3)
    near = near if near >= today else near + _WEEK
    return [(near, near + _WEEK)]


def _may_be_as_well(day: date, weekday: Weekday, first: date) -> bool:
    """Whether a date said may be that of the year after, whose weekday fits."""
    return day.weekday() == weekday.day and day - first <= _A_YEAR


def _is_too_far(weekday: Weekday, day: date, *, today: date) -> bool:
    """Whether `this Friday, Feb 12` is not this week's; `next Friday` may be that of next week."""
    most = 2 * _WEEK if weekday.which in (Which.NEXT, Which.EITHER) else _WEEK
    return weekday.said_which and day - today > most
