"""A recorder of the work that arrives, and work to be done."""

import threading
from collections.abc import Callable
from datetime import datetime, timedelta

from bot.scheduling.jobs.retries import (
    MIN_ATTEMPTS,
    due,
)
from bot.scheduling.model.record import Record, State
from bot.scheduling.ports.results import Outcome, Postponed, Result, Transition
from bot.scheduling.ports.store import Decision
from bot.scheduling.tasks.queue import Job, Queue, Task
from bot.store.sql.store import SqlStore
from bot.times.moment import utc_now
from bot.worker import Workers
from tests.builders import TEAM, a_booking, an_entry
from tests.store.steps import take_one
from tests.waiting import PATIENCE

SHORT = timedelta(seconds=0.2)


def nothing_follows(_work: Job, _booking: Record) -> Outcome:
    """Give a piece of work up without a word."""
    return Outcome()


OpenStore = Callable[[], SqlStore]
StartWorkers = Callable[..., Workers]


class Recorder:
    """Where work arrives in a test: it counts what came, and can hold on to it."""

    def __init__(self, *, held: bool = False, result: Callable[[], Result] = Outcome) -> None:
        self.came: list[Job] = []
        self._result = result
        self._changed = threading.Condition()
        self._free = threading.Event()
        if not held:
            self._free.set()

    def __call__(self, job: Job, booking: Record | None) -> Result:
        """Take a piece of work in, and give its result once it is let go."""
        assert booking is not None
        assert booking.ref == job.ref
        with self._changed:
            self.came.append(job)
            self._changed.notify_all()
        self._free.wait(PATIENCE)
        return self._result()

    def end(self, job: Job, booking: Record) -> Outcome:
        """Take in a piece of work that is given up, and give its outcome."""
        outcome = self(job, booking)
        assert isinstance(outcome, Outcome)
        return outcome

    def wait_for(self, count: int) -> None:
        """Wait until so many have come."""
        with self._changed:
            assert self._changed.wait_for(lambda: len(self.came) >= count, PATIENCE)

    def cancel(self) -> None:
        """Give the results, of those that are still to come as well."""
        self._free.set()


def add(store: SqlStore, *tasks: Task, ref: str = "S-7K2M", at: datetime | None = None) -> None:
    """Write a booking with work that is due now."""
    scheduled = due(*tasks, at=at or utc_now())
    store.add(a_booking(ref), Decision(key=ref, entry=an_entry(), then=scheduled))


def tried_often(
    store: SqlStore,
    queue: Queue,
    *,
    times: int = MIN_ATTEMPTS - 1,
    transition: Transition | None = None,
) -> None:
    """Count so many tries, else all but the last; the booking makes the transition after each."""
    for _ in range(times):
        job = take_one(store, queue, now=utc_now(), lease=SHORT)
        assert job
        store.postpone(job, Postponed(at=utc_now(), transition=transition))


def kept(store: SqlStore, ref: str = "S-7K2M") -> Record:
    booking = store.get(TEAM, ref)
    assert booking
    return booking


def state_of(store: SqlStore, ref: str = "S-7K2M") -> State:
    return kept(store, ref).state


def fall_over(_work: Job, _booking: Record) -> Result:
    """Be a fault of ours that lasts."""
    raise ZeroDivisionError
