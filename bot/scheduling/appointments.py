"""A telehealth appointment: what a person orders, and what the provider says it holds.

This is health data: invitees and reasons are seen by the person who acts and nobody else.
"""

from datetime import datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field


class _Value(BaseModel):
    """Something that is only compared and read, never changed."""

    model_config = ConfigDict(frozen=True)


class Location(StrEnum):
    """The video services an appointment can be held on, in CareValidate's own words."""

    GOOGLE_MEET = "google_conference"
    ZOOM = "zoom_conference"
    GOTO_MEETING = "gotomeeting_conference"
    MICROSOFT_TEAMS = "microsoft_teams_conference"
    WEBEX = "webex_conference"


class Order(_Value):
    """An appointment to be booked; `zone` is the invitee's, an IANA name."""

    event_type_id: UUID
    start: AwareDatetime
    zone: str
    location: Location
    email: Annotated[str, Field(repr=False)]
    first_name: Annotated[str, Field(repr=False)] = ""
    last_name: Annotated[str, Field(repr=False)] = ""


class Appointment(_Value):
    """An appointment as the provider holds it; what it left out is None."""

    id: str
    start: datetime | None = None
    end: datetime | None = None
    event_type: str | None = None
    join_url: str | None = None
    email: Annotated[str | None, Field(repr=False)] = None
    name: Annotated[str | None, Field(repr=False)] = None


class Offer(_Value):
    """An event type somebody offers in the states asked for, with its free starts (aware, UTC)."""

    event_type_id: str
    event_type: str | None = None
    practitioner: str | None = None
    link: str | None = None
    free: tuple[datetime, ...] = ()
