"""What `PST`, `ET` or `BST` stand for; a line more in the table teaches one more."""

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


_Rows = tuple[tuple[str, str, Mapping[str, float | None]], ...]

# Its name, its zones (several: ask), and its letters with hours from UTC (None: whatever is kept that day).
_TABLE: _Rows = (
    ("Eastern time", "America/New_York", {"et": None, "est": -5, "edt": -4}),
    ("Central time", "America/Chicago", {"ct": None, "cst": -6, "cdt": -5}),
    ("Mountain time", "America/Denver", {"mt": None, "mst": -7, "mdt": -6}),
    ("Pacific time", "America/Los_Angeles", {"pt": None, "pst": -8, "pdt": -7}),
    ("Alaska time", "America/Anchorage", {"akt": None, "akst": -9, "akdt": -8}),
    ("Hawaii time", "Pacific/Honolulu", {"ht": None, "hst": -10, "hast": -10}),
    ("Hawaii-Aleutian time", "America/Adak", {"hdt": -9, "hadt": -9}),
    ("Atlantic time", "America/Halifax America/Puerto_Rico", {"ast": -4}),
    ("Atlantic time", "America/Halifax", {"adt": -3}),
    ("Newfoundland time", "America/St_Johns", {"nst": -3.5, "ndt": -2.5}),
    ("Chamorro time", "Pacific/Guam", {"chst": 10}),
    ("UTC", "UTC", {"gmt": 0, "utc": 0, "zulu": 0}),
    ("London time", "Europe/London", {"bst": 1}),
    ("Central European time", "Europe/Paris", {"cet": 1, "cest": 2}),
    ("Central European time", "Europe/Berlin", {"mez": 1, "mesz": 2}),
    ("Eastern European time", "Europe/Athens", {"eet": 2, "eest": 3}),
    ("Moscow time", "Europe/Moscow", {"msk": 3}),
    ("Istanbul time", "Europe/Istanbul", {"trt": 3}),
    ("", "Asia/Kolkata Asia/Jerusalem Europe/Dublin", {"ist": None}),
    ("Israel time", "Asia/Jerusalem", {"idt": 3}),
    ("South Africa time", "Africa/Johannesburg", {"sast": 2}),
    ("Gulf time", "Asia/Dubai", {"gst": 4}),
    ("Pakistan time", "Asia/Karachi", {"pkt": 5}),
    ("Nepal time", "Asia/Kathmandu", {"npt": 5.75}),
    ("Indochina time", "Asia/Bangkok", {"ict": 7}),
    ("Western Indonesia time", "Asia/Jakarta", {"wib": 7}),
    ("Hong Kong time", "Asia/Hong_Kong", {"hkt": 8}),
    ("Singapore time", "Asia/Singapore", {"sgt": 8}),
    ("Malaysia time", "Asia/Kuala_Lumpur", {"myt": 8}),
    ("Philippine time", "Asia/Manila", {"pht": 8}),
    ("Western Australia time", "Australia/Perth", {"awst": 8}),
    ("Japan time", "Asia/Tokyo", {"jst": 9}),
    ("Korea time", "Asia/Seoul", {"kst": 9}),
    ("Central Australia time", "Australia/Adelaide", {"acst": 9.5, "acdt": 10.5}),
    ("Eastern Australia time", "Australia/Sydney", {"aet": None, "aest": 10, "aedt": 11}),
    ("New Zealand time", "Pacific/Auckland", {"nzt": None, "nzst": 12, "nzdt": 13}),
    ("Brasilia time", "America/Sao_Paulo", {"brt": -3}),
    ("Chile time", "America/Santiago", {"clt": None}),
    ("Eastern time", "America/Toronto", {"hne": -5, "hae": -4}),
    ("Central time", "America/Chicago", {"hnc": -6, "hac": -5}),
)

# Letters that are a word as well: no one means Peru by a pet.
_WORDS_TOO: _Rows = (
    ("Afghanistan time", "Asia/Kabul", {"aft": 4.5}),
    ("Argentina time", "America/Argentina/Buenos_Aires", {"art": -3}),
    ("Bolivia time", "America/La_Paz", {"bot": -4}),
    ("Central Africa time", "Africa/Maputo", {"cat": 2}),
    ("Colombia time", "America/Bogota", {"cot": -5}),
    ("East Africa time", "Africa/Nairobi", {"eat": 3}),
    ("Ecuador time", "America/Guayaquil", {"ect": -5}),
    ("Georgia time", "Asia/Tbilisi", {"get": 4}),
    ("Atlantic time", "America/Halifax", {"haa": -3}),
    ("Pacific time", "America/Los_Angeles", {"hap": -7}),
    ("Mountain time", "America/Denver", {"har": -6}),
    ("Newfoundland time", "America/St_Johns", {"hat": -2.5}),
    ("Atlantic time", "America/Halifax", {"hna": -4}),
    ("Pacific time", "America/Los_Angeles", {"hnp": -8}),
    ("Mountain time", "America/Denver", {"hnr": -7}),
    ("Newfoundland time", "America/St_Johns", {"hnt": -3.5}),
    ("Mauritius time", "Indian/Mauritius", {"mut": 4}),
    ("Peru time", "America/Lima", {"pet": -5}),
    ("Venezuela time", "America/Caracas", {"vet": -4}),
    ("West Africa time", "Africa/Lagos", {"wat": 1}),
    ("Western European time", "Europe/Lisbon", {"west": 1, "wet": 0}),
    ("Eastern Indonesia time", "Asia/Jayapura", {"wit": 9}),
    ("Central Indonesia time", "Asia/Makassar", {"wita": 8}),
)


def _by_letters(table: _Rows) -> Mapping[str, Abbreviation]:
    return MappingProxyType(
        {
            letters: Abbreviation(tuple(zones.split()), _offset(hours), name)
            for name, zones, named in table
            for letters, hours in named.items()
        }
    )


def _offset(hours: float | None) -> timedelta | None:
    return None if hours is None else timedelta(hours=hours)


def in_season(letters: str, season: str) -> str:
    """The letters of a zone in its `standard` or `daylight` time: `et` is `est`; empty if none are known."""
    ending = _SEASONS.get(season)
    seasonal = letters[:-1] + ending if ending and letters.endswith("t") else ""
    return seasonal if seasonal in ABBREVIATIONS else ""


_SEASONS = {"standard": "st", "daylight": "dt"}

GMT = "GMT"
"""What clocks at UTC are called where people live by them."""
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
