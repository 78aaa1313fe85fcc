"""What Prevail takes in a request's body: these fields, in exactly this form."""

import re
from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from sandbox.providers.forms import Form, iana_zones, matching, parsed_by
from sandbox.providers.rails_zones import RAILS_ZONES

TIME_FIELDS = frozenset({"start_date", "start_time", "time_zone"})
VIDEO_PROVIDERS = frozenset({"", "zoom_meeting"})
SESSION_TYPES = frozenset({"", "remote_deposition"})


def _time_zone(text: str) -> str:
    if text not in RAILS_ZONES and text not in iana_zones():
        raise ValueError("is not a known time zone")
    return text


def _quarter_hours(hours: float) -> float:
    if hours <= 0 or hours * 4 != int(hours * 4):
        raise ValueError("must be a positive number of quarter hours")
    return hours


def _session_id(text: str) -> str:
    made = text.replace(" ", "-").lower()
    if not re.fullmatch(r"[a-z0-9_-]+", made):
        raise ValueError("may hold only letters, digits, dashes and spaces")
    return made


def _one_of(known: frozenset[str]) -> AfterValidator:
    def check(text: str) -> str:
        if text not in known:
            raise ValueError(f"must be one of {', '.join(sorted(known - {''}))}, or empty")
        return text

    return AfterValidator(check)


def _as_invites(given: object) -> object:
    """Turn a list of addresses into a list of invites; leave a list of objects as it is."""
    if isinstance(given, list) and given and all(isinstance(one, str) for one in given):
        return [{"email": one} for one in given]
    return given


Email = Annotated[
    str, matching(r"[^@\s,;<>]+@[^@\s,;<>]+\.[^@\s,;<>.]+", "is not an email address")
]
Title = Annotated[str, matching(r"(?s).*\S.*", "can't be blank")]
StartDate = Annotated[
    str,
    matching(r"\d{4}-\d{2}-\d{2}", "must be YYYY-MM-DD"),
    parsed_by(date.fromisoformat),
]
StartTime = Annotated[str, matching(r"(0[1-9]|1[0-2]):[0-5]\d (AM|PM)", "must be hh:mm AM/PM")]
TimeZone = Annotated[str, AfterValidator(_time_zone)]
Hours = Annotated[float, AfterValidator(_quarter_hours)]
SessionId = Annotated[str, AfterValidator(_session_id)]


class Invite(Form):
    """One invitee; without an access level a participant who is sent an email."""

    email: Email
    access_level: Literal["host", "participant"] | None = None


Invites = Annotated[list[Invite], BeforeValidator(_as_invites)]


class Deponent(Form):
    """Who testifies."""

    name: str | None = None
    email: Email | None = None
    role: Literal["deponent", "witness"] | None = None


class RemoteSession(Form):
    """What the session is and when; the time is wall-clock time in its zone."""

    title: Title
    case: str | None = None
    start_date: StartDate
    start_time: StartTime
    time_zone: TimeZone
    estimated_duration: Hours | None = None
    remote_session_id: SessionId | None = None


class Details(Form):
    """How the session is to be held."""

    languages: str = ""
    interpreter: str = ""
    additional_details: str = ""
    preferred_manager: str = ""
    video_provider: Annotated[str, _one_of(VIDEO_PROVIDERS)] = ""
    session_type: Annotated[str, _one_of(SESSION_TYPES)] = ""


class SessionRequest(Form):
    """Everything under `session_request`."""

    invites: Invites = Field(default_factory=list)
    deponent: Deponent = Field(default_factory=Deponent)
    remote_session: RemoteSession
    session_details: Details = Field(default_factory=Details)


class Scheduling(Form):
    """The body of `POST /sessions` and of `POST /session_requests`."""

    session_request: SessionRequest


class Changes(Form):
    """What an edit may change; the three parts of the time only together."""

    title: Title | None = None
    start_date: StartDate | None = None
    start_time: StartTime | None = None
    time_zone: TimeZone | None = None
    estimated_duration: Hours | None = None
    invites: Invites = Field(default_factory=list)

    @model_validator(mode="after")
    def _all_of_the_time(self) -> "Changes":
        if not self.model_fields_set:
            raise ValueError("nothing to change")
        if 0 < len(TIME_FIELDS & self.model_fields_set) < len(TIME_FIELDS):
            raise ValueError("start_date, start_time and time_zone must be sent together")
        return self


class Edit(Form):
    """The body of `PATCH /sessions/{remote_session_id}`."""

    remote_session: Changes
