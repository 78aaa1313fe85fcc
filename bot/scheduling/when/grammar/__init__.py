"""The grammar: which phrases mean what, family by family, as templates beside their meanings."""

from collections.abc import Mapping
from functools import cache

from bot.scheduling.when.grammar import clock, dates, lengths, relative, small_words, weekdays
from bot.scheduling.when.grammar.found import Meaning, Rule
from bot.scheduling.when.kinds import alphabet
from bot.scheduling.when.templates import Template


@cache
def rules() -> Mapping[str, tuple[tuple[Meaning, Template], ...]]:
    """Every rule, by the kinds of words it can begin with; compiled when the first time is read."""
    opening: dict[str, list[tuple[Meaning, Template]]] = {}
    for meaning, template in _every_rule():
        compiled = alphabet().compiled(template)
        for kind in compiled.openings:
            opening.setdefault(kind, []).append((meaning, compiled))
    return {kind: tuple(some) for kind, some in opening.items()}


def _every_rule() -> tuple[Rule, ...]:
    families = (dates, weekdays, relative, clock, lengths, small_words)
    return tuple(rule for family in families for rule in family.RULES)
