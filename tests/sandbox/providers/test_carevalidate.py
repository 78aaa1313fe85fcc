"""CareValidate's stand-in takes what the document says, exactly, and nothing else."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from sandbox.providers import CareValidate, Running, start
from sandbox.providers.carevalidate import BUDGET, EventType
from tests.builders import Clock

Care = Running[CareValidate]

APPOINTMENTS = "/api/v1/calendar/appointments"
CANCEL = f"{APPOINTMENTS}/cancel"
AVAILABILITY = "/api/v1/calendar/provider-availability"
FREE = "2027-01-21T15:00:00Z"


@pytest.fixture
def clock() -> Clock:
    return Clock(datetime(2027, 1, 20, 12, tzinfo=UTC))


@pytest.fixture
def care(clock: Clock) -> Iterator[Care]:
    with start(CareValidate(now=clock)) as running:
        yield running


@pytest.fixture
def http(care: Care) -> Iterator[httpx.Client]:
    headers = {"cv-api-key": "sandbox-carevalidate-api-key"}
    with httpx.Client(base_url=care.base_url, headers=headers) as client:
        yield client


@pytest.fixture
def consultation(care: Care) -> EventType:
    return next(iter(care.provider.event_types.values()))


def booking(kind: EventType, **change: Any) -> dict[str, Any]:
    body = {
        "eventTypeId": kind.id,
        "startTime": FREE,
        "email": "invitee@example.com",
        "firstName": "John",
        "lastName": "Doe",
        "timezone": "America/Chicago",
        "location": "google_conference",
    } | change
    return {name: value for name, value in body.items() if value is not ...}


def test_an_appointment_is_booked(care: Care, http: httpx.Client, consultation: EventType) -> None:
    answer = http.post(APPOINTMENTS, json=booking(consultation))

    assert answer.status_code == 200
    assert answer.json()["success"] is True
    booked = answer.json()["data"]
    assert booked["id"] == care.provider.appointments[0].id
    assert (booked["startDateTime"], booked["endDateTime"]) == (FREE, "2027-01-21T15:30:00Z")


def test_names_may_be_left_out_and_tracking_given(
    http: httpx.Client, consultation: EventType
) -> None:
    tracking = {"utmSource": "docket", "utmCampaign": None}
    body = booking(consultation, firstName=..., lastName=..., tracking=tracking)

    assert http.post(APPOINTMENTS, json=body).status_code == 200


@pytest.mark.parametrize(
    "change",
    [
        {"eventTypeId": ...},
        {"eventTypeId": "consultation"},
        {"eventTypeId": "00000000-0000-0000-0000-000000000000"},
        {"startTime": ...},
        {"startTime": "2027-01-21T15:00:00"},
        {"startTime": "2027-01-21T09:00:00-06:00"},
        {"startTime": "2027-01-21T15:10:00Z"},
        {"startTime": "2027-01-23T15:00:00Z"},
        {"startTime": "2027-01-19T15:00:00Z"},
        {"startTime": "2028-01-20T15:00:00Z"},
        {"email": ...},
        {"email": "invitee"},
        {"timezone": ...},
        {"timezone": "Central Time (US & Canada)"},
        {"location": ...},
        {"location": "zoom"},
        {"firstName": None},
        {"phone": "555"},
        {"tracking": {"utm": "docket"}},
        {"event_type_id": "x"},
    ],
    ids=str,
)
def test_a_booking_in_any_other_form_is_refused(
    care: Care, http: httpx.Client, consultation: EventType, change: dict[str, Any]
) -> None:
    answer = http.post(APPOINTMENTS, json=booking(consultation, **change))

    assert answer.status_code == 400
    said = answer.json()
    assert (said["status"], said["success"]) == (400, False)
    assert said["message"] == "Invalid request"
    assert said["error"]
    assert care.provider.appointments == []


def test_a_slot_can_be_had_once(http: httpx.Client, consultation: EventType) -> None:
    http.post(APPOINTMENTS, json=booking(consultation))

    again = http.post(APPOINTMENTS, json=booking(consultation, email="other@example.com"))

    assert again.status_code == 400
    assert "free slot" in again.json()["error"]


def test_an_appointment_is_cancelled_by_its_invitee(
    care: Care, http: httpx.Client, consultation: EventType
) -> None:
    made = http.post(APPOINTMENTS, json=booking(consultation)).json()["data"]["id"]
    body = {"email": "Invitee@example.com", "appointmentId": made, "reason": "ill"}

    answer = http.post(CANCEL, json=body)

    assert answer.json() == {
        "status": 200,
        "success": True,
        "message": "Meeting cancelled successfully",
    }
    assert care.provider.appointments[0].canceled
    assert care.provider.appointments[0].reason == "ill"
    assert http.post(CANCEL, json=body).status_code == 400
    assert http.post(APPOINTMENTS, json=booking(consultation)).status_code == 200


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"email": "other@example.com"}, 400),
        ({"email": ...}, 400),
        ({"appointmentId": ...}, 400),
        ({"appointmentId": "7"}, 400),
        ({"appointmentId": "00000000-0000-0000-0000-000000000000"}, 404),
        ({"reason": None}, 400),
        ({"notify": True}, 400),
    ],
    ids=str,
)
def test_a_cancellation_in_any_other_form_is_refused(
    care: Care, http: httpx.Client, consultation: EventType, change: dict[str, Any], status: int
) -> None:
    made = http.post(APPOINTMENTS, json=booking(consultation)).json()["data"]["id"]
    body = {"email": "invitee@example.com", "appointmentId": made} | change

    answer = http.post(CANCEL, json={k: v for k, v in body.items() if v is not ...})

    assert answer.status_code == status
    assert not care.provider.appointments[0].canceled


def test_appointments_are_listed_by_invitee_or_dates(
    http: httpx.Client, consultation: EventType
) -> None:
    http.post(APPOINTMENTS, json=booking(consultation))
    http.post(APPOINTMENTS, json=booking(consultation, startTime="2027-01-22T15:00:00Z"))
    gone = http.post(APPOINTMENTS, json=booking(consultation, startTime="2027-01-21T16:00:00Z"))
    cancelled = {"email": "invitee@example.com", "appointmentId": gone.json()["data"]["id"]}
    http.post(CANCEL, json=cancelled)

    mine = http.get(APPOINTMENTS, params={"user_email": "INVITEE@example.com"}).json()["data"]
    day = {"start_date": "2027-01-22", "end_date": "2027-01-22"}
    friday = http.get(APPOINTMENTS, params=day).json()["data"]

    starts = [one["startDateTime"] for one in mine]
    assert starts == [FREE, "2027-01-22T15:00:00Z"]
    assert [one["startDateTime"] for one in friday] == ["2027-01-22T15:00:00Z"]


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("", 400),
        ("start_date=2027-01-22", 400),
        ("start_date=2027-01-22&end_date=2027-01-21", 400),
        ("start_date=01/22/2027&end_date=01/23/2027", 400),
        ("start_date=2027-01-22&user_email=invitee@example.com", 400),
        ("user_email=nobody@example.com", 404),
        ("user_email=invitee@example.com&page=1", 400),
    ],
)
def test_a_list_asked_for_in_any_other_form_is_refused(
    http: httpx.Client, query: str, status: int
) -> None:
    assert http.get(f"{APPOINTMENTS}?{query}").status_code == status


def test_free_slots_are_told_by_state(
    care: Care, http: httpx.Client, consultation: EventType
) -> None:
    span = {
        "provider_states": "CA, NY",
        "event_type_id": consultation.id,
        "start_time": "2027-01-21T00:00:00Z",
        "end_time": "2027-01-21T16:00:00Z",
    }
    http.post(APPOINTMENTS, json=booking(consultation))

    [found] = http.get(AVAILABILITY, params=span).json()["data"]
    elsewhere = http.get(AVAILABILITY, params=span | {"provider_states": "HI"}).json()["data"]
    links = http.get(AVAILABILITY, params={"provider_states": "CA"}).json()["data"]

    times = [slot["startTime"] for slot in found["availableTimes"]]
    assert times == ["2027-01-21T15:30:00Z", "2027-01-21T16:00:00Z"]
    assert elsewhere == []
    assert {link["eventTypeId"] for link in links} == set(care.provider.event_types)


@pytest.mark.parametrize(
    "query",
    [
        "",
        "provider_states=California",
        "provider_states=CA&start_time=2027-01-21T00:00:00Z",
        "provider_states=CA&start_time=2027-01-21T00:00:00Z&end_time=2027-01-22T00:00:00Z",
        "provider_states=CA&state=NY",
    ],
)
def test_free_slots_asked_for_in_any_other_form_are_refused(http: httpx.Client, query: str) -> None:
    assert http.get(f"{AVAILABILITY}?{query}").status_code == 400


@pytest.mark.parametrize("headers", [{"cv-api-key": "wrong"}, {"cv-api-key": ""}])
def test_the_key_is_needed(http: httpx.Client, headers: dict[str, str]) -> None:
    answer = http.get(APPOINTMENTS, headers=headers)

    assert answer.status_code == 401
    assert answer.json() == {"status": 401, "success": False, "message": "Unauthorized"}


def test_an_organization_has_500_calls_a_minute(http: httpx.Client, clock: Clock) -> None:
    links = f"{AVAILABILITY}?provider_states=CA"
    assert {http.get(links).status_code for _ in range(BUDGET)} == {200}

    refused = http.get(links)

    assert refused.status_code == 429
    assert refused.json() == {"status": 429, "success": False, "message": "Rate limit exceeded"}
    clock.now += timedelta(seconds=60)
    assert http.get(links).status_code == 200


def test_it_can_say_no_with_a_200(care: Care, http: httpx.Client, consultation: EventType) -> None:
    care.faults.set("success_false")

    answer = http.post(APPOINTMENTS, json=booking(consultation))

    assert (answer.status_code, answer.json()["success"]) == (200, False)
    assert care.provider.appointments == []


def test_the_panel_shows_appointments_and_event_types(
    care: Care, http: httpx.Client, consultation: EventType
) -> None:
    http.post(APPOINTMENTS, json=booking(consultation))

    booked, kinds = httpx.get(f"{care.url}/_sandbox/state").json()["sections"]

    assert booked["rows"][0]["cells"] == [
        "Initial consultation",
        FREE,
        "invitee@example.com",
        "booked",
        "",
    ]
    assert len(kinds["rows"]) == len(care.provider.event_types)
