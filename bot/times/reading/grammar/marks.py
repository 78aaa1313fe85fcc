"""Marks and what stands for one: quotes, colons, commas, dashes, the T of ISO's times."""

from bot.times.reading.grammar.match import Match, Rule
from bot.times.reading.parts import Filler, Part
from bot.times.reading.token import Token, joins_numbers
from bot.times.zone_abbreviations import UTC_LETTERS


def nothing(_: Match) -> Part:
    """What changes nothing."""
    return Filler()


def _quoting(match: Match) -> Part | None:
    """The quotes of `'tomorrow' 2pm`, with nothing close to them on one side; not of `'27`."""
    place, tokens = match.start, match.tokens
    opens = place == 0 or tokens[place - 1].end < tokens[place].start
    closes = place + 1 == len(tokens) or tokens[place].end < tokens[place + 1].start
    is_of_year = not closes and tokens[place + 1].is_number
    return Filler() if (opens or closes) and not is_of_year else None


def _colon(match: Match) -> Part | None:
    """`Tuesday: 1pm`, `Eastern: Friday`; after a number only where that ends a date or an offset."""
    place, tokens = match.start, match.tokens
    if place and not tokens[place - 1].is_number:
        return Filler()
    is_apart = place + 1 < len(tokens) and tokens[place].end < tokens[place + 1].start
    is_after_date = place > 1 and tokens[place - 2].kind in (
        "slash",
        "MONTH",
        "WEEKDAY",
        "dash",
        "dot",
    )
    is_after_date |= tokens[place - 1].kind in ("year_number", "year_or_clock")
    is_after_offset = place > 2 and tokens[place - 3].text in UTC_LETTERS
    return Filler() if is_apart and (is_after_date or is_after_offset) else None


def _mark(match: Match) -> Part | None:
    """A mark that separates; between two numbers, close to both, it would join them.

    `feb 12,3pm` and `4/8/27-2:30pm` are no numbers; the dash of `-1pm`, `at -3pm` is no mark.
    """
    place, tokens = match.start, match.tokens
    is_dash = tokens[place].kind == "dash"
    if is_dash and _is_minus(tokens, place):
        return None
    if joins_numbers(tokens, place) and not _is_between_date_and_clock(tokens, place):
        return None
    return Filler(dash=is_dash)


def _is_between_date_and_clock(tokens: tuple[Token, ...], place: int) -> bool:
    """Whether a comma, or a dash or slash after a date, stands before a clock: `Dec 9/2pm`."""
    two, four = (tokens[at].kind if at >= 0 else "" for at in (place - 2, place - 4))
    is_after_date = two == four and two in _OF_DATES
    is_in_date = is_after_date or two in ("MONTH", "slash") or tokens[place - 1].kind in _YEARS
    separates = {"comma": True, "dash": is_after_date, "slash": is_in_date}.get(tokens[place].kind)
    after = "".join(word.kind for word in tokens[place + 2 : place + 3])
    return bool(separates) and after in _OF_CLOCKS


_OF_DATES = frozenset({"slash", "dash", "dot"})
_YEARS = frozenset({"year_number", "year_or_clock"})
_OF_CLOCKS = frozenset({"am", "pm", "a", "p", "colon", "oclock", "hour", "hour_or_clock"})


def _is_minus(tokens: tuple[Token, ...], place: int) -> bool:
    """Whether a dash belongs to the number after it, or to what was cut off before it."""
    is_before_number = place + 1 < len(tokens) and tokens[place + 1].is_number
    return is_before_number and (place == 0 or tokens[place - 1].kind == "at")


def _time_mark(match: Match) -> Part | None:
    """The T of `2027-01-28T09:30`."""
    following = match.tokens[match.end :][:1]
    is_close = bool(following) and following[0].start == match.words()[0].end
    return Filler(ties=True) if is_close and len(following[0].text) > 1 else None


RULES: tuple[Rule, ...] = (
    (nothing, "bar | open_bracket | close_bracket | quote | bang"),
    (_quoting, "apostrophe"),
    (_mark, "comma | dash | dot | slash"),
    (_colon, "colon"),
    (_time_mark, "t"),
)
