"""A connection that Slack will close is replaced before it goes."""

import time
from collections.abc import Callable

import pytest

from bot.socket_mode.client import ReconnectPolicy
from sandbox.slack import Slack
from tests.socket_mode.clients import Listening, ask, on_the_line, opened
from tests.waiting import wait_until


@pytest.mark.parametrize("reason", ["warning", "refresh_requested"])
@pytest.mark.usefixtures("mode")
def test_the_next_connection_is_there_before_the_old_one_goes(
    slack: Slack, said: Callable[[str], int], reason: str
) -> None:
    most = slack.connections.count
    slack.connections.disconnect(reason)
    while slack.connections.opened < 2:
        most = max(most, slack.connections.count)
        assert slack.connections.count >= 1
    # The sandbox sends over the oldest connection, so this goes over the one that is to be closed.
    assert ask(slack) == {"text": "heard list"}
    wait_until(opened(slack, 2))
    assert ask(slack, "show") == {"text": "heard show"}
    assert said("cut off") == 0


def test_one_warning_after_another_is_followed_ever_more_slowly(
    slack: Slack, listening: Listening
) -> None:
    unsettled = ReconnectPolicy(first_wait=0.2, longest_wait=5.0, settled_after=60.0, linger=0.0)
    with on_the_line(slack, listening, policy=unsettled):
        began = time.monotonic()
        while slack.connections.opened < 5:
            slack.connections.disconnect("warning")
            assert ask(slack) == {"text": "heard list"}
        # The waits are at least 0, 0.1, 0.2 and 0.4 seconds long.
        assert time.monotonic() - began >= 0.6


@pytest.mark.usefixtures("mode")
def test_where_no_second_connection_is_to_be_had_the_first_is_kept(
    slack: Slack, said: Callable[[str], int]
) -> None:
    slack.connections.refuse(409)
    slack.connections.disconnect("warning")
    wait_until(lambda: said("the connection is kept until Slack closes it") == 1)
    assert ask(slack) == {"text": "heard list"}
    slack.connections.close_all()
    wait_until(opened(slack, 2))
    assert ask(slack, "show") == {"text": "heard show"}
