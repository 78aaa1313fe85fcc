"""Which days someone wants to see: `today`, `January`, `next 3 days`, `Dec 9`, `from Monday to Friday`."""

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
    ARTICLE,
    BEFORE_A_FIRST_DAY,
    BETWEEN_DAYS,
    CALENDAR_UNITS,
    COUNTED,
    COUNTED_AHEAD,
    COUNTED_BACK,
    IN,
    MONTHS,
    MONTHS_OR_NAMES,
    NO_NAMES,
    PAST,
    SPANS,
    WEEK_OF,
    YESTERDAY,
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
_DASHES = ("-", "–", "—")
_DASH = re.compile(r"(?<=\w)[-–—](?=\w)")
_NUMBER = re.compile(r"\d+")
_YEAR = re.compile(r"(?:19|20)\d\d")
# Words of a day in `week of Wed, Jan 27, 2027`.
_MOST_WORDS_OF_A_DAY = 4
# Days, weeks and months are counted no further than this.
_MOST_COUNTED = 999


@dataclass(frozen=True, slots=True, kw_only=True)
class DateRange:
    """Days in one time zone: from `first` until before `after` (both aware), and how that is said.

    They are whole, but that what `is_past` ends now.
    """

    first: datetime
    after: datetime
    said: str
    is_past: bool = False

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
    for place in range(len(words)):
        days, count = _period_at(words, place, calendar=calendar)
        if days:
            return days, " ".join((*words[:place], *words[place + count :]))
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


def _period_at(
    words: list[str], place: int, *, calendar: LocalCalendar
) -> tuple[DateRange | None, int]:
    """The days of a period that is named at a place among words, and of how many words that is."""
    for find in (_week_of, _counted, _month, _lately):
        days, count = find(words[place:], calendar=calendar)
        if days and (find is not _month or _is_month_at(words, place, count)):
            return days, count
    return None, 0


def _week_of(words: list[str], *, calendar: LocalCalendar) -> tuple[DateRange | None, int]:
    """The week from Monday that a day is in: `week of Jan 4`."""
    lower = [word.lower() for word in words]
    begins = len(WEEK_OF) + (lower[:1] == [ARTICLE])
    if tuple(lower[begins - len(WEEK_OF) : begins]) != WEEK_OF:
        return None, 0
    for count in range(min(_MOST_WORDS_OF_A_DAY, len(words) - begins), 0, -1):
        day = _day(" ".join(words[begins : begins + count]), calendar=calendar)
        if day:
            monday = day - day.weekday() * A_DAY
            said = f"in the week of {calendar.reader.day(monday.date())}"
            return DateRange(first=monday, after=monday + A_WEEK, said=said), begins + count
    return None, 0


def _counted(words: list[str], *, calendar: LocalCalendar) -> tuple[DateRange | None, int]:
    """So many days, weeks or months from today on, or back from now: `next 3 days`, `past week`."""
    which, number, *_ = *(word.lower() for word in words), "", ""
    is_counted = number.isdecimal() and 0 < int(number) <= _MOST_COUNTED
    count = int(number) if is_counted else 1
    unit = COUNTED.get(words[2].lower() if is_counted and len(words) > 2 else number)
    back, ahead = which in COUNTED_BACK, which in COUNTED_AHEAD
    if unit is None or not (back or ahead) or not (is_counted or which == PAST):
        return None, 0
    length = {
        Span.DAY: relativedelta(days=count),
        Span.WEEK: relativedelta(weeks=count),
        Span.MONTH: relativedelta(months=count),
    }[unit]
    amount = f"{count} {unit}s" if count > 1 else f"{unit}"
    if back:
        return _until_now(calendar.today - length, said=amount, calendar=calendar), 2 + is_counted
    said = f"in the next {amount}"
    return DateRange(first=calendar.today, after=calendar.today + length, said=said), 3


def _until_now(first: datetime, *, said: str, calendar: LocalCalendar) -> DateRange:
    return DateRange(first=first, after=calendar.now, said=f"in the past {said}", is_past=True)


def _lately(words: list[str], *, calendar: LocalCalendar) -> tuple[DateRange | None, int]:
    """What was yesterday, or in the past 30 days."""
    match words[0].lower():
        case word if word == YESTERDAY:
            yesterday = calendar.today - A_DAY
            said = f"on {calendar.reader.day(yesterday.date())}"
            return DateRange(first=yesterday, after=calendar.today, said=said), 1
        case word if word == PAST:
            return _until_now(
                calendar.today - A_MONTH, said=f"{A_MONTH.days} {Span.DAY}s", calendar=calendar
            ), 1
        case _:
            return None, 0


def _month(words: list[str], *, calendar: LocalCalendar) -> tuple[DateRange | None, int]:
    """A whole month, of a year or this one or the next to come: `January`, `in Jan 2027`."""
    begins = int(words[0].lower() == IN)
    named = words[begins : begins + 2]
    number = MONTHS.get(named[0].lower().strip(",.")) if named else None
    if number is None:
        return None, 0
    has_year = len(named) > 1 and _YEAR.fullmatch(named[1]) is not None
    today = calendar.today
    year = int(named[1]) if has_year else today.year + (number < today.month)
    first = today.replace(year=year, month=number, day=1)
    said = f"in {first:%B %Y}"
    return DateRange(
        first=first, after=first + relativedelta(months=1), said=said
    ), begins + 1 + has_year


def _is_month_at(words: list[str], place: int, count: int) -> bool:
    """Return whether words are a month, and neither a name nor part of a day: `May Park`, `27 Jan`."""
    said, after = words[place : place + count], words[place + count :]
    before = words[:place]
    beside = [*before[-1:], *after[:1]]
    if any(_NUMBER.match(word) or word in _DASHES for word in beside):
        return False
    is_alone = not before and not after
    return is_alone or count > 1 or said[0].lower() not in MONTHS_OR_NAMES


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
