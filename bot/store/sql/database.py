"""What the tables need of a SQL database, and what differs from one to the other.

Statements are written once, in the SQL that SQLite and PostgreSQL share, with `?` for every value.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol

from bot.scheduling.model.record import Record
from bot.scheduling.tasks.queue import Queue
from bot.store.encryption import Cipher
from bot.store.rows import Row, Unread

Values = Sequence[Any]

# Which rows are a booking's.
OF_BOOKING = "team = ? AND ref = ?"


class UniqueViolation(Exception):
    """Another row has the value that only one may have."""


class Database(Protocol):
    """A database that text may be encrypted in; safe for threads and for processes.

    What is written is written within `writing`, all of it or nothing. Where the database lets others
    write at the same time, the rows that a decision depends on are locked (`for_update`, `lock`).
    """

    # What follows a SELECT so that its rows stay as they are until the end: all, or those nobody has.
    for_update: str
    skip_locked: str
    # The function that returns the greatest of its arguments.
    greatest: str

    @property
    def location(self) -> str:
        """Where it is, for whoever runs Docket; without secrets."""

    @property
    def identity(self) -> str:
        """What tells this database from a restored backup of it, within something read or written."""

    @property
    def cipher(self) -> Cipher:
        """How text is kept, within something read or written."""

    @property
    def error(self) -> type[Exception]:
        """What it raises where it cannot be used."""

    def close(self) -> None:
        """Let go of it; nothing else is called after."""

    def reading(self) -> AbstractContextManager[Cipher]:
        """See one state throughout; give how text is kept in it. Raises WrongKeys.

        Within something written, what is read is that state.
        """

    def writing(self, *, ahead: bool = False) -> AbstractContextManager[Cipher]:
        """Write all of it or nothing; give how text is kept. Raises WrongKeys.

        What cannot wait goes `ahead` of all that nobody waits for.
        """

    def writing_alone(self) -> AbstractContextManager[Cipher]:
        """Write as in `writing` while nobody else does. Raises WrongKeys."""

    def savepoint(self) -> AbstractContextManager[None]:
        """Within something written, undo only what is done in here where it fails."""

    def lock(self, *names: str) -> None:
        """Let nobody else have a lock of these names until what is written is written.

        All that one transaction locks so at once, so that no two wait for each other.
        """

    def try_lock(self, name: str) -> bool:
        """Take a lock of this name likewise, unless somebody else has it; say whether it was taken."""

    def query(self, statement: str, values: Values = ()) -> list[Row]:
        """Return the rows of a SELECT, or what RETURNING gives."""

    def execute(self, statement: str, values: Values = ()) -> int:
        """Carry out a statement, and return how many rows that concerns. Raises UniqueViolation."""

    def load(self, table: str, rows: Sequence[Row]) -> None:
        """Write new rows of the same columns, any number, by the quickest way there is."""

    @property
    def jobs_written(self) -> Counter[Queue]:
        """How many jobs of each queue were written in what this thread writes.

        A queue counts with none where others of its jobs may be ready because of it.
        """

    @property
    def bookings_written(self) -> dict[tuple[str, str], Record]:
        """The bookings that this thread has written so far in what it writes, by team and reference."""

    def notify(self) -> None:
        """Let other processes know that there are jobs to take, once they are written."""

    def on_notified(self, listener: Callable[[], None]) -> None:
        """Call `listener` whenever another process has let this one know; some databases never can."""

    def continue_ids(self, table: str) -> None:
        """Number rows of the table to come from the greatest `id` that is there."""

    def rotate_keys(self) -> list[Unread]:
        """Encrypt all with the first key, so that the others can go; return what cannot be read."""

    def back_up(self, file: Path) -> None:
        """Copy it into a new file as it is at one moment. Raises CannotBackUp."""

    def clear(self) -> None:
        """Rid the files of what stood there before."""


def first(db: Database, statement: str, values: Values = ()) -> Row | None:
    """Return the first row of a SELECT, or None."""
    return next(iter(db.query(f"{statement} LIMIT 1", values)), None)


def values_of(db: Database, table: str, column: str) -> list[str]:
    """Return which texts a column has, each found by one look into an index that begins with it."""
    found: list[str] = []
    next_one = f"SELECT min({column}) AS value FROM {table} WHERE {column} > ?"  # noqa: S608 - ours
    while (value := db.query(next_one, [found[-1] if found else ""])[0]["value"]) is not None:
        found.append(value)
    return found


def rows_of_one(values: Values) -> str:
    """Return the marks of so many rows of one value each, as VALUES lists them."""
    return ", ".join(["(?)"] * len(values))


def insert(db: Database, table: str, row: Row, *, unless: str = "") -> bool:
    """Write a new row; with `unless`, only where no other has these columns. Say whether it was written.

    Raises UniqueViolation.
    """
    statement = insertion(table, tuple(row))
    if unless:
        statement += f" ON CONFLICT ({unless}) DO NOTHING"
    return db.execute(statement, [*row.values()]) > 0


def insert_many(db: Database, table: str, rows: Sequence[Row]) -> None:
    """Write new rows of the same columns by one statement, at most some dozens. Raises UniqueViolation."""
    if rows:
        statement = insertion(table, tuple(rows[0]), count=len(rows))
        db.execute(statement, [value for row in rows for value in row.values()])


def upsert(db: Database, table: str, row: Row, *, key: Sequence[str], where: str = "") -> bool:
    """Write a row in place of the one with the same key, if `where` holds of that; say whether.

    In `where` the table's name stands for the row that is there, and `excluded` for the new one.
    Raises UniqueViolation.
    """
    statement = _upsertion(table, tuple(row), tuple(key))
    if where:
        statement += f" WHERE {where}"
    return db.execute(statement, [*row.values()]) > 0


def update(db: Database, table: str, key: Row, changes: Row) -> None:
    """Change columns of the row with this key."""
    statement = _change(table, tuple(key), tuple(changes))
    db.execute(statement, [*changes.values(), *key.values()])


@lru_cache
def insertion(table: str, names: tuple[str, ...], *, count: int = 1) -> str:
    """Return the statement that writes so many new rows of these columns."""
    columns = ", ".join(f'"{name}"' for name in names)
    marks = ", ".join([f"({', '.join('?' * len(names))})"] * count)
    return f"INSERT INTO {table} ({columns}) VALUES {marks}"  # noqa: S608 - the names are ours


@lru_cache
def _upsertion(table: str, names: tuple[str, ...], key: tuple[str, ...]) -> str:
    changes = ", ".join(f'"{name}" = excluded."{name}"' for name in names if name not in key)
    return f"{insertion(table, names)} ON CONFLICT ({', '.join(key)}) DO UPDATE SET {changes}"


@lru_cache
def _change(table: str, key: tuple[str, ...], names: tuple[str, ...]) -> str:
    marks = ", ".join(f'"{name}" = ?' for name in names)
    where = " AND ".join(f'"{name}" = ?' for name in key)
    return f"UPDATE {table} SET {marks} WHERE {where}"  # noqa: S608 - the names are ours
