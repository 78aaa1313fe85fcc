"""Carrying out at Prevail, against its stand-in: what each try comes to, and what follows from it."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Response

from bot.scheduling.jobs.retries import LEAST_TRIES, TELL_AT_ATTEMPT
from bot.scheduling.jobs.sessions import apply_answer
from bot.scheduling.model.booking import Booking, Changes
from bot.scheduling.model.failures import Cause, Fault, OutcomeUnknown
from bot.scheduling.model.record import Card, FailureReason, State, Visibility
from bot.scheduling.model.session import SessionBooking, SessionState
from bot.scheduling.model.transitions import begin_cancellation, begin_change, begin_retry
from bot.scheduling.ports.work import Outcome, Postponed
from bot.scheduling.tasks.news import EventType
from bot.scheduling.tasks.provider import Book, Cancel, Change, Realign, Watch
from bot.scheduling.tasks.slack import ShowCard, Tell, ThreadLine
from bot.scheduling.tasks.work import Task
from bot.times.moment import Moment
from sandbox.http_server import RawResponse, json_response
from sandbox.providers import prevail as stand_in
from sandbox.providers.faults import Call, Respond
from tests.making import (
    LAG,
    MOMENT,
    NOW,
    OWNER,
    SECRET,
    STRANGER,
    a_booking,
    a_session,
    an_agent,
    later,
)
from tests.scheduling.jobs.bench import (
    ANNOUNCE,
    Counter,
    after,
    announced,
    by_request,
    tasks,
    told,
    troubles,
)


def booked_at(start_time: str) -> Response:
    """Return Prevail's answer to a booking that it made at that time in Los Angeles."""
    listed = {
        "title": "As listed",
        "start_date": "2027-01-28",
        "start_time": start_time,
        "time_zone": "Pacific Time (US & Canada)",
        "estimated_duration": 1.5,
    }
    url = "https://prevail.example/session/x"
    request = {"session_state": "ready", "session_url": url, "remote_session": listed}
    return json_response(201, {"requests": [request]})


def moved(booking: Booking, **amount: float) -> Changes:
    moment = Moment(local=booking.moment.local + timedelta(**amount), zone=booking.moment.zone)
    return Changes(moment=moment)


# Booking


def test_a_booking_is_confirmed_and_shown(counter: Counter) -> None:
    result = counter.do(Book(), a_booking())
    booking = after(result, a_booking())
    assert isinstance(result, Outcome)
    assert (booking.state, tasks(result)) == (State.CONFIRMED, ["show card"])
    assert booking.join_url == counter.prevail.provider.sessions[0].url


def test_a_second_try_finds_what_the_first_one_made(counter: Counter) -> None:
    counter.book()
    result = counter.do(Book(), a_booking(), attempt=2)
    assert after(result, a_booking()).state is State.CONFIRMED
    assert counter.count("POST") == 1


def test_trying_again_what_failed_finds_what_was_made_unheard(counter: Counter) -> None:
    counter.book()
    result = counter.do(Book(again=True), a_booking())
    assert after(result, a_booking()).state is State.CONFIRMED
    assert counter.count("POST") == 1


def test_a_later_first_try_is_told_from_one_that_may_have_been_heard(counter: Counter) -> None:
    counter.prevail.faults.set("429", method="POST", times=2)
    waiting: Booking = a_booking()
    for attempt in (1, 2):
        waiting = after(counter.do(Book(), waiting, attempt=attempt), waiting)
    assert (waiting.tries_known, waiting.asked) == (2, None)
    assert after(counter.do(Book(), waiting, attempt=3), waiting).state is State.CONFIRMED
    assert counter.count("GET") == 0, "nothing of it can be there before its first try"
    counter.do(Book(), waiting, attempt=4)
    assert counter.count("GET") > 0, "the third may have ended with its process"
    assert counter.count("POST") == 3


def test_what_an_earlier_try_made_is_taken_as_it_is_and_never_edited(counter: Counter) -> None:
    counter.book()
    for moment, title, what in (
        (moved(a_booking(), days=40).moment, "Mended", EventType.OTHER_TIME),
        (MOMENT, "Mended", EventType.AS_FIRST_ORDERED),
    ):
        mended = a_booking(moment=moment, session=a_session(title=title))
        result = counter.do(Book(again=True), mended)
        done = after(result, mended)
        assert (done.state, done.title) == (State.CONFIRMED, a_session().title)
        assert done.moment == MOMENT
        assert told(result) == [(OWNER, what)]
    assert (counter.count("POST"), counter.count("PATCH")) == (1, 0)


@by_request
def test_a_request_found_again_has_no_id_to_edit_it_by(counter: Counter) -> None:
    booking = counter.looked_up(a_booking())
    counter.do(Book(), booking)
    assert after(counter.do(Book(), booking, attempt=2), booking).state is State.REQUESTED
    assert (counter.count("POST"), counter.count("PATCH")) == (1, 0)


def test_what_an_earlier_try_made_and_somebody_canceled_is_scheduled_anew(
    counter: Counter,
) -> None:
    counter.book()
    (made,) = counter.prevail.provider.sessions
    made.state = stand_in.State.CANCELED
    waiting = after(counter.do(Book(), a_booking(), attempt=2), a_booking())
    counter.now += LAG
    counter.do(Book(), waiting, attempt=3)
    assert counter.count("POST") == 2


@pytest.mark.parametrize("fault", ["401", "403", "404", "422", "500", "drop_before", "rubbish"])
def test_a_look_that_fails_for_any_reason_leaves_unknown_what_is_unknown(
    counter: Counter, fault: str
) -> None:
    counter.book()
    lost = a_booking(trouble=FailureReason.UNKNOWN)
    counter.prevail.faults.set(fault, method="GET", times=9)
    result = counter.do(Book(), lost, attempt=2)
    assert isinstance(result, Postponed)
    assert after(result, lost).trouble is FailureReason.UNKNOWN
    long_since = later(minutes=-40)
    given_up = counter.do(Book(), lost, attempt=LEAST_TRIES, since=long_since)
    failed = after(given_up, lost)
    assert (failed.state, failed.trouble) == (State.FAILED, FailureReason.UNKNOWN)
    assert troubles(given_up) == [FailureReason.UNKNOWN]


def test_another_time_than_was_asked_for_is_told_to_the_owner(counter: Counter) -> None:
    wanted = a_booking()
    counter.prevail.faults.answer(booked_at("04:30 PM"), method="POST")
    result = counter.do(Book(), wanted)
    done = after(result, wanted)
    listed = moved(wanted, hours=3).moment
    assert (done.state, done.moment) == (State.CONFIRMED, listed)
    assert told(result) == [(OWNER, EventType.OTHER_TIME)]
    (news,) = [due.task.news for due in result.then if isinstance(due.task, Tell)]
    assert (news.before, news.after) == (MOMENT, listed)


@pytest.mark.parametrize("zone", ["America/New_York", "America/Indiana/Knox", "UTC"])
def test_the_same_time_stays_in_the_zone_that_was_meant(counter: Counter, zone: str) -> None:
    local = datetime(2027, 11, 7, 1, 30, fold=1)  # noqa: DTZ001 - wall clock
    wanted = a_booking(moment=Moment(local=local, zone=zone))
    result = counter.do(Book(), wanted)
    (session,) = counter.prevail.provider.sessions
    assert session.start == wanted.moment.instant
    assert after(result, wanted).moment == wanted.moment
    assert told(result) == []


def test_what_prevail_lists_of_title_and_length_counts(counter: Counter) -> None:
    counter.prevail.faults.answer(booked_at("01:30 PM"), method="POST")
    result = counter.do(Book(), a_booking())
    done = after(result, a_booking())
    assert (done.title, done.length) == ("As listed", timedelta(hours=1.5))
    assert told(result) == []


def test_a_cancellation_asked_for_meanwhile_stays_asked_for(counter: Counter) -> None:
    canceling = begin_cancellation(a_booking())
    done = after(counter.do(Book(), a_booking()), canceling)
    assert done.state is State.CANCELING
    assert done.provider_state is State.CONFIRMED
    assert counter.do(Book(), canceling) == Outcome()


def test_a_booking_refused_while_it_is_canceled_stays_canceling_and_tells_nobody(
    counter: Counter,
) -> None:
    counter.prevail.faults.set("401", times=9)
    canceling = begin_cancellation(a_booking())
    result = counter.do(Book(), canceling, attempt=2)
    assert after(result, canceling).state is State.CANCELING
    assert told(result) == []


@pytest.mark.parametrize("status", [400, 404, 409, 410, 422])
def test_a_first_try_that_is_refused_because_it_was_made_is_booked(
    counter: Counter, status: int
) -> None:
    def made_all_the_same(call: Call) -> Response:
        call.proceed()
        return call.refuse(status, "remote_session_id has already been taken")

    counter.prevail.faults.intercept(made_all_the_same, method="POST")
    done = after(counter.do(Book(), a_booking()), a_booking())
    assert (done.state, done.trouble) == (State.CONFIRMED, None)
    assert counter.count("POST") == 1


@pytest.mark.parametrize("look", ["503", "empty", "rubbish", "401", "404"])
def test_a_refusal_counts_where_nothing_shows_that_it_was_made(counter: Counter, look: str) -> None:
    counter.prevail.faults.set("422", method="POST")
    counter.prevail.faults.set(look, method="GET")
    refused = after(counter.do(Book(), a_booking()), a_booking())
    assert (refused.state, refused.trouble) == (State.FAILED, FailureReason.REFUSED)


def asked_for_slowly(counter: Counter) -> list[stand_in.Session]:
    """Have the next order drop its line, and return it once Prevail has carried it out meanwhile."""
    made: list[stand_in.Session] = []

    def slowly(call: Call) -> Response:
        call.proceed()
        made.append(counter.prevail.provider.sessions.pop())
        return RawResponse()

    counter.prevail.faults.intercept(slowly, method="POST")
    return made


@pytest.mark.parametrize("self_service", [True, False])
@pytest.mark.parametrize("seconds", [7, 22, 100])
def test_what_took_longer_than_docket_waits_is_asked_for_once(
    counter: Counter, seconds: int
) -> None:
    booking = counter.looked_up(a_booking())
    made = asked_for_slowly(counter)
    waiting = after(counter.do(Book(), booking), booking)
    for attempt in range(2, 20):
        if made and counter.now >= later(seconds=seconds):
            counter.prevail.provider.sessions.append(made.pop())
        result = counter.do(Book(), waiting, attempt=attempt)
        waiting = after(result, waiting)
        if not isinstance(result, Postponed):
            break
        counter.now = result.at
    assert waiting.state in {State.CONFIRMED, State.REQUESTED}
    assert counter.count("POST") == 1


def test_an_id_that_prevail_has_cut_or_lengthened_is_ours_while_its_secret_is_in_it(
    counter: Counter,
) -> None:
    ours = a_booking(remote_session_id=f"deposition-of-jane-doe-{SECRET}")
    counter.prevail.faults.set("drop_after", method="POST")
    waiting = after(counter.do(Book(), ours), ours)
    (session,) = counter.prevail.provider.sessions
    session.remote_session_id = f"doe-{SECRET}-1"
    done = after(counter.do(Book(), waiting, attempt=2), waiting)
    assert (done.state, done.remote_id) == (State.CONFIRMED, f"doe-{SECRET}-1")
    moving = begin_change(done)
    result = counter.do(Change(by=OWNER, wanted=moved(moving, days=1)), moving)
    assert after(result, moving).moment == moved(moving, days=1).moment


def test_the_same_under_quite_another_id_is_asked_for_no_second_time(counter: Counter) -> None:
    counter.prevail.faults.set("drop_after", method="POST")
    waiting = after(counter.do(Book(), a_booking()), a_booking())
    (session,) = counter.prevail.provider.sessions
    session.remote_session_id = "named-by-prevail"
    counter.now += LAG
    failed = after(counter.do(Book(), waiting, attempt=2), waiting)
    assert (failed.state, failed.trouble) == (State.FAILED, FailureReason.AMBIGUOUS)
    assert counter.count("POST") == 1


def test_a_session_that_prevail_has_renamed_is_changed_and_canceled_by_its_new_id(
    counter: Counter,
) -> None:
    moving = begin_change(counter.book())
    (session,) = counter.prevail.provider.sessions
    session.remote_session_id = "renamed-by-staff"
    wanted = moved(moving, days=1)
    done = after(counter.do(Change(by=OWNER, wanted=wanted), moving), moving)
    assert (done.state, done.moment, done.remote_id) == (
        State.CONFIRMED,
        wanted.moment,
        "renamed-by-staff",
    )
    canceling = begin_cancellation(done)
    assert after(counter.do(Cancel(by=OWNER), canceling), canceling).state is State.CANCELED
    assert counter.states == [stand_in.State.CANCELED]


def test_a_cancellation_is_the_first_to_meet_the_new_id_of_a_session(counter: Counter) -> None:
    canceling = begin_cancellation(counter.book())
    (session,) = counter.prevail.provider.sessions
    session.remote_session_id = "renamed-by-staff"
    result = counter.do(Cancel(by=OWNER), canceling)
    assert after(result, canceling).state is State.CANCELED
    assert counter.states == [stand_in.State.CANCELED]
    assert counter.count("PATCH") == 2


# Passing trouble


def test_what_passes_is_tried_again_and_said_on_the_card_once(counter: Counter) -> None:
    counter.prevail.faults.set("500", times=9)
    first = counter.do(Book(), a_booking())
    waiting = after(first, a_booking())
    assert isinstance(first, Postponed)
    assert (first.at, tasks(first)) == (later(seconds=5), ["show card"])
    assert (waiting.state, waiting.trouble) == (State.BOOKING, FailureReason.UNKNOWN)
    counter.prevail.faults.clear()
    counter.prevail.faults.set("500", method="GET")
    second = counter.do(Book(), waiting, attempt=2)
    assert isinstance(second, Postponed)
    assert (second.at, tasks(second)) == (later(seconds=5), [])


def test_the_owner_is_told_when_it_takes_long(counter: Counter) -> None:
    counter.prevail.faults.set("429", times=9)
    for attempt in range(2, TELL_AT_ATTEMPT + 2):
        result = counter.do(Book(), a_booking(), attempt=attempt)
        expected = [(OWNER, EventType.DELAYED)] if attempt == TELL_AT_ATTEMPT else []
        assert told(result) == expected


def test_what_a_killed_process_may_have_done_is_unknown_while_nobody_may_look(
    counter: Counter,
) -> None:
    counter.prevail.faults.set("500", method="GET", times=9)
    waiting = after(counter.do(Book(), a_booking(), attempt=2), a_booking())
    assert waiting.trouble is FailureReason.UNKNOWN
    given_up = counter.do(Book(), a_booking(), attempt=LEAST_TRIES, since=later(minutes=-40))
    canceling = after(given_up, begin_cancellation(a_booking()))
    assert (canceling.state, canceling.trouble) == (State.CANCELING, FailureReason.UNKNOWN)
    counter.prevail.faults.clear()
    counter.book()
    assert after(counter.do(Cancel(by=OWNER), canceling), canceling).state is State.CANCELED
    assert counter.states == [stand_in.State.CANCELED]


def test_a_provider_that_asks_for_time_gets_it(counter: Counter) -> None:
    counter.prevail.faults.set("429_seconds")
    result = counter.do(Book(), a_booking())
    assert isinstance(result, Postponed)
    assert result.at == later(seconds=600)


def test_it_is_given_up_when_trying_is_of_no_more_use(counter: Counter) -> None:
    counter.prevail.faults.set("429_seconds", times=9)
    soon = a_booking(moment=Moment.at(later(seconds=590), "UTC"))
    long_since = later(minutes=-25)
    early = counter.do(Book(), a_booking(), attempt=LEAST_TRIES - 1, since=long_since)
    assert isinstance(early, Postponed), "the first tries are made whatever the age"
    tried_idly = a_booking(tries_known=LEAST_TRIES - 1)
    for result in (
        counter.do(Book(), soon),
        counter.do(Book(), tried_idly, attempt=LEAST_TRIES, since=long_since),
    ):
        failed = after(result, a_booking())
        assert isinstance(result, Outcome)
        assert (failed.state, failed.trouble) == (State.FAILED, FailureReason.NOT_ANSWERING)


# Requests


@by_request
def test_a_request_is_watched_until_it_is_scheduled(counter: Counter) -> None:
    booking = counter.looked_up(a_booking())
    result = counter.do(Book(), booking)
    requested = after(result, booking)
    assert requested.state is State.REQUESTED
    assert result.then[-1].task == Watch()
    assert result.then[-1].at == later(seconds=10)
    assert counter.do(Watch(), requested) == Postponed(at=later(seconds=10))
    counter.now = later(hours=2)
    assert counter.do(Watch(), requested) == Postponed(at=later(hours=2, minutes=5))
    counter.prevail.provider.act("schedule", "1")
    (session,) = counter.prevail.provider.sessions
    session.remote = session.remote.model_copy(
        update={"start_time": "02:30 PM", "title": "As scheduled"}
    )
    arrived = counter.do(Watch(), requested)
    assert after(arrived, requested).state is State.CONFIRMED
    assert after(arrived, requested).join_url
    assert tasks(arrived) == ["show card", "thread line", "tell"]
    assert told(arrived) == [(OWNER, EventType.LINK_ARRIVED)]
    listed = after(arrived, requested)
    assert (listed.moment, listed.title) == (moved(requested, hours=1).moment, "As scheduled")


@by_request
def test_a_watch_outlasts_trouble_and_ends_with_the_session(counter: Counter) -> None:
    requested = counter.book()
    counter.prevail.faults.set("500")
    assert isinstance(counter.do(Watch(), requested), Postponed)
    counter.now = requested.ends
    ended = counter.do(Watch(), requested)
    given_up = after(ended, requested)
    assert (given_up.state, given_up.trouble) == (State.FAILED, FailureReason.NEVER_SCHEDULED)
    show, tell = (due.task for due in ended.then)
    assert show == ShowCard()
    assert isinstance(tell, Tell)
    assert (tell.user, tell.news.what) == (OWNER, EventType.NOT_BOOKED)
    assert tell.news.trouble == FailureReason.NEVER_SCHEDULED
    assert counter.do(Watch(), given_up) == Outcome()


@by_request
def test_a_request_that_prevail_cancels_is_canceled(counter: Counter) -> None:
    requested = counter.book()
    counter.prevail.provider.sessions[0].state = stand_in.State.CANCELED
    result = counter.do(Watch(), requested)
    ended = after(result, requested)
    assert (ended.state, ended.trouble) == (State.CANCELED, FailureReason.CANCELED_THERE)
    assert told(result) == [(OWNER, EventType.CANCELED_BY_PROVIDER)]


@by_request
def test_a_request_is_not_said_to_be_canceled_while_prevail_will_schedule_it(
    counter: Counter,
) -> None:
    overtaken = counter.book()
    canceling = overtaken.with_(state=State.CANCELING)
    assert isinstance(counter.do(Watch(), canceling), Postponed)
    result = counter.do(Cancel(by=OWNER), canceling)
    assert after(result, canceling).state is State.REQUESTED
    assert told(result) == [(OWNER, EventType.NOT_CANCELED)]
    assert counter.states == [stand_in.State.INITIAL]


@by_request
def test_what_staff_change_of_a_request_is_shown_and_told_once(counter: Counter) -> None:
    requested = counter.book()
    (session,) = counter.prevail.provider.sessions
    session.remote = session.remote.model_copy(
        update={"start_time": "02:30 PM", "title": "As staff have it"}
    )
    result = counter.do(Watch(), requested)
    assert isinstance(result, Postponed)
    shown = after(result, requested)
    assert (shown.state, shown.moment, shown.title) == (
        State.REQUESTED,
        moved(requested, hours=1).moment,
        "As staff have it",
    )
    assert told(result) == [(OWNER, EventType.CHANGED_THERE)]
    assert counter.do(Watch(), shown) == Postponed(at=later(seconds=10))


@by_request
def test_a_length_that_staff_change_is_shown_and_told_once(counter: Counter) -> None:
    requested = counter.book()
    (session,) = counter.prevail.provider.sessions
    session.remote = session.remote.model_copy(update={"estimated_duration": 2.5})
    result = counter.do(Watch(), requested)
    shown = after(result, requested)
    assert shown.length == timedelta(hours=2.5)
    assert told(result) == [(OWNER, EventType.LENGTH_CHANGED_THERE)]
    assert counter.do(Watch(), shown) == Postponed(at=later(seconds=10))


# Changing


def test_a_move_is_made_and_said(counter: Counter) -> None:
    moving = begin_change(counter.book())
    wanted = moved(moving, days=1)
    result = counter.do(Change(by=STRANGER, wanted=wanted), moving)
    done = after(result, moving)
    assert (done.state, done.moment) == (State.CONFIRMED, wanted.moment)
    assert tasks(result) == ["show card", "thread line", "tell"]
    assert told(result) == [(OWNER, EventType.MOVED)]
    line = result.then[1].task
    assert isinstance(line, ThreadLine)
    assert (line.news.by, line.news.before, line.news.after) == (STRANGER, MOMENT, wanted.moment)


def test_the_owner_is_not_told_of_a_change_of_their_own(counter: Counter) -> None:
    moving = begin_change(counter.book())
    result = counter.do(Change(by=OWNER, wanted=moved(moving, days=1)), moving)
    assert told(result) == []


def test_the_owner_is_told_of_an_edit_that_somebody_else_makes(counter: Counter) -> None:
    moving = begin_change(counter.book())
    result = counter.do(Change(by=STRANGER, wanted=Changes(title="Renamed")), moving)
    assert told(result) == [(OWNER, EventType.EDITED)]


def test_a_change_that_nobody_knows_of_stays_unknown_on_a_confirmed_booking(
    counter: Counter,
) -> None:
    moving = begin_change(counter.book())
    task = Change(by=OWNER, wanted=moved(moving, days=1))
    counter.prevail.faults.set("drop_after", method="PATCH")
    counter.prevail.faults.set("401", method="GET", times=9)
    lost = after(counter.do(task, moving), moving)
    assert lost.trouble is FailureReason.UNKNOWN
    waits = counter.do(task, lost, attempt=2)
    assert isinstance(waits, Postponed), "that nobody may look is no refusal"
    given_up = counter.do(task, lost, attempt=LEAST_TRIES, since=later(minutes=-40))
    stands = after(given_up, lost)
    assert (stands.state, stands.trouble) == (State.CONFIRMED, FailureReason.UNKNOWN)
    assert troubles(given_up) == [FailureReason.UNKNOWN]


def test_a_move_whose_answer_was_lost_is_not_made_twice(counter: Counter) -> None:
    moving = begin_change(counter.book())
    task = Change(by=OWNER, wanted=moved(moving, days=9))
    counter.prevail.faults.set("drop_after", method="PATCH")
    counter.prevail.faults.set("500", method="GET")
    assert isinstance(counter.do(task, moving), Postponed)
    result = counter.do(task, moving, attempt=2)
    assert after(result, moving).moment == task.wanted.moment
    assert counter.count("PATCH") == 1


def test_a_move_that_was_never_made_is_made_on_the_second_try(counter: Counter) -> None:
    moving = begin_change(counter.book())
    task = Change(by=OWNER, wanted=moved(moving, days=9))
    counter.prevail.faults.set("drop_before", method="PATCH")
    lost = counter.do(task, moving)
    assert isinstance(lost, Postponed)
    waiting = after(lost, moving)
    soon = counter.do(task, waiting, attempt=2)
    assert isinstance(soon, Postponed), "it may be at work yet"
    counter.now += LAG
    counter.do(task, after(soon, waiting), attempt=3)
    assert counter.prevail.provider.sessions[0].start == task.wanted.moment.instant  # type: ignore[union-attr] # it is set


def test_a_move_refused_leaves_it_as_it_was_and_tells_who_wanted_it(counter: Counter) -> None:
    moving = begin_change(counter.book())
    counter.prevail.faults.set("422", method="PATCH")
    result = counter.do(Change(by=STRANGER, wanted=moved(moving, days=1)), moving)
    stands = after(result, moving)
    assert (stands.state, stands.moment) == (State.CONFIRMED, MOMENT)
    assert told(result) == [(STRANGER, EventType.NOT_CHANGED)]


def test_a_move_overtaken_by_a_cancellation_is_dropped(counter: Counter) -> None:
    canceling = begin_cancellation(begin_change(counter.book()))
    task = Change(by=OWNER, wanted=moved(canceling, days=1))
    assert counter.do(task, canceling) == Outcome()
    assert counter.count("PATCH") == 0


def test_a_move_back_to_what_docket_believes_is_made_where_prevail_has_it_elsewhere(
    counter: Counter,
) -> None:
    moving = begin_change(counter.book())
    (session,) = counter.prevail.provider.sessions
    session.remote = session.remote.model_copy(update={"start_time": "03:30 PM"})
    result = counter.do(Change(by=OWNER, wanted=Changes(moment=MOMENT)), moving)
    done = after(result, moving)
    assert (done.state, done.moment, session.start) == (State.CONFIRMED, MOMENT, MOMENT.instant)
    line = result.then[1].task
    assert isinstance(line, ThreadLine)
    assert (line.news.before, line.news.after) == (moved(moving, hours=2).moment, MOMENT)


def test_what_is_so_already_is_not_asked_for_and_who_wanted_it_hears_that(counter: Counter) -> None:
    moving = begin_change(counter.book())
    result = counter.do(Change(by=STRANGER, wanted=Changes(moment=MOMENT)), moving)
    assert after(result, moving).state is State.CONFIRMED
    assert told(result) == [(STRANGER, EventType.ALREADY_SO)]
    assert counter.count("PATCH") == 0


def test_a_lost_change_is_looked_for_ever_more_slowly_and_asked_again_when_there_was_time(
    counter: Counter,
) -> None:
    moving = begin_change(counter.book())
    counter.prevail.faults.set("drop_before", method="PATCH", times=9)
    task = Change(by=OWNER, wanted=moved(moving, days=9))
    looks, waiting = [], moving
    for attempt in range(1, 8):
        result = counter.do(task, waiting, attempt=attempt)
        assert isinstance(result, Postponed)
        waiting, counter.now = after(result, waiting), result.at
        looks.append((result.at - NOW) // timedelta(seconds=1))
        asked = counter.count("PATCH")
    assert looks[:5] == [5, 10, 20, 40, 80]
    assert looks[5] == LAG // timedelta(seconds=1)
    assert asked == 2


def test_who_wanted_a_change_that_is_not_confirmed_hears_of_it_once(counter: Counter) -> None:
    moving = begin_change(counter.book())
    counter.prevail.faults.set("drop_before", method="PATCH", times=9)
    task = Change(by=STRANGER, wanted=moved(moving, days=9))
    heard, waiting = [], moving
    for attempt in range(1, 7):
        result = counter.do(task, waiting, attempt=attempt)
        assert isinstance(result, Postponed)
        waiting, counter.now = after(result, waiting), result.at
        heard += told(result)
        assert waiting.moment == MOMENT, "the card shows what was last seen"
    assert heard == [(STRANGER, EventType.DELAYED), (OWNER, EventType.DELAYED)]


def test_a_change_that_was_given_up_is_looked_for_and_its_outcome_told(counter: Counter) -> None:
    moving = begin_change(counter.book())
    counter.prevail.faults.set("drop_after", method="PATCH")
    counter.prevail.faults.set("500", method="GET", times=2)
    task = Change(by=STRANGER, wanted=moved(moving, days=9))
    lost = after(counter.do(task, moving), moving)
    given_up = counter.do(task, lost, attempt=LEAST_TRIES, since=later(minutes=-40))
    unknown = after(given_up, lost)
    (look,) = [due.task for due in given_up.then if due.at > counter.now]
    assert look == task.with_(looking=True)
    counter.prevail.faults.set("500", method="GET")
    counter.now += timedelta(minutes=10)
    assert isinstance(counter.do(look, unknown), Postponed), "nobody answered"
    result = counter.do(look, unknown)
    done = after(result, unknown)
    assert (done.state, done.trouble, done.moment) == (
        State.CONFIRMED,
        None,
        task.wanted.moment,
    )
    assert told(result) == [(STRANGER, EventType.MOVED), (OWNER, EventType.MOVED)]
    assert counter.do(look, done) == Outcome(), "it is told once"


def test_a_cancellation_that_was_given_up_and_not_made_is_said_to_be_not_made(
    counter: Counter,
) -> None:
    canceling = begin_cancellation(counter.book())
    counter.prevail.faults.set("drop_before", path="*/cancel")
    counter.prevail.faults.set("500", method="GET", times=2)
    lost = after(counter.do(Cancel(by=OWNER), canceling), canceling)
    given_up = counter.do(Cancel(by=OWNER), lost, attempt=LEAST_TRIES, since=later(minutes=-40))
    unknown = after(given_up, lost)
    assert (unknown.state, unknown.trouble) == (State.CONFIRMED, FailureReason.UNKNOWN)
    (look,) = [due.task for due in given_up.then if due.at > counter.now]
    counter.now += timedelta(minutes=10)
    result = counter.do(look, unknown)
    assert after(result, unknown).trouble is None
    assert told(result) == [(OWNER, EventType.NOT_CANCELED)]
    assert troubles(result) == [FailureReason.NOT_ANSWERING], "nobody declined"
    assert counter.count("PATCH") == 1, "nothing is asked for again"


def test_a_lost_booking_is_looked_for_to_its_end_and_its_owner_hears(counter: Counter) -> None:
    counter.prevail.faults.set("drop_after", method="POST")
    counter.prevail.faults.set("500", method="GET", times=2)
    lost = after(counter.do(Book(), a_booking()), a_booking())
    given_up = counter.do(Book(), lost, attempt=LEAST_TRIES, since=later(minutes=-40))
    unknown = after(given_up, lost)
    assert (unknown.state, unknown.trouble) == (State.FAILED, FailureReason.UNKNOWN)
    assert isinstance(counter.do(Watch(), unknown), Postponed)
    result = counter.do(Watch(), unknown)
    assert after(result, unknown).state is State.CONFIRMED
    assert told(result) == [(OWNER, EventType.FOUND)]
    counter.now = unknown.ends
    assert counter.do(Watch(), unknown) == Outcome()


def test_what_was_tried_again_is_no_longer_looked_for(counter: Counter) -> None:
    assert counter.do(Watch(), a_booking(trouble=FailureReason.UNKNOWN)) == Outcome()


def test_what_was_moved_far_away_at_prevail_is_not_called_gone(counter: Counter) -> None:
    moving = begin_change(counter.book())
    (session,) = counter.prevail.provider.sessions
    session.remote = session.remote.model_copy(update={"start_date": "2027-03-28"})
    counter.prevail.faults.set("404", method="PATCH")
    result = counter.do(Change(by=STRANGER, wanted=moved(moving, days=1)), moving)
    done = after(result, moving)
    assert (done.state, done.moment.local.month) == (State.CONFIRMED, 3)
    assert set(told(result)) == {
        (STRANGER, EventType.NOT_CHANGED),
        (OWNER, EventType.CHANGED_THERE),
    }


def test_a_time_that_nobody_can_read_is_not_called_the_one_that_was_wanted(
    counter: Counter,
) -> None:
    moving = begin_change(counter.book())
    (session,) = counter.prevail.provider.sessions
    said = {
        "remote_session_id": session.remote_session_id,
        "state": "ready",
        "start_date": "2027-01-29",
        "start_time": "teatime",
        "time_zone": "Hawaii",
    }
    answer = json_response(200, {"sessions": [said]})
    counter.prevail.faults.answer(answer, method="PATCH")
    counter.prevail.faults.answer(answer, method="GET", times=9)
    task = Change(by=OWNER, wanted=moved(moving, days=1))
    waiting = after(counter.do(task, moving), moving)
    counter.now += LAG
    done = after(counter.do(task, waiting, attempt=2), waiting)
    assert (done.state, done.moment) == (State.CONFIRMED, MOMENT)
    assert "teatime" in done.unreadable_time


# Canceling


def test_a_cancellation_is_announced_where_the_card_is_and_where_all_are(counter: Counter) -> None:
    canceling = begin_cancellation(counter.book())
    result = counter.do(Cancel(by=OWNER, reason="settled"), canceling)
    assert after(result, canceling).state is State.CANCELED
    assert announced(result) == ["C1", ANNOUNCE]
    assert told(result) == []
    assert counter.states == [stand_in.State.CANCELED]
    said = " ".join(due.task.model_dump_json() for due in result.then)
    assert "settled" not in said


def test_the_reason_goes_where_the_person_allows_and_to_the_owner(counter: Counter) -> None:
    canceling = begin_cancellation(counter.book())
    task = Cancel(by=STRANGER, reason="settled", tell_why=True)
    result = counter.do(task, canceling)
    news = [due.task.news for due in result.then if not isinstance(due.task, ShowCard)]  # type: ignore[union-attr] # all others have news
    assert {item.why for item in news} == {"settled"}
    silent = counter.do(Cancel(by=STRANGER, reason="settled"), canceling)
    whys: dict[str, Any] = {d.task.kind: d.task.news.why for d in silent.then[1:]}  # type: ignore[union-attr] # likewise
    assert whys == {"thread line": "", "announce": "", "tell": "settled"}


@pytest.mark.parametrize(
    ("channel", "place", "expected"),
    [
        ("D1", Visibility.DIRECT, [ANNOUNCE]),
        (ANNOUNCE, Visibility.PUBLIC, [ANNOUNCE]),
        ("", None, [ANNOUNCE]),
    ],
)
def test_nothing_is_announced_twice_or_in_direct_messages(
    counter: Counter, channel: str, place: Visibility | None, expected: list[str]
) -> None:
    card = Card(channel=channel, ts="1.1", place=place) if place else None
    canceling = begin_cancellation(counter.book(a_booking(channel=channel, card=card)))
    assert announced(counter.do(Cancel(by=OWNER), canceling)) == expected


def test_what_is_gone_from_prevail_and_not_listed_is_canceled(counter: Counter) -> None:
    canceling = begin_cancellation(counter.book())
    counter.prevail.provider.sessions.clear()
    waits = counter.do(Cancel(by=OWNER), canceling)
    assert isinstance(waits, Postponed), "lists lag"
    counter.now += LAG
    result = counter.do(Cancel(by=OWNER), after(waits, canceling), attempt=2)
    assert after(result, canceling).state is State.CANCELED


@pytest.fixture(params=["404", "422"])
def canceling(counter: Counter, request: pytest.FixtureRequest) -> SessionBooking:
    """A session whose cancellation Prevail refuses."""
    counter.prevail.faults.set(request.param, path="*/cancel")
    return begin_cancellation(counter.book())


def test_what_is_listed_as_living_is_not_canceled_whatever_prevail_answers(
    counter: Counter, canceling: SessionBooking
) -> None:
    result = counter.do(Cancel(by=STRANGER), canceling)
    assert after(result, canceling).state is State.CONFIRMED
    assert told(result) == [(STRANGER, EventType.NOT_CANCELED)]
    assert announced(result) == []


def test_what_is_listed_as_canceled_is_canceled_whatever_prevail_answers(
    counter: Counter, canceling: SessionBooking
) -> None:
    counter.prevail.provider.sessions[0].state = stand_in.State.CANCELED
    result = counter.do(Cancel(by=OWNER), canceling)
    assert after(result, canceling).state is State.CANCELED


def test_a_cancellation_of_which_nobody_may_look_how_it_went_is_tried_again(
    counter: Counter, canceling: SessionBooking
) -> None:
    counter.prevail.faults.set("401", method="GET", times=9)
    result = counter.do(Cancel(by=OWNER), canceling)
    assert isinstance(result, Postponed)
    assert after(result, canceling).trouble is FailureReason.UNKNOWN


def test_what_prevail_has_canceled_itself_is_canceled(counter: Counter) -> None:
    canceling = begin_cancellation(counter.book())
    counter.prevail.provider.sessions[0].state = stand_in.State.CANCELED
    result = counter.do(Cancel(by=OWNER), canceling)
    assert after(result, canceling).state is State.CANCELED


def test_what_was_canceled_there_before_it_began_is_not_asked_for_again(counter: Counter) -> None:
    canceling = begin_cancellation(counter.book())
    counter.prevail.provider.sessions[0].state = stand_in.State.CANCELED
    counter.now = MOMENT.instant + timedelta(minutes=1)
    changes = counter.count("PATCH")
    result = counter.do(Cancel(by=OWNER), canceling)
    assert after(result, canceling).state is State.CANCELED
    assert counter.count("PATCH") == changes


def test_its_agent_is_called_back_with_it_unless_that_is_over(counter: Counter) -> None:
    canceling = begin_cancellation(counter.book()).with_(agent="A-7K2M")
    result = counter.do(Cancel(by=OWNER), canceling)
    assert isinstance(result, Outcome)
    assert result.also is not None
    assert result.also.ref == "A-7K2M"
    coming, canceled = an_agent(state=State.CONFIRMED), an_agent(state=State.CANCELED)
    assert result.also.transition(coming).state is State.CANCELING
    assert result.also.transition(canceled) == canceled


def test_a_cancellation_that_prevail_refuses_is_not_made(counter: Counter) -> None:
    canceling = begin_cancellation(counter.book())
    counter.prevail.faults.set("422", path="*/cancel")
    result = counter.do(Cancel(by=OWNER), canceling)
    assert after(result, canceling).state is State.CONFIRMED
    assert told(result) == [(OWNER, EventType.NOT_CANCELED)]


def test_what_was_booked_unheard_is_canceled_too(counter: Counter) -> None:
    counter.book()
    canceling = begin_cancellation(a_booking()).with_(trouble=FailureReason.UNKNOWN)
    canceled = after(counter.do(Cancel(by=OWNER), canceling), canceling)
    assert (canceled.state, canceled.never_booked) == (State.CANCELED, False)
    assert counter.states == [stand_in.State.CANCELED]


@pytest.mark.parametrize("trouble", [None, FailureReason.REFUSED, FailureReason.NAME_TAKEN])
def test_what_was_never_booked_is_canceled_without_asking_anybody(
    counter: Counter, trouble: FailureReason | None
) -> None:
    canceling = begin_cancellation(a_booking()).with_(trouble=trouble)
    canceled = after(counter.do(Cancel(by=OWNER), canceling), canceling)
    assert (canceled.state, canceled.never_booked) == (State.CANCELED, True)
    assert counter.prevail.received == []


def test_while_nobody_can_tell_whether_it_was_booked_it_is_not_said_to_be_canceled(
    counter: Counter,
) -> None:
    canceling = begin_cancellation(a_booking()).with_(trouble=FailureReason.UNKNOWN)
    counter.prevail.faults.set("500", times=9)
    waits = counter.do(Cancel(by=OWNER), canceling)
    assert isinstance(waits, Postponed)
    assert after(waits, canceling).state is State.CANCELING
    lost = after(waits, canceling)
    given_up = counter.do(Cancel(by=OWNER), lost, attempt=LEAST_TRIES, since=later(minutes=-40))
    failed = after(given_up, lost)
    assert (failed.state, failed.trouble) == (State.FAILED, FailureReason.UNKNOWN)
    assert told(given_up) == [(OWNER, EventType.NOT_CANCELED)]


def test_a_cancellation_refused_leaves_it_confirmed(counter: Counter) -> None:
    canceling = begin_cancellation(counter.book())
    counter.prevail.faults.set("409", path="*/cancel")
    result = counter.do(Cancel(by=STRANGER), canceling)
    assert after(result, canceling).state is State.CONFIRMED
    assert told(result) == [(STRANGER, EventType.NOT_CANCELED)]


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
    waiting = after(counter.do(task, booking), booking).with_(tries_known=LEAST_TRIES - 1)
    counter.now += timedelta(minutes=40)
    given_up = counter.do(task, waiting, attempt=LEAST_TRIES)
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
    assert (ended.state, ended.trouble) == (State.CANCELED, FailureReason.CANCELED_THERE)
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


# What a fault of Docket's own holds up for good


@pytest.mark.parametrize(
    ("state", "task", "stands", "told"),
    [
        (State.BOOKING, Book(), State.FAILED, EventType.NOT_BOOKED),
        (State.REQUESTED, Watch(), State.FAILED, EventType.NOT_BOOKED),
        (
            State.MOVING,
            Change(by=STRANGER, wanted=Changes(title="New")),
            State.CONFIRMED,
            EventType.NOT_CHANGED,
        ),
        (State.CANCELING, Cancel(by=STRANGER), State.CONFIRMED, EventType.NOT_CANCELED),
    ],
)
def test_what_a_fault_of_ours_holds_up_for_good_ends_where_it_can_be_asked_for_again(
    counter: Counter, state: State, task: Task, stands: State, told: EventType
) -> None:
    held = counter.book() if state in {State.MOVING, State.CANCELING} else a_booking()
    ended = counter.abandon(task, held.with_(state=state))
    left = after(ended, held.with_(state=state))
    assert left.state is stands
    show, tell = (due.task for due in ended.then)
    assert show == ShowCard()
    assert isinstance(tell, Tell)
    assert (tell.news.what, tell.news.trouble) == (told, FailureReason.INTERNAL)
    assert tell.user == (OWNER if stands is State.FAILED else STRANGER)
    if stands is State.CONFIRMED:
        assert begin_change(left).state is State.MOVING
        assert begin_cancellation(left).state is State.CANCELING
    else:
        assert begin_retry(left, a_booking()).state is State.BOOKING


@pytest.mark.parametrize("state", [State.CONFIRMED, State.CANCELED, State.MOVING])
def test_a_watch_that_fails_when_it_is_over_changes_nothing(counter: Counter, state: State) -> None:
    assert counter.abandon(Watch(), counter.book().with_(state=state)) == Outcome()


# Links that Docket does not pass on


HOSTILE_LINK = "https://prevail.ai@evil.example/"


def test_a_link_that_is_not_passed_on_is_told_to_the_owner(counter: Counter) -> None:
    answer = {"session_state": "ready", "id": 1, "session_url": HOSTILE_LINK}
    counter.prevail.faults.answer(json_response(200, {"requests": [answer]}), method="POST")
    result = counter.do(Book(), a_booking())
    booking = after(result, a_booking())
    assert (booking.state, booking.join_url) == (State.CONFIRMED, None)
    assert told(result) == [(OWNER, EventType.LINK_REFUSED)]


@by_request
def test_so_is_one_that_arrives_later(counter: Counter) -> None:
    requested = counter.book()
    arrived = {
        "session_state": "scheduled",
        "id": 1,
        "remote_session_id": "doe",
        "session_url": HOSTILE_LINK,
    }
    counter.prevail.faults.answer(json_response(200, {"requests": [arrived]}), method="GET")
    result = counter.do(Watch(), requested)
    assert after(result, requested).join_url is None
    assert told(result) == [(OWNER, EventType.LINK_ARRIVED), (OWNER, EventType.LINK_REFUSED)]


def test_what_stands_in_between_is_not_lost_where_nothing_is_known(counter: Counter) -> None:
    fault = Fault(cause=Cause.PROXY, detail="502")
    lost = OutcomeUnknown("Prevail", fault=fault)
    assert counter.pending(a_booking(), lost).fault == fault


def by_old_clocks(booking: Booking, *, hours: int = 1) -> tuple[Booking, datetime]:
    """Return the booking as newer zone data has it: its wall clock means an earlier instant."""
    was = booking.moment.instant
    moment = Moment(local=booking.moment.local, zone="America/Phoenix")
    assert moment.instant == was - timedelta(hours=hours)
    return booking.with_(moment=moment), was


def realign(booking: Booking, *, was: datetime, version: str = "2026a") -> Realign:
    return Realign(was=was, moment=booking.moment, version=version)


def test_what_prevail_holds_by_the_old_clocks_is_mended_and_told(counter: Counter) -> None:
    booking, was = by_old_clocks(counter.book())
    result = counter.do(realign(booking, was=was), booking)
    assert counter.prevail.provider.sessions[0].start == booking.moment.instant
    assert told(result) == [(OWNER, EventType.CLOCKS_CHANGED)]
    assert tasks(result) == ["show card", "thread line", "tell"]
    assert after(result, booking) == booking


def test_what_prevail_holds_by_the_new_clocks_already_is_only_told(counter: Counter) -> None:
    booking = counter.book()
    was = booking.moment.instant + timedelta(hours=1)
    result = counter.do(realign(booking, was=was), booking)
    assert counter.count("PATCH") == 0
    assert told(result) == [(OWNER, EventType.CLOCKS_CHANGED)]


def test_what_prevails_people_have_moved_meanwhile_stays_where_they_moved_it(
    counter: Counter,
) -> None:
    booking, was = by_old_clocks(counter.book())
    session = counter.prevail.provider.sessions[0]
    session.remote = session.remote.model_copy(update={"start_time": "05:00 PM"})
    result = counter.do(realign(booking, was=was), booking)
    assert counter.count("PATCH") == 0
    assert told(result) == [(OWNER, EventType.CHANGED_THERE)]
    assert after(result, booking).moment.local.hour == 17


@by_request
def test_of_what_is_only_requested_it_is_told_that_it_goes_by_the_old_clocks(
    counter: Counter,
) -> None:
    booking, was = by_old_clocks(counter.book())
    result = counter.do(realign(booking, was=was), booking)
    assert told(result) == [(OWNER, EventType.NOT_REALIGNED)]
    assert after(result, booking).state is State.REQUESTED


def test_a_refusal_to_mend_it_is_told_and_leaves_it_booked(counter: Counter) -> None:
    booking, was = by_old_clocks(counter.book())
    counter.prevail.faults.set("422", method="PATCH")
    counter.now = later(minutes=30)
    result = counter.do(realign(booking, was=was), booking)
    assert told(result) == [(OWNER, EventType.NOT_REALIGNED)]
    assert after(result, booking).state is State.CONFIRMED


def test_what_has_been_moved_meanwhile_is_not_mended(counter: Counter) -> None:
    booking, was = by_old_clocks(counter.book())
    moved = Moment(local=booking.moment.local + timedelta(days=1), zone=booking.moment.zone)
    result = counter.do(realign(booking, was=was), booking.with_(moment=moved))
    assert (tasks(result), counter.count("PATCH")) == ([], 0)


def test_what_newer_zone_data_ask_for_is_left_to_a_process_that_has_them(counter: Counter) -> None:
    booking, was = by_old_clocks(counter.book())
    result = counter.do(realign(booking, was=was, version="2199a"), booking)
    assert isinstance(result, Postponed)
    assert counter.count("PATCH") == 0


def test_what_is_canceled_meanwhile_is_not_mended(counter: Counter) -> None:
    booking, was = by_old_clocks(counter.book())
    result = counter.do(realign(booking, was=was), begin_cancellation(booking))
    assert (tasks(result), counter.count("PATCH")) == ([], 0)


def test_what_prevail_has_canceled_meanwhile_is_not_mended_but_over(counter: Counter) -> None:
    booking, was = by_old_clocks(counter.book())
    counter.prevail.provider.sessions[0].state = stand_in.State.CANCELED
    result = counter.do(realign(booking, was=was), booking)
    assert after(result, booking).state is State.CANCELED
    assert told(result) == [(OWNER, EventType.CANCELED_BY_PROVIDER)]
