"""A moment as people mean it: a wall-clock time in a place; and the one way Docket writes it."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from bot.times.zone_abbreviations import ABBREVIATIONS
from bot.times.zones import city, offset_words, share_rules, zone_info


@dataclass(frozen=True, slots=True)
class Moment:
    """Wall-clock time (naive; `fold` says which one where an hour comes twice) + IANA zone."""

    local: datetime
    zone: str

    @property
    def aware(self) -> datetime:
        """The wall-clock time with its zone's rules."""
        return self.local.replace(tzinfo=zone_info(self.zone))

    @property
    def instant(self) -> datetime:
        """The same moment in UTC."""
        return self.aware.astimezone(UTC)

    @classmethod
    def at(cls, instant: datetime, zone: str) -> "Moment":
        """The moment of an aware datetime, as clocks in `zone` show it."""
        return cls(local=instant.astimezone(zone_info(zone)).replace(tzinfo=None), zone=zone)

    @property
    def offset(self) -> timedelta:
        """How far the clocks there are from UTC at this moment."""
        return self.aware.utcoffset() or timedelta()

    def written(self) -> str:
        """The time as Docket writes it everywhere: `Thu 28 January 2027, 1:30 AM PST (UTC−8)`."""
        return f"{self.day_written()}, {self.clock_written()} {self._zone_written()}"

    def day_written(self) -> str:
        """The day alone: `Thu 28 January 2027`."""
        return f"{_WEEKDAYS[self.local.weekday()]} {self.local.day} {_month(self)} {self.local.year:04d}"

    def clock_written(self) -> str:
        """The clock alone, with seconds only where there are any: `1:30 AM`."""
        clock = self.local.time()
        seconds = f":{clock.second:02d}" if clock.second else ""
        half = "PM" if clock.hour >= 12 else "AM"
        return f"{clock.hour % 12 or 12}:{clock.minute:02d}{seconds} {half}"

    def letters(self) -> str:
        """What clocks there are called at this moment: `PST`; `UTC−3` where they have no name."""
        name = self.aware.tzname() or ""
        return name if name.isalpha() else offset_words(self.offset)

    def _zone_written(self) -> str:
        letters, offset = self.letters(), offset_words(self.offset)
        if self.zone.startswith("Etc/") or self.zone == "UTC":
            return offset
        if self._known_by(letters):
            return f"{letters} ({offset})"
        place = city(self.zone)
        if place is None:
            return f"{self.zone} ({offset})" if "/" in self.zone else offset
        if letters.lower() not in ABBREVIATIONS:
            return f"{place} time ({offset})"
        return f"{letters} {place} ({offset})"

    def _known_by(self, letters: str) -> bool:
        known = ABBREVIATIONS.get(letters.lower())
        return (
            known is not None
            and known.offset in (None, self.offset)
            and all(share_rules(zone, self.zone, at=self.instant) for zone in known.zones)
        )


_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def _month(moment: Moment) -> str:
    return MONTHS[moment.local.month - 1]


def read_back(moment: Moment, *, reader_zone: str | None, now: datetime) -> str:
    """The moment written, then in the reader's own time where that differs, then how far off."""
    parts = [moment.written(), _yours(moment, zone=reader_zone), distance(moment, now=now)]
    return " · ".join(part for part in parts if part)


def _yours(moment: Moment, *, zone: str | None) -> str:
    if zone is None or zone == moment.zone:
        return ""
    yours = Moment.at(moment.instant, zone)
    if yours.offset == moment.offset:
        return ""
    day = "" if yours.local.date() == moment.local.date() else f"{yours.day_written()}, "
    return f"your time: {day}{yours.clock_written()} {yours.letters()}"


def distance(moment: Moment, *, now: datetime) -> str:
    """How far it is from `now` (aware): `in 2 hours`, and from two days on by the days on its calendar."""
    apart = moment.instant - now
    days = abs((moment.local.date() - Moment.at(now, moment.zone).local.date()).days)
    minutes = days * 1_440 if days >= _DAYS_FROM else round(abs(apart) / timedelta(minutes=1))
    if minutes < 1:
        return "now"
    size, unit = next((s, u) for s, u in _SCALE if minutes >= s * _FROM[u])
    count = round(minutes / size)
    words = f"{count} {unit}" + ("" if count == 1 else "s")
    return f"in {words}" if apart > timedelta() else f"{words} ago"


_DAYS_FROM = 2
_SCALE = ((525_960, "year"), (10_080, "week"), (1_440, "day"), (60, "hour"), (1, "minute"))
_FROM = {"year": 2, "week": 2, "day": 2, "hour": 1.5, "minute": 1}
