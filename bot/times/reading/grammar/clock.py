"""Clock times: `2pm`, `14:30`, `half past two`, `noon`, `0900`, `in the morning`, `2-3:30pm`."""

from dataclasses import replace

from bot.times.reading.grammar.amounts import LONGEST_IN_HOURS
from bot.times.reading.grammar.found import Found, Rule, is_torn
from bot.times.reading.languages import in_any_language
from bot.times.reading.parts import Clock, DayTime, Part, SameTime, Unbookable, Until
from bot.times.reading.token import COUNTED, is_close_between, joins_numbers


def _half(found: Found) -> str:
    kind = found.kind("half")
    return f"{kind[0]}m" if kind else ""


def _plain(found: Found) -> Clock | None:
    """`2:30 pm`, `14:30`, `2.30pm`, `3 o'clock`, `at 3`."""
    is_dotted = any(word.kind == "dot" for word in found.words())
    if is_torn(found) and (is_dotted or found.value("m") <= _LAST_HOUR):
        return None
    is_padded = found.kind("h") == "n01_09" and found.maybe("m") is not None
    return _clock(found.value("h"), found.maybe("m") or 0, found, exact=is_padded)


def _clock(hour: int, minute: int, found: Found, *, exact: bool = False) -> Clock | None:
    half = _half(found)
    if (half == "pm" and hour == 0) or (half == "am" and hour > 12):
        return None
    if hour == 24 and (minute or found.maybe("s")):
        return None
    return Clock(
        hour=hour,
        minute=minute,
        half=half if hour <= 12 else "",
        exact=exact or hour > 12 or hour == 0,
    )


def _dotted(found: Found) -> Part | None:
    """`14.30`: a dot for a colon, where a day is said too."""
    clock = _plain(found)
    return replace(clock, dotted=True) if clock else None


def _plain_minutes(found: Found) -> Part | None:
    """`14 Uhr 30`, `14h30`; not `2 o'clock 04-Mar-27`."""
    return None if _runs_into_a_date(found) or _counts(found) else _plain(found)


def _counts(found: Found) -> bool:
    """Whether the number that ends a clock counts what follows: `14 Uhr` + `24 hr Holter`, `2 of 3`."""
    end = found.match.end()
    unit, last = found.text[end : end + 1], found.text[end - 1]
    is_apart = last.is_number and found.text[end - 2].end < last.start
    is_unit = bool(unit) and (unit[0].kind in _UNITS or unit[0].text in _COUNTED_IN_TITLES)
    return is_apart and is_unit


_UNITS = COUNTED | {"hours"}
_COUNTED_IN_TITLES = in_any_language(lambda language: language.counted_in_titles)


def _has_capital_unit(found: Found) -> bool:
    """Whether minutes are a title's `45M`: units are written small."""
    unit = found.words()[-1]
    is_letter = unit.text == unit.language.minute_letter
    return is_letter and (unit.is_titled or unit.is_in_capitals)


def _runs_into_a_date(found: Found) -> bool:
    """Whether the number that ends a clock rather begins a date: `04-Mar`, `4/3`; not that of `16h30 -`."""
    end = found.match.end()
    last, following = found.text[end - 1], found.text[end : end + 1]
    is_glued = found.text[end - 2].end == last.start
    if not (last.is_number and following) or is_glued:
        return False
    is_joined = following[0].kind in ("dash", "slash", "dot") and is_close_between(found.text, end)
    behind = [word.kind for word in found.text[end : end + 2]]
    return is_joined or behind[0] == "MONTH" or behind == ["dot", "MONTH"]


def _hour_mark(found: Found) -> Part | None:
    """`14h30`; `2h30` is how long."""
    return _plain(found) if found.value("h") > LONGEST_IN_HOURS else None


def _hours_and_minutes(found: Found) -> Part | None:
    """`14h30min`, `a las 2 horas y 30 minutos`; `2h30min` and `10 hours 30 minutes` are how long."""
    is_led = not found.words()[0].kind.startswith("n")
    (unit,) = found.words("unit")
    is_spelled = unit.kind == "hour" and unit.text != unit.language.hour_letter
    is_length = is_spelled or found.value("h") <= LONGEST_IN_HOURS
    return None if (is_length and not is_led) or _has_capital_unit(found) else _plain(found)


def _uhr(found: Found) -> Part | None:
    """`16 Uhr 30 Minuten`, `15 Uhr 5`; not `15 Uhr 5. Mai`."""
    (clock,) = found.words("clock")
    is_uhr = clock.text in clock.language.clock_words_before_minutes
    is_other = _runs_into_a_date(found) or _has_capital_unit(found) or _counts(found)
    return _plain(found) if is_uhr and not is_other else None


def _hour_letter(found: Found) -> Part | None:
    """`13h`; `2h` is how long, and so is `13 hours`."""
    (unit,) = found.words("unit")
    is_letter = unit.text == unit.language.hour_letter
    return _plain(found) if is_letter and found.value("h") > LONGEST_IN_HOURS else None


def _no_hour(found: Found) -> Part | None:
    """`14pm`: perhaps 2 PM, perhaps a slip for 4 PM; `0am` is midnight."""
    start = found.match.start()
    if start and found.text[start - 1].kind in ("colon", "dot"):
        return None
    if found.kind("h") in ("n0", "n00") and _half(found) == "am":
        return _plain(found)
    said = " ".join(word.text for word in found.words() if word.kind not in ("at", "from"))
    return Unbookable(f"“{said}” is no time of day. Type it as “2pm” or “14:00”.")


def _bare(found: Found) -> Clock:
    """A mere number: a clock only beside something that makes it one."""
    hour = found.value("h")
    return Clock(hour=hour, bare=True, exact=hour > 12 or hour == 0)


def _before_on(found: Found) -> Part:
    """The 5 of `5 on May 28`: a clock where a day follows."""
    return replace(_bare(found), before_on=True)


def _run_together(found: Found) -> Part | None:
    """`230pm`, `1430`, `0900 hours`; `111pm` is rather a slip."""
    hour, minute = divmod(found.value("c"), 100)
    if found.kind("c") == "hmm" and minute % 5:
        return None
    is_four = len(found.words("c")[0].text) == 4
    clock = _clock(hour, minute, found, exact=is_four and not _half(found))
    is_year = found.kind("c") == "y4c" and len(found.words()) == 1
    return replace(clock, year_like=True) if clock and is_year else clock


def _bare_run_together(found: Found) -> Part | None:
    """`tonight 630`: a clock only beside something that makes it one."""
    clock = _run_together(found)
    return replace(clock, bare=True) if isinstance(clock, Clock) else None


def _on_the_hour(found: Found) -> Part | None:
    """`T14`, as ISO has it; `T1` has been cut off."""
    is_whole = len(found.words("h")[0].text) == len("14")
    return _clock(found.value("h"), 0, found, exact=True) if is_whole else None


def _to_the_second(found: Found) -> Part | None:
    """`T143000`."""
    hour, rest = divmod(found.value("c"), 10_000)
    minute, second = divmod(rest, 100)
    is_clock = hour < 24 and minute < 60 and second < 60
    return Clock(hour, minute, exact=True) if is_clock else None


def _with_comma(found: Found) -> Part | None:
    """`2,30 pm`, `14,30`; not the 12th in `feb 12,10pm`."""
    place = found.match.start("m") - 1
    is_close = joins_numbers(found.text, place)
    return _plain(found) if is_close and found.value("m") > _LAST_HOUR else None


def _quarter(found: Found) -> Part | None:
    """`quarter to 12:00`, `half past 3:00pm`."""
    is_past = found.kind("to") in ("past", "after")
    return _around(found, sign=1 if is_past else -1)


def _hundred(found: Found) -> Part | None:
    """`fourteen hundred`, `oh nine hundred hours`."""
    return Clock(hour=found.value("h"), exact=True)


def _minutes_past(found: Found) -> Part | None:
    is_clock = found.kind("n") in _MINUTES or found.value("n") < _AN_HOUR
    return _around(found, sign=1) if is_clock else None


def _three_quarters(found: Found) -> Part | None:
    """`three quarters past nine`."""
    is_spelt = not found.words("n")[0].is_number
    return _clock(found.value("h"), 45, found) if is_spelt and found.value("n") == 3 else None


def _minutes_to(found: Found) -> Part | None:
    """`ten to four`; `2 to 4` and `9 to noon` are ranges, unless `minutes` says otherwise."""
    kinds = {word.kind for word in found.words()}
    first = found.words("n")[0]
    is_round = not first.value % 5
    hour = found.maybe("h")
    is_no_hour = first.value > _LAST_HOUR and (
        _is_half_day(found) or (is_round and hour is not None and hour <= _LAST_HOUR)
    )
    if (is_round and not first.is_number) or is_no_hour or _SURELY_MINUTES & kinds:
        return _around(found, sign=-1)
    is_til = any(word.text in word.language.till for word in found.words("to"))
    is_at = any(word.text in word.language.at for word in found.words())
    if is_round and (is_at or is_til or _is_over_long(first.value, found)):
        said = " ".join(word.text for word in found.words() if word.kind not in ("at", "about"))
        last = found.words("h")[0].text
        return Unbookable(
            f"“{said}” may be minutes or hours. Type “from {first.text} to {last}” or the time."
        )
    return None


def _is_half_day(found: Found) -> bool:
    """Whether the hour is said to be of the morning or afternoon: `20 to 5pm`, `25 to noon`."""
    return found.kind("h") in _NAMED_HOURS or (
        _half(found) != "" and found.value("h") <= _LAST_HOUR
    )


def _is_over_long(first: int, found: Found) -> bool:
    """Whether `5 to 3pm`, `10 to 9pm` is as likely to be minutes as a day's long range."""
    if _half(found) != "pm" or found.value("h") > _LAST_HOUR or found.value("h") == _LAST_HOUR:
        return False
    return first in (5, 10) and found.value("h") <= first and found.value("h") + 12 - first >= 10


_LAST_HOUR = 12
_SURELY_MINUTES = frozenset({"minute", "m", "quarter", "before", "para"})


def _around(found: Found, *, sign: int) -> Part | None:
    minutes = _MINUTES.get(found.kind("n")) or found.value("n")
    if found.kind("h") in _NAMED_HOURS:
        return _off(_NAMED_HOURS[found.kind("h")], sign * minutes)
    hour, half = found.value("h"), _half(found)
    if half and hour <= 12:
        return _off(hour % 12 + (12 if half == "pm" else 0), sign * minutes)
    total = hour * 60 + sign * minutes
    hour = total // 60 or 12
    return Clock(hour=hour, minute=total % 60, exact=hour > 12)


_AN_HOUR = 60
_MINUTES = {"half": 30, "meia": 30, "quarter": 15}
_NAMED_HOURS = {"noon": 12, "midi": 12, "midnight": 24}


def _off(hour: int, minutes: int) -> Part:
    total = hour * 60 + minutes
    return Clock(hour=total // 60 % 24, minute=total % 60, exact=True)


def _and_minutes(found: Found) -> Part | None:
    """`las tres y media`, `3 heures et quart`: no English clock is said so."""
    is_added = any(word.text in word.language.plus for word in found.words())
    is_sum = is_added and found.words("n")[0].is_number
    return None if is_sum else _around(found, sign=1)


def _less_minutes(found: Found) -> Part | None:
    """`las cuatro menos cuarto`."""
    return _around(found, sign=-1)


def _half_hour_before(found: Found) -> Part | None:
    """`halb drei`, which is half past two."""
    return _clock(found.value("h") - 1 or 12, 30, found)


def _quarter_hour_before(found: Found) -> Part | None:
    """`dreiviertel vier`, which is a quarter to four."""
    return _clock(found.value("h") - 1 or 12, 45, found)


def _half_hour_words(found: Found) -> Part | None:
    """`half three`, as the British say half past three."""
    return _clock(found.value("h"), 30, found)


def _spoken(found: Found) -> Part | None:
    """`two thirty`, `nine fifty-nine a m`; in digits (`3 15`) only after `at` or before am or pm.

    The 10 of `friday 11 10am` is a clock already.
    """
    if _runs_into_a_date(found):
        return None
    in_digits = any(word.is_number for word in found.words() if word.kind.startswith("n"))
    if in_digits and (found.has("joint") or not (found.has("at") or _half(found))):
        return None
    if in_digits and found.kind("m") == "n10_12" and not found.has("at"):
        return None
    clock = _clock(found.value("h"), found.value("m"), found)
    is_year = found.value("h") == 20 and not in_digits and not found.has("at")
    return replace(clock, year_like=is_year) if clock else None


def _noon(found: Found) -> Part | None:
    return Clock(hour=12, exact=True, name="noon") if _is_twelve(found) else None


def _twelve_n(found: Found) -> Part | None:
    """`12n`; `12 m.` in Spanish."""
    is_close = found.words()[-2].end == found.words()[-1].start
    letter = found.words()[-1]
    return _noon(found) if is_close or letter.text in letter.language.noon_letters else None


def _noon_and(found: Found) -> Part:
    """`meio-dia e meia`."""
    return Clock(hour=12, minute=_MINUTES[found.kind("n")], exact=True)


def _noon_minutes(found: Found) -> Part | None:
    """`midi quinze`; a number in digits may be a day's, a capitalized one a name's: `noon Ten Hoeve`."""
    (number,) = found.words("n")
    return None if number.is_number or number.is_titled else _around(found, sign=1)


def _meio_dia_and(found: Found) -> Part:
    """`meio-dia e dez`."""
    return _off(12, found.value("n"))


def _to_meio_dia(found: Found) -> Part:
    """`quinze para o meio-dia`."""
    return _off(12, -(_MINUTES.get(found.kind("n")) or found.value("n")))


def _noon_hours(found: Found) -> Part | None:
    """The `mittags` of `mittags um zwölf`."""
    return DayTime(begins=_NOON) if found.words()[-1].language.noon_is_a_daytime else None


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


def _daytime(found: Found) -> Part:
    return DayTime(begins=found.value("part"), today=found.kind("this") != "")


def _daytime_of(found: Found) -> Part | None:
    """`the morning of March 5`."""
    return _daytime(found) if found.match.end() < len(found.text) else None


def _morning(_: Found) -> Part:
    return DayTime(begins=_MORNING)


def _manana(found: Found) -> Part | None:
    """`de la mañana`; `de mañana` is tomorrow's."""
    is_tomorrow = [word.kind for word in found.words()[:-1]] == ["de"]
    return None if is_tomorrow else _morning(found)


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
    return DayTime(begins=_MORNING if _half(found) == "am" else _NOON)


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


def _told_until(_: Found) -> Part:
    """`starts 2pm Thursday, ends 4pm`."""
    return Until(told=True)


def _until(found: Found) -> Part | None:
    """The dash of `2 - 4`; not that of `3pm - 4 Jan`, whose number begins a date."""
    end = found.match.end()
    kinds = [word.kind for word in found.text[end : end + 2]]
    is_loose = not is_close_between(found.text, end - 1)
    is_before_date = found.words()[-1].kind == "dash" and is_loose and kinds[1:] == ["MONTH"]
    return None if is_before_date else Until()


RULES: tuple[Rule, ...] = (
    (
        _plain,
        (
            "AT h:HOUR24 colon m:MINUTE (colon s:MINUTE ((dot | comma) NUMERIC)?)? "
            "OCLOCK? (dash? (in the)? half:HALF)? (OCLOCK | about | dash? ish about?)?"
        ),
    ),
    (_plain, "AT h:HOUR24 colon m:MINUTE (dash? half:HALF)? HOURS"),
    (_hour_mark, "AT h:HOUR24 hour m:TWO_MINUTES"),
    (_hours_and_minutes, "AT h:HOUR24 unit:HOURS (and | with)? m:MINUTE (MINUTES | n)"),
    (_uhr, "AT h:HOUR24 clock:oclock and? m:MINUTE MINUTES"),
    (_no_hour, "AT h:(n0 | n00 | n13_23 | n24 | n25_31 | n32_59 | n60_99) half:(am | pm)"),
    (_hour_letter, "AT h:HOUR24 unit:hour"),
    (
        _plain,
        "AT h:HOUR12 (OCLOCK | dash? ish)* dash? (in the)? half:HALF (OCLOCK | about | dash? ish)?",
    ),
    (_plain, "for about? h:HOUR12 (colon m:MINUTE (colon s:MINUTE)?)? half:HALF"),
    (_plain, "half:(am | pm) h:HOUR12 colon m:MINUTE"),
    (_plain_minutes, "AT h:HOUR24 OCLOCK m:TWO_MINUTES about?"),
    (_uhr, "AT h:HOUR24 clock:oclock m:n1_9"),
    (_plain, "AT h:HOUR24 (OCLOCK ish? | dash? ish) about?"),
    (_plain, "(at | from | about | las) the? las? about? h:HOUR24 ish? about?"),
    (_plain_minutes, "AT h:HOUR24 hours m:TWO_MINUTES half:HALF?"),
    (_plain, "AT h:HOUR24 hours"),
    (_plain, "AT h:HOUR24 dot m:MINUTE half:HALF"),
    (_plain, "(at | from) the? about? h:HOUR24 dot m:TWO_MINUTES OCLOCK?"),
    (_dotted, "h:HOUR24 dot m:TWO_MINUTES (HOURS | OCLOCK)?"),
    (_on_the_hour, "t h:HOUR24"),
    (_to_the_second, "t c:n6"),
    (_before_on, "h:HOUR24 on"),
    (_bare, "h:HOUR24"),
    (_run_together, "AT c:CLOCK4 (HOURS | half:HALF)?"),
    (_run_together, "AT c:hmm dash? ish? half:HALF"),
    (_run_together, "at about? c:hmm ish?"),
    (_bare_run_together, "c:hmm"),
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
    (_with_comma, "AT h:HOUR24 comma m:TWO_MINUTES half:HALF"),
    (_with_comma, "(at | las) h:HOUR24 comma m:TWO_MINUTES"),
    (_less_minutes, "AT h:(HOUR24 | NOON) (OCLOCK | hours)? less the? n:(quarter | SMALL)"),
    (_half_hour_words, "at? half h:HOUR12 half:HALF?"),
    (_quarter_hour_before, "at? dreiviertel h:HOUR12 OCLOCK?"),
    (_half_hour_before, "at? halb h:HOUR12 OCLOCK?"),
    (_spoken, "at:at? h:HOUR24 joint:dash? m:TWO_MINUTES half:HALF?"),
    (_twelve_n, "AT h:n10_12 (colon n00)? n"),
    (_noon, "AT high? (h:n10_12 (colon n00)? dash? | meio dash?)? NOON (dash? ish)?"),
    (_noon, "AT (meio | mid) dash? day"),
    (_noon, "AT h:n10_12 (colon n00)? OCLOCK? de the? (day | NOON)"),
    (_noon_and, "AT meio dash? day and n:(half | meia | quarter)"),
    (_meio_dia_and, "AT meio dash? day and n:TWO_MINUTES MINUTES?"),
    (
        _to_meio_dia,
        "AT n:(quarter | half | TWO_MINUTES) MINUTES? para (the | a_to)? meio dash? day",
    ),
    (_noon_minutes, "AT h:(NOON | midnight) n:TWO_MINUTES"),
    (_noon_hours, "IN_THE noon"),
    (_midnight, "AT (h:n10_12 (colon n00)? dash?)? midnight"),
    (_night_half, "AT (meia | mid) dash? part:DAYTIME"),
    (_close, "at? the? (eod | end of the? business? day | (close | end) of business)"),
    (_close, "at? the? end of"),
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
    (_manana, "IN_THE manana"),
    (_tonight, "tonight | today DAYTIME"),
    (_same_time, "(at | for)? the? same time"),
    (_this_time, "(at | for | about)* this time"),
    (_told_until, "comma? ends colon? at?"),
    (_until, "comma? and? continuing (TO | a_to) the?"),
    (_until, "(TO | a_to) (the | las)?"),
)
