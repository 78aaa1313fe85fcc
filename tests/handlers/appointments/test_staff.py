"""Appointments that somebody else booked: only staff looks them up or cancels them by raw id."""

from contextlib import closing
from typing import Any

import pytest

from sandbox.slack import Fault
from sandbox.slack.people import ACME, ANA, BEN, CARLA, DEV, GROUPS, Role
from sandbox.slack.person import Shown
from tests.handlers.appointment_steps import (
    FIRST,
    INVITEE,
    LAST,
    answer_to,
    booked_elsewhere,
    booked_for,
    everything,
    ref_in,
)
from tests.handlers.conftest import Office, StartOffice, last_whisper
from tests.handlers.session_steps import booked
from tests.sqlite import open_sqlite
from tests.waiting import wait_until

CLINIC = GROUPS[0].id
NOT_STAFF = "Only appointment staff can cancel by CareValidate's own ID"
UNKNOWN = "Docket couldn't check with Slack whether you're appointment staff"


def listed(office: Office, text: str, *, by: str) -> Shown:
    """Ask for a list, and return the answer that comes after the word of patience."""
    return answer_to(office.person(by), f"/appointment list {text}")


def appointment_access_log(office: Office) -> list[tuple[str, str, str]]:
    """Return who looked up or canceled what, as the history keeps it."""
    with closing(open_sqlite(office.database)) as store:
        return [
            (entry.by, entry.what, entry.text) for _, _, entry in store.appointment_access_log()
        ]


def written(id_: str) -> list[str]:
    """Write an id in every way that CareValidate takes for the same."""
    return [id_, id_.upper(), id_.title(), id_.replace("-", ""), id_.replace("-", "").upper()]


@pytest.mark.parametrize("name", ["Ben Okafor", "Carla Stein", "Dev Patel"])
def test_who_is_not_staff_sees_what_they_booked_themselves(office: Office, name: str) -> None:
    """Carla administers the Slack workspace, which gives no right to patients' appointments."""
    elsewhere, anas = booked_elsewhere(office), ref_in(booked_for(office).text)
    for text in ("month", INVITEE, f"{INVITEE} month"):
        said = everything(listed(office, text, by=name))
        assert "No appointments " in said
        assert "This lists only what you booked" in said
        for private in (elsewhere, anas, FIRST, LAST, "Initial consultation"):
            assert private not in said
    person = office.person(name)
    person.command("#general", "/appointment list all")
    assert anas not in last_whisper(person, "#general")
    assert appointment_access_log(office) == []


@pytest.mark.parametrize(
    ("settings", "name"),
    [
        ({"appointment_staff": {BEN.id}}, "Ben Okafor"),
        ({"appointment_staff": {CLINIC}}, "Ben Okafor"),
        ({"appointment_staff": {ANA.id, CLINIC}}, "Ben Okafor"),
        ({"admin_users": {CARLA.id}}, "Carla Stein"),
    ],
)
def test_staff_by_name_or_group_and_named_administrators_look_up_and_each_look_is_kept(
    start_office: StartOffice, settings: dict[str, set[str]], name: str
) -> None:
    office = start_office(**{key: frozenset(ids) for key, ids in settings.items()})
    elsewhere = booked_elsewhere(office)
    said = everything(listed(office, INVITEE, by=name))
    assert elsewhere in said
    assert "Docket records who looks up appointments" in said
    assert FIRST not in said, "who it is for is said to who booked it alone"
    user = office.person(name).id
    assert appointment_access_log(office) == [
        (user, "looked up", f"Appointments for {INVITEE} in the next year")
    ]


@pytest.mark.parametrize("name", ["Ben Okafor", "Carla Stein", "Dev Patel"])
def test_who_is_not_staff_cancels_by_no_id_that_is_not_their_own_however_it_is_written(
    office: Office, name: str
) -> None:
    elsewhere = booked_elsewhere(office)
    booked_for(office)
    colleagues = office.appointments[-1].id
    person = office.person(name)
    answers = set()
    for id_ in (elsewhere, colleagues, "550e8400-e29b-41d4-a716-446655440000"):
        for typed in written(id_):
            person.command("#general", f"/appointment cancel {typed}")
            assert not person.screen.is_open
            answers.add(last_whisper(person, "#general"))
    (answer,) = answers
    assert NOT_STAFF in answer
    assert not any(held.canceled for held in office.appointments)


def test_ones_own_is_canceled_by_its_id_however_it_is_written_and_its_card_says_so(
    office: Office,
) -> None:
    card = booked_for(office)
    (held,) = office.appointments
    ana = office.person("Ana Reyes")
    for typed in written(held.id):
        screen = ana.command("#general", f"/appointment cancel {typed}")
        screen.fill("Invitee email", "other@patient.example").submit()
        assert "a different email address" in screen.errors["Invitee email"]
        screen.dismiss()
    ana.command("#general", f"/appointment cancel {held.id.upper()}")
    ana.screen.fill("Invitee email", INVITEE).submit()
    card.wait_for_text("Canceled")
    assert held.canceled


def test_in_capitals_a_colleagues_is_still_dockets_own_to_staff(start_office: StartOffice) -> None:
    office = start_office(appointment_staff=frozenset({BEN.id}))
    card = booked_for(office)
    (held,) = office.appointments
    ben = office.person("Ben Okafor")
    screen = ben.command("#general", f"/appointment cancel {held.id.upper()}")
    screen.fill("Invitee email", INVITEE).submit()
    card.wait_for_text("Canceled")
    assert office.person("Ana Reyes").wait_for_message("@app", "@Ben Okafor canceled")
    assert all("C-" not in message.text for message in ben.messages("@app"))


def test_what_carevalidate_writes_in_capitals_is_mine_all_the_same(office: Office) -> None:
    ref = ref_in(booked_for(office).text)
    (held,) = office.appointments
    held.id = held.id.upper()
    said = listed(office, "month", by="Ana Reyes").text
    assert ref in said
    assert FIRST in said


def test_a_cancellation_by_id_is_kept_with_who_asked_for_it(start_office: StartOffice) -> None:
    office = start_office(appointment_staff=frozenset({BEN.id}))
    elsewhere = booked_elsewhere(office)
    ben = office.person("Ben Okafor")
    screen = ben.command("#general", f"/appointment cancel {elsewhere}")
    screen.fill("Invitee email", INVITEE).submit()
    ben.wait_for_message("@app", "Cancellation C-").wait_for_text("Canceled")
    log = [entry for entry in appointment_access_log(office) if entry[1] != "told"]
    assert log == [(BEN.id, "scheduled", elsewhere)]


def test_staff_cancels_an_appointment_by_its_reference_and_an_admin_of_slack_does_not(
    start_office: StartOffice,
) -> None:
    office = start_office(appointment_staff=frozenset({CLINIC}))
    card = booked_for(office, channel="#depositions", until="Confirmed")
    ref = ref_in(card.text)
    carla, ben = office.person("Carla Stein"), office.person("Ben Okafor")
    carla.command("#depositions", f"/appointment cancel {ref}")
    assert "Only @Ana Reyes or appointment staff can change" in last_whisper(carla)
    screen = ben.command("#depositions", f"/appointment cancel {ref}")
    office.slack.workspace.usergroups[CLINIC].clear()
    screen.submit()
    assert " can change " in screen.errors["Reason"], "who was staff a moment ago"
    wait_until(office.is_idle)
    assert not office.appointments[0].canceled
    office.slack.workspace.usergroups[CLINIC].add(BEN.id)
    screen.submit()
    card.wait_for_text("Canceled")


def test_a_form_opened_as_staff_is_refused_to_who_is_no_longer(start_office: StartOffice) -> None:
    office = start_office(appointment_staff=frozenset({CLINIC}))
    elsewhere = booked_elsewhere(office)
    ben = office.person("Ben Okafor")
    screen = ben.command("#general", f"/appointment cancel {elsewhere}")
    office.slack.workspace.usergroups[CLINIC].clear()
    screen.fill("Invitee email", INVITEE).submit()
    assert NOT_STAFF in screen.errors["Invitee email"]
    wait_until(office.is_idle)
    assert not office.appointments[0].canceled
    assert appointment_access_log(office) == []


def test_without_the_scope_nobody_of_the_group_is_staff_and_it_is_said(
    start_office: StartOffice,
) -> None:
    office = start_office(appointment_staff=frozenset({CLINIC}))
    office.slack.revoke("usergroups:read")
    elsewhere = booked_elsewhere(office)
    ben = office.person("Ben Okafor")
    ben.command("#general", f"/appointment cancel {elsewhere}")
    assert UNKNOWN in last_whisper(ben, "#general")
    said = everything(listed(office, "month", by="Ben Okafor"))
    assert elsewhere not in said
    assert UNKNOWN in said


@pytest.mark.in_time
@pytest.mark.parametrize("fault", [Fault.SLOW, Fault.DROP])
def test_a_slack_that_does_not_answer_makes_nobody_staff(
    start_office: StartOffice, fault: Fault
) -> None:
    office = start_office(appointment_staff=frozenset({CLINIC}))
    elsewhere = booked_elsewhere(office)
    office.slack.misbehave("usergroups.users.list", fault, seconds=20, times=100)
    ben = office.person("Ben Okafor")
    ben.command("#general", f"/appointment cancel {elsewhere}")
    assert UNKNOWN in last_whisper(ben, "#general")


def test_about_sessions_nobody_waits_to_hear_who_is_staff(start_office: StartOffice) -> None:
    office = start_office(appointment_staff=frozenset({CLINIC}))
    card = booked(office)
    card.press("More").close()
    office.person("Ben Okafor").command("#depositions", "/session list all")
    assert "usergroups.users.list" not in [call.method for call in office.slack.calls]
    office.person("Ben Okafor").command("#depositions", "/bookings all")
    assert "usergroups.users.list" in [call.method for call in office.slack.calls]


def test_a_guest_is_never_staff_even_if_the_settings_say_so(start_office: StartOffice) -> None:
    office = start_office(appointment_staff=frozenset({DEV.id}), admin_users=frozenset({DEV.id}))
    elsewhere = booked_elsewhere(office)
    dev = office.person("Dev Patel")
    dev.command("#general", f"/appointment cancel {elsewhere}")
    assert NOT_STAFF in last_whisper(dev, "#general")
    assert elsewhere not in everything(listed(office, "month", by="Dev Patel"))


@pytest.mark.parametrize(
    "change", [{"role": Role.GUEST}, {"deleted": True}, {"company": ACME}, {"is_bot": True}]
)
def test_staff_by_group_have_to_be_members_still(
    start_office: StartOffice, change: dict[str, Any]
) -> None:
    """The user group still lists them, and who they were is remembered."""
    office = start_office(appointment_staff=frozenset({CLINIC}))
    elsewhere = booked_elsewhere(office)
    ben = office.person("Ben Okafor")
    ben.command("#general", "/session help")
    screen = ben.command("#general", f"/appointment cancel {elsewhere}")
    screen.fill("Invitee email", INVITEE)
    office.slack.change("Ben Okafor", **change)
    screen.submit()
    assert NOT_STAFF in " ".join(screen.errors.values())
    ben.command("#general", f"/appointment cancel {elsewhere}")
    wait_until(office.is_idle)
    assert appointment_access_log(office) == []
    assert not any(held.canceled for held in office.appointments)


def test_while_slack_does_not_say_who_staff_by_group_are_nothing_of_others_is_theirs(
    start_office: StartOffice,
) -> None:
    office = start_office(appointment_staff=frozenset({CLINIC}))
    elsewhere = booked_elsewhere(office)
    ben = office.person("Ben Okafor")
    screen = ben.command("#general", f"/appointment cancel {elsewhere}")
    screen.fill("Invitee email", INVITEE)
    office.slack.misbehave("users.info", Fault.ERROR, error="internal_error", times=100)
    screen.submit()
    assert "Slack didn't tell Docket who you are" in " ".join(screen.errors.values())
    screen.dismiss()
    said = everything(listed(office, INVITEE, by="Ben Okafor"))
    assert "Slack didn't tell Docket who you are" in said
    assert elsewhere not in said
    assert appointment_access_log(office) == []
