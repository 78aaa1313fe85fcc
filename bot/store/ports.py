"""What maintenance needs of a store besides what every request does: see `bot.scheduling.ports.Store`."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Protocol

from bot.scheduling.model.record import Record
from bot.scheduling.ports.store import Store
from bot.scheduling.tasks.queue import Queue
from bot.store.rows import Unread


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredRecord:
    """All that is kept about one booking: itself, the texts of its history, and its work as text.

    `waiting` says that some of that work is still to be done.
    """

    booking: Record
    history: tuple[str, ...]
    jobs: tuple[str, ...]
    waiting: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Redaction:
    """How a booking and the texts of its history are redacted.

    `rewrite` gives None where the booking is to stay as it is; `blanked` is when it lost everything personal.
    """

    rewrite: Callable[[Record], Record | None]
    text: Callable[[str], str]
    blanked: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueBacklog:
    """How many jobs of a queue there are, and for how long there has been one to take.

    `waiting` is due and nobody has it, `scheduled` is due later, `set_aside` waits for a person or the
    next start. What waits behind other work of its booking, or until Slack takes more, is not there to
    take: it makes `oldest` no longer.
    """

    waiting: int = 0
    oldest: timedelta = timedelta(0)
    under_way: int = 0
    scheduled: int = 0
    set_aside: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Backlog:
    """The work of all queues, and of how many bookings something should be seen in Slack and isn't yet."""

    queues: Mapping[Queue, QueueBacklog]
    cards_late: int


class Archive(Protocol):
    """What a store can do about what it keeps for long."""

    def get(self, team: str, ref: str) -> Record | None:
        """Return the booking, or None. Raises Unreadable."""

    def begun_before(self, time: datetime) -> Iterator[tuple[str, str]]:
        """Give team and reference of what began before a time (aware UTC) and was not blanked since."""

    def records(self) -> Iterator[StoredRecord]:
        """Give all that is kept and can be read, booking by booking."""

    def redact(self, team: str, ref: str, redaction: Redaction) -> bool:
        """Redact a booking and the texts of its history, and delete its jobs, in one transaction.

        Returns False, and changes nothing, where a job is still to be done or the redaction skips it.
        Raises Unreadable.
        """

    def redact_notes(self, *, text: Callable[[str], str], before: datetime | None = None) -> int:
        """Let lines of history about no booking say less, or those before a time (aware UTC); count them."""

    def delete_keys(self, *, before: datetime, most: int) -> int:
        """Delete so many keys of forms that were sent before a time (aware UTC); return how many.

        What was counted or said once before then is deleted as well.
        """

    def delete_history(self, *, before: datetime, may_go: Callable[[Record], bool]) -> int:
        """Delete history from before a time (aware UTC), of bookings that may go and of none.

        Return how many lines that were.
        """

    def clear(self) -> None:
        """Rid the files of what stood there before."""


class ManagedStore(Store, Protocol):
    """A store with what is done by hand: looked through, encrypted anew, archived."""

    @property
    def location(self) -> str:
        """Where it is, for whoever runs Docket; without secrets."""

    @property
    def archive(self) -> Archive:
        """All that is kept for long."""

    def is_writable(self) -> bool:
        """Return whether decisions can be written."""

    def hold_restored(self, *, now: datetime) -> int:
        """Take in whether this is a restored backup, on which Docket begins to run now (aware UTC).

        Then nothing that was still to be done is done without a look whether it was done since the
        backup was made. Return how much that is.
        """

    def backlog(self, *, now: datetime) -> Backlog:
        """Count the work at this time (aware UTC)."""

    def unread(self) -> list[Unread]:
        """Return what is stored and cannot be read, and the work that waits because of it."""

    def index_words(self, *, most: int) -> int:
        """Write words and busy times of so many bookings, which an earlier version left without.

        Return how many bookings that were.
        """

    def is_encrypted(self) -> bool:
        """Return whether what people typed is encrypted."""

    def back_up(self, file: Path) -> None:
        """Copy all there is into a new file, as it is at one moment. Raises CannotBackUp."""

    def rotate_keys(self) -> list[Unread]:
        """Encrypt all with the first key, so that the others can go; return what cannot be read."""
