"""A backup of the SQLite file, made while Docket runs; it says of itself that it is one."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from bot.store import CannotBackUp
from bot.store.sqlite.permissions import FILE_MODE

# Messages are known by the numbers of their jobs, of which some are used after the backup.
JOBS_SINCE = 1_000_000


def back_up(database: Path, file: Path) -> None:
    """Copy the database into a new file as it is at one moment; what is encrypted stays so.

    Raises CannotBackUp.
    """
    try:
        os.close(os.open(file, os.O_CREAT | os.O_EXCL, FILE_MODE))
    except FileExistsError:
        raise CannotBackUp(f"There's a file at {file}. Enter a name that isn't taken.") from None
    except OSError as error:
        raise CannotBackUp(f"{file} can't be written: {error.strerror}. Enter another.") from None
    try:
        _copy(database, file)
    except (OSError, sqlite3.Error) as error:
        raise CannotBackUp(f"The backup wasn't made: {error}. Try again.") from error


def _copy(database: Path, file: Path) -> None:
    """Copy all of it or leave no file. Raises OSError and sqlite3.Error."""
    try:
        with closing(sqlite3.connect(database)) as source, closing(sqlite3.connect(file)) as copy:
            source.backup(copy)
            copy.execute("PRAGMA journal_mode = DELETE")
            with copy:
                _mark(copy)
    except BaseException:
        file.unlink()
        raise


def _mark(copy: sqlite3.Connection) -> None:
    """Say in the copy that it is one: whoever runs on it first looks what was done since."""
    copy.execute("DELETE FROM origin")
    copy.execute("INSERT INTO origin (identity) VALUES ('backup')")
    copy.execute("UPDATE sqlite_sequence SET seq = seq + ? WHERE name = 'work'", [JOBS_SINCE])
