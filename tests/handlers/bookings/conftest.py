"""What tests of decisions that can be undone begin with."""

import pytest

from sandbox.slack.person import Person
from tests.handlers.conftest import Office, StartOffice
from tests.simulated_clock import SimulatedClock


@pytest.fixture
def clock() -> SimulatedClock:
    return SimulatedClock()


@pytest.fixture
def holding(start_office: StartOffice, clock: SimulatedClock) -> Office:
    """Start an office where a decision is held for so long that no busy machine lets it go."""
    return start_office(undo_seconds=600, clock=clock)


@pytest.fixture
def ana(office: Office) -> Person:
    return office.person("Ana Reyes")
