"""Slack's pace: at once until it says that it was too much, then by the second, in order, losing nothing."""

from datetime import timedelta

import pytest

from bot.scheduling.jobs.retries import due
from bot.scheduling.jobs.sessions import apply_answer
from bot.scheduling.ports.store import Decision
from bot.scheduling.tasks.news import EventType, News
from bot.scheduling.tasks.queue import Queue
from bot.scheduling.tasks.slack import Announce, DirectMessage, ShowCard
from bot.worker import LEASE
from sandbox.slack import Fault
from tests.builders import NOW, TEAM, an_answer, an_entry
from tests.handlers.conftest import Office, seen_by_all
from tests.handlers.rate_limits.room import DIRECT, ELSEWHERE, HERE, NEWS, POST, THIRD, Room
from tests.store.steps import take_one
from tests.waiting import wait_until

OWNER, PATIENT = "Ana Reyes", timedelta(seconds=5)


def test_what_slack_takes_goes_out_at_once(room: Room) -> None:
    refs = room.add_cards(20)
    assert room.work() < 1
    assert room.shown() == refs


@pytest.mark.parametrize(
    ("count", "burst", "seconds"), [(12, 3, 12), (50, 1, 60), (50, 5, 60), (30, 20, 25)]
)
@pytest.mark.parametrize("retry_after", ["1", "0", None, "1.5", "2"])
def test_many_cards_for_one_channel_go_out_in_order_and_by_the_second(
    room: Room, count: int, burst: int, seconds: float, retry_after: str | None
) -> None:
    room.slack.limit(POST, burst=burst, retry_after=retry_after)
    refs = room.add_cards(count)
    assert room.work() < seconds
    assert room.shown() == refs
    assert room.slack.faults.over_limit <= 5


def test_a_wait_that_slack_asks_for_is_kept_to_and_not_multiplied(room: Room) -> None:
    room.slack.misbehave(POST, Fault.RATE_LIMITED, seconds=30, times=3)
    refs = room.add_cards(5)
    assert 90 <= room.work() < 96
    assert room.shown() == refs
    assert len([call for call in room.slack.calls if call.method == POST]) == 3 + 5


def test_what_was_too_much_is_no_try(room: Room) -> None:
    room.slack.misbehave(POST, Fault.RATE_LIMITED, seconds=1, times=30)
    room.add("S-0001", ShowCard())
    for _ in range(30):
        room.clock.now = room.store.next_due(Queue.SLACK) or NOW
        room.turn_page()
    room.clock.now = room.store.next_due(Queue.SLACK) or NOW
    work = take_one(room.store, Queue.SLACK, now=room.clock(), lease=LEASE)
    assert work
    assert work.attempt == 1
    assert work.since == NOW


def test_a_limited_channel_holds_up_no_other_and_nobodys_messages(room: Room) -> None:
    room.slack.limit(POST, burst=1)
    busy = room.add_cards(10)
    other = room.add_cards(3, channel=ELSEWHERE)
    room.add("S-9999", DirectMessage(user=room.slack.person("Ben Okafor").id, news=NEWS))
    while room.clock.elapsed < 4:
        room.clock.now = max(room.clock.now, room.store.next_due(Queue.SLACK) or room.clock.now)
        room.turn_page()
    assert room.shown(ELSEWHERE) == other
    assert len(room.slack.person("Ben Okafor").messages(DIRECT)) == 1
    assert room.shown() == busy[: len(room.shown())]
    room.work()
    assert room.shown() == busy


def test_a_channel_that_slack_never_takes_holds_up_no_other(room: Room) -> None:
    here = room.slack.channel_id(HERE)
    room.slack.misbehave(POST, Fault.RATE_LIMITED, seconds=60, times=9, containing=here)
    room.add_cards(2)
    other = room.add_cards(5, channel=ELSEWHERE)
    while len(room.shown(ELSEWHERE)) < 5:
        room.clock.now = max(room.clock.now, room.store.next_due(Queue.SLACK) or room.clock.now)
        room.turn_page()
    assert room.clock.elapsed < 1
    assert room.shown(ELSEWHERE) == other


def test_a_limit_of_the_whole_workspace_is_kept_to_with_few_refusals(room: Room) -> None:
    """Twelve people are told something, and Slack takes one message a second, to whomever."""
    room.slack.limit(POST, burst=1, each="")
    people = [person.id for person in room.slack.workspace.people.values() if not person.is_bot]
    for number in range(12):
        user = people[number % len(people)]
        room.add(f"S-{number:04}", DirectMessage(user=user, news=NEWS))
    assert room.work() < 20
    assert room.slack.faults.over_limit <= 6


def test_a_limit_of_the_whole_workspace_is_noticed_in_busy_channels_too(room: Room) -> None:
    room.slack.limit(POST, burst=1, each="")
    channels = (HERE, ELSEWHERE, THIRD)
    for number in range(30):
        room.add(f"S-{number:04}", ShowCard(), channel=channels[number % 3])
    assert room.work() < 40
    assert room.slack.faults.over_limit <= 8
    for number, channel in enumerate(channels):
        assert room.shown(channel) == [f"S-{n:04}" for n in range(number, 30, 3)]


@pytest.mark.parametrize("method", ["conversations.info", "chat.update"])
def test_a_limit_on_another_method_is_kept_to_as_well(room: Room, method: str) -> None:
    booking = room.add("S-0001", ShowCard())
    room.work()
    room.slack.misbehave(method, Fault.RATE_LIMITED, seconds=20, times=2)
    room.store.change(
        TEAM,
        booking.ref,
        Decision(key="changed", entry=an_entry(), then=due(ShowCard(), at=room.clock())),
        transition=apply_answer(an_answer()),
    )
    assert 40 <= room.work() < 45
    (card,) = room.slack.person("Ana Reyes").messages(HERE)
    assert "Confirmed" in card.text


def test_a_card_that_waits_is_posted_once_as_its_booking_stands_by_then(room: Room) -> None:
    room.slack.limit(POST, burst=1)
    refs = room.add_cards(3)
    for ref in refs:
        room.store.change(
            TEAM,
            ref,
            Decision(key=f"booked {ref}", entry=an_entry(), then=due(ShowCard(), at=room.clock())),
            transition=apply_answer(an_answer()),
        )
    assert room.work() < 4
    cards = room.slack.person("Ana Reyes").messages(HERE)
    assert ["Confirmed" in card.text for card in cards] == [True] * 3
    assert [call.method for call in room.slack.calls if call.method.startswith("chat.")].count(
        "chat.update"
    ) == 0


def test_announcements_keep_the_pace_of_their_channel(room: Room) -> None:
    room.slack.limit(POST, burst=2)
    there = room.slack.channel_id(THIRD)
    for number in range(8):
        canceled = News(what=EventType.CANCELED, by=room.slack.person("Ben Okafor").id)
        room.add(f"S-{number:04}", Announce(news=canceled, channel=there))
    assert room.work() < 9
    said = [message.text for message in room.slack.person("Ana Reyes").messages(THIRD)]
    assert [f"S-{number:04}" in text for number, text in enumerate(said)] == [True] * 8


def test_it_goes_out_at_once_again_after_a_while(room: Room) -> None:
    room.slack.limit(POST, burst=2)
    room.add_cards(4)
    room.work()
    room.slack.faults.clear()
    room.clock.now += timedelta(minutes=6)
    before = room.clock.elapsed
    refs = room.add_cards(4, channel=ELSEWHERE)
    assert room.work(within=10_000) - before < 1
    assert room.shown(ELSEWHERE) == refs


def test_forms_sent_in_a_row_have_their_cards_by_the_second_and_in_order(office: Office) -> None:
    """The same with threads and real time, for a few."""
    office.slack.limit(POST, burst=2)
    ana = office.person("Ana Reyes")
    for number in range(5):
        screen = ana.command(HERE, "/session tomorrow 2pm Pacific")
        screen.fill("Title", f"Matter {number}").submit()
    wait_until(
        lambda: [card.text.count("Confirmed") for card in seen_by_all(ana)] == [1] * 5,
        within=20,
    )
    titles = [card.text.split(",")[0] for card in seen_by_all(ana)]
    assert [f"Matter {number}" in title for number, title in enumerate(titles)] == [True] * 5
    assert len(office.sessions) == 5
    assert office.slack.faults.over_limit <= 5


@pytest.mark.parametrize(
    "error",
    [
        "org_login_required",
        "accesslimited",
        "external_channel_migrating",
        "two_factor_setup_required",
    ],
)
def test_a_workspace_that_takes_nothing_for_a_while_is_waited_for(room: Room, error: str) -> None:
    room.slack.misbehave(POST, Fault.ERROR, error=error, times=4)
    room.add_cards(1)
    assert room.work(within=3600) > 20
    assert len(room.shown()) == 1
    assert room.told(OWNER) == []
