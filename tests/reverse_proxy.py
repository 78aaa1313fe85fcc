"""A reverse proxy on this machine: whole requests are passed on to one of several processes."""

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from typing import Any
from urllib.parse import urlsplit

TIMEOUT = 15.0
_HOP_BY_HOP = frozenset({"connection", "keep-alive", "transfer-encoding", "content-length"})


@dataclass(frozen=True)
class Answer:
    """What a process answered."""

    status: int
    headers: Sequence[tuple[str, str]] = ()
    body: bytes = b""


@dataclass
class Request:
    """One request, read whole before anything of it is passed on."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes

    def send(self, backend: str) -> Answer:
        """Pass it on to one process. Raises OSError, HTTPException."""
        address = urlsplit(backend)
        connection = HTTPConnection(address.hostname or "", address.port, timeout=TIMEOUT)
        try:
            connection.request(self.method, self.path, self.body, self.headers)
            answer = connection.getresponse()
            kept = [(n, v) for n, v in answer.getheaders() if n.lower() not in _HOP_BY_HOP]
            return Answer(answer.status, kept, answer.read())
        finally:
            connection.close()


@dataclass
class ReverseProxy:
    """One address for several processes, taken in turn; one that refuses the connection is passed over.

    What a process has begun to read is passed to no other, as nginx does: it may have been done. Where
    `repeats` says so, a request is passed on once more, word for word, as Slack does with events.
    """

    backends: list[str] = field(default_factory=list)
    repeats: Callable[[], bool] = lambda: False
    _turns: Iterator[int] = field(default_factory=count)

    def pass_on(self, request: Request) -> Answer:
        """Return the answer to a request, or to its repetition."""
        answer = self._answer(request)
        return self._answer(request) if self.repeats() else answer

    def _answer(self, request: Request) -> Answer:
        """Return the answer of the first process that takes it, or 502."""
        turn, backends = next(self._turns), list(self.backends)
        for n in range(len(backends)):
            try:
                return request.send(backends[(turn + n) % len(backends)])
            except ConnectionRefusedError:
                continue
            except (OSError, HTTPException):
                break
        return Answer(502)

    @contextmanager
    def serving(self) -> Iterator[str]:
        """Answer on a free port until the context ends; give the address."""
        server = _Server(self)
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            server.server_close()
            thread.join()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def __init__(self, proxy: ReverseProxy) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.proxy = proxy

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of who left before the answer."""


class _Handler(BaseHTTPRequestHandler):
    server: _Server

    def _pass_on(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        headers = {n: v for n, v in self.headers.items() if n.lower() not in _HOP_BY_HOP}
        answer = self.server.proxy.pass_on(Request(self.command, self.path, headers, body))
        self.send_response_only(answer.status)
        for name, value in answer.headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        self.wfile.write(answer.body)

    do_GET = do_POST = _pass_on  # noqa: N815 - the names that http.server calls
