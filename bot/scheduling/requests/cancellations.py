"""Canceling an appointment that Docket did not book, by the provider's own id and its invitee's address.

This is health data, like the appointment itself.
"""

from datetime import datetime, timedelta
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from bot.scheduling.model.booking import Booking, Order, State, Value
from bot.scheduling.model.reference import Kind
from bot.scheduling.model.text import Text

TRY_WITHIN = timedelta(days=1)


class Cancellation(Value):
    """Which appointment, who it is for, and why it is canceled."""

    appointment_id: str
    email: Annotated[str, Field(repr=False)]
    reason: Annotated[Text, Field(repr=False)] = ""


class CancellationRequest(Booking):
    """A cancellation as Docket keeps it, until CareValidate has answered and after.

    `was_listed` says whether CareValidate listed the appointment before it was asked to cancel it;
    None while nobody has looked.
    """

    provider: ClassVar[str] = "CareValidate"
    can_move: ClassVar[bool] = False
    kind: Literal[Kind.CANCELLATION] = Kind.CANCELLATION
    cancellation: Cancellation
    was_listed: bool | None = None

    @property
    def title(self) -> str:
        """What is asked, and of which appointment."""
        return f"Cancel appointment {self.cancellation.appointment_id}"

    @property
    def remote_id(self) -> str:
        """Nothing: the appointment is not Docket's."""
        return ""

    @property
    def form_state(self) -> tuple[object, ...]:
        """What forms show of it, with what was to be canceled."""
        return *super().form_state, self.cancellation

    @property
    def provider_state(self) -> State | None:
        """Nothing it could fall back to: it is canceled, or it is not."""
        return None

    @property
    def changeable(self) -> bool:
        """Never: there is nothing to move or cancel."""
        return False

    @property
    def useful_until(self) -> datetime:
        """A day on: nobody has said when the appointment is."""
        return self.created + TRY_WITHIN


class CancellationOrder(Order):
    """A cancellation to be made."""

    kind: ClassVar[Kind] = Kind.CANCELLATION
    cancellation: Cancellation

    @property
    def noted(self) -> str:
        """Which appointment of somebody else's it is."""
        return self.cancellation.appointment_id

    def booking(self, *, team: str, ref: str, owner: str, created: datetime) -> CancellationRequest:
        """Return the booking that begins with this order."""
        return CancellationRequest(
            team=team,
            ref=ref,
            owner=owner,
            moment=self.moment,
            cancellation=self.cancellation,
            channel=self.channel,
            created=created,
        )
