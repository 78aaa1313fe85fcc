"""The table of history: who did what with which booking, and when."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from datetime import datetime

from bot.scheduling.model.reference import Kind
from bot.scheduling.ports.store import APPOINTMENTS_OF_OTHERS, Entry
from bot.store.encryption import Cipher
from bot.store.rows import Row, Table, Unread, entry_of, open_row, row_of_entry, seal_row
from bot.store.sql.database import OF_BOOKING, Database, insert, update
from bot.store.sql.unread import UnreadLog

SELECT = "SELECT * FROM history"
OF_OTHERS = "ref = ? OR substr(ref, 1, 1) = ?"
ABOUT_NONE = (
    "at < ? AND NOT EXISTS (SELECT 1 FROM bookings b"
    " WHERE b.team = history.team AND b.ref = history.ref)"
)


class History:
    """Writes and reads lines of history; what writes is part of a transaction of the caller's."""

    def __init__(self, db: Database, *, unread: UnreadLog) -> None:
        self._db = db
        self._unread = unread

    def add(self, team: str, ref: str, *entries: Entry) -> None:
        """Add lines to the history of a booking, or of what else goes by that name."""
        for entry in entries:
            insert(self._db, Table.HISTORY, row_of_entry(team, ref, entry, self._db.cipher))

    def of_booking(self, team: str, ref: str) -> list[Entry]:
        """Return a booking's history, oldest first; a line that cannot be read is left out."""
        return [entry for _, entry in self._entries(OF_BOOKING, [team, ref])]

    def of_others_appointments(self) -> list[tuple[str, str, Entry]]:
        """Return team, name and line of each look-up or cancellation of others' appointments."""
        found = self._entries(OF_OTHERS, [APPOINTMENTS_OF_OTHERS, Kind.CANCELLATION])
        return [(row["team"], row["ref"], entry) for row, entry in found]

    def redact_booking(self, team: str, ref: str, *, text: Callable[[str], str]) -> int:
        """Replace the texts of a booking's history, and count the lines that this changes."""
        return self._redact(OF_BOOKING, [team, ref], text)

    def redact_notes(self, *, text: Callable[[str], str], before: datetime) -> int:
        """Replace the texts of lines about no booking before a time (aware UTC); count what changes."""
        return self._redact(ABOUT_NONE, [before.timestamp()], text)

    def _entries(self, where: str, values: Sequence[str]) -> Iterator[tuple[Row, Entry]]:
        with self._db.reading() as cipher:
            rows = self._db.query(f"{SELECT} WHERE {where} ORDER BY id", values)
        return self._readable(rows, cipher)

    def _readable(self, rows: Sequence[Row], cipher: Cipher) -> Iterator[tuple[Row, Entry]]:
        for row in rows:
            try:
                yield row, entry_of(row, cipher)
            except ValueError:
                self._unread.report(Unread(table=Table.HISTORY, ref=row["ref"]))

    def _redact(self, where: str, values: Sequence[object], text: Callable[[str], str]) -> int:
        cipher, count = self._db.cipher, 0
        for row in self._db.query(f"{SELECT} WHERE {where}", values):
            with suppress(ValueError):
                opened = open_row(Table.HISTORY, row, cipher)
                less = opened | {"text": text(opened["text"])}
                if less != opened:
                    sealed = seal_row(Table.HISTORY, less, cipher)
                    update(self._db, Table.HISTORY, {"id": row["id"]}, {"text": sealed["text"]})
                    count += 1
        return count
