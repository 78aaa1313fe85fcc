"""A telehealth appointment: what a person orders, and what the provider says it holds.

This is health data: invitees and reasons are seen by the person who acts and nobody else.
"""

import unicodedata
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Annotated, ClassVar, Literal, Self
from uuid import UUID

from pydantic import AwareDatetime, Field

from bot.scheduling.model.booking import BookingOrder, ListedBooking
from bot.scheduling.model.form_field import FieldKind, FormField
from bot.scheduling.model.links import SafeLink
from bot.scheduling.model.record import Record, State
from bot.scheduling.model.reference import Kind
from bot.scheduling.model.text import Text
from bot.scheduling.model.value import Value


class Location(StrEnum):
    """The video services an appointment can be held on, in CareValidate's own words."""

    GOOGLE_MEET = "google_conference"
    ZOOM = "zoom_conference"
    GOTO_MEETING = "gotomeeting_conference"
    MICROSOFT_TEAMS = "microsoft_teams_conference"
    WEBEX = "webex_conference"


class AppointmentRequest(Value):
    """An appointment to be booked; `zone` is the invitee's, an IANA name."""

    event_type_id: Annotated[
        UUID,
        FormField(
            label="Event type",
            key="event_type",
            hint=(
                "CareValidate's ID for the type of appointment. Find it with `/appointment slots"
                " CA`."
            ),
            example="123e4567-e89b-12d3-a456-426614174000",
            optional=False,
        ),
    ]
    start: AwareDatetime
    zone: str
    location: Annotated[Location, FormField(label="Location", kind=FieldKind.CHOICE)]
    email: Annotated[
        str,
        Field(repr=False),
        FormField(
            label="Invitee email",
            key="invitee_email",
            checked=True,
            kind=FieldKind.EMAIL,
            hint="Sent to CareValidate. In Docket, only you see it.",
            example="name@example.com",
            optional=False,
        ),
    ]
    first_name: Annotated[Text, Field(repr=False), FormField(label="First name")] = ""
    last_name: Annotated[Text, Field(repr=False), FormField(label="Last name")] = ""


class Appointment(Value):
    """An appointment as the provider holds it; what it left out is None.

    `unreadable_start` is what it says of its start where that cannot be read, as plain text.
    `refused_link` says that a link was given which Docket does not pass on.
    """

    id: str
    start: datetime | None = None
    unreadable_start: Text = ""
    end: datetime | None = None
    event_type: Text | None = None
    join_url: SafeLink = None
    refused_link: bool = False
    email: Annotated[str | None, Field(repr=False)] = None
    name: Annotated[Text | None, Field(repr=False)] = None
    event_type_id: str | None = None
    location: str | None = None


class Listing(Value):
    """Appointments as the provider lists them; what it lacks is not there only if it is `whole`.

    It is not where a row could not be read.
    """

    held: tuple[Appointment, ...]
    whole: bool


class Offer(Value):
    """An event type somebody offers in the states asked for, with its free starts (aware, UTC)."""

    event_type_id: str
    event_type: Text | None = None
    practitioner: Text | None = None
    link: SafeLink = None
    free: tuple[datetime, ...] = ()


def folded_id(appointment_id: str) -> str:
    """Return an appointment's id as it is compared: a UUID means the same however it is written."""
    folded = unicodedata.normalize("NFKC", appointment_id).strip().casefold()
    try:
        return str(UUID(folded))
    except ValueError:
        return folded


class AppointmentBooking(ListedBooking):
    """An appointment as Docket keeps it: nothing of who it is for is shown but to its owner.

    The ids in `there_before` are folded.
    """

    provider: ClassVar[str] = "CareValidate"
    in_forms: ClassVar[tuple[str, ...]] = ("request",)
    can_move: ClassVar[bool] = False
    kind: Literal[Kind.APPOINTMENT] = Kind.APPOINTMENT
    request: AppointmentRequest
    booked: Appointment | None = None

    @property
    def title(self) -> str:
        """What everybody may know: the kind of thing it is."""
        return "Telehealth appointment"

    @property
    def privately_named_by(self) -> tuple[str, ...]:
        """The invitee's name and address."""
        return self.request.first_name, self.request.last_name, self.request.email

    @property
    def length(self) -> timedelta:
        """How long it lasts, where CareValidate said."""
        held = self.booked
        return held.end - held.start if held and held.start and held.end else timedelta(0)

    @property
    def remote_id(self) -> str:
        """CareValidate's appointment id, once it has one."""
        return self.booked.id if self.booked else ""

    def repeats(self, earlier: Self) -> bool:
        """Return whether it asks for the very same appointment."""
        return self.request == earlier.request

    @property
    def remote_key(self) -> str:
        """The same id, folded: in capitals it is still this appointment's."""
        return folded_id(self.remote_id)

    @property
    def provider_state(self) -> State | None:
        """Confirmed as soon as CareValidate has it."""
        return State.CONFIRMED if self.booked else None

    @property
    def link(self) -> str | None:
        """The join link, where CareValidate gave one."""
        return self.booked.join_url if self.booked else None


class AppointmentOrder(BookingOrder):
    """An appointment to be booked."""

    kind: ClassVar[Kind] = Kind.APPOINTMENT
    makes: ClassVar[type[Record]] = AppointmentBooking
    request: AppointmentRequest

    @property
    def invited(self) -> frozenset[str]:
        """Whom CareValidate invites."""
        return frozenset({self.request.email.casefold()})
