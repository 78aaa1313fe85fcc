"""The kinds of booking there are, as the store keeps and reads them."""

from typing import Annotated

from pydantic import Field, TypeAdapter

from bot.scheduling.agents import AgentBooking
from bot.scheduling.appointments import AppointmentBooking
from bot.scheduling.sessions import SessionBooking

KEPT: TypeAdapter[SessionBooking | AgentBooking | AppointmentBooking] = TypeAdapter(
    Annotated[SessionBooking | AgentBooking | AppointmentBooking, Field(discriminator="kind")]
)
