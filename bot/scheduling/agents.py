"""A meeting agent: what a person sends to a call, and what the provider says of it."""

from pydantic import BaseModel, ConfigDict


class _Value(BaseModel):
    """Something that is only compared and read, never changed."""

    model_config = ConfigDict(frozen=True)


class Call(_Value):
    """The call an agent is to join, and the attendee (an e-mail address) on whose behalf."""

    join_url: str
    on_behalf_of: str


class CalendarEvent(_Value):
    """An event in a calendar, by the provider's ids."""

    calendar_id: str
    event_id: str


class SentAgent(_Value):
    """An agent on its way; `dashboard` is where the provider shows what becomes of it."""

    id: str
    dashboard: str | None = None
