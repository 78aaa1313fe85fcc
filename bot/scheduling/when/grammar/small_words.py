"""Words that change nothing, and words that no single moment can be made of."""

from bot.scheduling.when.grammar.found import Found, Rule
from bot.scheduling.when.parts import Filler, Part, Unbookable


def _nothing(_: Found) -> Part:
    return Filler()


def _tie(_: Found) -> Part:
    return Filler(ties=True)


def _repeating(_: Found) -> Part:
    return Unbookable(
        "Docket books one session at a time. Type the date and time of the first one."
    )


def _vague(found: Found) -> Part:
    said = " ".join(word.text for word in found.words())
    return Unbookable(
        f"“{said}” leaves the time open. Type one date and time, such as “tomorrow 2pm”."
    )


RULES: tuple[Rule, ...] = (
    (_nothing, "polite"),
    (_nothing, "comma | open | close_bracket | quote | bang | dash | dot | about"),
    (_tie, "at | on | t | the"),
    (_repeating, "(on | the | of)* repeating (day | week | month | year | hour | WEEKDAY)?"),
    (
        _vague,
        "vague | few | before | after | between | part | lunch | by | (this | NEXT | last)? weekend",
    ),
)
