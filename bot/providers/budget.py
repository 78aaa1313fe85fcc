"""An account of the calls a provider allows, kept on our side so that its limit is not run into."""

import threading
import time
from collections import deque
from collections.abc import Callable
from datetime import timedelta


class Budget:
    """So many calls within a span of time, whenever the span begins; safe for threads.

    `clock` gives seconds that never go back.
    """

    def __init__(
        self, calls: int, *, within: timedelta, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._calls = calls
        self._span = within.total_seconds()
        self._clock = clock
        self._spent: deque[float] = deque()
        self._lock = threading.Lock()

    def spend(self) -> timedelta | None:
        """Take a call from the budget; None where there is one, otherwise how long until there is."""
        with self._lock:
            now = self._clock()
            while self._spent and self._spent[0] <= now - self._span:
                self._spent.popleft()
            if len(self._spent) >= self._calls:
                return timedelta(seconds=self._spent[0] + self._span - now)
            self._spent.append(now)
            return None
