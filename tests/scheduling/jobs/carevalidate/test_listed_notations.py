"""Appointments that CareValidate lists in another notation after a lost answer: ours, or not known."""

import json

import pytest
from flask import Response

from bot.scheduling.model.booking import Booking
from bot.scheduling.model.record import FailureReason, State
from bot.scheduling.tasks.provider import Book
from sandbox.http_server import json_response
from sandbox.providers.faults import Call
from tests.scheduling.jobs.carevalidate.bench import INVITEE, CareValidateBench, news_told

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


def lost_and_listed(bench: CareValidateBench, listed: dict[str, object]) -> Booking:
    """Return one whose answer is lost, and of which something is listed in other words."""
    wanted = bench.looked_up(
        bench.appointment(request=bench.request(first_name="Pat", last_name="Quillfeather"))
    )
    bench.care.faults.set("drop_after", method="POST")

    def respond(call: Call) -> Response:
        answer = json.loads(call.proceed().data)
        return json_response(200, {"data": [{**row, **listed} for row in answer["data"]]})

    bench.care.faults.intercept(respond, method="GET", times=100)
    return wanted


@pytest.mark.parametrize("words", UNKNOWN_WORDS, ids=str)
def test_what_is_listed_in_words_that_nobody_knows_is_neither_taken_nor_asked_for_again(
    bench: CareValidateBench, words: dict[str, object]
) -> None:
    booking, _ = bench.through(Book(), lost_and_listed(bench, words))
    assert (booking.state, booking.trouble) == (State.FAILED, FailureReason.UNKNOWN)
    assert bench.posts() == 1


@pytest.mark.parametrize("oddly", ODDLY, ids=str)
def test_what_is_listed_in_other_words_is_ours_all_the_same(
    bench: CareValidateBench, oddly: dict[str, object]
) -> None:
    wanted = lost_and_listed(bench, oddly)
    booking, follows = bench.through(Book(), wanted)
    assert (booking.state, booking.remote_id) == (State.CONFIRMED, bench.held[0].id)
    assert news_told(follows) == []
    assert bench.posts() == 1


def test_the_address_is_compared_folded(bench: CareValidateBench) -> None:
    wanted = bench.looked_up(bench.appointment(request=bench.request(email=INVITEE.upper())))
    bench.care.faults.set("drop_after", method="POST")
    booking, _ = bench.through(Book(), wanted)
    assert booking.state is State.CONFIRMED
