"""A Docket on Socket Mode as tests have it: quick to open again, and what it is asked."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from slack_bolt import BoltResponse

from bot.socket_mode.client import ReconnectPolicy, SocketMode
from bot.socket_mode.connection import KeepAlive
from handlers.slack.web_api import SlackApi
from sandbox.slack import Slack
from tests.waiting import PATIENCE, wait_until

POLICY = ReconnectPolicy(
    first_wait=0.05,
    longest_wait=0.2,
    permanent_wait=0.2,
    settled_after=0.0,
    linger=0.3,
    first_tries=3,
)
ONE_TRY = ReconnectPolicy(first_tries=1)
KEEP_ALIVE = KeepAlive(ping_interval=0.2, ping_timeout=3.0, open_timeout=3.0, close_timeout=0.1)
FOUND = "Docket answers Slack over Socket Mode again"

Body = dict[str, Any]


def all_well(body: Body) -> BoltResponse:
    return BoltResponse(status=200, body=json.dumps({"text": f"heard {body.get('text')}"}))


@dataclass
class Listening:
    """What a Docket on the connection has been asked; `answer` may be replaced."""

    answer: Callable[[Body], BoltResponse] = all_well
    asked: list[Body] = field(default_factory=list)

    def __call__(self, body: Body) -> BoltResponse:
        """Answer one body."""
        self.asked.append(body)
        return self.answer(body)


def socket_mode(slack: Slack, answer: Callable[[Body], BoltResponse], **more: Any) -> SocketMode:
    door = SlackApi(token=slack.app_token, base_url=slack.api_url, timeout=timedelta(seconds=2))
    usual = {"is_healthy": lambda: True, "policy": POLICY, "keep_alive": KEEP_ALIVE}
    return SocketMode(door, answer=answer, **{**usual, **more})


@contextmanager
def on_the_line(
    slack: Slack, answer: Callable[[Body], BoltResponse], **more: Any
) -> Iterator[SocketMode]:
    mode = socket_mode(slack, answer, **more)
    try:
        mode.connect()
        watch = threading.Thread(target=mode.run)
        watch.start()
        yield mode
    finally:
        mode.close()
    watch.join(PATIENCE)
    assert not watch.is_alive()


def delayed(listening: Listening) -> threading.Event:
    """Have Docket answer only once the event that is returned is set."""
    go_on = threading.Event()

    def slowly(body: Body) -> BoltResponse:
        go_on.wait(PATIENCE)
        return all_well(body)

    listening.answer = slowly
    return go_on


def asking_once(slack: Slack, listening: Listening) -> tuple[threading.Thread, list[Any]]:
    """Ask in a thread of its own; return that and where its answer comes, once Docket has heard it."""
    answers: list[Any] = []
    asking = threading.Thread(target=lambda: answers.append(ask(slack)))
    asking.start()
    wait_until(lambda: len(listening.asked) == 1)
    return asking, answers


def ask(slack: Slack, text: str = "list", **more: Any) -> Any:
    """Send a slash command over a connection, and return what it is acknowledged with."""
    body = {"command": "/session", "text": text}
    return slack.connections.deliver("slash_commands", body, timeout=PATIENCE, **more)


def opened(slack: Slack, count: int) -> Callable[[], bool]:
    return lambda: slack.connections.opened >= count and slack.connections.count == 1


def calls(slack: Slack) -> int:
    return sum(call.method == "apps.connections.open" for call in slack.calls)


def ask_once(slack: Slack) -> Any:
    """Send a slash command, and wait for its answer no longer than it takes to see that none comes."""
    return slack.connections.deliver("slash_commands", {"text": "list"}, timeout=0.2)
