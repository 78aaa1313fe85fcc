"""Appointments as tests begin with them: free slots, and one booked as a person does."""

import re
from contextlib import closing
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from pydantic import SecretStr

from bot.providers.carevalidate.adapter import CareValidate
from bot.providers.transport import Transport
from bot.scheduling.model.appointment import AppointmentRequest, Location
from sandbox.providers.carevalidate import EventType
from sandbox.slack.person import Person, Shown
from tests.handlers.conftest import Office, posted_by

INVITEE, FIRST, LAST = "pat.quill@patient.example", "Pat", "Quillfeather"
REASON = "moved to hospice"
PRIVATE = (INVITEE, FIRST, LAST, REASON)


def consultation(office: Office) -> EventType:
    """Return an event type that CareValidate offers."""
    return next(iter(office.carevalidate.provider.event_types.values()))


def free(office: Office, *, number: int = 40) -> datetime:
    """Return a free start (aware, UTC), a few days ahead."""
    starts = office.carevalidate.provider.free_slots(consultation(office))
    soonest = office.clock() + timedelta(days=2)
    return [start for _, start in zip(range(400), starts, strict=False) if start > soonest][number]


def written(start: datetime) -> str:
    """Write a start as somebody would type it."""
    return f"{start:%Y-%m-%d %H:%M} UTC"


def filled(
    office: Office, *, by: str = "Ana Reyes", start: datetime | None = None, **fields: Any
) -> Any:
    """Open the form and fill it in, without sending it."""
    when = written(start or free(office))
    screen = office.person(by).command("#depositions", f"/appointment {when}")
    usual = {
        "Event type": consultation(office).id,
        "Invitee email": INVITEE,
        "First name": FIRST,
        "Last name": LAST,
    }
    for label, value in {**usual, **fields}.items():
        screen.fill(label.replace("_", " "), value)
    return screen


def booked_for(
    office: Office,
    *,
    by: str = "Ana Reyes",
    channel: str = "@app",
    until: str = "Confirmed",
    **fields: Any,
) -> Shown:
    """Book an appointment as a person does, and return its card once it says how it went."""
    if channel != "@app":
        fields["Post card in"] = channel
    screen = filled(office, by=by, **fields)
    card = posted_by(screen, office.person(by), channel, "Appointment")
    return card.wait_for_text(until)


def booked_elsewhere(office: Office, *, number: int = 40, email: str = INVITEE) -> str:
    """Book an appointment that Docket knows nothing of, and return CareValidate's id."""
    request = AppointmentRequest(
        event_type_id=UUID(consultation(office).id),
        start=free(office, number=number),
        zone="America/Chicago",
        location=Location.ZOOM,
        email=email,
        first_name=FIRST,
        last_name=LAST,
    )
    with closing(Transport("CareValidate", base_url=office.carevalidate.base_url)) as transport:
        care = CareValidate(transport, api_key=SecretStr(office.carevalidate.provider.api_key))
        return care.book(request).id


def everything(shown: Shown) -> str:
    """Return all that a message holds: what is seen, heard, and carried by its buttons."""
    return f"{shown.text} {shown.source.text} {shown.source.blocks}"


def ref_in(text: str) -> str:
    """Read the reference of an appointment printed somewhere."""
    found = re.search(r"P-[0-9A-Z]{4}", text)
    assert found is not None, text
    return found[0]


def answer_to(person: Person, line: str, *, channel: str = "#general") -> Shown:
    """Type a command that a provider is asked for, and return what comes after the word of patience."""
    before = len(person.messages(channel))
    person.command(channel, line)
    person.viewer.look(
        lambda: len(person.messages(channel)) >= before + 2 or None, lambda: f"no answer to {line}"
    )
    patience = "Checking CareValidate…"
    said = person.messages(channel)[before:]
    (answer,) = [message for message in said if message.text != patience]
    assert len(said) == 2
    assert answer.only_for_me
    return answer
