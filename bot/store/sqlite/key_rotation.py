"""Re-encrypts everything in a SQLite database: when keys are first set, and when they change."""

from collections.abc import Iterator

from sqlite_utils import Database

from bot.store.encryption import Cipher, PlaintextCipher
from bot.store.rows import SEALED, Row, Table, Unread, sealed_as

PAGE = 500


def all_rows(db: Database, table: Table) -> Iterator[Row]:
    """Give every row of a table with its number, page by page."""
    number = 0
    while True:
        page = list(
            db.query(
                f"SELECT rowid AS number, * FROM {table} WHERE rowid > ? ORDER BY rowid LIMIT {PAGE}",  # noqa: S608 - ours
                [number],
            )
        )
        yield from page
        if len(page) < PAGE:
            return
        number = page[-1]["number"]


def reseal(db: Database, *, before: Cipher, after: Cipher) -> list[Unread]:
    """Seal every text with another cipher; return what could not be opened, which stays as it is."""
    left = []
    for table in Table:
        for row in all_rows(db, table):
            try:
                changes = _resealed(table, row, before=before, after=after)
            except ValueError:
                left.append(Unread(table=table, ref=row["ref"]))
                continue
            marks = ", ".join(f"{column} = ?" for column in changes)
            update = f"UPDATE {table} SET {marks} WHERE rowid = ?"  # noqa: S608 - ours
            db.execute(update, [*changes.values(), row["number"]])
    return left


def _resealed(table: Table, row: Row, *, before: Cipher, after: Cipher) -> Row:
    changes: Row = {}
    for column in SEALED[table]:
        of = sealed_as(table, column, row)
        changes[column] = after.seal(before.open(row[column], of=of), of=of)
    if table is Table.BOOKINGS and isinstance(before, PlaintextCipher):
        changes["link"] = after.lookup(row["link"])
    return changes
