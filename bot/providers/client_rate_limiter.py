"""A provider's rate limit, kept on our side so that it is never exceeded."""

import threading
import time
from collections import deque
from collections.abc import Callable
from datetime import timedelta


class ClientRateLimiter:
    """So many calls within a span of time, whenever the span begins; safe for threads.

    `clock` gives seconds that never go back.
    """

    def __init__(
        self, calls: int, *, within: timedelta, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._calls = calls
        self._span = within.total_seconds()
        self._clock = clock
        self._taken: deque[float] = deque()
        self._lock = threading.Lock()

    def take(self) -> timedelta | None:
        """Take one of the calls; return None where there is one left, otherwise how long until there is."""
        with self._lock:
            now = self._clock()
            while self._taken and self._taken[0] <= now - self._span:
                self._taken.popleft()
            if len(self._taken) >= self._calls:
                return timedelta(seconds=self._taken[0] + self._span - now)
            self._taken.append(now)
            return None
