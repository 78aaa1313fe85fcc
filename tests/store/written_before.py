"""Databases as earlier commits left them: bookings of every kind, their history, work of every kind."""

import sqlite3
from contextlib import closing
from pathlib import Path

FOLDER = Path(__file__).parent
EARLIER = "79c0c8f"
LAST = "0b8ed1f"
# All that can be stored: every state, trouble and event, and every kind of work.
ALL_THAT_IS_STORED = "3b0b2b6"


def write_as_before(path: Path, *, commit: str = EARLIER) -> None:
    """Make the database that an earlier version of Docket was killed over."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        written = FOLDER / f"written_by_{commit}.dump"
        connection.executescript(written.read_text(encoding="utf-8"))
