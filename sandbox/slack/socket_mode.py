"""Socket Mode: the bot opens WebSocket connections, and everything is delivered over one of them.

Source: docs.slack.dev, apis/events-api/using-socket-mode. Too many connections: slackapi/bolt-js#2225.
"""

import json
import secrets
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Final

from simple_websocket import ConnectionClosed
from simple_websocket import Server as WebSocket
from wsproto.events import Ping

from sandbox.slack import people
from sandbox.slack.errors import SlackError
from sandbox.slack.tcp_proxy import TcpProxy

MAX_CONNECTIONS: Final = 10
"""Connections an app may have open."""


@dataclass
class _Waiting:
    """An envelope that was sent, and its acknowledgment."""

    acked: threading.Event = field(default_factory=threading.Event)
    payload: Any = None


class Connections:
    """The connections that are open; while there is one, nothing is delivered over HTTP."""

    def __init__(self) -> None:
        self._lock = threading.Condition()
        self._tickets: set[str] = set()
        self._open: list[WebSocket] = []
        self._waiting: dict[str, _Waiting] = {}
        self._refusals: list[int] = []
        self._proxy: TcpProxy | None = None
        self.sends_hello = True
        self.opened = 0
        self.acknowledged: list[str] = []

    @property
    def proxy(self) -> TcpProxy:
        """The proxy that connections go through, once the bot has asked for one."""
        if self._proxy is None:
            raise LookupError("the bot has asked for no connection yet")
        return self._proxy

    def refuse(self, status: int, *, times: int = 1) -> None:
        """Answer the next attempts to open a connection with an HTTP status instead."""
        self._refusals += [status] * times

    def refusal(self) -> int | None:
        """Use up and return one planned refusal, if there is one."""
        return self._refusals.pop(0) if self._refusals else None

    def broadcast(self, frame: Any) -> None:
        """Send a frame over every connection: a text as it is, bytes as they are, anything else as JSON."""
        text = frame if isinstance(frame, str | bytes) else json.dumps(frame)
        for connection in self._now_open():
            with suppress(ConnectionClosed, OSError):
                connection.send(text)

    def disconnect(self, reason: str) -> None:
        """Announce that connections will be closed: `warning`, `refresh_requested` or `link_disabled`."""
        self.broadcast({"type": "disconnect", "reason": reason, "debug_info": {"host": "sandbox"}})

    def send_raw(self, data: bytes) -> None:
        """Send bytes over every connection, which need not be a frame."""
        for connection in self._now_open():
            connection.sock.sendall(data)

    def ping(self) -> None:
        """Ping the bot over every connection."""
        for connection in self._now_open():
            connection.sock.sendall(connection.ws.send(Ping(b"are you there?")))

    @property
    def count(self) -> int:
        """How many connections are open."""
        return len(self._open)

    @property
    def is_open(self) -> bool:
        """Whether the bot has a connection open."""
        return bool(self._open)

    def wait_until_open(self, *, within: float) -> None:
        """Wait until the bot has a connection open; raises `TimeoutError` after so many seconds."""
        with self._lock:
            if not self._lock.wait_for(lambda: self._open, timeout=within):
                raise TimeoutError(f"no connection was opened within {within} seconds")

    def issue_url(self, *, port: int) -> str:
        """Return a URL that opens one connection, once, through the proxy to the sandbox's own `port`."""
        with self._lock:
            if self._proxy is None:
                self._proxy = TcpProxy(to=port)
        ticket = secrets.token_urlsafe(12)
        self._tickets.add(ticket)
        return f"ws://127.0.0.1:{self._proxy.port}/link?ticket={ticket}"

    def serve(self, connection: WebSocket, *, ticket: str) -> None:
        """Keep a connection open and take what comes in, until the bot closes it."""
        with self._lock:
            if ticket not in self._tickets:
                connection.close(reason=1008, message="link_disabled")
                return
            self._tickets.discard(ticket)
            if len(self._open) >= MAX_CONNECTIONS:
                connection.send(json.dumps({"type": "disconnect", "reason": "too_many_websockets"}))
                connection.close()
                return
            if self.sends_hello:
                connection.send(json.dumps(self._hello()))
            self._open.append(connection)
            self.opened += 1
            self._lock.notify_all()
        try:
            while True:
                self._take(connection.receive())
        finally:
            with self._lock:
                self._open.remove(connection)
                self._lock.notify_all()

    def deliver(
        self,
        kind: str,
        payload: dict[str, Any],
        *,
        timeout: float,
        envelope_id: str = "",
        **more: Any,
    ) -> Any:
        """Send an envelope and return what it is acknowledged with; raises `operation_timeout`.

        `envelope_id` sends an earlier envelope once more; `timeout` is in seconds.
        """
        envelope_id = envelope_id or secrets.token_hex(16)
        waiting = self._waiting[envelope_id] = _Waiting()
        envelope = {
            "envelope_id": envelope_id,
            "type": kind,
            "payload": payload,
            "accepts_response_payload": kind != "events_api",
            **more,
        }
        try:
            self._send_over_any(json.dumps(envelope))
            if not waiting.acked.wait(timeout):
                raise SlackError("operation_timeout")
            return waiting.payload
        finally:
            del self._waiting[envelope_id]

    def close(self) -> None:
        """Close every connection and the proxy, for good."""
        self.close_all()
        if self._proxy is not None:
            self._proxy.close()

    def close_all(self) -> None:
        """Close every connection."""
        for connection in self._now_open():
            with suppress(ConnectionClosed, OSError):
                connection.close()

    def _now_open(self) -> list[WebSocket]:
        with self._lock:
            return list(self._open)

    def _hello(self) -> dict[str, Any]:
        return {
            "type": "hello",
            "num_connections": len(self._open) + 1,
            "connection_info": {"app_id": people.APP_ID},
            "debug_info": {
                "host": "sandbox",
                "started": time.strftime("%Y-%m-%d %H:%M:%S"),
                "build_number": 1,
                "approximate_connection_time": 3600,
            },
        }

    def _take(self, frame: Any) -> None:
        answer = json.loads(frame)
        self.acknowledged.append(answer.get("envelope_id", ""))
        waiting = self._waiting.get(answer.get("envelope_id", ""))
        if waiting is not None:
            waiting.payload = answer.get("payload")
            waiting.acked.set()

    def _send_over_any(self, frame: str) -> None:
        """Send over the first connection that still works."""
        for connection in self._now_open():
            with suppress(ConnectionClosed, OSError):
                connection.send(frame)
                return
        raise SlackError("dispatch_failed")
