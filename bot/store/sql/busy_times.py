"""The table of busy times: who or what each booking takes, from when to when.

Where text is encrypted, a name is kept as its keyed hash.
"""

from collections import defaultdict
from collections.abc import Collection
from datetime import timedelta

from bot.scheduling.model.busy_times import BusyTime, busy_times
from bot.scheduling.model.record import Record
from bot.store.sql.database import OF_BOOKING, Database, insert_many

# Of what overlaps no more is told: a person reads the first few.
MOST = 20
# As its index has it.
IS_LONG = "ends - starts > 86400"
A_DAY = 86_400

# What takes no longer than a day has begun within a day; what takes longer has an index of its own.
_FOUND = """
SELECT busy.key AS key, busy.ref AS ref, busy.starts AS starts FROM wanted CROSS JOIN busy_times busy
WHERE busy.team = ? AND busy.key = wanted.key AND busy.ref != ? AND busy.starts < wanted.ends
AND busy.ends > wanted.starts AND {where}
"""
_OVERLAPPING = (
    "WITH wanted(key, starts, ends) AS (VALUES {rows})"
    f" {_FOUND.format(where=f'busy.starts > wanted.starts - {A_DAY}')}"
    f" UNION {_FOUND.format(where=IS_LONG.replace('ends', 'busy.ends').replace('starts', 'busy.starts'))}"
    f" ORDER BY starts, ref, key LIMIT {MOST}"
)


class BusyTimes:
    """Writes and looks up busy times; every call is part of something the caller reads or writes."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def write(self, booking: Record) -> None:
        """Write what a booking takes in place of what it took."""
        team, ref = booking.team, booking.ref
        rows = {(self._kept(each), *_span(each)) for each in busy_times(booking)}
        written = self._db.query(
            f"SELECT key, starts, ends FROM busy_times WHERE {OF_BOOKING}",  # noqa: S608 - a constant
            [team, ref],
        )
        if {(row["key"], row["starts"], row["ends"]) for row in written} == rows:
            return
        if written:
            self._db.execute(f"DELETE FROM busy_times WHERE {OF_BOOKING}", [team, ref])  # noqa: S608 - a constant
        of = {"team": team, "ref": ref}
        named = ({"key": key, "starts": starts, "ends": ends} for key, starts, ends in sorted(rows))
        insert_many(self._db, "busy_times", [{**of, **each} for each in named])

    def lock(self, team: str, times: Collection[BusyTime]) -> None:
        """Let nobody else who locks them look up or take these until what is written is written."""
        self._db.lock(*sorted({f"busy {team} {self._kept(each)}" for each in times}))

    def look_up(
        self,
        team: str,
        times: Collection[BusyTime],
        *,
        but: str,
        within: timedelta = timedelta(0),
    ) -> dict[str, frozenset[BusyTime]]:
        """Return by reference who else takes which of these, or does `within` so long, by start.

        `but` is the reference of whose they are.
        """
        by_key = {self._kept(each): each for each in times}
        around = within.total_seconds()
        wanted = sorted((self._kept(each), *_span(each)) for each in times)
        values = [
            value for key, starts, ends in wanted for value in (key, starts - around, ends + around)
        ]
        statement = _OVERLAPPING.format(rows=", ".join(["(?, ?, ?)"] * len(wanted)))
        found = defaultdict[str, set[BusyTime]](set)
        for row in self._db.query(statement, [*values, team, but, team, but]):
            found[row["ref"]].add(by_key[row["key"]])
        return {ref: frozenset(taken) for ref, taken in found.items()}

    def _kept(self, time: BusyTime) -> str:
        """Return by what it is found."""
        return self._db.cipher.word(time.key)


def _span(time: BusyTime) -> tuple[float, float]:
    return time.starts.timestamp(), time.ends.timestamp()
