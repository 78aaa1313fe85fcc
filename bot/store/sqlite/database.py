"""The SQLite file: who may open it, its transactions, and the keys that its text is encrypted with.

sqlite-utils does the migrations and rows. Transactions are begun IMMEDIATE by hand, because its
`atomic()` begins DEFERRED, and a deferred transaction that reads before it writes fails with
"database is locked" as soon as another process writes in between.
"""

import logging
import os
import queue
import sqlite3
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext, suppress
from pathlib import Path
from typing import Any

import sqlite_utils

from bot.scheduling.model.record import Record
from bot.scheduling.tasks.queue import Queue
from bot.store import Patience
from bot.store.encryption import Cipher, Keys
from bot.store.rows import Row, Unread
from bot.store.sql.current_transaction import CurrentTransaction
from bot.store.sql.database import UniqueViolation, insertion
from bot.store.sql.keys_in_use import KeysInUse
from bot.store.sql.tables import refuse_moved
from bot.store.sqlite.backup import back_up
from bot.store.sqlite.fair_lock import FairLock
from bot.store.sqlite.permissions import keep_private
from bot.store.sqlite.schema import migrate

log = logging.getLogger(__name__)

BUSY_SECONDS = 30
PAUSE_SECONDS = 0.02
CACHE_KILOBYTES = 8_000

# The file's `user_version` while it holds nothing of what it held before it was written anew. It does
# where text was encrypted since, or by versions of Docket that let SQLite leave what is deleted.
CLEARED = 1

# Whether it was moved away, and the wrapped keys in use, one after the other: no key has a space in it.
FOLLOW = (
    "SELECT EXISTS (SELECT 1 FROM moved),"
    " (SELECT group_concat(wrapped, ' ') FROM (SELECT wrapped FROM keys_in_use ORDER BY id))"
)


class SqliteDatabase:
    """One file: a connection to write by, for one thread at a time, and others to read by meanwhile."""

    for_update = ""
    skip_locked = ""
    greatest = "max"
    # A backup is told by what it says of itself: see `bot/store/sqlite/backup.py`.
    identity = "file"
    error = sqlite3.Error

    def __init__(self, path: Path, *, keys: Keys, patience: Patience) -> None:
        """Open or make the file, bring its tables up to date, and encrypt it if there are keys.

        Whoever waits for it longer than their `patience` gets a sqlite3.Error. Raises CannotOpen,
        OSError and sqlite3.Error.
        """
        self.location = str(path)
        self._keys = KeysInUse(keys)
        self._patience = patience
        self._current = CurrentTransaction[sqlite3.Connection]()
        self._lock = FairLock()
        self._turn = FairLock()
        self._readers: queue.SimpleQueue[sqlite3.Connection] = queue.SimpleQueue()
        self._closed = False
        self._path = keep_private(path)
        self._db = sqlite_utils.Database(self._connect())
        self._file = _identity(self.location)
        try:
            self._begin()
        except BaseException:
            self.close()
            raise

    @property
    def cipher(self) -> Cipher:
        """How text is kept, within something read or written."""
        return self._current.cipher or self._keys.cipher

    def close(self) -> None:
        """Close the file."""
        self._closed = True
        self._close_readers()
        with self._lock:
            self._db.close()

    def _close_readers(self) -> None:
        with suppress(queue.Empty):
            while True:
                self._readers.get_nowait().close()

    @contextmanager
    def reading(self) -> Iterator[Cipher]:
        """See one state of the file throughout; give how text is kept in it. Raises WrongKeys."""
        if self._current.connection is not None:
            yield self.cipher
            return
        try:
            connection = self._readers.get_nowait()
        except queue.Empty:
            connection = self._connect()
        try:
            connection.execute("BEGIN")
            with self._used(connection):
                yield self.cipher
        finally:
            connection.rollback()
            self._readers.put(connection)
            if self._closed:
                self._close_readers()

    @contextmanager
    def writing(self, *, ahead: bool = False) -> Iterator[Cipher]:
        """Write all of it or nothing; give how text is kept. Raises WrongKeys.

        What cannot wait goes `ahead` of all that nobody waits for.
        """
        with self._writing(ahead=ahead), self._used(self._db.conn):
            self._current.jobs_written.clear()
            yield self.cipher

    writing_alone = writing

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        """Do nothing: a statement that fails changes nothing, and the others stand."""
        yield

    def lock(self, *names: str) -> None:
        """Do nothing: whoever writes, writes alone."""

    def try_lock(self, name: str) -> bool:
        """Return that it was taken: whoever writes, writes alone."""
        del name
        return True

    def query(self, statement: str, values: Sequence[Any] = ()) -> list[Row]:
        """Return the rows of a SELECT, or what RETURNING gives."""
        # sqlite-utils' own sets a savepoint around each, which takes twice as long.
        cursor = self._current.require_connection().execute(statement, values)
        names = [name for name, *_ in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    def execute(self, statement: str, values: Sequence[Any] = ()) -> int:
        """Carry out a statement, and return how many rows that concerns. Raises UniqueViolation."""
        try:
            return self._current.require_connection().execute(statement, values).rowcount
        except sqlite3.IntegrityError as error:
            raise UniqueViolation from error

    def load(self, table: str, rows: Sequence[Row]) -> None:
        """Write new rows of the same columns by one statement, carried out for each."""
        if rows:
            statement = insertion(table, tuple(rows[0]))
            values = (tuple(row.values()) for row in rows)
            self._current.require_connection().executemany(statement, values)

    @property
    def jobs_written(self) -> Counter[Queue]:
        """How many jobs of each queue were written in what this thread writes."""
        return self._current.jobs_written

    @property
    def bookings_written(self) -> dict[tuple[str, str], Record]:
        """The bookings that this thread has written so far in what it writes, by team and reference."""
        return self._current.bookings_written

    def notify(self) -> None:
        """Do nothing: other processes look for themselves."""

    def on_notified(self, listener: Callable[[], None]) -> None:
        """Do nothing: no other process can be heard."""

    def continue_ids(self, table: str) -> None:
        """Do nothing: SQLite does so by itself."""

    def rotate_keys(self) -> list[Unread]:
        """Encrypt all with the first key, so that the others can go; return what cannot be read."""
        with self.writing() as before:
            left = self._keys.rotate(self, before)
            self._mark_not_cleared()
        self._write_anew()
        return left

    def back_up(self, file: Path) -> None:
        """Copy it into a new file as it is at one moment. Raises CannotBackUp."""
        back_up(Path(self.location), file)

    def clear(self) -> None:
        """Empty the `-wal` of what stood there before; in the file itself it is overwritten."""
        self._empty_wal()

    def _empty_wal(self) -> bool:
        """Write the `-wal` into the file and empty it, so that neither holds what stood there before.

        False where another process reads from it all the time.
        """
        deadline = time.monotonic() + BUSY_SECONDS
        while self._is_wal_held():
            if time.monotonic() > deadline:
                log.warning("earlier text stays in the -wal for now: another process reads from it")
                return False
            time.sleep(PAUSE_SECONDS)
        return True

    def _is_wal_held(self) -> bool:
        """Try to empty the `-wal`; say whether another process reads from it."""
        with self._lock:
            return bool(self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0])

    def _connect(self) -> sqlite3.Connection:
        if self._closed:
            raise sqlite3.ProgrammingError("the database is closed")
        connection = sqlite3.connect(self._path, timeout=BUSY_SECONDS, check_same_thread=False)
        # Nothing of it goes into a temporary file elsewhere.
        connection.execute("PRAGMA temp_store = MEMORY")
        return connection

    def _begin(self) -> None:
        _enable_wal(self._db)
        self._db.execute("PRAGMA synchronous = FULL")
        # Of a large file the upper pages of every index stay in memory (2 MB were SQLite's own choice).
        self._db.execute(f"PRAGMA cache_size = -{CACHE_KILOBYTES}")
        # What is blanked or encrypted is overwritten at once, not left in unused parts of the file.
        self._db.execute("PRAGMA secure_delete = ON").fetchone()
        # Of several processes that start at once, one brings the file up to date and the others wait.
        with self._writing():
            migrate.apply(self._db)
        with self.writing() as before:
            if self._keys.use_first(self, before):
                self._mark_not_cleared()
        if self._db.execute("PRAGMA user_version").fetchone()[0] != CLEARED:
            self._write_anew()

    def _mark_not_cleared(self) -> None:
        self._db.execute("PRAGMA user_version = 0")

    def _write_anew(self) -> None:
        """Write the file anew, so that it holds nothing that was there before and is no more."""
        with self._lock:
            try:
                self._db.execute("VACUUM")
            except sqlite3.OperationalError as error:
                log.warning("earlier text stays in the file until the next start: %s", error)
                return
        if self._empty_wal():
            with self._writing():
                self._db.execute(f"PRAGMA user_version = {CLEARED}")

    @contextmanager
    def _used(self, connection: sqlite3.Connection) -> Iterator[None]:
        """Let this thread use a connection, with the keys that are in use there."""
        self._current.connection = connection
        try:
            self._current.cipher = self._follow_keys()
            yield
        finally:
            self._current.end()

    def _follow_keys(self) -> Cipher:
        """Take in that another process has encrypted the file or changed its keys, or moved it away.

        Raises WrongKeys and MovedAway.
        """
        is_moved, wrapped = self._current.require_connection().execute(FOLLOW).fetchone()
        if is_moved:
            refuse_moved(self.query("SELECT location, at FROM moved"))
        return self._keys.follow(tuple((wrapped or "").split()))

    @contextmanager
    def _alone(self, *, ahead: bool) -> Iterator[None]:
        """Be the one thread that writes. Raises sqlite3.OperationalError.

        Of those who have all the time only one waits for it, so that whoever answers a person, or goes
        `ahead`, is held up by one of them at most.
        """
        patience = self._patience(threading.TIMEOUT_MAX)
        has_time = patience == threading.TIMEOUT_MAX and not ahead
        with self._turn if has_time else nullcontext():
            if not self._lock.acquire(timeout=patience):
                raise sqlite3.OperationalError("another thread waits for the database")
            try:
                yield
            finally:
                self._lock.release()

    def _check_there(self) -> None:
        """Refuse to write into a file that was moved away or deleted: it would be lost with this process."""
        if _identity(self.location) != self._file:
            raise sqlite3.OperationalError(
                f"{self.location} was moved or deleted. Put it back, then restart Docket."
            )

    @contextmanager
    def _writing(self, *, ahead: bool = False) -> Iterator[None]:
        with self._alone(ahead=ahead):
            self._check_there()
            milliseconds = int(self._patience(BUSY_SECONDS) * 1000)
            connection = self._db.conn
            connection.execute(f"PRAGMA busy_timeout = {milliseconds}").fetchone()
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield
                connection.commit()
            except BaseException:
                connection.rollback()
                raise


def _identity(path: str) -> tuple[int, int] | None:
    """Return which file it is, None where there is none."""
    try:
        found = os.stat(path)  # noqa: PTH116 - at each transaction: a Path takes three times as long
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _enable_wal(db: sqlite_utils.Database) -> None:
    """Let readers and a writer work side by side; for this alone SQLite itself does not wait its turn."""
    deadline = time.monotonic() + BUSY_SECONDS
    while db.journal_mode != "wal":
        try:
            db.enable_wal()
        except sqlite3.OperationalError:
            if time.monotonic() > deadline:
                raise
            time.sleep(PAUSE_SECONDS)
