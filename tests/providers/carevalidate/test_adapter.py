"""CareValidate's adapter does every operation of the document against a strict stand-in."""

import json
from datetime import date, timedelta

import pytest

from bot.providers.carevalidate.adapter import CareValidate
from bot.scheduling.model.appointment import AppointmentRequest
from bot.scheduling.model.failures import Gone, NotAllowed, OutcomeUnknown, Refused, TryLater
from sandbox import providers as stand_ins
from sandbox.http_server import json_response
from sandbox.providers.carevalidate import EventType
from tests.providers import adapters
from tests.providers.carevalidate.builders import FREE, Running_


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

    assert len(running.received) == 4
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


def test_a_link_in_a_reason_is_left_out(
    care: CareValidate, running: Running_, order: AppointmentRequest
) -> None:
    said = "https://zoom.example/j/9?pwd=s3cret is not supported"
    running.faults.answer(json_response(400, {"success": False, "error": said}))
    with pytest.raises(Refused) as refused:
        care.book(order)
    assert refused.value.reason == "(link) is not supported"
