"""CareValidate's adapter, connected to its stand-in."""

from collections.abc import Iterator
from uuid import UUID

import pytest

from bot.providers.carevalidate.adapter import CareValidate
from bot.scheduling.model.appointment import AppointmentRequest, Location
from sandbox import providers as stand_ins
from sandbox.providers.carevalidate import EventType
from tests.providers import adapters
from tests.providers.carevalidate.builders import FREE, Running_, noon


@pytest.fixture
def both() -> Iterator[tuple[Running_, CareValidate]]:
    with adapters.connected(stand_ins.CareValidate(now=noon)) as (running, transport):
        yield running, adapters.carevalidate(running.provider, transport)


@pytest.fixture
def care(both: tuple[Running_, CareValidate]) -> CareValidate:
    return both[1]


@pytest.fixture
def consultation(running: Running_) -> EventType:
    return next(iter(running.provider.event_types.values()))


@pytest.fixture
def order(consultation: EventType) -> AppointmentRequest:
    return AppointmentRequest(
        event_type_id=UUID(consultation.id),
        start=FREE,
        zone="America/Chicago",
        location=Location.ZOOM,
        email="Invitee@example.com",
        first_name="John",
        last_name="Doe",
    )
