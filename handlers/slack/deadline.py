"""One deadline for all that is asked before Slack has its answer, for which it waits three seconds.

Whoever asks on behalf of a request takes what is left; where nothing is left, nothing is asked, and
what is safe counts: nobody is one of ours, no channel is ours alone. Work and whatever is done
after the answer belong to no request and have all their time.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import timedelta

# What remains of the three seconds is for writing down, and for the way here and back.
WITHIN = timedelta(seconds=2.2)
WRITING = timedelta(seconds=0.4)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Request:
    """When a request came and until when it is to be answered, in seconds of the running clock."""

    began: float
    until: float


_request: ContextVar[_Request | None] = ContextVar("request", default=None)


@contextmanager
def request_deadline(within: timedelta) -> Iterator[None]:
    """Have everything that is asked in this thread meanwhile end in time."""
    now = time.monotonic()
    token = _request.set(_Request(began=now, until=now + within.total_seconds()))
    try:
        yield
    finally:
        _request.reset(token)


def remaining(seconds: float) -> float:
    """Return so many seconds, or what is left of the request's time; never less than none."""
    request = _request.get()
    return seconds if request is None else max(0.0, min(seconds, request.until - time.monotonic()))


def remaining_to_write(seconds: float) -> float:
    """Return so many seconds, or what is left to read and write in the database for the request."""
    request = _request.get()
    if request is None:
        return seconds
    until = request.until + WRITING.total_seconds()
    return max(0.0, min(seconds, until - time.monotonic()))


def asked_in_request(asked: float) -> bool:
    """Return whether it was for this request that something was asked, at a time of the running clock."""
    request = _request.get()
    return request is not None and asked >= request.began
