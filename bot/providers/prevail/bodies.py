"""What Prevail is sent: the bodies that book and edit a session."""

from datetime import timedelta
from typing import Any

from bot.providers import times
from bot.providers.prevail.payloads import HOST
from bot.scheduling.model.booking import Changes
from bot.scheduling.model.form_field import (
    ADDITIONAL_DETAILS,
    FieldKind,
    FormField,
    form_fields,
)
from bot.scheduling.model.session import Session, SessionBooking


def session_request(booking: SessionBooking) -> dict[str, Any]:
    """Write what books or requests a session."""
    session = booking.session
    entered = _entered(session)
    request: dict[str, Any] = {
        "invites": _invites(session),
        "remote_session": {
            **entered["remote_session"],
            **times.written(booking.moment),
            "estimated_duration": _hours(session.duration),
            "remote_session_id": booking.remote_session_id,
        },
        "session_details": entered["session_details"],
    }
    if session.deponent:
        request["deponent"] = session.deponent.model_dump(mode="json")
    return request


def _entered(session: Session) -> dict[str, dict[str, str]]:
    """Put each field of the form where its description says; only `session_details` may be empty."""
    parts: dict[str, dict[str, str]] = {"remote_session": {}, "session_details": {}}
    additional = []
    for name, field in form_fields(type(session)).items():
        text = getattr(session, name)
        if field.prevail == ADDITIONAL_DETAILS:
            additional.append(_additional(field, text))
        elif field.prevail and (text or field.prevail[0] == "session_details"):
            part, key = field.prevail
            parts[part][key] = text
    part, key = ADDITIONAL_DETAILS
    parts[part][key] = "\n".join(filter(None, additional))
    return parts


def _additional(field: FormField, text: str) -> str:
    """Write a field into free text: notes as they are, anything else as a line with its label."""
    return text if field.kind is FieldKind.PARAGRAPH or not text else f"{field.label}: {text}"


def _invites(session: Session) -> list[str] | list[dict[str, str]]:
    """List whom to invite; hosts stand there twice, because only the plain line gets them an email.

    Nobody has two plain lines, and the deponent none: Prevail invites whom `deponent` names.
    """
    everybody = list(session.guests)
    if not session.hosts:
        return everybody
    hosts = [{"email": email, "access_level": HOST} for email in session.hosts]
    return [*hosts, *({"email": email} for email in everybody)]


def _hours(duration: timedelta) -> int | float:
    hours = duration / timedelta(hours=1)
    return int(hours) if hours.is_integer() else hours


def changes(wanted: Changes) -> dict[str, Any]:
    """Write what edits a session; of the time, Prevail takes all three values or none."""
    changes: dict[str, Any] = {}
    if wanted.title:
        changes["title"] = wanted.title
    if wanted.moment:
        changes |= times.written(wanted.moment)
    if wanted.duration:
        changes["estimated_duration"] = _hours(wanted.duration)
    if wanted.invitees:
        changes["invites"] = list(wanted.invitees)
    return changes
