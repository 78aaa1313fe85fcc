"""The kinds of booking there are, as the store keeps and reads them; nothing else is to be kept."""

from collections.abc import Callable
from datetime import datetime
from functools import lru_cache
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, Field, TypeAdapter

from bot.scheduling.model.agent import AgentBooking
from bot.scheduling.model.appointment import AppointmentBooking
from bot.scheduling.model.session import SessionBooking
from bot.scheduling.model.value import StoredMoment
from bot.scheduling.requests.calendar_actions import CalendarActionRequest
from bot.scheduling.requests.cancellations import CancellationRequest
from bot.scheduling.tasks.queue import TASK, Task

Stored = TypeVar("Stored", bound=BaseModel)

StoredBooking = (
    SessionBooking | AgentBooking | AppointmentBooking | CalendarActionRequest | CancellationRequest
)

STORED_BOOKING: TypeAdapter[StoredBooking] = TypeAdapter(
    Annotated[StoredBooking, Field(discriminator="kind")]
)

# As many as are being worked on at once.
_REMEMBERED = 64


@lru_cache(maxsize=_REMEMBERED)
def read_booking(stored: str) -> StoredBooking:
    """Read a booking as it was written down. Raises ValueError, also where it cannot be listed or shown.

    A zone or a length that nobody can compute with would otherwise break whatever it stands in. What was
    written or read last is remembered: the same text is the same booking, and nothing of one ever changes.
    """
    booking = STORED_BOOKING.validate_json(stored)
    try:
        booking.ends, booking.useful_until, booking.title  # noqa: B018 - tried, not used
    except (ArithmeticError, LookupError, OSError, TypeError) as error:
        raise ValueError("its times cannot be reckoned with") from error
    return booking


class _Timed(BaseModel):
    """Of a stored booking, only its moment."""

    moment: StoredMoment


def read_start(stored: str) -> datetime:
    """Read only when a booking begins (aware UTC), in a quarter of the time that all of it takes.

    Raises ValueError, also where it takes place at no time.
    """
    return _Timed.model_validate_json(stored).moment.instant


class NotStorable(ValueError):
    """Something that would not read back as it is: it must never be written down."""


def storable_booking(booking: Stored) -> Stored:
    """Return the booking if it reads back as it is. Raises NotStorable."""
    return _read_back(booking, read=read_booking)


def storable_task(task: Task) -> Task:
    """Return the task if it reads back as it is. Raises NotStorable."""
    return _read_back(task, read=TASK.validate_json)


def _read_back(value: Stored, *, read: Callable[[str], Any]) -> Stored:
    try:
        back = read(value.model_dump_json(warnings="error"))
    except ValueError as error:
        raise NotStorable(type(value).__name__) from error
    if back != value:
        raise NotStorable(type(value).__name__)
    return value
