"""What Slack took although its answer got lost is found again, however little may be read."""

from datetime import timedelta

import pytest

from bot.scheduling.ports.results import Outcome
from bot.scheduling.tasks.queue import Queue, Task
from bot.scheduling.tasks.slack import Announce, DirectMessage, ShowCard, ThreadReply
from bot.worker import LEASE
from sandbox.slack import Fault
from tests.builders import TEAM
from tests.handlers.rate_limits.room import DIRECT, ELSEWHERE, HERE, NEWS, POST, Room
from tests.store.steps import take_one

HISTORY, REPLIES = "conversations.history", "conversations.replies"
REF = "S-0001"


def reads(room: Room, method: str = HISTORY) -> int:
    """Return how often messages were read, or Slack was asked to let them be."""
    return len([call for call in room.slack.calls if call.method == method])


def die_after_posting(room: Room, *, jobs: int = 1) -> None:
    """Let a process end between Slack's answers and noting them, and its leases run out."""
    for _ in range(jobs):
        job = take_one(room.store, Queue.SLACK, now=room.clock(), lease=LEASE)
        assert job
        booking = room.store.get(TEAM, job.ref)
        assert booking
        room.notifier.run(job, booking)
    room.clock.now += LEASE


def talk(room: Room, count: int, channel: str = HERE) -> None:
    """Let somebody say so many things."""
    for number in range(count):
        room.slack.person("Ana Reyes").say(channel, f"Matter {number} is on")


def cards(room: Room) -> list[str]:
    """Return what Docket posted in the channel."""
    said = room.slack.person("Ana Reyes").messages(HERE)
    return [message.text for message in said if message.author == "Docket"]


def test_a_card_behind_two_hundred_messages_is_found_though_little_may_be_read(room: Room) -> None:
    room.slack.limit_history()
    room.add(REF, ShowCard())
    die_after_posting(room)
    talk(room, 220)
    other = room.add("S-0002", ShowCard()).ref
    elsewhere = room.add("S-0003", ShowCard(), channel=ELSEWHERE).ref
    room.clock.now += timedelta(seconds=1)
    for _ in range(4):
        room.turn_page()
    assert any(other in card for card in cards(room)), "reading holds up no card in the channel"
    assert room.shown(ELSEWHERE) == [elsewhere], "nor in another"
    assert 14 * 60 <= room.work(within=3600) < 17 * 60
    assert len(cards(room)) == 2
    assert room.slack.faults.over_limit == 1, "from then on it is asked for once a minute"
    booking = room.store.get(TEAM, REF)
    assert booking
    assert booking.card
    assert reads(room) == 16


@pytest.mark.parametrize("is_limit", [True, False])
def test_after_one_refusal_pages_are_read_as_fast_as_slack_lets_them(
    room: Room, *, is_limit: bool
) -> None:
    if is_limit:
        room.slack.limit(HISTORY, per_second=0.8, burst=5, each="", retry_after="10")
    else:
        room.slack.misbehave(HISTORY, Fault.RATE_LIMITED, seconds=10)
    room.add(REF, ShowCard())
    die_after_posting(room)
    talk(room, 220)
    assert room.work(within=60) > 10
    assert len(cards(room)) == 1
    assert room.slack.faults.over_limit <= 1


def test_of_a_long_day_only_the_time_of_the_try_is_read(room: Room) -> None:
    room.slack.limit_history()
    talk(room, 100)
    room.clock.now += timedelta(hours=1)
    room.add(REF, ShowCard())
    die_after_posting(room)
    room.clock.now += timedelta(hours=1)
    talk(room, 100)
    room.work(within=3 * 3600)
    assert len(cards(room)) == 1
    assert reads(room) == 1


@pytest.mark.parametrize("limited", [False, True])
def test_several_lost_cards_share_what_may_be_read(room: Room, *, limited: bool) -> None:
    if limited:
        room.slack.limit_history()
    room.slack.misbehave(POST, Fault.DROP_AFTER, times=4)
    for number, channel in enumerate((HERE, ELSEWHERE, HERE, ELSEWHERE)):
        room.add(f"S-000{number}", ShowCard(), channel=channel)
    took = room.work()
    assert len(cards(room)) == 2
    assert len(room.shown(ELSEWHERE)) == 2
    assert (took > 180) == limited
    assert room.slack.faults.over_limit == int(limited)


def test_nothing_is_read_where_nothing_was_tried_before(room: Room) -> None:
    room.slack.limit(POST, burst=1)
    room.slack.misbehave("conversations.info", Fault.ERROR, error="internal_error", times=2)
    room.slack.misbehave(POST, Fault.ERROR, error="service_unavailable", times=2)
    room.add_cards(5)
    room.work()
    assert reads(room) == 0
    assert len(cards(room)) == 5


def test_who_waits_for_a_card_that_is_looked_for_hears_of_it(room: Room) -> None:
    room.slack.misbehave(HISTORY, Fault.RATE_LIMITED, seconds=3600, times=9)
    room.add(REF, ShowCard())
    room.add("S-0002", DirectMessage(user=room.slack.person("Ana Reyes").id, news=NEWS))
    die_after_posting(room, jobs=2)
    for minutes in (16, 17):
        room.wait_until(minutes)
    _, told = room.told("Ana Reyes")
    assert f"Slack has delayed Docket's messages in {HERE} for more than 15 minutes" in told


@pytest.mark.parametrize("error", ["missing_scope", "not_in_channel"])
def test_where_nothing_may_be_read_it_is_posted_again_at_once(room: Room, error: str) -> None:
    room.slack.misbehave(HISTORY, Fault.ERROR, error=error, times=9)
    room.add(REF, ShowCard())
    die_after_posting(room)
    assert room.work(within=60) < 15
    assert len(cards(room)) == 2
    assert reads(room) == 1


@pytest.mark.parametrize("may_read", [True, False])
def test_who_was_frozen_after_posting_a_card_leaves_no_second_one(
    room: Room, *, may_read: bool
) -> None:
    if not may_read:
        room.slack.revoke("channels:history")
    room.add(REF, ShowCard())
    frozen = take_one(room.store, Queue.SLACK, now=room.clock(), lease=LEASE)
    booking = room.store.get(TEAM, REF)
    assert frozen
    assert booking
    outcome = room.notifier.run(frozen, booking)
    assert isinstance(outcome, Outcome)
    room.clock.now += LEASE
    room.work()
    assert len(cards(room)) == (1 if may_read else 2)
    room.store.finish(frozen, outcome, at=room.clock())
    room.work()
    assert len(cards(room)) == 1
    current = room.store.get(TEAM, REF)
    assert current
    assert current.card
    (card,) = room.slack.person("Ana Reyes").messages(HERE)
    assert current.card.ts == card.ts


@pytest.mark.parametrize(
    ("how", "method", "pages", "refused"),
    [("told", HISTORY, 1, 0), ("announced", HISTORY, 3, 1), ("replied", REPLIES, 1, 0)],
)
def test_whatever_is_said_is_found_a_page_at_a_time(
    room: Room, how: str, method: str, pages: int, refused: int
) -> None:
    """Channels are read from the newest message on, threads from the first reply."""
    ana = room.slack.person("Ana Reyes")
    ways: dict[str, Task] = {
        "told": DirectMessage(user=ana.id, news=NEWS),
        "announced": Announce(news=NEWS, channel=room.slack.channel_id(ELSEWHERE)),
        "replied": ThreadReply(news=NEWS),
    }
    room.slack.limit_history()
    room.add(REF, ShowCard(), ways[how])
    room.turn_page()
    (card,) = ana.messages(HERE)
    die_after_posting(room)
    for number in range(40):
        ana.say(HERE, f"Matter {number} is on", thread=card)
    talk(room, 40, ELSEWHERE)
    room.work(within=3600)
    said = [*card.replies, *ana.messages(ELSEWHERE), *ana.messages(DIRECT)]
    assert len([each for each in said if each.author == "Docket"]) == 1
    assert reads(room, method) == pages + refused
    assert room.slack.faults.over_limit == refused
