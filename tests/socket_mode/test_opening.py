"""What counts as a connection to Slack, and what is said where there is none."""

import time
from collections.abc import Callable
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path

import pytest
from websockets.sync.client import connect

from bot.socket_mode.client import ReconnectPolicy, SocketMode
from bot.socket_mode.connection import Connection, Disconnected, KeepAlive
from handlers.slack.web_api import SlackApi
from sandbox.slack import Slack
from sandbox.slack.errors import SlackError
from sandbox.slack.faults import Fault
from tests.faulty_servers import Authority, answering
from tests.socket_mode.clients import (
    FOUND,
    KEEP_ALIVE,
    ONE_TRY,
    POLICY,
    Listening,
    ask,
    ask_once,
    calls,
    on_the_line,
    socket_mode,
)
from tests.waiting import wait_until


@pytest.mark.usefixtures("mode")
def test_a_command_is_answered_over_the_line(slack: Slack) -> None:
    assert ask(slack) == {"text": "heard list"}


def test_there_is_no_connection_before_slack_says_hello(slack: Slack, listening: Listening) -> None:
    slack.connections.sends_hello = False
    mode = socket_mode(slack, listening, keep_alive=KeepAlive(open_timeout=0.2, close_timeout=0.1))
    with pytest.raises(Disconnected, match="it doesn't answer"):
        mode.connect()
    mode.close()


@pytest.mark.parametrize("status", [400, 403, 404, 408, 409, 429, 500, 503])
def test_a_refused_connection_is_no_connection(
    slack: Slack, listening: Listening, status: int
) -> None:
    slack.connections.refuse(status, times=POLICY.first_tries)
    mode = socket_mode(slack, listening)
    with pytest.raises(Disconnected, match=rf"refuses the connection \(HTTP {status}\)"):
        mode.connect()
    mode.close()
    assert slack.connections.opened == 0


def test_a_start_that_fails_once_is_tried_again(
    slack: Slack, listening: Listening, said: Callable[[str], int]
) -> None:
    slack.connections.refuse(503)
    with on_the_line(slack, listening):
        assert ask(slack) == {"text": "heard list"}
    assert said("it refuses the connection (HTTP 503); Docket tries again") == 1


@pytest.mark.parametrize(
    ("error", "why"),
    [
        ("invalid_auth", "doesn't recognize SLACK_APP_TOKEN"),
        ("not_allowed_token_type", "Those start with xapp-"),
        ("token_revoked", "was revoked"),
        ("token_expired", "has expired"),
        ("account_inactive", "Install the app again"),
        ("missing_scope", "lacks the scope connections:write"),
        ("something_new", "it answers something_new"),
    ],
)
def test_what_only_a_person_can_mend_ends_the_start_at_once(
    slack: Slack, listening: Listening, error: str, why: str
) -> None:
    slack.misbehave("apps.connections.open", Fault.ERROR, error=error, times=9)
    mode = socket_mode(slack, listening)
    with pytest.raises(Disconnected, match=why) as caught:
        mode.connect()
    mode.close()
    assert error in caught.value.reason
    assert calls(slack) == 1


def test_a_wait_that_slack_asks_for_is_kept(slack: Slack, listening: Listening) -> None:
    slack.misbehave("apps.connections.open", Fault.RATE_LIMITED, seconds=1)
    began = time.monotonic()
    with on_the_line(slack, listening):
        assert time.monotonic() - began >= 1


@pytest.mark.parametrize("seconds", [301, 99_999, 10**9])
def test_a_wait_of_hours_leaves_docket_deaf_for_minutes_at_most(seconds: int) -> None:
    asked = Disconnected("it asks to be left alone", after=timedelta(seconds=seconds))
    assert ReconnectPolicy().wait(0, asked) == 300


@pytest.mark.usefixtures("mode")
def test_an_outage_is_logged_with_when_it_is_tried_again(
    slack: Slack, said: Callable[[str], int]
) -> None:
    slack.misbehave("apps.connections.open", Fault.RATE_LIMITED, seconds=1)
    slack.connections.close_all()
    wait_until(lambda: said(FOUND) == 1)
    assert said("closed the connection (code 1000). Docket keeps trying, next in 0.0 s") == 1
    assert said("asked Docket to wait (ratelimited). Docket keeps trying, next in 1.0 s") == 1


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"<html>", "Docket can't read its answer"),
        (b"{}", "Docket can't read its answer"),
        (b'{"ok": true}', "it gave an address Docket can't use"),
        (b'{"ok": true, "url": "https://slack.com/"}', "it gave an address Docket can't use"),
        (b'{"ok": true, "url": 7}', "it gave an address Docket can't use"),
        (b'{"ok": true, "url": "ws://[::1"}', "it gave an address Docket can't use"),
        (b'{"ok": true, "url": "ws://x:99999/"}', "it gave an address Docket can't use"),
        (b'{"ok": true, "url": "ws://\\udcff/"}', "it gave an address Docket can't use"),
    ],
)
def test_an_answer_without_an_address_is_no_connection(
    listening: Listening, body: bytes, why: str
) -> None:
    with answering(200, body=body) as server:
        api = f"http://127.0.0.1:{server.server_port}/api/"
        door = SlackApi(token="xapp-1", base_url=api, timeout=timedelta(seconds=2))
        mode = SocketMode(door, answer=listening, is_healthy=lambda: True, policy=ONE_TRY)
        with pytest.raises(Disconnected, match=why):
            mode.connect()
        mode.close()


@pytest.mark.parametrize("status", [401, 403, 404, 407, 502, 503])
@pytest.mark.parametrize("body", [b"<html>Bad gateway</html>", b"", b'{"error": "It <broke>!"}'])
def test_where_slack_is_hidden_by_something_else_its_status_is_named(
    listening: Listening, status: int, body: bytes
) -> None:
    with answering(status, body=body) as server:
        api = f"http://127.0.0.1:{server.server_port}/api/"
        door = SlackApi(token="xapp-1", base_url=api, timeout=timedelta(seconds=2))
        mode = SocketMode(door, answer=listening, is_healthy=lambda: True, policy=ONE_TRY)
        with pytest.raises(Disconnected, match=f"it answers HTTP {status}$"):
            mode.connect()
        mode.close()


@pytest.mark.parametrize(
    ("proxy", "why"),
    [
        ("", "the proxy in between refuses the connection. Check HTTPS_PROXY"),
        ("rubbish", "Docket can't use the proxy in HTTPS_PROXY"),
        ("http://127.0.0.1:9", "Docket can't reach the proxy between it and Slack"),
        ("http://proxy.invalid:80", "Docket can't reach the proxy between it and Slack"),
        ("socks5://127.0.0.1:9", "of a kind Docket can't use"),
    ],
)
def test_a_proxy_that_lets_nobody_through_is_named_on_the_line_too(
    monkeypatch: pytest.MonkeyPatch, proxy: str, why: str
) -> None:
    for name in ("NO_PROXY", "no_proxy", "https_proxy"):
        monkeypatch.delenv(name, raising=False)
    with answering(407) as refusing:
        monkeypatch.setenv("HTTPS_PROXY", proxy or f"http://127.0.0.1:{refusing.server_port}")
        with pytest.raises(Disconnected, match=why):
            _connection().open("wss://wss-primary.slack.com/link", keep_alive=KEEP_ALIVE)


def test_a_certificate_that_fails_is_named_on_the_line_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    authority = Authority(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.file))
    expired = authority.expired()
    with answering(101, tls=expired) as server, pytest.raises(Disconnected, match="has expired"):
        _connection().open(f"wss://localhost:{server.server_port}", keep_alive=KEEP_ALIVE)


def _connection() -> Connection:
    """Return a connection that tells nobody anything."""
    return Connection(on_envelope=_ignore, on_refresh=_ignore, on_closed=_ignore)


def _ignore(*_: object) -> None: ...


def test_a_fault_of_dockets_own_ends_a_line_instead_of_leaving_it_deaf(slack: Slack) -> None:
    door = SlackApi(token=slack.app_token, base_url=slack.api_url, timeout=timedelta(seconds=2))
    ended: list[Disconnected] = []

    def stumble(*_: object) -> None:
        raise LookupError

    connection = Connection(
        on_envelope=stumble, on_refresh=_ignore, on_closed=lambda _, reason: ended.append(reason)
    )
    connection.open(door.open_socket(), keep_alive=KEEP_ALIVE)
    with pytest.raises(SlackError):
        ask_once(slack)
    wait_until(lambda: len(ended) == 1)
    assert ended[0].reason == "Docket failed to process what it sent"
    wait_until(lambda: slack.connections.count == 0)


def test_too_many_connections_are_named(slack: Slack, listening: Listening) -> None:
    door = SlackApi(token=slack.app_token, base_url=slack.api_url, timeout=timedelta(seconds=2))
    with ExitStack() as others:
        for _ in range(10):
            others.enter_context(connect(door.open_socket()))
        wait_until(lambda: slack.connections.count == 10)
        mode = socket_mode(slack, listening)
        with pytest.raises(Disconnected, match="limit of 10"):
            mode.connect()
        mode.close()
