"""The days that a phrase of a new booking may be on."""

from datetime import date, timedelta
from functools import partial

from bot.times.reading.answers import ask
from bot.times.reading.partial_parse import PartialParse
from bot.times.reading.parts import Amount, Calendar, Period, SameTime, Weekday
from bot.times.reading.resolve.date_arithmetic import moved
from bot.times.reading.resolve.month_days import DaySense, next_after_just_passed
from bot.times.reading.resolve.named_days import dated, named_days, of_that_weekday
from bot.times.reading.resolve.phrase import DatedPhrase, Phrase
from bot.times.reading.resolve.senses import Senses, one_of

_DAY = timedelta(days=1)
_UNITS = {"week": Amount(days=7), "month": Amount(months=1), "year": Amount(months=12)}


def resolve_days(phrase: Phrase) -> Senses[DatedPhrase]:
    """A phrase of a new booking on every day that it may mean; where none was said, today or tomorrow."""
    days, question = _days_meant(phrase)
    days = days or (_undated(phrase.parse, today=phrase.today),)
    return one_of(tuple(dated(phrase, one) for one in days), partial(ask, question))


def _days_meant(phrase: Phrase) -> tuple[tuple[DaySense, ...], str]:
    """The senses of the day that may be meant, with a weekday beside it, and what to ask of several."""
    parse, today = phrase.parse, phrase.today
    found = of_that_weekday(named_days(phrase, today=today), parse.part(Weekday))
    if len(found) > 1:
        is_date = parse.part(Calendar) is not None
        question = "Does the day or the month come first?" if is_date else "Which day do you mean?"
        return found, question
    later = next_after_just_passed(parse, found[0], today=today) if found else None
    if later is not None:
        return (*found, later), "That day has passed this year. Which day do you mean?"
    return found, ""


def _undated(parse: PartialParse, *, today: date) -> DaySense:
    """The days that may be meant where none was said: today or tomorrow, or so far ahead as a period is."""
    period = parse.part(Period)
    if period is None:
        return DaySense((today,) if parse.is_today else (today, today + _DAY))
    if parse.part(SameTime) is not None and period.month is None:
        ahead = sum((_UNITS[period.unit] for _ in range(period.ahead)), Amount())
        return DaySense((moved(today, ahead),))
    return DaySense(why=f"Which day of that {period.unit}? Add it, such as “Tuesday 2pm”.")
