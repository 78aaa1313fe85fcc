"""Slack told to misbehave: a method that refuses, rate-limits, dawdles or drops the line."""

import json
import threading
from collections.abc import Mapping
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
    seconds: float = Field(default=5.0, ge=0, le=120)
    times: int = Field(default=1, ge=1, le=1000)
    containing: str = ""


@dataclass
class _Left:
    spell: Spell
    times: int


NOTHING: Final[Mapping[str, Any]] = {}
ANY: Final = "*"
"""Stands for every method."""


class Weather:
    """The orders that are in force; `response_url` counts as a method too."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._orders: list[_Left] = []

    def order(self, spell: Spell) -> None:
        """Have a method misbehave the next `times` it is called."""
        with self._lock:
            self._orders.append(_Left(spell, spell.times))

    def clear(self) -> None:
        """Take back every order."""
        with self._lock:
            self._orders.clear()

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
