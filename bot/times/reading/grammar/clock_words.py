"""Clock times in words: `half past two`, `ten to four`, `two thirty`, `noon`, `end of business`."""

from dataclasses import replace

from bot.times.reading.grammar.clock import LAST_HOUR, clock_at, half_said, runs_into_a_date
from bot.times.reading.grammar.found import Found, Rule
from bot.times.reading.parts import Clock, Part, Unbookable


def _quarter(found: Found) -> Part | None:
    """`quarter to 12:00`, `half past 3:00pm`."""
    is_past = found.kind("to") in ("past", "after")
    return _minutes_around(found, sign=1 if is_past else -1)


def _hundred(found: Found) -> Part | None:
    """`fourteen hundred`, `oh nine hundred hours`."""
    return Clock(hour=found.value("h"), exact=True)


def _minutes_past(found: Found) -> Part | None:
    is_clock = found.kind("n") in _MINUTES or found.value("n") < _AN_HOUR
    return _minutes_around(found, sign=1) if is_clock else None


def _three_quarters(found: Found) -> Part | None:
    """`three quarters past nine`."""
    is_spelled = not found.words("n")[0].is_number
    return clock_at(found.value("h"), 45, found) if is_spelled and found.value("n") == 3 else None


def _minutes_to(found: Found) -> Part | None:
    """`ten to four`; `2 to 4` and `9 to noon` are ranges, unless `minutes` says otherwise."""
    if _counts_minutes(found):
        return _minutes_around(found, sign=-1)
    if not _may_count_minutes(found):
        return None
    said = " ".join(word.text for word in found.words() if word.kind not in ("at", "about"))
    first, last = found.words("n")[0].text, found.words("h")[0].text
    return Unbookable(
        f"“{said}” may be minutes or hours. Type “from {first} to {last}” or the time."
    )


def _counts_minutes(found: Found) -> bool:
    """Whether the number before an hour surely counts minutes: `ten to four`, `20 to 5pm`."""
    number, hour = found.words("n")[0], found.maybe("h")
    if _SURELY_MINUTES & {word.kind for word in found.words()}:
        return True
    is_round = not number.value % 5
    if is_round and not number.is_number:
        return True
    is_to_an_hour = is_round and hour is not None and hour <= LAST_HOUR
    return number.value > LAST_HOUR and (is_to_an_hour or _is_half_day(found))


def _may_count_minutes(found: Found) -> bool:
    """Whether it may as well: `at 10 to 4`, `10 til 4`, `5 to 3pm`."""
    number = found.words("n")[0]
    is_at = any(word.text in word.language.at for word in found.words())
    is_till = any(word.text in word.language.till for word in found.words("to"))
    return not number.value % 5 and (is_at or is_till or _is_over_long(number.value, found))


def _is_half_day(found: Found) -> bool:
    """Whether the hour is said to be of the morning or afternoon: `20 to 5pm`, `25 to noon`."""
    return found.kind("h") in _NAMED_HOURS or (
        half_said(found) != "" and found.value("h") <= LAST_HOUR
    )


def _is_over_long(first: int, found: Found) -> bool:
    """Whether `5 to 3pm`, `10 to 9pm` is as likely to be minutes as a day's long range."""
    if half_said(found) != "pm" or found.value("h") > LAST_HOUR or found.value("h") == LAST_HOUR:
        return False
    return first in (5, 10) and found.value("h") <= first and found.value("h") + 12 - first >= 10


_SURELY_MINUTES = frozenset({"minute", "m", "quarter", "before", "para"})


def _minutes_around(found: Found, *, sign: int) -> Part | None:
    minutes = _MINUTES.get(found.kind("n")) or found.value("n")
    if found.kind("h") in _NAMED_HOURS:
        return _minutes_off(_NAMED_HOURS[found.kind("h")], sign * minutes)
    hour, half = found.value("h"), half_said(found)
    if half and hour <= 12:
        return _minutes_off(hour % 12 + (12 if half == "pm" else 0), sign * minutes)
    total = hour * 60 + sign * minutes
    hour = total // 60 or 12
    return Clock(hour=hour, minute=total % 60, exact=hour > 12)


_AN_HOUR = 60


_MINUTES = {"half": 30, "meia": 30, "quarter": 15}


_NAMED_HOURS = {"noon": 12, "midi": 12, "midnight": 24}


def _minutes_off(hour: int, minutes: int) -> Part:
    total = hour * 60 + minutes
    return Clock(hour=total // 60 % 24, minute=total % 60, exact=True)


def _and_minutes(found: Found) -> Part | None:
    """`las tres y media`, `3 heures et quart`: no English clock is said so."""
    is_added = any(word.text in word.language.plus for word in found.words())
    is_sum = is_added and found.words("n")[0].is_number
    return None if is_sum else _minutes_around(found, sign=1)


def _less_minutes(found: Found) -> Part | None:
    """`las cuatro menos cuarto`."""
    return _minutes_around(found, sign=-1)


def _half_hour_before(found: Found) -> Part | None:
    """`halb drei`, which is half past two."""
    return clock_at(found.value("h") - 1 or 12, 30, found)


def _quarter_hour_before(found: Found) -> Part | None:
    """`dreiviertel vier`, which is a quarter to four."""
    return clock_at(found.value("h") - 1 or 12, 45, found)


def _half_hour_words(found: Found) -> Part | None:
    """`half three`, as the British say half past three."""
    return clock_at(found.value("h"), 30, found)


def _spoken(found: Found) -> Part | None:
    """`two thirty`, `nine fifty-nine a m`; in digits (`3 15`) only after `at` or before am or pm.

    The 10 of `friday 11 10am` is a clock already.
    """
    in_digits = any(word.is_number for word in found.words() if word.kind.startswith("n"))
    if runs_into_a_date(found) or (in_digits and not _is_told(found)):
        return None
    clock = clock_at(found.value("h"), found.value("m"), found)
    is_year = found.value("h") == 20 and not in_digits and not found.has("at")
    return replace(clock, year_like=is_year) if clock else None


def _is_told(found: Found) -> bool:
    """Whether two numbers in digits are told as a clock: `at 3 15`, `3 15 pm`."""
    if found.has("joint"):
        return False
    return found.has("at") or (half_said(found) != "" and found.kind("m") != "n10_12")


def _noon(found: Found) -> Part | None:
    return Clock(hour=12, exact=True, name="noon") if _is_twelve(found) else None


def _twelve_n(found: Found) -> Part | None:
    """`12n`; `12 m.` in Spanish."""
    is_close = found.words()[-2].end == found.words()[-1].start
    letter = found.words()[-1]
    return _noon(found) if is_close or letter.text in letter.language.noon_letters else None


def _noon_and_part(found: Found) -> Part:
    """`meio-dia e meia`."""
    return Clock(hour=12, minute=_MINUTES[found.kind("n")], exact=True)


def _noon_minutes(found: Found) -> Part | None:
    """`midi quinze`; a number in digits may be a day's, a capitalized one a name's: `noon Ten Hoeve`."""
    (number,) = found.words("n")
    return None if number.is_number or number.is_titled else _minutes_around(found, sign=1)


def _noon_and_minutes(found: Found) -> Part:
    """`meio-dia e dez`."""
    return _minutes_off(12, found.value("n"))


def _minutes_to_noon(found: Found) -> Part:
    """`quinze para o meio-dia`."""
    return _minutes_off(12, -(_MINUTES.get(found.kind("n")) or found.value("n")))


def _is_twelve(found: Found) -> bool:
    """Whether a number before `noon` or `midnight`, if there is one, is 12: `10-noon` is a range."""
    return found.maybe("h") in (None, 12)


def _midnight(found: Found) -> Part | None:
    return Clock(hour=0, exact=True, name="midnight") if _is_twelve(found) else None


def _close(_: Found) -> Part:
    return Clock(hour=17, exact=True, name="end of the day")


def _night_half(found: Found) -> Part | None:
    """`meia-noite`, `mid-night`."""
    return _midnight(found) if found.value("part") >= _EVENING else None


_EVENING = 17

RULES: tuple[Rule, ...] = (
    (_hundred, "AT oh? h:HOUR24 hundred HOURS?"),
    (_three_quarters, "AT n:SMALL dash? quarter past h:HOUR24 half:HALF?"),
    (_minutes_past, "AT n:half dash? PASSED h:(HOUR24 | NOON) half:HALF?"),
    (
        _minutes_past,
        (
            "AT (a | an)? n:(quarter | SMALL) MINUTES? dash? PASSED "
            "h:(HOUR24 | NOON | midnight) OCLOCK? half:HALF?"
        ),
    ),
    (
        _minutes_to,
        (
            "(at | about)* (a | an)? n:(quarter | half | SMALL) MINUTES? to:TOWARDS (the | a_to | las)? "
            "h:(HOUR24 | NOON | midnight) OCLOCK? half:HALF?"
        ),
    ),
    (
        _and_minutes,
        "AT h:(HOUR24 | NOON) (OCLOCK | hours)? and (a | an)? n:(half | meia | quarter | SMALL) half:HALF?",
    ),
    (
        _quarter,
        "AT (a | an)? n:(quarter | half) to:(to | before | past | after) h:HOUR24 colon n00 half:HALF?",
    ),
    (_less_minutes, "AT h:(HOUR24 | NOON) (OCLOCK | hours)? less the? n:(quarter | SMALL)"),
    (_half_hour_words, "at? half h:HOUR12 half:HALF?"),
    (_quarter_hour_before, "at? dreiviertel h:HOUR12 OCLOCK?"),
    (_half_hour_before, "at? halb h:HOUR12 OCLOCK?"),
    (_spoken, "at:at? h:HOUR24 joint:dash? m:TWO_MINUTES half:HALF?"),
    (_twelve_n, "AT h:n10_12 (colon n00)? n"),
    (_noon, "AT high? (h:n10_12 (colon n00)? dash? | meio dash?)? NOON (dash? ish)?"),
    (_noon, "AT (meio | mid) dash? day"),
    (_noon, "AT h:n10_12 (colon n00)? OCLOCK? de the? (day | NOON)"),
    (_noon_and_part, "AT meio dash? day and n:(half | meia | quarter)"),
    (_noon_and_minutes, "AT meio dash? day and n:TWO_MINUTES MINUTES?"),
    (
        _minutes_to_noon,
        "AT n:(quarter | half | TWO_MINUTES) MINUTES? para (the | a_to)? meio dash? day",
    ),
    (_noon_minutes, "AT h:(NOON | midnight) n:TWO_MINUTES"),
    (_midnight, "AT (h:n10_12 (colon n00)? dash?)? midnight"),
    (_night_half, "AT (meia | mid) dash? part:DAYTIME"),
    (_close, "at? the? (eod | end of the? business? day | (close | end) of business)"),
    (_close, "at? the? end of"),
)
