"""What is PostgreSQL's own: connections that are lost, commits nobody heard of, and who may not start."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from itertools import count
from threading import Barrier, Event

import psycopg
import pytest
from psycopg.rows import TupleRow, dict_row

from bot.scheduling.jobs.retries import due
from bot.scheduling.ports.store import Decision, ReferenceTaken
from bot.scheduling.tasks.provider import Book
from bot.scheduling.tasks.queue import Queue
from bot.store import CannotOpen, open_database, open_store
from bot.store.ports import ManagedStore
from bot.store.postgresql.schema import STEPS, Step, set_up
from tests.builders import NOW, TEAM, a_booking, an_entry, later
from tests.postgresql import database
from tests.store.postgresql.proxy import Proxy, proxied
from tests.store.steps import Taker, refs, take_one
from tests.waiting import wait_until

AT_ONCE = 4


@pytest.fixture
def url() -> Iterator[str]:
    """Give the address of an empty database."""
    with database() as url:
        yield url


@pytest.fixture
def store(url: str) -> Iterator[ManagedStore]:
    with closing(open_store(url)) as store:
        yield store


@pytest.fixture
def admin(url: str) -> Iterator[psycopg.Connection[TupleRow]]:
    """Give a connection beside the store's."""
    with closing(psycopg.connect(url, autocommit=True)) as connection:
        yield connection


def cut_off_everybody(admin: psycopg.Connection[TupleRow]) -> None:
    """Let the server end all connections but this one, as when it is started anew."""
    admin.execute(
        "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity"
        " WHERE datname = current_database() AND pid != pg_backend_pid()"
    )


def test_an_empty_database_is_set_up_by_one_of_those_who_open_it_at_once(
    url: str, admin: psycopg.Connection[TupleRow]
) -> None:
    together = Barrier(AT_ONCE)

    def open_and_close(_: int) -> None:
        together.wait(timeout=30)
        open_store(url).close()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(open_and_close, range(AT_ONCE)))
    steps = admin.execute("SELECT count(*), count(DISTINCT name) FROM steps").fetchone()
    assert steps
    assert steps[0] == steps[1] > 0


def test_a_database_without_tables_is_refused_where_they_must_be_there(
    url: str, admin: psycopg.Connection[TupleRow]
) -> None:
    with pytest.raises(CannotOpen, match=r"no tables of Docket's"):
        open_store(url, create=False)
    assert admin.execute("SELECT to_regclass('bookings')").fetchone() == (None,)


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://docket:very-secret@127.0.0.1:1/docket",
        "postgresql://docket:very-secret@127.0.0.1:port/docket",
        "postgresql://docket:very-secret@127.0.0.1/docket?nonsense=1",
    ],
)
def test_why_it_cannot_be_opened_is_said_without_the_password(url: str) -> None:
    with pytest.raises(CannotOpen) as refused:
        open_store(url)
    assert "DATABASE_URL" in str(refused.value)
    assert "very-secret" not in str(refused.value)


def test_where_it_is_is_said_without_the_password(url: str) -> None:
    with proxied(url) as (_, other), closing(open_store(f"{other}&password=very-secret")) as store:
        assert store.location.startswith("postgresql://127.0.0.1/docket_")
        assert "very-secret" not in store.location


def test_no_statement_is_compiled_before_it_is_carried_out(url: str) -> None:
    with closing(open_database(url)) as opened, opened.reading():
        assert opened.query("SHOW jit") == [{"jit": "off"}]


def test_connections_that_were_cut_off_are_made_anew(
    store: ManagedStore, admin: psycopg.Connection[TupleRow]
) -> None:
    store.add(a_booking("S-0001"), Decision(key="first", entry=an_entry()))
    cut_off_everybody(admin)
    assert store.is_readable()
    cut_off_everybody(admin)
    store.add(a_booking("S-0002"), Decision(key="second", entry=an_entry()))
    assert refs(store) == ["S-0001", "S-0002"]


def test_a_listener_that_was_cut_off_hears_of_other_processes_again(
    store: ManagedStore, url: str, admin: psycopg.Connection[TupleRow]
) -> None:
    heard = Event()

    class Listener(Taker):
        def wake(self, *queues: Queue) -> None:
            """Take in that another process has written work."""
            assert not queues
            heard.set()

    store.deliver_to(Listener())
    with closing(open_store(url)) as other:
        for n, cut_off in enumerate((False, True)):
            if cut_off:
                cut_off_everybody(admin)
            heard.clear()
            for attempt in range(600):
                decision = Decision(
                    key=f"{n} {attempt}", entry=an_entry(), then=due(Book(), at=NOW)
                )
                other.add(a_booking(f"S-{n}-{attempt}"), decision)
                if heard.wait(0.05):
                    break
            assert heard.is_set()


def test_a_commit_nobody_heard_of_is_found_to_be_done(url: str) -> None:
    with proxied(url) as (proxy, address), closing(open_store(address)) as store:
        proxy.drops_commits = True
        store.add(a_booking(), Decision(key="form", entry=an_entry(), then=due(Book(), at=NOW)))
        assert not proxy.drops_commits, "the line was cut"
        assert refs(store) == ["S-7K2M"]
        with pytest.raises(ReferenceTaken):
            store.add(a_booking(), Decision(key="other form", entry=an_entry()))


def test_a_commit_that_was_not_done_is_known_not_to_be(
    url: str, admin: psycopg.Connection[TupleRow]
) -> None:
    """A trigger that waits until all else is written lets the commit fail."""
    with proxied(url) as (proxy, address), closing(open_store(address)) as store:
        admin.execute(
            "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS"
            " $$ BEGIN RAISE EXCEPTION 'no' USING ERRCODE = 'admin_shutdown'; END $$"
        )
        admin.execute(
            "CREATE CONSTRAINT TRIGGER refusing AFTER INSERT ON bookings"
            " DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION refuse()"
        )
        for drops in (False, True):
            proxy.drops_commits = drops
            with pytest.raises(psycopg.OperationalError):
                store.add(a_booking(), Decision(key="form", entry=an_entry()))
        admin.execute("DROP TRIGGER refusing ON bookings")
        store.add(a_booking(), Decision(key="form", entry=an_entry()))
        assert refs(store) == ["S-7K2M"]


def test_what_a_dead_process_has_locked_is_everybodys_again(store: ManagedStore, url: str) -> None:
    with proxied(url) as (proxy, address), closing(open_store(address)) as dying:
        decision = Decision(key="form", entry=an_entry(), then=due(Book(), at=NOW))
        dying.add(a_booking(), decision)
        _cut_off_while_writing(dying, proxy)
        store.change(
            TEAM, "S-7K2M", Decision(key="move", entry=an_entry()), transition=lambda now: now
        )
        assert take_one(store, Queue.PREVAIL, now=later(minutes=1), lease=later(minutes=1) - NOW)


def _cut_off_while_writing(dying: ManagedStore, proxy: Proxy) -> None:
    """Let a process be gone while it holds a booking."""

    def transition(_: object) -> None:
        proxy.cut()
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        dying.change(
            TEAM,
            "S-7K2M",
            Decision(key="dies", entry=an_entry()),
            transition=transition,  # type: ignore[arg-type] # it never comes to that
        )


def test_a_server_that_is_only_read_from_is_no_place_for_decisions(
    store: ManagedStore, admin: psycopg.Connection[TupleRow]
) -> None:
    assert store.is_writable()
    (name,) = admin.execute("SELECT current_database()").fetchone() or ("",)
    admin.execute(f"ALTER DATABASE {name} SET default_transaction_read_only = on".encode())
    cut_off_everybody(admin)
    wait_until(store.is_readable)
    assert not store.is_writable()


@pytest.mark.parametrize("off", ["1 hour", "-1 hour"])
def test_a_machine_whose_clock_is_not_the_servers_is_refused(
    url: str, admin: psycopg.Connection[TupleRow], off: str
) -> None:
    """Leases are told by the clock of whoever takes them."""
    admin.execute("CREATE SCHEMA early")
    admin.execute(
        "CREATE FUNCTION early.clock_timestamp() RETURNS timestamptz LANGUAGE sql AS"
        f" $$ SELECT pg_catalog.clock_timestamp() + interval '{off}' $$".encode()
    )
    (name,) = admin.execute("SELECT current_database()").fetchone() or ("",)
    admin.execute(f"ALTER DATABASE {name} SET search_path = early, public, pg_catalog".encode())
    with pytest.raises(CannotOpen, match="3600 seconds apart"):
        open_store(url)


def test_tables_are_changed_while_processes_of_the_version_before_work_on(
    url: str, store: ManagedStore, admin: psycopg.Connection[TupleRow]
) -> None:
    stop = Event()

    def work(name: int) -> None:
        for n in count():
            if stop.is_set():
                return
            decision = Decision(key=f"{name} {n}", entry=an_entry(), then=due(Book(), at=NOW))
            store.add(a_booking(f"S-{name}-{n}"), decision)
            assert store.pending(TEAM, ref=f"S-{name}-{n}")

    with ThreadPoolExecutor(AT_ONCE) as pool:
        working = [pool.submit(work, name) for name in range(AT_ONCE)]
        for n in range(10):
            later = f"ALTER TABLE work ADD later_{n} INT", f"ALTER TABLE bookings ADD later_{n} INT"
            with psycopg.connect(url, autocommit=True, row_factory=dict_row) as connection:
                set_up(connection, create=True, steps=[*STEPS, Step(f"later {n}", later)])
        stop.set()
    for each in working:
        each.result()
    assert admin.execute("SELECT count(*) FROM steps WHERE name LIKE 'later %'").fetchone() == (10,)
