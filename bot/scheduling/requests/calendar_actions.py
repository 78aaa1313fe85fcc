"""What is asked of Cronofy about a calendar event, or an agent that is not Docket's."""

from dataclasses import replace
from enum import StrEnum
from typing import Annotated, ClassVar, Literal

from pydantic import AliasChoices, Field

from bot.scheduling.model.agent import AN_ID, CalendarEvent
from bot.scheduling.model.record import Record, State
from bot.scheduling.model.reference import Kind
from bot.scheduling.model.value import Value
from bot.scheduling.requests.request import Request, RequestOrder


class Action(StrEnum):
    """What a calendar action does; the values are what people type after `/agent`."""

    REMOVE = "remove"
    ADD = "add"
    DELETE = "delete"
    CANCEL_KEY = "cancel"


_SCHEDULING_KEY = replace(
    AN_ID, label="Scheduling key", hint="The key the agent was scheduled under at Cronofy."
)


class CalendarAction(Value):
    """What is to be done, and to what: a calendar event, or a scheduled agent that is not Docket's."""

    # Kept under its first name, which a database and open forms go on having.
    action: Action = Field(
        validation_alias=AliasChoices("action", "deed"), serialization_alias="deed"
    )
    event: CalendarEvent | None = None
    scheduling_key: Annotated[str, _SCHEDULING_KEY] = ""


_EVENT_TITLES = {
    Action.REMOVE: "Remove the agent from event",
    Action.ADD: "Add an agent to event",
    Action.DELETE: "Delete event",
}


class CalendarActionRequest(Request):
    """A calendar action as Docket keeps it, until Cronofy has answered and after.

    `found_gone` says that there was nothing to delete anymore when its answer came.
    """

    provider: ClassVar[str] = "Cronofy"
    in_forms: ClassVar[tuple[str, ...]] = ("calendar_action",)
    kind: Literal[Kind.CALENDAR_ACTION] = Kind.CALENDAR_ACTION
    calendar_action: CalendarAction = Field(
        validation_alias=AliasChoices("calendar_action", "errand"), serialization_alias="errand"
    )
    done: bool = False
    found_gone: bool = False

    @property
    def title(self) -> str:
        """What is asked, and of what."""
        asked = self.calendar_action
        if asked.action is Action.CANCEL_KEY:
            return f"Cancel the agent with key {asked.scheduling_key}"
        return f"{_EVENT_TITLES[asked.action]} {asked.event.event_id if asked.event else ''}"

    @property
    def provider_state(self) -> State | None:
        """Confirmed as soon as the provider has done it."""
        return State.CONFIRMED if self.done else None


class CalendarActionOrder(RequestOrder):
    """A calendar action to be done."""

    kind: ClassVar[Kind] = Kind.CALENDAR_ACTION
    makes: ClassVar[type[Record]] = CalendarActionRequest
    conflicting: ClassVar[Kind] = Kind.CALENDAR_ACTION
    calendar_action: CalendarAction

    def conflicts_with(self, under_way: Record) -> bool:
        """Return whether it does something else to the same event."""
        wanted = self.calendar_action
        return (
            isinstance(under_way, CalendarActionRequest)
            and wanted.event is not None
            and wanted.event == under_way.calendar_action.event
            and wanted.action is not under_way.calendar_action.action
        )
