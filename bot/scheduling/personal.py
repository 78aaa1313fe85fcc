"""What a booking says about people, and the booking without it: all of it, or that of one person."""

import re
import unicodedata
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

from email_validator import validate_email

from bot.scheduling.bookings import Booking
from bot.scheduling.kept import KEPT
from bot.scheduling.references import Kind
from bot.scheduling.sessions import link_name

ERASED = "(erased)"

# Whose it is, what it is, when, where its card is and how it stands. What is not named here is blanked.
_HARMLESS = frozenset(
    {
        *("kind", "team", "ref", "owner", "state", "channel", "trouble", "created"),
        *("local", "zone", "ts", "place", "agent", "of_session", "duration", "start", "end"),
        *("role", "video_provider", "session_type", "location", "deed"),
        *("id", "event_type_id", "appointment_id"),
    }
)
# What people are known by beside their address.
_NAMES = frozenset({"name", "first_name", "last_name"})
# What stays readable where one person is taken out of it.
_HEADINGS = frozenset({"title", "case"})


def without_details(booking: Booking) -> Booking:
    """Return the booking with nothing left of what people typed or of who they are."""
    return KEPT.validate_python(_blanked(booking.model_dump(mode="json"), key=""))


def _blanked(value: Any, *, key: str) -> Any:
    match value:
        case dict() if key == "deponent":
            return None
        case dict():
            return {name: _blanked(part, key=name) for name, part in value.items()}
        case list():
            return []
        case str() if key not in _HARMLESS:
            return ERASED if key == "title" else ""
        case _:
            return value


class Holds:
    """The cases that are on hold: nothing that belongs to them is blanked or erased."""

    def __init__(self, cases: frozenset[str]) -> None:
        """Take them as people type them: case and spaces do not matter."""
        self._cases = frozenset(map(_folded, cases))

    def have(self, booking: Booking, *, session: Booking | None = None) -> bool:
        """Say whether the booking, or the session that it goes along with, belongs to one of them."""
        return any(of is not None and _folded(of.case) in self._cases for of in (booking, session))


def _folded(case: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", case).casefold().split())


class Person:
    """Somebody to be found by their address, and by the names that stand beside it."""

    def __init__(self, email: str) -> None:
        """Take an address. Raises EmailNotValidError, a ValueError, where it is none."""
        valid = validate_email(email.strip(), check_deliverability=False)
        spelled = {valid.normalized, email.strip()} | (
            {valid.ascii_email} if valid.ascii_email else set()
        )
        self._address = _any_of(spelled, before=r"[\w.+%-]", after=r"[\w-]|\.\w")
        self._names: set[str] = set()

    def learn_names(self, booking: Booking) -> None:
        """Take in what the booking calls them."""
        self._names |= set(self._named(booking.model_dump(mode="json"), booking.kind))

    def has_address_in(self, text: str) -> bool:
        """Say whether their address stands in a text, or in a link."""
        return any(self._address.search(each) for each in _readings(text))

    def is_named_in(self, text: str) -> bool:
        """Say whether a whole name of theirs stands in a text."""
        whole = {name for name in self._names if " " in name}
        return bool(whole) and bool(_name_pattern(whole).search(_composed(text)))

    def is_in(self, text: str) -> bool:
        """Say whether a text tells of them, by address, by name or by a name made into a link."""
        if self.has_address_in(text):
            return True
        slugs = {slug for name in self._names if (slug := link_name(name))}
        patterns = [_name_pattern(self._names)] if self._names else []
        patterns += [_any_of(slugs, before=r"[a-z0-9]", after=r"[a-z0-9]")] if slugs else []
        return any(pattern.search(each) for pattern in patterns for each in _readings(text))

    def taken_out_of(self, text: str) -> str:
        """Return a heading that no longer names them."""
        text = self._address.sub(ERASED, _composed(text))
        text = _name_pattern(self._names).sub(ERASED, text) if self._names else text
        return ERASED if self.is_in(text) else text

    def erased_from(self, booking: Booking) -> Booking:
        """Return the booking without them."""
        whole = booking.kind is Kind.APPOINTMENT and self.has_address_in(booking.model_dump_json())
        data = booking.model_dump(mode="json")
        return KEPT.validate_python(self._erased(data, key="", whole=whole))

    def _erased(self, value: Any, *, key: str, whole: bool) -> Any:
        """Return a part of a booking without them; `whole` says that all names in it are theirs."""
        match value:
            case dict() if key == "deponent" and self._is_theirs(value):
                return None
            case dict():
                gone = (
                    dict.fromkeys(_NAMES & value.keys(), "")
                    if whole or self._is_theirs(value)
                    else {}
                )
                parts = {**value, **gone}
                return {
                    name: self._erased(part, key=name, whole=whole) for name, part in parts.items()
                }
            case list():
                kept = [part for part in value if not (isinstance(part, str) and self.is_in(part))]
                return [self._erased(part, key=key, whole=whole) for part in kept]
            case str() if key in _HEADINGS:
                return self.taken_out_of(value)
            case str() if self.is_in(value):
                return ""
            case _:
                return value

    def _is_theirs(self, part: dict[str, Any]) -> bool:
        email = part.get("email")
        return isinstance(email, str) and self.has_address_in(email)

    def _named(self, part: Any, kind: Kind) -> Iterator[str]:
        """Give the names that stand beside their address; an appointment is for one person alone."""
        if not isinstance(part, dict):
            return
        patients = kind is Kind.APPOINTMENT and "email" in part
        if self._is_theirs(part) or patients:
            full = f"{part.get('first_name') or ''} {part.get('last_name') or ''}"
            yield from filter(
                None, (" ".join(str(n).split()) for n in (part.get("name") or "", full))
            )
        for child in part.values():
            yield from self._named(child, kind)


def _any_of(words: set[str], *, before: str, after: str) -> re.Pattern[str]:
    """Find one of these words, whatever its case, where nothing goes on before or after it."""
    either = "|".join(sorted((re.escape(_composed(word)) for word in words), key=len, reverse=True))
    return re.compile(f"(?<!{before})(?:{either})(?!{after})", re.IGNORECASE)


def _name_pattern(names: set[str]) -> re.Pattern[str]:
    """Find one of these names, however many spaces are in it."""
    longest_first = sorted(names, key=len, reverse=True)
    either = "|".join(
        r"\s+".join(map(re.escape, _composed(name).split())) for name in longest_first
    )
    return re.compile(rf"(?<!\w)(?:{either})(?!\w)", re.IGNORECASE)


def _readings(text: str) -> tuple[str, str]:
    """Return a text, and as it reads where it is part of a link."""
    composed = _composed(text)
    return composed, unquote(composed)


def _composed(text: str) -> str:
    return unicodedata.normalize("NFC", text)
