"""Decisions that are observed: what is refused is told as well, by the name of the refusal."""

import logging

import pytest

from bot.observability.activity_log import ActivityLog
from bot.observability.decisions import ObservedBookingService
from bot.observability.observer import Observer
from bot.scheduling.model.limits import LimitReached, Limits
from bot.scheduling.ports.store import UsedKey
from bot.scheduling.refusals import NoSuchBooking
from bot.scheduling.tasks.provider import Cancel
from bot.store.sql.store import SqlStore
from tests.builders import STRANGER, Channels, Clock
from tests.scheduling.decisions import OWNER_, STRANGER_, order


@pytest.fixture
def booking_service(store: SqlStore, clock: Clock) -> ObservedBookingService:
    return ObservedBookingService(
        store,
        observer=Observer((ActivityLog(),)),
        limits=Limits(bookings_per_minute=1),
        admins=frozenset(),
        visibility=Channels(),
        clock=clock,
    )


def test_a_refusal_is_told_by_its_name(
    booking_service: ObservedBookingService, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, logger="bot.observability")
    ref = booking_service.book(order(), by=OWNER_, key="form").ref
    with pytest.raises(UsedKey):
        booking_service.book(order(), by=OWNER_, key="form")
    with pytest.raises(LimitReached):
        booking_service.book(order(), by=OWNER_, key="another")
    with pytest.raises(NoSuchBooking):
        booking_service.cancel(ref, Cancel(by=STRANGER), by=STRANGER_, key="third")
    outcomes = [line.partition(" outcome=")[2] for line in caplog.messages]
    assert outcomes == ["accepted", "used_key", "limit_reached", "no_such_booking"]
    assert caplog.messages[-1].startswith(f"decision ref={ref} what=canceled by={STRANGER} ")


def test_what_is_no_refusal_is_an_error(
    booking_service: ObservedBookingService, store: SqlStore, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, logger="bot.observability")
    store.close()
    with pytest.raises(Exception, match="closed"):
        booking_service.book(order(), by=OWNER_, key="form")
    assert caplog.messages[-1].endswith("outcome=error")


def test_what_is_decided_in_several_words_is_one(
    booking_service: ObservedBookingService, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, logger="bot.observability")
    ref = booking_service.book(order(), by=OWNER_, key="form").ref
    booking_service.revoke_calendar_links(ref, by=OWNER_, key="another")
    assert " what=revoked_the_calendar_links " in caplog.messages[-1]
