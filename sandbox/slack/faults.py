"""Faults of Slack on demand: a method that refuses, rate-limits, is slow or drops the connection.

Beside faults that so many calls meet, a `RateLimit` holds for as long as it is in force: as Slack
does, it lets a burst of calls pass and then so many a second, and refuses all that is faster.
"""

import json
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from pydantic import BaseModel, ConfigDict, Field


class Fault(StrEnum):
    """How a call fails."""

    ERROR = "error"
    RATE_LIMITED = "rate_limited"
    SERVER_ERROR = "server_error"
    HTML = "html"
    SLOW = "slow"
    SLOW_AFTER = "slow_after"
    DROP = "drop"
    DROP_AFTER = "drop_after"


class PlannedFault(BaseModel):
    """Calls of a method that are to fail: `seconds` is the delay, or the `Retry-After` of a 429.

    With `containing` only calls whose arguments (as JSON) contain that text fail.
    """

    model_config = ConfigDict(frozen=True)

    method: str
    fault: Fault
    error: str = "internal_error"
    seconds: float = Field(default=5.0, ge=0, le=3600)
    times: int = Field(default=1, ge=1, le=1000)
    containing: str = ""


class RateLimit(BaseModel):
    """How much a method takes: `burst` calls at once and `per_second` from then on.

    It counts `each` value of an argument by itself; with "" all calls together. A refusal asks to be
    left alone for `retry_after`, which is sent as it is; None sends no such header.
    """

    model_config = ConfigDict(frozen=True)

    method: str
    per_second: float = Field(default=1.0, gt=0)
    burst: int = Field(default=1, ge=1)
    each: str = "channel"
    retry_after: str | None = "1"


@dataclass
class _Bucket:
    left: float
    seen: float


@dataclass
class _Remaining:
    fault: PlannedFault
    times: int


NOTHING: Final[Mapping[str, Any]] = {}
ANY: Final = "*"
"""Stands for every method."""


class FaultPlan:
    """The planned faults and rate limits; `response_url` counts as a method too.

    `over_limit` is how many calls a limit has refused.
    """

    def __init__(self, *, clock: Callable[[], float] = time.time) -> None:
        self._lock = threading.Lock()
        self._clock = clock
        self._planned: list[_Remaining] = []
        self._limits: dict[str, RateLimit] = {}
        self._buckets: dict[tuple[str, str], _Bucket] = {}
        self.over_limit = 0

    def add(self, fault: PlannedFault) -> None:
        """Let the next calls of a method fail, as many as its `times`."""
        with self._lock:
            self._planned.append(_Remaining(fault, fault.times))

    def limit(self, limit: RateLimit) -> None:
        """Let a method take no more than that from now on."""
        with self._lock:
            self._limits[limit.method] = limit
            self._buckets.clear()

    def clear(self) -> None:
        """Remove every planned fault and every limit."""
        with self._lock:
            self._planned.clear()
            self._limits.clear()

    def exceeded(self, method: str, given: Mapping[str, Any] = NOTHING) -> RateLimit | None:
        """Count a call; return the limit if the call exceeds it."""
        now = self._clock()
        with self._lock:
            limit = self._limits.get(method)
            if limit is None:
                return None
            key = method, str(given.get(limit.each, ""))
            bucket = self._buckets.setdefault(key, _Bucket(limit.burst, now))
            gained = (now - bucket.seen) * limit.per_second
            bucket.left, bucket.seen = min(bucket.left + gained, limit.burst), now
            # A microsecond lost in the sum is not a call too many.
            if bucket.left < 1 - 1e-6:
                self.over_limit += 1
                return limit
            bucket.left -= 1
            return None

    def next_for(self, method: str, given: Mapping[str, Any] = NOTHING) -> PlannedFault | None:
        """Use up and return the oldest planned fault that is meant for this call."""
        said = json.dumps(given, ensure_ascii=False)
        with self._lock:
            for remaining in self._planned:
                if remaining.fault.method in (method, ANY) and remaining.fault.containing in said:
                    remaining.times -= 1
                    self._planned = [o for o in self._planned if o.times > 0]
                    return remaining.fault
        return None

    def active(self) -> list[PlannedFault]:
        """Return what is still to come."""
        with self._lock:
            return [o.fault.model_copy(update={"times": o.times}) for o in self._planned]
