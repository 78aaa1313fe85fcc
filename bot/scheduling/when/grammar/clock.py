"""Clock times: `2pm`, `14:30`, `half past two`, `noon`, `0900`, `in the morning`, `2-3:30pm`."""

from bot.scheduling.when.grammar.found import Found, Rule
from bot.scheduling.when.parts import Clock, DayTime, Part, SameTime, Until


def _half(found: Found) -> str:
    kind = found.kind("half")
    return f"{kind[0]}m" if kind else ""


def _plain(found: Found) -> Part | None:
    """`2:30 pm`, `14:30`, `2.30pm`, `3 o'clock`, `at 3`."""
    is_padded = found.kind("h") == "n01_09" and found.maybe("m") is not None
    return _clock(found.value("h"), found.maybe("m") or 0, found, exact=is_padded)


def _clock(hour: int, minute: int, found: Found, *, exact: bool = False) -> Part | None:
    half, second = _half(found), found.maybe("s") or 0
    if half and (hour > 23 or (hour == 0 and half == "pm")):
        return None
    if hour == 24 and (minute or second):
        return None
    return Clock(
        hour=hour,
        minute=minute,
        second=second,
        half=half if hour <= 12 else "",
        exact=exact or hour > 12 or hour == 0,
    )


def _dotted(found: Found) -> Part | None:
    """`at 14.30`: a dot for a colon, only with two digits after it."""
    return _plain(found)


def _bare(found: Found) -> Part | None:
    """A mere number: a clock only beside something that makes it one."""
    hour = found.value("h")
    return Clock(hour=hour, bare=True, exact=hour > 12 or hour == 0)


def _run_together(found: Found) -> Part | None:
    """`230pm`, `1430`, `0900 hours`."""
    hour, minute = divmod(found.value("c"), 100)
    is_four = len(found.words("c")[0].text) == 4
    if _half(found) and not 1 <= hour <= 12 and not is_four:
        return None
    return _clock(hour, minute, found, exact=is_four and not _half(found))


def _hundred(found: Found) -> Part | None:
    """`fourteen hundred`, `oh nine hundred hours`."""
    return Clock(hour=found.value("h"), exact=True)


def _minutes_past(found: Found) -> Part | None:
    return _around(found, sign=1)


def _minutes_to(found: Found) -> Part | None:
    """`ten to four`; in digits `2 to 4` is a range, unless `minutes` or `at` says otherwise."""
    words = found.words()
    by_clock = {"minute", "quarter", "half", "at", "about"} & {word.kind for word in words}
    first = found.words("n")[0]
    if not by_clock and found.kind("to") == "to" and (first.is_number or first.value % 5):
        return None
    return _around(found, sign=-1)


def _around(found: Found, *, sign: int) -> Part | None:
    minutes = {"half": 30, "quarter": 15, "a": 15}.get(found.kind("n")) or found.value("n")
    if found.kind("h") in ("noon", "midnight"):
        total = (720 if found.kind("h") == "noon" else 1440) + sign * minutes
        return Clock(hour=total // 60 % 24, minute=total % 60, exact=True)
    hour, half = found.value("h"), _half(found)
    total = hour * 60 + sign * minutes
    if half and hour <= 12:
        total = (hour % 12 + (12 if half == "pm" else 0)) * 60 + sign * minutes
        return Clock(hour=total // 60 % 24, minute=total % 60, exact=True)
    hour = total // 60 or 12
    return Clock(hour=hour, minute=total % 60, exact=hour > 12)


def _half_hour_words(found: Found) -> Part | None:
    """`half three`, as the British say half past three."""
    return _clock(found.value("h"), 30, found)


def _spoken(found: Found) -> Part | None:
    """`two thirty`, `nine fifty-nine a m`; in digits (`3 15`) only after `at` or before am or pm."""
    in_digits = any(word.is_number for word in found.words() if word.kind.startswith("n"))
    if in_digits and not found.has("at") and not _half(found):
        return None
    return _clock(found.value("h"), found.value("m"), found)


def _noon(_: Found) -> Part:
    return Clock(hour=12, exact=True, name="noon")


def _midnight(_: Found) -> Part:
    return Clock(hour=0, exact=True, name="midnight")


def _close(_: Found) -> Part:
    return Clock(hour=17, exact=True, name="end of the day")


def _daytime(found: Found) -> Part:
    return DayTime(begins=found.value("part"), today=found.kind("this") != "")


def _tonight(_: Found) -> Part:
    return DayTime(begins=17, today=True)


RULES: tuple[Rule, ...] = (
    (
        _plain,
        "(at | from | about)* h:HOUR24 colon m:MINUTE (colon s:MINUTE (dot NUMERIC)?)? "
        "(dash? half:HALF)? (hour | oclock | about | ish about?)?",
    ),
    (
        _plain,
        "(at | from | about)* h:HOUR12 (oclock | ish)* dash? (in the)? half:HALF (oclock | about)?",
    ),
    (_plain, "(at | from | about)* h:HOUR12 (oclock ish? | ish) (about)?"),
    (_plain, "(at | from) about? h:HOUR24 about?"),
    (_dotted, "(at | from | about)* h:HOUR24 dot m:MINUTE half:HALF"),
    (_dotted, "at about? h:HOUR24 dot m:TWO_MINUTES"),
    (_dotted, "h:HOUR24 dot m:TWO_MINUTES hour?"),
    (_bare, "h:HOUR24"),
    (_run_together, "(at | from | about)* c:CLOCK4 (hour | half:HALF)?"),
    (_run_together, "(at | from | about)* c:hmm dash? half:HALF"),
    (_run_together, "at about? c:hmm"),
    (_hundred, "(at | from | about)* oh? h:HOUR24 hundred hour?"),
    (_minutes_past, "(at | from | about)* n:half dash? past h:HOUR24 half:HALF?"),
    (
        _minutes_past,
        "(at | from | about)* (a | an)? n:(quarter | SMALL) minute? PASSED "
        "h:(HOUR24 | noon | midnight) oclock? half:HALF?",
    ),
    (
        _minutes_to,
        "(at | about)* (a | an)? n:(quarter | half | SMALL) minute? to:TOWARDS "
        "h:(HOUR24 | noon | midnight) oclock? half:HALF?",
    ),
    (_half_hour_words, "at? half h:HOUR12 half:HALF?"),
    (_spoken, "at:at? h:HOUR24 m:TWO_MINUTES half:HALF?"),
    (_noon, "(at | from | about)* (n10_12 dash?)? noon"),
    (_midnight, "(at | from | about)* (n10_12 dash?)? midnight"),
    (_close, "(at | by)? (the | of)* (eod | end of the? business? day | close of business)"),
    (_daytime, "(in | on | at)? (the | this:this)? part:DAYTIME"),
    (_tonight, "tonight"),
    (lambda _: SameTime(), "(at | for)? the? same time"),
    (lambda _: Until(), "TO"),
)
