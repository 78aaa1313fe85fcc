"""What the domain needs of a store: bookings, decisions and jobs, in one place and transaction."""

import hashlib
from collections.abc import Callable, Collection, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from bot.scheduling.model.booking import Booking
from bot.scheduling.model.booking_error import BookingError
from bot.scheduling.model.busy_times import BusyTime
from bot.scheduling.model.limits import Count
from bot.scheduling.model.record import Record, State
from bot.scheduling.model.reference import TIMED, Kind
from bot.scheduling.ports.results import (
    Outcome,
    Postponed,
    Searched,
    SetAside,
    SideEffect,
    Throttled,
    Transition,
)
from bot.scheduling.tasks.queue import Job, Queue, ScheduledTask, Task

TOKEN_LENGTH = 16
# The name under which the history keeps who looked up appointments that others booked.
APPOINTMENTS_OF_OTHERS = "appointments"


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """Which bookings of a team: by owner, kind, when they start (aware UTC), state, words.

    `lasting` is a time (aware UTC) at which they must not be over yet.
    `remote_id` is the provider's id as a booking's `remote_key` has it, `channel` the Slack channel
    its card is in, or was left in. A word is found where one of what a booking is named by, in public
    or privately, begins with it, or is the same where text is encrypted. `unsettled` bookings alone
    may need attention.
    What is found comes `after` a booking in the order that is asked for.
    """

    team: str
    owner: str | None = None
    start: datetime | None = None
    end: datetime | None = None
    lasting: datetime | None = None
    kinds: frozenset[Kind] = TIMED
    states: frozenset[State] = frozenset(State)
    words: tuple[str, ...] = ()
    remote_id: str | None = None
    channel: str | None = None
    unsettled: bool = False
    latest_first: bool = False
    after: Record | None = None
    limit: int = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Overlap:
    """Another booking, and what is `taken` by both at one time or, of one within days, in common."""

    booking: Booking
    taken: frozenset[BusyTime]

    @property
    def token(self) -> str:
        """What it is told by in a form: another at another time, or with more in common.

        Who reads it in the form can't compute from it which booking that is, or when: to the microsecond,
        nobody knows when somebody else's was made.
        """
        booking = self.booking
        moments = f"{booking.starts.isoformat()} {booking.created.isoformat()}"
        common = sorted({f"{each.part} {each.written.casefold()}" for each in self.taken})
        said = f"{booking.ref} {moments} {' '.join(common)}"
        return hashlib.sha256(said.encode()).hexdigest()[:TOKEN_LENGTH]


# Is told what overlaps with a booking as it would be; returns the lines of history about it, or refuses it.
Guard = Callable[[Sequence[Overlap]], Sequence["Entry"]]

Select = Callable[[Search], list[Record]]


@dataclass(frozen=True, slots=True, kw_only=True)
class CallLimit:
    """So many calls to a provider within a span of time, whenever the span begins."""

    provider: str
    calls: int
    within: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A line of a booking's history: who did what, when (aware UTC), in their words if they gave any.

    `by` is empty where nobody did it with Docket: it was seen at the provider.
    """

    by: str
    what: str
    at: datetime
    text: str = ""


Entries = Sequence[Entry]


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What somebody decided by a form, which counts once: its key, its line of history, and its work.

    `counts` is what it uses up of what people may do little of. The booking's work in the queue
    `expedite`, whether put off or set aside, is due at once; the move or cancellation in the queue
    `withdraw` that nobody has begun is forgotten. The `guard` is asked about what the booking takes
    that it did not take before: of several who take the same at once, the later ones are told of the first.
    """

    key: str
    entry: Entry
    then: Sequence[ScheduledTask] = ()
    counts: Sequence[Count] = ()
    expedite: Queue | None = None
    withdraw: Queue | None = None
    guard: Guard | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PendingJob:
    """Work that is still to be done in a queue, first due at `since`; `task` is None where it cannot be read.

    `is_set_aside` says that nobody tries it until a person or the next start brings it back.
    """

    ref: str
    queue: Queue
    task: Task | None
    since: datetime
    is_set_aside: bool


class UsedKey(BookingError):
    """The form was submitted before: this is the booking it made or changed then."""


class WorkBegun(BookingError):
    """The work that was to be withdrawn is under way, or done."""


class ReferenceTaken(Exception):
    """The workspace has a booking with the reference that was drawn."""


class LinkTaken(Exception):
    """A living booking has the link name that was asked for."""


class Slots(Protocol):
    """Threads that are kept free for work of one queue: what is taken for them, and by which time."""

    @property
    def most(self) -> int:
        """How many jobs can be begun."""

    @property
    def now(self) -> datetime:
        """The time (aware UTC) by which they are taken."""

    @property
    def lease(self) -> timedelta:
        """For how long they are taken."""

    def start(self, job: Job) -> None:
        """Begin a job that was taken for good."""


class JobTaker(Protocol):
    """Who carries out work in this process."""

    def reserve(self, queue: Queue, *, most: int) -> AbstractContextManager[Slots]:
        """Keep so many threads free at most for work of the queue; it may be that there is none."""

    def wake(self, *queues: Queue) -> None:
        """Look for work of these queues, or of all: some was written that was not taken with it."""


class Store(Protocol):
    """Bookings, the decisions about them and the work that follows, in one place and transaction."""

    def close(self) -> None:
        """Let go of it; nothing else is called after."""

    def is_readable(self) -> bool:
        """Return whether bookings can be read."""

    def deliver_to(self, taker: JobTaker) -> None:
        """Have work taken, in the transaction that makes it ready, by whoever carries it out in this process.

        What is ready is only started once that is committed.
        """

    def add(self, booking: Record, decision: Decision, *, also: SideEffect | None = None) -> None:
        """Write a new booking, the decision and its work, and count what whoever decided may do little of.

        Raises UsedKey, ReferenceTaken, LinkTaken, LimitReached, Unreadable, and what the guard and the
        other booking's transition raise; nothing is written or counted then.
        """

    def change(self, team: str, ref: str, decision: Decision, *, transition: Transition) -> Record:
        """Let the booking make the transition and write the decision and its work; count as `add` does.

        Raises UsedKey, KeyError where there is no such booking, LinkTaken, LimitReached, Unreadable,
        WorkBegun, and what the transition and the guard raise.
        """

    def get(self, team: str, ref: str) -> Record | None:
        """Return the booking, or None. Raises Unreadable."""

    def select(self, search: Search) -> list[Record]:
        """Return the bookings that match, by start; one that cannot be read is left out."""

    def overlapping(self, booking: Record, *, before: Record | None = None) -> list[Overlap]:
        """Return which others take at one time what a booking takes, and did not take `before`.

        Some of them at most, by start; one that cannot be read is left out.
        """

    def of_same_matter(self, booking: Record, *, within: timedelta) -> list[Overlap]:
        """Return which others of its case and deponent are within so long of a booking, likewise."""

    def note(self, team: str, ref: str, *, entry: Entry) -> None:
        """Add a line to the history of the booking, or of what else goes by that name."""

    def history(self, team: str, ref: str) -> list[Entry]:
        """Return the booking's history, oldest first; a line that cannot be read is left out."""

    def appointment_access_log(self) -> list[tuple[str, str, Entry]]:
        """Return who looked up or canceled appointments that others booked, oldest first.

        Each is a team, the name that the history has it under, and what it says.
        """

    def plan(self, team: str, *, then: Sequence[ScheduledTask]) -> None:
        """Write work for bookings of the team, each named by its `ref`, that no decision leads to."""

    def plan_card_redraws(self, *, now: datetime, most: int) -> int:
        """Write the work of redrawing cards of what has begun or is over by now, so many at most."""

    def plan_delay_reminders(
        self, *, now: datetime, since: datetime, admins: bool, most: int
    ) -> int:
        """Write the reminders of what Slack has held up `since` a time or longer, so many at most.

        The owner, and the `admins`, are reminded of each booking once for as long as it waits.
        """

    def take(self, queue: Queue, *, now: datetime, lease: timedelta, most: int) -> list[Job]:
        """Take what has been due longest in one transaction, so many jobs at most; count the attempts.

        When each begins is written down, until it is known what came of it.
        Work for the provider of one booking, and work on its card, is taken in the order written.
        Work that cannot be read, or whose booking cannot, is set aside and holds up nothing.
        """

    def moved_by_zone_rules(self, *, since: datetime) -> list[tuple[Booking, datetime]]:
        """Return the bookings whose wall clock means another instant than when they were last written.

        Each with that instant (aware UTC), from `since` on. What cannot be read is left out.
        """

    def zone_data_version(self) -> str:
        """Return the newest version of the zone data that all bookings were computed with; else nothing."""

    def record_zone_data_version(self, version: str, *, at: datetime) -> None:
        """Write down that all bookings are computed with this version of the zone data."""

    def teams(self) -> list[str]:
        """Return the Slack workspaces that have bookings."""

    def pending(self, team: str, *, ref: str = "") -> list[PendingJob]:
        """Return all work still to be done for the team, or for one booking of it, in the order written."""

    def set_aside(self, job: Job, aside: SetAside, *, at: datetime) -> bool:
        """Keep the work without trying it until it is brought back, from then on (aware UTC).

        Return whether its lease was still held.
        """

    def requeue(self, *, untried: bool = False) -> None:
        """Let work that was set aside be taken again: what it stumbled on may be mended.

        With `untried` only what nobody could read, as the version before when it met a new kind.
        """

    def renew(self, leases: Collection[str], *, until: datetime) -> frozenset[str]:
        """Let these leases run until then (aware UTC); return those that were not lost meanwhile.

        However much waits to be written, this does not wait behind it.
        """

    def finish(
        self, job: Job, outcome: Outcome, *, at: datetime | None = None, entries: Entries = ()
    ) -> bool:
        """Apply the outcome's transition to the booking, write what follows, and forget the work.

        Return whether the work's lease was still held; without it, only what follows from that is
        written. `entries` are added to the history.
        `at` (aware UTC) is when Slack took it, from which the time to the next is counted.
        """

    def throttle(self, job: Job, throttled: Throttled, *, at: datetime) -> bool:
        """Give the work back as if it had not been tried, because at `at` (aware UTC) it was too much.

        Nothing goes there for as long as is to be waited. Return whether its lease was still held.
        """

    def record_search(self, job: Job, searched: Searched, *, at: datetime) -> bool:
        """Give the work back as if it had not been tried, to be searched for from there on or tried again.

        `at` (aware UTC) is when Slack let its history be read. Return whether its lease was still held.
        """

    def postpone(self, job: Job, postponed: Postponed, *, entries: Entries = ()) -> bool:
        """Give the work back, to be tried again later; return whether its lease was still held."""

    def take_call(self, limit: CallLimit, *, at: datetime) -> timedelta | None:
        """Take, at this time (aware UTC), one of the calls that all processes share.

        Return None where one is left, otherwise how long until there is.
        """

    def next_due(self, queue: Queue) -> datetime | None:
        """Say when there is next something to take, or None."""
