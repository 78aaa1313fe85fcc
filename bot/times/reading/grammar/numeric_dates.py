"""Dates in numbers: `3/5/27`, `5.3.2027`, `2027-03-05`, `20270305`, `2027-W05-4`."""

from datetime import date, timedelta

from bot.times.reading.grammar.dates import year_said
from bot.times.reading.grammar.match import Match, Rule, has_loose_mark
from bot.times.reading.parts import Calendar, Part, Unsupported
from bot.times.reading.spelling import ZONE_WORDS
from bot.times.reading.token import Token, is_close_between
from bot.times.zone_abbreviations import ABBREVIATIONS


def _year_first(match: Match) -> Part:
    return Calendar(match.value("d"), month=match.value("m"), year=match.value("y"))


def _in_numbers(match: Match) -> Part | None:
    """`7/6/27`: which is the month is decided later, from the person's locale."""
    return _either(match.value("a"), match.value("b"), year=year_said(match))


def _either(first: int, second: int, *, year: int | None) -> Part | None:
    return Calendar(day=second, month=first, year=year, in_numbers=True)


def _dotted(match: Match) -> Part | None:
    """`6.7.2027`, in the order of the locale; without a clock `1.1.30` is rather the number of a version."""
    if has_loose_mark(match) and not all(_is_loose_after(match, at) for at in _dots(match)[:2]):
        return None
    is_timed = any(word.kind in _BESIDE_A_DATE for word in match.tokens)
    is_short = match.kind("y") in _TWO_DIGITS and max(match.value("a"), match.value("b")) <= 12
    is_version = is_short and not match.tokens[0].language.short_dotted_dates
    if is_version and not is_timed and "num_1_9" in (match.kind("a"), match.kind("b")):
        return None
    return _either(match.value("a"), match.value("b"), year=year_said(match))


_BESIDE_A_DATE = frozenset(
    {"am", "pm", "colon", "oclock", "noon", "noon_or_afternoon", "midnight", "at", "hour_or_clock"}
)


_TWO_DIGITS = frozenset(
    {
        "num_00",
        "num_01_09",
        "num_10_12",
        "num_13_23",
        "num_24",
        "num_25_31",
        "num_32_59",
        "num_60_99",
    }
)


def _dots(match: Match) -> list[int]:
    start, end = match.span
    return [at for at in range(start, end) if match.tokens[at].kind == "dot"]


def _is_loose_after(match: Match, place: int) -> bool:
    """Whether a space follows the mark: the dots of `15. 3. 2027`; the first only of `8. 14.30`."""
    after = match.tokens[place + 1 : place + 2]
    return bool(after) and match.tokens[place].end < after[0].start


def _dashed(match: Match) -> Part | None:
    """`2-15`, `12-11 3pm`: a date only where it can be no range of hours, and nothing is spelled out."""
    if not all(word.is_number for word in (*match.words("a"), *match.words("b"))):
        return None
    month, day = match.value("a"), match.value("b")
    if month <= 12 < day:
        return _either(month, day, year=None)
    is_apart = is_close_between(match.tokens, match.end - 2)
    is_beside_clock = _is_before_clock(match) or _ends_after_clock(match)
    is_date = min(month, day) <= 12 and is_apart and is_beside_clock
    is_amid_words = any(word.kind == "unknown" and not _is_zone(word) for word in match.tokens)
    return _either(month, day, year=None) if is_date and not is_amid_words else None


def _is_zone(word: Token) -> bool:
    """Whether a word outside the grammar is the letters or the name of a zone: `ET`, `pacific`."""
    return word.text in ZONE_WORDS or word.text in ABBREVIATIONS


def _is_before_clock(match: Match) -> bool:
    """Whether a clock follows: `12-11 at 3pm`, `12-11: 2:30pm`, `12-11 noon`; not `9-11 12 Dec`."""
    tokens, place = match.tokens, match.end
    if (
        place < len(tokens)
        and tokens[place].kind in _PARTING
        and not is_close_between(tokens, place)
    ):
        place += 1
    kinds = [*(word.kind for word in tokens[place : place + 4]), "", "", "", ""][:4]
    if kinds[0] in _HOURS:
        is_dotted_clock = kinds[1] == "dot" and kinds[3] in ("am", "pm", "oclock")
        is_bare_range = kinds[1] == "dash" and kinds[3] not in _OF_CLOCKS
        return is_dotted_clock or not (is_bare_range or kinds[1] in _OF_DATES)
    return kinds[0] in _LEADING_TO_CLOCKS


def _ends_after_clock(match: Match) -> bool:
    """Whether it ends the text after a clock that is told as one: `3pm on 12-11`."""
    tokens, (start, end) = match.tokens, match.span
    kinds = {word.kind for word in tokens[:start]}
    is_joined = start > 0 and tokens[start - 1].kind in ("dash", "to", "slash")
    return end == len(tokens) and bool(kinds & _TELLING_CLOCKS) and not is_joined


_PARTING = frozenset({"comma", "colon", "dash", "bar", "open_bracket", "slash"})


_HOURS = frozenset({"num_1_9", "num_01_09", "num_10_12", "num_13_23", "clock_hhmm"})


_OF_CLOCKS = frozenset({"am", "pm", "a", "p", "colon", "oclock", "hour", "hour_or_clock"})


_OF_DATES = frozenset({"MONTH", "slash", "dot", "of", "of_or_from", "to", ""})


_LEADING_TO_CLOCKS = frozenset(
    {"at", "noon", "noon_or_afternoon", "midnight", "half", "quarter", "starting"}
)


_TELLING_CLOCKS = frozenset({"am", "pm", "colon", "oclock", "noon", "clock_hhmm", "hour_or_clock"})


def _compact(match: Match) -> Part | None:
    """`20270128`."""
    year, rest = divmod(match.value("n"), 10_000)
    month, day = divmod(rest, 100)
    if not (1900 <= year <= 2199 and 1 <= month <= 12 and day):
        return None
    return Calendar(day=day, month=month, year=year)


def _day_of_week(match: Match) -> Part | None:
    """`2027-W05-4`, as ISO counts weeks."""
    try:
        day = date.fromisocalendar(match.value("y"), match.value("w"), match.value("d"))
    except ValueError:
        return None
    return Calendar(day.day, month=day.month, year=day.year)


def _day_of_year(match: Match) -> Part | None:
    """`2027-028`."""
    day = date(match.value("y"), 1, 1) + timedelta(days=match.value("n") - 1)
    is_day = day.year == match.value("y") and len(match.words("n")[0].text) == 3
    return Calendar(day.day, month=day.month, year=day.year) if is_day else None


def _all_the_time(match: Match) -> Part | None:
    """`24/7`, which is no date."""
    return (
        Unsupported("Enter one date and time, such as “tomorrow 2pm”.")
        if match.words()[2].value == 7
        else None
    )


RULES: tuple[Rule, ...] = (
    (_year_first, "on? y:YEAR DATE_MARK m:UP_TO_99 DATE_MARK d:DAY"),
    (_year_first, "on? y:YEAR DATE_MARK* m:MONTH DATE_MARK* d:DAY_OR_NTH"),
    (_all_the_time, "num_24 slash num_1_9"),
    (_in_numbers, "ON* a:DAY slash b:DAY ((slash | comma) y:YEAR)?"),
    (_in_numbers, "ON* a:DAY slash b:DAY slash apostrophe? y:TWO_DIGITS"),
    (_in_numbers, "ON* a:DAY dash b:DAY dash y:YEAR"),
    (_in_numbers, "ON* a:DAY dash b:DAY dash y:TWO_DIGITS"),
    (_dotted, "ON* a:DAY dot b:DAY dot y:YEAR"),
    (_dotted, "ON* a:DAY dot b:DAY dot y:TWO_DIGITS"),
    (_dotted, "ON* a:DAY dot b:DAY dot"),
    (_dotted, "on a:DAY dot b:DAY"),
    (_dashed, "ON* a:DAY dash b:DAY"),
    (_compact, "on? n:num_8_digits"),
    (_day_of_week, "y:YEAR dash? week w:UP_TO_99 dash? d:num_1_9"),
    (_day_of_year, "y:YEAR dash n:(num_3_digits | clock_hmm)"),
)
