"""A clock that is set while work is under way: its lease is neither lost nor held for ever."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest

from bot.scheduling.model.record import State
from bot.scheduling.model.transitions import mark_canceled
from bot.scheduling.ports.results import Outcome
from bot.scheduling.tasks.provider import Book
from bot.store.sql.store import SqlStore
from bot.times.moment import utc_now
from tests.waiting import wait_until
from tests.worker.recorder import OpenStore, Recorder, StartWorkers, add, state_of

HOUR = timedelta(hours=1)
REFS = ("S-7K2M", "S-8K2M")


@dataclass
class SetClock:
    """A clock that is set while it runs."""

    ahead: timedelta = timedelta(0)

    def __call__(self) -> datetime:
        """Return the time by it (aware UTC)."""
        return utc_now() + self.ahead


@pytest.mark.parametrize("by", [HOUR, -HOUR])
def test_work_under_way_while_the_clock_is_set_is_done_once(
    store: SqlStore, start_workers: StartWorkers, by: timedelta
) -> None:
    clock = SetClock()
    slow = Recorder(held=True, result=lambda: Outcome(transition=mark_canceled))
    start_workers(store, prevail=slow, lease=timedelta(seconds=20), threads=4, clock=clock)
    add(store, Book(), ref=REFS[0])
    slow.wait_for(1)
    clock.ahead = by
    add(store, Book(), ref=REFS[1], at=clock())
    slow.wait_for(2)
    slow.cancel()
    wait_until(lambda: {state_of(store, ref) for ref in REFS} == {State.CANCELED})
    assert sorted(job.ref for job in slow.came) == list(REFS)


@pytest.mark.parametrize("by", [HOUR, -HOUR])
def test_work_of_a_process_that_died_after_the_clock_was_set_is_taken_by_another(
    store: SqlStore, open_store: OpenStore, start_workers: StartWorkers, by: timedelta
) -> None:
    clock = SetClock()
    dies, other = Recorder(held=True), Recorder()
    first = start_workers(store, prevail=dies, lease=timedelta(seconds=1), clock=clock)
    add(store, Book(), ref=REFS[0])
    dies.wait_for(1)
    clock.ahead = by
    add(store, Book(), ref=REFS[1], at=clock())
    dies.wait_for(2)
    first.stop(within=timedelta(0))
    start_workers(open_store(), prevail=other, clock=clock)
    other.wait_for(2)
    dies.cancel()
