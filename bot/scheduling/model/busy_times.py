"""Who is busy with a booking and when, by names as they are compared: nobody can be in two places at once."""

import hashlib
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from urllib.parse import urlsplit, urlunsplit

from bot.scheduling.model.agent import AgentBooking
from bot.scheduling.model.appointment import AppointmentBooking
from bot.scheduling.model.booking import Booking
from bot.scheduling.model.record import ENDED, MAY_EXIST, Record, State
from bot.scheduling.model.search_words import words_in
from bot.scheduling.model.session import Session, SessionBooking

# By what passwords go in links of Zoom, Teams and others.
_PASSWORDS = frozenset({"p", "passcode", "password", "pwd"})
# What is longer is told by its hash: an index holds no page of text.
LONGEST_NAME = 200
# How long is taken for what lasts no known time.
UNKNOWN_LENGTH = timedelta(minutes=30)

# Words that stand where a name is still to come.
_NOBODY = words_in(
    "30 30b6 announced assigned be confirmed corporate custodian decided deponent designated designee"
    " determined expert id interpreter known name named na needed no none not of pending person pmk pmq"
    " records representative required same tba tbc tbd the to unknown unnamed witness yes yet"
)
_TITLES = words_in("dr esq md mr mrs ms phd")
# What stands beside an interpreter's name.
_OF_INTERPRETERS = words_in(
    "amharic arabic armenian asl american sign language bengali burmese cantonese certified chinese court"
    " creole dari farsi filipino french german gujarati haitian hebrew hindi hmong interpreter italian"
    " japanese khmer korean lao mandarin nepali pashto persian polish portuguese punjabi romanian russian"
    " somali spanish swahili tagalog tamil telugu thai tigrinya turkish ukrainian urdu vietnamese"
)


class Part(StrEnum):
    """In what two bookings are alike; each is kept so, before the name.

    All but MATTER say that they can't both take place at one time: CALL is the call that an agent
    joins, INVITEE whom an appointment is for, TITLE the very same title, case and start.
    MATTER is the same case and deponent, at whatever time.
    """

    HOST = "host"
    DEPONENT = "deponent"
    INTERPRETER = "interpreter"
    CALL = "call"
    INVITEE = "invitee"
    TITLE = "title"
    MATTER = "matter"


@dataclass(frozen=True, slots=True)
class BusyTime:
    """Somebody or something that a booking takes from a time to another (aware UTC), by a folded name.

    `written` is whom of several people that is, as it was entered; empty where there is only one.
    """

    part: Part
    name: str
    starts: datetime
    ends: datetime
    written: str = field(default="", compare=False)

    @property
    def key(self) -> str:
        """What is the same where the same is taken."""
        name = self.name
        short = name if len(name) <= LONGEST_NAME else hashlib.sha256(name.encode()).hexdigest()
        return f"{self.part} {short}"

    @property
    def is_open(self) -> bool:
        """Whether everybody reads it who may see the booking: cards say title, case and deponent's name."""
        return self.part in {Part.TITLE, Part.MATTER, Part.DEPONENT} and "@" not in self.name

    def is_within(self, other: "BusyTime") -> bool:
        """Return whether another takes all of this."""
        return self.key == other.key and other.starts <= self.starts and self.ends <= other.ends


def busy_times(record: Record) -> frozenset[BusyTime]:
    """Return all that a booking takes, and its matter; nothing once it has come to nothing.

    What may have been booked counts as booked. What is being moved takes its old time and its new one.
    """
    if not isinstance(record, Booking) or not _takes_place(record):
        return frozenset()
    return frozenset(
        BusyTime(part, name, starts, ends, written)
        for starts, ends in _times(record).items()
        for part, name, written in (*_taken(record), *_itself(record, starts=starts))
        if name
    )


def newly_busy(after: Record, *, before: Record | None) -> frozenset[BusyTime]:
    """Return what a booking takes that it did not take `before`, without its matter."""
    had = busy_times(before) if before is not None else ()
    return frozenset(
        each
        for each in busy_times(after)
        if each.part is not Part.MATTER and not any(map(each.is_within, had))
    )


def matters(booking: Record) -> frozenset[BusyTime]:
    """Return by what others of the same case and deponent are found."""
    return frozenset(each for each in busy_times(booking) if each.part is Part.MATTER)


def takes_place_of(booking: Record, other: Record) -> bool:
    """Return whether it has the other's key at the provider, so that only one of both can be there."""
    return isinstance(booking, AgentBooking) and booking.key_of == other.ref


def _takes_place(booking: Booking) -> bool:
    if booking.state in ENDED:
        return booking.state is State.FAILED and booking.trouble in MAY_EXIST
    return not booking.ended_there


def _times(booking: Booking) -> dict[datetime, datetime]:
    """Return from when to when it takes place (aware UTC), or would once it was moved: at most so long."""
    length, times = booking.length, dict[datetime, datetime]()
    moves = [(booking.moment, length)]
    if booking.hold is not None and booking.hold.moment is not None:
        moves.append((booking.hold.moment, length))
    if booking.wants is not None:
        moves.append((booking.wants.moment or booking.moment, booking.wants.duration or length))
    for moment, lasting in moves:
        starts = moment.instant
        times[starts] = max(times.get(starts, starts), starts + (lasting or UNKNOWN_LENGTH))
    return times


# In what two are alike, by which name that is compared, and what it was written as.
_Taken = tuple[Part, str, str]


def _taken(booking: Booking) -> Iterator[_Taken]:
    """Give who and what it takes; where a name is empty, that is nobody."""
    match booking:
        case SessionBooking(session=session):
            yield from ((Part.HOST, _address(each), each) for each in session.hosts)
            yield from ((Part.DEPONENT, *each) for each in _deponent(session))
            interpreter = _person(session.interpreter, without=_OF_INTERPRETERS)
            yield Part.INTERPRETER, interpreter, session.interpreter
        case AgentBooking(call=call):
            yield Part.CALL, _call(call.join_url), ""
        case AppointmentBooking(request=request):
            yield Part.INVITEE, _address(request.email), ""


def _itself(booking: Booking, *, starts: datetime) -> Iterator[_Taken]:
    """Give what the very same session has, now and once it is edited, and one of the same matter."""
    if not isinstance(booking, SessionBooking):
        return
    session, case = booking.session, _folded(words_in(booking.session.case))
    titles = {session.title, booking.wants.title or "" if booking.wants else ""}
    for title in map(_folded, map(words_in, titles)):
        yield Part.TITLE, f"{title} / {case} / {starts:%Y-%m-%dT%H:%M}" if title else "", ""
    if case:
        yield from ((Part.MATTER, f"{case} / {who}", "") for who, _ in _deponent(session) if who)


def _deponent(session: Session) -> Iterator[tuple[str, str]]:
    """Give by what a deponent is known and is called: name and address, each empty where it names nobody."""
    if deponent := session.deponent:
        called = deponent.name or deponent.email
        yield from ((_person(deponent.name), called), (_address(deponent.email), called))


def _person(name: str, *, without: frozenset[str] = frozenset()) -> str:
    """Return a name as it is compared, in whatever order it is written; nothing where it names nobody."""
    words = words_in(name) - _TITLES - without
    return _folded(words) if any(len(word) > 1 for word in words - _NOBODY) else ""


def _address(email: str) -> str:
    """Return an email address as it is compared; nothing where it names nobody."""
    folded = unicodedata.normalize("NFKC", email).strip().casefold()
    mailbox = words_in(folded.partition("@")[0])
    return "" if mailbox and mailbox <= _NOBODY else folded


def _call(link: str) -> str:
    """Return a call's link as it is compared: without its password, which invitations leave out at will."""
    url = urlsplit(link.casefold())
    kept = [each for each in url.query.split("&") if each.partition("=")[0] not in _PASSWORDS]
    bare = url._replace(path=url.path.rstrip("/"), query="&".join(kept), fragment="")
    return urlunsplit(bare)


def _folded(words: Iterable[str]) -> str:
    return " ".join(sorted(words))
