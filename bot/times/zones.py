"""Time zones: which exist, how they are abbreviated, and what Rails (and so Prevail) calls them."""

import math
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import NamedTuple
from zoneinfo import ZoneInfo, available_timezones

RAILS: Mapping[str, str] = MappingProxyType(
    {
        "International Date Line West": "Etc/GMT+12",
        "Midway Island": "Pacific/Midway",
        "American Samoa": "Pacific/Pago_Pago",
        "Hawaii": "Pacific/Honolulu",
        "Alaska": "America/Juneau",
        "Pacific Time (US & Canada)": "America/Los_Angeles",
        "Tijuana": "America/Tijuana",
        "Mountain Time (US & Canada)": "America/Denver",
        "Arizona": "America/Phoenix",
        "Chihuahua": "America/Chihuahua",
        "Mazatlan": "America/Mazatlan",
        "Central Time (US & Canada)": "America/Chicago",
        "Saskatchewan": "America/Regina",
        "Guadalajara": "America/Mexico_City",
        "Mexico City": "America/Mexico_City",
        "Monterrey": "America/Monterrey",
        "Central America": "America/Guatemala",
        "Eastern Time (US & Canada)": "America/New_York",
        "Indiana (East)": "America/Indiana/Indianapolis",
        "Bogota": "America/Bogota",
        "Lima": "America/Lima",
        "Quito": "America/Lima",
        "Atlantic Time (Canada)": "America/Halifax",
        "Caracas": "America/Caracas",
        "La Paz": "America/La_Paz",
        "Santiago": "America/Santiago",
        "Asuncion": "America/Asuncion",
        "Newfoundland": "America/St_Johns",
        "Brasilia": "America/Sao_Paulo",
        "Buenos Aires": "America/Argentina/Buenos_Aires",
        "Montevideo": "America/Montevideo",
        "Georgetown": "America/Guyana",
        "Puerto Rico": "America/Puerto_Rico",
        "Greenland": "America/Godthab",
        "Mid-Atlantic": "Atlantic/South_Georgia",
        "Azores": "Atlantic/Azores",
        "Cape Verde Is.": "Atlantic/Cape_Verde",
        "Dublin": "Europe/Dublin",
        "Edinburgh": "Europe/London",
        "Lisbon": "Europe/Lisbon",
        "London": "Europe/London",
        "Casablanca": "Africa/Casablanca",
        "Monrovia": "Africa/Monrovia",
        "UTC": "Etc/UTC",
        "Belgrade": "Europe/Belgrade",
        "Bratislava": "Europe/Bratislava",
        "Budapest": "Europe/Budapest",
        "Ljubljana": "Europe/Ljubljana",
        "Prague": "Europe/Prague",
        "Sarajevo": "Europe/Sarajevo",
        "Skopje": "Europe/Skopje",
        "Warsaw": "Europe/Warsaw",
        "Zagreb": "Europe/Zagreb",
        "Brussels": "Europe/Brussels",
        "Copenhagen": "Europe/Copenhagen",
        "Madrid": "Europe/Madrid",
        "Paris": "Europe/Paris",
        "Amsterdam": "Europe/Amsterdam",
        "Berlin": "Europe/Berlin",
        "Bern": "Europe/Zurich",
        "Zurich": "Europe/Zurich",
        "Rome": "Europe/Rome",
        "Stockholm": "Europe/Stockholm",
        "Vienna": "Europe/Vienna",
        "West Central Africa": "Africa/Algiers",
        "Bucharest": "Europe/Bucharest",
        "Cairo": "Africa/Cairo",
        "Helsinki": "Europe/Helsinki",
        "Kyiv": "Europe/Kiev",
        "Riga": "Europe/Riga",
        "Sofia": "Europe/Sofia",
        "Tallinn": "Europe/Tallinn",
        "Vilnius": "Europe/Vilnius",
        "Athens": "Europe/Athens",
        "Istanbul": "Europe/Istanbul",
        "Minsk": "Europe/Minsk",
        "Jerusalem": "Asia/Jerusalem",
        "Harare": "Africa/Harare",
        "Pretoria": "Africa/Johannesburg",
        "Kaliningrad": "Europe/Kaliningrad",
        "Moscow": "Europe/Moscow",
        "St. Petersburg": "Europe/Moscow",
        "Volgograd": "Europe/Volgograd",
        "Samara": "Europe/Samara",
        "Kuwait": "Asia/Kuwait",
        "Riyadh": "Asia/Riyadh",
        "Nairobi": "Africa/Nairobi",
        "Baghdad": "Asia/Baghdad",
        "Tehran": "Asia/Tehran",
        "Abu Dhabi": "Asia/Muscat",
        "Muscat": "Asia/Muscat",
        "Baku": "Asia/Baku",
        "Tbilisi": "Asia/Tbilisi",
        "Yerevan": "Asia/Yerevan",
        "Kabul": "Asia/Kabul",
        "Ekaterinburg": "Asia/Yekaterinburg",
        "Islamabad": "Asia/Karachi",
        "Karachi": "Asia/Karachi",
        "Tashkent": "Asia/Tashkent",
        "Chennai": "Asia/Kolkata",
        "Kolkata": "Asia/Kolkata",
        "Mumbai": "Asia/Kolkata",
        "New Delhi": "Asia/Kolkata",
        "Kathmandu": "Asia/Kathmandu",
        "Dhaka": "Asia/Dhaka",
        "Sri Jayawardenepura": "Asia/Colombo",
        "Almaty": "Asia/Almaty",
        "Astana": "Asia/Almaty",
        "Novosibirsk": "Asia/Novosibirsk",
        "Rangoon": "Asia/Rangoon",
        "Bangkok": "Asia/Bangkok",
        "Hanoi": "Asia/Bangkok",
        "Jakarta": "Asia/Jakarta",
        "Krasnoyarsk": "Asia/Krasnoyarsk",
        "Beijing": "Asia/Shanghai",
        "Chongqing": "Asia/Chongqing",
        "Hong Kong": "Asia/Hong_Kong",
        "Urumqi": "Asia/Urumqi",
        "Kuala Lumpur": "Asia/Kuala_Lumpur",
        "Singapore": "Asia/Singapore",
        "Taipei": "Asia/Taipei",
        "Perth": "Australia/Perth",
        "Irkutsk": "Asia/Irkutsk",
        "Ulaanbaatar": "Asia/Ulaanbaatar",
        "Seoul": "Asia/Seoul",
        "Osaka": "Asia/Tokyo",
        "Sapporo": "Asia/Tokyo",
        "Tokyo": "Asia/Tokyo",
        "Yakutsk": "Asia/Yakutsk",
        "Darwin": "Australia/Darwin",
        "Adelaide": "Australia/Adelaide",
        "Canberra": "Australia/Canberra",
        "Melbourne": "Australia/Melbourne",
        "Sydney": "Australia/Sydney",
        "Brisbane": "Australia/Brisbane",
        "Hobart": "Australia/Hobart",
        "Vladivostok": "Asia/Vladivostok",
        "Guam": "Pacific/Guam",
        "Port Moresby": "Pacific/Port_Moresby",
        "Magadan": "Asia/Magadan",
        "Srednekolymsk": "Asia/Srednekolymsk",
        "Solomon Is.": "Pacific/Guadalcanal",
        "New Caledonia": "Pacific/Noumea",
        "Fiji": "Pacific/Fiji",
        "Kamchatka": "Asia/Kamchatka",
        "Marshall Is.": "Pacific/Majuro",
        "Auckland": "Pacific/Auckland",
        "Wellington": "Pacific/Auckland",
        "Nuku'alofa": "Pacific/Tongatapu",
        "Tokelau Is.": "Pacific/Fakaofo",
        "Chatham Is.": "Pacific/Chatham",
        "Samoa": "Pacific/Apia",
    }
)
"""Every name in ActiveSupport::TimeZone::MAPPING, and the IANA zone it stands for."""


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


def rails_name(zone: str, *, at: datetime) -> str:
    """What Rails calls the zone, or the nearest one with its rules in the year of `at`; else IANA."""
    own = [name for name, iana in RAILS.items() if iana == zone]
    if own:
        return min(own, key=lambda name: name != city(zone))
    rules = clock_changes(zone, year=at.year)
    sharing = [
        name
        for name, iana in RAILS.items()
        if name not in _NEW_NAMES and clock_changes(iana, year=at.year) == rules
    ]
    return min(sharing, key=lambda name: _remoteness(zone, name), default=zone)


# Rails learnt these last, so another service that takes Rails' names may not know them yet.
_NEW_NAMES = frozenset({"Asuncion", "Astana"})


def _remoteness(zone: str, rails: str) -> tuple[bool, bool, bool, bool, float]:
    """How ill a Rails name suits a zone: of another kind, country or region, and how far away."""
    theirs, here, there = RAILS[rails], _places().get(zone), _places().get(RAILS[rails])
    other_kind = (city(zone) is None) != (theirs.startswith("Etc/"))
    is_home = here is None or here.country in ("US", "CA")
    is_abroad = not (here and there and here.country == there.country)
    is_far = zone.partition("/")[0] != theirs.partition("/")[0]
    distance = math.dist(here.at, there.at) if here and there else 0.0
    return other_kind, is_home and "US & Canada" not in rails, is_abroad, is_far, distance


def country(zone: str) -> str | None:
    """The code of the country that a zone (IANA) is of: `US`; None where it is of none, as UTC is."""
    place = _places().get(zone)
    return place.country if place else None


class _Place(NamedTuple):
    """Where a zone is: its country, and degrees north and east."""

    country: str
    at: tuple[float, float]


@cache
def _places() -> Mapping[str, _Place]:
    """Every zone that the zone data places on the map (its `zone.tab`), by its older names as well."""
    rows = (line.split("\t") for line in _zone_data("zone.tab") if not line.startswith("#"))
    placed = {row[2]: _Place(row[0], _degrees(row[1])) for row in rows}
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


def share_rules(one: str, other: str, *, at: datetime) -> bool:
    """Whether two zones keep the same clocks in the year of `at` and the next."""
    return one == other or clock_changes(one, year=at.year) == clock_changes(other, year=at.year)


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
