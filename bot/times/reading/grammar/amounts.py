"""Amounts of time wherever they stand: `90 minutes`, `1h30m`, `an hour and a half`, `2.5 days`."""

import math
from collections.abc import Callable
from fractions import Fraction
from functools import cache
from itertools import pairwise

from bot.times.reading.grammar.match import Match
from bot.times.reading.kinds import alphabet
from bot.times.reading.parts import Amount
from bot.times.reading.templates import Template
from bot.times.reading.token import Token
from bot.times.reading.tokens import shape

_UNITS = {
    "second": Amount(seconds=1),
    "seconds": Amount(seconds=1),
    "minute": Amount(seconds=60),
    "m": Amount(seconds=60),
    "hour": Amount(seconds=3600),
    "hour_or_clock": Amount(seconds=3600),
    "day": Amount(days=1),
    "week": Amount(days=7),
    "fortnight": Amount(days=14),
    "month": Amount(months=1),
    "quarter": Amount(months=3),
    "year": Amount(months=12),
    "workday": Amount(workdays=1),
    "business": Amount(workdays=1),
}
LONGEST_IN_HOURS = 6
"""As long as `2h` and `2h30` may last; from there on they are clocks."""
_HOUR = _UNITS["hour"]
_MOST_MONTHS, _MOST_DAYS = 12 * 1000, 100_000


def amount(words: tuple[Token, ...]) -> Amount | None:
    """What the words add up to; None where that does not come out even, as half a month."""
    kinds, total, place = shape(words), Amount(), 0
    if _runs_into_a_clock(words):
        return None
    smallest = least_unit = math.inf
    while place < len(words):
        if words[place].kind in ("and", "comma"):
            place += 1
            continue
        piece, unit, place = _piece(words, kinds, place)
        size = _size(piece) if piece else 0
        if piece is None or size >= smallest or size >= unit >= least_unit:
            return None
        total, smallest, least_unit = total + piece, size, unit
    return total if _is_bookable(total) else None


def _runs_into_a_clock(words: tuple[Token, ...]) -> bool:
    """Whether a clock in hours follows days: `dans 3 jours, 14h`, `em duas semanas 10h`; not `3d 4h`."""
    units = [
        (place, word)
        for place, word in enumerate(words)
        if place and words[place - 1].kind != "and" and word.kind in _UNITS
    ]
    return any(
        before.kind in _OF_CALENDAR
        and len(before.text) > 1
        and unit.kind in ("hour", "hour_or_clock")
        and (unit.text == unit.language.hour_letter or unit.kind == "hour_or_clock")
        and all(word.kind != "and" for word in words[start:place])
        for (start, before), (place, unit) in pairwise(units)
    )


_OF_CALENDAR = frozenset({"day", "week", "fortnight", "month", "year", "workday", "business"})


def _size(piece: Amount) -> float:
    """About how many seconds it is: each piece is smaller than the one before, and of another unit."""
    return piece.seconds + 86_400 * (piece.days + 1.4 * piece.workdays + 30 * piece.months)


def _is_bookable(total: Amount) -> bool:
    """Whether it stays within what calendars and clocks can count."""
    return total.months < _MOST_MONTHS and total.days + total.seconds / 86_400 < _MOST_DAYS


def _piece(words: tuple[Token, ...], kinds: str, place: int) -> tuple[Amount | None, float, int]:
    """The piece here, the size of its unit, and the place after it."""
    for count, template in compiled_pieces():
        if found := template.pattern.match(kinds, place):
            match = Match(found, words)
            unit = _UNITS[match.kind("unit")] if match.kind("unit") else _HOUR
            counted = count(match)
            return (_times(unit, counted) if counted else None), _size(unit), match.end
    return None, 0, len(words)


def _times(unit: Amount, count: Fraction) -> Amount | None:
    """So many units; days in half become hours; half a month is ambiguous."""
    if unit.months or unit.workdays:
        whole = Amount(months=int(unit.months * count), workdays=int(unit.workdays * count))
        even = (unit.months * count).denominator == (unit.workdays * count).denominator == 1
        return whole if even else None
    days, part = divmod(unit.days * count, 1)
    return Amount(days=int(days), seconds=float(unit.seconds * count + part * 86_400))


def _counted(match: Match) -> Fraction:
    return Fraction(match.value("n"))


def _and_a_half(match: Match) -> Fraction:
    return Fraction(match.maybe("n") or 1) + (
        Fraction(1, 4) if match.kind("part") == "quarter" else Fraction(1, 2)
    )


def _hours_and_minutes(match: Match) -> Fraction:
    """`1h30`, `1h30m`; `9h30` is a clock."""
    if match.value("n") > LONGEST_IN_HOURS:
        return Fraction(0)
    return match.value("n") + Fraction(match.value("m"), 60)


def _decimal(match: Match) -> Fraction:
    """`1.5`, `1,5`; the comma of `friday 4, 10h` separates two numbers."""
    if any(word.end != after.start for word, after in pairwise(match.words()[:3])):
        return Fraction(0)
    tail = match.words("tail")[0].text
    return (
        match.value("n") + Fraction(int(tail), 10 ** len(tail)) if tail.isdigit() else Fraction(0)
    )


def _fraction(match: Match) -> Fraction:
    below = match.value("below")
    return Fraction(match.value("n"), below) if below else Fraction(0)


_PIECES: tuple[tuple[Callable[[Match], Fraction], str], ...] = (
    (_and_a_half, "a? n:couple of? and (a | an)? part:(half | quarter) (a | an)? unit:UNIT"),
    (_and_a_half, "n:NUMBERED and (a | an)? part:(half | quarter) (a | an)? unit:UNIT"),
    (_and_a_half, "n:NUMBERED dash? unit:UNIT and a? part:(half | quarter)"),
    (_and_a_half, "unit:HOURS and a? part:(half | quarter)"),
    (lambda _: Fraction(3, 2), "one_and_a_half unit:UNIT"),
    (lambda _: Fraction(1, 2), "a? half (a | an | of a | of an)? dash? unit:(HOURS | day)"),
    (lambda match: Fraction(match.value("n"), 4), "n:COUNT dash? quarter of? (a | an)? unit:HOURS"),
    (lambda _: Fraction(1, 4), "a? quarter (of a | of an | of_or_from)? unit:HOURS"),
    (lambda _: Fraction(3, 4), "a? three_quarters unit:HOURS"),
    (_decimal, "n:COUNT (dot | comma) tail:COUNT dash? unit:UNIT"),
    (_fraction, "n:COUNT slash below:COUNT of? (a | an)? unit:UNIT"),
    (_hours_and_minutes, "n:num_1_9 unit:HOURS m:MINUTE MINUTES"),
    (_hours_and_minutes, "n:num_1_9 unit:HOURS m:MINUTE"),
    (_counted, "a? n:couple of? unit:business dash? day"),
    (_counted, "a? n:couple of? more? unit:UNIT"),
    (_counted, "n:NUMBERED more? dash? unit:business dash? day"),
    (_counted, "n:NUMBERED day unit:business"),
    (_counted, "n:NUMBERED (more | whole)? dash? unit:UNIT"),
)


@cache
def compiled_pieces() -> tuple[tuple[Callable[[Match], Fraction], Template], ...]:
    """What an amount can be made of; compiled when the first time is read."""
    return tuple((count, alphabet().compiled(template)) for count, template in _PIECES)
