"""What Prevail's answers say of a session: nothing odd about one makes it another."""

import json
from typing import Any

import pytest
from flask import Response

from bot.providers.prevail.adapter import Prevail
from bot.scheduling.model.failures import (
    OutcomeUnknown,
)
from bot.scheduling.model.session import SessionState
from sandbox.http_server import json_response
from tests.mutations.answers import ODD, every_field, put
from tests.providers.prevail.builders import BOOKING, LINK, VALUES, Prevails, at_work, ordered


def test_hosts_are_mailed_and_the_ones_prevail_did_not_take_are_told(
    prevail: Prevail, running: Prevails
) -> None:
    booked = prevail.book(BOOKING).booked

    assert running.provider.sessions[0].access["ana@example.com"] == "host"
    assert "ana@example.com" in [mail.to for mail in running.provider.emails]
    assert booked.demoted_hosts == ("stranger@example.com",)


def test_the_way_into_a_zoom_session_is_kept_and_its_password_out_of_sight(
    prevail: Prevail,
) -> None:
    booked = prevail.book(ordered(video_provider="zoom_meeting")).booked

    assert booked.meeting_id == "81000000001"
    assert booked.zoom_url == "https://zoom.example/j/81000000001"
    assert booked.join_url == f"https://prevail.example/session/{LINK}"
    assert booked.password
    assert booked.password.get_secret_value() == "zm000001"
    assert "zm000001" not in repr(booked)


@pytest.mark.parametrize(
    "state", ["canceled", "Canceled", " Canceled ", "cancelled", "CANCELLED", "deleted", "Removed"]
)
def test_a_session_has_ended_in_whatever_words_its_state_says_so(
    prevail: Prevail, running: Prevails, state: str
) -> None:
    listed = {
        "remote_session_id": BOOKING.remote_session_id,
        "state": state,
        "session_url": "https://prevail.example/session/x",
    }
    running.faults.answer(json_response(200, {"sessions": [listed]}), times=9, path="*/sessions")
    assert prevail.candidates(BOOKING) == []
    found = prevail.find(BOOKING)
    assert found
    assert found.booked.state is SessionState.CANCELED


REQUEST = {
    "id": 7,
    "session_state": "ready",
    "session_url": "https://prevail.example/session/x",
    "remote_session_id": LINK,
    "session_request": {
        "session_type": "remote_deposition",
        "deponent": {"name": "Mal Yarrow", "email": "mal@example.com", "role": "deponent"},
        "invites": [{"email": "ana@example.com", "access_level": "host"}],
    },
    "remote_session": VALUES,
    "session_details": {"language": "", "video_provider": "zoom_meeting"},
    "notice": None,
    "cancelation_requested": None,
    "provider_specific_details": {
        "meeting_id": 81,
        "password": "zm",
        "provider_join_url": "https://zoom.example/j/81",
        "prevail_join_url": "https://prevail.example/session/x",
    },
}


SESSION_ROW = {
    "remote_session_id": LINK,
    **VALUES,
    "state": "ready",
    "transcript_status": None,
    "invites": ["ana@example.com"],
    "provider_specific_details": REQUEST["provider_specific_details"],
}


def ways_in(answer: Any) -> list[tuple[Any, ...]]:
    """Return the way to every field of an answer."""
    return [way for way, _ in every_field(answer)]


def with_odd(answer: Any, way: tuple[Any, ...], odd: Any) -> Any:
    """Return an answer with something else at one place."""
    copy = json.loads(json.dumps(answer))
    put(copy, way, odd)
    return copy


@pytest.mark.parametrize("way", ways_in(REQUEST), ids=lambda way: ".".join(map(str, way)))
@pytest.mark.parametrize("self_service", [True, False])
def test_no_odd_field_makes_a_success_anything_else(
    way: tuple[Any, ...], self_service: bool
) -> None:
    needed = {True: (), False: (("id",),)}[self_service]
    with at_work(self_service=self_service) as (running, prevail):
        for odd in ODD:
            running.faults.answer(json_response(200, {"requests": [with_odd(REQUEST, way, odd)]}))
            is_read = isinstance(odd, str | int | float) and not isinstance(odd, bool) and odd != ""
            # A state that nobody knows may be that it failed.
            unknown = way == ("session_state",) and is_read
            if unknown or (way in needed and odd not in (7, -1, "text")):
                with pytest.raises(OutcomeUnknown):
                    prevail.book(BOOKING)
                continue
            made = prevail.book(BOOKING)
            assert made.booked.state in {SessionState.READY, SessionState.INITIAL}
            assert made.moment in {BOOKING.moment, None}
            said = made.moment or made.unreadable_time or way == ("remote_session",) or not odd
            assert said, f"{odd!r} for {way} is passed over"


@pytest.mark.parametrize("way", ways_in(SESSION_ROW), ids=lambda way: ".".join(map(str, way)))
def test_no_odd_field_hides_a_session_that_is_listed(
    prevail: Prevail, running: Prevails, way: tuple[Any, ...]
) -> None:
    if way == ("remote_session_id",):
        return
    for odd in ODD:
        running.faults.answer(json_response(200, {"sessions": [with_odd(SESSION_ROW, way, odd)]}))
        (found,) = prevail.candidates(BOOKING.with_(secret_id=True))
        assert found.booked.remote_session_id == LINK
        assert found.moment in {BOOKING.moment, None}


@pytest.mark.parametrize("date", ["0001-01-01", "1999-12-31", "2200-01-01", "9999-12-31"])
def test_a_time_out_of_all_reach_is_as_if_none_was_listed(
    prevail: Prevail, running: Prevails, date: str
) -> None:
    session = {
        "remote_session_id": LINK,
        "start_date": date,
        "start_time": "11:59 PM",
        "time_zone": "Hawaii",
        "estimated_duration": 721,
    }
    running.faults.answer(json_response(200, {"sessions": [session]}))
    (found,) = prevail.candidates(BOOKING)
    assert (found.moment, found.duration) == (None, None)


@pytest.mark.parametrize(
    "odd", [{"invites": 7}, {"invites": [[]]}, {"estimated_duration": float("inf")}]
)
def test_a_session_with_something_odd_about_it_is_seen_all_the_same(
    prevail: Prevail, running: Prevails, odd: dict[str, Any]
) -> None:
    session = {"remote_session_id": LINK, "state": "ready", **odd}
    running.faults.answer(json_response(200, {"sessions": [session]}))
    (found,) = prevail.candidates(BOOKING)
    assert found.people is None
    assert found.duration is None


@pytest.mark.parametrize(
    "notice",
    [
        "NaN",
        "-Infinity",
        "1e999",
        "9" * 5_000,
        "[" * 200 + "]" * 200,
        '"\\ud800"',
        '"' + "x" * 20_000 + '"',
    ],
    ids=lambda notice: notice[:12],
)
@pytest.mark.parametrize("before", [b"", b"\xef\xbb\xbf", b" \r\n"], ids=["plain", "BOM", "blanks"])
def test_no_odd_number_or_sign_makes_a_success_anything_else(
    prevail: Prevail, running: Prevails, notice: str, before: bytes
) -> None:
    said = json.dumps({"requests": [REQUEST]}).replace('"notice": null', f'"notice": {notice}')
    twice = said.replace('"session_state"', '"session_state": "error", "session_state"')
    running.faults.answer(Response(before + twice.encode(), 200))
    made = prevail.book(BOOKING)
    assert (made.booked.state, made.moment) == (SessionState.READY, BOOKING.moment)
