"""Looking at an appointment: what CareValidate's people changed there is taken in and told."""

import json
from datetime import timedelta
from uuid import UUID

import pytest
from flask import Response

from bot.scheduling.model.appointment import AppointmentBooking
from bot.scheduling.model.booking import Booking
from bot.scheduling.model.record import FailureReason, State
from bot.scheduling.ports.results import Postponed
from bot.scheduling.tasks.news import EventType
from bot.scheduling.tasks.provider import Poll
from bot.scheduling.tasks.queue import Task
from bot.scheduling.tasks.slack import ShowCard
from sandbox.http_server import json_response
from sandbox.providers.faults import Call
from tests.scheduling.jobs.carevalidate.bench import (
    FREE,
    INVITEE,
    LATER,
    CareValidateBench,
    move,
    news_told,
)


def test_who_looks_learns_that_it_was_canceled_there(bench: CareValidateBench) -> None:
    booking = bench.book()
    bench.care.provider.appointments[0].canceled = True
    first = bench.do(Poll(), booking)
    assert isinstance(first, Postponed), "lists lag"
    ended, follows = bench.through(Poll(), booking)
    assert (ended.state, ended.trouble) == (State.CANCELED, FailureReason.GONE)
    assert news_told(follows) == [EventType.GONE_AT_PROVIDER]


def test_who_looks_learns_that_it_was_moved_there(bench: CareValidateBench) -> None:
    booking = bench.book()
    move(bench, LATER)
    moved, follows = bench.through(Poll(), booking)
    assert (moved.state, moved.moment.instant) == (State.CONFIRMED, LATER)
    assert news_told(follows) == [EventType.CHANGED_AT_PROVIDER]


def test_moved_there_it_keeps_what_only_its_first_answer_said(bench: CareValidateBench) -> None:
    booking = bench.book()
    assert booking.link
    move(bench, LATER)
    row = {"id": booking.remote_id, "startTime": LATER.isoformat(), "endTime": None}
    bench.care.faults.answer(json_response(200, {"data": [row]}), method="GET")
    moved, _ = bench.through(Poll(), booking)
    assert (moved.moment.instant, moved.link) == (LATER, booking.link)
    assert moved.length == timedelta(0), "nobody has said how long it takes now"


def look_at(
    bench: CareValidateBench, booking: Booking, **changed: object
) -> tuple[Booking, list[Task]]:
    """Look at an appointment of which CareValidate's people have changed something."""

    def respond(call: Call) -> Response:
        answer = json.loads(call.proceed().data)
        return json_response(200, {"data": [{**row, **changed} for row in answer["data"]]})

    bench.care.faults.intercept(respond, method="GET", times=100)
    return bench.through(Poll(), booking)


CHANGED_THERE = [
    {"eventTypeName": "Surgery consult"},
    {"eventTypeId": str(UUID(int=3))},
    {"location": "webex_conference"},
    {"meetingLink": "https://zoom.example/j/999"},
    {"startDateTime": "Thursday at noon"},
    {"startDateTime": "2000-01-01T13:30:00Z"},
    {"email": "other@patient.example", "firstName": "Sam"},
]


@pytest.mark.parametrize("changed", CHANGED_THERE, ids=str)
def test_who_looks_learns_what_was_changed_there_and_is_told_once(
    bench: CareValidateBench, changed: dict[str, object]
) -> None:
    booking = bench.book()
    seen, follows = look_at(bench, booking, **changed)
    assert seen != booking
    assert (seen.state, seen.moment) == (State.CONFIRMED, booking.moment)
    assert news_told(follows) == [EventType.CHANGED_AT_PROVIDER]
    assert any(isinstance(task, ShowCard) for task in follows)
    assert bench.through(Poll(), seen) == (seen, [])


def test_the_link_that_is_listed_is_the_one_people_press(bench: CareValidateBench) -> None:
    seen, _ = look_at(bench, bench.book(), meetingLink="https://zoom.example/j/999")
    assert seen.link == "https://zoom.example/j/999"


def test_a_link_that_is_not_passed_on_takes_the_old_ones_place(bench: CareValidateBench) -> None:
    seen, follows = look_at(bench, bench.book(), meetingLink="javascript:alert(1)")
    assert seen.link is None
    assert news_told(follows) == [EventType.LINK_REFUSED]
    assert bench.through(Poll(), seen) == (seen, [])


def test_another_patients_name_is_not_taken_in(bench: CareValidateBench) -> None:
    booking = bench.book(request=bench.request(first_name="Pat", last_name="Quillfeather"))
    seen, _ = look_at(
        bench, booking, email="other@patient.example", firstName="Sam", lastName="Rowe"
    )
    assert isinstance(seen, AppointmentBooking)
    assert seen.booked
    assert seen.booked.name == "Pat Quillfeather"


def test_a_length_that_was_changed_there_is_told(bench: CareValidateBench) -> None:
    ends = FREE + timedelta(hours=1)
    seen, follows = look_at(bench, bench.book(), endDateTime=ends.isoformat())
    assert (seen.ends, news_told(follows)) == (ends, [EventType.LENGTH_CHANGED_AT_PROVIDER])


def test_moved_and_renamed_there_is_told_as_both(bench: CareValidateBench) -> None:
    changed = {"startDateTime": LATER.isoformat(), "eventTypeName": "Surgery consult"}
    seen, follows = look_at(bench, bench.book(), **changed)
    assert seen.moment.instant == LATER
    assert news_told(follows) == [EventType.CHANGED_AT_PROVIDER, EventType.CHANGED_AT_PROVIDER]


@pytest.mark.parametrize(
    "same",
    [
        {"meetingLink": None, "endDateTime": "45 minutes", "location": None},
        {"startDateTime": None},
        {"location": "Zoom"},
        {"location": "ZOOM_CONFERENCE", "eventTypeName": "initial  consultation"},
        {"email": INVITEE.upper()},
        {"firstName": "Patricia"},
    ],
    ids=str,
)
def test_what_is_left_out_or_written_otherwise_is_no_change(
    bench: CareValidateBench, same: dict[str, object]
) -> None:
    booking = bench.book()
    seen, follows = look_at(bench, booking, **same)
    assert (seen.moment, seen.link, seen.length) == (booking.moment, booking.link, booking.length)
    assert news_told(follows) == []


def test_who_looks_at_what_is_as_it_was_learns_nothing_new(bench: CareValidateBench) -> None:
    booking = bench.book()
    same, follows = bench.through(Poll(), booking)
    assert (same, follows) == (booking, [])


@pytest.mark.parametrize("fault", ["401", "404", "429", "500", "empty", "wrong_shape"])
def test_a_look_that_brings_nothing_leaves_it_as_it_is(
    bench: CareValidateBench, fault: str
) -> None:
    booking = bench.book()
    bench.care.faults.set(fault, method="GET")
    assert bench.through(Poll(), booking) == (booking, [])
