"""Whether a number is a clock, by what is said beside it: the 3 of `tomorrow 3`, `2030` of `Friday 2030`."""

from bot.times.reading.parts import Calendar, Clock, FromToday
from bot.times.reading.resolve.phrase import Phrase

_LAST_DAY = 31
_DAYS_SAID = frozenset({"day", "weekday", "daytime"})


def is_clock(phrase: Phrase, clock: Clock) -> bool:
    """Whether a number that may be something else is a clock, by what is said beside it."""
    said, end = phrase.parse.parts.keys(), phrase.parse.end
    if clock.bare and not clock.before_on and not _is_clock_enough(phrase):
        return False
    if clock.bare and clock.minute and end is not None and not end.bare:
        return False
    if clock.dotted and not _is_no_date(phrase, clock) and not _DAYS_SAID & said:
        return False
    return not clock.year_like or _is_surely_clock(phrase)


def _is_no_date(phrase: Phrase, clock: Clock) -> bool:
    """Whether `14.30` can be nothing else, where dates are written with the day first.

    Nor can `10.45` anywhere, of a booking that is moved.
    """
    is_no_day = phrase.context.was is not None and clock.minute > _LAST_DAY
    return is_no_day or (bool(phrase.context.day_first) and clock.minute not in range(1, 13))


def _is_surely_clock(phrase: Phrase) -> bool:
    """Whether `2030` is half past eight, not a year: beside a day whose year is known."""
    day = phrase.parse.part(Calendar)
    return day.year is not None if day else bool(phrase.parse.parts.keys() & _DAYS_SAID)


def _is_clock_enough(phrase: Phrase) -> bool:
    """Whether a mere number can be a clock: beside `tomorrow`, `tonight`, a zone, or in a range.

    Of a booking that is moved, beside any day.
    """
    parts, end = phrase.parse.parts, phrase.parse.end
    if phrase.context.was is not None and not _is_mere_day(phrase):
        return True
    if end is not None:
        return not end.bare or bool(parts.keys() & _DAYS_SAID)
    return (
        phrase.parse.part(FromToday) is not None
        or "daytime" in parts
        or ("day" not in parts and any(not zone.is_place for zone in phrase.parse.zones))
    )


def _is_mere_day(phrase: Phrase) -> bool:
    """Whether the day is a number too, with no weekday that makes it one."""
    day = phrase.parse.part(Calendar)
    return day is not None and day.bare and "weekday" not in phrase.parse.parts
