"""What a thread reads or writes at the moment."""

import threading
from typing import Generic, TypeVar

from bot.store.encryption import Cipher

Connection = TypeVar("Connection")


class CurrentTransaction(threading.local, Generic[Connection]):
    """Each thread's own: its connection, how text is kept, whether jobs were written."""

    connection: Connection | None = None
    cipher: Cipher | None = None
    notifies = False

    def require_connection(self) -> Connection:
        """Return the connection. Raises RuntimeError where nothing is read or written."""
        if self.connection is None:
            raise RuntimeError("it is neither read nor written")
        return self.connection
