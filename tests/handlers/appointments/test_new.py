"""/appointment: booking, as somebody in a clinic does it."""

from datetime import timedelta

import pytest

from bot.scheduling.model.appointment import Location
from sandbox.slack.screens import Screen
from tests.handlers.appointment_steps import (
    INVITEE,
    booked_for,
    consultation,
    filled,
    free,
    ref_in,
    written,
)
from tests.handlers.conftest import Office, StartOffice, labels, last_whisper
from tests.tables import rows


def opened(office: Office, words: str = "") -> Screen:
    """Open the form with what somebody typed after the command."""
    return office.person("Ana Reyes").command("#general", f"/appointment {words}".strip())


def test_an_appointment_is_booked_and_its_card_is_in_the_persons_own_messages(
    office: Office,
) -> None:
    start = free(office)
    card = booked_for(office, start=start, Time_zone="Central Time (US & Canada)", Location="Webex")
    (held,) = office.appointments
    assert held.start == start
    assert held.form.event_type_id == consultation(office).id
    assert held.form.email == INVITEE
    assert (held.form.first_name, held.form.last_name) == ("Pat", "Quillfeather")
    assert held.form.timezone == "America/Chicago"
    assert held.form.location == Location.WEBEX
    assert "Telehealth appointment" in card.text
    assert "30 min" in card.text
    assert labels(card) == ["Join", "Cancel appointment", "More", "Add to calendar"]
    assert card.button("Join").url.startswith("https://meet.example/")


def test_the_form_has_plain_labels_and_asks_only_for_what_is_needed(office: Office) -> None:
    screen = opened(office)
    assert screen.title == "Book an appointment"
    assert [(field.label, field.optional) for field in screen.fields] == [
        ("Event type", False),
        ("When", False),
        ("Time zone", False),
        ("Invitee email", False),
        ("First name", True),
        ("Last name", True),
        ("Location", False),
        ("Post card in", True),
    ]
    assert screen.field("Post card in").value == ""
    assert screen.field("Location").options == (
        "Google Meet",
        "Zoom",
        "GoTo Meeting",
        "Microsoft Teams",
        "Webex",
    )


@pytest.mark.parametrize("location", list(Location))
def test_every_location_reaches_carevalidate(office: Office, location: Location) -> None:
    words = {
        Location.GOOGLE_MEET: "Google Meet",
        Location.ZOOM: "Zoom",
        Location.GOTO_MEETING: "GoTo Meeting",
        Location.MICROSOFT_TEAMS: "Microsoft Teams",
        Location.WEBEX: "Webex",
    }
    booked_for(office, Location=words[location])
    assert [held.form.location for held in office.appointments] == [location]


def test_event_types_named_in_the_settings_are_a_list(start_office: StartOffice) -> None:
    ids = ("123e4567-e89b-12d3-a456-426614174000", "223e4567-e89b-12d3-a456-426614174000")
    office = start_office(carevalidate_event_types=f"{ids[0]}=Follow-up, {ids[1]}=First visit")
    ana = office.person("Ana Reyes")
    screen = ana.command("#general", "/appointment first visit tomorrow 2pm")
    assert screen.field("Event type").options == ("Follow-up", "First visit")
    assert screen.field("Event type").value == "First visit"
    assert screen.field("When").value == "tomorrow 2pm"


def test_an_address_said_with_the_command_is_in_its_field(office: Office) -> None:
    screen = opened(office, "pat@patient.example tomorrow 2pm")
    assert screen.field("Invitee email").value == "pat@patient.example"
    assert screen.field("When").value == "tomorrow 2pm"
    assert any("2:00 PM P" in text for text in screen.texts)


def test_words_that_no_field_takes_are_said_in_the_form(office: Office) -> None:
    screen = opened(office, "Pat Doe tomorrow 2pm")
    assert screen.title == "Book an appointment"
    assert "2:00 PM" in screen.field("When").value
    assert any("didn't use “Pat Doe”" in text for text in screen.texts)


@pytest.mark.parametrize(
    ("label", "value", "said"),
    rows(
        {
            "Event type": {"follow-up": "isn't an event type ID"},
            "Invitee email": {"pat": "“pat”: it has no email address"},
            "When": {
                "blursday": "blursday",
                "yesterday 2pm": "has passed",
                "tomorrow": "what time?",
            },
        }
    ),
)
def test_an_error_stands_under_its_field(office: Office, label: str, value: str, said: str) -> None:
    """Nothing that was typed is lost."""
    screen = filled(office)
    screen.fill(label, value).submit()
    assert said in screen.errors[label]
    assert list(screen.errors) == [label]
    assert screen.field("First name").value == "Pat"
    assert office.appointments == []


def test_a_taken_start_is_refused_with_the_reason_and_everything_is_kept(office: Office) -> None:
    taken = free(office)
    ana = office.person("Ana Reyes")
    card = booked_for(office, start=taken + timedelta(minutes=7), until="Not booked")
    why = "startTime is not a free slot of this event type"
    assert why in card.text
    assert why in ana.wait_for_message("@app", "Your entries are kept").text
    screen = card.press("Change and try again")
    assert any(why in text for text in screen.texts), "the reason stands by the field"
    assert screen.field("Invitee email").value == INVITEE
    assert screen.field("First name").value == "Pat"
    assert screen.field("Last name").value == "Quillfeather"
    assert screen.field("Event type").value == consultation(office).id
    screen.fill("When", written(taken)).submit()
    assert screen.errors == {}
    card.wait_for_text("Confirmed")
    assert [held.start for held in office.appointments] == [taken]


def test_a_wrong_key_says_who_must_mend_it(office: Office) -> None:
    office.carevalidate.faults.set("401", method="POST")
    card = booked_for(office, until="checking whether it went through")
    card.wait_for_text("Not booked")
    assert "Your Docket administrator needs to check the connection to CareValidate" in card.text


def test_no_under_a_200_is_a_failure(office: Office) -> None:
    office.carevalidate.faults.set("success_false", method="POST")
    card = booked_for(office, until="Not booked")
    assert "The calendar could not be reached" in card.text
    assert office.appointments == []


@pytest.mark.parametrize("fault", ["429_seconds", "429_date", "429", "500", "502", "drop_before"])
def test_what_passes_is_tried_again_and_booked_once(office: Office, fault: str) -> None:
    office.carevalidate.faults.set(fault, method="POST")
    booked_for(office)
    assert len(office.appointments) == 1


@pytest.mark.parametrize("fault", ["drop_after", "empty", "rubbish", "wrong_shape"])
def test_a_lost_answer_is_looked_up_and_never_asked_for_twice(office: Office, fault: str) -> None:
    office.carevalidate.faults.set(fault, method="POST")
    booked_for(office)
    assert len(office.appointments) == 1
    posts = [request for request in office.carevalidate.received if request.method == "POST"]
    assert len(posts) == 1


def test_the_same_form_sent_twice_books_once(office: Office) -> None:
    ana = office.person("Ana Reyes")
    screen = filled(office)
    view = screen._view()
    screen.submit()
    ana.wait_for_message("@app", "Confirmed")
    office.slack.client.submit(ana.id, view=view)
    ana.command("#general", "/bookings")
    assert len(office.appointments) == 1


def test_an_appointment_cannot_be_moved_and_what_to_do_is_said(office: Office) -> None:
    card = booked_for(office)
    ana = office.person("Ana Reyes")
    for verb in ("move", "edit", "reschedule"):
        ana.command("#general", f"/appointment {verb} {ref_in(card.text)} fri 3pm")
        said = last_whisper(ana, "#general")
        assert "can't move or change an appointment" in said
        assert "/appointment cancel" in said


def test_help_and_words_that_nearly_are_verbs(office: Office) -> None:
    ana = office.person("Ana Reyes")
    ana.command("#general", "/appointment help")
    assert "/appointment slots CA NY" in last_whisper(ana, "#general")
    ana.command("#general", "/appointment cancle P-7K2M")
    assert "Did you mean /appointment cancel P-7K2M" in last_whisper(ana, "#general")


def test_without_a_key_appointments_are_switched_off_and_the_rest_works(
    start_office: StartOffice,
) -> None:
    office = start_office(carevalidate_api_key="")
    ana = office.person("Ana Reyes")
    for line in ("/appointment tomorrow 2pm", "/appointment list today", "/appointment slots CA"):
        ana.command("#general", line)
        assert "no key for CareValidate" in last_whisper(ana, "#general")
        assert "CAREVALIDATE_API_KEY" in last_whisper(ana, "#general")
    ana.command("#general", "/bookings")
    assert "You have no upcoming bookings." in last_whisper(ana, "#general")
    assert ana.command("#general", "/session tomorrow 2pm").title == "Schedule a session"
