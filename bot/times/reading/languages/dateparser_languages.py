"""The words around clocks and days in languages that only dateparser knows, from a table of this name."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib import resources


@dataclass(frozen=True, slots=True, eq=False)
class DateparserLanguage:
    """The words of one language, each a pattern of its alternatives.

    `lead` stands before an hour, `unit` after it or between it and its minutes; `half` lacks half an
    hour, `past` is half an hour more; `numbers` are the hours from one on in words; where `amounts`
    stands in a text, its hours are amounts and no clocks. `ties` only tie a day to the rest, `coming`
    is the next of its weekday or that of next week; `instead` says what dateparser does not know in
    words that it knows.
    """

    lead: str = ""
    unit: str = ""
    am: str = ""
    pm: str = ""
    half: str = ""
    numbers: Sequence[str] = ()
    past: str = ""
    minutes: str = ""
    amounts: str = ""
    ties: str = ""
    coming: str = ""
    instead: Mapping[str, str] = field(default_factory=dict)


_UNKNOWN = DateparserLanguage()

# What stands beside digits in many languages.
LETTERS_OF_NO_LANGUAGE = frozenset({"t", "z", "am", "pm", "h"})
"""Letters that say nothing of the language that a time is written in: `T15:30Z`."""
AM, PM = r"a\.?m\.?", r"p\.?m\.?"
"""Patterns of the halves of the day."""
HALF = r"\bhalf\b(?!\s+past)"
"""A pattern of a half that is 3:30 in `half 4` to half of Europe, and 4:30 in English."""
EAST_ASIAN_DATE = (
    r"(?:(\d{4})\s*[年년]\s*)?(\d{1,2})\s*[月월]\s*(\d{1,2})\s*[日號号일]"
    r"(?:\s*[月火水木金土日](?:曜日?)?)?"
)
"""A pattern of the year, the month and the day of a date in Chinese, Japanese or Korean."""


def dateparser_language(code: str) -> DateparserLanguage:
    """The words of a language by its code (`it`, `zh-Hant`); none where they are not known."""
    return _others().get(code.partition("-")[0], _UNKNOWN)


@cache
def _others() -> Mapping[str, DateparserLanguage]:
    table = (
        resources.files(__package__)
        .joinpath("dateparser_languages.toml")
        .read_text(encoding="utf-8")
    )
    return {code: DateparserLanguage(**words) for code, words in tomllib.loads(table).items()}
