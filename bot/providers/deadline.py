"""One deadline for a whole call: httpx's time-outs start anew with every byte that trickles in.

Nothing is sent for a job whose lease may be lost, looked at when the connection is there.
"""

import socket
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import timedelta
from typing import Any

import httpx

from bot.scheduling.tasks.lease import check_lease

# What httpcore reports of a new connection; under TLS the second one replaces the first.
_CONNECTED = frozenset({"connection.connect_tcp.complete", "connection.start_tls.complete"})
_SENDING = "http11.send_request_headers.started"


@contextmanager
def enforce_deadline(request: httpx.Request, *, after: timedelta) -> Iterator[None]:
    """Shut down the connection of a request when its time is up, whatever it is in the middle of.

    The call then fails as on any dropped connection. Raises LeaseLost instead of sending anything for
    a job that another process may have taken. Every request needs a connection of its own:
    one that was kept from an earlier call is not reported.
    """
    streams: list[Any] = []

    def note(event: str, info: Mapping[str, Any]) -> None:
        if event in _CONNECTED:
            streams.append(info["return_value"])
        elif event == _SENDING:
            check_lease()

    def shut_down() -> None:
        for stream in streams[-1:]:
            with suppress(OSError):
                stream.get_extra_info("socket").shutdown(socket.SHUT_RDWR)

    request.extensions["trace"] = note
    timer = threading.Timer(after.total_seconds(), shut_down)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
