"""CareValidate Care360, telehealth appointments: book, find, list, free slots, cancel.

This is health data. The invitee's address is sent in bodies alone: the one call that could take
it in its own address, the list, is asked for by dates, and searched here.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Annotated, Any

from pydantic import (
    AliasChoices,
    AliasPath,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SecretStr,
    model_validator,
)

from bot.providers.explanation import complains
from bot.providers.lenient import (
    Id,
    IfReadable,
    OptionalText,
    any_unsafe,
    fingerprint,
    objects,
    read_as,
)
from bot.providers.times import ReportedTime, iso_utc, read_instant
from bot.providers.transport import Params, Transport
from bot.scheduling.model.appointment import Appointment, AppointmentRequest, Listing, Offer
from bot.scheduling.model.booking import MAX_DURATION

CALENDAR = ("api", "v1", "calendar")
# It allows an organization 500 calls in 60 seconds and counts them as they arrive.
CALLS, CALLS_WITHIN = 480, timedelta(seconds=60)
A_DAY = timedelta(days=1)
_WRAPPERS = ("data", "appointment", "appointments", "slots", "availability")
_BLANKS: tuple[Any, ...] = (None, "", [], {})
_ERROR = re.compile(r"[45][0-9]{2}")
# Under these names it is said how an appointment stands, in words, and that it is no more.
_STATES = ("status", "state", "appointmentStatus")
_ENDS = tuple(
    name
    for ended in ("cancelled", "canceled", "deleted")
    for name in (ended, f"is{ended.capitalize()}", f"{ended}At")
)
# What an appointment is called that stands, and one that is no more; Docket knows no other words.
_STANDS = re.compile(r"active|booked|confirmed|created|ok|scheduled|success|upcoming|2[0-9]{2}")
_ENDED = frozenset(
    {"cancelled", "canceled", "deleted", "removed", "declined", "rejected", "failed"}
)
_NOT = frozenset({"not", "never"})
# How a list may say, one way or the other, that there is more of it; none of this is documented.
_MORE = re.compile(
    r"(odata|has|is)*(more|next)(items|results|pages?)?(cursor|link|token|url)?"
    r"|(is)?(partial|truncated)"
)
_PAGES = frozenset({"pages", "pagecount", "totalpages", "lastpage"})
_TOTALS = frozenset({"count", "total", "totalcount", "totalitems", "totalrecords", "totalresults"})
_PUNCTUATION = re.compile(r"[\W_]+")
_NO = frozenset({"", "false", "no", "none", "null", "0"})


def _named(*names: str | AliasPath) -> Any:
    """Return a field that may be left out and goes by any of these names in the answers."""
    return Field(default=None, validation_alias=AliasChoices(*names))


class _Answer(BaseModel):
    """Part of an answer: what is not listed is ignored, what is missing or odd is None.

    Needed is only this. Of an appointment, booked or listed: its id. Of an offer: its event type's
    id, and of a free slot its start. Of a list: that it is one; a row that says less proves nothing,
    and neither does such a list about what it does not show.
    """

    model_config = ConfigDict(frozen=True, coerce_numbers_to_str=True)

    @model_validator(mode="before")
    @classmethod
    def _without_blanks(cls, answer: Any) -> Any:
        """Pass over names that hold nothing: the value may stand under another one."""
        if not isinstance(answer, dict):
            return answer
        return {name: value for name, value in answer.items() if value not in _BLANKS}


class _Said(_Answer):
    """What an answer says of itself; only a cancellation's answer is sure to."""

    success: IfReadable[bool] = None
    data: Any = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Success:
    """An answer that came with a good status and says nothing else, with what each layer of it holds."""

    said: _Said
    layers: list[Any]

    @property
    def held(self) -> Any:
        """What is left when everything is unwrapped."""
        return self.layers[-1]

    @property
    def data(self) -> Any:
        """What the answer says besides whether it went well."""
        return self.layers[0] if self.said.data is None else self.said.data


def _bare(value: Any) -> Any:
    return value.strip() if isinstance(value, str) else value


class _Held(_Answer):
    """An appointment; whether booked or listed, its fields are named in one of these ways."""

    id: Annotated[Id, BeforeValidator(_bare)] = Field(
        validation_alias=AliasChoices("appointmentId", "id", "uuid")
    )
    start: Any = _named("startDateTime", "startTime", "start_time", "start")
    end: Any = _named("endDateTime", "endTime", "end_time", "end")
    event_type: OptionalText = _named("eventTypeName", "eventName", "title")
    event_type_id: OptionalText = _named("eventTypeId", "event_type_id")
    location: OptionalText = _named("location")
    stands: bool | None
    join_url: OptionalText = _named("meetingLink", "meetingUrl", "joinUrl", "join_url")
    email: Annotated[OptionalText, BeforeValidator(_bare)] = _named(
        "email", "inviteeEmail", "userEmail", AliasPath("invitee", "email")
    )
    first_name: OptionalText = _named("firstName")
    last_name: OptionalText = _named("lastName")

    @model_validator(mode="before")
    @classmethod
    def _as_it_stands(cls, row: Any) -> Any:
        """Add whether it is said to be held."""
        return {**row, "stands": _standing(row)} if isinstance(row, dict) else row


class _Slot(_Answer):
    start: Any = _named("startTime", "start_time", "start")


class _Link(_Answer):
    """What one practitioner offers, with the free slots where a time was asked about."""

    event_type_id: Id = Field(validation_alias=AliasChoices("eventTypeId", "event_type_id"))
    event_type: OptionalText = _named("eventTypeName", "eventName")
    practitioner: OptionalText = _named("providerName")
    link: OptionalText = _named("calendlyLink")
    slots: Any = _named("availableTimes", "slots", "availability")

    @property
    def free(self) -> tuple[datetime, ...]:
        """The starts (UTC) of the slots that can be read, each an object or the bare time."""
        slots = self.slots if isinstance(self.slots, list) else []
        bare = (_Slot.model_validate(s).start if isinstance(s, dict) else s for s in slots)
        told = (read_instant(start).moment for start in bare)
        return tuple(moment.instant for moment in told if moment)


class CareValidate:
    """Talks to CareValidate for one organization; every call raises `bot.scheduling.model.failures`."""

    name = "CareValidate"

    def __init__(self, transport: Transport, *, api_key: SecretStr) -> None:
        """Take the organization's key."""
        self._transport = transport
        self._api_key = api_key

    def book(self, order: AppointmentRequest) -> Appointment:
        """Book a free slot; after OutcomeUnknown `like` lists what may have been booked."""
        answer = self._change("appointments", body=_booking(order))
        (row, *_) = objects(answer.held) or [None]
        if _says_no(row):
            raise self._transport.declined(row)
        held = self._transport.parse(_Held, row, changes=True)
        if not held.stands:
            raise self._transport.unreadable(changes=True)
        return _appointment(held)

    def like(self, order: AppointmentRequest) -> Listing:
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
            held = read_as(_Held, row)
            if held is None:
                unread.append(fingerprint(row))
            elif held.stands is not False:
                listed.append(_appointment(held))
        return listed, unread, not _is_cut_off(answer, rows=len(rows))

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
        if not answer.said.success:
            # Other words than these may say that it was not done: the list shows whether it was.
            raise self._transport.unreadable(answer.data, changes=True)

    def check(self) -> None:
        """See whether CareValidate accepts the key, by asking who offers what in one state."""
        self.offers(states=["CA"])

    def _offers(self, query: Params) -> list[Offer]:
        rows = self._items(self._read("provider-availability", query))
        links = [link for link in (read_as(_Link, row) for row in rows) if link]
        if rows and not links:
            raise self._transport.unreadable(changes=False)
        return [_offer(link) for link in links]

    def _read(self, path: str, query: Params) -> _Success:
        answer = self._transport.read(*CALENDAR, path, headers=self._headers(), params=query)
        return self._success(answer, changes=False)

    def _change(self, *path: str, body: dict[str, Any]) -> _Success:
        answer = self._transport.change(
            "POST", *CALENDAR, *path, headers=self._headers(), body=body
        )
        return self._success(answer, changes=True)

    def _success(self, answer: Any, *, changes: bool) -> _Success:
        """Read an answer that came with a good status: it may still say that nothing was done."""
        if complains(answer) or _is_error(answer):
            raise self._transport.declined(answer)
        layers = _layers(answer)
        if layer := next(filter(_says_no, layers), None):
            raise self._transport.declined(layer)
        said = self._transport.parse(
            _Said, answer if isinstance(answer, dict) else {}, changes=changes
        )
        return _Success(said=said, layers=layers)

    def _items(self, answer: _Success) -> list[Any]:
        found = answer.held
        if not isinstance(found, list) or (found and not objects(found)):
            raise self._transport.unreadable(changes=False)
        return found

    def _headers(self) -> dict[str, str]:
        return {
            "cv-api-key": self._api_key.get_secret_value(),
            "Content-Type": "application/json",
            "Accept": "application/json",
        }


def _is_error(answer: Any) -> bool:
    """Say whether an answer names another status than the good one it came with."""
    status = answer.get("status") if isinstance(answer, dict) else None
    return _ERROR.fullmatch(str(status)) is not None


def _says_no(part: Any) -> bool:
    """Say whether part of an answer says that it failed; its status is that of what it is about."""
    return isinstance(part, dict) and complains({**part, "status": ""})


def _is_cut_off(answer: _Success, *, rows: int) -> bool:
    """Say whether a list says that there is more than the rows in it."""
    said = [pair for layer in answer.layers for pair in _facts(layer, depth=2)]
    return any(
        (_MORE.fullmatch(name) and _is_yes(value))
        or (name in _PAGES and _number(value) > 1)
        or (name in _TOTALS and _number(value) > rows)
        for name, value in said
    )


def _facts(part: Any, *, depth: int) -> Iterator[tuple[str, Any]]:
    """Yield what stands in an object, and in those within it so deep, by its names without punctuation."""
    for name, value in part.items() if isinstance(part, dict) else ():
        yield _PUNCTUATION.sub("", name.casefold()), value
        if depth:
            yield from _facts(value, depth=depth - 1)


def _number(value: Any) -> int:
    found = re.fullmatch(r"\s*(\d{1,9})(\.0*)?\s*", str(value), re.ASCII)
    return int(found[1]) if found else 0


def _is_yes(value: Any) -> bool:
    return str(value or "").strip().casefold() not in _NO


def _standing(row: dict[str, Any]) -> bool | None:
    """Say whether an appointment is held, or is no more; None in words that Docket doesn't know."""
    ends = any(_is_yes(row.get(name)) for name in _ENDS)
    given = (row.get(name) for name in _STATES)
    said = [str(word).strip().casefold() for word in given if type(word) in {str, int}]
    if ends or any(map(_is_over, said)):
        return False
    return True if all(_STANDS.fullmatch(word) for word in said if word) else None


def _is_over(state: str) -> bool:
    words = re.split(r"[\W_]+", state)
    return not _ENDED.isdisjoint(words) and _NOT.isdisjoint(words)


def _layers(answer: Any) -> list[Any]:
    """Return an answer, and what it is wrapped in, from the outside in (no wrapping is documented)."""
    layers = [answer]
    while isinstance(layers[-1], dict):
        inner = next((name for name in _WRAPPERS if name in layers[-1]), None)
        if inner is None:
            break
        layers.append(layers[-1][inner])
    return layers


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


def _appointment(held: _Held) -> Appointment:
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
        unclear=held.stands is None,
    )


def _end(start: ReportedTime, end: ReportedTime) -> datetime | None:
    """Return when it ends, where that can be the end of what begins then."""
    if start.moment is None or end.moment is None:
        return None
    lasts = end.moment.instant - start.moment.instant
    return end.moment.instant if timedelta(0) < lasts <= MAX_DURATION else None


def _offer(link: _Link) -> Offer:
    return Offer(
        event_type_id=link.event_type_id,
        event_type=link.event_type,
        practitioner=link.practitioner,
        link=link.link,
        free=link.free,
    )
