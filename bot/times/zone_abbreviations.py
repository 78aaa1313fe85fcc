"""What `PST`, `ET` or `BST` stand for: one table that a line can be added to."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Abbreviation:
    """A zone's letters: the zones they may mean, and the offset they name, if they name one."""

    zones: tuple[str, ...]
    offset: timedelta | None = None
    name: str = ""


_EASTERN, _CENTRAL = ("America/New_York",), ("America/Chicago",)
_MOUNTAIN, _PACIFIC = ("America/Denver",), ("America/Los_Angeles",)
_UTC = ("UTC",)

# letters, hours from UTC (None: whatever the place keeps that day), zones (several: ask), its name
_TABLE: tuple[tuple[str, float | None, tuple[str, ...], str], ...] = (
    ("et", None, _EASTERN, "Eastern time"),
    ("est", -5, _EASTERN, "Eastern time"),
    ("edt", -4, _EASTERN, "Eastern time"),
    ("ct", None, _CENTRAL, "Central time"),
    ("cst", -6, _CENTRAL, "Central time"),
    ("cdt", -5, _CENTRAL, "Central time"),
    ("mt", None, _MOUNTAIN, "Mountain time"),
    ("mst", -7, _MOUNTAIN, "Mountain time"),
    ("mdt", -6, _MOUNTAIN, "Mountain time"),
    ("pt", None, _PACIFIC, "Pacific time"),
    ("pst", -8, _PACIFIC, "Pacific time"),
    ("pdt", -7, _PACIFIC, "Pacific time"),
    ("akt", None, ("America/Anchorage",), "Alaska time"),
    ("akst", -9, ("America/Anchorage",), "Alaska time"),
    ("akdt", -8, ("America/Anchorage",), "Alaska time"),
    ("ht", None, ("Pacific/Honolulu",), "Hawaii time"),
    ("hst", -10, ("Pacific/Honolulu",), "Hawaii time"),
    ("hast", -10, ("Pacific/Honolulu",), "Hawaii time"),
    ("hdt", -9, ("America/Adak",), "Hawaii-Aleutian time"),
    ("hadt", -9, ("America/Adak",), "Hawaii-Aleutian time"),
    ("ast", -4, ("America/Halifax", "America/Puerto_Rico"), "Atlantic time"),
    ("adt", -3, ("America/Halifax",), "Atlantic time"),
    ("nst", -3.5, ("America/St_Johns",), "Newfoundland time"),
    ("ndt", -2.5, ("America/St_Johns",), "Newfoundland time"),
    ("chst", 10, ("Pacific/Guam",), "Chamorro time"),
    ("gmt", 0, _UTC, "UTC"),
    ("utc", 0, _UTC, "UTC"),
    ("zulu", 0, _UTC, "UTC"),
    ("bst", 1, ("Europe/London",), "London time"),
    ("cet", 1, ("Europe/Paris",), "Central European time"),
    ("cest", 2, ("Europe/Paris",), "Central European time"),
    ("mez", 1, ("Europe/Berlin",), "Central European time"),
    ("mesz", 2, ("Europe/Berlin",), "Central European time"),
    ("eet", 2, ("Europe/Athens",), "Eastern European time"),
    ("eest", 3, ("Europe/Athens",), "Eastern European time"),
    ("msk", 3, ("Europe/Moscow",), "Moscow time"),
    ("trt", 3, ("Europe/Istanbul",), "Istanbul time"),
    ("ist", None, ("Asia/Kolkata", "Asia/Jerusalem", "Europe/Dublin"), ""),
    ("idt", 3, ("Asia/Jerusalem",), "Israel time"),
    ("sast", 2, ("Africa/Johannesburg",), "South Africa time"),
    ("gst", 4, ("Asia/Dubai",), "Gulf time"),
    ("pkt", 5, ("Asia/Karachi",), "Pakistan time"),
    ("npt", 5.75, ("Asia/Kathmandu",), "Nepal time"),
    ("ict", 7, ("Asia/Bangkok",), "Indochina time"),
    ("wib", 7, ("Asia/Jakarta",), "Western Indonesia time"),
    ("hkt", 8, ("Asia/Hong_Kong",), "Hong Kong time"),
    ("sgt", 8, ("Asia/Singapore",), "Singapore time"),
    ("myt", 8, ("Asia/Kuala_Lumpur",), "Malaysia time"),
    ("pht", 8, ("Asia/Manila",), "Philippine time"),
    ("awst", 8, ("Australia/Perth",), "Western Australia time"),
    ("jst", 9, ("Asia/Tokyo",), "Japan time"),
    ("kst", 9, ("Asia/Seoul",), "Korea time"),
    ("acst", 9.5, ("Australia/Adelaide",), "Central Australia time"),
    ("acdt", 10.5, ("Australia/Adelaide",), "Central Australia time"),
    ("aet", None, ("Australia/Sydney",), "Eastern Australia time"),
    ("aest", 10, ("Australia/Sydney",), "Eastern Australia time"),
    ("aedt", 11, ("Australia/Sydney",), "Eastern Australia time"),
    ("nzt", None, ("Pacific/Auckland",), "New Zealand time"),
    ("nzst", 12, ("Pacific/Auckland",), "New Zealand time"),
    ("nzdt", 13, ("Pacific/Auckland",), "New Zealand time"),
    ("brt", -3, ("America/Sao_Paulo",), "Brasilia time"),
    ("clt", None, ("America/Santiago",), "Chile time"),
    ("hne", -5, ("America/Toronto",), "Eastern time"),
    ("hae", -4, ("America/Toronto",), "Eastern time"),
    ("hnc", -6, _CENTRAL, "Central time"),
    ("hac", -5, _CENTRAL, "Central time"),
)

# Letters that are a word as well: nobody means Peru by a pet.
_WORDS_TOO: tuple[tuple[str, float | None, tuple[str, ...], str], ...] = (
    ("aft", 4.5, ("Asia/Kabul",), "Afghanistan time"),
    ("art", -3, ("America/Argentina/Buenos_Aires",), "Argentina time"),
    ("bot", -4, ("America/La_Paz",), "Bolivia time"),
    ("cat", 2, ("Africa/Maputo",), "Central Africa time"),
    ("cot", -5, ("America/Bogota",), "Colombia time"),
    ("eat", 3, ("Africa/Nairobi",), "East Africa time"),
    ("ect", -5, ("America/Guayaquil",), "Ecuador time"),
    ("get", 4, ("Asia/Tbilisi",), "Georgia time"),
    ("haa", -3, ("America/Halifax",), "Atlantic time"),
    ("hap", -7, _PACIFIC, "Pacific time"),
    ("har", -6, _MOUNTAIN, "Mountain time"),
    ("hat", -2.5, ("America/St_Johns",), "Newfoundland time"),
    ("hna", -4, ("America/Halifax",), "Atlantic time"),
    ("hnp", -8, _PACIFIC, "Pacific time"),
    ("hnr", -7, _MOUNTAIN, "Mountain time"),
    ("hnt", -3.5, ("America/St_Johns",), "Newfoundland time"),
    ("mut", 4, ("Indian/Mauritius",), "Mauritius time"),
    ("pet", -5, ("America/Lima",), "Peru time"),
    ("vet", -4, ("America/Caracas",), "Venezuela time"),
    ("wat", 1, ("Africa/Lagos",), "West Africa time"),
    ("west", 1, ("Europe/Lisbon",), "Western European time"),
    ("wet", 0, ("Europe/Lisbon",), "Western European time"),
    ("wit", 9, ("Asia/Jayapura",), "Eastern Indonesia time"),
    ("wita", 8, ("Asia/Makassar",), "Central Indonesia time"),
)


def _by_letters(
    table: tuple[tuple[str, float | None, tuple[str, ...], str], ...],
) -> Mapping[str, Abbreviation]:
    return MappingProxyType(
        {
            letters: Abbreviation(
                zones=zones, offset=None if hours is None else timedelta(hours=hours), name=name
            )
            for letters, hours, zones, name in table
        }
    )


UTC_LETTERS = frozenset({"utc", "gmt"})
"""Those, in lower case, that offsets are told from: `UTC-5`."""
ABBREVIATIONS = _by_letters(_TABLE)
"""Abbreviations in lower case."""
ONLY_IN_CAPITALS = _by_letters(_WORDS_TOO)
"""Those, in lower case, that stand for a zone only where they are typed in capitals."""

IN_CANADA: Mapping[str, str] = MappingProxyType(
    {
        "America/Los_Angeles": "America/Vancouver",
        "America/Denver": "America/Edmonton",
        "America/Chicago": "America/Winnipeg",
    }
)
"""What Canadians mean as well by Pacific, Mountain and Central: provinces that left them in 2026."""
