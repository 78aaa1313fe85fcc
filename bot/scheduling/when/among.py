"""A time among other words: `schedule Doe depo tomorrow at 2 with Ruiz`."""

from dataclasses import dataclass

from bot.scheduling.when.answers import Answer
from bot.scheduling.when.cover import STEPS, Cover, Settle
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
from bot.scheduling.when.said import Said
from bot.scheduling.when.tokens import Token

_TO = frozenset({"to", "dash"})
_BEFORE_A_DAY = frozenset({"on", "the", "for", "at"})
_TITLES = frozenset({"dr", "mr", "mrs", "ms", "miss", "judge", "justice", "prof", "v", "vs"})


@dataclass
class Among(Cover):
    """The pieces of a text that may have other words in it; what is left over is given back."""

    def among(self, accepted: Settle) -> tuple[Answer, tuple[Token, ...]] | None:
        """What `accepted` makes of the time found, and the words that do not belong to it."""
        found = self._amid(0, Said(), (), accepted)
        if found is None:
            return None
        answer, left = found
        return answer, tuple(self.words[place] for place in left)

    def _amid(
        self, place: int, said: Said, left: tuple[int, ...], accepted: Settle
    ) -> tuple[Answer, tuple[int, ...]] | None:
        """Take the longest piece that means a time here; leave a word over only if none must."""
        self.steps += 1
        if self.steps > STEPS:
            return None
        if place == len(self.words):
            answer = self.accepting(said, accepted)
            return None if answer is None else (answer, left)
        is_name = place > 0 and self.words[place - 1].text in _TITLES
        is_behind = said.closing or (bool(said.parts) and (not left or left[-1] != place - 1))
        for end, part in () if is_name else self.pieces[place]:
            fits = self._fits(part, place, end, is_behind=is_behind)
            joined = said.joined(part) if fits else None
            found = joined and self._amid(end, joined, left, accepted)
            if found:
                return found
        if not is_name and any(_is_plain(part) for _, part in self.pieces[place]):
            return None
        return self._amid(place + 1, said, (*left, place), accepted)

    def _fits(self, part: Part, place: int, end: int, *, is_behind: bool) -> bool:
        """Whether a piece means a time here; some only do right behind another piece."""
        match part:
            case Zone(is_place=True):
                return is_behind and self.words[end - 1].kind in ("time", "zone")
            case Clock(bare=True):
                return is_behind or (end < len(self.words) and self.words[end].kind in _TO)
            case Calendar(month=None, bare=bare):
                return is_behind or (self.words[place].kind in _BEFORE_A_DAY and not bare)
            case Unbookable():
                return is_behind or end - place > 1
            case Filler():
                return is_behind and self.words[place].kind != "polite"
            case Zone() | Until() | Period() | Shift():
                return is_behind
            case _:
                return True


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
