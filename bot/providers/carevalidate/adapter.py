"""Books, finds, lists and cancels appointments, and finds free slots, at CareValidate.

This is health data. The invitee's address is sent in bodies alone: the one call that could take
it in its own address, the list, is asked for by dates, and searched here.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from pydantic import SecretStr

from bot.providers.carevalidate.answers import UnwrappedAnswer, has_error, layers_of, says_no
from bot.providers.carevalidate.payloads import AppointmentRow, OfferRow, Outcome
from bot.providers.explanation import reports_error
from bot.providers.lenient import any_unsafe, fingerprint, objects, read_as
from bot.providers.times import ReportedTime, iso_utc, read_instant
from bot.providers.transport import Params, Transport
from bot.scheduling.model.appointment import Appointment, AppointmentRequest, Listing, Offer
from bot.scheduling.model.booking import MAX_DURATION
from bot.scheduling.ports.store import CallLimit

CALENDAR = ("api", "v1", "calendar")
# It allows an organization 500 calls in 60 seconds and counts them as they arrive.
CALL_LIMIT = CallLimit(provider="CareValidate", calls=480, within=timedelta(seconds=60))
A_DAY = timedelta(days=1)


class CareValidate:
    """Talks to CareValidate for one organization; every call raises `bot.scheduling.model.failures`."""

    name = "CareValidate"

    def __init__(self, transport: Transport, *, api_key: SecretStr) -> None:
        """Take the organization's key."""
        self._transport = transport
        self._api_key = api_key

    def book(self, order: AppointmentRequest) -> Appointment:
        """Book a free slot; after OutcomeUnknown `candidates` lists what may have been booked."""
        answer = self._change("appointments", body=_booking(order))
        (row, *_) = objects(answer.content) or [None]
        if says_no(row):
            raise self._transport.declined(row)
        held = self._transport.parse(AppointmentRow, row, changes=True)
        if not held.active:
            raise self._transport.unreadable(changes=True)
        return _appointment(held)

    def candidates(self, order: AppointmentRequest) -> Listing:
        """List what could be mistaken for what `book` makes: of that time, and of nobody else.

        What does not say when it is or whose it is could be, and so could a row that can't be read.
        """
        day = order.start.astimezone(UTC).date()
        listed, unread, whole = self._listed(first=day - A_DAY, last=day + A_DAY)
        alike = [
            held
            for held in listed
            if held.start in {None, order.start}
            and (held.email is None or _is_for(held, order.email))
        ]
        return Listing(held=(*alike, *(Appointment(id=mark) for mark in unread)), whole=whole)

    def upcoming(self, *, first: date, last: date, email: str | None = None) -> Listing:
        """List the active appointments of these days, all or one invitee's, soonest first."""
        listed, unread, whole = self._listed(first=first, last=last)
        wanted = (held for held in listed if email is None or _is_for(held, email))
        held = tuple(sorted(wanted, key=_soonest_first))
        return Listing(held=held, whole=whole and not unread)

    def _listed(self, *, first: date, last: date) -> tuple[list[Appointment], list[str], bool]:
        """List what is held on these days, the marks of rows that cannot be read, and if that is all."""
        answer = self._read("appointments", {"start_date": str(first), "end_date": str(last)})
        rows = self._items(answer)
        listed, unread = [], []
        for row in rows:
            held = read_as(AppointmentRow, row)
            if held is None:
                unread.append(fingerprint(row))
            elif held.active is not False:
                listed.append(_appointment(held))
        return listed, unread, not answer.is_cut_off(rows=len(rows))

    def offers(self, *, states: Sequence[str]) -> list[Offer]:
        """List who offers what in these US states (`CA`, `NY`), without times."""
        return self._offers({"provider_states": ",".join(states)})

    def free_slots(
        self, *, states: Sequence[str], event_type_id: str, start: datetime, end: datetime
    ) -> list[Offer]:
        """List the free starts of an event type between two aware times."""
        span = {"start_time": iso_utc(start), "end_time": iso_utc(end)}
        query = {"provider_states": ",".join(states), "event_type_id": event_type_id, **span}
        return self._offers(query)

    def cancel(self, appointment_id: str, *, email: str, reason: str = "") -> None:
        """Cancel an appointment, which takes its invitee's address."""
        why = {"reason": reason} if reason else {}
        body = {"email": email, "appointmentId": appointment_id, **why}
        answer = self._change("appointments", "cancel", body=body)
        if not answer.outcome.success:
            # Other words than these may say that it was not done: the list shows whether it was.
            raise self._transport.unreadable(answer.data, changes=True)

    def check(self) -> None:
        """See whether CareValidate accepts the key, by asking who offers what in one state."""
        self.offers(states=["CA"])

    def _offers(self, query: Params) -> list[Offer]:
        rows = self._items(self._read("provider-availability", query))
        links = [link for link in (read_as(OfferRow, row) for row in rows) if link]
        if rows and not links:
            raise self._transport.unreadable(changes=False)
        return [_offer(link) for link in links]

    def _read(self, path: str, query: Params) -> UnwrappedAnswer:
        answer = self._transport.read(*CALENDAR, path, headers=self._headers(), params=query)
        return self._unwrapped(answer, changes=False)

    def _change(self, *path: str, body: dict[str, Any]) -> UnwrappedAnswer:
        answer = self._transport.change(
            "POST", *CALENDAR, *path, headers=self._headers(), body=body
        )
        return self._unwrapped(answer, changes=True)

    def _unwrapped(self, answer: Any, *, changes: bool) -> UnwrappedAnswer:
        """Read an answer that came with a good status: it may still say that nothing was done."""
        if reports_error(answer) or has_error(answer):
            raise self._transport.declined(answer)
        layers = layers_of(answer)
        if layer := next(filter(says_no, layers), None):
            raise self._transport.declined(layer)
        outcome = self._transport.parse(
            Outcome, answer if isinstance(answer, dict) else {}, changes=changes
        )
        return UnwrappedAnswer(outcome=outcome, layers=layers)

    def _items(self, answer: UnwrappedAnswer) -> list[Any]:
        found = answer.content
        if not isinstance(found, list) or (found and not objects(found)):
            raise self._transport.unreadable(changes=False)
        return found

    def _headers(self) -> dict[str, str]:
        return {
            "cv-api-key": self._api_key.get_secret_value(),
            "Content-Type": "application/json",
            "Accept": "application/json",
        }


def _booking(order: AppointmentRequest) -> dict[str, Any]:
    names = {"firstName": order.first_name, "lastName": order.last_name}
    return {
        "eventTypeId": str(order.event_type_id),
        "startTime": iso_utc(order.start),
        "email": order.email,
        **{name: value for name, value in names.items() if value},
        "timezone": order.zone,
        "location": order.location.value,
    }


def _is_for(held: Appointment, email: str) -> bool:
    return held.email is not None and held.email.casefold() == email.casefold()


def _soonest_first(held: Appointment) -> datetime:
    return held.start or datetime.max.replace(tzinfo=UTC)


def _appointment(held: AppointmentRow) -> Appointment:
    name = " ".join(part for part in (held.first_name, held.last_name) if part)
    start, end = read_instant(held.start), read_instant(held.end)
    return Appointment(
        id=held.id,
        start=start.moment and start.moment.instant,
        unreadable_start=start.unreadable,
        end=_end(start, end),
        event_type=held.event_type,
        join_url=held.join_url,
        refused_link=any_unsafe(held.join_url),
        email=held.email,
        name=name or None,
        event_type_id=held.event_type_id,
        location=held.location,
    )


def _end(start: ReportedTime, end: ReportedTime) -> datetime | None:
    """Return when it ends, where that can be the end of what begins then."""
    if start.moment is None or end.moment is None:
        return None
    lasts = end.moment.instant - start.moment.instant
    return end.moment.instant if timedelta(0) < lasts <= MAX_DURATION else None


def _offer(link: OfferRow) -> Offer:
    return Offer(
        event_type_id=link.event_type_id,
        event_type=link.event_type,
        practitioner=link.practitioner,
        link=link.link,
        free=link.free,
    )
