"""What the domain needs of the providers of sessions, agents and appointments."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Protocol

from bot.scheduling.model.agent import CalendarEvent, Call, SentAgent
from bot.scheduling.model.appointment import Appointment, AppointmentRequest, Listing, Offer
from bot.scheduling.model.booking import Changes
from bot.scheduling.model.session import BookedSession, SessionBooking
from bot.times.moment import Moment


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedSession:
    """A session as the provider lists it; what it left out is None, `people` are folded addresses.

    `unreadable_time` is what it says of the time, as plain text, where that could not be read. `mark`
    is what a row is known again by that says nothing else.
    """

    booked: BookedSession
    title: str | None = None
    case: str | None = None
    moment: Moment | None = None
    unreadable_time: str = ""
    duration: timedelta | None = None
    people: frozenset[str] | None = None
    deponent: str | None = None
    mark: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionList:
    """What a provider lists of sessions, and whether that is `whole`: not where a row could not be read."""

    sessions: Sequence[ListedSession]
    whole: bool


class Sessions(Protocol):
    """A provider of remote legal sessions. Every call raises `bot.scheduling.model.failures`.

    An answer that says no under a good status is DoubtfulRefusal, one that says neither Inconclusive.

    Where there is `self_service`, what is booked has its id at once; else it is only requested.
    """

    self_service: bool

    def book(self, booking: SessionBooking) -> ListedSession:
        """Book it, or request it where the organization has no self-service."""

    def find(self, booking: SessionBooking, *, also: Moment | None = None) -> ListedSession | None:
        """Look by its id for a booking's session, around its moment and `also`."""

    def between(self, first: datetime, last: datetime) -> SessionList:
        """List all sessions that start between two aware times."""

    def candidates(self, booking: SessionBooking) -> list[ListedSession]:
        """List the living among which the booking's session would be, whenever they are.

        Those are the ones of its id; where sessions are only requested, all requests.
        """

    def edit(self, booking: SessionBooking, *, wanted: Changes) -> ListedSession:
        """Ask for what is wanted, and return the session as it is answered, whatever that says."""

    def cancel(self, booking: SessionBooking, *, email_everybody: bool) -> None:
        """Cancel it; nothing but the documented answer counts."""


class Agents(Protocol):
    """A provider of meeting agents. Every call raises `bot.scheduling.model.failures`."""

    def send(self, call: Call) -> SentAgent:
        """Send an agent at once; asked twice, two agents join."""

    def schedule(self, call: Call, *, scheduling_key: str, join_at: datetime) -> None:
        """Let an agent join at an aware time; the same key again moves it, so it may be repeated."""

    def cancel(self, scheduling_key: str) -> None:
        """Call a scheduled agent back; one that has begun to join stays, and nothing says so."""

    def add_to_event(self, event: CalendarEvent) -> None:
        """Let an agent join a calendar event."""

    def remove_from_event(self, event: CalendarEvent) -> None:
        """Take the agent off a calendar event, which itself stays."""

    def delete(self, event: CalendarEvent) -> None:
        """Delete a calendar event, and with it its agent."""


class Appointments(Protocol):
    """A provider of telehealth appointments. Every call raises `bot.scheduling.model.failures`."""

    def book(self, order: AppointmentRequest) -> Appointment:
        """Book a free slot."""

    def candidates(self, order: AppointmentRequest) -> Listing:
        """List what could be mistaken for what `book` makes: of that time, and of nobody else."""

    def upcoming(self, *, first: date, last: date, email: str | None = None) -> Listing:
        """List the active appointments of these days, all or one invitee's, soonest first."""

    def offers(self, *, states: Sequence[str]) -> list[Offer]:
        """List who offers what in these US states (`CA`, `NY`), without times."""

    def free_slots(
        self, *, states: Sequence[str], event_type_id: str, start: datetime, end: datetime
    ) -> list[Offer]:
        """List the free starts of an event type between two aware times."""

    def cancel(self, appointment_id: str, *, email: str, reason: str = "") -> None:
        """Cancel an appointment, which takes its invitee's address."""
