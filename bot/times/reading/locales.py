"""What a person's locale says of how they write times."""

from dataclasses import dataclass
from functools import lru_cache

from bot.times.locale_data import is_known, locale_data

_MONTH_FIRST = frozenset({"US", "PH", "FM", "MH", "PW", "GU", "AS", "MP", "UM", "VI"})
_DAY_FIRST = """
GB IE AU NZ IN SG MY HK PK BD NG GH LK MT JM TT BZ
ES MX AR CO CL PE VE EC UY PY BO CR CU DO GT HN NI PA SV LA 419
FR BE CH LU MC BR PT AO MZ DE AT LI IT NL SE NO DK FI PL CZ SK GR TR RU UA RO
"""
_SPOKEN = ("es", "fr", "pt", "de")
# As dateparser calls them.
_OTHERWISE_CALLED = {"no": "nb", "iw": "he", "zh-tw": "zh-Hant", "zh-hk": "zh-Hant"}


@dataclass(frozen=True, slots=True)
class Conventions:
    """How a person writes times.

    `day_first`: whether 7/6 is the 7th of June, None where the locale does not resolve it;
    `hours_to_24`: whether clocks run from 0 to 24; `languages`: what a text is read in; `other`: the
    language that only dateparser knows, if it is one.
    """

    day_first: bool | None
    hours_to_24: bool
    languages: tuple[str, ...]
    other: str = ""


@lru_cache(maxsize=256)
def conventions(locale: str) -> Conventions:
    """How times are written in a locale such as `en-US`; as in English where it is not known."""
    language, _, region = locale.replace("_", "-").lower().partition("-")
    is_spoken = language in _SPOKEN
    if not is_spoken and language not in ("", "en"):
        return _elsewhere(language, region)
    return Conventions(
        day_first=_day_first(language, region.upper()),
        hours_to_24=is_spoken,
        languages=(language, "en") if is_spoken else ("en",),
    )


def _elsewhere(language: str, region: str) -> Conventions:
    """Those of a language that the grammar does not know, by what Unicode's data say of it."""
    if not is_known(language):
        return Conventions(day_first=None, hours_to_24=False, languages=("en",))
    with locale_data(language) as data:
        day_and_month = data.datetime_skeletons["Md"].pattern
        hours_to_24 = "H" in data.time_formats["short"].pattern
    called = _OTHERWISE_CALLED.get(
        f"{language}-{region}", _OTHERWISE_CALLED.get(language, language)
    )
    return Conventions(
        day_first=day_and_month.index("d") < day_and_month.index("M"),
        hours_to_24=hours_to_24,
        languages=("en",),
        other=called,
    )


def _day_first(language: str, region: str) -> bool | None:
    is_spoken = language in _SPOKEN
    if region in _MONTH_FIRST:
        return None if is_spoken else False
    if region in _DAY_FIRST.split() or (is_spoken and not region):
        return True
    return True if (language, region) == ("fr", "CA") else None
