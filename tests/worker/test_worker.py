"""Durable work: what is due is taken, carried out, and recorded, however it goes."""

import threading
from collections.abc import Iterator
from datetime import timedelta
from time import monotonic

import pytest

from bot.observability.activity_log import ActivityLog
from bot.observability.observer import Observer
from bot.scheduling.jobs.retries import due
from bot.scheduling.model.record import Record, State
from bot.scheduling.model.transitions import mark_canceled
from bot.scheduling.ports.results import Outcome, Postponed, Result
from bot.scheduling.tasks.lease import LeaseLost, check_lease
from bot.scheduling.tasks.provider import Book
from bot.scheduling.tasks.queue import Job, Queue
from bot.scheduling.tasks.slack import ShowCard
from bot.store.sql.store import SqlStore
from bot.times.moment import utc_now
from bot.worker import LOOK_EVERY, Workers
from tests.builders import TEAM
from tests.store.steps import take_one
from tests.waiting import PATIENCE, wait_until
from tests.worker.recorder import (
    SHORT,
    OpenStore,
    Recorder,
    StartWorkers,
    add,
    nothing_follows,
    state_of,
)


def is_lease_lost() -> bool:
    """Return whether nothing may be sent anymore for the job that this thread carries out."""
    try:
        check_lease()
    except LeaseLost:
        return True
    return False


def test_work_is_done_and_its_outcome_recorded(
    store: SqlStore, start_workers: StartWorkers
) -> None:
    then = due(ShowCard(), at=utc_now())
    prevail = Recorder(result=lambda: Outcome(transition=mark_canceled, then=then))
    slack = Recorder()
    start_workers(store, prevail=prevail, slack=slack)
    add(store, Book())
    slack.wait_for(1)
    assert state_of(store) is State.CANCELED
    assert [job.task for job in prevail.came] == [Book()]


def test_work_that_this_process_writes_is_begun_at_once(
    store: SqlStore, start_workers: StartWorkers
) -> None:
    recorder, waited = Recorder(), 0.0
    start_workers(store, prevail=recorder, threads=1)
    for n in range(5):
        wait_until(lambda: store.next_due(Queue.PREVAIL) is None)
        # By now the worker rests, or is about to.
        threading.Event().wait(0.05)
        began = monotonic()
        add(store, Book(), ref=f"S-{n:04}")
        recorder.wait_for(n + 1)
        waited += monotonic() - began
    assert waited < 5 * LOOK_EVERY.total_seconds() / 2


def test_work_that_another_process_writes_is_found_soon(
    store: SqlStore, open_store: OpenStore, start_workers: StartWorkers
) -> None:
    recorder = Recorder()
    start_workers(store, prevail=recorder)
    add(open_store(), Book())
    recorder.wait_for(1)


def test_work_is_not_begun_before_it_is_due(store: SqlStore, start_workers: StartWorkers) -> None:
    recorder, at = Recorder(), utc_now() + timedelta(seconds=0.3)
    start_workers(store, prevail=recorder)
    add(store, Book(), at=at)
    recorder.wait_for(1)
    assert utc_now() >= at


def test_a_queue_that_is_held_up_holds_up_no_other(
    store: SqlStore, start_workers: StartWorkers
) -> None:
    prevail, slack = Recorder(held=True), Recorder()
    start_workers(store, prevail=prevail, slack=slack)
    for n in range(4):
        add(store, Book(), ShowCard(), ref=f"S-{n:04}")
    slack.wait_for(4)
    prevail.cancel()
    prevail.wait_for(4)


def test_as_many_wait_for_a_provider_at_the_same_time_as_there_may_be(
    store: SqlStore, start_workers: StartWorkers
) -> None:
    prevail = Recorder(held=True)
    start_workers(store, prevail=prevail, threads=20)
    for n in range(24):
        add(store, Book(), ref=f"S-{n:04}")
    prevail.wait_for(20)
    prevail.cancel()
    prevail.wait_for(24)


def test_postponed_work_comes_again_at_its_time(
    store: SqlStore, start_workers: StartWorkers
) -> None:
    at = utc_now() + timedelta(seconds=0.3)
    results: Iterator[Result] = iter([Postponed(at=at), Outcome()])
    recorder = Recorder(result=lambda: next(results))
    start_workers(store, prevail=recorder)
    add(store, Book())
    recorder.wait_for(2)
    assert utc_now() >= at
    assert [job.attempt for job in recorder.came] == [1, 2]


def test_work_that_outlasts_its_lease_stays_with_the_process_that_lives(
    store: SqlStore, open_store: OpenStore, start_workers: StartWorkers
) -> None:
    # A busy machine may hold up a renewal for longer than the leases of the other tests.
    lease = timedelta(seconds=1)
    slow, other = (
        Recorder(held=True, result=lambda: Outcome(transition=mark_canceled)),
        Recorder(),
    )
    start_workers(store, prevail=slow, lease=lease)
    add(store, Book())
    slow.wait_for(1)
    start_workers(open_store(), prevail=other, lease=lease)
    several_leases_on = utc_now() + 4 * lease
    wait_until(lambda: (store.next_due(Queue.PREVAIL) or utc_now()) > several_leases_on)
    slow.cancel()
    wait_until(lambda: state_of(store) is State.CANCELED)
    assert (len(slow.came), len(other.came)) == (1, 0)


def test_a_worker_is_stopped_short_by_the_lease_that_another_process_has_taken(
    store: SqlStore, open_store: OpenStore, start_workers: StartWorkers
) -> None:
    came, stopped = [], threading.Event()

    def work(job: Job, _booking: Record) -> Result:
        came.append(job)
        # To a process whose clock is ahead the lease is over.
        an_hour_on = utc_now() + timedelta(hours=1)
        assert take_one(open_store(), Queue.PREVAIL, now=an_hour_on, lease=SHORT)
        try:
            wait_until(is_lease_lost)
            check_lease()
        finally:
            stopped.set()
        return Outcome(transition=mark_canceled)

    start_workers(store, prevail=work, lease=timedelta(seconds=1))
    add(store, Book())
    assert stopped.wait(2 * PATIENCE)
    assert len(came) == 1
    assert state_of(store) is State.BOOKING
    assert [job.is_set_aside for job in store.pending(TEAM)] == [False]


def test_what_was_not_recorded_because_the_lease_was_lost_is_not_called_done(
    store: SqlStore,
    open_store: OpenStore,
    start_workers: StartWorkers,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def work(_job: Job, _booking: Record) -> Result:
        an_hour_on = utc_now() + timedelta(hours=1)
        assert take_one(open_store(), Queue.PREVAIL, now=an_hour_on, lease=timedelta(hours=1))
        return Outcome(transition=mark_canceled)

    start_workers(
        store, prevail=work, lease=timedelta(minutes=1), observer=Observer((ActivityLog(),))
    )
    with caplog.at_level("INFO"):
        add(store, Book())
        wait_until(lambda: "seconds=" in caplog.text)
    assert "lost the lease of schedule for S-7K2M" in caplog.text
    assert "result=lease_lost" in caplog.text
    assert "result=canceled" not in caplog.text
    assert state_of(store) is State.BOOKING


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_work_of_a_thread_that_died_is_taken_by_another_and_health_tells(
    store: SqlStore, open_store: OpenStore, start_workers: StartWorkers
) -> None:
    def die(_work: Job, _booking: Record) -> Result:
        raise SystemExit

    dying, other = start_workers(store, prevail=die, threads=1), Recorder()
    assert dying.are_alive()
    add(store, Book())
    wait_until(lambda: not dying.are_alive())
    dying.stop()
    healthy = start_workers(open_store(), prevail=other)
    other.wait_for(1)
    assert other.came[0].attempt > 1
    assert healthy.are_alive()


def test_stopping_waits_for_what_is_nearly_done(
    store: SqlStore, start_workers: StartWorkers
) -> None:
    recorder = Recorder(held=True, result=lambda: Outcome(transition=mark_canceled))
    workers = start_workers(store, prevail=recorder)
    add(store, Book())
    recorder.wait_for(1)
    threading.Timer(0.1, recorder.cancel).start()
    workers.stop(within=timedelta(seconds=PATIENCE))
    assert state_of(store) is State.CANCELED
    assert not workers.are_alive()


def test_stopping_does_not_wait_for_ever_and_leaves_the_rest_to_the_next_start(
    store: SqlStore, open_store: OpenStore, start_workers: StartWorkers
) -> None:
    held, after = (
        Recorder(held=True, result=lambda: Outcome(transition=mark_canceled)),
        Recorder(),
    )
    workers = start_workers(store, prevail=held, threads=4)
    for n in range(6):
        add(store, Book(), ref=f"S-{n:04}")
    held.wait_for(4)
    began = monotonic()
    workers.stop(within=SHORT)
    assert monotonic() - began < 1
    start_workers(open_store(), prevail=after)
    after.wait_for(6)
    held.cancel()
    assert len(held.came) == 4


def test_workers_that_never_started_are_not_alive_and_can_be_stopped(store: SqlStore) -> None:
    workers = Workers(
        store, runners={Queue.SLACK: Recorder()}, give_up=nothing_follows, clock=utc_now
    )
    assert not workers.are_alive()
    workers.stop()
