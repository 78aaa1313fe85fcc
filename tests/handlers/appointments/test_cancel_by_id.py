"""/appointment cancel: by reference and by CareValidate's own id, announced without a name."""

import re
from datetime import timedelta

import pytest
from flask import Response

from sandbox.http_server import RawResponse
from sandbox.providers.faults import Call
from sandbox.slack.people import ANA
from sandbox.slack.person import Screen
from tests.handlers.appointment_steps import (
    INVITEE,
    PRIVATE,
    REASON,
    booked_elsewhere,
    booked_for,
    everything,
    ref_in,
)
from tests.handlers.conftest import Office, StartOffice, labels, last_whisper
from tests.simulated_clock import SimulatedClock
from tests.waiting import wait_until


@pytest.fixture
def office(start_office: StartOffice) -> Office:
    """Start an office where Ana is appointment staff."""
    return start_office(appointment_staff=frozenset({ANA.id}))


def test_by_reference_it_is_asked_once_and_announced_with_type_and_time_only(
    office: Office,
) -> None:
    card = booked_for(office)
    ana = office.person("Ana Reyes")
    screen = ana.command("#depositions", f"/appointment cancel {ref_in(card.text)}")
    assert screen.submit_text == "Cancel appointment"
    assert [field.label for field in screen.fields] == ["Reason"]
    screen.fill("Reason", REASON).submit()
    card.wait_for_text("Canceled")
    (held,) = office.appointments
    assert (held.canceled, held.reason) == (True, REASON)
    said = ana.wait_for_message("#docket-announcements", "was canceled")
    assert said.text.startswith("An appointment on ")
    for private in (*PRIVATE, "Ana", ref_in(card.text), held.id):
        assert private not in everything(said)


def test_without_a_reason_none_is_sent(office: Office) -> None:
    card = booked_for(office)
    card.press("Cancel appointment").submit()
    card.wait_for_text("Canceled")
    assert b"reason" not in office.carevalidate.received[-1].data


def test_its_own_id_takes_the_invitees_address(office: Office) -> None:
    card = booked_for(office)
    (held,) = office.appointments
    ana = office.person("Ana Reyes")
    screen = ana.command("#depositions", f"/appointment cancel {held.id}")
    assert [(field.label, field.optional) for field in screen.fields] == [
        ("Invitee email", False),
        ("Reason", True),
    ]
    screen.fill("Invitee email", "other@patient.example").submit()
    assert "different email address" in screen.errors["Invitee email"]
    screen.fill("Invitee email", INVITEE.upper()).fill("Reason", REASON).submit()
    assert screen.errors == {}
    card.wait_for_text("Canceled")
    assert (held.canceled, held.reason) == (True, REASON)
    ana.wait_for_message("#docket-announcements", "An appointment on ")


def by_id(office: Office, held_id: str, *, email: str = INVITEE) -> Screen:
    screen = office.person("Ana Reyes").command("#depositions", f"/appointment cancel {held_id}")
    return screen.fill("Invitee email", email).fill("Reason", REASON).submit()


def test_one_that_was_booked_elsewhere_is_canceled_by_its_id(office: Office) -> None:
    held_id = booked_elsewhere(office)
    assert by_id(office, held_id).errors == {}
    ana = office.person("Ana Reyes")
    card = ana.wait_for_message("@app", "Cancellation C-").wait_for_text("Canceled")
    assert held_id in card.text
    assert labels(card) == ["More"]
    assert office.appointments[0].reason == REASON
    said = ana.wait_for_message("#docket-announcements", "was canceled")
    for private in (*PRIVATE, "Ana", held_id):
        assert private not in everything(said)
    shown = "\n".join(card.press("More").texts)
    assert INVITEE in shown
    assert REASON in shown
    ref = re.search(r"C-[0-9A-Z]{4}", card.text)
    assert ref
    carla = office.person("Carla Stein").command("#general", f"/appointment show {ref[0]}")
    for private in PRIVATE:
        assert private not in "\n".join(carla.texts)


def test_by_its_id_a_second_time_nothing_is_announced_again(office: Office) -> None:
    held_id = booked_elsewhere(office)
    by_id(office, held_id)
    ana = office.person("Ana Reyes")
    ana.wait_for_message("#docket-announcements", "was canceled")
    by_id(office, held_id.upper())
    said = ana.wait_for_message("#depositions", "was already canceled at CareValidate")
    assert said.only_for_me
    wait_until(office.is_idle)
    assert len(ana.messages("#docket-announcements")) == 1


def test_what_docket_itself_is_still_booking_is_not_canceled_by_its_id(
    start_office: StartOffice,
) -> None:
    clock = SimulatedClock()
    office = start_office(clock=clock, appointment_staff=frozenset({ANA.id}))
    faults = office.carevalidate.faults

    def lose_the_answer(call: Call) -> Response:
        faults.set("503", method="GET", times=999)
        call.proceed()
        return RawResponse()

    faults.intercept(lose_the_answer, method="POST")
    card = booked_for(office, until="no clear answer")
    (held,) = office.appointments
    elsewhere = booked_elsewhere(office, number=41, email="other@patient.example")
    screen = by_id(office, held.id)
    assert f"Docket is still booking {ref_in(card.text)}" in screen.errors["Invitee email"]
    assert by_id(office, elsewhere, email="other@patient.example").errors == {}
    faults.clear()
    clock.settle(office.database, wake=office.running.workers.wake, within=timedelta(minutes=20))
    card.wait_for_text("Confirmed")
    assert by_id(office, held.id).errors == {}
    card.wait_for_text("Canceled")
    assert [each.canceled for each in office.appointments] == [True, True]


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        ("401", "needs to check the connection to CareValidate"),
        ("404", "declined. CareValidate said: “Not found”"),
        ("422", "can't be booked"),
        ("success_false", "The calendar could not be reached"),
    ],
)
def test_why_not_is_said_and_everything_is_kept_to_try_again(
    office: Office, fault: str, said: str
) -> None:
    held_id = booked_elsewhere(office)
    office.carevalidate.faults.set(fault, method="POST")
    by_id(office, held_id)
    ana = office.person("Ana Reyes")
    card = ana.wait_for_message("@app", "Cancellation C-").wait_for_text("Not canceled.")
    assert said in card.text
    assert said in ana.wait_for_message("@app", "Your entries are kept").text
    screen = card.press("Change and try again")
    assert any(said in text for text in screen.texts), "why it failed is said again"
    assert screen.field("Invitee email").value == INVITEE
    assert screen.field("Reason").value == REASON
    screen.submit()
    card.wait_for_text("Canceled")
    assert office.appointments[0].canceled


def test_the_wrong_address_is_refused_by_carevalidate_and_said(office: Office) -> None:
    held_id = booked_elsewhere(office)
    by_id(office, held_id, email="other@patient.example")
    ana = office.person("Ana Reyes")
    card = ana.wait_for_message("@app", "Cancellation C-").wait_for_text("Not canceled.")
    assert "email is not the invitee of this appointment" in card.text
    assert "other@patient.example" not in everything(card)
    assert [m for m in ana.messages("#docket-announcements") if "canceled" in m.text] == []


@pytest.mark.parametrize("fault", ["429_seconds", "500", "drop_before", "drop_after", "empty"])
def test_by_id_too_what_passes_is_tried_again(office: Office, fault: str) -> None:
    held_id = booked_elsewhere(office)
    office.carevalidate.faults.set(fault, method="POST")
    by_id(office, held_id)
    ana = office.person("Ana Reyes")
    ana.wait_for_message("@app", "Cancellation C-").wait_for_text("Canceled")
    assert office.appointments[0].canceled


def test_what_is_no_address_is_said_under_its_field(office: Office) -> None:
    screen = by_id(office, booked_elsewhere(office), email="pat")
    assert "it has no email address" in screen.errors["Invitee email"]
    assert screen.field("Reason").value == REASON


def test_an_unknown_or_mistyped_reference_is_said(office: Office) -> None:
    ana = office.person("Ana Reyes")
    for name in ("P-0000", "P-7K2"):
        ana.command("#depositions", f"/appointment cancel {name}")
        assert f"Docket has no appointment “{name}”" in last_whisper(ana)
    ana.command("#depositions", "/appointment cancel nothing")
    assert "No appointment you can cancel matches “nothing”" in last_whisper(ana)
    ana.command("#depositions", "/appointment cancel")
    assert "You have no upcoming appointments." in last_whisper(ana)


def test_without_a_reference_the_nearest_are_offered(office: Office) -> None:
    card = booked_for(office)
    ana = office.person("Ana Reyes")
    ana.command("#depositions", "/appointment cancel")
    offered = ana.wait_for_message("#depositions", "Which appointment?")
    ref = ref_in(card.text)
    assert offered.press(f"Cancel {ref}").title == f"Cancel {ref}?"
