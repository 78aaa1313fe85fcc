"""Booking at CareValidate: what each try comes to, and what follows."""

from datetime import timedelta

import pytest
from flask import Response

from bot.scheduling.model.booking import Changes
from bot.scheduling.model.record import (
    FailureReason,
    State,
)
from bot.scheduling.ports.results import Outcome, Postponed
from bot.scheduling.tasks.news import EventType
from bot.scheduling.tasks.provider import Book, Change
from bot.times.moment import Moment
from sandbox.http_server import json_response
from tests.builders import LAG, OWNER, STRANGER, later
from tests.scheduling.jobs.bench import after, told
from tests.scheduling.jobs.carevalidate.bench import (
    FREE,
    INVITEE,
    REASON,
    CareValidateBench,
    a_cancellation,
)


def test_an_appointment_is_confirmed_and_kept(bench: CareValidateBench) -> None:
    booking = bench.book()
    assert booking.state is State.CONFIRMED
    assert booking.remote_id == bench.held[0].id
    assert booking.length == timedelta(minutes=30)
    assert booking.join_url


@pytest.mark.parametrize("fault", ["drop_after", "empty", "rubbish", "wrong_shape"])
def test_after_a_lost_answer_it_is_looked_up(bench: CareValidateBench, fault: str) -> None:
    booking = bench.looked_up(bench.appointment())
    bench.care.faults.set(fault, method="POST")
    result = bench.do(Book(), booking)
    assert isinstance(result, Postponed)
    waiting = after(result, booking)
    assert waiting.trouble is FailureReason.UNKNOWN
    done = after(bench.do(Book(), waiting, attempt=2), waiting)
    assert done.state is State.CONFIRMED
    assert bench.posts() == 1


def test_a_killed_process_books_once(bench: CareValidateBench) -> None:
    booking = bench.looked_up(bench.appointment())
    bench.do(Book(), booking)
    again = after(bench.do(Book(), booking, attempt=2), booking)
    assert again.state is State.CONFIRMED
    assert len(bench.held) == 1


def test_a_process_killed_behind_a_try_that_did_nothing_books_once(
    bench: CareValidateBench,
) -> None:
    booking = bench.looked_up(bench.appointment())
    bench.care.faults.set("429", method="POST")
    waiting = after(bench.do(Book(), booking), booking)
    bench.do(Book(), waiting, attempt=2)
    done = after(bench.do(Book(), waiting, attempt=3), waiting)
    assert done.state is State.CONFIRMED
    assert len(bench.held) == 1


def test_what_was_never_booked_is_not_taken_for_somebody_elses(bench: CareValidateBench) -> None:
    booking = bench.looked_up(bench.appointment(ref="P-0001"))
    bench.others = [bench.book(owner=STRANGER)]
    bench.care.faults.set("429", method="POST")
    waiting = after(bench.do(Book(), booking), booking)
    refused = after(bench.do(Book(), waiting, attempt=2), waiting)
    assert refused.state is State.FAILED
    assert "not a free slot" in refused.reason
    assert refused.remote_id == ""


def test_too_many_calls_wait_as_long_as_carevalidate_says(bench: CareValidateBench) -> None:
    booking = bench.looked_up(bench.appointment())
    bench.care.faults.set("429_seconds", method="POST")
    result = bench.do(Book(), booking)
    assert isinstance(result, Postponed)
    assert result.at >= later(seconds=60)


@pytest.mark.parametrize(
    ("fault", "trouble"),
    [
        ("404", FailureReason.GONE),
        ("409", FailureReason.REFUSED),
        ("422", FailureReason.REFUSED),
    ],
)
def test_why_it_was_not_booked_is_kept_and_the_owner_told(
    bench: CareValidateBench, fault: str, trouble: FailureReason
) -> None:
    wanted = bench.looked_up(bench.appointment())
    bench.care.faults.set(fault, method="POST")
    result = bench.do(Book(), wanted)
    booking = after(result, wanted)
    assert (booking.state, booking.trouble) == (State.FAILED, trouble)
    assert told(result) == [(OWNER, EventType.NOT_BOOKED)]


def test_a_no_under_a_good_status_is_believed_once_nothing_shows(bench: CareValidateBench) -> None:
    wanted = bench.looked_up(bench.appointment())
    bench.care.faults.set("success_false", method="POST")
    waiting = after(bench.do(Book(), wanted), wanted)
    assert waiting.trouble is FailureReason.UNKNOWN
    bench.now += LAG
    refused = after(bench.do(Book(), waiting, attempt=2), waiting)
    assert (refused.state, refused.trouble) == (State.FAILED, FailureReason.REFUSED)
    assert bench.posts() == 1


def test_it_is_not_tried_past_its_own_time(bench: CareValidateBench) -> None:
    booking = bench.looked_up(bench.appointment())
    bench.care.faults.set("500", method="POST", times=9)
    bench.now = FREE - timedelta(seconds=1)
    assert isinstance(bench.do(Book(), booking, since=bench.now), Outcome)


def test_nothing_private_shows_when_values_are_printed(bench: CareValidateBench) -> None:
    printed = f"{bench.appointment()!r} {a_cancellation('a1')!r}"
    assert INVITEE not in printed
    assert REASON not in printed


def test_a_link_that_is_not_passed_on_is_told_to_the_owner(bench: CareValidateBench) -> None:
    answer = {"appointmentId": "a-1", "meetingLink": "https://meet.example\n"}
    booking = bench.looked_up(bench.appointment())
    bench.care.faults.answer(json_response(200, answer), method="POST")
    result = bench.do(Book(), booking)
    held = after(result, booking)
    assert (held.state, held.join_url) == (State.CONFIRMED, None)
    assert told(result) == [(OWNER, EventType.LINK_REFUSED)]


@pytest.mark.parametrize("done", [True, False])
def test_what_was_turned_away_is_booked_where_it_shows_and_not_where_it_had_time_to(
    bench: CareValidateBench, away: Response, done: bool
) -> None:
    wanted = bench.looked_up(bench.appointment())
    bench.care.faults.answer(away, done=done, method="POST")
    result = bench.do(Book(), wanted)
    booking = after(result, wanted)
    if not done:
        assert (booking.state, booking.trouble) == (State.BOOKING, FailureReason.UNKNOWN)
        bench.now += LAG
        booking = after(bench.do(Book(), booking, attempt=2), booking)
    assert booking.state is (State.CONFIRMED if done else State.FAILED)
    assert booking.trouble is (None if done else FailureReason.NOT_ALLOWED)
    assert sum(request.method == "POST" for request in bench.care.received) == 1


def test_what_is_booked_is_not_booked_again(bench: CareValidateBench) -> None:
    booking = bench.book()
    assert bench.do(Book(), booking) == Outcome()
    assert len(bench.held) == bench.posts() == 1


def test_an_appointment_is_never_moved(bench: CareValidateBench) -> None:
    booking = bench.book().with_(state=State.MOVING)
    later = Changes(moment=Moment.at(FREE + timedelta(hours=2), "America/Chicago"))
    result = bench.do(Change(by=OWNER, wanted=later), booking)
    stands = after(result, booking)
    assert (stands.state, stands.moment) == (State.CONFIRMED, booking.moment)
    assert told(result) == [(OWNER, EventType.NOT_CHANGED)]
    assert bench.posts() == 1
