"""Canceling while a provider fails: every kind of booking by every kind of fault."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from sandbox.slack.people import ANA
from sandbox.slack.person import Shown
from tests.handlers.agent_steps import sent
from tests.handlers.appointment_steps import booked_for
from tests.handlers.conftest import Office, StartOffice
from tests.handlers.session_steps import booked


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of booking: how one is made and canceled, and whether its provider has canceled it."""

    name: str
    book: Callable[[Office], Shown]
    provider: Callable[[Office], Any]
    method: str
    is_canceled: Callable[[Office], list[bool]]

    def cancel(self, card: Shown) -> None:
        """Cancel it by the button on its card."""
        card.press(f"Cancel {self.name}").submit()

    def fail(self, office: Office, fault: str) -> None:
        """Have the provider answer the cancellation in this way."""
        self.provider(office).faults.set(fault, method=self.method)


SESSION = Kind(
    "session",
    booked,
    lambda office: office.prevail,
    "PATCH",
    lambda office: [each.state != "ready" for each in office.sessions],
)
AGENT = Kind(
    "agent", sent, lambda office: office.cronofy, "DELETE", lambda office: canceled(office.agents)
)
APPOINTMENT = Kind(
    "appointment",
    booked_for,
    lambda office: office.carevalidate,
    "POST",
    lambda office: canceled(office.appointments),
)


def canceled(held: list[Any]) -> list[bool]:
    """Return of each that a provider holds whether it is canceled."""
    return [each.canceled for each in held]


KINDS = [pytest.param(kind, id=kind.name) for kind in (SESSION, AGENT, APPOINTMENT)]
TEMPORARY = ("429_seconds", "500", "drop_before", "drop_after", "empty", "rubbish")
REFUSED, UNKNOWN = "Not canceled:", "Not known whether it was canceled:"


@pytest.fixture
def office(start_office: StartOffice) -> Office:
    """Start an office where Ana is appointment staff."""
    return start_office(appointment_staff=frozenset({ANA.id}))


@pytest.mark.parametrize(
    ("kind", "fault", "begins", "said"),
    [
        (SESSION, "422", REFUSED, ""),
        (SESSION, "404", REFUSED, ""),
        (AGENT, "401", UNKNOWN, "check the connection to Cronofy"),
        (AGENT, "403", UNKNOWN, "check the connection to Cronofy"),
        (AGENT, "422", REFUSED, "That time <is taken> & can't be booked"),
        (APPOINTMENT, "401", REFUSED, "needs to check the connection to CareValidate"),
        (APPOINTMENT, "404", REFUSED, ""),
        (APPOINTMENT, "422", REFUSED, "That time <is taken> & can't be booked"),
        (APPOINTMENT, "success_false", REFUSED, "The calendar could not be reached"),
    ],
    ids=lambda each: each.name if isinstance(each, Kind) else None,
)
def test_a_refused_cancellation_is_told_and_the_booking_stands(
    office: Office, kind: Kind, fault: str, begins: str, said: str
) -> None:
    """Not found, too, is a refusal while the provider still lists it."""
    card = kind.book(office)
    kind.fail(office, fault)
    kind.cancel(card)
    told = office.person("Ana Reyes").wait_for_message("@app", begins)
    assert said in told.text
    card.wait_for_text("Confirmed")
    assert kind.is_canceled(office) == [False]


@pytest.mark.parametrize("fault", TEMPORARY)
@pytest.mark.parametrize("kind", KINDS)
def test_what_is_temporary_is_tried_again(office: Office, kind: Kind, fault: str) -> None:
    """Until the provider has canceled it."""
    card = kind.book(office)
    kind.fail(office, fault)
    kind.cancel(card)
    card.wait_for_text("Canceled")
    assert kind.is_canceled(office) == [True]


@pytest.mark.parametrize(
    ("kind", "fault"), [(SESSION, None), (APPOINTMENT, "404")], ids=["session", "appointment"]
)
def test_what_the_provider_no_longer_knows_counts_as_canceled(
    office: Office, kind: Kind, fault: str | None
) -> None:
    """It is neither found nor listed: nobody can join it."""
    card = kind.book(office)
    if fault:
        kind.fail(office, fault)
    forget(office)
    kind.cancel(card)
    card.wait_for_text("Canceled")


def forget(office: Office) -> None:
    """Have the providers that list what they hold hold nothing."""
    office.prevail.provider.sessions.clear()
    office.carevalidate.provider.appointments.clear()
