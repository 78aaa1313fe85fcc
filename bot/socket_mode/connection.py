"""One connection of Socket Mode: opened, greeted, kept alive by pings, and read until it is over."""

import json
import logging
import re
import socket
import ssl
import threading
from collections.abc import Callable
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from websockets.exceptions import (
    ConnectionClosed,
    InvalidHandshake,
    InvalidProxy,
    InvalidStatus,
    InvalidURI,
    ProxyError,
)
from websockets.frames import CloseCode
from websockets.sync.client import ClientConnection, connect

from bot.network.diagnosis import fault_of, is_by_proxy
from bot.scheduling.model.failures import Fault
from handlers.messages import connection_faults

log = logging.getLogger(__name__)

# Slack sends nothing near this; what is larger ends the connection instead of filling the memory.
LARGEST_FRAME = 5_000_000

# Slack's words for why it lets nobody in, or lets somebody go, and what an administrator can do.
UNUSABLE_ADDRESS = "it gave an address Docket can't use"
_INTERNAL = "it has a problem of its own"
_REASONS = {
    "invalid_auth": "it doesn't recognize SLACK_APP_TOKEN. Copy it again from the app's Basic"
    " Information page, under App-Level Tokens",
    "not_authed": "it doesn't recognize SLACK_APP_TOKEN. Copy it again from the app's Basic"
    " Information page, under App-Level Tokens",
    "not_allowed_token_type": "SLACK_APP_TOKEN isn't an app-level token. Those start with xapp-",
    "token_revoked": "SLACK_APP_TOKEN was revoked. Create another on the app's Basic Information"
    " page, under App-Level Tokens",
    "token_expired": "SLACK_APP_TOKEN has expired. Create another on the app's Basic Information"
    " page, under App-Level Tokens",
    "account_inactive": "the app was removed from the workspace, or the workspace is gone. Install the"
    " app again",
    "missing_scope": "SLACK_APP_TOKEN lacks the scope connections:write. Add it on the app's Basic"
    " Information page, under App-Level Tokens",
    "no_permission": "SLACK_APP_TOKEN lacks the scope connections:write. Add it on the app's Basic"
    " Information page, under App-Level Tokens",
    "link_disabled": "Socket Mode is turned off. Turn it on in the app's settings",
    "too_many_websockets": "the app has reached Slack's limit of 10 connections. Stop any copy of"
    " Docket you don't need",
    "unreachable": "Docket can't reach it",
    "no_answer": "it doesn't answer",
    "ratelimited": "it asked Docket to wait",
    "unreadable_answer": "Docket can't read its answer",
    "internal_error": _INTERNAL,
    "fatal_error": _INTERNAL,
    "request_timeout": _INTERNAL,
    "service_unavailable": _INTERNAL,
}
_CODE = re.compile(r"[a-z_]{1,50}")
# Slack closes a connection some seconds after it has said one of these: another takes its place.
_REFRESH_REASONS = frozenset({"warning", "refresh_requested"})


class Disconnected(Exception):
    """There is no connection: `reason` goes on from "Slack: …", for whoever runs Docket.

    What is `permanent` only a person can mend. `after` is how long Slack wants to be left alone.
    """

    def __init__(
        self, reason: str, *, permanent: bool = False, after: timedelta | None = None
    ) -> None:
        super().__init__(reason)
        self.reason = reason
        self.permanent = permanent
        self.after = after


def disconnected_by(code: str, *, permanent: bool, after: timedelta | None = None) -> Disconnected:
    """Say in words what Slack's error code means for the connection."""
    said = _REASONS.get(code)
    reason = f"{said} ({code})" if said else f"it answers {code.replace('http_', 'HTTP ')}"
    return Disconnected(reason, permanent=permanent, after=after)


def blocked_by(found: Fault, *, permanent: bool = False) -> Disconnected:
    """Say in words what stands between Docket and Slack."""
    return Disconnected(
        connection_faults.explain("Slack", found).removesuffix("."), permanent=permanent
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepAlive:
    """How a connection is known to live; all in seconds.

    Slack is pinged every `ping_interval`; a pong that takes longer than `ping_timeout` ends the connection.
    """

    ping_interval: float = 5.0
    ping_timeout: float = 7.0
    open_timeout: float = 10.0
    close_timeout: float = 2.0


class Connection:
    """An open connection; what comes in is handed on from a thread of its own.

    `on_envelope` takes every envelope, `on_refresh` is called when Slack is about to close it, and
    `on_closed` with the reason when it is closed, by whomever.
    """

    def __init__(
        self,
        *,
        on_envelope: Callable[["Connection", dict[str, Any]], None],
        on_refresh: Callable[["Connection"], None],
        on_closed: Callable[["Connection", Disconnected], None],
    ) -> None:
        self._on_envelope = on_envelope
        self._on_refresh = on_refresh
        self._on_closed = on_closed
        self._socket: ClientConnection
        self._held = ExitStack()
        self._reader = threading.Thread(target=self._read, name="socket connection", daemon=True)
        self._disconnected: Disconnected | None = None

    def open(self, address: str, *, keep_alive: KeepAlive) -> None:
        """Connect and wait for Slack's hello, then read. Raises Disconnected."""
        with ExitStack() as stack:
            try:
                self._socket = stack.enter_context(_connect(address, keep_alive))
                _limit_unacknowledged(self._socket.socket, keep_alive)
                greeting = _decode(self._socket.recv(timeout=keep_alive.open_timeout))
            except (ConnectionClosed, InvalidHandshake, InvalidProxy, InvalidURI) as error:
                raise Disconnected(_describe_protocol(error)) from None
            except (OSError, ImportError, ValueError) as error:
                # A proxy is named for what lies beneath: https.
                by_proxy = is_by_proxy(address.replace("ws", "http", 1))
                found = fault_of(error, by_proxy=by_proxy)
                raise (
                    blocked_by(found) if found else Disconnected(_describe_failure(error))
                ) from None
            if greeting.get("type") != "hello":
                raise _disconnect_of(greeting) or Disconnected("it didn't say hello")
            self._held = stack.pop_all()
        self._reader.start()

    def send(self, answer: dict[str, Any]) -> bool:
        """Send an answer; say whether the connection took it."""
        try:
            self._socket.send(json.dumps(answer))
        except (ConnectionClosed, OSError):
            return False
        return True

    def close(self) -> None:
        """Close the connection, politely where the other side still answers."""
        self._held.close()

    def _read(self) -> None:
        """Take in what comes, until the connection is over."""
        try:
            while self._disconnected is None:
                self._take(_decode(self._socket.recv()))
        except ConnectionClosed as closed:
            self._disconnected = Disconnected(_describe_protocol(closed))
        except Exception:
            # This is the edge: a fault of ours must not leave Docket without a connection.
            log.exception("could not process a Socket Mode message")
            self._disconnected = Disconnected("Docket failed to process what it sent")
        self.close()
        self._on_closed(self, self._disconnected)

    def _take(self, frame: dict[str, Any]) -> None:
        kind = frame.get("type")
        if kind == "disconnect" and frame.get("reason") in _REFRESH_REASONS:
            self._on_refresh(self)
        elif kind == "disconnect":
            self._disconnected = _disconnect_of(frame)
        elif isinstance(frame.get("envelope_id"), str) and isinstance(frame.get("payload"), dict):
            self._on_envelope(self, frame)
        elif kind != "hello":
            log.warning("Slack sent an unknown message over Socket Mode")


def _connect(address: str, keep_alive: KeepAlive) -> Any:
    return connect(
        address,
        open_timeout=keep_alive.open_timeout,
        close_timeout=keep_alive.close_timeout,
        ping_interval=keep_alive.ping_interval,
        ping_timeout=keep_alive.ping_timeout,
        max_size=LARGEST_FRAME,
        compression=None,
    )


def _limit_unacknowledged(connection: socket.socket, keep_alive: KeepAlive) -> None:
    """Have the system end a connection that takes nothing: a full one would block even the pings."""
    limit = getattr(socket, "TCP_USER_TIMEOUT", None)
    if limit is not None:
        with suppress(OSError):
            milliseconds = int((keep_alive.ping_interval + keep_alive.ping_timeout) * 1000)
            connection.setsockopt(socket.IPPROTO_TCP, limit, milliseconds)


def _decode(frame: str | bytes) -> dict[str, Any]:
    """Decode a frame; what is no JSON object is an empty one."""
    try:
        read = json.loads(frame)
    except (ValueError, RecursionError):
        return {}
    return read if isinstance(read, dict) else {}


def _disconnect_of(frame: dict[str, Any]) -> Disconnected | None:
    """Say why Slack lets go, if that is what it does."""
    if frame.get("type") != "disconnect":
        return None
    code = str(frame.get("reason"))
    if not _CODE.fullmatch(code):
        return Disconnected("it disconnected")
    return disconnected_by(code, permanent=code == "link_disabled")


def _describe_protocol(error: Exception) -> str:
    match error:
        case ProxyError():
            return "the proxy in between refuses the connection. Check HTTPS_PROXY"
        case InvalidProxy():
            return "Docket can't use the proxy in HTTPS_PROXY"
        case InvalidStatus(response=response):
            return f"it refuses the connection (HTTP {response.status_code})"
        case ConnectionClosed(rcvd=closed) if closed is not None:
            return f"it closed the connection (code {closed.code})"
        case ConnectionClosed(sent=closed) if closed is not None:
            gone = closed.code == CloseCode.INTERNAL_ERROR  # what an unanswered ping ends with
            return "it stopped answering" if gone else "it sent something that isn't a message"
        case ConnectionClosed():
            return "the connection broke"
        case InvalidURI():
            return UNUSABLE_ADDRESS
        case _:
            return "it doesn't answer as Socket Mode does"


def _describe_failure(error: Exception) -> str:
    match error:
        case ssl.SSLError():
            return "Docket can't make a secure connection to it"
        case TimeoutError():
            return "it doesn't answer"
        case ValueError():
            return UNUSABLE_ADDRESS
        case ImportError():
            return "the proxy in the environment is of a kind Docket can't use"
        case OSError(strerror=str(words)):
            return words
        case _:
            return "Docket can't reach it"
