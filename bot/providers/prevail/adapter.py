"""Books, finds, edits and cancels sessions at Prevail, and says what is known to have been done."""

import re
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from pydantic import SecretStr

from bot.providers.explanation import reports_error
from bot.providers.lenient import read_as
from bot.providers.prevail import results
from bot.providers.prevail.bodies import changes, session_request
from bot.providers.prevail.client import PrevailClient, UnreadableRow, partition
from bot.providers.prevail.payloads import EditAnswer, RequestRow, ScheduleAnswer
from bot.providers.transport import Transport
from bot.scheduling.jobs.session_matching import is_at_another_time, observe
from bot.scheduling.jobs.verdicts import Observed
from bot.scheduling.model.booking import Changes
from bot.scheduling.model.failures import Gone, NotAllowed, Refused, UnreadableAnswer
from bot.scheduling.model.session import SessionBooking, SessionState
from bot.scheduling.ports.providers import ListedSession, SessionList
from bot.times.moment import Moment, UtcClock

AROUND = timedelta(days=1)
YEARS_AHEAD = timedelta(days=3653)

# Nothing else may stand beside it: "Successfully canceled 0 sessions" is no success.
_SUCCESS = re.compile(
    r"(the |your )?(session )?(was |has been |is )?successfully cancell?ed[.!]?", re.IGNORECASE
)


class Prevail:
    """Talks to Prevail for one organization; every call raises `bot.scheduling.model.failures`."""

    name = PrevailClient.name

    def __init__(
        self,
        transport: Transport,
        *,
        api_key: SecretStr,
        company_id: str,
        self_service: bool,
        clock: UtcClock,
    ) -> None:
        """Take the organization's active API key and company id; `clock` gives the time now (UTC)."""
        self.self_service = self_service
        self._transport = transport
        self._client = PrevailClient(transport, api_key=api_key, company_id=company_id, clock=clock)
        self._clock = clock

    def check(self) -> None:
        """See whether Prevail accepts the key."""
        self._client.check()

    def book(self, booking: SessionBooking) -> ListedSession:
        """Book the session, or request it where the organization has no self-service."""
        path = "sessions" if self.self_service else "session_requests"
        body = {"session_request": session_request(booking)}
        answer = self._client.change("POST", path, body=body, names_resource=False)
        self._check_for_complaint(answer, done=False)
        request = self._transport.parse(ScheduleAnswer, answer, changes=True).requests[0]
        if not results.proves_booking(request, self_service=self.self_service):
            raise self._transport.unreadable(changes=True)
        return self._from_request(request, booking)

    def _from_request(self, request: RequestRow, booking: SessionBooking) -> ListedSession:
        return results.from_request(request, booking, self_service=self.self_service)

    def find(self, booking: SessionBooking, *, also: Moment | None = None) -> ListedSession | None:
        """Look for the booking's session around its own moment and `also`; None where there is none.

        Where it is not there it may have been moved, so that it is looked for years ahead, and by its
        number among the requests. By an id that can be guessed that is done at once: a living one comes
        first, whosever it is.
        """
        if not self.self_service:
            return self._find_request(booking)
        moments = [moment.instant for moment in (booking.moment, also) if moment]
        first, last = min(moments) - AROUND, max(moments) + AROUND
        if booking.secret_id:
            near, _ = self._with_its_id(booking, first=first, last=last)
            if near:
                return results.first_living(near)
        first, last = self._years_ahead(first, last)
        listed, unread = self._with_its_id(booking, first=first, last=last)
        found = results.first_living(listed) or self._find_by_number(booking)
        return self._unless_unread(found, whole=not unread)

    def _find_by_number(self, booking: SessionBooking) -> ListedSession | None:
        """Look by its number for a session that no list of sessions has under the booking's id."""
        number = booking.booked.request_id if booking.booked else None
        if number is None:
            return None
        requests, _ = partition(self._client.requests())
        for request in requests:
            if request.id == number:
                found = self._from_request(request, booking)
                ended = found.booked.state is SessionState.CANCELED
                return found if ended or not results.has_id_of(request, booking) else None
        return None

    def _find_request(self, booking: SessionBooking) -> ListedSession | None:
        """Look for the booking's request."""
        whole = True
        for request in self._client.requests():
            if isinstance(request, UnreadableRow):
                whole = False
            elif _is_request_of(request, booking):
                return self._from_request(request, booking)
        return self._unless_unread(None, whole=whole)

    def _unless_unread(self, found: ListedSession | None, *, whole: bool) -> ListedSession | None:
        """Return what was found. Raises UnreadableAnswer where nothing was and a row may have been it."""
        if found is None and not whole:
            raise self._transport.unreadable(changes=False)
        return found

    def between(self, first: datetime, last: datetime) -> SessionList:
        """List all sessions that start between two aware times."""
        listed, unread = partition(self._client.sessions(first, last))
        return SessionList(
            sessions=[results.from_session(session) for session in listed], whole=not unread
        )

    def candidates(self, booking: SessionBooking) -> list[ListedSession]:
        """List the living sessions of the booking's time, or of its id and whatever time, or all requests.

        A row that cannot be read is among them, and says nothing but that it is there.
        """
        if self.self_service:
            start = booking.moment.instant
            first, last = self._years_ahead(start - AROUND, start + AROUND)
            listed, unread = self._with_its_id(booking, first=first, last=last, or_at_its_time=True)
        else:
            requests, unread = partition(self._client.requests())
            numbered = (request for request in requests if request.id is not None)
            listed = [self._from_request(request, booking) for request in numbered]
        living = [each for each in listed if each.booked.state is not SessionState.CANCELED]
        return [*living, *(results.from_unreadable(row.mark) for row in unread)]

    def _years_ahead(self, first: datetime, last: datetime) -> tuple[datetime, datetime]:
        """Widen a span of aware times to all that can lie ahead."""
        now = self._clock()
        return min(first, now - AROUND), max(last, now + YEARS_AHEAD)

    def _with_its_id(
        self,
        booking: SessionBooking,
        *,
        first: datetime,
        last: datetime,
        or_at_its_time: bool = False,
    ) -> tuple[list[ListedSession], list[UnreadableRow]]:
        """List the sessions of the booking's id between two aware times, and what cannot be read."""
        sessions, unread = partition(self._client.sessions(first, last))
        named = [each for each in sessions if results.has_id_of(each, booking)]
        listed = [self._with_join_link(results.from_session(session), booking) for session in named]
        if or_at_its_time:
            others = (
                results.from_session(each)
                for each in sessions
                if not results.has_id_of(each, booking)
            )
            listed += [each for each in others if not is_at_another_time(each, booking)]
        return listed, unread

    def _with_join_link(self, found: ListedSession, booking: SessionBooking) -> ListedSession:
        """Add the join link, which of most sessions only the list of requests tells.

        That list alone has case and number, by which sessions of an id that people chose are told
        apart.
        """
        known = found.booked.join_url and booking.secret_id
        if known or found.booked.state not in results.JOINABLE:
            return found
        try:
            requests, _ = partition(self._client.requests())
        except (UnreadableAnswer, Gone, NotAllowed, Refused):
            return found
        # An id that was freed by a cancellation may have been that of others before.
        named = (request for request in requests if results.has_id_of(request, booking))
        for made in (self._from_request(request, booking) for request in named):
            if made.booked.state in results.JOINABLE and made.moment == found.moment:
                return replace(found, booked=made.booked, case=made.case, deponent=made.deponent)
        return found

    def edit(self, booking: SessionBooking, *, wanted: Changes) -> ListedSession:
        """Ask for what is wanted, and return the session as the answer shows it."""
        body = {"remote_session": changes(wanted)}
        answer = self._client.change("PATCH", "sessions", booking.remote_session_id, body=body)
        self._check_for_complaint(answer, done=_shows(answer, booking, wanted=wanted))
        session = self._transport.parse(EditAnswer, answer, changes=True).sessions[0]
        found = results.from_session(session)
        # A state that is not documented may say that the change was declined: the list shows it.
        if not results.has_id_of(session, booking) or found.booked.state is SessionState.UNKNOWN:
            raise self._transport.unreadable(changes=True)
        return found

    def cancel(self, booking: SessionBooking, *, email_everybody: bool) -> None:
        """Cancel the session; unless told otherwise Prevail emails everybody invited."""
        answer = self._client.change(
            "PATCH",
            "sessions",
            booking.remote_session_id,
            "cancel",
            params={"cancel_without_email": not email_everybody},
        )
        done = _says_canceled(answer)
        self._check_for_complaint(answer, done=done)
        if not done:
            # Other words than these may say that it was not done: the list shows whether it was.
            raise self._transport.unreadable(changes=True)

    def _check_for_complaint(self, answer: Any, *, done: bool) -> None:
        """Raise DoubtfulRefusal where an answer that came with a good status says that something went wrong.

        Raises Inconclusive where it says as well that it was `done`.
        """
        if not reports_error(answer):
            return
        if done:
            raise self._transport.unreadable(answer, changes=True)
        raise self._transport.declined(answer)


def _is_request_of(request: RequestRow, booking: SessionBooking) -> bool:
    """Return whether it is the booking's, by its number or by an id that nobody else's can have."""
    booked = booking.booked
    if booked and booked.request_id:
        return request.id == booked.request_id
    is_proof = booking.secret_id or (booked and booked.remote_session_id)
    return bool(is_proof) and results.has_id_of(request, booking)


def _shows(answer: Any, booking: SessionBooking, *, wanted: Changes) -> bool:
    """Return whether an answer to a change shows the session as it is wanted."""
    edited = read_as(EditAnswer, answer)
    if edited is None:
        return False
    session = edited.sessions[0]
    as_wanted = observe(results.from_session(session), booking, wanted).status is Observed.AS_WANTED
    return results.has_id_of(session, booking) and as_wanted


def _says_canceled(answer: Any) -> bool:
    """Return whether an answer has the documented words, and no others."""
    text = answer.get("messages") if isinstance(answer, dict) else None
    return isinstance(text, str) and _SUCCESS.fullmatch(text.strip()) is not None
