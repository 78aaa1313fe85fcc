"""Durable work: what is due is taken, carried out, and recorded, however it goes."""

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from time import monotonic

import pytest

from bot.scheduling.jobs.retries import (
    GIVE_UP_FOR_GOOD_AFTER,
    LEAST_TRIES,
    TELL_AT_ATTEMPT,
    WAITS,
    due,
)
from bot.scheduling.model.booking import Changes
from bot.scheduling.model.record import FailureReason, Record, State
from bot.scheduling.model.transitions import mark_canceled, mark_delayed
from bot.scheduling.ports.store import Decision
from bot.scheduling.ports.work import Outcome, Postponed, Result, Transition
from bot.scheduling.tasks.news import EventType, News
from bot.scheduling.tasks.provider import Book, Cancel, Change, Watch
from bot.scheduling.tasks.slack import Announce, DirectMessage, ShowCard, ThreadReply
from bot.scheduling.tasks.work import Queue, Task, Work
from bot.store.sqlite.store import SqliteStore
from bot.times.moment import Moment, utc_now
from bot.worker import LOOK_EVERY, GiveUp, RunJob, Workers
from tests.making import OWNER, TEAM, a_booking, an_entry
from tests.waiting import PATIENCE, wait_until

SHORT = timedelta(seconds=0.2)


def nothing_follows(_work: Work, _booking: Record) -> Outcome:
    """Give a piece of work up without a word."""
    return Outcome()


OpenStore = Callable[[], SqliteStore]
StartWorkers = Callable[..., Workers]


class BookingService:
    """Where work arrives in a test: it counts what came, and can hold on to it."""

    def __init__(self, *, held: bool = False, result: Callable[[], Result] = Outcome) -> None:
        self.came: list[Work] = []
        self._result = result
        self._changed = threading.Condition()
        self._free = threading.Event()
        if not held:
            self._free.set()

    def __call__(self, work: Work, booking: Record) -> Result:
        """Take a piece of work in, and give its result once it is let go."""
        assert booking.ref == work.ref
        with self._changed:
            self.came.append(work)
            self._changed.notify_all()
        self._free.wait(PATIENCE)
        return self._result()

    def end(self, work: Work, booking: Record) -> Outcome:
        """Take in a piece of work that is given up, and give its outcome."""
        outcome = self(work, booking)
        assert isinstance(outcome, Outcome)
        return outcome

    def wait_for(self, count: int) -> None:
        """Wait until so many have come."""
        with self._changed:
            assert self._changed.wait_for(lambda: len(self.came) >= count, PATIENCE)

    def cancel(self) -> None:
        """Give the results, of those that are still to come as well."""
        self._free.set()


@pytest.fixture
def open_store(tmp_path: Path) -> Iterator[OpenStore]:
    """Open the same file as often as a test likes, as other processes do."""
    with ExitStack() as stack:
        yield lambda: stack.enter_context(closing(SqliteStore(tmp_path / "docket.db")))


@pytest.fixture
def store(open_store: OpenStore) -> SqliteStore:
    return open_store()


@pytest.fixture
def start_workers(open_store: OpenStore) -> Iterator[StartWorkers]:  # noqa: ARG001 - closed after these
    """Start workers for both queues, and stop them after the test."""
    with ExitStack() as stack:

        def start(
            store: SqliteStore,
            *,
            prevail: RunJob,
            slack: RunJob | None = None,
            lease: timedelta = SHORT,
            threads: int = 2,
            give_up: GiveUp = nothing_follows,
        ) -> Workers:
            workers = Workers(
                store,
                runners={Queue.PREVAIL: prevail, Queue.SLACK: slack or BookingService()},
                give_up=give_up,
                clock=utc_now,
                threads=threads,
                lease=lease,
            )
            store.on_work(workers.wake)
            workers.start()
            stack.callback(workers.stop, within=timedelta(seconds=PATIENCE))
            return workers

        yield start


def add(store: SqliteStore, *tasks: Task, ref: str = "S-7K2M", at: datetime | None = None) -> None:
    """Write a booking with work that is due now."""
    work = due(*tasks, at=at or utc_now())
    store.add(a_booking(ref), Decision(key=ref, entry=an_entry(), then=work))


def tried_often(
    store: SqliteStore,
    queue: Queue,
    *,
    times: int = LEAST_TRIES - 1,
    transition: Transition | None = None,
) -> None:
    """Count so many tries, else all but the last; the booking makes the transition after each."""
    for _ in range(times):
        work = store.take(queue, now=utc_now(), lease=SHORT)
        assert work
        store.postpone(work, Postponed(at=utc_now(), transition=transition))


def kept(store: SqliteStore, ref: str = "S-7K2M") -> Record:
    booking = store.get(TEAM, ref)
    assert booking
    return booking


def state_of(store: SqliteStore, ref: str = "S-7K2M") -> State:
    return kept(store, ref).state


def test_work_is_done_and_its_outcome_recorded(
    store: SqliteStore, start_workers: StartWorkers
) -> None:
    then = due(ShowCard(), at=utc_now())
    prevail = BookingService(result=lambda: Outcome(transition=mark_canceled, then=then))
    slack = BookingService()
    start_workers(store, prevail=prevail, slack=slack)
    add(store, Book())
    slack.wait_for(1)
    assert state_of(store) is State.CANCELED
    assert [work.task for work in prevail.came] == [Book()]


def test_work_that_this_process_writes_is_begun_at_once(
    store: SqliteStore, start_workers: StartWorkers
) -> None:
    booking_service, waited = BookingService(), 0.0
    start_workers(store, prevail=booking_service, threads=1)
    for n in range(5):
        wait_until(lambda: store.next_due(Queue.PREVAIL) is None)
        # By now the worker rests, or is about to.
        threading.Event().wait(0.05)
        began = monotonic()
        add(store, Book(), ref=f"S-{n:04}")
        booking_service.wait_for(n + 1)
        waited += monotonic() - began
    assert waited < 5 * LOOK_EVERY.total_seconds() / 2


def test_work_that_another_process_writes_is_found_soon(
    store: SqliteStore, open_store: OpenStore, start_workers: StartWorkers
) -> None:
    booking_service = BookingService()
    start_workers(store, prevail=booking_service)
    add(open_store(), Book())
    booking_service.wait_for(1)


def test_work_is_not_begun_before_it_is_due(
    store: SqliteStore, start_workers: StartWorkers
) -> None:
    booking_service, at = BookingService(), utc_now() + timedelta(seconds=0.3)
    start_workers(store, prevail=booking_service)
    add(store, Book(), at=at)
    booking_service.wait_for(1)
    assert utc_now() >= at


def test_a_queue_that_is_held_up_holds_up_no_other(
    store: SqliteStore, start_workers: StartWorkers
) -> None:
    prevail, slack = BookingService(held=True), BookingService()
    start_workers(store, prevail=prevail, slack=slack)
    for n in range(4):
        add(store, Book(), ShowCard(), ref=f"S-{n:04}")
    slack.wait_for(4)
    prevail.cancel()
    prevail.wait_for(4)


def test_postponed_work_comes_again_at_its_time(
    store: SqliteStore, start_workers: StartWorkers
) -> None:
    at = utc_now() + timedelta(seconds=0.3)
    results: Iterator[Result] = iter([Postponed(at=at), Outcome()])
    booking_service = BookingService(result=lambda: next(results))
    start_workers(store, prevail=booking_service)
    add(store, Book())
    booking_service.wait_for(2)
    assert utc_now() >= at
    assert [work.attempt for work in booking_service.came] == [1, 2]


def test_work_that_outlasts_its_lease_stays_with_the_process_that_lives(
    store: SqliteStore, open_store: OpenStore, start_workers: StartWorkers
) -> None:
    # A busy machine may hold up a renewal for longer than the leases of the other tests.
    lease = timedelta(seconds=1)
    slow, other = (
        BookingService(held=True, result=lambda: Outcome(transition=mark_canceled)),
        BookingService(),
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


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_work_of_a_thread_that_died_is_taken_by_another_and_health_tells(
    store: SqliteStore, open_store: OpenStore, start_workers: StartWorkers
) -> None:
    def die(_work: Work, _booking: Record) -> Result:
        raise SystemExit

    dying, other = start_workers(store, prevail=die, threads=1), BookingService()
    assert dying.are_alive()
    add(store, Book())
    wait_until(lambda: not dying.are_alive())
    healthy = start_workers(open_store(), prevail=other)
    other.wait_for(1)
    assert other.came[0].attempt == 2
    assert healthy.are_alive()


def test_a_fault_of_ours_ends_no_thread_and_loses_no_work(
    store: SqliteStore, start_workers: StartWorkers, caplog: pytest.LogCaptureFixture
) -> None:
    def fail_once() -> Result:
        if len(booking_service.came) == 1:
            raise ZeroDivisionError
        return Outcome(transition=mark_canceled)

    booking_service = BookingService(result=fail_once)
    workers = start_workers(store, prevail=booking_service, threads=1)
    began = monotonic()
    add(store, Book())
    booking_service.wait_for(2)
    assert monotonic() - began > WAITS[0].total_seconds() / 2
    wait_until(lambda: state_of(store) is State.CANCELED)
    assert workers.are_alive()
    (record,) = [record for record in caplog.records if record.levelno >= logging.ERROR]
    assert record.getMessage() == "schedule for S-7K2M failed; trying again"


def test_an_outcome_that_cannot_be_recorded_is_found_again(
    store: SqliteStore, start_workers: StartWorkers, caplog: pytest.LogCaptureFixture
) -> None:
    def fall_over(_: Record) -> Record:
        raise ZeroDivisionError

    results = iter([Outcome(transition=fall_over), Outcome(transition=mark_canceled)])
    booking_service = BookingService(result=lambda: next(results))
    workers = start_workers(store, prevail=booking_service, threads=1)
    add(store, Book())
    wait_until(lambda: state_of(store) is State.CANCELED)
    assert workers.are_alive()
    (record,) = [record for record in caplog.records if record.levelno >= logging.ERROR]
    assert record.getMessage() == "schedule for S-7K2M failed; trying again"


def test_the_owner_hears_of_work_that_a_fault_of_ours_holds_up_again_and_again(
    store: SqliteStore, start_workers: StartWorkers
) -> None:
    def fall_over(_: Record) -> Record:
        raise ZeroDivisionError

    add(store, Book())
    tried_often(store, Queue.PREVAIL, times=TELL_AT_ATTEMPT - 1)
    told = BookingService()
    start_workers(
        store, prevail=BookingService(result=lambda: Outcome(transition=fall_over)), slack=told
    )
    told.wait_for(2)
    news = News(what=EventType.DELAYED, trouble=FailureReason.INTERNAL)
    assert [work.task for work in told.came] == [ShowCard(), DirectMessage(user=OWNER, news=news)]
    assert kept(store).trouble is FailureReason.INTERNAL


def test_an_answer_that_got_lost_stays_lost_through_a_fault_of_ours(
    store: SqliteStore, start_workers: StartWorkers, caplog: pytest.LogCaptureFixture
) -> None:
    lost = partial(mark_delayed, trouble=FailureReason.UNKNOWN)
    add(store, Book())
    tried_often(store, Queue.PREVAIL, times=TELL_AT_ATTEMPT - 1, transition=lost)
    workers = start_workers(store, prevail=fall_over, slack=BookingService())
    wait_until(lambda: "trying again" in caplog.text)
    workers.stop()
    assert kept(store).trouble is FailureReason.UNKNOWN


def test_a_fault_that_lasts_does_not_fill_the_log(
    store: SqliteStore, start_workers: StartWorkers, caplog: pytest.LogCaptureFixture
) -> None:
    workers = start_workers(store, prevail=BookingService(), slack=BookingService())
    store.close()
    wait_until(lambda: "could not take" in caplog.text)
    begun = monotonic()
    wait_until(lambda: monotonic() - begun > 2 * LOOK_EVERY.total_seconds())
    workers.stop()
    (record,) = caplog.records
    assert record.getMessage() == "could not take or record work; trying again"


def fall_over(_work: Work, _booking: Record) -> Result:
    """Be a fault of ours that lasts."""
    raise ZeroDivisionError


@pytest.mark.parametrize(
    ("task", "queue"),
    [
        (Book(), Queue.PREVAIL),
        (Watch(), Queue.PREVAIL),
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
    store: SqliteStore,
    start_workers: StartWorkers,
    caplog: pytest.LogCaptureFixture,
    task: Task,
    queue: Queue,
) -> None:
    given_up = BookingService(result=lambda: Outcome(transition=mark_canceled))
    add(store, task, at=utc_now() - GIVE_UP_FOR_GOOD_AFTER - timedelta(seconds=1))
    tried_often(store, queue)
    start_workers(store, prevail=fall_over, slack=fall_over, give_up=given_up.end)
    wait_until(lambda: state_of(store) is State.CANCELED)
    (work,) = given_up.came
    assert (work.task, work.attempt) == (task, LEAST_TRIES)
    assert store.next_due(queue) is None
    (record,) = [record for record in caplog.records if record.levelno >= logging.ERROR]
    assert record.getMessage() == f"{task.kind} for S-7K2M failed for good"


@pytest.mark.parametrize("since", [timedelta(hours=23), GIVE_UP_FOR_GOOD_AFTER * 2])
def test_a_fault_of_ours_is_given_a_day_and_its_first_tries(
    store: SqliteStore, start_workers: StartWorkers, since: timedelta
) -> None:
    given_up = BookingService()
    add(store, Book(), at=utc_now() - since)
    if since < GIVE_UP_FOR_GOOD_AFTER:
        tried_often(store, Queue.PREVAIL)
    start_workers(store, prevail=fall_over, give_up=given_up.end)
    wait_until(lambda: (store.next_due(Queue.PREVAIL) or utc_now()) > utc_now())
    assert given_up.came == []


def test_what_is_of_no_more_use_is_given_up_at_once(
    store: SqliteStore, start_workers: StartWorkers
) -> None:
    given_up = BookingService(result=lambda: Outcome(transition=mark_canceled))
    past = a_booking(moment=Moment.at(utc_now() - timedelta(seconds=1), "UTC"))
    store.add(past, Decision(key="1", entry=an_entry(), then=due(Book(), at=utc_now())))
    start_workers(store, prevail=fall_over, give_up=given_up.end)
    wait_until(lambda: state_of(store) is State.CANCELED)
    assert [work.attempt for work in given_up.came] == [1]


@pytest.mark.parametrize("broken", ["giving up", "recording"])
def test_work_that_cannot_even_be_given_up_is_dropped_and_holds_up_nothing(
    store: SqliteStore,
    start_workers: StartWorkers,
    caplog: pytest.LogCaptureFixture,
    broken: str,
) -> None:
    def cannot_be_recorded(_: Record) -> Record:
        raise ZeroDivisionError

    def give_up(_work: Work, _booking: Record) -> Outcome:
        if broken == "giving up":
            raise ZeroDivisionError
        return Outcome(transition=cannot_be_recorded)

    def do(work: Work, _booking: Record) -> Result:
        if isinstance(work.task, Book):
            raise ZeroDivisionError
        return Outcome(transition=mark_canceled)

    long_since = utc_now() - GIVE_UP_FOR_GOOD_AFTER * 2
    add(store, Book(), Cancel(by=OWNER), at=long_since)
    tried_often(store, Queue.PREVAIL)
    workers = start_workers(store, prevail=do, give_up=give_up)
    wait_until(lambda: state_of(store) is State.CANCELED)
    assert workers.are_alive()
    assert "dropped schedule for S-7K2M" in caplog.text


def test_stopping_waits_for_what_is_nearly_done(
    store: SqliteStore, start_workers: StartWorkers
) -> None:
    booking_service = BookingService(held=True, result=lambda: Outcome(transition=mark_canceled))
    workers = start_workers(store, prevail=booking_service)
    add(store, Book())
    booking_service.wait_for(1)
    threading.Timer(0.1, booking_service.cancel).start()
    workers.stop(within=timedelta(seconds=PATIENCE))
    assert state_of(store) is State.CANCELED
    assert not workers.are_alive()


def test_stopping_does_not_wait_for_ever_and_leaves_the_rest_to_the_next_start(
    store: SqliteStore, open_store: OpenStore, start_workers: StartWorkers
) -> None:
    held, after = (
        BookingService(held=True, result=lambda: Outcome(transition=mark_canceled)),
        BookingService(),
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


def test_workers_that_never_started_are_not_alive_and_can_be_stopped(store: SqliteStore) -> None:
    workers = Workers(
        store, runners={Queue.SLACK: BookingService()}, give_up=nothing_follows, clock=utc_now
    )
    assert not workers.are_alive()
    workers.stop()
