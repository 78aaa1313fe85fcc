"""Times seen from now: `tomorrow`, `in 3 days`, `2 weeks from Friday`, `+30m`, `an hour later`."""

from dataclasses import replace

from bot.times.reading.grammar.amounts import amount
from bot.times.reading.grammar.match import Match, Rule
from bot.times.reading.parts import Amount, Elapsed, FromToday, Part, Shift, Weekday, WeekOf


def _days(count: int) -> FromToday:
    return FromToday(Amount(days=count))


def _ahead(match: Match) -> Part | None:
    """`in 3 days`, `2 hours from now`."""
    by = amount(match.words("by"))
    return _from_now(by) if by else None


def _ahead_today(match: Match) -> Part | None:
    """`today in 2 hours`."""
    by = amount(match.words("by"))
    return Elapsed(by) if by and by.has_clock else None


def _from_today(match: Match) -> Part | None:
    """`two weeks from today`, `heute in 14 Tagen`."""
    by = amount(match.words("by"))
    return FromToday(by, to_the_day=True) if by and not by.has_clock else None


def _in_eight_days(match: Match) -> Part | None:
    """`de hoy en ocho`, `heute in acht Tagen`: in a week."""
    (days,) = match.words("n")
    count = days.language.weeks_from_today.get(days.text)
    return FromToday(Amount(days=7 * count), to_the_day=True) if count else None


def _from_now(by: Amount) -> Part:
    return Elapsed(by) if by.has_clock else FromToday(by)


def _ago(match: Match) -> Part | None:
    by = amount(match.words("by"))
    return _from_now(-by) if by else None


def _later(match: Match) -> Part | None:
    """`+1w`, `an hour later`: from the booking's present time where there is one."""
    by = amount(match.words("by"))
    return Elapsed(by, from_booking=True) if by else None


def _earlier(match: Match) -> Part | None:
    by = amount(match.words("by"))
    return Elapsed(-by, from_booking=True) if by else None


def _beyond(match: Match) -> Part | None:
    """`two weeks from …`: counted from the day or time that follows; not of `11 day after tomorrow`."""
    words = match.words("by")
    by = amount(words)
    is_one_day = words[-1].text in words[-1].language.day_in_the_singular
    is_hour = len(words) > 1 and is_one_day and words[-2].number > 1
    return Shift(by) if by and not is_hour else None


def _week_beyond(match: Match) -> Part | None:
    """`week from tomorrow`; not the `next week` of `next week from 2 to 3`."""
    before = match.tokens[match.start - 1].kind if match.start else ""
    is_told = before in ("next", "coming", "this_or_next", "this", "last")
    return None if is_told else Shift(Amount(days=7))


def _days_on(match: Match) -> Part | None:
    """`next Tuesday + 10 days`; `2pm + 1h` may be how long it lasts."""
    by = amount(match.words("by"))
    return Shift(by) if by and not by.has_clock else None


def _months_short(match: Match) -> Part | None:
    """`in 1 mon`, which is no Monday."""
    (month,) = match.words("d")
    is_month = month.text in month.language.weekdays_that_are_months
    return FromToday(Amount(months=match.value("n"))) if is_month else None


def _short_of(match: Match) -> Part | None:
    by = amount(match.words("by"))
    return Shift(-by) if by else None


def _weeks_on(match: Match) -> FromToday:
    """`a week tomorrow`, `tomorrow week`."""
    return _days(_days_in_weeks(match) + 1)


def _weeks_from_today(match: Match) -> FromToday:
    """`a week today`, `today week`, `two weeks today`."""
    return replace(_days(_days_in_weeks(match)), to_the_day=True)


def _days_in_weeks(match: Match) -> int:
    each = 14 if match.kind("week") == "fortnight" else 7
    return each * (match.maybe("n") or 1)


def _later_today(match: Match) -> Part | None:
    """`later today at 5`; without a clock it leaves the time open."""
    return _days(0) if len(match.words()) < len(match.tokens) else None


def next_day(_: Match) -> Part:
    """Tomorrow, or the day after the booking that is moved."""
    return FromToday(Amount(days=1), from_booking=True)


def _next_workday(match: Match) -> Part:
    """`the next business day` is the one after the booking; without `the` perhaps after today."""
    is_told = any(word.kind == "the" for word in match.words())
    return FromToday(Amount(workdays=1), from_booking=is_told, either=not is_told)


def _day_beyond(_: Match) -> Part:
    """`the day after …`."""
    return Shift(Amount(days=1))


def _day_short_of(_: Match) -> Part:
    return Shift(Amount(days=-1))


def _weekday_beyond(match: Match) -> Part:
    """`the Monday after …`, `the second Monday after …`."""
    return Shift(Amount(days=1), weekday=match.value("d"), times=match.maybe("n") or 1)


def _weekday_in_week_of(match: Match) -> Part | None:
    """`Monday of the week of …`, `the week of …`; not the second week of anything."""
    start = match.start
    is_counted = start > 0 and match.tokens[start - 1].kind in (
        "ORDINAL",
        "second",
        "third",
        "last",
    )
    return None if is_counted else WeekOf(match.maybe("d"))


def _weekdays_on(match: Match) -> Part | None:
    """`two Mondays from now`."""
    count = match.value("n")
    return Weekday(match.value("d"), weeks=count - 1) if count else None


def _weekday_short_of(match: Match) -> Part:
    return Shift(Amount(days=-1), weekday=match.value("d"))


RULES: tuple[Rule, ...] = (
    (lambda _: _days(0), "(on | for | this)? today"),
    (_later_today, "later today"),
    (lambda _: _days(1), "(on | for)? TOMORROW"),
    (lambda _: _days(2), "(on | for)? the? day after TOMORROW"),
    (lambda _: _days(2), "day_after_tomorrow | past TOMORROW | after (of | dash)? TOMORROW"),
    (_weeks_on, "n:(a | NUMBERED)? week:(week | fortnight) on? TOMORROW"),
    (_weeks_from_today, "n:(a | an | NUMBERED)? week:(week | fortnight) on? today"),
    (_weeks_from_today, "today week:(week | fortnight)"),
    (_weeks_on, "TOMORROW week:(week | fortnight)"),
    (_in_eight_days, "(of_or_from | from)? today (in | at_or_to) n:UP_TO_99 day?"),
    (_from_today, "(of_or_from | from)? today (in | at_or_to) by:AMOUNT"),
    (_from_today, "(of_or_from | from)? today (in | at_or_to) by:AMOUNT1"),
    (_from_today, "by:AMOUNT from today"),
    (_weeks_on, "(of_or_from | from)? TOMORROW in n:(a | an | NUMBERED) week:(week | fortnight)"),
    (next_day, "(on | for | in | at_or_to)? the? (next | following) day"),
    (next_day, "(on | in | at_or_to)? the? day following"),
    (_next_workday, "on? the? (next | following) (business day | workday)"),
    (lambda _: _days(-1), "yesterday"),
    (lambda _: _days(-2), "the? day before yesterday"),
    (lambda _: Elapsed(Amount()), "right* now"),
    (_ahead, "in (about | of | the | at_or_to)* by:AMOUNT (apostrophe? time | from now)?"),
    (_ahead, "in (about | of | the | at_or_to)* by:AMOUNT1"),
    (_ahead_today, "later? today in (about | of | the)* by:AMOUNT"),
    (_ahead, "now plus by:AMOUNT"),
    (_months_short, "in n:NUMBERED d:WEEKDAY"),
    (_weekdays_on, "in n:NUMBERED d:WEEKDAYS"),
    (_weekdays_on, "in? n:NUMBERED d:WEEKDAYS (hence | from (right? now | today))"),
    (_ahead, "by:AMOUNT (hence | from right? now)"),
    (_ago, "by:AMOUNT ago"),
    (_later, "(plus | by)? by:AMOUNT later"),
    (_later, "plus by:AMOUNT"),
    (_later, "later by by:AMOUNT"),
    (_earlier, "by? by:AMOUNT earlier"),
    (_earlier, "dash by:AMOUNT"),
    (_earlier, "earlier by by:AMOUNT"),
    (_beyond, "in? the? by:AMOUNT hence? (from | after)"),
    (_week_beyond, "week from"),
    (_days_on, "plus by:AMOUNT"),
    (_short_of, "the? by:AMOUNT before"),
    (_day_beyond, "on? the day (after | from)"),
    (_day_beyond, "day after"),
    (_day_short_of, "on? the? day before"),
    (_weekday_beyond, "on? the? n:NTH? d:WEEKDAY after"),
    (_weekday_in_week_of, "ON* week of"),
    (_weekday_in_week_of, "ON* d:WEEKDAY comma? IN? the? week of"),
    (_weekday_short_of, "on? the? d:WEEKDAY before"),
)
