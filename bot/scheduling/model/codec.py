"""The kinds of booking there are, as the store keeps and reads them; nothing else is to be kept."""

from collections.abc import Callable
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, Field, TypeAdapter

from bot.scheduling.model.agent import AgentBooking
from bot.scheduling.model.appointment import AppointmentBooking
from bot.scheduling.model.session import SessionBooking
from bot.scheduling.requests.calendar_actions import CalendarActionRequest
from bot.scheduling.requests.cancellations import CancellationRequest
from bot.scheduling.tasks import TASK, Task

Kept = TypeVar("Kept", bound=BaseModel)

KeptBooking = (
    SessionBooking | AgentBooking | AppointmentBooking | CalendarActionRequest | CancellationRequest
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


class NotKept(ValueError):
    """Something that would not read back as it is: it must never be written down."""


def kept_booking(booking: Kept) -> Kept:
    """Return the booking if it reads back as it is. Raises NotKept."""
    return _read_back(booking, read=read_booking)


def kept_task(task: Task) -> Task:
    """Return the task if it reads back as it is. Raises NotKept."""
    return _read_back(task, read=TASK.validate_json)


def _read_back(value: Kept, *, read: Callable[[str], Any]) -> Kept:
    try:
        back = read(value.model_dump_json(warnings="error"))
    except ValueError as error:
        raise NotKept(type(value).__name__) from error
    if back != value:
        raise NotKept(type(value).__name__)
    return value
