"""Who was told of a booking, when and how: lines of its history that *More* shows on their own."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

from pydantic import ValidationError

from bot.scheduling.model.value import Value
from bot.scheduling.ports.store import Entry
from bot.scheduling.tasks.news import EventType

# What such a line of the history says was done.
TOLD = "told"


class Medium(StrEnum):
    """How somebody was told; a provider's emails are those that it was asked for."""

    CARD = "card"
    THREAD = "thread"
    ANNOUNCEMENT = "announcement"
    DIRECT_MESSAGE = "direct message"
    RECEIPT = "receipt"
    EMAIL = "email"


class Told(Value):
    """That somebody was told of an event: `whom` is Slack's id of a person or a channel.

    Of emails it is empty, and `people` counts to whom the provider was asked to send them.
    """

    medium: Medium
    of: EventType
    whom: str = ""
    people: int = 0

    def entry(self, *, at: datetime) -> Entry:
        """Return it as a line of history, of a time (aware UTC)."""
        return Entry(by="", what=TOLD, at=at, text=self.model_dump_json())


def told_in(history: Sequence[Entry]) -> list[tuple[datetime, Told]]:
    """Return who was told, and when (aware UTC), oldest first; a line that cannot be read is left out."""
    found = []
    for entry in history:
        if entry.what == TOLD:
            try:
                found.append((entry.at, Told.model_validate_json(entry.text)))
            except ValidationError:
                continue
    return found


def without_told(history: Sequence[Entry]) -> list[Entry]:
    """Return what else the history says."""
    return [entry for entry in history if entry.what != TOLD]
