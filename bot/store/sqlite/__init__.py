"""The store on SQLite: one file, for any number of threads and processes of one machine."""

import sqlite3
from collections.abc import Sequence
from pathlib import Path

from pydantic import SecretStr

from bot.store import CannotOpen, Patience, all_of_them
from bot.store.encryption import Keys
from bot.store.sqlite.database import SqliteDatabase


def open_file(
    path: Path,
    *,
    keys: Sequence[SecretStr] = (),
    create: bool = True,
    patience: Patience = all_of_them,
) -> SqliteDatabase:
    """Open the file, or make it where there is none and it may be made. Raises CannotOpen."""
    if not create and not path.exists():
        raise CannotOpen(
            f"There's no database at {path.absolute()}. Check DATABASE_URL and the folder you're in."
        )
    try:
        return SqliteDatabase(path, keys=Keys(keys), patience=patience)
    except (OSError, sqlite3.Error) as error:
        raise CannotOpen(
            f"The database {path} can't be opened: {error}. Check DATABASE_URL."
        ) from error
