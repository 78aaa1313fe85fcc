"""The table of calls to providers that allow only so many in a time, counted for all processes."""

from datetime import datetime, timedelta

from bot.scheduling.ports.store import CallLimit
from bot.store.sql.database import Database, insert

# A clock that was put back must not use the limit up: what lies far ahead was never so.
NOT_COUNTED = "DELETE FROM provider_calls WHERE provider = ? AND (at <= ? OR at > ?)"
COUNTED = "SELECT count(*) AS calls, min(at) AS first FROM provider_calls WHERE provider = ?"


class ProviderCalls:
    """Counts calls to providers, within the caller's transaction."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def take(self, limit: CallLimit, *, at: datetime) -> timedelta | None:
        """Take one of the calls; return None where one is left, otherwise how long until there is."""
        now, span = at.timestamp(), limit.within.total_seconds()
        self._db.lock(f"calls {limit.provider}")
        self._db.execute(NOT_COUNTED, [limit.provider, now - span, now + span])
        (counted,) = self._db.query(COUNTED, [limit.provider])
        if counted["calls"] >= limit.calls:
            return timedelta(seconds=counted["first"] + span - now)
        insert(self._db, "provider_calls", {"provider": limit.provider, "at": now})
        return None
