"""How every store keeps to what Slack takes."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.scheduling.model.record import Card
from bot.scheduling.ports.results import Outcome, Searched, Throttled
from bot.scheduling.ports.store import Store
from bot.scheduling.tasks.news import EventType, News
from bot.scheduling.tasks.queue import Queue
from bot.scheduling.tasks.slack import DirectMessage, ShowCard
from tests.builders import NOW, OWNER, a_booking, later
from tests.store.steps import LEASE, OpenStore, add, change, kinds, take, taken


def test_into_a_place_goes_one_thing_at_a_time_whoever_takes_it(
    store: Store, open_store: OpenStore
) -> None:
    for ref, channel in (("S-0001", "C1"), ("S-0002", "C1"), ("S-0003", "C2")):
        add(store, a_booking(ref, channel=channel), ShowCard())
    other = open_store()
    first = taken(store, Queue.SLACK)
    assert (first.ref, taken(other, Queue.SLACK).ref) == ("S-0001", "S-0003")
    assert take(other, Queue.SLACK) is None
    assert other.next_due(Queue.SLACK) == NOW + LEASE
    store.finish(first, outcome=Outcome(), at=NOW)
    assert taken(other, Queue.SLACK).ref == "S-0002"


def test_direct_messages_are_their_owners_place_however_they_are_named(store: Store) -> None:
    add(store, a_booking("S-0001", channel=""), ShowCard())
    add(store, a_booking("S-0002", card=Card(channel="D9", ts="1.1")), ShowCard())
    add(store, a_booking("S-0003"), DirectMessage(user=OWNER, news=News(what=EventType.BOOKED)))
    assert taken(store, Queue.SLACK).ref == "S-0001"
    assert take(store, Queue.SLACK) is None


def test_where_slack_takes_no_more_the_rest_waits_its_turn_in_every_process(
    store: Store, open_store: OpenStore
) -> None:
    for ref in ("S-0001", "S-0002"):
        add(store, a_booking(ref), ShowCard())
    store.throttle(taken(store, Queue.SLACK), Throttled(wait=timedelta(seconds=7)), at=NOW)
    other = open_store()
    assert take(other, Queue.SLACK, at=later(seconds=6.9)) is None
    assert other.next_due(Queue.SLACK) == later(seconds=7)
    again = taken(other, Queue.SLACK, at=later(seconds=7))
    assert (again.ref, again.attempt, again.since) == ("S-0001", 1, NOW)
    other.finish(again, outcome=Outcome(), at=later(seconds=7.5))
    assert store.next_due(Queue.SLACK) == later(seconds=8.5)
    assert take(store, Queue.SLACK, at=later(seconds=8.4)) is None
    assert taken(store, Queue.SLACK, at=later(seconds=8.5)).ref == "S-0002"


def test_whoever_lost_the_lease_says_nothing_of_the_pace(
    store: Store, open_store: OpenStore
) -> None:
    add(store, a_booking(), ShowCard())
    late = taken(store, Queue.SLACK)
    kept = taken(open_store(), Queue.SLACK, at=NOW + LEASE)
    store.throttle(late, Throttled(wait=timedelta(hours=1)), at=NOW + LEASE)
    store.finish(kept, outcome=Outcome(), at=NOW + LEASE)
    add(store, a_booking("S-0002"), ShowCard())
    assert taken(store, Queue.SLACK, at=NOW + LEASE).ref == "S-0002"


def test_a_wait_that_slack_does_not_name_grows_and_ends(store: Store) -> None:
    add(store, a_booking(), ShowCard())
    at, waits = NOW, []
    for _ in range(9):
        store.throttle(taken(store, Queue.SLACK, at=at), Throttled(wait=None), at=at)
        soonest = store.next_due(Queue.SLACK)
        assert soonest
        waits.append((soonest - at).total_seconds())
        at = soonest
    assert waits == [1, 2, 4, 8, 16, 32, 60, 60, 60]


def lost(store: Store, ref: str, channel: str) -> None:
    """Let a process take the work of showing a card, and end before it says what came of it."""
    add(store, a_booking(ref, channel=channel), ShowCard(), at=NOW - LEASE)
    assert taken(store, Queue.SLACK, at=NOW - LEASE).ref == ref


def read_page(store: Store, *, second: int) -> None:
    """Read a page, after which there is another, so many seconds from now."""
    at = later(seconds=second)
    store.record_search(taken(store, Queue.SLACK, at=at), Searched(cursor="next"), at=at)


def test_one_page_is_read_at_a_time_whoever_reads_and_holds_up_no_post(
    store: Store, open_store: OpenStore
) -> None:
    lost(store, "S-0001", "C1")
    lost(store, "S-0002", "C2")
    page = taken(store, Queue.SLACK)
    assert page.unresolved
    other = open_store()
    assert take(other, Queue.SLACK) is None
    add(store, a_booking("S-0003", channel="C3"), ShowCard())
    assert taken(other, Queue.SLACK).ref == "S-0003"
    store.record_search(page, Searched(cursor="next"), at=NOW)
    assert taken(other, Queue.SLACK).ref in {"S-0001", "S-0002"}, "nobody has said it is too much"


def test_reading_is_limited_everywhere_and_in_every_process(
    store: Store, open_store: OpenStore
) -> None:
    lost(store, "S-0001", "C1")
    lost(store, "S-0002", "C2")
    read_page(store, second=0)
    refused = taken(store, Queue.SLACK, at=later(seconds=20))
    store.throttle(refused, Throttled(wait=timedelta(seconds=40)), at=later(seconds=20))
    other = open_store()
    assert take(other, Queue.SLACK, at=later(seconds=59)) is None
    first = taken(other, Queue.SLACK, at=later(minutes=1))
    assert first.unresolved
    assert take(store, Queue.SLACK, at=later(minutes=1)) is None, "one is read at a time"
    other.record_search(first, Searched(cursor="next"), at=later(minutes=1))
    assert take(store, Queue.SLACK, at=later(seconds=119)) is None
    second = taken(store, Queue.SLACK, at=later(minutes=2))
    assert (second.ref, second.unresolved) == (first.ref, replace(first.unresolved, cursor="next"))


@pytest.mark.parametrize(
    ("read", "refused", "wait", "apart"),
    [
        ([], 0, 40, 0),
        ([0], 1, 59, 60),
        ([0, 2, 4, 6], 8, 32, 10),
        ([0], 1, 600, 60),
        ([0], 61, 30, 0),
        ([0, 70], 71, 20, 21),
    ],
)
def test_how_far_apart_pages_are_read_follows_from_those_before_a_refusal(
    store: Store, read: list[int], refused: int, wait: int, apart: int
) -> None:
    lost(store, "S-0001", "C1")
    for second in read:
        read_page(store, second=second)
    page = taken(store, Queue.SLACK, at=later(seconds=refused))
    store.throttle(page, Throttled(wait=timedelta(seconds=wait)), at=later(seconds=refused))
    free = refused + wait
    assert take(store, Queue.SLACK, at=later(seconds=free - 1)) is None
    read_page(store, second=free)
    assert not apart or take(store, Queue.SLACK, at=later(seconds=free + apart - 1)) is None
    taken(store, Queue.SLACK, at=later(seconds=free + apart))


def test_once_slack_has_let_pages_be_read_for_long_they_are_read_at_once(store: Store) -> None:
    lost(store, "S-0001", "C1")
    read_page(store, second=0)
    store.throttle(taken(store, Queue.SLACK), Throttled(wait=timedelta(seconds=10)), at=NOW)
    for number in range(1, 61):
        read_page(store, second=10 * number)
    taken(store, Queue.SLACK, at=later(seconds=600))


def test_what_was_read_far_apart_says_nothing_of_the_next_refusal(store: Store) -> None:
    lost(store, "S-0001", "C1")
    read_page(store, second=0)
    store.throttle(taken(store, Queue.SLACK), Throttled(wait=timedelta(seconds=10)), at=NOW)
    for second in [*range(10, 601, 10), 602, 604, 606]:
        read_page(store, second=second)
    refused = taken(store, Queue.SLACK, at=later(seconds=608))
    store.throttle(refused, Throttled(wait=timedelta(seconds=4)), at=later(seconds=608))
    read_page(store, second=612)
    assert take(store, Queue.SLACK, at=later(seconds=614)) is None
    taken(store, Queue.SLACK, at=later(seconds=615))


@pytest.mark.parametrize("first", [ShowCard(), ShowCard(in_place=True)])
@pytest.mark.parametrize("second", [ShowCard(), ShowCard(in_place=True)])
def test_what_waits_to_show_a_card_shows_it_for_all(
    store: Store, first: ShowCard, second: ShowCard
) -> None:
    add(store, a_booking(), first, at=later(hours=1))
    change(store, "S-7K2M", second)
    job = taken(store, Queue.SLACK)
    assert job.task == ShowCard(in_place=first.in_place and second.in_place)
    change(store, "S-7K2M", ShowCard(), key="third")
    store.finish(job, outcome=Outcome())
    assert kinds(store) == ["show card"], "what is under way may have looked before"
