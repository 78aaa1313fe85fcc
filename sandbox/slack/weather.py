"""Slack told to misbehave: a method that refuses, rate-limits, dawdles or drops the line.

Beside orders that strike so many calls, a `Limit` holds for as long as it is in force: as Slack
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
    """How a method misbehaves."""

    ERROR = "error"
    RATE_LIMITED = "rate_limited"
    SLOW = "slow"
    DROP = "drop"
    DROP_AFTER = "drop_after"


class Spell(BaseModel):
    """One order to misbehave: `seconds` is the delay, or the `Retry-After` of a 429.

    With `containing` it strikes only calls in whose arguments (as JSON) that stands.
    """

    model_config = ConfigDict(frozen=True)

    method: str
    fault: Fault
    error: str = "internal_error"
    seconds: float = Field(default=5.0, ge=0, le=3600)
    times: int = Field(default=1, ge=1, le=1000)
    containing: str = ""


class Limit(BaseModel):
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
class _Left:
    spell: Spell
    times: int


NOTHING: Final[Mapping[str, Any]] = {}
ANY: Final = "*"
"""Stands for every method."""


class Weather:
    """The orders that are in force; `response_url` counts as a method too.

    `over_limit` is how many calls a limit has refused.
    """

    def __init__(self, *, clock: Callable[[], float] = time.time) -> None:
        self._lock = threading.Lock()
        self._clock = clock
        self._orders: list[_Left] = []
        self._limits: dict[str, Limit] = {}
        self._buckets: dict[tuple[str, str], _Bucket] = {}
        self.over_limit = 0

    def order(self, spell: Spell) -> None:
        """Have a method misbehave the next `times` it is called."""
        with self._lock:
            self._orders.append(_Left(spell, spell.times))

    def limit(self, limit: Limit) -> None:
        """Let a method take no more than that from now on."""
        with self._lock:
            self._limits[limit.method] = limit
            self._buckets.clear()

    def clear(self) -> None:
        """Take back every order and every limit."""
        with self._lock:
            self._orders.clear()
            self._limits.clear()

    def exceeds(self, method: str, given: Mapping[str, Any] = NOTHING) -> Limit | None:
        """Count a call, and return the limit that it is over."""
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

    def strikes(self, method: str, given: Mapping[str, Any] = NOTHING) -> Spell | None:
        """Use up one call's worth of bad weather, the oldest order first."""
        said = json.dumps(given, ensure_ascii=False)
        with self._lock:
            for left in self._orders:
                if left.spell.method in (method, ANY) and left.spell.containing in said:
                    left.times -= 1
                    self._orders = [o for o in self._orders if o.times > 0]
                    return left.spell
        return None

    def active(self) -> list[Spell]:
        """Return what is still to come."""
        with self._lock:
            return [o.spell.model_copy(update={"times": o.times}) for o in self._orders]
