"""What Prevail's answers and lists say of a session, in Docket's terms."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from bot.providers.lenient import any_unsafe
from bot.providers.prevail.payloads import (
    HOST,
    EditableValues,
    Invitation,
    Invite,
    ProviderDetails,
    RequestRow,
    SessionRow,
)
from bot.scheduling.model.links import safe_link
from bot.scheduling.model.session import BookedSession, SessionBooking, SessionState
from bot.scheduling.ports.providers import ListedSession

JOINABLE = frozenset({SessionState.SCHEDULED, SessionState.READY, SessionState.ACTIVE})
# Other ways to say that nobody can join it anymore.
_ENDED = ("cancelled", "deleted", "removed")
_STATES = {state.value: state for state in SessionState} | dict.fromkeys(
    _ENDED, SessionState.CANCELED
)


def from_session(session: SessionRow) -> ListedSession:
    """Read a session as it is listed."""
    booked = BookedSession(
        state=_state(session.state, url=_url(session)),
        remote_session_id=session.remote_session_id,
        **_access(session),
    )
    return _found(session, booked, people=_addresses(session.invites))


def from_request(
    request: RequestRow, booking: SessionBooking, *, self_service: bool
) -> ListedSession:
    """Read a request; where sessions are only requested, it is scheduled when it has its id."""
    booked = _booked(request, hosts=booking.session.hosts)
    nameless = not self_service and booked.remote_session_id is None
    if nameless and booked.state in JOINABLE:
        booked = booked.model_copy(update={"state": SessionState.INITIAL})
    asked = request.session_request or Invitation()
    values = request.remote_session or EditableValues()
    found = _found(values, booked, people=_addresses(asked.invites))
    if asked.deponent is None:
        return found
    deponent = (asked.deponent.email or "").strip().casefold()
    also = {deponent} if deponent else set()
    people = None if found.people is None else found.people | also
    return replace(found, people=people, deponent=deponent)


def from_unreadable(mark: str) -> ListedSession:
    """Return what is known of a row that cannot be read: that it is there."""
    return ListedSession(booked=BookedSession(state=SessionState.INITIAL), mark=mark)


def proves_booking(request: RequestRow, *, self_service: bool) -> bool:
    """Return whether an answer shows that something was made.

    A request has no name yet: without its number it could not be told from others. A session
    has a state or a join link, and is not canceled as soon as it is there. A state that is not
    documented may say that it failed.
    """
    named, url = request.session_state, _url(request)
    if _state(named, url=url) is SessionState.UNKNOWN:
        return False
    if not self_service:
        return request.id is not None
    state = _STATES.get(_folded(named))
    return state is not SessionState.CANCELED and bool(state or url)


def has_id_of(listed: SessionRow | RequestRow, booking: SessionBooking) -> bool:
    """Return whether it has the booking's id, which Prevail writes in lower case."""
    return booking.is_called(listed.remote_session_id)


def first_living(listed: Sequence[ListedSession]) -> ListedSession | None:
    """Return the first that is not canceled, else the first that is, if there is any."""
    living = (found for found in listed if found.booked.state is not SessionState.CANCELED)
    return next(living, next(iter(listed), None))


def _booked(request: RequestRow, *, hosts: Sequence[str]) -> BookedSession:
    url = _url(request)
    return BookedSession(
        state=_state(request.session_state, url=url),
        remote_session_id=request.remote_session_id,
        request_id=request.id,
        **_access(request),
        **(_host_roles(request, hosts=hosts) if url else {}),
    )


def _url(row: RequestRow | SessionRow) -> str | None:
    """Return the address that Prevail gave for its own app, whether or not it can be passed on."""
    details = row.provider_specific_details or ProviderDetails()
    return row.session_url or details.prevail_join_url


def _access(row: RequestRow | SessionRow) -> dict[str, Any]:
    """Return how to get in, of the links only those that can be passed on."""
    details = row.provider_specific_details or ProviderDetails()
    own = (row.session_url, details.prevail_join_url)
    return {
        "join_url": safe_link(own[0]) or safe_link(own[1]),
        "zoom_url": details.provider_join_url,
        "refused_link": any_unsafe(*own, details.provider_join_url),
        "meeting_id": details.meeting_id,
        "password": details.password,
    }


def _host_roles(request: RequestRow, *, hosts: Sequence[str]) -> dict[str, Any]:
    """Return the hosts that Prevail lists as participants, or how many it gives no access level for."""
    listed = (request.session_request and request.session_request.invites) or []
    known = [each for each in listed if isinstance(each, Invite) and each.access_level]
    if not known:
        return {"unconfirmed_hosts": len(hosts)}
    kept = {(invite.email or "").lower() for invite in known if invite.access_level == HOST}
    return {"demoted_hosts": tuple(host for host in hosts if host.lower() not in kept)}


def _found(
    values: EditableValues, booked: BookedSession, *, people: frozenset[str] | None
) -> ListedSession:
    hours, time = values.estimated_duration, values.time
    return ListedSession(
        booked=booked,
        title=values.title,
        case=values.case or ("" if "case" in values.model_fields_set else None),
        moment=time.moment,
        unreadable_time=time.unreadable,
        duration=None if hours is None else timedelta(hours=hours),
        people=people,
        deponent=None,
    )


def _addresses(invites: Sequence[Invite | str] | None) -> frozenset[str] | None:
    """Return whom a session invites, folded; None where it is not said."""
    if invites is None:
        return None
    emails = (invite if isinstance(invite, str) else invite.email or "" for invite in invites)
    return frozenset(email.strip().casefold() for email in emails if email.strip())


def _state(named: str | None, *, url: str | None) -> SessionState:
    """Read Prevail's state; where it names none, it counts as booked as soon as there is a join link."""
    if not _folded(named):
        return SessionState.READY if url else SessionState.INITIAL
    return _STATES.get(_folded(named), SessionState.UNKNOWN)


def _folded(text: str | None) -> str:
    return (text or "").strip().casefold()
