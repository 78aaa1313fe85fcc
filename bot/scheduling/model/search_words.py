"""The words that a booking is found by, the same wherever they are looked for."""

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from bot.scheduling.model.agent import AgentBooking
from bot.scheduling.model.appointment import AppointmentBooking
from bot.scheduling.model.record import Record
from bot.scheduling.model.session import SessionBooking

_WORD = re.compile(r"[^\W_]+")
# An email address, with what stands before its domain. It begins where a word does: a long one without
# an "@" is looked through once, not anew from each of its characters.
_ADDRESS = re.compile(r"(?<![^\s@<>(),;:\"])([^\s@<>(),;:\"]+)@[^\s@<>(),;:\"]*[^\W_]")


class Field(StrEnum):
    """What a list can be narrowed by, each by its name on the screen."""

    CASE = "case"
    DEPONENT = "deponent"
    HOST = "host"
    INVITEE = "invitee"
    TYPE = "type"


# The fields of people who have an address.
OF_PEOPLE = frozenset({Field.DEPONENT, Field.HOST, Field.INVITEE})


@dataclass(frozen=True, slots=True)
class FieldFilter:
    """Words that have to begin words of one field."""

    field: Field
    words: tuple[str, ...]


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


def is_indexed(field: Field) -> bool:
    """Return whether the words of a field are among those that a booking is found by."""
    return field is not Field.TYPE


def has_in_field(booking: Record, sought: FieldFilter, *, private: bool) -> bool:
    """Return whether a booking has words in a field, as who reads what is `private`, or not, can tell."""
    return are_among(
        sought.words, words_in(" ".join(_texts(booking, sought.field, private=private)))
    )


def _texts(booking: Record, field: Field, *, private: bool) -> Collection[str]:
    """Return what stands in a field of a booking."""
    match field, booking:
        case Field.CASE, _:
            return (booking.case,)
        case Field.TYPE, SessionBooking():
            return booking.kind.name, booking.session.session_type
        case Field.TYPE, _:
            return (booking.kind.name,)
        case Field.DEPONENT, SessionBooking(session=session) if session.deponent:
            email = (session.deponent.email,) if private else ()
            return session.deponent.name, *email
        case Field.DEPONENT, AgentBooking(deponent=deponent) if private and deponent:
            return deponent.name, deponent.email
        case Field.HOST, SessionBooking() if private:
            return booking.session.hosts
        case Field.INVITEE, SessionBooking() if private:
            return booking.session.invitees
        case Field.INVITEE, AppointmentBooking() if private:
            return booking.privately_named_by
        case _:
            return ()
