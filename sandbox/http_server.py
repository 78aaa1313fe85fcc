"""The sandbox's HTTP server: serves a WSGI app on a port of this machine, and can break off an answer."""

import json
import socket
import struct
import threading
from collections.abc import Iterable
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final

from flask import Response
from werkzeug.serving import ThreadedWSGIServer, WSGIRequestHandler

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_LINGER: Final = (socket.SOL_SOCKET, socket.SO_LINGER)
_RESET: Final = struct.pack("ii", 1, 0)
"""Lingering for zero seconds: closing a connection then sends a TCP reset."""


def json_response(status: int, content: object) -> Response:
    """Return a response with this content as JSON."""
    return Response(json.dumps(content), status, content_type="application/json; charset=utf-8")


class RawResponse(Response):
    """Bytes sent as they are, status line and headers included; the connection is closed after them.

    Without bytes the connection is dropped; with `reset`, by a TCP reset.
    """

    def __init__(self, chunks: Iterable[bytes] = (), *, reset: bool = False) -> None:
        super().__init__()
        self._chunks = chunks
        self._reset = reset

    def __call__(self, environ: "WSGIEnvironment", _: "StartResponse") -> Iterable[bytes]:
        """Send the bytes and end the connection, which the server takes for an aborted one."""
        connection: socket.socket = environ["werkzeug.socket"]
        for chunk in self._chunks:
            connection.sendall(chunk)
        if self._reset:
            connection.setsockopt(*_LINGER, _RESET)
        raise ConnectionAbortedError


class Server(ThreadedWSGIServer):
    """Serves a WSGI app on 127.0.0.1, at this port or at a free one for 0, between `start` and `stop`."""

    daemon_threads = False

    def __init__(self, app: "WSGIApplication", *, port: int = 0) -> None:
        super().__init__("127.0.0.1", port, app, handler=_RequestHandler)
        self._stopping = False
        self._connections: set[socket.socket] = set()
        self._thread = threading.Thread(target=self._listen, daemon=True)

    @property
    def url(self) -> str:
        """The server's root, without a slash at the end."""
        return f"http://127.0.0.1:{self.server_port}"

    def start(self) -> None:
        """Accept connections from now on."""
        self._thread.start()

    def stop(self) -> None:
        """Close the port and every connection, and wait for the threads that serve them."""
        self._stopping = True
        with socket.create_connection(("127.0.0.1", self.server_port)):
            self._thread.join()
        for connection in list(self._connections):
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        self.server_close()

    def get_request(self) -> tuple[socket.socket, Any]:
        """Accept a connection and remember it."""
        connection, address = super().get_request()
        self._connections.add(connection)
        return connection, address

    def shutdown_request(self, request: Any) -> None:
        """Close a connection; one that is to be reset must not be shut down in order first."""
        self._connections.discard(request)
        is_open = request.fileno() >= 0  # a WebSocket closes its own connection
        if is_open and request.getsockopt(*_LINGER, len(_RESET)) == _RESET:
            self.close_request(request)
        else:
            super().shutdown_request(request)

    def _listen(self) -> None:
        """Accept connections until `stop`, which wakes this by one of its own."""
        while not self._stopping:
            self.handle_request()


class _RequestHandler(WSGIRequestHandler):
    disable_nagle_algorithm = True

    def send_response(self, code: int, message: str | None = None) -> None:
        """Send no `Date`: the bot compares it with its clock, which is not this machine's in tests."""
        self.send_response_only(code, message)

    def connection_dropped(self, _: BaseException, __: "WSGIEnvironment | None" = None) -> None:
        """Wait for no further request on a connection that has broken."""
        self.close_connection = True

    def log(self, *_: Any) -> None:
        """Write no line on the terminal for a request."""
