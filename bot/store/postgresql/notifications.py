"""Hearing of jobs that other processes have written (LISTEN/NOTIFY), on a connection of its own."""

import logging
import secrets
import threading
from collections.abc import Callable
from typing import Any

import psycopg

log = logging.getLogger(__name__)

CHANNEL = "docket_jobs"
LOOK_EVERY_SECONDS = 1.0


class Notifications:
    """Tells listeners that other processes have written jobs which they did not take.

    Nobody depends on it: whoever takes jobs also looks for them by himself.
    """

    def __init__(self, conninfo: str) -> None:
        """Take where to connect to."""
        self._conninfo = conninfo
        self._sender = secrets.token_hex(8)
        self._listeners: list[Callable[[], None]] = []
        self._closed = threading.Event()
        self._thread = threading.Thread(target=self._run, name="notifications", daemon=True)
        self._lock = threading.Lock()
        # An outage is logged once, however long it lasts.
        self._listens = True

    def add(self, listener: Callable[[], None]) -> None:
        """Call `listener` whenever another process has written jobs."""
        with self._lock:
            self._listeners.append(listener)
            if self._thread.ident is None:
                self._thread.start()

    def send(self, connection: psycopg.Connection[Any]) -> None:
        """Tell the other processes, once this transaction is committed."""
        connection.execute("SELECT pg_notify(%s, %s)", [CHANNEL, self._sender])

    def close(self) -> None:
        """Stop listening."""
        self._closed.set()
        if self._thread.ident is not None:
            self._thread.join()

    def _run(self) -> None:
        while not self._closed.is_set():
            try:
                self._listen()
            except psycopg.OperationalError as error:
                if self._listens and not self._closed.is_set():
                    log.warning("can't listen for work of other processes; trying again: %s", error)
                self._listens = False
                self._closed.wait(LOOK_EVERY_SECONDS)

    def _listen(self) -> None:
        """Listen until closed or cut off."""
        with psycopg.connect(self._conninfo, autocommit=True) as connection:
            connection.execute(f"LISTEN {CHANNEL}")
            self._listens = True
            while not self._closed.is_set():
                for heard in connection.notifies(timeout=LOOK_EVERY_SECONDS, stop_after=1):
                    if heard.payload != self._sender:
                        for listener in self._listeners:
                            listener()
