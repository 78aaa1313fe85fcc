"""Cities by their plain names, kept in a few long arrays: as objects they would take 20 MB."""

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple


class City(NamedTuple):
    """A city of more than 15,000 people: how many, its zone, its country, its state or province."""

    people: int
    zone: str
    country: str
    state: str


class Cities(Mapping[str, tuple[City, ...]]):
    """The cities of each name; a name is found by halving, as all stand in one text in their order."""

    def __init__(self, named: Iterable[tuple[str, Iterable[City]]]) -> None:
        """Take the cities of each name, by the names in the order of their characters.

        They are read one name after the other, so that all of them are never there as objects.
        """
        names, regions = bytearray(), dict[tuple[str, str, str], int]()
        self._name_ends, self._city_ends = array("I"), array("I")
        self._people, self._region_numbers = array("I"), array("H")
        for name, cities in named:
            for city in cities:
                self._people.append(city.people)
                self._region_numbers.append(regions.setdefault(city[1:], len(regions)))
            names += name.encode()
            self._name_ends.append(len(names))
            self._city_ends.append(len(self._people))
        self._names, self._regions = bytes(names), tuple(regions)

    def __len__(self) -> int:
        return len(self._name_ends)

    def __iter__(self) -> Iterator[str]:
        return (self._name(place).decode() for place in range(len(self)))

    def __getitem__(self, name: str) -> tuple[City, ...]:
        place, sought = self._place(name), name.encode()
        if place == len(self) or self._name(place) != sought:
            raise KeyError(name)
        cities = range(self._city_ends[place - 1] if place else 0, self._city_ends[place])
        return tuple(
            City(self._people[city], *self._regions[self._region_numbers[city]]) for city in cities
        )

    def have_first_word(self, word: str) -> bool:
        """Return whether a name is this word or begins with it."""
        place, sought = self._place(word), word.encode()
        # Nothing in a name comes before a blank, so a name that goes on after the word is the next one.
        return place < len(self) and self._name(place).partition(b" ")[0] == sought

    def _place(self, name: str) -> int:
        return bisect_left(range(len(self)), name.encode(), key=self._name)

    def _name(self, place: int) -> bytes:
        return self._names[self._name_ends[place - 1] if place else 0 : self._name_ends[place]]
