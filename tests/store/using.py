"""What tests do with a store: write bookings with work, take it, do all there is."""

from collections.abc import Callable
from datetime import datetime, timedelta

from bot.scheduling.jobs.retries import due
from bot.scheduling.model.record import Record
from bot.scheduling.ports.store import Decision, Search, Store
from bot.scheduling.ports.work import Outcome, Transition
from bot.scheduling.tasks.work import Queue, Task, Work
from tests.making import NOW, TEAM, an_entry, later

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


def take(store: Store, queue: Queue = Queue.PREVAIL, *, at: datetime = NOW) -> Work | None:
    return store.take(queue, now=at, lease=LEASE)


def taken(store: Store, queue: Queue = Queue.PREVAIL, *, at: datetime = NOW) -> Work:
    """Take work that must be there."""
    work = take(store, queue, at=at)
    assert work is not None
    return work


def kinds(store: Store) -> list[str]:
    """Do everything there is to do in every queue, and say what it was."""
    done: list[str] = []
    for queue in Queue:
        while (work := take(store, queue, at=later(days=1))) is not None:
            done.append(work.task.kind)
            store.finish(work, outcome=Outcome())
    return done


def fall_over(booking: Record) -> Record:
    raise ZeroDivisionError(booking.ref)


def refs(store: Store, **search: object) -> list[str]:
    return [booking.ref for booking in store.select(Search(team=TEAM, **search))]  # type: ignore[arg-type] # the test's own
