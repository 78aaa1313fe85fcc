"""Time zones: which exist, where they are, and when clocks there change."""

import math
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from functools import cache, lru_cache
from importlib import resources
from typing import NamedTuple
from zoneinfo import ZoneInfo, available_timezones

from dateutil.relativedelta import relativedelta


@cache
def known_zones() -> frozenset[str]:
    """Every IANA name that the zone data has."""
    return frozenset(available_timezones() - {"localtime", "posixrules", "Factory"})


def is_known(zone: str) -> bool:
    """Whether this is an IANA name that the zone data has."""
    return zone in known_zones()


@cache
def zone_info(zone: str) -> ZoneInfo:
    """The rules of one IANA zone, read once; raises ZoneInfoNotFoundError for an unknown name."""
    return ZoneInfo(zone)


def country(zone: str) -> str | None:
    """The code of the country that a zone (IANA) is of: `US`; None where it is of none, as UTC is."""
    place = places().get(zone)
    return place.country if place else None


class Place(NamedTuple):
    """Where a zone is: its country, and degrees north and east."""

    country: str
    at: tuple[float, float]


@cache
def places() -> Mapping[str, Place]:
    """Every zone that the zone data places on the map (its `zone.tab`), by its older names as well."""
    rows = (line.split("\t") for line in _zone_data("zone.tab") if not line.startswith("#"))
    placed = {row[2]: Place(row[0], _degrees(row[1])) for row in rows}
    links = (line.split() for line in _zone_data("tzdata.zi") if line.startswith("L "))
    older = {name: placed[zone] for _, zone, name in links if zone in placed}
    return older | placed


def _zone_data(name: str) -> list[str]:
    table = resources.files("tzdata").joinpath(f"zoneinfo/{name}")
    return table.read_text(encoding="utf-8").splitlines()


def _degrees(written: str) -> tuple[float, float]:
    """Degrees north and east of `+404251-0740023`: degrees and minutes, perhaps seconds."""
    split = max(written.rfind("+"), written.rfind("-"))
    north, east = written[:split], written[split:]
    return (
        int(north[:3]) + math.copysign(int(north[3:5]) / 60, int(north[:3]) or 1),
        int(east[:4]) + math.copysign(int(east[4:6]) / 60, int(east[:4]) or 1),
    )


@cache
def clock_changes(zone: str, *, year: int) -> tuple[tuple[datetime, timedelta], ...]:
    """The zone's offset as this year begins, and each change of it in this year and the next."""
    start = datetime(year, 1, 1, tzinfo=UTC)
    changes = [(start, _offset(zone, start))]
    for day in range(731):
        until = start + timedelta(days=day)
        if _offset(zone, until) != changes[-1][1]:
            changed = _change(zone, until - timedelta(days=1), until)
            changes.append((changed, _offset(zone, changed)))
    return tuple(changes)


def _offset(zone: str, instant: datetime) -> timedelta:
    return instant.astimezone(zone_info(zone)).utcoffset() or timedelta()


def _change(zone: str, before: datetime, after: datetime) -> datetime:
    """The minute from which the offset is another than `before`."""
    while after - before > timedelta(minutes=1):
        middle = before + (after - before) / 2
        if _offset(zone, middle) == _offset(zone, before):
            before = middle
        else:
            after = middle
    return after.replace(second=0, microsecond=0)


def offsets_in_use(zone: str, *, since: datetime) -> tuple[tuple[timedelta, str], ...]:
    """The offsets a zone's clocks keep in the six years from a day on, each with its letters."""
    return _offsets_in_use(zone, min(since.year, _LAST_YEAR), since.month)


@lru_cache(maxsize=1024)
def _offsets_in_use(zone: str, year: int, month: int) -> tuple[tuple[timedelta, str], ...]:
    first = datetime(year, month, 15, tzinfo=zone_info(zone))
    middles = (first + relativedelta(months=ahead) for ahead in range(72))
    return tuple({(at.utcoffset() or timedelta(), at.tzname() or "") for at in middles})


def share_rules(one: str, other: str, *, at: datetime) -> bool:
    """Whether two zones keep the same clocks from `at` (aware) to the end of the next year."""
    return one == other or _clocks_from(one, at=at) == _clocks_from(other, at=at)


def _clocks_from(
    zone: str, *, at: datetime
) -> tuple[timedelta, tuple[tuple[datetime, timedelta], ...]]:
    """The zone's offset at a time, and each change of it from then on."""
    changes = clock_changes(zone, year=min(at.year, _LAST_YEAR))
    return _offset(zone, at), tuple(change for change in changes if change[0] > at)


# The years after it, in which changes are looked for too, have to be years.
_LAST_YEAR = 9990


def city(zone: str) -> str | None:
    """The place a zone is named after (`Buenos Aires`); None for `US/Pacific` and its like."""
    area, _, place = zone.partition("/")
    if area not in _CONTINENTS or zone in _NO_CITIES:
        return None
    return place.rpartition("/")[2].replace("_", " ")


_CONTINENTS = frozenset(
    ["Africa", "America", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific"]
)
_NO_CITIES = frozenset({"Pacific/Samoa"}) | frozenset(
    f"Australia/{name}"
    for name in ["ACT", "LHI", "NSW", "North", "South", "West", "Yancowinna", "Victoria"]
)


@cache
def standard_offset(zone: str) -> timedelta:
    """How far clocks in a zone (IANA) are from UTC in winter, by the rules as they stand today."""
    halves = (datetime(_BY_RULES_OF_TODAY, month, 15, tzinfo=zone_info(zone)) for month in (1, 7))
    return min(at.utcoffset() or timedelta() for at in halves)


_BY_RULES_OF_TODAY = 2036


def zones_with_offset(offset: timedelta) -> tuple[str, ...]:
    """The IANA zones an offset alone stands for: the fixed one, or those that keep an odd one."""
    hours, odd = divmod(offset, timedelta(hours=1))
    if odd:
        return _ZONES_WITH_ODD_OFFSETS.get(offset, ())
    if not hours:
        return ("UTC",)
    return (f"Etc/GMT{-hours:+d}",) if -12 <= hours <= 14 else ()


_ZONES_WITH_ODD_OFFSETS = {
    timedelta(hours=hours): tuple(zones.split())
    for hours, zones in (
        (-9.5, "Pacific/Marquesas"),
        (-3.5, "America/St_Johns"),
        (-2.5, "America/St_Johns"),
        (3.5, "Asia/Tehran"),
        (4.5, "Asia/Kabul"),
        (5.5, "Asia/Kolkata"),
        (5.75, "Asia/Kathmandu"),
        (6.5, "Asia/Yangon"),
        (8.75, "Australia/Eucla"),
        (9.5, "Australia/Darwin"),
        (10.5, "Australia/Adelaide Australia/Lord_Howe"),
        (12.75, "Pacific/Chatham"),
        (13.75, "Pacific/Chatham"),
    )
}


def offset_words(offset: timedelta) -> str:
    """An offset as people write it: `UTC−8`, `UTC+5:30`, `UTC`."""
    minutes = round(offset.total_seconds() / 60)
    if not minutes:
        return "UTC"
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'−' if minutes < 0 else '+'}{hours}" + (f":{rest:02d}" if rest else "")
