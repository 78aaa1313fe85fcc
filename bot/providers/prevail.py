"""Prevail, remote legal sessions: schedule, request, find, edit, cancel (providers.md, section 1)."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Annotated, Any, TypeVar

import jwt
from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SecretStr,
)

from bot.providers import times
from bot.providers.lenient import (
    IfReadable,
    Number,
    OptionalId,
    OptionalNumberOrId,
    OptionalText,
    any_unsafe,
    mark_of,
    objects,
    read_as,
)
from bot.providers.transport import Params, Transport, complains
from bot.scheduling.jobs.session_matching import is_at_another_time, sight_of
from bot.scheduling.jobs.verdicts import Seen
from bot.scheduling.model.booking import LONGEST, Wanted
from bot.scheduling.model.failures import Garbled, Gone, NotAllowed, Refused
from bot.scheduling.model.form_field import (
    ADDITIONAL_DETAILS,
    FieldKind,
    FormField,
    form_fields,
)
from bot.scheduling.model.links import safe_link
from bot.scheduling.model.session import Booked, Session, SessionBooking, SessionState
from bot.scheduling.ports import Found
from bot.times.moment import Moment

TOKEN_LASTS = timedelta(minutes=5)
AROUND = timedelta(days=1)
YEARS_AHEAD = timedelta(days=3653)
PAGE_SIZE = 100
HOST = "host"
MOST_PAGES = 500
LONGEST_HOURS = LONGEST / timedelta(hours=1)

# Nothing else may stand beside it: "Successfully canceled 0 sessions" is no success.
_SUCCESS = re.compile(
    r"(the |your )?(session )?(was |has been |is )?successfully cancell?ed[.!]?", re.IGNORECASE
)

_JOINABLE = frozenset({SessionState.SCHEDULED, SessionState.READY, SessionState.ACTIVE})
# Other ways to say that nobody can join it any more.
_ENDED = ("cancelled", "deleted", "removed")
_STATES = {state.value: state for state in SessionState} | dict.fromkeys(
    _ENDED, SessionState.CANCELED
)


def _as_text(value: Any) -> Any:
    """Read a number that stands where a text should."""
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


class _Answer(BaseModel):
    """Part of an answer: what is not listed is ignored, what is missing or odd is None.

    Needed is only this. Of an answer to POST: an object in `requests`; for a session its
    `session_state` or a link, for a request its `id`. Of an answer to PATCH: an object in `sessions`
    with the id, or the words "successfully canceled". Of a list: that it is one; and of each row the
    id it is known by, or else nothing is proven by what the list does not show.
    """

    model_config = ConfigDict(frozen=True, extra="ignore", coerce_numbers_to_str=True)


class _Details(_Answer):
    """`provider_specific_details`, of sessions with a Zoom back end."""

    meeting_id: OptionalText = None
    password: IfReadable[Annotated[SecretStr, BeforeValidator(_as_text)]] = None
    provider_join_url: OptionalText = None
    prevail_join_url: OptionalText = None


class _Invite(_Answer):
    email: OptionalText = None
    access_level: OptionalText = None


_Invites = IfReadable[list[_Invite | str]]


class _Deponent(_Answer):
    email: OptionalText = None


class _Invitation(_Answer):
    invites: _Invites = None
    deponent: IfReadable[_Deponent] = None


class _When(_Answer):
    """The values of a session that an edit can change."""

    title: OptionalText = None
    case: OptionalText = None
    start_date: Any = None
    start_time: Any = None
    time_zone: Any = None
    estimated_duration: IfReadable[
        Annotated[Number, Field(gt=0, le=LONGEST_HOURS, allow_inf_nan=False)]
    ] = None

    @property
    def told(self) -> times.Told:
        """When it is, as far as that can be read."""
        return times.read(self.start_date, self.start_time, self.time_zone)


class _Request(_Answer):
    """An element of `requests`."""

    id: OptionalNumberOrId = None
    session_state: OptionalText = None
    session_url: OptionalText = None
    remote_session_id: OptionalId = None
    session_request: IfReadable[_Invitation] = None
    remote_session: IfReadable[_When] = None
    provider_specific_details: IfReadable[_Details] = None

    @property
    def is_known(self) -> bool:
        """Say whether it has anything to be known by."""
        return self.id is not None or self.remote_session_id is not None


class _Session(_When):
    """An element of `sessions`."""

    remote_session_id: OptionalId = None
    state: OptionalText = None
    session_url: OptionalText = None
    invites: _Invites = None
    provider_specific_details: IfReadable[_Details] = None

    @property
    def is_known(self) -> bool:
        """Say whether it has anything to be known by."""
        return self.remote_session_id is not None


class _Requested(_Answer):
    requests: Annotated[list[_Request], BeforeValidator(objects), Field(min_length=1)]


class _Edited(_Answer):
    sessions: Annotated[list[_Session], BeforeValidator(objects), Field(min_length=1)]


class _Pages(_Answer):
    pages: IfReadable[Annotated[int, Field(ge=1)]] = None


class _Page(_Answer):
    """A page of a list, its rows as they came."""

    rows: list[Any]
    pagy: IfReadable[_Pages] = None

    def is_last(self, number: int) -> bool:
        """Say whether no page comes after this one, where its number counts from 1."""
        pages = self.pagy.pages if self.pagy else None
        return len(self.rows) < PAGE_SIZE if pages is None else pages <= number


class _RequestList(_Page):
    rows: list[Any] = Field(validation_alias="requests")


class _SessionList(_Page):
    rows: list[Any] = Field(validation_alias="sessions")


@dataclass(frozen=True, slots=True)
class _Unread:
    """A row of a list that says nothing it could be known by, or a list that breaks off."""

    mark: str


_Row = TypeVar("_Row", _Request, _Session)
_Shape = TypeVar("_Shape", bound=_Answer)


class Prevail:
    """Talks to Prevail for one organisation; every call raises `bot.scheduling.model.failures`."""

    name = "Prevail"

    def __init__(
        self,
        transport: Transport,
        *,
        api_key: SecretStr,
        company_id: str,
        self_service: bool,
        clock: Callable[[], datetime],
    ) -> None:
        """Take the organisation's active API key and company id; `clock` gives the time now (UTC)."""
        self.self_service = self_service
        self._transport = transport
        self._api_key = api_key
        self._company_id = company_id
        self._clock = clock

    def schedule(self, booking: SessionBooking) -> Found:
        """Book the session, or request it where the organisation has no self-service."""
        path = "sessions" if self.self_service else "session_requests"
        body = {"session_request": _session_request(booking)}
        answer = self._transport.change(
            "POST", path, headers=self._headers(), body=body, names=False
        )
        self._see_no_complaint(answer, done=False)
        request = self._parse(_Requested, answer, changes=True).requests[0]
        if not self._says_enough(request):
            raise self._transport.unreadable(changes=True)
        return self._made(request, booking)

    def _says_enough(self, request: _Request) -> bool:
        """Say whether an answer shows that something was made.

        A request has no name yet: without its number it could not be told from others. A session
        has a state or a way in, and is not canceled as soon as it is there. A state that is not
        documented may say that it failed.
        """
        said, url = request.session_state, _url(request)
        if _state(said, url=url) is SessionState.UNKNOWN:
            return False
        if not self.self_service:
            return request.id is not None
        state = _STATES.get(_folded(said))
        return state is not SessionState.CANCELED and bool(state or url)

    def _made(self, request: _Request, booking: SessionBooking) -> Found:
        """Read a request; where sessions are only requested, it is scheduled when it has its id."""
        booked = _booked(request, hosts=booking.session.hosts)
        nameless = not self.self_service and booked.remote_session_id is None
        if nameless and booked.state in _JOINABLE:
            booked = booked.model_copy(update={"state": SessionState.INITIAL})
        return _found_request(request, booked)

    def find(self, booking: SessionBooking, *, also: Moment | None = None) -> Found | None:
        """Look for the booking's session around its own moment and `also`; None where there is none.

        Where it is not there it may have been moved, so that it is looked for years ahead, and by its
        number among the requests. By an id that can be guessed that is done at once: a living one comes
        first, whosever it is.
        """
        if not self.self_service:
            return self._find_request(booking)
        moments = [moment.instant for moment in (booking.moment, also) if moment]
        first, last = min(moments) - AROUND, max(moments) + AROUND
        near = self._living_first(booking, first=first, last=last) if booking.secret_id else None
        if near is not None:
            return near
        first, last = self._ahead(first, last)
        named, unread = self._named(booking, first=first, last=last)
        return self._unless_unread(
            _living(named) or self._renamed_or_ended(booking), whole=not unread
        )

    def _living_first(
        self, booking: SessionBooking, *, first: datetime, last: datetime
    ) -> Found | None:
        named, _ = self._named(booking, first=first, last=last)
        return _living(named)

    def _renamed_or_ended(self, booking: SessionBooking) -> Found | None:
        """Look by its number for a session that no list of sessions has under the booking's id."""
        number = booking.booked.request_id if booking.booked else None
        if number is None:
            return None
        requests, _ = _apart(self._requests())
        for request in requests:
            if request.id == number:
                made = self._made(request, booking)
                ended = made.booked.state is SessionState.CANCELED
                return made if ended or not _is_named(request, booking) else None
        return None

    def _unless_unread(self, found: Found | None, *, whole: bool) -> Found | None:
        """Return what was found. Raises Garbled where nothing was and a row may have been it."""
        if found is None and not whole:
            raise self._transport.unreadable(changes=False)
        return found

    def among(self, booking: SessionBooking) -> list[Found]:
        """List the living sessions of the booking's time, or of its id and whatever time, or all requests.

        A row that cannot be read is among them, and says nothing but that it is there.
        """
        if self.self_service:
            start = booking.moment.instant
            first, last = self._ahead(start - AROUND, start + AROUND)
            listed, unread = self._named(booking, first=first, last=last, or_of_its_time=True)
        else:
            requests, unread = _apart(self._requests())
            known = (request for request in requests if request.id is not None)
            listed = [self._made(request, booking) for request in known]
        living = [each for each in listed if each.booked.state is not SessionState.CANCELED]
        return [*living, *map(_unread, unread)]

    def _ahead(self, first: datetime, last: datetime) -> tuple[datetime, datetime]:
        """Widen a span of aware times to all that can lie ahead."""
        now = self._clock()
        return min(first, now - AROUND), max(last, now + YEARS_AHEAD)

    def _named(
        self,
        booking: SessionBooking,
        *,
        first: datetime,
        last: datetime,
        or_of_its_time: bool = False,
    ) -> tuple[list[Found], list[_Unread]]:
        """List the sessions of the booking's id between two aware times, and what cannot be read."""
        window: Params = {"start_time": int(first.timestamp()), "end_time": int(last.timestamp())}
        sessions, unread = _apart(self._sessions(window))
        named = [each for each in sessions if _is_named(each, booking)]
        listed = [self._with_the_way_in(_found(session), booking) for session in named]
        if or_of_its_time:
            others = (_found(each) for each in sessions if not _is_named(each, booking))
            listed += [each for each in others if not is_at_another_time(each, booking)]
        return listed, unread

    def _with_the_way_in(self, found: Found, booking: SessionBooking) -> Found:
        """Add the join link, which of most sessions only the list of requests tells.

        That list alone has case and number, by which sessions of an id that people chose are told
        apart.
        """
        told = found.booked.join_url and booking.secret_id
        if told or found.booked.state not in _JOINABLE:
            return found
        try:
            requests, _ = _apart(self._requests())
        except (Garbled, Gone, NotAllowed, Refused):
            return found
        # An id that was freed by a cancellation may have been that of others before.
        named = (request for request in requests if _is_named(request, booking))
        for made in (self._made(request, booking) for request in named):
            if made.booked.state in _JOINABLE and made.moment == found.moment:
                return replace(found, booked=made.booked, case=made.case, deponent=made.deponent)
        return found

    def _find_request(self, booking: SessionBooking) -> Found | None:
        """Look for a request by its number, or by an id that nobody else's can have."""
        number = booking.booked.request_id if booking.booked else None
        by_id = booking.secret_id or (booking.booked and booking.booked.remote_session_id)
        whole = True
        for request in self._requests():
            if isinstance(request, _Unread):
                whole = False
            elif request.id == number if number else by_id and _is_named(request, booking):
                return self._made(request, booking)
        return self._unless_unread(None, whole=whole)

    def edit(self, booking: SessionBooking, *, wanted: Wanted) -> Found:
        """Ask for what is wanted; of the time, Prevail takes all three values or none."""
        answer = self._transport.change(
            "PATCH",
            "sessions",
            booking.remote_session_id,
            headers=self._headers(),
            body={"remote_session": _edit(wanted)},
        )
        self._see_no_complaint(answer, done=_shows(answer, booking, wanted=wanted))
        session = self._parse(_Edited, answer, changes=True).sessions[0]
        found = _found(session)
        # A state that is not documented may say that the change was declined: the list shows it.
        if not _is_named(session, booking) or found.booked.state is SessionState.UNKNOWN:
            raise self._transport.unreadable(changes=True)
        return found

    def cancel(self, booking: SessionBooking, *, email_everybody: bool) -> None:
        """Cancel the session; unless told otherwise Prevail e-mails everybody invited."""
        answer = self._transport.change(
            "PATCH",
            "sessions",
            booking.remote_session_id,
            "cancel",
            headers=self._headers(),
            params={"cancel_without_email": not email_everybody},
        )
        done = _says_canceled(answer)
        self._see_no_complaint(answer, done=done)
        if not done:
            # Other words than these may say that it was not done: the list shows whether it was.
            raise self._transport.unreadable(changes=True)

    def _see_no_complaint(self, answer: Any, *, done: bool) -> None:
        """Raise Denied where an answer that came with a good status says that something went wrong.

        Raises Unknowable where it says as well that it was `done`.
        """
        if not complains(answer):
            return
        if done:
            raise self._transport.unreadable(answer, changes=True)
        raise self._transport.declined(answer)

    def check(self) -> None:
        """See whether Prevail accepts the key, by asking for the next minute's sessions."""
        now = int(self._clock().timestamp())
        query: Params = {"start_time": now, "end_time": now + 60, "page": 1, "items": 1}
        answer = self._transport.read("sessions", headers=self._headers(), params=query)
        self._parse(_SessionList, answer, changes=False)

    def _sessions(self, window: Params) -> Iterator[_Session | _Unread]:
        return self._rows(_SessionList, _Session, path="sessions", params=window)

    def _requests(self) -> Iterator[_Request | _Unread]:
        return self._rows(_RequestList, _Request, path="session_requests", params={})

    def _rows(
        self, pages: type[_Page], shape: type[_Row], *, path: str, params: Params
    ) -> Iterator[_Row | _Unread]:
        """Read a list page by page; a row that is nothing of the kind spoils no other."""
        before: list[Any] = []
        for number in range(1, MOST_PAGES + 1):
            query = {**params, "page": number, "items": PAGE_SIZE}
            answer = self._transport.read(path, headers=self._headers(), params=query)
            page = self._parse(pages, answer, changes=False)
            if number > 1 and page.rows in ([], before):
                yield _Unread("")  # it counts more pages than it has
                return
            for row in page.rows:
                read = shape.model_validate(row) if isinstance(row, dict) else None
                yield read if read and read.is_known else _Unread(mark_of(row))
            if page.is_last(number):
                return
            before = page.rows
        yield _Unread("")

    def _headers(self) -> dict[str, str]:
        """Sign a token for this one call: HS256 with `exp` (epoch seconds) and `slug`."""
        claims = {"exp": self._clock() + TOKEN_LASTS, "slug": self._company_id}
        try:
            token = jwt.encode(claims, self._api_key.get_secret_value(), algorithm="HS256")
        except jwt.InvalidKeyError:
            raise NotAllowed(self.name, reason="its API key cannot be used to sign") from None
        return {
            "Authorization": f"Bearer {token}",
            "Content-Type": "application/json",
            "Accept": "application/json",
        }

    def _parse(self, shape: type[_Shape], answer: Any, *, changes: bool) -> _Shape:
        read = read_as(shape, answer)
        if read is None:
            raise self._transport.unreadable(changes=changes)
        return read


def _session_request(booking: SessionBooking) -> dict[str, Any]:
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
    """List whom to invite; hosts stand there twice, because only the plain line gets them an e-mail.

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


def _edit(wanted: Wanted) -> dict[str, Any]:
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


def _booked(request: _Request, *, hosts: Sequence[str]) -> Booked:
    url = _url(request)
    return Booked(
        state=_state(request.session_state, url=url),
        remote_session_id=request.remote_session_id,
        request_id=request.id,
        **_way_in(request),
        **(_hosts_listed(request, hosts=hosts) if url else {}),
    )


def _url(given: _Request | _Session) -> str | None:
    """Return the address that Prevail gave for its own app, whether or not it can be passed on."""
    details = given.provider_specific_details or _Details()
    return given.session_url or details.prevail_join_url


def _way_in(given: _Request | _Session) -> dict[str, Any]:
    """Return how to get in, of the links only those that can be passed on."""
    details = given.provider_specific_details or _Details()
    own = (given.session_url, details.prevail_join_url)
    return {
        "join_url": safe_link(own[0]) or safe_link(own[1]),
        "zoom_url": details.provider_join_url,
        "refused_link": any_unsafe(*own, details.provider_join_url),
        "meeting_id": details.meeting_id,
        "password": details.password,
    }


def _hosts_listed(request: _Request, *, hosts: Sequence[str]) -> dict[str, Any]:
    """Say which hosts Prevail lists as participants, or of how many it does not say what they are."""
    listed = (request.session_request and request.session_request.invites) or []
    told = [each for each in listed if isinstance(each, _Invite) and each.access_level]
    if not told:
        return {"unconfirmed_hosts": len(hosts)}
    kept = {(invite.email or "").lower() for invite in told if invite.access_level == HOST}
    return {"demoted_hosts": tuple(host for host in hosts if host.lower() not in kept)}


def _is_named(listed: _Session | _Request, booking: SessionBooking) -> bool:
    """Say whether it has the booking's id, which Prevail writes in lower case."""
    return booking.is_called(listed.remote_session_id)


def _shows(answer: Any, booking: SessionBooking, *, wanted: Wanted) -> bool:
    """Say whether an answer to a change shows the session as it is wanted."""
    edited = read_as(_Edited, answer)
    if edited is None:
        return False
    session = edited.sessions[0]
    as_wanted = sight_of(_found(session), booking, wanted).seen is Seen.AS_WANTED
    return _is_named(session, booking) and as_wanted


def _says_canceled(answer: Any) -> bool:
    """Say whether an answer has the documented words, and no others."""
    said = answer.get("messages") if isinstance(answer, dict) else None
    return isinstance(said, str) and _SUCCESS.fullmatch(said.strip()) is not None


def _living(named: Sequence[Found]) -> Found | None:
    """Return the one of these that lives, else one that has ended, if there is any."""
    living = (found for found in named if found.booked.state is not SessionState.CANCELED)
    return next(living, next(iter(named), None))


def _apart(rows: Iterable[_Row | _Unread]) -> tuple[list[_Row], list[_Unread]]:
    """Return the rows that could be read, and apart from them the others."""
    read: list[_Row] = []
    unread: list[_Unread] = []
    for row in rows:
        if isinstance(row, _Unread):
            unread.append(row)
        else:
            read.append(row)
    return read, unread


def _unread(row: _Unread) -> Found:
    """Return what is known of a row that cannot be read: that it is there."""
    return Found(
        booked=Booked(state=SessionState.INITIAL),
        mark=row.mark,
        title=None,
        case=None,
        moment=None,
        duration=None,
        people=None,
        deponent=None,
    )


def _found(session: _Session) -> Found:
    booked = Booked(
        state=_state(session.state, url=_url(session)),
        remote_session_id=session.remote_session_id,
        **_way_in(session),
    )
    return _found_when(session, booked, people=_addresses(session.invites))


def _found_request(request: _Request, booked: Booked) -> Found:
    asked = request.session_request or _Invitation()
    found = _found_when(request.remote_session or _When(), booked, people=_addresses(asked.invites))
    if asked.deponent is None:
        return found
    deponent = (asked.deponent.email or "").strip().casefold()
    also = {deponent} if deponent else set()
    people = None if found.people is None else found.people | also
    return replace(found, people=people, deponent=deponent)


def _found_when(session: _When, booked: Booked, *, people: frozenset[str] | None) -> Found:
    hours, told = session.estimated_duration, session.told
    return Found(
        booked=booked,
        title=session.title,
        case=session.case or ("" if "case" in session.model_fields_set else None),
        moment=told.moment,
        unreadable_time=told.unreadable,
        duration=None if hours is None else timedelta(hours=hours),
        people=people,
        deponent=None,
    )


def _addresses(invites: Sequence[_Invite | str] | None) -> frozenset[str] | None:
    """Return whom a session invites, folded; None where it is not said."""
    if invites is None:
        return None
    emails = (invite if isinstance(invite, str) else invite.email or "" for invite in invites)
    return frozenset(email.strip().casefold() for email in emails if email.strip())


def _state(said: str | None, *, url: str | None) -> SessionState:
    """Read Prevail's state; where it names none, it counts as booked as soon as there is a way in."""
    if not _folded(said):
        return SessionState.READY if url else SessionState.INITIAL
    return _STATES.get(_folded(said), SessionState.UNKNOWN)


def _folded(said: str | None) -> str:
    return (said or "").strip().casefold()
