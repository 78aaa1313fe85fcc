"""The lease under which a thread carries out a job, checked right before anything leaves the process.

A process may be frozen at any moment, and go on minutes later as if nothing had happened. Its job has
been taken by another process then, so it must not send what the other has sent.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import timedelta

# Goes on while the machine sleeps, where the system has such a clock; nobody can set it.
_CLOCK = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)


class LeaseLost(Exception):
    """Another process may have taken the job, so this one sends nothing more for it."""


def elapsed_time() -> float:
    """Return seconds that never go back and that no clock change touches."""
    return time.clock_gettime(_CLOCK)


class Lease:
    """A job's lease as this process knows it: held for so long after the store last said so.

    Times are those of `elapsed_time`, read before the store was asked.
    """

    def __init__(self, name: str, *, lasts: timedelta, taken: float) -> None:
        self.name = name
        self._lasts = lasts.total_seconds()
        self._until = taken + self._lasts

    def renew(self, at: float) -> None:
        """Take in that the store has renewed it."""
        self._until = at + self._lasts

    def lose(self) -> None:
        """Take in that the store says that it is held no more."""
        self._until = float("-inf")

    def check(self) -> None:
        """Raise LeaseLost unless it is certainly held."""
        if elapsed_time() >= self._until:
            raise LeaseLost


_current: ContextVar[Lease | None] = ContextVar("lease", default=None)


@contextmanager
def working_under(lease: Lease) -> Iterator[None]:
    """Have all that is sent in this thread meanwhile depend on a lease."""
    token = _current.set(lease)
    try:
        yield
    finally:
        _current.reset(token)


def check_lease() -> None:
    """Raise LeaseLost where this thread carries out a job that another process may have taken."""
    lease = _current.get()
    if lease is not None:
        lease.check()
