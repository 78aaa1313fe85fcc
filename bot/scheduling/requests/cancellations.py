"""Canceling an appointment that Docket did not book, by the provider's own id and its invitee's address.

This is health data, like the appointment itself.
"""

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from bot.scheduling.model.appointment import AppointmentBooking
from bot.scheduling.model.record import Record, State
from bot.scheduling.model.reference import Kind
from bot.scheduling.model.text import Text
from bot.scheduling.model.value import Value
from bot.scheduling.requests.request import Request, RequestOrder


class Cancellation(Value):
    """Which appointment, who it is for, and why it is canceled."""

    appointment_id: str
    email: Annotated[str, Field(repr=False)]
    reason: Annotated[Text, Field(repr=False)] = ""


class CancellationRequest(Request):
    """A cancellation as Docket keeps it, until CareValidate has answered and after.

    `was_listed` says whether CareValidate listed the appointment before it was asked to cancel it;
    None while nobody has looked.
    """

    provider: ClassVar[str] = "CareValidate"
    in_forms: ClassVar[tuple[str, ...]] = ("cancellation",)
    kind: Literal[Kind.CANCELLATION] = Kind.CANCELLATION
    cancellation: Cancellation
    was_listed: bool | None = None

    @property
    def title(self) -> str:
        """What is asked, and of which appointment."""
        return f"Cancel appointment {self.cancellation.appointment_id}"

    @property
    def provider_state(self) -> State | None:
        """Nothing it could fall back to: it is canceled, or it is not."""
        return None


class CancellationOrder(RequestOrder):
    """A cancellation to be made."""

    kind: ClassVar[Kind] = Kind.CANCELLATION
    makes: ClassVar[type[Record]] = CancellationRequest
    conflicting: ClassVar[Kind] = Kind.APPOINTMENT
    cancellation: Cancellation

    @property
    def history_note(self) -> str:
        """Which appointment of somebody else's it is."""
        return self.cancellation.appointment_id

    def conflicts_with(self, under_way: Record) -> bool:
        """Return whether it is an appointment for the same invitee, which would be booked again."""
        invitee = self.cancellation.email.casefold()
        return (
            isinstance(under_way, AppointmentBooking)
            and under_way.request.email.casefold() == invitee
        )
