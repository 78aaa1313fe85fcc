"""The life of a booking: its states, and which step may follow which. No I/O, no clock of its own."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, PlainSerializer

from bot.scheduling.moment import Moment
from bot.scheduling.references import Kind
from bot.scheduling.sessions import Booked, Duration, Session, SessionState


def _read_moment(stored: Any) -> Any:
    """Turn what the store kept back into a moment; which of two same hours it was is kept too."""
    if not isinstance(stored, dict):
        return stored
    local = datetime.fromisoformat(stored["local"]).replace(fold=stored["fold"])
    return Moment(local=local, zone=stored["zone"])


def _write_moment(moment: Moment) -> dict[str, Any]:
    """Keep the wall clock and its zone, what people mean, with the fold that JSON dates lose."""
    return {"local": moment.local.isoformat(), "zone": moment.zone, "fold": moment.local.fold}


StoredMoment = Annotated[
    Moment, BeforeValidator(_read_moment), PlainSerializer(_write_moment, when_used="json")
]


class State(StrEnum):
    """Where a booking stands, honestly: what is only asked for is not called done."""

    BOOKING = "booking"
    REQUESTED = "requested"
    CONFIRMED = "confirmed"
    MOVING = "moving"
    CANCELLING = "cancelling"
    CANCELLED = "cancelled"
    FAILED = "failed"


ENDED = frozenset({State.CANCELLED, State.FAILED})

# The steps that may fail and leave a booking as it was.
Undone = Literal[State.MOVING, State.CANCELLING]


class WrongState(Exception):
    """The step does not follow from the state the booking is in."""

    def __init__(self, booking: "Booking") -> None:
        """Keep the booking, so that the person can be told how it stands."""
        super().__init__(f"{booking.ref} is {booking.state}")
        self.booking = booking


class Trouble(StrEnum):
    """Why the provider has not done it: what the person or an administrator can do follows."""

    REFUSED = "refused"
    NOT_ALLOWED = "not allowed"
    GONE = "gone"
    NOT_ANSWERING = "not answering"
    UNKNOWN = "unknown"


class Place(StrEnum):
    """Who can read a channel: what may be said there follows from it."""

    PUBLIC = "public"
    PRIVATE = "private"
    DIRECT = "direct"
    SHARED = "shared"


class Card(BaseModel):
    """The one living message of a booking: Slack's ids of the channel and the message."""

    model_config = ConfigDict(frozen=True)

    channel: str
    ts: str
    place: Place = Place.PUBLIC


class Wanted(BaseModel):
    """A change asked for: only what differs is set; invitees can only be added (Prevail's rule)."""

    model_config = ConfigDict(frozen=True)

    moment: StoredMoment | None = None
    duration: Duration | None = None
    title: str | None = None
    invitees: tuple[str, ...] = ()


class Booking(BaseModel):
    """What Docket keeps of one session: whose it is, what was ordered, how it stands.

    `team`, `owner`, `channel` are Slack ids; `channel` is where the card should be, `card` where
    it is. `reason` is the provider's own, as plain text.
    """

    model_config = ConfigDict(frozen=True)

    team: str
    ref: str
    owner: str
    kind: Kind = Kind.SESSION
    state: State = State.BOOKING
    moment: StoredMoment
    session: Session
    remote_session_id: str
    channel: str
    card: Card | None = None
    booked: Booked | None = None
    trouble: Trouble | None = None
    reason: str = ""
    created: datetime

    @property
    def open_to_all(self) -> bool:
        """Say whether everybody in the workspace can read the card where it is."""
        return self.card is not None and self.card.place in {Place.PUBLIC, Place.SHARED}

    @property
    def join_url(self) -> str | None:
        """The link people press: Prevail's first, Zoom's second (providers.md)."""
        if self.booked is None or self.state in ENDED:
            return None
        return self.booked.join_url or self.booked.zoom_url

    @property
    def ends(self) -> datetime:
        """When it is over, as an aware UTC time."""
        return self.moment.instant + self.session.duration

    def with_(self, **changes: Any) -> "Booking":
        """Return the same booking with some values replaced."""
        return self.model_copy(update=changes)


def ask_to_change(booking: Booking) -> Booking:
    """Begin a move or edit: only of what the provider has confirmed."""
    if booking.state is not State.CONFIRMED:
        raise WrongState(booking)
    return booking.with_(state=State.MOVING, trouble=None, reason="")


def ask_to_cancel(booking: Booking) -> Booking:
    """Begin a cancellation; what is only requested has no id yet to cancel with (providers.md)."""
    if booking.state not in {State.CONFIRMED, State.BOOKING, State.MOVING}:
        raise WrongState(booking)
    return booking.with_(state=State.CANCELLING, trouble=None, reason="")


def ask_again(
    booking: Booking, *, moment: Moment, session: Session, remote_session_id: str
) -> Booking:
    """Try a failed booking once more, with the entries as they were mended."""
    if booking.state is not State.FAILED:
        raise WrongState(booking)
    return booking.with_(
        state=State.BOOKING,
        moment=moment,
        session=session,
        remote_session_id=remote_session_id,
        booked=None,
        trouble=None,
        reason="",
    )


def booked(booking: Booking, answer: Booked) -> Booking:
    """Take in that the provider has it; a cancellation asked for meanwhile stays asked for."""
    settles = booking.state in {State.BOOKING, State.REQUESTED}
    state = _settled(answer) if settles else booking.state
    remote = answer.remote_session_id or booking.remote_session_id
    return booking.with_(
        state=state, booked=answer, remote_session_id=remote, trouble=None, reason=""
    )


def _settled(answer: Booked) -> State:
    return State.REQUESTED if answer.state is SessionState.INITIAL else State.CONFIRMED


def changed(booking: Booking, wanted: Wanted) -> Booking:
    """Take in that the provider made the change."""
    session = booking.session.model_copy(
        update={
            "title": wanted.title or booking.session.title,
            "duration": wanted.duration or booking.session.duration,
            "invitees": booking.session.invitees + wanted.invitees,
        }
    )
    return booking.with_(
        state=State.CONFIRMED if booking.state is State.MOVING else booking.state,
        moment=wanted.moment or booking.moment,
        session=session,
        trouble=None,
        reason="",
    )


def cancelled(booking: Booking) -> Booking:
    """Take in that the provider has let go of it."""
    return booking.with_(state=State.CANCELLED, trouble=None, reason="")


def not_booked(booking: Booking, trouble: Trouble, *, reason: str = "") -> Booking:
    """Take in that it could not be made; what was entered stays, and so does a cancellation asked for."""
    state = booking.state if booking.state is State.CANCELLING else State.FAILED
    return booking.with_(state=state, trouble=trouble, reason=reason)


def not_changed(booking: Booking, step: Undone) -> Booking:
    """Take in that a step could not be made: unless another has begun, it stands as it was."""
    if booking.booked is None:
        return booking.with_(state=State.FAILED, trouble=Trouble.UNKNOWN)
    state = _settled(booking.booked) if booking.state is step else booking.state
    return booking.with_(state=state, trouble=None)


def held_up(booking: Booking, trouble: Trouble) -> Booking:
    """Take in that the provider has not done it yet and Docket keeps trying."""
    return booking.with_(trouble=trouble)
