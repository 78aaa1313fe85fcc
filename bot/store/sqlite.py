"""The store on SQLite: one file, one connection, one transaction for each decision.

sqlite-utils does the migrations and rows. Transactions are begun IMMEDIATE by hand, because its
`atomic()` begins DEFERRED, and a deferred transaction that reads before it writes fails with
"database is locked" as soon as another process writes in between (measured in design.md).
"""

import logging
import secrets
import sqlite3
import threading
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from bot.scheduling.bookings import Booking
from bot.scheduling.kept import KEPT
from bot.scheduling.ports import (
    Also,
    Entry,
    LinkTaken,
    Outcome,
    ReferenceTaken,
    Search,
    Step,
    UsedKey,
)
from bot.scheduling.tasks import TASK, Due, Lane, Task, Watch, Work, lane_of
from bot.store.schema import migrate

log = logging.getLogger(__name__)

BUSY_SECONDS = 30
PAUSE_SECONDS = 0.02

HEAD_OF_LINE = "NOT EXISTS (SELECT 1 FROM work e WHERE e.line = work.line AND e.id < work.id)"
READY = f"lane = :lane AND {HEAD_OF_LINE}"

Row = dict[str, Any]


class SqliteStore:
    """Keeps bookings, decisions and work in a SQLite file; safe for threads and for processes."""

    def __init__(self, path: Path) -> None:
        """Open or make the file, and bring its tables up to date."""
        path.parent.mkdir(parents=True, exist_ok=True)
        # Passwords and addresses are in it: it is for the user who runs Docket, and nobody else.
        path.touch(mode=0o600)
        connection = sqlite3.connect(path, timeout=BUSY_SECONDS, check_same_thread=False)
        self._db = Database(connection)
        _enable_wal(self._db)
        self._db.execute("PRAGMA synchronous = FULL")
        self._lock = threading.RLock()
        self._listeners: list[Callable[[], None]] = []
        # Of several processes that start at once, one brings the tables up to date and the others wait.
        with self._transaction():
            migrate.apply(self._db)

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._db.close()

    def on_work(self, listener: Callable[[], None]) -> None:
        """Call `listener` whenever this process has written work."""
        self._listeners.append(listener)

    def add(
        self,
        booking: Booking,
        *,
        key: str,
        entry: Entry,
        then: Sequence[Due],
        also: Also | None = None,
    ) -> None:
        """Write a new booking, the decision and its work, and what another booking has of it."""
        with self._transaction():
            self._use(key, booking.team, booking.ref, entry)
            if self._booking(booking.team, booking.ref) is not None:
                raise ReferenceTaken(booking.ref)
            self._save(booking)
            self._take_step_also(booking.team, also)
            self._write_work(booking.team, booking.ref, then)
        self._work_written(then)

    def change(
        self, team: str, ref: str, *, key: str, entry: Entry, step: Step, then: Sequence[Due]
    ) -> Booking:
        """Let the booking take the step and write the decision and its work."""
        with self._transaction():
            self._use(key, team, ref, entry)
            booking = self._booking(team, ref)
            if booking is None:
                raise KeyError(ref)
            after = step(booking)
            self._save(after)
            self._write_work(team, ref, then)
        self._work_written(then)
        return after

    def get(self, team: str, ref: str) -> Booking | None:
        """Return the booking, or None."""
        with self._lock:
            return self._booking(team, ref)

    def select(self, search: Search) -> list[Booking]:
        """Return the bookings that match, by start, or latest made first."""
        where, values = _conditions(search)
        order = "created DESC" if search.latest_first else "starts"
        with self._lock:
            rows = list(
                self._db.table("bookings").rows_where(
                    where, values, order_by=order, limit=search.limit, select="data"
                )
            )
        return [_booking_of(row) for row in rows]

    def note(self, team: str, ref: str, *, entry: Entry) -> None:
        """Add a line to the booking's history."""
        with self._transaction():
            self._write_entry(team, ref, entry)

    def history(self, team: str, ref: str) -> list[Entry]:
        """Return the booking's history, oldest first."""
        with self._lock:
            rows = list(
                self._db.table("history").rows_where(
                    "team = ? AND ref = ?", [team, ref], order_by="id"
                )
            )
        return [
            Entry(by=row["by"], what=row["what"], text=row["text"], at=_time(row["at"]))
            for row in rows
        ]

    def take(self, lane: Lane, *, now: datetime, lease: timedelta) -> Work | None:
        """Take the piece of work that has been due longest, or None; the attempt is counted."""
        values: Row = {"lane": lane, "now": now.timestamp()}
        free = f"{READY} AND due <= :now AND (leased_until IS NULL OR leased_until <= :now)"
        with self._transaction():
            rows = self._db.table("work").rows_where(free, values, order_by="due, id", limit=1)
            row = next(rows, None)
            if row is None:
                return None
            row |= {
                "attempt": row["attempt"] + 1,
                "lease": secrets.token_hex(8),
                "leased_until": (now + lease).timestamp(),
            }
            self._db.table("work").update(row["id"], row)
        return _work_of(row)

    def renew(self, leases: Collection[str], *, until: datetime) -> None:
        """Let these leases run until then; one that was lost meanwhile stays lost."""
        marks = ", ".join("?" * len(leases))
        renewed = f"UPDATE work SET leased_until = ? WHERE lease IN ({marks})"  # noqa: S608 - only marks
        with self._transaction():
            self._db.execute(renewed, [until.timestamp(), *leases])

    def finish(self, work: Work, *, outcome: Outcome) -> None:
        """Let the booking take the outcome's step, write what follows, and forget the work."""
        with self._transaction():
            if not self._holds_lease(work):
                return
            self._take_step(work.team, work.ref, outcome.step)
            self._take_step_also(work.team, outcome.also)
            self._write_work(work.team, work.ref, outcome.then)
            self._db.table("work").delete(work.id)
        self._work_written(outcome.then)

    def postpone(self, work: Work, *, at: datetime, step: Step | None, then: Sequence[Due]) -> None:
        """Give the work back, to be tried again at this time."""
        with self._transaction():
            if not self._holds_lease(work):
                return
            self._take_step(work.team, work.ref, step)
            self._write_work(work.team, work.ref, then)
            given_back: Row = {"due": at.timestamp(), "lease": None, "leased_until": None}
            self._db.table("work").update(work.id, given_back)
        self._work_written(then)

    def next_due(self, lane: Lane) -> datetime | None:
        """Say when there is next something to take, or None."""
        soonest = f"SELECT min(max(due, coalesce(leased_until, due))) AS at FROM work WHERE {READY}"  # noqa: S608 - constants
        with self._lock:
            row = next(self._db.query(soonest, {"lane": lane}))
        return _time(row["at"]) if row["at"] is not None else None

    def is_readable(self) -> bool:
        """Say whether bookings can be read."""
        try:
            with self._lock:
                self._db.execute("SELECT data FROM bookings LIMIT 1").fetchone()
        except sqlite3.Error:
            log.exception("the database cannot be read")
            return False
        return True

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        with self._lock:
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._db.commit()
            except BaseException:
                self._db.rollback()
                raise

    def _use(self, key: str, team: str, ref: str, entry: Entry) -> None:
        used = next(self._db.table("decisions").rows_where("key = ?", [key]), None)
        if used is not None:
            booking = self._booking(used["team"], used["ref"])
            if booking is None:
                raise KeyError(used["ref"])
            raise UsedKey(booking)
        self._db.table("decisions").insert(
            {"key": key, "team": team, "ref": ref, "at": entry.at.timestamp()}
        )
        self._write_entry(team, ref, entry)

    def _write_entry(self, team: str, ref: str, entry: Entry) -> None:
        self._db.table("history").insert(
            {
                "team": team,
                "ref": ref,
                "by": entry.by,
                "what": entry.what,
                "text": entry.text,
                "at": entry.at.timestamp(),
            }
        )

    def _write_work(self, team: str, ref: str, then: Sequence[Due]) -> None:
        for due in then:
            at, of = due.at.timestamp(), due.ref or ref
            self._db.table("work").insert(
                {
                    "team": team,
                    "ref": of,
                    "lane": lane_of(due.task, ref=of),
                    "line": _line(team, of, due.task),
                    "task": TASK.dump_json(due.task).decode(),
                    "due": at,
                    "since": at,
                }
            )

    def _work_written(self, then: Sequence[Due]) -> None:
        if then:
            for listener in self._listeners:
                listener()

    def _holds_lease(self, work: Work) -> bool:
        held = self._db.table("work").rows_where("id = ? AND lease = ?", [work.id, work.lease])
        return next(held, None) is not None

    def _take_step(self, team: str, ref: str, step: Step | None) -> None:
        booking = self._booking(team, ref) if step else None
        if step and booking:
            self._save(step(booking))

    def _take_step_also(self, team: str, also: Also | None) -> None:
        if also is not None:
            self._take_step(team, also.ref, also.step)

    def _booking(self, team: str, ref: str) -> Booking | None:
        rows = self._db.table("bookings").rows_where("team = ? AND ref = ?", [team, ref])
        row = next(rows, None)
        return _booking_of(row) if row else None

    def _save(self, booking: Booking) -> None:
        try:
            self._db.table("bookings").upsert(_row_of(booking), pk=("team", "ref"))
        except sqlite3.IntegrityError as error:
            raise LinkTaken(booking.remote_id) from error


def _enable_wal(db: Database) -> None:
    """Let readers and a writer work side by side; for this alone SQLite itself does not wait its turn."""
    deadline = time.monotonic() + BUSY_SECONDS
    while db.journal_mode != "wal":
        try:
            db.enable_wal()
        except sqlite3.OperationalError:
            if time.monotonic() > deadline:
                raise
            time.sleep(PAUSE_SECONDS)


def _line(team: str, ref: str, task: Task) -> str:
    """Name the queue a task waits in: looking for a link may wait for hours and must hold up nothing."""
    return f"{team}/{ref}/{'watch' if isinstance(task, Watch) else lane_of(task, ref=ref)}"


def _conditions(search: Search) -> tuple[str, list[Any]]:
    conditions: list[str] = ["team = ?"]
    values: list[Any] = [search.team]
    for condition, value in (
        ("owner = ?", search.owner),
        ("link = ?", search.remote_id),
        ("channel = ?", search.channel),
        ("starts >= ?", search.start and search.start.timestamp()),
        ("starts < ?", search.end and search.end.timestamp()),
    ):
        if value is not None:
            conditions.append(condition)
            values.append(value)
    for column, wanted in (("state", search.states), ("substr(ref, 1, 1)", search.kinds)):
        conditions.append(f"{column} IN ({', '.join('?' * len(wanted))})")
        values += sorted(wanted)
    for word in search.words:
        conditions.append("instr(words, ?) > 0")
        values.append(word.casefold())
    return " AND ".join(conditions), values


def _row_of(booking: Booking) -> Row:
    words = (booking.ref, booking.title, booking.case)
    return {
        "team": booking.team,
        "ref": booking.ref,
        "owner": booking.owner,
        "state": booking.state,
        "starts": booking.moment.instant.timestamp(),
        "created": booking.created.timestamp(),
        "link": booking.remote_id or f"{booking.team}/{booking.ref}",
        "channel": booking.card.channel if booking.card else "",
        "words": " ".join(words).casefold(),
        "data": booking.model_dump_json(),
    }


def _booking_of(row: Row) -> Booking:
    return KEPT.validate_json(row["data"])


def _work_of(row: Row) -> Work:
    return Work(
        id=row["id"],
        team=row["team"],
        ref=row["ref"],
        task=TASK.validate_json(row["task"]),
        attempt=row["attempt"],
        since=_time(row["since"]),
        lease=row["lease"],
    )


def _time(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, tz=UTC)
