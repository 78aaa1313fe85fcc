"""Clock times in words: `half past two`, `ten to four`, `two thirty`, `noon`, `end of business`."""

from dataclasses import replace

from bot.times.reading.grammar.clock import LAST_HOUR, clock_at, half_said, runs_into_a_date
from bot.times.reading.grammar.match import Match, Rule
from bot.times.reading.parts import Clock, Part, Unsupported


def _quarter(match: Match) -> Part | None:
    """`quarter to 12:00`, `half past 3:00pm`."""
    is_past = match.kind("to") in ("past", "after")
    return _minutes_around(match, sign=1 if is_past else -1)


def _hundred(match: Match) -> Part | None:
    """`fourteen hundred`, `oh nine hundred hours`."""
    return Clock(hour=match.value("h"), exact=True)


def _minutes_past(match: Match) -> Part | None:
    return _minutes_around(match, sign=1) if _minutes(match) < _AN_HOUR else None


def _three_quarters(match: Match) -> Part | None:
    """`three quarters past nine`."""
    is_spelled = not match.words("n")[0].is_number
    return clock_at(match.value("h"), 45, match) if is_spelled and match.value("n") == 3 else None


def _minutes_to(match: Match) -> Part | None:
    """`ten to four`; `2 to 4` and `9 to noon` are ranges, unless `minutes` says otherwise."""
    if not _can_be_minutes(match):
        return None
    if _counts_minutes(match):
        return _minutes_around(match, sign=-1)
    if not _may_count_minutes(match):
        return None
    said = " ".join(word.text for word in match.words() if word.kind not in ("at", "about"))
    first, last = match.words("n")[0].text, match.words("h")[0].text
    return Unsupported(
        f"“{said}” could be minutes or hours. Enter “from {first} to {last}” or the time."
    )


def _counts_minutes(match: Match) -> bool:
    """Whether the number before an hour surely counts minutes: `ten to four`, `20 to 5pm`."""
    number, hour = match.words("n")[0], match.maybe("h")
    if _SURELY_MINUTES & {word.kind for word in match.words()}:
        return True
    is_round = not number.value % 5
    if is_round and not number.is_number:
        return True
    is_to_an_hour = is_round and hour is not None and hour <= LAST_HOUR
    return number.value > LAST_HOUR and (is_to_an_hour or _is_half_day(match))


def _can_be_minutes(match: Match) -> bool:
    """Whether there are so many minutes before the hour on its day: `630 to 8pm` begins at 6:30.

    An hour and more is only in minutes where that is said: `90 minutes to 8pm`.
    """
    minutes = _minutes(match)
    if minutes < _AN_HOUR:
        return True
    if not {"minute", "m"} & {word.kind for word in match.words()}:
        return False
    is_late = match.kind("h") in _NAMED_HOURS or half_said(match) == "pm"
    return is_late or minutes <= match.value("h") * _AN_HOUR


def _may_count_minutes(match: Match) -> bool:
    """Whether it may as well: `at 10 to 4`, `10 til 4`, `5 to 3pm`."""
    number = match.words("n")[0]
    is_at = any(word.text in word.language.at for word in match.words())
    is_till = any(word.text in word.language.till for word in match.words("to"))
    return not number.value % 5 and (is_at or is_till or _is_over_long(number.value, match))


def _is_half_day(match: Match) -> bool:
    """Whether the hour is said to be of the morning or afternoon: `20 to 5pm`, `25 to noon`."""
    return match.kind("h") in _NAMED_HOURS or (
        half_said(match) != "" and match.value("h") <= LAST_HOUR
    )


def _is_over_long(first: int, match: Match) -> bool:
    """Whether `5 to 3pm`, `10 to 9pm` is as likely to be minutes as a day's long range."""
    if half_said(match) != "pm" or match.value("h") > LAST_HOUR or match.value("h") == LAST_HOUR:
        return False
    return first in (5, 10) and match.value("h") <= first and match.value("h") + 12 - first >= 10


_SURELY_MINUTES = frozenset({"minute", "m", "quarter", "before", "for_or_to"})


def _minutes(match: Match) -> int:
    """How many minutes before or after an hour are said: `quarter` is 15."""
    return _MINUTES.get(match.kind("n")) or match.value("n")


def _minutes_around(match: Match, *, sign: int) -> Part | None:
    minutes = _minutes(match)
    if match.kind("h") in _NAMED_HOURS:
        return _minutes_off(_NAMED_HOURS[match.kind("h")], sign * minutes)
    hour, half = match.value("h"), half_said(match)
    if half and hour <= 12:
        return _minutes_off(hour % 12 + (12 if half == "pm" else 0), sign * minutes)
    total = hour * 60 + sign * minutes
    hour = total // 60 or 12
    return Clock(hour=hour, minute=total % 60, exact=hour > 12)


_AN_HOUR = 60


_MINUTES = {"half": 30, "half_or_mid": 30, "quarter": 15}


_NAMED_HOURS = {"noon": 12, "noon_or_afternoon": 12, "midnight": 24}


def _minutes_off(hour: int, minutes: int) -> Part:
    total = hour * 60 + minutes
    return Clock(hour=total // 60 % 24, minute=total % 60, exact=True)


def _and_minutes(match: Match) -> Part | None:
    """`las tres y media`, `3 heures et quart`: no English clock is said so."""
    is_added = any(word.text in word.language.plus for word in match.words())
    is_sum = is_added and match.words("n")[0].is_number
    return None if is_sum else _minutes_around(match, sign=1)


def _less_minutes(match: Match) -> Part | None:
    """`las cuatro menos cuarto`."""
    return _minutes_around(match, sign=-1)


def _half_hour_before(match: Match) -> Part | None:
    """`halb drei`, which is half past two."""
    return clock_at(match.value("h") - 1 or 12, 30, match)


def _quarter_hour_before(match: Match) -> Part | None:
    """`dreiviertel vier`, which is a quarter to four."""
    return clock_at(match.value("h") - 1 or 12, 45, match)


def _half_hour_words(match: Match) -> Part | None:
    """`half three`, as the British say half past three."""
    return clock_at(match.value("h"), 30, match)


def _spoken(match: Match) -> Part | None:
    """`two thirty`, `nine fifty-nine a m`; in digits (`3 15`) only after `at` or before am or pm.

    The 10 of `friday 11 10am` is a clock already.
    """
    in_digits = any(word.is_number for word in match.words() if word.kind.startswith("n"))
    if runs_into_a_date(match) or (in_digits and not _is_told(match)):
        return None
    clock = clock_at(match.value("h"), match.value("m"), match)
    is_year = match.value("h") == 20 and not in_digits and not match.has("at")
    return replace(clock, year_like=is_year) if clock else None


def _is_told(match: Match) -> bool:
    """Whether two numbers in digits are told as a clock: `at 3 15`, `3 15 pm`."""
    if match.has("joint"):
        return False
    return match.has("at") or (half_said(match) != "" and match.kind("m") != "num_10_12")


def _noon(match: Match) -> Part | None:
    return Clock(hour=12, exact=True, name="noon") if _is_twelve(match) else None


def _twelve_n(match: Match) -> Part | None:
    """`12n`; `12 m.` in Spanish."""
    is_close = match.words()[-2].end == match.words()[-1].start
    letter = match.words()[-1]
    return _noon(match) if is_close or letter.text in letter.language.noon_letters else None


def _noon_and_part(match: Match) -> Part:
    """`meio-dia e meia`."""
    return Clock(hour=12, minute=_MINUTES[match.kind("n")], exact=True)


def _noon_minutes(match: Match) -> Part | None:
    """`midi quinze`; a number in digits may be a day's, a capitalized one a name's: `noon Ten Hoeve`."""
    (number,) = match.words("n")
    return None if number.is_number or number.is_titled else _minutes_around(match, sign=1)


def _noon_and_minutes(match: Match) -> Part:
    """`meio-dia e dez`."""
    return _minutes_off(12, match.value("n"))


def _minutes_to_noon(match: Match) -> Part:
    """`quinze para o meio-dia`."""
    return _minutes_off(12, -_minutes(match))


def _is_twelve(match: Match) -> bool:
    """Whether a number before `noon` or `midnight`, if there is one, is 12: `10-noon` is a range."""
    return match.maybe("h") in (None, 12)


def _midnight(match: Match) -> Part | None:
    return Clock(hour=0, exact=True, name="midnight") if _is_twelve(match) else None


def _close(_: Match) -> Part:
    return Clock(hour=17, exact=True, name="end of the day")


def _night_half(match: Match) -> Part | None:
    """`meia-noite`, `mid-night`."""
    return _midnight(match) if match.value("part") >= _EVENING else None


_EVENING = 17

RULES: tuple[Rule, ...] = (
    (_hundred, "AT oh? h:HOUR24 hundred HOURS?"),
    (_three_quarters, "AT n:COUNT dash? quarter past h:HOUR24 half:AM_PM?"),
    (_minutes_past, "AT n:half dash? AFTER_HOUR h:(HOUR24 | NOON) half:AM_PM?"),
    (
        _minutes_past,
        (
            "AT (a | an)? n:(quarter | COUNT) MINUTES? dash? AFTER_HOUR "
            "h:(HOUR24 | NOON | midnight) OCLOCK? half:AM_PM?"
        ),
    ),
    (
        _minutes_to,
        (
            "(at | about)* (a | an)? n:(quarter | half | COUNT) MINUTES? "
            "to:BEFORE_HOUR (ARTICLE | at_or_to)? "
            "h:(HOUR24 | NOON | midnight) OCLOCK? half:AM_PM?"
        ),
    ),
    (
        _and_minutes,
        "AT h:(HOUR24 | NOON) (OCLOCK | hour_or_clock)? and (a | an)? n:(half | quarter | COUNT) half:AM_PM?",
    ),
    (
        _quarter,
        "AT (a | an)? n:(quarter | half) to:(to | before | past | after) h:HOUR24 colon num_00 half:AM_PM?",
    ),
    (_less_minutes, "AT h:(HOUR24 | NOON) (OCLOCK | hour_or_clock)? less the? n:(quarter | COUNT)"),
    (_half_hour_words, "at? half h:HOUR12 half:AM_PM?"),
    (_quarter_hour_before, "at? three_quarters h:HOUR12 OCLOCK?"),
    (_half_hour_before, "at? half_before_hour h:HOUR12 OCLOCK?"),
    (_spoken, "at:at? h:HOUR24 joint:dash? m:MINUTE half:AM_PM?"),
    (_twelve_n, "AT h:num_10_12 (colon num_00)? n"),
    (
        _noon,
        "AT high? (h:num_10_12 (colon num_00)? dash? | mid_before_day dash?)? NOON (dash? ish)?",
    ),
    (_noon, "AT (mid_before_day | mid) dash? day"),
    (_noon, "AT h:num_10_12 (colon num_00)? OCLOCK? of_or_from the? (day | NOON)"),
    (_noon_and_part, "AT mid_before_day dash? day and n:(half | quarter)"),
    (_noon_and_minutes, "AT mid_before_day dash? day and n:MINUTE MINUTES?"),
    (
        _minutes_to_noon,
        "AT n:(quarter | half | MINUTE) MINUTES? for_or_to (the | at_or_to)? mid_before_day dash? day",
    ),
    (_noon_minutes, "AT h:(NOON | midnight) n:MINUTE"),
    (_midnight, "AT (h:num_10_12 (colon num_00)? dash?)? midnight"),
    (_night_half, "AT (half_or_mid | mid) dash? part:DAYTIME"),
    (_close, "at? the? (eod | end of the? business? day | (close | end) of business)"),
    (_close, "at? the? end of"),
)
