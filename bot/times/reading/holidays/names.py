"""What holidays are called, in each language."""

from collections.abc import Mapping
from functools import cache

from bot.times.reading.languages.english import ENGLISH
from bot.times.reading.languages.language import Language
from bot.times.reading.places.gazetteer import lookup_key


@cache
def holiday_names(language: Language) -> Mapping[str, str]:
    """Every name that a text in a language may call a holiday by, and the holiday; English ones too."""
    known: dict[str, str] = {}
    for table in (ENGLISH.holidays, language.holidays):
        for holiday, names in table.items():
            for name in names.split("|"):
                known[name] = known[lookup_key(name)] = holiday
    return known


@cache
def first_words(language: Language) -> frozenset[str]:
    """The words that such names begin with."""
    return frozenset(name.split()[0] for name in holiday_names(language))
