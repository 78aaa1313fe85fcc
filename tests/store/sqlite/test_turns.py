"""In which order threads write into the file: first those who cannot wait."""

import linecache
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from bot.scheduling.tasks.queue import Queue
from bot.store.encryption import Keys
from bot.store.sql.store import SqlStore
from bot.store.sqlite import fair_lock
from bot.store.sqlite.database import SqliteDatabase
from tests.builders import NOW
from tests.waiting import PATIENCE, wait_until

ANSWERS = "answers a person"
LEASE = timedelta(seconds=10)

Action = Callable[[], object]


def patience(seconds: float) -> float:
    """Give threads that answer a person little time."""
    return min(seconds, PATIENCE) if threading.current_thread().name == ANSWERS else seconds


@pytest.fixture
def db(tmp_path: Path) -> Iterator[SqliteDatabase]:
    with closing(SqliteDatabase(tmp_path / "docket.db", keys=Keys(), patience=patience)) as db:
        yield db


def waiting_thread(action: Action, *, name: str | None = None) -> threading.Thread:
    """Start a thread, and return it as soon as it waits for the file."""
    thread = threading.Thread(target=action, name=name)
    thread.start()
    wait_until(lambda: is_waiting(thread))
    return thread


def is_waiting(thread: threading.Thread) -> bool:
    """Return whether a thread waits for its turn at a lock."""
    frame = sys._current_frames().get(thread.ident or 0)
    if frame is None or frame.f_code.co_filename != fair_lock.__file__:
        return False
    return "turn.acquire(timeout" in linecache.getline(fair_lock.__file__, frame.f_lineno)


def test_whoever_answers_a_person_waits_for_one_that_has_time_at_most(db: SqliteDatabase) -> None:
    written: list[str] = []

    def write() -> None:
        with db.writing():
            written.append(threading.current_thread().name)

    with db.writing(ahead=True):
        names = ["works", "works", "works", ANSWERS, ANSWERS]
        threads = [waiting_thread(write, name=name) for name in names]
    for thread in threads:
        thread.join(PATIENCE)
    assert written == ["works", ANSWERS, ANSWERS, "works", "works"]


@pytest.mark.parametrize(
    "cannot_wait",
    [
        lambda store: store.renew(["a lease"], until=NOW + LEASE),
        lambda store: store.take(Queue.PREVAIL, now=NOW, lease=LEASE, most=1),
    ],
    ids=["renewing leases", "taking work"],
)
def test_leases_do_not_run_out_however_much_waits_to_be_written(
    db: SqliteDatabase, cannot_wait: Callable[[SqlStore], object]
) -> None:
    store, done = SqlStore(db), threading.Event()
    was_done: list[bool] = []

    def write() -> None:
        with db.writing():
            was_done.append(bool(was_done) and done.wait(PATIENCE))

    def go_ahead() -> None:
        cannot_wait(store)
        done.set()

    with db.writing(ahead=True):
        threads = [waiting_thread(action) for action in (write, write, write, go_ahead)]
    for thread in threads:
        thread.join(PATIENCE)
    assert was_done == [False, True, True]
