"""A Slack that says what a test tells it to, for answers the stand-in's workspace never has."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl

from handlers.slack.web_api import SlackApi


@dataclass(frozen=True, kw_only=True)
class Said:
    """One answer: a status with JSON, and headers beside it."""

    body: Any
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


class Canned:
    """Answers every call of a method with what was set for it, and keeps what it was asked.

    `meanwhile` is what happens between a question and its answer.
    """

    def __init__(self) -> None:
        self.answers: dict[str, Said] = {}
        self.answers_of: dict[tuple[str, str], Said] = {}
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.meanwhile: Callable[[], object] = lambda: None
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())

    def answer(self, method: str, **body: Any) -> None:
        """Have a method succeed with these fields."""
        self.answers[method] = Said(body={"ok": True, **body})

    def answer_of(self, method: str, argument: str, **bodies: dict[str, Any]) -> None:
        """Have a method succeed with other fields for some values of an argument."""
        for value, body in bodies.items():
            key = method, f"{argument}={value}"
            self.answers_of[key] = Said(body={"ok": True, **body})

    def refuse(
        self, method: str, error: str, *, status: int = 200, headers: dict[str, str] | None = None
    ) -> None:
        """Have a method fail with this code."""
        body = {"ok": False, "error": error}
        self.answers[method] = Said(body=body, status=status, headers=headers or {})

    def answer_to(self, method: str, sent: dict[str, Any]) -> Said:
        """Return what was set for a call: for one of its arguments, or for the method."""
        for name, value in sent.items():
            if said := self.answers_of.get((method, f"{name}={value}")):
                return said
        return self.answers.get(method, Said(body={"ok": False, "error": "not_canned"}))

    def count(self, method: str) -> int:
        """Count the calls of a method."""
        return sum(name == method for name, _ in self.asked)

    @property
    def api(self) -> SlackApi:
        """The bot's door to it."""
        url = f"http://127.0.0.1:{self.server.server_port}/api/"
        return SlackApi(token="xoxb-canned", base_url=url, timeout=timedelta(seconds=5))

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        canned = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                path, _, query = self.path.partition("?")
                raw = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
                is_json = "json" in self.headers.get("Content-Type", "")
                sent = json.loads(raw or "{}") if is_json else dict(parse_qsl(f"{query}&{raw}"))
                method = path.removeprefix("/api/")
                canned.asked.append((method, sent))
                said = canned.answer_to(method, sent)
                canned.meanwhile()
                body = json.dumps(said.body).encode()
                self.send_response(said.status)
                for name, value in said.headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            do_GET = do_POST  # noqa: N815 - http.server's name

            def log_message(self, *_: Any) -> None:
                """Say nothing."""

        return Handler


@contextmanager
def canned_slack() -> Iterator[Canned]:
    """Start one, and stop it."""
    canned = Canned()
    thread = threading.Thread(target=canned.server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield canned
    finally:
        canned.server.shutdown()
        thread.join()
        canned.server.server_close()
