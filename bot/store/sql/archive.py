"""Long-term records: read as a whole, and redacted."""

import math
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import KW_ONLY, dataclass
from datetime import datetime

from bot.scheduling.model.booking_error import Unreadable
from bot.scheduling.model.record import Record
from bot.store.encryption import Cipher
from bot.store.ports import Redaction, StoredRecord
from bot.store.rows import Row, Table, open_row, time_of
from bot.store.sql.bookings import Bookings
from bot.store.sql.database import OF_BOOKING, Database
from bot.store.sql.history import History
from bot.store.sql.job_queue import JobQueue
from bot.store.sql.tables import TABLES

FAR_FUTURE = time_of(math.inf)


@dataclass(frozen=True, slots=True)
class SqlArchive:
    """Reads and redacts all that is kept about a booking, each in one transaction."""

    db: Database
    _: KW_ONLY
    bookings: Bookings
    history: History
    jobs: JobQueue

    def get(self, team: str, ref: str) -> Record | None:
        """Return the booking, or None. Raises Unreadable."""
        return self.bookings.get(team, ref)

    def begun_before(self, time: datetime) -> Iterator[tuple[str, str]]:
        """Give team and reference of what began before a time (aware UTC) and was not blanked since."""
        return self.bookings.begun_before(time)

    def records(self) -> Iterator[StoredRecord]:
        """Give all that is kept and can be read, booking by booking."""
        for team, ref in self.bookings.names():
            with suppress(Unreadable):
                stored = self._stored(team, ref)
                if stored is not None:
                    yield stored

    def redact(self, team: str, ref: str, redaction: Redaction) -> bool:
        """Redact a booking and the texts of its history, and delete its jobs that were set aside."""
        with self.db.writing():
            self.bookings.lock(team, ref)
            found = self.bookings.find(team, ref)
            if found is None or self.jobs.is_waiting(team, ref):
                return False
            after = redaction.rewrite(found.booking)
            if after is None:
                return False
            self.bookings.save(after, over=found, blanked=redaction.blanked)
            self.history.redact_booking(team, ref, text=redaction.text)
            self.jobs.remove_of_booking(team, ref)
        return True

    def redact_notes(self, *, text: Callable[[str], str], before: datetime | None = None) -> int:
        """Redact history entries of no booking, all or those before a time (aware UTC), and count them."""
        with self.db.writing():
            return self.history.redact_notes(text=text, before=before or FAR_FUTURE)

    def delete_keys(self, *, before: datetime, most: int) -> int:
        """Delete so many keys of forms that were sent before a time (aware UTC); return how many."""
        with self.db.writing():
            for table in ("counted", "said_once"):
                self._delete_old(table, before=before, most=most)
            return self._delete_old("decisions", before=before, most=most)

    def _delete_old(self, table: str, *, before: datetime, most: int) -> int:
        key = ", ".join(TABLES[table])
        old = f"SELECT {key} FROM {table} WHERE at < ? ORDER BY at LIMIT ?{self.db.skip_locked}"  # noqa: S608 - ours
        delete = f"DELETE FROM {table} WHERE ({key}) IN ({old})"  # noqa: S608 - ours
        return self.db.execute(delete, [before.timestamp(), most])

    def delete_history(self, *, before: datetime, may_go: Callable[[Record], bool]) -> int:
        """Delete history from before a time, of bookings that may go and of none; count the lines."""
        deleted = 0
        for page in self.history.pages(before=before):
            named = {(row["team"], row["ref"]) for row in page}
            with self.db.writing():
                gone = {each for each in named if self._may_go(*each, may_go=may_go)}
                ids = [row["id"] for row in page if (row["team"], row["ref"]) in gone]
                deleted += self.history.delete(ids)
        return deleted

    def _may_go(self, team: str, ref: str, *, may_go: Callable[[Record], bool]) -> bool:
        """Return whether what is kept about a booking may go; of one that can't be read it stays."""
        try:
            booking = self.bookings.get(team, ref)
        except Unreadable:
            return False
        return booking is None or may_go(booking)

    def clear(self) -> None:
        """Rid the files of what stood there before."""
        self.db.clear()

    def _stored(self, team: str, ref: str) -> StoredRecord | None:
        with self.db.reading() as cipher:
            booking = self.bookings.get(team, ref)
            history, jobs = (
                self.db.query(f"SELECT * FROM {table} WHERE {OF_BOOKING}", [team, ref])  # noqa: S608 - ours
                for table in (Table.HISTORY, Table.WORK)
            )
        if booking is None:
            return None
        return StoredRecord(
            booking=booking,
            history=tuple(_texts(Table.HISTORY, "text", history, cipher)),
            jobs=tuple(_texts(Table.WORK, "task", jobs, cipher)),
            waiting=any(row["set_aside"] is None for row in jobs),
        )


def _texts(table: Table, column: str, rows: Sequence[Row], cipher: Cipher) -> Iterator[str]:
    """Give what stands in a column, and nothing where it cannot be read."""
    for row in rows:
        try:
            yield open_row(table, row, cipher)[column]
        except ValueError:
            yield ""
