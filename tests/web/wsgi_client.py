"""The WSGI app with somebody who knocks as Slack does, and somebody who listens there."""

import hashlib
import hmac
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from io import BytesIO
from typing import Any
from urllib.parse import parse_qsl, urlencode

from bot.web.wsgi_app import FORM, Environ, StartResponse, WsgiApp
from tests.handlers.conftest import Office
from tests.handlers.signed_requests import decisions


@dataclass(frozen=True)
class WsgiClient:
    """An office's front door, with the means to knock as Slack does."""

    office: Office

    def send(
        self,
        body: str | bytes,
        *,
        content_type: str = FORM,
        stamp: str | None = None,
        signature: str | None = None,
        **environ: Any,
    ) -> tuple[int, str]:
        """Send a request, by default signed now and rightly; return status and body."""
        raw = body.encode() if isinstance(body, str) else body
        at = self.stamp() if stamp is None else stamp
        sent: Environ = {
            "REQUEST_METHOD": "POST",
            "PATH_INFO": "/slack/events",
            "CONTENT_TYPE": content_type,
            "CONTENT_LENGTH": str(len(raw)),
            "HTTP_X_SLACK_REQUEST_TIMESTAMP": at,
            "HTTP_X_SLACK_SIGNATURE": self.sign(raw, stamp=at) if signature is None else signature,
            "wsgi.input": BytesIO(raw),
            **environ,
        }
        statuses: list[str] = []
        told = self.office.running.wsgi_app(sent, lambda status, _: statuses.append(status))
        return int(statuses[0].split()[0]), b"".join(told).decode()

    def stamp(self, off: timedelta = timedelta(0)) -> str:
        """Return a time stamp of now, or of so much later."""
        return str(int((self.office.clock() + off).timestamp()))

    def sign(self, body: bytes, *, stamp: str, secret: str | None = None) -> str:
        """Sign as Slack does, or with another secret, whatever bytes there are."""
        signed = f"v0:{stamp}:".encode() + body
        key = (secret or self.office.slack.signing_secret).encode()
        return "v0=" + hmac.new(key, signed, hashlib.sha256).hexdigest()

    def interaction(self, payload: Any) -> tuple[int, str]:
        """Send an interaction's payload, signed."""
        return self.send(urlencode({"payload": json.dumps(payload)}))

    def decisions(self) -> int:
        """Count what was decided, ever."""
        return decisions(self.office)


def _kind(payload: dict[str, Any]) -> str:
    if "message" in payload:
        return "block_actions in a message"
    does = payload["actions"][0]["action_id"] if "actions" in payload else ""
    return f"{payload['type']} {payload['view']['callback_id']} {does}".strip()


@dataclass
class RequestRecorder:
    """Stands before the WSGI app and keeps what Slack said."""

    front: WsgiApp
    heard: list[str] = field(default_factory=list)

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """Keep the body and pass the request on."""
        body = environ["wsgi.input"].read()
        self.heard.append(body.decode())
        return self.front({**environ, "wsgi.input": BytesIO(body)}, start_response)

    def payloads(self) -> dict[str, Any]:
        """Return the last interaction of each kind, by what it is and where or what it does."""
        fields = [dict(parse_qsl(body)) for body in self.heard]
        payloads = [json.loads(said["payload"]) for said in fields if "payload" in said]
        return {_kind(said): said for said in payloads}

    def command(self) -> dict[str, str]:
        """Return the last slash command."""
        commands = [body for body in self.heard if "command=" in body]
        return dict(parse_qsl(commands[-1], keep_blank_values=True))


def command(**changes: str) -> str:
    """Write a slash command as Slack does."""
    usual = {
        "team_id": "T07HARBOR01",
        "channel_id": "C07DEPOSITN",
        "channel_name": "depositions",
        "user_id": "U07ANAREYES",
        "command": "/session",
        "text": "help",
        "trigger_id": "1.2.3",
        "response_url": "https://hooks.slack.example/commands/T/1/x",
    }
    return urlencode({**usual, **changes})
