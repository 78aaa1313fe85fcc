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
UNUSABLE = "it named an address that cannot be used"
_OF_ITS_OWN = "it has a problem of its own"
_REASONS = {
    "invalid_auth": "it does not know SLACK_APP_TOKEN. Copy it again from the app's Basic Information"
    " page, under App-Level Tokens",
    "not_authed": "it does not know SLACK_APP_TOKEN. Copy it again from the app's Basic Information"
    " page, under App-Level Tokens",
    "not_allowed_token_type": "SLACK_APP_TOKEN is not an app-level token. Those begin with xapp-",
    "token_revoked": "SLACK_APP_TOKEN was revoked. Make another on the app's Basic Information page,"
    " under App-Level Tokens",
    "token_expired": "SLACK_APP_TOKEN has expired. Make another on the app's Basic Information page,"
    " under App-Level Tokens",
    "account_inactive": "the app was removed from the workspace, or the workspace is gone. Install the"
    " app again",
    "missing_scope": "SLACK_APP_TOKEN lacks the scope connections:write. Add it on the app's Basic"
    " Information page, under App-Level Tokens",
    "no_permission": "SLACK_APP_TOKEN lacks the scope connections:write. Add it on the app's Basic"
    " Information page, under App-Level Tokens",
    "link_disabled": "Socket Mode is switched off. Switch it on in the app's settings",
    "too_many_websockets": "the app holds as many connections as Slack allows, which is 10. Stop a copy"
    " of Docket that is not needed",
    "unreachable": "it cannot be reached",
    "no_answer": "it does not answer",
    "ratelimited": "it asks to be left alone for now",
    "unreadable_answer": "its answer cannot be read",
    "internal_error": _OF_ITS_OWN,
    "fatal_error": _OF_ITS_OWN,
    "request_timeout": _OF_ITS_OWN,
    "service_unavailable": _OF_ITS_OWN,
}
_CODE = re.compile(r"[a-z_]{1,50}")
# Slack closes a line some seconds after it has said one of these: another takes its place.
_RENEWING = frozenset({"warning", "refresh_requested"})


class CutOff(Exception):
    """There is no connection: `why` goes on from "Slack: …", for whoever runs Docket.

    What is `lasting` only a person can mend. `after` is how long Slack wants to be left alone.
    """

    def __init__(self, why: str, *, lasting: bool = False, after: timedelta | None = None) -> None:
        super().__init__(why)
        self.why = why
        self.lasting = lasting
        self.after = after


def because(code: str, *, lasting: bool, after: timedelta | None = None) -> CutOff:
    """Say in words what Slack's error code means for the connection."""
    said = _REASONS.get(code)
    why = f"{said} ({code})" if said else f"it answers {code.replace('http_', 'HTTP ')}"
    return CutOff(why, lasting=lasting, after=after)


def in_between(found: Fault, *, lasting: bool = False) -> CutOff:
    """Say in words what stands between Docket and Slack."""
    return CutOff(connection_faults.explain("Slack", found).removesuffix("."), lasting=lasting)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pulse:
    """How a connection is known to live; all in seconds.

    Slack is pinged `every` so often. A pong that does not come `within` ends the connection.
    """

    every: float = 5.0
    within: float = 7.0
    opened_within: float = 10.0
    closed_within: float = 2.0


class Line:
    """An open connection; what comes in is handed on from a thread of its own.

    `heard` takes every envelope, `renew` is called when Slack is about to close the line, and `over`
    with the reason when it is closed, by whomever.
    """

    def __init__(
        self,
        *,
        heard: Callable[["Line", dict[str, Any]], None],
        renew: Callable[["Line"], None],
        over: Callable[["Line", CutOff], None],
    ) -> None:
        self._heard = heard
        self._renew = renew
        self._over = over
        self._socket: ClientConnection
        self._held = ExitStack()
        self._reader = threading.Thread(target=self._read, name="socket line", daemon=True)
        self._ended: CutOff | None = None

    def open(self, address: str, *, pulse: Pulse) -> None:
        """Connect and wait for Slack's hello, then read. Raises CutOff."""
        with ExitStack() as stack:
            try:
                self._socket = stack.enter_context(_connected(address, pulse))
                _outlive_silence(self._socket.socket, pulse)
                greeting = _read(self._socket.recv(timeout=pulse.opened_within))
            except (ConnectionClosed, InvalidHandshake, InvalidProxy, InvalidURI) as error:
                raise CutOff(_refusal(error)) from None
            except (OSError, ImportError, ValueError) as error:
                # A proxy is named for what lies beneath: https.
                by_proxy = is_by_proxy(address.replace("ws", "http", 1))
                found = fault_of(error, by_proxy=by_proxy)
                raise (in_between(found) if found else CutOff(_failure_reason(error))) from None
            if greeting.get("type") != "hello":
                raise _farewell(greeting) or CutOff("it did not say hello")
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
            while self._ended is None:
                self._take(_read(self._socket.recv()))
        except ConnectionClosed as closed:
            self._ended = CutOff(_refusal(closed))
        except Exception:
            # This is the edge: a fault of ours must not leave Docket deaf.
            log.exception("what came over Socket Mode could not be taken in")
            self._ended = CutOff("Docket failed at what it sent")
        self.close()
        self._over(self, self._ended)

    def _take(self, frame: dict[str, Any]) -> None:
        kind = frame.get("type")
        if kind == "disconnect" and frame.get("reason") in _RENEWING:
            self._renew(self)
        elif kind == "disconnect":
            self._ended = _farewell(frame)
        elif isinstance(frame.get("envelope_id"), str) and isinstance(frame.get("payload"), dict):
            self._heard(self, frame)
        elif kind != "hello":
            log.warning("Slack sent something over Socket Mode that Docket does not know")


def _connected(address: str, pulse: Pulse) -> Any:
    return connect(
        address,
        open_timeout=pulse.opened_within,
        close_timeout=pulse.closed_within,
        ping_interval=pulse.every,
        ping_timeout=pulse.within,
        max_size=LARGEST_FRAME,
        compression=None,
    )


def _outlive_silence(connection: socket.socket, pulse: Pulse) -> None:
    """Have the system end a connection that takes nothing: a full one would block even the pings."""
    limit = getattr(socket, "TCP_USER_TIMEOUT", None)
    if limit is not None:
        with suppress(OSError):
            milliseconds = int((pulse.every + pulse.within) * 1000)
            connection.setsockopt(socket.IPPROTO_TCP, limit, milliseconds)


def _read(frame: str | bytes) -> dict[str, Any]:
    """Decode a frame; what is no JSON object is an empty one."""
    try:
        read = json.loads(frame)
    except (ValueError, RecursionError):
        return {}
    return read if isinstance(read, dict) else {}


def _farewell(frame: dict[str, Any]) -> CutOff | None:
    """Say why Slack lets go, if that is what it does."""
    if frame.get("type") != "disconnect":
        return None
    code = str(frame.get("reason"))
    if not _CODE.fullmatch(code):
        return CutOff("it let go")
    return because(code, lasting=code == "link_disabled")


def _refusal(error: Exception) -> str:
    match error:
        case ProxyError():
            return "the proxy on the way there refuses the connection. Check HTTPS_PROXY"
        case InvalidProxy():
            return "the proxy in HTTPS_PROXY cannot be used"
        case InvalidStatus(response=response):
            return f"it refuses the connection (HTTP {response.status_code})"
        case ConnectionClosed(rcvd=closed) if closed is not None:
            return f"it closed the connection (code {closed.code})"
        case ConnectionClosed(sent=closed) if closed is not None:
            gone = closed.code == CloseCode.INTERNAL_ERROR  # what an unanswered ping ends with
            return "it stopped answering" if gone else "it sent what is no message"
        case ConnectionClosed():
            return "the connection broke"
        case InvalidURI():
            return UNUSABLE
        case _:
            return "it does not answer as Socket Mode does"


def _failure_reason(error: Exception) -> str:
    match error:
        case ssl.SSLError():
            return "no secure connection to it can be made"
        case TimeoutError():
            return "it does not answer"
        case ValueError():
            return UNUSABLE
        case ImportError():
            return "the proxy in the environment is of a kind that Docket cannot use"
        case OSError(strerror=str(words)):
            return words
        case _:
            return "it cannot be reached"
