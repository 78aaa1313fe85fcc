"""While a new version is rolled out, the one before goes on running beside the new tables."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.sqlite import open_sqlite
from tests.store.written_before import ALL_THAT_IS_STORED, LAST, write_as_before

TABLES = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '%sqlite_%'"


@pytest.mark.parametrize("commit", [LAST, ALL_THAT_IS_STORED])
def test_what_an_earlier_version_reads_and_writes_is_there(tmp_path: Path, commit: str) -> None:
    path = tmp_path / "docket.db"
    write_as_before(path, commit=commit)
    with closing(sqlite3.connect(path)) as earlier, earlier:
        tables = [name for (name,) in earlier.execute(TABLES)]
        assert {"bookings", "counted", "history", "work"} <= {*tables}
        earlier.execute("INSERT INTO counted VALUES ('T1', 'U1', 'bookings', 1, 0)")
        earlier.commit()
        columns = {
            table: [column[1] for column in earlier.execute(f"PRAGMA table_info({table})")]
            for table in tables
        }
        open_sqlite(path).close()
        for table, its in columns.items():
            names, marks = ", ".join(its), ", ".join("?" * len(its))
            written = earlier.execute(f"SELECT {names} FROM {table}").fetchall()  # noqa: S608 - its own
            earlier.execute(f"DELETE FROM {table}")  # noqa: S608 - its own
            again = f"INSERT INTO {table} ({names}) VALUES ({marks})"  # noqa: S608 - its own
            earlier.executemany(again, written)
    with closing(open_sqlite(path)) as store:
        assert store.unread() == []
        assert store.teams() != []
