"""The words around clocks and days in languages that the grammar does not know, from `others.toml`."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib import resources


@dataclass(frozen=True, slots=True, eq=False)
class OtherLanguage:
    """The words of one language, each a pattern of its alternatives.

    `lead` stands before an hour, `unit` behind it or between it and its minutes; `half` lacks half an
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


_UNKNOWN = OtherLanguage()


def other_language(code: str) -> OtherLanguage:
    """The words of a language by its code (`it`, `zh-Hant`); none where they are not known."""
    return _others().get(code.partition("-")[0], _UNKNOWN)


@cache
def _others() -> Mapping[str, OtherLanguage]:
    table = resources.files(__package__).joinpath("others.toml").read_text(encoding="utf-8")
    return {code: OtherLanguage(**words) for code, words in tomllib.loads(table).items()}
