"""Reading which days somebody wants to see: today, a week, a month, a date, or from one to another."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from typing import TypeVar

from bot.times.moment import Moment
from bot.times.reading import Reading
from bot.times.reading.answers import Answer, readings
from bot.times.writing import Reader
from bot.times.zones import zone_info
from handlers.forms.when_field import Asked
from handlers.slack.people import Person

T = TypeVar("T")

MOST_WORDS = 8
A_DAY, A_WEEK, A_MONTH = timedelta(days=1), timedelta(days=7), timedelta(days=30)

_SPANS = {"today": A_DAY, "week": A_WEEK, "month": A_MONTH}
_SAID = {
    "today": "today",
    "week": "in the next seven days",
    "month": "in the next 30 days",
}
_FROM = re.compile(r"^(?:from|between)\s+", re.IGNORECASE)
_BETWEEN = re.compile(
    r"\s+(?:to|till|until|through|thru|and|&|-|–|—)\s+|\s*(?:\.\.|…)\s*",
    re.IGNORECASE,
)
_DASH = re.compile(r"(?<=\w)[-–—](?=\w)")
_NUMBER = re.compile(r"\d+")
# Before a name these are a day all the same: `Friday Smith`, but not `Sun Valley Ranch`.
_SURELY_DAYS = frozenset(
    (*("monday", "tuesday", "wednesday", "thursday", "friday"), *("saturday", "sunday"), "tomorrow")
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Days:
    """Whole days in a person's time zone: from `first` until before `after` (both aware)."""

    first: datetime
    after: datetime
    said: str

    @property
    def lasts_longer(self) -> bool:
        """Whether they are more than one day."""
        return self.after - self.first > A_DAY


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """What days are read against: the time now (aware UTC) and who asks."""

    now: datetime
    person: Person

    @property
    def zone(self) -> str:
        """The person's time zone, UTC where Slack does not tell."""
        return self.person.zone or "UTC"

    @property
    def reader(self) -> Reader:
        """How they read times."""
        return Reader(self.person.locale, self.zone)

    @property
    def today(self) -> datetime:
        """The midnight with which the person's day began."""
        return midnight(self.now.astimezone(zone_info(self.zone)))

    def read(self, text: str, *, leftovers: bool = False) -> Answer:
        """Read a time as every form does, with `leftovers` among other words."""
        asked = Asked.by(self.person, now=self.now)
        return asked.reading(text, leftovers=leftovers)

    def next(self, span: timedelta, *, said: str) -> Days:
        """Return the days from today on."""
        return Days(first=self.today, after=self.today + span, said=said)


def midnight(day: datetime) -> datetime:
    """Return when a day began, in its own zone."""
    return day.replace(hour=0, minute=0, second=0, microsecond=0, fold=0)


def read_days(text: str, *, calendar: Calendar) -> tuple[Days | None, str]:
    """Divide a text into the days it names, None where it names none, and the words that are left."""
    words = text.split()
    for place in range(len(words) - 1):
        days = _named_stretch(*words[place : place + 2], calendar=calendar)
        if days:
            return days, " ".join((*words[:place], *words[place + 2 :]))
    days, rest = _in_line(text, calendar=calendar)
    if days and days.lasts_longer:
        return days, rest
    for place, word in enumerate(words):
        span = _SPANS.get(word.lower())
        if span:
            rest = " ".join((*words[:place], *words[place + 1 :]))
            return calendar.next(span, said=_SAID[word.lower()]), rest
    if len(words) > MOST_WORDS:
        return None, text
    if days:
        return days, rest
    for named, rest in _ways_to_divide(words):
        days = _from_to(named, calendar=calendar) or _one_day(named, calendar=calendar)
        if days:
            return days, rest
    return None, " ".join(words)


def _in_line(text: str, *, calendar: Calendar) -> tuple[Days | None, str]:
    """Read the day in a line, or the first and last of several: `Smith Dec 9-12`."""
    said = [one for one in readings(calendar.read(text, leftovers=True)) if _says_day(one)]
    if not said:
        return None, text
    days = [_day_of(one) for one in said]
    is_span = _BETWEEN.search(text) or _DASH.search(text)
    return _span(days[0], days[-1] if is_span else days[0], calendar=calendar), said[0].rest


def _named_stretch(which: str, unit: str, *, calendar: Calendar) -> Days | None:
    """Read `this week`, `next month`, `last week`: by the calendar, weeks from Monday."""
    ahead = {"last": -1, "this": 0, "next": 1}.get(which.lower())
    if ahead is None or unit.lower() not in {"week", "month"}:
        return None
    today = calendar.today
    if unit.lower() == "week":
        first = today - today.weekday() * A_DAY + ahead * A_WEEK
        after = first + A_WEEK
    else:
        first = _month(today, ahead=ahead)
        after = _month(today, ahead=ahead + 1)
    first = max(first, today) if ahead >= 0 else first
    return Days(first=first, after=after, said=f"{which.lower()} {unit.lower()}")


def _month(day: datetime, *, ahead: int) -> datetime:
    """Return the first day of the month so many months ahead."""
    months = day.year * 12 + day.month - 1 + ahead
    return day.replace(year=months // 12, month=months % 12 + 1, day=1)


def _ways_to_divide(words: list[str]) -> list[tuple[str, str]]:
    """Return the ways in which some words may be days and the others not, most words as days first."""
    ways = []
    for count in range(len(words), 0, -1):
        if not _is_name(words[:count], words[count:]):
            ways.append((words[:count], words[count:]))
        if count < len(words):
            ways.append((words[-count:], words[:-count]))
    return [(" ".join(named), " ".join(rest)) for named, rest in ways]


def _is_name(first: list[str], others: list[str]) -> bool:
    """Say whether words that may be a day rather begin a name: `Sun Valley Ranch`."""
    said = " ".join(first)
    is_name = said[:1].isupper() and bool(others)
    return is_name and said.lower() not in _SURELY_DAYS and not _NUMBER.search(said)


def _from_to(text: str, *, calendar: Calendar) -> Days | None:
    """Read two days, with a word or a dash between them or only a blank; a month may be said once."""
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


def _span(first: datetime, last: datetime, *, calendar: Calendar) -> Days:
    """Return the days from one to another; what ends before it begins ends a week later."""
    if last < first:  # from Monday to Friday, said on a Thursday
        last += A_WEEK
    first, last = sorted((first, last))
    written = [calendar.reader.day(day.date()) for day in (first, last)]
    said = f"on {written[0]}" if first == last else f"from {written[0]} to {written[1]}"
    return Days(first=first, after=last + A_DAY, said=said)


def _one_day(text: str, *, calendar: Calendar) -> Days | None:
    day = _day(text, calendar=calendar)
    return _span(day, day, calendar=calendar) if day else None


def _day(text: str, *, calendar: Calendar) -> datetime | None:
    """Read one day, whatever the time of day; where two are possible, the nearer one."""
    nearest = next(iter(readings(calendar.read(text))), None)
    return _day_of(nearest) if nearest and _says_day(nearest) else None


def _says_day(reading: Reading) -> bool:
    return not {"date", "weekday"}.isdisjoint(reading.said)


def _day_of(reading: Reading) -> datetime:
    return midnight(reading.moment.local.replace(tzinfo=zone_info(reading.moment.zone)))


def by_day(
    items: Iterable[T], *, at: Callable[[T], datetime], calendar: Calendar
) -> list[tuple[str, list[T]]]:
    """Group what is in order of time by a person's days; each day is written out."""

    def day(item: T) -> str:
        return Moment.at(at(item), calendar.zone).day_written(calendar.reader)

    return [(written, list(some)) for written, some in groupby(items, key=day)]


def clock(instant: datetime, *, calendar: Calendar, zone: str = "") -> str:
    """Write the time of day by a person's clocks, or by those of a zone: `1:30 PM PST`."""
    moment = Moment.at(instant, zone or calendar.zone)
    return f"{moment.clock_written(calendar.reader)} {moment.letters()}"
