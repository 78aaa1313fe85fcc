"""Dates in words: `March 5`, `5 March 2027`, `the 15th`; months and years beside a day."""

from bot.times.reading.grammar.found import Found, Rule, follows_weekday
from bot.times.reading.kinds import NUMBERS
from bot.times.reading.languages import in_any_language
from bot.times.reading.parts import Calendar, Part, Period, Unbookable, Year
from bot.times.reading.token import is_close_between


def year_said(found: Found) -> int | None:
    """The year said; two digits are of this century."""
    year = found.maybe("y")
    return year + 2000 if year is not None and year < 100 else year


def _named_month(found: Found) -> Part:
    return Calendar(day=found.value("d"), month=found.value("m"), year=year_said(found))


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
    return Calendar(found.value("d"), found.maybe("m"), year_said(found)) if is_date else None


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


def periods_ahead(found: Found) -> int:
    """How far ahead the week, month or year is: 1 where `next` was said of it."""
    return 1 if found.kind("w") in ("next", "coming", "either") else 0


def _month(found: Found) -> Part:
    """`in March 2027`: where to look for the day said beside it."""
    return Period(unit="month", month=found.value("m"), year=year_said(found))


def _this_month(found: Found) -> Part:
    return Period(unit=found.kind("unit"), ahead=periods_ahead(found))


def _this_weekend(_: Found) -> Part:
    """`Saturday this weekend`."""
    return Period(unit="week")


def _after_next(found: Found) -> Part:
    return Period(unit=found.kind("unit"), ahead=2)


def _year_alone(found: Found) -> Part:
    return Year(found.value("y"))


def _spelled_year(found: Found) -> Part | None:
    """`twenty twenty-seven`, `two thousand twenty-seven`; in digits it is none."""
    if any(word.is_number for word in found.words()) or found.value("c") not in (2, 20):
        return None
    return Year(2000 + found.value("y"))


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
    (_spelled_year, "(comma | of | in)* c:n13_23 dash? y:THESE_YEARS"),
    (_spelled_year, "(comma | of | in)* c:n1_9 thousand and? y:TWO"),
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
    (_day_of_month, "(on | the | for | at)* d:ORD (of the month)?"),
    (_day_of_month, "(on the? | the) d:DAY"),
    (_day_numbered, "(on | the)* day d:DAY"),
    (_day_numbered, "(on | the)* day d:DAY of m:MONTH ((NEAR | of)* y:YEAR)?"),
    (_bare_day, "d:LARGE_DAY comma?"),
    (_small_bare_day, "d:DAY"),
    (_day_or_start, "d:DAY joint:(TO | a_to)"),
    (_month, "(IN)? m:MONTH comma? y:YEAR"),
    (_month, "IN? m:MONTH"),
    (_this_month, "later? IN? the? w:(this | NEXT) unit:(week | month | year)"),
    (_this_month, "IN? the? unit:(week | month | year) that? w:NEXT"),
    (_this_weekend, "(on | for)? (this | the) weekend"),
    (_this_month, "IN the unit:(week | month | year)"),
    (_after_next, "IN? the? unit:(week | month) after next"),
    (_after_next, "IN? the? overnext unit:week"),
)
