"""Times of day: `in the morning`, `tonight`, `after lunch`, `first thing`; and `the same time`."""

from bot.times.reading.grammar.clock import half_said
from bot.times.reading.grammar.found import Found, Rule
from bot.times.reading.parts import DayTime, Part, SameTime


def _daytime(found: Found) -> Part:
    return DayTime(begins=found.value("part"), today=found.kind("this") != "")


def _daytime_of(found: Found) -> Part | None:
    """`the morning of March 5`."""
    return _daytime(found) if found.match.end() < len(found.text) else None


def _morning(_: Found) -> Part:
    return DayTime(begins=_MORNING)


def _morning_or_tomorrow(found: Found) -> Part | None:
    """`de la mañana`; `de mañana` is tomorrow's."""
    is_tomorrow = [word.kind for word in found.words()[:-1]] == ["de"]
    return None if is_tomorrow else _morning(found)


def _noon_hours(found: Found) -> Part | None:
    """The `mittags` of `mittags um zwölf`."""
    return DayTime(begins=_NOON) if found.words()[-1].language.noon_is_a_daytime else None


def _lunchtime(_: Found) -> Part:
    return DayTime(begins=_NOON)


def _after_lunch(found: Found) -> Part | None:
    """`after lunch`; not two hours after it."""
    before = found.text[max(found.match.start() - 1, 0)]
    is_counted = before.kind in ("hour", "hours", "minute", "m")
    return None if is_counted else _afternoon(found)


def _first_thing(found: Found) -> Part | None:
    """`first thing Monday`."""
    is_morning = found.maybe("part") in (None, _MORNING)
    return _morning(found) if found.value("n") == 1 and is_morning else None


def _afternoon(_: Found) -> Part:
    return DayTime(begins=_AFTERNOON)


def _half_of_day(found: Found) -> Part | None:
    """The `am` of `9 tomorrow am`, right behind a day."""
    before = found.text[found.match.start() - 1] if found.match.start() else None
    if before is None or before.kind not in _DAYS:
        return None
    return DayTime(begins=_MORNING if half_said(found) == "am" else _NOON)


_DAYS = frozenset({"today", "tomorrow", "WEEKDAY"})


def _tonight(found: Found) -> Part:
    begins = found.words()[-1].value or _EVENING
    return DayTime(begins=begins, today=True)


_MORNING, _NOON, _AFTERNOON, _EVENING = 9, 12, 13, 17


def _same_time(_: Found) -> Part:
    return SameTime()


def _this_time(_: Found) -> Part:
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
    (_afternoon, "IN_THE after dash? midi"),
    (_morning_or_tomorrow, "IN_THE manana"),
    (_tonight, "tonight | today DAYTIME"),
    (_same_time, "(at | for)? the? same time"),
    (_this_time, "(at | for | about)* this time"),
)
