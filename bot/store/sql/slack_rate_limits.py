"""Slack's rate limits: it is sent things at once until it refuses, then one a second.

It is kept in the database, because the processes on it share what Slack allows. What Slack says of
one place holds for that place and way alone; where it refuses in several although nothing was sent
there too fast, the limit is the workspace's, and holds for that way everywhere. So does every limit
of reading, where one page is under way at a time: apps outside of Slack's directory may read messages
once a minute, wherever they stand, others fifty times. Which it is, a refusal tells.
"""

from datetime import datetime, timedelta

from bot.scheduling.jobs.rate_limit_keys import READING
from bot.store.rows import Row
from bot.store.sql.database import Database, first, upsert

# Where Slack has said that it was too much, so long from one message to the next, and at least so long
# until the next try.
INTERVAL = timedelta(seconds=1)
LONGEST_GUESS = timedelta(minutes=1)
# How long after the last refusal the interval is kept.
KEPT = timedelta(minutes=5)
# Slack counts by the minute: no app has to wait longer from one page to the next.
LONGEST_APART = timedelta(minutes=1)
# After a refusal so many pages are read as far apart as it told, at most; then Slack is tried again.
PAGES_APART = 60
# So many places that kept the interval and were refused within so long make a limit of the workspace's.
LATELY = timedelta(seconds=10)
EVERYWHERE = "*"
PLACES_FOR_EVERYWHERE = 3

KEY = ("team", "way", "place")
_UNKNOWN: Row = {
    "taken": 0.0,
    "refused": 0,
    "refused_at": 0.0,
    "pages": 0,
    "reading_since": 0.0,
    "apart": 0.0,
}
_OF_KEY = "team = ? AND way = ? AND place = ?"
_LATER = f"UPDATE pace SET until = ? WHERE {_OF_KEY} AND refused_at > ? AND until < ?"  # noqa: S608 - constants
_UNASKED = (
    "SELECT count(*) AS places FROM pace"
    " WHERE team = ? AND way = ? AND place != ? AND unasked = 1 AND refused_at > ?"
)
# What is too long ago to matter, and nobody else has under way.
_FORGOTTEN = "SELECT team, way, place FROM pace WHERE taken < ? AND until < ? AND refused_at < ?"

# What follows stands in queries for work. In a place there is one thing under way at a time, and where
# the limit is the workspace's, as it is of reading, one by each way. What stands in the way is short,
# and is listed once for all that waits.
_UNDER_WAY = "lease IS NOT NULL AND place != ''"
_READING = ", ".join(f"'{way}'" for way in sorted(READING))
_LIMITED_WAYS = (
    f"(way IN ({_READING}) OR (team, way) IN (SELECT team, way FROM pace WHERE place = '*'))"  # noqa: S608 - constants
)
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
        if _reads(job):
            self._record_page(job, now)
        else:
            self._record_post(job, now)
        self._forget(now)

    def _record_page(self, job: Row, now: float) -> None:
        """Count a page of those read one soon after the other, and let the next wait as long as was told."""
        row = self._row(job, EVERYWHERE)
        apart = row["apart"] if now < row["refused_at"] + PAGES_APART * row["apart"] else 0.0
        # What was read far apart says nothing of how many Slack takes at once.
        goes_on = now - row["taken"] < LONGEST_APART.total_seconds() and apart == row["apart"]
        pages, since = (row["pages"], row["reading_since"]) if goes_on else (0, now)
        values: Row = {"taken": now, "pages": pages + 1, "reading_since": since, "refused": 0}
        self._write(job, EVERYWHERE, **values, apart=apart, until=now + apart if apart else 0.0)

    def _record_post(self, job: Row, now: float) -> None:
        self._write(job, job["place"], taken=now, until=0.0, refused=0)
        until = now + INTERVAL.total_seconds()
        for place in (job["place"], EVERYWHERE):
            key = [job["team"], job["way"], place]
            self._db.execute(_LATER, [until, *key, now - KEPT.total_seconds(), until])

    def record_refused(self, job: Row, *, at: datetime, wait: timedelta | None) -> None:
        """Take in that it was too much for Slack, which wants to be left alone so long, if it said."""
        now = at.timestamp()
        before = self._row(job, EVERYWHERE if _reads(job) else job["place"])
        times = before["refused"] + 1
        until = now + (wait or _guess(times)).total_seconds()
        refused: Row = {"refused_at": now, "refused": times}
        if _reads(job):
            self._write(job, EVERYWHERE, **refused, until=until, apart=_apart(before, now, until))
        else:
            self._record_refused_post(job, refused, until=until, taken=before["taken"])
        self._forget(now)

    def _record_refused_post(self, job: Row, refused: Row, *, until: float, taken: float) -> None:
        now, interval = refused["refused_at"], INTERVAL.total_seconds()
        values = refused | {"until": max(until, now + interval)}
        self._write(job, job["place"], **values, unasked=int(now - taken >= interval))
        if self._is_everywhere(job, lately=now - LATELY.total_seconds()):
            self._write(job, EVERYWHERE, **values)

    def _is_everywhere(self, job: Row, *, lately: float) -> bool:
        """Return whether so many places refused lately that the limit is the workspace's."""
        rows = self._db.query(_UNASKED, [job["team"], job["way"], EVERYWHERE, lately])
        return int(rows[0]["places"]) >= PLACES_FOR_EVERYWHERE

    def _row(self, job: Row, place: str) -> Row:
        select = f"SELECT * FROM pace WHERE {_OF_KEY}"  # noqa: S608 - a constant
        row = first(self._db, select, [job["team"], job["way"], place])
        return row or _UNKNOWN

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


def _apart(before: Row, now: float, until: float) -> float:
    """Return how many seconds apart pages can be read, where one is refused now and taken from `until` on.

    That is as they were read until then; nothing where none was read lately, so that nobody knows.
    """
    longest = LONGEST_APART.total_seconds()
    if now - before["taken"] >= longest:
        return 0.0
    apart: float = (until - before["reading_since"]) / before["pages"]
    return min(apart, longest)


def _guess(times: int) -> timedelta:
    """Return how long to wait where Slack does not say: twice as long each time in a row."""
    return min(INTERVAL * (1 << min(times - 1, 10)), LONGEST_GUESS)
