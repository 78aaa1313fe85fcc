"""CareValidate's answers are read whatever their notation, and prove no more than they show."""

from typing import Any

import pytest

from bot.providers.carevalidate.adapter import CareValidate
from bot.providers.lenient import is_id
from bot.scheduling.jobs.appointment_lookup import find_listed
from bot.scheduling.model.appointment import AppointmentRequest
from bot.scheduling.model.failures import OutcomeUnknown, TryLater
from sandbox.http_server import json_response
from tests.mutations.answers import ODD
from tests.providers.carevalidate.builders import FREE, HELD, Running_, noon


@pytest.mark.parametrize(
    "held",
    [
        {"id": "a1", "startTime": "2027-01-21T15:00:00Z", "email": "invitee@example.com"},
        {"appointmentId": "a1", "startTime": "2027-01-21 15:00:00 UTC", "endTime": "soon"},
        {"appointmentId": None, "id": "a1", "startDateTime": "", "start": "2027-01-21T15:00Z"},
        {"id": "a1", "start": "2027-01-21T15:00:00Z", "end": "2027-01-21T14:00:00Z", "email": {}},
        {"uuid": "a1", "start_time": "2027-01-21T09:00:00-06:00", "meetingLink": {"url": "x"}},
        {"id": "a1", "start": "2027-01-21T15:00:00.000Z", "eventName": None},
        {"appointment": {"id": "a1", "startDateTime": "2027-01-21T15:00:00Z"}},
    ],
    ids=str,
)
def test_a_booking_is_read_under_whatever_names_it_comes(
    care: CareValidate, running: Running_, order: AppointmentRequest, held: dict[str, object]
) -> None:
    running.faults.answer(json_response(200, {"success": True, "data": held}))

    booked = care.book(order)

    assert (booked.id, booked.start) == ("a1", FREE)


def test_a_booking_is_read_whatever_else_stands_around_it(
    care: CareValidate, running: Running_, order: AppointmentRequest
) -> None:
    names = ("around", "layers", "said", "held", "success_", "meta")
    body = {"success": True, "data": {"id": "a1"}, **dict.fromkeys(names, "new")}
    running.faults.answer(json_response(200, body))

    assert care.book(order).id == "a1"


@pytest.mark.parametrize("data", [None, {}, [], {"startTime": "2027-01-21T15:00:00Z"}], ids=str)
def test_a_booking_without_an_id_has_to_be_looked_up(
    care: CareValidate, running: Running_, order: AppointmentRequest, data: object
) -> None:
    running.faults.answer(json_response(200, {"success": True, "data": data}))

    with pytest.raises(OutcomeUnknown):
        care.book(order)


def test_a_cancellation_counts_only_when_it_says_so(care: CareValidate, running: Running_) -> None:
    running.faults.answer(json_response(200, {"status": 200}))

    with pytest.raises(OutcomeUnknown):
        care.cancel("a1", email="invitee@example.com")


def test_what_does_not_say_whose_or_when_it_is_could_be_mistaken_for_it(
    care: CareValidate, running: Running_, order: AppointmentRequest
) -> None:
    listed = [
        {"appointmentId": "a1", "startTime": order.start.isoformat()},
        {"appointmentId": "a2", "email": order.email},
        {"appointmentId": "a3", "startTime": order.start.isoformat(), "email": "other@x.example"},
    ]
    running.faults.answer(json_response(200, {"success": True, "data": listed}))
    assert {held.id for held in care.candidates(order).held} == {"a1", "a2"}


@pytest.mark.parametrize("wrapped", ["data", "appointment", "flat"])
def test_a_booking_is_read_whichever_way_it_is_wrapped(
    care: CareValidate, running: Running_, order: AppointmentRequest, wrapped: str
) -> None:
    held = {"appointmentId": "a1"}
    bodies = {
        "data": {"success": True, "data": held},
        "appointment": {"success": True, "data": {"appointment": held}},
        "flat": {"success": True, **held},
    }
    running.faults.answer(json_response(200, bodies[wrapped]))
    assert care.book(order).id == "a1"


@pytest.mark.parametrize("wrapped", ["bare", "named", "nested"])
def test_a_list_is_read_whichever_way_it_is_wrapped(
    care: CareValidate, running: Running_, wrapped: str
) -> None:
    held = [{"appointmentId": "a1"}]
    bodies = {"bare": held, "named": {"appointments": held}, "nested": {"data": {"slots": held}}}
    running.faults.answer(json_response(200, bodies[wrapped]))
    day = noon().date()
    assert [each.id for each in care.upcoming(first=day, last=day).held] == ["a1"]


@pytest.mark.parametrize("name", HELD)
def test_no_odd_field_makes_a_booking_anything_else(
    care: CareValidate, running: Running_, order: AppointmentRequest, name: str
) -> None:
    for odd in ODD:
        held = {**HELD, name: odd}
        running.faults.answer(json_response(200, {"success": True, "data": held}))
        running.faults.answer(json_response(200, {"success": True, "data": [held]}))
        is_text = isinstance(odd, int | float | str) and not isinstance(odd, bool)
        if name == "id" and not (is_text and is_id(str(odd))):
            with pytest.raises(OutcomeUnknown):
                care.book(order)
            running.faults.clear()
            continue
        made = care.book(order)
        assert made.start in {FREE, None}
        if name == "startDateTime" and odd not in (None, "", [], {}):
            assert made.unreadable_start
        somebody_elses = name == "email" and is_text and odd != ""
        assert len(care.candidates(order).held) == (not somebody_elses)
        running.faults.clear()


@pytest.mark.parametrize("start", ["2027-01-21T15:00:00", "Jan 21, 2027 3 PM", 1800543600, "soon"])
def test_a_start_that_is_not_certain_is_told_in_its_words(
    care: CareValidate, running: Running_, order: AppointmentRequest, start: Any
) -> None:
    running.faults.answer(
        json_response(200, {"success": True, "data": {**HELD, "startDateTime": start}})
    )
    made = care.book(order)
    assert (made.start, made.unreadable_start) == (None, str(start))


@pytest.mark.parametrize("row", [None, 7, "text", [], {}, {"id": {}}, {"id": "a b"}], ids=str)
def test_a_row_that_cannot_be_read_hides_no_other_and_proves_no_absence(
    care: CareValidate, running: Running_, order: AppointmentRequest, row: Any
) -> None:
    mixed = json_response(200, {"success": True, "data": [row, HELD]})
    day = FREE.date()
    running.faults.answer(mixed, times=4)
    listing = care.upcoming(first=day, last=day)
    assert [held.id for held in listing.held] == ["a1"]
    assert not listing.whole
    ours, unread = care.candidates(order).held
    assert ours.id == "a1"
    assert (unread.start, unread.email) == (None, None)
    assert care.candidates(order).held[1] == unread
    assert find_listed("a1", start=order.start, end=order.start, appointments=care) == ours
    running.faults.answer(mixed)
    with pytest.raises(OutcomeUnknown):
        find_listed("a2", start=order.start, end=order.start, appointments=care)


CUT_OFF = [
    {"hasMore": True},
    {"has_more": "true"},
    {"nextPage": 2},
    {"next_cursor": "abc"},
    {"pagination": {"page": 1, "pages": 3}},
    {"meta": {"currentPage": 1, "totalPages": "2"}},
    {"links": {"self": "/x", "next": "/x?page=2"}},
    {"pagy": {"page": 1, "items": 1, "count": 2, "pages": 2}},
    {"total": 2},
    {"totalCount": "300"},
    {"partial": True},
    {"next_page_url": "https://care.example/?page=2"},
    {"@odata.nextLink": "https://care.example/?page=2"},
    {"meta": {"pagination": {"total": 9}}},
    {"total": 9.0},
    {"total_records": " 9 "},
    {"isTruncated": "yes"},
    {"moreResults": 1},
]
ALL_THERE = [
    {"hasMore": False, "nextPage": None, "next_cursor": "", "total": 1, "partial": "false"},
    {"pagination": {"page": 1, "pages": 1, "total": 1, "next": None}},
    {"meta": [], "links": {"self": "/x", "next": None}, "count": "1", "pages": "none"},
    {"total": -1, "pages": [], "totalPages": 0, "next": {}},
    {
        "count": True,
        "total": "many",
        "rateLimit": {"remaining": 499},
        "moreInfo": "https://docs.example/",
    },
]


@pytest.mark.parametrize("inside", [False, True])
@pytest.mark.parametrize("said", [*CUT_OFF, *ALL_THERE], ids=str)
def test_a_list_that_has_more_behind_it_proves_no_absence(
    care: CareValidate,
    running: Running_,
    order: AppointmentRequest,
    said: dict[str, Any],
    inside: bool,
) -> None:
    listed = {"appointments": [HELD], **said}
    body = {"success": True, "data": listed} if inside else {"success": True, **listed}
    running.faults.answer(json_response(200, body), times=9)
    day = FREE.date()
    whole = said in ALL_THERE
    listing = care.upcoming(first=day, last=day)
    assert ([held.id for held in listing.held], listing.whole) == (["a1"], whole)
    assert care.candidates(order).whole is whole
    assert find_listed("a1", start=order.start, end=order.start, appointments=care)
    if whole:
        assert not find_listed("a2", start=order.start, end=order.start, appointments=care)
        return
    with pytest.raises(OutcomeUnknown):
        find_listed("a2", start=order.start, end=order.start, appointments=care)


def test_blanks_around_an_id_or_address_are_no_part_of_it(
    care: CareValidate, running: Running_, order: AppointmentRequest
) -> None:
    blank = {**HELD, **{name: f" {HELD[name]}\u00a0" for name in ("id", "email")}}
    running.faults.answer(json_response(200, {"data": blank}))
    running.faults.answer(json_response(200, {"data": HELD}))
    assert care.book(order) == care.book(order)


@pytest.mark.parametrize("slots", [7, None, {}, "soon", [None, 7, {}, {"startTime": []}, "15:00"]])
def test_slots_that_cannot_be_read_hide_no_offer(
    care: CareValidate, running: Running_, slots: Any
) -> None:
    rows: list[Any] = [None, {"eventTypeId": {}}, {"eventTypeId": "e1", "availableTimes": slots}]
    running.faults.answer(json_response(200, {"success": True, "data": rows}))
    (offer,) = care.offers(states=["CA"])
    assert (offer.event_type_id, offer.free) == ("e1", ())


def test_offers_none_of_which_can_be_read_are_not_taken_for_none(
    care: CareValidate, running: Running_
) -> None:
    running.faults.answer(
        json_response(200, {"success": True, "data": [None, {"eventTypeId": []}]})
    )
    with pytest.raises(TryLater):
        care.offers(states=["CA"])
