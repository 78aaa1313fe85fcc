"""A moment as a local time in a time zone, and the one way Docket writes it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property

from bot.times.writing import ANYBODY, Reader
from bot.times.zone_abbreviations import ABBREVIATIONS, GMT, IN_CANADA
from bot.times.zones import city, country, offset_words, offsets_in_use, share_rules, zone_info


def utc_now() -> datetime:
    """Return the time now, aware, in UTC."""
    return datetime.now(UTC)


# Gives the time now (aware UTC).
UtcClock = Callable[[], datetime]


@dataclass(frozen=True)
class Moment:
    """Wall-clock time (naive; `fold` says which one where an hour comes twice) + IANA zone.

    What follows from these two is reckoned once.
    """

    local: datetime
    zone: str

    @cached_property
    def aware(self) -> datetime:
        """The wall-clock time with its zone's rules."""
        return self.local.replace(tzinfo=zone_info(self.zone))

    @cached_property
    def instant(self) -> datetime:
        """The same moment in UTC."""
        return self.aware.astimezone(UTC)

    @classmethod
    def at(cls, instant: datetime, zone: str) -> "Moment":
        """The moment of an aware datetime, as clocks in `zone` show it."""
        return cls(local=instant.astimezone(zone_info(zone)).replace(tzinfo=None), zone=zone)

    @property
    def offset(self) -> timedelta:
        """Its offset from UTC at this moment."""
        return self.aware.utcoffset() or timedelta()

    def written(self, reader: Reader = ANYBODY) -> str:
        """The time as Docket writes it everywhere: `Thu, Jan 28, 2027, 1:30 AM PST`.

        The offset stands beside it only where its letters could be misread.
        """
        at = f"{self.day_written(reader)}, {self.clock_written(reader)}"
        return f"{at} {self.zone_written(reader)}"

    def day_written(self, reader: Reader = ANYBODY) -> str:
        """The day alone: `Thu, Jan 28, 2027`."""
        return reader.day(self.local.date())

    def clock_written(self, reader: Reader = ANYBODY) -> str:
        """The clock alone, with seconds only where there are any: `1:30 AM`."""
        return reader.clock(self.local.time())

    def abbreviation(self) -> str:
        """The abbreviation of its zone at this moment: `PST`; `UTC−3` if it has none."""
        name = self.aware.tzname() or ""
        return name if name.isalpha() else offset_words(self.offset)

    def zone_written(self, reader: Reader = ANYBODY) -> str:
        """The name of its time zone: `PST`, `MST Phoenix`."""
        letters, place, offset = self.abbreviation(), city(self.zone), offset_words(self.offset)
        if self._is_known_by(letters) or self._is_gmt_to(reader):
            named = letters
        elif place is None:
            named = self.zone if self.zone[:4] != "Etc/" and "/" in self.zone else offset
        else:
            named = f"{letters} {place}" if letters.lower() in ABBREVIATIONS else f"{place} time"
        return f"{named} ({offset})" if named != offset and self._may_be_misread(reader) else named

    def is_same_for(self, reader: Reader) -> bool:
        """Return whether the reader's own clocks are known to show the same."""
        return (
            reader.zone is not None and self.offset == Moment.at(self.instant, reader.zone).offset
        )

    def _is_known_by(self, letters: str) -> bool:
        known = ABBREVIATIONS.get(letters.lower())
        return (
            known is not None
            and known.offset in (None, self.offset)
            and all(share_rules(zone, self.zone, at=self.instant) for zone in known.zones)
        )

    def _is_gmt_to(self, reader: Reader) -> bool:
        """Whether its zone goes by GMT and is the reader's own."""
        is_at_home = self.zone == reader.zone or country(self.zone) == reader.country
        return is_at_home and self.abbreviation() == GMT

    def _may_be_misread(self, reader: Reader) -> bool:
        """Whether its abbreviation is ambiguous to this reader, or its local time happens twice."""
        letters, repeated = self.abbreviation(), self.local.replace(fold=1 - self.local.fold)
        known = ABBREVIATIONS.get(letters.lower())
        theirs = offsets_in_use(reader.zone, since=self.local) if reader.zone else ()
        return (
            known is None
            or len(known.zones) > 1
            or known.offset != self.offset
            or Moment(repeated, self.zone).offset != self.offset
            or any(name == letters and offset != self.offset for offset, name in theirs)
            or self._is_called_so_in_canada(known.zones[0], reader)
            or self._is_called_so_at_home(reader)
        )

    def _is_called_so_at_home(self, reader: Reader) -> bool:
        """Whether the reader's zone shares its abbreviation, now at another offset: `HST` on Adak."""
        if reader.zone is None or not self._is_known_by(self.abbreviation()):
            return False
        theirs = {name for _, name in offsets_in_use(reader.zone, since=self.local)}
        return (
            self.abbreviation() in theirs
            and Moment.at(self.instant, reader.zone).offset != self.offset
        )

    def _is_called_so_in_canada(self, general: str, reader: Reader) -> bool:
        """Whether a Canadian may take its abbreviation for that of a province that no longer uses it."""
        theirs = IN_CANADA.get(general)
        if theirs is None or reader.zone is None or country(reader.zone) != "CA":
            return False
        return Moment.at(self.instant, theirs).offset != self.offset


def annotation(moment: Moment, *, reader: Reader, now: datetime) -> str:
    """The note beside a moment: the reader's own time if it differs, and how far off it is."""
    parts = [_yours(moment, reader=reader), relative_time(moment, now=now, reader=reader)]
    return " · ".join(part for part in parts if part)


def _yours(moment: Moment, *, reader: Reader) -> str:
    if reader.zone is None or moment.is_same_for(reader):
        return ""
    yours = Moment.at(moment.instant, reader.zone)
    day = "" if yours.local.date() == moment.local.date() else f"{yours.day_written(reader)}, "
    return f"your time: {day}{yours.clock_written(reader)} {yours.abbreviation()}"


def relative_time(moment: Moment, *, now: datetime, reader: Reader = ANYBODY) -> str:
    """How far it is from `now` (aware): `in 2 hours`, `tomorrow`, and from two days on by its calendar.

    From half a day on, the next day is `tomorrow` where it is so on the reader's calendar too.
    """
    apart = moment.instant - now
    days = _days_apart(moment.instant, now, zone=moment.zone)
    if days == 1 == _days_apart(moment.instant, now, zone=reader.zone or moment.zone):
        if apart >= _HALF_A_DAY:
            return "tomorrow"
        if apart <= -_HALF_A_DAY:
            return "yesterday"
    minutes = days * 1_440 if days >= _DAYS_FROM else round(abs(apart) / timedelta(minutes=1))
    if minutes < 1:
        return "now"
    size, unit = next((s, u) for s, u in _SCALE if minutes >= s * _FROM[u])
    words = _counted(round(minutes / size), unit)
    return f"in {words}" if apart > timedelta() else f"{words} ago"


def difference(new: Moment, *, was: Moment) -> str:
    """How far a time is from the one before: `5 days earlier`, `1 hour 30 minutes later`, `same time`.

    In days where the clocks show the same, or are days apart; each by its own clocks.
    """
    apart = new.instant - was.instant
    if not apart:
        return "same time"
    days = _days_apart(new.instant, was.instant, zone=new.zone)
    is_same_clock = Moment.at(was.instant, new.zone).local.time() == new.local.time()
    if days and (is_same_clock or days >= _DAYS_FROM):
        words = _counted(days // 7, "week") if not days % 7 else _counted(days, "day")
    else:
        hours, minutes = divmod(round(abs(apart) / timedelta(minutes=1)), 60)
        parts = (_counted(hours, "hour"), _counted(minutes, "minute"))
        words = " ".join(part for part in parts if not part.startswith("0 "))
    return f"{words} {'later' if apart > timedelta() else 'earlier'}"


def _days_apart(one: datetime, other: datetime, *, zone: str) -> int:
    """How many days lie between two instants on the calendar of a zone."""
    first, second = (Moment.at(instant, zone).local.date() for instant in (one, other))
    return abs((first - second).days)


def _counted(count: int, unit: str) -> str:
    return f"{count} {unit}" + ("" if count == 1 else "s")


_DAYS_FROM = 2
_HALF_A_DAY = timedelta(hours=12)
_SCALE = ((525_960, "year"), (10_080, "week"), (1_440, "day"), (60, "hour"), (1, "minute"))
_FROM = {"year": 2, "week": 2, "day": 2, "hour": 1.5, "minute": 1}
