"""The table of history: who did what with which booking, and when."""

import math
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from datetime import datetime

from bot.scheduling.model.reference import Kind
from bot.scheduling.ports.store import APPOINTMENTS_OF_OTHERS, Entry
from bot.store.encryption import Cipher
from bot.store.rows import Row, Table, Unread, entry_of, open_row, row_of_entry, seal_row
from bot.store.sql.database import OF_BOOKING, Database, insert, update, values_of
from bot.store.sql.unread import UnreadLog

SELECT = "SELECT * FROM history"
CANCELLATIONS = "team = ? AND ref >= ? AND ref < ?"
# Whom Docket has no booking of: what is looked up at a provider.
ABOUT_NONE = "team = ? AND ref = ? AND at < ?"
PAGE = 200


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
        with self._db.reading():
            teams = values_of(self._db, Table.HISTORY, "team")
        first_and_beyond = [f"{Kind.CANCELLATION}-", f"{Kind.CANCELLATION}."]
        found = [
            entry
            for team in teams
            for entry in (
                *self._entries(OF_BOOKING, [team, APPOINTMENTS_OF_OTHERS]),
                *self._entries(CANCELLATIONS, [team, *first_and_beyond]),
            )
        ]
        found.sort(key=lambda each: each[0]["id"])
        return [(row["team"], row["ref"], entry) for row, entry in found]

    def redact_booking(self, team: str, ref: str, *, text: Callable[[str], str]) -> int:
        """Replace the texts of a booking's history, and count the lines that this changes."""
        return self._redact(OF_BOOKING, [team, ref], text)

    def redact_notes(self, *, text: Callable[[str], str], before: datetime) -> int:
        """Replace the texts of lines about no booking before a time (aware UTC); count what changes."""
        of = [APPOINTMENTS_OF_OTHERS, before.timestamp()]
        teams = values_of(self._db, Table.HISTORY, "team")
        return sum(self._redact(ABOUT_NONE, [team, *of], text) for team in teams)

    def pages(self, *, before: datetime) -> Iterator[list[Row]]:
        """Give the lines from before a time (aware UTC), oldest first, page by page as they are kept."""
        old = (
            f"{SELECT} WHERE at < ? AND at >= ? AND (at > ? OR id > ?) ORDER BY at, id LIMIT {PAGE}"
        )
        page: list[Row] = []
        at, line = -math.inf, 0
        while True:
            with self._db.reading():
                page = self._db.query(old, [before.timestamp(), at, at, line])
            if not page:
                return
            yield page
            at, line = page[-1]["at"], page[-1]["id"]

    def delete(self, ids: Sequence[int]) -> int:
        """Delete lines by their ids, and return how many that were."""
        if not ids:
            return 0
        marks = ", ".join("?" * len(ids))
        return self._db.execute(f"DELETE FROM history WHERE id IN ({marks})", ids)  # noqa: S608 - only marks

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
