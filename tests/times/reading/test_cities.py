"""Cities by their plain names, kept in a few long arrays."""

import pytest

from bot.times.reading.places.cities import Cities, City

OREGON = City(652_503, "America/Los_Angeles", "US", "OR")
MAINE = City(66_881, "America/New_York", "US", "ME")
PARIS = City(2_138_551, "Europe/Paris", "FR", "")
NAMED = {"new paris": [PARIS], "paris": [PARIS], "portland": [OREGON, MAINE], "örebro": [MAINE]}


@pytest.fixture
def cities() -> Cities:
    return Cities(NAMED.items())


def test_each_name_has_its_cities_in_their_order(cities: Cities) -> None:
    assert dict(cities) == {name: tuple(some) for name, some in NAMED.items()}


@pytest.mark.parametrize("name", ["", "a", "par", "paris x", "portlands", "zz", "öreb"])
def test_what_is_no_name_is_not_found(cities: Cities, name: str) -> None:
    assert name not in cities
    assert cities.get(name) is None


@pytest.mark.parametrize("word", ["new", "paris", "portland", "örebro"])
def test_a_word_that_a_name_begins_with_is_known(cities: Cities, word: str) -> None:
    assert cities.have_first_word(word)


@pytest.mark.parametrize("word", ["", "ne", "news", "york", "portlan", "z"])
def test_a_word_that_no_name_begins_with_is_not(cities: Cities, word: str) -> None:
    assert not cities.have_first_word(word)


def test_there_may_be_none() -> None:
    assert not Cities([]).have_first_word("paris")
    assert "paris" not in Cities([])
