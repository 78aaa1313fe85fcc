"""How every store counts the work there is."""

from datetime import datetime, timedelta

from bot.scheduling.ports.results import Postponed, SetAside, Throttled
from bot.scheduling.tasks.provider import Book, Cancel
from bot.scheduling.tasks.queue import Queue
from bot.scheduling.tasks.slack import ShowCard
from bot.store.ports import ManagedStore, QueueBacklog
from tests.builders import NOW, OWNER, a_booking, an_agent, later
from tests.store.steps import add, change, taken


def of(store: ManagedStore, queue: Queue = Queue.PREVAIL, *, at: datetime = NOW) -> QueueBacklog:
    return store.backlog(now=at).queues[queue]


def test_where_there_is_nothing_to_do_every_queue_is_empty(store: ManagedStore) -> None:
    backlog = store.backlog(now=NOW)
    assert backlog.queues == dict.fromkeys(Queue, QueueBacklog())
    assert backlog.cards_late == 0


def test_work_is_counted_by_what_it_waits_for(store: ManagedStore) -> None:
    for number in range(1, 6):
        add(store, a_booking(f"S-000{number}"), Book(), at=later(seconds=number))
    add(store, an_agent(), Book(), at=later(hours=1))
    now = later(seconds=3)
    store.set_aside(taken(store, at=now), SetAside(), at=now)
    taken(store, at=now)
    assert of(store, at=now) == QueueBacklog(
        waiting=1, under_way=1, scheduled=2, set_aside=1, oldest=timedelta(0)
    )
    assert of(store, Queue.CRONOFY, at=now) == QueueBacklog(scheduled=1)


def test_the_age_is_of_what_could_have_been_taken(store: ManagedStore) -> None:
    add(store, a_booking("S-0001"), Book())
    add(store, a_booking("S-0002"), Book(), at=later(seconds=1))
    assert of(store, at=later(seconds=5)).oldest == timedelta(seconds=5)
    taken(store, at=later(seconds=5))
    backlog = of(store, at=later(seconds=5))
    assert (backlog.waiting, backlog.oldest) == (1, timedelta(seconds=4))
    # Whoever had the first has died, and its lease ran out; the second has been there for longer.
    backlog = of(store, at=later(minutes=1))
    assert (backlog.waiting, backlog.oldest) == (2, timedelta(seconds=59))


def test_what_waits_behind_other_work_of_its_booking_is_there_to_nobody(
    store: ManagedStore,
) -> None:
    add(store, a_booking(), Book())
    store.postpone(taken(store), Postponed(at=later(minutes=30)))
    change(store, "S-7K2M", Cancel(by=OWNER))
    backlog = of(store, at=later(minutes=20))
    assert (backlog.waiting, backlog.scheduled) == (1, 1)
    assert backlog.oldest == timedelta(0)
    assert of(store, at=later(minutes=31)).oldest == timedelta(minutes=1)


def test_what_slack_does_not_take_yet_is_there_to_nobody(store: ManagedStore) -> None:
    add(store, a_booking(), ShowCard())
    job = taken(store, Queue.SLACK)
    store.throttle(job, Throttled(wait=timedelta(seconds=90)), at=NOW)
    backlog = store.backlog(now=later(seconds=80))
    assert backlog.queues[Queue.SLACK] == QueueBacklog(waiting=1)
    assert backlog.cards_late == 1
    assert of(store, Queue.SLACK, at=later(seconds=100)).oldest == timedelta(seconds=10)


def test_a_booking_is_late_once_whatever_should_be_seen_of_it(store: ManagedStore) -> None:
    add(store, a_booking("S-0001"), ShowCard(), Book())
    add(store, a_booking("S-0002"), ShowCard(), at=later(minutes=1))
    add(store, a_booking("S-0003"), Book())
    assert store.backlog(now=later(seconds=59)).cards_late == 0
    assert store.backlog(now=later(seconds=61)).cards_late == 1
    assert store.backlog(now=later(seconds=121)).cards_late == 2


def test_a_store_that_is_open_can_be_written(store: ManagedStore) -> None:
    assert store.is_writable()
