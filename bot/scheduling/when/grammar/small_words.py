"""Words that change nothing, and words that no single moment can be made of."""

from bot.scheduling.when.grammar.found import Found, Rule
from bot.scheduling.when.parts import Filler, Part, Unbookable


def _nothing(_: Found) -> Part:
    return Filler()


def _on_the_dot(found: Found) -> Part | None:
    """`5pm on the dot`; a full stop is no dot."""
    return Filler() if found.words()[-1].text == "dot" else None


def _around_it_all(found: Found) -> Part | None:
    """The quotes of `'tomorrow 2pm'`."""
    return Filler() if found.match.start() in (0, len(found.text) - 1) else None


def _mark(found: Found) -> Part | None:
    """A mark that separates; between two numbers, close to both, it would join them."""
    place, text = found.match.start(), found.text
    around = text[max(place - 1, 0) : place + 2]
    is_close = around[-1].start - around[0].end == 1 and len(around) == 3
    joins = is_close and around[0].is_number and around[-1].is_number
    return None if joins else Filler()


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
    (_on_the_dot, "on the dot"),
    (_nothing, "polite (to | for us)?"),
    (_nothing, "bar | open | close_bracket | quote | bang | about"),
    (_around_it_all, "apostrophe"),
    (_nothing, "(label | day | time | zone | time zone) colon"),
    (_mark, "comma | dash | dot | slash"),
    (_tie, "at | on | t | the | starting | de"),
    (_repeating, "(on | the | of)* repeating (day | week | month | year | hour | WEEKDAY)?"),
    (_repeating, "(on | the | of)* WEEKDAYS"),
    (
        _vague,
        "vague | few | before | after | between | part | lunch | by | (this | NEXT | last)? weekend",
    ),
)
