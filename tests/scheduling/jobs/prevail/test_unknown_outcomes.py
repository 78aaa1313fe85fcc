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
from tests.builders import LAG, OWNER, a_booking, a_session
from tests.scheduling.jobs.bench import (
    PrevailBench,
    after,
    by_request,
    moved,
    tasks,
    told,
    troubles,
)

# Turned away: nobody knows who answered


TURNED_AWAY = pytest.mark.parametrize("status", [303, 308, 401, 402, 403])


def turned_away(status: int) -> Response:
    """Return an answer that nobody is let in, or to go elsewhere."""
    headers = {"Location": "https://sso.example/"} if status < 400 else {}
    return Response(b'{"message": "Sign in first"}', status, headers)


@TURNED_AWAY
def test_a_move_that_was_made_is_made_whoever_was_turned_away(
    bench: PrevailBench, status: int
) -> None:
    moving = begin_change(bench.book())
    wanted = moved(moving, hours=2)
    bench.prevail.faults.answer(turned_away(status), done=True, method="PATCH")
    result = bench.do(Change(by=OWNER, wanted=wanted), moving)
    assert (after(result, moving).state, after(result, moving).moment) == (
        State.CONFIRMED,
        wanted.moment,
    )


@TURNED_AWAY
@pytest.mark.parametrize("what", ["move", "cancel"])
def test_what_was_turned_away_and_does_not_show_is_not_known_until_lists_had_time(
    bench: PrevailBench, what: str, status: int
) -> None:
    booking = bench.book()
    task: Task = Change(by=OWNER, wanted=moved(booking, hours=2))
    booking = begin_change(booking)
    if what == "cancel":
        booking, task = begin_cancellation(booking.with_(state=State.CONFIRMED)), Cancel(by=OWNER)
    bench.prevail.faults.answer(turned_away(status), done=False, method="PATCH")
    result = bench.do(task, booking)
    assert isinstance(result, Postponed)
    waiting = after(result, booking)
    assert waiting.trouble is FailureReason.UNKNOWN
    bench.now += LAG
    ended = bench.do(task, waiting, attempt=2)
    assert after(ended, waiting).state is State.CONFIRMED
    assert troubles(ended) == [FailureReason.NOT_ALLOWED]
    assert bench.count("PATCH") == 1


@pytest.mark.parametrize("what", ["move", "cancel"])
def test_where_nobody_is_let_in_to_look_it_is_not_known(bench: PrevailBench, what: str) -> None:
    booking = bench.book()
    task: Task = Change(by=OWNER, wanted=moved(booking, hours=2))
    booking = begin_change(booking)
    if what == "cancel":
        booking, task = begin_cancellation(booking.with_(state=State.CONFIRMED)), Cancel(by=OWNER)
    bench.prevail.faults.set("401", times=99)
    waiting = after(bench.do(task, booking), booking).with_(tries_known=MIN_ATTEMPTS - 1)
    bench.now += timedelta(minutes=40)
    given_up = bench.do(task, waiting, attempt=MIN_ATTEMPTS)
    assert after(given_up, waiting).trouble is FailureReason.UNKNOWN
    assert troubles(given_up) == [FailureReason.UNKNOWN]
    (look,) = [due.task for due in given_up.then if due.at > bench.now]
    bench.prevail.faults.clear()
    settled = bench.do(look, after(given_up, waiting))
    assert troubles(settled) == [FailureReason.NOT_ALLOWED], (
        "the key is mended, and it was not done"
    )


@TURNED_AWAY
def test_a_session_that_was_made_is_booked_whoever_was_turned_away(
    bench: PrevailBench, status: int
) -> None:
    bench.prevail.faults.answer(turned_away(status), done=True, method="POST")
    assert after(bench.do(Book(), a_booking()), a_booking()).state is State.CONFIRMED


@TURNED_AWAY
def test_a_session_turned_away_is_not_booked_once_it_had_time_to_show(
    bench: PrevailBench, status: int
) -> None:
    bench.prevail.faults.answer(turned_away(status), done=False, method="POST")
    result = bench.do(Book(), a_booking())
    assert isinstance(result, Postponed)
    waiting = after(result, a_booking())
    assert waiting.trouble is FailureReason.UNKNOWN
    bench.now += LAG
    ended = bench.do(Book(), waiting, attempt=2)
    assert (after(ended, waiting).state, after(ended, waiting).trouble) == (
        State.FAILED,
        FailureReason.NOT_ALLOWED,
    )
    assert bench.count("POST") == 1


def test_where_nobody_is_let_in_to_look_either_nothing_was_booked(bench: PrevailBench) -> None:
    bench.prevail.faults.set("401", times=9)
    failed = after(bench.do(Book(), a_booking()), a_booking())
    assert (failed.state, failed.trouble) == (State.FAILED, FailureReason.NOT_ALLOWED)


# What answer and list say while both may be old


def test_an_old_answer_and_an_old_list_prove_nothing_together(bench: PrevailBench) -> None:
    booking = bench.book()
    moving = begin_change(booking)
    (held,) = bench.prevail.provider.sessions
    held.remote = held.remote.model_copy(update={"start_time": "11:00 AM"})
    bench.prevail.faults.intercept(answering_as_it_was, method="PATCH")
    bench.prevail.faults.intercept(listing(start_time="11:00 AM"), method="GET")
    wanted = moved(booking, hours=2)
    result = bench.do(Change(by=OWNER, wanted=wanted), moving)
    assert isinstance(result, Postponed)
    waiting = after(result, moving)
    assert (waiting.state, waiting.trouble) == (State.MOVING, FailureReason.UNKNOWN)
    done = bench.do(Change(by=OWNER, wanted=wanted), waiting, attempt=2)
    assert after(done, waiting).moment == wanted.moment
    assert bench.count("PATCH") == 1


def listing(**remote: str) -> Respond:
    """Return a fault that lists every session as it was."""

    def respond(call: Call) -> Response:
        said = json.loads(call.proceed().data)
        return json_response(200, said | {"sessions": [row | remote for row in said["sessions"]]})

    return respond


def answering_as_it_was(call: Call) -> Response:
    """Make the change, and answer with the time that was there before."""
    return listing(start_time="11:00 AM")(call)


def test_a_cancellation_is_said_once_nobody_can_join(bench: PrevailBench) -> None:
    canceling = begin_cancellation(bench.book())
    yes = json_response(200, {"messages": "Session successfully canceled."})
    bench.prevail.faults.answer(yes, path="*/cancel")
    result = bench.do(Cancel(by=OWNER), canceling)
    assert isinstance(result, Postponed)
    waiting = after(result, canceling)
    assert waiting.state is State.CANCELING
    bench.now += LAG
    ended = bench.do(Cancel(by=OWNER), waiting, attempt=2)
    assert after(ended, waiting).state is State.CONFIRMED
    assert troubles(ended) == [FailureReason.DIFFERENT]


def test_what_prevail_canceled_and_lists_no_more_is_canceled(bench: PrevailBench) -> None:
    canceling = begin_cancellation(bench.book())

    def removing(call: Call) -> Response:
        answer = call.proceed()
        bench.prevail.provider.sessions.clear()
        return answer

    bench.prevail.faults.intercept(removing, path="*/cancel")
    result = bench.do(Cancel(by=OWNER), canceling)
    assert after(result, canceling).state is State.CANCELED


# States nobody knows


@pytest.mark.parametrize("said", ["failed", "declined", "pending_review", "FAILED"])
def test_a_link_beside_a_state_nobody_knows_is_no_session(bench: PrevailBench, said: str) -> None:
    bench.prevail.faults.intercept(stating(said), method="POST")
    bench.prevail.faults.intercept(listing(state=said), method="GET")
    result = bench.do(Book(), a_booking())
    assert isinstance(result, Postponed)
    waiting = after(result, a_booking())
    assert (waiting.state, waiting.trouble) == (State.BOOKING, FailureReason.UNKNOWN)
    again = bench.do(Book(), waiting, attempt=2)
    assert after(again, waiting).state is State.BOOKING, "the list says no more"
    bench.prevail.faults.clear()
    assert after(bench.do(Book(), waiting, attempt=3), waiting).state is State.CONFIRMED
    assert bench.count("POST") == 1


def test_turned_away_and_unable_to_look_it_is_looked_for_again(bench: PrevailBench) -> None:
    turned_away = json_response(403, {})
    bench.prevail.faults.answer(turned_away, done=True, method="POST")
    bench.prevail.faults.set("500", method="GET")
    result = bench.do(Book(), a_booking())
    assert isinstance(result, Postponed)
    waiting = after(result, a_booking())
    assert after(bench.do(Book(), waiting, attempt=2), waiting).state is State.CONFIRMED
    assert bench.count("POST") == 1


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
    bench: PrevailBench,
) -> None:
    wanted = bench.looked_up(a_booking())
    bench.prevail.faults.intercept(stating("failed"), method="POST")
    result = bench.do(Book(), wanted)
    assert isinstance(result, Postponed)
    assert after(result, wanted).trouble is FailureReason.UNKNOWN


@by_request
@pytest.mark.parametrize("word", ["canceled", "cancelled"])
@pytest.mark.parametrize("look", ["canceled too", "500", "401"])
def test_what_is_canceled_the_moment_it_is_asked_for_is_told_to_its_owner(
    bench: PrevailBench, word: str, look: str
) -> None:
    wanted = bench.looked_up(a_booking())

    def cancel_it() -> None:
        bench.prevail.provider.sessions[0].state = stand_in.State.CANCELED

    bench.prevail.faults.intercept(stating(word, before=cancel_it), method="POST")
    if look.isdecimal():
        bench.prevail.faults.set(look, method="GET")
    result = bench.do(Book(), wanted)
    ended = after(result, wanted)
    assert (ended.state, ended.trouble) == (State.CANCELED, FailureReason.CANCELED_AT_PROVIDER)
    assert told(result) == [(OWNER, EventType.CANCELED_BY_PROVIDER)]
    assert "show card" in tasks(result)
    assert isinstance(ended, SessionBooking)
    assert ended.booked, "by which it is known to be Docket's"
    assert bench.count("POST") == 1


@by_request
def test_what_is_answered_to_be_canceled_and_listed_as_living_lives(bench: PrevailBench) -> None:
    wanted = bench.looked_up(a_booking())
    bench.prevail.faults.intercept(stating("canceled"), method="POST")
    result = bench.do(Book(), wanted)
    assert after(result, wanted).state is State.REQUESTED
    assert told(result) == []
    assert "watch" in tasks(result)
    assert bench.count("POST") == 1


def test_hosts_who_are_no_members_are_named_to_the_owner(bench: PrevailBench) -> None:
    booking = a_booking(session=a_session(hosts=("ana@example.com", "x@y.example")))
    result = bench.do(Book(), booking)
    assert told(result) == [(OWNER, EventType.HOSTS_DEMOTED)]
    done = after(result, booking)
    assert isinstance(done, SessionBooking)
    assert done.booked
    assert done.booked.state is SessionState.READY
    assert apply_answer(done.booked)(booking).join_url
