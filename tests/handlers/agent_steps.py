"""Agents as tests begin with them: one sent to a call, as a person does it."""

import re
from typing import Any

from sandbox.slack.person import Shown
from tests.handlers.conftest import Office, posted_by, told_of

CALL = "https://zoom.example/j/123?pwd=s3cret"
ANA = "ana.reyes@harbor-reporting.example"


def sent(
    office: Office,
    *,
    by: str = "Ana Reyes",
    channel: str = "#depositions",
    when: str = "tomorrow 2pm Pacific",
    call: str = CALL,
    until: str = "Confirmed",
    **fields: Any,
) -> Shown:
    """Send an agent as a person does, and return its card once it says how it went."""
    person = office.person(by)
    screen = person.command(channel, f"/agent {call} {when}".strip())
    for label, value in fields.items():
        screen.fill(label.replace("_", " "), value)
    card = posted_by(screen, person, channel, "Meeting agent")
    card.wait_for_text(until)
    return told_of(card, person, channel) if until == "Confirmed" else card


def agent_ref(text: str) -> str:
    """Read the reference of an agent, or of a calendar action, printed somewhere."""
    found = re.search(r"[AE]-[0-9A-Z]{4}", text)
    assert found is not None, text
    return found[0]
