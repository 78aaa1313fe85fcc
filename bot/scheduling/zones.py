"""Time zones: which exist, how they are abbreviated, and what Rails (and so Prevail) calls them."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from functools import cache
from types import MappingProxyType
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
    """What Rails calls the zone, or one with its rules in the year from `at` (aware); else IANA."""
    names = [name for name, iana in RAILS.items() if iana == zone]
    if not names:
        rules = year_of_offsets(zone, year=at.astimezone(UTC).year)
        names = [
            name
            for name, iana in _by_nearness(zone)
            if rules == year_of_offsets(iana, year=at.year)
        ]
    return min(names, key=lambda name: name != city(zone), default=zone)


def _by_nearness(zone: str) -> list[tuple[str, str]]:
    region = zone.partition("/")[0]
    return sorted(RAILS.items(), key=lambda item: item[1].partition("/")[0] != region)


@cache
def year_of_offsets(zone: str, *, year: int) -> tuple[timedelta, ...]:
    """The zone's offset at noon UTC of every day of this year and the next: its rules, in effect."""
    info = zone_info(zone)
    start = datetime(year, 1, 1, 12, tzinfo=UTC)
    offsets = ((start + timedelta(days=day)).astimezone(info).utcoffset() for day in range(730))
    return tuple(offset for offset in offsets if offset is not None)


def share_rules(one: str, other: str, *, at: datetime) -> bool:
    """Whether two zones keep the same clocks in the year of `at` and the next."""
    return one == other or year_of_offsets(one, year=at.year) == year_of_offsets(
        other, year=at.year
    )


def city(zone: str) -> str:
    """The place an IANA name is named after: `Buenos Aires` for `America/Argentina/Buenos_Aires`."""
    return zone.rpartition("/")[2].replace("_", " ")


def fixed_zone(offset: timedelta) -> str | None:
    """The IANA name for an offset that never changes; None where there is none (not whole hours)."""
    hours, odd = divmod(offset, timedelta(hours=1))
    if not odd and -12 <= hours <= 14:
        return f"Etc/GMT{-hours:+d}" if hours else "UTC"
    return _ZONES_OF_ODD_OFFSETS.get(offset)


_ZONES_OF_ODD_OFFSETS = {
    timedelta(hours=hours, minutes=minutes): zone
    for hours, minutes, zone in (
        (3, 30, "Asia/Tehran"),
        (4, 30, "Asia/Kabul"),
        (5, 30, "Asia/Kolkata"),
        (5, 45, "Asia/Kathmandu"),
        (6, 30, "Asia/Yangon"),
        (8, 45, "Australia/Eucla"),
        (9, 30, "Australia/Darwin"),
        (-9, -30, "Pacific/Marquesas"),
    )
}


def offset_words(offset: timedelta) -> str:
    """An offset as people write it: `UTC−8`, `UTC+5:30`, `UTC`."""
    minutes = round(offset.total_seconds() / 60)
    if not minutes:
        return "UTC"
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'−' if minutes < 0 else '+'}{hours}" + (f":{rest:02d}" if rest else "")
