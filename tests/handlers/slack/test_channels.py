"""What Slack said of a channel: whom an earlier answer serves, for how long, and until what happens."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from bot.scheduling.model.failures import OutcomeUnknown, Refused
from handlers.slack.channels import Channels, Description
from tests.handlers.canned import Canned, canned_slack
from tests.handlers.slack.running_clock import RunningClock

HERE = "C1"
INFO = "conversations.info"
OPEN, CLOSED = {"id": HERE, "is_private": False}, {"id": HERE, "is_private": True}
SECONDS = timedelta(seconds=3)


@pytest.fixture
def slack() -> Iterator[Canned]:
    with canned_slack() as slack:
        slack.answer(INFO, channel=OPEN)
        yield slack


def recent(channels: Channels, slack: Canned) -> Description:
    """Take what Slack said in the last few seconds."""
    return channels.recent(HERE, slack=slack.api, within=SECONDS)


def test_an_answer_serves_for_seconds_whoever_may_take_one_from_before(slack: Canned) -> None:
    clock = RunningClock()
    channels = Channels(clock=clock)
    assert channels.ask(HERE, slack=slack.api) == OPEN
    slack.answer(INFO, channel=CLOSED)
    assert recent(channels, slack) == OPEN
    clock.ahead = 4
    assert recent(channels, slack) == CLOSED
    assert slack.count(INFO) == 2


def test_who_asks_now_is_never_served_an_earlier_answer(slack: Canned) -> None:
    channels = Channels()
    recent(channels, slack)
    slack.answer(INFO, channel=CLOSED)
    assert channels.ask(HERE, slack=slack.api) == CLOSED
    assert recent(channels, slack) == CLOSED


def test_what_happens_to_a_channel_ends_what_was_said_of_it(slack: Canned) -> None:
    channels = Channels()
    recent(channels, slack)
    slack.answer(INFO, channel=CLOSED)
    channels.forget(HERE)
    assert channels.known(HERE) is None
    assert recent(channels, slack) == CLOSED


def test_an_answer_that_was_under_way_when_something_happened_is_not_kept(slack: Canned) -> None:
    channels = Channels()
    slack.meanwhile = lambda: channels.forget(HERE)
    assert recent(channels, slack) == OPEN
    assert channels.known(HERE) is None


def test_a_later_answer_is_not_undone_by_an_earlier_question(slack: Canned) -> None:
    channels = Channels()

    def ask_again() -> None:
        slack.meanwhile = lambda: None
        slack.answer(INFO, channel=CLOSED)
        channels.ask(HERE, slack=slack.api)

    slack.meanwhile = ask_again
    assert channels.ask(HERE, slack=slack.api) == OPEN
    assert channels.known(HERE) == CLOSED


def test_who_asks_at_the_same_time_asks_once(slack: Canned) -> None:
    channels, asked, answer = Channels(), threading.Event(), threading.Event()

    def hold() -> None:
        asked.set()
        answer.wait(30)

    slack.meanwhile = hold
    with ThreadPoolExecutor(5) as pool:
        first = pool.submit(recent, channels, slack)
        assert asked.wait(30)
        others = [pool.submit(recent, channels, slack) for _ in range(4)]
        answer.set()
        assert [each.result() for each in (first, *others)] == [OPEN] * 5
    assert slack.count(INFO) == 1


def test_where_anothers_question_got_no_answer_it_is_asked_again(slack: Canned) -> None:
    channels, asked, answer = Channels(), threading.Event(), threading.Event()
    slack.refuse(INFO, "internal_error")

    def hold() -> None:
        slack.answer(INFO, channel=OPEN)
        asked.set()
        answer.wait(30)

    slack.meanwhile = hold
    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(recent, channels, slack)
        assert asked.wait(30)
        second = pool.submit(recent, channels, slack)
        answer.set()
        assert isinstance(first.exception(), OutcomeUnknown)
        assert second.result() == OPEN


def test_what_slack_will_not_say_is_known_and_asked_again(slack: Canned) -> None:
    channels = Channels()
    slack.refuse(INFO, "channel_not_found")
    for _ in range(2):
        with pytest.raises(Refused):
            recent(channels, slack)
    assert slack.count(INFO) == 2
    assert channels.known(HERE) == {}
