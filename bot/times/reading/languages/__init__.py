"""The words of each language Docket reads; one word more in a table teaches it that word."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import chain
from typing import TypeVar

from bot.times.locale_data import locale_data
from bot.times.reading.languages.english import ENGLISH
from bot.times.reading.languages.french import FRENCH
from bot.times.reading.languages.german import GERMAN
from bot.times.reading.languages.language import Language, Table
from bot.times.reading.languages.portuguese import PORTUGUESE
from bot.times.reading.languages.spanish import SPANISH

T = TypeVar("T")

LANGUAGES: Mapping[str, Language] = {
    language.code: language for language in (ENGLISH, SPANISH, FRENCH, PORTUGUESE, GERMAN)
}
"""Every language that the grammar knows, by its code."""


@dataclass(frozen=True, slots=True)
class Word:
    """What one word is: its kind by name, and its value where words of that kind have one."""

    kind: str
    value: int = 0


@cache
def vocabulary(language: str, *, moving: bool = False) -> Mapping[str, Word]:
    """Every word of the language, in lower case, with its kind; of a booking that is moved, more."""
    its = LANGUAGES[language]
    tables = (_with_calendar_names(its), its.moving if moving else {})
    return {word: meant for table in tables for words, meant in _meanings(table) for word in words}


@cache
def canonical_spellings(language: str) -> Mapping[str, Word]:
    """Of each meaning, the first of its words: how it is spelled, before abbreviations and typos."""
    table = _with_calendar_names(LANGUAGES[language])
    return {words[0]: meant for words, meant in _meanings(table)}


def kinds_of_words() -> frozenset[str]:
    """The kinds that the words of any language can be."""
    return in_any_language(lambda language: chain(language.words, language.moving))


def in_any_language(of: Callable[[Language], Iterable[T]]) -> frozenset[T]:
    """The words of a sort in all languages together: a line in one has names and titles of others."""
    return frozenset(word for language in LANGUAGES.values() for word in of(language))


def values_in_any_language(of: Callable[[Language], Mapping[str, T]]) -> Mapping[str, T]:
    """The words of a sort in all languages together, each with its value."""
    return dict(chain(*(of(language).items() for language in LANGUAGES.values())))


def _meanings(table: Table) -> Iterator[tuple[list[str], Word]]:
    """The words of each meaning in a table."""
    for kind, words in table.items():
        for value, spellings in _by_value(words).items():
            yield spellings.split(), Word(kind, value)


def _by_value(words: str | Mapping[int, str]) -> Mapping[int, str]:
    return {0: words} if isinstance(words, str) else words


def _with_calendar_names(language: Language) -> Table:
    """The language's words, with weekdays and months as Unicode's data name and shorten them.

    They come first, so that what the language says of a word counts: French `sept` is seven.
    """
    with locale_data(language.code) as data:
        named = {
            kind: _named(names["format"], language.words.get(kind, {}))
            for kind, names in (("WEEKDAY", data.days), ("MONTH", data.months))
        }
    return named | {kind: words for kind, words in language.words.items() if kind not in named}


def _named(
    names: Mapping[str, Mapping[int, str]], also: str | Mapping[int, str]
) -> Mapping[int, str]:
    """By value, the name in full and shortened, without `-feira` and dots, and what is also written."""
    also = _by_value(also)
    return {
        value: f"{_bare(full)} {_bare(names['abbreviated'][value])} {also.get(value, '')}"
        for value, full in names["wide"].items()
    }


def _bare(name: str) -> str:
    return name.lower().partition("-")[0].removesuffix(".")
