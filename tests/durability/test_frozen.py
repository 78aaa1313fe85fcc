"""A process is frozen past its lease with calls in flight, and goes on when another has taken its work."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
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
from tests.process import Process, serving
from tests.waiting import wait_until

# A lease of ten seconds, looking twice, and a machine that has much else to do.
TAKEN_OVER_WITHIN = 90.0


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


@pytest.mark.timeout(300)
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
