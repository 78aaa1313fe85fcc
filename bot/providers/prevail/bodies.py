"""What Prevail is sent: the bodies that book and edit a session."""

from datetime import timedelta
from typing import Any

from bot.providers import times
from bot.providers.prevail.payloads import HOST
from bot.scheduling.model.booking import Changes
from bot.scheduling.model.form_field import FieldKind, FormField, Place, form_fields
from bot.scheduling.model.session import Session, SessionBooking


def session_request(booking: SessionBooking) -> dict[str, Any]:
    """Write what books or requests a session."""
    session = booking.session
    request: dict[str, Any] = {
        "invites": _invites(session),
        "remote_session": {
            **_remote_session(session),
            **times.written(booking.moment),
            "estimated_duration": _hours(session.duration),
            "remote_session_id": booking.remote_session_id,
        },
        "session_details": _session_details(session),
    }
    if session.deponent:
        request["deponent"] = session.deponent.model_dump(mode="json")
    return request


def _remote_session(session: Session) -> dict[str, str]:
    entered = {name: getattr(session, name) for name, _ in _fields(session, "remote_session")}
    return {name: text for name, text in entered.items() if text}


def _session_details(session: Session) -> dict[str, str]:
    """Write the details, empty or not; what Prevail has no field for stands in its free text."""
    details = {name: getattr(session, name) for name, _ in _fields(session, "session_details")}
    free = (
        _in_free_text(field, getattr(session, name))
        for name, field in _fields(session, "additional_details")
    )
    return {**details, "additional_details": "\n".join(filter(None, free))}


def _fields(session: Session, place: Place) -> list[tuple[str, FormField]]:
    described = form_fields(type(session)).items()
    return [(name, field) for name, field in described if field.prevail == place]


def _in_free_text(field: FormField, text: str) -> str:
    """Write a field of free text: notes as they are, anything else as a line with its label."""
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
