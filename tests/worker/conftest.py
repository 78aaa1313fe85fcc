"""A store that several processes open, and workers that are stopped after the test."""

from collections.abc import Iterator
from contextlib import ExitStack, closing
from datetime import timedelta
from pathlib import Path

import pytest

from bot.observability.observer import UNOBSERVED, Observer
from bot.scheduling.tasks.queue import Queue
from bot.store.sql.store import SqlStore
from bot.times.moment import UtcClock, utc_now
from bot.worker import STANDSTILL, GiveUp, RunJob, Workers
from tests.sqlite import open_sqlite
from tests.waiting import PATIENCE
from tests.worker.recorder import SHORT, OpenStore, Recorder, StartWorkers, nothing_follows


@pytest.fixture
def open_store(tmp_path: Path) -> Iterator[OpenStore]:
    """Open the same file as often as a test likes, as other processes do."""
    with ExitStack() as stack:
        yield lambda: stack.enter_context(closing(open_sqlite(tmp_path / "docket.db")))


@pytest.fixture
def store(open_store: OpenStore) -> SqlStore:
    return open_store()


@pytest.fixture
def start_workers(open_store: OpenStore) -> Iterator[StartWorkers]:  # noqa: ARG001 - closed after these
    """Start workers for both queues, and stop them after the test."""
    with ExitStack() as stack:

        def start(
            store: SqlStore,
            *,
            prevail: RunJob,
            slack: RunJob | None = None,
            lease: timedelta = SHORT,
            threads: int = 2,
            give_up: GiveUp = nothing_follows,
            standstill: timedelta = STANDSTILL,
            clock: UtcClock = utc_now,
            observer: Observer = UNOBSERVED,
        ) -> Workers:
            workers = Workers(
                store,
                runners={Queue.PREVAIL: prevail, Queue.SLACK: slack or Recorder()},
                give_up=give_up,
                clock=clock,
                threads=threads,
                lease=lease,
                standstill=standstill,
                observer=observer,
            )
            store.deliver_to(workers)
            workers.start()
            stack.callback(workers.stop, within=timedelta(seconds=PATIENCE))
            return workers

        yield start
