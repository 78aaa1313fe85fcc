"""What tests do with a store: write bookings with work, take it, do all there is."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Self

from bot.scheduling.jobs.retries import due
from bot.scheduling.model.record import Record
from bot.scheduling.ports.results import Outcome, Transition
from bot.scheduling.ports.store import Decision, Search, Store
from bot.scheduling.tasks.queue import Job, Queue, Task
from tests.builders import NOW, TEAM, an_entry, later

LEASE = timedelta(seconds=10)

OpenStore = Callable[[], Store]


def add(store: Store, booking: Record, *tasks: Task, key: str = "", at: datetime = NOW) -> Record:
    """Write a booking with its work."""
    store.add(booking, Decision(key=key or booking.ref, entry=an_entry(), then=due(*tasks, at=at)))
    return booking


def change(
    store: Store,
    ref: str = "S-7K2M",
    *tasks: Task,
    key: str = "second",
    transition: Transition = lambda booking: booking,
) -> Record:
    """Let a booking take a step, with work."""
    then = due(*tasks, at=NOW)
    return store.change(
        TEAM, ref, Decision(key=key, entry=an_entry("changed"), then=then), transition=transition
    )


def take_one(store: Store, queue: Queue, *, now: datetime, lease: timedelta) -> Job | None:
    """Take the job that has been due longest, or None."""
    return next(iter(store.take(queue, now=now, lease=lease, most=1)), None)


def take(store: Store, queue: Queue = Queue.PREVAIL, *, at: datetime = NOW) -> Job | None:
    return take_one(store, queue, now=at, lease=LEASE)


def taken(store: Store, queue: Queue = Queue.PREVAIL, *, at: datetime = NOW) -> Job:
    """Take work that must be there."""
    job = take(store, queue, at=at)
    assert job is not None
    return job


def kinds(store: Store) -> list[str]:
    """Do everything there is to do in every queue, and say what it was."""
    done: list[str] = []
    for queue in Queue:
        while (job := take(store, queue, at=later(days=1))) is not None:
            done.append(job.task.kind)
            store.finish(job, outcome=Outcome())
    return done


def fall_over(booking: Record) -> Record:
    raise ZeroDivisionError(booking.ref)


def refs(store: Store, **search: object) -> list[str]:
    return [booking.ref for booking in store.select(Search(team=TEAM, **search))]  # type: ignore[arg-type] # the test's own


class Taker:
    """Who carries out work in this process: it takes as much as it has threads, and hears of the rest."""

    def __init__(self, *, threads: int = 0, now: datetime = NOW) -> None:
        self.threads = threads
        self.now = now
        self.lease = LEASE
        self.most = 0
        self.begun: list[Job] = []
        self.woken: list[Queue] = []

    @contextmanager
    def reserve(self, queue: Queue, *, most: int) -> Iterator[Self]:
        """Keep threads free while something is taken."""
        del queue
        self.most = min(most, self.threads)
        yield self

    def start(self, job: Job) -> None:
        """Take a job in."""
        self.begun.append(job)

    def wake(self, *queues: Queue) -> None:
        """Take in that there is work to look for."""
        self.woken += queues or Queue
