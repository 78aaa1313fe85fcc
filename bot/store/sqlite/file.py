"""The SQLite file: who may open it, its transactions, and the keys that its text is encrypted with."""

import logging
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from bot.store.encryption import Cipher, Keys, PlaintextCipher
from bot.store.rows import Row, Unread
from bot.store.sqlite.key_rotation import reseal
from bot.store.sqlite.permissions import keep_private
from bot.store.sqlite.schema import migrate

log = logging.getLogger(__name__)

BUSY_SECONDS = 30
PAUSE_SECONDS = 0.02

# The file's `user_version` while it holds nothing of what it held before it was written anew. It does
# where text was encrypted since, or by versions of Docket that let SQLite leave what is deleted.
CLEARED = 1

# Which rows are a booking's.
OF_BOOKING = "team = ? AND ref = ?"


class SqliteFile:
    """One connection to one file, for one thread at a time; `cipher` is how text is kept in it now."""

    def __init__(self, path: Path, *, keys: Keys) -> None:
        """Open or make the file, bring its tables up to date, and encrypt it if there are keys.

        Raises CannotOpen, OSError and sqlite3.Error.
        """
        self._keys = keys
        self._in_use: list[str] = []
        self._lock = threading.RLock()
        self.cipher: Cipher = PlaintextCipher()
        path = keep_private(path)
        self.db = Database(sqlite3.connect(path, timeout=BUSY_SECONDS, check_same_thread=False))
        try:
            self._begin()
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self.db.close()

    @contextmanager
    def reading(self) -> Iterator[Cipher]:
        """See one state of the file throughout; give how text is kept in it. Raises WrongKeys.

        Within something written, what is read is that state.
        """
        with self._lock:
            if self.db.conn.in_transaction:
                yield self.cipher
                return
            self.db.execute("BEGIN")
            try:
                self._follow_keys()
                yield self.cipher
            finally:
                self.db.rollback()

    @contextmanager
    def writing(self) -> Iterator[Cipher]:
        """Write all of it or nothing; give how text is kept. Raises WrongKeys."""
        with self._writing():
            self._follow_keys()
            yield self.cipher

    def first(self, table: str, where: str, values: Any = (), *, order: str = "") -> Row | None:
        """Return the first row of those that match, or None."""
        rows = self.db.table(table).rows_where(where, values, order_by=order or None, limit=1)
        return next(rows, None)

    def rotate_keys(self) -> list[Unread]:
        """Encrypt all with the first key, so that the others can go; return what cannot be read."""
        with self.writing() as before:
            wrapped = self._keys.wrap(self._in_use)
            after = self._keys.first.cipher([wrapped])
            left = reseal(self.db, before=before, after=after)
            self.db.execute("DELETE FROM keys_in_use")
            self._add_key(wrapped)
        self._clear()
        return left

    def empty_wal(self) -> bool:
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
            return bool(self.db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0])

    def _begin(self) -> None:
        _enable_wal(self.db)
        self.db.execute("PRAGMA synchronous = FULL")
        # Nothing of it goes into a temporary file elsewhere.
        self.db.execute("PRAGMA temp_store = MEMORY")
        # What is blanked or encrypted is overwritten at once, not left in unused parts of the file.
        self.db.execute("PRAGMA secure_delete = ON").fetchone()
        # Of several processes that start at once, one brings the file up to date and the others wait.
        with self._writing():
            migrate.apply(self.db)
        with self.writing() as before:
            self._use_first_key(before)
        if self.db.execute("PRAGMA user_version").fetchone()[0] != CLEARED:
            self._clear()

    def _use_first_key(self, before: Cipher) -> None:
        """Put the first key to use; where there was none, everything is encrypted with it."""
        if not self._keys.lack_first(self._in_use):
            return
        wrapped = self._keys.wrap(self._in_use)
        if not self._in_use:
            reseal(self.db, before=before, after=self._keys.cipher([wrapped]))
        self._add_key(wrapped)
        self._follow_keys()

    def _add_key(self, wrapped: str) -> None:
        self.db.table("keys_in_use").insert({"wrapped": wrapped})
        self.db.execute("PRAGMA user_version = 0")

    def _clear(self) -> None:
        """Write the file anew, so that it holds nothing that was there before and is no more."""
        with self._lock:
            try:
                self.db.execute("VACUUM")
            except sqlite3.OperationalError as error:
                log.warning("earlier text stays in the file until the next start: %s", error)
                return
        if self.empty_wal():
            with self._writing():
                self.db.execute(f"PRAGMA user_version = {CLEARED}")

    def _follow_keys(self) -> None:
        """Take in that another process has encrypted the file or changed its keys. Raises WrongKeys."""
        rows = self.db.execute("SELECT wrapped FROM keys_in_use ORDER BY id").fetchall()
        in_use = [wrapped for (wrapped,) in rows]
        if in_use != self._in_use:
            self.cipher = self._keys.cipher(in_use)
            self._in_use = in_use

    @contextmanager
    def _writing(self) -> Iterator[None]:
        with self._lock:
            self.db.execute("BEGIN IMMEDIATE")
            try:
                yield
                self.db.commit()
            except BaseException:
                self.db.rollback()
                raise


def _enable_wal(db: Database) -> None:
    """Let readers and a writer work side by side; for this alone SQLite itself does not wait its turn."""
    deadline = time.monotonic() + BUSY_SECONDS
    while db.journal_mode != "wal":
        try:
            db.enable_wal()
        except sqlite3.OperationalError:
            if time.monotonic() > deadline:
                raise
            time.sleep(PAUSE_SECONDS)
