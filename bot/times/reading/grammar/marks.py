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
    place, text = match.start, match.text
    opens = place == 0 or text[place - 1].end < text[place].start
    closes = place + 1 == len(text) or text[place].end < text[place + 1].start
    is_of_year = not closes and text[place + 1].is_number
    return Filler() if (opens or closes) and not is_of_year else None


def _colon(match: Match) -> Part | None:
    """`Tuesday: 1pm`, `Eastern: Friday`; behind a number only where that ends a date or an offset."""
    place, text = match.start, match.text
    if place and not text[place - 1].is_number:
        return Filler()
    is_apart = place + 1 < len(text) and text[place].end < text[place + 1].start
    is_behind_date = place > 1 and text[place - 2].kind in (
        "slash",
        "MONTH",
        "WEEKDAY",
        "dash",
        "dot",
    )
    is_behind_date |= text[place - 1].kind in ("y4", "y4c")
    is_behind_offset = place > 2 and text[place - 3].text in UTC_LETTERS
    return Filler() if is_apart and (is_behind_date or is_behind_offset) else None


def _mark(match: Match) -> Part | None:
    """A mark that separates; between two numbers, close to both, it would join them.

    `feb 12,3pm` and `4/8/27-2:30pm` are no numbers; the dash of `-1pm`, `at -3pm` is no mark.
    """
    place, text = match.start, match.text
    is_dash = text[place].kind == "dash"
    if is_dash and _is_minus(text, place):
        return None
    if joins_numbers(text, place) and not _is_between_date_and_clock(text, place):
        return None
    return Filler(dash=is_dash)


def _is_between_date_and_clock(text: tuple[Token, ...], place: int) -> bool:
    """Whether a comma, or a dash or slash behind a date, stands before a clock: `Dec 9/2pm`."""
    two, four = (text[at].kind if at >= 0 else "" for at in (place - 2, place - 4))
    is_behind_date = two == four and two in _OF_DATES
    is_in_date = is_behind_date or two in ("MONTH", "slash") or text[place - 1].kind in _YEARS
    separates = {"comma": True, "dash": is_behind_date, "slash": is_in_date}.get(text[place].kind)
    behind = "".join(word.kind for word in text[place + 2 : place + 3])
    return bool(separates) and behind in _OF_CLOCKS


_OF_DATES = frozenset({"slash", "dash", "dot"})
_YEARS = frozenset({"y4", "y4c"})
_OF_CLOCKS = frozenset({"am", "pm", "a", "p", "colon", "oclock", "hour", "hours"})


def _is_minus(text: tuple[Token, ...], place: int) -> bool:
    """Whether a dash belongs to the number behind it, or to what was cut off before it."""
    is_before_number = place + 1 < len(text) and text[place + 1].is_number
    return is_before_number and (place == 0 or text[place - 1].kind == "at")


def _time_mark(match: Match) -> Part | None:
    """The T of `2027-01-28T09:30`."""
    following = match.text[match.end :][:1]
    is_close = bool(following) and following[0].start == match.words()[0].end
    return Filler(ties=True) if is_close and len(following[0].text) > 1 else None


RULES: tuple[Rule, ...] = (
    (nothing, "bar | open | close_bracket | quote | bang"),
    (_quoting, "apostrophe"),
    (_mark, "comma | dash | dot | slash"),
    (_colon, "colon"),
    (_time_mark, "t"),
)
