"""An errand: something asked of a provider at once that leaves nothing in Docket to move or cancel."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import ClassVar, Literal

from bot.scheduling.model.agent import CalendarEvent
from bot.scheduling.model.booking import Booking, Order, State, Value
from bot.scheduling.model.reference import Kind

RUN_WITHIN = timedelta(days=1)


class Action(StrEnum):
    """What an errand does; the values are what people type after `/agent`."""

    TAKE_OFF = "remove"
    PUT_ON = "add"
    DELETE = "delete"
    CALL_BACK = "cancel"


class CalendarAction(Value):
    """What is to be done, and to what: a calendar event, or a scheduled agent that is not Docket's."""

    deed: Action
    event: CalendarEvent | None = None
    scheduling_key: str = ""


class CalendarActionRequest(Booking):
    """An errand as Docket keeps it, until its provider has answered and after.

    `found_gone` says that there was nothing to delete any more when its answer came.
    """

    provider: ClassVar[str] = "Cronofy"
    can_move: ClassVar[bool] = False
    kind: Literal[Kind.CALENDAR_ACTION] = Kind.CALENDAR_ACTION
    errand: CalendarAction
    done: bool = False
    found_gone: bool = False

    @property
    def title(self) -> str:
        """What is asked, and of what."""
        event = self.errand.event.event_id if self.errand.event else ""
        match self.errand.deed:
            case Action.TAKE_OFF:
                return f"Take the agent off event {event}"
            case Action.PUT_ON:
                return f"Put an agent on event {event}"
            case Action.DELETE:
                return f"Delete event {event}"
            case Action.CALL_BACK:
                return f"Cancel the agent with key {self.errand.scheduling_key}"

    @property
    def remote_id(self) -> str:
        """Nothing: the provider has no name for an errand."""
        return ""

    @property
    def form_state(self) -> tuple[object, ...]:
        """What forms show of it, with what was to be done."""
        return *super().form_state, self.errand

    @property
    def provider_state(self) -> State | None:
        """Confirmed as soon as the provider has done it."""
        return State.CONFIRMED if self.done else None

    @property
    def changeable(self) -> bool:
        """Never: it is done, or it is not."""
        return False

    @property
    def useful_until(self) -> datetime:
        """A day on: nothing waits for it at a certain hour."""
        return self.created + RUN_WITHIN


class CalendarActionOrder(Order):
    """An errand to be run."""

    kind: ClassVar[Kind] = Kind.CALENDAR_ACTION
    errand: CalendarAction

    def booking(
        self, *, team: str, ref: str, owner: str, created: datetime
    ) -> CalendarActionRequest:
        """Return the booking that begins with this order."""
        return CalendarActionRequest(
            team=team,
            ref=ref,
            owner=owner,
            moment=self.moment,
            errand=self.errand,
            channel=self.channel,
            created=created,
        )
