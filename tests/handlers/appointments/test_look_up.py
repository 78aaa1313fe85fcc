"""Whoever looks at an appointment has it looked up: what CareValidate's people did shows on its card."""

import json
from datetime import timedelta

from flask import Response

from sandbox.http_server import json_response
from sandbox.providers.faults import Call
from tests.handlers.appointment_steps import PRIVATE, booked_for, everything, free, ref_in
from tests.handlers.conftest import Office
from tests.waiting import wait_until


def test_canceled_at_carevalidate_its_card_says_so_and_its_owner_hears(office: Office) -> None:
    card = booked_for(office)
    office.appointments[0].canceled = True
    ana = office.person("Ana Reyes")
    ana.command("#depositions", f"/appointment show {ref_in(card.text)}")
    card.wait_for_text("No longer at CareValidate")
    said = ana.wait_for_message("@app", "CareValidate no longer lists")
    assert "appointment" in said.text
    assert len(office.appointments) == 1


def test_moved_at_carevalidate_its_card_says_when_it_is(office: Office) -> None:
    card = booked_for(office)
    there = free(office) + timedelta(days=30)
    office.appointments[0].start = there
    card.press("More")
    card.wait_for_text(f"{there:%b} {there.day}")
    office.person("Ana Reyes").wait_for_message("@app", "Moved at CareValidate")


def test_changed_at_carevalidate_its_card_has_the_new_link_and_others_learn_nothing_of_it(
    office: Office,
) -> None:
    card = booked_for(office, channel="#depositions", until="Confirmed")
    changed = {"eventTypeName": "Surgery consult", "meetingLink": "https://zoom.example/j/999"}

    def respond(call: Call) -> Response:
        listed = json.loads(call.proceed().data)
        rows = [{**row, **changed} for row in listed["data"]]
        return json_response(200, {**listed, "data": rows})

    office.carevalidate.faults.intercept(respond, times=9, method="GET")
    ana = office.person("Ana Reyes")
    ana.command("#general", f"/appointment show {ref_in(card.text)}")
    told = ana.wait_for_message("@app", "Changed at CareValidate, outside of Docket")
    assert "Contact CareValidate's team if that's wrong." in told.text
    line = card.wait_for_reply("was changed")
    for private in (*PRIVATE, "Surgery", "zoom.example"):
        assert private not in everything(line)
        assert private not in everything(card)
    shown = "\n".join(ana.command("#general", f"/appointment show {ref_in(card.text)}").texts)
    assert "Surgery consult" in shown
    assert "https://zoom.example/j/999" in shown


def test_a_list_that_nobody_may_read_changes_nothing(office: Office) -> None:
    card = booked_for(office)
    asked = len(office.carevalidate.received)
    office.carevalidate.faults.set("401", method="GET", times=9)
    card.press("More")
    wait_until(lambda: len(office.carevalidate.received) > asked)
    assert "Confirmed" in card.wait_for_text("Confirmed").text
