"""Work that a fault of Docket's own holds up: nothing is lost, trying ends, and somebody hears."""

import logging
from datetime import timedelta
from functools import partial
from time import monotonic

import pytest

from bot.scheduling.jobs.retries import (
    GIVE_UP_FOR_GOOD_AFTER,
    MIN_ATTEMPTS,
    NOTIFY_AT_ATTEMPT,
    WAITS,
    due,
)
from bot.scheduling.model.booking import Changes
from bot.scheduling.model.record import FailureReason, Record, State
from bot.scheduling.model.transitions import mark_canceled, mark_delayed
from bot.scheduling.ports.results import Outcome, Result
from bot.scheduling.ports.store import Decision
from bot.scheduling.tasks.news import EventType, News
from bot.scheduling.tasks.provider import Book, Cancel, Change, Poll
from bot.scheduling.tasks.queue import Job, Queue, Task
from bot.scheduling.tasks.slack import Announce, DirectMessage, ShowCard, ThreadReply
from bot.store.sql.store import SqlStore
from bot.times.moment import Moment, utc_now
from bot.worker import LOOK_EVERY
from tests.builders import OWNER, a_booking, an_entry
from tests.waiting import wait_until
from tests.worker.recorder import (
    Recorder,
    StartWorkers,
    add,
    fall_over,
    kept,
    state_of,
    tried_often,
)


def test_a_fault_of_ours_ends_no_thread_and_loses_no_work(
    store: SqlStore, start_workers: StartWorkers, caplog: pytest.LogCaptureFixture
) -> None:
    def fail_once() -> Result:
        if len(recorder.came) == 1:
            raise ZeroDivisionError
        return Outcome(transition=mark_canceled)

    recorder = Recorder(result=fail_once)
    workers = start_workers(store, prevail=recorder, threads=1)
    began = monotonic()
    add(store, Book())
    recorder.wait_for(2)
    assert monotonic() - began > WAITS[0].total_seconds() / 2
    wait_until(lambda: state_of(store) is State.CANCELED)
    assert workers.are_alive()
    (record,) = [record for record in caplog.records if record.levelno >= logging.ERROR]
    assert record.getMessage() == "schedule for S-7K2M failed; trying again"


def test_an_outcome_that_cannot_be_recorded_is_found_again(
    store: SqlStore, start_workers: StartWorkers, caplog: pytest.LogCaptureFixture
) -> None:
    def fall_over(_: Record) -> Record:
        raise ZeroDivisionError

    results = iter([Outcome(transition=fall_over), Outcome(transition=mark_canceled)])
    recorder = Recorder(result=lambda: next(results))
    workers = start_workers(store, prevail=recorder, threads=1)
    add(store, Book())
    wait_until(lambda: state_of(store) is State.CANCELED)
    assert workers.are_alive()
    (record,) = [record for record in caplog.records if record.levelno >= logging.ERROR]
    assert record.getMessage() == "schedule for S-7K2M failed; trying again"


def test_the_owner_hears_of_work_that_a_fault_of_ours_holds_up_again_and_again(
    store: SqlStore, start_workers: StartWorkers
) -> None:
    def fall_over(_: Record) -> Record:
        raise ZeroDivisionError

    add(store, Book())
    tried_often(store, Queue.PREVAIL, times=NOTIFY_AT_ATTEMPT - 1)
    told = Recorder()
    start_workers(store, prevail=Recorder(result=lambda: Outcome(transition=fall_over)), slack=told)
    told.wait_for(2)
    news = News(what=EventType.DELAYED, trouble=FailureReason.INTERNAL)
    assert [job.task for job in told.came] == [ShowCard(), DirectMessage(user=OWNER, news=news)]
    assert kept(store).trouble is FailureReason.INTERNAL


def test_an_answer_that_got_lost_stays_lost_through_a_fault_of_ours(
    store: SqlStore, start_workers: StartWorkers, caplog: pytest.LogCaptureFixture
) -> None:
    lost = partial(mark_delayed, trouble=FailureReason.UNKNOWN)
    add(store, Book())
    tried_often(store, Queue.PREVAIL, times=NOTIFY_AT_ATTEMPT - 1, transition=lost)
    workers = start_workers(store, prevail=fall_over, slack=Recorder())
    wait_until(lambda: "trying again" in caplog.text)
    workers.stop()
    assert kept(store).trouble is FailureReason.UNKNOWN


def test_a_fault_that_lasts_does_not_fill_the_log(
    store: SqlStore, start_workers: StartWorkers, caplog: pytest.LogCaptureFixture
) -> None:
    workers = start_workers(store, prevail=Recorder(), slack=Recorder())
    store.close()
    wait_until(lambda: "could not take" in caplog.text)
    begun = monotonic()
    wait_until(lambda: monotonic() - begun > 2 * LOOK_EVERY.total_seconds())
    workers.stop()
    (record,) = caplog.records
    assert record.getMessage() == "could not take or record work; trying again"


@pytest.mark.parametrize(
    ("task", "queue"),
    [
        (Book(), Queue.PREVAIL),
        (Poll(), Queue.PREVAIL),
        (Change(by=OWNER, wanted=Changes(title="New")), Queue.PREVAIL),
        (Cancel(by=OWNER), Queue.PREVAIL),
        (ShowCard(), Queue.SLACK),
        (ThreadReply(news=News(what=EventType.EDITED)), Queue.SLACK),
        (Announce(news=News(what=EventType.EDITED), channel="C1"), Queue.SLACK),
        (DirectMessage(news=News(what=EventType.EDITED), user=OWNER), Queue.SLACK),
    ],
    ids=lambda given: getattr(given, "kind", str(given)),
)
def test_no_work_that_a_fault_of_ours_holds_up_is_tried_without_end(
    store: SqlStore,
    start_workers: StartWorkers,
    caplog: pytest.LogCaptureFixture,
    task: Task,
    queue: Queue,
) -> None:
    given_up = Recorder(result=lambda: Outcome(transition=mark_canceled))
    add(store, task, at=utc_now() - GIVE_UP_FOR_GOOD_AFTER - timedelta(seconds=1))
    tried_often(store, queue)
    start_workers(store, prevail=fall_over, slack=fall_over, give_up=given_up.end)
    wait_until(lambda: state_of(store) is State.CANCELED)
    (job,) = given_up.came
    assert (job.task, job.attempt) == (task, MIN_ATTEMPTS)
    assert store.next_due(queue) is None
    (record,) = [record for record in caplog.records if record.levelno >= logging.ERROR]
    assert record.getMessage() == f"{task.kind} for S-7K2M failed for good"


@pytest.mark.parametrize("since", [timedelta(hours=23), GIVE_UP_FOR_GOOD_AFTER * 2])
def test_a_fault_of_ours_is_given_a_day_and_its_first_tries(
    store: SqlStore, start_workers: StartWorkers, since: timedelta
) -> None:
    given_up = Recorder()
    add(store, Book(), at=utc_now() - since)
    if since < GIVE_UP_FOR_GOOD_AFTER:
        tried_often(store, Queue.PREVAIL)
    start_workers(store, prevail=fall_over, give_up=given_up.end)
    wait_until(lambda: (store.next_due(Queue.PREVAIL) or utc_now()) > utc_now())
    assert given_up.came == []


def test_what_is_of_no_more_use_is_given_up_at_once(
    store: SqlStore, start_workers: StartWorkers
) -> None:
    given_up = Recorder(result=lambda: Outcome(transition=mark_canceled))
    past = a_booking(moment=Moment.at(utc_now() - timedelta(seconds=1), "UTC"))
    store.add(past, Decision(key="1", entry=an_entry(), then=due(Book(), at=utc_now())))
    start_workers(store, prevail=fall_over, give_up=given_up.end)
    wait_until(lambda: state_of(store) is State.CANCELED)
    assert [job.attempt for job in given_up.came] == [1]


@pytest.mark.parametrize("broken", ["giving up", "recording"])
def test_work_that_cannot_even_be_given_up_is_dropped_and_holds_up_nothing(
    store: SqlStore,
    start_workers: StartWorkers,
    caplog: pytest.LogCaptureFixture,
    broken: str,
) -> None:
    def cannot_be_recorded(_: Record) -> Record:
        raise ZeroDivisionError

    def give_up(_work: Job, _booking: Record) -> Outcome:
        if broken == "giving up":
            raise ZeroDivisionError
        return Outcome(transition=cannot_be_recorded)

    def do(job: Job, _booking: Record) -> Result:
        if isinstance(job.task, Book):
            raise ZeroDivisionError
        return Outcome(transition=mark_canceled)

    long_since = utc_now() - GIVE_UP_FOR_GOOD_AFTER * 2
    add(store, Book(), Cancel(by=OWNER), at=long_since)
    tried_often(store, Queue.PREVAIL)
    workers = start_workers(store, prevail=do, give_up=give_up)
    wait_until(lambda: state_of(store) is State.CANCELED)
    assert workers.are_alive()
    assert "dropped schedule for S-7K2M" in caplog.text
