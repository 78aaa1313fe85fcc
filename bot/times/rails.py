"""What Rails (and so Prevail) calls zones, and which of its names may be lent to a zone that has none."""

import math
from collections.abc import Mapping
from datetime import datetime, time, timedelta
from functools import cache
from types import MappingProxyType
from typing import NamedTuple

from bot.times import zone_data
from bot.times.zones import city, clock_changes, places, share_rules

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


# Rails learned these last, so another service that takes Rails' names may not know them yet.
_NEW_NAMES = frozenset({"Asuncion", "Astana"})

NEWEST: Mapping[str, str] = MappingProxyType(
    {
        "Alberta": "America/Edmonton",
        "British Columbia": "America/Vancouver",
        "Manitoba": "America/Winnipeg",
        "Yukon": "America/Whitehorse",
        "Pacific Time (Canada)": "America/Vancouver",
        "Mountain Time (Canada)": "America/Edmonton",
        "Central Time (Canada)": "America/Winnipeg",
        "Eastern Time (Canada)": "America/Toronto",
        "Pacific Time (US)": "America/Los_Angeles",
        "Mountain Time (US)": "America/Denver",
        "Central Time (US)": "America/Chicago",
        "Eastern Time (US)": "America/New_York",
    }
)
"""Names that zones may have since Canada's provinces went their own ways: understood, never sent."""


def rails_name(zone: str, *, at: datetime) -> str:
    """What Rails calls the zone, or the nearest one with its clocks from `at` (aware) on; else IANA.

    Whoever is told the name may reckon by older zone data, so a name is lent only where its own zone
    kept its rules for years, and a zone whose name is new goes by IANA's.
    """
    own = [name for name, iana in RAILS.items() if _is_same(zone, iana)]
    if own:
        known = [name for name in own if name not in _NEW_NAMES]
        return min(known, key=lambda name: name != city(zone), default=zone)
    return min(
        _equivalent_names(zone, at=at), key=lambda name: _remoteness(zone, name), default=zone
    )


def unfamiliar_name(zone: str, *, at: datetime) -> str:
    """What a zone goes by where people there would not know it for theirs; else nothing."""
    name = rails_name(zone, at=at)
    is_expected = name == zone or "Time (" in name or _is_same(zone, RAILS[name])
    return "" if is_expected else name


def _is_same(one: str, other: str) -> bool:
    """Whether both are names of one zone: `America/Nuuk`, once called `America/Godthab`."""
    return one == other or places().get(one, one) == places().get(other)


def _equivalent_names(zone: str, *, at: datetime) -> list[str]:
    return [
        name
        for name, iana in RAILS.items()
        if name not in _NEW_NAMES and share_rules(iana, zone, at=at) and _kept_its_rules(iana)
    ]


@cache
def _kept_its_rules(zone: str) -> bool:
    """Whether the zone's clocks go by the same rules as in the years before the zone data was made."""
    made = int(zone_data.available().version[:4])
    rules = _rules(zone, year=made + 1)
    return all(_agree(rules, _rules(zone, year=made - ago)) for ago in range(_YEARS_KEPT + 1))


_YEARS_KEPT = 5


class _Change(NamedTuple):
    """A change of clocks as laws put it: the second, or the last, Sunday of a month at two."""

    month: int
    weekday: int
    clock: time
    offset: timedelta
    week: int
    is_in_last_week: bool


def _rules(zone: str, *, year: int) -> tuple[timedelta, list[_Change]]:
    """The offset as the year begins, and its changes."""
    (_, first), *changes = clock_changes(zone, year=year)
    before, rules = first, []
    for instant, offset in changes:
        if instant.year == year:
            local = (instant + before).replace(tzinfo=None)
            is_last = (local + timedelta(weeks=1)).month != local.month
            week = (local.day - 1) // 7
            rules.append(_Change(local.month, local.weekday(), local.time(), offset, week, is_last))
        before = offset
    return first, rules


def _agree(one: tuple[timedelta, list[_Change]], other: tuple[timedelta, list[_Change]]) -> bool:
    """Whether two years go by the same rules: days of a month move, its second and last Sundays do not."""
    pairs = zip(one[1], other[1], strict=False)
    return (
        one[0] == other[0]
        and len(one[1]) == len(other[1])
        and all(
            a[:4] == b[:4] and (a.week == b.week or (a.is_in_last_week and b.is_in_last_week))
            for a, b in pairs
        )
    )


def _remoteness(zone: str, rails: str) -> tuple[bool, bool, bool, bool, float]:
    """How ill a Rails name suits a zone: of another kind, country or region, and how far away."""
    theirs, here, there = RAILS[rails], places().get(zone), places().get(RAILS[rails])
    other_kind = (city(zone) is None) != (theirs.startswith("Etc/"))
    is_home = here is None or here.country in ("US", "CA")
    is_abroad = not (here and there and here.country == there.country)
    is_far = zone.partition("/")[0] != theirs.partition("/")[0]
    distance = math.dist(here.at, there.at) if here and there else 0.0
    return other_kind, is_home and "US & Canada" not in rails, is_abroad, is_far, distance
