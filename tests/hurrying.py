"""A clock that tests put forward to whatever is due next, so that minutes cost nothing."""

import sqlite3
import threading
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.store.sqlite import HEAD_OF_LINE
from tests.waiting import wait_until

_FREE = f"set_aside IS NULL AND {HEAD_OF_LINE}"
_BUSY = f"SELECT count(*) FROM work WHERE leased_until > :now OR (due <= :now AND {_FREE})"  # noqa: S608 - constants
_NEXT = f"SELECT min(due) FROM work WHERE {_FREE}"  # noqa: S608 - constants


class Hurry:
    """The time (aware UTC) for the bot and its providers: it runs as usual, and jumps when told to."""

    def __init__(self) -> None:
        self._ahead = timedelta(0)
        self._lock = threading.Lock()

    def __call__(self) -> datetime:
        """Return the time now."""
        with self._lock:
            return datetime.now(UTC) + self._ahead

    def on(self, amount: timedelta) -> None:
        """Let so much time pass at once."""
        with self._lock:
            self._ahead += amount

    def settle(self, database: Path, *, wake: Callable[[], None], within: timedelta) -> None:
        """Let whatever is due so soon be done, one jump after the other, until nothing is left."""
        end = self() + within
        with closing(sqlite3.connect(database)) as work:
            while True:
                wait_until(lambda: not self._ask(work, _BUSY), within=60)
                at = self._ask(work, _NEXT)
                if at is None or at > end.timestamp():
                    return
                self.on(max(datetime.fromtimestamp(at, UTC) - self(), timedelta(0)))
                wake()

    def _ask(self, work: sqlite3.Connection, question: str) -> float | None:
        (answer,) = work.execute(question, {"now": self().timestamp()}).fetchone()
        return answer if answer is None else float(answer)
