"""The keys that a database is encrypted with; all of it is re-encrypted when they are set or changed."""

from dataclasses import dataclass

from bot.store.encryption import Cipher, Keys, PlaintextCipher
from bot.store.rows import SEALED, Row, Table, Unread, sealed_as
from bot.store.sql.database import Database, insert, update
from bot.store.sql.tables import TABLES, all_rows


@dataclass(frozen=True, slots=True)
class _InUse:
    """The keys in use, wrapped, and the cipher that they make; replaced as a whole."""

    wrapped: tuple[str, ...]
    cipher: Cipher


class KeysInUse:
    """Follows which keys are in use in a database, and changes them; any thread may ask."""

    def __init__(self, keys: Keys) -> None:
        """Take the keys that were set."""
        self._keys = keys
        self._in_use = _InUse((), PlaintextCipher())

    @property
    def cipher(self) -> Cipher:
        """How text was kept when it was last read or written."""
        return self._in_use.cipher

    def follow(self, wrapped: tuple[str, ...]) -> Cipher:
        """Take in that another process has encrypted it or changed its keys. Raises WrongKeys."""
        in_use = self._in_use
        if in_use.wrapped != wrapped:
            self._in_use = in_use = _InUse(wrapped, self._keys.cipher(wrapped))
        return in_use.cipher

    def use_first(self, db: Database, before: Cipher) -> bool:
        """Put the first key to use, and say whether that was to be done; a part of something written.

        Where there was none before, everything is encrypted with it.
        """
        in_use = self._in_use.wrapped
        if not self._keys.lack_first(in_use):
            return False
        wrapped = self._keys.wrap(in_use)
        if not in_use:
            _reseal(db, before=before, after=self._keys.cipher([wrapped]))
        _add(db, wrapped)
        return True

    def rotate(self, db: Database, before: Cipher) -> list[Unread]:
        """Encrypt all with the first key, likewise; return what cannot be read."""
        wrapped = self._keys.wrap(self._in_use.wrapped)
        left = _reseal(db, before=before, after=self._keys.first.cipher([wrapped]))
        db.execute("DELETE FROM keys_in_use")
        _add(db, wrapped)
        return left


def _add(db: Database, wrapped: str) -> None:
    insert(db, "keys_in_use", {"wrapped": wrapped})


def _reseal(db: Database, *, before: Cipher, after: Cipher) -> list[Unread]:
    """Seal every text with another cipher; return what could not be opened, which stays as it is."""
    left = []
    if isinstance(before, PlaintextCipher):
        # They are written anew, as hashes, in the background.
        db.execute("DELETE FROM booking_words")
        db.execute("DELETE FROM busy_times")
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
