"""In which order transactions lock what they write: nobody who waits holds what another may wait for."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import LiteralString

import psycopg
import pytest
from psycopg.rows import TupleRow

from bot.scheduling.model.limits import Limits
from bot.scheduling.ports.results import Outcome, SideEffect, Throttled
from bot.scheduling.ports.store import CallLimit, Decision
from bot.scheduling.tasks.provider import Book
from bot.scheduling.tasks.queue import Queue
from bot.scheduling.tasks.slack import ShowCard
from bot.store import open_store
from bot.store.ports import ManagedStore
from tests.builders import NOW, a_booking, an_agent, an_entry, later
from tests.postgresql import database
from tests.store.steps import add, taken
from tests.waiting import wait_until

BOOKING = "SELECT 1 FROM bookings WHERE ref = 'S-7K2M' FOR UPDATE"
# Other tests have databases of their own on the same server.
WAITING = (
    "SELECT count(*) FROM pg_stat_activity"
    " WHERE datname = current_database() AND wait_event_type = 'Lock'"
)
HELD_FOR_PEOPLE = (
    "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND mode = 'ExclusiveLock'"
    " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
)


@dataclass(frozen=True)
class Bench:
    """A store, and another process on its database."""

    store: ManagedStore
    other: psycopg.Connection[TupleRow]
    pool: ThreadPoolExecutor

    @contextmanager
    def held(self, locking: LiteralString, *values: object) -> Iterator[None]:
        """Let the other process hold what this locks."""
        with self.other.transaction():
            self.other.execute(locking, values)
            yield

    def count(self, query: LiteralString) -> int:
        """Return the number that a query comes to."""
        row = self.other.execute(query).fetchone()
        return int(row[0]) if row else 0

    def wait_until_it_waits(self) -> None:
        """Wait until the store waits for what is held."""
        wait_until(lambda: self.count(WAITING) == 1)


@pytest.fixture
def bench() -> Iterator[Bench]:
    with (
        database() as url,
        closing(open_store(url)) as store,
        closing(psycopg.connect(url, autocommit=True)) as other,
        ThreadPoolExecutor() as pool,
    ):
        yield Bench(store, other, pool)


def test_a_new_booking_counts_for_a_person_once_it_has_the_booking_it_goes_along_with(
    bench: Bench,
) -> None:
    add(bench.store, a_booking())
    decision = Decision(
        key="agent", entry=an_entry(), counts=Limits(bookings_per_minute=5).counts(bookings=1)
    )
    also = SideEffect(ref="S-7K2M", transition=lambda booking: booking)
    with bench.held(BOOKING):
        adding = bench.pool.submit(bench.store.add, an_agent(), decision, also=also)
        bench.wait_until_it_waits()
        assert bench.count(HELD_FOR_PEOPLE) == 0
    adding.result(timeout=30)


def test_reminders_of_delays_are_planned_by_who_has_the_bookings(bench: Bench) -> None:
    add(bench.store, a_booking(), ShowCard())
    bench.store.throttle(taken(bench.store, Queue.SLACK), Throttled(wait=None), at=NOW)
    with bench.held(BOOKING):
        planning = bench.pool.submit(
            bench.store.plan_delay_reminders, now=later(hours=1), since=NOW, admins=False, most=9
        )
        bench.wait_until_it_waits()
        bench.other.execute("SELECT 1 FROM work FOR UPDATE NOWAIT")
    assert planning.result(timeout=30) == 1


def test_who_waits_for_a_places_rate_limit_has_none_of_others(bench: Bench) -> None:
    for ref, channel in (("S-0001", "C1"), ("S-0002", "C2")):
        add(bench.store, a_booking(ref, channel=channel), ShowCard())
        bench.store.throttle(taken(bench.store, Queue.SLACK), Throttled(wait=None), at=NOW)
    long_after = NOW + timedelta(hours=2)
    job = taken(bench.store, Queue.SLACK, at=long_after)
    assert job.ref == "S-0001"
    with bench.held("SELECT 1 FROM pace WHERE place = 'C1' FOR UPDATE"):
        finishing = bench.pool.submit(bench.store.finish, job, Outcome(), at=long_after)
        bench.wait_until_it_waits()
        bench.other.execute("SELECT 1 FROM pace WHERE place = 'C2' FOR UPDATE NOWAIT")
    finishing.result(timeout=30)


def test_leases_are_renewed_in_the_order_of_their_work(bench: Bench) -> None:
    for ref, channel in (("S-0001", "C1"), ("S-0002", "C2")):
        add(bench.store, a_booking(ref, channel=channel), ShowCard())
    first, second = (taken(bench.store, Queue.SLACK) for _ in range(2))
    # What was written last stands last in the table, and is what a scan comes to last.
    bench.other.execute("UPDATE work SET lease = lease WHERE id = %s", [first.id])
    with bench.held("SELECT 1 FROM work WHERE id = %s FOR UPDATE", first.id):
        renewing = bench.pool.submit(
            bench.store.renew, [first.lease, second.lease], until=later(minutes=1)
        )
        bench.wait_until_it_waits()
        bench.other.execute("SELECT 1 FROM work WHERE id = %s FOR UPDATE NOWAIT", [second.id])
    assert renewing.result(timeout=30) == {first.lease, second.lease}


def test_work_for_slack_is_taken_by_one_after_the_other(bench: Bench) -> None:
    add(bench.store, a_booking(), Book(), ShowCard())
    with bench.held("SELECT pg_advisory_xact_lock(hashtextextended('docket work for Slack', 0))"):
        assert taken(bench.store, Queue.PREVAIL).task == Book()
        taking = bench.pool.submit(taken, bench.store, Queue.SLACK)
        bench.wait_until_it_waits()
    assert taking.result(timeout=30).task == ShowCard()


def test_calls_to_a_provider_are_counted_one_after_the_other(bench: Bench) -> None:
    limit = CallLimit(provider="CareValidate", calls=1, within=timedelta(minutes=1))
    with bench.held(
        "SELECT pg_advisory_xact_lock(hashtextextended('docket calls CareValidate', 0))"
    ):
        calling = bench.pool.submit(bench.store.take_call, limit, at=NOW)
        bench.wait_until_it_waits()
        bench.other.execute(
            "INSERT INTO provider_calls (provider, at) VALUES ('CareValidate', %s)",
            [NOW.timestamp()],
        )
    assert calling.result(timeout=30) == timedelta(minutes=1)
