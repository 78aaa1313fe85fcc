"""Offsets from UTC in every notation: `UTC-5`, `GMT+05:30`, `utc4:30`, `+02:00`, `-0500`."""

import re
from collections.abc import Iterator
from datetime import timedelta

from bot.times.reading.languages import values_in_any_language
from bot.times.reading.parts import Zone
from bot.times.reading.token import Token, joins_numbers
from bot.times.zones import offset_words, zones_with_offset

_MINUTE_OF_DATE = (
    ("year_number", "year_or_clock"),
    ("dash",),
    ("num_01_09", "num_10_12"),
    ("dash",),
    ("num_01_09", "num_10_12", "num_13_23", "num_24", "num_25_31"),
    ("num_01_09", "num_10_12", "num_13_23"),
    ("colon",),
    ("num_00", "num_01_09", "num_10_12", "num_13_23", "num_24", "num_25_31", "num_32_59"),
)
_WIDEST = timedelta(hours=14)
_SIGNS = values_in_any_language(lambda language: language.signs)
_DIGITS = re.compile(r"[0-9]{1,4}")


def offset_from_utc(words: tuple[Token, ...], place: int) -> Iterator[tuple[int, Zone]]:
    """`UTC-5`, `GMT+05:30`, `UTC +0530`, `utc4:30`."""
    if place + 1 >= len(words):
        return
    if words[place + 1].kind in ("plus", "dash") or words[place + 1].text in _SIGNS:
        yield from _signed(words, place + 1)
    elif words[place + 1].start == words[place].end:
        yield from _signed(words, place)


def bare_offset(words: tuple[Token, ...], place: int) -> Iterator[tuple[int, Zone]]:
    """`+02:00`, `-0500` after a clock; a minus that could be a range's dash needs all four digits."""
    is_plus = words[place].kind == "plus" and len(words[place + 1 : place + 2]) == 1
    if place and ((is_plus and _is_long(words, place + 1)) or _is_minus(words, place)):
        yield from _signed(words, place)


def _is_long(words: tuple[Token, ...], place: int) -> bool:
    """Whether it is more than the one digit of `2pm +1`: `+05`, `+5:30`."""
    kinds = [word.kind for word in words[place + 1 : place + 3]]
    return len(words[place].text) > 1 or (len(kinds) == 2 and kinds[0] == "colon")


def _is_minus(words: tuple[Token, ...], place: int) -> bool:
    """Whether a dash begins an offset: `-0500`, `-05:00`, or the `-08` of a machine's time."""
    if place + 1 >= len(words):
        return False
    sign, number = words[place : place + 2]
    if not (sign.end == number.start and number.is_number and number.text[0] in "01"):
        return False
    before = words[:place]
    is_apart = before[-1].end < sign.start
    if _has_seconds(before) or _is_padded(before, number):
        is_glued_hour = number.kind in ("num_01_09", "num_10_12") and not is_apart
        return is_glued_hour or _has_four_digits(words, place + 1)
    is_no_range = _is_early(words, place) or (is_apart and not _is_later(before, number))
    return _has_four_digits(words, place + 1) and is_no_range


def _has_four_digits(words: tuple[Token, ...], place: int) -> bool:
    """Whether hours and minutes stand here: `0500`, `05:00`."""
    if len(words[place].text) == len("05"):
        return place + 2 < len(words) and words[place + 1].kind == "colon"
    return len(words[place].text) == len("0500")


def _is_early(words: tuple[Token, ...], place: int) -> bool:
    """Whether the hours after a dash are before those of the clock before it: `10:30-05:00`."""
    number = words[place + 1].text
    is_after_clock = number[0] == "0" and words[place - 2].kind == "colon"
    return is_after_clock and int(number[:2]) < words[place - 3].value


def _is_padded(words: tuple[Token, ...], number: Token) -> bool:
    """Whether `-08` stands after `2027-02-03 09:00`, of which it is no later hour."""
    kinds = [word.kind for word in words]
    return (
        len(kinds) == len(_MINUTE_OF_DATE)
        and all(kind in some for kind, some in zip(kinds, _MINUTE_OF_DATE, strict=True))
        and number.value < words[5].value
    )


def _has_seconds(words: tuple[Token, ...]) -> bool:
    """Whether the clock before is of a machine: `T09:30`, `09:30:00`, `09:30:00.000`."""
    some = words[-7:]
    colons = [at for at in range(len(some)) if some[at].kind == "colon" and joins_numbers(some, at)]
    return len(colons) > 1 or any(word.kind == "t" for word in words[-6:])


def _is_later(words: tuple[Token, ...], number: Token) -> bool:
    """Whether `-12:00` after `10:00` is when it ends; `-05:00` is no later hour."""
    some = words[-5:]
    hours = [
        some[at - 1].value
        for at in range(len(some))
        if some[at].kind == "colon" and joins_numbers(some, at)
    ]
    is_hour = len(number.text) == len("12") and number.text[0] == "1"
    return is_hour and some[-1].kind != "pm" and bool(hours) and number.value > hours[-1]


def _signed(words: tuple[Token, ...], place: int) -> Iterator[tuple[int, Zone]]:
    sign = -1 if words[place].kind == "dash" else _SIGNS.get(words[place].text, 1)
    if place + 1 >= len(words) or not _DIGITS.fullmatch(words[place + 1].text):
        return
    digits, end = words[place + 1].text, place + 2
    hours, minutes = (int(digits[:-2]), int(digits[-2:])) if len(digits) > 2 else (int(digits), 0)
    if end + 1 < len(words) and words[end].kind == "colon" and len(words[end + 1].text) == 2:
        minutes, end = words[end + 1].value, end + 2
    offset = sign * timedelta(hours=hours, minutes=minutes)
    zones = zones_with_offset(offset) if minutes < 60 and abs(offset) <= _WIDEST else ()
    if zones:
        yield end, Zone(offset_words(offset), zones, offset, exact=True)
