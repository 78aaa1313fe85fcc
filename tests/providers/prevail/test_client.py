"""Prevail's client: every call is signed, and a list proves only what it shows whole."""

from datetime import UTC, datetime
from typing import Any

import jwt
import pytest
from flask import Response

from bot.providers.prevail.adapter import Prevail
from bot.providers.prevail.client import MOST_PAGES
from bot.scheduling.model.failures import (
    NotAllowed,
    OutcomeUnknown,
    TryLater,
)
from sandbox.http_server import json_response
from tests.providers.prevail.builders import BOOKING, LINK, Prevails, at, at_work


def test_a_session_is_found_on_whatever_page_it_is(prevail: Prevail, running: Prevails) -> None:
    for n in range(101):
        other = {"ref": f"S-{n:04}", "remote_session_id": f"other-{n}"}
        prevail.book(BOOKING.model_copy(update=other))
    prevail.book(BOOKING.model_copy(update={"moment": at("2027-01-28T09:00", "UTC")}))
    running.received.clear()

    assert prevail.find(BOOKING.model_copy(update={"remote_session_id": "other-100"}))
    assert [request.args["page"] for request in running.received[:2]] == ["1", "2"]


def test_a_session_is_seen_on_whatever_page_it_is_even_where_pages_are_not_counted(
    prevail: Prevail, running: Prevails
) -> None:
    then = at("2027-06-01T09:00", "Europe/Berlin")
    for n in range(101):
        prevail.book(BOOKING.with_(remote_session_id=f"other-{n}", moment=then))
    last = BOOKING.with_(remote_session_id="other-100")
    assert len(prevail.candidates(last)) == 1
    running.faults.set("missing_fields", method="GET", times=9)
    assert len(prevail.candidates(last)) == 1


@pytest.mark.parametrize("pages", [10**9, "3", "9" * 5_000])
def test_a_list_that_counts_more_pages_than_it_has_proves_nothing(
    prevail: Prevail, running: Prevails, pages: Any
) -> None:
    other = {"remote_session_id": "other", "state": "ready"}
    endless = json_response(200, {"pagy": {"pages": pages}, "sessions": [other] * 100})
    running.faults.answer(endless, method="GET", times=MOST_PAGES)
    with pytest.raises(TryLater):
        prevail.find(BOOKING)
    assert len(running.received) == 2


@pytest.mark.parametrize("pages", [None, -1, 0, "many", [], {}, True, 1.5])
@pytest.mark.parametrize("rows", [1, 99])
def test_a_list_that_counts_its_pages_oddly_ends_where_a_page_is_not_full(
    prevail: Prevail, running: Prevails, pages: Any, rows: int
) -> None:
    other = {"remote_session_id": "other", "state": "ready"}
    page = json_response(200, {"pagy": {"pages": pages}, "sessions": [other] * rows})
    running.faults.answer(page, method="GET", times=9)
    assert prevail.find(BOOKING) is None
    assert len(running.received) == 1


@pytest.mark.parametrize("row", [None, 7, "text", [], {}, {"remote_session_id": "a b"}], ids=str)
def test_a_row_that_cannot_be_read_hides_no_other_and_proves_no_absence(
    prevail: Prevail, running: Prevails, row: Any
) -> None:
    ours = {"remote_session_id": LINK, "state": "ready"}
    running.faults.answer(json_response(200, {"sessions": [row, ours]}), times=9)
    assert prevail.find(BOOKING)
    named, unread = prevail.candidates(BOOKING)
    assert named.booked.remote_session_id == LINK
    assert unread.mark
    assert (unread.title, unread.moment, unread.people) == (None, None, None)
    running.faults.clear()
    running.faults.answer(json_response(200, {"sessions": [row]}), times=9)
    with pytest.raises(TryLater):
        prevail.find(BOOKING)
    assert [found.mark for found in prevail.candidates(BOOKING)] == [unread.mark]


@pytest.mark.parametrize("row", [None, 7, [], {}, {"id": True}, {"id": {}}, {"id": "a b"}], ids=str)
def test_a_request_that_cannot_be_read_hides_no_other_and_proves_no_absence(row: Any) -> None:
    with at_work(self_service=False) as (running, prevail):
        booked = prevail.book(BOOKING).booked
        ours = {"id": str(booked.request_id), "session_state": "initial"}
        running.faults.answer(json_response(200, {"requests": [row, ours]}), times=2)
        found = prevail.find(BOOKING.with_(booked=booked))
        assert found
        assert found.booked.request_id == booked.request_id
        assert len(prevail.candidates(BOOKING)) == 2
        running.faults.answer(json_response(200, {"requests": [row]}))
        with pytest.raises(TryLater):
            prevail.find(BOOKING.with_(booked=booked))


@pytest.mark.parametrize(
    "body", [{}, [], None, {"requests": None}, {"requests": {}}, "no"], ids=str
)
def test_what_is_no_list_proves_nothing(body: Any) -> None:
    with at_work(self_service=False) as (running, prevail):
        running.faults.answer(json_response(200, body))
        with pytest.raises(TryLater):
            prevail.candidates(BOOKING)


def test_every_call_carries_a_token_of_a_few_minutes(prevail: Prevail, running: Prevails) -> None:
    prevail.find(BOOKING)

    token = running.received[0].headers["authorization"].removeprefix("Bearer ")
    claims = jwt.decode(token, running.provider.api_key, algorithms=["HS256"])
    left = claims["exp"] - datetime.now(UTC).timestamp()
    assert claims["slug"] == running.provider.company_id
    assert 60 < left <= 600


def test_a_wrong_key_is_for_an_administrator(prevail: Prevail, running: Prevails) -> None:
    running.provider.api_key = running.provider.api_key[::-1]

    with pytest.raises(NotAllowed):
        prevail.find(BOOKING)


def test_what_is_nested_without_end_is_looked_up(prevail: Prevail, running: Prevails) -> None:
    deep = '{"requests": [' + "[" * 50_000 + "]" * 50_000 + "]}"
    running.faults.answer(Response(deep.encode(), 200))
    with pytest.raises(OutcomeUnknown):
        prevail.book(BOOKING)
