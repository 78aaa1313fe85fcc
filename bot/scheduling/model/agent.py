"""A meeting agent: what a person sends to a call, and what the provider says of it."""

import re
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Annotated, ClassVar, Literal

from bot.scheduling.model.booking import Booking, BookingOrder
from bot.scheduling.model.form_field import FieldKind, FormField
from bot.scheduling.model.links import LONGEST, SafeLink, host_of
from bot.scheduling.model.record import Record, State
from bot.scheduling.model.reference import LENGTH, LONGER, Kind, parse_reference
from bot.scheduling.model.session import Deponent
from bot.scheduling.model.text import Text
from bot.scheduling.model.value import Value

# An agent that was to come at once is of no use much later.
SEND_WITHIN = timedelta(minutes=5)
# Cronofy does not say how long before its time an agent sets out.
JOINS_SOON = timedelta(minutes=2)

# What the fields for Cronofy's ids have in common.
AN_ID = FormField(label="", longest=300, optional=False)

_OWN_KEY = re.compile(rf"docket-\w+-a-\w{{{LENGTH},{LONGER}}}", re.IGNORECASE)


class Call(Value):
    """The call an agent is to join, and the attendee (an email address) on whose behalf."""

    join_url: Annotated[
        str,
        FormField(
            label="Join link",
            key="join_link",
            hint="The link people open to join the call. It's never posted in a channel.",
            example="https://zoom.us/j/123456789",
            longest=LONGEST,
            optional=False,
            checked=True,
        ),
    ]
    on_behalf_of: Annotated[
        str,
        FormField(
            label="On behalf of",
            kind=FieldKind.EMAIL,
            hint="The email of the attendee the agent joins for. It's never posted in a channel.",
            example="name@example.com",
            optional=False,
        ),
    ]

    @property
    def place(self) -> str:
        """Where the call is, as far as everybody may know: links often carry a password."""
        return host_of(self.join_url)


class CalendarEvent(Value):
    """An event in a calendar, by the provider's ids."""

    calendar_id: Annotated[
        str,
        replace(
            AN_ID,
            label="Calendar",
            key="calendar",
            hint="Cronofy's ID for the calendar, for example cal_n23kjnwrw2_jsdfjksn234.",
        ),
    ]
    event_id: Annotated[
        str,
        replace(
            AN_ID, label="Event", key="event", hint="The ID your system gave the event at Cronofy."
        ),
    ]


class SentAgent(Value):
    """An agent on its way; `dashboard` is where the provider shows what becomes of it, if it says.

    `refused_link` says that an address was given for it which Docket does not pass on.
    """

    dashboard: SafeLink = None
    refused_link: bool = False


class AgentBooking(Booking):
    """An agent as Docket keeps it: to join a call at its moment, or at once.

    `of_session` is the reference of the session it was sent to, with which it moves and ends,
    `session_title` what that is called, `session_case` its case and `deponent` who testifies there;
    `may_have_joined` says that it was canceled too late to be sure. Its scheduling key is made from
    the reference `key_of`, where that is not its own.
    """

    provider: ClassVar[str] = "Cronofy"
    in_forms: ClassVar[tuple[str, ...]] = ("call",)
    kind: Literal[Kind.AGENT] = Kind.AGENT
    call: Call
    at_once: bool = False
    of_session: str = ""
    session_title: Text = ""
    session_case: Text = ""
    deponent: Deponent | None = None
    on_its_way: bool = False
    dashboard: SafeLink = None
    may_have_joined: bool = False
    key_of: str = ""

    @property
    def title(self) -> str:
        """What it is and where it goes."""
        return f"Meeting agent for {self.session_title or self.of_session or self.call.place}"

    @property
    def case(self) -> str:
        """The case of its session."""
        return self.session_case

    @property
    def privately_named_by(self) -> tuple[str, ...]:
        """For whom it goes, and who testifies: its card says neither."""
        deponent = (self.deponent.name, self.deponent.email) if self.deponent else ()
        return (self.call.on_behalf_of, *deponent)

    @property
    def remote_id(self) -> str:
        """The scheduling key, chosen by Docket: the same key again moves the agent.

        One that is sent after one which nobody knows of has that one's, and so takes its place.
        """
        return scheduling_key(self.team, self.key_of or self.ref)

    @property
    def provider_state(self) -> State | None:
        """Confirmed as soon as Cronofy has taken it."""
        return State.CONFIRMED if self.on_its_way else None

    @property
    def changeable(self) -> bool:
        """Only while it waits: one sent at once has no key to move or cancel it by."""
        return not self.at_once

    @property
    def useful_until(self) -> datetime:
        """Until its time; one that was to come at once, for a few minutes."""
        return super().useful_until + (SEND_WITHIN if self.at_once else timedelta(0))

    def may_be_joining(self, now: datetime) -> bool:
        """Return whether its time is so near that it may have set out, after which it stays."""
        return self.moment.instant - now < JOINS_SOON


def scheduling_key(team: str, ref: str) -> str:
    """Return the key under which Docket schedules an agent."""
    return f"docket-{team}-{ref}".lower()


def ref_of_key(key: str, *, team: str) -> str | None:
    """Return the reference of the agent that Docket scheduled under a key, None for other keys."""
    named = re.search(rf"\w-\w{{{LENGTH},{LONGER}}}$", key.strip())
    ref = parse_reference(named[0]) if named else None
    return ref if ref and scheduling_key(team, ref) == key.strip().lower() else None


def is_dockets_key(key: str) -> bool:
    """Return whether a key is one that a Docket schedules agents under, in whatever workspace."""
    return _OWN_KEY.fullmatch(key.strip()) is not None


class AgentOrder(BookingOrder):
    """An agent to be sent."""

    kind: ClassVar[Kind] = Kind.AGENT
    makes: ClassVar[type[Record]] = AgentBooking
    call: Call
    at_once: bool = False
    of_session: str = ""
    session_title: Text = ""
    session_case: Text = ""
    deponent: Deponent | None = None
    key_of: str = ""
