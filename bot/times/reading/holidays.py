"""Days with a name that people book by: one line more teaches Docket one more."""

from calendar import isleap
from collections.abc import Callable, Iterator
from datetime import date, timedelta

from dateutil.easter import easter

from bot.times.reading.parts import Holiday
from bot.times.reading.token import Token

_Rule = Callable[[int], date]


def _on(month: int, day: int) -> _Rule:
    return lambda year: date(year, month, day)


def _nth(count: int, weekday: int, month: int) -> _Rule:
    def rule(year: int) -> date:
        first = date(year, month, 1)
        ahead = (weekday - first.weekday()) % 7 + 7 * (count - 1)
        return first + timedelta(days=ahead)

    return rule


def _last(weekday: int, month: int) -> _Rule:
    def rule(year: int) -> date:
        last = date(year, month, 31)
        return last - timedelta(days=(last.weekday() - weekday) % 7)

    return rule


def _leap_day(year: int) -> date:
    """The next 29 February, from that year on."""
    while not isleap(year):
        year += 1
    return date(year, 2, 29)


def _from_easter(days: int) -> _Rule:
    return lambda year: easter(year) + timedelta(days=days)


def _after(rule: _Rule, days: int) -> _Rule:
    return lambda year: rule(year) + timedelta(days=days)


_THANKSGIVING = _nth(4, 3, 11)
_RULES: dict[str, _Rule] = {
    "new years day|new year's day|new year day|new year|new years|new year's": _on(1, 1),
    "new years eve|new year's eve|new year eve|nye": _on(12, 31),
    "martin luther king day|martin luther king jr day|martin luther king junior day|mlk day"
    "|martin luther king's day|martin luther king jr. day|mlk jr day": _nth(3, 0, 1),
    "groundhog day|groundhogs day": _on(2, 2),
    "leap day": _leap_day,
    "lincoln's birthday|lincolns birthday": _on(2, 12),
    "valentine's day|valentines day|valentine day|valentines|valentine's": _on(2, 14),
    "presidents day|president's day|washington's birthday": _nth(3, 0, 2),
    "st patrick's day|st patricks day|saint patrick's day|saint patricks day|st paddy's day"
    "|st patrick day": _on(3, 17),
    "april fools|april fool's|april fools day|april fool's day": _on(4, 1),
    "good friday": _from_easter(-2),
    "easter|easter sunday": _from_easter(0),
    "easter monday": _from_easter(1),
    "palm sunday": _from_easter(-7),
    "ash wednesday": _from_easter(-46),
    "maundy thursday": _from_easter(-3),
    "mardi gras|shrove tuesday|pancake day|pancake tuesday": _from_easter(-47),
    "ascension day": _from_easter(39),
    "pentecost|whit sunday": _from_easter(49),
    "ides of march": _on(3, 15),
    "earth day": _on(4, 22),
    "tax day": _on(4, 15),
    "cinco de mayo": _on(5, 5),
    "mother's day|mothers day": _nth(2, 6, 5),
    "memorial day": _last(0, 5),
    "flag day": _on(6, 14),
    "juneteenth": _on(6, 19),
    "father's day|fathers day": _nth(3, 6, 6),
    "canada day": _on(7, 1),
    "independence day|4th of july|fourth of july|july fourth": _on(7, 4),
    "bastille day": _on(7, 14),
    "labor day|labour day": _nth(1, 0, 9),
    "patriot day": _on(9, 11),
    "columbus day|indigenous peoples day": _nth(2, 0, 10),
    "halloween|halloween day|all hallows eve": _on(10, 31),
    "all saints day|all saint's day": _on(11, 1),
    "all souls day": _on(11, 2),
    "guy fawkes night|guy fawkes day|bonfire night": _on(11, 5),
    "election day": _after(_nth(1, 0, 11), 1),
    "veterans day|veteran's day|vets day|vet's day|armistice day": _on(11, 11),
    "thanksgiving|thanksgiving day|turkey day": _THANKSGIVING,
    "thanksgiving eve": _after(_THANKSGIVING, -1),
    "black friday": _after(_THANKSGIVING, 1),
    "small business saturday": _after(_THANKSGIVING, 2),
    "cyber monday": _after(_THANKSGIVING, 4),
    "giving tuesday": _after(_THANKSGIVING, 5),
    "christmas eve|xmas eve": _on(12, 24),
    "christmas|christmas day|xmas|xmas day|x - mas": _on(12, 25),
    "boxing day": _on(12, 26),
}
HOLIDAYS: dict[str, _Rule] = {
    name: rule for names, rule in _RULES.items() for name in names.split("|")
}
LONGEST = 6
_BEFORE = frozenset({"on", "the", "for", "this", "next", "coming"})
_FIRST_WORDS = frozenset(name.split()[0] for name in HOLIDAYS)


def holidays_at(words: tuple[Token, ...], place: int) -> Iterator[tuple[int, Holiday]]:
    """The holiday that the words from this place on name, with the year behind it, if any."""
    start = place + 1 if words[place].kind in _BEFORE else place
    if start >= len(words) or words[start].text not in _FIRST_WORDS:
        return
    for end in range(min(start + LONGEST, len(words)), start, -1):
        name = " ".join(word.text for word in words[start:end] if word.kind != "apostrophe")
        if name in HOLIDAYS:
            yield end, Holiday(name)
            if end < len(words) and words[end].kind in ("y4", "y4c"):
                yield end + 1, Holiday(name, words[end].value)
            return


def holiday(name: str, *, year: int) -> date:
    """The day a holiday falls on in a year; raises KeyError for a name that is not in the table."""
    return HOLIDAYS[name](year)
