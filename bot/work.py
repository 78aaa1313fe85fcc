"""Durable work: threads that take what is due, carry it out under a lease, and record what it came to.

Whatever happens to the process, a piece of work is either recorded as done or taken again once its
lease has run out, here or by another process on the same database.
"""

import logging
import threading
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from bot.scheduling.bookings import Booking
from bot.scheduling.ports import Outcome, Postponed, Result, Store
from bot.scheduling.tasks import Lane, Work

log = logging.getLogger(__name__)

# Longer than the provider calls of one attempt together may take (three, see bot.providers.transport).
LEASE = timedelta(seconds=60)
# How often a process looks for work that another process has written.
LOOK_EVERY = timedelta(seconds=1)

CarryOut = Callable[[Work, Booking], Result]


class Workers:
    """A pool of threads for each lane, so that a provider that hangs holds up nobody else's work."""

    def __init__(
        self,
        store: Store,
        *,
        carry_out: Mapping[Lane, CarryOut],
        clock: Callable[[], datetime],
        threads: int = 8,
    ) -> None:
        self._store = store
        self._carry_out = carry_out
        self._clock = clock
        self._stopping = False
        self._written = threading.Condition(threading.RLock())
        self._threads = [
            threading.Thread(target=self._run, args=(lane,), name=f"{lane}-{n}", daemon=True)
            for lane in carry_out
            for n in range(threads)
        ]

    def start(self) -> None:
        """Begin to take work."""
        for thread in self._threads:
            thread.start()

    def wake(self) -> None:
        """Look for work at once: some has just been written."""
        with self._written:
            self._written.notify_all()

    def are_alive(self) -> bool:
        """Say whether every thread runs: without them, what is accepted is not carried out."""
        return all(thread.is_alive() for thread in self._threads)

    def stop(self, *, timeout: float = 10) -> None:
        """Take nothing more; wait up to `timeout` seconds for what is under way."""
        self._stopping = True
        self.wake()
        for thread in self._threads:
            thread.join(timeout)

    def _run(self, lane: Lane) -> None:
        """Take and do work until stopped. This is the edge: a fault of ours must not end the thread."""
        while not self._stopping:
            try:
                self._turn(lane)
            except Exception:
                log.exception("work in lane %s failed; it is tried again when its lease ends", lane)
                self._pause(LOOK_EVERY.total_seconds())

    def _turn(self, lane: Lane) -> None:
        with self._written:
            work = self._store.take(lane, now=self._clock(), lease=LEASE)
            if work is None:
                self._pause(self._seconds_to_wait(lane))
                return
        booking = self._store.get(work.team, work.ref)
        result = self._carry_out[lane](work, booking) if booking else Outcome()
        if isinstance(result, Postponed):
            self._store.postpone(work, at=result.at, step=result.step, then=result.then)
        else:
            self._store.finish(work, outcome=result)

    def _pause(self, seconds: float) -> None:
        with self._written:
            if not self._stopping:
                self._written.wait(seconds)

    def _seconds_to_wait(self, lane: Lane) -> float:
        due = self._store.next_due(lane)
        wait = LOOK_EVERY if due is None else min(due - self._clock(), LOOK_EVERY)
        return max(wait.total_seconds(), 0)
