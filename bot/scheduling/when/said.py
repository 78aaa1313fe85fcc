"""A phrase as it is being understood: at most one part for each slot, and none against another."""

from dataclasses import dataclass, field, replace
from typing import TypeVar

from bot.scheduling.when.parts import (
    Clock,
    DayTime,
    Filler,
    Part,
    Until,
    Zone,
)

P = TypeVar("P", bound=Part)


@dataclass(frozen=True, slots=True)
class Said:
    """The parts of a phrase, gathered one by one; `closing` while `2 to` waits for its end.

    `tied` while `at` waits for anything.
    """

    parts: dict[str, Part] = field(default_factory=dict)
    zones: tuple[Zone, ...] = ()
    closing: bool = False
    tied: bool = False
    last: Part | None = None

    def part(self, kind: type[P]) -> P | None:
        """The part of this type, if it was said."""
        found = self.parts.get(kind.slot)
        return found if isinstance(found, kind) else None

    @property
    def is_complete(self) -> bool:
        """Whether nothing is waited for."""
        return not self.closing and not self.tied

    @property
    def end(self) -> Clock | None:
        """The clock that a range ends at."""
        found = self.parts.get("end")
        return found if isinstance(found, Clock) else None

    def joined(self, part: Part) -> "Said | None":
        """With one part more; None where the phrase cannot have it."""
        if self.closing and not isinstance(part, Clock):
            return None
        match part:
            case Filler():
                return replace(self, tied=part.ties)
            case Until():
                can_close = isinstance(self.last, Clock) and "end" not in self.parts
                return replace(self, closing=True, tied=False, last=part) if can_close else None
            case Zone():
                return replace(self, zones=(*self.zones, part), tied=False, last=part)
            case Clock() if self.closing:
                return self._having("end", part)
            case DayTime(today=True) if "day" not in self.parts and "daytime" not in self.parts:
                return self._having("daytime", part)
            case _:
                return None if part.slot in self.parts else self._having(part.slot, part)

    def _having(self, slot: str, part: Part) -> "Said":
        return replace(self, parts={**self.parts, slot: part}, closing=False, tied=False, last=part)
