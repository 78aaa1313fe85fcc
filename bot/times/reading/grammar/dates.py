"""Dates in words: `March 5`, `5 March 2027`, `the 15th`; months and years beside a day."""

from bot.times.reading.grammar.match import Match, Rule, follows_weekday
from bot.times.reading.kinds import NUMBERS
from bot.times.reading.languages import in_any_language
from bot.times.reading.parts import Calendar, Connector, Part, Period, Unsupported, Year
from bot.times.reading.token import Token, is_close_between


def year_said(match: Match) -> int | None:
    """The year said; two digits are of this century."""
    year = match.maybe("y")
    return year + 2000 if year is not None and year < 100 else year


def _named_month(match: Match) -> Part:
    return Calendar(day=match.value("d"), month=match.value("m"), year=year_said(match))


def _day_first(match: Match) -> Part | None:
    """`5 March`, `5. März`; the 11 of `11, Feb 29` stands apart."""
    end = match.end
    is_apart = any(word.kind == "comma" for word in match.words())
    is_before_day = end < len(match.tokens) and match.tokens[end].is_number
    return None if is_apart and is_before_day else _named_month(match)


def _day_first_of_short_year(match: Match) -> Part | None:
    """`5 March 45`; the 29 of `11, Feb 29 2028` is a day."""
    comma = any(word.kind == "comma" for word in match.tokens[match.start : match.start_of("m")])
    return None if comma else _named_month(match)


def _with_short_year(match: Match) -> Part | None:
    """`March 5 45`; a number that may be a day (`Jan 30 31`) is no year."""
    return _named_month(match) if match.value("y") > _LAST_DAY else None


def _close_short_year(match: Match) -> Part | None:
    """`5-Mar-27`; the 10 of `11 December - 10 ET` is no year."""
    is_close = is_close_between(match.tokens, match.end - 2)
    return _named_month(match) if is_close else None


_LAST_DAY = 31


def _day_of_month(match: Match) -> Part | None:
    """`the 5th`, `15th`; `second` or `first` alone may count something else."""
    following = match.tokens[match.end :][:1]
    is_placed = bool(following) and following[0].kind in ("of", "of_or_from")
    is_mere_word = match.words()[0].text.isalpha() and len(match.words()) == 1
    return None if is_mere_word and not is_placed else Calendar(day=match.value("d"))


def _bare_day(match: Match) -> Part | None:
    """`15, 8pm`: a number too large for most clocks, beside a clock or a weekday; not that of `14h30`."""
    before, number = match.tokens[match.start - 1], match.words("d")[0]
    is_glued = before.end == number.start and before.kind in ("hour", "hour_or_clock")
    return None if is_glued else Calendar(day=match.value("d"), bare=True)


def _day_numbered(match: Match) -> Part | None:
    """`el día 23`, `dia 2 de janeiro`; in English `day 3` may be that of a trial."""
    is_date = any(word.text in word.language.days_of_the_month for word in match.words())
    return Calendar(match.value("d"), match.maybe("m"), year_said(match)) if is_date else None


def _small_bare_day(match: Match) -> Part | None:
    """The 7 of `lunes 7 a las 15:30`, `friday 7 10am`, `Freitag, 7., 10 Uhr`: the clock is said apart.

    Before `to` or a dash (`friday 7 - 10am`) it begins a range, or is asked about.
    """
    following = match.tokens[match.end :][:2]
    kinds = tuple(word.kind for word in following)
    is_apart = kinds[:1] == ("at",) or kinds in _BEFORE_ITS_CLOCK
    is_apart |= bool(following) and following[0].text in _BEFORE_HOURS
    if not is_apart and follows_weekday(match):
        is_apart = not kinds or following[0].is_number or kinds[0] in _BEFORE_A_CLOCK
        is_apart |= kinds[:1] in (("from",), ("of_or_from",)) and all(
            one.is_number for one in following[1:]
        )
    return _bare_day(match) if is_apart else None


def _day_or_start(match: Match) -> Part | None:
    """The 4 of `friday 4 - 10am`, `vendredi 4 à 10h`; `friday 9-11am` is a range."""
    connector, end = match.words("joint")[0], match.end
    is_close = match.tokens[end - 2].end == connector.start and connector.kind == "dash"
    is_range = is_close and match.value("d") >= _EARLY
    is_before_clock = end < len(match.tokens) and (
        match.tokens[end].is_number or match.tokens[end].kind in _CLOCK_WORDS
    )
    if is_range or not is_before_clock or not follows_weekday(match):
        return None
    return Calendar(match.value("d"), bare=True, connector=_connector(connector))


def _connector(word: Token) -> Connector:
    if word.text in _AT_A_CLOCK:
        return Connector.AT
    return Connector.DASH if word.kind == "dash" else Connector.TO


_AT_A_CLOCK = in_any_language(lambda language: language.at_a_clock)
_BEFORE_HOURS = in_any_language(lambda language: language.before_hours)
_BEFORE_ITS_CLOCK = frozenset(
    {("at_or_to", "the_before_hours"), ("at_or_to", "the"), ("the", "noon"), ("at_or_to", "noon")}
)
_EARLY = 7
_CLOCK_WORDS = frozenset(
    {
        "noon",
        "noon_or_afternoon",
        "midnight",
        "mid_before_day",
        "half",
        "quarter",
        "half_before_hour",
        "at",
        "at_or_to",
        "about",
    }
    | set(NUMBERS.split())
)
_BEFORE_A_CLOCK = frozenset(
    {"comma", "dot", "slash", "bar", "open_bracket", "close_bracket", "colon", "about"}
    | {"noon", "noon_or_afternoon", "midnight"}
    | {"half", "half_before_hour", "quarter", "three_quarters", "mid_before_day"}
)


def periods_ahead(match: Match) -> int:
    """How far ahead the week, month or year is: 1 where `next` was said of it."""
    return 1 if match.kind("w") in ("next", "coming", "this_or_next") else 0


def _month(match: Match) -> Part:
    """`in March 2027`: where to look for the day said beside it."""
    return Period(unit="month", month=match.value("m"), year=year_said(match))


def _this_month(match: Match) -> Part:
    return Period(unit=match.kind("unit"), ahead=periods_ahead(match))


def _this_weekend(_: Match) -> Part:
    """`Saturday this weekend`."""
    return Period(unit="week")


def _after_next(match: Match) -> Part:
    return Period(unit=match.kind("unit"), ahead=2)


def _year_alone(match: Match) -> Part:
    return Year(match.value("y"))


def _spelled_year(match: Match) -> Part | None:
    """`twenty twenty-seven`, `two thousand twenty-seven`; in digits it is none."""
    if any(word.is_number for word in match.words()) or match.value("c") not in (2, 20):
        return None
    return Year(2000 + match.value("y"))


def _several_days(_: Match) -> Part:
    """`June 12-14`, `Monday to Friday`."""
    return Unsupported("That's more than one day. Enter the day and time of one session.")


def _several_of_month(match: Match) -> Part | None:
    """`9-11 December`; of `9-11 Dec 8` the 8 is the day."""
    after = [word.kind for word in match.tokens[match.end :][:2]]
    is_before_day = after[:1] and (after[0] in _DAYS or after[0] == "ORDINAL")
    is_date = is_before_day and after[1:] not in (["am"], ["pm"], ["colon"])
    return None if is_date else _several_days(match)


def _several_after_month(match: Match) -> Part | None:
    """`June 12-14`; the 11 of `Dec 8 - 11` after a free dash may be an hour."""
    place = match.start_of("joint")
    is_free_dash = match.kind("joint") == "dash" and not is_close_between(match.tokens, place)
    is_hour = match.kind("last") in _OF_TWELVE and match.end_of("last") == match.end
    is_alone = match.start_of("last") == place + 1
    return None if is_free_dash and is_hour and is_alone else _several_days(match)


_OF_TWELVE = frozenset({"num_1_9", "num_01_09", "num_10_12"})
_DAYS = frozenset({"num_1_9", "num_01_09", "num_10_12", "num_13_23", "num_24", "num_25_31"})


RULES: tuple[Rule, ...] = (
    (
        _several_after_month,
        "MONTH the? DAY_OR_NTH joint:(TO | and) the? (MONTH the?)? last:DAY_OR_NTH (DATE_MARK* of? YEAR)?",
    ),
    (
        _several_of_month,
        "from? the? DAY_OR_NTH of? MONTH? (TO | and) the? DAY_OR_NTH of? MONTH (DATE_MARK* YEAR)?",
    ),
    (_several_days, "(from | between)? the? NTH (TO | and) the? NTH"),
    (_several_days, "(from | between)? WEEKDAY (TO | and) the? NEXT? WEEKDAY"),
    (
        _several_days,
        "DAY slash DAY (slash (YEAR | TWO_DIGITS))? TO DAY slash DAY (slash (YEAR | TWO_DIGITS))?",
    ),
    (_several_days, "(today | tomorrow) TO (tomorrow | the? NEXT? WEEKDAY)"),
    (_year_alone, "(of | in)? y:YEAR"),
    (_spelled_year, "(comma | of | in)* c:num_13_23 dash? y:SHORT_YEAR"),
    (_spelled_year, "(comma | of | in)* c:num_1_9 thousand and? y:TWO_DIGITS"),
    (
        _named_month,
        "ON* m:MONTH (comma | dash | slash | dot)? the? d:DAY_OR_NTH ((DATE_MARK | of)* y:YEAR)?",
    ),
    (
        _named_month,
        "ON* m:MONTH (dash | slash)? the? d:DAY_OR_NTH DATE_MARK? apostrophe y:TWO_DIGITS",
    ),
    (
        _close_short_year,
        "ON* m:MONTH (dash | slash)? the? d:DAY_OR_NTH (dash | slash) y:TWO_DIGITS",
    ),
    (_with_short_year, "ON* m:MONTH (dash | slash)? the? d:DAY_OR_NTH DATE_MARK? y:SHORT_YEAR"),
    (_named_month, "this? the? d:NTH day of the? m:MONTH ((DATE_MARK | of)* y:YEAR)?"),
    (_day_first, "ON* d:DAY_OR_NTH DATE_MARK* (day? of the?)? m:MONTH ((DATE_MARK | of)* y:YEAR)?"),
    (_named_month, "ON* d:DAY_OR_NTH (day? of the?)? m:MONTH next"),
    (
        _named_month,
        "ON* d:DAY_OR_NTH DATE_MARK* (day? of the?)? m:MONTH DATE_MARK? apostrophe y:TWO_DIGITS",
    ),
    (
        _close_short_year,
        "ON* d:DAY_OR_NTH DATE_MARK* (day? of the?)? m:MONTH (dash | slash) y:TWO_DIGITS",
    ),
    (
        _day_first_of_short_year,
        "ON* d:DAY_OR_NTH DATE_MARK* (day? of the?)? m:MONTH DATE_MARK? y:SHORT_YEAR",
    ),
    (_day_of_month, "(on | the | for | at)* d:NTH (of the month)?"),
    (_day_of_month, "(on the? | the) d:DAY"),
    (_day_numbered, "(on | the)* day d:DAY"),
    (_day_numbered, "(on | the)* day d:DAY of m:MONTH ((DATE_MARK | of)* y:YEAR)?"),
    (_bare_day, "d:DAY_AFTER_12 comma?"),
    (_small_bare_day, "d:DAY"),
    (_day_or_start, "d:DAY joint:(TO | at_or_to)"),
    (_month, "(IN)? m:MONTH comma? y:YEAR"),
    (_month, "IN? m:MONTH"),
    (_this_month, "later? IN? the? w:(this | NEXT) unit:(week | month | year)"),
    (_this_month, "IN? the? unit:(week | month | year) that? w:NEXT"),
    (_this_weekend, "(on | for)? (this | the) weekend"),
    (_this_month, "IN the unit:(week | month | year)"),
    (_after_next, "IN? the? unit:(week | month) after next"),
    (_after_next, "IN? the? after_next unit:week"),
)
