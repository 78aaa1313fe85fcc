"""The desk: where decisions about bookings are made, checked and written down before anything is done.

What would not read back is never written down: NotKept is raised, and nothing has happened.
"""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from bot.scheduling.jobs.retries import due
from bot.scheduling.model.agent import AgentOrder
from bot.scheduling.model.appointment import AppointmentBooking, folded_id
from bot.scheduling.model.booking import Booking, Changes
from bot.scheduling.model.codec import storable_booking, storable_task
from bot.scheduling.model.limits import NO_LIMITS, Count, Limits
from bot.scheduling.model.record import ENDED, NOTHING_CREATED, Order, Phase, Record, State
from bot.scheduling.model.reference import TIMED, Kind, kind_of, new_reference, parse_reference
from bot.scheduling.model.rights import (
    Actor,
    NotYours,
    OnlyMembers,
    check_may_book,
    is_owner,
    may_change,
    may_know_of,
    may_see,
    refusal_for,
    stands_before,
)
from bot.scheduling.model.session_agent import attach_agent
from bot.scheduling.model.transitions import (
    InvalidTransition,
    begin_cancellation,
    begin_change,
    begin_retry,
)
from bot.scheduling.ports import (
    APPOINTMENTS_OF_OTHERS,
    ChannelVisibility,
    Entry,
    ReferenceTaken,
    Search,
    SideEffect,
    Store,
    Transition,
    Unreadable,
)
from bot.scheduling.requests.request import Request
from bot.scheduling.tasks import Book, Cancel, Change, Due, Queue, ShowCard, Task, Watch

DRAWS = 20
# Of a channel that strangers come into every card changes its face, however old. Those of what is
# over are redrawn one after the other, so that nobody's new card waits behind them: each asks Slack
# who can read the channel, which it answers about 50 times a minute.
MOST_REDRAWN = 5000
REDRAW_EVERY = timedelta(seconds=2)


class NoSuchBooking(Exception):
    """Nothing this person may see answers to that name; a `stranger` may see nothing at all."""

    def __init__(self, name: str, *, kind: Kind | None = None, stranger: bool = False) -> None:
        """Keep the name as it was typed, and the kind of booking that was looked for."""
        super().__init__(name)
        self.name = name
        self.stranger = stranger
        ref = parse_reference(name)
        self.kind = kind or (kind_of(ref) if ref else Kind.SESSION)


def no_such(name: str, *, by: Actor, kind: Kind | None = None) -> Exception:
    """Return the refusal, true for this person, of a name that answers to nothing they may see."""
    return refusal_for(by, NoSuchBooking(name, kind=kind, stranger=by.outside))


class Over(Exception):
    """The session has begun or is over: there is nothing left to move or cancel."""

    def __init__(self, booking: Booking, *, phase: Phase = Phase.BEGUN) -> None:
        """Keep the booking, and whether its time has begun or is over."""
        super().__init__(booking.ref)
        self.booking = booking
        self.phase = phase


class NothingToChange(Exception):
    """A request is carried out once: there is nothing to move, edit or cancel."""

    def __init__(self, request: Request) -> None:
        """Keep the request."""
        super().__init__(request.ref)
        self.request = request


class Outdated(Exception):
    """The form shows the booking as it no longer is: nothing was done, and the person decides anew."""

    def __init__(self, booking: Record) -> None:
        """Keep the booking as it is now."""
        super().__init__(booking.ref)
        self.booking = booking


def check_seen(booking: Record, revision: int | None) -> None:
    """Raise Outdated unless a form shows the booking as it is; one that says no revision is believed."""
    if revision is not None and revision != booking.revision:
        raise Outdated(booking)


class Desk:
    """Makes decisions about bookings; `clock` gives the time now (aware UTC), `draw` a reference."""

    def __init__(
        self,
        store: Store,
        *,
        admins: frozenset[str],
        places: ChannelVisibility,
        clock: Callable[[], datetime],
        draw: Callable[[Kind], str] = new_reference,
        limits: Limits = NO_LIMITS,
        guests_may_book: bool = False,
    ) -> None:
        self._store = store
        self._admins = admins
        self._places = places
        self._limits = limits
        self._guests_may_book = guests_may_book
        self._clock = clock
        self._draw = draw

    def book(self, order: Order, *, by: Actor, key: str, seen: int | None = None) -> Record:
        """Write down a new booking. Raises UsedKey, LinkTaken, MayNotBook, Unidentified, LimitReached.

        An agent for a session, `seen` in that revision, raises what a change of it does, and HasAgent.
        """
        self.check_may_book(order.kind, by=by)
        for _ in range(DRAWS):
            ref = self._draw(order.kind)
            booking = storable_booking(self._new(order, ref=ref, by=by))
            also = self._joined(order, ref=ref, by=by, seen=seen)
            try:
                self._store.add(
                    booking,
                    key=key,
                    entry=self._entry(by, "scheduled", text=order.noted),
                    then=self._now(Book(), ShowCard()) + self._shown_on(also),
                    also=also,
                    counts=self._limits.counts(bookings=1, invitations=len(order.invited)),
                )
            except ReferenceTaken:
                continue
            return booking
        raise RuntimeError(f"no free reference in {DRAWS} draws")

    def check_may_book(self, kind: Kind, *, by: Actor) -> None:
        """Raise MayNotBook or Unidentified unless this person may have something of this kind booked."""
        check_may_book(by, kind, guests_may=self._guests_may_book)

    def _joined(self, order: Order, *, ref: str, by: Actor, seen: int | None) -> SideEffect | None:
        """Return the step of the session that an agent is to go along with, if it is for one."""
        if not isinstance(order, AgentOrder) or not order.of_session:
            return None

        def transition(session: Record) -> Record:
            self.check_changeable(session, by=by)
            check_seen(session, seen)
            return attach_agent(session, agent=ref)

        return SideEffect(ref=order.of_session, transition=transition)

    def _shown_on(self, also: SideEffect | None) -> list[Due]:
        return [Due(task=ShowCard(), at=self._clock(), ref=also.ref)] if also else []

    def _new(self, order: Order, *, ref: str, by: Actor) -> Record:
        booking = order.record(team=by.team, ref=ref, owner=by.user, created=self._clock())
        return booking.with_(locale=by.reader.locale)

    def book_again(
        self, ref: str, order: Order, *, by: Actor, key: str, seen: int | None = None
    ) -> Record:
        """Try a failed booking, `seen` in this revision, once more with mended entries.

        Raises UsedKey, NoSuchBooking, NotYours, Outdated, InvalidTransition, LinkTaken, MayNotBook,
        LimitReached.
        """
        self.check_may_book(order.kind, by=by)

        def transition(booking: Record) -> Record:
            if booking.kind is not order.kind:
                raise NoSuchBooking(ref, kind=order.kind)
            mended = self._new(order, ref=ref, by=by).with_(
                owner=booking.owner, locale=booking.locale
            )
            return begin_retry(booking, mended)

        failed = self._get(ref, by=by)
        # Of what was refused nothing can have been made; anything found would be somebody else's.
        unheard = failed is None or failed.trouble not in NOTHING_CREATED
        return self._change(
            ref,
            transition,
            by=by,
            key=key,
            seen=seen,
            what="tried again",
            text=order.noted,
            then=(Book(again=unheard),),
            counts=self._limits.counts(bookings=1, invitations=len(order.invited)),
        )

    def change(
        self, ref: str, wanted: Changes, *, by: Actor, key: str, seen: int | None = None
    ) -> Record:
        """Write down a move or an edit of a booking that was `seen` in this revision.

        Raises UsedKey, NoSuchBooking, NotYours, Outdated, InvalidTransition, Over, LimitReached.
        """
        booking = self._get(ref, by=by)
        reader = booking.reader if booking else by.reader
        return self._change(
            ref,
            begin_change,
            by=by,
            key=key,
            seen=seen,
            what=_named(wanted, booking),
            text=wanted.moment.written(reader) if wanted.moment else "",
            then=(Change(by=by.user, wanted=wanted),),
            counts=self._limits.counts(invitations=len(wanted.invitees)),
        )

    def cancel(
        self, ref: str, task: Cancel, *, by: Actor, key: str, seen: int | None = None
    ) -> Record:
        """Write down a cancellation of a booking that was `seen` in this revision.

        Raises UsedKey, NoSuchBooking, NotYours, Outdated, InvalidTransition, Over.
        """
        return self._change(
            ref,
            begin_cancellation,
            by=by,
            key=key,
            seen=seen,
            cancels=True,
            what="cancelled",
            text=task.reason,
            then=(task,),
        )

    def _change(
        self,
        ref: str,
        transition: Transition,
        *,
        by: Actor,
        key: str,
        seen: int | None,
        what: str,
        then: Sequence[Task],
        text: str = "",
        counts: Sequence[Count] = (),
        cancels: bool = False,
    ) -> Record:
        def checked(booking: Record) -> Record:
            self.check_changeable(booking, by=by, cancels=cancels)
            check_seen(booking, seen)
            return storable_booking(transition(booking))

        return self.decide(
            ref,
            checked,
            by=by,
            key=key,
            entry=self._entry(by, what, text=text),
            then=self._now(*then, ShowCard()),
            counts=counts,
        )

    def decide(
        self,
        ref: str,
        transition: Transition,
        *,
        by: Actor,
        key: str,
        entry: Entry,
        then: Sequence[Due] = (),
        counts: Sequence[Count] = (),
        hurry: Queue | None = None,
    ) -> Record:
        """Write down a decision about a booking that is this person's to change.

        Raises UsedKey, NoSuchBooking, NotYours, and what the step does.
        """
        self._find_to_change(ref, by=by)
        try:
            return self._store.change(
                by.team,
                ref,
                key=key,
                entry=entry,
                transition=transition,
                then=then,
                counts=counts,
                hurry=hurry,
            )
        except KeyError:
            raise no_such(ref, by=by) from None
        except Unreadable as unreadable:
            if not may_know_of(by, unreadable):
                raise no_such(ref, by=by) from None
            raise

    def check_changeable(self, booking: Record, *, by: Actor, cancels: bool = False) -> None:
        """Raise a refusal unless this person may change it, and it still can be.

        That is NoSuchBooking, Unidentified, Over or, for a request, NothingToChange.

        What has begun is not moved or edited any more; whoever `cancels` has longer. A time that
        nobody can read is not said to have passed: the provider decides. Nobody is asked who can
        read its card: this is called within a transaction.
        """
        if not may_change(by, booking):
            raise no_such(booking.ref, by=by)
        if booking.state in ENDED:
            return
        if isinstance(booking, Request):
            raise NothingToChange(booking)
        if isinstance(booking, Booking):
            self._check_not_over(booking, by=by, cancels=cancels)

    def _check_not_over(self, booking: Booking, *, by: Actor, cancels: bool) -> None:
        now = self._clock()
        until = booking.cancelable_until if cancels else booking.starts
        if not booking.unreadable_time and until <= now:
            raise Over(booking.as_read_by(by.reader), phase=booking.phase(now))

    def find_as_seen(self, ref: str, *, by: Actor, seen: int | None) -> Booking:
        """Return the booking that a form changes.

        Raises what `find_mine` does, Outdated, and InvalidTransition for a request.
        """
        booking = self.find_mine(ref, by=by)
        check_seen(booking, seen)
        if not isinstance(booking, Booking):
            raise InvalidTransition(booking)
        return booking

    def find_mine(
        self,
        name: str,
        *,
        by: Actor,
        kind: Kind | None = None,
        at: str = "",
        cancels: bool = False,
    ) -> Record:
        """Return the booking meant, for a change or, with `cancels`, its end, asked for in channel `at`.

        Raises NoSuchBooking, NotYours, OnlyMembers, Over, and Unreadable for whom it may concern.
        """
        booking = self._find_to_change(name, by=by, kind=kind, at=at)
        self.check_changeable(booking, by=by, cancels=cancels)
        return booking

    def find_visible(
        self, name: str, *, by: Actor, kind: Kind | None = None, at: str = ""
    ) -> Record:
        """Return the booking meant, to look at from channel `at`, its place as it is now.

        Raises NoSuchBooking, OnlyMembers, Unidentified, and Unreadable for whom it may concern.
        """
        booking = self._find(name, by=by, kind=kind, begun=True)
        if may_change(by, booking):
            return booking
        booking = self._as_placed_now(booking)
        if not may_see(by, booking, at=at):
            raise self._hidden(booking, name, by=by, kind=kind, at=at)
        return booking

    def _find(
        self, name: str, *, by: Actor, kind: Kind | None = None, begun: bool = False
    ) -> Record:
        """Return the booking meant by a reference, or the `next` or `last`, of a kind if one is given.

        With `begun` the next may be one that is under way.
        """
        word = name.strip().lower()
        if word in {"next", "last"}:
            booking = self._next(by, kind, begun=begun) if word == "next" else self._last(by, kind)
        else:
            ref = parse_reference(name)
            booking = self._get(ref, by=by) if ref else None
        if booking is None:
            raise no_such(name, by=by, kind=kind)
        return booking

    def _get(self, ref: str, *, by: Actor) -> Record | None:
        """Return the booking; one that cannot be read is none to whom it does not concern."""
        try:
            return self._store.get(by.team, ref)
        except Unreadable as unreadable:
            if not may_know_of(by, unreadable):
                return None
            raise

    def _find_to_change(
        self, name: str, *, by: Actor, kind: Kind | None = None, at: str = ""
    ) -> Record:
        """Return the booking meant if it is theirs to change; otherwise no more is said than they see."""
        booking = self._find(name, by=by, kind=kind)
        if may_change(by, booking):
            return booking
        booking = self._as_placed_now(booking)
        if may_see(by, booking, at=at):
            raise refusal_for(by, NotYours(booking, admins=self._admins))
        raise self._hidden(booking, name, by=by, kind=kind, at=at)

    def _as_placed_now(self, booking: Record) -> Record:
        """Return it with who can read its card now: rights follow the channel as it is."""
        return (
            booking.where(self._places.current(booking.card.channel)) if booking.card else booking
        )

    def _hidden(
        self, booking: Record, name: str, *, by: Actor, kind: Kind | None, at: str
    ) -> Exception:
        """Say of what somebody may not see that it is not there, unless its card is before them."""
        if not stands_before(booking, at=at):
            return no_such(name, by=by, kind=kind)
        return refusal_for(by, OnlyMembers(booking))

    def nearest(
        self, *, by: Actor, kind: Kind | None = None, limit: int = 5, begun: bool = False
    ) -> list[Booking]:
        """Return this person's living bookings that lie ahead, soonest first.

        With `begun` those that are under way come before them.
        """
        now = self._clock()
        mine = Search(
            team=by.team,
            owner=by.user,
            start=None if begun else now,
            lasting=now if begun else None,
            states=frozenset(State) - ENDED,
            kinds=_kinds(kind),
            limit=limit,
        )
        return [found for found in self._store.select(mine) if isinstance(found, Booking)]

    def search(self, search: Search, *, by: Actor) -> list[Booking]:
        """Return the bookings that match and that this person may see, as their channels are lately."""
        found = self._store.select(search)
        channels = {b.card.channel for b in found if b.card and not may_change(by, b)}
        places = self._places.recent(channels)
        placed = (
            b.where(places[b.card.channel]) if b.card and b.card.channel in channels else b
            for b in found
        )
        return [each for each in placed if isinstance(each, Booking) and may_see(by, each)]

    def booking_of_appointment(
        self, appointment_id: str, *, by: Actor
    ) -> AppointmentBooking | None:
        """Return the workspace's booking of CareValidate's appointment, whosever it is, or None."""
        search = Search(
            team=by.team,
            kinds=frozenset({Kind.APPOINTMENT}),
            remote_id=folded_id(appointment_id),
            latest_first=True,
            limit=1,
        )
        found = next(iter(self._store.select(search)), None)
        return found if isinstance(found, AppointmentBooking) else None

    def note_look_up(self, text: str, *, by: Actor) -> None:
        """Write down, before it is done, which appointments that others booked somebody looks up."""
        entry = self._entry(by, "looked up", text=text)
        self._store.note(by.team, APPOINTMENTS_OF_OTHERS, entry=entry)

    def look_up(self, booking: Record) -> None:
        """Have an appointment that lies ahead looked up where it is held: its people change it unasked."""
        ahead = booking.state is State.CONFIRMED and booking.starts > self._clock()
        if booking.kind is Kind.APPOINTMENT and ahead:
            look = Due(task=Watch(), at=self._clock(), ref=booking.ref)
            self._store.plan(booking.team, then=[look])

    def redraw(self, team: str, channel: str, *, ended: bool = False) -> None:
        """Have the cards in a channel redrawn, of what lies ahead or, with `ended`, of everything."""
        search = Search(
            team=team,
            channel=channel,
            kinds=frozenset(Kind),
            states=frozenset(State) if ended else frozenset(State) - ENDED,
            latest_first=True,
            limit=MOST_REDRAWN,
        )
        now, found = self._clock(), self._store.select(search)
        waits = (now + number * REDRAW_EVERY for number in range(len(found)))
        cards = [
            Due(
                task=ShowCard(in_place=True),
                at=next(waits) if booking.state in ENDED else now,
                ref=booking.ref,
            )
            for booking in found
        ]
        self._store.plan(team, then=cards)

    def history(self, booking: Record) -> list[Entry]:
        """Return who did what to the booking, oldest first."""
        return self._store.history(booking.team, booking.ref)

    def reveal_password(self, ref: str, *, by: Actor) -> Record:
        """Record that the owner looks at the password, and return the booking.

        Raises NoSuchBooking, NotYours, OnlyMembers.
        """
        booking = self.find_visible(ref, by=by)
        if not is_owner(by, booking):
            raise NotYours(booking, admins=frozenset())
        self._store.note(booking.team, booking.ref, entry=self._entry(by, "looked at the password"))
        return booking

    def note_password_unseen(self, booking: Record, *, by: Actor) -> None:
        """Record that Slack did not show the password that the owner had asked for, as far as it says."""
        entry = self._entry(by, "was not shown the password by Slack")
        self._store.note(booking.team, booking.ref, entry=entry)

    def revoke_calendar_links(self, ref: str, *, by: Actor, key: str) -> Record:
        """Let no calendar link given out so far lead anywhere, even when all is over.

        Raises UsedKey, NoSuchBooking, NotYours.
        """

        def transition(booking: Record) -> Record:
            if not may_change(by, booking):
                raise no_such(ref, by=by)
            if not isinstance(booking, Booking):
                raise InvalidTransition(booking)
            return booking.with_(calendar_generation=booking.calendar_generation + 1)

        entry = self._entry(by, "revoked the calendar links")
        return self.decide(ref, transition, by=by, key=key, entry=entry)

    def _next(self, by: Actor, kind: Kind | None, *, begun: bool) -> Record | None:
        return next(iter(self.nearest(by=by, kind=kind, limit=1, begun=begun)), None)

    def _last(self, by: Actor, kind: Kind | None) -> Record | None:
        mine = Search(team=by.team, owner=by.user, kinds=_kinds(kind), latest_first=True, limit=1)
        return next(iter(self._store.select(mine)), None)

    def _entry(self, by: Actor, what: str, *, text: str = "") -> Entry:
        return Entry(by=by.user, what=what, at=self._clock(), text=text)

    def _now(self, *tasks: Task) -> list[Due]:
        return due(*map(storable_task, tasks), at=self._clock())


def _kinds(kind: Kind | None) -> frozenset[Kind]:
    return TIMED if kind is None else frozenset({kind})


def _named(wanted: Changes, booking: Record | None) -> str:
    """Say in a word for the history what somebody decided."""
    if isinstance(booking, Booking) and wanted == Changes(moment=booking.moment):
        return "asked for the time it has"
    return "moved" if wanted.moment else "edited"
