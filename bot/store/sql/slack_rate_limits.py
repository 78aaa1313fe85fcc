"""Slack's rate limits: it is sent things at once until it refuses, then one a second.

It is kept in the database, because the processes on it share what Slack allows. What Slack says of
one place holds for that place and way alone; where it refuses in several although nothing was sent
there too fast, the limit is the workspace's, and holds for that way everywhere.
"""

from datetime import datetime, timedelta

from bot.store.rows import Row
from bot.store.sql.database import Database, first, upsert

# Where Slack has said that it was too much, so long from one message to the next, and at least so
# long until the next try.
INTERVAL = timedelta(seconds=1)
LONGEST_GUESS = timedelta(minutes=1)
# How long after the last refusal the interval is kept.
KEPT = timedelta(minutes=5)
# So many places that kept the interval and were refused within so long make a limit of the workspace's.
LATELY = timedelta(seconds=10)
EVERYWHERE = "*"
PLACES_FOR_EVERYWHERE = 3

KEY = ("team", "way", "place")
_OF_KEY = "team = ? AND way = ? AND place = ?"
_LATER = f"UPDATE pace SET until = ? WHERE {_OF_KEY} AND refused_at > ? AND until < ?"  # noqa: S608 - constants
_UNASKED = (
    "SELECT count(*) AS places FROM pace"
    " WHERE team = ? AND way = ? AND place != ? AND unasked = 1 AND refused_at > ?"
)
# What is too long ago to matter, and nobody else has under way.
_FORGOTTEN = "SELECT team, way, place FROM pace WHERE taken < ? AND until < ? AND refused_at < ?"

# What follows stands in queries for work, in which `o` is other work that is under way. In a place
# there is one thing under way at a time, and where the limit is the workspace's, one by each way.
BLOCKING = (
    "o.lease IS NOT NULL AND o.team = work.team AND o.id != work.id AND o.place != ''"
    " AND (o.place = work.place OR o.way = work.way AND EXISTS (SELECT 1 FROM pace p WHERE p.team = work.team"
    " AND p.way = work.way AND p.place = '*'))"
)
RESUMES_AT = (
    "SELECT max(p.until) FROM pace p WHERE p.team = work.team AND p.way = work.way"
    " AND p.place IN (work.place, '*')"
)
# Whether Slack has said lately that it was too much there.
LIMITED = (
    "EXISTS (SELECT 1 FROM pace p WHERE p.team = work.team AND p.way = work.way"
    " AND p.place IN (work.place, '*') AND p.refused_at > 0)"
)


class SlackRateLimits:
    """Remembers what Slack took and refused; every call is part of a transaction of the caller's."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def record_accepted(self, job: Row, *, at: datetime) -> None:
        """Take in that Slack took something at a time (aware UTC)."""
        now = at.timestamp()
        self._forget(now)
        self._write(job, job["place"], taken=now, until=0.0, refused=0)
        until = now + INTERVAL.total_seconds()
        for place in (job["place"], EVERYWHERE):
            key = [job["team"], job["way"], place]
            self._db.execute(_LATER, [until, *key, _kept_since(now), until])

    def record_refused(self, job: Row, *, at: datetime, wait: timedelta | None) -> None:
        """Take in that it was too much for Slack, which wants to be left alone so long, if it said."""
        now = at.timestamp()
        self._forget(now)
        before = self._row(job, job["place"])
        times = before["refused"] + 1
        until = now + max(wait or _guess(times), INTERVAL).total_seconds()
        kept_interval = now - before["taken"] >= INTERVAL.total_seconds()
        values: Row = {"until": until, "refused_at": now, "refused": times}
        self._write(job, job["place"], **values, unasked=int(kept_interval))
        if self._count_unasked(job, lately=now - LATELY.total_seconds()) >= PLACES_FOR_EVERYWHERE:
            self._write(job, EVERYWHERE, **values)

    def _count_unasked(self, job: Row, *, lately: float) -> int:
        rows = self._db.query(_UNASKED, [job["team"], job["way"], EVERYWHERE, lately])
        return int(rows[0]["places"])

    def _row(self, job: Row, place: str) -> Row:
        select = f"SELECT * FROM pace WHERE {_OF_KEY}"  # noqa: S608 - a constant
        row = first(self._db, select, [job["team"], job["way"], place])
        return row or {"taken": 0.0, "refused": 0}

    def _write(self, job: Row, place: str, **values: float) -> None:
        key = {"team": job["team"], "way": job["way"], "place": place}
        upsert(self._db, "pace", key | values, key=KEY)

    def _forget(self, now: float) -> None:
        """Forget what is too long ago to matter."""
        old = _FORGOTTEN + self._db.skip_locked
        forget = f"DELETE FROM pace WHERE (team, way, place) IN ({old})"  # noqa: S608 - constants
        self._db.execute(forget, [_kept_since(now)] * 3)


def _kept_since(now: float) -> float:
    return now - KEPT.total_seconds()


def _guess(times: int) -> timedelta:
    """Return how long to wait where Slack does not say: twice as long each time in a row."""
    return min(INTERVAL * (1 << min(times - 1, 10)), LONGEST_GUESS)
