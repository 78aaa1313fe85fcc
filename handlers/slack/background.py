"""Background threads for what need not be durable and may end after the acknowledgement."""

import logging
import threading
from collections.abc import Callable

from handlers.slack import deadline

log = logging.getLogger(__name__)

MAX_THREADS = 8
# Nobody waits longer for something to be done that belongs to no request.
LONGEST_SECONDS = 10


class Background:
    """Gives each thing to do a thread of its own, which ends with the process, and bounds them."""

    def __init__(self, *, max_threads: int = MAX_THREADS) -> None:
        self._free = threading.BoundedSemaphore(max_threads)

    def start(self, work: Callable[[], None]) -> bool:
        """Begin at once, or return False where too much is under way."""
        if not self._free.acquire(blocking=False):
            return False
        threading.Thread(target=self._run, args=(work,), name="background", daemon=True).start()
        return True

    def run_soon(self, work: Callable[[], None]) -> None:
        """Do it at once, but go on without its end where the request has to be answered first."""
        done = threading.Event()

        def finish() -> None:
            try:
                work()
            finally:
                done.set()

        if self.start(finish):
            done.wait(deadline.remaining(LONGEST_SECONDS))
        else:
            work()

    def _run(self, work: Callable[[], None]) -> None:
        try:
            work()
        except Exception:  # the edge of the thread: a fault of ours belongs in the log
            log.exception("a background task failed")
        finally:
            self._free.release()
