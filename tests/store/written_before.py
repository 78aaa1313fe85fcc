"""A database as commit 79c0c8f left it: bookings of every kind, their history, work of every kind."""

import sqlite3
from contextlib import closing
from pathlib import Path

WRITTEN = Path(__file__).parent / "written_by_79c0c8f.sql"


def write_as_before(path: Path) -> None:
    """Make the database that the earlier version of Docket was killed over."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.executescript(WRITTEN.read_text(encoding="utf-8"))
