"""What of an appointment is seen by whom: of its invitee and its reasons nothing, but by its owner."""

import json
import logging

import pytest

from handlers.messages.cards import CALENDAR, MORE
from sandbox.slack.people import CARLA
from tests.handlers.appointment_steps import (
    FIRST,
    INVITEE,
    PRIVATE,
    REASON,
    booked_for,
    everything,
    filled,
    ref_in,
)
from tests.handlers.conftest import Office, StartOffice, labels, last_whisper

CHANNELS = ("#depositions", "#smith-v-jones", "#shared-with-acme")


@pytest.mark.parametrize("channel", CHANNELS)
def test_a_card_in_a_channel_says_type_time_and_state_only(office: Office, channel: str) -> None:
    card = booked_for(office, channel=channel, until="Confirmed")
    (held,) = office.appointments
    said = everything(card)
    assert "Appointment" in card.text
    assert "Confirmed" in card.text
    for private in (*PRIVATE, "Ana", "meet.example", held.id, "Initial consultation"):
        assert private not in said
    assert labels(card) == ["Cancel appointment", "More"]


@pytest.mark.parametrize("channel", CHANNELS)
def test_why_it_was_refused_is_told_to_the_owner_and_not_to_the_channel(
    office: Office, channel: str
) -> None:
    office.carevalidate.faults.set("422", method="POST")
    card = booked_for(office, channel=channel, until="Not booked")
    assert "can't be booked" not in everything(card)
    told = office.person("Ana Reyes").wait_for_message("@app", "Your entries are kept")
    assert "can't be booked" in told.text
    office.person("Ben Okafor")
    assert card.press("Change and try again").field("First name").value == FIRST


@pytest.mark.parametrize("name", ["Ben Okafor", "Carla Stein", "Dev Patel"])
def test_nobody_else_sees_who_it_is_for_administrators_included(office: Office, name: str) -> None:
    card = booked_for(office, channel="#depositions", until="Confirmed")
    ref = ref_in(card.text)
    other = office.person(name)
    card = other.wait_for_message("#depositions", "Confirmed")
    card.press("More")
    seen = [str(other.screen._source().spec)] if other.screen.is_open else []  # type: ignore[union-attr]
    other.screen.dismiss() if other.screen.is_open else None
    for line in (f"/appointment show {ref}", "/bookings all", "/appointment list all"):
        other.command("#depositions", line)
        if other.screen.is_open:
            seen.append(str(other.screen._source().spec))  # type: ignore[union-attr]
            other.screen.dismiss()
    seen += [everything(message) for message in other.messages("#depositions")]
    for private in (*PRIVATE, "meet.example"):
        assert private not in "\n".join(seen)


def test_an_administrator_cannot_open_the_entries_of_a_failed_one(office: Office) -> None:
    office.carevalidate.faults.set("422", method="POST")
    booked_for(office, channel="#depositions", until="Not booked")
    carla = office.person("Carla Stein")
    carla.wait_for_message("#depositions", "Not booked").press("Change and try again")
    assert not carla.screen.is_open
    assert " can change " in last_whisper(carla)


def test_the_owner_sees_who_it_is_for_and_their_own_reason(office: Office) -> None:
    card = booked_for(office)
    ref = ref_in(card.text)
    assert FIRST not in everything(card), (
        "cards are kept by Slack; who it is for is shown on demand"
    )
    card.press("Cancel appointment").fill("Reason", REASON).submit()
    card.wait_for_text("Canceled")
    screen = office.person("Ana Reyes").command("#depositions", f"/appointment show {ref}")
    shown = "\n".join(screen.texts)
    for own in ("Pat Quillfeather", INVITEE, "Initial consultation", "Zoom", REASON):
        assert own in shown


def test_the_reason_of_staff_is_not_shown_to_the_owner_either(start_office: StartOffice) -> None:
    office = start_office(appointment_staff=frozenset({CARLA.id}))
    ref = ref_in(booked_for(office).text)
    carla = office.person("Carla Stein")
    carla.command("#depositions", f"/appointment cancel {ref}").fill("Reason", REASON).submit()
    ana = office.person("Ana Reyes")
    ana.wait_for_message("@app", "@Carla Stein canceled")
    shown = "\n".join(ana.command("#depositions", f"/appointment show {ref}").texts)
    assert "canceled" in shown
    assert REASON not in shown


def test_nothing_private_is_in_any_address_or_log(
    office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    office.carevalidate.faults.set("422", method="POST")
    card = booked_for(office, until="Not booked")
    card.press("Change and try again").submit()
    card.wait_for_text("Confirmed")
    ana = office.person("Ana Reyes")
    ana.command("#general", f"/appointment list {INVITEE}")
    ana.wait_for_message("#general", "Appointments for")
    office.carevalidate.faults.set("drop_after", method="POST")
    card.press("Cancel appointment").fill("Reason", REASON).submit()
    card.wait_for_text("Canceled")
    for request in office.carevalidate.received:
        said = f"{request.path} {json.dumps(dict(request.args))}"
        assert not any(private in said for private in PRIVATE)
    assert not any(private in caplog.text for private in PRIVATE)


def test_add_to_calendar_is_for_the_owner(office: Office) -> None:
    card = booked_for(office)
    links = {button.text: button.url for button in card.press("Add to calendar").buttons}
    assert "Telehealth" in links["Google Calendar"]
    assert not any(private in str(links) for private in PRIVATE)


def test_a_forged_button_opens_nobody_elses_calendar_link(office: Office) -> None:
    booked_for(office, channel="#depositions", until="Confirmed")
    ben = office.person("Ben Okafor")
    card = ben.wait_for_message("#depositions", "Confirmed")
    for block in card.source.blocks:
        for element in block.get("elements", ()):
            if element.get("action_id") == MORE:
                element["action_id"] = CALENDAR
    card.press("More")
    assert not ben.screen.is_open
    assert "meet.example" not in last_whisper(ben)


def test_a_forged_form_posts_into_nobody_elses_messages(office: Office) -> None:
    ben = office.person("Ben Okafor")
    screen = filled(office)
    screen._store_inputs(screen.field("Post card in"), ben.id)
    screen.submit()
    assert list(screen.errors) == ["Post card in"]
    assert ben.messages("@app") == []
    assert office.appointments == []
