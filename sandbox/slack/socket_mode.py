"""Socket Mode: the bot holds lines open, and everything is delivered over one of them.

Source: docs.slack.dev, apis/events-api/using-socket-mode.
"""

import json
import secrets
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Final

from simple_websocket import ConnectionClosed, Server

from sandbox.slack import people
from sandbox.slack.errors import SlackError

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

    @property
    def is_open(self) -> bool:
        """Whether the bot holds a line."""
        return bool(self._open)

    def wait_until_open(self, *, within: float) -> None:
        """Wait until the bot holds a line; raises `TimeoutError` after so many seconds."""
        with self._lock:
            if not self._lock.wait_for(lambda: self._open, timeout=within):
                raise TimeoutError(f"no line was opened within {within} seconds")

    def ticket(self) -> str:
        """Hand out the right to open one line."""
        ticket = secrets.token_urlsafe(12)
        self._tickets.add(ticket)
        return ticket

    def hold(self, line: Server, *, ticket: str) -> None:
        """Keep a line open and take what comes in, until the bot hangs up."""
        with self._lock:
            if ticket not in self._tickets or len(self._open) >= MOST_LINES:
                line.close(reason=1008, message="link_disabled")
                return
            self._tickets.discard(ticket)
        line.send(json.dumps(self._hello()))
        with self._lock:
            self._open.append(line)
            self._lock.notify_all()
        try:
            while True:
                self._take(line.receive())
        finally:
            with self._lock:
                self._open.remove(line)

    def deliver(self, kind: str, payload: dict[str, Any], *, patience: float) -> Any:
        """Send an envelope and return what it is acknowledged with; raises `operation_timeout`."""
        envelope_id = secrets.token_hex(16)
        waiting = self._waiting[envelope_id] = _Waiting()
        envelope = {
            "envelope_id": envelope_id,
            "type": kind,
            "payload": payload,
            "accepts_response_payload": kind != "events_api",
        }
        try:
            self._send(json.dumps(envelope))
            if not waiting.acked.wait(patience):
                raise SlackError("operation_timeout")
            return waiting.payload
        finally:
            del self._waiting[envelope_id]

    def close(self) -> None:
        """Hang up on everybody."""
        with self._lock:
            lines = list(self._open)
        for line in lines:
            with suppress(ConnectionClosed):
                line.close()

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
        waiting = self._waiting.get(answer.get("envelope_id", ""))
        if waiting is not None:
            waiting.payload = answer.get("payload")
            waiting.acked.set()

    def _send(self, frame: str) -> None:
        """Send over any one line that still holds."""
        with self._lock:
            lines = list(self._open)
        for line in lines:
            with suppress(ConnectionClosed):
                line.send(frame)
                return
        raise SlackError("dispatch_failed")
