"""Which days someone wants to see: `today`, `week`, `next month`, `Dec 9`, `from Monday to Friday`."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from typing import TypeVar

from dateutil.relativedelta import relativedelta

from bot.times.moment import Moment
from bot.times.reading import Answer, Reading, read
from bot.times.reading.answers import readings
from bot.times.reading.languages.english_periods import (
    AHEAD,
    BEFORE_A_FIRST_DAY,
    BETWEEN_DAYS,
    CALENDAR_UNITS,
    NO_NAMES,
    SPANS,
    Span,
)
from bot.times.writing import Reader
from bot.times.zones import zone_info

T = TypeVar("T")

MOST_WORDS = 8
A_DAY, A_WEEK, A_MONTH = timedelta(days=1), timedelta(days=7), timedelta(days=30)

_LENGTHS = {Span.DAY: A_DAY, Span.WEEK: A_WEEK, Span.MONTH: A_MONTH}
_SAID = {
    Span.DAY: "today",
    Span.WEEK: "in the next seven days",
    Span.MONTH: "in the next 30 days",
}
_FROM = re.compile(rf"^(?:{'|'.join(BEFORE_A_FIRST_DAY)})\s+", re.IGNORECASE)
_BETWEEN = re.compile(
    rf"\s+(?:{'|'.join(BETWEEN_DAYS)}|&|-|–|—)\s+|\s*(?:\.\.|…)\s*", re.IGNORECASE
)
_DASH = re.compile(r"(?<=\w)[-–—](?=\w)")
_NUMBER = re.compile(r"\d+")


@dataclass(frozen=True, slots=True, kw_only=True)
class DateRange:
    """Whole days in one time zone: from `first` until before `after` (both aware), and how that is said."""

    first: datetime
    after: datetime
    said: str

    @property
    def is_longer_than_a_day(self) -> bool:
        """Whether there is more than one day in it."""
        return self.after - self.first > A_DAY


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalCalendar:
    """A person's calendar: the time now (aware UTC), their time zone (IANA), and how they write."""

    now: datetime
    zone: str
    locale: str = "en-US"
    holiday_region: str = ""

    @property
    def reader(self) -> Reader:
        """How the person reads times."""
        return Reader(self.locale, self.zone)

    @property
    def today(self) -> datetime:
        """The midnight with which the person's day began."""
        return _midnight(self.now.astimezone(zone_info(self.zone)))

    def next(self, span: timedelta, *, said: str) -> DateRange:
        """The days from today on."""
        return DateRange(first=self.today, after=self.today + span, said=said)

    def read(self, text: str, *, leftovers: bool = False) -> Answer:
        """What a typed time means to the person, with `leftovers` among other words."""
        return read(
            text,
            now=self.now.replace(second=0, microsecond=0),
            zone=self.zone,
            locale=self.locale,
            leftovers=leftovers,
            holiday_region=self.holiday_region,
        )

    def by_day(
        self, items: Iterable[T], *, at: Callable[[T], datetime]
    ) -> list[tuple[str, list[T]]]:
        """What is in order of time, grouped by the person's days, each written out."""

        def day(item: T) -> str:
            return Moment.at(at(item), self.zone).day_written(self.reader)

        return [(written, list(some)) for written, some in groupby(items, key=day)]

    def clock(self, instant: datetime, *, zone: str = "") -> str:
        """The time of day by the person's clocks, or by those of a zone: `1:30 PM PST`."""
        moment = Moment.at(instant, zone or self.zone)
        return f"{moment.clock_written(self.reader)} {moment.abbreviation()}"


def read_date_range(text: str, *, calendar: LocalCalendar) -> tuple[DateRange | None, str]:
    """The days that a text names, None if it names none, and the words that are left."""
    words = text.split()
    for place in range(len(words) - 1):
        days = _calendar_unit(*words[place : place + 2], calendar=calendar)
        if days:
            return days, " ".join((*words[:place], *words[place + 2 :]))
    days, rest = _in_line(text, calendar=calendar)
    if days and days.is_longer_than_a_day:
        return days, rest
    for place, word in enumerate(words):
        span = SPANS.get(word.lower())
        if span:
            others = " ".join((*words[:place], *words[place + 1 :]))
            return calendar.next(_LENGTHS[span], said=_SAID[span]), others
    if len(words) > MOST_WORDS:
        return None, text
    return (days, rest) if days else _beside_other_words(words, calendar=calendar)


def _beside_other_words(
    words: list[str], *, calendar: LocalCalendar
) -> tuple[DateRange | None, str]:
    """The days that the most words at either end name, and the other words."""
    for named, rest in _ways_to_divide(words):
        days = _from_to(named, calendar=calendar) or _one_day(named, calendar=calendar)
        if days:
            return days, rest
    return None, " ".join(words)


def _in_line(text: str, *, calendar: LocalCalendar) -> tuple[DateRange | None, str]:
    """The day in a line, or the first and last of several: `Smith Dec 9-12`."""
    said = [one for one in readings(calendar.read(text, leftovers=True)) if _says_day(one)]
    if not said:
        return None, text
    days = [_day_of(one) for one in said]
    is_span = _BETWEEN.search(text) or _DASH.search(text)
    return _span(days[0], days[-1] if is_span else days[0], calendar=calendar), said[0].rest


def _calendar_unit(which: str, word: str, *, calendar: LocalCalendar) -> DateRange | None:
    """The days of `next month`, `last week` by the calendar, weeks from Monday; of `this week` those left."""
    ahead, unit, today = AHEAD.get(which.lower()), CALENDAR_UNITS.get(word.lower()), calendar.today
    if ahead is None or unit is None:
        return None
    if unit is Span.WEEK:
        begins, length = today - today.weekday() * A_DAY, relativedelta(weeks=1)
    else:
        begins, length = today.replace(day=1), relativedelta(months=1)
    first, after = begins + ahead * length, begins + (ahead + 1) * length
    first = max(first, today) if ahead >= 0 else first
    return DateRange(first=first, after=after, said=f"{which} {word}".lower())


def _ways_to_divide(words: list[str]) -> list[tuple[str, str]]:
    """The ways in which some words may be days and the others not, most words as days first."""
    ways = []
    for count in range(len(words), 0, -1):
        if not _is_name(words[:count], words[count:]):
            ways.append((words[:count], words[count:]))
        if count < len(words):
            ways.append((words[-count:], words[:-count]))
    return [(" ".join(named), " ".join(rest)) for named, rest in ways]


def _is_name(first: list[str], others: list[str]) -> bool:
    """Whether words that may be a day rather begin a name: `Sun Valley Ranch`."""
    said = " ".join(first)
    is_name = said[:1].isupper() and bool(others)
    return is_name and said.lower() not in NO_NAMES and not _NUMBER.search(said)


def _from_to(text: str, *, calendar: LocalCalendar) -> DateRange | None:
    """Two days with a word, a dash or only a space between them; a month may be said once."""
    text = _FROM.sub("", text)
    ways = (_BETWEEN.split(text), _DASH.split(text), text.split())
    parts = next((parts for parts in ways if len(parts) == 2), [])
    if len(parts) != 2:
        return None
    first, last = (
        _day(_NUMBER.sub(part, other, count=1) if part.isdecimal() else part, calendar=calendar)
        for part, other in (parts, reversed(parts))
    )
    if first is None or last is None:
        return None
    return _span(first, last, calendar=calendar)


def _span(first: datetime, last: datetime, *, calendar: LocalCalendar) -> DateRange:
    """The days from one to another; what ends before it begins ends a week later."""
    if last < first:  # from Monday to Friday, said on a Thursday
        last += A_WEEK
    first, last = sorted((first, last))
    written = [calendar.reader.day(day.date()) for day in (first, last)]
    said = f"on {written[0]}" if first == last else f"from {written[0]} to {written[1]}"
    return DateRange(first=first, after=last + A_DAY, said=said)


def _one_day(text: str, *, calendar: LocalCalendar) -> DateRange | None:
    day = _day(text, calendar=calendar)
    return _span(day, day, calendar=calendar) if day else None


def _day(text: str, *, calendar: LocalCalendar) -> datetime | None:
    """One day, whatever the time of day; where two are possible, the nearer one."""
    nearest = next(iter(readings(calendar.read(text))), None)
    return _day_of(nearest) if nearest and _says_day(nearest) else None


def _says_day(reading: Reading) -> bool:
    return not {"date", "weekday"}.isdisjoint(reading.said)


def _day_of(reading: Reading) -> datetime:
    return _midnight(reading.moment.local.replace(tzinfo=zone_info(reading.moment.zone)))


def _midnight(at: datetime) -> datetime:
    """When a day began, in its own zone."""
    return at.replace(hour=0, minute=0, second=0, microsecond=0, fold=0)
