"""The table of jobs (`work`): what is still to be done, who holds its lease, and when the next is due."""

import secrets
from collections.abc import Collection, Iterator, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from math import inf

from bot.scheduling.jobs.rate_limit_keys import is_person
from bot.scheduling.model.booking_error import Unreadable
from bot.scheduling.ports.results import Searched
from bot.scheduling.ports.store import PendingJob, Slots
from bot.scheduling.tasks.provider import Cancel, Change
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
from bot.store.sql.bookings import Bookings
from bot.store.sql.database import OF_BOOKING, Database, first, insert, update, upsert
from bot.store.sql.slack_rate_limits import FREE, FREE_AT, HELD_UP_BY, LIMITED
from bot.store.sql.unread import UnreadLog

# Nothing with the same ordering key (the column `line`) was written before it and is not done yet.
# OFFSET keeps PostgreSQL from comparing all that waits with all that waits before it takes the first.
FIRST_IN_ORDER = (
    "NOT EXISTS (SELECT 1 FROM work e"
    " WHERE e.line = work.line AND e.id < work.id AND e.set_aside IS NULL LIMIT 1 OFFSET 0)"
)
SELECT = "SELECT * FROM work"
WAITING = "lane = ? AND set_aside IS NULL"
READY = f"{WAITING} AND {FIRST_IN_ORDER}"
# Work that nobody has begun: it will see its booking as it is by then.
NOT_BEGUN = "line = ? AND lease IS NULL AND set_aside IS NULL"
EXPEDITE = f"UPDATE work SET due = ?, set_aside = NULL WHERE {OF_BOOKING} AND lane = ?"  # noqa: S608 - constants
# So much is looked at that is due one after the other: the first can be taken nearly always.
PAGE = 100
IN_ORDER = "ORDER BY due, id LIMIT"
# What Slack has held up for so long, of bookings of which those concerned have not heard that yet.
DELAYED = (
    "SELECT team, ref, way, place, since FROM (SELECT work.team, work.ref, work.way, work.place,"  # noqa: S608 - constants
    " work.since, max(work.reminded) OVER of_booking AS reminded,"
    " row_number() OVER (of_booking ORDER BY work.since, work.id) AS number FROM work"
    " JOIN bookings b ON b.team = work.team AND b.ref = work.ref"
    " WHERE work.lane = ? AND work.set_aside IS NULL AND work.since <= ?"
    " AND (substr(work.place, 1, 1) NOT IN ('U', 'W') OR ? = 2 AND work.place = b.owner)"
    f" AND {LIMITED}"
    " WINDOW of_booking AS (PARTITION BY work.team, work.ref)) delayed"
    " WHERE number = 1 AND reminded < ? ORDER BY since LIMIT ?"
)
SAID_LONG_AGO = f"said_once.at <= excluded.at - {SAID_AGAIN_AFTER.total_seconds()}"
# What the column `reminded` says: who has heard that Slack holds the work up.
OWNER, ADMINS = 1, 2


# The lock of whoever takes work for Slack.
TAKING_FOR_SLACK = "work for Slack"


class JobQueue:
    """Writes, takes and gives back jobs; what writes is part of a transaction of the caller's."""

    def __init__(self, db: Database, *, bookings: Bookings, unread: UnreadLog) -> None:
        self._db = db
        self._bookings = bookings
        self._unread = unread

    def add(self, team: str, ref: str, then: Sequence[ScheduledTask]) -> None:
        """Write work, unless it was said already or work that waits does it as well."""
        for due in then:
            row = row_of_scheduled_task(team, due.ref or ref, due, self._db.cipher)
            self._db.jobs_written[row["lane"]] += 1
            if not self._was_said(team, due) and not self._is_joined(due, row):
                insert(self._db, Table.WORK, row | self._rate_limit_key(row, due.task))

    def expedite(self, team: str, ref: str, queue: Queue, *, at: datetime) -> None:
        """Make a booking's work in a queue due, whether put off or set aside."""
        expedited = self._db.execute(EXPEDITE, [at.timestamp(), team, ref, queue])
        self._db.jobs_written[queue] += expedited

    def withdraw(self, team: str, ref: str, queue: Queue) -> bool:
        """Forget a move or cancellation in a queue that nobody has begun; say whether there was one."""
        waiting = f"{SELECT} WHERE {OF_BOOKING} AND lane = ? AND attempt = 0 ORDER BY id{self._db.for_update}"
        withdrawn = False
        for row in self._db.query(waiting, [team, ref, queue]):
            with suppress(ValueError):
                if isinstance(task_of(row, self._db.cipher), Change | Cancel):
                    self.remove(row)
                    withdrawn = True
        return withdrawn

    def take(self, queue: Queue, *, now: datetime, lease: timedelta, most: int) -> list[Job]:
        """Take the jobs that have been due longest, so many at most."""
        if queue is Queue.SLACK:
            # In a place there is one thing under way at a time, which two could find free at once.
            self._db.lock(TAKING_FOR_SLACK)
        return list(self._take(queue, now=now, lease=lease, most=most))

    def take_without_waiting(self, queue: Queue, slots: Slots) -> Iterator[Job] | None:
        """Take likewise for threads that are free, one by one as they are asked for.

        None where that would wait for somebody else who takes.
        """
        if queue is Queue.SLACK and not self._db.try_lock(TAKING_FOR_SLACK):
            return None
        return self._take(queue, now=slots.now, lease=slots.lease, most=slots.most)

    def _take(self, queue: Queue, *, now: datetime, lease: timedelta, most: int) -> Iterator[Job]:
        for _ in range(most):
            job = self._take_one(queue, now=now, lease=lease)
            if job is None:
                return
            yield job

    def _take_one(self, queue: Queue, *, now: datetime, lease: timedelta) -> Job | None:
        """Take the job that has been due longest, or None; the attempt is counted."""
        cipher = self._db.cipher
        at = now.timestamp()
        free = f" AND {FREE}" if queue is Queue.SLACK else ""
        one = (
            f"{SELECT} WHERE {READY} AND due <= ? AND coalesce(leased_until, due) <= ?{free}"
            f" {IN_ORDER} 1{self._db.skip_locked}"
        )
        values = [queue, at, at, *([at] * FREE.count("?") if free else [])]
        while rows := self._db.query(one, values):
            row = rows[0]
            taken: Row = {
                "attempt": row["attempt"] + 1,
                "lease": secrets.token_hex(8),
                "leased_until": (now + lease).timestamp(),
            }
            try:
                booking = self._bookings.get(row["team"], row["ref"])
                job = job_of(row | taken, cipher, booking=booking)
            except (Unreadable, ValueError):
                self._unread.report(Unread(table=Table.WORK, ref=row["ref"]))
                self._update(row, {"set_aside": now.timestamp()})
                continue
            unresolved = job.unresolved is not None
            key = row_of_rate_limit_key(job.task, booking, unresolved=unresolved)
            if key.items() <= row.items():
                began: Row = {} if unresolved else {"tried": now.timestamp(), "cursor": ""}
                self._update(row, taken | began)
                return job
            # It goes another way than was written down, which may not be free.
            self._update(row, key)
        return None

    def held(self, job: Job) -> Row | None:
        """Return the row of work whose lease is still held, or None."""
        held = self._db.query(
            f"{SELECT} WHERE id = ? AND lease = ?{self._db.for_update}", [job.id, job.lease]
        )
        return held[0] if held else None

    def give_back(self, held: Row, changes: Row, *, task: Task | None = None) -> None:
        """Give work back with these columns changed, or as another task."""
        if task is not None:
            changes = changes | row_of_task(held, task, self._db.cipher)
        self._update(held, {"lease": None, "leased_until": None, **changes})
        self._db.jobs_written[Queue(held["lane"])] += 1

    def give_back_searched(self, held: Row, job: Job, searched: Searched) -> None:
        """Give work back, as if it had not been tried, to read on or, if all is read, to be done."""
        changes: Row = {"attempt": job.attempt - 1, "cursor": searched.cursor}
        if not searched.cursor:
            changes |= {"tried": None, **self._rate_limit_key(held, job.task)}
        self.give_back(held, changes)

    def remove(self, held: Row) -> None:
        """Forget work that is done; what waited behind it may be ready."""
        self._db.execute("DELETE FROM work WHERE id = ?", [held["id"]])
        self._db.jobs_written[Queue(held["lane"])] += 0

    def remove_of_booking(self, team: str, ref: str) -> None:
        """Forget all work of a booking."""
        self._db.execute(f"DELETE FROM work WHERE {OF_BOOKING}", [team, ref])  # noqa: S608 - a constant

    def renew(self, leases: Collection[str], *, until: datetime) -> frozenset[str]:
        """Let these leases run until then; return those that were not lost meanwhile."""
        if not leases:
            return frozenset()
        marks = ", ".join("?" * len(leases))
        # In an order of their own, two who lock several would wait for each other.
        self._db.query(
            f"SELECT id FROM work WHERE lease IN ({marks}) ORDER BY id{self._db.for_update}",  # noqa: S608 - only marks
            [*leases],
        )
        # A clock that was set back would otherwise call due what is under way only much later.
        due = "CASE WHEN due > ? THEN ? ELSE due END"
        renew = f"UPDATE work SET leased_until = ?, due = {due} WHERE lease IN ({marks}) RETURNING lease"  # noqa: S608 - only marks
        end = until.timestamp()
        renewed = self._db.query(renew, [end, end, end, *leases])
        return frozenset(row["lease"] for row in renewed)

    def requeue(self, *, untried: bool) -> None:
        """Let work that was set aside be taken again, all or what nobody has tried."""
        which = "set_aside IS NOT NULL" + (" AND attempt = 0" if untried else "")
        self._db.execute(f"UPDATE work SET set_aside = NULL WHERE {which}")  # noqa: S608 - constants

    def hold(self, *, now: datetime) -> int:
        """Let what was due by now be done only once it is known not to have been; count it."""
        held = (
            "UPDATE work SET restored = ?, attempt = attempt + 1, lease = NULL, leased_until = NULL,"
            " tried = coalesce(tried, since), cursor = '' WHERE since <= ?"
        )
        return self._db.execute(held, [now.timestamp(), now.timestamp()])

    def next_due(self, queue: Queue) -> datetime | None:
        """Say when there is next something to take, or was first where that is over; None for nothing.

        That is when it is due and nobody has it; for Slack also when its place is free, and Slack takes
        more there.
        """
        free_at, held_up_by = (f", {FREE_AT}", HELD_UP_BY) if queue is Queue.SLACK else ("", "")
        page = (
            f"SELECT id, due, CASE WHEN {FIRST_IN_ORDER}"  # noqa: S608 - constants
            f" THEN {self._db.greatest}(due, coalesce(leased_until, due){free_at}) END AS available"
            f" FROM (SELECT * FROM work WHERE {WAITING} AND (due, id) > (?, ?) {IN_ORDER} {PAGE}) work"
            f" {held_up_by} ORDER BY due, id"
        )
        soonest, last = inf, (-inf, 0)
        with self._db.reading():
            # Nothing can be taken before it is due, so what is due later is not looked at.
            while soonest > last[0] and (rows := self._db.query(page, [queue, *last])):
                available = (row["available"] for row in rows if row["available"] is not None)
                soonest = min(soonest, min(available, default=inf))
                last = rows[-1]["due"], rows[-1]["id"]
        return time_of(soonest) if soonest < inf else None

    def pending(self, team: str, *, ref: str = "") -> list[PendingJob]:
        """Return all work still to be done for the team, or for one booking of it, in the order written."""
        where, values = (OF_BOOKING, [team, ref]) if ref else ("team = ?", [team])
        with self._db.reading() as cipher:
            rows = self._db.query(f"{SELECT} WHERE {where} ORDER BY id", values)
        return [pending_of(row, cipher) for row in rows]

    def is_waiting(self, team: str, ref: str) -> bool:
        """Return whether work of a booking is still to be done and not set aside."""
        waiting = f"{SELECT} WHERE {OF_BOOKING} AND set_aside IS NULL"
        return first(self._db, waiting, [team, ref]) is not None

    def delayed(self, *, since: datetime, admins: bool, most: int) -> list[Row]:
        """Return what Slack has delayed `since` a time or longer and nobody was reminded of, by booking."""
        reminded = ADMINS if admins else OWNER
        with self._db.reading():
            return self._db.query(
                DELAYED, [Queue.SLACK, since.timestamp(), reminded, reminded, most]
            )

    def remind(self, delayed: Row, *, now: datetime, admins: bool) -> None:
        """Write the reminder of what Slack holds up, and that they were reminded."""
        booking = delayed["team"], delayed["ref"]
        self._db.execute(
            f"UPDATE work SET reminded = ? WHERE {OF_BOOKING} AND lane = ?",  # noqa: S608 - a constant
            [ADMINS if admins else OWNER, *booking, Queue.SLACK],
        )
        channel = "" if is_person(delayed["place"]) else delayed["place"]
        since = time_of(delayed["since"])
        reminder = Remind(since=since, admins=admins, delayed=True, channel=channel)
        self.add(*booking, [ScheduledTask(task=reminder, at=now)])

    def _was_said(self, team: str, due: ScheduledTask) -> bool:
        """Return whether a once-a-day message was written within the day; if not, record it now."""
        if not due.once:
            return False
        row: Row = {"team": team, "what": due.once, "at": due.at.timestamp()}
        return not upsert(self._db, "said_once", row, key=("team", "what"), where=SAID_LONG_AGO)

    def _update(self, row: Row, changes: Row) -> None:
        update(self._db, Table.WORK, {"id": row["id"]}, changes)

    def _rate_limit_key(self, row: Row, task: Task) -> Row:
        """Return a task's rate limit key as its booking is now; checked again when the job is taken."""
        try:
            return row_of_rate_limit_key(task, self._bookings.get(row["team"], row["ref"]))
        except Unreadable:
            return row_of_rate_limit_key(task, None)

    def _is_joined(self, due: ScheduledTask, row: Row) -> bool:
        """Let work that waits already do this as well, and say whether there is such."""
        not_begun = f"{SELECT} WHERE {NOT_BEGUN} ORDER BY id{self._db.for_update}"
        for waiting in self._db.query(not_begun, [row["line"]]):
            with suppress(ValueError):
                of = row["ref"] if row["ref"] != waiting["ref"] else ""
                both = merged(task_of(waiting, self._db.cipher), due.task, of=of)
                if both is not None:
                    task = row_of_task(waiting, both, self._db.cipher)
                    soonest = min(waiting["due"], row["due"])
                    self._update(waiting, {**task, "due": soonest})
                    return True
        return False
