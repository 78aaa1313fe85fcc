"""Words that mean something else beside some: the a of `a day`, the `dez` of `3 de dez`, `est. 2 hours`."""

from bot.times.reading.languages import in_any_language, values_in_any_language
from bot.times.reading.token import COUNTED, Token, joins_numbers


def in_context(words: list[Token]) -> list[Token]:
    """The words, each of the kind that it has beside the others."""
    words = [_beside_others(words, place) for place in range(len(words))]
    for place in range(1, len(words)):
        words[place] = _after_others(words, place)
    for place in range(len(words) - 1):
        words[place] = _before_others(words, place)
        if _is_phone(words[place : place + 3]):
            words[place] = words[place]._replace(kind="many_digits")
            words[place + 2] = words[place + 2]._replace(kind="many_digits")
        words[place] = _beside_a_unit(words, place)
    return words


def _beside_others(words: list[Token], place: int) -> Token:
    """A word that is a number beside some: that of `a la una`, `segunda sexta de maio`."""
    word, after = words[place], [one.kind for one in words[place + 1 : place + 3]]
    if word.text in _ONES_AS_HOURS and place and words[place - 1].text in _BEFORE_ONES_AS_HOURS:
        return word if after[:1] == ["week"] else word._replace(kind="NUMBER", value=1)
    ordinals = word.language.ordinals_before_weekdays
    if word.text in ordinals and after == ["WEEKDAY", "of_or_from"]:
        return word._replace(kind="ORDINAL", value=ordinals[word.text])
    return word


def _after_others(words: list[Token], place: int) -> Token:
    """The word here, as those before it say: the `dez` of `3 de dez`, the w of `Fri w/ Ruiz`."""
    word, language = words[place], words[place].language
    before = place - 2 if place > 1 and words[place - 1].kind == "of_or_from" else place - 1
    if word.text in _MONTHS_AFTER_NUMBERS and words[before].is_number:
        return word._replace(kind="MONTH", value=_MONTHS_AFTER_NUMBERS[word.text])
    if word.text in language.week_or_with and not _counts_weeks(words, place):
        return word._replace(kind="with")
    if word.text in _SMALL_DAYTIMES and not word.is_in_capitals:
        return word._replace(kind="DAYTIME", value=_SMALL_DAYTIMES[word.text])
    return word


def _before_others(words: list[Token], place: int) -> Token:
    """The word here, as those after it say: the semicolon of `2;30`, the `est.` of `est. 3 hours`."""
    word = words[place]
    if word.text == ";" and joins_numbers(words, place) and len(words[place + 1].text) == 2:
        return word._replace(kind="colon")
    if word.text in _ESTIMATED and not word.is_in_capitals and words[place + 1].is_number:
        return _estimated(words[place : place + 3])
    return word


def _beside_a_unit(words: list[Token], place: int) -> Token:
    """The word here; the a of `a day` is one, and the hour of `Hour Glass` a name."""
    word = words[place]
    if _names_a_unit(words, place):
        return word._replace(kind="unknown")
    counts = word.kind == "a" and words[place + 1].kind in COUNTED
    return word._replace(kind="an") if counts and not _is_glued(words, place) else word


def _names_a_unit(words: list[Token], place: int) -> bool:
    """Whether a name begins with a unit that nothing counts: `Hour Glass`, `Minute Clinic`."""
    word, following = words[place : place + 2]
    heads = (following.is_titled and following.kind == "unknown") or following.text in _OF_IN_NAMES
    is_name = word.is_titled and heads
    before = words[max(place - 2, 0) : place]
    counts = bool(before) and (before[-1].is_number or before[-1].kind in _COUNTS)
    is_counted = counts and before[0].kind != "colon"
    return is_name and word.kind in COUNTED and not is_counted


def _is_glued(words: list[Token], place: int) -> bool:
    """Whether a number stands directly before, as the 8 of `8a`."""
    return place > 0 and words[place - 1].is_number and words[place - 1].end == words[place].start


def _counts_weeks(words: list[Token], place: int) -> bool:
    """Whether a w is a week's, as in `2w`, `2027-W05-4`; in `Fri w/ Ruiz` it is short for with."""
    is_numbered = place + 1 < len(words) and words[place + 1].start == words[place].end
    return words[place - 1].is_number or (is_numbered and words[place + 1].is_number)


def _is_phone(some: list[Token]) -> bool:
    """Whether a three-digit and a four-digit number are a phone's, as `555-0142`; not `900-1130`."""
    if len(some) < 3 or some[1].kind not in ("dash", "dot") or not joins_numbers(some, 1):
        return False
    first, _, last = some
    is_shaped = (len(first.text), len(last.text)) == (3, 4)
    return is_shaped and (last.text[0] == "0" or bool(first.value % 5 or last.value % 5))


def _estimated(some: list[Token]) -> Token:
    """`est.` before a number, short for estimated: a length (`3 hours`) may be, a time is vague then."""
    has_dot = some[0].end - some[0].start > len(some[0].text)
    is_amount = len(some) == 3 and some[2].kind in ("hour", "hour_or_clock", "minute")
    if not has_dot:
        return some[0]
    return some[0]._replace(kind="about" if is_amount else "vague")


_COUNTS = frozenset({"a", "an", "half", "quarter", "next", "last", "this", "dash", "of", "the"})
_MONTHS_AFTER_NUMBERS = values_in_any_language(lambda language: language.months_after_numbers)
_SMALL_DAYTIMES = values_in_any_language(lambda language: language.daytimes_in_small_letters)
_OF_IN_NAMES = in_any_language(lambda language: language.of_in_names)
_ESTIMATED = in_any_language(lambda language: language.estimated)
_ONES_AS_HOURS = in_any_language(lambda language: language.ones_as_hours)
_BEFORE_ONES_AS_HOURS = in_any_language(lambda language: language.before_ones_as_hours)
