"""Where a time may begin and end among other words, by the spaces and marks between them."""

from collections.abc import Sequence

from bot.times.reading.token import Token

CLOCK_KINDS = frozenset({"colon", "am", "pm"})
"""Kinds that only a clock has: no mere number does."""
DIVIDERS = frozenset({"dash", "slash", "bar"})
"""Kinds of marks that separate a time from a title, with a space around them."""
_BREAKS = frozenset({"comma", "bar", "quote", "bang"})
_BRACKETS = frozenset({"open_bracket", "close_bracket"})
_ENDING_MARKS = frozenset({"dot", "colon", "dash"})


def is_boundary(words: Sequence[Token], place: int) -> bool:
    """Whether a time may begin or end before this word: at a space, a comma, a bracket, an end.

    A mark that only ends a phrase (`friday 2pm: Doe`) does not join; a bracket within a word does.
    """
    if place in (0, len(words)) or words[place - 1].end < words[place].start:
        return True
    return _is_separate_from_next(words, place - 1) or _is_separate_from_previous(words, place)


def _is_separate_from_next(words: Sequence[Token], place: int) -> bool:
    """Whether the mark at a place is separate from what directly follows it."""
    is_loose = place == 0 or words[place - 1].end < words[place].start
    return _separates(words[place], is_loose=is_loose)


def _is_separate_from_previous(words: Sequence[Token], place: int) -> bool:
    """Whether the mark at a place is separate from what is directly before it."""
    is_loose = place + 1 == len(words) or words[place].end < words[place + 1].start
    return _separates(words[place], is_loose=is_loose)


def _separates(mark: Token, *, is_loose: bool) -> bool:
    return mark.kind in _BREAKS or (is_loose and mark.kind in _BRACKETS | _ENDING_MARKS)


def is_separator(word: Token) -> bool:
    """Whether a mark separates what is before it from what follows."""
    return word.kind in _BREAKS | _BRACKETS | _ENDING_MARKS


def is_divided(words: Sequence[Token], start: int, end: int) -> bool:
    """Whether a mark among the words of a date separates a title from it: `Vol 2 - Dec 11`, `4 / 12/11`."""
    marks = [at for at in range(start + 1, end - 1) if words[at].kind in DIVIDERS]
    loose = [at for at in marks if _is_loose(words, at)]
    is_spelled = any(word.kind == "MONTH" for word in words[start:end])
    return bool(loose) and (is_spelled or len(loose) < len(marks))


def _is_loose(words: Sequence[Token], place: int) -> bool:
    """Whether a space stands on either side of a mark."""
    before, mark, after = words[place - 1 : place + 2]
    return before.end < mark.start or mark.end < after.start
