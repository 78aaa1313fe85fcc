"""Socket Mode against a Slack that refuses, falls silent, breaks off and sends what it should not."""

import json
import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from slack_bolt import BoltResponse
from websockets.sync.client import connect

from bot.socket_mode.client import ReconnectPolicy, SocketMode, Unhealthy
from bot.socket_mode.connection import LARGEST_FRAME, Connection, Disconnected, KeepAlive
from handlers.slack.web_api import SlackApi
from sandbox.slack import Slack
from sandbox.slack.errors import SlackError
from sandbox.slack.faults import Fault
from tests.elsewhere import Authority, answering
from tests.waiting import wait_until

POLICY = ReconnectPolicy(
    first_wait=0.05,
    longest_wait=0.2,
    permanent_wait=0.2,
    settled_after=0.0,
    linger=0.3,
    first_tries=3,
)
ONE_TRY = ReconnectPolicy(first_tries=1)
KEEP_ALIVE = KeepAlive(ping_interval=0.2, ping_timeout=1.0, open_timeout=1.0, close_timeout=0.1)
AT_ONCE = 5.0
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
    watch.join(AT_ONCE)
    assert not watch.is_alive()


@pytest.fixture
def mode(slack: Slack, listening: Listening, said: Callable[[str], int]) -> Iterator[SocketMode]:
    del said
    with on_the_line(slack, listening) as mode:
        slack.wait_for_connection()
        yield mode


def delayed(listening: Listening) -> threading.Event:
    """Have Docket answer only once the event that is returned is set."""
    go_on = threading.Event()

    def slowly(body: Body) -> BoltResponse:
        go_on.wait(AT_ONCE)
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
    return slack.connections.deliver("slash_commands", body, timeout=AT_ONCE, **more)


def opened(slack: Slack, count: int) -> Callable[[], bool]:
    return lambda: slack.connections.opened >= count and slack.connections.count == 1


def calls(slack: Slack) -> int:
    return sum(call.method == "apps.connections.open" for call in slack.calls)


# What counts as a connection.


@pytest.mark.usefixtures("mode")
def test_a_command_is_answered_over_the_line(slack: Slack) -> None:
    assert ask(slack) == {"text": "heard list"}


def test_there_is_no_connection_before_slack_says_hello(slack: Slack, listening: Listening) -> None:
    slack.connections.sends_hello = False
    mode = socket_mode(slack, listening, keep_alive=KeepAlive(open_timeout=0.2, close_timeout=0.1))
    with pytest.raises(Disconnected, match="it does not answer"):
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
        ("invalid_auth", "does not know SLACK_APP_TOKEN"),
        ("not_allowed_token_type", "Those begin with xapp-"),
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
    wait_until(lambda: said(FOUND) == 1, within=AT_ONCE)
    assert said("closed the connection (code 1000). Docket keeps trying, next in 0.0 s") == 1
    assert said("left alone for now (ratelimited). Docket keeps trying, next in 1.0 s") == 1


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"<html>", "its answer cannot be read"),
        (b"{}", "its answer cannot be read"),
        (b'{"ok": true}', "it named an address that cannot be used"),
        (b'{"ok": true, "url": "https://slack.com/"}', "it named an address that cannot be used"),
        (b'{"ok": true, "url": 7}', "it named an address that cannot be used"),
        (b'{"ok": true, "url": "ws://[::1"}', "it named an address that cannot be used"),
        (b'{"ok": true, "url": "ws://x:99999/"}', "it named an address that cannot be used"),
        (b'{"ok": true, "url": "ws://\\udcff/"}', "it named an address that cannot be used"),
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
        ("", "the proxy on the way there refuses the connection. Check HTTPS_PROXY"),
        ("rubbish", "the proxy in HTTPS_PROXY cannot be used"),
        ("http://127.0.0.1:9", "The proxy on the way to Slack can't be reached"),
        ("http://proxy.invalid:80", "The proxy on the way to Slack can't be reached"),
        ("socks5://127.0.0.1:9", "of a kind that Docket cannot use"),
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
    expired = authority.context(begins=timedelta(days=-2), ends=timedelta(days=-1))
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
    assert ended[0].reason == "Docket failed at what it sent"
    wait_until(lambda: slack.connections.count == 0)


def ask_once(slack: Slack) -> Any:
    """Send a slash command, and wait for its answer no longer than it takes to see that none comes."""
    return slack.connections.deliver("slash_commands", {"text": "list"}, timeout=0.2)


def test_too_many_connections_are_named(slack: Slack, listening: Listening) -> None:
    door = SlackApi(token=slack.app_token, base_url=slack.api_url, timeout=timedelta(seconds=2))
    with ExitStack() as others:
        for _ in range(10):
            others.enter_context(connect(door.open_socket()))
        wait_until(lambda: slack.connections.count == 10)
        mode = socket_mode(slack, listening)
        with pytest.raises(Disconnected, match="which is 10"):
            mode.connect()
        mode.close()


# What ends one.


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
        (send_no_frame, "it sent what is no message"),
        (send_too_much, "it sent what is no message"),
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
    wait_until(lambda: said(f"Docket is cut off from Slack: {why}") == 1, within=AT_ONCE)
    slack.connections.proxy.resume()
    wait_until(lambda: said(FOUND) == 1, within=AT_ONCE)
    wait_until(opened(slack, 2))
    assert ask(slack) == {"text": "heard list"}
    assert said("cut off") == said(FOUND) == 1


def test_a_long_silence_is_logged_once_and_costs_next_to_nothing(
    slack: Slack, listening: Listening, said: Callable[[str], int]
) -> None:
    quick = KeepAlive(ping_interval=0.1, ping_timeout=0.5, open_timeout=0.2, close_timeout=0.1)
    with on_the_line(slack, listening, keep_alive=quick):
        slack.connections.proxy.stop_forwarding()
        wait_until(lambda: said("Docket is cut off from Slack") == 1)
        before, tries, began = time.process_time(), calls(slack), time.monotonic()
        wait_until(lambda: calls(slack) >= tries + 5)
        used = (time.process_time() - before) / (time.monotonic() - began)
        assert used < 0.5
        assert said("Docket is cut off from Slack") == 1
        assert said("Docket is still cut off from Slack: it does not answer") == 1
        slack.connections.proxy.resume()
        wait_until(lambda: said(FOUND) == 1)


@pytest.mark.usefixtures("mode")
def test_an_answer_too_large_for_a_connection_that_takes_nothing_does_not_hide_its_loss(
    slack: Slack, listening: Listening, said: Callable[[str], int]
) -> None:
    go_on = threading.Event()

    def at_length(_: Body) -> BoltResponse:
        go_on.wait(AT_ONCE)
        return BoltResponse(status=200, body="x" * 20_000_000)

    listening.answer = at_length
    with pytest.raises(SlackError, match="operation_timeout"):
        ask_once(slack)
    slack.connections.proxy.stop_forwarding()
    go_on.set()
    wait_until(lambda: said("Docket is cut off from Slack") == 1)
    listening.answer = all_well
    slack.connections.proxy.resume()
    wait_until(lambda: said(FOUND) == 1)
    wait_until(opened(slack, 2))
    assert ask(slack, "show") == {"text": "heard show"}


@pytest.mark.usefixtures("mode")
def test_pings_from_slack_are_answered(slack: Slack) -> None:
    for _ in range(3):
        slack.connections.ping()
    assert ask(slack) == {"text": "heard list"}
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
    slack: Slack, listening: Listening, frame: Any
) -> None:
    slack.connections.broadcast(frame)
    assert ask(slack) == {"text": "heard list"}
    assert len(listening.asked) == 1


@pytest.mark.usefixtures("mode")
def test_a_revoked_token_is_an_error_and_is_tried_slowly(
    slack: Slack, said: Callable[[str], int], caplog: pytest.LogCaptureFixture
) -> None:
    slack.misbehave("apps.connections.open", Fault.ERROR, error="token_revoked", times=4)
    slack.connections.close_all()
    wait_until(lambda: said(FOUND) == 1)
    (error,) = [record.getMessage() for record in caplog.records if record.levelname == "ERROR"]
    assert "Docket is still cut off from Slack: SLACK_APP_TOKEN was revoked." in error
    assert calls(slack) == 6
    assert ask(slack) == {"text": "heard list"}


@pytest.mark.usefixtures("mode")
def test_socket_mode_switched_off_is_an_error(
    slack: Slack, caplog: pytest.LogCaptureFixture, said: Callable[[str], int]
) -> None:
    slack.connections.disconnect("link_disabled")
    wait_until(lambda: said(FOUND) == 1)
    (error,) = [record.getMessage() for record in caplog.records if record.levelname == "ERROR"]
    assert "Socket Mode is switched off. Switch it on in the app's settings" in error


def test_a_connection_that_never_lasts_is_opened_ever_more_slowly(
    slack: Slack, listening: Listening
) -> None:
    unsettled = ReconnectPolicy(first_wait=0.2, longest_wait=5.0, settled_after=60.0)
    with on_the_line(slack, listening, policy=unsettled):
        for count in range(1, 5):
            wait_until(opened(slack, count))
            began = time.monotonic()
            slack.connections.close_all()
        wait_until(opened(slack, 5))
        # The waits before are at least 0, 0.1, 0.2 and 0.4 seconds long.
        assert time.monotonic() - began >= 0.4


def test_a_docket_that_is_not_well_for_long_ends_instead_of_taking_what_it_cannot_do(
    slack: Slack, listening: Listening
) -> None:
    health = [True, False, False, True, False, False, False]
    looks = iter(health)
    mode = socket_mode(
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


# What Slack announces.


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


# Once and for all.


@pytest.mark.usefixtures("mode")
def test_an_envelope_that_comes_again_gets_its_answer_again_and_is_done_once(
    slack: Slack, listening: Listening
) -> None:
    first = ask(slack, "one")
    (envelope_id,) = slack.connections.acknowledged
    assert ask(slack, "another", envelope_id=envelope_id, retry_attempt=1) == first
    slack.connections.close_all()
    wait_until(opened(slack, 2))
    assert ask(slack, "a third", envelope_id=envelope_id, retry_attempt=2) == first
    assert [body["text"] for body in listening.asked] == ["one"]
    assert slack.connections.acknowledged == [envelope_id] * 3


@pytest.mark.usefixtures("mode")
def test_an_event_that_comes_again_in_another_envelope_is_done_once(
    slack: Slack, listening: Listening
) -> None:
    for attempt in range(2):
        slack.connections.deliver(
            "events_api", {"event_id": "Ev1"}, timeout=AT_ONCE, retry_attempt=attempt
        )
    slack.connections.deliver("events_api", {"event_id": "Ev2"}, timeout=AT_ONCE)
    assert [body["event_id"] for body in listening.asked] == ["Ev1", "Ev2"]


@pytest.mark.parametrize(
    "failing",
    [lambda _: BoltResponse(status=500, body=""), lambda body: body["nothing"]],
    ids=["refused", "raised"],
)
@pytest.mark.usefixtures("mode")
def test_what_could_not_be_answered_is_not_acknowledged_and_done_when_it_comes_again(
    slack: Slack,
    listening: Listening,
    failing: Callable[[Body], BoltResponse],
) -> None:
    listening.answer = failing
    with pytest.raises(SlackError, match="operation_timeout"):
        slack.connections.deliver("events_api", {"event_id": "Ev1"}, timeout=0.3)
    assert slack.connections.acknowledged == []
    listening.answer = all_well
    slack.connections.deliver("events_api", {"event_id": "Ev1"}, timeout=AT_ONCE, retry_attempt=1)
    assert len(listening.asked) == 2


@pytest.mark.usefixtures("mode")
def test_an_answer_that_outlives_its_connection_goes_by_the_next(
    slack: Slack, listening: Listening
) -> None:
    go_on = delayed(listening)
    asking, answers = asking_once(slack, listening)
    slack.connections.proxy.reset()
    wait_until(opened(slack, 2))
    go_on.set()
    asking.join(AT_ONCE)
    assert answers == [{"text": "heard list"}]


@pytest.mark.usefixtures("mode")
def test_an_answer_that_is_ready_between_two_connections_waits_for_the_next(
    slack: Slack, listening: Listening, said: Callable[[str], int]
) -> None:
    go_on = delayed(listening)
    asking, answers = asking_once(slack, listening)
    slack.misbehave("apps.connections.open", Fault.SLOW, seconds=0.5)
    slack.connections.proxy.reset()
    wait_until(lambda: said("Docket is cut off from Slack") == 1)
    go_on.set()
    asking.join(AT_ONCE)
    assert answers == [{"text": "heard list"}]
    assert said("an answer did not reach Slack") == 0


def test_an_answer_that_reaches_nobody_is_logged(
    slack: Slack, listening: Listening, said: Callable[[str], int]
) -> None:
    go_on = delayed(listening)
    with on_the_line(slack, listening):
        with pytest.raises(SlackError):
            ask_once(slack)
        slack.misbehave("apps.connections.open", Fault.DROP, times=100)
        slack.connections.close_all()
        wait_until(lambda: said("Docket is cut off from Slack") == 1)
        go_on.set()
        wait_until(lambda: said("an answer did not reach Slack") == 1)


def test_two_dockets_share_what_comes_and_each_thing_is_done_once(slack: Slack) -> None:
    one, other = Listening(), Listening()
    with on_the_line(slack, one), on_the_line(slack, other):
        wait_until(lambda: slack.connections.count == 2)
        for number in range(4):
            ask(slack, str(number))
        slack.connections.proxy.reset()
        wait_until(lambda: slack.connections.opened == 4)
        for number in range(4, 8):
            ask(slack, str(number))
    done = sorted(body["text"] for body in one.asked + other.asked)
    assert done == [str(number) for number in range(8)]


@pytest.mark.usefixtures("mode")
def test_nothing_of_the_address_or_the_token_is_logged(
    slack: Slack, said: Callable[[str], int]
) -> None:
    slack.connections.proxy.reset()
    wait_until(lambda: said(FOUND) == 1)
    assert said("ticket") == said("xapp") == said("127.0.0.1") == 0
