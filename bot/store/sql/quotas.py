"""The table of user quotas: how much each person did lately."""

from collections.abc import Sequence

from bot.scheduling.model.limits import Count, LimitReached
from bot.scheduling.ports.store import Entry
from bot.store.sql.database import Database, insert

PERSON = 'team = ? AND "user" = ? AND what = ?'
LONG_AGO = f"DELETE FROM counted WHERE {PERSON} AND at <= ?"  # noqa: S608 - a constant
LATELY = f"SELECT amount FROM counted WHERE {PERSON}"  # noqa: S608 - a constant


class UserQuotas:
    """Counts what users do against their quotas, within the caller's transaction."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def count(self, team: str, entry: Entry, counts: Sequence[Count]) -> None:
        """Count what somebody does, and forget what is too long ago to count. Raises LimitReached."""
        at = entry.at.timestamp()
        for count in counts:
            person = [team, entry.by, count.what]
            self._db.lock(f"quota {' '.join(person)}")
            since = at - count.within.total_seconds()
            self._db.execute(LONG_AGO, [*person, since])
            before = sum(row["amount"] for row in self._db.query(LATELY, person))
            if before + count.amount > count.most:
                raise LimitReached(count)
            row = {"team": team, "user": entry.by, "what": count.what, "amount": count.amount}
            insert(self._db, "counted", row | {"at": at})
