"""Times in languages that the grammar does not know: their days through dateparser, always asked about."""

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, timedelta
from itertools import product
from typing import Any, NamedTuple

from bot.times.reading.answers import Answer, Question, Reading, Refusal, ask, readings
from bot.times.reading.foreign_clocks import clocks_in
from bot.times.reading.foreign_words import WORDS, Words
from bot.times.reading.offering import written
from bot.times.reading.partial_parse import PartialParse
from bot.times.reading.parts import Amount, Calendar, Clock, Elapsed, Part, Zone
from bot.times.reading.places import zones_at
from bot.times.reading.remaining_text import with_rest
from bot.times.reading.resolve import resolve
from bot.times.reading.resolve.context import Context
from bot.times.reading.tiling import Tiling
from bot.times.reading.token import Token
from bot.times.reading.tokens import tokens
from bot.times.writing import Reader
from bot.times.zone_abbreviations import ABBREVIATIONS
from bot.times.zones import zone_info

Own = Callable[[str], Answer]
"""Reads what stands in no language: `04.12.2026`, by the day order of the person's locale."""

_LONGEST_AHEAD = timedelta(days=370)
_DAY, _WEEK = timedelta(days=1), timedelta(days=7)
_WORDS_BESIDE = 6


class _Theirs(NamedTuple):
    """A person's language as dateparser calls it, who asks, and the reader of digits."""

    language: str
    asked: Context
    own: Own

    @property
    def words(self) -> Words:
        return WORDS.get(self.language.partition("-")[0], Words())

    @property
    def now(self) -> datetime:
        return self.asked.now.astimezone(zone_info(self.asked.zone)).replace(tzinfo=None)


def in_another_language(
    text: str, *, language: str, asked: Context, own: Own, answer: Answer
) -> Answer:
    """What a text means in a language that only dateparser knows; `answer` is what English makes of it.

    Whatever is not in digits alone is asked about, unless both make the same of it.
    """
    if _is_in_no_language(text) or _is_settled(answer):
        return answer
    theirs = _Theirs(language, asked, own)
    if _HALF.search(text):
        answer = always_works(theirs.now)
    found = _among_others(text, theirs) if asked.in_a_line else _read(text, theirs)
    if found is None or (_says_less(found) and not isinstance(answer, Refusal)):
        return _alone(answer, text, theirs)
    if isinstance(answer, Refusal) or isinstance(found, Refusal) or _lacks_day(answer):
        return _confirmed(found, reader=asked.reader)
    both = ask("Which time is meant?", (answer, found))
    if isinstance(both, Reading) and not _may_be_theirs(text, theirs):
        return answer
    return _confirmed(both or found, reader=asked.reader)


# `Half 4` is 3:30 to half of Europe, and 4:30 in English.
_HALF = re.compile(r"\bhalf\b(?!\s+past)", re.IGNORECASE)


def always_works(now: datetime) -> Refusal:
    """What to say of a text that nothing was found in."""
    return Refusal(
        "Docket does not understand that as a time. Type the date and the time in numbers, "
        f"such as “{now + _EXAMPLE_AHEAD:%Y-%m-%d} 15:30”."
    )


_EXAMPLE_AHEAD = timedelta(days=9)


def _alone(answer: Answer, text: str, theirs: _Theirs) -> Answer:
    """What English alone makes of it: words that may be theirs, or name a day, are asked about."""
    match answer:
        case Refusal(about_time=True) if theirs.asked.in_a_line or _is_strange(text):
            return always_works(theirs.asked.now)
        case Reading(rest=rest) if rest and _lacks_day(answer):
            return _confirmed(answer, reader=theirs.asked.reader)
        case Reading() if _may_be_theirs(text, theirs):
            return _confirmed(answer, reader=theirs.asked.reader)
    return answer


def _is_settled(answer: Answer) -> bool:
    """Whether a weekday fits its date with its year, as Docket writes both: so in any language."""
    return isinstance(answer, Reading) and {"weekday", "year"} <= set(answer.said)


def _may_be_theirs(text: str, theirs: _Theirs) -> bool:
    """Whether every word of a text is one of their language: `mar 1`, which is a Tuesday in Italian."""
    words = [word for word in _letters(text) if word.lower() not in _NO_LANGUAGE]
    return all(_dated(word, theirs, now=theirs.now) is not None for word in words)


def _letters(text: str) -> list[str]:
    return re.findall(r"[^\W\d_]+", text)


def _says_less(answer: Answer) -> bool:
    return isinstance(answer, Refusal) or _lacks_day(answer)


def _lacks_day(answer: Answer) -> bool:
    """Whether no day was said: beside a foreign one, English sees but the clock."""
    found = readings(answer)
    return bool(found) and all("date" in one.assumed for one in found)


def _confirmed(answer: Answer, *, reader: Reader) -> Answer:
    """The answer as a question, with the reading in full."""
    match answer:
        case Reading():
            return Question(f"Is this what you mean: {written(answer, reader=reader)}?", (answer,))
        case Question(choices=(only,)):
            return _confirmed(only, reader=reader)
    return answer


def _is_strange(text: str) -> bool:
    return Tiling(tokens(text, language="en")).stranger() is not None


_NO_LANGUAGE = frozenset({"t", "z", "am", "pm", "h", "utc", "gmt", *ABBREVIATIONS})


def _is_in_no_language(text: str) -> bool:
    return all(word.lower() in _NO_LANGUAGE for word in _letters(text))


def _among_others(text: str, theirs: _Theirs) -> Answer | None:
    """The day and clock among other words: the longest run of whole words around the clock."""
    clocks = clocks_in(text, language=theirs.language)
    if len(clocks) != 1:
        return None
    words = [found.span() for found in re.finditer(r"\S+", text)]
    within = [
        at
        for at, (start, end) in enumerate(words)
        if end > clocks[0].start and start < clocks[0].end
    ]
    for first, last in _runs(within[0], within[-1], len(words)):
        start, end = words[first][0], words[last][1]
        found = _read(text[start:end], theirs)
        if found is not None and not isinstance(found, Refusal):
            rest = f"{text[:start].rstrip(_AT_THE_ENDS)} {text[end:].lstrip(_AT_THE_ENDS)}"
            return with_rest(found, rest.strip(_AT_THE_ENDS))
    return None


_AT_THE_ENDS = " \t,;:-–—"


def _runs(first: int, last: int, count: int) -> Iterator[tuple[int, int]]:
    """Every run of words that holds some, longest first."""
    starts = range(max(first - _WORDS_BESIDE, 0), first + 1)
    ends = range(last, min(last + _WORDS_BESIDE + 1, count))
    yield from sorted(product(starts, ends), key=lambda run: run[0] - run[1])


def _read(text: str, theirs: _Theirs) -> Answer | None:
    """The moments a text may mean, each as a choice; None where nothing is found, or not all of it."""
    for rest, zones in _without_zone(text):
        found = _in_zones(rest, zones, theirs)
        if found is not None:
            return found
    return None


def _without_zone(text: str) -> Iterator[tuple[str, tuple[Zone, ...]]]:
    """The text without letters or numbers that name a zone; then without a place at its end as well."""
    zones: list[Zone] = []
    words = tokens(text, language="en")
    for place, word in enumerate(words):
        for end, zone in zones_at(words, place):
            if zone.zones and not zone.is_place and _is_of_letters(word):
                close = words[end - 1].end
                text = text[: word.start].ljust(close) + text[close:]
                zones.append(zone)
                break
    yield text, tuple(zones)
    for place, word in enumerate(words):
        for end, zone in zones_at(words, place) if word.is_titled else ():
            if zone.is_place and end == len(words):
                yield text[: word.start], (*zones, zone)


def _is_of_letters(word: Token) -> bool:
    """Whether a word could be a zone's letters or the sign of its offset, and no word of a language."""
    return word.is_in_capitals or not word.text.isalpha()


def _in_zones(text: str, zones: tuple[Zone, ...], theirs: _Theirs) -> Answer | None:
    clocks = clocks_in(text, language=theirs.language)
    if len(clocks) > 1:
        return None
    clock = clocks[0] if clocks else None
    said = f"{text[: clock.start]} {text[clock.end :]}" if clock else text
    days = _days(_tidy(said, theirs.words), theirs, may_have_clock=clock is None)
    times = [Clock(at.hour, at.minute, exact=True) for at in clock.times] if clock else [None]
    phrases = (
        PartialParse({part.slot: part for part in parts if part}, zones)
        for parts in product(days, times)
        if any(parts)
    )
    answers = [answer for said in phrases if (answer := resolve(said, context=theirs.asked))]
    found = [answer for answer in answers if not isinstance(answer, Refusal)]
    return ask("Which time is meant?", found or answers[:1])


def _tidy(text: str, words: Words) -> str:
    """The words that are left when a clock is taken out, without marks and what only ties them."""
    plain = re.sub(r"[()（）\[\],，、;]", " ", text)
    return " ".join(_without(words.ties, plain).split()).strip(" -–")


def _without(words: str, text: str) -> str:
    """The text without any of some words."""
    return re.sub(_whole_words(words), " ", text, flags=re.IGNORECASE) if words else text


def _whole_words(words: str) -> str:
    """A pattern for words; where a language does not part its words, they are found in others."""
    if words.isascii() or not _UNPARTED.search(words):
        return rf"(?<![^\W\d_])(?:{words})(?![^\W\d_])"
    return rf"(?:{words})"


_UNPARTED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


def _days(text: str, theirs: _Theirs, *, may_have_clock: bool) -> Sequence[Part | None]:
    """The days that words name, or the stretch from now; (None,) where there are no words."""
    if not text:
        return (None,)
    if not re.search(r"[^\W\d_]", text):
        return _in_digits(text, theirs)
    east = _EAST_ASIAN.fullmatch(text)
    if east:
        year, month, day = (int(number) if number else None for number in east.groups())
        return (Calendar(day or 0, month, year),)
    said = _without(theirs.words.coming, text).strip()
    for word, known in theirs.words.instead:
        said = re.sub(_whole_words(word), known, said, flags=re.IGNORECASE)
    said = _DOTTED.sub(r"\1/\2", said)
    found = _parsed(said, theirs, now=theirs.now)
    if found is None or (found.has_clock and not may_have_clock):
        return ()
    if found.has_clock:
        return (Elapsed(Amount(seconds=(found.at - theirs.now).total_seconds())),)
    is_coming = _without(theirs.words.coming, text) != text
    return tuple(
        _calendar(day) for day in _that_day(found.at.date(), said, theirs, is_coming=is_coming)
    )


# dateparser takes `4.12` for a clock.
_DOTTED = re.compile(r"(?<![\d.])(\d{1,2})\.(\d{1,2})\.?(?![\d.])")
_EAST_ASIAN = re.compile(
    r"(?:(\d{4})\s*[年년]\s*)?(\d{1,2})\s*[月월]\s*(\d{1,2})\s*[日號号일](?:\s*[月火水木金土日](?:曜日?)?)?"
)


def _in_digits(text: str, theirs: _Theirs) -> Sequence[Part]:
    found = readings(theirs.own(text))
    return [_calendar(one.moment.local.date()) for one in found if one.date_only]


def _calendar(day: date) -> Calendar:
    return Calendar(day.day, day.month, day.year)


def _that_day(day: date, said: str, theirs: _Theirs, *, is_coming: bool) -> Sequence[date]:
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


def _parsed(text: str, theirs: _Theirs, *, now: datetime) -> _Parsed | None:
    """What their language makes of a text, if it is soon and every number of the text is in it."""
    found = _dated(text, theirs, now=now)
    if found is None or found.period not in _PERIODS:
        return None
    at: datetime | None = found.date_obj
    if at is None or at.tzinfo is not None or not _accounts_for(text, at, now=now):
        return None
    is_counted = found.period != "week" or re.search(r"\d", text)
    is_soon = now.date() <= at.date() <= now.date() + _LONGEST_AHEAD or str(at.year) in text
    return _Parsed(at, has_clock=found.period == "time") if is_soon and is_counted else None


def _dated(text: str, theirs: _Theirs, *, now: datetime) -> Any:
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


def _settings(theirs: _Theirs, *, now: datetime) -> dict[str, Any]:
    return {
        "RELATIVE_BASE": now,
        "PREFER_DATES_FROM": "future",
        "DATE_ORDER": "DMY" if theirs.asked.day_first else "MDY",
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
