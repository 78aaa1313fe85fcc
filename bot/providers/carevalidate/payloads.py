"""What CareValidate answers of appointments and offers; the names of fields are not all documented."""

import re
from datetime import datetime
from typing import Annotated, Any

from pydantic import (
    AliasChoices,
    AliasPath,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    model_validator,
)

from bot.providers.lenient import Id, IfReadable, OptionalText
from bot.providers.times import read_instant

_BLANKS: tuple[Any, ...] = (None, "", [], {})
# Under these names it is said how an appointment stands, in words, and that it is no more.
_STATES = ("status", "state", "appointmentStatus")
_ENDS = tuple(
    name
    for ended in ("cancelled", "canceled", "deleted")
    for name in (ended, f"is{ended.capitalize()}", f"{ended}At")
)
# What an active appointment is called, and one that is no more; Docket knows no other words.
_ACTIVE = re.compile(r"active|booked|confirmed|created|ok|scheduled|success|upcoming|2[0-9]{2}")
_ENDED = frozenset(
    {"cancelled", "canceled", "deleted", "removed", "declined", "rejected", "failed"}
)
_NEGATIONS = frozenset({"not", "never"})
_NO = frozenset({"", "false", "no", "none", "null", "0"})


def _field(*names: str | AliasPath) -> Any:
    """Return a field that may be left out and goes by any of these names in the answers."""
    return Field(default=None, validation_alias=AliasChoices(*names))


def _stripped(value: Any) -> Any:
    return value.strip() if isinstance(value, str) else value


class Payload(BaseModel):
    """Part of an answer: what is not listed is ignored, what is missing or odd is None.

    Needed is only this. Of an appointment, booked or listed: its id. Of an offer: its event type's
    id, and of a free slot its start. Of a list: that it is one; a row that says less proves nothing,
    and neither does such a list about what it does not show.
    """

    model_config = ConfigDict(frozen=True, coerce_numbers_to_str=True)

    @model_validator(mode="before")
    @classmethod
    def _without_blanks(cls, answer: Any) -> Any:
        """Pass over names that hold nothing: the value may stand under another one."""
        if not isinstance(answer, dict):
            return answer
        return {name: value for name, value in answer.items() if value not in _BLANKS}


class Outcome(Payload):
    """What an answer says of itself; only a cancellation's answer is sure to."""

    success: IfReadable[bool] = None
    data: Any = None


class AppointmentRow(Payload):
    """An appointment; whether booked or listed, its fields are named in one of these ways.

    A row whose state is in words that nobody documented cannot be read.
    """

    id: Annotated[Id, BeforeValidator(_stripped)] = Field(
        validation_alias=AliasChoices("appointmentId", "id", "uuid")
    )
    start: Any = _field("startDateTime", "startTime", "start_time", "start")
    end: Any = _field("endDateTime", "endTime", "end_time", "end")
    event_type: OptionalText = _field("eventTypeName", "eventName", "title")
    event_type_id: OptionalText = _field("eventTypeId", "event_type_id")
    location: OptionalText = _field("location")
    active: bool
    join_url: OptionalText = _field("meetingLink", "meetingUrl", "joinUrl", "join_url")
    email: Annotated[OptionalText, BeforeValidator(_stripped)] = _field(
        "email", "inviteeEmail", "userEmail", AliasPath("invitee", "email")
    )
    first_name: OptionalText = _field("firstName")
    last_name: OptionalText = _field("lastName")

    @model_validator(mode="before")
    @classmethod
    def _with_activity(cls, row: Any) -> Any:
        """Add whether it is active, from whatever says so."""
        return {**row, "active": _active(row)} if isinstance(row, dict) else row


class SlotRow(Payload):
    """A free slot."""

    start: Any = _field("startTime", "start_time", "start")


class OfferRow(Payload):
    """What one practitioner offers, with the free slots where a time was asked about."""

    event_type_id: Id = Field(validation_alias=AliasChoices("eventTypeId", "event_type_id"))
    event_type: OptionalText = _field("eventTypeName", "eventName")
    practitioner: OptionalText = _field("providerName")
    link: OptionalText = _field("calendlyLink")
    slots: Any = _field("availableTimes", "slots", "availability")

    @property
    def free(self) -> tuple[datetime, ...]:
        """The starts (UTC) of the slots that can be read, each an object or the bare time."""
        slots = self.slots if isinstance(self.slots, list) else []
        starts = (SlotRow.model_validate(s).start if isinstance(s, dict) else s for s in slots)
        moments = (read_instant(start).moment for start in starts)
        return tuple(moment.instant for moment in moments if moment)


def _active(row: dict[str, Any]) -> bool | None:
    """Return whether an appointment is active or no more; None in words that Docket doesn't know."""
    ended = any(is_affirmative(row.get(name)) for name in _ENDS)
    values = (row.get(name) for name in _STATES)
    states = [str(value).strip().casefold() for value in values if type(value) in {str, int}]
    if ended or any(map(_has_ended, states)):
        return False
    return True if all(_ACTIVE.fullmatch(state) for state in states if state) else None


def _has_ended(state: str) -> bool:
    words = re.split(r"[\W_]+", state)
    return not _ENDED.isdisjoint(words) and _NEGATIONS.isdisjoint(words)


def is_affirmative(value: Any) -> bool:
    """Return whether a value in an answer means yes: anything but nothing and the words for no."""
    return str(value or "").strip().casefold() not in _NO
