"""What is sent by whom a lease was taken from: nothing, although the connection is there."""

import socket
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import timedelta

import pytest

from bot.scheduling.tasks.lease import Lease, LeaseLost, elapsed_time, working_under


@contextmanager
def nothing_arrives() -> Iterator[str]:
    """Give an address, and make sure that somebody connects to it and then sends nothing."""
    with closing(socket.create_server(("127.0.0.1", 0))) as server:
        yield f"http://127.0.0.1:{server.getsockname()[1]}"
        connection, _ = server.accept()
        with closing(connection):
            assert connection.recv(1) == b""


def send_without_lease(send: Callable[[], object]) -> None:
    """Send something for a job whose lease is over."""
    over = Lease("a1", lasts=timedelta(0), taken=elapsed_time())
    with working_under(over), pytest.raises(LeaseLost):
        send()
