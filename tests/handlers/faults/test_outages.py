"""A provider that fails for an hour: what the card says meanwhile, what at the end, and who hears of it.

For each kind and each thing that is asked of its provider, which lists what it has done (sessions and
appointments) or doesn't (agents). It comes back after twenty minutes, or only when Docket has stopped.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import count
from typing import Any

import pytest

from sandbox.providers import Running
from sandbox.slack import people
from sandbox.slack.person import Shown
from tests.handlers import agent_steps, appointment_steps, session_steps
from tests.handlers.conftest import Office, office_with
from tests.simulated_clock import SimulatedClock
from tests.waiting import wait_until

OWNER, ADMIN, DIRECT = "Ana Reyes", "Carla Stein", "@app"
BOOK, MOVE, CANCEL = "book", "move", "cancel"
FAILS, REFUSES = "500", "429"

WAITS = "can't do this right now. Docket keeps trying, and nothing is lost."
CHECKING = "gave no clear answer. Docket is checking whether it went through."
REPEATING = "gave no clear answer. Docket is asking again, which is safe."
STOPPED = "couldn't do this for too long, so Docket stopped trying."
# Of a dozen tries in half an hour, each may ask, look in a list page by page, and look again.
MOST_CALLS = 100
UNKNOWN, MAYBE = "Not known whether it was", "may or may not have been made"
STANDS = "Confirmed"


@dataclass(frozen=True)
class Row:
    """What is asked for, what its card says meanwhile and after an hour, and what its owner is told."""

    kind: str
    operation: str
    fault: str
    meanwhile: str
    at_last: str
    told: str

    def __str__(self) -> str:
        return f"{self.kind}-{self.operation}-{self.fault}"


ROWS = [
    Row("session", BOOK, FAILS, CHECKING, f"{UNKNOWN} booked", f"{UNKNOWN} booked"),
    Row("session", BOOK, REFUSES, WAITS, STOPPED, "Not booked"),
    Row("session", MOVE, FAILS, CHECKING, MAYBE, f"{UNKNOWN} changed"),
    Row("session", MOVE, REFUSES, WAITS, STANDS, "Not changed"),
    Row("session", CANCEL, FAILS, CHECKING, MAYBE, f"{UNKNOWN} canceled"),
    Row("session", CANCEL, REFUSES, WAITS, STANDS, "Not canceled"),
    Row("agent", BOOK, FAILS, REPEATING, f"{UNKNOWN} sent", f"{UNKNOWN} sent"),
    Row("agent", BOOK, REFUSES, WAITS, STOPPED, "Not sent"),
    Row("agent", MOVE, FAILS, REPEATING, MAYBE, f"{UNKNOWN} changed"),
    Row("agent", MOVE, REFUSES, WAITS, STANDS, "Not changed"),
    Row("agent", CANCEL, FAILS, REPEATING, MAYBE, f"{UNKNOWN} canceled"),
    Row("agent", CANCEL, REFUSES, WAITS, STANDS, "Not canceled"),
    Row("appointment", BOOK, FAILS, WAITS, STOPPED, "Not booked"),
    Row("appointment", BOOK, REFUSES, WAITS, STOPPED, "Not booked"),
    Row("appointment", CANCEL, FAILS, CHECKING, MAYBE, f"{UNKNOWN} canceled"),
    Row("appointment", CANCEL, REFUSES, WAITS, STANDS, "Not canceled"),
]


class Desk:
    """An office whose clock is put forward, and what Ana asks for in it."""

    def __init__(self, office: Office, clock: SimulatedClock) -> None:
        self.office = office
        self.ana = office.person(OWNER)
        self._clock = clock
        self._numbers = count(1)

    def provider(self, kind: str) -> Running[Any]:
        """Return who is asked for something of a kind."""
        office = self.office
        providers: dict[str, Running[Any]] = {
            "session": office.prevail,
            "agent": office.cronofy,
            "appointment": office.carevalidate,
        }
        return providers[kind]

    def ordered(self, kind: str) -> Shown:
        """Order something of a kind, and return its card."""
        channel = DIRECT if kind == "appointment" else "#depositions"
        seen = {shown.ts for shown in self.ana.messages(channel)}

        def new() -> list[Shown]:
            shown = self.ana.messages(channel)
            return [each for each in shown if each.buttons and each.ts not in seen]

        number = next(self._numbers)
        match kind:
            case "session":
                screen = self.ana.command(channel, "/session in 3 days 2pm Pacific")
                screen.fill("Title", f"Matter {number}")
            case "agent":
                call = agent_steps.CALL.replace("/j/", f"/j/{number}")
                line = f"/agent {call} in 3 days 2pm Pacific"
                screen = self.ana.command(channel, line)
            case _:
                start = appointment_steps.free(self.office, number=number)
                screen = appointment_steps.filled(self.office, start=start)
        screen.submit()
        wait_until(lambda: bool(new()))
        return new()[0]

    def asked(self, row: Row) -> Shown:
        """Have the provider fail, ask for what the row says, and return its card."""
        card = None if row.operation == BOOK else self.ordered(row.kind).wait_for_text(STANDS)
        self.provider(row.kind).faults.set(row.fault, times=9999)
        if card is None:
            return self.ordered(row.kind)
        if row.operation == CANCEL:
            card.press(f"Cancel {row.kind}").submit()
            return card.wait_for_text("Canceling…")
        ref = (
            session_steps.ref_of(card)
            if row.kind == "session"
            else agent_steps.agent_ref(card.text)
        )
        self.ana.command("#general", f"/{row.kind} move {ref} in 4 days 5pm Pacific").submit()
        return card.wait_for_text("Changing…")

    def passes(self, minutes: float) -> None:
        """Let so many minutes pass, with all that is done in them."""
        wake, within = self.office.running.workers.wake, timedelta(minutes=minutes)
        self._clock.settle(self.office.database, wake=wake, within=within)

    def told(self, name: str, *, since: int = 0) -> list[str]:
        """Return what somebody has been told, without cards."""
        messages = self.office.person(name).messages(DIRECT)[since:]
        return [each.text for each in messages if not each.buttons and not each.only_for_me]


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """Start one office for all rows, that Carla administers."""
    clock, folder = SimulatedClock(), tmp_path_factory.mktemp("office")
    admins = frozenset({people.CARLA.id})
    with office_with(folder, clock=clock, admin_users=admins) as office:
        yield Desk(office, clock)


@pytest.fixture(autouse=True)
def _mended(desk: Desk) -> Iterator[None]:
    """Leave nothing of one row to the next."""
    yield
    for kind in ("session", "agent", "appointment"):
        desk.provider(kind).faults.clear()
    desk.passes(60)


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_an_hour_of_it_is_on_the_card_ends_and_is_told(desk: Desk, row: Row) -> None:
    provider, before = desk.provider(row.kind), len(desk.ana.messages(DIRECT))
    received = len(provider.received)
    card = desk.asked(row).wait_for_text(row.meanwhile)
    desk.passes(60)
    card.wait_for_text(row.at_last)
    assert "…" not in card.text
    assert "Give up" not in [button.text for button in card.buttons]
    told = desk.told(OWNER, since=before)
    assert len(told) == 3, "that it waits, that it still waits, and how it ended"
    assert row.told in told[-1]
    asked = len(provider.received)
    assert asked - received < MOST_CALLS
    provider.faults.clear()
    desk.passes(10)
    changes = [each for each in provider.received[asked:] if each.method != "GET"]
    assert changes == [], "what has been given up is only looked at"


@pytest.mark.parametrize("row", [row for row in ROWS if row.fault == FAILS], ids=str)
def test_what_comes_back_within_half_an_hour_is_done(desk: Desk, row: Row) -> None:
    card = desk.asked(row).wait_for_text(row.meanwhile)
    desk.passes(18)
    assert "…" in card.text
    desk.provider(row.kind).faults.clear()
    desk.passes(7)
    card.wait_for_text("Canceled" if row.operation == CANCEL else STANDS)
    assert (row.operation == MOVE) is ("5:00 PM P" in card.text)
