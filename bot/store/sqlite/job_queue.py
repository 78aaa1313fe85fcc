"""The table of jobs (`work`): what is still to be done, who holds its lease, and when the next is due."""

import secrets
from collections.abc import Collection, Sequence
from contextlib import suppress
from datetime import datetime, timedelta

from bot.scheduling.jobs.rate_limit_keys import RateLimitGroup
from bot.scheduling.model.booking_error import Unreadable
from bot.scheduling.ports.store import (
    PendingJob,
)
from bot.scheduling.tasks.queue import SAID_AGAIN_AFTER, Job, Queue, ScheduledTask, Task, merged
from bot.scheduling.tasks.slack import Remind
from bot.store.rows import (
    Row,
    Table,
    Unread,
    job_of,
    pending_of,
    row_of_rate_limit_key,
    row_of_scheduled_task,
    row_of_task,
    task_of,
    time_of,
)
from bot.store.sqlite.bookings import Bookings
from bot.store.sqlite.file import OF_BOOKING, SqliteFile
from bot.store.sqlite.slack_rate_limits import BLOCKING, LIMITED, RESUMES_AT
from bot.store.sqlite.unread import UnreadLog

# Nothing with the same ordering key (the column `line`) was written before it and is not done yet.
FIRST_IN_ORDER = (
    "NOT EXISTS (SELECT 1 FROM work e"
    " WHERE e.line = work.line AND e.id < work.id AND e.set_aside IS NULL)"
)
READY = f"lane = :queue AND set_aside IS NULL AND {FIRST_IN_ORDER}"
# Work that nobody has begun: it will see its booking as it is by then.
NOT_BEGUN = "line = ? AND lease IS NULL AND set_aside IS NULL"
EXPEDITE = f"UPDATE work SET due = ?, set_aside = NULL WHERE {OF_BOOKING} AND lane = ?"  # noqa: S608 - constants
# When it can be taken: once it is due and nobody has it, once its place is free, and when Slack
# takes more there.
AVAILABLE_AT = (
    "max(due, coalesce(leased_until, due),"  # noqa: S608 - constants
    f" coalesce((SELECT max(o.leased_until) FROM work o WHERE {BLOCKING}), due),"
    f" coalesce(({RESUMES_AT}), due))"
)
AVAILABLE = f"{READY} AND {AVAILABLE_AT} <= :now"
# What Slack has held up for so long, of bookings of which those concerned have not heard that yet.
DELAYED = (
    "SELECT work.team, work.ref, work.way, work.place, min(work.since) AS since FROM work"  # noqa: S608 - constants
    " JOIN bookings b ON b.team = work.team AND b.ref = work.ref"
    " WHERE work.lane = :queue AND work.set_aside IS NULL AND work.since <= :since"
    f" AND (work.way != '{RateLimitGroup.DIRECT}' OR :reminded = 2 AND work.place = b.owner) AND {LIMITED}"
    " GROUP BY work.team, work.ref HAVING max(work.reminded) < :reminded ORDER BY since LIMIT :most"
)
# What the column `reminded` says: who has heard that Slack holds the work up.
OWNER, ADMINS = 1, 2


class JobQueue:
    """Writes, takes and gives back jobs; what writes is part of a transaction of the caller's."""

    def __init__(self, file: SqliteFile, *, bookings: Bookings, unread: UnreadLog) -> None:
        self._file = file
        self._db = file.db
        self._table = file.db.table(Table.WORK)
        self._bookings = bookings
        self._unread = unread

    def add(self, team: str, ref: str, then: Sequence[ScheduledTask]) -> None:
        """Write work, unless it was said already or work that waits does it as well."""
        for due in then:
            row = row_of_scheduled_task(team, due.ref or ref, due, self._file.cipher)
            if not self._was_said(team, due) and not self._is_joined(due, row):
                self._table.insert(row | self._rate_limit_key(row, due.task))

    def expedite(self, team: str, ref: str, queue: Queue, *, at: datetime) -> None:
        """Make a booking's work in a queue due, whether put off or set aside."""
        self._db.execute(EXPEDITE, [at.timestamp(), team, ref, queue])

    def take(self, queue: Queue, *, now: datetime, lease: timedelta) -> Job | None:
        """Take the job that has been due longest, or None; the attempt is counted."""
        cipher = self._file.cipher
        values: Row = {"queue": queue, "now": now.timestamp()}
        while (row := self._file.first("work", AVAILABLE, values, order="due, id")) is not None:
            taken: Row = {
                "attempt": row["attempt"] + 1,
                "lease": secrets.token_hex(8),
                "leased_until": (now + lease).timestamp(),
            }
            try:
                job = job_of(row | taken, cipher)
                booking = self._bookings.get(job.team, job.ref)
            except (Unreadable, ValueError):
                self._unread.report(Unread(table=Table.WORK, ref=row["ref"]))
                self._table.update(row["id"], {"set_aside": now.timestamp()})
                continue
            key = row_of_rate_limit_key(job.task, booking)
            if key.items() <= row.items():
                self._table.update(row["id"], taken)
                return job
            # It goes another way than was written down, which may not be free.
            self._table.update(row["id"], key)
        return None

    def held(self, job: Job) -> Row | None:
        """Return the row of work whose lease is still held, or None."""
        return self._file.first("work", "id = ? AND lease = ?", [job.id, job.lease])

    def give_back(self, held: Row, changes: Row, *, task: Task | None = None) -> None:
        """Give work back with these columns changed, or as another task."""
        if task is not None:
            changes = changes | row_of_task(held, task, self._file.cipher)
        self._table.update(held["id"], {"lease": None, "leased_until": None, **changes})

    def remove(self, job: Job) -> None:
        """Forget work that is done."""
        self._table.delete(job.id)

    def remove_of_booking(self, team: str, ref: str) -> None:
        """Forget all work of a booking."""
        self._table.delete_where(OF_BOOKING, [team, ref])

    def renew(self, leases: Collection[str], *, until: datetime) -> None:
        """Let these leases run until then; one that was lost meanwhile stays lost."""
        marks = ", ".join("?" * len(leases))
        renewed = f"UPDATE work SET leased_until = ? WHERE lease IN ({marks})"  # noqa: S608 - only marks
        self._db.execute(renewed, [until.timestamp(), *leases])

    def requeue(self) -> None:
        """Let work that was set aside be taken again."""
        self._db.execute("UPDATE work SET set_aside = NULL WHERE set_aside IS NOT NULL")

    def next_due(self, queue: Queue) -> datetime | None:
        """Say when there is next something to take, or None."""
        soonest = f"SELECT min({AVAILABLE_AT}) AS at FROM work WHERE {READY}"  # noqa: S608 - constants
        with self._file.reading():
            row = next(self._db.query(soonest, {"queue": queue}))
        return time_of(row["at"]) if row["at"] is not None else None

    def pending(self, team: str, *, ref: str = "") -> list[PendingJob]:
        """Return all work still to be done for the team, or for one booking of it, in the order written."""
        where, values = (OF_BOOKING, [team, ref]) if ref else ("team = ?", [team])
        with self._file.reading() as cipher:
            rows = list(self._table.rows_where(where, values, order_by="id"))
        return [pending_of(row, cipher) for row in rows]

    def is_waiting(self, team: str, ref: str) -> bool:
        """Return whether work of a booking is still to be done and not set aside."""
        where = f"{OF_BOOKING} AND set_aside IS NULL"
        return self._file.first("work", where, [team, ref]) is not None

    def delayed(self, *, since: datetime, admins: bool, most: int) -> list[Row]:
        """Return what Slack has delayed `since` a time or longer and nobody was reminded of, by booking."""
        values = {
            "queue": Queue.SLACK,
            "since": since.timestamp(),
            "reminded": ADMINS if admins else OWNER,
            "most": most,
        }
        with self._file.reading():
            return list(self._db.query(DELAYED, values))

    def remind(self, delayed: Row, *, now: datetime, admins: bool) -> None:
        """Write the reminder of what Slack holds up, and that they were reminded."""
        booking = delayed["team"], delayed["ref"]
        self._db.execute(
            f"UPDATE work SET reminded = ? WHERE {OF_BOOKING} AND lane = ?",  # noqa: S608 - a constant
            [ADMINS if admins else OWNER, *booking, Queue.SLACK],
        )
        channel = "" if delayed["way"] == RateLimitGroup.DIRECT else delayed["place"]
        since = time_of(delayed["since"])
        reminder = Remind(since=since, admins=admins, delayed=True, channel=channel)
        self.add(*booking, [ScheduledTask(task=reminder, at=now)])

    def _was_said(self, team: str, due: ScheduledTask) -> bool:
        """Return whether a once-a-day message was written within the day; if not, record it now."""
        if not due.once:
            return False
        since = (due.at - SAID_AGAIN_AFTER).timestamp()
        known: Row = {"team": team, "what": due.once}
        if self._file.first(
            "said_once", "team = :team AND what = :what AND at > :at", known | {"at": since}
        ):
            return True
        self._db.table("said_once").upsert(known | {"at": due.at.timestamp()}, pk=("team", "what"))
        return False

    def _rate_limit_key(self, row: Row, task: Task) -> Row:
        """Return a task's rate limit key as its booking is now; checked again when the job is taken."""
        try:
            return row_of_rate_limit_key(task, self._bookings.get(row["team"], row["ref"]))
        except Unreadable:
            return row_of_rate_limit_key(task, None)

    def _is_joined(self, due: ScheduledTask, row: Row) -> bool:
        """Let work that waits already do this as well, and say whether there is such."""
        for waiting in list(self._table.rows_where(NOT_BEGUN, [row["line"]])):
            with suppress(ValueError):
                of = row["ref"] if row["ref"] != waiting["ref"] else ""
                both = merged(task_of(waiting, self._file.cipher), due.task, of=of)
                if both is not None:
                    task = row_of_task(waiting, both, self._file.cipher)
                    soonest = min(waiting["due"], row["due"])
                    self._table.update(waiting["id"], {**task, "due": soonest})
                    return True
        return False
