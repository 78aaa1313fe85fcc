"""From the parts of a phrase to the moment they mean: one step after the other, and one choice at the end."""

from collections.abc import Callable, Iterable
from functools import partial

from bot.times.reading.answers import Answer, first_answer
from bot.times.reading.partial_parse import PartialParse
from bot.times.reading.resolve.context import Context
from bot.times.reading.resolve.phrase import DatedPhrase, Phrase
from bot.times.reading.resolve.senses import Senses
from bot.times.reading.resolve.steps.clock_times import resolve_clock_times
from bot.times.reading.resolve.steps.date_or_range import disambiguate_date_or_range
from bot.times.reading.resolve.steps.days import resolve_days
from bot.times.reading.resolve.steps.from_now import amount_from_now, resolve_from_now
from bot.times.reading.resolve.steps.holiday_regions import resolve_holiday_regions
from bot.times.reading.resolve.steps.interpretations import interpret
from bot.times.reading.resolve.steps.moments import answer_target
from bot.times.reading.resolve.steps.moved_days import resolve_moved_days
from bot.times.reading.resolve.steps.reference_dates import resolve_reference_dates
from bot.times.reading.resolve.steps.screening import screen
from bot.times.reading.resolve.steps.weekdays import match_weekday
from bot.times.reading.resolve.steps.zones import resolve_zones
from bot.times.reading.resolve.targets import Target

Resolve = Callable[[PartialParse], Answer | None]
"""What takes the parts of a phrase to what they mean; None where that is nothing."""


def resolve(parse: PartialParse, *, context: Context) -> Answer | None:
    """What the parts of a phrase add up to; None if they make no sense together."""
    return (
        screen(parse, context=context)
        .then(partial(resolve_zones, context=context))
        .then(resolve_holiday_regions)
        .then(resolve_reference_dates)
        .then(disambiguate_date_or_range)
        .then(interpret)
        .then(_resolve_target)
        .answer(answer_target)
    )


def _resolve_target(phrase: Phrase) -> Senses[Target]:
    """What a phrase names: an amount from now, or a clock on a day."""
    amount = amount_from_now(phrase)
    if amount is not None:
        return resolve_from_now(phrase, amount)
    return _days(phrase).then(match_weekday).then(resolve_clock_times)


def _days(phrase: Phrase) -> Senses[DatedPhrase]:
    was = phrase.context.was
    return resolve_days(phrase) if was is None else resolve_moved_days(phrase, was)


def resolve_once(*, context: Context) -> Resolve:
    """A `resolve` that finds out once what the same parts add up to, however often a search meets them."""
    known: dict[tuple[object, ...], Answer | None] = {}

    def resolve_anew(parse: PartialParse) -> Answer | None:
        said = (*parse.parts.items(), parse.zones)
        if said not in known:
            known[said] = resolve(parse, context=context)
        return known[said]

    return resolve_anew


def resolve_first(parses: Iterable[PartialParse], *, context: Context) -> Answer | None:
    """The answer for the first parse that means something, in the order of their rank."""
    return first_answer(resolve(parse, context=context) for parse in parses)
