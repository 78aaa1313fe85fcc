"""Forms as somebody who holds Slack's secret could send them: opened by a person, then changed on the way."""

import copy
import hashlib
import hmac
import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import httpx

from bot.scheduling.codec import STORED_BOOKING, StoredBooking
from sandbox.slack import payloads, people
from sandbox.slack.person import Person, Screen
from tests.handlers.appointment_steps import consultation, free, written
from tests.handlers.conftest import Office

FORM = "application/x-www-form-urlencoded"
Payload = dict[str, Any]


@dataclass
class Forger:
    """Sends an office what it likes, signed as Slack signs."""

    office: Office
    sent: int = field(default=0)

    def post(self, body: str | bytes, *, content_type: str = FORM) -> httpx.Response:
        """Send a body."""
        raw = body.encode() if isinstance(body, str) else body
        stamp = str(int(self.office.clock().timestamp()))
        secret = self.office.slack.signing_secret.encode()
        signed = hmac.new(secret, f"v0:{stamp}:".encode() + raw, hashlib.sha256).hexdigest()
        headers = {
            "Content-Type": content_type,
            "X-Slack-Request-Timestamp": stamp,
            "X-Slack-Signature": f"v0={signed}",
        }
        url = f"{self.office.url}/slack/events"
        return httpx.post(url, content=raw, headers=headers, timeout=60, trust_env=False)

    def interaction(self, payload: Any) -> httpx.Response:
        """Send the payload of an interaction."""
        return self.post(urlencode({"payload": json.dumps(payload)}))

    def submit(self, payload: Payload) -> Any:
        """Send a form as one that was never sent before, and return the answer, which must be one."""
        self.sent += 1
        view = {**payload["view"], "id": f"VF{self.sent}", "root_view_id": f"VF{self.sent}"}
        answer = self.interaction({**payload, "view": view})
        assert answer.status_code == 200, answer.text
        return answer.json()

    def rows(self) -> list[tuple[str, str, str]]:
        """Return every booking as it is stored: its reference, its owner and its data."""
        with closing(sqlite3.connect(self.office.database)) as connection:
            found = connection.execute("SELECT ref, owner, data FROM bookings ORDER BY ref")
            return [tuple(row) for row in found]

    def decisions(self) -> int:
        """Count what was decided, ever."""
        with closing(sqlite3.connect(self.office.database)) as connection:
            (count,) = connection.execute("SELECT count(*) FROM decisions").fetchone()
        return int(count)

    def bookings(self) -> list[StoredBooking]:
        """Return every booking, read from its row; each must be what the row says."""
        found = []
        for ref, owner, data in self.rows():
            booking = STORED_BOOKING.validate_json(data)
            assert (booking.ref, booking.owner) == (ref, owner)
            assert STORED_BOOKING.validate_json(booking.model_dump_json()) == booking
            found.append(booking)
        return found


def as_sent(screen: Screen) -> Payload:
    """Return the form on a person's screen as Slack would send it now."""
    viewer = screen.viewer
    return payloads.submission(
        viewer.member, view=screen._view(), trigger_id="1.2.3", response_urls=[]
    )


def filled(screen: Screen, **fields: str) -> Payload:
    """Fill in a form and return it as Slack would send it, without its being sent."""
    for label, value in fields.items():
        screen.fill(label.replace("_", " "), value)
    payload = as_sent(screen)
    screen.dismiss()
    return payload


# The settings of an office where a form is refused for what is in it, and Carla may open every form.
UNLIMITED: dict[str, Any] = {
    "appointment_staff": frozenset({people.CARLA.id}),
    "limit_bookings_per_minute": 0,
    "limit_invitations_per_hour": 0,
}


def every_form(office: Office, ana: Person, *, refs: dict[str, str]) -> dict[str, Payload]:
    """Return every form there is, rightly filled; `refs` are Ana's session, agent and appointment.

    The one that only staff may open was opened by Carla, and is sent by Ana.
    """

    def opened(line: str, *, by: Person = ana) -> Screen:
        return by.command("#depositions", line)

    sender = {"id": ana.id, "team_id": people.TEAM_ID}
    email = {"Invitee email": "pat@patient.example"}
    appointment = written(free(office, number=60))
    session, agent, booked = refs["session"], refs["agent"], refs["appointment"]
    forms = {
        "short session": filled(opened("/session tomorrow 1pm Pacific"), Title="Roe"),
        "session": filled(
            opened("/session tomorrow 2pm Pacific").press("More options"),
            Title="Doe",
            Deponent_name="Jane Doe",
            **{"Deponent email": "jane@doe.example"},
            Invitees="kim@firm.example",
        ),
        "agent": filled(opened("/agent https://zoom.example/j/1 tomorrow 3pm")),
        "appointment": filled(
            opened(f"/appointment {appointment}"), Event_type=consultation(office).id, **email
        ),
        "calendar action": filled(opened("/agent delete cal_1 event-1")),
        "recall": filled(opened("/agent cancel their-key-1")),
        "cancellation": filled(
            opened("/appointment cancel appointment-12345", by=office.person("Carla Stein")),
            **email,
        )
        | {"user": sender},
        "move session": filled(opened(f"/session move {session} tomorrow 5pm Pacific")),
        "move agent": filled(opened(f"/agent move {agent} tomorrow 5pm Pacific")),
        "edit session": filled(opened(f"/session edit {session}"), Title="Renamed"),
        "cancel session": filled(opened(f"/session cancel {session}"), Reason="settled"),
        "cancel agent": filled(opened(f"/agent cancel {agent}")),
        "cancel appointment": filled(opened(f"/appointment cancel {booked}")),
    }
    behalf = {
        "on_behalf_of": {"on_behalf_of": {"type": "plain_text_input", "value": "a@b.example"}}
    }
    accompanied = copy.deepcopy(forms["cancel session"])
    accompanied["view"] |= {"callback_id": "session_agent", "state": {"values": behalf}}
    return {**forms, "agent for session": accompanied}


def inputs(payload: Payload) -> Iterator[tuple[str, Payload]]:
    """Give every field of a form by its name, with what it holds."""
    for elements in payload["view"]["state"]["values"].values():
        yield from elements.items()


def with_field(payload: Payload, name: str, change: Callable[[Payload], Payload | None]) -> Payload:
    """Return the form with one field changed, or without it where the change is to nothing."""
    forged = copy.deepcopy(payload)
    values = forged["view"]["state"]["values"]
    block_id = next(block_id for block_id, elements in values.items() if name in elements)
    changed = change(values[block_id].pop(name))
    if changed is not None:
        values[block_id][name] = changed
    if not values[block_id]:
        del values[block_id]
    return forged


def with_metadata(payload: Payload, **changes: Any) -> Payload:
    """Return the form with something else in what it carries along."""
    form_metadata = json.loads(payload["view"]["private_metadata"]) | changes
    return with_raw_metadata(payload, json.dumps(form_metadata))


def with_raw_metadata(payload: Payload, metadata: Any) -> Payload:
    """Return the form with this instead of what it carries along."""
    return {**payload, "view": {**payload["view"], "private_metadata": metadata}}


def is_taken(answer: Any) -> bool:
    """Return whether a form was taken: everything closes then."""
    return bool(answer == {"response_action": "clear"})
