"""References: the short names people use for bookings, `S-7K2M`."""

import re
import secrets
from collections.abc import Callable, Sequence
from enum import StrEnum
from typing import Annotated

from pydantic import AfterValidator

from bot.scheduling.model.text import visible

# Crockford's alphabet: no I, L, O or U, so that nothing is misread aloud or on paper.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 4
# Five bits each: at least 64 in all.
SECRET_LENGTH = 13

_MISREAD = str.maketrans("ILO", "110")


class Kind(StrEnum):
    """What was booked; the letter that begins its references is its value."""

    SESSION = "S"
    AGENT = "A"
    APPOINTMENT = "P"
    CALENDAR_ACTION = "E"
    CANCELLATION = "C"


# Phones and Slack make others of the one that is typed.
DASHES = "-‐‑‒–—―−⁃﹘﹣－_"
_SHAPE = re.compile(
    rf"^\W*([{''.join(Kind)}])([{DASHES}]?)([0-9A-Z]{{{LENGTH}}})\W*$",
    re.IGNORECASE,
)

# What happens at a time of its own and can be listed by it; the others are done at once.
TIMED = frozenset({Kind.SESSION, Kind.AGENT, Kind.APPOINTMENT})
# What concerns patients.
CONFIDENTIAL = frozenset({Kind.APPOINTMENT, Kind.CANCELLATION})


def kind_of(ref: str) -> Kind:
    """Return the kind of thing a reference stands for."""
    return Kind(ref[0])


def new_reference(kind: Kind, *, choose: Callable[[Sequence[str]], str] = secrets.choice) -> str:
    """Draw a reference of this kind; `choose` picks one character of the alphabet each time."""
    return f"{kind}-" + "".join(choose(ALPHABET) for _ in range(LENGTH))


def random_secret(*, choose: Callable[[Sequence[str]], str] = secrets.choice) -> str:
    """Draw the end of a name that nobody can guess: 65 random bits, in lower case."""
    return "".join(choose(ALPHABET) for _ in range(SECRET_LENGTH)).lower()


def parse_reference(text: str) -> str | None:
    """Return the reference that `text` means, whatever its case, dash or misread letters, or None.

    Without a dash it must hold a digit, so that "April" and "start" stay words.
    """
    shaped = _SHAPE.match(visible(text).strip())
    if shaped is None:
        return None
    letter, dash, name = shaped[1].upper(), shaped[2], shaped[3].upper()
    if not dash and not any(character.isdigit() for character in name):
        return None
    name = name.translate(_MISREAD)
    return f"{letter}-{name}" if set(name) <= set(ALPHABET) else None


def _a_reference(ref: str) -> str:
    """Refuse what could not be the reference of a booking; nothing stands for none."""
    if ref and parse_reference(ref) != ref:
        raise ValueError("no reference of a booking")
    return ref


# A reference as forms and buttons hold it, empty for none.
Ref = Annotated[str, AfterValidator(_a_reference)]
