"""A booking service over a real database, and rooms whose visibility a test sets."""

import pytest

from bot.scheduling.booking_service import BookingService
from bot.store.sqlite.store import SqliteStore
from tests.making import (
    Clock,
    Rooms,
)


@pytest.fixture
def rooms() -> Rooms:
    return Rooms()


@pytest.fixture
def booking_service(store: SqliteStore, clock: Clock, rooms: Rooms) -> BookingService:
    return BookingService(store, admins=frozenset({"U9"}), visibility=rooms, clock=clock)
