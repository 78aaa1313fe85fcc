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
# Of a kind that a workspace has a great many of.
LONGER = LENGTH + 1
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
    rf"^\W*([{''.join(Kind)}])([{DASHES}]?)([0-9A-Z]{{{LENGTH},{LONGER}}})\W*$",
    re.IGNORECASE,
)
# So a longer one is neither a word nor a number, even where its 0 or 1 is misread as a letter.
_MIXED = re.compile("(?=.*[2-9])(?=.*[A-Z])")

# What happens at a time of its own and can be listed by it; the others are done at once.
TIMED = frozenset({Kind.SESSION, Kind.AGENT, Kind.APPOINTMENT})
# What concerns patients.
CONFIDENTIAL = frozenset({Kind.APPOINTMENT, Kind.CANCELLATION})


def kind_of(ref: str) -> Kind:
    """Return the kind of thing a reference stands for."""
    return Kind(ref[0])


def new_reference(
    kind: Kind,
    *,
    longer: bool = False,
    choose: Callable[[Sequence[str]], str] = secrets.choice,
) -> str:
    """Draw a reference of this kind; `choose` picks one character of the alphabet each time.

    There are a million of them, and 25 million `longer` ones.
    """
    name = _drawn(LONGER if longer else LENGTH, choose=choose)
    while longer and not _MIXED.match(name):
        name = _drawn(LONGER, choose=choose)
    return f"{kind}-{name}"


def random_secret(*, choose: Callable[[Sequence[str]], str] = secrets.choice) -> str:
    """Draw the end of a name that nobody can guess: 65 random bits, in lower case."""
    return _drawn(SECRET_LENGTH, choose=choose).lower()


def _drawn(length: int, *, choose: Callable[[Sequence[str]], str]) -> str:
    return "".join(choose(ALPHABET) for _ in range(length))


def parse_reference(text: str) -> str | None:
    """Return the reference that `text` means, whatever its case, dash or misread letters, or None.

    Without a dash it must hold a digit, so that "April" and "start" stay words. A longer one has its
    dash, a digit and a letter: `E-Trade`, `A-12345` and `Apt12B` are none.
    """
    shaped = _SHAPE.match(visible(text).strip())
    if shaped is None:
        return None
    letter, dash, name = shaped[1].upper(), shaped[2], shaped[3].upper()
    is_one = dash or any(map(str.isdigit, name))
    if len(name) == LONGER:
        is_one = dash and _MIXED.match(name)
    if not is_one:
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
