"""The words that a booking is found by, the same wherever they are looked for."""

import re
import unicodedata
from collections.abc import Collection

from bot.scheduling.model.record import Record

_WORD = re.compile(r"[^\W_]+")
# An email address, with what stands before its domain.
_ADDRESS = re.compile(r"([^\s@<>(),;:\"]+)@[^\s@<>(),;:\"]*[^\W_]")


def words_in(text: str) -> frozenset[str]:
    """Return a text's words as they are compared: in any case, with accents and without.

    An email address is a word as a whole; so is each word of it before its domain.
    """
    folded = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(character for character in folded if not unicodedata.combining(character))
    plain = plain.casefold()
    addresses = (found[0] for found in _ADDRESS.finditer(plain))
    return frozenset((*_WORD.findall(_ADDRESS.sub(r"\1 ", plain)), *addresses))


def words_of(booking: Record, *, private: bool = True) -> frozenset[str]:
    """Return what a booking is found by; without what is `private`, by everybody who may see it."""
    return words_in(text_of(booking) if private else " ".join(booking.named_by))


def text_of(booking: Record) -> str:
    """Return the text whose words a booking is found by."""
    return " ".join((*booking.named_by, *booking.privately_named_by))


def are_among(sought: Collection[str], known: Collection[str]) -> bool:
    """Return whether each word of what is sought begins one that is known."""
    words = frozenset[str]().union(*map(words_in, sought))
    return all(any(word.startswith(each) for word in known) for each in words)
