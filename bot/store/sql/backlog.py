"""How much work there is by queue, counted in the database."""

from datetime import datetime, timedelta

from bot.scheduling.tasks.queue import Queue
from bot.store.ports import Backlog, QueueBacklog
from bot.store.rows import Row, time_of
from bot.store.sql.database import Database
from bot.store.sql.job_queue import AVAILABLE_AT, READY

# From when on what people should see in Slack counts as late.
LATE_AFTER = timedelta(minutes=1)

_COUNTED = (
    "SELECT lane, count(*) AS total,"
    " sum(CASE WHEN set_aside IS NULL AND due <= ? AND (leased_until IS NULL OR leased_until <= ?)"
    " THEN 1 ELSE 0 END) AS waiting,"
    " sum(CASE WHEN set_aside IS NULL AND leased_until > ? THEN 1 ELSE 0 END) AS under_way,"
    " sum(CASE WHEN set_aside IS NOT NULL THEN 1 ELSE 0 END) AS set_aside"
    " FROM work GROUP BY lane"
)
_LATE = (
    "SELECT count(*) AS late FROM (SELECT DISTINCT team, ref FROM work"
    " WHERE lane = ? AND set_aside IS NULL AND since <= ?) late"
)


def count_backlog(db: Database, *, now: datetime) -> Backlog:
    """Count the work of each queue at this time (aware UTC), and the bookings whose cards are late."""
    late_since = (now - LATE_AFTER).timestamp()
    with db.reading():
        rows = db.query(_COUNTED, [now.timestamp()] * 3)
        queues = {Queue(row["lane"]): _of_queue(db, row, now=now) for row in rows}
        late = db.query(_LATE, [Queue.SLACK, late_since])[0]["late"]
    return Backlog(queues=dict.fromkeys(Queue, QueueBacklog()) | queues, cards_late=late)


def _of_queue(db: Database, row: Row, *, now: datetime) -> QueueBacklog:
    waiting, under_way, set_aside = row["waiting"], row["under_way"], row["set_aside"]
    return QueueBacklog(
        waiting=waiting,
        oldest=_time_there_to_take(db, Queue(row["lane"]), now=now),
        under_way=under_way,
        scheduled=row["total"] - waiting - under_way - set_aside,
        set_aside=set_aside,
    )


def _time_there_to_take(db: Database, queue: Queue, *, now: datetime) -> timedelta:
    """Return for how long the job that is taken next could have been taken; zero where none can."""
    at = f"{db.greatest}{AVAILABLE_AT}"
    taken_next = f"SELECT {at} AS at FROM work WHERE {READY} AND {at} <= ? ORDER BY due LIMIT 1"  # noqa: S608 - constants
    rows = db.query(taken_next, [queue, now.timestamp()])
    return now - time_of(rows[0]["at"]) if rows else timedelta(0)
