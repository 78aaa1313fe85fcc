"""A request: something asked of a provider at once that leaves nothing in Docket to move or cancel."""

from abc import ABC, abstractmethod
from datetime import datetime, timedelta
from typing import ClassVar, TypeVar

from bot.scheduling.model.record import Order, Record
from bot.scheduling.model.reference import Kind

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


class RequestOrder(Order, ABC):
    """An order of a request; `conflicting` is the kind of which one may be about the same thing."""

    conflicting: ClassVar[Kind]

    @abstractmethod
    def conflicts_with(self, under_way: Record) -> bool:
        """Return whether a record of that kind, which may yet be done again, is about the same thing."""
