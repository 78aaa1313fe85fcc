"""What is SQLite's own: the file, its tables, and what happens when it cannot be read or written."""

import sqlite3
import stat
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from threading import Barrier

import pytest

from bot.scheduling.model.appointment import Appointment
from bot.scheduling.ports.results import Outcome, Postponed
from bot.scheduling.ports.store import Decision, Search
from bot.scheduling.tasks.queue import Queue
from bot.scheduling.tasks.slack import ShowCard
from bot.store import CannotOpen
from bot.store.sql.store import SqlStore
from bot.store.sqlite.database import SqliteDatabase
from tests.builders import NOW, TEAM, a_booking, an_appointment, an_entry, later
from tests.sqlite import open_sqlite
from tests.store.steps import LEASE, add, taken

AT_ONCE = 4


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "a folder" / "docket.db"


@pytest.fixture
def store(path: Path) -> Iterator[SqlStore]:
    with closing(open_sqlite(path)) as store:
        yield store


def steps(path: Path) -> list[str]:
    """Return the steps that the file's tables have taken."""
    with closing(sqlite3.connect(path)) as connection:
        rows = connection.execute("SELECT name FROM _sqlite_migrations").fetchall()
    return [name for (name,) in rows]


def test_the_file_is_made_with_its_folder_and_is_for_its_owner_alone(
    store: SqlStore, path: Path
) -> None:
    store.add(a_booking(), Decision(key="form", entry=an_entry()))
    assert path in path.parent.iterdir()
    for file in path.parent.iterdir():
        assert stat.S_IMODE(file.stat().st_mode) == 0o600, file.name


def test_tables_are_made_once(store: SqlStore, path: Path) -> None:
    store.add(a_booking(), Decision(key="form", entry=an_entry()))
    with closing(open_sqlite(path)) as again:
        assert again.get(TEAM, "S-7K2M") == a_booking()
    assert len(steps(path)) == len(set(steps(path)))


def test_ids_of_appointments_kept_as_they_came_are_found_folded(path: Path) -> None:
    """As a database has them that was written before ids were folded."""
    booking = an_appointment(booked=Appointment(id="550E8400-E29B-41D4-A716-446655440000"))
    with closing(open_sqlite(path)) as store:
        store.add(booking, Decision(key="form", entry=an_entry()))
        store.add(an_appointment("P-0002"), Decision(key="other", entry=an_entry()))
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(
            "UPDATE bookings SET link = ? WHERE ref = ?", [booking.remote_id, booking.ref]
        )
        connection.execute(
            "DELETE FROM _sqlite_migrations WHERE name = 'appointments_by_folded_id'"
        )
    with closing(open_sqlite(path)) as store:
        assert store.select(Search(team=TEAM, remote_id=booking.remote_key)) == [booking]
        assert store.get(TEAM, "P-0002") == an_appointment("P-0002")


def test_what_an_earlier_version_may_have_posted_is_looked_for(path: Path) -> None:
    """As it wrote down no tries, it is looked for about when its process ended, or its try was put off."""
    with closing(open_sqlite(path)) as store:
        for ref in ("S-0001", "S-0002", "S-0003"):
            add(store, a_booking(ref, channel=ref), ShowCard())
        taken(store, Queue.SLACK)
        store.postpone(taken(store, Queue.SLACK), Postponed(at=later(minutes=1)))
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("ALTER TABLE work DROP COLUMN tried")
        connection.execute("ALTER TABLE work DROP COLUMN cursor")
        forgotten = "DELETE FROM _sqlite_migrations WHERE name = 'tries_of_unknown_outcome'"
        connection.execute(forgotten)
    with closing(open_sqlite(path)) as store:
        tries = []
        for _ in range(3):
            job = taken(store, Queue.SLACK, at=later(minutes=2))
            store.finish(job, outcome=Outcome(), at=later(minutes=2))
            tries.append(job.unresolved)
    assert [each and each.at for each in tries] == [NOW + LEASE, None, later(minutes=1)]


def test_a_step_that_is_cut_off_is_taken_again_whole(path: Path) -> None:
    path.parent.mkdir()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE work (id INTEGER)")
    with pytest.raises(CannotOpen, match="work already exists"):
        open_sqlite(path)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("DROP TABLE work")
    with closing(open_sqlite(path)) as store:
        store.add(a_booking(), Decision(key="form", entry=an_entry()))


def test_an_empty_file_is_set_up_by_one_of_those_who_open_it_at_once(tmp_path: Path) -> None:
    together = Barrier(AT_ONCE)

    def open_and_close(path: Path) -> None:
        together.wait(timeout=10)
        open_sqlite(path).close()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        for n in range(25):
            path = tmp_path / f"{n}.db"
            list(pool.map(open_and_close, [path] * AT_ONCE))
            assert len(steps(path)) == len(set(steps(path)))


def test_opening_waits_for_whoever_is_setting_the_file_up(path: Path) -> None:
    path.parent.mkdir()
    with closing(sqlite3.connect(path)) as first, ThreadPoolExecutor(1) as pool:
        first.execute("CREATE TABLE something (id INTEGER)")
        first.execute("BEGIN IMMEDIATE")
        opening = pool.submit(open_sqlite, path)
        with pytest.raises(TimeoutError):
            opening.result(timeout=0.1)
        first.rollback()
        opening.result(timeout=10).close()


def test_a_store_that_can_be_read_says_so_until_it_cannot(store: SqlStore, path: Path) -> None:
    assert store.is_readable()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("ALTER TABLE bookings RENAME TO mislaid")
    assert not store.is_readable()


def test_a_write_that_fails_at_the_very_end_does_not_spoil_the_next(
    store: SqlStore, path: Path
) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(
            """
            CREATE TABLE nobody (id INTEGER PRIMARY KEY);
            CREATE TABLE orphan (id REFERENCES nobody DEFERRABLE INITIALLY DEFERRED);
            CREATE TRIGGER break_commit AFTER INSERT ON history WHEN new.what = 'spoilt'
            BEGIN INSERT INTO orphan VALUES (1); END;
            """
        )
    assert isinstance(store._db, SqliteDatabase)
    store._db._db.conn.execute("PRAGMA foreign_keys = ON")
    with pytest.raises(sqlite3.IntegrityError, match="FOREIGN KEY"):
        store.note(TEAM, "S-7K2M", entry=an_entry("spoilt"))
    store.note(TEAM, "S-7K2M", entry=an_entry("fine"))
    assert [entry.what for entry in store.history(TEAM, "S-7K2M")] == ["fine"]


def test_what_is_no_database_is_refused(path: Path) -> None:
    path.parent.mkdir()
    path.write_text("This is a letter to my aunt, and quite a long one at that. " * 20)
    with pytest.raises(CannotOpen, match="not a database"):
        open_sqlite(path)
