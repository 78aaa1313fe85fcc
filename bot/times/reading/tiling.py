"""Tiling a phrase with parts: every word must belong to one, and the longest tiles are tried first."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from bot.times.reading.answers import Answer, Reading
from bot.times.reading.grammar import rules_for
from bot.times.reading.grammar.match import Match, Meaning
from bot.times.reading.holidays import holidays_at
from bot.times.reading.partial_parse import PartialParse
from bot.times.reading.parts import Part, Unbookable, Zone
from bot.times.reading.places import may_name_a_zone, zones_at
from bot.times.reading.token import Token
from bot.times.reading.tokens import shape

Resolve = Callable[[PartialParse], Answer | None]
"""What takes the parts of a phrase to what they mean; None where that is nothing."""

Tile = tuple[int, Part]
"""A part that some words mean, with the place where they end."""

Matches = tuple[tuple[int, Meaning, re.Match[str]], ...]

_MOST_STEPS, _MOST_TILINGS = 1000, 30
_LONGEST_KEPT = 24


def _matches(kinds: str) -> tuple[Matches, ...]:
    """What the grammar finds at each place of a shape; the words themselves do not matter to it.

    Only the shapes that people use are kept: long ones are all different, and thousands of their
    matches would cost the collector more than they save.
    """
    return _matches_kept(kinds) if len(kinds) <= _LONGEST_KEPT else _found(kinds)


@lru_cache(maxsize=1024)
def _matches_kept(kinds: str) -> tuple[Matches, ...]:
    return _found(kinds)


def _found(kinds: str) -> tuple[Matches, ...]:
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


class Tiles:
    """What begins at one place, longest first; what a tile means is found out when it is tried."""

    __slots__ = ("_matches", "_meant", "_words")

    def __init__(self, matches: Matches, words: tuple[Token, ...], others: list[Tile]) -> None:
        """Take what the grammar found, and what was found by the words themselves."""
        self._matches, self._words = iter(matches), words
        self._meant: list[Tile] = []
        if others:
            self._meant = sorted([*self, *others], key=_end, reverse=True)

    def __iter__(self) -> Iterator[Tile]:
        """Each tile that means something, with the place where it ends."""
        place = 0
        while place < len(self._meant) or self._means_more():
            yield self._meant[place]
            place += 1

    def _means_more(self) -> bool:
        for end, meaning, found in self._matches:
            part = meaning(Match(found, self._words))
            if part:
                self._meant.append((end, part))
                return True
        return False


@dataclass
class Steps:
    """How far a search has come: steps are counted, so that no text takes long."""

    taken: int = 0

    def are_spent(self) -> bool:
        """Take one step more, and say whether that is one too many."""
        self.taken += 1
        return self.taken > _MOST_STEPS

    def count_tiling(self) -> None:
        """Take as many steps as a whole tiling costs, which is to be resolved."""
        self.taken += _MOST_STEPS // _MOST_TILINGS

    @property
    def were_enough(self) -> bool:
        """Whether the search has come to its end."""
        return self.taken <= _MOST_STEPS


@dataclass
class Tiling:
    """All the tiles found in a text, by the place where they begin, longest first.

    They are looked for unless they are given, by one that has found them in the same words. With
    `towns`, names of small ones are tiles too.
    """

    words: tuple[Token, ...]
    tiles: list[Iterable[Tile]] = field(default_factory=list)
    towns: bool = False

    def __post_init__(self) -> None:
        if self.tiles:
            return
        found = _matches(shape(self.words))
        zoned = may_name_a_zone(self.words)
        self.tiles = [self._found(some, place, zoned=zoned) for place, some in enumerate(found)]

    def _found(self, matches: Matches, place: int, *, zoned: bool) -> Tiles:
        others: list[Tile] = list(holidays_at(self.words, place))
        if zoned:
            others += zones_at(self.words, place, towns=self.towns)
        return Tiles(matches, self.words, others)

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

    def unbookable(self) -> Unbookable | None:
        """Words that no booking can be made of, if there are any."""
        found = (part for tiles in self.tiles for _, part in tiles)
        return next((part for part in found if isinstance(part, Unbookable)), None)

    def parses(self) -> Iterator[PartialParse]:
        """What the words say, for each way of tiling them all, until there were too many."""
        yield from self._tiled(0, PartialParse(), Steps())

    def _tiled(self, place: int, parse: PartialParse, steps: Steps) -> Iterator[PartialParse]:
        if steps.are_spent():
            return
        if place == len(self.words):
            steps.count_tiling()
            if parse.is_complete:
                yield parse
            return
        for end, part in self.tiles[place]:
            extended = parse.extended(part)
            if extended is not None:
                yield from self._tiled(end, extended, steps)

    def first(self, resolve: Resolve) -> Answer | None:
        """What the first parse that means something to `resolve` comes to."""
        answers = (resolve(parse) for parse in self.parses())
        return next((answer for answer in answers if answer is not None), None)


def parse_of(words: tuple[Token, ...], resolve: Resolve) -> PartialParse | None:
    """The parts of words that come to one moment; None where they do not."""
    parses = Tiling(words).parses()
    return next((parse for parse in parses if isinstance(resolve(parse), Reading)), None)
