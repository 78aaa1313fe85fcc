"""A booking service over a real database, and rooms whose visibility a test sets."""

import pytest

from bot.scheduling.booking_service import BookingService
from bot.store.sql.store import SqlStore
from tests.builders import (
    Channels,
    Clock,
)


@pytest.fixture
def channels() -> Channels:
    return Channels()


@pytest.fixture
def booking_service(store: SqlStore, clock: Clock, channels: Channels) -> BookingService:
    return BookingService(store, admins=frozenset({"U9"}), visibility=channels, clock=clock)
