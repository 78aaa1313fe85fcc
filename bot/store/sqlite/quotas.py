"""The table of user quotas: how much each person did lately."""

from collections.abc import Sequence

from sqlite_utils import Database

from bot.scheduling.model.limits import Count, LimitReached
from bot.scheduling.ports.store import Entry

PERSON = "team = ? AND user = ? AND what = ?"


class UserQuotas:
    """Counts what users do against their quotas, within the caller's transaction."""

    def __init__(self, db: Database) -> None:
        self._counted = db.table("counted")

    def count(self, team: str, entry: Entry, counts: Sequence[Count]) -> None:
        """Count what somebody does, and forget what is too long ago to count. Raises LimitReached."""
        at = entry.at.timestamp()
        for count in counts:
            person = [team, entry.by, count.what]
            since = at - count.within.total_seconds()
            self._counted.delete_where(f"{PERSON} AND at <= ?", [*person, since])
            before = sum(row["amount"] for row in self._counted.rows_where(PERSON, person))
            if before + count.amount > count.most:
                raise LimitReached(count)
            row = {"team": team, "user": entry.by, "what": count.what, "amount": count.amount}
            self._counted.insert(row | {"at": at})
