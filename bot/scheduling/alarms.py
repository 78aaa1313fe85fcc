"""Telling administrators what stands between Docket and a provider: once, not with every booking."""

import logging
import threading
from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import datetime, timedelta

from bot.scheduling.failures import Cause, Fault
from bot.scheduling.ports import Result
from bot.scheduling.retrying import due
from bot.scheduling.tasks import Happened, News, Tell

log = logging.getLogger(__name__)

TOLD_AGAIN_AFTER = timedelta(days=1)
# What may pass by itself is told when it has lasted.
LASTS_AFTER = timedelta(minutes=1)
_MAY_PASS = frozenset({Cause.NAME, Cause.PROXY})


class Alarms:
    """Hears of every fault, logs each and has it told to the `admins` (Slack ids), once a day.

    What was said is kept in memory: a process that is started anew says it again.
    """

    def __init__(self, *, admins: Collection[str], clock: Callable[[], datetime]) -> None:
        self._admins = sorted(admins)
        self._clock = clock
        self._lock = threading.Lock()
        self._now: dict[str, tuple[Fault, datetime]] = {}
        self._logged: dict[tuple[str, Cause], datetime] = {}
        self._told: dict[tuple[str, Cause], datetime] = {}

    def heard(self, provider: str, fault: Fault | None) -> None:
        """Take in what a call came to: a fault, or none because nothing stands in between."""
        with self._lock:
            before = self._now.pop(provider, None)
            if fault is None:
                return
            same = before is not None and before[0].cause is fault.cause
            self._now[provider] = (fault, before[1] if before and same else self._clock())
        if self._news(provider, said=self._logged):
            log.error("%s can't be used (%s %s): see doctor", provider, fault.cause, fault.detail)

    def with_word(self, result: Result, *, provider: str) -> Result:
        """Add to what follows from a piece of work the word to the administrators, where it is time."""
        fault = self._news(provider, said=self._told)
        if fault is None:
            return result
        news = News(what=Happened.CUT_OFF, trouble=fault.cause, why=fault.detail)
        tell = due(*(Tell(user=admin, news=news) for admin in self._admins), at=self._clock())
        return replace(result, then=[*result.then, *tell])

    def _news(self, provider: str, *, said: dict[tuple[str, Cause], datetime]) -> Fault | None:
        """Return the fault that there is, where it is time to say it, and take in that it is said."""
        now = self._clock()
        with self._lock:
            fault, since = self._now.get(provider, (None, now))
            if fault is None or (fault.cause in _MAY_PASS and now - since < LASTS_AFTER):
                return None
            last = said.get((provider, fault.cause))
            if last is not None and now - last < TOLD_AGAIN_AFTER:
                return None
            said[provider, fault.cause] = now
            return fault
