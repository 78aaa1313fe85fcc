"""The grammar: which phrases mean what, family by family, as templates beside their meanings."""

from functools import cache

from bot.times.reading.grammar import (
    clock,
    clock_words,
    counted_days,
    dates,
    daytimes,
    lengths,
    marks,
    moving,
    numeric_dates,
    relative,
    small_words,
    weekdays,
)
from bot.times.reading.grammar.match import Meaning, Rule
from bot.times.reading.kinds import alphabet
from bot.times.reading.templates import Template

Compiled = tuple[tuple[Meaning, Template], ...]


@cache
def rules_for(kind: str, following: str) -> Compiled:
    """The rules that a kind of word can begin when that other kind (or nothing) follows."""
    return tuple(
        (meaning, template)
        for meaning, template in compiled_rules()
        if template.can_begin(kind, following)
    )


@cache
def compiled_rules() -> Compiled:
    """Every rule; compiled when the first time is read."""
    return tuple((meaning, alphabet().compiled(template)) for meaning, template in _every_rule())


# Of two phrases as long as each other the one that stands first is tried first.
_FAMILIES = (
    *(dates, numeric_dates, counted_days, weekdays, relative, moving),
    *(clock, clock_words, daytimes, lengths),
    *(small_words, marks),
)


def _every_rule() -> tuple[Rule, ...]:
    return tuple(rule for family in _FAMILIES for rule in family.RULES)
