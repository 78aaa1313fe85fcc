"""Finding the parts of a phrase: every word must belong to one, and the longest pieces are tried first."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache

from bot.scheduling.when.answers import Answer
from bot.scheduling.when.grammar import rules_for
from bot.scheduling.when.grammar.found import Found, Meaning
from bot.scheduling.when.holidays import holidays_at
from bot.scheduling.when.parts import (
    Calendar,
    Clock,
    Elapsed,
    Filler,
    FromToday,
    Holiday,
    Part,
    Period,
    Shift,
    Unbookable,
    Until,
    Weekday,
    Zone,
)
from bot.scheduling.when.places import zones_at
from bot.scheduling.when.said import Said
from bot.scheduling.when.tokens import Token, shape

Settle = Callable[[Said], Answer | None]
_STEPS = 1000
_WHOLES = 30


Matches = tuple[tuple[Meaning, re.Match[str]], ...]


@lru_cache(maxsize=2048)
def _matches(kinds: str) -> tuple[Matches, ...]:
    """What the grammar finds at each place of a shape; the words themselves do not matter to it."""
    return tuple(
        tuple(
            (meaning, match)
            for meaning, template in rules_for(kind, kinds[place + 1 : place + 2])
            if (match := template.pattern.match(kinds, place))
        )
        for place, kind in enumerate(kinds)
    )


def _length(piece: tuple[int, Part]) -> int:
    return piece[0]


@dataclass
class Cover:
    """All the pieces found in a text, by the place where they begin, longest first."""

    words: tuple[Token, ...]
    pieces: list[list[tuple[int, Part]]] = field(default_factory=list)
    steps: int = 0

    def __post_init__(self) -> None:
        found = _matches(shape(self.words))
        self.pieces = [self._found(some, place) for place, some in enumerate(found)]

    def _found(self, matches: Matches, place: int) -> list[tuple[int, Part]]:
        pieces = [
            (match.end(), part)
            for meaning, match in matches
            if (part := meaning(Found(match, self.words)))
        ]
        pieces += holidays_at(self.words, place)
        pieces += zones_at(self.words, place)
        pieces.sort(key=_length, reverse=True)
        return pieces

    def stranger(self) -> Token | None:
        """The first word that no piece covers."""
        reached = 0
        for place, pieces in enumerate(self.pieces):
            reached = max([reached, *(end for end, _ in pieces)])
            if reached <= place:
                return self.words[place]
        return None

    def unbookable(self) -> Unbookable | None:
        """Words that no booking can be made of, if there are any."""
        found = (part for pieces in self.pieces for _, part in pieces)
        return next((part for part in found if isinstance(part, Unbookable)), None)

    def first(self, accepted: Settle) -> Answer | None:
        """What `accepted` makes of the first covering of every word that it takes."""
        return self._covering(0, Said(), accepted)

    def _covering(self, place: int, said: Said, accepted: Settle) -> Answer | None:
        self.steps += 1
        if self.steps > _STEPS:
            return None
        if place == len(self.words):
            return self._accepting(said, accepted)
        for end, part in self.pieces[place]:
            joined = said.joined(part)
            if joined is not None:
                whole = self._covering(end, joined, accepted)
                if whole is not None:
                    return whole
        return None

    def _accepting(self, said: Said, accepted: Settle) -> Answer | None:
        """Every covering costs a little of the steps there are, so that no text takes long."""
        self.steps += _STEPS // _WHOLES
        return accepted(said) if said.is_complete else None


@dataclass
class Among(Cover):
    """The pieces of a text that may have other words in it; what is left over is given back."""

    left: list[int] = field(default_factory=list)

    def among(self, accepted: Settle) -> tuple[Answer, tuple[Token, ...]] | None:
        """What `accepted` makes of the time found, and the words that do not belong to it."""
        found = self._amid(0, Said(), (), accepted)
        if found is None:
            return None
        answer, left = found
        return answer, tuple(self.words[place] for place in left)

    def _amid(
        self,
        place: int,
        said: Said,
        left: tuple[int, ...],
        accepted: Settle,
    ) -> tuple[Answer, tuple[int, ...]] | None:
        self.steps += 1
        if self.steps > _STEPS:
            return None
        if place == len(self.words):
            answer = self._accepting(said, accepted)
            return None if answer is None else (answer, left)
        is_behind = bool(said.parts) and (not left or left[-1] != place - 1)
        for end, part in self.pieces[place]:
            fits = self._fits(part, end, is_behind=is_behind or said.closing)
            joined = said.joined(part) if fits else None
            found = joined and self._amid(end, joined, left, accepted)
            if found:
                return found
        if any(_is_plain(part) for _, part in self.pieces[place]):
            return None
        return self._amid(place + 1, said, (*left, place), accepted)

    def _fits(self, part: Part, end: int, *, is_behind: bool) -> bool:
        """Whether a piece means a time here; some only do right behind another piece."""
        match part:
            case Zone(is_place=True):
                return is_behind and self.words[end - 1].kind in ("time", "zone")
            case Filler() | Zone() | Until():
                return is_behind
            case Clock(bare=True):
                return is_behind or (end < len(self.words) and self.words[end].kind in _TO)
            case Period() | Shift() | Unbookable():
                return is_behind
            case _:
                return True


_TO = frozenset({"to", "dash"})


def _is_plain(part: Part) -> bool:
    """Whether a piece can be nothing but a time, so that it is never left over."""
    match part:
        case Clock(bare=bare):
            return not bare
        case Calendar(month=month):
            return month is not None
        case FromToday() | Weekday() | Elapsed() | Holiday():
            return True
        case _:
            return False
