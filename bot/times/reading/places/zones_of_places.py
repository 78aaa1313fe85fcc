"""Which zones the name of a place may mean: its own, and those of large namesakes."""

import sys
from functools import lru_cache

from bot.times.reading.languages import in_any_language
from bot.times.reading.places.cities import City
from bot.times.reading.places.gazetteer import gazetteer
from bot.times.reading.places.known_names import zones_named_after
from bot.times.reading.places.regions import (
    CONTINENTS,
    COUNTRY_CODES,
    PROVINCES,
    STATES_SHORTENED,
)

_RIVAL, _RIVAL_AT_HOME, _AT_HOME = 9, 10, 4
_HOME = frozenset({"US", "CA"})
_CITY_OF_NOTE, _LARGE = 400_000, 100_000

STATE = in_any_language(lambda language: language.state)
"""What is said after the name of a state: `Washington state`."""


@lru_cache(maxsize=4096)
def cities_in(region: str, *, called: str) -> tuple[City, ...]:
    """The cities of this name in a state or country, whose plain name or code is given."""
    known, code = gazetteer(), region.replace(" ", "").upper()
    state = known.states.get(region, STATES_SHORTENED.get(region, code))
    country = known.countries.get(region, COUNTRY_CODES.get(region, code))
    return tuple(
        city
        for city in dict.fromkeys((*known.cities.get(called, ()), *known.nicknamed.get(called, ())))
        if (state and city.state == state) or city.country == country
    )


@lru_cache(maxsize=4096)
def zones_of_place(name: str, *, code: str) -> tuple[str, ...]:
    """Every zone a name may mean: its state's, its country's, and those of its major cities.

    `code` is a state's two letters, where they are meant as that; those of a province (`PE`, `NB`)
    mean it only after a city. Georgia is the state.
    """
    known = gazetteer()
    if name in CONTINENTS:
        return ()
    stem, _, last = name.rpartition(" ")
    if last in STATE and stem in known.states:
        return known.zones_of_state[known.states[stem]]
    zones = _zones_of_region(name, code=code)
    of_note = tuple(
        city for city in known.cities.get(name, ()) if not zones or city.people >= _CITY_OF_NOTE
    )
    zones += zones_of_cities(of_note, name=name)
    return tuple(dict.fromkeys(zones)) or tuple(zones_named_after().get(name, ()))


def _zones_of_region(name: str, *, code: str) -> tuple[str, ...]:
    """The zones of the state of this name or code, or else of the country of this name."""
    known = gazetteer()
    is_code = code in known.zones_of_state and code not in PROVINCES
    state = known.states.get(name) or (code if is_code else None)
    if state:
        return known.zones_of_state.get(state, ())
    return known.zones_of_country.get(known.countries.get(name, ""), ())


def zones_of_cities(cities: tuple[City, ...], *, name: str) -> tuple[str, ...]:
    """The largest city's zone, and those of its rivals; here in the US a city counts for more.

    A city that a zone is named after has no rivals.
    """
    if not cities:
        return ()
    largest, namesakes = cities[0], zones_named_after().get(name, ())
    if largest.zone in namesakes:
        return (largest.zone,)
    rivals = (city.zone for city in cities if _is_rival(city, largest))
    return tuple(dict.fromkeys((largest.zone, *rivals, *namesakes)))


def zones_at_home(name: str, *, country: str | None) -> tuple[str, ...]:
    """The zones of large cities of this name in someone's own country: `London` said in Ontario.

    Those of the US count for more to everyone, so that Americans have theirs already.
    """
    if country in (None, "US"):
        return ()
    cities = gazetteer().cities.get(name, ())
    large = (city for city in cities if city.country == country and city.people >= _LARGE)
    return tuple(dict.fromkeys(city.zone for city in large))


def _is_rival(city: City, largest: City) -> bool:
    """Whether it may be meant instead: Portland, Maine has a tenth of the people of Portland, Oregon."""
    if city.country in _HOME and largest.country in _HOME:
        return city.people * _RIVAL_AT_HOME >= largest.people
    return _weight(city) * _RIVAL >= _weight(largest)


def region_of(name: str, *, zone: str) -> str | None:
    """The state (`US-CA`) or country in which a place of this name has this zone; None if none has."""
    known = gazetteer()
    if name in known.states and zone in known.zones_of_state.get(known.states[name], ()):
        code = known.states[name]
        return f"{'CA' if code in PROVINCES else 'US'}-{code}"
    city = next((city for city in known.cities.get(name, ()) if city.zone == zone), None)
    if city is None:
        return None
    return f"{city.country}-{city.state}" if city.state else city.country


def prominence(name: str) -> int:
    """How well a place is known: by its people, and more so at home; states and countries are."""
    known = gazetteer()
    if name in known.states or name in known.countries or name in zones_named_after():
        return sys.maxsize
    cities = known.cities.get(name, ())
    known_at_home = (city.people * (_AT_HOME if city.country in _HOME else 1) for city in cities)
    return max(known_at_home, default=sys.maxsize)


def _weight(city: City) -> int:
    return city.people * (_AT_HOME if city.country == "US" else 1)
