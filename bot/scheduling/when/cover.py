"""Finding the parts of a phrase: every word must belong to one, and the longest pieces are tried first."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TypeVar

from bot.scheduling.when.grammar import rules
from bot.scheduling.when.grammar.found import Found
from bot.scheduling.when.holidays import holidays_at
from bot.scheduling.when.parts import Part
from bot.scheduling.when.places import zones_at
from bot.scheduling.when.said import Said
from bot.scheduling.when.tokens import Token, shape

T = TypeVar("T")
_STEPS = 1500


@dataclass
class Cover:
    """All the pieces found in a text, by the place where they begin."""

    words: tuple[Token, ...]
    pieces: list[list[tuple[int, Part]]] = field(default_factory=list)
    steps: int = 0

    def __post_init__(self) -> None:
        kinds = shape(self.words)
        self.pieces = [
            sorted(self._found(kinds, place), key=lambda piece: -piece[0])
            for place in range(len(self.words))
        ]

    def _found(self, kinds: str, place: int) -> Iterator[tuple[int, Part]]:
        for meaning, template in rules().get(kinds[place], ()):
            match = template.pattern.match(kinds, place)
            part = match and meaning(Found(match, self.words))
            if match and part:
                yield match.end(), part
        yield from holidays_at(self.words, place)
        yield from zones_at(self.words, place)

    def stranger(self) -> Token | None:
        """The first word that no piece covers."""
        reached = 0
        for place, pieces in enumerate(self.pieces):
            reached = max([reached, *(end for end, _ in pieces)])
            if reached <= place:
                return self.words[place]
        return None

    def first(self, accepted: Callable[[Said], T | None]) -> T | None:
        """What `accepted` makes of the first whole covering that it takes."""
        return self._from(0, Said(), accepted)

    def _from(self, place: int, said: Said, accepted: Callable[[Said], T | None]) -> T | None:
        self.steps += 1
        if self.steps > _STEPS:
            return None
        if place == len(self.words):
            return None if said.closing else accepted(said)
        for end, part in self.pieces[place]:
            joined = said.joined(part)
            if joined is not None:
                whole = self._from(end, joined, accepted)
                if whole is not None:
                    return whole
        return None
