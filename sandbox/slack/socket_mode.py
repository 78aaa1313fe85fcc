"""Socket Mode: the bot holds lines open, and everything is delivered over one of them.

Source: docs.slack.dev, apis/events-api/using-socket-mode. Too many lines: slackapi/bolt-js#2225.
"""

import json
import secrets
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Final

from simple_websocket import ConnectionClosed, Server
from wsproto.events import Ping

from sandbox.slack import people
from sandbox.slack.errors import SlackError
from sandbox.slack.tunnel import Tunnel

MOST_LINES: Final = 10
"""Connections an app may hold."""


@dataclass
class _Waiting:
    """An envelope on its way, and the acknowledgement that came back."""

    acked: threading.Event = field(default_factory=threading.Event)
    payload: Any = None


class Lines:
    """The lines that are open; while there is one, nothing is delivered over HTTP."""

    def __init__(self) -> None:
        self._lock = threading.Condition()
        self._tickets: set[str] = set()
        self._open: list[Server] = []
        self._waiting: dict[str, _Waiting] = {}
        self._refusals: list[int] = []
        self._tunnel: Tunnel | None = None
        self.greets = True
        self.opened = 0
        self.acknowledged: list[str] = []

    @property
    def tunnel(self) -> Tunnel:
        """The network that lines go through, once the bot has asked for one."""
        if self._tunnel is None:
            raise LookupError("the bot has asked for no line yet")
        return self._tunnel

    def refuse(self, status: int, *, times: int = 1) -> None:
        """Answer the next attempts to open a line with an HTTP status instead."""
        self._refusals += [status] * times

    def refusal(self) -> int | None:
        """Use up one refusal, if one was ordered."""
        return self._refusals.pop(0) if self._refusals else None

    def say(self, frame: Any) -> None:
        """Send a frame over every line: a text as it is, bytes as they are, anything else as JSON."""
        text = frame if isinstance(frame, str | bytes) else json.dumps(frame)
        for line in self._now_open():
            with suppress(ConnectionClosed, OSError):
                line.send(text)

    def disconnect(self, reason: str) -> None:
        """Tell the bot that its lines will be closed: `warning`, `refresh_requested`, `link_disabled`."""
        self.say({"type": "disconnect", "reason": reason, "debug_info": {"host": "sandbox"}})

    def send_raw(self, data: bytes) -> None:
        """Send bytes over every line that need be no frame at all."""
        for line in self._now_open():
            line.sock.sendall(data)

    def ping(self) -> None:
        """Ping the bot over every line."""
        for line in self._now_open():
            line.sock.sendall(line.ws.send(Ping(b"are you there?")))

    @property
    def count(self) -> int:
        """How many lines are open."""
        return len(self._open)

    @property
    def is_open(self) -> bool:
        """Whether the bot holds a line."""
        return bool(self._open)

    def wait_until_open(self, *, within: float) -> None:
        """Wait until the bot holds a line; raises `TimeoutError` after so many seconds."""
        with self._lock:
            if not self._lock.wait_for(lambda: self._open, timeout=within):
                raise TimeoutError(f"no line was opened within {within} seconds")

    def address(self, *, port: int) -> str:
        """Hand out the right to open one line to the sandbox's own port: an address for once."""
        with self._lock:
            if self._tunnel is None:
                self._tunnel = Tunnel(to=port)
        ticket = secrets.token_urlsafe(12)
        self._tickets.add(ticket)
        return f"ws://127.0.0.1:{self._tunnel.port}/link?ticket={ticket}"

    def hold(self, line: Server, *, ticket: str) -> None:
        """Keep a line open and take what comes in, until the bot hangs up."""
        with self._lock:
            if ticket not in self._tickets:
                line.close(reason=1008, message="link_disabled")
                return
            self._tickets.discard(ticket)
            if len(self._open) >= MOST_LINES:
                line.send(json.dumps({"type": "disconnect", "reason": "too_many_websockets"}))
                line.close()
                return
            if self.greets:
                line.send(json.dumps(self._hello()))
            self._open.append(line)
            self.opened += 1
            self._lock.notify_all()
        try:
            while True:
                self._take(line.receive())
        finally:
            with self._lock:
                self._open.remove(line)
                self._lock.notify_all()

    def deliver(
        self, kind: str, payload: dict[str, Any], *, patience: float, again: str = "", **more: Any
    ) -> Any:
        """Send an envelope and return what it is acknowledged with; raises `operation_timeout`.

        `again` is the id of an earlier envelope that is sent once more.
        """
        envelope_id = again or secrets.token_hex(16)
        waiting = self._waiting[envelope_id] = _Waiting()
        envelope = {
            "envelope_id": envelope_id,
            "type": kind,
            "payload": payload,
            "accepts_response_payload": kind != "events_api",
            **more,
        }
        try:
            self._send(json.dumps(envelope))
            if not waiting.acked.wait(patience):
                raise SlackError("operation_timeout")
            return waiting.payload
        finally:
            del self._waiting[envelope_id]

    def close(self) -> None:
        """Hang up on everybody, for good."""
        self.hang_up()
        if self._tunnel is not None:
            self._tunnel.close()

    def hang_up(self) -> None:
        """Close every line."""
        for line in self._now_open():
            with suppress(ConnectionClosed, OSError):
                line.close()

    def _now_open(self) -> list[Server]:
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

    def _send(self, frame: str) -> None:
        """Send over any one line that still holds."""
        for line in self._now_open():
            with suppress(ConnectionClosed, OSError):
                line.send(frame)
                return
        raise SlackError("dispatch_failed")
