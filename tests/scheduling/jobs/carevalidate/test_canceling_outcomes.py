"""Whether an appointment is canceled is what CareValidate lists, whatever it answers and however late."""

from datetime import timedelta

import pytest
from flask import Response

from bot.scheduling.attention import track_attention
from bot.scheduling.model.appointment import AppointmentBooking
from bot.scheduling.model.record import FailureReason, State
from bot.scheduling.model.transitions import begin_cancellation
from bot.scheduling.ports.results import Postponed
from bot.scheduling.requests.cancellations import CancellationRequest
from bot.scheduling.tasks.news import EventType
from bot.scheduling.tasks.provider import Book, Cancel
from bot.scheduling.tasks.queue import Job, Task
from bot.scheduling.tasks.slack import Announce, DirectMessage, ThreadReply
from sandbox.http_server import json_response
from tests.builders import LAG, NOW, OWNER
from tests.scheduling.jobs.bench import after
from tests.scheduling.jobs.carevalidate.bench import (
    FREE,
    HOW,
    NOT_LISTED_YET,
    CareValidateBench,
    a_cancellation,
    as_shown,
    canceling_by,
    move,
    news_told,
)

CANCELED = json_response(
    200, {"status": 200, "success": True, "message": "Meeting cancelled successfully"}
)
OTHER_WORDS = [
    json_response(200, {"status": 200, "message": "Cancellations close 24 hours before"}),
    json_response(200, {"success": None, "message": "Cancellations close 24 hours before"}),
    json_response(200, {"success": [], "message": "Cancellations close 24 hours before"}),
    json_response(200, {"success": "no", "message": "Cancellations close 24 hours before"}),
    json_response(200, {"errors": ["Cancellations close 24 hours before"]}),
    json_response(400, {"success": False, "error": "Cancellations close 24 hours before"}),
    json_response(422, {"message": "Cancellations close 24 hours before"}),
]
NO_MORE = [
    json_response(400, {"success": False, "error": "Appointment is already cancelled"}),
    json_response(409, {"message": "This meeting has already been canceled."}),
    json_response(404, {"success": False, "message": "Appointment not found"}),
]


@HOW
@pytest.mark.parametrize(
    "answer",
    [CANCELED, *OTHER_WORDS, *NO_MORE, Response(status=200), Response(b"<html>", 200)],
    ids=as_shown,
)
def test_what_is_listed_no_more_is_canceled_whatever_is_answered(
    bench: CareValidateBench, how: str, answer: Response
) -> None:
    task, booking = canceling_by(bench, how)
    bench.care.faults.answer(answer, done=True, method="POST")
    done, _ = bench.through(task, booking)
    assert done.state is State.CANCELED
    assert bench.posts() == 2


@HOW
@pytest.mark.parametrize("answer", OTHER_WORDS, ids=as_shown)
def test_what_is_listed_still_is_not_canceled_and_why_is_said(
    bench: CareValidateBench, how: str, answer: Response
) -> None:
    task, booking = canceling_by(bench, how)
    bench.care.faults.answer(answer, done=False, method="POST", times=9)
    stands, follows = bench.through(task, booking)
    assert stands.state in {State.CONFIRMED, State.FAILED}
    (tell,) = [
        task.news
        for task in follows
        if isinstance(task, DirectMessage) and task.news.what is not EventType.DELAYED
    ]
    assert tell.what in {EventType.NOT_CANCELED, EventType.NOT_BOOKED}
    assert tell.trouble in {FailureReason.REFUSED, FailureReason.DIFFERENT}
    assert "Cancellations close" in tell.why
    assert bench.posts() == 2


@HOW
@pytest.mark.parametrize("answer", [CANCELED, *NO_MORE[:2]], ids=as_shown)
def test_nothing_is_called_canceled_while_it_is_listed(
    bench: CareValidateBench, how: str, answer: Response
) -> None:
    task, booking = canceling_by(bench, how)
    bench.care.faults.answer(answer, done=False, method="POST")
    result = bench.do(task, booking)
    assert isinstance(result, Postponed)
    waiting = after(result, booking)
    bench.care.provider.appointments[0].canceled = True
    bench.now = result.at
    assert after(bench.do(task, waiting, attempt=2), waiting).state is State.CANCELED
    assert bench.posts() == 2


@HOW
def test_a_lost_answer_to_a_cancellation_is_not_asked_again_before_lists_had_time(
    bench: CareValidateBench, how: str
) -> None:
    task, booking = canceling_by(bench, how)
    bench.care.faults.set("500", method="POST")
    began = bench.now
    waiting = after(bench.do(task, booking), booking)
    bench.now = began + LAG - timedelta(seconds=1)
    assert isinstance(bench.do(task, waiting, attempt=2), Postponed)
    assert bench.posts() == 2
    done, _ = bench.through(task, waiting)
    assert done.state is State.CANCELED
    assert bench.posts() == 3


@pytest.mark.parametrize(("fault", "heard"), [("429", False), ("503", False), ("422", True)])
def test_giving_up_is_not_having_heard_how_it_stands(
    bench: CareValidateBench, fault: str, heard: bool
) -> None:
    booking, task = begin_cancellation(bench.book()), Cancel(by=OWNER)
    bench.now = NOW + timedelta(hours=1)
    bench.care.faults.set(fault, method="POST")
    job = Job(id=1, team=booking.team, ref=booking.ref, task=task, attempt=9, since=NOW, lease="x")
    given_up = bench.do(task, booking.with_(tries_known=8), attempt=9)
    stands = after(track_attention(given_up, job=job, now=bench.now), booking)
    assert stands.state is State.CONFIRMED
    assert stands.seen == (bench.now if heard else None)


def test_canceled_at_carevalidate_itself_is_done_at_the_first_try(bench: CareValidateBench) -> None:
    task, booking = canceling_by(bench, "card")
    bench.care.provider.appointments[0].canceled = True
    assert after(bench.do(task, booking), booking).state is State.CANCELED


def test_of_one_just_booked_a_list_proves_nothing_by_not_showing_it(
    bench: CareValidateBench,
) -> None:
    booking = begin_cancellation(bench.book())
    bench.care.faults.set("422", method="POST")
    bench.care.faults.answer(NOT_LISTED_YET, method="GET", times=4)
    stands, _ = bench.through(Cancel(by=OWNER), booking)
    assert stands.state is State.CONFIRMED


def test_after_its_start_a_list_proves_nothing_by_not_showing_it(bench: CareValidateBench) -> None:
    task, booking = canceling_by(bench, "card")
    bench.care.provider.appointments.clear()
    bench.now = FREE + timedelta(minutes=5)
    stands, _ = bench.through(task, booking)
    assert (stands.state, stands.trouble) == (State.CONFIRMED, FailureReason.UNKNOWN)


def test_moved_at_carevalidate_itself_it_is_found_on_its_new_day(bench: CareValidateBench) -> None:
    task, booking = canceling_by(bench, "card")
    there = FREE + timedelta(days=40)
    move(bench, there)
    bench.care.faults.set("422", method="POST")
    stands, follows = bench.through(task, booking)
    assert isinstance(stands, AppointmentBooking)
    assert (stands.state, stands.moment.instant) == (State.CONFIRMED, there)
    assert EventType.CHANGED_AT_PROVIDER in news_told(follows)


def test_an_id_that_was_never_seen_and_is_refused_is_not_called_canceled(
    bench: CareValidateBench,
) -> None:
    bench.care.faults.set("422", method="POST")
    failed, _ = bench.through(Book(), a_cancellation("a-typo"))
    assert (failed.state, failed.trouble) == (State.FAILED, FailureReason.REFUSED)


SAID_NO = [
    "Appointment cannot be cancelled, already completed",
    "Cannot be canceled: already started",
    "An appointment can't be cancelled already paid for",
    "It is not already canceled",
]
SAID_ALREADY = [
    "Appointment is already cancelled",
    "This meeting has already been canceled.",
    "The appointment was cancelled already.",
    "already-canceled",
    "Appointment was previously cancelled",
]


def canceled_by_id(
    bench: CareValidateBench, *, refused: str
) -> tuple[CancellationRequest, list[Task]]:
    """Cancel by its id what is not listed, which CareValidate refuses in these words."""
    answer = json_response(400, {"success": False, "error": refused})
    bench.care.faults.answer(answer, method="POST")
    return bench.through(Book(), a_cancellation("a-1234"))


@pytest.mark.parametrize("words", SAID_NO)
def test_a_refusal_to_cancel_what_is_not_listed_is_no_cancellation(
    bench: CareValidateBench, words: str
) -> None:
    failed, follows = canceled_by_id(bench, refused=words)
    assert (failed.state, failed.trouble, failed.reason) == (
        State.FAILED,
        FailureReason.REFUSED,
        words,
    )
    assert not any(isinstance(task, Announce) for task in follows)


@pytest.mark.parametrize("words", SAID_ALREADY)
def test_what_was_canceled_before_is_told_to_who_asked_and_announced_by_nobody(
    bench: CareValidateBench, words: str
) -> None:
    done, follows = canceled_by_id(bench, refused=words)
    assert done.state is State.CANCELED
    assert news_told(follows) == [EventType.ALREADY_DONE]
    assert not any(isinstance(task, Announce | ThreadReply) for task in follows)


def test_what_may_have_been_canceled_by_a_lost_try_is_announced(bench: CareValidateBench) -> None:
    bench.care.faults.set("drop_after", method="POST")
    done, follows = canceled_by_id(bench, refused=SAID_ALREADY[0])
    assert done.state is State.CANCELED
    assert any(isinstance(task, Announce) for task in follows)
