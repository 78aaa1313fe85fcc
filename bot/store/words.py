"""The words that a booking is found by, the same wherever they are looked for."""

import re
import unicodedata

from bot.scheduling.model.record import Record

_WORD = re.compile(r"[^\W_]+")


def words_in(text: str) -> frozenset[str]:
    """Return a text's words as they are compared: in any case, with accents and without."""
    folded = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(character for character in folded if not unicodedata.combining(character))
    return frozenset(_WORD.findall(plain.casefold()))


def words_of(booking: Record) -> frozenset[str]:
    """Return what a booking is found by."""
    return words_in(text_of(booking))


def text_of(booking: Record) -> str:
    """Return the text whose words a booking is found by: its reference, its title and its case."""
    return f"{booking.ref} {booking.title} {booking.case}"
