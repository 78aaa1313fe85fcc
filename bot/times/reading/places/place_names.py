"""Names of zones and places in a text: `Eastern time`, `Portland, ME`, `New Yorker Zeit`, `Ft Lauderdale`."""

from collections.abc import Iterator
from dataclasses import replace
from functools import cache, lru_cache
from itertools import chain

from bot.times.reading.languages import in_any_language, values_in_any_language
from bot.times.reading.parts import Zone
from bot.times.reading.places.gazetteer import gazetteer, lookup_key
from bot.times.reading.places.known_names import (
    abbreviated,
    in_capitals,
    known_names,
    zones_named_after,
)
from bot.times.reading.places.regions import COUNTRIES_AFTER_STATES
from bot.times.reading.places.zones_of_places import (
    STATE,
    cities_in,
    prominence,
    zones_of_cities,
    zones_of_place,
)
from bot.times.reading.token import Token, is_close_between
from bot.times.zone_abbreviations import ONLY_IN_CAPITALS, in_season

_LONGEST = 8
_LONGEST_REGION = 4
_LETTERS_OF_A_STATE = 2
_KNOWN, _FAMOUS = 200_000, 1_600_000

_NEVER_IN_A_NAME = frozenset({"comma", "slash", "colon", "dot", "plus", "quote", "bang", "at"})
_FULL_WORDS = values_in_any_language(lambda language: language.place_abbreviations)
_TIME_AFTER_ADJECTIVES = in_any_language(lambda language: language.time_after_adjectives)
_ENDINGS = in_any_language(lambda language: language.endings_of_adjectives)
_LEFT_OUT = frozenset({"open_bracket", "close_bracket", "dash"})


def longest_name(
    words: tuple[Token, ...], place: int, *, towns: bool
) -> Iterator[tuple[int, Zone]]:
    """The zone that most of the words from here on name, if any do."""
    for end in range(min(place + _LONGEST, len(words)), place, -1):
        name = _name(words[place:end])
        for full in filter(None, (name, _in_full(name))):
            found = _place(words, end, full, towns=towns)
            if found and not _is_numbered(words, found[0]):
                yield _past_the_country(words, *found)
                return


def is_famous(zone: Zone) -> bool:
    """Whether nearly everyone who reads the zone's name thinks of the place."""
    return zone.said in known_names() or prominence(zone.said) > _FAMOUS


@cache
def first_words() -> frozenset[str]:
    """The first words of all names of zones and places but cities."""
    known = gazetteer()
    names = chain(
        *(known_names(), zones_named_after(), ONLY_IN_CAPITALS, _FULL_WORDS),
        *(known.states, known.countries),
        (code.lower() for code in known.zones_of_state),
    )
    return frozenset(name.partition(" ")[0] for name in names)


@lru_cache(maxsize=2048)
def may_begin_a_name(word: str) -> bool:
    """Whether any name, as it is looked up, begins with a word."""
    first = lookup_key(word).partition(" ")[0]
    cities = gazetteer().cities
    return any(
        stem in first_words() or cities.have_first_word(stem)
        for stem in (first, _without_ending(first))
    )


def _without_ending(adjective: str) -> str:
    """`new yorker` without the ending that makes it an adjective."""
    return next(map(adjective.removesuffix, filter(adjective.endswith, _ENDINGS)), adjective)


def _is_numbered(words: tuple[Token, ...], end: int) -> bool:
    """Whether a number is glued after a place's name, as in `US-1`, which names no place."""
    return is_close_between(words, end) and words[end].kind == "dash" and words[end + 1].is_number


def _past_the_country(words: tuple[Token, ...], end: int, zone: Zone) -> tuple[int, Zone]:
    """`Georgia, USA`: the country after a state changes nothing."""
    start = end + 1 if words[end : end + 1] and words[end].kind == "comma" else end
    is_country = words[start : start + 1] and words[start].text in COUNTRIES_AFTER_STATES
    return (start + 1 if zone.is_place and is_country else end), zone


def _in_full(name: str) -> str:
    """`ft lauderdale`, `n carolina` and `wa state` without their abbreviations."""
    first, _, rest = name.partition(" ")
    if rest in STATE:
        code = first.upper()
        named = (state for state, its in gazetteer().states.items() if its == code)
        return next((f"{state} {rest}" for state in named), "")
    full = _FULL_WORDS.get(first)
    return f"{full} {rest}" if full and rest else ""


def _name(words: tuple[Token, ...]) -> str:
    """What the words are looked up as; empty if no name of a place can look like this."""
    kinds = {word.kind for word in words}
    if kinds & _NEVER_IN_A_NAME or "unknown" not in kinds:
        return ""
    closes = words[-1].kind == "close_bracket" and "open_bracket" in kinds
    ends_well = closes or words[-1].kind not in _LEFT_OUT
    if any(word.is_number for word in words) or words[0].kind in _LEFT_OUT or not ends_well:
        return ""
    return lookup_key(" ".join(word.text for word in words if word.kind not in _LEFT_OUT))


def _place(
    words: tuple[Token, ...], end: int, name: str, *, towns: bool
) -> tuple[int, Zone] | None:
    """A city with its state or country after it; or what the name alone stands for."""
    found = _in_region(words, end, name)
    if found:
        return found
    last, name = words[end - 1], _as_a_noun(words, end, name)
    shouted = in_capitals(name) if last.is_in_capitals else None
    known = shouted or known_names().get(name)
    if known and len(name) == _LETTERS_OF_A_STATE and last.is_titled:
        return None
    return with_suffix(words, end, known) if known else _on_the_map(words, end, name, towns=towns)


def _as_a_noun(words: tuple[Token, ...], end: int, name: str) -> str:
    """The `new york` of `New Yorker Zeit`; any other name as it is."""
    is_before_time = end < len(words) and words[end].text in _TIME_AFTER_ADJECTIVES
    is_adjective = is_before_time and name not in known_names()
    return _without_ending(name) if is_adjective else name


def _on_the_map(
    words: tuple[Token, ...], end: int, name: str, *, towns: bool
) -> tuple[int, Zone] | None:
    """A place of the gazetteer; obscure if few think of it, and none if it may be anyone's name."""
    zones = zones_of_place(name, code=_state_code(words, end, name))
    if not zones:
        return None
    reached, zone = with_suffix(words, end, Zone(name, zones, is_place=True))
    is_told = reached > end or words[end - len(name.split()) - 1].kind == "in"
    if is_told or (prominence(name) > _FAMOUS and len(name) > _LETTERS_OF_A_STATE):
        return reached, zone
    is_known = towns or prominence(name) > _KNOWN or name in gazetteer().capitals
    return (reached, replace(zone, obscure=True)) if is_known else None


def _state_code(words: tuple[Token, ...], end: int, name: str) -> str:
    """The two letters of a state, if the name may be meant as those: in capitals, or before `time`."""
    is_before_time = end < len(words) and words[end].kind == "time"
    is_code = len(name) == _LETTERS_OF_A_STATE and (is_before_time or words[end - 1].is_in_capitals)
    return name.upper() if is_code else ""


def _in_region(words: tuple[Token, ...], end: int, name: str) -> tuple[int, Zone] | None:
    """`Portland, ME`, `Paris, Texas`, `London UK`."""
    if end >= len(words) or name not in gazetteer().cities:
        return None
    start = end + 1 if words[end].kind == "comma" else end
    for stop in range(min(start + _LONGEST_REGION, len(words)), start, -1):
        if stop == start + 1 and _is_only_a_word(words, end, start):
            return None
        region = lookup_key(" ".join(word.text for word in words[start:stop]))
        ends_well = words[stop - 1].kind not in _LEFT_OUT and not _is_numbered(words, stop)
        inside = cities_in(region, called=name) if ends_well else ()
        if inside:
            zone = Zone(name, zones_of_cities(inside, name=""), is_place=True, located=True)
            return with_suffix(words, stop, zone)
    return None


def _is_only_a_word(words: tuple[Token, ...], end: int, start: int) -> bool:
    """`London on Zoom` and `LONDON ON ZOOM`, other than `London ON` and `LONDON, ON`."""
    if words[start].kind not in ("on", "in"):
        return False
    is_shouted = start == end and words[end - 1].is_in_capitals
    return is_shouted or not words[start].is_in_capitals


def with_suffix(words: tuple[Token, ...], end: int, zone: Zone) -> tuple[int, Zone]:
    """`standard`, `daylight`, `time`, `time zone` and the like after a zone's name."""
    reached = skip(
        words, end, {"standard", "daylight", "summer", "prevailing", "local", "time", "zone"}
    )
    ways = (in_season(zone.said, word.kind) for word in words[end:reached])
    letters = next(filter(None, ways), None)
    return reached, abbreviated(letters) if letters else zone


def skip(words: tuple[Token, ...], place: int, kinds: set[str]) -> int:
    """The first place from here on whose word is of none of these kinds."""
    while place < len(words) and words[place].kind in kinds:
        place += 1
    return place
