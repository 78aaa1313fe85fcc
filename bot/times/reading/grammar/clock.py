"""Clock times in numbers: `2pm`, `14:30`, `14h30`, `0900`, `T14:30`, and bare hours."""

from dataclasses import replace

from bot.times.reading.grammar.amounts import LONGEST_IN_HOURS
from bot.times.reading.grammar.match import Match, Rule, has_loose_mark
from bot.times.reading.languages import in_any_language
from bot.times.reading.parts import Clock, Part, Unsupported
from bot.times.reading.token import COUNTED, is_close_between, joins_numbers

LAST_HOUR = 12
"""The last hour of a clock that has twelve."""


def half_said(match: Match) -> str:
    """The half of the day that was said: `am`, `pm`, or nothing."""
    kind = match.kind("half")
    return f"{kind[0]}m" if kind else ""


def clock_at(hour: int, minute: int, match: Match, *, exact: bool = False) -> Clock | None:
    """The clock of an hour and minute with the half of the day said beside it, if there is such a time."""
    half = half_said(match)
    if (half == "pm" and hour == 0) or (half == "am" and hour > 12):
        return None
    if hour == 24 and (minute or match.maybe("s")):
        return None
    return Clock(
        hour=hour,
        minute=minute,
        half=half if hour <= 12 else "",
        exact=exact or hour > 12 or hour == 0,
    )


def _plain(match: Match) -> Clock | None:
    """`2:30 pm`, `14:30`, `2.30pm`, `3 o'clock`, `at 3`."""
    is_dotted = any(word.kind == "dot" for word in match.words())
    if has_loose_mark(match) and (is_dotted or match.value("m") <= LAST_HOUR):
        return None
    is_padded = match.kind("h") == "num_01_09" and match.maybe("m") is not None
    return clock_at(match.value("h"), match.maybe("m") or 0, match, exact=is_padded)


def _dotted(match: Match) -> Part | None:
    """`14.30`: a dot for a colon, where a day is said too."""
    clock = _plain(match)
    return replace(clock, dotted=True) if clock else None


def _plain_minutes(match: Match) -> Part | None:
    """`14 Uhr 30`, `14h30`; not `2 o'clock 04-Mar-27`."""
    return None if runs_into_a_date(match) or _counts(match) else _plain(match)


def _counts(match: Match) -> bool:
    """Whether the number that ends a clock counts what follows: `14 Uhr` + `24 hr Holter`, `2 of 3`."""
    end = match.end
    unit, last = match.tokens[end : end + 1], match.tokens[end - 1]
    is_apart = last.is_number and match.tokens[end - 2].end < last.start
    is_unit = bool(unit) and (unit[0].kind in _UNITS or unit[0].text in _COUNTED_IN_TITLES)
    return is_apart and is_unit


_UNITS = COUNTED | {"hour_or_clock"}


_COUNTED_IN_TITLES = in_any_language(lambda language: language.counted_in_titles)


def _has_capital_unit(match: Match) -> bool:
    """Whether minutes are a title's `45M`: units are written small."""
    unit = match.words()[-1]
    is_letter = unit.text == unit.language.minute_letter
    return is_letter and (unit.is_titled or unit.is_in_capitals)


def runs_into_a_date(match: Match) -> bool:
    """Whether the number that ends a clock rather begins a date: `04-Mar`, `4/3`; not that of `16h30 -`."""
    end = match.end
    last, following = match.tokens[end - 1], match.tokens[end : end + 1]
    is_glued = match.tokens[end - 2].end == last.start
    if not (last.is_number and following) or is_glued:
        return False
    is_joined = following[0].kind in ("dash", "slash", "dot") and is_close_between(
        match.tokens, end
    )
    after = [word.kind for word in match.tokens[end : end + 2]]
    return is_joined or after[0] == "MONTH" or after == ["dot", "MONTH"]


def _hour_mark(match: Match) -> Part | None:
    """`14h30`; `2h30` is how long."""
    return _plain(match) if match.value("h") > LONGEST_IN_HOURS else None


def _hours_and_minutes(match: Match) -> Part | None:
    """`14h30min`, `a las 2 horas y 30 minutos`; `2h30min` and `10 hours 30 minutes` are how long."""
    is_led = not match.words()[0].kind.startswith("n")
    (unit,) = match.words("unit")
    is_spelled = unit.kind == "hour" and unit.text != unit.language.hour_letter
    is_length = is_spelled or match.value("h") <= LONGEST_IN_HOURS
    return None if (is_length and not is_led) or _has_capital_unit(match) else _plain(match)


def _oclock_minutes(match: Match) -> Part | None:
    """`16 Uhr 30 Minuten`, `15 Uhr 5`; not `15 Uhr 5. Mai`."""
    (clock,) = match.words("clock")
    is_uhr = clock.text in clock.language.clock_words_before_minutes
    is_other = runs_into_a_date(match) or _has_capital_unit(match) or _counts(match)
    return _plain(match) if is_uhr and not is_other else None


def _hour_letter(match: Match) -> Part | None:
    """`13h`; `2h` is how long, and so is `13 hours`."""
    (unit,) = match.words("unit")
    is_letter = unit.text == unit.language.hour_letter
    return _plain(match) if is_letter and match.value("h") > LONGEST_IN_HOURS else None


def _no_hour(match: Match) -> Part | None:
    """`14pm`: perhaps 2 PM, perhaps a typo for 4 PM; `0am` is midnight."""
    start = match.start
    if start and match.tokens[start - 1].kind in ("colon", "dot"):
        return None
    if match.kind("h") in ("num_0", "num_00") and half_said(match) == "am":
        return _plain(match)
    said = " ".join(word.text for word in match.words() if word.kind not in ("at", "from"))
    return Unsupported(f"“{said}” isn't a time of day. Enter it as “2pm” or “14:00”.")


def _bare(match: Match) -> Clock:
    """A mere number: a clock only beside something that makes it one."""
    hour = match.value("h")
    return Clock(hour=hour, bare=True, exact=hour > 12 or hour == 0)


def _before_on(match: Match) -> Part:
    """The 5 of `5 on May 28`: a clock where a day follows."""
    return replace(_bare(match), before_on=True)


def _run_together(match: Match) -> Part | None:
    """`230pm`, `1430`, `0900 hours`; `111pm` is more likely a typo."""
    hour, minute = divmod(match.value("c"), 100)
    if match.kind("c") == "clock_hmm" and minute % 5:
        return None
    is_four = len(match.words("c")[0].text) == 4
    clock = clock_at(hour, minute, match, exact=is_four and not half_said(match))
    is_year = match.kind("c") == "year_or_clock" and len(match.words()) == 1
    return replace(clock, year_like=True) if clock and is_year else clock


def _bare_run_together(match: Match) -> Part | None:
    """`tonight 630`: a clock only beside something that makes it one."""
    clock = _run_together(match)
    return replace(clock, bare=True) if isinstance(clock, Clock) else None


def _on_the_hour(match: Match) -> Part | None:
    """`T14`, as ISO has it; `T1` has been cut off."""
    is_whole = len(match.words("h")[0].text) == len("14")
    return clock_at(match.value("h"), 0, match, exact=True) if is_whole else None


def _to_the_second(match: Match) -> Part | None:
    """`T143000`."""
    hour, rest = divmod(match.value("c"), 10_000)
    minute, second = divmod(rest, 100)
    is_clock = hour < 24 and minute < 60 and second < 60
    return Clock(hour, minute, exact=True) if is_clock else None


def _with_comma(match: Match) -> Part | None:
    """`2,30 pm`, `14,30`; not the 12th in `feb 12,10pm`."""
    place = match.start_of("m") - 1
    is_close = joins_numbers(match.tokens, place)
    return _plain(match) if is_close and match.value("m") > LAST_HOUR else None


RULES: tuple[Rule, ...] = (
    (
        _plain,
        (
            "AT h:HOUR24 colon m:MINUTE (colon s:MINUTE ((dot | comma) NUMERIC)?)? "
            "OCLOCK? (dash? (in the)? half:AM_PM)? (OCLOCK | about | dash? ish about?)?"
        ),
    ),
    (_plain, "AT h:HOUR24 colon m:MINUTE (dash? half:AM_PM)? HOURS"),
    (_hour_mark, "AT h:HOUR24 hour m:MINUTE"),
    (_hours_and_minutes, "AT h:HOUR24 unit:HOURS (and | with)? m:MINUTE (MINUTES | n)"),
    (_oclock_minutes, "AT h:HOUR24 clock:oclock and? m:MINUTE MINUTES"),
    (
        _no_hour,
        "AT h:(num_0 | num_00 | num_13_23 | num_24 | num_25_31 | num_32_59 | num_60_99) half:(am | pm)",
    ),
    (_hour_letter, "AT h:HOUR24 unit:hour"),
    (
        _plain,
        "AT h:HOUR12 (OCLOCK | dash? ish)* dash? (in the)? half:AM_PM (OCLOCK | about | dash? ish)?",
    ),
    (_plain, "for about? h:HOUR12 (colon m:MINUTE (colon s:MINUTE)?)? half:AM_PM"),
    (_plain, "half:(am | pm) h:HOUR12 colon m:MINUTE"),
    (_plain_minutes, "AT h:HOUR24 OCLOCK m:MINUTE about?"),
    (_oclock_minutes, "AT h:HOUR24 clock:oclock m:num_1_9"),
    (_plain, "AT h:HOUR24 (OCLOCK ish? | dash? ish) about?"),
    (
        _plain,
        "(at | from | about | the_before_hours) the? the_before_hours? about? h:HOUR24 ish? about?",
    ),
    (_plain_minutes, "AT h:HOUR24 hour_or_clock m:MINUTE half:AM_PM?"),
    (_plain, "AT h:HOUR24 hour_or_clock"),
    (_plain, "AT h:HOUR24 dot m:MINUTE half:AM_PM"),
    (_plain, "(at | from) the? about? h:HOUR24 dot m:MINUTE OCLOCK?"),
    (_dotted, "h:HOUR24 dot m:MINUTE (HOURS | OCLOCK)?"),
    (_on_the_hour, "t h:HOUR24"),
    (_to_the_second, "t c:num_6_digits"),
    (_before_on, "h:HOUR24 on"),
    (_bare, "h:HOUR24"),
    (_run_together, "AT c:CLOCK4 (HOURS | half:AM_PM)?"),
    (_run_together, "AT c:clock_hmm dash? ish? half:AM_PM"),
    (_run_together, "at about? c:clock_hmm ish?"),
    (_bare_run_together, "c:clock_hmm"),
    (_with_comma, "AT h:HOUR24 comma m:MINUTE half:AM_PM"),
    (_with_comma, "(at | the_before_hours) h:HOUR24 comma m:MINUTE"),
)
