"""A lock that threads get in the order in which they ask for it; those of `threading` promise no order."""

import threading
from collections import deque


class FairLock:
    """Held by one thread at a time, then by the one that has waited longest. It is not reentrant."""

    def __init__(self) -> None:
        self._changing = threading.Lock()
        self._waiting: deque[threading.Lock] = deque()
        self._held = False

    def acquire(self, *, timeout: float = threading.TIMEOUT_MAX) -> bool:
        """Wait so many seconds at most; return whether this thread holds it now."""
        with self._changing:
            if not self._held:
                self._held = True
                return True
            turn = threading.Lock()
            turn.acquire()
            self._waiting.append(turn)
        if turn.acquire(timeout=timeout):
            return True
        with self._changing:
            # It may have become this thread's turn since.
            if turn.acquire(blocking=False):
                return True
            self._waiting.remove(turn)
            return False

    def release(self) -> None:
        """Hand it to the thread that has waited longest, if there is one."""
        with self._changing:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._held = False

    def __enter__(self) -> None:
        self.acquire()

    def __exit__(self, *_: object) -> None:
        self.release()
