"""CareValidate's Care360 calendar, keeping the rules of its API."""

import re
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated, Any, ClassVar, Literal
from uuid import NAMESPACE_URL, UUID, uuid5

from flask import Response
from pydantic import AfterValidator, BaseModel, ConfigDict, TypeAdapter
from pydantic.alias_generators import to_camel
from werkzeug import Request

from sandbox.http_server import json_response
from sandbox.providers.faults import Call, Fault
from sandbox.providers.forms import (
    Form,
    Refused,
    iana_zones,
    matching,
    media_type,
    no_body,
    only_query,
    parsed_by,
    read,
)
from sandbox.providers.panel import Action, Row, Section
from sandbox.providers.provider import Clock, Provider, Route, utc_now

BUDGET = 500
BUDGET_SPAN = timedelta(seconds=60)
WEEKS_AHEAD = 4
OPENS, CLOSES = time(15), time(23)  # UTC: clinic hours from coast to coast
US_STATES = (
    "AL AK AZ AR CA CO CT DE FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM "
    "NY NC ND OH OK OR PA RI SC SD TN TX UT VT VA WA WV WI WY DC"
)
Location = Literal[
    "google_conference",
    "zoom_conference",
    "gotomeeting_conference",
    "microsoft_teams_conference",
    "webex_conference",
]


def _iana(text: str) -> str:
    if text not in iana_zones():
        raise ValueError("must be an IANA timezone")
    return text


Email = Annotated[str, matching(r"[^@\s]+@[^@\s]+\.[^@\s]+", "must be a valid email")]
Id = Annotated[str, AfterValidator(lambda text: str(UUID(text)))]
Utc = Annotated[
    str,
    matching(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{3})?)?Z", "must be ISO 8601 in UTC"),
    parsed_by(datetime.fromisoformat),
]


class Tracking(BaseModel):
    """Where a booking came from; the one form here whose fields may be null."""

    model_config = ConfigDict(strict=True, extra="forbid", alias_generator=to_camel)

    utm_campaign: str | None = None
    utm_source: str | None = None
    utm_medium: str | None = None
    utm_content: str | None = None
    utm_term: str | None = None
    salesforce_uuid: str | None = None


class Booking(Form):
    """The body of `POST /api/v1/calendar/appointments`."""

    model_config = ConfigDict(alias_generator=to_camel)

    event_type_id: Id
    start_time: Utc
    email: Email
    first_name: str = ""
    last_name: str = ""
    timezone: Annotated[str, AfterValidator(_iana)]
    location: Location
    tracking: Tracking | None = None


class Cancellation(Form):
    """The body of `POST /api/v1/calendar/appointments/cancel`."""

    model_config = ConfigDict(alias_generator=to_camel)

    email: Email
    appointment_id: Id
    reason: str = ""


@dataclass(frozen=True, slots=True)
class EventType:
    """A kind of appointment one practitioner offers in some states."""

    id: str
    title: str
    practitioner: str
    email: str
    states: frozenset[str]
    minutes: int


@dataclass(slots=True)
class Appointment:
    """One appointment; start is an aware instant."""

    id: str
    kind: EventType
    start: datetime
    form: Booking
    canceled: bool = False
    reason: str = ""

    @property
    def end(self) -> datetime:
        """The instant it ends."""
        return self.start + timedelta(minutes=self.kind.minutes)


STAFF_ACTIONS = (Action("delay", "Move an hour later"), Action("cancel", "Cancel here"))


def _fails_with_200(call: Call) -> Response:
    return call.refuse(200, "The calendar could not be reached")


class CareValidate(Provider):
    """CareValidate for one organization, with slots made up for the coming weeks."""

    name: ClassVar[str] = "CareValidate"
    base_path: ClassVar[str] = ""
    optional_fields: ClassVar[frozenset[str]] = frozenset(
        {"message", "firstName", "lastName", "location", "meetingLink", "eventTypeName"}
    )
    own_faults: ClassVar[Mapping[str, Fault]] = {
        "success_false": Fault("Answers 200 and says it failed", _fails_with_200)
    }

    def __init__(
        self,
        *,
        api_key: str = "sandbox-carevalidate-api-key",
        event_types: Sequence[EventType] | None = None,
        budget: int = BUDGET,
        now: Clock = utc_now,
    ) -> None:
        super().__init__(now=now)
        self.api_key = api_key
        given = event_types if event_types is not None else _example_event_types()
        self.event_types = {kind.id: kind for kind in given}
        self.appointments: list[Appointment] = []
        self.budget = budget
        self._calls: deque[datetime] = deque()

    def free_slots(self, kind: EventType) -> Iterator[datetime]:
        """Yield the starts, aware and in UTC, that can still be booked, soonest first."""
        taken = {held.start for held in self.appointments if not held.canceled}
        today = self.now().astimezone(UTC).date()
        for day in range(WEEKS_AHEAD * 7):
            for start in _grid(today + timedelta(days=day), kind.minutes):
                if start > self.now() and start not in taken:
                    yield start

    def admit(self, request: Request) -> None:
        """Check the key, the budget of calls and the content type."""
        if request.headers.get("cv-api-key") != self.api_key:
            raise Refused(401, "Unauthorized")
        self._spend()
        if request.method == "POST":
            if media_type(request, "content-type") != "application/json":
                raise Refused(400, "Content-Type must be application/json")
        else:
            no_body(request)

    def routes(self) -> Sequence[Route]:
        """Return the four calls of the calendar."""
        appointments = "/api/v1/calendar/appointments"
        return [
            Route("POST", re.compile(appointments), self._book),
            Route("GET", re.compile(appointments), self._list),
            Route("POST", re.compile(appointments + "/cancel"), self._cancel),
            Route("GET", re.compile("/api/v1/calendar/provider-availability"), self._availability),
        ]

    def refusal(self, refused: Refused) -> Response:
        """Say why not; an invalid request says so and puts the reason beside it."""
        said: dict[str, object] = {"status": refused.status, "success": False}
        if refused.status == 400:
            reasons = [f"{p.field} {p.sentence}".strip() for p in refused.problems]
            why = "; ".join(reasons) or refused.message
            said |= {"message": "Invalid request", "error": why}
        else:
            said["message"] = refused.message
        return json_response(refused.status, said)

    def sections(self) -> Sequence[Section]:
        """Show the appointments and the next free slots."""
        booked = tuple(
            Row(held.id, _appointment_cells(held), () if held.canceled else STAFF_ACTIONS)
            for held in self.appointments
        )
        free = tuple(
            Row(kind.id, (kind.title, kind.practitioner, ", ".join(sorted(kind.states)), soonest))
            for kind in self.event_types.values()
            for soonest in [_iso(next(self.free_slots(kind)))]
        )
        columns = ("Type", "Starts (UTC)", "Invitee", "State", "Reason")
        return [
            Section("Appointments", columns, booked),
            Section("Event types", ("Type", "With", "States", "Next free"), free),
        ]

    def staff(self, name: str, row_id: str) -> None:
        """Delay or cancel an appointment."""
        held = next(each for each in self.appointments if each.id == row_id)
        if name == "delay":
            held.start += timedelta(hours=1)
        else:
            held.canceled = True

    def _spend(self) -> None:
        """Count a call against the organization's budget of the last minute."""
        now = self.now()
        while self._calls and self._calls[0] <= now - BUDGET_SPAN:
            self._calls.popleft()
        if len(self._calls) >= self.budget:
            raise Refused(429, "Rate limit exceeded")
        self._calls.append(now)

    def _book(self, request: Request) -> Response:
        only_query(request)
        form = read(Booking, request, invalid_status=400)
        kind = self._event_type(form.event_type_id)
        start = datetime.fromisoformat(form.start_time)
        if start not in self.free_slots(kind):
            raise Refused(400, "startTime is not a free slot of this event type")
        number = len(self.appointments) + 1
        held = Appointment(str(uuid5(NAMESPACE_URL, f"appointment/{number}")), kind, start, form)
        self.appointments.append(held)
        return _success("Appointment scheduled successfully", data=_as_appointment(held))

    def _list(self, request: Request) -> Response:
        query = only_query(request, "start_date", "end_date", "user_email")
        first, last = _dates(query)
        email = query.get("user_email", "").lower()
        if email and all(held.form.email.lower() != email for held in self.appointments):
            raise Refused(404, "User not found")
        listed = [
            held
            for held in self.appointments
            if not held.canceled
            and held.end >= self.now()
            and (not email or held.form.email.lower() == email)
            and first <= held.end
            and held.start <= last
        ]
        listed.sort(key=lambda held: held.end)
        found = [_as_appointment(held) for held in listed]
        return _success("Appointments fetched successfully", data=found)

    def _cancel(self, request: Request) -> Response:
        only_query(request)
        form = read(Cancellation, request, invalid_status=400)
        held = next((one for one in self.appointments if one.id == form.appointment_id), None)
        if held is None:
            raise Refused(404, "Appointment not found")
        if held.form.email.lower() != form.email.lower():
            raise Refused(400, "email is not the invitee of this appointment")
        if held.canceled:
            raise Refused(400, "Appointment is already cancelled")
        held.canceled, held.reason = True, form.reason
        return _success("Meeting cancelled successfully")

    def _availability(self, request: Request) -> Response:
        together = ("event_type_id", "start_time", "end_time")
        query = only_query(request, "provider_states", "provider_email", *together)
        states = _states(query.get("provider_states", ""))
        span = [query[name] for name in together if name in query]
        if "start_time" in query or "end_time" in query:
            if len(span) < len(together):
                raise Refused(400, "start_time, end_time and event_type_id go together")
            return self._slots(states, *span)
        kinds = [
            kind
            for kind in self.event_types.values()
            if kind.states & states
            and query.get("event_type_id", kind.id) == kind.id
            and query.get("provider_email", kind.email).strip().lower() == kind.email
        ]
        found = [_as_link(kind) for kind in kinds]
        return _success("Providers Availability link fetched successfully", data=found)

    def _slots(self, states: frozenset[str], kind_id: str, start: str, end: str) -> Response:
        kind = self._event_type(kind_id)
        first, last = _instant(start, "start_time"), _instant(end, "end_time")
        if last < first:
            raise Refused(400, "end_time must not be before start_time")
        free = [_iso(slot) for slot in self.free_slots(kind) if first <= slot <= last]
        found = [{**_as_link(kind), "availableTimes": [{"startTime": slot} for slot in free]}]
        return _success(
            "Providers Availability fetched successfully",
            data=found if kind.states & states else [],
        )

    def _event_type(self, kind_id: str) -> EventType:
        if kind_id not in self.event_types:
            raise Refused(400, "eventTypeId is not known")
        return self.event_types[kind_id]


def _example_event_types() -> list[EventType]:
    def kind(title: str, who: str, states: str, minutes: int) -> EventType:
        made = str(uuid5(NAMESPACE_URL, f"event-type/{title}"))
        email = f"{who.rsplit(maxsplit=1)[-1].lower()}@clinic.example"
        return EventType(made, title, who, email, frozenset(states.split()), minutes)

    return [
        kind("Initial consultation", "Dr. Mira Stone", "CA NY TX", 30),
        kind("Follow-up", "Dr. Joel Hart", "CA FL", 15),
    ]


def _grid(day: date, minutes: int) -> Iterator[datetime]:
    """Yield every slot of a working day."""
    if day.weekday() >= 5:
        return
    start = datetime.combine(day, OPENS, UTC)
    while start.time() < CLOSES:
        yield start
        start += timedelta(minutes=minutes)


def _dates(query: Mapping[str, str]) -> tuple[datetime, datetime]:
    """Return the first and last instant asked for; both dates are needed without an address."""
    said = [query[name] for name in ("start_date", "end_date") if name in query]
    if not said and query.get("user_email"):
        return datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)
    if len(said) < 2:
        raise Refused(400, "start_date and end_date are both required")
    if not all(re.fullmatch(r"\d{4}-\d{2}-\d{2}", text) for text in said):
        raise Refused(400, "dates must be YYYY-MM-DD")
    first, last = (_instant(f"{text}T00:00Z", "date") for text in said)
    if last < first:
        raise Refused(400, "start_date must not be after end_date")
    return first, last + timedelta(days=1, microseconds=-1)


def _instant(text: str, name: str) -> datetime:
    try:
        return datetime.fromisoformat(TypeAdapter(Utc).validate_python(text))
    except ValueError as error:
        raise Refused(400, f"{name} must be ISO 8601 in UTC") from error


def _states(text: str) -> frozenset[str]:
    states = frozenset(part.strip() for part in text.split(","))
    if not states <= frozenset(US_STATES.split()):
        raise Refused(400, "provider_states must be US state codes, separated by commas")
    return states


def _success(message: str, **more: object) -> Response:
    return json_response(200, {"status": 200, "success": True, "message": message, **more})


def _iso(instant: datetime) -> str:
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _as_link(kind: EventType) -> dict[str, Any]:
    link = f"https://calendly.example/{kind.email.partition('@')[0]}"
    return {
        "providerName": kind.practitioner,
        "calendlyLink": link,
        "eventTypeId": kind.id,
        "eventTypeName": kind.title,
    }


def _as_appointment(held: Appointment) -> dict[str, Any]:
    return {
        "id": held.id,
        "eventTypeId": held.kind.id,
        "eventTypeName": held.kind.title,
        "startDateTime": _iso(held.start),
        "endDateTime": _iso(held.end),
        "email": held.form.email,
        "firstName": held.form.first_name,
        "lastName": held.form.last_name,
        "timezone": held.form.timezone,
        "location": held.form.location,
        "meetingLink": f"https://meet.example/{held.id[:8]}",
    }


def _appointment_cells(held: Appointment) -> tuple[str, ...]:
    state = "canceled" if held.canceled else "booked"
    return (held.kind.title, _iso(held.start), held.form.email, state, held.reason)
