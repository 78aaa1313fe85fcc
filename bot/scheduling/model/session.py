"""A remote legal session: what a person orders, and what the provider says it made of it."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import SecretStr, field_serializer

from bot.scheduling.model.booking import BookingOrder, Changes, Duration, ListedBooking
from bot.scheduling.model.form_field import (
    LONGEST_CAPTION,
    LONGEST_TEXT,
    FieldKind,
    FormField,
    Section,
)
from bot.scheduling.model.links import SafeLink
from bot.scheduling.model.record import Record, State
from bot.scheduling.model.reference import SECRET_LENGTH, Kind, random_secret
from bot.scheduling.model.text import Text
from bot.scheduling.model.value import Value

SLUG_LENGTH = 50
# Written out in plain letters, a character may become several.
LONGEST_LINK_NAME = 100


# What the fields of the deponent, of several people, and of what a session is called have in common.
_OF_DEPONENT = FormField(label="", section=Section.PEOPLE, prevail=None, details=None)
_ADDRESSES = FormField(
    label="", kind=FieldKind.EMAILS, section=Section.PEOPLE, longest=LONGEST_TEXT, prevail=None
)
_CAPTION = FormField(
    label="",
    section=Section.MATTER,
    longest=LONGEST_CAPTION,
    prevail="remote_session",
    details=None,
)


class Role(StrEnum):
    """Who gives testimony, in Prevail's own words."""

    DEPONENT = "deponent"
    WITNESS = "witness"


class Deponent(Value):
    """The person who testifies; Prevail sends the invitation to `email`."""

    name: Annotated[
        Text, replace(_OF_DEPONENT, label="Deponent name", key="deponent", checked=True)
    ]
    email: Annotated[
        str,
        replace(
            _OF_DEPONENT,
            label="Deponent email",
            key="deponent_email",
            kind=FieldKind.EMAIL,
            example="name@example.com",
            details="Deponent's email",
            checked=True,
        ),
    ]
    role: Annotated[
        Role,
        replace(_OF_DEPONENT, label="Role", kind=FieldKind.CHOICE, section=Section.PARTICULARS),
    ] = Role.DEPONENT


class Session(Value):
    """What was ordered, in the terms of Prevail's `session_request`.

    Each field of the form is described here and nowhere else, in the order of the form.
    """

    title: Annotated[
        Text,
        replace(
            _CAPTION, label="Title", example="Deposition of Jane Doe", optional=False, checked=True
        ),
    ]
    case: Annotated[
        Text, replace(_CAPTION, label="Case", example="123-doe-v-acme", checked=True)
    ] = ""
    duration: Duration
    deponent: Deponent | None = None
    invitees: Annotated[
        tuple[str, ...],
        replace(
            _ADDRESSES,
            label="Invitees",
            hint="You can't remove invitees later; you'd have to cancel and rebook.",
            example="Email addresses, in any format",
            details="Invited",
        ),
    ] = ()
    hosts: Annotated[
        tuple[str, ...],
        replace(
            _ADDRESSES,
            label="Hosts",
            section=Section.PARTICULARS,
            checked=True,
            hint=(
                "Email addresses. Only registered Prevail members can be hosts; others join as"
                " participants."
            ),
        ),
    ] = ()
    languages: Annotated[Text, FormField(label="Languages", prevail="session_details")] = ""
    interpreter: Annotated[
        Text, FormField(label="Interpreter", prevail="session_details", checked=True)
    ] = ""
    preferred_manager: Annotated[
        Text, FormField(label="Preferred manager", prevail="session_details")
    ] = ""
    video_provider: Annotated[
        str,
        FormField(label="Video provider", kind=FieldKind.CHOICE, prevail="session_details"),
    ] = ""
    session_type: Annotated[
        str,
        FormField(label="Session type", kind=FieldKind.CHOICE, prevail="session_details"),
    ] = ""
    link_name: Annotated[
        str,
        FormField(
            label="Link name",
            hint=(
                "The last part of the join link. It can't be changed later. Leave blank and Docket"
                " will choose."
            ),
            example="doe-v-acme",
            prevail=None,
        ),
    ] = ""
    notes: Annotated[
        Text,
        FormField(
            label="Notes",
            kind=FieldKind.PARAGRAPH,
            hint="Sent to Prevail only; never posted in a channel.",
            longest=LONGEST_TEXT,
        ),
    ] = ""

    @property
    def invited(self) -> frozenset[str]:
        """Everybody Prevail invites, each address once however it is written."""
        return frozenset(
            each.casefold() for each in (*self.hosts, *self.invitees, *self._testifying)
        )

    @property
    def guests(self) -> tuple[str, ...]:
        """Everybody but the deponent, who has an invitation of their own, each once."""
        return each_once((*self.invitees, *self.hosts), but=self._testifying)

    @property
    def _testifying(self) -> tuple[str, ...]:
        return (self.deponent.email,) if self.deponent else ()

    def not_yet_invited(self, emails: Iterable[str]) -> tuple[str, ...]:
        """Return whom of these Prevail would write to for the first time, each once."""
        return each_once(emails, but=self.invited)


def each_once(emails: Iterable[str], *, but: Iterable[str] = ()) -> tuple[str, ...]:
    """Return each person once, as first written; addresses are the same in capitals and without."""
    left_out = {email.casefold() for email in but}
    first: dict[str, str] = {}
    for email in emails:
        first.setdefault(email.casefold(), email)
    return tuple(email for folded, email in first.items() if folded not in left_out)


class SessionState(StrEnum):
    """Prevail's states of a session; UNKNOWN is one that it names and does not document."""

    INITIAL = "initial"
    SCHEDULED = "scheduled"
    READY = "ready"
    ACTIVE = "active"
    CANCELED = "canceled"
    UNKNOWN = "unknown"


class BookedSession(Value):
    """What Prevail answered: where the session is and how to get in.

    `remote_session_id` and `join_url` are None while Prevail's team has still to schedule a request.
    `password` is for the owner alone. `refused_link` says that a link was given which Docket does
    not pass on. `demoted_hosts` were asked for as hosts and are listed as
    participants; `unconfirmed_hosts` counts those of whom the answer says neither.
    """

    state: SessionState
    remote_session_id: str | None = None
    request_id: int | str | None = None
    join_url: SafeLink = None
    zoom_url: SafeLink = None
    refused_link: bool = False
    meeting_id: str | None = None
    password: SecretStr | None = None
    demoted_hosts: tuple[str, ...] = ()
    unconfirmed_hosts: int = 0

    @field_serializer("password", when_used="json-unless-none")
    def _keep_password(self, password: SecretStr) -> str:
        """Write the password itself: the store is the one place that may hold it."""
        return password.get_secret_value()


_STANDING = {
    SessionState.INITIAL: State.REQUESTED,
    SessionState.CANCELED: State.CANCELED,
}


class SessionBooking(ListedBooking):
    """A session as Docket keeps it; `remote_session_id` is chosen before Prevail is called.

    `secret_id` says that nobody could have guessed that id, so that what has it is this session.
    `agent` is the reference of the meeting agent that goes along
    with it, if one does; it is `agent_apart` where it is not known to join at the session's time.
    `lost_agent` is the one from whose reference the key is made under which another may be there.
    """

    provider: ClassVar[str] = "Prevail"
    in_forms: ClassVar[tuple[str, ...]] = ("session", "agent")
    can_be_elsewhere: ClassVar[bool] = True
    kind: Literal[Kind.SESSION] = Kind.SESSION
    session: Session
    remote_session_id: str
    secret_id: bool = False
    booked: BookedSession | None = None
    agent: str = ""
    agent_apart: bool = False
    lost_agent: str = ""

    @property
    def title(self) -> str:
        """The session's title."""
        return self.session.title

    @property
    def case(self) -> str:
        """The session's case."""
        return self.session.case

    @property
    def named_by(self) -> tuple[str, ...]:
        """Who testifies as well: cards say that."""
        deponent = self.session.deponent
        return (*super().named_by, *([deponent.name] if deponent else []))

    @property
    def privately_named_by(self) -> tuple[str, ...]:
        """The addresses of everybody whom Prevail invites."""
        return tuple(sorted(self.session.invited))

    @property
    def length(self) -> timedelta:
        """The session's estimated duration."""
        return self.session.duration

    @property
    def remote_id(self) -> str:
        """The session's `remote_session_id`."""
        return self.remote_session_id

    @property
    def provider_state(self) -> State | None:
        """Where it stands by what Prevail answered; only a scheduled session has an id and a link."""
        if self.booked is None:
            return None
        return _STANDING.get(self.booked.state, State.CONFIRMED)

    @property
    def link(self) -> str | None:
        """The join link: Prevail's first, Zoom's second."""
        return (self.booked.join_url or self.booked.zoom_url) if self.booked else None

    @property
    def cancelable_until(self) -> datetime:
        """Its end: Prevail cancels what has begun as long as nobody is in it."""
        return self.ends

    def keeping_name_of(self, earlier: Self) -> Self:
        """Return it with the id of an earlier try, to find that by, while nobody chose another name."""
        chosen = self.session.link_name or earlier.session.link_name
        if not earlier.remote_session_id or chosen:
            return self
        return self.with_(remote_session_id=earlier.remote_session_id, secret_id=earlier.secret_id)

    def repeats(self, earlier: Self) -> bool:
        """Return whether it orders the very same thing."""
        return (self.session, self.moment.instant, self.remote_session_id) == (
            earlier.session,
            earlier.moment.instant,
            earlier.remote_session_id,
        )

    def is_called(self, listed: str | None) -> bool:
        """Return whether this is its id in a link: all of it, or at least what nobody could guess of it."""
        name, own = (listed or "").casefold(), self.remote_session_id.casefold()
        secret = own[-SECRET_LENGTH:] if self.secret_id and len(own) >= SECRET_LENGTH else ""
        return bool(name) and (name == own or bool(secret and secret in name))

    def as_booked(self, answer: BookedSession) -> Self:
        """Return it with Prevail's answer, whose id counts: another than Docket's may be guessed."""
        remote = answer.remote_session_id or self.remote_session_id
        kept = self.is_called(remote)
        return self.with_(
            booked=answer, remote_session_id=remote, secret_id=self.secret_id and kept
        )

    def with_changes(self, wanted: Changes) -> Self:
        """Return it with a change made."""
        session = self.session.with_(
            title=wanted.title or self.session.title,
            duration=wanted.duration or self.session.duration,
            invitees=(
                *self.session.invitees,
                *self.session.not_yet_invited(wanted.invitees),
            ),
        )
        return super().with_changes(wanted).with_(session=session)


class SessionOrder(BookingOrder):
    """A session to be booked."""

    kind: ClassVar[Kind] = Kind.SESSION
    makes: ClassVar[type[Record]] = SessionBooking
    session: Session

    def recorded(self) -> dict[str, Any]:
        """Return what the booking takes over, with the id that is chosen for the session."""
        return {
            **super().recorded(),
            "remote_session_id": _remote_session_id(self.session),
            "secret_id": not self.session.link_name,
        }

    @property
    def invited(self) -> frozenset[str]:
        """Everybody Prevail invites."""
        return self.session.invited


def link_name(text: str) -> str:
    """Turn words into the last part of a link as Prevail does: lower case, dashes for the rest."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")


def _remote_session_id(session: Session) -> str:
    """Choose the session's id before the provider is called, so that it can be looked up by it."""
    if session.link_name:
        return link_name(session.link_name)
    words = link_name(session.title)[:SLUG_LENGTH].strip("-")
    return f"{words}-{random_secret()}" if words else random_secret()
