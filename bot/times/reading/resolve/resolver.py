"""From the parts of a phrase to the moment they mean: one step after the other, and one choice at the end."""

from collections.abc import Callable, Iterable
from functools import partial

from bot.times.reading.answers import Answer, first_answer
from bot.times.reading.partial_parse import PartialParse
from bot.times.reading.resolve.clock_times import at_times_said
from bot.times.reading.resolve.context import Context
from bot.times.reading.resolve.date_or_range import date_or_range
from bot.times.reading.resolve.days import days_of_new
from bot.times.reading.resolve.from_now import counted_from_now, is_counted_from_now
from bot.times.reading.resolve.holiday_regions import by_holidays
from bot.times.reading.resolve.interpretations import interpreted
from bot.times.reading.resolve.moments import answer_for
from bot.times.reading.resolve.moved_days import days_of_moved
from bot.times.reading.resolve.phrase import DatedPhrase, Phrase
from bot.times.reading.resolve.screening import screened
from bot.times.reading.resolve.senses import Senses
from bot.times.reading.resolve.starting_days import from_each_today
from bot.times.reading.resolve.targets import Target
from bot.times.reading.resolve.weekday_dates import on_weekday_said
from bot.times.reading.resolve.zone_candidates import in_zones

Resolve = Callable[[PartialParse], Answer | None]
"""What takes the parts of a phrase to what they mean; None where that is nothing."""


def resolve(parse: PartialParse, *, context: Context) -> Answer | None:
    """What the parts of a phrase add up to; None if they make no sense together."""
    return (
        screened(parse, context=context)
        .then(partial(in_zones, context=context))
        .then(by_holidays)
        .then(from_each_today)
        .then(date_or_range)
        .then(interpreted)
        .then(_targets)
        .answer(answer_for)
    )


def _targets(phrase: Phrase) -> Senses[Target]:
    """What a phrase names: an amount from now, or a clock on a day."""
    if is_counted_from_now(phrase):
        return counted_from_now(phrase)
    return _days(phrase).then(on_weekday_said).then(at_times_said)


def _days(phrase: Phrase) -> Senses[DatedPhrase]:
    was = phrase.context.was
    return days_of_new(phrase) if was is None else days_of_moved(phrase, was)


def resolve_first(parses: Iterable[PartialParse], *, context: Context) -> Answer | None:
    """What the first of several parses comes to, in the order of their rank, that means something."""
    return first_answer(resolve(parse, context=context) for parse in parses)
