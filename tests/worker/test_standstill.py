"""A process whose threads take nothing although work is due: it says so, and only then."""

from datetime import timedelta

from bot.readiness import Readiness
from bot.scheduling.ports.results import Postponed
from bot.scheduling.tasks.provider import Book
from bot.scheduling.tasks.queue import Queue
from bot.store.sql.store import SqlStore
from bot.times.moment import utc_now
from tests.waiting import wait_until
from tests.worker.recorder import OpenStore, Recorder, StartWorkers, add

SOON = timedelta(seconds=0.3)


def test_due_work_that_nobody_takes_is_a_standstill_until_it_is_taken(
    store: SqlStore, start_workers: StartWorkers
) -> None:
    stuck = Recorder(held=True)
    workers = start_workers(store, prevail=stuck, threads=1, standstill=SOON)
    add(store, Book(), ref="S-0001")
    stuck.wait_for(1)
    assert workers.queues_at_standstill() == []
    add(store, Book(), ref="S-0002")
    wait_until(lambda: workers.queues_at_standstill() == [Queue.PREVAIL])
    assert list(Readiness(store, workers).problems()) == ["queue prevail"]
    stuck.cancel()
    wait_until(lambda: workers.queues_at_standstill() == [])


def test_a_process_that_takes_work_stands_not_still_however_much_there_is(
    store: SqlStore, start_workers: StartWorkers
) -> None:
    for n in range(3):
        add(store, Book(), ref=f"S-000{n}", at=utc_now() - timedelta(hours=1))
    stuck = Recorder(held=True)
    workers = start_workers(store, prevail=stuck, threads=1)
    stuck.wait_for(1)
    assert workers.queues_at_standstill() == []


def test_work_that_a_provider_holds_up_is_no_standstill(
    store: SqlStore, start_workers: StartWorkers
) -> None:
    refusing = Recorder(result=lambda: Postponed(at=utc_now() + timedelta(hours=1)))
    workers = start_workers(store, prevail=refusing, standstill=timedelta(0))
    add(store, Book())
    refusing.wait_for(1)
    wait_until(lambda: store.backlog(now=utc_now()).queues[Queue.PREVAIL].scheduled == 1)
    assert workers.queues_at_standstill() == []


def test_work_of_another_process_is_no_standstill_here(
    open_store: OpenStore, start_workers: StartWorkers
) -> None:
    store, other = open_store(), open_store()
    held = Recorder(held=True)
    start_workers(other, prevail=held, threads=1)
    add(store, Book())
    held.wait_for(1)
    idle = start_workers(store, prevail=Recorder(), standstill=timedelta(0))
    assert idle.queues_at_standstill() == []
    held.cancel()
