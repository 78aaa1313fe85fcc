"""From which day a phrase counts: where it is another day there than here, from both."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from bot.times.moment import Moment
from bot.times.reading.answers import Answer, Reading, ask
from bot.times.reading.resolve.phrase import Phrase
from bot.times.reading.resolve.senses import Ambiguity, Sense, Senses


def resolve_reference_dates(phrase: Phrase) -> Senses[Phrase]:
    """The phrase counted from the day it is in its zone, and from the day it is where the person is.

    `tomorrow 3pm Tokyo` is tomorrow there; unless that is tomorrow here too, it is asked. Of a
    booking that is moved, whose zone nobody said, tomorrow is the person's.
    """
    context = phrase.context
    there, by_ours = context.today(phrase.zone.name), Sense(phrase)
    if there == phrase.today or (context.was is not None and not phrase.parse.zones):
        return by_ours
    by_theirs = Sense(replace(phrase, today=there))
    return Ambiguity((by_theirs, by_ours), partial(_theirs_or_ours, zone=context.zone))


def _theirs_or_ours(answers: Sequence[Answer | None], *, zone: str) -> Answer | None:
    """The answer by their day, if it is ours too; else, which day is meant is asked."""
    by_theirs, by_ours = answers
    if by_theirs == by_ours or _falls_on_day_of(by_theirs, by_ours, zone=zone):
        return by_theirs
    return ask("It's already a different day there. Which day do you mean?", answers)


def _falls_on_day_of(one: Answer | None, other: Answer | None, *, zone: str) -> bool:
    """Whether clocks in `zone` show the one moment on the day that the other names."""
    if not (isinstance(one, Reading) and isinstance(other, Reading)) or one.date_only:
        return False
    seen = Moment.at(one.moment.instant, zone)
    return seen.local.date() == other.moment.local.date()
