"""Delivers requests to the bot as Slack does: signed over HTTP, or over a WebSocket connection.

Source: docs.slack.dev, authentication/verifying-requests-from-slack and
interactivity/handling-user-interaction.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from ssl import SSLContext
from typing import Any
from urllib.parse import urlencode

import httpx
from slack_sdk.signature import SignatureVerifier

from sandbox.slack.errors import SlackError
from sandbox.slack.socket_mode import Connections


@dataclass(frozen=True)
class Ack:
    """What the bot answered: its body, or the error code for which there is none."""

    text: str = ""
    error: str = ""

    @property
    def json(self) -> Any:
        """The body as JSON, or None where it is something else."""
        try:
            return json.loads(self.text)
        except ValueError:
            return None


@cache
def _certificates() -> SSLContext:
    """Read the usual certificates once for all workspaces: it takes longer than a delivery."""
    return httpx.create_ssl_context(trust_env=False)


class Delivery:
    """Delivers everything to the bot: over HTTP, or over the connections that the bot has open."""

    def __init__(
        self,
        *,
        signing_secret: str,
        clock: Callable[[], float],
        connections: Connections,
        timeout: float,
    ) -> None:
        """Take in `timeout` how many seconds the bot has to answer."""
        self.url = ""
        self.acks: list[Ack] = []
        self._clock = clock
        self._connections = connections
        self._timeout = timeout
        self._verifier = SignatureVerifier(signing_secret)
        no_reuse = httpx.Limits(max_keepalive_connections=0)
        self._http = httpx.Client(
            timeout=timeout, trust_env=False, limits=no_reuse, verify=_certificates()
        )

    def close(self) -> None:
        """Close the HTTP client."""
        self._http.close()

    def command(self, fields: dict[str, str]) -> Ack:
        """Deliver a slash command."""
        if self._connections.is_open:
            return self._noted(self._over_socket("slash_commands", fields))
        return self._noted(self._post(urlencode(fields), "application/x-www-form-urlencoded"))

    def interaction(self, payload: dict[str, Any]) -> Ack:
        """Deliver an interaction."""
        if self._connections.is_open:
            return self._noted(self._over_socket("interactive", payload))
        body = urlencode({"payload": json.dumps(payload)})
        return self._noted(self._post(body, "application/x-www-form-urlencoded"))

    def event(self, envelope: dict[str, Any]) -> Ack:
        """Deliver an event."""
        if self._connections.is_open:
            return self._noted(self._over_socket("events_api", envelope))
        return self._noted(self._post(json.dumps(envelope), "application/json"))

    def _noted(self, ack: Ack) -> Ack:
        """Keep an answer for those who look at all of them."""
        self.acks.append(ack)
        return ack

    def _over_socket(self, kind: str, payload: dict[str, Any]) -> Ack:
        try:
            answer = self._connections.deliver(kind, payload, timeout=self._timeout)
        except SlackError as error:
            return Ack(error=error.code)
        return Ack(text=json.dumps(answer) if answer else "")

    def _post(self, body: str, content_type: str) -> Ack:
        timestamp = str(int(self._clock()))
        headers = {
            "Content-Type": content_type,
            "User-Agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
            "X-Slack-Request-Timestamp": timestamp,
            "X-Slack-Signature": self._sign(body, timestamp),
        }
        try:
            answer = self._http.post(self.url, content=body.encode(), headers=headers)
        except httpx.TimeoutException:
            return Ack(error="operation_timeout")
        except (httpx.TransportError, httpx.UnsupportedProtocol):
            return Ack(error="dispatch_failed")
        if answer.status_code != httpx.codes.OK:
            return Ack(error="dispatch_failed")
        return Ack(text=answer.text)

    def _sign(self, body: str, timestamp: str) -> str:
        signature = self._verifier.generate_signature(timestamp=timestamp, body=body)
        if signature is None:
            raise ValueError("a request needs a timestamp to be signed")
        return signature
