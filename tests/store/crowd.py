"""python -m tests.store.crowd DATABASE_URL NAME KEY…: one process of several that use a store at once.

Each of its threads makes bookings and notes on its own and changes one that everybody changes,
while others of its threads take whatever work there is, whoever wrote it, until none is left.
"""

import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta

from pydantic import SecretStr

from bot.scheduling.jobs.retries import due
from bot.scheduling.model.booking import Booking, Changes
from bot.scheduling.ports.results import Outcome
from bot.scheduling.ports.store import Decision, Store, UsedKey
from bot.scheduling.tasks.provider import Book
from bot.scheduling.tasks.queue import Queue
from bot.scheduling.tasks.slack import ShowCard
from bot.store import open_store
from bot.store.ports import ManagedStore
from tests.builders import NOW, TEAM, a_booking, a_session, an_entry
from tests.store.steps import take_one

THREADS = 4
BOOKINGS = 5
SHARED = "S-0000"
LEASE = timedelta(minutes=1)


def opened(url: str, *keys: str) -> ManagedStore:
    """Open the store at an address, with the keys it is encrypted with."""
    return open_store(url, keys=secrets(*keys))


def secrets(*keys: str) -> list[SecretStr]:
    """Return keys as settings have them."""
    return [SecretStr(key) for key in keys]


def make(store: Store, *, name: str) -> None:
    """Make bookings and count each of them in everybody's booking."""
    for n in range(BOOKINGS):
        booking = a_booking(f"S-{name}-{n}")
        work = due(Book(), ShowCard(), at=NOW)
        store.add(booking, Decision(key=booking.ref, entry=an_entry(), then=work))
        store.note(TEAM, booking.ref, entry=an_entry("noted"))
        store.change(
            TEAM,
            SHARED,
            Decision(key=f"count {booking.ref}", entry=an_entry("counted")),
            transition=count,
        )


def count(booking: Booking) -> Booking:
    """Add one, in the booking's title."""
    return booking.with_changes(Changes(title=str(int(booking.title) + 1)))


def work(store: Store, *, queue: Queue) -> None:
    """Carry out what there is, leaving a note for each piece."""
    while (taken := take_one(store, queue, now=NOW, lease=LEASE)) is not None:
        store.note(TEAM, taken.ref, entry=an_entry(f"did {taken.task.kind}"))
        store.finish(taken, outcome=Outcome())


def crowd(store: Store, *, name: str) -> None:
    """Do all of it at once; whoever comes first makes everybody's booking."""
    shared = a_booking(SHARED, session=a_session(title="0"))
    with suppress(UsedKey):
        store.add(shared, Decision(key=SHARED, entry=an_entry()))
    with ThreadPoolExecutor(2 * THREADS) as pool:
        done = [pool.submit(make, store, name=f"{name}{n}") for n in range(THREADS)]
        done += [pool.submit(work, store, queue=queue) for queue in Queue] * (THREADS // 2)
    for future in done:
        future.result()
    for queue in Queue:
        work(store, queue=queue)


if __name__ == "__main__":
    crowd(opened(sys.argv[1], *sys.argv[3:]), name=sys.argv[2])
