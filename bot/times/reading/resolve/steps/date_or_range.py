"""A number between a weekday and a clock: its date, or where a range begins: `friday 4 - 10am`."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from bot.times.reading.answers import Answer, Reading, ask
from bot.times.reading.parts import Calendar, Clock, Connector, Weekday
from bot.times.reading.resolve.named_days import named_days
from bot.times.reading.resolve.phrase import Phrase
from bot.times.reading.resolve.senses import Ambiguity, Sense, Senses, Settled

_LAST_HOUR, _HOURS = 12, 24
_BEGINS, _ENDS = 7, 19


def disambiguate_date_or_range(phrase: Phrase) -> Senses[Phrase]:
    """`friday 4 - 10am`: the 4th if that is a Friday, or from 4 to 10; `vendredi 4 à 10h` is the 4th."""
    day = phrase.parse.part(Calendar)
    if day is None or day.connector is None:
        return Sense(phrase)
    weekday, clock = phrase.parse.part(Weekday), phrase.parse.part(Clock)
    if weekday is None or clock is None:
        return Settled()
    dated = phrase.with_parts({**phrase.parse.parts, "day": replace(day, connector=None)})
    is_date = _falls_on(weekday, dated)
    is_sure = day.connector is Connector.AT
    if (is_date and is_sure) or phrase.parse.end is not None:
        return Sense(dated)
    is_of_numbers = clock.bare and day.connector is not Connector.DASH
    return Ambiguity(
        (Sense(dated), _range_from(phrase, day, clock)),
        partial(_one_way, may_be_date=is_date or is_sure, is_of_numbers=is_of_numbers),
    )


def _falls_on(weekday: Weekday, dated: Phrase) -> bool:
    """Whether the date of a phrase is the weekday beside it, the next time it comes."""
    first = named_days(dated, today=dated.today)[0].dates[:1]
    return any(day.weekday() == weekday.day for day in first)


def _range_from(phrase: Phrase, day: Calendar, clock: Clock) -> Senses[Phrase]:
    """The phrase with the number of its day as the hour when a range begins, if it can be one."""
    if day.day >= _HOURS:
        return Settled()
    start = Clock(day.day, bare=True, exact=day.day > _LAST_HOUR)
    others = phrase.parse.without("day").parts
    return Sense(phrase.with_parts({**others, "clock": start, "end": clock}))


def _one_way(
    answers: Sequence[Answer | None], *, may_be_date: bool, is_of_numbers: bool
) -> Answer | None:
    """The range, if nothing else may be meant or it is of a working day: `Tues 9 to 5`; or both."""
    dated, ranging = answers
    is_working_day = is_of_numbers and _is_in_business_hours(ranging)
    if is_working_day or not (may_be_date or ranging is None):
        return ranging
    return ask("Is that a date, or the start of a range?", (dated, ranging))


def _is_in_business_hours(answer: Answer | None) -> bool:
    """Whether a range lies within the hours of a working day."""
    if not isinstance(answer, Reading) or answer.duration is None:
        return False
    start = answer.moment.local
    end = start + answer.duration
    return start.hour >= _BEGINS and end.date() == start.date() and end.hour < _ENDS
