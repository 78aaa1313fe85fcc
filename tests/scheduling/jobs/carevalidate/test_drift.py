"""Appointments that CareValidate's own people change: seen twice, said once, accepted or left."""

from datetime import timedelta

import pytest

from bot.scheduling.model.appointment import AppointmentBooking
from bot.scheduling.model.booking import Changes, Drift
from bot.scheduling.model.record import FailureReason, State
from bot.scheduling.ports.results import Outcome
from bot.scheduling.tasks.news import EventType
from bot.scheduling.tasks.provider import AcceptDrift, CheckDrift, Poll
from bot.scheduling.tasks.queue import Task
from bot.times.moment import Moment
from sandbox.http_server import json_response
from tests.builders import OWNER, STRANGER
from tests.scheduling.jobs.bench import after, told
from tests.scheduling.jobs.carevalidate.bench import FREE, LATER, CareValidateBench, move

GONE = Drift(ended=FailureReason.GONE)


@pytest.fixture
def booking(bench: CareValidateBench) -> AppointmentBooking:
    """Return an appointment that is booked, and listed as it was answered."""
    booked = bench.book()
    bench.now += timedelta(hours=1)
    return after(bench.do(Poll(), booked), booked)


def compared(bench: CareValidateBench, *bookings: AppointmentBooking) -> dict[str, Task]:
    """Compare bookings with the list."""
    return {each.ref: task for each, task in bench.appointments.compare_with_list(bookings)}


def test_moved_there_it_is_said_after_a_second_look_and_taken_over_once_accepted(
    bench: CareValidateBench, booking: AppointmentBooking
) -> None:
    assert compared(bench, booking) == {}
    move(bench, LATER)
    drift = Drift(holds=Changes(moment=Moment.at(LATER, booking.moment.zone)))
    check = CheckDrift(seen=drift)
    assert compared(bench, booking) == {booking.ref: check}
    result = bench.do(check, booking)
    drifted = after(result, booking)
    assert (drifted.drift, drifted.moment) == (drift, booking.moment)
    assert told(result) == [(OWNER, EventType.DRIFTED)]
    assert compared(bench, drifted) == {}
    accepted = after(bench.do(AcceptDrift(by=OWNER, drift=drift), drifted), drifted)
    assert (accepted.moment.instant, accepted.drift) == (LATER, None)


def test_what_is_listed_no_more_is_gone(
    bench: CareValidateBench, booking: AppointmentBooking
) -> None:
    bench.care.provider.appointments[0].canceled = True
    assert compared(bench, booking) == {booking.ref: CheckDrift(seen=GONE)}
    drifted = after(bench.do(CheckDrift(seen=GONE), booking), booking)
    assert drifted.drift == GONE
    result = bench.do(AcceptDrift(by=STRANGER, drift=GONE), drifted)
    assert after(result, drifted).state is State.CANCELED
    assert told(result) == [(OWNER, EventType.GONE_AT_PROVIDER)]


def test_a_time_that_nobody_can_read_is_drift(
    bench: CareValidateBench, booking: AppointmentBooking
) -> None:
    row = {"id": booking.remote_id, "startTime": "teatime"}
    bench.care.faults.answer(json_response(200, {"data": [row]}), method="GET", times=9)
    drift = Drift(holds=Changes(unreadable_time="teatime"))
    assert compared(bench, booking) == {booking.ref: CheckDrift(seen=drift)}
    drifted = booking.with_(drift=drift)
    accepted = after(bench.do(AcceptDrift(by=OWNER, drift=drift), drifted), drifted)
    assert accepted.unreadable_time == "teatime"


def test_what_is_otherwise_than_its_time_is_looked_up_and_taken_in(
    bench: CareValidateBench, booking: AppointmentBooking
) -> None:
    row = {
        "id": booking.remote_id,
        "startDateTime": FREE.isoformat(),
        "meetingLink": "https://zoom.example/j/999",
    }
    bench.care.faults.answer(json_response(200, {"data": [row]}), method="GET", times=9)
    assert compared(bench, booking) == {booking.ref: Poll()}
    looked = after(bench.do(Poll(), booking), booking)
    assert looked.link == "https://zoom.example/j/999"
    assert compared(bench, looked) == {}


def test_a_list_that_is_not_whole_proves_nothing_by_what_it_lacks(
    bench: CareValidateBench, booking: AppointmentBooking
) -> None:
    listed = {"data": [], "hasMore": True}
    bench.care.faults.answer(json_response(200, listed), method="GET", times=9)
    assert compared(bench, booking) == {}
    assert bench.do(CheckDrift(seen=GONE), booking) == Outcome()
