"""Times as providers write them: read where they are certain, else reported as unreadable.

Prevail's are three values: a date, a clock and a zone. Nothing is guessed: a time counts as read
where one instant is left that agrees with everything that is said of it.
"""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from typing import Any

from bot.providers.explanation import sanitized
from bot.providers.zone_names import ZoneMeaning, plain_text, zone_meanings
from bot.times.moment import Moment
from bot.times.rails_names import rails_name
from bot.times.writing import MONTHS

# Rails gives a time that has no day the first one of 2000.
YEARS = range(2001, 2200)
LONGEST_WORDS = 120

_TWELVE_HOURS = re.compile(
    r"(?P<hour>0?[1-9]|1[0-2])(?:[:.](?P<minute>[0-5]\d)(?:[:.](?P<second>[0-5]\d)(?:\.\d{1,9})?)?)?"
    r" ?(?P<half>[ap])\.? ?m\b\.?,? ?(?P<zone>.*)",
    re.IGNORECASE | re.ASCII,
)
_ALL_HOURS = re.compile(
    r"(?P<hour>[01]\d|2[0-3]):(?P<minute>[0-5]\d)(?::(?P<second>[0-5]\d)(?:[.,]\d{1,9})?)?(?!\d)"
    r" ?(?P<zone>.*)",
    re.ASCII,
)
_STAMP = re.compile(r"(?P<day>\d{4}-\d\d-\d\d)(?:[Tt ] ?(?P<clock>\d.*))?", re.ASCII)
_YEAR_FIRST = re.compile(r"(\d{4})([-/.])(\d\d?)\2(\d\d?)", re.ASCII)
_YEAR_LAST = re.compile(r"(\d\d?)([-/.])(\d\d?)\2(\d{4})", re.ASCII)
_WEEKDAY = r"(?:(?P<weekday>[a-z]{3,9})\.?,? )?"
_MONTH_FIRST = re.compile(
    rf"{_WEEKDAY}(?P<month>[a-z]{{3,9}})\.? (?P<day>\d\d?)(?:st|nd|rd|th)?,? (?P<year>\d{{4}})",
    re.IGNORECASE | re.ASCII,
)
_DAY_FIRST = re.compile(
    rf"{_WEEKDAY}(?P<day>\d\d?)(?:st|nd|rd|th)?\.? (?P<month>[a-z]{{3,9}})\.?,? (?P<year>\d{{4}})",
    re.IGNORECASE | re.ASCII,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportedTime:
    """What a provider reports of a time: the moment, or words that can't be read; neither if nothing."""

    moment: Moment | None = None
    unreadable: str = ""


@dataclass(frozen=True, slots=True)
class _Part:
    """What one value says: a day, a clock, a zone behind it, or nothing; `whole` where all of it was read."""

    day: date | None = None
    clock: time | None = None
    zone: str = ""
    whole: bool = True

    @property
    def is_instant(self) -> bool:
        """Return whether it has a date, a clock and their own zone, and so needs nothing beside it."""
        return self.day is not None and self.clock is not None and self.zone != ""


def written(moment: Moment) -> dict[str, str]:
    """Write a moment as Prevail's three values.

    Of an hour that comes twice they could not say which is meant, so that is written in UTC.
    """
    if len(ZoneMeaning(moment.zone).instants(moment.local)) > 1:
        moment = Moment.at(moment.instant, "UTC")
    return {
        "start_date": moment.local.strftime("%Y-%m-%d"),
        "start_time": moment.local.strftime("%I:%M %p"),
        "time_zone": rails_name(moment.zone, at=moment.instant),
    }


def iso_utc(instant: datetime) -> str:
    """Write an aware time as others take it: in UTC, to the second."""
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def read(start_date: Any, start_time: Any, time_zone: Any) -> ReportedTime:
    """Read Prevail's three values, in whatever notation and of whatever JSON type they come."""
    given = [_as_text(value) for value in (start_date, start_time, time_zone)]
    if not (given[0] or given[1]):
        return ReportedTime()
    moment = _moment(*given)
    return ReportedTime(moment=moment) if moment else ReportedTime(unreadable=_presented(given))


def read_instant(value: Any) -> ReportedTime:
    """Read an ISO 8601 time, which says its offset itself; the moment is in UTC."""
    text = _as_text(value)
    part = _part(plain_text(text))
    found = _instant_of(part) if part.whole and part.is_instant else None
    if found is None:
        return ReportedTime(unreadable=_presented([text]))
    return ReportedTime(moment=Moment.at(found, "UTC"))


def _as_text(value: Any) -> str:
    """Return what stands there as text; an empty object or list is nothing."""
    match value:
        case str():
            return value.strip()
        case bool() | int() | float():
            return json.dumps(value)
        case _:
            return "…" if value else ""


def _presented(given: Iterable[str]) -> str:
    said = " ".join(filter(None, given))[: 4 * LONGEST_WORDS]
    words = sanitized(plain_text(said))
    return words if len(words) <= LONGEST_WORDS else f"{words[: LONGEST_WORDS - 1]}…"


def _moment(said_date: str, said_time: str, said_zone: str) -> Moment | None:
    """Return the moment that is meant, None where that is not certain."""
    on, at = _part(plain_text(said_date)), _part(plain_text(said_time))
    if not (on.whole and at.whole):
        return None
    if on.clock == time(0):
        on = _Part(day=on.day)  # a date, written as the midnight it begins with
    both = at if at.day and at.clock else on
    if both.is_instant:
        found = _instant_of(both)
        # In a zone that nobody knows it is the same instant.
        zone = said_zone if zone_meanings(said_zone) else both.zone
    else:
        found = _instant_in_zone(on, at, said_zone)
        zone = said_zone or on.zone or at.zone
    if found is None:
        return None
    moment = Moment.at(found, zone_meanings(zone)[0].stored_zone)
    return moment if _agrees(moment, on, at) else None


def _agrees(moment: Moment, *parts: _Part) -> bool:
    """Return whether a moment is what each value says, in the moment's zone or in the value's own."""
    for part in parts:
        own = zone_meanings(part.zone)[0].local(moment.instant) if part.zone else moment.local
        if part.clock not in {None, own.time()} or part.day not in {None, own.date()}:
            return False
    return moment.local.year in YEARS


def _instant_of(part: _Part) -> datetime | None:
    """Return the instant (UTC) of a date and clock with their own offset."""
    if part.day is None or part.clock is None:
        return None
    return _only_instant(datetime.combine(part.day, part.clock), [part.zone])


def _instant_in_zone(on: _Part, at: _Part, said_zone: str) -> datetime | None:
    """Return the instant (UTC) of a day and a clock in the zone that stands beside them."""
    days = {part.day for part in (on, at) if part.day is not None}
    clocks = {part.clock for part in (on, at) if part.clock is not None}
    zones = [zone for zone in (said_zone, on.zone, at.zone) if zone]
    if len(days) != 1 or len(clocks) != 1 or not zones:
        return None
    return _only_instant(datetime.combine(days.pop(), clocks.pop()), zones)


def _only_instant(local: datetime, zones: Iterable[str]) -> datetime | None:
    """Return the only instant (UTC) that every meaning of every zone allows, None where there is none."""
    if local.year not in YEARS:
        return None
    meanings = [zone_meanings(zone) for zone in zones]
    if not all(meanings):
        return None
    allowed = [meaning.instants(local) for each in meanings for meaning in each]
    left = frozenset.intersection(*allowed)
    return next(iter(left)) if len(left) == 1 else None


def _part(text: str) -> _Part:
    """Read one value: a date, a clock, or both."""
    if not text:
        return _Part()
    stamp = _STAMP.fullmatch(text)
    if stamp and stamp["clock"]:
        return replace(_clock(stamp["clock"]), day=_day(stamp["day"]))
    day = _day(text)
    return _Part(day=day) if day else _clock(text)


def _clock(text: str) -> _Part:
    found = _TWELVE_HOURS.fullmatch(text) or _ALL_HOURS.fullmatch(text)
    if found is None:
        return _Part(whole=False)
    hour, minute = int(found["hour"]), int(found["minute"] or 0)
    if half := found.groupdict().get("half"):
        hour = hour % 12 + (12 if half.casefold() == "p" else 0)
    return _Part(clock=time(hour, minute, int(found["second"] or 0)), zone=found["zone"])


def _day(text: str) -> date | None:
    """Read a date; None where it is none, or where day and month could be either."""
    if found := _YEAR_FIRST.fullmatch(text):
        days = [(int(found[1]), int(found[3]), int(found[4]))]
    elif found := _YEAR_LAST.fullmatch(text):
        one, other, year = int(found[1]), int(found[3]), int(found[4])
        days = [(year, one, other), (year, other, one)]
    elif found := _MONTH_FIRST.fullmatch(text) or _DAY_FIRST.fullmatch(text):
        days = [(int(found["year"]), _month(found["month"]), int(found["day"]))]
    else:
        return None
    real = {day for day in (_real(*each) for each in days) if day}
    only = real.pop() if len(real) == 1 else None
    weekday = found.groupdict().get("weekday")
    return only if only and _is_on(only, weekday or "") else None


def _month(word: str) -> int:
    """Return the number of a month, 0 where it is none."""
    return next((n for n, name in MONTHS.items() if _begins(name, word)), 0)


def _is_on(day: date, weekday: str) -> bool:
    return not weekday or _begins(f"{day:%A}", weekday)


def _begins(name: str, word: str) -> bool:
    return name.casefold().startswith(word.casefold())


def _real(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
