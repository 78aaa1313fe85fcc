"""Finding the parts of a phrase: every word must belong to one, and the longest pieces are tried first."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from bot.times.reading.answers import Answer, Reading
from bot.times.reading.grammar import rules_for
from bot.times.reading.grammar.found import Found, Meaning
from bot.times.reading.holidays import holidays_at
from bot.times.reading.partial_parse import PartialParse
from bot.times.reading.parts import Part, Unbookable, Zone
from bot.times.reading.places import may_name_a_zone, zones_at
from bot.times.reading.token import Token
from bot.times.reading.tokens import shape

Resolve = Callable[[PartialParse], Answer | None]
STEPS = 1000
_WHOLES = 30

_LONGEST_KEPT = 24

Matches = tuple[tuple[int, Meaning, re.Match[str]], ...]
Piece = tuple[int, Part]


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


def _end(piece: tuple[int, *tuple[object, ...]]) -> int:
    return piece[0]


class Pieces:
    """What begins at one place, longest first; what a piece means is found out when it is tried."""

    __slots__ = ("_matches", "_meant", "_words")

    def __init__(self, matches: Matches, words: tuple[Token, ...], others: list[Piece]) -> None:
        """Take what the grammar found, and what was found by the words themselves."""
        self._matches, self._words = iter(matches), words
        self._meant: list[Piece] = []
        if others:
            self._meant = sorted([*self, *others], key=_end, reverse=True)

    def __iter__(self) -> Iterator[Piece]:
        """Each piece that means something, with the place where it ends."""
        place = 0
        while place < len(self._meant) or self._means_more():
            yield self._meant[place]
            place += 1

    def _means_more(self) -> bool:
        for end, meaning, match in self._matches:
            part = meaning(Found(match, self._words))
            if part:
                self._meant.append((end, part))
                return True
        return False


@dataclass
class Tiling:
    """All the pieces found in a text, by the place where they begin, longest first.

    They are looked for unless they are given, by one that has found them in the same words. With
    `towns`, names of small ones are pieces too.
    """

    words: tuple[Token, ...]
    pieces: list[Iterable[Piece]] = field(default_factory=list)
    steps: int = 0
    towns: bool = False

    def __post_init__(self) -> None:
        if self.pieces:
            return
        found = _matches(shape(self.words))
        zoned = may_name_a_zone(self.words)
        self.pieces = [self._found(some, place, zoned=zoned) for place, some in enumerate(found)]

    def _found(self, matches: Matches, place: int, *, zoned: bool) -> Pieces:
        others: list[Piece] = list(holidays_at(self.words, place))
        if zoned:
            others += zones_at(self.words, place, towns=self.towns)
        return Pieces(matches, self.words, others)

    def names_a_zone(self) -> bool:
        """Whether any of the words may name one."""
        return any(isinstance(part, Zone) for pieces in self.pieces for _, part in pieces)

    def strangers(self) -> Iterator[Token]:
        """The words that no piece covers, in order."""
        reached = 0
        for place, pieces in enumerate(self.pieces):
            reached = max([reached, *(end for end, _ in pieces)])
            if reached <= place:
                yield self.words[place]

    def stranger(self) -> Token | None:
        """The first word that no piece covers."""
        return next(self.strangers(), None)

    def unbookable(self) -> Unbookable | None:
        """Words that no booking can be made of, if there are any."""
        found = (part for pieces in self.pieces for _, part in pieces)
        return next((part for part in found if isinstance(part, Unbookable)), None)

    def first(self, accepted: Resolve) -> Answer | None:
        """What `accepted` makes of the first covering of every word that it takes."""
        return self._covering(0, PartialParse(), accepted)

    def _covering(self, place: int, said: PartialParse, accepted: Resolve) -> Answer | None:
        self.steps += 1
        if self.steps > STEPS:
            return None
        if place == len(self.words):
            return self.accepting(said, accepted)
        for end, part in self.pieces[place]:
            joined = said.joined(part)
            if joined is not None:
                whole = self._covering(end, joined, accepted)
                if whole is not None:
                    return whole
        return None

    def accepting(self, said: PartialParse, accepted: Resolve) -> Answer | None:
        """Every covering costs a little of the steps there are, so that no text takes long."""
        self.steps += STEPS // _WHOLES
        return accepted(said) if said.is_complete else None


def said_by(words: tuple[Token, ...], accepted: Resolve) -> PartialParse | None:
    """What words say that come to one moment; None where they do not."""
    said: list[PartialParse] = []

    def keep(one: PartialParse) -> Answer | None:
        answer = accepted(one)
        if not isinstance(answer, Reading):
            return None
        said.append(one)
        return answer

    Tiling(words).first(keep)
    return said[0] if said else None
