"""What zones and places are called beside their own names; a line more in the table teaches one more."""

from collections.abc import Mapping
from dataclasses import replace
from functools import cache

from tzlocal.windows_tz import win_tz

from bot.times.rails import NEWEST, RAILS
from bot.times.reading.languages import LANGUAGES
from bot.times.reading.parts import Zone
from bot.times.reading.places.gazetteer import lookup_key
from bot.times.zone_abbreviations import ABBREVIATIONS, ONLY_IN_CAPITALS, Abbreviation
from bot.times.zones import city, known_zones

_ELSEWHERE = {
    "America/New_York": "new york city|nyc|n y c|dc|d c|washington dc|washington d c"
    "|philly|philidelphia|conn|penn|atl|jfk",
    "America/Los_Angeles": "la|l a|sf|san fran|bay area|vegas|silicon valley|socal|norcal"
    "|cali|lax|sfo|los angelas|calif",
    "America/Chicago": "alabama|chi town|chitown|nola|des moines|okc|dfw|twin cities|stl|msp|minn|okla|wis",
    "America/Phoenix": "ariz",
    "America/Denver": "slc|albequerque|colo",
    "America/Indiana/Indianapolis": "indy",
    "Pacific/Honolulu": "hilo|kona|maui|kauai|oahu|waikiki",
    "America/Toronto": "ontario|ontario canada|quebec|quebec canada|gta",
    "America/Winnipeg": "manitoba",
    "America/Edmonton": "alberta",
    "America/Vancouver": "bc|british columbia",
    "America/Halifax": "atlantic|atlantic canada|nova scotia|new brunswick|pei|prince edward island",
    "America/Regina": "sask",
    "America/Whitehorse": "yukon|yukon territory",
    "America/St_Johns": "newfoundland|st john's|st johns",
    "America/Goose_Bay": "labrador",
    "America/St_Johns America/Goose_Bay": "newfoundland and labrador",
    "America/Edmonton America/Inuvik": "northwest territories|nwt",
    "America/Iqaluit America/Rankin_Inlet America/Cambridge_Bay": "nunavut",
    "America/Puerto_Rico": "puerto rico|pr",
    "America/Sao_Paulo": "brasilia|brazil eastern",
    "Europe/London": "uk|u k|england|britain|great britain|british|scotland|wales|gb"
    "|united kingdom|northern ireland",
    "Europe/Paris": "central european|central europe|french|france",
    "Europe/Athens": "eastern european|eastern europe",
    "Europe/Lisbon": "western european|western europe|portugal|portuguese",
    "Europe/Moscow": "moscow",
    "Europe/Madrid": "peninsular|spain|spanish|mainland spain",
    "Europe/Amsterdam": "holland|the netherlands|netherlands|dutch",
    "Europe/Prague": "czech republic|czechia",
    "Europe/Istanbul": "turkey|turkish|turkiye",
    "Europe/Berlin": "german|germany",
    "Europe/Zurich": "swiss|zurcher|geneve|genf",
    "Atlantic/Canary": "canaria|canarias|canary",
    "Atlantic/Azores": "acores|azores",
    "Europe/Dublin": "irish",
    "Europe/Rome": "italian|italy",
    "Asia/Jerusalem": "israel|israeli",
    "Asia/Dubai": "gulf|uae|u a e|emirates|united arab emirates|arabian",
    "Africa/Johannesburg": "south african|south africa",
    "Asia/Kolkata": "india|indian|bombay|calcutta|bangalore|madras|delhi",
    "Asia/Shanghai": "china|chinese|mainland china|prc",
    "Asia/Tokyo": "japan|japanese",
    "Asia/Seoul": "south korea|korea|korean",
    "Asia/Manila": "philippine|philippines|the philippines",
    "Asia/Ho_Chi_Minh": "vietnam|saigon",
    "Asia/Kabul": "afghanistan",
    "Australia/Sydney": "new south wales|nsw|victoria australia|canberra",
    "Australia/Brisbane": "queensland",
    "Australia/Hobart": "tasmania",
    "Australia/Adelaide": "australian central|central australia|south australia",
    "Australia/Darwin": "northern territory",
    "Australia/Lord_Howe": "lord howe island",
    "Australia/Perth": "australian western|western australia|western australian",
    "Pacific/Guam": "guam",
}

_NEVER_PERSONAL_NAMES = (
    "chicago seattle miami atlanta detroit philadelphia pittsburgh minneapolis milwaukee honolulu "
    "anchorage baltimore cincinnati memphis sacramento albuquerque omaha tucson fresno "
    "texas california hawaii alaska pennsylvania massachusetts michigan minnesota illinois wisconsin "
    "connecticut colorado utah nevada idaho ohio iowa kansas oklahoma arkansas louisiana kentucky "
    "tennessee alabama mississippi nebraska wyoming oregon vermont indiana maryland delaware arizona "
    "vancouver ottawa moncton whitehorse yellowknife iqaluit alberta manitoba ontario quebec saskatchewan "
    "yukon nunavut toronto montreal winnipeg calgary edmonton "
    "tokyo osaka singapore mumbai beijing shanghai manila "
    "munich frankfurt brussels amsterdam copenhagen stockholm oslo zurich dubai dublin "
    "japan canada mexico germany italy spain brazil australia nyc la sf dc uk"
)
NEVER_PERSONAL_NAMES = frozenset(_NEVER_PERSONAL_NAMES.split())
"""Places that nobody is called by; others are names of people too, as Austin, Jordan, Paris are."""


@cache
def known_names() -> Mapping[str, Zone]:
    """Every name that needs no gazetteer: abbreviations, what people say, and what Rails says."""
    known: dict[str, Zone] = {}
    for iana, names in _ELSEWHERE.items():
        zones = tuple(iana.split())
        known.update((name, Zone(name, zones, is_place=True)) for name in names.split("|"))
    for name, iana in (*NEWEST.items(), *RAILS.items()):
        bare = lookup_key(name.replace("(", "").replace(")", ""))
        zone = Zone(bare, (iana,), is_place="&" not in name)
        known |= {bare: zone, bare.replace("&", "and"): zone}
    for language in LANGUAGES.values():
        for letters, names in language.zones.items():
            known.update((name, abbreviated(letters)) for name in names.split("|"))
    known.update((letters, abbreviated(letters)) for letters in ABBREVIATIONS)
    return _windows_names(known) | known


def _windows_names(known: Mapping[str, Zone]) -> dict[str, Zone]:
    """What Windows and Outlook call zones, but for `Eastern Standard Time` and such: those go by season."""
    named = {
        lookup_key(name.replace("(", "").replace(")", "")): iana for name, iana in win_tz.items()
    }
    return {
        name: Zone(name, (iana,), is_place=True)
        for name, iana in named.items()
        if name.endswith(_OF_WINDOWS) and _is_of_windows_only(name.removesuffix(_OF_WINDOWS), known)
    }


def _is_of_windows_only(stem: str, known: Mapping[str, Zone]) -> bool:
    return stem not in known or stem in ("us mountain", "gmt")


_OF_WINDOWS = " standard time"


def abbreviated(letters: str) -> Zone:
    """The zone that an abbreviation of the table names."""
    return _zone(letters, ABBREVIATIONS[letters])


def in_capitals(letters: str) -> Zone | None:
    """The zone that letters name where they are typed in capitals; `art` is a word."""
    its = ONLY_IN_CAPITALS.get(letters)
    return replace(_zone(letters, its), obscure=True) if its else None


def _zone(letters: str, its: Abbreviation) -> Zone:
    return Zone(letters, its.zones, its.offset, name=its.name)


_LONGEST_LETTERS = len("WET")


@cache
def zones_named_after() -> Mapping[str, tuple[str, ...]]:
    """The zones named after each place: `los angeles` for `America/Los_Angeles`, `eire`."""
    named: dict[str, tuple[str, ...]] = {}
    for zone in sorted(known_zones()):
        place = zone if zone.isalpha() else city(zone)
        if place is not None and not (place == zone and len(zone) <= _LONGEST_LETTERS):
            name = lookup_key(place)
            named[name] = (*named.get(name, ()), zone)
    return named
