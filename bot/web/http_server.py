"""The HTTP server: waitress, with a deadline for every connection.

waitress alone ends what is silent and not what is slow: a byte a second keeps a connection for
good, and a hundred such connections keep everybody else out. Here a connection is for one request,
has ten seconds to send it and ten to take the answer, and where there are too many, whoever has
waited longest makes room.
"""

import logging
import threading
from collections.abc import Collection
from contextlib import suppress
from math import inf
from time import monotonic
from typing import Any

from waitress import create_server, wasyncore
from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser, ParsingError
from waitress.server import TcpWSGIServer
from waitress.task import WSGITask
from waitress.utilities import BadRequest

from bot.web.wsgi_app import LARGEST_BODY, RECEIVED, Environ, WsgiApp

log = logging.getLogger(__name__)

THREADS = 32
TIMEOUT_SECONDS = 10.0
# Together with the file that a large body waits in these stay below the 1,024 open files that most
# machines allow a process. waitress's own limit, at which it hears nobody, is never reached.
MOST_CONNECTIONS = 400
NEVER_REACHED = 2 * MOST_CONNECTIONS
LARGEST_HEADERS = 16_384
LARGEST_BODY_IN_MEMORY = 65_536
LONGEST_BETWEEN_CHUNKS = 1024
LONGEST_LENGTH = 64
TICK_SECONDS = 1.0

_TIMED_OUT = b"HTTP/1.1 408 Request Timeout\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
_LENGTHS = frozenset({b"content-length", b"transfer-encoding"})


class HttpServer:
    """Answers at an address from when it is made; `run` answers until told to stop."""

    def __init__(self, app: WsgiApp, *, host: str, port: int) -> None:
        """Take the address. Raises OSError, and ValueError where there is none of that name."""
        self._sockets: dict[int, Any] = {}
        self._stopping = threading.Event()
        # What wakes the loop is closed with it, and must not be closed while it is used.
        self._closing = threading.Lock()
        server = create_server(
            app,
            self._sockets,
            host=host,
            port=port,
            threads=THREADS,
            max_request_header_size=LARGEST_HEADERS,
            # waitress refuses what has reached its limit, not only what is over it.
            max_request_body_size=LARGEST_BODY + 1,
            inbuf_overflow=LARGEST_BODY_IN_MEMORY,
            connection_limit=NEVER_REACHED,
            ident=None,
            # A request that says it came by way of a proxy may not read metrics (bot.web.monitoring).
            clear_untrusted_proxy_headers=False,
        )
        self._threads = server.task_dispatcher
        # A name may stand for several addresses (IPv4, IPv6).
        self._servers = [each for each in self._sockets.values() if isinstance(each, TcpWSGIServer)]
        for server in self._servers:
            server.channel_class = _Connection

    @property
    def addresses(self) -> list[tuple[str, int]]:
        """Where it answers: hosts as numbers, with their ports."""
        return [(server.effective_host, int(server.effective_port)) for server in self._servers]

    def run(self) -> None:
        """Answer until `stop` is called or the process told to end; finish what was begun."""
        try:
            while not self._stopping.is_set():
                wasyncore.loop(timeout=TICK_SECONDS, use_poll=True, map=self._sockets, count=1)
        except (SystemExit, KeyboardInterrupt):
            log.info("told to stop")
        finally:
            self._threads.shutdown()
            with self._closing:
                wasyncore.close_all(self._sockets)
                self._servers.clear()

    def stop(self) -> None:
        """Have `run` return; for other threads."""
        with self._closing:
            self._stopping.set()
            for server in self._servers:
                server.pull_trigger()


class _Request(HTTPRequestParser):  # type: ignore[misc] # waitress leaves its classes untyped
    """A request as it comes in: it says once how long it is, and none follows it."""

    completed: bool
    received_at = 0.0

    def parse_header(self, header_plus: bytes) -> None:
        """Read the head. Raises ParsingError where its length could be read in two ways."""
        _check_length(header_plus)
        super().parse_header(header_plus)
        # A proxy that sends a press over a connection just closed would lose it: Slack sends it once.
        self.headers["CONNECTION"] = "close"

    def received(self, data: bytes) -> int:
        """Take in the next bytes, and return how many of them were the request's."""
        consumed: int = super().received(data)
        if self.chunked and not self.completed:
            between = len(self.body_rcv.control_line) + len(self.body_rcv.trailer)
            if between > LONGEST_BETWEEN_CHUNKS:
                self.error = BadRequest("there's too much between the chunks")
                self.completed = True
        if self.completed:
            self.received_at = monotonic()
        return consumed


class _Task(WSGITask):  # type: ignore[misc] # likewise
    """The answering of one request by the app, which is told when it had come in."""

    def get_environment(self) -> Environ:
        """Return the environment that the app is called with."""
        return {**super().get_environment(), RECEIVED: self.request.received_at}


def _check_length(head: bytes) -> None:
    """Refuse a head that says more than once how long the body is, or says what no reader can take in."""
    fields = [line.partition(b":") for line in head.split(b"\r\n")[1:]]
    said = [value for name, _, value in fields if name.strip().lower() in _LENGTHS]
    if len(said) > 1 or any(b"," in value or not value.strip() for value in said):
        raise ParsingError("the length of the body is given more than once, or not at all")
    if any(len(value) > LONGEST_LENGTH for value in said):
        raise ParsingError("the length of the body isn't valid")


class _Connection(HTTPChannel):  # type: ignore[misc] # likewise
    """One connection: the clock runs while it sends and while it takes the answer."""

    parser_class = _Request
    task_class = _Task

    def __init__(self, server: Any, *others: Any, **named: Any) -> None:
        super().__init__(server, *others, **named)
        self._deadline = monotonic() + TIMEOUT_SECONDS
        _make_room(server.active_channels.values())

    def readable(self) -> bool:
        """Return whether to listen to it; asked at every turn of the loop, so its end is looked at here."""
        if self.is_awaited and monotonic() > self._deadline:
            self.abort()
        return self.connected and bool(super().readable())

    def service(self) -> None:
        """Answer the request; the client's deadline is suspended meanwhile."""
        self._deadline = inf
        super().service()
        self._deadline = monotonic() + TIMEOUT_SECONDS

    @property
    def is_awaited(self) -> bool:
        """Return whether it has the next thing to do, sending or taking."""
        return not self.requests

    @property
    def deadline(self) -> float:
        """Until when it is waited for (monotonic seconds)."""
        return self._deadline

    def abort(self) -> None:
        """Close it, having said why if it was sending."""
        if self.request is not None and not self.total_outbufs_len:
            with suppress(OSError):
                self.send(_TIMED_OUT)
        self.will_close = self.close_when_flushed = False
        self.handle_close()


def _make_room(connections: Collection[_Connection]) -> None:
    """Where there are too many, give up the one that has been waited for longest."""
    if len(connections) <= MOST_CONNECTIONS:
        return
    awaited = [each for each in connections if each.is_awaited]
    if awaited:
        min(awaited, key=lambda each: each.deadline).abort()
