"""How readers write times: the order of a date, and whether clocks run to 12 or to 24."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from functools import lru_cache

from bot.times.locale_data import ENGLISH, locale_data

with locale_data(ENGLISH) as _english:
    MONTHS: Mapping[int, str] = dict(_english.months["format"]["wide"])
    """The names of months by number, 1 to 12."""
    _SHORT_MONTHS: Mapping[int, str] = dict(_english.months["format"]["abbreviated"])
    _WEEKDAYS: Mapping[int, str] = dict(_english.days["format"]["abbreviated"])


@dataclass(frozen=True, slots=True)
class Reader:
    """Whom a time is written for: their locale, and their zone (IANA) where it is known."""

    locale: str = "en-US"
    zone: str | None = None

    @property
    def country(self) -> str | None:
        """The code of the country their locale names: `GB`."""
        return _custom(self.locale).country

    def day(self, day: date) -> str:
        """A day, its month in letters: `Tue, Dec 1, 2026`, and `Tue 1 Dec 2026` where that is usual."""
        weekday, month = _WEEKDAYS[day.weekday()], _SHORT_MONTHS[day.month]
        if _custom(self.locale).month_first:
            return f"{weekday}, {month} {day.day}, {day.year:04d}"
        return f"{weekday} {day.day} {month} {day.year:04d}"

    def short_day(self, day: date) -> str:
        """A day of this year or the next: `Dec 1`, and `1 Dec` where that is usual."""
        month = _SHORT_MONTHS[day.month]
        return f"{month} {day.day}" if _custom(self.locale).month_first else f"{day.day} {month}"

    def clock(self, clock: time) -> str:
        """A clock, with seconds only where there are any: `1:30 AM`, and `01:30` where that is usual."""
        seconds = f":{clock.second:02d}" if clock.second else ""
        if _custom(self.locale).hours_to_24:
            return f"{clock.hour:02d}:{clock.minute:02d}{seconds}"
        half = "PM" if clock.hour >= 12 else "AM"
        return f"{clock.hour % 12 or 12}:{clock.minute:02d}{seconds} {half}"


ANYBODY = Reader()
"""Whoever reads what has no reader of its own."""


@dataclass(frozen=True, slots=True)
class _Custom:
    """How times are written in a locale, and the code of its country if it names one.

    `month_first`: whether dates go from month to day, as those do that begin with the year.
    """

    country: str | None
    month_first: bool
    hours_to_24: bool


@lru_cache(maxsize=256)
def _custom(locale: str) -> _Custom:
    with locale_data(locale) as data:
        written = str(data.date_formats["medium"].pattern)
        return _Custom(
            country=data.territory,
            month_first=written.index("M") < written.index("d"),
            hours_to_24="H" in str(data.time_formats["short"].pattern),
        )
