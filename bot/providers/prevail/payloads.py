"""What Prevail answers, as far as Docket reads it."""

from datetime import timedelta
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, SecretStr

from bot.providers import times
from bot.providers.lenient import (
    IfReadable,
    Number,
    OptionalId,
    OptionalNumberOrId,
    OptionalText,
    objects,
)
from bot.scheduling.model.booking import MAX_DURATION

PAGE_SIZE = 100
HOST = "host"
LONGEST_HOURS = MAX_DURATION / timedelta(hours=1)


def _as_text(value: Any) -> Any:
    """Read a number that stands where a text should."""
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


class Payload(BaseModel):
    """Part of an answer: what is not listed is ignored, what is missing or odd is None.

    Needed is only this. Of an answer to POST: an object in `requests`; for a session its
    `session_state` or a link, for a request its `id`. Of an answer to PATCH: an object in `sessions`
    with the id, or the words "successfully canceled". Of a list: that it is one; and of each row the
    id it is known by, or else nothing is proven by what the list does not show.
    """

    model_config = ConfigDict(frozen=True, extra="ignore", coerce_numbers_to_str=True)


class ProviderDetails(Payload):
    """`provider_specific_details`, of sessions with a Zoom back end."""

    meeting_id: OptionalText = None
    password: IfReadable[Annotated[SecretStr, BeforeValidator(_as_text)]] = None
    provider_join_url: OptionalText = None
    prevail_join_url: OptionalText = None


class Invite(Payload):
    """Somebody invited, with what they may do."""

    email: OptionalText = None
    access_level: OptionalText = None


Invites = IfReadable[list[Invite | str]]


class InvitedDeponent(Payload):
    """Who testifies."""

    email: OptionalText = None


class Invitation(Payload):
    """`session_request`: whom a request invites."""

    invites: Invites = None
    deponent: IfReadable[InvitedDeponent] = None


class EditableValues(Payload):
    """The values of a session that an edit can change."""

    title: OptionalText = None
    case: OptionalText = None
    start_date: Any = None
    start_time: Any = None
    time_zone: Any = None
    estimated_duration: IfReadable[
        Annotated[Number, Field(gt=0, le=LONGEST_HOURS, allow_inf_nan=False)]
    ] = None

    @property
    def time(self) -> times.ReportedTime:
        """When it is, as far as that can be read."""
        return times.read(self.start_date, self.start_time, self.time_zone)


class Row(Payload):
    """An element of a list: what requests and sessions both say."""

    remote_session_id: OptionalId = None
    session_url: OptionalText = None
    provider_specific_details: IfReadable[ProviderDetails] = None


class RequestRow(Row):
    """An element of `requests`."""

    id: OptionalNumberOrId = None
    session_state: OptionalText = None
    session_request: IfReadable[Invitation] = None
    remote_session: IfReadable[EditableValues] = None

    @property
    def is_identified(self) -> bool:
        """Return whether it has any id."""
        return self.id is not None or self.remote_session_id is not None


class SessionRow(Row, EditableValues):
    """An element of `sessions`."""

    state: OptionalText = None
    invites: Invites = None

    @property
    def is_identified(self) -> bool:
        """Return whether it has an id."""
        return self.remote_session_id is not None


class ScheduleAnswer(Payload):
    """The answer to a booking or a request."""

    requests: Annotated[list[RequestRow], BeforeValidator(objects), Field(min_length=1)]


class EditAnswer(Payload):
    """The answer to an edit."""

    sessions: Annotated[list[SessionRow], BeforeValidator(objects), Field(min_length=1)]


class PageCount(Payload):
    """`pagy`: how many pages a list has."""

    pages: IfReadable[Annotated[int, Field(ge=1)]] = None


class Page(Payload):
    """A page of a list, its rows as they came."""

    rows: list[Any]
    pagy: IfReadable[PageCount] = None

    def is_last(self, number: int) -> bool:
        """Return whether no page comes after this one, where its number counts from 1."""
        pages = self.pagy.pages if self.pagy else None
        return len(self.rows) < PAGE_SIZE if pages is None else pages <= number


class RequestPage(Page):
    """A page of the list of requests."""

    rows: list[Any] = Field(validation_alias="requests")


class SessionPage(Page):
    """A page of the list of sessions."""

    rows: list[Any] = Field(validation_alias="sessions")
