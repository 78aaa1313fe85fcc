"""Whether an appointment was booked is what CareValidate lists, whatever it answers and however late."""

import json
from datetime import timedelta

import pytest
from flask import Response

from bot.scheduling.model.record import FailureReason, State
from bot.scheduling.ports.results import Outcome, Postponed
from bot.scheduling.tasks.news import EventType
from bot.scheduling.tasks.provider import Book, Poll
from sandbox.http_server import json_response
from sandbox.providers.faults import Call
from tests.builders import LAG, NOW
from tests.scheduling.jobs.bench import after
from tests.scheduling.jobs.carevalidate.bench import (
    FREE,
    LATER,
    NOT_FOUND,
    NOT_LISTED_YET,
    SAYS_NO,
    SAYS_NOTHING,
    TAKEN,
    CareValidateBench,
    as_shown,
    news_told,
)
from tests.waiting import wait_until

# Docket waits for less than a slow answer takes.
hurried = pytest.mark.parametrize("deadline", [timedelta(seconds=0.4)])


def lose_the_answer(bench: CareValidateBench) -> None:
    """Have the next answer to a booking get lost, and CareValidate not list it for long."""
    bench.care.faults.set("drop_after", method="POST")
    bench.care.faults.answer(NOT_LISTED_YET, method="GET", times=60)


@pytest.mark.parametrize("answer", [*SAYS_NOTHING, *SAYS_NO, *TAKEN, *NOT_FOUND], ids=as_shown)
def test_whoever_is_booked_is_never_told_otherwise(
    bench: CareValidateBench, answer: Response
) -> None:
    bench.care.faults.answer(answer, done=True, method="POST")
    booking, follows = bench.through(Book(), bench.appointment())
    assert (booking.state, booking.remote_id) == (State.CONFIRMED, bench.held[0].id)
    assert news_told(follows) == []
    assert bench.posts() == 1


@pytest.mark.parametrize("answer", SAYS_NOTHING, ids=as_shown)
def test_what_is_not_done_is_asked_for_again_once_lists_had_time(
    bench: CareValidateBench, answer: Response
) -> None:
    wanted = bench.looked_up(bench.appointment())
    bench.care.faults.answer(answer, done=False, method="POST")
    first = bench.do(Book(), wanted)
    waiting = after(first, wanted)
    assert (waiting.state, waiting.trouble) == (State.BOOKING, FailureReason.UNKNOWN)
    bench.now = NOW + LAG - timedelta(seconds=1)
    assert isinstance(bench.do(Book(), waiting, attempt=2), Postponed)
    assert bench.posts() == 1
    booking, _ = bench.through(Book(), waiting)
    assert booking.state is State.CONFIRMED
    assert bench.posts() == 2


@pytest.mark.parametrize("answer", SAYS_NO, ids=as_shown)
def test_a_no_under_a_good_status_is_believed_once_lists_had_time(
    bench: CareValidateBench, answer: Response
) -> None:
    bench.care.faults.answer(answer, done=False, method="POST")
    booking, follows = bench.through(Book(), bench.appointment())
    assert bench.now >= NOW + LAG
    assert (booking.state, booking.trouble) == (State.FAILED, FailureReason.REFUSED)
    assert "The calendar is closed" in booking.reason
    assert news_told(follows)[-1] is EventType.NOT_BOOKED
    assert bench.posts() == 1


@pytest.mark.parametrize("answer", [*TAKEN, *NOT_FOUND], ids=as_shown)
def test_a_plain_refusal_is_said_at_once(bench: CareValidateBench, answer: Response) -> None:
    bench.care.faults.answer(answer, done=False, method="POST")
    booking, _ = bench.through(Book(), bench.appointment())
    trouble = FailureReason.GONE if answer in NOT_FOUND else FailureReason.REFUSED
    assert (booking.state, booking.trouble) == (State.FAILED, trouble)
    assert bench.now == NOW


@pytest.mark.parametrize("answer", NOT_FOUND, ids=as_shown)
def test_not_found_after_a_lost_answer_is_not_called_not_booked(
    bench: CareValidateBench, answer: Response
) -> None:
    wanted = bench.looked_up(bench.appointment())
    lose_the_answer(bench)
    bench.care.faults.answer(answer, done=False, method="POST")
    booking, _ = bench.through(Book(), wanted)
    assert (booking.state, booking.trouble) == (State.FAILED, FailureReason.UNKNOWN)
    assert bench.posts() == 2


@hurried
@pytest.mark.parametrize("fault", ["drop_after", "503_after", "hang_after", "empty"])
def test_a_list_that_lags_makes_nothing_be_asked_for_twice(
    bench: CareValidateBench, fault: str
) -> None:
    wanted = bench.looked_up(bench.appointment())
    bench.care.faults.set(fault, method="POST")
    bench.care.faults.answer(NOT_LISTED_YET, method="GET", times=4)
    booking, follows = bench.through(Book(), wanted)
    assert booking.state is State.CONFIRMED
    assert EventType.NOT_BOOKED not in news_told(follows)
    assert bench.posts() == 1


@hurried
def test_one_that_is_still_at_work_when_docket_gives_up_waiting_makes_one(
    bench: CareValidateBench,
) -> None:
    wanted = bench.looked_up(bench.appointment())
    bench.care.faults.set("slow", method="POST")
    waiting = after(bench.do(Book(), wanted), wanted)
    assert waiting.trouble is FailureReason.UNKNOWN
    assert isinstance(bench.do(Book(), waiting, attempt=2), Postponed)
    wait_until(lambda: bool(bench.held))
    booking, _ = bench.through(Book(), waiting)
    assert booking.state is State.CONFIRMED
    assert bench.posts() == 1


def test_not_let_in_after_a_lost_answer_is_not_called_not_booked(bench: CareValidateBench) -> None:
    wanted = bench.looked_up(bench.appointment())
    lose_the_answer(bench)
    bench.care.faults.set("401", method="POST")
    booking, _ = bench.through(Book(), wanted)
    assert (booking.state, booking.trouble) == (State.FAILED, FailureReason.UNKNOWN)
    assert bench.posts() == 2


def test_what_does_not_show_is_looked_for_to_its_end(bench: CareValidateBench) -> None:
    lost = bench.appointment(state=State.FAILED, trouble=FailureReason.UNKNOWN)
    assert isinstance(bench.do(Poll(), lost), Postponed)
    bench.now = FREE
    assert bench.do(Poll(), lost) == Outcome()


def test_one_that_another_booking_may_have_made_is_left_to_it_while_it_is_asked_for(
    bench: CareValidateBench,
) -> None:
    wanted = bench.looked_up(bench.appointment())
    bench.others = [bench.appointment(ref="P-0THR", created=NOW - timedelta(minutes=1))]
    bench.care.faults.set("drop_after", method="POST")
    waiting = after(bench.do(Book(), wanted), wanted)
    assert isinstance(bench.do(Book(), waiting, attempt=2), Postponed)
    bench.others = []
    assert after(bench.do(Book(), waiting, attempt=2), waiting).state is State.CONFIRMED
    assert bench.posts() == 1


def test_taken_after_a_lost_answer_is_not_called_not_booked(bench: CareValidateBench) -> None:
    wanted = bench.looked_up(bench.appointment())
    lose_the_answer(bench)
    booking, follows = bench.through(Book(), wanted)
    assert (booking.state, booking.trouble) == (State.FAILED, FailureReason.UNKNOWN)
    assert "not a free slot" in booking.reason
    assert bench.posts() == 2
    assert isinstance(follows[-1], Poll)
    bench.care.faults.clear()
    found, follows = bench.through(Poll(), booking)
    assert found.state is State.CONFIRMED
    assert EventType.FOUND_BOOKED in news_told(follows)


@pytest.mark.parametrize("word", ["active", "Booked", "CONFIRMED", "scheduled", "upcoming", "200"])
def test_what_is_answered_to_stand_is_booked_without_a_look(
    bench: CareValidateBench, word: str
) -> None:
    wanted = bench.looked_up(bench.appointment())

    def respond(call: Call) -> Response:
        answer = json.loads(call.proceed().data)
        answer["data"]["status"] = word
        return json_response(200, answer)

    bench.care.faults.intercept(respond, method="POST")
    asked = len(bench.care.received)
    booking = after(bench.do(Book(), wanted), wanted)
    assert booking.state is State.CONFIRMED
    assert len(bench.care.received) == asked + 1


def test_a_list_that_lags_ends_nothing(bench: CareValidateBench) -> None:
    booking = bench.book()
    bench.care.faults.answer(NOT_LISTED_YET, method="GET", times=4)
    same, _ = bench.through(Poll(), booking)
    assert same.state is State.CONFIRMED


def test_a_list_with_more_behind_it_ends_nothing_and_has_nothing_asked_for_again(
    bench: CareValidateBench,
) -> None:
    first_page = json_response(200, {"data": [], "pagination": {"page": 1, "pages": 3}})
    booking = bench.book()
    bench.care.faults.answer(first_page, method="GET", times=1000)
    assert bench.through(Poll(), booking) == (booking, [])
    bench.care.faults.set("drop_after", method="POST")
    wanted = bench.looked_up(bench.appointment(request=bench.request(start=LATER)))
    lost, _ = bench.through(Book(), wanted)
    assert (lost.state, lost.trouble) == (State.FAILED, FailureReason.UNKNOWN)
    assert bench.posts() == 2
    bench.care.faults.clear()
    found, _ = bench.through(Poll(), lost)
    assert found.state is State.CONFIRMED
