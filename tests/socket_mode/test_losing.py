"""What ends a connection, and how the next one comes about."""

import threading
import time
from collections.abc import Callable
from typing import Any

import pytest
from slack_bolt import BoltResponse

from bot.socket_mode.client import ReconnectPolicy, Unhealthy
from bot.socket_mode.connection import LARGEST_FRAME, KeepAlive
from sandbox.slack import Slack
from sandbox.slack.errors import SlackError
from sandbox.slack.faults import Fault
from tests.socket_mode import clients
from tests.waiting import PATIENCE, wait_until


def fall_silent(slack: Slack) -> None:
    slack.connections.proxy.stop_forwarding()


def reset(slack: Slack) -> None:
    slack.connections.proxy.reset()


def hang_up(slack: Slack) -> None:
    slack.connections.close_all()


def send_no_frame(slack: Slack) -> None:
    slack.connections.send_raw(b"\xff\xff\xff\xff HTTP/1.1 200 OK")


def send_too_much(slack: Slack) -> None:
    slack.connections.broadcast("x" * (LARGEST_FRAME + 1))


@pytest.mark.parametrize(
    ("end", "why"),
    [
        (fall_silent, "it stopped answering"),
        (reset, "the connection broke"),
        (hang_up, "it closed the connection (code 1000)"),
        (send_no_frame, "it sent something that isn't a message"),
        (send_too_much, "it sent something that isn't a message"),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
@pytest.mark.usefixtures("mode")
def test_a_lost_connection_is_noticed_said_and_opened_again(
    slack: Slack,
    said: Callable[[str], int],
    end: Callable[[Slack], None],
    why: str,
) -> None:
    end(slack)
    wait_until(lambda: said(f"Docket is disconnected from Slack: {why}") == 1)
    slack.connections.proxy.resume()
    wait_until(lambda: said(clients.FOUND) == 1)
    wait_until(clients.opened(slack, 2))
    assert clients.ask(slack) == {"text": "heard list"}
    assert said("Docket is disconnected from Slack") == said(clients.FOUND) == 1


def test_a_long_silence_is_logged_once_and_costs_next_to_nothing(
    slack: Slack, listening: clients.Listening, said: Callable[[str], int]
) -> None:
    quick = KeepAlive(ping_interval=0.1, ping_timeout=0.5, open_timeout=0.2, close_timeout=0.1)
    with clients.on_the_line(slack, listening, keep_alive=quick):
        slack.connections.proxy.stop_forwarding()
        wait_until(lambda: said("Docket is disconnected from Slack") == 1)
        before, tries, began = time.process_time(), clients.calls(slack), time.monotonic()
        wait_until(lambda: clients.calls(slack) >= tries + 5)
        used = (time.process_time() - before) / (time.monotonic() - began)
        assert used < 0.5
        assert said("Docket is disconnected from Slack") == 1
        assert said("Docket is still disconnected from Slack: it doesn't answer") == 1
        slack.connections.proxy.resume()
        wait_until(lambda: said(clients.FOUND) == 1)


@pytest.mark.usefixtures("mode")
def test_an_answer_too_large_for_a_connection_that_takes_nothing_does_not_hide_its_loss(
    slack: Slack, listening: clients.Listening, said: Callable[[str], int]
) -> None:
    go_on = threading.Event()

    def at_length(_: clients.Body) -> BoltResponse:
        go_on.wait(PATIENCE)
        return BoltResponse(status=200, body="x" * 20_000_000)

    listening.answer = at_length
    with pytest.raises(SlackError, match="operation_timeout"):
        clients.ask_once(slack)
    slack.connections.proxy.stop_forwarding()
    go_on.set()
    wait_until(lambda: said("Docket is disconnected from Slack") == 1)
    listening.answer = clients.all_well
    slack.connections.proxy.resume()
    wait_until(lambda: said(clients.FOUND) == 1)
    wait_until(clients.opened(slack, 2))
    assert clients.ask(slack, "show") == {"text": "heard show"}


@pytest.mark.usefixtures("mode")
def test_pings_from_slack_are_answered(slack: Slack) -> None:
    for _ in range(3):
        slack.connections.ping()
    assert clients.ask(slack) == {"text": "heard list"}
    assert slack.connections.opened == 1


NO_IDS: tuple[Any, ...] = (None, 7, [], {})
NO_PAYLOADS: tuple[Any, ...] = (None, 7, [], "x")


@pytest.mark.parametrize(
    "frame",
    ["no JSON", "[]", "null", "7", '"text"', b"\x00\xfe", {}, {"type": "news"}, "[" * 100_000]
    + [{"envelope_id": wrong, "payload": {}} for wrong in NO_IDS]
    + [{"envelope_id": "e", "payload": wrong} for wrong in NO_PAYLOADS]
    + [{"type": "disconnect", "reason": "warning", "debug_info": []}],
    ids=lambda frame: repr(frame)[:40],
)
@pytest.mark.usefixtures("mode")
def test_frames_that_mean_nothing_do_no_harm(
    slack: Slack, listening: clients.Listening, frame: Any
) -> None:
    slack.connections.broadcast(frame)
    assert clients.ask(slack) == {"text": "heard list"}
    assert len(listening.asked) == 1


@pytest.mark.usefixtures("mode")
def test_a_revoked_token_is_an_error_and_is_tried_slowly(
    slack: Slack, said: Callable[[str], int], caplog: pytest.LogCaptureFixture
) -> None:
    slack.misbehave("apps.connections.open", Fault.ERROR, error="token_revoked", times=4)
    slack.connections.close_all()
    wait_until(lambda: said(clients.FOUND) == 1)
    (error,) = [record.getMessage() for record in caplog.records if record.levelname == "ERROR"]
    assert "Docket is still disconnected from Slack: SLACK_APP_TOKEN was revoked." in error
    assert clients.calls(slack) == 6
    assert clients.ask(slack) == {"text": "heard list"}


@pytest.mark.usefixtures("mode")
def test_socket_mode_switched_off_is_an_error(
    slack: Slack, caplog: pytest.LogCaptureFixture, said: Callable[[str], int]
) -> None:
    slack.connections.disconnect("link_disabled")
    wait_until(lambda: said(clients.FOUND) == 1)
    (error,) = [record.getMessage() for record in caplog.records if record.levelname == "ERROR"]
    assert "Socket Mode is turned off. Turn it on in the app's settings" in error


def test_a_connection_that_never_lasts_is_opened_ever_more_slowly(
    slack: Slack, listening: clients.Listening
) -> None:
    unsettled = ReconnectPolicy(first_wait=0.2, longest_wait=5.0, settled_after=60.0)
    with clients.on_the_line(slack, listening, policy=unsettled):
        for count in range(1, 5):
            wait_until(clients.opened(slack, count))
            began = time.monotonic()
            slack.connections.close_all()
        wait_until(clients.opened(slack, 5))
        # The waits before are at least 0, 0.1, 0.2 and 0.4 seconds long.
        assert time.monotonic() - began >= 0.4


def test_a_docket_that_is_not_well_for_long_ends_instead_of_taking_what_it_cannot_do(
    slack: Slack, listening: clients.Listening
) -> None:
    health = [True, False, False, True, False, False, False]
    looks = iter(health)
    mode = clients.socket_mode(
        slack,
        listening,
        is_healthy=lambda: next(looks),
        policy=ReconnectPolicy(health_check_interval=0.05),
    )
    mode.connect()
    with pytest.raises(Unhealthy):
        mode.run()
    mode.close()
    assert next(looks, None) is None
