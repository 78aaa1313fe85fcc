"""Appointments that CareValidate lists in a state: canceled ones, and those in words that nobody knows."""

import pytest

from bot.scheduling.model.appointment import AppointmentBooking
from bot.scheduling.model.record import FailureReason, State
from bot.scheduling.tasks.news import EventType
from bot.scheduling.tasks.provider import Book, Poll
from sandbox.http_server import json_response
from tests.builders import LAG, NOW
from tests.scheduling.jobs.carevalidate.bench import (
    FREE,
    HOW,
    NOBODY_KNOWS,
    CareValidateBench,
    booked_at_another_time,
    canceling_by,
    listed_as,
    news_told,
)

ENDS = [
    *({"status": word} for word in ("canceled", "Cancelled", "CANCELED_BY_HOST", "deleted")),
    {"appointmentStatus": "late_cancelled"},
    {"status": "active", "state": "Appointment canceled"},
    {"cancelled": True},
    {"isCanceled": "true", "status": "active"},
    {"canceled": False, "cancelledAt": "2027-01-20T17:00:00Z"},
]


@pytest.mark.parametrize("said", ENDS, ids=str)
def test_what_is_listed_as_canceled_is_canceled(
    bench: CareValidateBench, said: dict[str, object]
) -> None:
    booking = bench.book()
    bench.now = NOW + LAG
    assert isinstance(booking, AppointmentBooking)
    row = {"id": booking.remote_id, "startDateTime": FREE.isoformat(), **said}
    bench.care.faults.answer(json_response(200, {"data": [row]}), method="GET", times=100)
    ended, _ = bench.through(Poll(), booking)
    assert ended.state is State.CANCELED


def unknown_while_listed(bench: CareValidateBench, said: dict[str, object]) -> AppointmentBooking:
    """Have an appointment booked that is listed in these words, which leave open whether it was."""
    wanted = bench.looked_up(bench.appointment())
    listed_as(bench, said)
    booking, _ = bench.through(Book(), wanted)
    assert (booking.state, booking.trouble) == (State.FAILED, FailureReason.UNKNOWN)
    assert bench.posts() == 1
    return booking


@pytest.mark.parametrize("said", NOBODY_KNOWS, ids=str)
def test_what_is_listed_in_a_state_that_nobody_knows_is_not_called_booked(
    bench: CareValidateBench, said: dict[str, object]
) -> None:
    bench.care.faults.set("drop_after", method="POST")
    booking = unknown_while_listed(bench, said)
    bench.care.faults.clear()
    found, _ = bench.through(Poll(), booking)
    assert found.state is State.CONFIRMED


@pytest.mark.parametrize("said", NOBODY_KNOWS, ids=str)
def test_what_is_answered_by_another_time_waits_for_a_state_that_is_known(
    bench: CareValidateBench, said: dict[str, object]
) -> None:
    bench.care.faults.intercept(booked_at_another_time, method="POST")
    unknown_while_listed(bench, said)


@HOW
@pytest.mark.parametrize("said", NOBODY_KNOWS, ids=str)
def test_canceled_and_listed_in_a_state_that_nobody_knows_is_neither(
    bench: CareValidateBench, how: str, said: dict[str, object]
) -> None:
    task, booking = canceling_by(bench, how)
    listed_as(bench, said)
    done, follows = bench.through(task, booking)
    assert done.trouble is FailureReason.UNKNOWN
    assert EventType.CANCELED not in news_told(follows)
    assert bench.posts() == 2


@pytest.mark.parametrize("said", NOBODY_KNOWS, ids=str)
def test_who_looks_at_a_state_that_nobody_knows_learns_nothing_new(
    bench: CareValidateBench, said: dict[str, object]
) -> None:
    booking = bench.book()
    listed_as(bench, said)
    assert bench.through(Poll(), booking) == (booking, [])
