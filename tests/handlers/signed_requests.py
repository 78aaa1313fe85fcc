"""Requests as anybody could send them who has Slack's signing secret: signed, over HTTP."""

import itertools
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from json import dumps
from typing import Any
from urllib.parse import urlencode

import httpx
from slack_sdk.signature import SignatureVerifier

from sandbox.slack import payloads, views
from sandbox.slack.delivery import Ack
from sandbox.slack.people import ANA, Person
from sandbox.slack.workspace import View
from tests.handlers.conftest import Office
from tests.outgoing import problems_of_ack

FORM, JSON = "application/x-www-form-urlencoded", "application/json"


_numbers = itertools.count(1)


def post_signed(office: Office, body: str, *, content_type: str = FORM) -> httpx.Response:
    """Send a signed request to the bot's front door."""
    stamp = str(int(office.clock().timestamp()))
    verifier = SignatureVerifier(office.slack.signing_secret)
    headers = {
        "Content-Type": content_type,
        "X-Slack-Request-Timestamp": stamp,
        "X-Slack-Signature": verifier.generate_signature(timestamp=stamp, body=body) or "",
    }
    url = f"{office.url}/slack/events"
    answer = httpx.post(url, content=body.encode(), headers=headers, timeout=30)
    assert problems_of_ack(Ack(text=answer.text)) == []
    return answer


def interact(office: Office, payload: dict[str, Any]) -> httpx.Response:
    """Send an interaction."""
    return post_signed(office, urlencode({"payload": dumps(payload)}))


@dataclass(frozen=True, kw_only=True)
class Stranger:
    """Somebody who does in Slack whatever they like, also what Slack would not offer them."""

    office: Office
    person: Person

    def command(self, line: str, *, channel: str = "#depositions", **fields: str) -> str:
        """Type a slash command, and return everything that is answered."""
        name, _, text = line.partition(" ")
        form = payloads.command(
            self.person,
            channel=self.office.slack.workspace.channel_named(channel),
            command=name,
            text=text,
            trigger_id=self._trigger(),
            response_url=self._response_url(channel),
        )
        return self._told(urlencode(form | fields))

    def press(self, action: str, value: str, *, channel: str = "#depositions") -> str:
        """Press a button of a message, and return everything that is answered."""
        place = self.office.slack.workspace.channel_named(channel)
        payload = payloads._interaction("block_actions", self.person) | {
            "container": {"type": "message", "message_ts": "1.1", "channel_id": place.id},
            "channel": {"id": place.id, "name": place.name},
            "actions": [{"type": "button", "block_id": "b", "action_id": action, "value": value}],
            "trigger_id": self._trigger(),
            "response_url": self._response_url(channel),
        }
        return self._told(urlencode({"payload": dumps(payload)}))

    def press_in(self, view: dict[str, Any], action: str, value: str) -> str:
        """Press a button of a form, and return everything that is answered."""
        payload = payloads._interaction("block_actions", self.person) | {
            "container": {"type": "view", "view_id": view["id"]},
            "view": view,
            "actions": [{"type": "button", "block_id": "b", "action_id": action, "value": value}],
            "trigger_id": self._trigger(),
        }
        return self._told(urlencode({"payload": dumps(payload)}))

    def submit(self, view: dict[str, Any], *, again: bool = False, **more: Any) -> str:
        """Send a form, as one of its own or `again`, and return everything that is answered."""
        number = view["id"] if again else f"V{next(_numbers)}"
        sent = view | {"id": number, "root_view_id": number}
        payload = payloads._interaction("view_submission", self.person) | {
            "trigger_id": self._trigger(),
            "view": sent,
        }
        return self._told(urlencode({"payload": dumps(payload | more)}))

    def whispers(self) -> list[str]:
        """Return all that only this person sees."""
        return [
            f"{message.text} {message.blocks}"
            for channel in self.office.slack.workspace.channels.values()
            for message in channel.messages
            if message.only_for == self.person.id
        ]

    def _told(self, body: str) -> str:
        """Send a request, and return what is answered, opened and whispered."""
        workspace = self.office.slack.workspace
        before = len(self.whispers())
        answer = post_signed(self.office, body)
        assert answer.status_code == 200, answer.text
        with workspace.changing():
            opened = [dumps(view.spec) for view in workspace.stacks.pop(self.person.id, [])]
        return "\n".join([answer.text, *opened, *self.whispers()[before:]])

    def _trigger(self) -> str:
        return self.office.slack.client._tokens.issue_trigger_id(self.person.id, channel=None)

    def _response_url(self, channel: str) -> str:
        place = self.office.slack.workspace.channel_named(channel)
        return self.office.slack.client._response_url("app", self.person.id, channel=place.id)


def filled_in(view: View) -> dict[str, Any]:
    """Return a form that somebody has filled in, as Slack would send it."""
    return views.payload(view)


def form(name: str, *, metadata: dict[str, Any], **fields: Any) -> dict[str, Any]:
    """Return a form made up from nothing: its fields hold texts, or lists of what is ticked."""
    values = {
        field: {
            field: {"value": value}
            if isinstance(value, str)
            else {"selected_options": [{"value": each} for each in value]}
        }
        for field, value in fields.items()
    }
    return {
        "id": "V1",
        "type": "modal",
        "callback_id": name,
        "private_metadata": dumps(metadata),
        "state": {"values": values},
        "blocks": [],
        "hash": "1.x",
    }


def decisions(office: Office) -> int:
    with closing(sqlite3.connect(office.database)) as connection:
        (count,) = connection.execute("SELECT count(*) FROM decisions").fetchone()
    return int(count)


def somebody(office: Office, person: Person) -> Stranger:
    return Stranger(office=office, person=person)


def form_of(office: Office, line: str, **fields: str) -> dict[str, Any]:
    """Return a form that Ana opens with a command, filled in and not sent."""
    ana = office.person("Ana Reyes")
    screen = ana.command("#depositions", line)
    for label, value in fields.items():
        screen.fill(label, value)
    (view,) = office.slack.workspace.stacks[ANA.id]
    taken = filled_in(view)
    screen.close()
    return taken
