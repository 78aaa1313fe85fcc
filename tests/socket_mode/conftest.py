"""The sandbox's Slack, and a Docket that is connected with it."""

import logging
from collections.abc import Callable, Iterator

import pytest

from bot.socket_mode.client import SocketMode
from sandbox.slack import Slack
from tests.socket_mode.clients import Listening, on_the_line


@pytest.fixture
def slack() -> Iterator[Slack]:
    with Slack() as slack:
        yield slack


@pytest.fixture
def listening() -> Listening:
    return Listening()


@pytest.fixture
def said(caplog: pytest.LogCaptureFixture) -> Callable[[str], int]:
    """Count the lines of the log in which something stands."""
    caplog.set_level(logging.INFO)
    return lambda words: sum(words in message for message in caplog.messages)


@pytest.fixture
def mode(slack: Slack, listening: Listening, said: Callable[[str], int]) -> Iterator[SocketMode]:
    del said
    with on_the_line(slack, listening) as mode:
        slack.wait_for_connection()
        yield mode
