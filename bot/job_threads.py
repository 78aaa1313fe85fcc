"""Threads that begin when there is something to do and end when there has been nothing for a while."""

import threading
import time
from collections.abc import Callable
from datetime import timedelta
from queue import Empty, SimpleQueue

# How long a thread waits for something else to do: a burst is carried out by threads that are there.
IDLE_FOR = timedelta(seconds=30)

Action = Callable[[], None]


class JobThreads:
    """Does so many things at the same time, each in a thread that was reserved for it before.

    `on_free` is called when one is free again after there was none.
    """

    def __init__(
        self,
        most: int,
        *,
        name: str,
        on_free: Action,
        idle_for: timedelta = IDLE_FOR,
    ) -> None:
        """Take how many there may be at a time, and how long one waits for something else to do."""
        self._most = most
        self._name = name
        self._on_free = on_free
        self._idle_for = idle_for.total_seconds()
        self._waiting: SimpleQueue[Action | None] = SimpleQueue()
        self._changed = threading.Condition()
        self._threads: set[threading.Thread] = set()
        self._begun = 0
        self._reserved = 0
        self._busy = 0
        self._failed = False

    def reserve(self, most: int) -> int:
        """Keep so many free threads at most for what is started next; return how many those are."""
        with self._changed:
            reserved = min(most, self._most - self._reserved - self._busy)
            self._reserved += reserved
            return reserved

    def release(self, count: int) -> None:
        """Let so many reserved threads be used for anything else."""
        self._free(reserved=count)

    @property
    def have_failed(self) -> bool:
        """Whether one of them ended in the middle of what it did."""
        return self._failed

    def start(self, action: Action) -> None:
        """Do something in a reserved thread. It raises no Exception."""
        with self._changed:
            self._reserved -= 1
            self._busy += 1
            self._changed.notify_all()
            self._waiting.put(action)
            if self._busy > len(self._threads):
                self._add_thread()

    def join(self, *, within: timedelta) -> None:
        """Wait so long for what is being done, or to be started as reserved; the threads end when it is."""
        deadline = time.monotonic() + within.total_seconds()
        with self._changed:
            self._changed.wait_for(lambda: self._reserved == 0, within.total_seconds())
            threads = list(self._threads)
        for _ in threads:
            self._waiting.put(None)
        for thread in threads:
            thread.join(max(deadline - time.monotonic(), 0))

    def _add_thread(self) -> None:
        self._begun += 1
        thread = threading.Thread(target=self._run, name=f"{self._name}-{self._begun}", daemon=True)
        thread.start()
        # One that could not be started must not count; one that ends at once waits for the lock.
        self._threads.add(thread)

    def _run(self) -> None:
        try:
            while (action := self._next()) is not None:
                self._do(action)
        except BaseException:
            self._failed = True
            raise
        finally:
            with self._changed:
                self._threads.discard(threading.current_thread())

    def _next(self) -> Action | None:
        """Return what to do next, or None where this thread is to end."""
        while True:
            try:
                return self._waiting.get(timeout=self._idle_for)
            except Empty:
                with self._changed:
                    # Otherwise something was just started, for which this thread counts.
                    if self._busy < len(self._threads):
                        self._threads.discard(threading.current_thread())
                        return None

    def _do(self, action: Action) -> None:
        try:
            action()
        finally:
            self._free(busy=1)

    def _free(self, *, reserved: int = 0, busy: int = 0) -> None:
        """Count so many as free, and tell if there was none before."""
        with self._changed:
            was_full = self._reserved + self._busy == self._most
            self._reserved -= reserved
            self._busy -= busy
            is_full = self._reserved + self._busy == self._most
            self._changed.notify_all()
        if was_full and not is_full:
            self._on_free()
