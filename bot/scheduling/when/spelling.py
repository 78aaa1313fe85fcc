"""Misspelt weekdays, months and `tomorrow`: one slip in a long word is forgiven."""

from collections.abc import Mapping
from functools import lru_cache

from bot.scheduling.when.languages import Word

_SHORTEST = 6
_FORGIVEN = ("WEEKDAY", "MONTH", "tomorrow")


def misspelt(said: str, *, known: Mapping[str, Word]) -> Word | None:
    """The long word of the calendar that is one slip away, if exactly one is.

    The first letter must be right, and the last, if not swapped: `Frida`, `Sundar` and `Augusta` are names.
    """
    if not _SHORTEST - 1 <= len(said) <= 12:
        return None
    meant = {
        word
        for spelling, word in known.items()
        if word.kind in _FORGIVEN
        and len(spelling) >= _SHORTEST
        and spelling[0] == said[0]
        and (spelling[-1] == said[-1] or sorted(spelling[-2:]) == sorted(said[-2:]))
        and one_slip(said, spelling)
    }
    return meant.pop() if len(meant) == 1 else None


@lru_cache(maxsize=4096)
def one_slip(said: str, meant: str) -> bool:
    """Whether one letter too many, too few, wrong, or swapped with its neighbour separates them."""
    if abs(len(said) - len(meant)) > 1 or said == meant:
        return False
    same = next((i for i, (a, b) in enumerate(zip(said, meant, strict=False)) if a != b), None)
    if same is None:
        return True
    s, m = said[same:], meant[same:]
    swapped = len(s) > 1 and len(m) > 1 and s[:2] == m[1::-1] and s[2:] == m[2:]
    return s[1:] == m[1:] or s[1:] == m or s == m[1:] or swapped
