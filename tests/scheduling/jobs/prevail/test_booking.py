"""Booking a session at Prevail, or requesting it: what each try comes to, and what follows from it."""

from datetime import datetime, timedelta

import pytest
from flask import Response

from bot.scheduling.jobs.retries import MIN_ATTEMPTS, NOTIFY_AT_ATTEMPT
from bot.scheduling.model.booking import Booking
from bot.scheduling.model.record import FailureReason, State
from bot.scheduling.model.transitions import begin_cancellation, begin_change
from bot.scheduling.ports.results import Outcome, Postponed
from bot.scheduling.tasks.news import EventType
from bot.scheduling.tasks.provider import Book, Cancel, Change
from bot.scheduling.tasks.slack import DirectMessage
from bot.times.moment import Moment
from sandbox.http_server import RawResponse
from sandbox.providers import prevail_sessions as stand_in
from sandbox.providers.faults import Call
from tests.builders import LAG, MOMENT, OWNER, SECRET, a_booking, a_session, later
from tests.scheduling.jobs.bench import (
    PrevailBench,
    after,
    booked_at,
    by_request,
    moved,
    tasks,
    told,
    troubles,
)


def test_a_booking_is_confirmed_and_shown(bench: PrevailBench) -> None:
    result = bench.do(Book(), a_booking())
    booking = after(result, a_booking())
    assert isinstance(result, Outcome)
    assert (booking.state, tasks(result)) == (State.CONFIRMED, ["show card"])
    assert booking.join_url == bench.prevail.provider.sessions[0].url


def test_a_second_try_finds_what_the_first_one_made(bench: PrevailBench) -> None:
    bench.book()
    result = bench.do(Book(), a_booking(), attempt=2)
    assert after(result, a_booking()).state is State.CONFIRMED
    assert bench.count("POST") == 1


def test_trying_again_what_failed_finds_what_was_made_unheard(bench: PrevailBench) -> None:
    bench.book()
    result = bench.do(Book(again=True), a_booking())
    assert after(result, a_booking()).state is State.CONFIRMED
    assert bench.count("POST") == 1


def test_a_later_first_try_is_told_from_one_that_may_have_been_heard(bench: PrevailBench) -> None:
    bench.prevail.faults.set("429", method="POST", times=2)
    waiting: Booking = a_booking()
    for attempt in (1, 2):
        waiting = after(bench.do(Book(), waiting, attempt=attempt), waiting)
    assert (waiting.tries_known, waiting.asked) == (2, None)
    assert after(bench.do(Book(), waiting, attempt=3), waiting).state is State.CONFIRMED
    assert bench.count("GET") == 0, "nothing of it can be there before its first try"
    bench.do(Book(), waiting, attempt=4)
    assert bench.count("GET") > 0, "the third may have ended with its process"
    assert bench.count("POST") == 3


def test_what_an_earlier_try_made_is_taken_as_it_is_and_never_edited(bench: PrevailBench) -> None:
    bench.book()
    for moment, title, what in (
        (moved(a_booking(), days=40).moment, "Mended", EventType.DIFFERENT_TIME),
        (MOMENT, "Mended", EventType.ORIGINAL_DETAILS),
    ):
        mended = a_booking(moment=moment, session=a_session(title=title))
        result = bench.do(Book(again=True), mended)
        done = after(result, mended)
        assert (done.state, done.title) == (State.CONFIRMED, a_session().title)
        assert done.moment == MOMENT
        assert told(result) == [(OWNER, what)]
    assert (bench.count("POST"), bench.count("PATCH")) == (1, 0)


@by_request
def test_a_request_found_again_has_no_id_to_edit_it_by(bench: PrevailBench) -> None:
    booking = bench.looked_up(a_booking())
    bench.do(Book(), booking)
    assert after(bench.do(Book(), booking, attempt=2), booking).state is State.REQUESTED
    assert (bench.count("POST"), bench.count("PATCH")) == (1, 0)


def test_what_an_earlier_try_made_and_somebody_canceled_is_scheduled_anew(
    bench: PrevailBench,
) -> None:
    bench.book()
    (made,) = bench.prevail.provider.sessions
    made.state = stand_in.State.CANCELED
    waiting = after(bench.do(Book(), a_booking(), attempt=2), a_booking())
    bench.now += LAG
    bench.do(Book(), waiting, attempt=3)
    assert bench.count("POST") == 2


@pytest.mark.parametrize("fault", ["401", "403", "404", "422", "500", "drop_before", "rubbish"])
def test_a_look_that_fails_for_any_reason_leaves_unknown_what_is_unknown(
    bench: PrevailBench, fault: str
) -> None:
    bench.book()
    lost = a_booking(trouble=FailureReason.UNKNOWN)
    bench.prevail.faults.set(fault, method="GET", times=9)
    result = bench.do(Book(), lost, attempt=2)
    assert isinstance(result, Postponed)
    assert after(result, lost).trouble is FailureReason.UNKNOWN
    long_since = later(minutes=-40)
    given_up = bench.do(Book(), lost, attempt=MIN_ATTEMPTS, since=long_since)
    failed = after(given_up, lost)
    assert (failed.state, failed.trouble) == (State.FAILED, FailureReason.UNKNOWN)
    assert troubles(given_up) == [FailureReason.UNKNOWN]


def test_another_time_than_was_asked_for_is_told_to_the_owner(bench: PrevailBench) -> None:
    wanted = a_booking()
    bench.prevail.faults.answer(booked_at("04:30 PM"), method="POST")
    result = bench.do(Book(), wanted)
    done = after(result, wanted)
    listed = moved(wanted, hours=3).moment
    assert (done.state, done.moment) == (State.CONFIRMED, listed)
    assert told(result) == [(OWNER, EventType.DIFFERENT_TIME)]
    (news,) = [due.task.news for due in result.then if isinstance(due.task, DirectMessage)]
    assert (news.before, news.after) == (MOMENT, listed)


@pytest.mark.parametrize("zone", ["America/New_York", "America/Indiana/Knox", "UTC"])
def test_the_same_time_stays_in_the_zone_that_was_meant(bench: PrevailBench, zone: str) -> None:
    local = datetime(2027, 11, 7, 1, 30, fold=1)  # noqa: DTZ001 - wall clock
    wanted = a_booking(moment=Moment(local=local, zone=zone))
    result = bench.do(Book(), wanted)
    (session,) = bench.prevail.provider.sessions
    assert session.start == wanted.moment.instant
    assert after(result, wanted).moment == wanted.moment
    assert told(result) == []


def test_what_prevail_lists_of_title_and_length_counts(bench: PrevailBench) -> None:
    bench.prevail.faults.answer(booked_at("01:30 PM"), method="POST")
    result = bench.do(Book(), a_booking())
    done = after(result, a_booking())
    assert (done.title, done.length) == ("As listed", timedelta(hours=1.5))
    assert told(result) == []


def test_a_cancellation_asked_for_meanwhile_stays_asked_for(bench: PrevailBench) -> None:
    canceling = begin_cancellation(a_booking())
    done = after(bench.do(Book(), a_booking()), canceling)
    assert done.state is State.CANCELING
    assert done.provider_state is State.CONFIRMED
    assert bench.do(Book(), canceling) == Outcome()


def test_a_booking_refused_while_it_is_canceled_stays_canceling_and_tells_nobody(
    bench: PrevailBench,
) -> None:
    bench.prevail.faults.set("401", times=9)
    canceling = begin_cancellation(a_booking())
    result = bench.do(Book(), canceling, attempt=2)
    assert after(result, canceling).state is State.CANCELING
    assert told(result) == []


@pytest.mark.parametrize("status", [400, 404, 409, 410, 422])
def test_a_first_try_that_is_refused_because_it_was_made_is_booked(
    bench: PrevailBench, status: int
) -> None:
    def made_all_the_same(call: Call) -> Response:
        call.proceed()
        return call.refuse(status, "remote_session_id has already been taken")

    bench.prevail.faults.intercept(made_all_the_same, method="POST")
    done = after(bench.do(Book(), a_booking()), a_booking())
    assert (done.state, done.trouble) == (State.CONFIRMED, None)
    assert bench.count("POST") == 1


@pytest.mark.parametrize("look", ["503", "empty", "rubbish", "401", "404"])
def test_a_refusal_counts_where_nothing_shows_that_it_was_made(
    bench: PrevailBench, look: str
) -> None:
    bench.prevail.faults.set("422", method="POST")
    bench.prevail.faults.set(look, method="GET")
    refused = after(bench.do(Book(), a_booking()), a_booking())
    assert (refused.state, refused.trouble) == (State.FAILED, FailureReason.REFUSED)


def asked_for_slowly(bench: PrevailBench) -> list[stand_in.Session]:
    """Have the next order drop its line, and return it once Prevail has carried it out meanwhile."""
    made: list[stand_in.Session] = []

    def slowly(call: Call) -> Response:
        call.proceed()
        made.append(bench.prevail.provider.sessions.pop())
        return RawResponse()

    bench.prevail.faults.intercept(slowly, method="POST")
    return made


@pytest.mark.parametrize("self_service", [True, False])
@pytest.mark.parametrize("seconds", [7, 22, 100])
def test_what_took_longer_than_docket_waits_is_asked_for_once(
    bench: PrevailBench, seconds: int
) -> None:
    booking = bench.looked_up(a_booking())
    made = asked_for_slowly(bench)
    waiting = after(bench.do(Book(), booking), booking)
    for attempt in range(2, 20):
        if made and bench.now >= later(seconds=seconds):
            bench.prevail.provider.sessions.append(made.pop())
        result = bench.do(Book(), waiting, attempt=attempt)
        waiting = after(result, waiting)
        if not isinstance(result, Postponed):
            break
        bench.now = result.at
    assert waiting.state in {State.CONFIRMED, State.REQUESTED}
    assert bench.count("POST") == 1


def test_an_id_that_prevail_has_cut_or_lengthened_is_ours_while_its_secret_is_in_it(
    bench: PrevailBench,
) -> None:
    ours = a_booking(remote_session_id=f"deposition-of-jane-doe-{SECRET}")
    bench.prevail.faults.set("drop_after", method="POST")
    waiting = after(bench.do(Book(), ours), ours)
    (session,) = bench.prevail.provider.sessions
    session.remote_session_id = f"doe-{SECRET}-1"
    done = after(bench.do(Book(), waiting, attempt=2), waiting)
    assert (done.state, done.remote_id) == (State.CONFIRMED, f"doe-{SECRET}-1")
    moving = begin_change(done)
    result = bench.do(Change(by=OWNER, wanted=moved(moving, days=1)), moving)
    assert after(result, moving).moment == moved(moving, days=1).moment


def test_the_same_under_quite_another_id_is_asked_for_no_second_time(bench: PrevailBench) -> None:
    bench.prevail.faults.set("drop_after", method="POST")
    waiting = after(bench.do(Book(), a_booking()), a_booking())
    (session,) = bench.prevail.provider.sessions
    session.remote_session_id = "named-by-prevail"
    bench.now += LAG
    failed = after(bench.do(Book(), waiting, attempt=2), waiting)
    assert (failed.state, failed.trouble) == (State.FAILED, FailureReason.AMBIGUOUS)
    assert bench.count("POST") == 1


def test_a_session_that_prevail_has_renamed_is_changed_and_canceled_by_its_new_id(
    bench: PrevailBench,
) -> None:
    moving = begin_change(bench.book())
    (session,) = bench.prevail.provider.sessions
    session.remote_session_id = "renamed-by-staff"
    wanted = moved(moving, days=1)
    done = after(bench.do(Change(by=OWNER, wanted=wanted), moving), moving)
    assert (done.state, done.moment, done.remote_id) == (
        State.CONFIRMED,
        wanted.moment,
        "renamed-by-staff",
    )
    canceling = begin_cancellation(done)
    assert after(bench.do(Cancel(by=OWNER), canceling), canceling).state is State.CANCELED
    assert bench.states == [stand_in.State.CANCELED]


def test_a_cancellation_is_the_first_to_meet_the_new_id_of_a_session(bench: PrevailBench) -> None:
    canceling = begin_cancellation(bench.book())
    (session,) = bench.prevail.provider.sessions
    session.remote_session_id = "renamed-by-staff"
    result = bench.do(Cancel(by=OWNER), canceling)
    assert after(result, canceling).state is State.CANCELED
    assert bench.states == [stand_in.State.CANCELED]
    assert bench.count("PATCH") == 2


# Passing trouble


def test_what_passes_is_tried_again_and_said_on_the_card_once(bench: PrevailBench) -> None:
    bench.prevail.faults.set("500", times=9)
    first = bench.do(Book(), a_booking())
    waiting = after(first, a_booking())
    assert isinstance(first, Postponed)
    assert (first.at, tasks(first)) == (later(seconds=5), ["show card"])
    assert (waiting.state, waiting.trouble) == (State.BOOKING, FailureReason.UNKNOWN)
    bench.prevail.faults.clear()
    bench.prevail.faults.set("500", method="GET")
    second = bench.do(Book(), waiting, attempt=2)
    assert isinstance(second, Postponed)
    assert later(seconds=5) <= second.at <= later(seconds=6.25)
    assert tasks(second) == []


def test_the_owner_is_told_when_it_takes_long(bench: PrevailBench) -> None:
    bench.prevail.faults.set("429", times=9)
    for attempt in range(2, NOTIFY_AT_ATTEMPT + 2):
        result = bench.do(Book(), a_booking(), attempt=attempt)
        expected = [(OWNER, EventType.DELAYED)] if attempt == NOTIFY_AT_ATTEMPT else []
        assert told(result) == expected


def test_what_a_killed_process_may_have_done_is_unknown_while_nobody_may_look(
    bench: PrevailBench,
) -> None:
    bench.prevail.faults.set("500", method="GET", times=9)
    waiting = after(bench.do(Book(), a_booking(), attempt=2), a_booking())
    assert waiting.trouble is FailureReason.UNKNOWN
    given_up = bench.do(Book(), a_booking(), attempt=MIN_ATTEMPTS, since=later(minutes=-40))
    canceling = after(given_up, begin_cancellation(a_booking()))
    assert (canceling.state, canceling.trouble) == (State.CANCELING, FailureReason.UNKNOWN)
    bench.prevail.faults.clear()
    bench.book()
    assert after(bench.do(Cancel(by=OWNER), canceling), canceling).state is State.CANCELED
    assert bench.states == [stand_in.State.CANCELED]


def test_a_provider_that_asks_for_time_gets_it(bench: PrevailBench) -> None:
    bench.prevail.faults.set("429_seconds")
    result = bench.do(Book(), a_booking())
    assert isinstance(result, Postponed)
    assert later(seconds=600) <= result.at < later(seconds=601)


def test_it_is_given_up_when_trying_is_of_no_more_use(bench: PrevailBench) -> None:
    bench.prevail.faults.set("429_seconds", times=9)
    soon = a_booking(moment=Moment.at(later(seconds=590), "UTC"))
    long_since = later(minutes=-25)
    early = bench.do(Book(), a_booking(), attempt=MIN_ATTEMPTS - 1, since=long_since)
    assert isinstance(early, Postponed), "the first tries are made whatever the age"
    tried_idly = a_booking(tries_known=MIN_ATTEMPTS - 1)
    for result in (
        bench.do(Book(), soon),
        bench.do(Book(), tried_idly, attempt=MIN_ATTEMPTS, since=long_since),
    ):
        failed = after(result, a_booking())
        assert isinstance(result, Outcome)
        assert (failed.state, failed.trouble) == (State.FAILED, FailureReason.NOT_ANSWERING)
