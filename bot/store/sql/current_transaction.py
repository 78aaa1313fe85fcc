"""What a thread reads or writes at the moment."""

import threading
from collections import Counter
from typing import Generic, TypeVar

from bot.scheduling.model.record import Record
from bot.scheduling.tasks.queue import Queue
from bot.store.encryption import Cipher

Connection = TypeVar("Connection")


class CurrentTransaction(threading.local, Generic[Connection]):
    """Each thread's own: its connection, how text is kept, how many jobs of each queue were written.

    `bookings_written` has the bookings that were, by team and reference, until it is over; `notifies`
    says that other processes hear of the jobs.
    """

    connection: Connection | None = None
    cipher: Cipher | None = None
    notifies = False

    def __init__(self) -> None:
        """Begin with a thread that has not written anything."""
        self.jobs_written: Counter[Queue] = Counter()
        self.bookings_written: dict[tuple[str, str], Record] = {}

    def end(self) -> None:
        """Forget what belongs to what this thread has read or written: the next may find another state."""
        self.connection = self.cipher = None
        self.bookings_written.clear()

    def require_connection(self) -> Connection:
        """Return the connection. Raises RuntimeError where nothing is read or written."""
        if self.connection is None:
            raise RuntimeError("it is neither read nor written")
        return self.connection
