"""Days with a name that people book by: what they are called, and on which day they are where."""

from collections.abc import Iterator

from bot.times.reading.holidays.names import first_words, holiday_names
from bot.times.reading.holidays.rules import RULES, Observance, coming
from bot.times.reading.parts import Holiday
from bot.times.reading.token import Token

__all__ = ["RULES", "Observance", "coming", "holidays_at"]

_LONGEST = 8
_BEFORE = frozenset({"on", "the", "for", "this", "next", "coming"})
_BEFORE_ELSEWHERE = _BEFORE | {"in", "a_to", "at"}
"""`en Navidad`, `à Noël`, `zu Weihnachten`; but `in the new year` is no day."""
_WITHIN = frozenset({"apostrophe", "dash", "dot"})


def holidays_at(words: tuple[Token, ...], place: int) -> Iterator[tuple[int, Holiday]]:
    """The holiday that the words from this place on name, with the year behind it, if any."""
    language = words[place].language
    before = _BEFORE if language == "en" else _BEFORE_ELSEWHERE
    start = place
    while start < len(words) and start < place + 2 and words[start].kind in before:
        start += 1
    names = holiday_names(language)
    for first in range(start, place - 1, -1):
        if first == len(words) or words[first].text not in first_words(language):
            continue
        for end in range(min(first + _LONGEST, len(words)), first, -1):
            name = " ".join(word.text for word in words[first:end] if word.kind not in _WITHIN)
            if name in names and words[end - 1].kind not in _WITHIN:
                yield from _with_year(words, end, names[name])
                return


def _with_year(words: tuple[Token, ...], end: int, name: str) -> Iterator[tuple[int, Holiday]]:
    yield end, Holiday(name)
    if end < len(words) and words[end].kind in ("y4", "y4c"):
        yield end + 1, Holiday(name, words[end].value)
