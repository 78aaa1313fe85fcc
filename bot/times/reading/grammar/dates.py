"""Dates of the calendar: `March 5`, `5 March 2027`, `3/5/27`, `2027-03-05`, `the 15th`."""

from dataclasses import replace
from datetime import date, timedelta

from bot.times.reading.grammar.found import Found, Rule, follows_weekday, is_torn
from bot.times.reading.kinds import NUMBERS
from bot.times.reading.languages import in_any_language
from bot.times.reading.languages.english import ENGLISH
from bot.times.reading.parts import Calendar, Nth, Part, Period, Unbookable, Year
from bot.times.reading.token import Token, is_close_between
from bot.times.zone_abbreviations import ABBREVIATIONS


def _year(found: Found) -> int | None:
    """The year said; two digits are of this century."""
    year = found.maybe("y")
    return year + 2000 if year is not None and year < 100 else year


def _named_month(found: Found) -> Part:
    return Calendar(day=found.value("d"), month=found.value("m"), year=_year(found))


def _day_first(found: Found) -> Part | None:
    """`5 March`, `5. März`; the 11 of `11, Feb 29` stands apart."""
    end = found.match.end()
    is_apart = any(word.kind == "comma" for word in found.words())
    is_before_day = end < len(found.text) and found.text[end].is_number
    return None if is_apart and is_before_day else _named_month(found)


def _day_first_of_short_year(found: Found) -> Part | None:
    """`5 March 45`; the 29 of `11, Feb 29 2028` is a day."""
    comma = any(
        word.kind == "comma" for word in found.text[found.match.start() : found.match.start("m")]
    )
    return None if comma else _named_month(found)


def _with_short_year(found: Found) -> Part | None:
    """`March 5 45`; a number that may be a day (`Jan 30 31`) is no year."""
    return _named_month(found) if found.value("y") > _LAST_DAY else None


def _close_short_year(found: Found) -> Part | None:
    """`5-Mar-27`; the 10 of `11 December - 10 ET` is no year."""
    is_close = is_close_between(found.text, found.match.end() - 2)
    return _named_month(found) if is_close else None


_LAST_DAY = 31


def _year_first(found: Found) -> Part:
    return Calendar(found.value("d"), month=found.value("m"), year=found.value("y"))


def _in_numbers(found: Found) -> Part | None:
    """`7/6/27`: which is the month is decided later, from the person's locale."""
    return _either(found.value("a"), found.value("b"), year=_year(found))


def _dotted(found: Found) -> Part | None:
    """`6.7.2027`, in the order of the locale; without a clock `1.1.30` is rather the number of a version."""
    if is_torn(found) and not all(_is_loose_behind(found, at) for at in _dots(found)[:2]):
        return None
    is_timed = any(word.kind in _BESIDE_A_DATE for word in found.text)
    is_short = found.kind("y") in _TWO_DIGITS and max(found.value("a"), found.value("b")) <= 12
    is_version = is_short and not found.text[0].language.short_dotted_dates
    if is_version and not is_timed and "n1_9" in (found.kind("a"), found.kind("b")):
        return None
    return _either(found.value("a"), found.value("b"), year=_year(found))


_BESIDE_A_DATE = frozenset(
    {"am", "pm", "colon", "oclock", "noon", "midi", "midnight", "at", "hours"}
)


def _dots(found: Found) -> list[int]:
    start, end = found.match.span()
    return [at for at in range(start, end) if found.text[at].kind == "dot"]


def _is_loose_behind(found: Found, place: int) -> bool:
    """Whether a blank follows the mark: the dots of `15. 3. 2027`; the first only of `8. 14.30`."""
    behind = found.text[place + 1 : place + 2]
    return bool(behind) and found.text[place].end < behind[0].start


def _either(first: int, second: int, *, year: int | None) -> Part | None:
    return Calendar(day=second, month=first, year=year, in_numbers=True)


_TWO_DIGITS = frozenset({"n00", "n01_09", "n10_12", "n13_23", "n24", "n25_31", "n32_59", "n60_99"})


def _dashed(found: Found) -> Part | None:
    """`2-15`, `12-11 3pm`: a date only where it can be no range of hours, and nothing is spelt out."""
    if not all(word.is_number for word in (*found.words("a"), *found.words("b"))):
        return None
    month, day = found.value("a"), found.value("b")
    if month <= 12 < day:
        return _either(month, day, year=None)
    is_apart = is_close_between(found.text, found.match.end() - 2)
    is_beside_clock = _is_before_clock(found) or _ends_behind_clock(found)
    is_date = min(month, day) <= 12 and is_apart and is_beside_clock
    is_amid_words = any(word.kind == "unknown" and not _is_zone(word) for word in found.text)
    return _either(month, day, year=None) if is_date and not is_amid_words else None


def _is_zone(word: Token) -> bool:
    """Whether a word outside the grammar is the letters or the name of a zone: `ET`, `pacific`."""
    return word.text in ENGLISH.zone_words or word.text in ABBREVIATIONS


def _is_before_clock(found: Found) -> bool:
    """Whether a clock follows: `12-11 at 3pm`, `12-11: 2:30pm`, `12-11 noon`; not `9-11 12 Dec`."""
    text, place = found.text, found.match.end()
    if place < len(text) and text[place].kind in _PARTING and not is_close_between(text, place):
        place += 1
    kinds = [*(word.kind for word in text[place : place + 4]), "", "", "", ""][:4]
    if kinds[0] in _HOURS:
        is_dotted_clock = kinds[1] == "dot" and kinds[3] in ("am", "pm", "oclock")
        is_bare_range = kinds[1] == "dash" and kinds[3] not in _OF_CLOCKS
        return is_dotted_clock or not (is_bare_range or kinds[1] in _OF_DATES)
    return kinds[0] in _LEADING_TO_CLOCKS


def _ends_behind_clock(found: Found) -> bool:
    """Whether it ends the text behind a clock that is told as one: `3pm on 12-11`."""
    text, (start, end) = found.text, found.match.span()
    kinds = {word.kind for word in text[:start]}
    is_joined = start > 0 and text[start - 1].kind in ("dash", "to", "slash")
    return end == len(text) and bool(kinds & _TELLING_CLOCKS) and not is_joined


_PARTING = frozenset({"comma", "colon", "dash", "bar", "open", "slash"})
_HOURS = frozenset({"n1_9", "n01_09", "n10_12", "n13_23", "hhmm"})
_OF_CLOCKS = frozenset({"am", "pm", "a", "p", "colon", "oclock", "hour", "hours"})
_OF_DATES = frozenset({"MONTH", "slash", "dot", "of", "de", "to", ""})
_LEADING_TO_CLOCKS = frozenset({"at", "noon", "midi", "midnight", "half", "quarter", "starting"})
_TELLING_CLOCKS = frozenset({"am", "pm", "colon", "oclock", "noon", "hhmm", "hours"})


def _compact(found: Found) -> Part | None:
    """`20270128`."""
    year, rest = divmod(found.value("n"), 10_000)
    month, day = divmod(rest, 100)
    if not (1900 <= year <= 2199 and 1 <= month <= 12 and day):
        return None
    return Calendar(day=day, month=month, year=year)


def _day_of_week(found: Found) -> Part | None:
    """`2027-W05-4`, as ISO counts weeks."""
    try:
        day = date.fromisocalendar(found.value("y"), found.value("w"), found.value("d"))
    except ValueError:
        return None
    return Calendar(day.day, month=day.month, year=day.year)


def _day_of_year(found: Found) -> Part | None:
    """`2027-028`."""
    day = date(found.value("y"), 1, 1) + timedelta(days=found.value("n") - 1)
    is_day = day.year == found.value("y") and len(found.words("n")[0].text) == 3
    return Calendar(day.day, month=day.month, year=day.year) if is_day else None


def _day_of_month(found: Found) -> Part | None:
    """`the 5th`, `15th`; `second` or `first` alone may count something else."""
    following = found.text[found.match.end() :][:1]
    is_placed = bool(following) and following[0].kind in ("of", "de")
    is_mere_word = found.words()[0].text.isalpha() and len(found.words()) == 1
    return None if is_mere_word and not is_placed else Calendar(day=found.value("d"))


def _bare_day(found: Found) -> Part | None:
    """`15, 8pm`: a number too large for most clocks, beside a clock or a weekday; not that of `14h30`."""
    before, number = found.text[found.match.start() - 1], found.words("d")[0]
    is_glued = before.end == number.start and before.kind in ("hour", "hours")
    return None if is_glued else Calendar(day=found.value("d"), bare=True)


def _day_numbered(found: Found) -> Part | None:
    """`el día 23`, `dia 2 de janeiro`; in English `day 3` may be that of a trial."""
    is_date = any(word.text in word.language.days_of_the_month for word in found.words())
    return Calendar(found.value("d"), found.maybe("m"), _year(found)) if is_date else None


def _small_bare_day(found: Found) -> Part | None:
    """The 7 of `lunes 7 a las 15:30`, `friday 7 10am`, `Freitag, 7., 10 Uhr`: the clock is said apart.

    Before `to` or a dash (`friday 7 - 10am`) it begins a range, or is asked about.
    """
    following = found.text[found.match.end() :][:2]
    kinds = tuple(word.kind for word in following)
    is_apart = kinds[:1] == ("at",) or kinds in _BEFORE_ITS_CLOCK
    is_apart |= bool(following) and following[0].text in _BEFORE_CLOCKS
    if not is_apart and follows_weekday(found):
        is_apart = not kinds or following[0].is_number or kinds[0] in _BEFORE_A_CLOCK
        is_apart |= kinds[:1] in (("from",), ("de",)) and all(
            one.is_number for one in following[1:]
        )
    return _bare_day(found) if is_apart else None


def _day_or_start(found: Found) -> Part | None:
    """The 4 of `friday 4 - 10am`, `vendredi 4 à 10h`; `friday 9-11am` is a range."""
    joint, end = found.words("joint")[0], found.match.end()
    is_close = found.text[end - 2].end == joint.start and joint.kind == "dash"
    is_range = is_close and found.value("d") >= _EARLY
    is_before_clock = end < len(found.text) and (
        found.text[end].is_number or found.text[end].kind in _CLOCK_WORDS
    )
    if is_range or not is_before_clock or not follows_weekday(found):
        return None
    return Calendar(found.value("d"), bare=True, joint=joint.text)


_BEFORE_CLOCKS = in_any_language(lambda language: language.before_clocks)
_BEFORE_ITS_CLOCK = frozenset({("a_to", "las"), ("a_to", "the"), ("the", "noon"), ("a_to", "noon")})
_EARLY = 7
_CLOCK_WORDS = frozenset(
    {"noon", "midi", "midnight", "meio", "half", "quarter", "halb", "at", "a_to", "about"}
    | set(NUMBERS.split())
)
_BEFORE_A_CLOCK = frozenset(
    {"comma", "dot", "slash", "bar", "open", "close_bracket", "colon", "about"}
    | {"noon", "midi", "midnight"}
    | {"half", "halb", "quarter", "dreiviertel", "meio"}
)


def _nth(found: Found) -> Part | None:
    """`first Monday of March`, `last day of the month`, `third business day`."""
    is_last = found.kind("n") == "last"
    if is_last and found.kind("what") == "WEEKDAY" and len(found.words()) < 3:
        return None
    return _counted(found, count=-1 if is_last else found.value("n"))


def _nth_of_next(found: Found) -> Part | None:
    """`2nd Sunday of next May`: the next one there is, or that of the year behind it."""
    nth = _nth(found)
    return replace(nth, of_next=True) if isinstance(nth, Nth) else None


def _nth_of_this(found: Found) -> Part:
    """`last Friday of next month`."""
    count = -1 if found.kind("n") == "last" else found.value("n")
    nth = _counted(found, count=count)
    return replace(nth, ahead=_ahead(found), of_year=found.kind("unit") == "year")


def _ahead(found: Found) -> int:
    """How far ahead the month or year is: 1 where `next` was said of it."""
    return 1 if found.kind("w") in ("next", "coming", "either") else 0


def _nth_from_end(found: Found) -> Part:
    """`second to last Friday`, `the penultimate Friday`."""
    return _counted(found, count=-(found.maybe("n") or 2))


def _counted(found: Found, *, count: int) -> Nth:
    what = {"WEEKDAY": "weekday", "day": "day"}.get(found.kind("what"), "workday")
    weekday = found.value("what") if what == "weekday" else 0
    return Nth(count, what, weekday, month=found.maybe("m"), year=_year(found))


def _end_of_month(found: Found) -> Part:
    """`end of March`: its last day."""
    return Nth(count=-1, what="day", month=found.maybe("m"), year=_year(found))


def _end_of_this(found: Found) -> Part:
    """`end of next month`."""
    return Nth(count=-1, what="day", ahead=_ahead(found))


def _end_of_year(_: Found) -> Part:
    """`end of the year`: its last day."""
    return Nth(count=-1, what="day", month=12)


def _month(found: Found) -> Part:
    """`in March 2027`: where to look for the day said beside it."""
    return Period(unit="month", month=found.value("m"), year=_year(found))


def _this_month(found: Found) -> Part:
    return Period(unit=found.kind("unit"), ahead=_ahead(found))


def _this_weekend(_: Found) -> Part:
    """`Saturday this weekend`."""
    return Period(unit="week")


def _after_next(found: Found) -> Part:
    return Period(unit=found.kind("unit"), ahead=2)


def _year_alone(found: Found) -> Part:
    return Year(found.value("y"))


def _spelt_year(found: Found) -> Part | None:
    """`twenty twenty-seven`, `two thousand twenty-seven`; in digits it is none."""
    if any(word.is_number for word in found.words()) or found.value("c") not in (2, 20):
        return None
    return Year(2000 + found.value("y"))


def _all_the_time(found: Found) -> Part | None:
    """`24/7`, which is no date."""
    return (
        Unbookable("Type one date and time, such as “tomorrow 2pm”.")
        if found.words()[2].value == 7
        else None
    )


def _several_days(_: Found) -> Part:
    """`June 12-14`, `Monday to Friday`."""
    return Unbookable("That is more than one day. Type the day and time of one session.")


def _several_of_month(found: Found) -> Part | None:
    """`9-11 December`; of `9-11 Dec 8` the 8 is the day."""
    behind = [word.kind for word in found.text[found.match.end() :][:2]]
    is_before_day = behind[:1] and (behind[0] in _DAYS or behind[0] == "ORDINAL")
    is_date = is_before_day and behind[1:] not in (["am"], ["pm"], ["colon"])
    return None if is_date else _several_days(found)


def _several_behind_month(found: Found) -> Part | None:
    """`June 12-14`; the 11 of `Dec 8 - 11` behind a free dash may be an hour."""
    place = found.match.start("joint")
    is_free_dash = found.kind("joint") == "dash" and not is_close_between(found.text, place)
    is_hour = found.kind("last") in _OF_TWELVE and found.match.end("last") == found.match.end()
    is_alone = found.match.start("last") == place + 1
    return None if is_free_dash and is_hour and is_alone else _several_days(found)


_OF_TWELVE = frozenset({"n1_9", "n01_09", "n10_12"})
_DAYS = frozenset({"n1_9", "n01_09", "n10_12", "n13_23", "n24", "n25_31"})

RULES: tuple[Rule, ...] = (
    (_end_of_year, "ON* last day (of | in) (the | this)? year"),
    (
        _several_behind_month,
        "MONTH the? DAYORD joint:(TO | and) the? (MONTH the?)? last:DAYORD (NEAR* of? YEAR)?",
    ),
    (
        _several_of_month,
        "from? the? DAYORD of? MONTH? (TO | and) the? DAYORD of? MONTH (NEAR* YEAR)?",
    ),
    (_several_days, "(from | between)? the? ORD (TO | and) the? ORD"),
    (_several_days, "(from | between)? WEEKDAY (TO | and) the? NEXT? WEEKDAY"),
    (_several_days, "DAY slash DAY (slash (YEAR | TWO))? TO DAY slash DAY (slash (YEAR | TWO))?"),
    (_several_days, "(today | tomorrow) TO (tomorrow | the? NEXT? WEEKDAY)"),
    (_year_alone, "(of | in)? y:YEAR"),
    (_spelt_year, "(comma | of | in)* c:n13_23 dash? y:THESE_YEARS"),
    (_spelt_year, "(comma | of | in)* c:n1_9 thousand and? y:TWO"),
    (
        _named_month,
        "ON* m:MONTH (comma | dash | slash | dot)? the? d:DAYORD ((NEAR | of)* y:YEAR)?",
    ),
    (_named_month, "ON* m:MONTH (dash | slash)? the? d:DAYORD NEAR? apostrophe y:TWO"),
    (_close_short_year, "ON* m:MONTH (dash | slash)? the? d:DAYORD (dash | slash) y:TWO"),
    (_with_short_year, "ON* m:MONTH (dash | slash)? the? d:DAYORD NEAR? y:THESE_YEARS"),
    (_named_month, "this? the? d:ORD day of the? m:MONTH ((NEAR | of)* y:YEAR)?"),
    (_day_first, "ON* d:DAYORD NEAR* (day? of the?)? m:MONTH ((NEAR | of)* y:YEAR)?"),
    (_named_month, "ON* d:DAYORD (day? of the?)? m:MONTH next"),
    (_named_month, "ON* d:DAYORD NEAR* (day? of the?)? m:MONTH NEAR? apostrophe y:TWO"),
    (_close_short_year, "ON* d:DAYORD NEAR* (day? of the?)? m:MONTH (dash | slash) y:TWO"),
    (_day_first_of_short_year, "ON* d:DAYORD NEAR* (day? of the?)? m:MONTH NEAR? y:THESE_YEARS"),
    (_year_first, "on? y:YEAR NEAR m:UPTO99 NEAR d:DAY"),
    (_year_first, "on? y:YEAR NEAR* m:MONTH NEAR* d:DAYORD"),
    (_all_the_time, "n24 slash n1_9"),
    (_in_numbers, "ON* a:DAY slash b:DAY ((slash | comma) y:YEAR)?"),
    (_in_numbers, "ON* a:DAY slash b:DAY slash apostrophe? y:TWO"),
    (_in_numbers, "ON* a:DAY dash b:DAY dash y:YEAR"),
    (_in_numbers, "ON* a:DAY dash b:DAY dash y:TWO"),
    (_dotted, "ON* a:DAY dot b:DAY dot y:YEAR"),
    (_dotted, "ON* a:DAY dot b:DAY dot y:TWO"),
    (_dotted, "ON* a:DAY dot b:DAY dot"),
    (_dotted, "on a:DAY dot b:DAY"),
    (_dashed, "ON* a:DAY dash b:DAY"),
    (_compact, "on? n:n8"),
    (_day_of_week, "y:YEAR dash? week w:UPTO99 dash? d:n1_9"),
    (_day_of_year, "y:YEAR dash n:(n3 | hmm)"),
    (_day_of_month, "(on | the | for | at)* d:ORD (of the month)?"),
    (_day_of_month, "(on the? | the) d:DAY"),
    (_day_numbered, "(on | the)* day d:DAY"),
    (_day_numbered, "(on | the)* day d:DAY of m:MONTH ((NEAR | of)* y:YEAR)?"),
    (_bare_day, "d:LARGE_DAY comma?"),
    (_small_bare_day, "d:DAY"),
    (_day_or_start, "d:DAY joint:(TO | a_to)"),
    (
        _nth,
        "ON* n:(ORD | last) what:(WHAT | business day) (IN the? | this) m:MONTH (comma? y:YEAR)?",
    ),
    (_nth_of_next, "ON* n:(ORD | last) what:(WHAT | business day) IN? the? next m:MONTH"),
    (_nth, "ON* n:(ORD | last) what:(WHAT | business day) (IN the | of) month"),
    (_nth, "ON* n:(ORD | last) what:(WHAT | business day)"),
    (
        _nth_of_this,
        "ON* n:(ORD | last) what:(WHAT | business day) IN the? w:(this | NEXT) unit:(month | year)",
    ),
    (_nth, "ON* m:MONTH n:(ORD | last) what:WEEKDAY"),
    (
        _nth_from_end,
        (
            "ON* (n:ORD dash? (to dash? | from)? the? last | next dash? to dash? last | penultimate) "
            "what:WHAT (IN (the month | m:MONTH (comma? y:YEAR)?))?"
        ),
    ),
    (_end_of_month, "(at | on)? (the | of)* end of m:MONTH y:YEAR?"),
    (_end_of_month, "ON* last of (m:MONTH (comma? y:YEAR)? | the? month)"),
    (_end_of_this, "(at | on)? the? end of the? (w:(this | NEXT) month | month)"),
    (_end_of_this, "eom"),
    (_end_of_year, "eoy | (at | on)? the? end of the? (this? year)"),
    (_month, "(IN)? m:MONTH comma? y:YEAR"),
    (_month, "IN? m:MONTH"),
    (_this_month, "later? IN? the? w:(this | NEXT) unit:(week | month | year)"),
    (_this_month, "IN? the? unit:(week | month | year) that? w:NEXT"),
    (_this_weekend, "(on | for)? (this | the) weekend"),
    (_this_month, "IN the unit:(week | month | year)"),
    (_after_next, "IN? the? unit:(week | month) after next"),
    (_after_next, "IN? the? overnext unit:week"),
)
