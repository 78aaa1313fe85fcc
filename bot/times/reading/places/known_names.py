"""Every name of a zone or place that needs no gazetteer, and the zones it stands for."""

from collections.abc import Mapping
from dataclasses import replace
from functools import cache

from tzlocal.windows_tz import win_tz

from bot.times.rails_zones import NEWEST, RAILS
from bot.times.reading.languages import LANGUAGES
from bot.times.reading.parts import Zone
from bot.times.reading.places.gazetteer import lookup_key
from bot.times.reading.places.nicknames import NICKNAMES, ONLY_WINDOWS, WINDOWS_ENDING
from bot.times.zone_abbreviations import ABBREVIATIONS, ONLY_IN_CAPITALS, Abbreviation
from bot.times.zones import city, known_zones


@cache
def known_names() -> Mapping[str, Zone]:
    """Every name that needs no gazetteer: abbreviations, what people say, and what Rails says."""
    known: dict[str, Zone] = {}
    for iana, names in NICKNAMES.items():
        zones = tuple(iana.split())
        known.update((name, Zone(name, zones, is_place=True)) for name in names.split("|"))
    for name, iana in (*NEWEST.items(), *RAILS.items()):
        bare = lookup_key(name.replace("(", "").replace(")", ""))
        zone = Zone(bare, (iana,), is_place="&" not in name)
        known |= {bare: zone, bare.replace("&", "and"): zone}
    for language in LANGUAGES.values():
        for letters, names in language.zones.items():
            known.update((name, abbreviated(letters)) for name in names.split("|"))
    known.update((letters, abbreviated(letters)) for letters in ABBREVIATIONS)
    return _windows_names(known) | known


def _windows_names(known: Mapping[str, Zone]) -> dict[str, Zone]:
    """What Windows and Outlook call zones, but for `Eastern Standard Time` and such: those go by season."""
    named = {
        lookup_key(name.replace("(", "").replace(")", "")): iana for name, iana in win_tz.items()
    }
    return {
        name: Zone(name, (iana,), is_place=True)
        for name, iana in named.items()
        if name.endswith(WINDOWS_ENDING)
        and _is_of_windows_only(name.removesuffix(WINDOWS_ENDING), known)
    }


def _is_of_windows_only(stem: str, known: Mapping[str, Zone]) -> bool:
    return stem not in known or stem in ONLY_WINDOWS


def abbreviated(letters: str) -> Zone:
    """The zone that an abbreviation of the table names."""
    return _zone(letters, ABBREVIATIONS[letters])


def in_capitals(letters: str) -> Zone | None:
    """The zone that letters name where they are typed in capitals; `art` is a word."""
    its = ONLY_IN_CAPITALS.get(letters)
    return replace(_zone(letters, its), obscure=True) if its else None


def _zone(letters: str, its: Abbreviation) -> Zone:
    return Zone(letters, its.zones, its.offset, name=its.name)


_LONGEST_LETTERS = 3


@cache
def zones_named_after() -> Mapping[str, tuple[str, ...]]:
    """The zones named after each place: `los angeles` for `America/Los_Angeles`, `eire`."""
    named: dict[str, tuple[str, ...]] = {}
    for zone in sorted(known_zones()):
        place = zone if zone.isalpha() else city(zone)
        if place is not None and not (place == zone and len(zone) <= _LONGEST_LETTERS):
            name = lookup_key(place)
            named[name] = (*named.get(name, ()), zone)
    return named
