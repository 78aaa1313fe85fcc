"""Zones as people say them: `PT`, `Eastern time`, `in New York`, `Portland, ME`, `UTC-5`, `my time`."""

import re
from collections.abc import Iterator, Mapping
from datetime import timedelta
from functools import cache

from bot.scheduling.abbreviations import ABBREVIATIONS
from bot.scheduling.when.gazetteer import City, gazetteer, plain
from bot.scheduling.when.parts import Zone
from bot.scheduling.when.tokens import Token
from bot.scheduling.zones import RAILS, known_zones, offset_words, zones_with_offset
from bot.scheduling.zones import city as city_of

_LONGEST = 8
_LONGEST_REGION = 4
_RIVAL, _AT_HOME = 9, 4
_CITY_OF_NOTE = 400_000
_WIDEST = timedelta(hours=14)
_OFFSET_DIGITS = re.compile(r"[0-9]{1,4}")

_SPOKEN = {
    "et": "eastern|us eastern|eastern us|east coast|us east coast|east coast us|us east",
    "ct": "central|us central|central us",
    "mt": "mountain|us mountain|mountain us|rocky mountain",
    "pt": "pacific|us pacific|pacific us|west coast|us west coast|west coast us|us west",
    "akt": "alaska|alaskan",
    "ht": "hawaii|hawaiian|hawaii aleutian",
    "utc": "greenwich mean|greenwich|coordinated universal|universal|z",
    "bst": "british summer",
    "aet": "australian eastern|australia eastern|eastern australia|eastern australian",
    "nzt": "new zealand|nz",
    "edt": "edst",
    "cdt": "cdst",
    "mdt": "mdst",
    "pdt": "pdst",
}
_ELSEWHERE = {
    "America/New_York": "new york city|nyc|n y c|dc|d c|washington dc|washington d c|philly",
    "America/Los_Angeles": "la|l a|sf|san fran|bay area|vegas|silicon valley|socal|norcal",
    "America/Chicago": "alabama|chi town|chitown|nola",
    "America/Toronto": "ontario canada|quebec|quebec canada",
    "America/Toronto America/Los_Angeles": "ontario",
    "America/Winnipeg": "manitoba",
    "America/Edmonton": "alberta",
    "America/Vancouver": "bc|british columbia",
    "America/Halifax": "atlantic|atlantic canada|nova scotia|new brunswick|pei|prince edward island",
    "America/St_Johns": "newfoundland",
    "America/Puerto_Rico": "puerto rico|pr",
    "America/Sao_Paulo": "brasilia|brazil eastern",
    "Europe/London": "uk|u k|england|britain|great britain|british|scotland|wales|gb"
    "|united kingdom|northern ireland",
    "Europe/Paris": "central european|central europe|french|france",
    "Europe/Athens": "eastern european|eastern europe",
    "Europe/Lisbon": "western european|western europe|portugal|portuguese",
    "Europe/Moscow": "moscow",
    "Europe/Madrid": "spain|spanish|mainland spain",
    "Europe/Amsterdam": "holland|the netherlands|netherlands|dutch",
    "Europe/Prague": "czech republic|czechia",
    "Europe/Istanbul": "turkey|turkish|turkiye",
    "Europe/Berlin": "german|germany",
    "Europe/Rome": "italian|italy",
    "Asia/Jerusalem": "israel|israeli",
    "Asia/Dubai": "gulf|uae|u a e|emirates|united arab emirates|arabian",
    "Africa/Johannesburg": "south african|south africa",
    "Asia/Kolkata": "india|indian|bombay|calcutta|bangalore|madras|delhi",
    "Asia/Shanghai": "china|chinese|mainland china|prc",
    "Asia/Tokyo": "japan|japanese",
    "Asia/Seoul": "south korea|korea|korean",
    "Asia/Manila": "philippine|philippines|the philippines",
    "Asia/Ho_Chi_Minh": "vietnam|saigon",
    "Asia/Kabul": "afghanistan",
    "Australia/Sydney": "new south wales|nsw|victoria australia|canberra",
    "Australia/Brisbane": "queensland",
    "Australia/Hobart": "tasmania",
    "Australia/Adelaide": "australian central|central australia|south australia",
    "Australia/Darwin": "northern territory",
    "Australia/Perth": "australian western|western australia",
    "Pacific/Guam": "guam",
}
"""What places and zones are called beside their own names; a line can be added to either table."""


_NEVER_IN_A_NAME = frozenset({"comma", "slash", "colon", "dot", "plus", "quote", "bang", "at"})
_LEFT_OUT = frozenset({"open", "close_bracket", "dash"})


def zones_at(words: tuple[Token, ...], place: int) -> Iterator[tuple[int, Zone]]:
    """The zones that the words from this place on may name, with where each ends."""
    kind = words[place].kind
    if kind in ("plus", "dash"):
        yield from _bare_offset(words, place)
    elif kind in _OWN:
        yield from _own(words, place)
    elif kind in ("in", "of") and place + 1 < len(words):
        yield from _named(words, place + 1)
    elif words[place].text[0].isalpha():
        yield from _named(words, place)


_OWN = frozenset({"my", "their", "local"})


def _own(words: tuple[Token, ...], place: int) -> Iterator[tuple[int, Zone]]:
    """`my time`, `their time`: whose it is, is known where it is settled."""
    end = _past(words, place + 1, {"local", "time", "zone"})
    if end > place + 1:
        yield end, Zone("their" if words[place].kind == "their" else "my", ())


def _past(words: tuple[Token, ...], place: int, kinds: set[str]) -> int:
    """The first place from here on whose word is of none of these kinds."""
    while place < len(words) and words[place].kind in kinds:
        place += 1
    return place


def _named(words: tuple[Token, ...], place: int) -> Iterator[tuple[int, Zone]]:
    if words[place].text in ("utc", "gmt"):
        yield from _utc(words, place)
    if place + 1 < len(words) and words[place + 1].start == words[place].end:
        yield from _iana(words, place)
        yield from _pair(words, place)
    if place + 1 < len(words) and words[place].kind == "the":
        place += 1
    for end in range(min(place + _LONGEST, len(words)), place, -1):
        name = _name(words[place:end])
        found = _place(words, end, name) if name else None
        if found:
            yield found
            return


def _name(words: tuple[Token, ...]) -> str:
    """What the words are looked up as; empty if no name of a place can look like this."""
    kinds = {word.kind for word in words}
    if kinds & _NEVER_IN_A_NAME or not kinds & {"unknown", "a"}:
        return ""
    if any(word.is_number for word in words) or words[0].kind in _LEFT_OUT:
        return ""
    return plain(" ".join(word.text for word in words if word.kind not in _LEFT_OUT))


@cache
def _known_names() -> Mapping[str, Zone]:
    """Every name that needs no gazetteer: abbreviations, what people say, and what Rails says."""
    known: dict[str, Zone] = {}
    for iana, names in _ELSEWHERE.items():
        zones = tuple(iana.split())
        known.update((name, Zone(name, zones, is_place=True)) for name in names.split("|"))
    for name, iana in RAILS.items():
        bare = plain(name.replace("(", "").replace(")", ""))
        known[bare] = Zone(bare, (iana,), is_place="&" not in name)
    for letters, names in _SPOKEN.items():
        known.update((name, _abbreviated(letters)) for name in names.split("|"))
    known.update((letters, _abbreviated(letters)) for letters in ABBREVIATIONS)
    return known


def _abbreviated(letters: str) -> Zone:
    its = ABBREVIATIONS[letters]
    return Zone(letters, its.zones, its.offset, name=its.name)


_SEASONS = {"standard": "st", "daylight": "dt"}


def _with_suffix(words: tuple[Token, ...], end: int, zone: Zone) -> tuple[int, Zone]:
    """`standard`, `daylight`, `time`, `time zone` and the like behind a zone's name."""
    reached = _past(words, end, {"standard", "daylight", "prevailing", "local", "time", "zone"})
    season = next((_SEASONS[w.kind] for w in words[end:reached] if w.kind in _SEASONS), None)
    letters = zone.said[:-1] + season if season and zone.said.endswith("t") else ""
    return reached, _abbreviated(letters) if letters in ABBREVIATIONS else zone


def _place(words: tuple[Token, ...], end: int, name: str) -> tuple[int, Zone] | None:
    """A city with its state or country behind it; or what the name alone stands for."""
    cities = gazetteer().cities.get(name, ()) if end < len(words) or not _known(name) else ()
    found = _in_region(words, end, name, cities)
    if found:
        return found
    known = _known(name)
    if known:
        return _with_suffix(words, end, known)
    is_two_letter_state = len(name) == 2 and end < len(words) and words[end].kind == "time"
    zones = _zones_of_place(name, cities, code=name.upper() if is_two_letter_state else "")
    return _with_suffix(words, end, Zone(name, zones, is_place=True)) if zones else None


def _known(name: str) -> Zone | None:
    return _known_names().get(name)


def _in_region(
    words: tuple[Token, ...], end: int, name: str, cities: tuple[City, ...]
) -> tuple[int, Zone] | None:
    """`Portland, ME`, `Paris, Texas`, `London UK`."""
    start = end + 1 if end < len(words) and words[end].kind == "comma" else end
    farthest = min(start + _LONGEST_REGION, len(words)) if cities else start
    for stop in range(farthest, start, -1):
        inside = _cities_in(cities, words[start:stop])
        if inside:
            zone = Zone(name, _zones_of_cities(inside, name=""), is_place=True)
            return _with_suffix(words, stop, zone)
    return None


def _cities_in(cities: tuple[City, ...], region: tuple[Token, ...]) -> tuple[City, ...]:
    name = plain(" ".join(word.text for word in region))
    known, code = gazetteer(), name.replace(" ", "").upper()
    state = known.states.get(name, code)
    country = known.countries.get(name, _COUNTRY_CODES.get(name, code))
    return tuple(
        city
        for city in cities
        if (city.country == "US" and city.state == state) or city.country == country
    )


_COUNTRY_CODES = {
    "uk": "GB",
    "england": "GB",
    "scotland": "GB",
    "wales": "GB",
    "usa": "US",
    "america": "US",
    "ontario": "CA",
    "quebec": "CA",
    "bc": "CA",
    "alberta": "CA",
}


def _zones_of_place(name: str, cities: tuple[City, ...], *, code: str) -> tuple[str, ...]:
    """Every zone a name may mean: its state's, its country's, and those of its cities of note."""
    known = gazetteer()
    if name.endswith(" state") and name.removesuffix(" state") in known.states:
        return known.zones_of_state[known.states[name.removesuffix(" state")]]
    state = known.states.get(name) or (code if code in known.zones_of_state else None)
    country = known.countries.get(name)
    zones = list(known.zones_of_state.get(state, ())) if state else []
    zones += known.zones_of_country.get(country, ()) if country else ()
    of_note = tuple(city for city in cities if not zones or city.people >= _CITY_OF_NOTE)
    zones += _zones_of_cities(of_note, name=name)
    return tuple(dict.fromkeys(zones)) or tuple(_cities_of_zones().get(name, ()))


def _zones_of_cities(cities: tuple[City, ...], *, name: str) -> tuple[str, ...]:
    """The largest city's zone, and those of its rivals; here in the US a city counts for more.

    A city that a zone is named after has no rivals.
    """
    if not cities:
        return ()
    largest, namesakes = cities[0], _cities_of_zones().get(name, ())
    if largest.zone in namesakes:
        return (largest.zone,)
    rivals = (city.zone for city in cities if _weight(city) * _RIVAL >= _weight(largest))
    return tuple(dict.fromkeys((largest.zone, *rivals, *namesakes)))


def _weight(city: City) -> int:
    return city.people * (_AT_HOME if city.country == "US" else 1)


@cache
def _cities_of_zones() -> Mapping[str, tuple[str, ...]]:
    """The zones named after each place: `los angeles` for `America/Los_Angeles`, `eire`."""
    named: dict[str, tuple[str, ...]] = {}
    for zone in sorted(known_zones()):
        place = zone if zone.isalpha() else city_of(zone)
        if place is not None:
            name = plain(place)
            named[name] = (*named.get(name, ()), zone)
    return named


def _iana(words: tuple[Token, ...], place: int) -> Iterator[tuple[int, Zone]]:
    """`America/New_York`, however it is capitalised."""
    for end in range(min(place + 8, len(words)), place + 2, -1):
        name = "".join(word.text for word in words[place:end])
        zone = _by_lower_case().get(name)
        if zone and words[end - 1].end - words[place].start == len(name):
            yield _with_suffix(words, end, Zone(name, (zone,), is_place=True))
            return


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


def _utc(words: tuple[Token, ...], place: int) -> Iterator[tuple[int, Zone]]:
    """`UTC-5`, `GMT+05:30`, `UTC +0530`, `utc4:30`."""
    if place + 1 >= len(words):
        return
    if words[place + 1].kind in ("plus", "dash"):
        yield from _signed(words, place + 1)
    elif words[place + 1].start == words[place].end:
        yield from _signed(words, place)


def _bare_offset(words: tuple[Token, ...], place: int) -> Iterator[tuple[int, Zone]]:
    """`+02:00`, `-0500` behind a clock; a minus that could be a range's dash needs all four digits."""
    if place and (words[place].kind == "plus" or _is_minus(words, place)):
        yield from _signed(words, place)


def _is_minus(words: tuple[Token, ...], place: int) -> bool:
    if place + 1 >= len(words):
        return False
    sign, number = words[place : place + 2]
    is_glued_behind = sign.end == number.start
    if not (is_glued_behind and number.is_number and number.text[0] in "01"):
        return False
    has_four = len(number.text) == 4 or (
        len(number.text) == 2 and place + 3 < len(words) and words[place + 2].kind == "colon"
    )
    spaced = words[place - 1].end < sign.start
    return has_four and (spaced or _has_seconds(words[:place]))


def _has_seconds(words: tuple[Token, ...]) -> bool:
    """Whether the clock before is of a machine: `T09:30`, `09:30:00`, `09:30:00.000`."""
    kinds = [word.kind for word in words[-6:]]
    return kinds.count("colon") > 1 or "t" in kinds


def _signed(words: tuple[Token, ...], place: int) -> Iterator[tuple[int, Zone]]:
    sign = -1 if words[place].kind == "dash" else 1
    if place + 1 >= len(words) or not _OFFSET_DIGITS.fullmatch(words[place + 1].text):
        return
    digits, end = words[place + 1].text, place + 2
    hours, minutes = (int(digits[:-2]), int(digits[-2:])) if len(digits) > 2 else (int(digits), 0)
    if end + 1 < len(words) and words[end].kind == "colon" and len(words[end + 1].text) == 2:
        minutes, end = words[end + 1].value, end + 2
    offset = sign * timedelta(hours=hours, minutes=minutes)
    zones = zones_with_offset(offset) if minutes < 60 and abs(offset) <= _WIDEST else ()
    if zones:
        yield end, Zone(offset_words(offset), zones, offset, exact=True)
