"""A process is frozen past its lease with calls in flight, and goes on when another has taken its work."""

import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from bot.scheduling.model.record import IN_PROGRESS
from bot.store import open_store
from sandbox.providers import Running
from tests.deployment import Deployment
from tests.durability.kills.run import DATABASES, is_at_rest, records, settings, take_accounts
from tests.durability.orders import Orders
from tests.faulty_servers import Authority
from tests.process import PATIENCE, Process, serving
from tests.waiting import wait_until

# A lease of ten seconds, looking twice, and a machine that has much else to do.
TAKEN_OVER_WITHIN = 90.0
PROVIDERS = "PREVAIL", "CRONOFY", "CAREVALIDATE"
# What `Orders.order` asks for, each a job of its own.
ORDERED = 10


@dataclass
class Two:
    """Two processes on one database: the first works, the second is frozen until it takes over."""

    first: Process
    second: Process
    environment: dict[str, str]

    def change_places(self) -> None:
        """Freeze the first, and let the second go on."""
        self.first.freeze()
        self.second.thaw()


@pytest.fixture
def environment(deployment: Deployment, tmp_path: Path) -> Iterator[dict[str, str]]:
    """The settings of processes on a PostgreSQL of their own."""
    with DATABASES["postgresql"](tmp_path) as url:
        yield deployment.environment | settings(deployment) | {"DATABASE_URL": url}


@pytest.fixture
def two(deployment: Deployment, tmp_path: Path, environment: dict[str, str]) -> Iterator[Two]:
    """Start two processes on one database."""
    with serving(tmp_path, environment) as second:
        _ = second.url
        second.freeze()
        with deployment.serving(**environment) as first:
            yield Two(first, second, environment)


@pytest.fixture
def orders(deployment: Deployment) -> Orders:
    return Orders(deployment)


def providers(deployment: Deployment) -> tuple[Running[Any], ...]:
    return deployment.prevail, deployment.cronofy, deployment.carevalidate


def set_faults(deployment: Deployment, fault: str) -> None:
    """Let everything that is ordered meet a fault, once."""
    deployment.prevail.faults.set(fault, method="POST")
    deployment.prevail.faults.set(fault, method="PATCH", times=3)
    deployment.cronofy.faults.set(fault, method="POST", times=3)
    deployment.cronofy.faults.set(fault, method="DELETE")
    deployment.carevalidate.faults.set(fault, method="POST", times=2)


def changes_asked(deployment: Deployment) -> int:
    """Count what was asked of providers besides to be shown lists."""
    received = [call for each in providers(deployment) for call in each.received]
    return sum(call.method != "GET" for call in received)


@contextmanager
def agreed(deployment: Deployment, two: Two, orders: Orders) -> Iterator[None]:
    """Wait until the second has done all; what the first does then must change nothing of that."""
    with closing(open_store(two.environment["DATABASE_URL"], create=False)) as store:
        wait_until(lambda: is_at_rest(store), within=TAKEN_OVER_WITHIN)
        asked, stored = changes_asked(deployment), records(store)
        assert not [each.ref for each in stored if each.state in IN_PROGRESS]
        assert take_accounts(deployment, store, orders.wishes).compare() == []
        yield
        two.first.ask_to_stop()
        assert two.first.wait() == 0
        assert changes_asked(deployment) == asked
        assert records(store) == stored
        assert take_accounts(deployment, store, orders.wishes).compare() == []


@pytest.mark.parametrize("fault", ["hang", "hang_after"])
def test_calls_in_flight_are_finished_by_another_process_whether_or_not_they_were_taken(
    deployment: Deployment, two: Two, orders: Orders, fault: str
) -> None:
    orders.book()
    set_faults(deployment, fault)
    orders.order()
    wait_until(lambda: not any(each.faults.active() for each in providers(deployment)))
    two.change_places()
    with agreed(deployment, two, orders):
        two.first.thaw()


class Gate:
    """A provider's address over TLS at which callers are kept waiting for its half of the handshake."""

    def __init__(self, context: ssl.SSLContext) -> None:
        self._context = context
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"https://localhost:{self._listener.getsockname()[1]}"
        self._callers: list[ssl.SSLSocket] = []
        self._answered: list[ssl.SSLSocket] = []
        self._thread = threading.Thread(target=self._let_wait)
        self._thread.start()

    @property
    def callers(self) -> int:
        """How many have begun a handshake."""
        return len(self._callers)

    def answer(self) -> None:
        """Send this side's half to whoever still waits: once they read it, their connection is there."""
        for caller in self._callers:
            with suppress(ssl.SSLEOFError):
                try:
                    caller.do_handshake()
                except ssl.SSLWantReadError:
                    self._answered.append(caller)

    def first_bytes(self) -> list[bytes]:
        """Return the first byte that each has sent over its connection: nothing where it was closed."""
        return [self._first_byte(caller) for caller in self._answered]

    def close(self) -> None:
        """Let nobody wait anymore."""
        self._listener.shutdown(socket.SHUT_RDWR)
        self._thread.join()
        for each in (self._listener, *self._callers):
            each.close()

    def _let_wait(self) -> None:
        with suppress(OSError):
            while True:
                caller = self._listener.accept()[0]
                caller.recv(1, socket.MSG_PEEK)
                caller.setblocking(False)
                self._callers.append(
                    self._context.wrap_socket(
                        caller, server_side=True, do_handshake_on_connect=False
                    )
                )

    def _first_byte(self, caller: ssl.SSLSocket) -> bytes:
        caller.settimeout(PATIENCE)
        caller.do_handshake()
        return caller.recv(1)


@pytest.fixture
def gates(tmp_path: Path) -> Iterator[dict[str, Gate]]:
    """Put a gate at the address of each provider."""
    context = Authority(tmp_path).context()
    with ExitStack() as stack:
        gates = {f"{name}_BASE_URL": Gate(context) for name in PROVIDERS}
        for gate in gates.values():
            stack.callback(gate.close)
        yield gates


def test_work_that_was_taken_and_not_sent_is_done_by_another_process_alone(
    deployment: Deployment,
    environment: dict[str, str],
    orders: Orders,
    gates: dict[str, Gate],
    tmp_path: Path,
) -> None:
    addresses = {name: gate.url for name, gate in gates.items()}
    trusted = {"SSL_CERT_FILE": str(tmp_path / "authority.pem")}
    with deployment.serving(**environment) as second:
        orders.book()
        second.freeze()
        with deployment.serving(**environment | addresses | trusted) as first:
            before = changes_asked(deployment)
            orders.order()
            wait_until(lambda: sum(gate.callers for gate in gates.values()) >= ORDERED)
            assert changes_asked(deployment) == before
            two = Two(first, second, environment)
            two.change_places()
            with agreed(deployment, two, orders):
                for gate in gates.values():
                    gate.answer()
                first.thaw()
                first_bytes = [byte for gate in gates.values() for byte in gate.first_bytes()]
    assert set(first_bytes) == {b""}, "nobody was waiting, or something was sent without a lease"
