"""A phrase as it is being understood: at most one part for each slot, and none against another."""

from dataclasses import dataclass, field, replace
from typing import TypeVar

from bot.times.reading.parts import (
    Calendar,
    Clock,
    DayTime,
    Filler,
    FromToday,
    Part,
    Until,
    Weekday,
    Zone,
)

P = TypeVar("P", bound=Part)
_BESIDE = "beside"


@dataclass(frozen=True, slots=True)
class PartialParse:
    """The parts of a phrase, gathered one by one; `closing` while `2 to` waits for its end.

    `tied` while `at` waits for anything; `dashed` while a dash has just been passed.
    """

    parts: dict[str, Part] = field(default_factory=dict)
    zones: tuple[Zone, ...] = ()
    closing: bool = False
    tied: bool = False
    last: Part | None = None
    dashed: bool = False

    def part(self, kind: type[P]) -> P | None:
        """The part of this type, if it was said."""
        found = self.parts.get(kind.slot)
        return found if isinstance(found, kind) else None

    def without(self, *slots: str) -> "PartialParse":
        """The same with some of its parts left out."""
        kept = {slot: part for slot, part in self.parts.items() if slot not in slots}
        return PartialParse(kept, self.zones)

    @property
    def is_complete(self) -> bool:
        """Whether nothing is waited for."""
        return not self.closing and not self.tied

    @property
    def end(self) -> Clock | None:
        """The clock that a range ends at."""
        found = self.parts.get("end")
        return found if isinstance(found, Clock) else None

    def _said_again(self, part: Part, slot: str) -> "PartialParse | None":
        """One thing said in two ways, which must agree: `12:00 PM (noon)`, `tomorrow, Jan 28`."""
        before = self.parts[slot]
        if isinstance(before, Clock) and isinstance(part, Clock):
            clock = None if self.dashed else before.agreed(part)
            return self._with(slot, clock) if clock else None
        if isinstance(before, Calendar) and isinstance(part, Calendar):
            day = before.agreed(part)
            return self._with(slot, day) if day else None
        if isinstance(before, DayTime) and before == part:
            return self
        if isinstance(before, Weekday) and isinstance(part, Weekday):
            weekday = before.agreed(part)
            return self._with(slot, weekday) if weekday else None
        return self._with_two_days(part)

    def _with(self, slot: str, part: Part) -> "PartialParse":
        return PartialParse({**self.parts, slot: part}, self.zones, last=part)

    def _with_two_days(self, part: Part) -> "PartialParse | None":
        day = self.parts.get(part.slot)
        pair = (day, part) if isinstance(day, FromToday) else (part, day)
        match pair:
            case (FromToday() as seen, Calendar(bare=False) as dated) if _BESIDE not in self.parts:
                return PartialParse(
                    {**self.parts, "day": dated, _BESIDE: seen}, self.zones, last=part
                )
        return None

    @property
    def beside(self) -> FromToday | None:
        """The `tomorrow` said beside a date of the calendar."""
        found = self.parts.get(_BESIDE)
        return found if isinstance(found, FromToday) else None

    def joined(self, part: Part) -> "PartialParse | None":
        """With one part more; None where the phrase cannot have it."""
        if self.closing and not isinstance(part, Clock):
            return None
        match part:
            case Filler(dash=True):
                return replace(self, tied=False, dashed=True)
            case Filler(ties=ties):
                return (
                    self if ties == self.tied else PartialParse(self.parts, self.zones, tied=ties)
                )
            case Until(told=told):
                begun = self.part(Clock) if told else self.last
                can_close = isinstance(begun, Clock) and "end" not in self.parts
                return PartialParse(self.parts, self.zones, closing=True) if can_close else None
            case Zone(obscure=obscure):
                if obscure and not self.parts and " " not in part.said:
                    return None
                return PartialParse(self.parts, (*self.zones, part), last=self.last)
        slot = "end" if self.closing else part.slot
        if slot in self.parts:
            return self._said_again(part, slot)
        return self._with(slot, part)
