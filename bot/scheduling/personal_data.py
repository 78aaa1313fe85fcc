"""What a booking says about people, and the booking without it: all of it, or that of one person."""

import re
import unicodedata
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

from email_validator import EmailNotValidError, validate_email

from bot.scheduling.codec import STORED_BOOKING
from bot.scheduling.model.record import Record
from bot.scheduling.model.reference import Kind
from bot.scheduling.model.session import SLUG_LENGTH, link_name

ERASED = "(erased)"

# Whose it is, what it is, when, where its card is and how it stands. What is not named here is blanked.
_HARMLESS = frozenset(
    {
        *(
            "kind",
            "team",
            "ref",
            "owner",
            "state",
            "channel",
            "trouble",
            "created",
            "troubled_since",
            "seen",
            "locale",
            "read_in",
        ),
        *(
            "local",
            "zone",
            "ts",
            "place",
            "phase",
            "ended",
            "agent",
            "of_session",
            "duration",
            "start",
            "end",
        ),
        *("role", "video_provider", "session_type", "location", "deed"),
        *("id", "event_type_id", "appointment_id"),
        *("at", "heard"),
    }
)
# What people are known by beside their address.
_NAMES = frozenset({"name", "first_name", "last_name"})
# What stays readable where one person is taken out of it.
_HEADINGS = frozenset({"title", "case"})

# Whatever has such a form may have been typed as an address somewhere, or come from a provider.
_LIKE_AN_ADDRESS = re.compile(r"[^\s@<>,;]+@[^\s@<>,;]+")
_ACCENTS = "\u0300-\u036f"
_MARKS = re.compile(f"[{_ACCENTS}]")
_BETWEEN_WORDS = re.compile(r"[\W_]+")
# Links are put into links; nobody does it more often.
MOST_ENCODINGS = 3
SHORTEST_HINT = 3


def without_details(booking: Record) -> Record:
    """Return the booking with nothing left of what people typed or of who they are."""
    return STORED_BOOKING.validate_python(_blanked(booking.model_dump(mode="json"), key=""))


def is_erased(booking: Record) -> bool:
    """Return whether nothing of what people typed for it is left, so that it can be shown to nobody."""
    return booking.title == ERASED


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


class LegalHolds:
    """The cases that are on hold: nothing that belongs to them is blanked or erased.

    What is erased in error is gone, so that rather too much is held: of a case nothing counts but its
    letters and numbers, and one whose name has commas is held by the parts of the name.
    """

    def __init__(self, cases: frozenset[str]) -> None:
        """Take them, or what stands between their commas, as people type them."""
        parts = "|".join(filter(None, map(_folded, cases)))
        self._names = re.compile(rf"(?:{parts})(?: (?:{parts}))*") if parts else None

    def cover(self, booking: Record, *, session: Record | None = None) -> bool:
        """Return whether the booking, or the session that it goes along with, belongs to one of them."""
        names = self._names
        if names is None:
            return False
        return any(
            of is not None and names.fullmatch(_folded(of.case)) for of in (booking, session)
        )


def _folded(case: str) -> str:
    """Return the words of a case without marks, whatever dashes, quotes and dots stand between them."""
    plain = _MARKS.sub("", unicodedata.normalize("NFKD", case)).casefold()
    return " ".join(_BETWEEN_WORDS.sub(" ", plain).split())


class DataSubject:
    """A person, found by their address and by the names next to it."""

    def __init__(self, email: str) -> None:
        """Take an address, in whatever form one may have been kept.

        Raises EmailNotValidError, a ValueError, where it is none.
        """
        spelled = _spellings(email.strip())
        self._address = _any_of(spelled, before=r"[\w.+%-]", after=r"[\w-]|\.\w")
        self._tagged = _tagged(spelled)
        self._names: set[str] = set()
        self._slugs = set(map(link_name, spelled))

    def learn_names(self, booking: Record) -> None:
        """Take in what the booking calls them, and the links that were made of a title with them."""
        self._names |= set(self._named(booking.model_dump(mode="json"), booking.kind))
        self._slugs |= set(map(link_name, self._names))
        if self.is_in(booking.title):
            self._slugs.add(link_name(booking.title)[:SLUG_LENGTH].strip("-"))

    def has_address_in(self, text: str) -> bool:
        """Return whether their address stands in a text, or in a link."""
        return any(self._address.search(each) for each in _readings(text))

    def is_named_in(self, text: str) -> bool:
        """Return whether a whole name of theirs stands in a text, or their address with a `+tag`."""
        whole = {name for name in self._names if " " in name}
        if any(self._tagged.search(each) for each in _readings(text)):
            return True
        return bool(whole) and bool(_name_pattern(whole).search(_apart(text)))

    def is_hinted_at_in(self, text: str) -> bool:
        """Return whether a part of their name stands in a text, such as the last name alone."""
        words = {word for name in self._names for word in _BETWEEN_WORDS.sub(" ", name).split()}
        hints = {word for word in words if len(word) >= SHORTEST_HINT}
        return bool(hints) and bool(_name_pattern(hints).search(_apart(text)))

    def is_in(self, text: str) -> bool:
        """Return whether a text tells of them, by address, by name or by what was made into a link."""
        if self.has_address_in(text):
            return True
        slugs = {slug for slug in self._slugs if slug}
        patterns = [_any_of(slugs, before=r"[a-z0-9]", after=r"[a-z0-9]")] if slugs else []
        patterns += [_name_pattern(self._names)] if self._names else []
        readings = {*_readings(text), *map(_apart, _readings(text))}
        return any(pattern.search(each) for pattern in patterns for each in readings)

    def removed_from(self, text: str) -> str:
        """Return a heading that no longer names them."""
        text = self._address.sub(ERASED, _composed(text))
        if self._names:
            text = _composed(_name_pattern(self._names).sub(ERASED, _apart(text)))
        return ERASED if self.is_in(text) else text

    def erased_from(self, booking: Record) -> Record:
        """Return the booking without them."""
        whole = booking.kind is Kind.APPOINTMENT and self.has_address_in(booking.model_dump_json())
        data = booking.model_dump(mode="json")
        return STORED_BOOKING.validate_python(self._erased(data, key="", whole=whole))

    def _erased(self, value: Any, *, key: str, whole: bool) -> Any:
        """Return a part of a booking without them; `whole` says that all names in it are theirs."""
        match value:
            case dict() if key == "deponent" and self._is_theirs(value):
                return None
            case dict():
                return self._erased_parts(value, whole=whole)
            case list():
                kept = [part for part in value if not (isinstance(part, str) and self.is_in(part))]
                return [self._erased(part, key=key, whole=whole) for part in kept]
            case str() if key in _HEADINGS:
                return self.removed_from(value)
            case str() if self.is_in(value):
                return ""
            case _:
                return value

    def _erased_parts(self, value: dict[str, Any], *, whole: bool) -> dict[str, Any]:
        is_theirs = whole or self._is_theirs(value)
        gone = dict.fromkeys(_NAMES & value.keys(), "") if is_theirs else {}
        parts = {**value, **gone}
        return {name: self._erased(part, key=name, whole=whole) for name, part in parts.items()}

    def _is_theirs(self, part: dict[str, Any]) -> bool:
        email = part.get("email")
        return isinstance(email, str) and self.has_address_in(email)

    def _named(self, part: Any, kind: Kind) -> Iterator[str]:
        """Yield the names next to their address; an appointment is for one person alone."""
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


def _spellings(email: str) -> set[str]:
    """Return how an address may be written. Raises ValueError where it is none."""
    try:
        valid = validate_email(email, check_deliverability=False, test_environment=True)
    except EmailNotValidError:
        if not _LIKE_AN_ADDRESS.fullmatch(email):
            raise
        return {email}
    return {valid.normalized, email} | ({valid.ascii_email} if valid.ascii_email else set())


def _tagged(spelled: set[str]) -> re.Pattern[str]:
    """Find one of these addresses with a tag, which many providers deliver to the same person."""
    halves = (map(re.escape, _composed(each).rsplit("@", 1)) for each in spelled)
    either = "|".join(rf"{local}\+[\w.+%-]+@{domain}" for local, domain in halves)
    return re.compile(rf"(?<![\w.+%-])(?:{either})(?![\w-]|\.\w)", re.IGNORECASE)


def _any_of(words: set[str], *, before: str, after: str) -> re.Pattern[str]:
    """Find one of these words, whatever its case, where nothing goes on before or after it."""
    either = "|".join(sorted((re.escape(_composed(word)) for word in words), key=len, reverse=True))
    return re.compile(f"(?<!{before})(?:{either})(?!{after})", re.IGNORECASE)


def _name_pattern(names: set[str]) -> re.Pattern[str]:
    """Find in a text that is taken apart one of these names, with or without accents, last name first too."""
    orders = (order for name in names for order in _orders(name.split()))
    longest_first = sorted(orders, key=lambda order: len(" ".join(order)), reverse=True)
    either = "|".join(r"[\s,]+".join(map(_accented, order)) for order in longest_first)
    return re.compile(rf"(?<![\w{_ACCENTS}])(?:{either})(?!\w)", re.IGNORECASE)


def _orders(words: list[str]) -> list[list[str]]:
    return [words, [words[-1], *words[:-1]]] if len(words) > 1 else [words]


def _accented(word: str) -> str:
    """Return what finds a word with any accents, in a text that is taken apart."""
    letters = _MARKS.sub("", _apart(word))
    return "".join(f"{re.escape(letter)}[{_ACCENTS}]*" for letter in letters)


def _readings(text: str) -> list[str]:
    """Return a text, and as it reads where it is part of a link, or of a link within one."""
    readings = [_composed(text)]
    for _ in range(MOST_ENCODINGS):
        readings.append(unquote(readings[-1]))
    return readings


def _composed(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def _apart(text: str) -> str:
    """Return a text with its accents behind their letters."""
    return unicodedata.normalize("NFD", text)
