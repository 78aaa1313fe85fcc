"""Slack's rate limits: it is sent things at once until it refuses, then one a second.

It is kept in the database, because the processes on it share what Slack allows. What Slack says of
one place holds for that place and way alone; where it refuses in several although nothing was sent
there too fast, the limit is the workspace's, and holds for that way everywhere. So does every limit
of reading: apps outside of Slack's directory may read messages once a minute, wherever they stand.
"""

from datetime import datetime, timedelta

from bot.scheduling.jobs.rate_limit_keys import READING
from bot.store.rows import Row
from bot.store.sql.database import Database, first, upsert

# Where Slack has said that it was too much, so long from one message to the next, or from one page
# read to the next, and at least so long until the next try.
INTERVAL = timedelta(seconds=1)
READING_INTERVAL = timedelta(minutes=1)
LONGEST_GUESS = timedelta(minutes=1)
# How long after the last refusal the interval is kept.
KEPT = timedelta(minutes=5)
READING_KEPT = timedelta(hours=1)
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

# What follows stands in queries for work. In a place there is one thing under way at a time, and where
# the limit is the workspace's, one by each way. What stands in the way is short, and is listed once for
# all that waits.
_UNDER_WAY = "lease IS NOT NULL AND place != ''"
_LIMITED_WAYS = "(team, way) IN (SELECT team, way FROM pace WHERE place = '*')"
# Whether its place is free at a time, and Slack takes more there.
FREE = (
    f"(team, place) NOT IN (SELECT team, place FROM work WHERE {_UNDER_WAY} AND leased_until > ?)"  # noqa: S608 - constants
    f" AND (team, way) NOT IN (SELECT team, way FROM work WHERE {_UNDER_WAY} AND leased_until > ?"
    f" AND {_LIMITED_WAYS})"
    " AND (team, way, place) NOT IN (SELECT team, way, place FROM pace WHERE until > ?)"
    " AND (team, way) NOT IN (SELECT team, way FROM pace WHERE place = '*' AND until > ?)"
)
# The same by when each of the four is over, of the tables joined so.
FREE_AT = (
    "coalesce(in_place.until, due), coalesce(by_way.until, due),"
    " coalesce(here.until, due), coalesce(everywhere.until, due)"
)
HELD_UP_BY = (
    f"LEFT JOIN (SELECT team, place, max(leased_until) AS until FROM work WHERE {_UNDER_WAY}"  # noqa: S608 - constants
    " GROUP BY team, place) in_place ON in_place.team = work.team AND in_place.place = work.place"
    f" LEFT JOIN (SELECT team, way, max(leased_until) AS until FROM work WHERE {_UNDER_WAY}"
    f" AND {_LIMITED_WAYS} GROUP BY team, way) by_way ON by_way.team = work.team AND by_way.way = work.way"
    " LEFT JOIN pace here ON here.team = work.team AND here.way = work.way AND here.place = work.place"
    " LEFT JOIN pace everywhere ON everywhere.team = work.team AND everywhere.way = work.way"
    " AND everywhere.place = '*'"
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
        self._write(job, job["place"], taken=now, until=0.0, refused=0)
        until = now + _interval(job)
        kept_since = now - (READING_KEPT if _reads(job) else KEPT).total_seconds()
        for place in (job["place"], EVERYWHERE):
            key = [job["team"], job["way"], place]
            self._db.execute(_LATER, [until, *key, kept_since, until])
        self._forget(now)

    def record_refused(self, job: Row, *, at: datetime, wait: timedelta | None) -> None:
        """Take in that it was too much for Slack, which wants to be left alone so long, if it said."""
        now = at.timestamp()
        before = self._row(job, job["place"])
        times = before["refused"] + 1
        until = now + max((wait or _guess(times)).total_seconds(), _interval(job))
        kept_interval = now - before["taken"] >= _interval(job)
        values: Row = {"until": until, "refused_at": now, "refused": times}
        self._write(job, job["place"], **values, unasked=int(kept_interval))
        if _reads(job) or self._is_everywhere(job, lately=now - LATELY.total_seconds()):
            self._write(job, EVERYWHERE, **values)
        self._forget(now)

    def _is_everywhere(self, job: Row, *, lately: float) -> bool:
        """Return whether so many places refused lately that the limit is the workspace's."""
        rows = self._db.query(_UNASKED, [job["team"], job["way"], EVERYWHERE, lately])
        return int(rows[0]["places"]) >= PLACES_FOR_EVERYWHERE

    def _row(self, job: Row, place: str) -> Row:
        select = f"SELECT * FROM pace WHERE {_OF_KEY}"  # noqa: S608 - a constant
        row = first(self._db, select, [job["team"], job["way"], place])
        return row or {"taken": 0.0, "refused": 0}

    def _write(self, job: Row, place: str, **values: float) -> None:
        key = {"team": job["team"], "way": job["way"], "place": place}
        upsert(self._db, "pace", key | values, key=KEY)

    def _forget(self, now: float) -> None:
        """Forget what is too long ago to matter.

        That comes last, because it locks what others wait for, and waits for nobody.
        """
        old = _FORGOTTEN + self._db.skip_locked
        forget = f"DELETE FROM pace WHERE (team, way, place) IN ({old})"  # noqa: S608 - constants
        self._db.execute(forget, [now - KEPT.total_seconds()] * 3)


def _reads(job: Row) -> bool:
    """Return whether work reads messages, and posts none."""
    return job["way"] in READING


def _interval(job: Row) -> float:
    """Return how many seconds are kept from one to the next."""
    return (READING_INTERVAL if _reads(job) else INTERVAL).total_seconds()


def _guess(times: int) -> timedelta:
    """Return how long to wait where Slack does not say: twice as long each time in a row."""
    return min(INTERVAL * (1 << min(times - 1, 10)), LONGEST_GUESS)
