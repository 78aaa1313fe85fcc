"""The store on a SQL database: one transaction for each decision, over the tables beside this file.

Where several may write at once, a transaction locks the bookings it changes first, then what it counts
for people, then whom they keep busy, then the work, then the rate limits: whoever keeps that order never
waits for somebody who waits for him. What is taken with it comes last, and waits for nobody.
"""

import logging
import secrets
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from pathlib import Path

from bot.scheduling.model.booking import Booking
from bot.scheduling.model.booking_error import Unreadable
from bot.scheduling.model.busy_times import BusyTime, matters, newly_busy
from bot.scheduling.model.record import Record
from bot.scheduling.ports.results import (
    Outcome,
    Postponed,
    Result,
    Searched,
    SetAside,
    SideEffect,
    Throttled,
    Transition,
)
from bot.scheduling.ports.store import (
    CallLimit,
    Decision,
    Entries,
    Entry,
    JobTaker,
    Overlap,
    PendingJob,
    Search,
    UsedKey,
    WorkBegun,
)
from bot.scheduling.tasks.queue import Job, Queue, ScheduledTask, Task
from bot.scheduling.tasks.slack import ShowCard
from bot.store import CannotOpen
from bot.store.encryption import PlaintextCipher
from bot.store.ports import Backlog
from bot.store.rows import Row, Table, Unread, booking_of, entry_of, job_of
from bot.store.sql.archive import SqlArchive
from bot.store.sql.backlog import count_backlog
from bot.store.sql.bookings import Bookings
from bot.store.sql.database import Database, insert, upsert
from bot.store.sql.delivery import Delivery
from bot.store.sql.history import History
from bot.store.sql.job_queue import JobQueue
from bot.store.sql.provider_calls import ProviderCalls
from bot.store.sql.quotas import UserQuotas
from bot.store.sql.slack_rate_limits import SlackRateLimits
from bot.store.sql.tables import all_rows
from bot.store.sql.unread import UnreadLog

log = logging.getLogger(__name__)


class SqlStore:
    """Keeps bookings, decisions and work in a SQL database; safe for threads and for processes."""

    def __init__(self, db: Database) -> None:
        """Take the database, whose tables are up to date."""
        self.location = db.location
        self._db = db
        unread = UnreadLog()
        self._bookings = Bookings(db, unread=unread)
        self._history = History(db, unread=unread)
        self._jobs = JobQueue(db, bookings=self._bookings, unread=unread)
        self._delivery = Delivery(db, jobs=self._jobs)
        self._user_quotas = UserQuotas(db)
        self._provider_calls = ProviderCalls(db)
        self._slack_rate_limits = SlackRateLimits(db)
        self.archive = SqlArchive(
            db, bookings=self._bookings, history=self._history, jobs=self._jobs
        )

    def close(self) -> None:
        """Close the database."""
        self._db.close()

    def is_readable(self) -> bool:
        """Return whether bookings can be read."""
        try:
            return self._bookings.is_readable()
        except (self._db.error, CannotOpen):
            log.exception("the database can't be read")
            return False

    def is_writable(self) -> bool:
        """Return whether decisions can be written: a line is, and removed, because only that shows it.

        Nobody else writes that line, so that nobody waits for who does the same.
        """
        line = {"team": "", "what": secrets.token_hex(8)}
        try:
            with self._db.writing():
                insert(self._db, "said_once", {**line, "at": 0.0})
                self._db.execute(
                    "DELETE FROM said_once WHERE team = ? AND what = ?", [*line.values()]
                )
        except (self._db.error, CannotOpen):
            log.exception("the database can't be written")
            return False
        return True

    def backlog(self, *, now: datetime) -> Backlog:
        """Count the work at this time."""
        return count_backlog(self._db, next_due=self._jobs.next_due, now=now)

    def deliver_to(self, taker: JobTaker) -> None:
        """Have work taken in the transaction that makes it ready, by who carries it out in this process."""
        self._delivery.begin(taker)

    def add(self, booking: Record, decision: Decision, *, also: SideEffect | None = None) -> None:
        """Write a new booking, the decision and its work, and what another booking has of it."""
        team, ref = booking.team, booking.ref
        with self._delivery.writing():
            self._use(decision, team, ref)
            if also is not None:
                self._bookings.lock(team, also.ref)
            self._count(decision, team)
            self._bookings.add(booking)
            if also is not None:
                self._bookings.apply(team, also.ref, also.transition)
            self._ask_guard(decision, booking)
            self._jobs.add(team, ref, decision.then)

    def change(self, team: str, ref: str, decision: Decision, *, transition: Transition) -> Record:
        """Let the booking make the transition, write the decision and its work, and see to what waits."""
        queue = decision.expedite
        with self._delivery.writing():
            self._use(decision, team, ref)
            self._bookings.lock(team, ref)
            found = self._bookings.find(team, ref)
            if found is None:
                raise KeyError(ref)
            after = transition(found.booking).after(found.booking)
            self._count(decision, team)
            self._ask_guard(decision, after, before=found.booking)
            if decision.withdraw and not self._jobs.withdraw(team, ref, decision.withdraw):
                raise WorkBegun(found.booking)
            self._bookings.save(after, over=found)
            self._jobs.add(team, ref, decision.then)
            if queue is not None:
                self._jobs.expedite(team, ref, queue, at=decision.entry.at)
        return after

    def get(self, team: str, ref: str) -> Record | None:
        """Return the booking, or None. Raises Unreadable."""
        return self._bookings.get(team, ref)

    def select(self, search: Search) -> list[Record]:
        """Return the bookings that match, by start, or latest made first; unreadable ones are left out."""
        return self._bookings.select(search)

    def overlapping(self, booking: Record, *, before: Record | None = None) -> list[Overlap]:
        """Return which others take at one time what a booking takes, and did not take `before`."""
        return self._sharing(newly_busy(booking, before=before), of=booking)

    def of_same_matter(self, booking: Record, *, within: timedelta) -> list[Overlap]:
        """Return which others of its case and deponent are within so long of a booking."""
        return self._sharing(matters(booking), of=booking, within=within)

    def _sharing(
        self, times: Collection[BusyTime], *, of: Record, within: timedelta = timedelta(0)
    ) -> list[Overlap]:
        """Return which others take what this booking does, or do `within` so long."""
        if not times:
            return []
        with self._db.reading():
            return self._bookings.overlapping(times, of=of, within=within)

    def teams(self) -> list[str]:
        """Return the Slack workspaces that have bookings."""
        return self._bookings.teams()

    def note(self, team: str, ref: str, *, entry: Entry) -> None:
        """Add a line to the history of the booking, or of what else goes by that name."""
        with self._db.writing():
            self._history.add(team, ref, entry)

    def history(self, team: str, ref: str) -> list[Entry]:
        """Return the booking's history, oldest first; a line that cannot be read is left out."""
        return self._history.of_booking(team, ref)

    def appointment_access_log(self) -> list[tuple[str, str, Entry]]:
        """Return who looked up or canceled appointments that others booked, oldest first."""
        return self._history.of_others_appointments()

    def plan(self, team: str, *, then: Sequence[ScheduledTask]) -> None:
        """Write work for bookings of the team, each named by its `ref`, that no decision leads to."""
        with self._delivery.writing():
            self._bookings.lock(team, *(due.ref for due in then))
            self._jobs.add(team, "", then)

    def plan_card_redraws(self, *, now: datetime, most: int) -> int:
        """Write the work of redrawing cards of what has begun or is over by now, so many at most.

        Each is planned once for each turn: drawing the card says when the next one is.
        """
        if not self._bookings.has_outdated_cards(now=now):
            return 0
        redraw = [ScheduledTask(task=ShowCard(in_place=True), at=now)]
        with self._delivery.writing():
            outdated = self._bookings.take_outdated_cards(now=now, most=most)
            for team, ref in outdated:
                self._jobs.add(team, ref, redraw)
        return len(outdated)

    def plan_delay_reminders(
        self, *, now: datetime, since: datetime, admins: bool, most: int
    ) -> int:
        """Write the reminders of what Slack has held up `since` a time or longer, so many at most."""
        if not self._jobs.delayed(since=since, admins=admins, most=most):
            return 0
        with self._delivery.writing():
            self._db.lock("reminders of delays")
            delayed = self._jobs.delayed(since=since, admins=admins, most=most)
            for team in sorted({row["team"] for row in delayed}):
                self._bookings.lock(team, *(row["ref"] for row in delayed if row["team"] == team))
            for row in delayed:
                self._jobs.remind(row, now=now, admins=admins)
        return len(delayed)

    def take(self, queue: Queue, *, now: datetime, lease: timedelta, most: int) -> list[Job]:
        """Take what has been due longest in one transaction, so many jobs at most."""
        # The leases count from `now`, and would be over after a long wait.
        with self._db.writing(ahead=True):
            return self._jobs.take(queue, now=now, lease=lease, most=most)

    def renew(self, leases: Collection[str], *, until: datetime) -> frozenset[str]:
        """Let these leases run until then; return those that were not lost meanwhile."""
        with self._db.writing(ahead=True):
            return self._jobs.renew(leases, until=until)

    def finish(
        self, job: Job, outcome: Outcome, *, at: datetime | None = None, entries: Entries = ()
    ) -> bool:
        """Let the booking make the outcome's transition, write what follows, and forget the work."""
        with self._delivery.writing():
            self._bookings.lock(job.team, job.ref, *([outcome.also.ref] if outcome.also else []))
            held = self._jobs.held(job)
            if held is None:
                self._jobs.add(job.team, job.ref, outcome.if_lost)
                return False
            if held["place"] and at is not None:
                self._slack_rate_limits.record_accepted(held, at=at)
            self._bookings.apply_side_effect(job.team, outcome.also)
            self._apply(job, outcome, entries)
            self._jobs.remove(held)
        return True

    def throttle(self, job: Job, throttled: Throttled, *, at: datetime) -> bool:
        """Give the work back as if it had not been tried: Slack takes no more there for now."""
        with self._delivery.writing():
            held = self._jobs.held(job)
            if held is not None:
                self._slack_rate_limits.record_refused(held, at=at, wait=throttled.wait)
                self._jobs.give_back(held, {"attempt": job.attempt - 1, **_tried(job)})
        return held is not None

    def record_search(self, job: Job, searched: Searched, *, at: datetime) -> bool:
        """Give the work back as if it had not been tried, to be searched for from there on or tried again."""
        with self._delivery.writing():
            held = self._jobs.held(job)
            if held is not None:
                self._slack_rate_limits.record_accepted(held, at=at)
                self._jobs.give_back_searched(held, job, searched)
        return held is not None

    def postpone(self, job: Job, postponed: Postponed, *, entries: Entries = ()) -> bool:
        """Give the work back, to be tried again later."""
        tried: Row = {} if postponed.may_be_done else _tried(job)
        due = postponed.at.timestamp()
        return self._give_back(job, postponed, {"due": due, **tried}, entries=entries)

    def set_aside(self, job: Job, aside: SetAside, *, at: datetime) -> bool:
        """Keep the work without trying it until it is brought back."""
        return self._give_back(job, aside, {"set_aside": at.timestamp()}, task=aside.task)

    def requeue(self, *, untried: bool = False) -> None:
        """Let work that was set aside be taken again: what it stumbled on may be mended."""
        with self._db.writing():
            self._jobs.requeue(untried=untried)

    def hold_restored(self, *, now: datetime) -> int:
        """Take in that this is a restored backup: hold the work that may have been done since; count it."""
        with self._db.writing():
            self._db.lock("origin")
            known = [row["identity"] for row in self._db.query("SELECT identity FROM origin")]
            if known == [self._db.identity]:
                return 0
            self._db.execute("DELETE FROM origin")
            insert(self._db, "origin", {"identity": self._db.identity})
            return self._jobs.hold(now=now) if known else 0

    def take_call(self, limit: CallLimit, *, at: datetime) -> timedelta | None:
        """Take one of the calls that all processes share, or return how long until one is left."""
        with self._db.writing():
            return self._provider_calls.take(limit, at=at)

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
        with self._db.reading():
            row = self._db.query("SELECT max(version) AS newest FROM zone_data")[0]
        return row["newest"] or ""

    def record_zone_data_version(self, version: str, *, at: datetime) -> None:
        """Write down that all bookings are computed with this version of the zone data."""
        with self._db.writing():
            row = {"version": version, "at": at.timestamp()}
            upsert(self._db, "zone_data", row, key=["version"])

    def unread(self) -> list[Unread]:
        """Return what is stored and cannot be read, and the work that waits because of it."""
        found = set()
        with self._db.reading():
            for table in Table:
                for row in all_rows(self._db, table):
                    try:
                        self._read(table, row)
                    except (Unreadable, ValueError):
                        found.add(Unread(table=table, ref=row["ref"]))
        return sorted(found, key=lambda unread: (unread.table, unread.ref))

    def index_words(self, *, most: int) -> int:
        """Write words and busy times of so many bookings, which an earlier version left without."""
        with self._db.writing():
            return self._bookings.index_words(most=most)

    def is_encrypted(self) -> bool:
        """Return whether what people typed is encrypted in the database."""
        with self._db.reading() as cipher:
            return not isinstance(cipher, PlaintextCipher)

    def back_up(self, file: Path) -> None:
        """Copy all there is into a new file, as it is at one moment. Raises CannotBackUp."""
        self._db.back_up(file)

    def rotate_keys(self) -> list[Unread]:
        """Encrypt all with the first key, so that the others can go; return what cannot be read."""
        return self._db.rotate_keys()

    def _use(self, decision: Decision, team: str, ref: str) -> None:
        """Write the decision under its form's key, once, and its line of history. Raises UsedKey."""
        at = decision.entry.at.timestamp()
        row = {"key": decision.key, "team": team, "ref": ref, "at": at}
        if not insert(self._db, "decisions", row, unless="key"):
            raise UsedKey(self._decided(decision.key))
        self._history.add(team, ref, decision.entry)

    def _decided(self, key: str) -> Record:
        """Return the booking that the decision of this key made or changed. Raises KeyError, Unreadable."""
        used = self._db.query("SELECT team, ref FROM decisions WHERE key = ?", [key])[0]
        booking = self._bookings.get(used["team"], used["ref"])
        if booking is None:
            raise KeyError(used["ref"])
        return booking

    def _ask_guard(
        self, decision: Decision, booking: Record, *, before: Record | None = None
    ) -> None:
        """Ask the guard about what overlaps, if there is any, and write down what it says of that."""
        times = newly_busy(booking, before=before) if decision.guard else frozenset()
        if decision.guard is None or not times:
            return
        team, ref = booking.team, booking.ref
        self._bookings.lock_busy(team, times)
        overlaps = self._bookings.overlapping(times, of=booking)
        if overlaps:
            self._history.add(team, ref, *decision.guard(overlaps))

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
    ) -> bool:
        """Give work back with these columns changed, and let its booking make the result's transition."""
        with self._delivery.writing():
            self._bookings.lock(job.team, job.ref)
            held = self._jobs.held(job)
            if held is not None:
                self._apply(job, result, entries)
                self._jobs.give_back(held, changes, task=task)
        return held is not None

    def _apply(self, job: Job, result: Result, entries: Entries) -> None:
        """Let the work's booking make the result's transition, and write what follows."""
        team, ref = job.team, job.ref
        derived = self._bookings.apply(team, ref, result.transition, derive=result.derive)
        self._history.add(team, ref, *entries)
        self._jobs.add(team, ref, [*result.then, *derived])

    def _read(self, table: Table, row: Row) -> None:
        """Read a row, of work also its booking. Raises Unreadable, ValueError."""
        cipher = self._db.cipher
        match table:
            case Table.BOOKINGS:
                booking_of(row, cipher)
            case Table.HISTORY:
                entry_of(row, cipher)
            case Table.WORK:
                job = job_of(row, cipher)
                self._bookings.get(job.team, job.ref)


def _tried(job: Job) -> Row:
    """Return what changes where a try is known to have done nothing: it leaves nothing to look for."""
    return {} if job.unresolved else {"tried": None}
