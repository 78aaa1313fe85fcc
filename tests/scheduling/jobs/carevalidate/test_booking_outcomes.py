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
from tests.making import LAG, NOW
from tests.scheduling.jobs.bench import after
from tests.scheduling.jobs.carevalidate.bench import (
    FREE,
    LATER,
    NOT_FOUND,
    NOT_LISTED_YET,
    SAYS_NO,
    SAYS_NOTHING,
    TAKEN,
    Counter,
    as_shown,
    news_told,
)
from tests.waiting import wait_until

# Docket waits for less than a slow answer takes.
hurried = pytest.mark.parametrize("deadline", [timedelta(seconds=0.4)])


def lose_the_answer(counter: Counter) -> None:
    """Have the next answer to a booking get lost, and CareValidate not list it for long."""
    counter.care.faults.set("drop_after", method="POST")
    counter.care.faults.answer(NOT_LISTED_YET, method="GET", times=60)


@pytest.mark.parametrize("answer", [*SAYS_NOTHING, *SAYS_NO, *TAKEN, *NOT_FOUND], ids=as_shown)
def test_whoever_is_booked_is_never_told_otherwise(counter: Counter, answer: Response) -> None:
    counter.care.faults.answer(answer, done=True, method="POST")
    booking, follows = counter.through(Book(), counter.appointment())
    assert (booking.state, booking.remote_id) == (State.CONFIRMED, counter.held[0].id)
    assert news_told(follows) == []
    assert counter.posts() == 1


@pytest.mark.parametrize("answer", SAYS_NOTHING, ids=as_shown)
def test_what_is_not_done_is_asked_for_again_once_lists_had_time(
    counter: Counter, answer: Response
) -> None:
    wanted = counter.looked_up(counter.appointment())
    counter.care.faults.answer(answer, done=False, method="POST")
    first = counter.do(Book(), wanted)
    waiting = after(first, wanted)
    assert (waiting.state, waiting.trouble) == (State.BOOKING, FailureReason.UNKNOWN)
    counter.now = NOW + LAG - timedelta(seconds=1)
    assert isinstance(counter.do(Book(), waiting, attempt=2), Postponed)
    assert counter.posts() == 1
    booking, _ = counter.through(Book(), waiting)
    assert booking.state is State.CONFIRMED
    assert counter.posts() == 2


@pytest.mark.parametrize("answer", SAYS_NO, ids=as_shown)
def test_a_no_under_a_good_status_is_believed_once_lists_had_time(
    counter: Counter, answer: Response
) -> None:
    counter.care.faults.answer(answer, done=False, method="POST")
    booking, follows = counter.through(Book(), counter.appointment())
    assert counter.now >= NOW + LAG
    assert (booking.state, booking.trouble) == (State.FAILED, FailureReason.REFUSED)
    assert "The calendar is closed" in booking.reason
    assert news_told(follows)[-1] is EventType.NOT_BOOKED
    assert counter.posts() == 1


@pytest.mark.parametrize("answer", [*TAKEN, *NOT_FOUND], ids=as_shown)
def test_a_plain_refusal_is_said_at_once(counter: Counter, answer: Response) -> None:
    counter.care.faults.answer(answer, done=False, method="POST")
    booking, _ = counter.through(Book(), counter.appointment())
    trouble = FailureReason.GONE if answer in NOT_FOUND else FailureReason.REFUSED
    assert (booking.state, booking.trouble) == (State.FAILED, trouble)
    assert counter.now == NOW


@pytest.mark.parametrize("answer", NOT_FOUND, ids=as_shown)
def test_not_found_after_a_lost_answer_is_not_called_not_booked(
    counter: Counter, answer: Response
) -> None:
    wanted = counter.looked_up(counter.appointment())
    lose_the_answer(counter)
    counter.care.faults.answer(answer, done=False, method="POST")
    booking, _ = counter.through(Book(), wanted)
    assert (booking.state, booking.trouble) == (State.FAILED, FailureReason.UNKNOWN)
    assert counter.posts() == 2


@hurried
@pytest.mark.parametrize("fault", ["drop_after", "503_after", "hang_after", "empty"])
def test_a_list_that_lags_makes_nothing_be_asked_for_twice(counter: Counter, fault: str) -> None:
    wanted = counter.looked_up(counter.appointment())
    counter.care.faults.set(fault, method="POST")
    counter.care.faults.answer(NOT_LISTED_YET, method="GET", times=4)
    booking, follows = counter.through(Book(), wanted)
    assert booking.state is State.CONFIRMED
    assert EventType.NOT_BOOKED not in news_told(follows)
    assert counter.posts() == 1


@hurried
def test_one_that_is_still_at_work_when_docket_gives_up_waiting_makes_one(counter: Counter) -> None:
    wanted = counter.looked_up(counter.appointment())
    counter.care.faults.set("slow", method="POST")
    waiting = after(counter.do(Book(), wanted), wanted)
    assert waiting.trouble is FailureReason.UNKNOWN
    assert isinstance(counter.do(Book(), waiting, attempt=2), Postponed)
    wait_until(lambda: bool(counter.held))
    booking, _ = counter.through(Book(), waiting)
    assert booking.state is State.CONFIRMED
    assert counter.posts() == 1


def test_not_let_in_after_a_lost_answer_is_not_called_not_booked(counter: Counter) -> None:
    wanted = counter.looked_up(counter.appointment())
    lose_the_answer(counter)
    counter.care.faults.set("401", method="POST")
    booking, _ = counter.through(Book(), wanted)
    assert (booking.state, booking.trouble) == (State.FAILED, FailureReason.UNKNOWN)
    assert counter.posts() == 2


def test_what_does_not_show_is_looked_for_to_its_end(counter: Counter) -> None:
    lost = counter.appointment(state=State.FAILED, trouble=FailureReason.UNKNOWN)
    assert isinstance(counter.do(Poll(), lost), Postponed)
    counter.now = FREE
    assert counter.do(Poll(), lost) == Outcome()


def test_one_that_another_booking_may_have_made_is_left_to_it_while_it_is_asked_for(
    counter: Counter,
) -> None:
    wanted = counter.looked_up(counter.appointment())
    counter.others = [counter.appointment(ref="P-0THR", created=NOW - timedelta(minutes=1))]
    counter.care.faults.set("drop_after", method="POST")
    waiting = after(counter.do(Book(), wanted), wanted)
    assert isinstance(counter.do(Book(), waiting, attempt=2), Postponed)
    counter.others = []
    assert after(counter.do(Book(), waiting, attempt=2), waiting).state is State.CONFIRMED
    assert counter.posts() == 1


def test_taken_after_a_lost_answer_is_not_called_not_booked(counter: Counter) -> None:
    wanted = counter.looked_up(counter.appointment())
    lose_the_answer(counter)
    booking, follows = counter.through(Book(), wanted)
    assert (booking.state, booking.trouble) == (State.FAILED, FailureReason.UNKNOWN)
    assert "not a free slot" in booking.reason
    assert counter.posts() == 2
    assert isinstance(follows[-1], Poll)
    counter.care.faults.clear()
    found, follows = counter.through(Poll(), booking)
    assert found.state is State.CONFIRMED
    assert EventType.FOUND_BOOKED in news_told(follows)


@pytest.mark.parametrize("word", ["active", "Booked", "CONFIRMED", "scheduled", "upcoming", "200"])
def test_what_is_answered_to_stand_is_booked_without_a_look(counter: Counter, word: str) -> None:
    wanted = counter.looked_up(counter.appointment())

    def respond(call: Call) -> Response:
        answer = json.loads(call.proceed().data)
        answer["data"]["status"] = word
        return json_response(200, answer)

    counter.care.faults.intercept(respond, method="POST")
    asked = len(counter.care.received)
    booking = after(counter.do(Book(), wanted), wanted)
    assert booking.state is State.CONFIRMED
    assert len(counter.care.received) == asked + 1


def test_a_list_that_lags_ends_nothing(counter: Counter) -> None:
    booking = counter.book()
    counter.care.faults.answer(NOT_LISTED_YET, method="GET", times=4)
    same, _ = counter.through(Poll(), booking)
    assert same.state is State.CONFIRMED


def test_a_list_with_more_behind_it_ends_nothing_and_has_nothing_asked_for_again(
    counter: Counter,
) -> None:
    first_page = json_response(200, {"data": [], "pagination": {"page": 1, "pages": 3}})
    booking = counter.book()
    counter.care.faults.answer(first_page, method="GET", times=1000)
    assert counter.through(Poll(), booking) == (booking, [])
    counter.care.faults.set("drop_after", method="POST")
    wanted = counter.looked_up(counter.appointment(request=counter.request(start=LATER)))
    lost, _ = counter.through(Book(), wanted)
    assert (lost.state, lost.trouble) == (State.FAILED, FailureReason.UNKNOWN)
    assert counter.posts() == 2
    counter.care.faults.clear()
    found, _ = counter.through(Poll(), lost)
    assert found.state is State.CONFIRMED
