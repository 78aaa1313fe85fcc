"""Prevail's adapter does every operation against a strict stand-in, and claims only what was seen."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.providers.prevail.adapter import Prevail
from bot.scheduling.model import failures
from bot.scheduling.model.booking import Changes
from bot.scheduling.model.session import SessionState
from bot.times.moment import Moment
from sandbox.http_server import json_response
from sandbox.providers.prevail_sessions import State
from tests.providers.prevail.builders import BOOKING, LINK, SESSION, Prevails, at, at_work, ordered


def test_a_session_whose_answer_was_lost_is_found_with_its_join_link(
    prevail: Prevail, running: Prevails
) -> None:
    assert prevail.find(BOOKING) is None
    running.faults.set("drop_after")
    with pytest.raises(failures.OutcomeUnknown):
        prevail.book(BOOKING)

    found = prevail.find(BOOKING)

    assert found
    assert found.booked.state is SessionState.READY
    assert found.booked.join_url == f"https://prevail.example/session/{LINK}"
    assert found.booked.demoted_hosts == ("stranger@example.com",)
    assert (found.title, found.moment) == (SESSION.title, BOOKING.moment)
    assert found.duration == SESSION.duration


def test_a_session_is_found_even_where_its_join_link_is_not(
    prevail: Prevail, running: Prevails
) -> None:
    prevail.book(BOOKING)
    running.faults.set("404", path="*/session_requests")

    found = prevail.find(BOOKING)

    assert found
    assert found.booked.state is SessionState.READY
    assert found.booked.join_url is None


@pytest.mark.parametrize("hours", [-23, -1, 0, 1, 23])
def test_a_session_is_looked_for_around_its_time_as_prevail_may_list_it_elsewhere(
    prevail: Prevail, running: Prevails, hours: int
) -> None:
    prevail.book(BOOKING)
    elsewhere = BOOKING.moment.instant + timedelta(hours=hours)
    found = prevail.find(BOOKING.with_(moment=Moment.at(elsewhere, "UTC"), secret_id=True))
    assert found
    assert found.moment == BOOKING.moment
    (query,) = [r.args for r in running.received if r.path.endswith("/sessions") and r.args]
    window = int(query["end_time"]) - int(query["start_time"])
    assert window == timedelta(days=2).total_seconds()


def test_a_moved_session_is_found_wherever_it_was_moved_to(
    prevail: Prevail, running: Prevails
) -> None:
    new = at("2027-06-01T09:00", "Europe/Berlin")
    prevail.book(BOOKING)
    prevail.edit(BOOKING, wanted=Changes(moment=new))

    secret = BOOKING.with_(secret_id=True)
    for also, looks in ((new, 1), (None, 2)):
        running.received.clear()
        found = prevail.find(secret, also=also)
        assert found
        assert found.moment == new
        lists = [request for request in running.received if request.path.endswith("/sessions")]
        assert len(lists) == looks
    guessable = prevail.find(BOOKING)
    assert guessable
    assert guessable.moment == new, "whoever has a name that people chose has it on whatever day"


@pytest.mark.parametrize(
    "said",
    [
        {"requests": [{}]},
        {"requests": [{"id": 7}]},
        {"requests": [{"id": 7, "session_state": "error"}]},
        {"requests": [{"id": 7, "session_state": "canceled", "session_url": "https://a.example/"}]},
        {"requests": [{"id": 7, "session_state": None, "errors": ["no room"]}]},
    ],
)
def test_a_good_status_alone_books_nothing(
    prevail: Prevail, running: Prevails, said: dict[str, Any]
) -> None:
    running.faults.answer(json_response(200, said))
    with pytest.raises(failures.Inconclusive):
        prevail.book(BOOKING)


COMPLAINTS: list[dict[str, Any]] = [
    {"errors": {"title": ["is bad"]}},
    {"errors": ["no"]},
    {"error": "no"},
    {"success": False},
    {"success": "false"},
    {"success": 0},
    {"status": "error"},
]


@pytest.mark.parametrize("complaint", COMPLAINTS)
def test_a_complaint_under_a_good_status_is_a_no_whatever_stands_beside_it(
    prevail: Prevail, running: Prevails, complaint: dict[str, Any]
) -> None:
    good = {
        "requests": [{"id": 7, "session_state": "ready"}],
        "sessions": [{"remote_session_id": BOOKING.remote_session_id, "title": "New"}],
        "messages": "Session successfully canceled.",
    }
    running.faults.answer(json_response(200, good | complaint), times=2)
    with pytest.raises(failures.DoubtfulRefusal):
        prevail.book(BOOKING)
    with pytest.raises(failures.DoubtfulRefusal):
        prevail.edit(BOOKING, wanted=Changes(title="Newer"))
    running.faults.answer(json_response(200, complaint))
    with pytest.raises(failures.DoubtfulRefusal):
        prevail.cancel(BOOKING, email_everybody=True)


@pytest.mark.parametrize("complaint", COMPLAINTS)
def test_a_complaint_beside_what_was_wanted_is_neither_yes_nor_no(
    prevail: Prevail, running: Prevails, complaint: dict[str, Any]
) -> None:
    good = {
        "sessions": [{"remote_session_id": BOOKING.remote_session_id, "title": "New"}],
        "messages": "Session successfully canceled.",
    }
    running.faults.answer(json_response(200, good | complaint), times=2)
    with pytest.raises(failures.Inconclusive):
        prevail.edit(BOOKING, wanted=Changes(title="New"))
    with pytest.raises(failures.Inconclusive):
        prevail.cancel(BOOKING, email_everybody=True)


def cancel(prevail: Prevail) -> None:
    prevail.cancel(BOOKING, email_everybody=True)


def move(prevail: Prevail) -> None:
    prevail.edit(BOOKING, wanted=Changes(moment=at("2027-06-01T09:00", "Europe/Berlin")))


@pytest.mark.parametrize(
    ("ask", "said"),
    [
        (cancel, {}),
        (cancel, {"messages": None}),
        (cancel, {"messages": "Session could not be canceled."}),
        (cancel, {"messages": "The session was not successfully canceled."}),
        (cancel, {"messages": "Successfully canceled 0 of 1 sessions."}),
        (cancel, {"messages": "Session successfully canceled for nobody: it is locked."}),
        (move, {}),
        (move, {"sessions": []}),
        (move, {"sessions": [{"title": "Deposition"}]}),
        (move, {"sessions": [{"remote_session_id": "another", "title": "Deposition"}]}),
    ],
)
def test_a_good_status_alone_cancels_and_changes_nothing(
    prevail: Prevail, running: Prevails, ask: Callable[[Prevail], None], said: dict[str, Any]
) -> None:
    prevail.book(BOOKING)
    running.faults.answer(json_response(200, said))
    with pytest.raises(failures.Inconclusive):
        ask(prevail)


def test_an_edit_is_answered_as_prevail_says_it_is_whatever_was_wanted(
    prevail: Prevail, running: Prevails
) -> None:
    said = {
        "remote_session_id": BOOKING.remote_session_id,
        "state": "ready",
        "start_date": "2027-06-01",
        "start_time": "08:00 AM",
        "time_zone": "Europe/Berlin",
    }
    running.faults.answer(json_response(200, {"sessions": [said]}))
    found = prevail.edit(BOOKING, wanted=Changes(moment=at("2027-06-01T09:00", "Europe/Berlin")))
    assert found.moment == at("2027-06-01T08:00", "Europe/Berlin")


@pytest.mark.parametrize(("email", "mails"), [(True, 4), (False, 0)])
def test_a_session_is_canceled_with_or_without_mail(
    prevail: Prevail, running: Prevails, email: bool, mails: int
) -> None:
    prevail.book(BOOKING)
    running.provider.emails.clear()

    prevail.cancel(BOOKING, email_everybody=email)

    assert running.provider.sessions[0].state is State.CANCELED
    assert len(running.provider.emails) == mails
    found = prevail.find(BOOKING)
    assert found
    assert found.booked.state is SessionState.CANCELED


def test_what_prevail_refuses_is_told_in_its_words(prevail: Prevail) -> None:
    prevail.book(BOOKING)
    with pytest.raises(failures.Refused, match="already been taken"):
        prevail.book(BOOKING)

    prevail.cancel(BOOKING, email_everybody=False)
    with pytest.raises(failures.Refused, match="canceled can't be edited"):
        prevail.edit(BOOKING, wanted=Changes(title="New"))


def test_a_session_nobody_knows_is_gone(prevail: Prevail) -> None:
    with pytest.raises(failures.Gone):
        prevail.cancel(BOOKING, email_everybody=True)


def test_without_self_service_a_session_is_requested_and_watched() -> None:
    with at_work(self_service=False) as (running, prevail):
        asked = prevail.book(BOOKING).booked
        waiting = prevail.find(BOOKING.model_copy(update={"booked": asked}))
        running.provider.act("schedule", str(asked.request_id))
        scheduled = prevail.find(BOOKING.model_copy(update={"booked": asked}))

    assert (asked.state, asked.remote_session_id) == (SessionState.INITIAL, None)
    assert waiting
    assert waiting.booked.state is SessionState.INITIAL
    assert scheduled
    assert scheduled.booked.state is SessionState.SCHEDULED
    assert scheduled.booked.join_url == f"https://prevail.example/session/{LINK}"


def test_a_request_without_a_number_could_not_be_told_from_others() -> None:
    with at_work(self_service=False) as (running, prevail):
        answer = json_response(200, {"requests": [{"session_state": "initial"}]})
        running.faults.answer(answer, method="POST")
        with pytest.raises(failures.OutcomeUnknown):
            prevail.book(BOOKING)


def test_a_request_is_scheduled_when_it_has_its_id() -> None:
    with at_work(self_service=False) as (running, prevail):
        asked = prevail.book(BOOKING).booked
        (session,) = running.provider.sessions
        session.state = State.SCHEDULED
        found = prevail.find(BOOKING.with_(booked=asked))
    assert found
    assert found.booked.state is SessionState.INITIAL, "else its link name would stand for it"


def test_a_request_is_found_by_its_number_or_an_id_that_nobody_else_can_have() -> None:
    with at_work(self_service=False) as (running, prevail):
        asked = prevail.book(BOOKING).booked
        running.provider.act("schedule", str(asked.request_id))
        assert prevail.find(BOOKING) is None
        for known in (BOOKING.with_(secret_id=True), BOOKING.with_(booked=asked)):
            found = prevail.find(known)
            assert found
            assert found.booked.request_id == asked.request_id
        other = asked.model_copy(update={"request_id": 77})
        assert prevail.find(BOOKING.with_(booked=other, secret_id=True)) is None


@pytest.mark.parametrize("days", [-1, 0, 40, 3600])
def test_a_session_of_the_id_is_seen_whenever_it_is(
    prevail: Prevail, running: Prevails, days: int
) -> None:
    then = datetime.now(UTC) + timedelta(days=days, hours=1)
    prevail.book(BOOKING.with_(moment=Moment.at(then, "UTC"), remote_session_id=LINK.upper()))
    (found,) = prevail.candidates(BOOKING)
    invited = ("ana", "stranger", "quartz", "mal")
    assert found.people == frozenset(f"{name}@example.com" for name in invited)
    running.provider.sessions[0].state = State.CANCELED
    assert prevail.candidates(BOOKING) == []


def test_a_list_of_requests_that_cannot_be_read_takes_no_more_than_the_link(
    prevail: Prevail, running: Prevails
) -> None:
    prevail.book(BOOKING)
    running.faults.answer(json_response(200, {"requests": 7}), path="*/session_requests")
    found = prevail.find(BOOKING)
    assert found
    assert (found.booked.state, found.booked.join_url) == (SessionState.READY, None)


def test_the_way_in_is_never_that_of_an_earlier_session_of_the_id(
    prevail: Prevail, running: Prevails
) -> None:
    zoom = ordered(video_provider="zoom_meeting")
    prevail.book(zoom)
    (theirs,) = running.provider.sessions
    theirs.state = State.CANCELED
    theirs.remote_session_id = None
    prevail.book(zoom.with_(moment=at("2027-01-28T05:30", "America/Los_Angeles")))
    theirs.remote_session_id = LINK
    found = prevail.find(BOOKING)
    assert found
    assert (found.booked.state, found.booked.request_id) == (SessionState.READY, 2)
    assert found.booked.meeting_id == "81000000002"


def test_what_is_listed_beside_it_at_its_time_may_be_it_under_another_id(prevail: Prevail) -> None:
    prevail.book(BOOKING.with_(remote_session_id="another"))
    assert [each.booked.remote_session_id for each in prevail.candidates(BOOKING)] == ["another"]


def test_a_renamed_session_is_found_by_its_number(prevail: Prevail, running: Prevails) -> None:
    booking = BOOKING.as_booked(prevail.book(BOOKING).booked)
    (session,) = running.provider.sessions
    session.remote_session_id = "renamed-by-staff"
    found = prevail.find(booking)
    assert found
    assert found.booked.remote_session_id == "renamed-by-staff"
    session.request_id = 999
    assert prevail.find(booking) is None, "without its number nothing proves that it is ours"


def test_what_the_list_of_requests_alone_still_has_is_there_only_as_canceled(
    prevail: Prevail, running: Prevails
) -> None:
    booking = BOOKING.as_booked(prevail.book(BOOKING).booked)
    nothing = json_response(200, {"sessions": []})
    running.faults.answer(nothing, path="*/sessions", times=9)
    assert prevail.find(booking) is None
    running.provider.sessions[0].state = State.CANCELED
    found = prevail.find(booking)
    assert found
    assert found.booked.state is SessionState.CANCELED
