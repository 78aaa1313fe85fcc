"""A database is copied into another of any kind, with all that is under way, and then closed."""

import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import psycopg
import pytest
from cryptography.fernet import Fernet

from bot.scheduling.model.limits import Count, Counted
from bot.scheduling.ports.results import Outcome, SetAside
from bot.scheduling.ports.store import Decision, Store, UsedKey
from bot.scheduling.tasks.provider import Book
from bot.scheduling.tasks.queue import Queue
from bot.scheduling.tasks.slack import ShowCard
from bot.store import CannotOpen, open_database
from bot.store.copying import NotEmpty, NotTheSame, copy
from bot.store.sql.tables import TABLES
from tests.builders import NOW, TEAM, a_booking, a_session, an_entry, later
from tests.postgresql import database
from tests.store import crowd
from tests.store.steps import LEASE, add, refs, taken

KINDS = ("sqlite", "postgresql")


@pytest.fixture(params=[f"{a} to {b}" for a in KINDS for b in KINDS])
def urls(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[str, str]]:
    """Give the addresses of two empty databases, of each kind."""
    with ExitStack() as stack:
        first, second = (
            stack.enter_context(database())
            if kind == "postgresql"
            else f"sqlite:///{tmp_path / f'{n}.db'}"
            for n, kind in enumerate(str(request.param).split(" to "))
        )
        yield first, second


def fill(store: Store) -> None:
    """Write something into every table."""
    for n in range(3):
        session = a_session(title=f"Doe — “v.” Ünïcode {n}")
        add(store, a_booking(f"S-000{n}", session=session), Book(), ShowCard())
    count = Count(what=Counted.BOOKINGS, amount=1, most=5)
    decision = Decision(key="form", entry=an_entry(text="<b>\n\t\\N \\."), counts=[count])
    store.add(a_booking(), decision)
    store.record_zone_data_version("2026a", at=NOW)
    store.set_aside(taken(store, Queue.SLACK), SetAside(), at=NOW)
    store.finish(taken(store, Queue.SLACK), outcome=Outcome(), at=NOW)


def copy_all(source: str, target: str, *keys: str) -> None:
    with (
        closing(open_database(source, keys=crowd.secrets(*keys))) as before,
        closing(open_database(target)) as after,
    ):
        copied = copy(before, after, at=NOW)
    assert [table.name for table in copied] == list(TABLES)
    rows = {table.name: table.rows for table in copied}
    assert (rows["bookings"], rows["decisions"], rows["history"]) == (4, 4, 4)


@pytest.mark.parametrize("keys", [[], [Fernet.generate_key().decode()]], ids=["plain", "encrypted"])
def test_everything_is_copied_and_what_was_under_way_goes_on_there(
    urls: tuple[str, str], keys: list[str]
) -> None:
    before, after = urls
    with closing(crowd.opened(before, *keys)) as old:
        fill(old)
        job, history = taken(old), old.history(TEAM, "S-7K2M")
        bookings, pending = [old.get(TEAM, ref) for ref in refs(old)], old.pending(TEAM)
        copy_all(before, after, *keys)
        with pytest.raises(CannotOpen, match=r"was copied to .* and is no longer used"):
            old.finish(job, outcome=Outcome())
    with pytest.raises(CannotOpen, match="Set DATABASE_URL to that one"):
        crowd.opened(before, *keys)
    with closing(crowd.opened(after, *keys)) as new:
        assert [new.get(TEAM, ref) for ref in refs(new)] == bookings
        assert (new.history(TEAM, "S-7K2M"), new.pending(TEAM)) == (history, pending)
        assert new.zone_data_version() == "2026a"
        again = taken(new, at=NOW + LEASE)
        assert (again.ref, again.task, again.attempt) == (job.ref, job.task, 2)
        with pytest.raises(UsedKey):
            new.add(a_booking("S-0009"), Decision(key="form", entry=an_entry()))
        add(new, a_booking("S-0009"), Book())
        assert new.history(TEAM, "S-0009"), "its number is a new one"
        assert new.is_encrypted() == bool(keys)


def test_what_holds_something_is_not_copied_to(urls: tuple[str, str]) -> None:
    before, after = urls
    with closing(crowd.opened(before)) as old, closing(crowd.opened(after)) as other:
        fill(old)
        add(other, a_booking())
        with (
            closing(open_database(before)) as source,
            closing(open_database(after)) as target,
            pytest.raises(NotEmpty),
        ):
            copy(source, target, at=NOW)
        assert old.is_readable()
        assert refs(other) == ["S-7K2M"]


def test_a_copy_that_is_not_the_same_is_thrown_away(urls: tuple[str, str]) -> None:
    before, after = urls
    with closing(crowd.opened(before)) as old:
        fill(old)
        with closing(open_database(before)) as source, closing(open_database(after)) as target:
            _spoil_what_is_written(after)
            with pytest.raises(NotTheSame, match="bookings: 4 rows there"):
                copy(source, target, at=NOW)
        add(old, a_booking("S-0009"), Book(), at=later(hours=1))
    with closing(crowd.opened(after)) as other:
        assert refs(other) == []


def _spoil_what_is_written(url: str) -> None:
    """Let a database write another owner than it is told."""
    if url.startswith("sqlite"):
        with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as file:
            file.execute(
                "CREATE TRIGGER spoil AFTER INSERT ON bookings"
                " BEGIN UPDATE bookings SET owner = 'U9' WHERE ref = new.ref; END"
            )
        return
    with closing(psycopg.connect(url, autocommit=True)) as connection:
        connection.execute(
            "CREATE FUNCTION spoil() RETURNS trigger LANGUAGE plpgsql AS"
            " $$ BEGIN new.owner := 'U9'; RETURN new; END $$"
        )
        connection.execute(
            "CREATE TRIGGER spoil BEFORE INSERT ON bookings FOR EACH ROW EXECUTE FUNCTION spoil()"
        )


def test_both_kinds_of_database_have_the_same_tables_and_all_are_copied(tmp_path: Path) -> None:
    path = tmp_path / "docket.db"
    with database() as url:
        for each in (f"sqlite:///{path}", url):
            open_database(each).close()
        with closing(psycopg.connect(url)) as connection:
            server = connection.execute(
                "SELECT table_name, column_name FROM information_schema.columns"
                " WHERE table_schema = 'public'"
            ).fetchall()
    with closing(sqlite3.connect(path)) as file:
        local = file.execute(
            "SELECT m.name, c.name FROM sqlite_master m, pragma_table_info(m.name) c"
            " WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite^_%' ESCAPE '^'"
        ).fetchall()
    own = {"steps", "_sqlite_migrations"}
    columns = [{column for column in each if column[0] not in own} for each in (local, server)]
    assert columns[0] == columns[1]
    assert {table for table, _ in columns[0]} == {*TABLES, "moved", "origin"}


@pytest.mark.parametrize("runs_on_it", [False, True])
def test_of_a_restored_backup_the_copy_is_known_as_one_until_somebody_runs_on_it(
    tmp_path: Path, *, runs_on_it: bool
) -> None:
    original, backup, other = (f"sqlite:///{tmp_path / name}" for name in ("1.db", "2.db", "3.db"))
    with closing(crowd.opened(original)) as store:
        fill(store)
        store.hold_restored(now=NOW)
        store.back_up(tmp_path / "2.db")
    if runs_on_it:
        with closing(crowd.opened(backup)) as store:
            store.hold_restored(now=NOW)
    copy_all(backup, other)
    with closing(crowd.opened(other)) as store:
        assert bool(store.hold_restored(now=NOW)) is not runs_on_it
        assert store.hold_restored(now=NOW) == 0
