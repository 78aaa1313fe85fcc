"""Puts a stand-in on a port of 127.0.0.1, with faults and the sandbox's own addresses."""

import json
import socket
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict
from datetime import datetime
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Generic, TypeVar
from urllib.parse import parse_qsl, urlsplit

from sandbox.providers.faults import FaultPlan, FaultSettings
from sandbox.providers.provider import Provider, Refused
from sandbox.providers.wire import Answer, Request

ProviderT = TypeVar("ProviderT", bound=Provider)

DEFAULT_SETTINGS = FaultSettings()
SANDBOX = "/_sandbox/"
# Linger on, for zero seconds: closing then resets the line instead of finishing it.
RESET = struct.pack("ii", 1, 0)


class Running(Generic[ProviderT]):
    """A stand-in that answers on `url` until its context ends."""

    def __init__(self, provider: ProviderT, *, fault_settings: FaultSettings) -> None:
        self.provider = provider
        self.faults = FaultPlan(provider.own_faults, settings=fault_settings)
        self.received: list[Request] = []
        self._finished = threading.Condition()
        self._server = _Server(self)

    @property
    def url(self) -> str:
        """The server's root, without a slash at the end."""
        return f"http://127.0.0.1:{self._server.server_port}"

    @property
    def base_url(self) -> str:
        """What a client takes for the provider's base URL."""
        return self.url + self.provider.base_path

    def wait_for(self, condition: Callable[[], bool], *, seconds: float = 30.0) -> None:
        """Wait until a condition holds, looking after every call; raises TimeoutError."""
        with self._finished:
            if not self._finished.wait_for(condition, timeout=seconds):
                raise TimeoutError(f"{self.provider.name} waited {seconds:g} s in vain")

    def note(self, request: Request) -> None:
        """Remember a request that has arrived."""
        with self._finished:
            self.received.append(request)
            self._finished.notify_all()

    def finished(self) -> None:
        """Wake whoever waits for what a call has changed."""
        with self._finished:
            self._finished.notify_all()

    @contextmanager
    def serving(self) -> Iterator["Running[ProviderT]"]:
        """Answer calls until the context ends; calls under way are cut off then."""
        thread = threading.Thread(target=self._server.listen)
        thread.start()
        try:
            yield self
        finally:
            self._server.stop_listening()
            thread.join()
            self._server.let_go()


@contextmanager
def start(
    provider: ProviderT, *, fault_settings: FaultSettings = DEFAULT_SETTINGS
) -> Iterator[Running[ProviderT]]:
    """Start a stand-in on a free port of 127.0.0.1 and stop it when the context ends."""
    with Running(provider, fault_settings=fault_settings).serving() as running:
        yield running


class _Server(ThreadingHTTPServer):
    """Listens, and can let go of every line at once."""

    daemon_threads = False
    request_queue_size = 128

    def __init__(self, running: Running[Any]) -> None:
        super().__init__(("127.0.0.1", 0), _Line)
        self.running = running
        self.stopping = threading.Event()
        self._lines: set[socket.socket] = set()

    def get_request(self) -> tuple[socket.socket, Any]:
        """Take a line and remember it."""
        line, address = super().get_request()
        self._lines.add(line)
        return line, address

    def shutdown_request(self, request: Any) -> None:
        """Close a line; one that is to be reset gets no orderly end first."""
        self._lines.discard(request)
        if request.getsockopt(socket.SOL_SOCKET, socket.SO_LINGER, len(RESET)) == RESET:
            self.close_request(request)
        else:
            super().shutdown_request(request)

    def listen(self) -> None:
        """Take lines until told to stop, without looking up in between as serve_forever does."""
        while not self.stopping.is_set():
            self.handle_request()

    def stop_listening(self) -> None:
        """End `listen`, which is woken by a last line to itself."""
        self.stopping.set()
        with socket.create_connection(("127.0.0.1", self.server_port)):
            pass

    def let_go(self) -> None:
        """End every call under way and wait until its thread is gone."""
        self.running.faults.stop()
        for line in list(self._lines):
            with suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)
        self.server_close()


class _Line(BaseHTTPRequestHandler):
    """One connection: reads requests off it, and is the call that a fault handles."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: _Server
    asked: Request

    def handle(self) -> None:
        """Answer until the caller hangs up, however rudely."""
        with suppress(ConnectionError):
            super().handle()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
        """Say nothing: what was received is kept for whoever asks."""

    def answer(self) -> None:
        """Answer the request whose head has just been read."""
        request = self._read()
        if isinstance(request, Answer):
            self.close_connection = True
            self.send(request)
        elif request.path.startswith(SANDBOX):
            self.send(_sandbox(self.server.running, request))
        else:
            self._serve(request)

    do_GET = do_POST = do_PATCH = do_PUT = do_DELETE = answer  # noqa: N815 - http.server's names

    @property
    def provider(self) -> Provider:
        """The stand-in behind this line."""
        provider: Provider = self.server.running.provider
        return provider

    @property
    def settings(self) -> FaultSettings:
        """How severe the faults of this stand-in are."""
        return self.server.running.faults.settings

    @property
    def optional_fields(self) -> frozenset[str]:
        """Names of the fields this provider may leave out of its answers."""
        return self.provider.optional_fields

    def now(self) -> datetime:
        """Return the provider's present instant."""
        return self.provider.now()

    def take(self) -> Answer:
        """Let the provider do what was asked."""
        answer = self.provider.handle(self.asked)
        self.server.running.finished()
        return answer

    def refuse(self, status: int, message: str) -> Answer:
        """Return a refusal in the provider's shape."""
        return self.provider.refusal(Refused(status, message))

    def send(self, answer: Answer) -> None:
        """Send an answer whole."""
        self.wfile.write(_head(answer) + answer.body)

    def trickle(self, answer: Answer, *, pause: float, head_too: bool) -> None:
        """Send an answer a byte at a time."""
        head = _head(answer)
        if not head_too:
            self.wfile.write(head)
        for byte in (head if head_too else b"") + answer.body:
            self.wfile.write(bytes([byte]))
            self.wait(pause)

    def pour(self, chunks: Iterator[bytes]) -> None:
        """Send a 200 in chunks, without saying how many there will be."""
        self.wfile.write(
            b"HTTP/1.1 200 OK\r\n"
            b"Content-Type: application/json\r\n"
            b"Transfer-Encoding: chunked\r\n\r\n"
        )
        for chunk in chunks:
            self.wfile.write(b"%x\r\n%b\r\n" % (len(chunk), chunk))
        self.wfile.write(b"0\r\n\r\n")

    def wait(self, seconds: float | None) -> None:
        """Wait; ends early when the server stops."""
        self.server.stopping.wait(seconds)

    def drop(self, *, reset: bool) -> None:
        """Close the line after this call without a word."""
        self.close_connection = True
        if reset:
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)

    def _serve(self, request: Request) -> None:
        self.asked = request
        self.server.running.note(request)
        fault = self.server.running.faults.next_for(request)
        if fault:
            fault.play(self)
        else:
            self.send(self.take())

    def _read(self) -> Request | Answer:
        """Read the request's body, or say why it can't be read."""
        if "transfer-encoding" in self.headers:
            return Answer(HTTPStatus.LENGTH_REQUIRED)
        length = self.headers.get("content-length", "0")
        if not length.isdecimal():
            return Answer(HTTPStatus.BAD_REQUEST)
        url = urlsplit(self.path)
        return Request(
            method=self.command,
            path=url.path,
            query=dict(parse_qsl(url.query, keep_blank_values=True)),
            headers={name.lower(): value for name, value in self.headers.items()},
            body=self.rfile.read(int(length)),
        )


def _head(answer: Answer) -> bytes:
    lines = [f"HTTP/1.1 {answer.status} {HTTPStatus(answer.status).phrase}"]
    headers = {**answer.headers, "Content-Length": str(len(answer.body))}
    lines += [f"{name}: {value}" for name, value in headers.items()]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")


def _sandbox(running: Running[Any], request: Request) -> Answer:
    """Answer the sandbox's page: what is there, which faults are planned, what staff may do."""
    match request.method, request.path.removeprefix(SANDBOX):
        case "GET", "state":
            return Answer.of(200, _state(running))
        case "POST", "faults":
            change = _set_fault
        case "POST", "action":
            change = _act
        case _:
            return Answer.of(404, {"error": "No such address"})
    try:
        change(running, json.loads(request.body))
    except (ValueError, KeyError, TypeError, Refused) as error:
        return Answer.of(400, {"error": str(error)})
    running.finished()
    return Answer.of(200, _state(running))


def _set_fault(running: Running[Any], body: dict[str, Any]) -> None:
    if body["name"] == "clear":
        running.faults.clear()
    else:
        times = int(body.get("times", 1))
        where = {"method": body.get("method"), "path": body.get("path")}
        running.faults.set(body["name"], times=times, **where)


def _act(running: Running[Any], body: dict[str, Any]) -> None:
    running.provider.act(body["name"], body["id"])


def _state(running: Running[Any]) -> dict[str, Any]:
    faults = running.faults
    return {
        "provider": running.provider.name,
        "sections": [asdict(section) for section in running.provider.overview()],
        "faults": [{"name": name, "label": fault.label} for name, fault in faults.known.items()],
        "active": [{"name": planned.name, "left": planned.left} for planned in faults.active()],
    }
