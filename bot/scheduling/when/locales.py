"""What a person's locale says of how they write times."""

_MONTH_FIRST = frozenset({"US", "PH", "FM", "MH", "PW", "GU", "AS", "MP", "UM", "VI"})
_DAY_FIRST = """
GB IE AU NZ IN SG MY HK PK BD NG GH LK MT JM TT BZ
ES MX AR CO CL PE VE EC UY PY BO CR CU DO GT HN NI PA SV LA 419
FR BE CH LU MC BR PT AO MZ DE AT LI IT NL SE NO DK FI PL CZ SK GR TR RU UA RO
"""
_SPOKEN = ("es", "fr", "pt", "de")


def _parts(locale: str) -> tuple[str, str]:
    language, _, region = locale.replace("_", "-").partition("-")
    return language.lower(), region.upper()


def day_first(locale: str) -> bool | None:
    """Whether 7/6 is the 7th of June to this person; None where the locale does not settle it."""
    language, region = _parts(locale)
    if region in _MONTH_FIRST:
        return False if language not in _SPOKEN else None
    if region in _DAY_FIRST.split() or (language in _SPOKEN and not region):
        return True
    return True if (language, region) == ("fr", "CA") else None


def hours_to_24(locale: str) -> bool:
    """Whether clocks are read from 0 to 24 in this person's language."""
    return _parts(locale)[0] in _SPOKEN


def languages(locale: str) -> tuple[str, ...]:
    """The languages a text is read in: the person's own, if there is a table for it, and English."""
    language, _ = _parts(locale)
    return (language, "en") if language in _SPOKEN else ("en",)
