"""A process is frozen past its lease with calls in flight, and goes on when another has taken its work."""

from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.scheduling.model.record import IN_PROGRESS
from bot.store import open_store
from sandbox.providers import Running
from sandbox.slack.person import Person, Screen
from tests.deployment import Deployment
from tests.durability.kills.accounts import Wish
from tests.durability.kills.people import typed
from tests.durability.kills.run import DATABASES, is_at_rest, records, settings, take_accounts
from tests.process import Process, serving
from tests.waiting import wait_until

HERE = "#depositions"
# A lease of ten seconds, looking twice, and a machine that has much else to do.
TAKEN_OVER_WITHIN = 90.0


@dataclass
class Orders:
    """What Ana has booked, and orders at once: everything that can be asked of a provider."""

    deployment: Deployment
    wishes: list[Wish] = field(default_factory=list)

    @property
    def ana(self) -> Person:
        """Who orders everything."""
        return self.deployment.slack.person("Ana Reyes")

    def book(self) -> None:
        """Book what is changed later, and wait until it is there."""
        for n, name in enumerate(("To be moved", "To be edited", "To be canceled")):
            self._session(name, in_days(3 + n))
        for n, host in enumerate(("moved.example", "recalled.example")):
            self._agent(host, in_days(6 + n))
        self._appointment("gone@patient.example", number=40)
        for wish in self.wishes[:3]:
            self.ana.wait_for_message(HERE, wish.key).wait_for_text("Confirmed")
        for wish in self.wishes[3:5]:
            self.ana.wait_for_message(HERE, wish.key).wait_for_text("Confirmed")
        self.ana.wait_for_message("@app", "appointment").wait_for_text("Confirmed")

    def order(self) -> None:
        """Order one of each: book, move, edit and cancel, at each provider that can."""
        moved, edited, canceled, agent, recalled, gone = self.wishes
        self._session("Booked", in_days(10))
        self._agent("booked.example", in_days(11))
        self._submit("/agent https://at-once.example/j/1")
        self.wishes.append(Wish(key="at-once.example", accepted=True, at_once=True))
        self._appointment("new@patient.example", number=80)
        self._move(moved, in_days(20))
        self._edit(edited)
        self._cancel(canceled, HERE, canceled.key)
        self._move(agent, in_days(21))
        self._cancel(recalled, HERE, recalled.key)
        self._cancel(gone, "@app", "Confirmed")

    def _session(self, title: str, start: datetime) -> None:
        self._submit(f"/session {typed(start)}", Title=title)
        self.wishes.append(Wish(key=title, accepted=True, starts=[start], titles=[title]))

    def _agent(self, host: str, start: datetime) -> None:
        self._submit(f"/agent https://{host}/j/1 {typed(start)}")
        self.wishes.append(Wish(key=host, accepted=True, starts=[start]))

    def _appointment(self, email: str, *, number: int) -> None:
        care = self.deployment.carevalidate.provider
        kind = next(iter(care.event_types.values()))
        starts = [start for start in care.free_slots(kind) if start > in_days(1)]
        entries = {"Event type": kind.title, "Invitee email": email}
        self._submit(f"/appointment {typed(starts[number])}", **entries)
        self.wishes.append(Wish(key=email, accepted=True, starts=[starts[number]]))

    def _submit(self, line: str, **entries: str) -> None:
        screen = self.ana.command(HERE, line)
        for label, value in entries.items():
            screen.fill(label, value)
        self._send(screen)

    def _send(self, screen: Screen) -> None:
        """Send a form, and press again as a person does where Slack got no answer in time."""
        wait_until(lambda: not screen.submit().is_open)

    def _move(self, wish: Wish, start: datetime) -> None:
        card = self.ana.wait_for_message(HERE, wish.key)
        self._send(card.press("Move").fill("When", typed(start)))
        wish.starts = [start]

    def _edit(self, wish: Wish) -> None:
        card = self.ana.wait_for_message(HERE, wish.key)
        screen = card.press("More").press("Edit")
        self._send(screen.fill("Title", f"{wish.key} (2)"))
        wish.titles = [f"{wish.key} (2)"]

    def _cancel(self, wish: Wish, channel: str, text: str) -> None:
        card = self.ana.wait_for_message(channel, text)
        name = next(each.text for each in card.buttons if each.text.startswith("Cancel "))
        self._send(card.press(name))
        wish.cancellations = [True]


def in_days(days: int) -> datetime:
    """Return three in the afternoon in so many days (UTC)."""
    today = datetime.now(UTC).replace(hour=15, minute=0, second=0, microsecond=0)
    return today + timedelta(days=days)


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
def two(deployment: Deployment, tmp_path: Path) -> Iterator[Two]:
    """Start two processes on a PostgreSQL of their own."""
    with ExitStack() as stack:
        url = stack.enter_context(DATABASES["postgresql"](tmp_path))
        environment = deployment.environment | settings(deployment) | {"DATABASE_URL": url}
        second = stack.enter_context(serving(tmp_path, environment))
        _ = second.url
        second.freeze()
        first = stack.enter_context(deployment.serving(**environment))
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
