"""Whose words are read in a language that the grammar does not know."""

from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple

from bot.times.reading.answers import Answer
from bot.times.reading.languages.dateparser_languages import DateparserLanguage, dateparser_language
from bot.times.reading.resolve.context import Context
from bot.times.zones import zone_info

ReadDigits = Callable[[str], Answer]
"""Reads what stands in no language: `04.12.2026`, by the day order of the person's locale."""


class DateparserContext(NamedTuple):
    """A person's language as dateparser calls it, who asks, and the reader of digits."""

    language: str
    asker: Context
    read_digits: ReadDigits

    @property
    def words(self) -> DateparserLanguage:
        """The words of their language around clocks and days, none where they are not known."""
        return dateparser_language(self.language)

    @property
    def now(self) -> datetime:
        """The present by their clocks (naive)."""
        return self.asker.now.astimezone(zone_info(self.asker.zone)).replace(tzinfo=None)
