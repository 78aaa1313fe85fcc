"""What stands beside the new time of a booking that is moved: its old time, or the reason."""

from typing import NamedTuple

from bot.times.reading.kinds import NUMBERS
from bot.times.reading.languages import in_any_language
from bot.times.reading.token import Token, Words

_MOST_LEADING = 6
_ARROWS = frozenset({"->", "=>", "→"})
_LEADING = frozenset(
    {"moved", "push", "pull", "bump", "filler", "label", "back", "forward", "up", "out"}
)
_TO_A_NEW_TIME = in_any_language(lambda language: language.to_a_new_time)
_INSTEAD_OF = in_any_language(lambda language: language.instead_of)
_NEGATIONS = in_any_language(lambda language: language.negations)
_OF_TIMES = frozenset(
    [
        "WEEKDAY",
        "MONTH",
        "ORDINAL",
        "DAYTIME",
        "today",
        "tonight",
        "tomorrow",
        "tomorrow_or_morning",
        "noon",
        "midnight",
        "am",
        "pm",
        "before",
        "after",
        "or",
        "not",
        "day",
        "week",
        "next",
    ]
)
_PARTING = frozenset({"comma", "dash", "open_bracket", "bar"})
_NUMBERS = frozenset(NUMBERS.split())


class Correction(NamedTuple):
    """The new time and the old one."""

    new: Words
    old: Words


def new_time(words: Words) -> Words:
    """The words after `to`, `push it to`, `moved up to`, `now`, where the text begins so."""
    if words[0].kind == "now" and words[1:]:
        words = words[1:]
    for place, word in enumerate(words[:_MOST_LEADING]):
        is_to = word.text in _TO_A_NEW_TIME or (place > 0 and word.kind == "at_or_to")
        if is_to and words[place + 1 :]:
            return words[place + 1 :]
        if not _leads(word):
            break
    return words


def correction_in(words: Words) -> Correction | None:
    """`Dec 4 not 3`, `10am PT instead of ET`, `from 10 to 11`, `10am → 11am`: what is new, what was old."""
    for place in range(len(words)):
        joiner = _joiner(words, place)
        if joiner and place == 0:
            return _old_first(words[joiner:], frozenset({"comma"}))
        if joiner:
            return _divided(_stripped(words[:place]), words[place + joiner :], words[place])
    begins = next((at for at, word in enumerate(words) if not _leads(word)), len(words))
    is_told = words[begins : begins + 1] and words[begins].kind == "from"
    return _old_first(words[begins + 1 :], frozenset({"to", "at_or_to"})) if is_told else None


def old_to_new(words: Words) -> Correction | None:
    """`10 to 11`, which may be a range too."""
    return _old_first(words, frozenset({"to"}))


def new_from_old(words: Words) -> Correction | None:
    """`11 from 10`, where that counts nothing."""
    found = _old_first(words, frozenset({"from"}))
    return Correction(found.old, found.new) if found else None


def _old_first(words: Words, joiners: frozenset[str]) -> Correction | None:
    """The old time up to the first of the joiners, the new one after it."""
    place = next((at for at, word in enumerate(words) if word.kind in joiners), 0)
    return Correction(words[place + 1 :], words[:place]) if place and words[place + 1 :] else None


def _divided(before: Words, after: Words, joiner: Token) -> Correction | None:
    """Of an arrow the new time is after it, of `not` and `instead of` before."""
    if not (before and after):
        return None
    return Correction(after, before) if joiner.text in _ARROWS else Correction(before, after)


def _joiner(words: Words, place: int) -> int:
    """How many words here part the new time from the old one: `not`, `instead of`, an arrow."""
    some = words[place : place + 3]
    kinds = [word.kind for word in some]
    if some[0].text in _ARROWS or kinds[0] == "not":
        return 1
    if kinds[:2] == ["rather", "than"]:
        return 2
    led = int(kinds[0] in ("in", "at_or_to") and kinds[1:2] == ["instead"]) or int(
        some[0].text in _INSTEAD_OF
    )
    if kinds[led : led + 1] == ["instead"]:
        return led + 1 + int(kinds[led + 1 : led + 2] in (["of"], ["of_or_from"]))
    return 0


def _leads(word: Token) -> bool:
    return word.kind in _LEADING


def _stripped(words: Words) -> Words:
    return words[:-1] if words and words[-1].kind in _PARTING else words


def in_the_old_sense(correction: Correction, *, hour: int, day: int) -> Words:
    """The new time of a booking at this hour on this day: 11 is an hour in `11 not 10` if 10 is."""
    new, old = correction
    if len(new) != 1 or len(old) != 1 or not (new[0].is_number and old[0].is_number):
        return new
    is_hour, is_day = old[0].value % 12 == hour % 12, old[0].value == day
    if is_hour and not is_day:
        return (new[0]._replace(text="at", kind="at", end=new[0].start), new[0])
    return (new[0]._replace(kind="ORDINAL"),) if is_day and not is_hour else new


def without_reason(words: Words) -> Words:
    """The words before a reason (`2pm per Ruiz`, `2pm, witness is ill`); none where it may be a time."""
    for place, word in enumerate(words[1:], 1):
        if word.kind == "reason" or word.kind in _PARTING:
            after = words[place:]
            return () if any(_is_doubtful(one) for one in after) else _stripped(words[:place])
    return ()


def _is_doubtful(word: Token) -> bool:
    is_number = word.is_number or word.kind in _NUMBERS
    return is_number or word.kind in _OF_TIMES or word.text in _NEGATIONS
