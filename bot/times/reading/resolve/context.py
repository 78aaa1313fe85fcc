"""Who asks and when: everything outside the text that its meaning depends on."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.times.moment import Moment
from bot.times.writing import ANYBODY, Reader
from bot.times.zones import zone_info


@dataclass(frozen=True, slots=True)
class Context:
    """The present in UTC, the person's zone and conventions, and the booking being moved, if any.

    `holiday_region` is the one that is set, such as `US-CA`; `reader` is how they are answered.
    `in_a_line`: the time is read out of a line with other words, where doubts are asked about.
    `small_towns`: they may be named too, although their names are people's as well.
    """

    now: datetime
    zone: str
    day_first: bool | None = False
    hours_to_24: bool = False
    was: Moment | None = None
    their_zone: str | None = None
    holiday_region: str = ""
    reader: Reader = ANYBODY
    in_a_line: bool = False
    small_towns: bool = False

    def today(self, zone: str) -> date:
        """The day it is in a zone."""
        return self.now.astimezone(zone_info(zone)).date()

    def is_past(self, moment: Moment) -> bool:
        """Whether the moment is over; the minute that is now is not."""
        return moment.instant <= self.now - timedelta(minutes=1)
