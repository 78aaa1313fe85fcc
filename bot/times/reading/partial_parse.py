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
_DAYS = frozenset({"day", "weekday", "elapsed"})
_CLOCKS = frozenset({"clock", "daytime", "elapsed"})


@dataclass(frozen=True, slots=True)
class PartialParse:
    """The parts of a phrase, gathered one by one; `awaits_end` while `2 to` waits for its end.

    `awaits_part` while `at` waits for anything; `follows_dash` while a dash has just been passed.
    """

    parts: dict[str, Part] = field(default_factory=dict)
    zones: tuple[Zone, ...] = ()
    awaits_end: bool = False
    awaits_part: bool = False
    last: Part | None = None
    follows_dash: bool = False

    def part(self, kind: type[P]) -> P | None:
        """The part of this type, if it was said."""
        found = self.parts.get(kind.slot)
        return found if isinstance(found, kind) else None

    def without(self, *slots: str) -> "PartialParse":
        """The same with some of its parts left out."""
        kept = {slot: part for slot, part in self.parts.items() if slot not in slots}
        return PartialParse(kept, self.zones)

    def with_parts(self, parts: dict[str, Part]) -> "PartialParse":
        """The same zones with other parts."""
        return PartialParse(parts, self.zones)

    @property
    def is_complete(self) -> bool:
        """Whether nothing is waited for."""
        return not self.awaits_end and not self.awaits_part

    @property
    def is_today(self) -> bool:
        """Whether the part of the day is today's: `tonight`."""
        daytime = self.part(DayTime)
        return daytime is not None and daytime.today

    @property
    def has_clock(self) -> bool:
        """Whether the parts say a time of day, or an amount of time until one."""
        return bool(_CLOCKS & self.parts.keys())

    @property
    def says_a_time(self) -> bool:
        """Whether the parts say a day and a clock, and wait for nothing."""
        has_day = bool(_DAYS & self.parts.keys()) or self.is_today
        return self.is_complete and has_day and self.has_clock

    @property
    def end(self) -> Clock | None:
        """The clock that a range ends at."""
        found = self.parts.get("end")
        return found if isinstance(found, Clock) else None

    @property
    def beside(self) -> FromToday | None:
        """The `tomorrow` said beside a date of the calendar."""
        found = self.parts.get(_BESIDE)
        return found if isinstance(found, FromToday) else None

    def extended(self, part: Part) -> "PartialParse | None":
        """With one part more; None where the phrase cannot have it."""
        if self.awaits_end and not isinstance(part, Clock):
            return None
        match part:
            case Filler():
                return self._with_filler(part)
            case Until():
                return self._awaiting_end(part)
            case Zone():
                return self._with_zone(part)
        slot = "end" if self.awaits_end else part.slot
        if slot in self.parts:
            return self._agreed_with(part, slot)
        return self._with(slot, part)

    def _with_filler(self, filler: Filler) -> "PartialParse":
        if filler.dash:
            return replace(self, awaits_part=False, follows_dash=True)
        if filler.ties == self.awaits_part:
            return self
        return PartialParse(self.parts, self.zones, awaits_part=filler.ties)

    def _awaiting_end(self, until: Until) -> "PartialParse | None":
        begun = self.part(Clock) if until.explicit else self.last
        can_close = isinstance(begun, Clock) and "end" not in self.parts
        return PartialParse(self.parts, self.zones, awaits_end=True) if can_close else None

    def _with_zone(self, zone: Zone) -> "PartialParse | None":
        if zone.obscure and not self.parts and " " not in zone.said:
            return None
        return PartialParse(self.parts, (*self.zones, zone), last=self.last)

    def _with(self, slot: str, part: Part) -> "PartialParse":
        return PartialParse({**self.parts, slot: part}, self.zones, last=part)

    def _agreed_with(self, part: Part, slot: str) -> "PartialParse | None":
        """One thing said in two ways, which must agree: `12:00 PM (noon)`, `tomorrow, Jan 28`."""
        agreed: Part | None
        match self.parts[slot], part:
            case Clock() as one, Clock() as other:
                agreed = None if self.follows_dash else one.agreed(other)
            case Calendar() as dated, Calendar() as again:
                agreed = dated.agreed(again)
            case Weekday() as weekday, Weekday() as same:
                agreed = weekday.agreed(same)
            case DayTime() as daytime, DayTime():
                return self if daytime == part else None
            case _:
                return self._with_two_days(part)
        return self._with(slot, agreed) if agreed else None

    def _with_two_days(self, part: Part) -> "PartialParse | None":
        day = self.parts.get(part.slot)
        pair = (day, part) if isinstance(day, FromToday) else (part, day)
        match pair:
            case (FromToday() as seen, Calendar(bare=False) as dated) if _BESIDE not in self.parts:
                parts = {**self.parts, "day": dated, _BESIDE: seen}
                return PartialParse(parts, self.zones, last=part)
        return None
