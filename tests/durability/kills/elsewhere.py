"""What is at providers without Docket: free times, and what others made there. Each is given out once."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from threading import Lock
from uuid import NAMESPACE_URL, uuid5

from sandbox.providers import CareValidate, Cronofy
from sandbox.providers.carevalidate import Appointment, Booking, EventType
from sandbox.providers.cronofy import CALENDAR, Agent, Event

IN_A_WEEK = timedelta(days=7)


@dataclass
class Elsewhere:
    """Free times at CareValidate; calendar events, agents and appointments of which Docket knows nothing."""

    cronofy: Cronofy
    carevalidate: CareValidate
    _numbers: "count[int]" = field(default_factory=lambda: count(1))
    _lock: Lock = field(default_factory=Lock)
    _slots: list[tuple[datetime, EventType]] = field(default_factory=list)

    def __post_init__(self) -> None:
        soon = datetime.now(UTC) + timedelta(days=1)
        found = {
            start: kind
            for kind in self.carevalidate.event_types.values()
            for start in self.carevalidate.free_slots(kind)
            if start > soon
        }
        self._slots = list(found.items())

    def slot(self) -> tuple[datetime, EventType] | None:
        """Return a start (aware) and its event type, or None where all are given out."""
        with self._lock:
            return self._slots.pop() if self._slots else None

    def event(self, verb: str) -> str:
        """Return the id of a calendar event to which `/agent` with this verb makes a difference."""
        event = Event(f"evt-{next(self._numbers)}-{verb}", "Kick-off", agent=verb != "add")
        self.cronofy.calendars[CALENDAR][event.event_id] = event
        return event.event_id

    def agent(self) -> str:
        """Return the scheduling key of somebody else's agent, which joins in a week."""
        number, joins = next(self._numbers), datetime.now(UTC) + IN_A_WEEK
        key = f"key-{number}-elsewhere"
        agent = Agent(f"agt_{key}", key, joins, f"https://{key}.example/j/1", "x@y.example")
        self.cronofy.agents.append(agent)
        return key

    def appointment(self) -> Appointment | None:
        """Return an appointment that somebody else booked, or None where no time is left."""
        slot = self.slot()
        if slot is None:
            return None
        (start, kind), email = slot, f"q{next(self._numbers)}@elsewhere.example"
        form = Booking(
            eventTypeId=kind.id,
            startTime=f"{start:%Y-%m-%dT%H:%M:%SZ}",
            email=email,
            timezone="America/Chicago",
            location="zoom_conference",
        )
        held = Appointment(str(uuid5(NAMESPACE_URL, email)), kind, start, form)
        self.carevalidate.appointments.append(held)
        return held

    def id_of(self, email: str) -> str:
        """Return CareValidate's id of an invitee's appointment, or nothing while it holds none."""
        held = (each for each in self.carevalidate.appointments if not each.canceled)
        return next((each.id for each in held if each.form.email == email), "")


def is_done(event: Event) -> bool:
    """Return whether with a calendar event that was given out has been done what it was given out for."""
    match event.event_id.rpartition("-")[2]:
        case "delete":
            return event.deleted
        case "add":
            return event.agent
        case _:
            return not event.agent


def is_from_elsewhere(name: str) -> bool:
    """Return whether a key or an address is of what others made: Docket can only undo it."""
    return "elsewhere" in name
