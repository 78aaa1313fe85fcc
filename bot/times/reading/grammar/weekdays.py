"""Days of the week: `Friday`, `next Tuesday`, `Monday next week`, `a week from Friday`."""

from bot.times.reading.grammar.match import Match, Rule
from bot.times.reading.languages import values_in_any_language
from bot.times.reading.parts import Amount, Part, Shift, Weekday, Which

_WHICH = {
    "this": Which.NEAREST,
    "coming": Which.NEAREST,
    "this_or_next": Which.EITHER,
    "next": Which.NEXT,
    "previous": Which.LAST,
    "last": Which.LAST,
    "past": Which.LAST,
}


_WEEKDAY_LETTERS = values_in_any_language(lambda language: language.weekday_letters)


def _weekday(match: Match) -> Part:
    return Weekday(
        day=match.value("d"),
        which=_WHICH.get(match.kind("w"), Which.NEAREST),
        said_which=match.kind("w") != "",
    )


def _this_or_next(match: Match) -> Part:
    """Either of two: `this next Friday`."""
    return Weekday(day=match.value("d"), which=Which.EITHER, said_which=True)


def _following(match: Match) -> Part | None:
    """`the Monday following Labor Day`."""
    is_told = match.words()[-1].text in match.words()[-1].language.following
    return Shift(Amount(days=1), weekday=match.value("d")) if is_told else None


def _after_next(match: Match) -> Part:
    return Weekday(day=match.value("d"), which=Which.AFTER_NEXT)


def _weeks_from(match: Match) -> Part:
    """`a week from Friday`, `two weeks on Monday`, `Tuesday week`."""
    which = _WHICH.get(match.kind("w"), Which.NEAREST)
    return Weekday(day=match.value("d"), which=which, weeks=match.maybe("n") or 1)


def _fortnight_from(match: Match) -> Part:
    return Weekday(day=match.value("d"), weeks=2)


def _numbered(match: Match) -> Part | None:
    """`4ª feira`: the working days are numbered from Monday, the second."""
    number = match.value("n")
    return Weekday(number - 2) if number in range(2, 7) else None


def _letter(match: Match) -> Part | None:
    """`M 2/8`, `W 2/10`: a letter before a date in numbers."""
    following = [word.kind for word in match.tokens[match.end :][:2]]
    day = _WEEKDAY_LETTERS.get(match.words()[0].text)
    return Weekday(day) if day is not None and following[1:] == ["slash"] else None


def _letters(match: Match) -> Part | None:
    """`Th 2pm`, `Tu @ 10`, `Th, Mar 18`; `Th. Mann` is a name."""
    following = [word for word in match.tokens[match.end :][:2] if word.kind != "comma"][:1]
    is_before_time = bool(following) and (
        following[0].is_number or following[0].kind in ("at", "MONTH")
    )
    return Weekday(match.value("d")) if is_before_time else None


def _in_eight(match: Match) -> Part | None:
    """`mardi en huit`, a week from Tuesday; `en quinze`, two."""
    days = match.words()[-1]
    weeks = days.language.weeks_from_weekdays.get(days.text)
    return Weekday(match.value("d"), weeks=weeks) if weeks else None


RULES: tuple[Rule, ...] = (
    (_following, "on? the? d:WEEKDAY (next | following)"),
    (
        _weekday,
        "(on | for | in)? the? w:(this | NEXT | last | previous | past)? d:WEEKDAY WEEKDAY_SUFFIX",
    ),
    (_weekday, "(on | for)? this w:(coming | past) d:WEEKDAY"),
    (_this_or_next, "(on | for)? this next d:WEEKDAY"),
    (_weekday, "(on | for)? the? d:WEEKDAY WEEKDAY_SUFFIX that? w:NEXT"),
    (_letters, "d:WEEKDAY_LETTERS"),
    (_letter, "m | t | week | f"),
    (_numbered, "(on | the)* n:(NTH | num_1_9) (at_or_to | a)? dash? weekday_suffix"),
    (_in_eight, "on? d:WEEKDAY in UP_TO_99"),
    (_after_next, "(on | the | for)* after_next d:WEEKDAY"),
    (_after_next, "(on | for)? the? d:WEEKDAY after next"),
    (
        _weeks_from,
        "n:(NUMBERED | couple of?) week (from | after | on) the? w:NEXT? d:WEEKDAY",
    ),
    (_weeks_from, "on? week on? d:WEEKDAY"),
    (_weeks_from, "on? d:WEEKDAY week"),
    (_weeks_from, "week (from | after) the? d:WEEKDAY"),
    (_fortnight_from, "(in | a | an)? fortnight (from | on)? d:WEEKDAY"),
    (_fortnight_from, "on? d:WEEKDAY fortnight"),
)
