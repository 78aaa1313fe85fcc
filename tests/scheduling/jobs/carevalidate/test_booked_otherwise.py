"""What was booked at CareValidate otherwise than ordered: what is listed counts, and people are told."""

from uuid import UUID

import pytest
from flask import Response

from bot.scheduling.model.appointment import AppointmentBooking
from bot.scheduling.model.record import FailureReason, State
from bot.scheduling.tasks.news import EventType
from bot.scheduling.tasks.provider import Book
from bot.scheduling.tasks.slack import DirectMessage
from sandbox.http_server import json_response
from sandbox.providers.faults import Call
from tests.builders import OWNER
from tests.scheduling.jobs.bench import after
from tests.scheduling.jobs.carevalidate.bench import (
    FREE,
    LATER,
    CareValidateBench,
    booked_at_another_time,
    move,
    news_told,
)


def test_the_time_that_is_listed_counts_and_its_owner_is_told(bench: CareValidateBench) -> None:
    wanted = bench.looked_up(bench.appointment())
    bench.care.faults.intercept(booked_at_another_time, method="POST")
    waiting = after(bench.do(Book(), wanted), wanted)
    assert waiting.state is State.BOOKING
    move(bench, LATER)
    booking, follows = bench.through(Book(), waiting)
    assert (booking.state, booking.moment.instant) == (State.CONFIRMED, LATER)
    (tell,) = [task for task in follows if isinstance(task, DirectMessage)]
    assert (tell.user, tell.news.what) == (OWNER, EventType.DIFFERENT_TIME)
    assert tell.news.before
    assert tell.news.after
    assert (tell.news.before.instant, tell.news.after.instant) == (FREE, LATER)


def test_a_time_that_only_the_answer_says_is_nobodys(bench: CareValidateBench) -> None:
    bench.care.faults.intercept(booked_at_another_time, method="POST")
    booking, follows = bench.through(Book(), bench.appointment())
    assert (booking.state, booking.moment.instant) == (State.CONFIRMED, FREE)
    assert news_told(follows) == []


@pytest.mark.parametrize("listed", ["theirs", "nothing"])
def test_what_is_answered_for_another_patient_is_not_taken_in(
    bench: CareValidateBench, listed: str
) -> None:
    theirs = {
        "id": str(UUID(int=9)),
        "startDateTime": FREE.isoformat(),
        "email": "other@patient.example",
    }
    bench.care.faults.answer(json_response(200, {"success": True, "data": theirs}), method="POST")
    rows = [theirs] if listed == "theirs" else []
    wanted = bench.looked_up(bench.appointment())
    bench.care.faults.answer(json_response(200, {"data": rows}), method="GET", times=100)
    booking, _ = bench.through(Book(), wanted)
    trouble = FailureReason.AMBIGUOUS if listed == "theirs" else FailureReason.UNKNOWN
    assert (booking.state, booking.trouble, booking.remote_id) == (State.FAILED, trouble, "")
    assert bench.posts() == 1


def test_an_id_alone_is_not_taken_where_it_is_listed_for_another_patient(
    bench: CareValidateBench,
) -> None:
    theirs = bench.adapter.book(bench.request(email="other@patient.example", start=LATER))
    move(bench, FREE)
    bench.care.faults.answer(json_response(200, {"data": {"id": theirs.id}}), method="POST")
    booking, _ = bench.through(Book(), bench.appointment())
    assert (booking.state, booking.trouble) == (State.FAILED, FailureReason.AMBIGUOUS)
    assert booking.remote_id == ""
    assert bench.posts() == 2


@pytest.mark.parametrize("fault", ["401", "500", "rubbish", "drop_before"])
def test_an_id_alone_counts_where_nothing_says_otherwise(
    bench: CareValidateBench, fault: str
) -> None:
    wanted = bench.looked_up(bench.appointment())
    bench.care.faults.answer(json_response(200, {"data": {"id": "a1"}}), method="POST")
    bench.care.faults.set(fault, method="GET")
    booking, _ = bench.through(Book(), wanted)
    assert (booking.state, booking.remote_id) == (State.CONFIRMED, "a1")


def test_another_kind_than_was_ordered_is_told(bench: CareValidateBench) -> None:
    other = list(bench.care.provider.event_types.values())[1]
    wanted = bench.looked_up(bench.appointment())

    def respond(call: Call) -> Response:
        call.proceed()
        bench.care.provider.appointments[0].kind = other
        (held,) = bench.adapter.upcoming(first=FREE.date(), last=FREE.date()).held
        return json_response(200, {"data": {"id": held.id, "eventTypeId": other.id}})

    bench.care.faults.intercept(respond, method="POST")
    booking, follows = bench.through(Book(), wanted)
    assert isinstance(booking, AppointmentBooking)
    assert booking.state is State.CONFIRMED
    assert booking.booked
    assert booking.booked.event_type == other.title
    assert news_told(follows) == [EventType.NOT_AS_ORDERED]
