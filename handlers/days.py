"""Reading which days somebody wants to see: today, a week, a month, a date, or from one to another."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from typing import TypeVar
from zoneinfo import ZoneInfo

from bot.times.moment import Moment
from bot.times.reading import Question, Reading, read
from bot.times.writing import Reader
from handlers.people import Person

T = TypeVar("T")

MOST_WORDS = 8
A_DAY, A_WEEK, A_MONTH = timedelta(days=1), timedelta(days=7), timedelta(days=30)

_SPANS = {"today": A_DAY, "week": A_WEEK, "month": A_MONTH}
_SAID = {
    "today": "today",
    "week": "in the next seven days",
    "month": "in the next 30 days",
}
_BETWEEN = re.compile(r"\s+(?:to|until|through|-|–|—)\s+|\s*(?:\.\.|…)\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Days:
    """Whole days in a person's time zone: from `first` until before `after` (both aware)."""

    first: datetime
    after: datetime
    said: str


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
        return midnight(self.now.astimezone(ZoneInfo(self.zone)))

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
    for place, word in enumerate(words):
        span = _SPANS.get(word.lower())
        if span:
            rest = " ".join((*words[:place], *words[place + 1 :]))
            return calendar.next(span, said=_SAID[word.lower()]), rest
    if len(words) > MOST_WORDS:
        return None, text
    for named, rest in _ways_to_divide(words):
        days = _from_to(named, calendar=calendar) or _one_day(named, calendar=calendar)
        if days:
            return days, rest
    return None, " ".join(words)


def _named_stretch(which: str, unit: str, *, calendar: Calendar) -> Days | None:
    """Read `this week`, `next week`, `this month`, `next month`: by the calendar, weeks from Monday."""
    ahead = {"this": 0, "next": 1}.get(which.lower())
    if ahead is None or unit.lower() not in {"week", "month"}:
        return None
    today = calendar.today
    if unit.lower() == "week":
        first = today - today.weekday() * A_DAY + ahead * A_WEEK
        after = first + A_WEEK
    else:
        first = _month(today, ahead=ahead)
        after = _month(today, ahead=ahead + 1)
    return Days(first=max(first, today), after=after, said=f"{which.lower()} {unit.lower()}")


def _month(day: datetime, *, ahead: int) -> datetime:
    """Return the first day of the month so many months ahead."""
    months = day.year * 12 + day.month - 1 + ahead
    return day.replace(year=months // 12, month=months % 12 + 1, day=1)


def _ways_to_divide(words: list[str]) -> list[tuple[str, str]]:
    """Return the ways in which some words may be days and the others not, most words as days first."""
    ways = []
    for count in range(len(words), 0, -1):
        ways.append((words[:count], words[count:]))
        if count < len(words):
            ways.append((words[-count:], words[:-count]))
    return [(" ".join(named), " ".join(rest)) for named, rest in ways]


def _from_to(text: str, *, calendar: Calendar) -> Days | None:
    """Read two days, with a word or a dash between them or only a blank."""
    parts = _BETWEEN.split(text) if _BETWEEN.search(text) else text.split()
    if len(parts) != 2:
        return None
    first, last = (_day(part, calendar=calendar) for part in parts)
    if first is None or last is None:
        return None
    if last < first:  # from Monday to Friday, said on a Thursday
        last += A_WEEK
    first, last = sorted((first, last))
    written = [calendar.reader.day(day.date()) for day in (first, last)]
    return Days(first=first, after=last + A_DAY, said=f"from {written[0]} to {written[1]}")


def _one_day(text: str, *, calendar: Calendar) -> Days | None:
    day = _day(text, calendar=calendar)
    if day is None:
        return None
    return Days(first=day, after=day + A_DAY, said=f"on {calendar.reader.day(day.date())}")


def _day(text: str, *, calendar: Calendar) -> datetime | None:
    """Read one day, whatever the time of day; where two are possible, the nearer one."""
    answer = read(
        text,
        now=calendar.now,
        zone=calendar.zone,
        locale=calendar.person.locale,
        holiday_region=calendar.person.holiday_region,
    )
    if isinstance(answer, Question) and answer.choices:
        answer = answer.choices[0]
    if not isinstance(answer, Reading) or not {"date", "weekday"} & set(answer.said):
        return None
    return midnight(answer.moment.local.replace(tzinfo=ZoneInfo(answer.moment.zone)))


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
