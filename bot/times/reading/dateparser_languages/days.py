"""Days in another language, through dateparser: whatever it says is held to the numbers of the text."""

import re
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from bot.times.reading.answers import readings
from bot.times.reading.dateparser_languages.context import DateparserContext
from bot.times.reading.languages.dateparser_languages import EAST_ASIAN_DATE, DateparserLanguage
from bot.times.reading.parts import Amount, Calendar, Elapsed, Part

_LONGEST_AHEAD = timedelta(days=370)
_DAY, _WEEK = timedelta(days=1), timedelta(days=7)


def days_in(text: str, theirs: DateparserContext, *, may_have_clock: bool) -> Sequence[Part | None]:
    """The days that words name, or the duration from now; (None,) where there are no words."""
    text = _tidy(text, theirs.words)
    if not text:
        return (None,)
    if not re.search(r"[^\W\d_]", text):
        return _in_digits(text, theirs)
    east = _EAST_ASIAN.fullmatch(text)
    if east:
        year, month, day = (int(number) if number else None for number in east.groups())
        return (Calendar(day or 0, month, year),)
    return _named(text, theirs, may_have_clock=may_have_clock)


def _named(text: str, theirs: DateparserContext, *, may_have_clock: bool) -> Sequence[Part]:
    """The days that words name to dateparser, or the duration from now; none where it knows none."""
    without = _without(theirs.words.coming, text)
    said = _DOTTED.sub(r"\1/\2", _in_known_words(without.strip(), theirs))
    found = _parsed(said, theirs, now=theirs.now)
    if found is None or (found.has_clock and not may_have_clock):
        return ()
    if found.has_clock:
        return (Elapsed(Amount(seconds=(found.at - theirs.now).total_seconds())),)
    days = _that_day(found.at.date(), said, theirs, is_coming=without != text)
    return tuple(_calendar(day) for day in days)


def _in_known_words(text: str, theirs: DateparserContext) -> str:
    """The text with what dateparser does not know said in words that it knows."""
    for word, known in theirs.words.instead.items():
        text = re.sub(_whole_words(word), known, text, flags=re.IGNORECASE)
    return text


# dateparser takes `4.12` for a clock.
_DOTTED = re.compile(r"(?<![\d.])(\d{1,2})\.(\d{1,2})\.?(?![\d.])")


_EAST_ASIAN = re.compile(EAST_ASIAN_DATE)


def _tidy(text: str, words: DateparserLanguage) -> str:
    """The words that are left when a clock is taken out, without marks and what only ties them."""
    plain = re.sub(r"[()（）\[\],，、;]", " ", text)
    return " ".join(_without(words.ties, plain).split()).strip(" -–")


def _without(words: str, text: str) -> str:
    """The text without any of some words."""
    return re.sub(_whole_words(words), " ", text, flags=re.IGNORECASE) if words else text


def _whole_words(words: str) -> str:
    """A pattern for words; a language without spaces has its words within others."""
    if words.isascii() or not _UNPARTED.search(words):
        return rf"(?<![^\W\d_])(?:{words})(?![^\W\d_])"
    return rf"(?:{words})"


_UNPARTED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


def _in_digits(text: str, theirs: DateparserContext) -> Sequence[Part]:
    found = readings(theirs.read_digits(text))
    return [_calendar(one.moment.local.date()) for one in found if one.date_only]


def _calendar(day: date) -> Calendar:
    return Calendar(day.day, day.month, day.year)


def _that_day(
    day: date, said: str, theirs: DateparserContext, *, is_coming: bool
) -> Sequence[date]:
    """The day; of a weekday also today, where it is today, and next week's, where the next is said."""
    today = theirs.now.date()
    later = _parsed(said, theirs, now=theirs.now + _DAY)
    is_weekday = later is not None and later.at.date() - day in (timedelta(), _WEEK)
    if is_weekday and is_coming:
        following = today + timedelta(days=7 - today.weekday() + day.weekday())
        return sorted({day, following})
    if is_weekday and day - today == _WEEK:
        return (today, day)
    return () if is_coming else (day,)


class _Parsed(NamedTuple):
    """What dateparser makes of a text: a wall-clock time, which it may have made up unless `has_clock`."""

    at: datetime
    has_clock: bool


def _parsed(text: str, theirs: DateparserContext, *, now: datetime) -> _Parsed | None:
    """What their language makes of a text, if it is soon and every number of the text is in it."""
    found = parse(text, theirs, now=now)
    if found is None or found.period not in _PERIODS:
        return None
    at: datetime | None = found.date_obj
    if at is None or at.tzinfo is not None or not _accounts_for(text, at, now=now):
        return None
    is_counted = found.period != "week" or re.search(r"\d", text)
    is_soon = now.date() <= at.date() <= now.date() + _LONGEST_AHEAD or str(at.year) in text
    return _Parsed(at, has_clock=found.period == "time") if is_soon and is_counted else None


def parse(text: str, theirs: DateparserContext, *, now: datetime) -> Any:
    """What dateparser finds in that one language; None where it finds nothing."""
    # It takes a quarter of a second: only whoever types in such a language waits for it.
    from dateparser.date import DateDataParser  # noqa: PLC0415

    try:
        parser = DateDataParser(languages=[theirs.language], settings=_settings(theirs, now=now))
        found = parser.get_date_data(text)
    except (ValueError, OverflowError):
        return None  # A language that it does not know, or a number that is no day.
    return found if found.date_obj is not None else None


_PERIODS = frozenset({"day", "time", "week"})


def _settings(theirs: DateparserContext, *, now: datetime) -> dict[str, Any]:
    return {
        "RELATIVE_BASE": now,
        "PREFER_DATES_FROM": "future",
        "DATE_ORDER": "DMY" if theirs.asker.day_first else "MDY",
        "RETURN_TIME_AS_PERIOD": True,
        "PARSERS": ["relative-time", "absolute-time"],
    }


def _accounts_for(text: str, at: datetime, *, now: datetime) -> bool:
    """Whether each number of a text is in the date read from it, or counts how far that is off."""
    apart = at - now
    counts = {apart // unit for unit in (timedelta(minutes=1), timedelta(hours=1), _DAY, _WEEK)}
    counts |= {(at.year - now.year) * 12 + at.month - now.month}
    numbers = {int(number) for number in re.findall(r"\d+", text)}
    return numbers <= {at.day, at.month, at.year, *counts}
