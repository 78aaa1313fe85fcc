"""A remote legal session: what a person orders, and what the provider says it made of it."""

from datetime import timedelta
from enum import StrEnum
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, SecretStr, field_serializer

QUARTER_HOUR = timedelta(minutes=15)


def _quarter_hours(duration: timedelta) -> timedelta:
    """Refuse what Prevail cannot book: durations come in quarter hours, at least one."""
    if duration <= timedelta(0) or duration % QUARTER_HOUR:
        raise ValueError("a session lasts a whole number of quarter hours")
    return duration


Duration = Annotated[timedelta, AfterValidator(_quarter_hours)]


class Role(StrEnum):
    """Who gives testimony, in Prevail's own words."""

    DEPONENT = "deponent"
    WITNESS = "witness"


class _Value(BaseModel):
    """Something that is only compared and read, never changed."""

    model_config = ConfigDict(frozen=True)


class Deponent(_Value):
    """The person who testifies; Prevail sends the invitation to `email`."""

    name: str
    email: str
    role: Role = Role.DEPONENT


class Session(_Value):
    """What was ordered, in the terms of Prevail's `session_request`."""

    title: str
    duration: Duration
    case: str = ""
    deponent: Deponent | None = None
    hosts: tuple[str, ...] = ()
    invitees: tuple[str, ...] = ()
    languages: str = ""
    interpreter: str = ""
    preferred_manager: str = ""
    video_provider: str = ""
    session_type: str = ""
    link_name: str = ""
    notes: str = ""


class SessionState(StrEnum):
    """Prevail's states of a session."""

    INITIAL = "initial"
    SCHEDULED = "scheduled"
    READY = "ready"
    ACTIVE = "active"
    CANCELED = "canceled"


class Booked(_Value):
    """What Prevail answered: where the session is and how to get in.

    `remote_session_id` and `join_url` are None while Prevail's team has still to schedule a request.
    `password` is for the owner alone. `demoted_hosts` were asked for as hosts and are listed as
    participants; `unconfirmed_hosts` counts those of whom the answer says neither.
    """

    state: SessionState
    remote_session_id: str | None = None
    request_id: int | None = None
    join_url: str | None = None
    zoom_url: str | None = None
    meeting_id: str | None = None
    password: SecretStr | None = None
    demoted_hosts: tuple[str, ...] = ()
    unconfirmed_hosts: int = 0

    @field_serializer("password", when_used="json-unless-none")
    def _keep_password(self, password: SecretStr) -> str:
        """Write the password itself: the store is the one place that may hold it."""
        return password.get_secret_value()
