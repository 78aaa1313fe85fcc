"""The store on SQLite: one transaction for each decision, over the tables beside this file.

sqlite-utils does the migrations and rows. Transactions are begun IMMEDIATE by hand, because its
`atomic()` begins DEFERRED, and a deferred transaction that reads before it writes fails with
"database is locked" as soon as another process writes in between.
"""

import logging
import sqlite3
from collections.abc import Callable, Collection, Sequence
from datetime import datetime, timedelta
from pathlib import Path

from bot.scheduling.model.booking import Booking
from bot.scheduling.model.booking_error import Unreadable
from bot.scheduling.model.record import Record
from bot.scheduling.ports.results import (
    Outcome,
    Postponed,
    Result,
    SetAside,
    SideEffect,
    Throttled,
    Transition,
)
from bot.scheduling.ports.store import (
    Decision,
    Entries,
    Entry,
    PendingJob,
    ReferenceTaken,
    Search,
    UsedKey,
)
from bot.scheduling.tasks.queue import Job, Queue, ScheduledTask, Task
from bot.scheduling.tasks.slack import ShowCard
from bot.store import CannotOpen
from bot.store.encryption import Keys, PlaintextCipher
from bot.store.rows import Row, Table, Unread, booking_of, entry_of, job_of
from bot.store.sqlite.archive import SqliteArchive
from bot.store.sqlite.bookings import Bookings
from bot.store.sqlite.file import SqliteFile
from bot.store.sqlite.history import History
from bot.store.sqlite.job_queue import JobQueue
from bot.store.sqlite.key_rotation import all_rows
from bot.store.sqlite.quotas import UserQuotas
from bot.store.sqlite.slack_rate_limits import SlackRateLimits
from bot.store.sqlite.unread import UnreadLog

log = logging.getLogger(__name__)


class SqliteStore:
    """Keeps bookings, decisions and work in a SQLite file; safe for threads and for processes."""

    def __init__(self, path: Path, *, keys: Keys | None = None) -> None:
        """Open or make the file, bring its tables up to date, and encrypt it if there are keys.

        Raises CannotOpen, OSError and sqlite3.Error.
        """
        self.location = str(path)
        self._file = SqliteFile(path, keys=keys or Keys())
        self._db = self._file.db
        unread = UnreadLog()
        self._bookings = Bookings(self._file, unread=unread)
        self._history = History(self._file, unread=unread)
        self._jobs = JobQueue(self._file, bookings=self._bookings, unread=unread)
        self._user_quotas = UserQuotas(self._db)
        self._slack_rate_limits = SlackRateLimits(self._db)
        self._listeners: list[Callable[[], None]] = []
        self.archive = SqliteArchive(
            self._file, bookings=self._bookings, history=self._history, jobs=self._jobs
        )

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def is_readable(self) -> bool:
        """Return whether bookings can be read."""
        try:
            return self._bookings.is_readable()
        except (sqlite3.Error, CannotOpen):
            log.exception("the database can't be read")
            return False

    def on_jobs_written(self, listener: Callable[[], None]) -> None:
        """Call `listener` whenever this process has written work."""
        self._listeners.append(listener)

    def add(self, booking: Record, decision: Decision, *, also: SideEffect | None = None) -> None:
        """Write a new booking, the decision and its work, and what another booking has of it."""
        team, ref = booking.team, booking.ref
        with self._file.writing():
            self._use(decision, team, ref)
            self._count(decision, team)
            if self._bookings.exists(team, ref):
                raise ReferenceTaken(ref)
            self._bookings.save(booking)
            if also is not None:
                self._bookings.apply(team, also.ref, also.transition)
            self._jobs.add(team, ref, decision.then)
        self._jobs_written(decision.then)

    def change(self, team: str, ref: str, decision: Decision, *, transition: Transition) -> Record:
        """Let the booking make the transition, write the decision and its work, and expedite what waits."""
        queue = decision.expedite
        with self._file.writing():
            self._use(decision, team, ref)
            booking = self._bookings.get(team, ref)
            if booking is None:
                raise KeyError(ref)
            after = transition(booking).after(booking)
            self._count(decision, team)
            self._bookings.save(after)
            self._jobs.add(team, ref, decision.then)
            if queue is not None:
                self._jobs.expedite(team, ref, queue, at=decision.entry.at)
        self._jobs_written(decision.then, expedited=queue is not None)
        return after

    def get(self, team: str, ref: str) -> Record | None:
        """Return the booking, or None. Raises Unreadable."""
        return self._bookings.get(team, ref)

    def select(self, search: Search) -> list[Record]:
        """Return the bookings that match, by start, or latest made first; unreadable ones are left out."""
        return self._bookings.select(search)

    def teams(self) -> list[str]:
        """Return the Slack workspaces that have bookings."""
        return self._bookings.teams()

    def note(self, team: str, ref: str, *, entry: Entry) -> None:
        """Add a line to the history of the booking, or of what else goes by that name."""
        with self._file.writing():
            self._history.add(team, ref, entry)

    def history(self, team: str, ref: str) -> list[Entry]:
        """Return the booking's history, oldest first; a line that cannot be read is left out."""
        return self._history.of_booking(team, ref)

    def appointment_access_log(self) -> list[tuple[str, str, Entry]]:
        """Return who looked up or canceled appointments that others booked, oldest first."""
        return self._history.of_others_appointments()

    def plan(self, team: str, *, then: Sequence[ScheduledTask]) -> None:
        """Write work for bookings of the team, each named by its `ref`, that no decision leads to."""
        with self._file.writing():
            self._jobs.add(team, "", then)
        self._jobs_written(then)

    def plan_card_redraws(self, *, now: datetime, most: int) -> int:
        """Write the work of redrawing cards of what has begun or is over by now, so many at most.

        Each is planned once for each turn: drawing the card says when the next one is.
        """
        if not self._bookings.has_outdated_cards(now=now):
            return 0
        redraw = [ScheduledTask(task=ShowCard(in_place=True), at=now)]
        with self._file.writing():
            outdated = self._bookings.take_outdated_cards(now=now, most=most)
            for team, ref in outdated:
                self._jobs.add(team, ref, redraw)
        self._jobs_written(redraw if outdated else ())
        return len(outdated)

    def plan_delay_reminders(
        self, *, now: datetime, since: datetime, admins: bool, most: int
    ) -> int:
        """Write the reminders of what Slack has held up `since` a time or longer, so many at most."""
        if not self._jobs.delayed(since=since, admins=admins, most=most):
            return 0
        with self._file.writing():
            delayed = self._jobs.delayed(since=since, admins=admins, most=most)
            for row in delayed:
                self._jobs.remind(row, now=now, admins=admins)
        self._jobs_written([], expedited=bool(delayed))
        return len(delayed)

    def take(self, queue: Queue, *, now: datetime, lease: timedelta) -> Job | None:
        """Take the job that has been due longest, or None; the attempt is counted."""
        with self._file.writing():
            return self._jobs.take(queue, now=now, lease=lease)

    def renew(self, leases: Collection[str], *, until: datetime) -> None:
        """Let these leases run until then; one that was lost meanwhile stays lost."""
        with self._file.writing():
            self._jobs.renew(leases, until=until)

    def finish(
        self, job: Job, outcome: Outcome, *, at: datetime | None = None, entries: Entries = ()
    ) -> None:
        """Let the booking make the outcome's transition, write what follows, and forget the work."""
        with self._file.writing():
            held = self._jobs.held(job)
            if held is None:
                return
            if held["place"] and at is not None:
                self._slack_rate_limits.record_accepted(held, at=at)
            self._bookings.apply_side_effect(job.team, outcome.also)
            then = self._apply(job, outcome, entries)
            self._jobs.remove(job)
        self._jobs_written(then)

    def throttle(self, job: Job, throttled: Throttled, *, at: datetime) -> None:
        """Give the work back as if it had not been tried: Slack takes no more there for now."""
        with self._file.writing():
            held = self._jobs.held(job)
            if held is not None:
                self._slack_rate_limits.record_refused(held, at=at, wait=throttled.wait)
                self._jobs.give_back(held, {"attempt": job.attempt - 1})

    def postpone(self, job: Job, postponed: Postponed, *, entries: Entries = ()) -> None:
        """Give the work back, to be tried again later."""
        self._give_back(job, postponed, {"due": postponed.at.timestamp()}, entries=entries)

    def set_aside(self, job: Job, aside: SetAside, *, at: datetime) -> None:
        """Keep the work without trying it until it is brought back."""
        self._give_back(job, aside, {"set_aside": at.timestamp()}, task=aside.task)

    def requeue(self) -> None:
        """Let work that was set aside be taken again: what it stumbled on may be mended."""
        with self._file.writing():
            self._jobs.requeue()

    def next_due(self, queue: Queue) -> datetime | None:
        """Say when there is next something to take, or None."""
        return self._jobs.next_due(queue)

    def pending(self, team: str, *, ref: str = "") -> list[PendingJob]:
        """Return all work still to be done for the team, or for one booking of it, in the order written."""
        return self._jobs.pending(team, ref=ref)

    def moved_by_zone_rules(self, *, since: datetime) -> list[tuple[Booking, datetime]]:
        """Return the bookings whose wall clock means another instant than when they were last written."""
        return self._bookings.shifted(since=since)

    def zone_data_version(self) -> str:
        """Return the newest version of the zone data that all bookings were computed with; else nothing."""
        with self._file.reading():
            row = next(iter(self._db.query("SELECT max(version) AS newest FROM zone_data")))
        return row["newest"] or ""

    def record_zone_data_version(self, version: str, *, at: datetime) -> None:
        """Write down that all bookings are computed with this version of the zone data."""
        with self._file.writing():
            row = {"version": version, "at": at.timestamp()}
            self._db.table("zone_data").upsert(row, pk="version")

    def unread(self) -> list[Unread]:
        """Return what is stored and cannot be read, and the work that waits because of it."""
        found = set()
        with self._file.reading():
            for table in Table:
                for row in all_rows(self._db, table):
                    try:
                        self._read(table, row)
                    except (Unreadable, ValueError):
                        found.add(Unread(table=table, ref=row["ref"]))
        return sorted(found, key=lambda unread: (unread.table, unread.ref))

    def is_encrypted(self) -> bool:
        """Return whether what people typed is encrypted in the file."""
        return not isinstance(self._file.cipher, PlaintextCipher)

    def rotate_keys(self) -> list[Unread]:
        """Encrypt all with the first key, so that the others can go; return what cannot be read."""
        return self._file.rotate_keys()

    def _use(self, decision: Decision, team: str, ref: str) -> None:
        """Write the decision under its form's key, once, and its line of history. Raises UsedKey."""
        used = self._file.first("decisions", "key = ?", [decision.key])
        if used is not None:
            booking = self._bookings.get(used["team"], used["ref"])
            if booking is None:
                raise KeyError(used["ref"])
            raise UsedKey(booking)
        at = decision.entry.at.timestamp()
        row = {"key": decision.key, "team": team, "ref": ref, "at": at}
        self._db.table("decisions").insert(row)
        self._history.add(team, ref, decision.entry)

    def _count(self, decision: Decision, team: str) -> None:
        """Count what whoever decided may do little of. Raises LimitReached."""
        self._user_quotas.count(team, decision.entry, decision.counts)

    def _give_back(
        self,
        job: Job,
        result: Postponed | SetAside,
        changes: Row,
        *,
        task: Task | None = None,
        entries: Entries = (),
    ) -> None:
        """Give work back with these columns changed, and let its booking make the result's transition."""
        with self._file.writing():
            held = self._jobs.held(job)
            if held is None:
                return
            then = self._apply(job, result, entries)
            self._jobs.give_back(held, changes, task=task)
        self._jobs_written(then)

    def _apply(self, job: Job, result: Result, entries: Entries) -> Sequence[ScheduledTask]:
        """Let the work's booking make the result's transition; write and return what follows."""
        team, ref = job.team, job.ref
        derived = self._bookings.apply(team, ref, result.transition, derive=result.derive)
        self._history.add(team, ref, *entries)
        then = [*result.then, *derived]
        self._jobs.add(team, ref, then)
        return then

    def _read(self, table: Table, row: Row) -> None:
        """Read a row, of work also its booking. Raises Unreadable, ValueError."""
        cipher = self._file.cipher
        match table:
            case Table.BOOKINGS:
                booking_of(row, cipher)
            case Table.HISTORY:
                entry_of(row, cipher)
            case Table.WORK:
                job = job_of(row, cipher)
                self._bookings.get(job.team, job.ref)

    def _jobs_written(self, then: Sequence[ScheduledTask], *, expedited: bool = False) -> None:
        if then or expedited:
            for listener in self._listeners:
                listener()
