"""The kinds of booking there are, as the store keeps and reads them."""

from typing import Annotated

from pydantic import Field, TypeAdapter

from bot.scheduling.agents import AgentBooking
from bot.scheduling.appointments import AppointmentBooking
from bot.scheduling.cancellations import CancellationBooking
from bot.scheduling.errands import ErrandBooking
from bot.scheduling.sessions import SessionBooking

KeptBooking = (
    SessionBooking | AgentBooking | AppointmentBooking | ErrandBooking | CancellationBooking
)

KEPT: TypeAdapter[KeptBooking] = TypeAdapter(Annotated[KeptBooking, Field(discriminator="kind")])
