"""Holidays that people book by: what they are called, and on which day they fall in each region."""

from collections.abc import Iterator

from bot.times.reading.holidays.names import first_words, holiday_names
from bot.times.reading.holidays.rules import RULES, Observance, coming, day_of
from bot.times.reading.languages import in_any_language
from bot.times.reading.parts import Holiday
from bot.times.reading.token import Token

__all__ = ["RULES", "Observance", "coming", "day_of", "holidays_at"]

_LONGEST = 8
_DAY_OFF = in_any_language(lambda language: language.day_off)
_WITHIN = frozenset({"apostrophe", "dash", "dot"})


def holidays_at(words: tuple[Token, ...], place: int) -> Iterator[tuple[int, Holiday]]:
    """The holiday that the words from this place on name, with the year after it, if any."""
    language = words[place].language
    start = place
    while (
        start < len(words) and start < place + 2 and words[start].kind in language.before_holidays
    ):
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
    for reached, is_observed in ((end, False), *_observed(words, end)):
        yield reached, Holiday(name, observed=is_observed)
        if reached < len(words) and words[reached].kind in ("year_number", "year_or_clock"):
            year = words[reached].value
            yield reached + 1, Holiday(name, year, observed=is_observed)
            for last, _ in _observed(words, reached + 1):
                yield last, Holiday(name, year, observed=True)


def _observed(words: tuple[Token, ...], place: int) -> Iterator[tuple[int, bool]]:
    """`Juneteenth (observed)`, `Christmas Day bank holiday`: the day off."""
    is_open = place < len(words) and words[place].kind == "open_bracket"
    start = place + is_open
    for said in _DAY_OFF:
        end = start + len(said)
        if tuple(word.text for word in words[start:end]) == said:
            is_closed = words[end : end + 1] and words[end].kind == "close_bracket"
            if not is_open or is_closed:
                yield end + is_open, True
