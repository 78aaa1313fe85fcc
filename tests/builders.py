"""Values that tests begin with: a booking of each kind as most are, and the time at which it was made."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any
from uuid import UUID

from bot.scheduling.model.agent import AgentBooking, Call
from bot.scheduling.model.appointment import AppointmentBooking, AppointmentRequest, Location
from bot.scheduling.model.form_field import FormField, Section
from bot.scheduling.model.record import Record, Visibility
from bot.scheduling.model.session import BookedSession, Session, SessionBooking, SessionState
from bot.scheduling.model.text import Text
from bot.scheduling.model.value import Value
from bot.scheduling.ports.store import Entry
from bot.scheduling.requests.calendar_actions import Action, CalendarAction, CalendarActionRequest
from bot.scheduling.requests.cancellations import Cancellation, CancellationRequest
from bot.times.moment import Moment

NOW = datetime(2027, 1, 20, 17, 0, tzinfo=UTC)
TEAM, OTHER_TEAM = "T1", "T2"
OWNER, STRANGER = "U1", "U2"

# The end of an id that Docket chose, as far as it is random.
SECRET = "4xq8zc1v7nt0j"

# How long a provider's lists may lag behind, where a test sets the time itself.
LAG = timedelta(seconds=120)

MOMENT = Moment(local=datetime(2027, 1, 28, 13, 30), zone="America/Los_Angeles")  # noqa: DTZ001 - wall clock


@dataclass
class Clock:
    """A clock that a test sets; it begins at NOW."""

    now: datetime = NOW

    def __call__(self) -> datetime:
        """Return the time now (aware UTC)."""
        return self.now


@dataclass
class Channels:
    """Who can read each channel, as a test says; a channel it says nothing of is public."""

    said: dict[str, Visibility] = field(default_factory=dict)

    def current(self, channel: str) -> Visibility:
        """Return who can read it."""
        return self.said.get(channel, Visibility.PUBLIC)

    def recent(self, channels: Collection[str]) -> dict[str, Visibility]:
        """Return the same of several."""
        return {channel: self.current(channel) for channel in channels}


def later(**amount: float) -> datetime:
    """Return the time so long after NOW."""
    return NOW + timedelta(**amount)


def a_session(**changes: Any) -> Session:
    """Return what was ordered, as most orders are."""
    usual: dict[str, Any] = {"title": "Deposition of Jane Doe", "duration": timedelta(hours=1)}
    return Session(**{**usual, **changes})


class SessionWithParking(Session):
    """A session with a field more than Docket's have."""

    parking: Annotated[Text, FormField(label="Parking")] = ""


class _Judge(Value):
    """A field that stands before all others where this is the last base of a model."""

    judge: Annotated[Text, FormField(label="Judge", section=Section.MATTER)] = ""


class SessionWithJudge(Session, _Judge):
    """A session with a field in front of all that Docket's have."""


def a_booking(ref: str = "S-7K2M", **changes: Any) -> SessionBooking:
    """Return a booking that was just asked for."""
    usual: dict[str, Any] = {
        **_asked_for(ref),
        "session": a_session(),
        "remote_session_id": f"deposition-of-jane-doe-{SECRET}-{ref.lower()}",
        "secret_id": True,
    }
    return SessionBooking(**{**usual, **changes})


CALL = Call(join_url="https://zoom.example/j/1?pwd=hush", on_behalf_of="ana@firm.example")


def an_agent(ref: str = "A-7K2M", **changes: Any) -> AgentBooking:
    """Return an agent that was just asked for."""
    return AgentBooking(**{**_asked_for(ref), "call": CALL, **changes})


def an_appointment(ref: str = "P-7K2M", **changes: Any) -> AppointmentBooking:
    """Return an appointment that was just asked for."""
    request = AppointmentRequest(
        event_type_id=UUID(int=1),
        start=MOMENT.instant,
        zone=MOMENT.zone,
        location=Location.ZOOM,
        email="pat@patient.example",
        first_name="Pat",
        last_name="Quillfeather",
    )
    return AppointmentBooking(**{**_asked_for(ref), "request": request, **changes})


def a_calendar_action(ref: str = "E-7K2M", **changes: Any) -> CalendarActionRequest:
    """Return a calendar action that was just asked for."""
    requested = CalendarAction(action=Action.CANCEL_KEY, scheduling_key="their-key")
    return CalendarActionRequest(**{**_requested(ref), "calendar_action": requested, **changes})


def a_cancellation(ref: str = "C-7K2M", **changes: Any) -> CancellationRequest:
    """Return the cancellation of an appointment that Docket did not book."""
    cancellation = Cancellation(
        appointment_id="appt-1", email="pat@patient.example", reason="moved to hospice"
    )
    return CancellationRequest(**{**_requested(ref), "cancellation": cancellation, **changes})


def one_of_each(**changes: Any) -> list[Record]:
    """Return a booking of every kind."""
    makers = (a_booking, an_agent, an_appointment, a_calendar_action, a_cancellation)
    return [make(**changes) for make in makers]


def _requested(ref: str) -> dict[str, Any]:
    return {"team": TEAM, "ref": ref, "owner": OWNER, "channel": "C1", "created": NOW}


def _asked_for(ref: str) -> dict[str, Any]:
    return {**_requested(ref), "moment": MOMENT}


def an_answer(**changes: Any) -> BookedSession:
    """Return what Prevail answers once a session is booked."""
    usual: dict[str, Any] = {
        "state": SessionState.READY,
        "join_url": "https://prevail.example/session/deposition-of-jane-doe-s-7k2m",
    }
    return BookedSession(**{**usual, **changes})


def an_entry(what: str = "scheduled", **changes: Any) -> Entry:
    """Return a line of history."""
    return Entry(**{"by": OWNER, "what": what, "at": NOW, **changes})
