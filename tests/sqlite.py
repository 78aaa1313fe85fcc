"""The store in a SQLite file, for tests that look at or spoil the file itself."""

from collections.abc import Sequence
from pathlib import Path

from pydantic import SecretStr

from bot.store.sql.store import SqlStore
from bot.store.sqlite import open_file


def open_sqlite(path: Path, *, keys: Sequence[SecretStr] = ()) -> SqlStore:
    """Open the store in a file. Raises CannotOpen."""
    return SqlStore(open_file(path, keys=keys))
