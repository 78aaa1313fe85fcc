"""The value that the steps of resolving hand on: a phrase, and what is known of it so far."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from bot.times.moment import Moment
from bot.times.reading.partial_parse import PartialParse
from bot.times.reading.parts import Part
from bot.times.reading.resolve.context import Context
from bot.times.reading.resolve.wall_clock import moments_at
from bot.times.workdays import NO_REGION, Regions


@dataclass(frozen=True, slots=True)
class ZoneCandidate:
    """One zone the phrase may mean (IANA), and the offset said with it, which settles an hour that repeats.

    An `exact` offset must be the one that clocks there keep at that moment. `letters` are how the
    zone was said (`est`), `label` is what they are read as (`Eastern time`).
    """

    name: str
    offset: timedelta | None = None
    exact: bool = False
    letters: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase, who asked, the zone it is read in; days are counted from `today`, the day it is there.

    Days are named as where the holidays of the `regions` are observed. A duration `by_clock` is
    what clocks show from start to end, even where they change between.
    """

    parse: PartialParse
    context: Context
    zone: ZoneCandidate
    today: date
    regions: Regions = NO_REGION
    duration: timedelta | None = None
    by_clock: bool = False

    def with_parts(self, parts: dict[str, Part]) -> "Phrase":
        """The same for other parts in the same zones."""
        return replace(self, parse=self.parse.with_parts(parts))

    def local(self, moment: Moment) -> datetime:
        """What clocks in the zone show at a moment."""
        return Moment.at(moment.instant, self.zone.name).local

    def moments(self, local: datetime) -> tuple[Moment, ...]:
        """The moments when clocks in the zone show this: none in a gap, two where an hour repeats."""
        return moments_at(local, zone=self.zone.name, offset=self.zone.offset)

    def is_past(self, local: datetime) -> bool:
        """Whether a wall-clock time in the zone is over."""
        found = self.moments(local) or (Moment(local, self.zone.name),)
        return all(self.context.is_past(moment) for moment in found)


@dataclass(frozen=True, slots=True)
class DatedPhrase:
    """A phrase and the days it may be on, in the order in which they are tried."""

    phrase: Phrase
    dates: tuple[date, ...]
