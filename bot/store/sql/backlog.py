"""How much work there is by queue, counted in the database."""

from datetime import datetime, timedelta

from bot.scheduling.tasks.queue import Queue
from bot.store.ports import Backlog, QueueBacklog
from bot.store.rows import Row, time_of
from bot.store.sql.database import Database

# From when on what people should see in Slack counts as late.
LATE_AFTER = timedelta(minutes=1)

_WAITS = "set_aside IS NULL AND due <= ? AND (leased_until IS NULL OR leased_until <= ?)"
_COUNTED = (
    f"SELECT lane, sum(CASE WHEN {_WAITS} THEN 1 ELSE 0 END) AS waiting,"  # noqa: S608 - constants
    f" min(CASE WHEN {_WAITS} THEN due END) AS oldest,"
    " sum(CASE WHEN set_aside IS NULL AND leased_until > ? THEN 1 ELSE 0 END) AS under_way,"
    " sum(CASE WHEN set_aside IS NOT NULL THEN 1 ELSE 0 END) AS set_aside,"
    " count(*) AS total FROM work GROUP BY lane"
)
_LATE = (
    "SELECT count(*) AS late FROM (SELECT DISTINCT team, ref FROM work"
    " WHERE lane = ? AND set_aside IS NULL AND since <= ?) late"
)


def count_backlog(db: Database, *, now: datetime) -> Backlog:
    """Count the work of each queue at this time (aware UTC), and the bookings whose cards are late."""
    at = now.timestamp()
    late_since = (now - LATE_AFTER).timestamp()
    with db.reading():
        rows = {row["lane"]: row for row in db.query(_COUNTED, [at] * 5)}
        late = db.query(_LATE, [Queue.SLACK, late_since])[0]["late"]
    return Backlog(
        queues={queue: _of_queue(rows.get(queue), now=now) for queue in Queue}, cards_late=late
    )


def _of_queue(row: Row | None, *, now: datetime) -> QueueBacklog:
    if row is None:
        return QueueBacklog()
    waiting, under_way, set_aside = row["waiting"], row["under_way"], row["set_aside"]
    return QueueBacklog(
        waiting=waiting,
        oldest=now - time_of(row["oldest"]) if waiting else timedelta(0),
        under_way=under_way,
        scheduled=row["total"] - waiting - under_way - set_aside,
        set_aside=set_aside,
    )
