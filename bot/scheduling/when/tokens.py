"""From typed text to words: spelling evened out, each word with its kind and its place in the text."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from bot.scheduling.when.kinds import MARKS, kinds
from bot.scheduling.when.languages import Word, vocabulary
from bot.scheduling.when.spelling import misspelt, zone_word

_EVENED = str.maketrans(
    {
        **dict.fromkeys("‐‑‒–—―−﹘﹣－", "-"),
        **dict.fromkeys("‘’‚‛′`´ʼ＇", "'"),
        **dict.fromkeys("“”„‟″«»", '"'),
        **dict.fromkeys("\u00ad\u200b\u200c\u200d\u2060\ufeff\ufe0f\u200e\u200f", " "),
    }
)
_PIECE = re.compile(
    r"(?P<half>[ap]\.\s?m\b\.?|(?<=\d)[ap]m(?=[^\W\d_]))"
    r"|\b(?P<dotted>u\.\s?s|[ecmp]\.\s?(?:[sd]\.\s?)?t|u\.\s?t\.\s?c|g\.\s?m\.\s?t|n\.\s?y)\b\.?"
    r"|(?P<nth>\d{1,2}\s?(?:st|nd|rd|th|ème|eme|er|ro|º)(?![^\W\d]))"
    r"|(?P<odd>2(?:day|nite|moro|morrow|mrw)\b)"
    r"|(?P<number>\d+)"
    r"|(?P<word>[^\W\d_]+(?:['_][^\W\d_]+)*)\.?"
    r"|(?P<mark>[-=]>|\S)"
)

_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")


class Token(NamedTuple):
    """One word, number or mark: how it reads, its kind and value, and where it stands in the text.

    `is_titled`: a capital first and none behind it, as in `Mt Vernon`; `is_in_capitals`: as in `WAT`.
    """

    text: str
    kind: str
    value: int
    start: int
    end: int
    is_titled: bool = False
    is_in_capitals: bool = False

    @property
    def number(self) -> int:
        """What it counts: `second` is 2, `a` is 1, `couple` is 2; otherwise its value."""
        return _COUNTS.get(self.kind, self.value)

    @property
    def is_number(self) -> bool:
        """Whether it was typed in digits."""
        return self.text.isdigit()


_COUNTS = {"second": 2, "third": 3, "a": 1, "an": 1, "couple": 2}


def tokens(text: str, *, language: str) -> tuple[Token, ...]:
    """The words of a text, in order; anything not known has the kind `unknown`."""
    pieces = list(_pieces(_evened(text), typed=text, language=language))
    return tuple(_with_numbers_joined(_as_their_neighbours_say(pieces)))


def shape(words: tuple[Token, ...]) -> str:
    """One character per word, its kind, for templates to match."""
    known = kinds()
    return "".join(known[word.kind] for word in words)


def _evened(text: str) -> str:
    """Lower case, plain quotes, dashes, spaces and digits; as long as the text, so places agree."""
    lowered = text.translate(_EVENED).lower()
    if lowered.isascii():
        return lowered
    return "".join(_plain(char) for char in text.translate(_EVENED))


@lru_cache(maxsize=1024)
def _plain(char: str) -> str:
    if char in "ºª°":
        return "º"
    plain = unicodedata.normalize("NFKC", char).lower()
    if plain == char and unicodedata.category(char) == "So":
        return " "
    return plain if len(plain) == 1 else " " if char.isspace() else char


def _pieces(text: str, *, typed: str, language: str) -> Iterator[Token]:
    known = vocabulary(language)
    for found in _PIECE.finditer(text):
        how, start, end = found.lastgroup or "", found.start(), found.end()
        said = found[how]
        if how == "word":
            yield from _words(said, typed, start, end, language=language)
        elif how == "dotted":
            said = "".join(filter(str.isalpha, said))
            word = known.get(said) or Word("unknown")
            yield Token(said, word.kind, word.value, start, end, is_in_capitals=True)
        else:
            word = _NOT_WORDS[how](said) if how != "odd" else known.get(said) or _UNKNOWN
            yield Token(said, word.kind, word.value, start, end)


def _words(said: str, typed: str, start: int, end: int, *, language: str) -> Iterator[Token]:
    """The word here; or the words typed as one (`nextTuesday`), if all are known."""
    known = vocabulary(language)
    word = known.get(said) or known.get(said.removesuffix("'s"))
    if word is None:
        cuts = [0, *(hump.start() for hump in _HUMP.finditer(typed[start:end])), len(said)]
        parts = [(said[one:other], start + one) for one, other in pairwise(cuts)]
        if len(parts) > 1 and all(part in known for part, _ in parts):
            for part, at in parts:
                yield Token(part, known[part].kind, known[part].value, at, at + len(part))
            return
        day = _day_with_its_part(said, known=known)
        if day:
            for part, at in ((said[:day], start), (said[day:], start + day)):
                yield Token(part, known[part].kind, known[part].value, at, at + len(part))
            return
        said = zone_word(said)
        word = misspelt(said, language=language) or _UNKNOWN
    first = typed[start : start + 2]
    is_in_capitals = len(said) > 1 and typed[start:end].isupper()
    yield Token(said, word.kind, word.value, start, end, first.istitle(), is_in_capitals)


def _day_with_its_part(said: str, *, known: Mapping[str, Word]) -> int:
    """Where the day ends in `dienstagnachmittag`, `fridayat`; 0 for any other word."""
    for end in range(len(said) - 2, 5, -1):
        day, part = known.get(said[:end]), known.get(said[end:])
        if day and part and day.kind == "WEEKDAY" and part.kind in ("DAYTIME", "at"):
            return end
    return 0


_UNKNOWN = Word("unknown")


def _ordinal(said: str) -> Word:
    return Word("ORDINAL", int("".join(filter(str.isdigit, said))))


def _half(said: str) -> Word:
    return Word(f"{said[0]}m")


def _mark(said: str) -> Word:
    return Word(MARKS.get(said, "unknown"))


def _number(digits: str) -> Word:
    if not digits.isascii() or len(digits) > 14:
        return Word("unknown")
    value = int(digits)
    kinds_by_length = {1: _one_digit, 2: _two_digits, 3: _three_digits, 4: _four_digits}
    kind = (
        kinds_by_length[len(digits)](value) if len(digits) <= 4 else _MORE.get(len(digits), "many")
    )
    return Word(kind, value)


_MORE = {6: "n6", 8: "n8"}
_NOT_WORDS = {"number": _number, "nth": _ordinal, "half": _half, "mark": _mark}


def _one_digit(value: int) -> str:
    return "n1_9" if value else "n0"


def _two_digits(value: int) -> str:
    return next(kind for most, kind in _UPTO if value <= most)


_UPTO = (
    (0, "n00"),
    (9, "n01_09"),
    (12, "n10_12"),
    (23, "n13_23"),
    (24, "n24"),
    (31, "n25_31"),
    (59, "n32_59"),
    (99, "n60_99"),
)


def _three_digits(value: int) -> str:
    return "hmm" if value >= 100 and value % 100 < 60 else "n3"


def _four_digits(value: int) -> str:
    hour, minute = divmod(value, 100)
    is_clock, is_year = hour < 24 and minute < 60, 1900 <= value <= 2199
    if is_clock:
        return "y4c" if is_year else "hhmm"
    return "y4" if is_year else "n4"


def _as_their_neighbours_say(words: list[Token]) -> list[Token]:
    """Words that are another behind or before some: the a of `a day`, not of `9:30 a`; `3 dez`."""
    for place, word in enumerate(words[1:], 1):
        if word.text in _MONTHS_TOO and (
            words[place - 1].is_number or words[place - 1].kind == "de"
        ):
            words[place] = word._replace(kind="MONTH", value=_MONTHS_TOO[word.text])
    for place, word in enumerate(words[:-1]):
        if word.text == ";" and _is_close_clock(words[max(place - 1, 0) : place + 2]):
            words[place] = word._replace(kind="colon")
        if word.text == "est" and not word.is_in_capitals and words[place + 1].is_number:
            words[place] = _estimated(words[place : place + 3])
        if word.kind == "a" and words[place + 1].kind in _COUNTED:
            words[place] = word._replace(kind="an")
    return words


def _estimated(some: list[Token]) -> Token:
    """`est.` before a number, short for estimated: a length (`3 hours`) may be, a time is vague then."""
    has_dot = some[0].end - some[0].start > len(some[0].text)
    is_amount = len(some) == 3 and some[2].kind in ("hour", "hours", "minute")
    if not has_dot:
        return some[0]
    return some[0]._replace(kind="about" if is_amount else "vague")


def _is_close_clock(around: list[Token]) -> bool:
    """Whether a mark stands in a clock: `2;30`."""
    is_close = len(around) == 3 and around[2].start - around[0].end == 1
    return is_close and around[0].is_number and len(around[2].text) == 2 and around[2].is_number


_MONTHS_TOO = {"dez": 12, "sept": 9}
_COUNTED = frozenset({"day", "week", "fortnight", "month", "year", "hour", "minute"})


def _with_numbers_joined(words: list[Token]) -> Iterator[Token]:
    place = 0
    while place < len(words):
        word, taken = _spelt_number(words, place)
        repeated = _in_figures(word, words[place + taken : place + taken + 3])
        yield word._replace(end=words[place + taken + 2].end) if repeated else word
        place += taken + 3 * repeated


def _in_figures(word: Token, some: list[Token]) -> bool:
    """Whether a number in words is said again in figures, as in deeds: `two (2) p.m.`."""
    is_in_words = not word.is_number and word.kind.startswith("n") and word.value > 0
    are_brackets = [one.kind for one in some[::2]] == ["open", "close_bracket"]
    return is_in_words and are_brackets and some[1].is_number and some[1].value == word.value


def _spelt_number(words: list[Token], place: int) -> tuple[Token, int]:
    """The number word here, `twenty` `five` and `oh` `five` taken as one; and how many words it took."""
    first = words[place]
    if first.kind not in ("NUMBER", "oh"):
        return first, 1
    skip = 2 if place + 2 < len(words) and words[place + 1].kind == "dash" else 1
    last = words[place + skip] if place + skip < len(words) else None
    is_clock = _is_clock_before_amount(words, place, skip)
    joined = _joined(first, last) if last and not is_clock else None
    if joined and last:
        whole = Token(f"{first.text} {last.text}", joined.kind, joined.value, first.start, last.end)
        return whole, skip + 1
    if first.kind == "oh":
        return first, 1
    return Token(first.text, _spelt(first.value), first.value, first.start, first.end), 1


def _is_clock_before_amount(words: list[Token], place: int, skip: int) -> bool:
    """`nine thirty two weeks from now`, `nine thirty first Monday`: the last counts what follows."""
    behind = place + skip + 1
    is_counting = behind < len(words) and words[behind].kind in _COUNTED | {"WEEKDAY"}
    return is_counting and place > 0 and words[place - 1].kind == "NUMBER"


def _joined(first: Token, last: Token) -> Word | None:
    ones = last.number
    if not 1 <= ones <= 9 or last.is_number:
        return None
    if first.kind == "oh" or first.text == "zero":
        return Word("n01_09", ones) if last.kind == "NUMBER" else None
    is_seventeen = first.text == "dix" and ones in (7, 8, 9)
    if first.value < 20 and not is_seventeen:
        return None
    if last.kind == "NUMBER":
        return Word(_spelt(first.value + ones), first.value + ones)
    is_ordinal = last.kind in ("ORDINAL", "second", "third")
    return Word("ORDINAL", first.value + ones) if is_ordinal else None


def _spelt(value: int) -> str:
    return _two_digits(value) if value > 9 else _one_digit(value)
