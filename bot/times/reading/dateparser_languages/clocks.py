"""Clocks in languages that the grammar does not know: `alle 15`, `half drie`, `午後2時`.

They are taken out before dateparser reads the day, as it takes bare hours for days, months or years.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import time
from functools import cache

from bot.times.reading.languages.dateparser_languages import (
    AM,
    PM,
    DateparserLanguage,
    dateparser_language,
)

_NOON = 12
_LAST_EARLY_HOUR = 7


@dataclass(frozen=True, slots=True)
class ClockMatch:
    """A clock in a text, where it stands there, and the times of day it may mean, likelier first."""

    times: tuple[time, ...]
    start: int
    end: int


def clocks_in(text: str, *, language: str) -> tuple[ClockMatch, ...]:
    """The clocks in a text; an hour with its unit is none where amounts are told: `over 2 uur`."""
    words = dateparser_language(language)
    counts = bool(words.amounts and re.search(words.amounts, text, re.IGNORECASE))
    found = (_clock(match, words, counts=counts) for match in _pattern(words).finditer(text))
    return tuple(clock for clock in found if clock is not None)


@cache
def _pattern(words: DateparserLanguage) -> re.Pattern[str]:
    """A clock in one language; where no spaces separate words, a word may end anywhere."""
    return re.compile("".join(_pieces(words)), re.IGNORECASE)


def _pieces(words: DateparserLanguage) -> Iterator[str]:
    has_spaces = not words.minutes
    numbers, am, pm = "|".join(words.numbers), _any(words.am), _any(words.pm)
    yield r"(?<![\w.:/-])" if has_spaces and words.lead else r"(?<![\d.:/-])"
    yield rf"(?:(?:(?P<am>{am})|(?P<pm>{pm}))\s*)?"
    yield rf"(?:(?P<lead>{_any(words.lead)})\s*)?"
    yield rf"(?:(?P<half>{_any(words.half)})\s+)?"
    yield rf"(?P<hour>\d{{1,2}}(?!\d)|(?:{_any(numbers)})\b)"
    yield r"(?:(?P<mark>[:.])(?P<minute>\d\d)(?!\d|\.\d))?"
    yield rf"(?:\s*(?P<unit>{_any(words.unit)}){_END if has_spaces else ''}"
    yield r"(?P<glued>\d\d)?" if has_spaces else ""
    yield rf"(?:\s*(?P<after>\d{{1,2}})\s*(?:{_any(words.minutes)}))?)?"
    yield rf"(?:\s*(?P<past>{_any(words.past)}))?"
    yield r"(?:'[^\W\d]+)?"
    yield rf"(?:\s*(?:(?P<am_after>{am}|{AM})|(?P<pm_after>{pm}|{PM})){_END})?"
    yield r"(?![\w/-])" if has_spaces else r"(?![\d/-])"


def _any(alternatives: str) -> str:
    """A pattern for any of some words; where there are none it never matches."""
    return alternatives or r"(?!)"


_END = r"(?![^\W\d])"


def _clock(match: re.Match[str], words: DateparserLanguage, *, counts: bool) -> ClockMatch | None:
    said = {name: value for name, value in match.groupdict().items() if value}
    telling = _TELLING - {"unit"} if counts else _TELLING
    hour = _hour(said["hour"], words)
    minute = _minute(said)
    is_told = said.get("mark") == ":" or telling & said.keys() or _is_no_date(said, minute)
    if "half" in said:
        hour, minute = hour - 1, 30
    if not is_told or hour > _HOURS or minute >= _MINUTES:
        return None
    times = tuple(time(one, minute) for one in _hours(hour % _HOURS, said))
    return ClockMatch(times, match.start(), match.end())


def _minute(said: Mapping[str, str]) -> int:
    """Minutes after a mark or a unit, `15.30`, `14u30`; else those of `e mezza`."""
    written = (said[name] for name in ("minute", "glued", "after") if name in said)
    return int(next(written, "30" if "past" in said else "0"))


def _is_no_date(said: Mapping[str, str], minute: int) -> bool:
    """Whether a number with a dot is no day of a month: `15.30` and `9.00`, but not `4.12`."""
    return said.get("mark") == "." and (minute == 0 or minute > _MONTHS)


_TELLING = frozenset({"lead", "unit", "half", "am", "pm", "am_after", "pm_after"})
_HOURS, _MINUTES, _MONTHS = 24, 60, 12


def _hours(hour: int, said: Mapping[str, str]) -> tuple[int, ...]:
    """The hours of the day that an hour may be, likelier first: an early one may be of the afternoon."""
    if hour > _NOON or (hour == 0 and "half" not in said):
        return (hour,)
    if {"am", "am_after"} & said.keys():
        return (hour % _NOON,)
    if {"pm", "pm_after"} & said.keys():
        return (hour % _NOON + _NOON,)
    is_early = hour <= _LAST_EARLY_HOUR and not said["hour"].startswith("0")
    return (hour % _NOON + _NOON, hour % _NOON) if is_early or "half" in said else (hour,)


def _hour(said: str, words: DateparserLanguage) -> int:
    if said.isdecimal():
        return int(said)
    names = [name.split("|") for name in words.numbers]
    return 1 + next(place for place, some in enumerate(names) if said.lower() in some)
