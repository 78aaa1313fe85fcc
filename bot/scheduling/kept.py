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


def read_booking(stored: str) -> KeptBooking:
    """Read a booking as it was written down. Raises ValueError, also where it cannot be listed or shown.

    A zone or a length that nobody can reckon with would otherwise break whatever it stands in.
    """
    booking = KEPT.validate_json(stored)
    try:
        booking.ends, booking.useful_until, booking.title  # noqa: B018 - tried, not used
    except (ArithmeticError, LookupError, OSError, TypeError) as error:
        raise ValueError("its times cannot be reckoned with") from error
    return booking
