"""Requests as Slack sends them, signed, many at a time and at little cost."""

import asyncio
import json
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit

from slack_sdk.signature import SignatureVerifier

from sandbox.slack import payloads, people, values
from sandbox.slack.people import Kind, Person
from sandbox.slack.workspace import Channel, View

SIGNING_SECRET = "the-signing-secret-of-the-benchmark"  # noqa: S105 - nobody's
COORDINATORS = [
    Person(f"U0COORD{n:02}", f"Coordinator {n}", f"c{n}", "America/New_York") for n in range(40)
]
CHANNELS = [Channel(f"C0DEPO{n:02}", f"depositions-{n}", Kind.PUBLIC, set()) for n in range(8)]
VISITOR = Person("U0VISITOR", "Visitor", "visitor", "America/New_York")


@dataclass(frozen=True, kw_only=True)
class Answer:
    """When a request was sent and answered (monotonic seconds), and what the answer's body was."""

    sent: float
    answered: float
    status: int
    body: str

    @property
    def took(self) -> float:
        """Milliseconds from sending it to the last byte of the answer."""
        return 1000 * (self.answered - self.sent)


def command(line: str, *, by: Person = VISITOR, channel: Channel = CHANNELS[0]) -> bytes:
    """Return the body of a slash command."""
    name, _, text = line.partition(" ")
    form = payloads.command(
        by,
        channel=channel,
        command=name,
        text=text,
        trigger_id="1.1.benchmark",
        response_url="https://hooks.slack.com/commands/T1/1/benchmark",
    )
    return urlencode(form).encode()


def submission(
    spec: dict[str, Any], *, number: int, title: str, by: Person, channel: Channel
) -> bytes:
    """Return the body of a form that was opened so, as sent with another title."""
    blocks = spec["blocks"]
    inputs = values.initial_inputs(blocks, channel=channel)
    for block, element in values.stateful(blocks):
        if block.get("label", {}).get("text") == "Title":
            inputs[block["block_id"]][element["action_id"]] = title
        if element["type"] == "conversations_select":
            inputs[block["block_id"]][element["action_id"]] = channel.id
    name = f"V{number}"
    view = View(
        id=name,
        user=by.id,
        spec=spec,
        hash="1.benchmark",
        root_id=name,
        installed_in=people.TEAM_ID,
    )
    view.inputs = inputs
    payload = payloads.submission(by, view=view, trigger_id="1.1.benchmark", response_urls=[])
    return urlencode({"payload": json.dumps(payload)}).encode()


def send(url: str, bodies: Iterable[bytes], *, at_once: int) -> list[Answer]:
    """Send signed requests, so many at a time, and return their answers in the same order."""
    return asyncio.run(_send(url, list(bodies), at_once=at_once))


async def _send(url: str, bodies: Sequence[bytes], *, at_once: int) -> list[Answer]:
    turns = asyncio.Semaphore(at_once)
    address, verifier = urlsplit(url), SignatureVerifier(SIGNING_SECRET)

    async def send_one(body: bytes) -> Answer:
        async with turns:
            stamp = str(int(time.time()))
            signature = verifier.generate_signature(timestamp=stamp, body=body)
            head = (
                f"POST {address.path} HTTP/1.1\r\nHost: {address.netloc}\r\nConnection: close\r\n"
                f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n"
                f"X-Slack-Request-Timestamp: {stamp}\r\nX-Slack-Signature: {signature}\r\n\r\n"
            )
            sent = time.monotonic()
            reader, writer = await asyncio.open_connection(address.hostname, address.port)
            writer.write(head.encode() + body)
            answer = (await reader.read()).decode()
            writer.close()
            said, _, rest = answer.partition("\r\n\r\n")
            status = int(said.split(" ", 2)[1])
            return Answer(sent=sent, answered=time.monotonic(), status=status, body=rest)

    return await asyncio.gather(*(send_one(body) for body in bodies))
