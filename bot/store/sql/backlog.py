"""How much work there is by queue, counted in the database."""

from collections.abc import Callable
from datetime import datetime, timedelta

from bot.scheduling.tasks.queue import Queue
from bot.store.ports import Backlog, QueueBacklog
from bot.store.rows import Row
from bot.store.sql.database import Database

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


def count_backlog(
    db: Database, *, next_due: Callable[[Queue], datetime | None], now: datetime
) -> Backlog:
    """Count the work of each queue at this time (aware UTC), and the bookings whose cards are late.

    `next_due` says since when there has been something to take of a queue, or when there will be.
    """
    late_since = (now - LATE_AFTER).timestamp()
    with db.reading():
        rows = db.query(_COUNTED, [now.timestamp()] * 3)
        late = db.query(_LATE, [Queue.SLACK, late_since])[0]["late"]
    queues = {
        (queue := Queue(row["lane"])): _of_queue(row, next_due=next_due(queue), now=now)
        for row in rows
    }
    return Backlog(queues=dict.fromkeys(Queue, QueueBacklog()) | queues, cards_late=late)


def _of_queue(row: Row, *, next_due: datetime | None, now: datetime) -> QueueBacklog:
    waiting, under_way, set_aside = row["waiting"], row["under_way"], row["set_aside"]
    return QueueBacklog(
        waiting=waiting,
        oldest=max(now - next_due, timedelta(0)) if next_due else timedelta(0),
        under_way=under_way,
        scheduled=row["total"] - waiting - under_way - set_aside,
        set_aside=set_aside,
    )
