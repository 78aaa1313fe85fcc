"""Re-encrypts everything in a database: when keys are first set, and when they change."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

from bot.store.encryption import Cipher, PlaintextCipher
from bot.store.rows import SEALED, Row, Table, Unread, sealed_as
from bot.store.sql.database import Database, update

PAGE = 500

# By which columns each table is read page by page.
KEYS: Mapping[Table, tuple[str, ...]] = MappingProxyType(
    {Table.BOOKINGS: ("team", "ref"), Table.HISTORY: ("id",), Table.WORK: ("id",)}
)


def all_rows(db: Database, table: Table) -> Iterator[Row]:
    """Give every row of a table, page by page."""
    key = KEYS[table]
    names, marks = ", ".join(key), ", ".join("?" * len(key))
    beyond = ""
    last: list[Any] = []
    while True:
        select = f"SELECT * FROM {table}{beyond} ORDER BY {names} LIMIT {PAGE}"  # noqa: S608 - ours
        page = db.query(select, last)
        yield from page
        if len(page) < PAGE:
            return
        beyond, last = f" WHERE ({names}) > ({marks})", [page[-1][column] for column in key]


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
            update(db, table, {column: row[column] for column in KEYS[table]}, changes)
    return left


def _resealed(table: Table, row: Row, *, before: Cipher, after: Cipher) -> Row:
    changes: Row = {}
    for column in SEALED[table]:
        of = sealed_as(table, column, row)
        changes[column] = after.seal(before.open(row[column], of=of), of=of)
    if table is Table.BOOKINGS and isinstance(before, PlaintextCipher):
        changes["link"] = after.lookup(row["link"])
    return changes
