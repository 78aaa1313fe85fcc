"""The words of each language Docket reads; one word more in a table teaches it that word."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from bot.times.reading.languages.english import ENGLISH
from bot.times.reading.languages.french import FRENCH
from bot.times.reading.languages.german import GERMAN
from bot.times.reading.languages.moving import MOVING
from bot.times.reading.languages.portuguese import PORTUGUESE
from bot.times.reading.languages.spanish import SPANISH

LANGUAGES = ("en", "es", "fr", "pt", "de")
Table = Mapping[str, str | Mapping[int, str]]

_TABLES: Mapping[str, Table] = {
    "en": ENGLISH,
    "es": SPANISH,
    "fr": FRENCH,
    "pt": PORTUGUESE,
    "de": GERMAN,
}


@dataclass(frozen=True, slots=True)
class Word:
    """What one word is: its kind by name, and its value where words of that kind have one."""

    kind: str
    value: int = 0


@cache
def vocabulary(language: str, *, moving: bool = False) -> Mapping[str, Word]:
    """Every word of the language, in lower case, with its kind; of a booking that is moved, more."""
    known: dict[str, Word] = {}
    table = _TABLES[language]
    for kind, words in (*table.items(), *(MOVING[language].items() if moving else ())):
        valued = {0: words} if isinstance(words, str) else words
        for value, spellings in valued.items():
            known.update((word, Word(kind, value)) for word in spellings.split())
    return known


@cache
def right_spellings(language: str) -> Mapping[str, Word]:
    """Of each meaning, the first of its words: how it is spelt, before abbreviations and slips."""
    return {
        spellings.split()[0]: Word(kind, value)
        for kind, words in _TABLES[language].items()
        for value, spellings in ({0: words} if isinstance(words, str) else words).items()
    }


def kinds_of_words() -> frozenset[str]:
    """The kinds that the words of any language can be."""
    tables = (*_TABLES.values(), *MOVING.values())
    return frozenset(kind for table in tables for kind in table)
