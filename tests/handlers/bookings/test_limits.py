"""Floods: how much one person may book and invite, counted over all processes and restarts."""

import json
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from typing import Any

import pytest

from sandbox.slack.people import ANA
from tests.handlers.agent_steps import CALL
from tests.handlers.conftest import Office, StartOffice, bot_as, last_whisper
from tests.handlers.session_steps import booked
from tests.handlers.signed_requests import Stranger, filled_in


def form(
    office: Office, line: str = "/session tomorrow 2pm Pacific", **fields: str
) -> dict[str, Any]:
    """Return a form that Ana fills in and does not send."""
    ana = office.person("Ana Reyes")
    screen = ana.command("#depositions", line)
    for label, value in fields.items():
        screen.fill(label.replace("_", " "), value)
    (view,) = office.slack.workspace.stacks[ANA.id]
    taken = filled_in(view)
    screen.close()
    return taken


def ana(office: Office) -> Stranger:
    return Stranger(office=office, person=office.slack.workspace.person(ANA.id))


def bookings(office: Office) -> int:
    with closing(sqlite3.connect(office.database)) as connection:
        (count,) = connection.execute("SELECT count(*) FROM bookings").fetchone()
    return int(count)


def test_one_booking_too_many_is_refused_under_its_field_and_nothing_typed_is_lost(
    start_office: StartOffice,
) -> None:
    office = start_office(limit_bookings_per_minute=2)
    booked(office, title="First")
    booked(office, title="Second")
    person = office.person("Ana Reyes")
    screen = person.command("#depositions", "/session tomorrow 2pm").fill("Title", "Third")
    screen.submit()
    assert "book in a minute (at most 2)" in screen.errors["When"]
    assert screen.field("Title").value == "Third"
    assert bookings(office) == 2
    person.command("#depositions", "/agent remove cal_1 event-1")
    assert "book in a minute (at most 2)" in last_whisper(person)
    booked(office, by="Ben Okafor", title="Somebody else's")


def test_invitations_beyond_the_limit_are_refused_under_their_field(
    start_office: StartOffice,
) -> None:
    office = start_office(limit_invitations_per_hour=2)
    person = office.person("Ana Reyes")
    screen = person.command("#depositions", "/session tomorrow 2pm").fill("Title", "Crowd")
    screen.fill("Invitees", "a@x.example, b@x.example").fill("Hosts", "c@x.example")
    screen.submit()
    assert "invite in an hour (at most 2)" in screen.errors["Invitees"]
    screen.fill("Hosts", "B@x.example").submit()
    card = person.wait_for_message("#depositions", "Crowd").wait_for_text("Confirmed")
    card.press("More")
    edit = person.screen.press("Edit").fill("Add invitees", "d@x.example")
    edit.submit()
    assert "invite in an hour (at most 2)" in edit.errors["Add invitees"]
    booked(office, title="Nobody invited")


@pytest.mark.parametrize(
    "line", ["/session tomorrow 2pm Pacific", f"/agent {CALL} tomorrow 2pm Pacific"]
)
def test_twenty_different_forms_at_once_do_not_get_past_the_limit(
    start_office: StartOffice, line: str
) -> None:
    office = start_office(limit_bookings_per_minute=3)
    sent = form(office, line, **({"Title": "Flood"} if "session" in line else {}))
    each = [
        json.dumps(sent).replace("Flood", f"Flood {n}").replace("j/123", f"j/{n}")
        for n in range(20)
    ]
    with bot_as(office.settings, clock=office.clock) as (_, url), ThreadPoolExecutor(20) as crowd:
        other = Office(**{**vars(office), "url": url})
        people = [ana(office), ana(other)] * 10
        told = list(crowd.map(lambda person, form: person.submit(json.loads(form)), people, each))
    assert bookings(office) == 3
    assert sum('"clear"' in each for each in told) == 3
    assert sum("book in a minute (at most 3)" in each for each in told) == 17


def test_twenty_of_one_form_are_one_booking_and_count_once(start_office: StartOffice) -> None:
    office = start_office(limit_bookings_per_minute=2)
    sent = form(office, Title="Double click")
    person = ana(office)
    with ThreadPoolExecutor(20) as crowd:
        told = list(crowd.map(lambda _: person.submit(sent, again=True), range(20)))
    assert all('"clear"' in each for each in told)
    assert bookings(office) == 1
    booked(office, title="The second of two")


def test_what_was_counted_is_counted_after_a_restart(start_office: StartOffice) -> None:
    office = start_office(limit_bookings_per_minute=1)
    booked(office)
    sent = form(office, Title="After the restart")
    office.running.stop()
    with bot_as(office.settings, clock=office.clock) as (_, url):
        restarted = Office(**{**vars(office), "url": url})
        assert "book in a minute (at most 1)" in ana(restarted).submit(sent)
    assert bookings(office) == 1
