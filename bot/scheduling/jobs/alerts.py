"""Alerts administrators once when a provider can't be reached, not with every booking."""

import logging
import threading
from collections.abc import Collection
from dataclasses import replace
from datetime import datetime, timedelta

from bot.scheduling.model.failures import Cause, Fault
from bot.scheduling.ports.results import Result
from bot.scheduling.tasks.news import EventType, News
from bot.scheduling.tasks.queue import SAID_AGAIN_AFTER, ScheduledTask
from bot.scheduling.tasks.slack import DirectMessage
from bot.times.moment import UtcClock

log = logging.getLogger(__name__)

# What may pass by itself is told when it has lasted.
LASTS_AFTER = timedelta(minutes=1)
_MAY_PASS = frozenset({Cause.NAME, Cause.PROXY, Cause.NO_PROXY})


class Alerts:
    """Hears of every fault, logs each and has it told to the `admins` (Slack ids), once a day.

    What was told is kept with the work, for all processes; each logs it for itself.
    """

    def __init__(self, *, admins: Collection[str], clock: UtcClock) -> None:
        self._admins = sorted(admins)
        self._clock = clock
        self._lock = threading.Lock()
        self._now: dict[str, tuple[Fault, datetime]] = {}
        self._logged: dict[tuple[str, Cause], datetime] = {}

    def record(self, provider: str, fault: Fault | None) -> None:
        """Take in what a call came to: a fault, or none because nothing stands in between."""
        with self._lock:
            before = self._now.pop(provider, None)
            if fault is None:
                return
            same = before is not None and before[0].cause is fault.cause
            self._now[provider] = (fault, before[1] if before and same else self._clock())
        if self._is_to_be_logged(provider):
            log.error(
                "%s can't be used (%s %s); run docket doctor", provider, fault.cause, fault.detail
            )

    def with_alert(self, result: Result, *, provider: str) -> Result:
        """Add the message to administrators to what follows from a job."""
        fault = self._lasting(provider)
        if fault is None:
            return result
        news = News(what=EventType.PROVIDER_UNREACHABLE, trouble=fault.cause, why=fault.detail)
        messages = [
            ScheduledTask(
                task=DirectMessage(user=admin, news=news),
                at=self._clock(),
                once=f"{provider} {fault.cause} {admin}",
            )
            for admin in self._admins
        ]
        return replace(result, then=[*result.then, *messages])

    def _is_to_be_logged(self, provider: str) -> bool:
        """Return whether a provider's fault is to be logged now, and take in that it is."""
        fault, now = self._lasting(provider), self._clock()
        if fault is None:
            return False
        with self._lock:
            last = self._logged.get((provider, fault.cause))
            if last is not None and now - last < SAID_AGAIN_AFTER:
                return False
            self._logged[provider, fault.cause] = now
            return True

    def _lasting(self, provider: str) -> Fault | None:
        """Return the fault that there is, unless it may still pass by itself."""
        now = self._clock()
        with self._lock:
            fault, since = self._now.get(provider, (None, now))
        passes = fault is not None and fault.cause in _MAY_PASS and now - since < LASTS_AFTER
        return None if passes else fault
