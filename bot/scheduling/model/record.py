"""What Docket keeps of anything it was asked for, and the states it goes through."""

from abc import ABC, abstractmethod
from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar, Self, TypeVar

from pydantic import AliasChoices, Field

from bot.scheduling.model.reference import CONFIDENTIAL, Kind
from bot.scheduling.model.text import Text
from bot.scheduling.model.value import Value
from bot.times.writing import ANYBODY, Reader


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
# What the provider has been asked for and has not answered.
IN_PROGRESS = frozenset({State.BOOKING, State.MOVING, State.CANCELING})
# A form opened before does not know what was decided since, or its new state.
_SHOWN_IN_FORMS = ENDED | {State.MOVING, State.CANCELING}


class FailureReason(StrEnum):
    """Why the provider has not done it: what the person or an administrator can do follows."""

    REFUSED = "refused"
    NOT_ALLOWED = "not allowed"
    CONNECTION = "connection"
    GONE = "gone"
    CANCELED_AT_PROVIDER = "canceled there"
    DIFFERENT = "done otherwise"
    NAME_TAKEN = "name taken"
    NOT_ANSWERING = "not answering"
    UNKNOWN = "unknown"
    AMBIGUOUS = "unproven"
    INTERNAL = "a fault of Docket's own"
    NEVER_SCHEDULED = "never scheduled"
    DECLARED_NOT_CREATED = "declared not made"


# It may have been made.
MAY_EXIST = frozenset({FailureReason.UNKNOWN, FailureReason.AMBIGUOUS, FailureReason.INTERNAL})
# It may have been made, and nobody knows.
OUTCOME_UNKNOWN = MAY_EXIST - {FailureReason.INTERNAL}
# The provider said no before anything was made, so that nothing can be ours.
NOTHING_CREATED = frozenset({FailureReason.REFUSED, FailureReason.NAME_TAKEN})


class Visibility(StrEnum):
    """Who can read a channel: what may be said there follows from it."""

    PUBLIC = "public"
    PRIVATE = "private"
    DIRECT = "direct"
    SHARED = "shared"


class Phase(StrEnum):
    """Whether a booking's time is still to come, has started, or is over."""

    UPCOMING = "ahead"
    STARTED = "begun"
    FINISHED = "over"


class Card(Value):
    """The one living message of a booking: Slack's ids of the channel and the message.

    `refused` is Slack's code for why it would not show all of it; empty where it does. `phase` is
    where the clock was when it was last drawn.
    """

    channel: str
    ts: str
    place: Visibility = Visibility.PUBLIC
    refused: str = ""
    phase: Phase = Phase.UPCOMING


class Reply(StrEnum):
    """What was answered to a request whose outcome is not known."""

    NONE = "nothing"
    STILL_NONE = "nothing, and it is asked for no more"
    DIFFERENT = "something else than was wanted"
    NOT_ALLOWED = "turned away"
    REFUSED = "no"
    REFUSED_AGAIN = "no, when it was asked again"


class UnconfirmedRequest(Value):
    """A request whose outcome is not known.

    `at` is when it was made, or found to have been made (aware UTC); `reason` is the provider's own.
    `answered` is the id by which it answered, where what it answered is not what was ordered.
    """

    at: datetime
    heard: Reply = Reply.NONE
    reason: Text = ""
    answered: str = ""


class Record(Value, ABC):
    """What Docket keeps of anything it was asked for: whose it is, how it stands, where its card is.

    A `Booking` takes place at a time of its own; a `Request` is carried out once. `team`, `owner`,
    `channel` are Slack ids; `channel` is where the card should be, `card` where it is, `left` an
    earlier one that Slack would not let be edited, with its code for why. `reason` is the provider's
    own, as plain text. `locale` is its owner's: cards are written in their way. `in_forms` names what
    forms show of the kind's own fields.

    `tries_known` counts the tries of what is under way of which it is known how they ended.
    `asked` is what was last asked of the provider while its outcome is not known, `given_up` says that
    somebody wants what is under way to be tried no more. `revision` is
    raised whenever its `form_state` changes, and tells old forms from new ones. `troubled_since` is
    when what needs attention began, `seen` when the provider last said how it stands (aware UTC).
    """

    provider: ClassVar[str]
    in_forms: ClassVar[tuple[str, ...]] = ()
    kind: Kind
    team: str
    ref: str
    owner: str
    state: State = State.BOOKING
    channel: str
    card: Card | None = None
    left: Card | None = None
    trouble: FailureReason | None = None
    reason: Text = ""
    created: datetime
    # Version 0b8ed1f kept those of which it knew that they had done nothing.
    tries_known: int = Field(0, validation_alias=AliasChoices("tries_known", "idle_tries"))
    asked: UnconfirmedRequest | None = None
    given_up: bool = False
    revision: int = 0
    troubled_since: datetime | None = None
    seen: datetime | None = None
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
    def named_by(self) -> tuple[str, ...]:
        """What everybody who may see it can find it by: reference, title, case, who testifies."""
        return self.ref, self.title, self.case

    @property
    def privately_named_by(self) -> tuple[str, ...]:
        """What else it is found by, by whoever may read its private details: people and addresses."""
        return ()

    @property
    @abstractmethod
    def useful_until(self) -> datetime:
        """Until when (aware UTC) it is worth trying to have the provider do something about it."""

    @property
    def starts(self) -> datetime:
        """When it begins (aware UTC): what has no time of its own, when it is asked for."""
        return self.created

    @property
    def ends(self) -> datetime:
        """When it is over (aware UTC): what has no time of its own, at once."""
        return self.starts

    @property
    def remote_id(self) -> str:
        """What the provider knows it by, unique among the living; nothing while it has no name."""
        return ""

    @property
    def remote_key(self) -> str:
        """The provider's id as it is compared, the same for every way of writing it."""
        return self.remote_id

    @property
    @abstractmethod
    def provider_state(self) -> State | None:
        """Where it stands by what the provider answered; None while it has not."""

    @property
    def form_state(self) -> tuple[object, ...]:
        """What forms show of it: one that was opened before any of this changed is out of date."""
        state = self.state if self.state in _SHOWN_IN_FORMS else None
        return state, *(getattr(self, name) for name in self.in_forms)

    @property
    def reader(self) -> Reader:
        """How those read times that it is written for: its owner, unless it is shown to another."""
        return Reader(self.locale, self.read_in)

    def as_read_by(self, reader: Reader) -> Self:
        """Return it to be shown to somebody in private; it is never kept so."""
        return self.with_(locale=reader.locale, read_in=reader.zone)

    @property
    def confidential(self) -> bool:
        """Return whether only its owner learns more than what it is, when and how it stands."""
        return self.kind in CONFIDENTIAL

    @property
    def open_to_all(self) -> bool:
        """Return whether everybody in the workspace can read the card where it is."""
        return self.card is not None and self.card.place is Visibility.PUBLIC

    def has_card(self, ts: str) -> bool:
        """Return whether a message is its card, or the one it had to leave; a channel's id can change."""
        return any(card is not None and card.ts == ts for card in (self.card, self.left))

    def with_visibility(self, place: Visibility) -> Self:
        """Return it with who can read its card's channel; without a card it stays as it is."""
        if self.card is None:
            return self
        return self.with_(card=self.card.with_(place=place))

    def phase(self, now: datetime) -> Phase:
        """Say where the clock is; of what has no time of its own nothing ever begins or is over."""
        del now
        return Phase.UPCOMING

    def as_of(self, now: datetime) -> Self:
        """Return it without what is over by now (aware UTC)."""
        del now
        return self

    @property
    def redraw_at(self) -> datetime | None:
        """When its card has to be drawn anew because of the clock alone (aware UTC), if ever."""
        return None

    def after(self, earlier: "Record") -> Self:
        """Return it as what `earlier` has become: a new revision where forms show it otherwise."""
        is_same = self.form_state == earlier.form_state
        return self.with_(revision=earlier.revision + (0 if is_same else 1))

    def as_retry_of(self, earlier: Self) -> Self:
        """Return it as the next try of an earlier one: the same card, made at the same time."""
        return self.with_(
            card=earlier.card,
            left=earlier.left,
            channel=earlier.channel if earlier.card else self.channel,
            created=earlier.created,
            asked=earlier.asked and UnconfirmedRequest(at=earlier.asked.at),
        )


AnyRecord = TypeVar("AnyRecord", bound=Record)


class Order(Value):
    """What a form asks for, and the Slack channel its card belongs in, with the rest in its kinds.

    `makes` is what becomes of it: a record with all that the order has, under the same names.
    """

    kind: ClassVar[Kind]
    makes: ClassVar[type[Record]]
    channel: str

    @property
    def history_note(self) -> str:
        """What the history says of it beside who ordered it and when; usually nothing."""
        return ""

    @property
    def invited(self) -> frozenset[str]:
        """The addresses to which the provider sends an invitation because of this order."""
        return frozenset()

    def record(self, *, team: str, ref: str, owner: str, created: datetime) -> Record:
        """Return the record that begins with this order."""
        return self.makes(team=team, ref=ref, owner=owner, created=created, **self.recorded())

    def recorded(self) -> dict[str, Any]:
        """Return by its fields' names what the record takes over from this order."""
        return dict(vars(self))
