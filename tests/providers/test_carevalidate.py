"""CareValidate's adapter does every operation of the document against a strict stand-in."""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from bot.providers.carevalidate.adapter import CareValidate
from bot.providers.lenient import is_id
from bot.scheduling.jobs.appointment_lookup import find_listed
from bot.scheduling.model.appointment import AppointmentRequest, Location
from bot.scheduling.model.failures import Gone, NotAllowed, OutcomeUnknown, Refused, TryLater
from sandbox import providers as stand_ins
from sandbox.http_server import json_response
from sandbox.providers import Running
from sandbox.providers.carevalidate import EventType
from tests.mutations.answers import ODD
from tests.providers import adapters

Running_ = Running[stand_ins.CareValidate]

FREE = datetime(2027, 1, 21, 15, tzinfo=UTC)


def noon() -> datetime:
    return datetime(2027, 1, 20, 12, tzinfo=UTC)


@pytest.fixture
def both() -> Iterator[tuple[Running_, CareValidate]]:
    with adapters.connected(stand_ins.CareValidate(now=noon)) as (running, transport):
        yield running, adapters.carevalidate(running.provider, transport)


@pytest.fixture
def care(both: tuple[Running_, CareValidate]) -> CareValidate:
    return both[1]


@pytest.fixture
def consultation(running: Running_) -> EventType:
    return next(iter(running.provider.event_types.values()))


@pytest.fixture
def order(consultation: EventType) -> AppointmentRequest:
    return AppointmentRequest(
        event_type_id=UUID(consultation.id),
        start=FREE,
        zone="America/Chicago",
        location=Location.ZOOM,
        email="Invitee@example.com",
        first_name="John",
        last_name="Doe",
    )


def test_an_appointment_is_booked(
    care: CareValidate, running: Running_, order: AppointmentRequest
) -> None:
    booked = care.book(order)

    [request] = running.received
    assert json.loads(request.data) == {
        "eventTypeId": str(order.event_type_id),
        "startTime": "2027-01-21T15:00:00Z",
        "email": "Invitee@example.com",
        "firstName": "John",
        "lastName": "Doe",
        "timezone": "America/Chicago",
        "location": "zoom_conference",
    }
    assert booked.id == running.provider.appointments[0].id
    assert (booked.start, booked.end) == (FREE, FREE + timedelta(minutes=30))
    assert booked.event_type == "Initial consultation"
    assert booked.name == "John Doe"
    assert booked.join_url


def test_names_that_were_not_given_are_not_sent(
    care: CareValidate, running: Running_, order: AppointmentRequest
) -> None:
    care.book(order.model_copy(update={"first_name": "", "last_name": ""}))

    body = json.loads(running.received[0].data)
    assert not {"firstName", "lastName"} & set(body)


def test_a_taken_slot_is_refused_with_the_reason(
    care: CareValidate, order: AppointmentRequest
) -> None:
    care.book(order)

    with pytest.raises(Refused) as caught:
        care.book(order)

    assert "not a free slot" in caught.value.reason


def test_an_appointment_whose_answer_was_lost_is_listed_among_those_like_it(
    care: CareValidate, running: Running_, order: AppointmentRequest
) -> None:
    assert care.candidates(order).held == ()
    running.faults.set("drop_after")
    with pytest.raises(OutcomeUnknown):
        care.book(order)

    (found,) = care.candidates(order).held

    assert found.id == running.provider.appointments[0].id
    assert (found.event_type_id, found.location) == (str(order.event_type_id), order.location)
    assert care.candidates(order.model_copy(update={"email": order.email.upper()})).held == (found,)
    assert care.candidates(order.model_copy(update={"email": "other@example.com"})).held == ()
    assert care.candidates(order.model_copy(update={"start": FREE + timedelta(hours=1)})).held == ()


def test_appointments_are_listed_by_dates_and_by_invitee(
    care: CareValidate, order: AppointmentRequest
) -> None:
    late = order.model_copy(update={"start": FREE + timedelta(days=1), "email": "b@example.com"})
    care.book(late)
    care.book(order)
    first, last = date(2027, 1, 20), date(2027, 1, 31)

    everybody = care.upcoming(first=first, last=last).held
    mine = care.upcoming(first=first, last=last, email="invitee@example.com").held
    friday = care.upcoming(first=date(2027, 1, 22), last=date(2027, 1, 22)).held

    assert [held.start for held in everybody] == [order.start, late.start]
    assert [held.start for held in mine] == [order.start]
    assert [held.start for held in friday] == [late.start]


def test_a_list_comes_soonest_first_whatever_its_order(
    care: CareValidate, running: Running_
) -> None:
    starts = ["2027-01-23T15:00:00Z", "2027-01-21T15:00:00Z", "unknown"]
    data = [{"id": start, "startTime": start} for start in starts]
    running.faults.answer(json_response(200, {"success": True, "data": data}))

    listed = care.upcoming(first=FREE.date(), last=date(2027, 1, 31)).held

    assert [held.id for held in listed] == [starts[1], starts[0], "unknown"]


def test_no_address_or_reason_is_ever_part_of_a_url(
    care: CareValidate, running: Running_, order: AppointmentRequest
) -> None:
    booked = care.book(order)
    care.candidates(order)
    care.upcoming(first=FREE.date(), last=FREE.date(), email=order.email)
    care.cancel(booked.id, email=order.email, reason="in hospital")

    for request in running.received:
        said = f"{request.path} {request.args}"
        assert "example.com" not in said
        assert "hospital" not in said


def test_free_slots_are_told_by_state(
    care: CareValidate, consultation: EventType, order: AppointmentRequest
) -> None:
    care.book(order)

    [offer] = care.free_slots(
        states=["CA", "NY"],
        event_type_id=consultation.id,
        start=FREE,
        end=FREE + timedelta(hours=1),
    )

    assert offer.event_type_id == consultation.id
    assert offer.practitioner == "Dr. Mira Stone"
    assert offer.free == (FREE + timedelta(minutes=30), FREE + timedelta(hours=1))


def test_who_offers_what_is_told_by_state(care: CareValidate, consultation: EventType) -> None:
    [offer] = care.offers(states=["NY"])

    assert (offer.event_type_id, offer.event_type) == (consultation.id, "Initial consultation")
    assert offer.link
    assert offer.free == ()
    assert len(care.offers(states=["CA"])) == 2


def test_an_appointment_is_canceled_with_a_reason(
    care: CareValidate, running: Running_, order: AppointmentRequest
) -> None:
    booked = care.book(order)

    care.cancel(booked.id, email="invitee@example.com", reason="ill")

    [held] = running.provider.appointments
    assert (held.canceled, held.reason) == (True, "ill")


def test_no_reason_is_sent_when_none_was_given(
    care: CareValidate, running: Running_, order: AppointmentRequest
) -> None:
    care.cancel(care.book(order).id, email=order.email)

    assert set(json.loads(running.received[-1].data)) == {"email", "appointmentId"}


def test_somebody_elses_appointment_is_refused_with_the_reason(
    care: CareValidate, order: AppointmentRequest
) -> None:
    booked = care.book(order)

    with pytest.raises(Refused, match="not the invitee"):
        care.cancel(booked.id, email="other@example.com")


def test_an_appointment_nobody_knows_is_gone(care: CareValidate) -> None:
    with pytest.raises(Gone):
        care.cancel("00000000-0000-0000-0000-000000000000", email="invitee@example.com")


def test_a_no_under_a_200_is_a_no(
    care: CareValidate, running: Running_, order: AppointmentRequest
) -> None:
    booked = care.book(order)
    running.faults.set("success_false", times=3)

    with pytest.raises(Refused, match="could not be reached"):
        care.cancel(booked.id, email=order.email)
    with pytest.raises(Refused, match="could not be reached"):
        care.book(order)
    with pytest.raises(Refused, match="could not be reached"):
        care.upcoming(first=FREE.date(), last=FREE.date())

    assert not running.provider.appointments[0].canceled


def test_a_wrong_key_is_for_an_administrator(care: CareValidate, running: Running_) -> None:
    running.provider.api_key = "another"
    with pytest.raises(NotAllowed):
        care.offers(states=["CA"])


def test_a_used_up_rate_limit_is_tried_later() -> None:
    with adapters.connected(stand_ins.CareValidate(budget=1)) as (running, transport):
        care = adapters.carevalidate(running.provider, transport)
        care.offers(states=["CA"])
        with pytest.raises(TryLater):
            care.offers(states=["CA"])


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


def test_a_link_in_a_reason_is_left_out(
    care: CareValidate, running: Running_, order: AppointmentRequest
) -> None:
    said = "https://zoom.example/j/9?pwd=s3cret is not supported"
    running.faults.answer(json_response(400, {"success": False, "error": said}))
    with pytest.raises(Refused) as refused:
        care.book(order)
    assert refused.value.reason == "(link) is not supported"


HELD = {
    "id": "a1",
    "eventTypeId": "7d9c0000-0000-4000-8000-000000000001",
    "eventTypeName": "Initial consultation",
    "startDateTime": "2027-01-21T15:00:00Z",
    "endDateTime": "2027-01-21T15:30:00Z",
    "email": "invitee@example.com",
    "firstName": "John",
    "lastName": "Doe",
    "timezone": "America/Chicago",
    "location": "zoom_conference",
    "meetingLink": "https://zoom.example/j/1",
}


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
