"""/appointment list: what CareValidate holds, and of whom only to who booked it."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from sandbox.slack.people import ANA
from sandbox.slack.person import Shown
from tests.handlers.appointment_steps import (
    FIRST,
    INVITEE,
    LAST,
    answer_to,
    booked_for,
    free,
    ref_in,
)
from tests.handlers.conftest import Office, StartOffice, last_whisper
from tests.simulated_clock import SimulatedClock
from tests.waiting import wait_until


def listed(office: Office, text: str, *, by: str = "Ana Reyes") -> Shown:
    """Ask for a list, and return the answer that comes after the word of patience."""
    return answer_to(office.person(by), f"/appointment list {text}")


def test_an_invitees_appointments_are_listed_for_who_asks(office: Office) -> None:
    ref = ref_in(booked_for(office).text)
    (held,) = office.appointments
    said = listed(office, INVITEE).text
    assert said.startswith(f"Appointments for {INVITEE} in the next year")
    here = held.start.astimezone(ZoneInfo("America/Los_Angeles"))
    assert f"{here:%A}"[:3] in said
    assert f"{here.hour % 12 or 12}:{here:%M}" in said
    for shown in (ref, "Initial consultation", f"{FIRST} {LAST}", held.id):
        assert shown in said


def test_days_are_listed_in_the_readers_own_zone(office: Office) -> None:
    start = free(office)
    booked_for(office, start=start)
    day = start.astimezone(ZoneInfo("America/Los_Angeles")).date()
    assert "Initial consultation" in listed(office, str(day)).text
    other = day + timedelta(days=1)
    said = listed(office, str(other)).text
    assert said.startswith(f"No appointments on {other:%a}, {other:%b} {other.day}")
    assert "Try other days." in said
    assert "Initial consultation" in listed(office, f"{day} to {other}").text
    assert "Initial consultation" in listed(office, "month").text


@pytest.mark.parametrize("by", ["Ana Reyes", "staff"])
def test_what_was_moved_at_carevalidate_is_listed_where_it_is_now_and_its_card_put_right(
    start_office: StartOffice, by: str
) -> None:
    staff = frozenset({ANA.id}) if by == "staff" else frozenset()
    office = start_office(appointment_staff=staff)
    card = booked_for(office)
    ref = ref_in(card.text)
    (held,) = office.appointments
    before, held.start = held.start, held.start + timedelta(days=7)
    now = listed(office, f"{held.start:%Y-%m-%d}").text
    assert ref in now
    assert INVITEE in now
    card.wait_for_text(f"{held.start:%b} {held.start.day}")
    held.start = before
    assert "No appointments on" in listed(office, f"{before + timedelta(days=1):%Y-%m-%d}").text


def test_what_is_not_listed_for_its_day_is_named_and_looked_up(office: Office) -> None:
    card = booked_for(office)
    (held,) = office.appointments
    day, held.start = f"{held.start:%Y-%m-%d}", held.start + timedelta(days=7)
    said = listed(office, day).text
    assert f"CareValidate doesn't list {ref_in(card.text)} for those days" in said
    card.wait_for_text(f"{held.start:%b} {held.start.day}")
    assert "doesn't list" not in listed(office, day).text


@pytest.mark.parametrize("who", ["another's address", "another owner"])
def test_what_was_not_asked_for_is_not_named(office: Office, who: str) -> None:
    booked_for(office)
    (held,) = office.appointments
    held.start += timedelta(days=7)
    day, by = f"{held.start - timedelta(days=7):%Y-%m-%d}", "Ana Reyes"
    if who == "another owner":
        by = "Ben Okafor"
    else:
        day = f"other@patient.example {day}"
    assert "P-" not in listed(office, day, by=by).text


def test_alone_it_lists_what_i_booked_here(office: Office) -> None:
    ref = ref_in(booked_for(office).text)
    ana = office.person("Ana Reyes")
    ana.command("#general", "/appointment list")
    assert "Your upcoming appointments" in last_whisper(ana, "#general")
    assert ref in last_whisper(ana, "#general")


@pytest.mark.parametrize("line", ["/appointment list", "/bookings"])
def test_what_is_listed_from_memory_says_how_old_it_is(
    start_office: StartOffice, line: str
) -> None:
    clock = SimulatedClock()
    office = start_office(clock=clock)
    card, ana = booked_for(office), office.person("Ana Reyes")
    clock.on(timedelta(hours=2))
    ana.command("#general", line)
    said = last_whisper(ana, "#general")
    assert "Last checked with CareValidate: today, 9:00 AM." in said
    assert "Add days to /appointment list to check CareValidate again." in said
    office.carevalidate.received.clear()
    card.press("More")
    wait_until(lambda: bool(office.carevalidate.received) and office.is_idle())
    ana.command("#general", line)
    assert "Last checked with CareValidate: today, 11:00 AM." in last_whisper(ana, "#general")


def test_an_address_is_read_as_it_was_pasted_and_none_of_two_is_passed_over(office: Office) -> None:
    booked_for(office)
    assert listed(office, f"<{INVITEE}>,").text.startswith(
        f"Appointments for {INVITEE} in the next year"
    )
    ana = office.person("Ana Reyes")
    ana.command("#general", f"/appointment list {INVITEE} kim@patient.example")
    assert "only one email address" in last_whisper(ana, "#general")
    screen = ana.command("#general", f"/appointment tomorrow 2pm {INVITEE} kim@patient.example")
    assert screen.field("Invitee email").value == f"{INVITEE}, kim@patient.example"


def test_a_carevalidate_that_hangs_keeps_nobody_waiting(office: Office) -> None:
    office.carevalidate.faults.set("hold", times=20, method="GET")
    ana = office.person("Ana Reyes")
    for _ in range(8):
        ana.command("#general", "/appointment list today")
        assert last_whisper(ana, "#general") == "Checking CareValidate…"
    ana.command("#general", "/appointment list today")
    assert "too many requests" in last_whisper(ana, "#general")
    ana.command("#general", "/bookings")
    assert "You have no upcoming bookings." in last_whisper(ana, "#general")
    office.carevalidate.faults.clear()
    ana.wait_for_message("#general", "No appointments today.")
