"""What Prevail's answers and lists leave open about a session, and how it is settled."""

import json
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Response

from bot.scheduling.jobs.retries import MIN_ATTEMPTS
from bot.scheduling.jobs.sessions import apply_answer
from bot.scheduling.model.record import FailureReason, State
from bot.scheduling.model.session import SessionBooking, SessionState
from bot.scheduling.model.transitions import begin_cancellation, begin_change
from bot.scheduling.ports.results import Postponed
from bot.scheduling.tasks.news import EventType
from bot.scheduling.tasks.provider import Book, Cancel, Change
from bot.scheduling.tasks.queue import Task
from sandbox.http_server import json_response
from sandbox.providers import prevail_sessions as stand_in
from sandbox.providers.faults import Call, Respond
from tests.making import LAG, OWNER, a_booking, a_session
from tests.scheduling.jobs.bench import Counter, after, by_request, moved, tasks, told, troubles

# Turned away: nobody knows who answered


TURNED_AWAY = pytest.mark.parametrize("status", [303, 308, 401, 402, 403])


def turned_away(status: int) -> Response:
    """Return an answer that nobody is let in, or to go elsewhere."""
    headers = {"Location": "https://sso.example/"} if status < 400 else {}
    return Response(b'{"message": "Sign in first"}', status, headers)


@TURNED_AWAY
def test_a_move_that_was_made_is_made_whoever_was_turned_away(
    counter: Counter, status: int
) -> None:
    moving = begin_change(counter.book())
    wanted = moved(moving, hours=2)
    counter.prevail.faults.answer(turned_away(status), done=True, method="PATCH")
    result = counter.do(Change(by=OWNER, wanted=wanted), moving)
    assert (after(result, moving).state, after(result, moving).moment) == (
        State.CONFIRMED,
        wanted.moment,
    )


@TURNED_AWAY
@pytest.mark.parametrize("what", ["move", "cancel"])
def test_what_was_turned_away_and_does_not_show_is_not_known_until_lists_had_time(
    counter: Counter, what: str, status: int
) -> None:
    booking = counter.book()
    task: Task = Change(by=OWNER, wanted=moved(booking, hours=2))
    booking = begin_change(booking)
    if what == "cancel":
        booking, task = begin_cancellation(booking.with_(state=State.CONFIRMED)), Cancel(by=OWNER)
    counter.prevail.faults.answer(turned_away(status), done=False, method="PATCH")
    result = counter.do(task, booking)
    assert isinstance(result, Postponed)
    waiting = after(result, booking)
    assert waiting.trouble is FailureReason.UNKNOWN
    counter.now += LAG
    ended = counter.do(task, waiting, attempt=2)
    assert after(ended, waiting).state is State.CONFIRMED
    assert troubles(ended) == [FailureReason.NOT_ALLOWED]
    assert counter.count("PATCH") == 1


@pytest.mark.parametrize("what", ["move", "cancel"])
def test_where_nobody_is_let_in_to_look_it_is_not_known(counter: Counter, what: str) -> None:
    booking = counter.book()
    task: Task = Change(by=OWNER, wanted=moved(booking, hours=2))
    booking = begin_change(booking)
    if what == "cancel":
        booking, task = begin_cancellation(booking.with_(state=State.CONFIRMED)), Cancel(by=OWNER)
    counter.prevail.faults.set("401", times=99)
    waiting = after(counter.do(task, booking), booking).with_(tries_known=MIN_ATTEMPTS - 1)
    counter.now += timedelta(minutes=40)
    given_up = counter.do(task, waiting, attempt=MIN_ATTEMPTS)
    assert after(given_up, waiting).trouble is FailureReason.UNKNOWN
    assert troubles(given_up) == [FailureReason.UNKNOWN]
    (look,) = [due.task for due in given_up.then if due.at > counter.now]
    counter.prevail.faults.clear()
    settled = counter.do(look, after(given_up, waiting))
    assert troubles(settled) == [FailureReason.NOT_ALLOWED], (
        "the key is mended, and it was not done"
    )


@TURNED_AWAY
def test_a_session_that_was_made_is_booked_whoever_was_turned_away(
    counter: Counter, status: int
) -> None:
    counter.prevail.faults.answer(turned_away(status), done=True, method="POST")
    assert after(counter.do(Book(), a_booking()), a_booking()).state is State.CONFIRMED


@TURNED_AWAY
def test_a_session_turned_away_is_not_booked_once_it_had_time_to_show(
    counter: Counter, status: int
) -> None:
    counter.prevail.faults.answer(turned_away(status), done=False, method="POST")
    result = counter.do(Book(), a_booking())
    assert isinstance(result, Postponed)
    waiting = after(result, a_booking())
    assert waiting.trouble is FailureReason.UNKNOWN
    counter.now += LAG
    ended = counter.do(Book(), waiting, attempt=2)
    assert (after(ended, waiting).state, after(ended, waiting).trouble) == (
        State.FAILED,
        FailureReason.NOT_ALLOWED,
    )
    assert counter.count("POST") == 1


def test_where_nobody_is_let_in_to_look_either_nothing_was_booked(counter: Counter) -> None:
    counter.prevail.faults.set("401", times=9)
    failed = after(counter.do(Book(), a_booking()), a_booking())
    assert (failed.state, failed.trouble) == (State.FAILED, FailureReason.NOT_ALLOWED)


# What answer and list say while both may be old


def test_an_old_answer_and_an_old_list_prove_nothing_together(counter: Counter) -> None:
    booking = counter.book()
    moving = begin_change(booking)
    (held,) = counter.prevail.provider.sessions
    held.remote = held.remote.model_copy(update={"start_time": "11:00 AM"})
    counter.prevail.faults.intercept(answering_as_it_was, method="PATCH")
    counter.prevail.faults.intercept(listing(start_time="11:00 AM"), method="GET")
    wanted = moved(booking, hours=2)
    result = counter.do(Change(by=OWNER, wanted=wanted), moving)
    assert isinstance(result, Postponed)
    waiting = after(result, moving)
    assert (waiting.state, waiting.trouble) == (State.MOVING, FailureReason.UNKNOWN)
    done = counter.do(Change(by=OWNER, wanted=wanted), waiting, attempt=2)
    assert after(done, waiting).moment == wanted.moment
    assert counter.count("PATCH") == 1


def listing(**remote: str) -> Respond:
    """Return a fault that lists every session as it was."""

    def respond(call: Call) -> Response:
        said = json.loads(call.proceed().data)
        return json_response(200, said | {"sessions": [row | remote for row in said["sessions"]]})

    return respond


def answering_as_it_was(call: Call) -> Response:
    """Make the change, and answer with the time that was there before."""
    return listing(start_time="11:00 AM")(call)


def test_a_cancellation_is_said_once_nobody_can_join(counter: Counter) -> None:
    canceling = begin_cancellation(counter.book())
    yes = json_response(200, {"messages": "Session successfully canceled."})
    counter.prevail.faults.answer(yes, path="*/cancel")
    result = counter.do(Cancel(by=OWNER), canceling)
    assert isinstance(result, Postponed)
    waiting = after(result, canceling)
    assert waiting.state is State.CANCELING
    counter.now += LAG
    ended = counter.do(Cancel(by=OWNER), waiting, attempt=2)
    assert after(ended, waiting).state is State.CONFIRMED
    assert troubles(ended) == [FailureReason.DIFFERENT]


def test_what_prevail_canceled_and_lists_no_more_is_canceled(counter: Counter) -> None:
    canceling = begin_cancellation(counter.book())

    def removing(call: Call) -> Response:
        answer = call.proceed()
        counter.prevail.provider.sessions.clear()
        return answer

    counter.prevail.faults.intercept(removing, path="*/cancel")
    result = counter.do(Cancel(by=OWNER), canceling)
    assert after(result, canceling).state is State.CANCELED


# States nobody knows


@pytest.mark.parametrize("said", ["failed", "declined", "pending_review", "FAILED"])
def test_a_link_beside_a_state_nobody_knows_is_no_session(counter: Counter, said: str) -> None:
    counter.prevail.faults.intercept(stating(said), method="POST")
    counter.prevail.faults.intercept(listing(state=said), method="GET")
    result = counter.do(Book(), a_booking())
    assert isinstance(result, Postponed)
    waiting = after(result, a_booking())
    assert (waiting.state, waiting.trouble) == (State.BOOKING, FailureReason.UNKNOWN)
    again = counter.do(Book(), waiting, attempt=2)
    assert after(again, waiting).state is State.BOOKING, "the list says no more"
    counter.prevail.faults.clear()
    assert after(counter.do(Book(), waiting, attempt=3), waiting).state is State.CONFIRMED
    assert counter.count("POST") == 1


def test_turned_away_and_unable_to_look_it_is_looked_for_again(counter: Counter) -> None:
    turned_away = json_response(403, {})
    counter.prevail.faults.answer(turned_away, done=True, method="POST")
    counter.prevail.faults.set("500", method="GET")
    result = counter.do(Book(), a_booking())
    assert isinstance(result, Postponed)
    waiting = after(result, a_booking())
    assert after(counter.do(Book(), waiting, attempt=2), waiting).state is State.CONFIRMED
    assert counter.count("POST") == 1


def stating(said: str, *, before: Callable[[], None] = lambda: None) -> Respond:
    """Return a fault that makes what is asked for, and says that it is in this state.

    `before` is what happens there before that is said.
    """

    def respond(call: Call) -> Response:
        answer = json.loads(call.proceed().data)
        before()
        requests = [row | {"session_state": said} for row in answer["requests"]]
        return json_response(201, {"requests": requests})

    return respond


@by_request
def test_a_request_in_a_state_nobody_knows_is_neither_requested_nor_scheduled(
    counter: Counter,
) -> None:
    wanted = counter.looked_up(a_booking())
    counter.prevail.faults.intercept(stating("failed"), method="POST")
    result = counter.do(Book(), wanted)
    assert isinstance(result, Postponed)
    assert after(result, wanted).trouble is FailureReason.UNKNOWN


@by_request
@pytest.mark.parametrize("word", ["canceled", "cancelled"])
@pytest.mark.parametrize("look", ["canceled too", "500", "401"])
def test_what_is_canceled_the_moment_it_is_asked_for_is_told_to_its_owner(
    counter: Counter, word: str, look: str
) -> None:
    wanted = counter.looked_up(a_booking())

    def cancel_it() -> None:
        counter.prevail.provider.sessions[0].state = stand_in.State.CANCELED

    counter.prevail.faults.intercept(stating(word, before=cancel_it), method="POST")
    if look.isdecimal():
        counter.prevail.faults.set(look, method="GET")
    result = counter.do(Book(), wanted)
    ended = after(result, wanted)
    assert (ended.state, ended.trouble) == (State.CANCELED, FailureReason.CANCELED_AT_PROVIDER)
    assert told(result) == [(OWNER, EventType.CANCELED_BY_PROVIDER)]
    assert "show card" in tasks(result)
    assert isinstance(ended, SessionBooking)
    assert ended.booked, "by which it is known to be Docket's"
    assert counter.count("POST") == 1


@by_request
def test_what_is_answered_to_be_canceled_and_listed_as_living_lives(counter: Counter) -> None:
    wanted = counter.looked_up(a_booking())
    counter.prevail.faults.intercept(stating("canceled"), method="POST")
    result = counter.do(Book(), wanted)
    assert after(result, wanted).state is State.REQUESTED
    assert told(result) == []
    assert "watch" in tasks(result)
    assert counter.count("POST") == 1


def test_hosts_who_are_no_members_are_named_to_the_owner(counter: Counter) -> None:
    booking = a_booking(session=a_session(hosts=("ana@example.com", "x@y.example")))
    result = counter.do(Book(), booking)
    assert told(result) == [(OWNER, EventType.HOSTS_DEMOTED)]
    done = after(result, booking)
    assert isinstance(done, SessionBooking)
    assert done.booked
    assert done.booked.state is SessionState.READY
    assert apply_answer(done.booked)(booking).join_url
