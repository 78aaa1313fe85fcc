"""The life of a booking: its states, and which step may follow which. No I/O, no clock of its own."""

from abc import ABC, abstractmethod
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Annotated, Any, ClassVar, Literal, Self, TypeVar

from pydantic import (
    AfterValidator,
    AliasChoices,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
)

from bot.scheduling.model.links import carries_secret
from bot.scheduling.model.reference import CONFIDENTIAL, Kind
from bot.scheduling.model.text import Text
from bot.times.moment import Moment
from bot.times.writing import ANYBODY, Reader
from bot.times.zones import is_known

# A moment has room around it, so that counting days from it never leaves the calendar.
MARGIN = timedelta(days=366)


def _read_moment(stored: Any) -> Any:
    """Turn what the store kept back into a moment; which of two same hours it was is kept too."""
    if not isinstance(stored, dict):
        return stored
    try:
        local = datetime.fromisoformat(stored["local"]).replace(fold=stored["fold"])
        moment = Moment(local=local, zone=stored["zone"])
        is_whole = local.tzinfo is None and is_known(moment.zone)
        within = is_whole and moment.instant - MARGIN < moment.instant + MARGIN
    except (LookupError, OverflowError, TypeError, ValueError):
        within = False
    if not within:
        raise ValueError("a moment is a wall-clock time and the zone it is in")
    return moment


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
    CANCELING = "cancelling"
    CANCELED = "cancelled"
    FAILED = "failed"


ENDED = frozenset({State.CANCELED, State.FAILED})
CANCELABLE = frozenset({State.BOOKING, State.CONFIRMED, State.MOVING})
# What somebody has decided since, or what has become of it, a form opened before does not know.
_TELLING = ENDED | {State.MOVING, State.CANCELING}

# The steps that may fail and leave a booking as it was.
Reversible = Literal[State.MOVING, State.CANCELING]


class InvalidTransition(Exception):
    """The step does not follow from the state the booking is in."""

    def __init__(self, booking: "Booking") -> None:
        """Keep the booking, so that the person can be told how it stands."""
        super().__init__(f"{booking.ref} is {booking.state}")
        self.booking = booking


class FailureReason(StrEnum):
    """Why the provider has not done it: what the person or an administrator can do follows."""

    REFUSED = "refused"
    NOT_ALLOWED = "not allowed"
    CONNECTION = "connection"
    GONE = "gone"
    CANCELED_THERE = "canceled there"
    DIFFERENT = "done otherwise"
    NAME_TAKEN = "name taken"
    NOT_ANSWERING = "not answering"
    UNKNOWN = "unknown"
    AMBIGUOUS = "unproven"
    INTERNAL = "a fault of Docket's own"
    NEVER_SCHEDULED = "never scheduled"
    DECLARED = "declared not made"


# The provider said no before anything was made, so that nothing can be ours.
NOTHING_CREATED = frozenset({FailureReason.REFUSED, FailureReason.NAME_TAKEN})
# It may have been made, and nobody knows.
OUTCOME_UNKNOWN = frozenset({FailureReason.UNKNOWN, FailureReason.AMBIGUOUS})
MAY_EXIST = OUTCOME_UNKNOWN | {FailureReason.INTERNAL}


class Visibility(StrEnum):
    """Who can read a channel: what may be said there follows from it."""

    PUBLIC = "public"
    PRIVATE = "private"
    DIRECT = "direct"
    SHARED = "shared"


QUARTER_HOUR = timedelta(minutes=15)
MAX_DURATION = timedelta(days=30)


def _quarter_hours(duration: timedelta) -> timedelta:
    """Refuse what Prevail cannot book: durations come in quarter hours, at least one."""
    if not timedelta(0) < duration <= MAX_DURATION or duration % QUARTER_HOUR:
        raise ValueError("a session lasts a whole number of quarter hours")
    return duration


Duration = Annotated[timedelta, AfterValidator(_quarter_hours)]


class Value(BaseModel):
    """Something that is only compared and read, never changed."""

    model_config = ConfigDict(frozen=True)

    def with_(self, **changes: Any) -> Self:
        """Return the same with some parts replaced, which are checked like any. Raises ValueError."""
        return self.model_validate({**dict(self), **changes})


class Phase(StrEnum):
    """Where the clock is: before a booking's time, within it, or behind it."""

    AHEAD = "ahead"
    BEGUN = "begun"
    OVER = "over"


class Card(Value):
    """The one living message of a booking: Slack's ids of the channel and the message.

    `refused` is Slack's code for why it would not show all of it; empty where it does. `phase` is
    where the clock was when it was last drawn.
    """

    channel: str
    ts: str
    place: Visibility = Visibility.PUBLIC
    refused: str = ""
    phase: Phase = Phase.AHEAD


class Changes(Value):
    """A change asked for: only what differs is set; invitees can only be added (Prevail's rule).

    Of what a provider holds, `unreadable_time` is what it says of a time that cannot be read.
    """

    moment: StoredMoment | None = None
    duration: Duration | None = None
    title: Text | None = None
    invitees: tuple[str, ...] = ()
    unreadable_time: Text = ""


class Reply(StrEnum):
    """What was heard of a request of which it is not known what came of it."""

    NONE = "nothing"
    STILL_NONE = "nothing, and it is asked for no more"
    DIFFERENT = "something else than was wanted"
    NOT_ALLOWED = "turned away"
    REFUSED = "no"
    REFUSED_AGAIN = "no, when it was asked again"


class UnconfirmedRequest(Value):
    """A request of which it is not known what came of it.

    `at` is when it was made, or found to have been made (aware UTC); `reason` is the provider's own.
    `answered` is the id by which it answered, where what it answered is not what was ordered.
    """

    at: datetime
    heard: Reply = Reply.NONE
    reason: Text = ""
    answered: str = ""


class Booking(Value, ABC):
    """What Docket keeps of one thing it booked: whose it is, when it is, how it stands.

    What was ordered and what the provider answered is in the kinds: `SessionBooking`,
    `AgentBooking`, `AppointmentBooking`. `team`, `owner`, `channel` are Slack ids; `channel` is
    where the card should be, `card` where it is, `left` an earlier one that Slack would not let be
    edited, with its code for why. `reason` is the provider's own, as plain text.
    `calendar_generation` says how often its calendar links were revoked. `locale` is its owner's:
    cards are written in their way.

    `tries_known` counts the tries of what is under way of which it is known how they ended.
    `asked` is what was last asked of the provider while it is not known what came of it.
    `never_booked` says of a canceled one that the provider never had it. `unreadable_time` is what
    the provider was last seen to say of its time where that cannot be read: `moment` is then only
    what was asked for, or read before. `revision` is raised whenever one of its `form_state` changes, and
    tells old forms from new ones. `troubled_since` is when what needs attention began, `seen` when
    the provider last said how it stands (aware UTC). `by_old_law` is its instant (aware UTC) by the zone
    data that were there when it may have been made, if nobody knew then whether the provider had it.
    """

    provider: ClassVar[str]
    can_move: ClassVar[bool] = True
    # Whether the provider's own people may move it, which its lists then show.
    can_be_elsewhere: ClassVar[bool] = False
    kind: Kind
    team: str
    ref: str
    owner: str
    state: State = State.BOOKING
    moment: StoredMoment
    channel: str
    card: Card | None = None
    left: Card | None = None
    trouble: FailureReason | None = None
    reason: Text = ""
    created: datetime
    calendar_generation: int = 0
    # Version 0b8ed1f kept those of which it knew that they had done nothing.
    tries_known: int = Field(0, validation_alias=AliasChoices("tries_known", "idle_tries"))
    asked: UnconfirmedRequest | None = None
    never_booked: bool = False
    unreadable_time: Text = ""
    revision: int = 0
    troubled_since: datetime | None = None
    seen: datetime | None = None
    by_old_law: datetime | None = None
    locale: str = ANYBODY.locale
    read_in: str | None = Field(default=None, exclude=True)

    @property
    @abstractmethod
    def title(self) -> str:
        """What people call it, as plain text."""

    @property
    def case(self) -> str:
        """The case it belongs to, or nothing."""
        return ""

    @property
    def reader(self) -> Reader:
        """How those read times that it is written for: its owner, unless it is shown to another."""
        return Reader(self.locale, self.read_in)

    def as_read_by(self, reader: Reader) -> Self:
        """Return it to be shown to somebody in private; it is never kept so."""
        return self.with_(locale=reader.locale, read_in=reader.zone)

    @property
    def written(self) -> str:
        """When it is."""
        return self.moment.written(self.reader)

    @property
    def confidential(self) -> bool:
        """Say whether only its owner learns more than what it is, when and how it stands."""
        return self.kind in CONFIDENTIAL

    @property
    def length(self) -> timedelta:
        """How long it lasts; zero where nobody says."""
        return timedelta(0)

    @property
    @abstractmethod
    def remote_id(self) -> str:
        """What the provider knows it by, unique among the living; nothing while it has no name."""

    @property
    def remote_key(self) -> str:
        """The provider's id as it is compared, the same for every way of writing it."""
        return self.remote_id

    @property
    @abstractmethod
    def provider_state(self) -> State | None:
        """Where it stands by what the provider answered; None while it has not."""

    @property
    def link(self) -> str | None:
        """The way in that the provider gave, if it did."""
        return None

    @property
    def join_url(self) -> str | None:
        """The link people press, while there is something to join."""
        return None if self.state in ENDED else self.link

    def link_at(self, place: Visibility) -> str | None:
        """Return the link people press: where others read along, none that a password may come with."""
        link = self.join_url
        hidden = link is not None and place is not Visibility.DIRECT and carries_secret(link)
        return None if hidden else link

    @property
    def form_state(self) -> tuple[object, ...]:
        """What forms show of it: one that was opened before any of this changed is out of date."""
        told = self.state if self.state in _TELLING else None
        return told, self.moment.instant, self.moment.zone, self.unreadable_time

    def after(self, earlier: "Booking") -> Self:
        """Return it as what `earlier` has become: a new revision where forms show it otherwise."""
        is_same = self.form_state == earlier.form_state
        return self.with_(revision=earlier.revision + (0 if is_same else 1))

    @property
    def open_to_all(self) -> bool:
        """Say whether everybody in the workspace can read the card where it is."""
        return self.card is not None and self.card.place is Visibility.PUBLIC

    def where(self, place: Visibility) -> Self:
        """Return it with who can read its card's channel; without a card it stays as it is."""
        if self.card is None:
            return self
        return self.with_(card=self.card.with_(place=place))

    @property
    def ends(self) -> datetime:
        """When it is over, as an aware UTC time."""
        return self.moment.instant + self.length

    def phase(self, now: datetime) -> Phase:
        """Say where the clock is; a time that nobody can read is not said to have passed.

        What lasts no known time is never over, only begun.
        """
        if not self.changeable or self.unreadable_time or now < self.moment.instant:
            return Phase.AHEAD
        return Phase.OVER if self.length and self.ends <= now else Phase.BEGUN

    @property
    def redraw_at(self) -> datetime | None:
        """When its card has to be drawn anew because of the clock alone (aware UTC), if ever."""
        fixed = self.state in ENDED or not self.changeable or bool(self.unreadable_time)
        if self.card is None or fixed or self.card.phase is Phase.OVER:
            return None
        if self.card.phase is Phase.BEGUN:
            return self.ends if self.length else None
        return self.moment.instant

    @property
    def cancelable_until(self) -> datetime:
        """Until when (aware UTC) the provider may still be asked to cancel it."""
        return self.moment.instant

    @property
    def changeable(self) -> bool:
        """Say whether there ever is anything to move or cancel."""
        return True

    @property
    def useful_until(self) -> datetime:
        """Until when (aware UTC) it is worth trying to have the provider do something about it."""
        return self.moment.instant

    def as_retry_of(self, earlier: "Booking") -> Self:
        """Return it as the next try of an earlier booking: the same card, made at the same time."""
        channel = earlier.channel if earlier.card else self.channel
        return self.with_(
            card=earlier.card,
            left=earlier.left,
            channel=channel,
            created=earlier.created,
            calendar_generation=earlier.calendar_generation,
            asked=earlier.asked and UnconfirmedRequest(at=earlier.asked.at),
        )

    def excluding(self, ids: tuple[str, ...]) -> Self:
        """Return it as one for which these ids of the provider's are never taken; most have none."""
        del ids
        return self

    def with_changes(self, wanted: Changes) -> Self:
        """Return it with a change made."""
        if wanted.moment is not None:
            return self.with_(moment=wanted.moment, unreadable_time="")
        return self.with_(unreadable_time=wanted.unreadable_time or self.unreadable_time)


AnyBooking = TypeVar("AnyBooking", bound=Booking)


class Order(Value, ABC):
    """What a form asks for: when, and the Slack channel its card belongs in, with the rest in its kinds."""

    kind: ClassVar[Kind]
    moment: StoredMoment
    channel: str

    @property
    def noted(self) -> str:
        """What the history says of it beside who ordered it and when; usually nothing."""
        return ""

    @property
    def invited(self) -> frozenset[str]:
        """The addresses to which the provider sends an invitation because of this order."""
        return frozenset()

    @abstractmethod
    def booking(self, *, team: str, ref: str, owner: str, created: datetime) -> Booking:
        """Return the booking that begins with this order."""


def begin_change(booking: AnyBooking) -> AnyBooking:
    """Begin a move or edit: only of what the provider has confirmed, and can move."""
    if booking.state is not State.CONFIRMED or not booking.can_move:
        raise InvalidTransition(booking)
    return booking.with_(state=State.MOVING, trouble=None, reason="", asked=None, tries_known=0)


def begin_cancellation(booking: AnyBooking) -> AnyBooking:
    """Begin a cancellation; what is only requested has no id yet to cancel with (providers.md)."""
    if booking.state not in CANCELABLE:
        raise InvalidTransition(booking)
    underway = booking.state is State.BOOKING
    return booking.with_(
        state=State.CANCELING,
        trouble=None,
        reason="",
        asked=booking.asked if underway else None,
        tries_known=booking.tries_known if underway else 0,
    )


def begin_retry(booking: Booking, mended: AnyBooking) -> AnyBooking:
    """Try a failed booking once more, as it was mended."""
    if booking.state is not State.FAILED:
        raise InvalidTransition(booking)
    return mended.as_retry_of(booking)


def mark_booked(answered: AnyBooking) -> AnyBooking:
    """Take in the provider's answer; a cancellation asked for meanwhile stays asked for.

    It counts also where somebody has said meanwhile that nothing was made.
    """
    waits = answered.state in {State.BOOKING, State.REQUESTED, State.FAILED}
    state = answered.provider_state if waits and answered.provider_state else answered.state
    return answered.with_(state=state, trouble=None, reason="")


def mark_changed(booking: AnyBooking, wanted: Changes) -> AnyBooking:
    """Take in that the provider made the change."""
    state = State.CONFIRMED if booking.state is State.MOVING else booking.state
    return booking.with_changes(wanted).with_(state=state, trouble=None, reason="")


def mark_canceled(booking: AnyBooking) -> AnyBooking:
    """Take in that the provider has let go of it."""
    return booking.with_(state=State.CANCELED, trouble=None, reason="")


def mark_ended_at_provider(booking: AnyBooking, trouble: FailureReason) -> AnyBooking:
    """Take in that it has come to an end at the provider itself, canceled or removed."""
    return booking.with_(state=State.CANCELED, trouble=trouble, reason="")


def mark_never_booked(booking: AnyBooking) -> AnyBooking:
    """Take in that it was canceled before the provider had it."""
    return mark_canceled(booking).with_(never_booked=True)


def mark_not_booked(booking: AnyBooking, trouble: FailureReason, *, reason: str = "") -> AnyBooking:
    """Take in that it could not be made; what was entered stays, and so does a cancellation asked for."""
    state = booking.state if booking.state is State.CANCELING else State.FAILED
    return booking.with_(state=state, trouble=trouble, reason=reason)


def mark_not_changed(
    booking: AnyBooking, transition: Reversible | None, trouble: FailureReason
) -> AnyBooking:
    """Take in that a step could not be made: unless another has begun, it stands as it was.

    Of a step whose answer was lost for good, it stays said that nobody knows.
    """
    if booking.provider_state is None:
        unknown = trouble if trouble in OUTCOME_UNKNOWN else FailureReason.UNKNOWN
        return booking.with_(state=State.FAILED, trouble=unknown)
    state = booking.provider_state if booking.state is transition else booking.state
    return booking.with_(state=state, trouble=trouble if trouble is FailureReason.UNKNOWN else None)


def mark_delayed(booking: AnyBooking, trouble: FailureReason) -> AnyBooking:
    """Take in that the provider has not done it yet and Docket keeps trying.

    Once an answer was lost, it stays lost until somebody has looked.
    """
    return booking.with_(trouble=booking.trouble if booking.trouble in OUTCOME_UNKNOWN else trouble)
