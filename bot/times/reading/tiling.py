"""Every way of tiling a phrase with parts, ranked: each word belongs to one, and long tiles come first."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from bot.times.reading.grammar import rules_for
from bot.times.reading.grammar.match import Match, Meaning
from bot.times.reading.holidays import holidays_at
from bot.times.reading.partial_parse import PartialParse
from bot.times.reading.parts import Part, Unsupported, Zone
from bot.times.reading.places import may_name_a_zone, zones_at
from bot.times.reading.token import Token, Words
from bot.times.reading.tokens import shape

Tile = tuple[int, Part]
"""A part that some words mean, with the place where they end."""

Tiles = tuple[tuple[Tile, ...], ...]
"""What begins at each place of a text, longest first."""

Matches = tuple[tuple[int, Meaning, re.Match[str]], ...]

_MOST_STEPS, _MOST_TILINGS = 1000, 30
_LONGEST_CACHED = 24


def _matches(kinds: str) -> tuple[Matches, ...]:
    """What the grammar finds at each place of a shape; the words themselves do not matter to it.

    Only the shapes that people use are cached: long ones are all different, and thousands of their
    matches would cost the collector more than they save.
    """
    return _cached_matches(kinds) if len(kinds) <= _LONGEST_CACHED else _all_matches(kinds)


@lru_cache(maxsize=1024)
def _cached_matches(kinds: str) -> tuple[Matches, ...]:
    return _all_matches(kinds)


def _all_matches(kinds: str) -> tuple[Matches, ...]:
    found = (
        [
            (match.end(), meaning, match)
            for meaning, template in rules_for(kind, kinds[place + 1 : place + 2])
            if (match := template.pattern.match(kinds, place))
        ]
        for place, kind in enumerate(kinds)
    )
    return tuple(tuple(sorted(some, key=_end, reverse=True)) for some in found)


def _end(tile: tuple[int, *tuple[object, ...]]) -> int:
    return tile[0]


@lru_cache(maxsize=128)
def found_tiles(words: Words, *, towns: bool = False) -> Tiles:
    """All the tiles of some words; with `towns`, names of small ones are tiles too.

    The same words are looked at again and again: in the parts of a text, in a form and once it is sent.
    """
    zoned = may_name_a_zone(words)
    return tuple(
        _found_at(place, words, matches, towns=towns, zoned=zoned)
        for place, matches in enumerate(_matches(shape(words)))
    )


def _found_at(
    place: int, words: Words, matches: Matches, *, towns: bool, zoned: bool
) -> tuple[Tile, ...]:
    meant = ((end, meaning(Match(found, words))) for end, meaning, found in matches)
    tiles: list[Tile] = [(end, part) for end, part in meant if part]
    others: list[Tile] = [*holidays_at(words, place)]
    if zoned:
        others += zones_at(words, place, towns=towns)
    return tuple(sorted([*tiles, *others], key=_end, reverse=True) if others else tiles)


@dataclass
class SearchBudget:
    """How many steps a search may take, so that no text takes long."""

    spent: int = 0

    def allows_a_step(self) -> bool:
        """Spend one step more, and say whether it was still to be had."""
        self.spent += 1
        return self.spent <= _MOST_STEPS

    def spend_on_a_parse(self) -> None:
        """Spend as many steps as a whole parse costs, which is to be resolved."""
        self.spent += _MOST_STEPS // _MOST_TILINGS

    @property
    def was_enough(self) -> bool:
        """Whether the search has come to its end."""
        return self.spent <= _MOST_STEPS


@dataclass
class Tiling:
    """All the tiles found in a text, by the place where they begin, longest first.

    They are looked for unless they are given, by one that has found them in the same words. With
    `towns`, names of small ones are tiles too.
    """

    words: tuple[Token, ...]
    tiles: Tiles = ()
    towns: bool = False

    def __post_init__(self) -> None:
        self.tiles = self.tiles or found_tiles(self.words, towns=self.towns)

    def names_a_zone(self) -> bool:
        """Whether any of the words may name one."""
        return any(isinstance(part, Zone) for tiles in self.tiles for _, part in tiles)

    def uncovered(self) -> Iterator[Token]:
        """The words that no tile covers, in order."""
        reached = 0
        for place, tiles in enumerate(self.tiles):
            reached = max([reached, *(end for end, _ in tiles)])
            if reached <= place:
                yield self.words[place]

    def first_uncovered(self) -> Token | None:
        """The first word that no tile covers."""
        return next(self.uncovered(), None)

    def unsupported(self) -> Unsupported | None:
        """Words that no booking can be made of, if there are any."""
        found = (part for tiles in self.tiles for _, part in tiles)
        return next((part for part in found if isinstance(part, Unsupported)), None)

    def parses(self) -> Iterator[PartialParse]:
        """What the words say, for each way of tiling them all in the order of their rank.

        Whether it means anything is for `resolve` to find out; only so many are given.
        """
        yield from self._tiled(0, PartialParse(), SearchBudget())

    def _tiled(
        self, place: int, parse: PartialParse, budget: SearchBudget
    ) -> Iterator[PartialParse]:
        if not budget.allows_a_step():
            return
        if place == len(self.words):
            budget.spend_on_a_parse()
            if parse.is_complete:
                yield parse
            return
        for end, part in self.tiles[place]:
            extended = parse.extended(part)
            if extended is not None:
                yield from self._tiled(end, extended, budget)
