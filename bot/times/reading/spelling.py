"""Misspelled weekdays, months and `tomorrow`: one typo in a long word is corrected."""

from collections.abc import Mapping
from functools import cache, lru_cache
from itertools import groupby

from bot.times.reading.languages import Word, canonical_spellings, in_any_language

_SHORTEST = 4
_SHORTEST_WITH_ANY_TYPO = 6
_OF_TWO_WEEKDAYS = in_any_language(lambda language: language.letters_of_two_weekdays)
_CORRECTABLE_KINDS = frozenset(
    {
        "WEEKDAY",
        "MONTH",
        "DAYTIME",
        "today",
        "tonight",
        "tomorrow",
        "midnight",
        "standard",
        "daylight",
    }
)


def misspelled(said: str, *, language: str) -> Word | None:
    """The long word of the calendar that is one typo away, if exactly one is.

    The first letter must be right, and the last, if not swapped: `Frida`, `Sundar` and `Augusta`
    are names. `Sutday` may be two days.
    """
    if not _SHORTEST <= len(said) <= 12:
        return None
    meant = {
        word: spelling
        for spelling, word in _correctable(language).get(said[0], ())
        if _is_typo_of(said, spelling)
    }
    if len(meant) != 1:
        return None
    ((word, spelling),) = meant.items()
    is_either = word.kind == "WEEKDAY" and said[0] in _OF_TWO_WEEKDAYS and said[:3] != spelling[:3]
    return None if is_either else word


@cache
def _correctable(language: str) -> Mapping[str, tuple[tuple[str, Word], ...]]:
    """The words whose typos are corrected, with what they mean, by their first letter."""
    words = [
        (spelling, word)
        for spelling, word in canonical_spellings(language).items()
        if word.kind in _CORRECTABLE_KINDS and len(spelling) >= _SHORTEST
    ]
    return {
        first: tuple(some)
        for first, some in groupby(sorted(words, key=_spelling), key=lambda word: word[0][0])
    }


def _spelling(word: tuple[str, Word]) -> str:
    return word[0]


def zone_word(said: str) -> str:
    """The word of a zone's name that is one typo away, as `Pacfic`; otherwise the same word."""
    if said in ZONE_WORDS:
        return said
    return next((word for word in ZONE_WORDS if _is_typo_of(said, word)), said)


ZONE_WORDS = in_any_language(lambda language: language.zone_words)
"""Words of the names of zones that are not places: `pacific`."""


def _is_typo_of(said: str, meant: str) -> bool:
    if said[0] != meant[0]:
        return False
    is_alike = said[-1] == meant[-1] or sorted(said[-2:]) == sorted(meant[-2:])
    is_swap = len(said) == len(meant) and sorted(said) == sorted(meant)
    return (
        is_alike
        and (is_swap or len(meant) >= _SHORTEST_WITH_ANY_TYPO)
        and is_one_typo_apart(said, meant)
    )


@lru_cache(maxsize=4096)
def is_one_typo_apart(said: str, meant: str) -> bool:
    """Whether one letter too many, too few, wrong, or swapped with its neighbor separates them."""
    if abs(len(said) - len(meant)) > 1 or said == meant:
        return False
    same = next((i for i, (a, b) in enumerate(zip(said, meant, strict=False)) if a != b), None)
    if same is None:
        return True
    s, m = said[same:], meant[same:]
    swapped = len(s) > 1 and len(m) > 1 and s[:2] == m[1::-1] and s[2:] == m[2:]
    return s[1:] == m[1:] or s[1:] == m or s == m[1:] or swapped
