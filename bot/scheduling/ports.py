"""What the middle needs from outside, said as protocols; `bot.app` joins them to the real things."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Protocol

from bot.scheduling.model.agent import CalendarEvent, Call, SentAgent
from bot.scheduling.model.appointment import Appointment, AppointmentRequest, Listing, Offer
from bot.scheduling.model.booking import Booking, Changes
from bot.scheduling.model.limits import Count
from bot.scheduling.model.record import Card, Record, State, Visibility
from bot.scheduling.model.reference import TIMED, Kind
from bot.scheduling.model.session import BookedSession, SessionBooking
from bot.scheduling.tasks import Due, News, Queue, Task, Work
from bot.times.moment import Moment

# Takes the kind of record that it is for, and returns what has become of it.
Transition = Callable[[Any], Record]
# What follows from a step, told from the booking before it and after it, as both are in the transaction.
DerivedWork = Callable[[Record, Record], Sequence[Due]]

# The name under which the history keeps who looked up appointments that others booked.
APPOINTMENTS_OF_OTHERS = "appointments"


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """Which bookings of a team: by owner, kind, when they start (aware UTC), state, words.

    `lasting` is a time (aware UTC) at which they must not be over yet.
    `remote_id` is the provider's id as a booking's `remote_key` has it, `channel` the Slack channel
    its card is in, or was left in.
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
    latest_first: bool = False
    limit: int = 200


Select = Callable[[Search], list[Record]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A line of a booking's history: who did what, when (aware UTC), in their words if they gave any.

    `by` is empty where nobody did it with Docket: it was seen at the provider.
    """

    by: str
    what: str
    at: datetime
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SideEffect:
    """A step that another booking of the team takes in the same transaction."""

    ref: str
    transition: Transition


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What carrying out a piece of work came to: the booking's transition, and what follows from both.

    `provider_answered` says that the provider has said how it stands; given up, it has not.
    """

    transition: Transition | None = None
    then: Sequence[Due] = field(default=())
    derive: DerivedWork | None = None
    also: SideEffect | None = None
    provider_answered: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Postponed:
    """The work could not be done now: try again at `at` (aware UTC), and let the booking say so.

    `provider_answered` says that the provider has said how it stands all the same.
    """

    at: datetime
    transition: Transition | None = None
    then: Sequence[Due] = field(default=())
    derive: DerivedWork | None = None
    provider_answered: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class SetAside:
    """The work cannot be done as things are: it is kept, for a person or the next start to bring back.

    It is then done as `task` says, where there is one.
    """

    task: Task | None = None
    transition: Transition | None = None
    then: Sequence[Due] = field(default=())
    derive: DerivedWork | None = None


Result = Outcome | Postponed | SetAside


@dataclass(frozen=True, slots=True, kw_only=True)
class Throttled:
    """Slack takes no more there for now: the work keeps its turn, and the try does not count.

    `wait` is how long Slack asked to be left alone, None where it did not say.
    """

    wait: timedelta | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PendingWork:
    """Work that is still to be done in a lane, first due at `since`; `task` is None where it cannot be read.

    `is_set_aside` says that nobody tries it until a person or the next start brings it back.
    """

    ref: str
    queue: Queue
    task: Task | None
    since: datetime
    is_set_aside: bool


class UsedKey(Exception):
    """The form was submitted before: this is the booking it made or changed then."""

    def __init__(self, booking: Record) -> None:
        """Keep the booking."""
        super().__init__(booking.ref)
        self.booking = booking


class ReferenceTaken(Exception):
    """The workspace has a booking with the reference that was drawn."""


class LinkTaken(Exception):
    """A living booking has the link name that was asked for."""


class Unreadable(Exception):
    """What is stored of a booking cannot be read, so nobody can see or change it until it is mended."""

    def __init__(self, ref: str, *, owner: str) -> None:
        """Keep its reference and its owner's Slack id, which stand beside what cannot be read."""
        super().__init__(ref)
        self.ref = ref
        self.owner = owner


class Store(Protocol):
    """Bookings, the decisions about them and the work that follows, in one place and transaction."""

    def close(self) -> None:
        """Let go of it; nothing else is called after."""

    def is_readable(self) -> bool:
        """Say whether bookings can be read."""

    def on_work(self, listener: Callable[[], None]) -> None:
        """Call `listener` whenever this process has written work."""

    def add(
        self,
        booking: Record,
        *,
        key: str,
        entry: Entry,
        then: Sequence[Due],
        also: SideEffect | None = None,
        counts: Sequence[Count] = (),
    ) -> None:
        """Write a new booking, the decision and its work, and count what whoever decided may do little of.

        Raises UsedKey, ReferenceTaken, LinkTaken, LimitReached, Unreadable, and what the other
        booking's step raises; nothing is written or counted then.
        """

    def change(
        self,
        team: str,
        ref: str,
        *,
        key: str,
        entry: Entry,
        transition: Transition,
        then: Sequence[Due],
        counts: Sequence[Count] = (),
        hurry: Queue | None = None,
    ) -> Record:
        """Let the booking take the step and write the decision and its work; count as `add` does.

        Its work in the lane `hurry`, whether put off or set aside, is due at once.
        Raises UsedKey, KeyError where there is no such booking, LinkTaken, LimitReached, Unreadable, and
        what the step raises.
        """

    def get(self, team: str, ref: str) -> Record | None:
        """Return the booking, or None. Raises Unreadable."""

    def select(self, search: Search) -> list[Record]:
        """Return the bookings that match, by start; one that cannot be read is left out."""

    def note(self, team: str, ref: str, *, entry: Entry) -> None:
        """Add a line to the history of the booking, or of what else goes by that name."""

    def history(self, team: str, ref: str) -> list[Entry]:
        """Return the booking's history, oldest first; a line that cannot be read is left out."""

    def appointment_access_log(self) -> list[tuple[str, str, Entry]]:
        """Return who looked up or canceled appointments that others booked, oldest first.

        Each is a team, the name that the history has it under, and what it says.
        """

    def plan(self, team: str, *, then: Sequence[Due]) -> None:
        """Write work for bookings of the team, each named by its `ref`, that no decision leads to."""

    def plan_card_redraws(self, *, now: datetime, most: int) -> int:
        """Write the work of redrawing cards of what has begun or is over by now, so many at most."""

    def plan_delay_reminders(
        self, *, now: datetime, since: datetime, admins: bool, most: int
    ) -> int:
        """Write the reminders of what Slack has held up `since` a time or longer, so many at most.

        The owner, and the `admins`, are reminded of each booking once for as long as it waits.
        """

    def take(self, queue: Queue, *, now: datetime, lease: timedelta) -> Work | None:
        """Take the piece of work that has been due longest, or None; the attempt is counted.

        Work for the provider of one booking, and work on its card, is taken in the order written.
        Work that cannot be read, or whose booking cannot, is set aside and holds up nothing.
        """

    def moved_by_zone_rules(self, *, since: datetime) -> list[tuple[Booking, datetime]]:
        """Return the bookings whose wall clock means another instant than when they were last written.

        Each with that instant (aware UTC), from `since` on. What cannot be read is left out.
        """

    def zone_data_version(self) -> str:
        """Return the newest version of the zone data that all bookings were reckoned with; else nothing."""

    def record_zone_data_version(self, version: str, *, at: datetime) -> None:
        """Write down that all bookings are reckoned with this version of the zone data."""

    def teams(self) -> list[str]:
        """Return the Slack workspaces that have bookings."""

    def pending(self, team: str, *, ref: str = "") -> list[PendingWork]:
        """Return all work still to be done for the team, or for one booking of it, in the order written."""

    def set_aside(
        self,
        work: Work,
        *,
        now: datetime,
        transition: Transition | None,
        then: Sequence[Due],
        task: Task | None = None,
        derive: DerivedWork | None = None,
    ) -> None:
        """Keep the work, or another `task`, without trying it until it is brought back; under its lease."""

    def requeue(self) -> None:
        """Let work that was set aside be taken again: what it stumbled on may be mended."""

    def renew(self, leases: Collection[str], *, until: datetime) -> None:
        """Let these leases run until then (aware UTC); one that was lost meanwhile stays lost."""

    def finish(
        self,
        work: Work,
        *,
        outcome: Outcome,
        at: datetime | None = None,
        entries: Sequence[Entry] = (),
    ) -> None:
        """Let the booking take the outcome's step, write what follows, and forget the work.

        A worker that has lost its lease changes nothing. `entries` are added to the history.
        `at` (aware UTC) is when Slack took it, from which the time to the next is counted.
        """

    def rest(self, work: Work, *, wait: timedelta | None, at: datetime) -> None:
        """Give the work back as if it had not been tried, because at `at` (aware UTC) it was too much.

        Nothing goes there for as long as is to be waited; likewise under its lease.
        """

    def postpone(
        self,
        work: Work,
        *,
        at: datetime,
        transition: Transition | None,
        then: Sequence[Due],
        entries: Sequence[Entry] = (),
        derive: DerivedWork | None = None,
    ) -> None:
        """Give the work back, to be tried again at this time; likewise under its lease."""

    def next_due(self, queue: Queue) -> datetime | None:
        """Say when there is next something to take, or None."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedSession:
    """A session as the provider lists it; what it left out is None, `people` are folded addresses.

    `unreadable_time` is what it says of the time, as plain text, where that could not be read. `mark`
    is what a row is known again by that says nothing else.
    """

    booked: BookedSession
    title: str | None
    case: str | None
    moment: Moment | None
    unreadable_time: str = ""
    duration: timedelta | None
    people: frozenset[str] | None
    deponent: str | None
    mark: str = ""


class Sessions(Protocol):
    """A provider of remote legal sessions. Every call raises `bot.scheduling.model.failures`.

    An answer that says no under a good status is Denied, one that says neither Unknowable.

    Where there is `self_service`, what is booked has its id at once; else it is only requested.
    """

    self_service: bool

    def book(self, booking: SessionBooking) -> ListedSession:
        """Book it, or request it where the organisation has no self-service."""

    def find(self, booking: SessionBooking, *, also: Moment | None = None) -> ListedSession | None:
        """Look by its id for a booking's session, around its moment and `also`."""

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

    def put_on(self, event: CalendarEvent) -> None:
        """Let an agent join a calendar event."""

    def take_off(self, event: CalendarEvent) -> None:
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


class ChannelVisibility(Protocol):
    """Who can read a Slack channel; what Slack will not say counts as shared with strangers."""

    def current(self, channel: str) -> Visibility:
        """Ask Slack, for somebody who waits."""

    def recent(self, channels: Collection[str]) -> Mapping[str, Visibility]:
        """Return what is known of several channels, at most a minute old, for somebody who waits."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """What a message is known again by, so that it is said once although an answer of Slack's got lost.

    `since` is from when (aware UTC) an earlier try may have said it, None where there was none.
    """

    name: str
    since: datetime | None = None


class Notices(Protocol):
    """The places where people see how a booking stands. Every call raises `bot.scheduling.model.failures`."""

    def post_card(self, booking: Record) -> Card:
        """Post the card in the booking's channel, and say where it is."""

    def find_card(self, booking: Record) -> Card | None:
        """Look whether the card was posted before, where Docket may read the channel."""

    def edit_card(self, booking: Record) -> Card:
        """Edit the card to say how the booking stands, and say how and to whom it is shown now."""

    def say_moved(self, booking: Record, left: Card) -> None:
        """Edit a card that was left behind to say where the true one is."""

    def administrators(self) -> frozenset[str]:
        """Return a few of those whom Slack calls the workspace's owners and administrators."""

    def direct_channel(self, user: str) -> str:
        """Return the channel of Docket's direct messages with this person."""

    def thread_line(self, booking: Record, *, news: News, mark: Mark) -> None:
        """Leave a line in the card's thread, unless it stands there."""

    def announce(self, booking: Record, *, news: News, channel: str, mark: Mark) -> None:
        """Say it in a channel, unless it stands there."""

    def tell(
        self,
        booking: Record,
        *,
        news: News,
        user: str,
        mark: Mark,
        others: Sequence[tuple[Record, News]] = (),
    ) -> None:
        """Say it to one person, unless they have it, with what they are to be reminded of besides."""

    def whisper(self, booking: Record, *, news: News, user: str, channel: str) -> None:
        """Say it in a channel, visible to one person only."""
