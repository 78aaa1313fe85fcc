"""A request: something asked of a provider at once that leaves nothing in Docket to move or cancel."""

from abc import ABC
from datetime import datetime, timedelta
from typing import TypeVar

from bot.scheduling.model.record import Record

# Nothing waits for it at a certain hour, so that it is tried for a day.
TRY_WITHIN = timedelta(days=1)


class Request(Record, ABC):
    """A request as Docket keeps it, until its provider has answered and after.

    It has no time of its own: it begins, and is over, when it is made.
    """

    @property
    def useful_until(self) -> datetime:
        """A day after it was made, as an aware UTC time."""
        return self.created + TRY_WITHIN


AnyRequest = TypeVar("AnyRequest", bound=Request)
