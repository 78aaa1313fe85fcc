"""Words that change nothing, and words that no single moment can be made of."""

from bot.scheduling.when.grammar.found import Found, Rule
from bot.scheduling.when.parts import Filler, Part, Unbookable


def _nothing(_: Found) -> Part:
    return Filler()


def _on_the_dot(found: Found) -> Part | None:
    """`5pm on the dot`, `en punto`; a full stop is no dot."""
    return Filler() if found.words()[-1].text.isalpha() else None


def _quoting(found: Found) -> Part | None:
    """The quotes of `'tomorrow' 2pm`, with nothing close to them on one side; not of `'27`."""
    place, text = found.match.start(), found.text
    opens = place == 0 or text[place - 1].end < text[place].start
    closes = place + 1 == len(text) or text[place].end < text[place + 1].start
    is_of_year = not closes and text[place + 1].is_number
    return Filler() if (opens or closes) and not is_of_year else None


def _at_the_end(found: Found) -> Part | None:
    """`Would Tuesday at 11 work?`."""
    is_work = found.words()[0].text == "work" and found.match.end() == len(found.text)
    return Filler() if is_work else None


def _colon(found: Found) -> Part | None:
    """`Tuesday: 1pm`, `Eastern: Friday`; never behind a number."""
    place, text = found.match.start(), found.text
    return Filler() if place and not text[place - 1].is_number else None


def _mark(found: Found) -> Part | None:
    """A mark that separates; between two numbers, close to both, it would join them.

    `feb 12,3pm` is no number; and the dash of `-1pm` has lost what was before it.
    """
    place, text = found.match.start(), found.text
    if place == 0 and text[0].kind == "dash":
        return None
    around = text[max(place - 1, 0) : place + 2]
    is_close = around[-1].start - around[0].end == 1 and len(around) == 3
    joins = is_close and around[0].is_number and around[-1].is_number
    behind = text[place + 2].kind if joins and place + 2 < len(text) else ""
    is_before_clock = text[place].kind == "comma" and behind in ("am", "pm", "a", "p", "colon")
    return None if joins and not is_before_clock else Filler()


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
    (_on_the_dot, "(on the | in) dot"),
    (_nothing, "(by | for | that) polite"),
    (_nothing, "polite us? (to | for us)?"),
    (_nothing, "bar | open | close_bracket | quote | bang | about"),
    (_quoting, "apostrophe"),
    (_nothing, "LABEL ((and | slash)? LABEL)* colon"),
    (_nothing, "prevailing | any chance (of | for)?"),
    (_nothing, "comma? or as vague thereafter as? (the? counsel)? (MONTH polite heard)?"),
    (_at_the_end, "business bang*"),
    (_mark, "comma | dash | dot | slash"),
    (_colon, "colon"),
    (_tie, "at | on | t | the | starting | de | para"),
    (_repeating, "repeating? los WEEKDAY"),
    (_repeating, "(on | the | of)* repeating (day | week | month | year | hour | WEEKDAY)?"),
    (_repeating, "(on | the | of | los | a_to)* WEEKDAYS"),
    (
        _vague,
        "vague | few | before | after | between | part | lunch | by | (this | NEXT | last)? weekend",
    ),
)
