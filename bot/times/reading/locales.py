"""What a person's locale says of how they write times."""

from dataclasses import dataclass
from functools import lru_cache

_MONTH_FIRST = frozenset({"US", "PH", "FM", "MH", "PW", "GU", "AS", "MP", "UM", "VI"})
_DAY_FIRST = """
GB IE AU NZ IN SG MY HK PK BD NG GH LK MT JM TT BZ
ES MX AR CO CL PE VE EC UY PY BO CR CU DO GT HN NI PA SV LA 419
FR BE CH LU MC BR PT AO MZ DE AT LI IT NL SE NO DK FI PL CZ SK GR TR RU UA RO
"""
_SPOKEN = ("es", "fr", "pt", "de")


@dataclass(frozen=True, slots=True)
class Habits:
    """How a person writes times.

    `day_first`: whether 7/6 is the 7th of June, None where the locale does not resolve it;
    `hours_to_24`: whether clocks run from 0 to 24; `languages`: what a text is read in.
    """

    day_first: bool | None
    hours_to_24: bool
    languages: tuple[str, ...]


@lru_cache(maxsize=256)
def habits(locale: str) -> Habits:
    """The habits of a locale such as `en-US`; those of English where it is not known."""
    language, _, region = locale.replace("_", "-").lower().partition("-")
    is_spoken = language in _SPOKEN
    return Habits(
        day_first=_day_first(language, region.upper()),
        hours_to_24=is_spoken,
        languages=(language, "en") if is_spoken else ("en",),
    )


def _day_first(language: str, region: str) -> bool | None:
    is_spoken = language in _SPOKEN
    if region in _MONTH_FIRST:
        return None if is_spoken else False
    if region in _DAY_FIRST.split() or (is_spoken and not region):
        return True
    return True if (language, region) == ("fr", "CA") else None
