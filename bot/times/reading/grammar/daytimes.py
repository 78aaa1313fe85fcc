"""Times of day: `in the morning`, `tonight`, `after lunch`, `first thing`; and `the same time`."""

from bot.times.reading.grammar.clock import half_said
from bot.times.reading.grammar.match import Match, Rule
from bot.times.reading.parts import DayTime, Part, SameTime


def _daytime(match: Match) -> Part:
    return DayTime(begins=match.value("part"), today=match.kind("this") != "")


def _daytime_of(match: Match) -> Part | None:
    """`the morning of March 5`."""
    return _daytime(match) if match.end < len(match.tokens) else None


def _morning(_: Match) -> Part:
    return DayTime(begins=_MORNING)


def _morning_or_tomorrow(match: Match) -> Part | None:
    """`de la mañana`; `de mañana` is tomorrow's."""
    is_tomorrow = [word.kind for word in match.words()[:-1]] == ["of_or_from"]
    return None if is_tomorrow else _morning(match)


def _noon_hours(match: Match) -> Part | None:
    """The `mittags` of `mittags um zwölf`."""
    return DayTime(begins=_NOON) if match.words()[-1].language.noon_is_a_daytime else None


def _lunchtime(_: Match) -> Part:
    return DayTime(begins=_NOON)


def _after_lunch(match: Match) -> Part | None:
    """`after lunch`; not two hours after it."""
    before = match.tokens[max(match.start - 1, 0)]
    is_counted = before.kind in ("hour", "hour_or_clock", "minute", "m")
    return None if is_counted else _afternoon(match)


def _first_thing(match: Match) -> Part | None:
    """`first thing Monday`."""
    is_morning = match.maybe("part") in (None, _MORNING)
    return _morning(match) if match.value("n") == 1 and is_morning else None


def _afternoon(_: Match) -> Part:
    return DayTime(begins=_AFTERNOON)


def _half_of_day(match: Match) -> Part | None:
    """The `am` of `9 tomorrow am`, right after a day."""
    before = match.tokens[match.start - 1] if match.start else None
    if before is None or before.kind not in _DAYS:
        return None
    return DayTime(begins=_MORNING if half_said(match) == "am" else _NOON)


_DAYS = frozenset({"today", "tomorrow", "WEEKDAY"})


def _tonight(match: Match) -> Part:
    begins = match.words()[-1].value or _EVENING
    return DayTime(begins=begins, today=True)


_MORNING, _NOON, _AFTERNOON, _EVENING = 9, 12, 13, 17


def _same_time(_: Match) -> Part:
    return SameTime()


def _this_time(_: Match) -> Part:
    """The clock of now: `this time tomorrow`."""
    return SameTime(as_now=True)


RULES: tuple[Rule, ...] = (
    (_noon_hours, "IN_THE noon"),
    (_daytime, "(in | on | at)? this:this part:DAYTIME"),
    (_daytime, "IN_THE part:DAYTIME"),
    (_daytime_of, "IN_THE part:DAYTIME of"),
    (_half_of_day, "half:(am | pm)"),
    (_daytime, "(in | on)? the? part part:DAYTIME"),
    (_morning, "bright and part"),
    (_daytime, "(in the)? mid dash? part:DAYTIME"),
    (_lunchtime, "at? lunch time?"),
    (_after_lunch, "right? after lunch"),
    (_first_thing, "n:ORDINAL thing (in the part:DAYTIME)?"),
    (_afternoon, "IN_THE after dash? noon_or_afternoon"),
    (_morning_or_tomorrow, "IN_THE tomorrow_or_morning"),
    (_tonight, "tonight | today DAYTIME"),
    (_same_time, "(at | for)? the? same time"),
    (_this_time, "(at | for | about)* this time"),
)
