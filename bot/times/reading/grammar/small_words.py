"""Words that change nothing, and words that no single moment can be made of."""

from bot.times.reading.grammar.marks import nothing
from bot.times.reading.grammar.match import Match, Rule
from bot.times.reading.parts import Filler, Part, Unsupported


def _on_the_dot(match: Match) -> Part | None:
    """`5pm on the dot`, `en punto`; a full stop is no dot."""
    return Filler() if match.words()[-1].text.isalpha() else None


def _courtesy(match: Match) -> Part | None:
    """`por favor`, `qué tal`, `for you`; never `by best`."""
    last = match.words()[-1]
    return Filler() if last.text in last.language.courtesies else None


def _at_the_start(match: Match) -> Part | None:
    """The `When` of a line that was pasted without its colon."""
    label = match.words()[0]
    is_first = match.start == 0
    return Filler() if is_first and label.text in label.language.at_the_start else None


def _at_the_end(match: Match) -> Part | None:
    """`Would Tuesday at 11 work?`, `Tuesday 11am start`."""
    word, is_last = match.words()[0], match.end == len(match.tokens)
    return Filler() if is_last and word.text in word.language.at_the_end else None


def _greeting(match: Match) -> Part | None:
    """`Good morning - `."""
    good = match.words()[0]
    return Filler() if good.text in good.language.greetings else None


def _named_day(match: Match) -> Part | None:
    """The `el día` of `el día viernes`, `el día de hoy`."""
    end = match.end
    following = match.tokens[end].kind if end < len(match.tokens) else ""
    is_named = any(word.text in word.language.days_of_the_month for word in match.words())
    return (
        Filler() if is_named and following in ("WEEKDAY", "today", "tomorrow_or_morning") else None
    )


def _tie(_: Match) -> Part:
    return Filler(ties=True)


def _leading_for(match: Match) -> Part | None:
    """The `pour` of `vendredi pour 14h30`; any `for` that a phrase begins with."""
    word = match.words()[0]
    is_led = match.start == 0 or word.text in word.language.for_before_clocks
    return _tie(match) if is_led else None


def _repeating(_: Match) -> Part:
    return Unsupported(
        "Docket books one session at a time. Enter the date and time of the first one."
    )


def _vague(match: Match) -> Part:
    said = " ".join(word.text for word in match.words())
    return Unsupported(
        f"“{said}” doesn't set a time. Enter one date and time, such as “tomorrow 2pm”."
    )


RULES: tuple[Rule, ...] = (
    (_on_the_dot, "(on the | in) dot"),
    (_courtesy, "(by | for | that) filler"),
    (nothing, "filler for colon"),
    (_at_the_start, "label"),
    (nothing, "moved filler? (to | for) | moved filler"),
    (nothing, "filler us? (to | for us)?"),
    (nothing, "about"),
    (nothing, "(starting | label) time (of | filler)?"),
    (nothing, "LABEL ((and | slash)? LABEL)* (colon | dash)"),
    (nothing, "prevailing | any chance (of | for)?"),
    (nothing, "comma? or as vague thereafter as? (the? counsel)? (MONTH filler heard)?"),
    (_at_the_end, "(business | starting) (for (filler | us))? bang*"),
    (_greeting, "filler DAYTIME (comma | dash | bang)*"),
    (
        nothing,
        "on the (record | hour) | hard starting | filler (starting | with) | of filler day | whole day",
    ),
    (nothing, "comma? and? continuing (from? day to day)? (to completed)?"),
    (nothing, "to completed"),
    (_named_day, "the day of_or_from?"),
    (
        nothing,
        (
            "(open_bracket | comma | dash)? (by | on | for | with | in)? the? medium "
            "(label | filler)? close_bracket?"
        ),
    ),
    (_tie, "at | on | the | the_before_hours | starting | of_or_from | for_or_to"),
    (_leading_for, "for"),
    (nothing, "label comma label equals"),
    (_repeating, "repeating? the_before_weekdays WEEKDAY"),
    (
        _repeating,
        "(on | the | of)* repeating the? (WEEKDAYS | day | week | month | year | hour | WEEKDAY)?",
    ),
    (_repeating, "(on | the | of | the_before_weekdays | at_or_to)* WEEKDAYS"),
    (
        _vague,
        "vague | few | before | after | between | part | meal | by | (this | NEXT | last)? weekend",
    ),
)
