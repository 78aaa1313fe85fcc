"""A clock of the tests' own: it always begins at one moment, and is put forward so minutes cost nothing."""

import sqlite3
import threading
import time
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.store.sql.job_queue import FIRST_IN_ORDER
from tests.builders import NOW
from tests.waiting import wait_until

_FREE = f"set_aside IS NULL AND {FIRST_IN_ORDER}"
_BUSY = f"SELECT count(*) FROM work WHERE leased_until > :now OR (due <= :now AND {_FREE})"  # noqa: S608 - constants
_NEXT = f"SELECT min(due) FROM work WHERE {_FREE}"  # noqa: S608 - constants

# So long hundreds of jobs may take on a machine that is busy with other tests.
HANG = 500


class SimulatedClock:
    """The time (aware UTC) for Slack, the bot and the providers: it runs as usual, and jumps when told to.

    It begins on a Wednesday that is the same day from Hawaii to India, weeks before any clock is changed:
    what "tomorrow" means depends on nobody's hour.
    """

    def __init__(self) -> None:
        self._began = time.monotonic()
        self._ahead = timedelta(0)
        self._lock = threading.Lock()

    def __call__(self) -> datetime:
        """Return the time now."""
        with self._lock:
            return NOW + timedelta(seconds=time.monotonic() - self._began) + self._ahead

    def on(self, amount: timedelta) -> None:
        """Let so much time pass at once."""
        with self._lock:
            self._ahead += amount

    def settle(self, database: Path, *, wake: Callable[[], None], within: timedelta) -> None:
        """Let whatever is due so soon be done, one jump after the other, until nothing is left.

        Only the jumps count: what a busy machine takes for the work itself leaves nothing undone.
        """
        left = within
        with closing(sqlite3.connect(database)) as work:
            while True:
                wait_until(lambda: not self._ask(work, _BUSY), within=HANG)
                at = self._ask(work, _NEXT)
                if at is None:
                    return
                jump = max(datetime.fromtimestamp(at, UTC) - self(), timedelta(0))
                if jump > left:
                    return
                left -= jump
                self.on(jump)
                wake()

    def _ask(self, work: sqlite3.Connection, question: str) -> float | None:
        (answer,) = work.execute(question, {"now": self().timestamp()}).fetchone()
        return answer if answer is None else float(answer)
