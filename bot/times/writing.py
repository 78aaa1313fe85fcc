"""How readers write times: the order of a date, and whether clocks run to 12 or to 24."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from functools import lru_cache

from babel import Locale, UnknownLocaleError

_ENGLISH = Locale("en", "US")
MONTHS: Mapping[int, str] = _ENGLISH.months["format"]["wide"]
"""The names of months by number, 1 to 12."""
_SHORT_MONTHS: Mapping[int, str] = _ENGLISH.months["format"]["abbreviated"]
_WEEKDAYS: Mapping[int, str] = _ENGLISH.days["format"]["abbreviated"]


@dataclass(frozen=True, slots=True)
class Reader:
    """Whom a time is written for: their locale, and their zone (IANA) where it is known."""

    locale: str = "en-US"
    zone: str | None = None

    @property
    def country(self) -> str | None:
        """The code of the country their locale names: `GB`."""
        return _locale(self.locale).territory

    def day(self, day: date) -> str:
        """A day, its month in letters: `Tue, Dec 1, 2026`, and `Tue 1 Dec 2026` where that is usual."""
        weekday, month = _WEEKDAYS[day.weekday()], _SHORT_MONTHS[day.month]
        if _puts_month_first(self.locale):
            return f"{weekday}, {month} {day.day}, {day.year:04d}"
        return f"{weekday} {day.day} {month} {day.year:04d}"

    def short_day(self, day: date) -> str:
        """A day of this year or the next: `Dec 1`, and `1 Dec` where that is usual."""
        month = _SHORT_MONTHS[day.month]
        return f"{month} {day.day}" if _puts_month_first(self.locale) else f"{day.day} {month}"

    def clock(self, clock: time) -> str:
        """A clock, with seconds only where there are any: `1:30 AM`, and `01:30` where that is usual."""
        seconds = f":{clock.second:02d}" if clock.second else ""
        if _counts_to_24(self.locale):
            return f"{clock.hour:02d}:{clock.minute:02d}{seconds}"
        half = "PM" if clock.hour >= 12 else "AM"
        return f"{clock.hour % 12 or 12}:{clock.minute:02d}{seconds} {half}"


ANYBODY = Reader()
"""Whoever reads what has no reader of its own."""


@lru_cache(maxsize=256)
def _locale(locale: str) -> Locale:
    """What is known of a locale such as `en-US`, else of its language, else of American English."""
    for known in (locale, locale.replace("_", "-").partition("-")[0]):
        try:
            return Locale.parse(known.replace("_", "-"), sep="-")
        except (UnknownLocaleError, ValueError):
            continue
    return _ENGLISH


@lru_cache(maxsize=256)
def _puts_month_first(locale: str) -> bool:
    """Whether dates there go from month to day, as those do that begin with the year."""
    written = str(_locale(locale).date_formats["medium"].pattern)
    return written.index("M") < written.index("d")


@lru_cache(maxsize=256)
def _counts_to_24(locale: str) -> bool:
    return "H" in str(_locale(locale).time_formats["short"].pattern)
