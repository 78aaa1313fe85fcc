"""A time in another language: its zone and clock are taken out first, and its day is read of what is left."""

import re
from collections.abc import Iterator
from itertools import product

from bot.times.reading.answers import Answer, Refusal, ask
from bot.times.reading.dateparser_languages.clocks import clocks_in
from bot.times.reading.dateparser_languages.context import DateparserContext
from bot.times.reading.dateparser_languages.days import days_in
from bot.times.reading.partial_parse import PartialParse
from bot.times.reading.parts import Clock, Zone
from bot.times.reading.places import zones_at
from bot.times.reading.remaining_text import with_rest
from bot.times.reading.resolve.resolver import resolve
from bot.times.reading.token import Token
from bot.times.reading.tokens import tokens

_WORDS_BESIDE = 6


def read_among_words(text: str, theirs: DateparserContext) -> Answer | None:
    """The day and clock among other words: the longest run of whole words around the clock."""
    clocks = clocks_in(text, language=theirs.language)
    if len(clocks) != 1:
        return None
    words = [found.span() for found in re.finditer(r"\S+", text)]
    within = [
        at
        for at, (start, end) in enumerate(words)
        if end > clocks[0].start and start < clocks[0].end
    ]
    for first, last in _runs(within[0], within[-1], len(words)):
        start, end = words[first][0], words[last][1]
        found = read_whole(text[start:end], theirs)
        if found is not None and not isinstance(found, Refusal):
            rest = f"{text[:start].rstrip(_AT_THE_ENDS)} {text[end:].lstrip(_AT_THE_ENDS)}"
            return with_rest(found, rest.strip(_AT_THE_ENDS))
    return None


_AT_THE_ENDS = " \t,;:-–—"


def _runs(first: int, last: int, count: int) -> Iterator[tuple[int, int]]:
    """Every run of words that holds some, longest first."""
    starts = range(max(first - _WORDS_BESIDE, 0), first + 1)
    ends = range(last, min(last + _WORDS_BESIDE + 1, count))
    yield from sorted(product(starts, ends), key=lambda run: run[0] - run[1])


def read_whole(text: str, theirs: DateparserContext) -> Answer | None:
    """The moments a text may mean, each as a choice; None where nothing is found, or not all of it."""
    for rest, zones in _without_zone(text):
        found = _in_zones(rest, zones, theirs)
        if found is not None:
            return found
    return None


def _without_zone(text: str) -> Iterator[tuple[str, tuple[Zone, ...]]]:
    """The text without letters or numbers that name a zone; then without a place at its end as well."""
    zones: list[Zone] = []
    words = tokens(text, language="en")
    for place, word in enumerate(words):
        for end, zone in zones_at(words, place):
            if zone.zones and not zone.is_place and _is_of_letters(word):
                close = words[end - 1].end
                text = text[: word.start].ljust(close) + text[close:]
                zones.append(zone)
                break
    yield text, tuple(zones)
    for place, word in enumerate(words):
        for end, zone in zones_at(words, place) if word.is_titled else ():
            if zone.is_place and end == len(words):
                yield text[: word.start], (*zones, zone)


def _is_of_letters(word: Token) -> bool:
    """Whether a word could be a zone's letters or the sign of its offset, and no word of a language."""
    return word.is_in_capitals or not word.text.isalpha()


def _in_zones(text: str, zones: tuple[Zone, ...], theirs: DateparserContext) -> Answer | None:
    clocks = clocks_in(text, language=theirs.language)
    if len(clocks) > 1:
        return None
    clock = clocks[0] if clocks else None
    said = f"{text[: clock.start]} {text[clock.end :]}" if clock else text
    days = days_in(said, theirs, may_have_clock=clock is None)
    times = [Clock(at.hour, at.minute, exact=True) for at in clock.times] if clock else [None]
    phrases = (
        PartialParse({part.slot: part for part in parts if part}, zones)
        for parts in product(days, times)
        if any(parts)
    )
    answers = [answer for said in phrases if (answer := resolve(said, context=theirs.asker))]
    found = [answer for answer in answers if not isinstance(answer, Refusal)]
    return ask("Which time do you mean?", found or answers[:1])
