"""What CareValidate holds is what is said of an appointment, whatever it answers and however late."""

import json
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from flask import Response

from bot.providers.transport import Transport
from bot.scheduling.attention import track_attention
from bot.scheduling.jobs.reconciliation import Reconciler
from bot.scheduling.model.appointment import AppointmentBooking
from bot.scheduling.model.booking import Booking
from bot.scheduling.model.record import FailureReason, State
from bot.scheduling.model.reference import Kind
from bot.scheduling.model.transitions import begin_cancellation
from bot.scheduling.ports.work import Outcome, Postponed, Result
from bot.scheduling.requests.cancellations import CancellationRequest
from bot.scheduling.tasks.news import EventType
from bot.scheduling.tasks.provider import Book, Cancel, CheckClaim, Claim, Watch
from bot.scheduling.tasks.slack import Announce, DirectMessage, ShowCard, ThreadReply
from bot.scheduling.tasks.work import Task, Work
from sandbox.http_server import json_response
from sandbox.providers import CareValidate, FaultSettings, start
from sandbox.providers.faults import Call
from tests.making import LAG, NOW, OWNER
from tests.scheduling.jobs.bench import after, work_on
from tests.scheduling.jobs.test_appointments import FREE, INVITEE, Counter, a_cancellation
from tests.waiting import wait_until

LATER = FREE + timedelta(hours=2)
NOT_LISTED_YET = json_response(200, {"success": True, "data": []})


@pytest.fixture
def counter() -> Iterator[Counter]:
    with start(
        CareValidate(now=lambda: NOW), fault_settings=FaultSettings(retry_after=60, slow=0.6)
    ) as care:
        transport = Transport(
            "CareValidate", base_url=care.base_url, deadline=timedelta(seconds=0.4)
        )
        with closing(transport):
            yield Counter(care, transport)


def told(follows: list[Task]) -> list[EventType]:
    """Return what people are told, in order."""
    return [task.news.what for task in follows if isinstance(task, DirectMessage)]


SAYS_NOTHING = [
    json_response(200, {"status": 200, "success": True, "message": "Appointment scheduled"}),
    json_response(201, {"success": True, "data": {"id": None, "startDateTime": "x"}}),
    json_response(200, {"success": True, "data": {"id": "../../cancel"}}),
    json_response(200, {"success": True, "data": []}),
    json_response(200, {"status": "9" * 5000, "message": "Appointment scheduled"}),
    json_response(200, {"success": True, "data": {"id": str(UUID(int=7)), "status": "failed"}}),
    json_response(200, {"success": True, "data": {"id": str(UUID(int=7)), "state": "Pending"}}),
    json_response(200, {"success": True, "data": {"id": str(UUID(int=7)), "status": "cancelled"}}),
    json_response(
        200, {"data": {"id": str(UUID(int=7)), "status": "booked", "state": "join_failed"}}
    ),
    json_response(
        200, {"data": {"id": str(UUID(int=7)), "status": "unconfirmed", "meetingLink": "x"}}
    ),
    json_response(200, {"data": {"id": str(UUID(int=7)), "isCancelled": "true"}}),
    Response(b"<html>Sign in</html>", 200),
    Response(status=200),
    Response(status=204),
]
SAYS_NO = [
    json_response(200, {"success": "false", "message": "The calendar is closed"}),
    json_response(200, {"success": False, "message": "The calendar is closed"}),
    json_response(200, {"errors": ["The calendar is closed"]}),
    json_response(200, {"error": "The calendar is closed"}),
    json_response(200, {"ok": False, "message": "The calendar is closed", "data": {"id": "a1"}}),
    json_response(200, {"status": 500, "message": "The calendar is closed"}),
    json_response(
        200, {"data": {"id": "a1", "success": False, "message": "The calendar is closed"}}
    ),
    json_response(200, {"data": {"error": "The calendar is closed", "appointment": {"id": "a1"}}}),
    json_response(200, {"data": [{"id": "a1", "errors": ["The calendar is closed"]}]}),
]
TAKEN = [
    json_response(400, {"success": False, "error": "startTime is not a free slot"}),
    json_response(409, {"message": "Conflicts with another booking"}),
    json_response(422, {"errors": {"startTime": ["no longer available"]}}),
]
NOT_FOUND = [
    json_response(404, {"success": False, "message": "Slot not found"}),
    json_response(410, {"message": "slot no longer available"}),
]


def as_shown(answer: Response) -> str:
    return f"{answer.status_code}-{answer.data[:60]!r}"


# Booking


@pytest.mark.parametrize("answer", [*SAYS_NOTHING, *SAYS_NO, *TAKEN, *NOT_FOUND], ids=as_shown)
def test_whoever_is_booked_is_never_told_otherwise(counter: Counter, answer: Response) -> None:
    counter.care.faults.answer(answer, done=True, method="POST")
    booking, follows = counter.through(Book(), counter.appointment())
    assert (booking.state, booking.remote_id) == (State.CONFIRMED, counter.held[0].id)
    assert told(follows) == []
    assert counter.posts() == 1


@pytest.mark.parametrize("answer", SAYS_NOTHING, ids=as_shown)
def test_what_is_not_done_is_asked_for_again_once_lists_had_time(
    counter: Counter, answer: Response
) -> None:
    counter.care.faults.answer(answer, done=False, method="POST")
    wanted = counter.looked_up(counter.appointment())
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
    assert told(follows)[-1] is EventType.NOT_BOOKED
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
    counter.care.faults.set("drop_after", method="POST")
    counter.care.faults.answer(NOT_LISTED_YET, method="GET", times=60)
    counter.care.faults.answer(answer, done=False, method="POST")
    booking, _ = counter.through(Book(), wanted)
    assert (booking.state, booking.trouble) == (State.FAILED, FailureReason.UNKNOWN)
    assert counter.posts() == 2


@pytest.mark.parametrize("fault", ["drop_after", "503_after", "hang_after", "empty"])
def test_a_list_that_lags_makes_nothing_be_asked_for_twice(counter: Counter, fault: str) -> None:
    wanted = counter.looked_up(counter.appointment())
    counter.care.faults.set(fault, method="POST")
    counter.care.faults.answer(NOT_LISTED_YET, method="GET", times=4)
    booking, follows = counter.through(Book(), wanted)
    assert booking.state is State.CONFIRMED
    assert EventType.NOT_BOOKED not in told(follows)
    assert counter.posts() == 1


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
    counter.care.faults.set("drop_after", method="POST")
    counter.care.faults.answer(NOT_LISTED_YET, method="GET", times=60)
    counter.care.faults.set("401", method="POST")
    booking, _ = counter.through(Book(), wanted)
    assert (booking.state, booking.trouble) == (State.FAILED, FailureReason.UNKNOWN)
    assert counter.posts() == 2


def test_what_does_not_show_is_looked_for_to_its_end(counter: Counter) -> None:
    lost = counter.appointment(state=State.FAILED, trouble=FailureReason.UNKNOWN)
    assert isinstance(counter.do(Watch(), lost), Postponed)
    counter.now = FREE
    assert counter.do(Watch(), lost) == Outcome()


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
    counter.care.faults.set("drop_after", method="POST")
    counter.care.faults.answer(NOT_LISTED_YET, method="GET", times=60)
    booking, follows = counter.through(Book(), wanted)
    assert (booking.state, booking.trouble) == (State.FAILED, FailureReason.UNKNOWN)
    assert "not a free slot" in booking.reason
    assert counter.posts() == 2
    assert isinstance(follows[-1], Watch)
    counter.care.faults.clear()
    found, follows = counter.through(Watch(), booking)
    assert found.state is State.CONFIRMED
    assert EventType.FOUND in told(follows)


# Something else than was ordered


def move(counter: Counter, start: object) -> None:
    """Let CareValidate's people move the one appointment there is."""
    counter.care.provider.appointments[0].start = start  # type: ignore[assignment] # a time


def booked_at_another_time(call: Call) -> Response:
    """Answer as booked, at another time than was asked."""
    body = call.proceed().data.replace(b"T18:00:00Z", b"T20:00:00Z")
    return Response(body, 200, {"Content-Type": "application/json"})


def test_the_time_that_is_listed_counts_and_its_owner_is_told(counter: Counter) -> None:
    wanted = counter.looked_up(counter.appointment())
    counter.care.faults.intercept(booked_at_another_time, method="POST")
    waiting = after(counter.do(Book(), wanted), wanted)
    assert waiting.state is State.BOOKING
    move(counter, LATER)
    booking, follows = counter.through(Book(), waiting)
    assert (booking.state, booking.moment.instant) == (State.CONFIRMED, LATER)
    (tell,) = [task for task in follows if isinstance(task, DirectMessage)]
    assert (tell.user, tell.news.what) == (OWNER, EventType.OTHER_TIME)
    assert tell.news.before
    assert tell.news.after
    assert (tell.news.before.instant, tell.news.after.instant) == (FREE, LATER)


def test_a_time_that_only_the_answer_says_is_nobodys(counter: Counter) -> None:
    counter.care.faults.intercept(booked_at_another_time, method="POST")
    booking, follows = counter.through(Book(), counter.appointment())
    assert (booking.state, booking.moment.instant) == (State.CONFIRMED, FREE)
    assert told(follows) == []


@pytest.mark.parametrize("listed", ["theirs", "nothing"])
def test_what_is_answered_for_another_patient_is_not_taken_in(
    counter: Counter, listed: str
) -> None:
    theirs = {
        "id": str(UUID(int=9)),
        "startDateTime": FREE.isoformat(),
        "email": "other@patient.example",
    }
    counter.care.faults.answer(json_response(200, {"success": True, "data": theirs}), method="POST")
    rows = [theirs] if listed == "theirs" else []
    wanted = counter.looked_up(counter.appointment())
    counter.care.faults.answer(json_response(200, {"data": rows}), method="GET", times=100)
    booking, _ = counter.through(Book(), wanted)
    trouble = FailureReason.AMBIGUOUS if listed == "theirs" else FailureReason.UNKNOWN
    assert (booking.state, booking.trouble, booking.remote_id) == (State.FAILED, trouble, "")
    assert counter.posts() == 1


def test_an_id_alone_is_not_taken_where_it_is_listed_for_another_patient(counter: Counter) -> None:
    theirs = counter.adapter.book(counter.request(email="other@patient.example", start=LATER))
    move(counter, FREE)
    counter.care.faults.answer(json_response(200, {"data": {"id": theirs.id}}), method="POST")
    booking, _ = counter.through(Book(), counter.appointment())
    assert (booking.state, booking.trouble) == (State.FAILED, FailureReason.AMBIGUOUS)
    assert booking.remote_id == ""
    assert counter.posts() == 2


@pytest.mark.parametrize("fault", ["401", "500", "rubbish", "drop_before"])
def test_an_id_alone_counts_where_nothing_says_otherwise(counter: Counter, fault: str) -> None:
    wanted = counter.looked_up(counter.appointment())
    counter.care.faults.answer(json_response(200, {"data": {"id": "a1"}}), method="POST")
    counter.care.faults.set(fault, method="GET")
    booking, _ = counter.through(Book(), wanted)
    assert (booking.state, booking.remote_id) == (State.CONFIRMED, "a1")


def test_another_kind_than_was_ordered_is_told(counter: Counter) -> None:
    other = list(counter.care.provider.event_types.values())[1]
    wanted = counter.looked_up(counter.appointment())

    def respond(call: Call) -> Response:
        call.proceed()
        counter.care.provider.appointments[0].kind = other
        (held,) = counter.adapter.upcoming(first=FREE.date(), last=FREE.date()).held
        return json_response(200, {"data": {"id": held.id, "eventTypeId": other.id}})

    counter.care.faults.intercept(respond, method="POST")
    booking, follows = counter.through(Book(), wanted)
    assert isinstance(booking, AppointmentBooking)
    assert booking.state is State.CONFIRMED
    assert booking.booked
    assert booking.booked.event_type == other.title
    assert told(follows) == [EventType.NOT_AS_ORDERED]


# Canceling


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


def both(counter: Counter, how: str) -> tuple[Task, AppointmentBooking | CancellationRequest]:
    """Return how to cancel one that is listed: by its card, or by CareValidate's own id."""
    booking = counter.book()
    counter.now = NOW + LAG
    if how == "card":
        return Cancel(by=OWNER), begin_cancellation(booking)
    return Book(), counter.looked_up_by_id(booking.remote_id)


HOW = pytest.mark.parametrize("how", ["card", "id"])


@HOW
@pytest.mark.parametrize(
    "answer",
    [CANCELED, *OTHER_WORDS, *NO_MORE, Response(status=200), Response(b"<html>", 200)],
    ids=as_shown,
)
def test_what_is_listed_no_more_is_canceled_whatever_is_answered(
    counter: Counter, how: str, answer: Response
) -> None:
    task, booking = both(counter, how)
    counter.care.faults.answer(answer, done=True, method="POST")
    done, _ = counter.through(task, booking)
    assert done.state is State.CANCELED
    assert counter.posts() == 2


@HOW
@pytest.mark.parametrize("answer", OTHER_WORDS, ids=as_shown)
def test_what_is_listed_still_is_not_canceled_and_why_is_said(
    counter: Counter, how: str, answer: Response
) -> None:
    task, booking = both(counter, how)
    counter.care.faults.answer(answer, done=False, method="POST", times=9)
    stands, follows = counter.through(task, booking)
    assert stands.state in {State.CONFIRMED, State.FAILED}
    (tell,) = [
        task.news
        for task in follows
        if isinstance(task, DirectMessage) and task.news.what is not EventType.DELAYED
    ]
    assert tell.what in {EventType.NOT_CANCELED, EventType.NOT_BOOKED}
    assert tell.trouble in {FailureReason.REFUSED, FailureReason.DIFFERENT}
    assert "Cancellations close" in tell.why
    assert counter.posts() == 2


@HOW
@pytest.mark.parametrize("answer", [CANCELED, *NO_MORE[:2]], ids=as_shown)
def test_nothing_is_called_canceled_while_it_is_listed(
    counter: Counter, how: str, answer: Response
) -> None:
    task, booking = both(counter, how)
    counter.care.faults.answer(answer, done=False, method="POST")
    result = counter.do(task, booking)
    assert isinstance(result, Postponed)
    waiting = after(result, booking)
    counter.care.provider.appointments[0].canceled = True
    counter.now = result.at
    assert after(counter.do(task, waiting, attempt=2), waiting).state is State.CANCELED
    assert counter.posts() == 2


@HOW
def test_a_lost_answer_to_a_cancellation_is_not_asked_again_before_lists_had_time(
    counter: Counter, how: str
) -> None:
    task, booking = both(counter, how)
    counter.care.faults.set("500", method="POST")
    began = counter.now
    waiting = after(counter.do(task, booking), booking)
    counter.now = began + LAG - timedelta(seconds=1)
    assert isinstance(counter.do(task, waiting, attempt=2), Postponed)
    assert counter.posts() == 2
    done, _ = counter.through(task, waiting)
    assert done.state is State.CANCELED
    assert counter.posts() == 3


@pytest.mark.parametrize(("fault", "heard"), [("429", False), ("503", False), ("422", True)])
def test_giving_up_is_not_having_heard_how_it_stands(
    counter: Counter, fault: str, heard: bool
) -> None:
    booking, task = begin_cancellation(counter.book()), Cancel(by=OWNER)
    counter.now = NOW + timedelta(hours=1)
    counter.care.faults.set(fault, method="POST")
    work = Work(
        id=1, team=booking.team, ref=booking.ref, task=task, attempt=9, since=NOW, lease="x"
    )
    given_up = counter.do(task, booking.with_(tries_known=8), attempt=9)
    stands = after(track_attention(given_up, work=work, now=counter.now), booking)
    assert stands.state is State.CONFIRMED
    assert stands.seen == (counter.now if heard else None)


def test_canceled_at_carevalidate_itself_is_done_at_the_first_try(counter: Counter) -> None:
    task, booking = both(counter, "card")
    counter.care.provider.appointments[0].canceled = True
    assert after(counter.do(task, booking), booking).state is State.CANCELED


def test_of_one_just_booked_a_list_proves_nothing_by_not_showing_it(counter: Counter) -> None:
    booking = begin_cancellation(counter.book())
    counter.care.faults.set("422", method="POST")
    counter.care.faults.answer(NOT_LISTED_YET, method="GET", times=4)
    stands, _ = counter.through(Cancel(by=OWNER), booking)
    assert stands.state is State.CONFIRMED


def test_after_its_start_a_list_proves_nothing_by_not_showing_it(counter: Counter) -> None:
    task, booking = both(counter, "card")
    counter.care.provider.appointments.clear()
    counter.now = FREE + timedelta(minutes=5)
    stands, _ = counter.through(task, booking)
    assert (stands.state, stands.trouble) == (State.CONFIRMED, FailureReason.UNKNOWN)


def test_moved_at_carevalidate_itself_it_is_found_on_its_new_day(counter: Counter) -> None:
    task, booking = both(counter, "card")
    there = FREE + timedelta(days=40)
    move(counter, there)
    counter.care.faults.set("422", method="POST")
    stands, follows = counter.through(task, booking)
    assert isinstance(stands, AppointmentBooking)
    assert (stands.state, stands.moment.instant) == (State.CONFIRMED, there)
    assert EventType.CHANGED_THERE in told(follows)


def test_an_id_that_was_never_seen_and_is_refused_is_not_called_canceled(counter: Counter) -> None:
    counter.care.faults.set("422", method="POST")
    failed, _ = counter.through(Book(), a_cancellation("a-typo"))
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


@pytest.mark.parametrize("words", SAID_NO)
def test_a_refusal_to_cancel_what_is_not_listed_is_no_cancellation(
    counter: Counter, words: str
) -> None:
    counter.care.faults.answer(
        json_response(400, {"success": False, "error": words}), method="POST"
    )
    failed, follows = counter.through(Book(), a_cancellation("a-1234"))
    assert (failed.state, failed.trouble, failed.reason) == (
        State.FAILED,
        FailureReason.REFUSED,
        words,
    )
    assert not any(isinstance(task, Announce) for task in follows)


@pytest.mark.parametrize("words", SAID_ALREADY)
def test_what_was_canceled_before_is_told_to_who_asked_and_announced_by_nobody(
    counter: Counter, words: str
) -> None:
    counter.care.faults.answer(
        json_response(400, {"success": False, "error": words}), method="POST"
    )
    done, follows = counter.through(Book(), a_cancellation("a-1234"))
    assert done.state is State.CANCELED
    assert told(follows) == [EventType.ALREADY_SO]
    assert not any(isinstance(task, Announce | ThreadReply) for task in follows)


def test_what_may_have_been_canceled_by_a_lost_try_is_announced(counter: Counter) -> None:
    counter.care.faults.set("drop_after", method="POST")
    already = json_response(400, {"success": False, "error": SAID_ALREADY[0]})
    counter.care.faults.answer(already, method="POST")
    done, follows = counter.through(Book(), a_cancellation("a-1234"))
    assert done.state is State.CANCELED
    assert any(isinstance(task, Announce) for task in follows)


# Looking


def test_who_looks_learns_that_it_was_canceled_there(counter: Counter) -> None:
    booking = counter.book()
    counter.care.provider.appointments[0].canceled = True
    first = counter.do(Watch(), booking)
    assert isinstance(first, Postponed), "lists lag"
    ended, follows = counter.through(Watch(), booking)
    assert (ended.state, ended.trouble) == (State.CANCELED, FailureReason.GONE)
    assert told(follows) == [EventType.GONE_THERE]


def test_who_looks_learns_that_it_was_moved_there(counter: Counter) -> None:
    booking = counter.book()
    move(counter, LATER)
    moved, follows = counter.through(Watch(), booking)
    assert (moved.state, moved.moment.instant) == (State.CONFIRMED, LATER)
    assert told(follows) == [EventType.CHANGED_THERE]


def test_moved_there_it_keeps_what_only_its_first_answer_said(counter: Counter) -> None:
    booking = counter.book()
    assert booking.link
    move(counter, LATER)
    row = {"id": booking.remote_id, "startTime": LATER.isoformat(), "endTime": None}
    counter.care.faults.answer(json_response(200, {"data": [row]}), method="GET")
    moved, _ = counter.through(Watch(), booking)
    assert (moved.moment.instant, moved.link) == (LATER, booking.link)
    assert moved.length == timedelta(0), "nobody has said how long it takes now"


def look_at(counter: Counter, booking: Booking, **changed: object) -> tuple[Booking, list[Task]]:
    """Look at an appointment of which CareValidate's people have changed something."""

    def respond(call: Call) -> Response:
        answer = json.loads(call.proceed().data)
        return json_response(200, {"data": [{**row, **changed} for row in answer["data"]]})

    counter.care.faults.intercept(respond, method="GET", times=100)
    return counter.through(Watch(), booking)


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
    counter: Counter, changed: dict[str, object]
) -> None:
    booking = counter.book()
    seen, follows = look_at(counter, booking, **changed)
    assert seen != booking
    assert (seen.state, seen.moment) == (State.CONFIRMED, booking.moment)
    assert told(follows) == [EventType.CHANGED_THERE]
    assert any(isinstance(task, ShowCard) for task in follows)
    assert counter.through(Watch(), seen) == (seen, [])


def test_the_link_that_is_listed_is_the_one_people_press(counter: Counter) -> None:
    seen, _ = look_at(counter, counter.book(), meetingLink="https://zoom.example/j/999")
    assert seen.link == "https://zoom.example/j/999"


def test_a_link_that_is_not_passed_on_takes_the_old_ones_place(counter: Counter) -> None:
    seen, follows = look_at(counter, counter.book(), meetingLink="javascript:alert(1)")
    assert seen.link is None
    assert told(follows) == [EventType.LINK_REFUSED]
    assert counter.through(Watch(), seen) == (seen, [])


def test_another_patients_name_is_not_taken_in(counter: Counter) -> None:
    booking = counter.book(request=counter.request(first_name="Pat", last_name="Quillfeather"))
    seen, _ = look_at(
        counter, booking, email="other@patient.example", firstName="Sam", lastName="Rowe"
    )
    assert isinstance(seen, AppointmentBooking)
    assert seen.booked
    assert seen.booked.name == "Pat Quillfeather"


def test_a_length_that_was_changed_there_is_told(counter: Counter) -> None:
    ends = FREE + timedelta(hours=1)
    seen, follows = look_at(counter, counter.book(), endDateTime=ends.isoformat())
    assert (seen.ends, told(follows)) == (ends, [EventType.LENGTH_CHANGED_THERE])


def test_moved_and_renamed_there_is_told_as_both(counter: Counter) -> None:
    changed = {"startDateTime": LATER.isoformat(), "eventTypeName": "Surgery consult"}
    seen, follows = look_at(counter, counter.book(), **changed)
    assert seen.moment.instant == LATER
    assert told(follows) == [EventType.CHANGED_THERE, EventType.CHANGED_THERE]


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
    counter: Counter, same: dict[str, object]
) -> None:
    booking = counter.book()
    seen, follows = look_at(counter, booking, **same)
    assert (seen.moment, seen.link, seen.length) == (booking.moment, booking.link, booking.length)
    assert told(follows) == []


def test_who_looks_at_what_is_as_it_was_learns_nothing_new(counter: Counter) -> None:
    booking = counter.book()
    same, follows = counter.through(Watch(), booking)
    assert (same, follows) == (booking, [])


ENDS = [
    *({"status": word} for word in ("canceled", "Cancelled", "CANCELED_BY_HOST", "deleted")),
    {"appointmentStatus": "late_cancelled"},
    {"status": "active", "state": "Appointment canceled"},
    {"cancelled": True},
    {"isCanceled": "true", "status": "active"},
    {"canceled": False, "cancelledAt": "2027-01-20T17:00:00Z"},
]
NOBODY_KNOWS = [
    {"status": "pending"},
    {"state": "no_show"},
    {"appointmentStatus": "Void"},
    {"status": "active", "state": "waitlisted"},
    {"status": "cancel_requested"},
    {"status": "not canceled"},
]


@pytest.mark.parametrize("said", ENDS, ids=str)
def test_what_is_listed_as_canceled_is_canceled(counter: Counter, said: dict[str, object]) -> None:
    booking = counter.book()
    counter.now = NOW + LAG
    assert isinstance(booking, AppointmentBooking)
    row = {"id": booking.remote_id, "startDateTime": FREE.isoformat(), **said}
    counter.care.faults.answer(json_response(200, {"data": [row]}), method="GET", times=100)
    ended, _ = counter.through(Watch(), booking)
    assert ended.state is State.CANCELED


def listed_as(counter: Counter, said: dict[str, object]) -> None:
    """Have whatever CareValidate holds, canceled or not, listed with these words about it."""
    provider = counter.care.provider

    def respond(_: Call) -> Response:
        held = [each for each in provider.appointments if each.start == FREE]
        rows = [
            {
                "id": each.id,
                "startDateTime": each.start.isoformat(),
                "email": each.form.email,
                **said,
            }
            for each in held
        ]
        return json_response(200, {"data": rows})

    counter.care.faults.intercept(respond, method="GET", times=1000)


@pytest.mark.parametrize("said", NOBODY_KNOWS, ids=str)
def test_what_is_listed_in_a_state_that_nobody_knows_is_not_called_booked(
    counter: Counter, said: dict[str, object]
) -> None:
    wanted = counter.looked_up(counter.appointment())
    counter.care.faults.set("drop_after", method="POST")
    listed_as(counter, said)
    booking, _ = counter.through(Book(), wanted)
    assert (booking.state, booking.trouble) == (State.FAILED, FailureReason.UNKNOWN)
    assert counter.posts() == 1
    counter.care.faults.clear()
    found, _ = counter.through(Watch(), booking)
    assert found.state is State.CONFIRMED


@pytest.mark.parametrize("said", NOBODY_KNOWS, ids=str)
def test_what_is_answered_by_another_time_waits_for_a_state_that_is_known(
    counter: Counter, said: dict[str, object]
) -> None:
    wanted = counter.looked_up(counter.appointment())
    counter.care.faults.intercept(booked_at_another_time, method="POST")
    listed_as(counter, said)
    booking, _ = counter.through(Book(), wanted)
    assert (booking.state, booking.trouble) == (State.FAILED, FailureReason.UNKNOWN)
    assert counter.posts() == 1


@HOW
@pytest.mark.parametrize("said", NOBODY_KNOWS, ids=str)
def test_canceled_and_listed_in_a_state_that_nobody_knows_is_neither(
    counter: Counter, how: str, said: dict[str, object]
) -> None:
    task, booking = both(counter, how)
    listed_as(counter, said)
    done, follows = counter.through(task, booking)
    assert done.trouble is FailureReason.UNKNOWN
    assert EventType.CANCELED not in told(follows)
    assert counter.posts() == 2


@pytest.mark.parametrize("said", NOBODY_KNOWS, ids=str)
def test_who_looks_at_a_state_that_nobody_knows_learns_nothing_new(
    counter: Counter, said: dict[str, object]
) -> None:
    booking = counter.book()
    listed_as(counter, said)
    assert counter.through(Watch(), booking) == (booking, [])


def test_what_is_listed_as_canceled_is_not_taken_for_what_was_ordered(counter: Counter) -> None:
    wanted = counter.looked_up(counter.appointment())
    row = {
        "id": str(UUID(int=7)),
        "startDateTime": FREE.isoformat(),
        "email": INVITEE,
        "status": "cancelled",
    }
    counter.care.faults.set("drop_before", method="POST")
    counter.care.faults.answer(json_response(200, {"data": [row]}), method="GET", times=3)
    booking, _ = counter.through(Book(), wanted)
    assert (booking.state, booking.remote_id) == (State.CONFIRMED, counter.held[0].id)


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
    same, _ = counter.through(Watch(), booking)
    assert same.state is State.CONFIRMED


def test_a_list_with_more_behind_it_ends_nothing_and_has_nothing_asked_for_again(
    counter: Counter,
) -> None:
    first_page = json_response(200, {"data": [], "pagination": {"page": 1, "pages": 3}})
    booking = counter.book()
    counter.care.faults.answer(first_page, method="GET", times=1000)
    assert counter.through(Watch(), booking) == (booking, [])
    counter.care.faults.set("drop_after", method="POST")
    wanted = counter.looked_up(counter.appointment(request=counter.request(start=LATER)))
    lost, _ = counter.through(Book(), wanted)
    assert (lost.state, lost.trouble) == (State.FAILED, FailureReason.UNKNOWN)
    assert counter.posts() == 2
    counter.care.faults.clear()
    found, _ = counter.through(Watch(), lost)
    assert found.state is State.CONFIRMED


ODDLY = [
    {"location": "ZOOM_CONFERENCE"},
    {"location": " zoom_conference "},
    {"firstName": "pat", "lastName": "QUILLFEATHER"},
    {"firstName": " Pat ", "lastName": "Quillfeather  "},
    {"firstName": "Pat", "lastName": None},
    {"firstName": "Quillfeather, Pat", "lastName": ""},
    {"email": f" {INVITEE} "},
]


UNKNOWN_WORDS = [
    {"location": "Zoom"},
    {"location": "https://zoom.example/j/1"},
    {"eventTypeId": 7},
    {"eventTypeId": "initial-consultation"},
]


def lost_and_listed(counter: Counter, listed: dict[str, object]) -> Booking:
    """Return one whose answer is lost, and of which something is listed in other words."""
    wanted = counter.looked_up(
        counter.appointment(request=counter.request(first_name="Pat", last_name="Quillfeather"))
    )
    counter.care.faults.set("drop_after", method="POST")

    def respond(call: Call) -> Response:
        answer = json.loads(call.proceed().data)
        return json_response(200, {"data": [{**row, **listed} for row in answer["data"]]})

    counter.care.faults.intercept(respond, method="GET", times=100)
    return wanted


@pytest.mark.parametrize("words", UNKNOWN_WORDS, ids=str)
def test_what_is_listed_in_words_that_nobody_knows_is_neither_taken_nor_asked_for_again(
    counter: Counter, words: dict[str, object]
) -> None:
    booking, _ = counter.through(Book(), lost_and_listed(counter, words))
    assert (booking.state, booking.trouble) == (State.FAILED, FailureReason.UNKNOWN)
    assert counter.posts() == 1


@pytest.mark.parametrize("oddly", ODDLY, ids=str)
def test_what_is_listed_in_other_words_is_ours_all_the_same(
    counter: Counter, oddly: dict[str, object]
) -> None:
    wanted = lost_and_listed(counter, oddly)
    booking, follows = counter.through(Book(), wanted)
    assert (booking.state, booking.remote_id) == (State.CONFIRMED, counter.held[0].id)
    assert told(follows) == []
    assert counter.posts() == 1


@pytest.mark.parametrize("fault", ["401", "404", "429", "500", "empty", "wrong_shape"])
def test_a_look_that_brings_nothing_leaves_it_as_it_is(counter: Counter, fault: str) -> None:
    booking = counter.book()
    counter.care.faults.set(fault, method="GET")
    assert counter.through(Watch(), booking) == (booking, [])


def test_of_two_the_one_that_was_there_before_is_never_ours(counter: Counter) -> None:
    counter.adapter.book(counter.request())
    (theirs,) = counter.held
    booking = counter.looked_up(counter.appointment())
    counter.care.faults.answer(TAKEN[0], done=False, method="POST")
    refused, _ = counter.through(Book(), booking)
    assert (refused.state, refused.remote_id) == (State.FAILED, "")
    counter.care.provider.appointments[0] = replace(theirs, id=theirs.id.upper())
    assert len(counter.held) == 1


def test_the_address_is_compared_folded(counter: Counter) -> None:
    wanted = counter.looked_up(counter.appointment(request=counter.request(email=INVITEE.upper())))
    counter.care.faults.set("drop_after", method="POST")
    booking, _ = counter.through(Book(), wanted)
    assert booking.state is State.CONFIRMED


def claimed(counter: Counter, claim: Claim, booking: AppointmentBooking) -> Result:
    """Carry out what somebody claims of a booking that nobody knows about."""
    reconciler = Reconciler(
        {Kind.APPOINTMENT: counter.jobs(booking)}, select=lambda _: [], clock=lambda: counter.now
    )
    task = CheckClaim(by=OWNER, at="C1", claim=claim)
    return reconciler.run(work_on(booking, task), booking)


def test_the_one_that_is_listed_can_be_claimed(counter: Counter) -> None:
    lost = counter.appointment(state=State.FAILED, trouble=FailureReason.AMBIGUOUS)
    counter.adapter.book(lost.request)
    assert after(claimed(counter, Claim.NOT_MADE, lost), lost) == lost, "it is listed"
    taken = after(claimed(counter, Claim.MADE, lost), lost)
    assert (taken.state, taken.remote_id) == (State.CONFIRMED, counter.held[0].id)


def test_what_is_not_on_the_first_page_is_not_said_to_be_listed_nowhere(counter: Counter) -> None:
    lost = counter.appointment(state=State.FAILED, trouble=FailureReason.AMBIGUOUS)
    first_page = json_response(200, {"data": [], "pagination": {"page": 1, "pages": 3}})
    counter.care.faults.answer(first_page, method="GET")
    assert isinstance(claimed(counter, Claim.NOT_MADE, lost), Postponed)
    ended = after(claimed(counter, Claim.NOT_MADE, lost), lost)
    assert (ended.state, ended.trouble) == (State.FAILED, FailureReason.DECLARED)
