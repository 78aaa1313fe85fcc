"""Re-encrypts everything in a database: when keys are first set, and when they change."""

from bot.store.encryption import Cipher, PlaintextCipher
from bot.store.rows import SEALED, Row, Table, Unread, sealed_as
from bot.store.sql.database import Database, update
from bot.store.sql.tables import TABLES, all_rows


def reseal(db: Database, *, before: Cipher, after: Cipher) -> list[Unread]:
    """Seal every text with another cipher; return what could not be opened, which stays as it is."""
    left = []
    if isinstance(before, PlaintextCipher):
        # They are written anew, as hashes, in the background.
        db.execute("DELETE FROM booking_words")
        db.execute("UPDATE bookings SET indexed = 0")
    for table in Table:
        for row in all_rows(db, table):
            try:
                changes = _resealed(table, row, before=before, after=after)
            except ValueError:
                left.append(Unread(table=table, ref=row["ref"]))
                continue
            update(db, table, {column: row[column] for column in TABLES[table]}, changes)
    return left


def _resealed(table: Table, row: Row, *, before: Cipher, after: Cipher) -> Row:
    changes: Row = {}
    for column in SEALED[table]:
        of = sealed_as(table, column, row)
        changes[column] = after.seal(before.open(row[column], of=of), of=of)
    if table is Table.BOOKINGS and isinstance(before, PlaintextCipher):
        changes["link"] = after.lookup(row["link"])
    return changes
