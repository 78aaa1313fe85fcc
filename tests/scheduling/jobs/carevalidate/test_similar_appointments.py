"""What somebody else booked at CareValidate is never taken for ours, however alike it is."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from bot.scheduling.jobs.retries import MIN_LOOKUP_WAIT
from bot.scheduling.model.appointment import AppointmentBooking, Location
from bot.scheduling.model.record import (
    FailureReason,
    State,
)
from bot.scheduling.model.transitions import begin_cancellation
from bot.scheduling.ports.results import Postponed
from bot.scheduling.tasks.news import EventType
from bot.scheduling.tasks.provider import Book, Cancel
from sandbox.http_server import json_response
from tests.builders import LAG, NOW, OWNER, STRANGER
from tests.scheduling.jobs.bench import after, told
from tests.scheduling.jobs.carevalidate.bench import FREE, INVITEE, TAKEN, CareValidateBench


def test_what_was_there_before_is_nobody_elses_doing(bench: CareValidateBench) -> None:
    bench.book(ref="P-0001")
    (theirs,) = bench.held
    booking = bench.looked_up(bench.appointment())
    assert isinstance(booking, AppointmentBooking)
    assert booking.there_before == (theirs.id,)
    theirs.id = theirs.id.upper()
    bench.care.faults.set("500", method="POST")
    lost = after(bench.do(Book(), booking), booking)
    refused = bench.do(Book(), lost, attempt=2)
    assert after(refused, lost).remote_id == ""
    assert bench.held == [theirs]


@pytest.mark.parametrize(
    "different",
    [
        {"email": "other@patient.example"},
        {"start": FREE + timedelta(minutes=30)},
        {"location": Location.WEBEX},
        {"event_type_id": "the other"},
        {"first_name": "Sam", "last_name": "Quillfeather"},
    ],
)
def test_what_differs_in_anything_is_not_ours(
    bench: CareValidateBench, different: dict[str, Any]
) -> None:
    ours = bench.request(first_name="Pat", last_name="Quillfeather")
    booking = bench.looked_up(bench.appointment(request=ours))
    if "event_type_id" in different:
        different = {"event_type_id": UUID(list(bench.care.provider.event_types)[1])}
    theirs = bench.adapter.book(ours.model_copy(update=different))
    bench.care.faults.set("500", method="POST")
    lost = begin_cancellation(after(bench.do(Book(), booking), booking))
    bench.now += LAG
    done = after(bench.do(Book(), lost, attempt=2), lost)
    ended = after(bench.do(Cancel(by=OWNER), done), done)
    assert (ended.state, ended.remote_id, ended.never_booked) == (State.CANCELED, "", True)
    assert [each.id for each in bench.held] == [theirs.id]


def test_of_two_new_ones_nobody_can_tell_which_is_ours(bench: CareValidateBench) -> None:
    booking = bench.looked_up(bench.appointment())
    bench.care.faults.set("drop_after", method="POST")
    lost = after(bench.do(Book(), booking), booking)
    (made,) = bench.held
    bench.care.provider.appointments.append(replace(made, id=str(UUID(int=7))))
    result = bench.do(Book(), lost, attempt=2)
    failed = after(result, lost)
    assert (failed.state, failed.trouble) == (State.FAILED, FailureReason.AMBIGUOUS)
    assert told(result) == [(OWNER, EventType.NOT_BOOKED)]
    canceling = lost.with_(state=State.CANCELING)
    given_up = bench.do(Cancel(by=OWNER), canceling)
    assert after(given_up, canceling).state is State.FAILED
    assert told(given_up) == [(OWNER, EventType.NOT_CANCELED)]
    assert len(bench.held) == 2


def test_an_answer_that_names_what_was_there_before_is_no_proof(bench: CareValidateBench) -> None:
    theirs = bench.adapter.book(bench.request())
    booking = bench.looked_up(bench.appointment())
    answer = json_response(200, {"success": True, "data": {"id": theirs.id.upper()}})
    bench.care.faults.answer(answer, method="POST")
    failed = after(bench.do(Book(), booking), booking)
    assert (failed.state, failed.trouble, failed.remote_id) == (
        State.FAILED,
        FailureReason.AMBIGUOUS,
        "",
    )


def test_what_another_booking_holds_is_not_taken_for_ours(bench: CareValidateBench) -> None:
    booking = bench.looked_up(bench.appointment())
    theirs = bench.book(ref="P-0001", owner=STRANGER)
    bench.others = [booking, theirs]
    bench.care.faults.set("500", method="POST")
    lost = after(bench.do(Book(), booking), booking)
    bench.now += LAG
    done = after(bench.do(Book(), lost, attempt=2), lost)
    assert done.remote_id == ""
    assert bench.posts() == 3


@pytest.mark.parametrize("left_out", ["email", "startDateTime"])
def test_what_does_not_say_enough_is_looked_at_again(
    bench: CareValidateBench, left_out: str
) -> None:
    booking = bench.looked_up(bench.appointment())
    bench.care.faults.set("drop_after", method="POST")
    lost = after(bench.do(Book(), booking), booking)
    (made,) = bench.held
    said = {"id": made.id, "email": INVITEE, "startDateTime": FREE.isoformat()}
    del said[left_out]
    bench.care.faults.answer(json_response(200, {"data": [said]}), method="GET")
    assert isinstance(bench.do(Book(), lost, attempt=2), Postponed)
    assert after(bench.do(Book(), lost, attempt=3), lost).state is State.CONFIRMED


def test_what_nobody_looked_for_before_the_first_try_is_proven_by_nothing(
    bench: CareValidateBench,
) -> None:
    bench.book()
    result = bench.do(Book(again=True), bench.appointment())
    failed = after(result, bench.appointment())
    assert (failed.state, failed.trouble) == (State.FAILED, FailureReason.AMBIGUOUS)
    assert len(bench.held) == 1


def test_a_refusal_after_a_lost_answer_is_no_proof(bench: CareValidateBench) -> None:
    booking = bench.looked_up(bench.appointment())
    bench.care.faults.set("drop_after", method="POST")
    lost = after(bench.do(Book(), booking), booking)
    not_listed_yet = json_response(200, {"data": []})
    bench.care.faults.answer(not_listed_yet, method="GET", times=2)
    missed = bench.do(Book(), lost, attempt=2)
    assert isinstance(missed, Postponed)
    assert (missed.at, bench.posts()) == (NOW + MIN_LOOKUP_WAIT, 1)
    lost = after(missed, lost)
    bench.now += LAG
    doubted = bench.do(Book(), lost, attempt=3)
    assert isinstance(doubted, Postponed), "it may be refused because of the first try"
    assert bench.posts() == 2
    lost = after(doubted, lost)
    done = after(bench.do(Book(), lost, attempt=4), lost)
    assert done.state is State.CONFIRMED
    bench.now += LAG
    bench.care.faults.answer(not_listed_yet, method="GET")
    nowhere = bench.do(Book(), lost, attempt=4)
    assert after(nowhere, lost).trouble is FailureReason.UNKNOWN, "never: not booked"


def test_what_is_listed_as_canceled_is_not_taken_for_what_was_ordered(
    bench: CareValidateBench,
) -> None:
    wanted = bench.looked_up(bench.appointment())
    row = {
        "id": str(UUID(int=7)),
        "startDateTime": FREE.isoformat(),
        "email": INVITEE,
        "status": "cancelled",
    }
    bench.care.faults.set("drop_before", method="POST")
    bench.care.faults.answer(json_response(200, {"data": [row]}), method="GET", times=3)
    booking, _ = bench.through(Book(), wanted)
    assert (booking.state, booking.remote_id) == (State.CONFIRMED, bench.held[0].id)


def test_of_two_the_one_that_was_there_before_is_never_ours(bench: CareValidateBench) -> None:
    bench.adapter.book(bench.request())
    (theirs,) = bench.held
    booking = bench.looked_up(bench.appointment())
    bench.care.faults.answer(TAKEN[0], done=False, method="POST")
    refused, _ = bench.through(Book(), booking)
    assert (refused.state, refused.remote_id) == (State.FAILED, "")
    bench.care.provider.appointments[0] = replace(theirs, id=theirs.id.upper())
    assert len(bench.held) == 1
