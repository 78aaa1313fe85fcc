"""One word, number or mark of a text, as every later step sees it."""

from collections.abc import Sequence
from typing import NamedTuple

from bot.times.reading.languages.language import Language


class Token(NamedTuple):
    """One word, number or mark: how it reads, its kind and value, and where it stands in the text.

    `language`: the one that it is read in; `is_titled`: a capital first and none after it, as in
    `Mt Vernon`; `is_in_capitals`: as in `WAT`.
    """

    text: str
    kind: str
    value: int
    start: int
    end: int
    language: Language
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


Words = tuple[Token, ...]
"""Some of the words of a text, in order."""


def is_close_between(words: Sequence[Token], place: int) -> bool:
    """Whether a mark stands between two words with no space on either side: `2:30`, `9-10`."""
    around = words[max(place - 1, 0) : place + 2]
    return len(around) == 3 and around[2].start - around[0].end == 1


def joins_numbers(words: Sequence[Token], place: int) -> bool:
    """Whether a mark stands close between two numbers, as in a clock, a date or a range."""
    is_close = is_close_between(words, place)
    return is_close and words[place - 1].is_number and words[place + 1].is_number


COUNTED = frozenset({"day", "week", "fortnight", "month", "year", "hour", "minute"})
"""What a number counts."""
