"""Phrases that name a zone: `PT`, `in New York`, `time zone: PT`, `UTC-5`, `my time`, `hora de Madrid`."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache
from itertools import pairwise

from bot.times.reading.languages import LANGUAGES, in_any_language
from bot.times.reading.parts import Zone, ZoneOwner
from bot.times.reading.places.gazetteer import lookup_key
from bot.times.reading.places.known_names import abbreviated
from bot.times.reading.places.offsets import bare_offset, offset_from_utc
from bot.times.reading.places.place_names import longest_name, may_begin_a_name, skip, with_suffix
from bot.times.reading.token import Token, is_close_between
from bot.times.zone_abbreviations import ABBREVIATIONS, UTC_LETTERS
from bot.times.zones import known_zones, standard_offset

_POSSESSIVE = tuple(in_any_language(lambda language: language.possessive))
_OWN = frozenset({"my", "their", "local"})
_MAY_NAME_A_ZONE = frozenset({"unknown", "plus", "dash"}) | _OWN


def may_name_a_zone(words: tuple[Token, ...]) -> bool:
    """Whether any of the words could: no word that the grammar knows names a place by itself."""
    return any(word.kind in _MAY_NAME_A_ZONE or word.text in _TIME_OF for word in words)


def zones_at(
    words: tuple[Token, ...], place: int, *, towns: bool = False
) -> Iterator[tuple[int, Zone]]:
    """The zones that the words from this place on may name, with where each ends.

    With `towns`, small ones as well, which are the names of people too.
    """
    word = words[place]
    reader = _time_of if word.text in _TIME_OF else _READERS.get(word.kind)
    if reader is not None:
        yield from reader(words, place)
    elif word.text.endswith(_POSSESSIVE) and place + 1 < len(words):
        yield from _own(words, place)
    elif word.text[0].isalpha():
        yield from _named(words, place, towns=towns)


def _after_preposition(words: tuple[Token, ...], place: int) -> Iterator[tuple[int, Zone]]:
    """`in New York`, `in my time`."""
    if place + 1 < len(words):
        is_own = words[place + 1].kind in _OWN
        yield from (_own if is_own else _named)(words, place + 1)


def _after_time(words: tuple[Token, ...], place: int) -> Iterator[tuple[int, Zone]]:
    """`time in New York`, `time zone: PT`."""
    if place + 1 < len(words) and words[place + 1].kind in ("in", "zone"):
        yield from _named(words, skip(words, place + 2, {"colon"}))


def _own(words: tuple[Token, ...], place: int) -> Iterator[tuple[int, Zone]]:
    """`my time`, `their time`, `the witness's time`, `local`: whose it is, is known where it is resolved."""
    end = skip(words, place + 1, {"local", "time", "zone"})
    is_local = words[place].kind == "local"
    if is_local and words[end : end + 1] and words[end].kind == "in":
        yield from _named(words, end + 1)
    if end > place + 1 or is_local:
        owner = ZoneOwner.ASKER if words[place].kind in ("my", "local") else ZoneOwner.OTHERS
        yield end, Zone("", (), owner=owner)


def _labeled(words: tuple[Token, ...], place: int) -> Iterator[tuple[int, Zone]]:
    """`(UTC-05:00) Eastern Time (US & Canada)`, Outlook's label: the offset is that of winter."""
    if place + 1 >= len(words) or words[place + 1].text not in UTC_LETTERS:
        return
    for end, label in offset_from_utc(words, place + 1):
        if end + 1 < len(words) and words[end].kind == "close_bracket":
            for reached, zone in _named(words, end + 1):
                if any(standard_offset(its) == label.offset for its in zone.zones):
                    yield reached, zone


def _time_of(words: tuple[Token, ...], place: int) -> Iterator[tuple[int, Zone]]:
    """`hora de Nueva York`, `heure de l'Est`, `horário do Pacífico`."""
    start = skip(words, place + 1, {"of", "of_or_from", "the"})
    name = lookup_key(words[start].text) if start < len(words) else ""
    letters = _zones_after_time_of().get(name)
    if letters:
        yield start + 1, abbreviated(letters)
    elif start < len(words):
        for end, zone in _named(words, start):
            yield end, replace(zone, obscure=False)


_TIME_OF = in_any_language(lambda language: language.time_of)


@cache
def _zones_after_time_of() -> Mapping[str, str]:
    """The letters of the zones that the words after `hora de` name, in every language."""
    return {
        name: letters
        for language in LANGUAGES.values()
        for letters, names in language.zones_after_time_of.items()
        for name in names.split()
    }


def _named(
    words: tuple[Token, ...], place: int, *, towns: bool = False
) -> Iterator[tuple[int, Zone]]:
    """`UTC-5`, `America/New_York`, `PST/PDT`, and every name of a zone or place."""
    if place >= len(words):
        return
    if words[place].text in UTC_LETTERS:
        offsets = tuple(offset_from_utc(words, place))
        yield from offsets
        if not offsets and _is_signed(words, place):
            return
    if place + 1 < len(words) and words[place + 1].start == words[place].end:
        yield from _iana(words, place)
        yield from _pair(words, place)
    if place + 1 < len(words) and words[place].kind == "the":
        place += 1
    if may_begin_a_name(words[place].text):
        yield from longest_name(words, place, towns=towns)


def _is_signed(words: tuple[Token, ...], place: int) -> bool:
    """Whether a number with its sign is directly after, as in `UTC+25`, which is no offset."""
    is_close = is_close_between(words, place + 1)
    return is_close and words[place + 1].kind in ("plus", "dash") and words[place + 2].is_number


def _iana(words: tuple[Token, ...], place: int) -> Iterator[tuple[int, Zone]]:
    """`America/New_York`, however it is capitalized."""
    for end in range(min(place + 8, len(words)), place + 2, -1):
        name = _run_on(words[place:end])
        zone = _by_lower_case().get(name)
        if zone and words[end - 1].end - words[place].start == len(name):
            yield with_suffix(words, end, Zone(name, (zone,), is_place=True))
            return


def _run_on(words: tuple[Token, ...]) -> str:
    """The words as an IANA name has them: `america/los angeles` with its underscore."""
    joined = words[0].text
    for before, word in pairwise(words):
        joined += ("_" if word.start > before.end else "") + word.text
    return joined


def _pair(words: tuple[Token, ...], place: int) -> Iterator[tuple[int, Zone]]:
    """`PST/PDT`: whichever of the two the place keeps that day."""
    some = words[place : place + 3]
    if len(some) == 3 and some[1].kind == "slash":
        one, other = ABBREVIATIONS.get(some[0].text), ABBREVIATIONS.get(some[2].text)
        if one and other and one.zones == other.zones:
            yield place + 3, Zone(some[0].text, one.zones, name=one.name)


@cache
def _by_lower_case() -> Mapping[str, str]:
    return {zone.lower(): zone for zone in known_zones()}


_READERS = {
    **dict.fromkeys(("plus", "dash"), bare_offset),
    **dict.fromkeys(_OWN, _own),
    **dict.fromkeys(("in", "of"), _after_preposition),
    "open_bracket": _labeled,
    "time": _after_time,
}
