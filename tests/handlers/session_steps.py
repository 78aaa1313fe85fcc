"""Sessions as tests begin with them: one booked as a person does."""

import re
from typing import Any

from sandbox.slack.person import Shown
from tests.handlers.conftest import Office, posted_by, told_of

SESSION_BUTTONS = [
    *("Join", "Move", "Cancel session", "More"),
    *("Edit", "Send agent", "Add to calendar", "Book again", "Day 2"),
]


def booked(
    office: Office,
    *,
    by: str = "Ana Reyes",
    channel: str = "#depositions",
    when: str = "tomorrow 2pm Pacific",
    until: str = "Confirmed",
    **fields: Any,
) -> Shown:
    """Schedule a session as a person does, and return its card once it says how it went."""
    person = office.person(by)
    title = fields.pop("title", "Deposition of Jane Doe")
    screen = person.command(channel, f"/session {when}")
    screen.fill("Title", title)
    for label, value in fields.items():
        screen.fill(label.replace("_", " "), value)
    card = posted_by(screen, person, channel, title)
    card.wait_for_text(until)
    return told_of(card, person, channel) if until == "Confirmed" else card


def ref_of(card: Shown) -> str:
    """Read the reference printed on a card."""
    found = re.search(r"S-[0-9A-Z]{4}", card.text)
    assert found is not None, card.text
    return found[0]
