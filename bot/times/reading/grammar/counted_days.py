"""Days counted from the beginning or end of a month: `first Monday of March`, `last day of the month`."""

from dataclasses import replace

from bot.times.reading.grammar.dates import periods_ahead, year_said
from bot.times.reading.grammar.match import Match, Rule
from bot.times.reading.parts import Nth, Part


def _nth(match: Match) -> Part | None:
    """`first Monday of March`, `last day of the month`, `third business day`."""
    is_last = match.kind("n") == "last"
    if is_last and match.kind("what") == "WEEKDAY" and len(match.words()) < 3:
        return None
    return _counted(match, count=-1 if is_last else match.value("n"))


def _nth_of_next(match: Match) -> Part | None:
    """`2nd Sunday of next May`: the next one there is, or that of the year after it."""
    nth = _nth(match)
    return replace(nth, of_next=True) if isinstance(nth, Nth) else None


def _nth_of_this(match: Match) -> Part:
    """`last Friday of next month`."""
    count = -1 if match.kind("n") == "last" else match.value("n")
    nth = _counted(match, count=count)
    return replace(nth, ahead=periods_ahead(match), of_year=match.kind("unit") == "year")


def _nth_from_end(match: Match) -> Part:
    """`second to last Friday`, `the penultimate Friday`."""
    return _counted(match, count=-(match.maybe("n") or 2))


def _counted(match: Match, *, count: int) -> Nth:
    what = {"WEEKDAY": "weekday", "day": "day"}.get(match.kind("what"), "workday")
    weekday = match.value("what") if what == "weekday" else 0
    return Nth(count, what, weekday, month=match.maybe("m"), year=year_said(match))


def _end_of_month(match: Match) -> Part:
    """`end of March`: its last day."""
    return Nth(count=-1, what="day", month=match.maybe("m"), year=year_said(match))


def _end_of_this(match: Match) -> Part:
    """`end of next month`."""
    return Nth(count=-1, what="day", ahead=periods_ahead(match))


def _end_of_year(_: Match) -> Part:
    """`end of the year`: its last day."""
    return Nth(count=-1, what="day", month=12)


RULES: tuple[Rule, ...] = (
    (_end_of_year, "ON* last day (of | in) (the | this)? year"),
    (
        _nth,
        "ON* n:(NTH | last) what:(DAY_UNIT | business day) (IN the? | this) m:MONTH (comma? y:YEAR)?",
    ),
    (_nth_of_next, "ON* n:(NTH | last) what:(DAY_UNIT | business day) IN? the? next m:MONTH"),
    (_nth, "ON* n:(NTH | last) what:(DAY_UNIT | business day) (IN the | of) month"),
    (_nth, "ON* n:(NTH | last) what:(DAY_UNIT | business day)"),
    (
        _nth_of_this,
        "ON* n:(NTH | last) what:(DAY_UNIT | business day) IN the? w:(this | NEXT) unit:(month | year)",
    ),
    (_nth, "ON* m:MONTH n:(NTH | last) what:WEEKDAY"),
    (
        _nth_from_end,
        (
            "ON* (n:NTH dash? (to dash? | from)? the? last | next dash? to dash? last | penultimate) "
            "what:DAY_UNIT (IN (the month | m:MONTH (comma? y:YEAR)?))?"
        ),
    ),
    (_end_of_month, "(at | on)? (the | of)* end of m:MONTH y:YEAR?"),
    (_end_of_month, "ON* last of (m:MONTH (comma? y:YEAR)? | the? month)"),
    (_end_of_this, "(at | on)? the? end of the? (w:(this | NEXT) month | month)"),
    (_end_of_this, "eom"),
    (_end_of_year, "eoy | (at | on)? the? end of the? (this? year)"),
)
