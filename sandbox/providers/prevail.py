"""Prevail, keeping the rules of its API: schedule, request, list, edit, cancel."""

import re
from collections.abc import Collection, Sequence
from datetime import UTC, timedelta
from typing import Any, ClassVar

import jwt
from flask import Response
from werkzeug import Request

from sandbox.http_server import json_response
from sandbox.providers.forms import Refused, media_type, no_body, only_query, read
from sandbox.providers.panel import Row, Section
from sandbox.providers.prevail_forms import (
    Changes,
    Deponent,
    Edit,
    Invite,
    RemoteSession,
    Scheduling,
    SessionRequest,
)
from sandbox.providers.prevail_sessions import (
    Email,
    Session,
    State,
    as_request,
    as_session,
    panel_row,
)
from sandbox.providers.provider import Clock, Provider, Route, utc_now

LONGEST_TOKEN = timedelta(minutes=15)
PAGE_ITEMS = 100
# What Prevail's staff do to a session that is scheduled.
_STATES_AFTER = {"begin": State.ACTIVE, "cancel": State.CANCELED}


class Prevail(Provider):
    """Prevail for one organization; `members` are the email addresses that may be hosts."""

    name: ClassVar[str] = "Prevail"
    base_path: ClassVar[str] = "/api/v1"
    optional_fields: ClassVar[frozenset[str]] = frozenset(
        {
            "notice",
            "cancelation_requested",
            "provider_specific_details",
            "session_details",
            "session_request",
            "transcript_status",
            "estimated_duration",
            "case",
            "invites",
            "pagy",
        }
    )

    def __init__(
        self,
        *,
        api_key: str = "sandbox-prevail-active-api-key-0123456789-0123456789",
        company_id: str = "sandbox-reporting",
        members: Collection[str] = ("ana@example.com", "ben@example.com"),
        self_service: bool = True,
        now: Clock = utc_now,
    ) -> None:
        super().__init__(now=now)
        self.api_key = api_key
        self.company_id = company_id
        self.members = frozenset(member.lower() for member in members)
        self.self_service = self_service
        self.sessions: list[Session] = []
        self.emails: list[Email] = []

    def admit(self, request: Request) -> None:
        """Check the token and that both sides speak JSON."""
        self._check_token(request.headers.get("authorization", ""))
        if media_type(request, "accept") != "application/json":
            raise Refused(400, "Accept must be application/json")
        if request.method in {"POST", "PATCH"}:
            if media_type(request, "content-type") != "application/json":
                raise Refused(400, "Content-Type must be application/json")
        else:
            no_body(request)

    def routes(self) -> Sequence[Route]:
        """Return the six calls of the API."""
        session = r"/sessions/([^/]+)"
        return [
            Route("POST", re.compile("/sessions"), self._schedule),
            Route("GET", re.compile("/sessions"), self._list_sessions),
            Route("POST", re.compile("/session_requests"), self._request),
            Route("GET", re.compile("/session_requests"), self._list_requests),
            Route("PATCH", re.compile(session), self._edit),
            Route("PATCH", re.compile(session + "/cancel"), self._cancel),
        ]

    def refusal(self, refused: Refused) -> Response:
        """Say why not: a message and, for fields, what is wrong with each."""
        errors: dict[str, list[str]] = {}
        for problem in refused.problems:
            errors.setdefault(problem.field, []).append(problem.sentence)
        words = [f"{name} {'; '.join(said)}".strip() for name, said in errors.items()]
        message = ": ".join([refused.message, *([", ".join(words)] if words else [])])
        return json_response(refused.status, {"message": message, "errors": errors})

    def sections(self) -> Sequence[Section]:
        """Show the sessions and the emails."""
        sessions = tuple(panel_row(session) for session in self.sessions)
        mails = tuple(
            Row(str(n), (mail.to, mail.about, mail.remote_session_id))
            for n, mail in enumerate(self.emails, start=1)
        )
        columns = ("Title", "Case", "When", "State", "Link name", "People")
        return [
            Section("Sessions", columns, sessions),
            Section("Emails", ("To", "About", "Session"), mails),
        ]

    def staff(self, name: str, row_id: str) -> None:
        """Schedule a requested session; begin, delay or cancel a scheduled one."""
        session = next(s for s in self.sessions if str(s.request_id) == row_id)
        if name == "delay":
            session.delay()
            return
        if name in _STATES_AFTER:
            session.state = _STATES_AFTER[name]
            return
        session.remote_session_id = self._session_id(session.remote)
        session.state = State.SCHEDULED
        self._mail(session, session.told_once_scheduled, about="invitation")

    def _check_token(self, header: str) -> None:
        token = header.removeprefix("Bearer ")
        if token == header:
            raise Refused(401, "Missing token")
        try:
            # The clock is an argument, so the expiry is compared below and not by PyJWT.
            claims = jwt.decode(
                token,
                self.api_key,
                algorithms=["HS256"],
                options={"require": ["exp", "slug"], "verify_exp": False, "verify_iat": False},
            )
        except jwt.InvalidTokenError as error:
            raise Refused(401, "Invalid token") from error
        expiry = claims["exp"]
        left = expiry - self.now().timestamp() if isinstance(expiry, int) else 0
        if not 0 < left <= LONGEST_TOKEN.total_seconds():
            raise Refused(401, "Token has expired or is valid for too long")
        if claims["slug"] != self.company_id:
            raise Refused(401, "Unknown organization")

    def _schedule(self, request: Request) -> Response:
        only_query(request)
        form = read(Scheduling, request).session_request
        if not self.self_service:
            raise Refused(403, "Self-Service is not enabled for this organization")
        session = self._add(form, State.READY, self._session_id(form.remote_session))
        self._mail(session, session.told_once_scheduled, about="invitation")
        return json_response(200, {"requests": [as_request(session)]})

    def _request(self, request: Request) -> Response:
        only_query(request)
        form = read(Scheduling, request).session_request
        if form.remote_session.remote_session_id is not None:
            self._session_id(form.remote_session)
        session = self._add(form, State.INITIAL, None)
        return json_response(200, {"requests": [as_request(session)]})

    def _list_sessions(self, request: Request) -> Response:
        query = only_query(request, "start_time", "end_time", "page", "items")
        first = _number(query.get("start_time", "0"), "start_time")
        last = _number(query.get("end_time", "99999999999"), "end_time")
        held = [s for s in self.sessions if s.remote_session_id is not None]
        inside = [s for s in held if first <= s.start.timestamp() <= last]
        inside.sort(key=lambda session: session.start.astimezone(UTC))
        return _paged(request, "sessions", [as_session(session) for session in inside])

    def _list_requests(self, request: Request) -> Response:
        only_query(request, "page", "items")
        return _paged(request, "requests", [as_request(session) for session in self.sessions])

    def _edit(self, request: Request, session_id: str) -> Response:
        only_query(request)
        changes = read(Edit, request).remote_session
        session = self._find(session_id)
        if not session.state.can_be_edited:
            raise Refused(422, f"A session that is {session.state} can't be edited")
        told = _to_notify(changes.invites, Deponent())
        new = [address for address in told if address not in session.access]
        self._change(session, changes)
        session.state = State.READY
        self._mail(session, new, about="invitation")
        return json_response(200, {"sessions": [as_session(session)]})

    def _cancel(self, request: Request, session_id: str) -> Response:
        no_body(request)
        quiet = only_query(request, "cancel_without_email").get("cancel_without_email", "false")
        if quiet not in {"true", "false"}:
            raise Refused(400, "cancel_without_email must be true or false")
        session = self._find(session_id)
        if not session.state.can_be_canceled:
            raise Refused(422, f"A session that is {session.state} can't be canceled")
        session.state = State.CANCELED
        if quiet == "false":
            self._mail(session, list(session.access), about="cancellation")
        return json_response(200, {"messages": "Session successfully canceled."})

    def _find(self, session_id: str) -> Session:
        for session in self.sessions:
            if session.remote_session_id == session_id:
                return session
        raise Refused(404, "Session not found")

    def _session_id(self, remote: RemoteSession) -> str:
        made = remote.remote_session_id or _slug(remote.title)
        if any(session.remote_session_id == made for session in self.sessions):
            raise Refused(422, f"Remote session id {made} has already been taken")
        return made

    def _add(self, form: SessionRequest, state: State, session_id: str | None) -> Session:
        session = Session(
            request_id=len(self.sessions) + 1,
            state=state,
            remote=form.remote_session,
            deponent=form.deponent,
            details=form.session_details,
            remote_session_id=session_id,
            told_once_scheduled=_to_notify(form.invites, form.deponent),
        )
        self._let_in(session, form.invites)
        if form.deponent.email:
            session.access.setdefault(form.deponent.email.lower(), "participant")
        self.sessions.append(session)
        return session

    def _change(self, session: Session, changes: Changes) -> None:
        said = changes.model_dump(exclude={"invites"}, exclude_unset=True)
        session.remote = session.remote.model_copy(update=said)
        self._let_in(session, changes.invites)

    def _let_in(self, session: Session, invites: Sequence[Invite]) -> None:
        """Add people; only a registered member becomes a host, without a word otherwise."""
        for invite in invites:
            address = invite.email.lower()
            host = invite.access_level == "host" and address in self.members
            if host or address not in session.access:
                session.access[address] = "host" if host else "participant"

    def _mail(self, session: Session, addresses: Sequence[str], *, about: str) -> None:
        for address in addresses:
            self.emails.append(Email(address, about, session.remote_session_id or ""))


def _to_notify(invites: Sequence[Invite], deponent: Deponent) -> list[str]:
    """Return who is emailed: everybody listed at least once without being made a host."""
    people = [invite.email.lower() for invite in invites if invite.access_level != "host"]
    people += [deponent.email.lower()] if deponent.email else []
    return list(dict.fromkeys(people))


def _slug(title: str) -> str:
    return re.sub(r"[^a-z0-9_-]+", "-", title.lower()).strip("-") or "session"


def _number(text: str, name: str) -> int:
    if not text.isdecimal():
        raise Refused(400, f"{name} must be a whole number")
    return int(text)


def _paged(request: Request, name: str, rows: Sequence[dict[str, Any]]) -> Response:
    page = _number(request.args.get("page", "1"), "page")
    items = _number(request.args.get("items", str(PAGE_ITEMS)), "items")
    if page < 1 or not 1 <= items <= PAGE_ITEMS:
        raise Refused(400, f"page starts at 1 and items lies between 1 and {PAGE_ITEMS}")
    pages = max(1, -(-len(rows) // items))
    pagy = {"page": page, "items": items, "count": len(rows), "pages": pages}
    return json_response(200, {"pagy": pagy, name: rows[(page - 1) * items : page * items]})
