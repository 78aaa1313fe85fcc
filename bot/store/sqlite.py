"""The store on SQLite: one file, one connection, one transaction for each decision.

sqlite-utils does the migrations and rows. Transactions are begun IMMEDIATE by hand, because its
`atomic()` begins DEFERRED, and a deferred transaction that reads before it writes fails with
"database is locked" as soon as another process writes in between (measured in design.md).
"""

import logging
import math
import secrets
import sqlite3
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

from bot.scheduling.jobs.routes import Way
from bot.scheduling.model.booking import Booking
from bot.scheduling.model.limits import Count, LimitReached
from bot.scheduling.model.reference import Kind
from bot.scheduling.ports import (
    APPOINTMENTS_OF_OTHERS,
    DerivedWork,
    Entry,
    LinkTaken,
    Outcome,
    PendingWork,
    ReferenceTaken,
    Search,
    SideEffect,
    Transition,
    Unreadable,
    UsedKey,
)
from bot.scheduling.tasks import (
    SAID_AGAIN_AFTER,
    Due,
    Queue,
    Remind,
    ShowCard,
    Task,
    Work,
    merged,
)
from bot.store import CannotOpen
from bot.store.encryption import Cipher, Keys, Plain
from bot.store.key_rotation import all_rows
from bot.store.retention import Dossier
from bot.store.rows import (
    Row,
    Table,
    Unread,
    booking_of,
    entry_of,
    may_have,
    open_row,
    own_name,
    pending_of,
    row_of_booking,
    row_of_due,
    row_of_entry,
    row_of_route,
    row_of_task,
    seal_row,
    task_of,
    time_of,
    work_of,
)
from bot.store.slack_pace import IN_THE_WAY, LIMITED, UNTIL, Pace
from bot.store.sqlite_file import SqliteFile

log = logging.getLogger(__name__)

PAGE = 200

HEAD_OF_LINE = (
    "NOT EXISTS (SELECT 1 FROM work e"
    " WHERE e.line = work.line AND e.id < work.id AND e.set_aside IS NULL)"
)
READY = f"lane = :lane AND set_aside IS NULL AND {HEAD_OF_LINE}"
ABOUT_NONE = (
    "at < ? AND NOT EXISTS (SELECT 1 FROM bookings b"
    " WHERE b.team = history.team AND b.ref = history.ref)"
)
# Work that nobody has begun: it will see its booking as it is by then.
WAITING = "line = ? AND lease IS NULL AND set_aside IS NULL"
OF_BOOKING = "team = ? AND ref = ?"
OF_OTHERS = "ref = ? OR substr(ref, 1, 1) = ?"
HURRY = f"UPDATE work SET due = ?, set_aside = NULL WHERE {OF_BOOKING} AND lane = ?"  # noqa: S608 - constants
# When there is something to take: once it is due and nobody has it, once its place is free, and
# when Slack takes more there.
SOONEST = (
    "max(due, coalesce(leased_until, due),"  # noqa: S608 - constants
    f" coalesce((SELECT max(o.leased_until) FROM work o WHERE {IN_THE_WAY}), due),"
    f" coalesce(({UNTIL}), due))"
)
# What Slack has held up for so long, of bookings of which those concerned have not heard that yet.
DELAYED = (
    "SELECT work.team, work.ref, work.way, work.place, min(work.since) AS since FROM work"  # noqa: S608 - constants
    " JOIN bookings b ON b.team = work.team AND b.ref = work.ref"
    " WHERE work.lane = :lane AND work.set_aside IS NULL AND work.since <= :since"
    f" AND (work.way != '{Way.TELL}' OR :who = 2 AND work.place = b.owner) AND {LIMITED}"
    " GROUP BY work.team, work.ref HAVING max(work.reminded) < :who ORDER BY since LIMIT :most"
)
FREE = f"{READY} AND {SOONEST} <= :now"


class SqliteStore:
    """Keeps bookings, decisions and work in a SQLite file; safe for threads and for processes."""

    def __init__(self, path: Path, *, keys: Keys | None = None) -> None:
        """Open or make the file, bring its tables up to date, and encrypt it if there are keys.

        Raises CannotOpen, OSError and sqlite3.Error.
        """
        self._file = SqliteFile(path, keys=keys or Keys())
        self._db = self._file.db
        self._pace = Pace(self._db)
        self._listeners: list[Callable[[], None]] = []
        self._told: set[Unread] = set()

    def close(self) -> None:
        """Close the file."""
        self._file.close()

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
        also: SideEffect | None = None,
        counts: Sequence[Count] = (),
    ) -> None:
        """Write a new booking, the decision and its work, and what another booking has of it."""
        with self._file.writing():
            self._use(key, booking.team, booking.ref, entry)
            self._count(booking.team, entry, counts)
            if self._row(booking.team, booking.ref) is not None:
                raise ReferenceTaken(booking.ref)
            self._save(booking)
            if also is not None:
                self._apply(booking.team, also.ref, also.transition)
            self._write_work(booking.team, booking.ref, then)
        self._work_written(then)

    def change(
        self,
        team: str,
        ref: str,
        *,
        key: str,
        entry: Entry,
        transition: Transition,
        then: Sequence[Due],
        counts: Sequence[Count] = (),
        hurry: Queue | None = None,
    ) -> Booking:
        """Let the booking take the step, write the decision and its work, and hurry what waits."""
        with self._file.writing():
            self._use(key, team, ref, entry)
            booking = self._booking(team, ref)
            if booking is None:
                raise KeyError(ref)
            after = transition(booking).after(booking)
            self._count(team, entry, counts)
            self._save(after)
            self._write_work(team, ref, then)
            if hurry is not None:
                self._db.execute(HURRY, [entry.at.timestamp(), team, ref, hurry])
        self._work_written(then, hurried=hurry is not None)
        return after

    def get(self, team: str, ref: str) -> Booking | None:
        """Return the booking, or None. Raises Unreadable."""
        with self._file.reading():
            return self._booking(team, ref)

    def select(self, search: Search) -> list[Booking]:
        """Return the bookings that match, by start, or latest made first; unreadable ones are left out."""
        words = [word.casefold() for word in search.words]
        stream = self._stream(search, words)
        found = (
            booking
            for booking in stream
            if _has_words(booking, words) and _lasts(booking, search.lasting)
        )
        return list(islice(found, search.limit))

    def note(self, team: str, ref: str, *, entry: Entry) -> None:
        """Add a line to the history of the booking, or of what else goes by that name."""
        with self._file.writing():
            self._write_entry(team, ref, entry)

    def history(self, team: str, ref: str) -> list[Entry]:
        """Return the booking's history, oldest first; a line that cannot be read is left out."""
        with self._file.reading() as cipher:
            rows = list(
                self._db.table("history").rows_where(OF_BOOKING, [team, ref], order_by="id")
            )
        return [entry for _, entry in self._readable_entries(rows, cipher)]

    def appointment_access_log(self) -> list[tuple[str, str, Entry]]:
        """Return who looked up or canceled appointments that others booked, oldest first."""
        values = [APPOINTMENTS_OF_OTHERS, Kind.CANCELLATION]
        with self._file.reading() as cipher:
            rows = list(self._db.table("history").rows_where(OF_OTHERS, values, order_by="id"))
        readable = self._readable_entries(rows, cipher)
        return [(row["team"], row["ref"], entry) for row, entry in readable]

    def plan(self, team: str, *, then: Sequence[Due]) -> None:
        """Write work for bookings of the team, each named by its `ref`, that no decision leads to."""
        with self._file.writing():
            self._write_work(team, "", then)
        self._work_written(then)

    def plan_card_redraws(self, *, now: datetime, most: int) -> int:
        """Write the work of redrawing cards of what has begun or is over by now, so many at most.

        Each is planned once for each turn: drawing the card says when the next one is.
        """
        due, redraw = "turns <= ?", [Due(task=ShowCard(in_place=True), at=now)]
        with self._file.reading():
            if not self._db.table("bookings").count_where(due, [now.timestamp()]):
                return 0
        with self._file.writing():
            table = self._db.table("bookings")
            found = list(
                table.rows_where(
                    due, [now.timestamp()], select="team, ref", order_by="turns", limit=most
                )
            )
            for row in found:
                self._write_work(row["team"], row["ref"], redraw)
                self._db.execute(
                    f"UPDATE bookings SET turns = NULL WHERE {OF_BOOKING}",  # noqa: S608 - a constant
                    [row["team"], row["ref"]],
                )
        self._work_written(redraw if found else ())
        return len(found)

    def plan_delay_reminders(
        self, *, now: datetime, since: datetime, admins: bool, most: int
    ) -> int:
        """Write the reminders of what Slack has held up `since` a time or longer, so many at most."""
        who = 2 if admins else 1
        wanted = {"lane": Queue.SLACK, "since": since.timestamp(), "who": who, "most": most}
        with self._file.reading():
            if not list(self._db.query(DELAYED, wanted)):
                return 0
        with self._file.writing():
            found = list(self._db.query(DELAYED, wanted))
            for row in found:
                self._db.execute(
                    f"UPDATE work SET reminded = ? WHERE {OF_BOOKING} AND lane = ?",  # noqa: S608 - a constant
                    [who, row["team"], row["ref"], Queue.SLACK],
                )
                self._write_work(row["team"], row["ref"], [_reminder(row, now, admins=admins)])
        self._work_written([], hurried=bool(found))
        return len(found)

    def take(self, queue: Queue, *, now: datetime, lease: timedelta) -> Work | None:
        """Take the piece of work that has been due longest, or None; the attempt is counted."""
        values: Row = {"lane": queue, "now": now.timestamp()}
        with self._file.writing() as cipher:
            while (row := self._file.first("work", FREE, values, order="due, id")) is not None:
                taken: Row = {
                    "attempt": row["attempt"] + 1,
                    "lease": secrets.token_hex(8),
                    "leased_until": (now + lease).timestamp(),
                }
                try:
                    work, booking = self._readable_work(row | taken, cipher)
                except (Unreadable, ValueError):
                    self._tell(Unread(table=Table.WORK, ref=row["ref"]))
                    self._db.table("work").update(row["id"], {"set_aside": now.timestamp()})
                    continue
                route = row_of_route(work.task, booking)
                if route.items() <= row.items():
                    self._db.table("work").update(row["id"], taken)
                    return work
                # It goes another way than was written down, which may not be free.
                self._db.table("work").update(row["id"], route)
        return None

    def renew(self, leases: Collection[str], *, until: datetime) -> None:
        """Let these leases run until then; one that was lost meanwhile stays lost."""
        marks = ", ".join("?" * len(leases))
        renewed = f"UPDATE work SET leased_until = ? WHERE lease IN ({marks})"  # noqa: S608 - only marks
        with self._file.writing():
            self._db.execute(renewed, [until.timestamp(), *leases])

    def finish(
        self,
        work: Work,
        *,
        outcome: Outcome,
        at: datetime | None = None,
        entries: Sequence[Entry] = (),
    ) -> None:
        """Let the booking take the outcome's step, write what follows, and forget the work."""
        with self._file.writing():
            held = self._held(work)
            if held is None:
                return
            if held["place"] and at is not None:
                self._pace.took(held, at=at)
            following = self._apply(work.team, work.ref, outcome.transition, derive=outcome.derive)
            self._take_step_also(work.team, outcome.also)
            for entry in entries:
                self._write_entry(work.team, work.ref, entry)
            then = [*outcome.then, *following]
            self._write_work(work.team, work.ref, then)
            self._db.table("work").delete(work.id)
        self._work_written(then)

    def rest(self, work: Work, *, wait: timedelta | None, at: datetime) -> None:
        """Give the work back as if it had not been tried: Slack takes no more there for now."""
        with self._file.writing():
            held = self._held(work)
            if held is None:
                return
            self._pace.refused(held, at=at, wait=wait)
            kept: Row = {"attempt": work.attempt - 1, "lease": None, "leased_until": None}
            self._db.table("work").update(work.id, kept)

    def postpone(
        self,
        work: Work,
        *,
        at: datetime,
        transition: Transition | None,
        then: Sequence[Due],
        entries: Sequence[Entry] = (),
        derive: DerivedWork | None = None,
    ) -> None:
        """Give the work back, to be tried again at this time."""
        kept: Row = {"due": at.timestamp(), "lease": None, "leased_until": None}
        self._give_back(
            work, kept, transition=transition, then=then, entries=entries, derive=derive
        )

    def _give_back(
        self,
        work: Work,
        kept: Row,
        *,
        transition: Transition | None,
        then: Sequence[Due],
        entries: Sequence[Entry] = (),
        task: Task | None = None,
        derive: DerivedWork | None = None,
    ) -> None:
        with self._file.writing() as cipher:
            held = self._held(work)
            if held is None:
                return
            if task is not None:
                kept = kept | row_of_task(held, task, cipher)
            then = [*then, *self._apply(work.team, work.ref, transition, derive=derive)]
            for entry in entries:
                self._write_entry(work.team, work.ref, entry)
            self._write_work(work.team, work.ref, then)
            self._db.table("work").update(work.id, kept)
        self._work_written(then)

    def next_due(self, queue: Queue) -> datetime | None:
        """Say when there is next something to take, or None."""
        soonest = f"SELECT min({SOONEST}) AS at FROM work WHERE {READY}"  # noqa: S608 - constants
        with self._file.reading():
            row = next(self._db.query(soonest, {"lane": queue}))
        return time_of(row["at"]) if row["at"] is not None else None

    def moved_by_zone_rules(self, *, since: datetime) -> list[tuple[Booking, datetime]]:
        """Return the bookings whose wall clock means another instant than when they were last written."""
        with self._file.reading() as cipher:
            rows = list(self._db.table("bookings").rows_where("starts >= ?", [since.timestamp()]))
        started = {(row["team"], row["ref"]): time_of(row["starts"]) for row in rows}
        found = ((each, started[each.team, each.ref]) for each in self._readable(rows, cipher))
        return [(each, was) for each, was in found if each.moment.instant != was]

    def zone_data_version(self) -> str:
        """Return the newest version of the zone data that all bookings were reckoned with; else nothing."""
        with self._file.reading():
            row = next(iter(self._db.query("SELECT max(version) AS newest FROM zone_data")))
        return row["newest"] or ""

    def record_zone_data_version(self, version: str, *, at: datetime) -> None:
        """Write down that all bookings are reckoned with this version of the zone data."""
        with self._file.writing():
            row = {"version": version, "at": at.timestamp()}
            self._db.table("zone_data").upsert(row, pk="version")

    def teams(self) -> list[str]:
        """Return the Slack workspaces that have bookings."""
        with self._file.reading():
            rows = list(self._db.query("SELECT DISTINCT team FROM bookings ORDER BY team"))
        return [row["team"] for row in rows]

    def pending(self, team: str, *, ref: str = "") -> list[PendingWork]:
        """Return all work still to be done for the team, or for one booking of it, in the order written."""
        which, values = (OF_BOOKING, [team, ref]) if ref else ("team = ?", [team])
        with self._file.reading() as cipher:
            rows = list(self._db.table("work").rows_where(which, values, order_by="id"))
        return [pending_of(row, cipher) for row in rows]

    def set_aside(
        self,
        work: Work,
        *,
        now: datetime,
        transition: Transition | None,
        then: Sequence[Due],
        task: Task | None = None,
        derive: DerivedWork | None = None,
    ) -> None:
        """Keep the work, or another `task`, without trying it until it is brought back."""
        kept: Row = {"set_aside": now.timestamp(), "lease": None, "leased_until": None}
        self._give_back(work, kept, transition=transition, then=then, task=task, derive=derive)

    def requeue(self) -> None:
        """Let work that was set aside be taken again: what it stumbled on may be mended."""
        with self._file.writing():
            self._db.execute("UPDATE work SET set_aside = NULL WHERE set_aside IS NOT NULL")

    def unread(self) -> list[Unread]:
        """Return what is stored and cannot be read, and the work that waits because of it."""
        found = set()
        with self._file.reading() as cipher:
            for table, read in (
                (Table.BOOKINGS, booking_of),
                (Table.HISTORY, entry_of),
                (Table.WORK, self._readable_work),
            ):
                for row in all_rows(self._db, table):
                    try:
                        read(row, cipher)
                    except (Unreadable, ValueError):
                        found.add(Unread(table=table, ref=row["ref"]))
        return sorted(found, key=lambda unread: (unread.table, unread.ref))

    def is_readable(self) -> bool:
        """Say whether bookings can be read."""
        try:
            with self._file.reading():
                self._db.execute("SELECT data FROM bookings LIMIT 1").fetchone()
        except (sqlite3.Error, CannotOpen):
            log.exception("the database cannot be read")
            return False
        return True

    def is_encrypted(self) -> bool:
        """Say whether what people typed is encrypted in the file."""
        return not isinstance(self._file.cipher, Plain)

    def rotate_keys(self) -> list[Unread]:
        """Encrypt all with the first key, so that the others can go; return what cannot be read."""
        return self._file.rotate_keys()

    def begun_before(self, time: datetime) -> list[tuple[str, str]]:
        """Return team and reference of what began before a time (aware UTC) and was not blanked since."""
        begun = (
            "SELECT team, ref FROM bookings WHERE blanked IS NULL AND starts < ? ORDER BY starts"
        )
        with self._file.reading():
            rows = self._db.execute(begun, [time.timestamp()]).fetchall()
        return [(team, ref) for team, ref in rows]

    def dossiers(self) -> Iterator[Dossier]:
        """Give all that is kept and can be read, booking by booking."""
        with self._file.reading():
            kept = self._db.execute("SELECT team, ref FROM bookings ORDER BY team, ref").fetchall()
        for team, ref in kept:
            with suppress(Unreadable):
                dossier = self._dossier(team, ref)
                if dossier is not None:
                    yield dossier

    def redact(
        self,
        team: str,
        ref: str,
        *,
        rewrite: Callable[[Booking], Booking | None],
        text: Callable[[str], str],
        blanked: datetime | None = None,
    ) -> bool:
        """Let a booking and the texts of its history say less; what was set aside for it goes."""
        with self._file.writing() as cipher:
            booking = self._booking(team, ref)
            waits = self._file.first("work", f"{OF_BOOKING} AND set_aside IS NULL", [team, ref])
            after = rewrite(booking) if booking is not None and waits is None else None
            if after is None:
                return False
            self._save(after, blanked=blanked)
            rows = list(self._db.table("history").rows_where(OF_BOOKING, [team, ref]))
            self._redact_history(rows, text, cipher)
            self._db.table("work").delete_where(OF_BOOKING, [team, ref])
        return True

    def redact_notes(self, *, text: Callable[[str], str], before: datetime | None = None) -> int:
        """Let lines of history about no booking say less, or those before a time (aware UTC); count them."""
        until = time_of(math.inf) if before is None else before
        with self._file.writing() as cipher:
            rows = list(self._db.table("history").rows_where(ABOUT_NONE, [until.timestamp()]))
            return self._redact_history(rows, text, cipher)

    def clear(self) -> None:
        """Rid the `-wal` of what stood there before; in the file itself it is overwritten."""
        self._file.empty_wal()

    def _dossier(self, team: str, ref: str) -> Dossier | None:
        with self._file.reading() as cipher:
            booking = self._booking(team, ref)
            history, work = (
                list(self._db.table(table).rows_where(OF_BOOKING, [team, ref]))
                for table in (Table.HISTORY, Table.WORK)
            )
        if booking is None:
            return None
        return Dossier(
            booking=booking,
            history=tuple(_texts(Table.HISTORY, "text", history, cipher)),
            work=tuple(_texts(Table.WORK, "task", work, cipher)),
            waiting=any(row["set_aside"] is None for row in work),
        )

    def _redact_history(
        self, rows: Sequence[Row], text: Callable[[str], str], cipher: Cipher
    ) -> int:
        """Let lines of history that can be read say less, and count those that do."""
        count = 0
        for row in rows:
            with suppress(ValueError):
                opened = open_row(Table.HISTORY, row, cipher)
                less = opened | {"text": text(opened["text"])}
                if less != opened:
                    self._db.table("history").update(
                        row["id"], seal_row(Table.HISTORY, less, cipher)
                    )
                    count += 1
        return count

    def _stream(self, search: Search, words: Sequence[str]) -> Iterator[Booking]:
        """Read what matches page by page: nobody waits while a long list is searched."""
        column, order, beyond = (
            ("created", "created DESC, ref", "(created < ? OR created = ? AND ref > ?)")
            if search.latest_first
            else ("starts", "starts, ref", "(starts > ? OR starts = ? AND ref > ?)")
        )
        size = PAGE if words else min(PAGE, search.limit)
        last: list[Any] = []
        while True:
            with self._file.reading() as cipher:
                where, values = _conditions(search, cipher)
                where += f" AND {beyond}" if last else ""
                rows = self._db.table("bookings").rows_where(
                    where, values + last, order_by=order, limit=size
                )
                page = list(rows)
            likely = [row for row in page if may_have(row, cipher, words)]
            yield from self._readable(likely, cipher)
            if len(page) < size:
                return
            last = [page[-1][column], page[-1][column], page[-1]["ref"]]

    def _readable(self, rows: Sequence[Row], cipher: Cipher) -> Iterator[Booking]:
        for row in rows:
            try:
                yield booking_of(row, cipher)
            except Unreadable:
                self._tell(Unread(table=Table.BOOKINGS, ref=row["ref"]))

    def _readable_entries(self, rows: Sequence[Row], cipher: Cipher) -> Iterator[tuple[Row, Entry]]:
        for row in rows:
            try:
                yield row, entry_of(row, cipher)
            except ValueError:
                self._tell(Unread(table=Table.HISTORY, ref=row["ref"]))

    def _use(self, key: str, team: str, ref: str, entry: Entry) -> None:
        used = self._file.first("decisions", "key = ?", [key])
        if used is not None:
            booking = self._booking(used["team"], used["ref"])
            if booking is None:
                raise KeyError(used["ref"])
            raise UsedKey(booking)
        self._db.table("decisions").insert(
            {"key": key, "team": team, "ref": ref, "at": entry.at.timestamp()}
        )
        self._write_entry(team, ref, entry)

    def _count(self, team: str, entry: Entry, counts: Sequence[Count]) -> None:
        """Count what somebody does, and forget what is too long ago to count. Raises LimitReached."""
        counted, at = self._db.table("counted"), entry.at.timestamp()
        for count in counts:
            of_them = "team = ? AND user = ? AND what = ?"
            who = [team, entry.by, count.what]
            counted.delete_where(
                f"{of_them} AND at <= ?", [*who, at - count.within.total_seconds()]
            )
            before = sum(row["amount"] for row in counted.rows_where(of_them, who))
            if before + count.amount > count.most:
                raise LimitReached(count)
            counted.insert(
                {
                    "team": team,
                    "user": entry.by,
                    "what": count.what,
                    "amount": count.amount,
                    "at": at,
                }
            )

    def _write_entry(self, team: str, ref: str, entry: Entry) -> None:
        self._db.table("history").insert(row_of_entry(team, ref, entry, self._file.cipher))

    def _write_work(self, team: str, ref: str, then: Sequence[Due]) -> None:
        for due in then:
            row = row_of_due(team, due.ref or ref, due, self._file.cipher)
            if not self._was_said(team, due) and not self._is_joined(due, row):
                self._db.table("work").insert(row | self._route(row, due.task))

    def _was_said(self, team: str, due: Due) -> bool:
        """Say whether what is said once was said within the day, and keep that it is now if not."""
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

    def _route(self, row: Row, task: Task) -> Row:
        """Return which way a task goes as its booking stands now; it is looked at again when it is taken."""
        try:
            return row_of_route(task, self._booking(row["team"], row["ref"]))
        except Unreadable:
            return row_of_route(task, None)

    def _is_joined(self, due: Due, row: Row) -> bool:
        """Let work that waits already do this as well, and say whether there is such."""
        for waiting in list(self._db.table("work").rows_where(WAITING, [row["line"]])):
            with suppress(ValueError):
                of = row["ref"] if row["ref"] != waiting["ref"] else ""
                both = merged(task_of(waiting, self._file.cipher), due.task, of=of)
                if both is not None:
                    task = row_of_task(waiting, both, self._file.cipher)
                    soonest = min(waiting["due"], row["due"])
                    self._db.table("work").update(waiting["id"], {**task, "due": soonest})
                    return True
        return False

    def _work_written(self, then: Sequence[Due], *, hurried: bool = False) -> None:
        if then or hurried:
            for listener in self._listeners:
                listener()

    def _readable_work(self, row: Row, cipher: Cipher) -> tuple[Work, Booking | None]:
        """Read a piece of work and its booking. Raises ValueError, Unreadable."""
        work = work_of(row, cipher)
        return work, self._booking(work.team, work.ref)

    def _held(self, work: Work) -> Row | None:
        """Return the row of work whose lease is still held, or None."""
        return self._file.first("work", "id = ? AND lease = ?", [work.id, work.lease])

    def _apply(
        self,
        team: str,
        ref: str,
        transition: Transition | None,
        *,
        derive: DerivedWork | None = None,
    ) -> Sequence[Due]:
        """Let a booking take a step, and return what follows from it as it was taken."""
        booking = self._booking(team, ref) if transition else None
        if transition is None or booking is None:
            return ()
        after = transition(booking).after(booking)
        self._save(after)
        return derive(booking, after) if derive else ()

    def _take_step_also(self, team: str, also: SideEffect | None) -> None:
        """Let the other booking take its step; that it cannot be read must not undo what was done."""
        if also is None:
            return
        try:
            self._apply(team, also.ref, also.transition)
        except Unreadable:
            self._tell(Unread(table=Table.BOOKINGS, ref=also.ref))

    def _row(self, team: str, ref: str) -> Row | None:
        return self._file.first("bookings", OF_BOOKING, [team, ref])

    def _booking(self, team: str, ref: str) -> Booking | None:
        row = self._row(team, ref)
        return booking_of(row, self._file.cipher) if row else None

    def _save(self, booking: Booking, *, blanked: datetime | None = None) -> None:
        row = row_of_booking(booking, self._file.cipher)
        row["blanked"] = blanked.timestamp() if blanked else None
        bookings = self._db.table("bookings")
        try:
            bookings.upsert(row, pk=("team", "ref"))
        except sqlite3.IntegrityError as error:
            if booking.provider_state is None:
                raise LinkTaken(booking.remote_id) from error
            # The provider says whose its id is now: what else has it here is over there.
            row["link"] = self._file.cipher.lookup(own_name(booking))
            bookings.upsert(row, pk=("team", "ref"))

    def _tell(self, unread: Unread) -> None:
        """Write to the log, once, what cannot be read: lists are drawn all the time."""
        if unread not in self._told:
            self._told.add(unread)
            log.error("%s: a row of %s cannot be read; see doctor", unread.ref, unread.table)


def _conditions(search: Search, cipher: Cipher) -> tuple[str, list[Any]]:
    conditions: list[str] = ["team = ?"]
    values: list[Any] = [search.team]
    for condition, value in (
        ("owner = ?", search.owner),
        ("link = ?", search.remote_id and cipher.lookup(search.remote_id)),
        ("starts >= ?", search.start and search.start.timestamp()),
        ("starts < ?", search.end and search.end.timestamp()),
        ("ends > ?", search.lasting and search.lasting.timestamp()),
    ):
        if value is not None:
            conditions.append(condition)
            values.append(value)
    if search.channel is not None:
        conditions.append("(channel = ? OR left_in = ?)")
        values += [search.channel] * 2
    for column, wanted in (("state", search.states), ("substr(ref, 1, 1)", search.kinds)):
        conditions.append(f"{column} IN ({', '.join('?' * len(wanted))})")
        values += sorted(wanted)
    return " AND ".join(conditions), values


def _reminder(row: Row, now: datetime, *, admins: bool) -> Due:
    """Return the reminder of what Slack holds up."""
    channel = "" if row["way"] == Way.TELL else row["place"]
    since = time_of(row["since"])
    return Due(task=Remind(since=since, admins=admins, delayed=True, channel=channel), at=now)


def _lasts(booking: Booking, at: datetime | None) -> bool:
    """Say whether it is not over at a time; of what was written long ago the row only bounds that."""
    return at is None or booking.ends > at


def _has_words(booking: Booking, words: Sequence[str]) -> bool:
    text = " ".join((booking.ref, booking.title, booking.case)).casefold()
    return all(word in text for word in words)


def _texts(table: Table, column: str, rows: Sequence[Row], cipher: Cipher) -> Iterator[str]:
    """Give what stands in a column, and nothing where it cannot be read."""
    for row in rows:
        try:
            yield open_row(table, row, cipher)[column]
        except ValueError:
            yield ""
