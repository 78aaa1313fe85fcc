"""What is sent many times at once is done once; what is sent against each other ends in one of the two."""

import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from copy import copy
from urllib.parse import urlencode

import httpx
import pytest
from slack_sdk.signature import SignatureVerifier

from sandbox.providers.cronofy import CALENDAR
from sandbox.slack.people import ANA
from sandbox.slack.person import Person
from tests.handlers.agent_steps import agent_ref, sent
from tests.handlers.appointment_steps import (
    INVITEE,
    booked_elsewhere,
    booked_for,
    filled,
    ref_in,
)
from tests.handlers.conftest import Office, StartOffice
from tests.handlers.session_steps import booked, ref_of
from tests.waiting import wait_until

HERE = "#depositions"
TIMES = 20
WHEN = "in 3 days at 4pm Pacific"


@pytest.fixture
def office(start_office: StartOffice) -> Office:
    """Start an office where Ana is appointment staff, so that every form is hers to send."""
    return start_office(appointment_staff=frozenset({ANA.id}))


def open_jobs(office: Office) -> int:
    """Count the pieces of work that are not done yet."""
    with closing(sqlite3.connect(office.database)) as connection:
        return int(connection.execute("SELECT count(*) FROM work").fetchone()[0])


def wait_until_done(office: Office) -> None:
    """Wait until everything that was decided is carried out."""
    wait_until(lambda: open_jobs(office) == 0, within=30)


def changes(office: Office) -> list[str]:
    """Return every change that a provider was asked for, as method and path."""
    providers = (office.prevail, office.cronofy, office.carevalidate)
    return [
        f"{request.method} {request.path}"
        for provider in providers
        for request in provider.received
        if request.method != "GET"
    ]


def submit_at_once(office: Office, *people: Person, times: int = TIMES) -> None:
    """Send the form before each of these people so many times, all of them at the same time.

    Each time it is the form as it is now: to send it once more as it was answered is a second press.
    """
    views = [
        (each.id, copy(office.slack.workspace.stacks[each.id][-1]))
        for _ in range(times)
        for each in people
    ]
    with ThreadPoolExecutor(len(views)) as pool:
        for done in [pool.submit(office.slack.client.submit, u, view=v) for u, v in views]:
            done.result()


def _book(office: Office) -> None:
    screen = office.person("Ana Reyes").command(HERE, f"/session {WHEN}")
    screen.fill("Title", "Deposition of Jane Doe")


def _move(office: Office) -> None:
    ref = ref_of(booked(office, by="Ana Reyes"))
    office.person("Ana Reyes").command(HERE, f"/session move {ref} {WHEN}")


def _edit(office: Office) -> None:
    ref = ref_of(booked(office, by="Ana Reyes"))
    office.person("Ana Reyes").command(HERE, f"/session edit {ref}").fill("Title", "Renamed")


def _cancel(office: Office) -> None:
    ref = ref_of(booked(office, by="Ana Reyes"))
    office.person("Ana Reyes").command(HERE, f"/session cancel {ref}")


def _send_agent(office: Office) -> None:
    office.person("Ana Reyes").command(HERE, f"/agent https://zoom.example/j/1 {WHEN}")


def _send_agent_at_once(office: Office) -> None:
    office.person("Ana Reyes").command(HERE, "/agent https://zoom.example/j/1")


def _move_agent(office: Office) -> None:
    ref = agent_ref(sent(office, by="Ana Reyes").text)
    office.person("Ana Reyes").command(HERE, f"/agent move {ref} {WHEN}")


def _cancel_agent(office: Office) -> None:
    ref = agent_ref(sent(office, by="Ana Reyes").text)
    office.person("Ana Reyes").command(HERE, f"/agent cancel {ref}")


def _cancel_agent_by_key(office: Office) -> None:
    office.person("Ana Reyes").command(HERE, "/agent cancel somebody-elses-key")


def _delete_event(office: Office) -> None:
    office.person("Ana Reyes").command(HERE, f"/agent delete {CALENDAR} evt_kickoff")


def _book_appointment(office: Office) -> None:
    filled(office, by="Ana Reyes")


def _cancel_appointment(office: Office) -> None:
    ref = ref_in(booked_for(office, by="Ana Reyes").text)
    office.person("Ana Reyes").command(HERE, f"/appointment cancel {ref}")


def _cancel_appointment_by_id(office: Office) -> None:
    appointment = booked_elsewhere(office)
    screen = office.person("Ana Reyes").command(HERE, f"/appointment cancel {appointment}")
    screen.fill("Invitee email", INVITEE)


FORMS = {
    "/session": _book,
    "/session move": _move,
    "/session edit": _edit,
    "/session cancel": _cancel,
    "/agent": _send_agent,
    "/agent now": _send_agent_at_once,
    "/agent move": _move_agent,
    "/agent cancel": _cancel_agent,
    "/agent cancel KEY": _cancel_agent_by_key,
    "/agent delete": _delete_event,
    "/appointment": _book_appointment,
    "/appointment cancel": _cancel_appointment,
    "/appointment cancel ID": _cancel_appointment_by_id,
}


@pytest.mark.parametrize("prepare", FORMS.values(), ids=FORMS.keys())
def test_a_form_sent_twenty_times_at_once_is_carried_out_once(
    office: Office, prepare: Callable[[Office], None]
) -> None:
    prepare(office)
    wait_until_done(office)
    before = len(changes(office))
    submit_at_once(office, office.person("Ana Reyes"))
    wait_until_done(office)
    assert len(changes(office)) == before + 1, changes(office)


def test_of_moving_and_canceling_at_once_one_is_done_and_the_other_asks_again(
    office: Office,
) -> None:
    ana, carla = office.person("Ana Reyes"), office.person("Carla Stein")
    for number in range(3):
        card = booked(office, title=f"Contested {number}")
        before = len(changes(office))
        ana.command(HERE, f"/session move {ref_of(card)} {WHEN}")
        carla.command(HERE, f"/session cancel {ref_of(card)}")
        submit_at_once(office, ana, carla, times=10)
        wait_until_done(office)
        (asked,) = changes(office)[before:]
        ended = asked.endswith("/cancel")
        assert (office.sessions[number].state == "canceled") is ended
        card.wait_for_text("Canceled" if ended else "Confirmed")


def test_a_recorded_request_sent_again_changes_nothing(office: Office) -> None:
    """Within Slack's five minutes the form's key holds; after them the signature is too old."""
    ana = office.person("Ana Reyes")
    _book(office)
    view = office.slack.workspace.stacks[ana.id][-1]
    office.slack.client.submit(ana.id, view=view)
    wait_until_done(office)
    office.slack.client.submit(ana.id, view=view)
    wait_until_done(office)
    assert len(office.sessions) == 1


@pytest.mark.parametrize("age", [-400, 400])
def test_a_signature_of_another_time_is_turned_away(office: Office, age: int) -> None:
    body = urlencode({"command": "/session", "text": "help", "team_id": "T", "user_id": "U"})
    stamp = str(int(office.clock().timestamp()) + age)
    verifier = SignatureVerifier(office.slack.signing_secret)
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "X-Slack-Request-Timestamp": stamp,
        "X-Slack-Signature": verifier.generate_signature(timestamp=stamp, body=body) or "",
    }
    answer = httpx.post(f"{office.url}/slack/events", content=body.encode(), headers=headers)
    assert answer.status_code == 401
