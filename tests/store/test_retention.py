"""Retention: what ended long ago says nothing about people any more, and still who did what and when."""

import logging
import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from bot.scheduling.jobs.retries import due
from bot.scheduling.model.booking import Booking
from bot.scheduling.model.record import Record, State
from bot.scheduling.model.reference import Kind
from bot.scheduling.model.transitions import begin_retry
from bot.scheduling.personal_data import ERASED, LegalHolds
from bot.scheduling.ports.results import Outcome
from bot.scheduling.ports.store import Decision, Search
from bot.scheduling.tasks.provider import Cancel
from bot.scheduling.tasks.queue import Queue, Task
from bot.settings import SQLITE
from bot.store.ports import ManagedStore
from bot.store.retention import Retention
from bot.times.moment import Moment
from bot.worker import Workers
from tests.builders import MOMENT, NOW, OWNER, TEAM, a_booking, a_session, an_agent, an_entry
from tests.complete_records import complete_records
from tests.store.crowd import opened
from tests.store.steps import take_one
from tests.store.written_before import write_as_before
from tests.waiting import wait_until

KEEP = timedelta(days=30)
END = MOMENT.instant + timedelta(hours=1)
EVERYTHING = Search(team=TEAM, kinds=frozenset(Kind))

OpenStore = Callable[[], ManagedStore]


# Sealed text may hold any four letters by chance, but none of its own marks follow the word as typed.
HUSHED = re.compile(rb"(?i)hush(word|[^\w-])")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "docket.db"


@pytest.fixture(params=["plain", "encrypted"])
def open_store(request: pytest.FixtureRequest, path: Path) -> Iterator[OpenStore]:
    """Open the same database as often as a test likes."""
    keys = [Fernet.generate_key().decode()] if request.param == "encrypted" else []
    with ExitStack() as stack:
        yield lambda: stack.enter_context(closing(opened(f"{SQLITE}{path}", *keys)))


@pytest.fixture
def store(open_store: OpenStore) -> ManagedStore:
    return open_store()


def add(store: ManagedStore, booking: Record, *tasks: Task) -> None:
    """Write a booking whose history says something about people."""
    scheduled = due(*tasks, at=NOW)
    store.add(
        booking, Decision(key=booking.ref, entry=an_entry(text="HUSH said so"), then=scheduled)
    )


def sweep(store: ManagedStore, *, at: datetime, holds: frozenset[str] = frozenset()) -> int:
    """Blank what is due at this time."""
    return Retention(store.archive, keep=KEEP, holds=LegalHolds(holds), clock=lambda: at).sweep()


def hushed(store: ManagedStore) -> list[str]:
    """Return the references of what still says something about people."""
    return [b.ref for b in store.select(EVERYTHING) if "hush" in b.model_dump_json().lower()]


def found_by_words(store: ManagedStore) -> list[str]:
    """Return the references of what is found by a word that says something about people."""
    return [booking.ref for booking in store.select(replace(EVERYTHING, words=("hushwordtitle",)))]


def _when(record: Record) -> Moment | datetime:
    return record.moment if isinstance(record, Booking) else record.created


def test_what_ended_so_long_ago_is_blanked_in_every_kind_and_the_audit_stays(
    store: ManagedStore, path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    for booking in complete_records():
        add(store, booking)
    assert found_by_words(store) != []
    assert sweep(store, at=END + KEEP) == len(complete_records())
    assert found_by_words(store) == []
    for before in complete_records():
        now = store.get(TEAM, before.ref)
        assert now
        assert (now.owner, now.state, _when(now)) == (before.owner, before.state, _when(before))
        (entry,) = store.history(TEAM, before.ref)
        assert entry == an_entry()
    files = [file for file in path.parent.iterdir() if HUSHED.search(file.read_bytes())]
    assert files == []
    assert (
        f"blanked personal details in {len(complete_records())} bookings and 0 notes" in caplog.text
    )
    assert "hush" not in caplog.text.lower()


@pytest.mark.parametrize("state", State)
def test_it_is_done_once_its_days_are_over_whatever_became_of_it(
    store: ManagedStore, state: State
) -> None:
    add(store, a_booking(state=state, session=a_session(title="HUSH")))
    assert sweep(store, at=END + KEEP - timedelta(seconds=1)) == 0
    assert hushed(store) == ["S-7K2M"]
    assert sweep(store, at=END + KEEP) == 1
    assert sweep(store, at=END + KEEP) == 0
    assert [b.title for b in store.select(EVERYTHING)] == [ERASED]


def test_what_is_on_hold_stays_with_the_agent_that_goes_along(store: ManagedStore) -> None:
    add(store, a_booking(session=a_session(title="HUSH", case="44-Roe")))
    add(
        store,
        a_booking("S-0002", session=a_session(title="HUSH", case="45"), remote_session_id="x"),
    )
    add(store, an_agent(of_session="S-7K2M", dashboard="https://hush.example"))
    assert sweep(store, at=END + KEEP, holds=frozenset({"44-ROE"})) == 1
    assert sorted(hushed(store)) == ["A-7K2M", "S-7K2M"]
    assert sweep(store, at=END + KEEP) == 2


def test_what_is_still_to_be_done_comes_first(store: ManagedStore) -> None:
    add(store, a_booking(session=a_session(title="HUSH")), Cancel(by=OWNER, reason="HUSH"))
    assert sweep(store, at=END + KEEP) == 0
    job = take_one(store, Queue.PREVAIL, now=NOW, lease=KEEP)
    assert job
    store.finish(job, outcome=Outcome())
    assert sweep(store, at=END + KEEP) == 1


def test_work_that_was_set_aside_goes_as_well(store: ManagedStore, path: Path) -> None:
    add(store, a_booking(session=a_session(title="HUSH")), Cancel(by=OWNER, reason="HUSH"))
    with closing(sqlite3.connect(path)) as connection:
        connection.execute('UPDATE work SET task = \'{"reason": "HUSH\'')
        connection.commit()
    assert take_one(store, Queue.PREVAIL, now=NOW, lease=KEEP) is None
    assert sweep(store, at=END + KEEP) == 1
    assert store.unread() == []
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT count(*) FROM work").fetchone() == (0,)


def test_what_is_typed_again_afterwards_has_its_days_anew(store: ManagedStore) -> None:
    add(store, a_booking(state=State.FAILED, session=a_session(title="HUSH")))
    assert sweep(store, at=END + KEEP) == 1
    again = a_booking(session=a_session(title="HUSH again"))
    store.change(
        TEAM,
        "S-7K2M",
        Decision(key="again", entry=an_entry("tried again")),
        transition=lambda booking: begin_retry(booking, again),
    )
    assert hushed(store) == ["S-7K2M"]
    assert sweep(store, at=END + KEEP) == 1


def test_what_an_earlier_version_had_deleted_is_gone_from_the_file_as_well(
    path: Path, open_store: OpenStore
) -> None:
    """It let SQLite leave what is deleted in unused parts of the file."""
    write_as_before(path)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA secure_delete = OFF")
        # A blank stands in no sealed text, which may hold any four letters by chance.
        connection.execute(
            "CREATE TABLE gone AS SELECT 'HUSH, HUSH' || hex(zeroblob(9000)) AS text"
        )
        connection.execute("DROP TABLE gone")
        connection.commit()
    assert b"HUSH, HUSH" in path.read_bytes()
    open_store()
    assert b"HUSH, HUSH" not in path.read_bytes()


def test_notes_about_no_booking_lose_their_texts_after_as_many_days(store: ManagedStore) -> None:
    add(store, a_booking())
    store.note(TEAM, "appointments", entry=an_entry("looked up", text="hush@patient.example"))
    later = an_entry("looked up", at=NOW + KEEP, text="hush@other.example")
    store.note(TEAM, "appointments", entry=later)
    assert sweep(store, at=NOW + KEEP + timedelta(seconds=1)) == 0
    assert store.history(TEAM, "appointments") == [an_entry("looked up"), later]
    assert store.history(TEAM, "S-7K2M") == [an_entry(text="HUSH said so")]


def test_one_that_cannot_be_read_holds_up_none(store: ManagedStore, path: Path) -> None:
    add(store, a_booking(session=a_session(title="HUSH")))
    add(store, a_booking("S-0001", session=a_session(title="HUSH"), remote_session_id="x"))
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE bookings SET data = '{' WHERE ref = 'S-0001'")
        connection.commit()
    assert sweep(store, at=END + KEEP) == 1


def test_it_runs_by_itself_at_start_in_each_of_several_processes(open_store: OpenStore) -> None:
    stores = [open_store() for _ in range(3)]
    for n in range(20):
        add(
            stores[0],
            a_booking(f"S-{n:04}", session=a_session(title="HUSH"), remote_session_id=f"{n}"),
        )
    at = END + KEEP
    holds = LegalHolds(frozenset())
    workers = [
        Workers(
            store,
            runners={},
            give_up=lambda *_: Outcome(),
            clock=lambda: at,
            hourly=Retention(store.archive, keep=KEEP, holds=holds, clock=lambda: at).sweep,
        )
        for store in stores
    ]
    for each in workers:
        each.start()
    wait_until(lambda: hushed(stores[0]) == [])
    assert all(each.are_alive() for each in workers)
    for each in workers:
        each.stop()


def test_an_hourly_job_that_fails_ends_nothing(
    store: ManagedStore, caplog: pytest.LogCaptureFixture
) -> None:
    def fail() -> None:
        raise ZeroDivisionError

    workers = Workers(
        store, runners={}, give_up=lambda *_: Outcome(), clock=lambda: NOW, hourly=fail
    )
    workers.start()
    wait_until(lambda: "the hourly job failed" in caplog.text)
    assert workers.are_alive()
    workers.stop()
    assert caplog.text.count("the hourly job failed") == 1
