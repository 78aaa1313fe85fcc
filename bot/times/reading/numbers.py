"""Numbers in digits and in words: what each can be, and `twenty five`, `oh five`, `two (2)` as one."""

from collections.abc import Iterator

from bot.times.reading.languages import Word
from bot.times.reading.token import COUNTED, Token


def number(digits: str) -> Word:
    """What a number in digits can be: an hour, a day, a year or a clock without its colon."""
    if not digits.isascii() or len(digits) > 14:
        return Word("unknown")
    value = int(digits)
    kinds_by_length = {1: _one_digit, 2: _two_digits, 3: _three_digits, 4: _four_digits}
    kind = (
        kinds_by_length[len(digits)](value)
        if len(digits) <= 4
        else _MORE.get(len(digits), "many_digits")
    )
    return Word(kind, value)


_MORE = {6: "num_6_digits", 8: "num_8_digits"}


def _one_digit(value: int) -> str:
    return "num_1_9" if value else "num_0"


def _two_digits(value: int) -> str:
    return next(kind for most, kind in _UPTO if value <= most)


_UPTO = (
    (0, "num_00"),
    (9, "num_01_09"),
    (12, "num_10_12"),
    (23, "num_13_23"),
    (24, "num_24"),
    (31, "num_25_31"),
    (59, "num_32_59"),
    (99, "num_60_99"),
)


def _three_digits(value: int) -> str:
    return "clock_hmm" if value >= 100 and value % 100 < 60 else "num_3_digits"


def _four_digits(value: int) -> str:
    hour, minute = divmod(value, 100)
    is_clock, is_year = hour < 24 and minute < 60, 1900 <= value <= 2199
    if is_clock:
        return "year_or_clock" if is_year else "clock_hhmm"
    return "year_number" if is_year else "num_4_digits"


def with_numbers_joined(words: list[Token]) -> Iterator[Token]:
    """The words, with each number spelled out as one of them."""
    place = 0
    while place < len(words):
        word, taken = _spelled_number(words, place)
        repeated = _in_figures(word, words[place + taken : place + taken + 3])
        yield word._replace(end=words[place + taken + 2].end) if repeated else word
        place += taken + 3 * repeated


def _in_figures(word: Token, some: list[Token]) -> bool:
    """Whether a number in words is said again in figures, as in deeds: `two (2) p.m.`."""
    is_in_words = not word.is_number and word.kind.startswith("n") and word.value > 0
    are_brackets = [one.kind for one in some[::2]] == ["open_bracket", "close_bracket"]
    return is_in_words and are_brackets and some[1].is_number and some[1].value == word.value


def _spelled_number(words: list[Token], place: int) -> tuple[Token, int]:
    """The number word here, `twenty` `five` and `oh` `five` taken as one; and how many words it took."""
    first = words[place]
    if first.kind not in ("NUMBER", "oh"):
        return first, 1
    skip = 2 if place + 2 < len(words) and words[place + 1].kind == "dash" else 1
    last = words[place + skip] if place + skip < len(words) else None
    is_clock = _is_clock_before_amount(words, place, skip)
    joined = _joined(first, last) if last and not is_clock else None
    if joined and last:
        text = f"{first.text} {last.text}"
        number = first._replace(text=text, kind=joined.kind, value=joined.value, end=last.end)
        return number._replace(is_titled=False, is_in_capitals=False), skip + 1
    if first.kind == "oh":
        return first, 1
    return first._replace(kind=_kind_of(first.value)), 1


def _is_clock_before_amount(words: list[Token], place: int, skip: int) -> bool:
    """`nine thirty two weeks from now`, `nine thirty first Monday`: the last counts what follows."""
    after = place + skip + 1
    is_counting = after < len(words) and words[after].kind in COUNTED | {"WEEKDAY"}
    return is_counting and place > 0 and words[place - 1].kind == "NUMBER"


def _joined(first: Token, last: Token) -> Word | None:
    ones = last.number
    if not 1 <= ones <= 9 or last.is_number:
        return None
    if not first.value:
        return Word("num_01_09", ones) if last.kind == "NUMBER" else None
    is_seventeen = first.text in first.language.joined_with_ones and ones in (7, 8, 9)
    if first.value < 20 and not is_seventeen:
        return None
    if last.kind == "NUMBER":
        return Word(_kind_of(first.value + ones), first.value + ones)
    is_ordinal = last.kind in ("ORDINAL", "second", "third")
    return Word("ORDINAL", first.value + ones) if is_ordinal else None


def _kind_of(value: int) -> str:
    return _two_digits(value) if value > 9 else _one_digit(value)
