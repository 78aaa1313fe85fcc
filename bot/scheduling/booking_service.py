"""Decisions about bookings: each is checked, and written down before anything is done.

What would not read back is never written down: NotStorable is raised, and nothing has happened.
"""

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial
from typing import Protocol

from bot.scheduling.codec import storable_booking, storable_task
from bot.scheduling.conflicts import NO_OVERRIDE, ConflictFinder, HasConflicts, Override
from bot.scheduling.jobs.retries import due
from bot.scheduling.model.agent import AgentOrder
from bot.scheduling.model.appointment import AppointmentBooking
from bot.scheduling.model.booking import Booking, BookingOrder, Changes, Hold
from bot.scheduling.model.booking_error import Unreadable
from bot.scheduling.model.limits import NO_LIMITS, Count, Limits
from bot.scheduling.model.record import ENDED, NOTHING_CREATED, Order, Record, State
from bot.scheduling.model.reference import Kind, new_reference
from bot.scheduling.model.rights import (
    Actor,
    NotYours,
    check_may_book,
    is_owner,
)
from bot.scheduling.model.session_agent import attach_agent
from bot.scheduling.model.transitions import (
    InvalidTransition,
    NothingToUndo,
    begin_cancellation,
    begin_change,
    begin_retry,
    can_hold,
    undo,
)
from bot.scheduling.ports.results import SideEffect, Transition
from bot.scheduling.ports.slack import ChannelVisibility
from bot.scheduling.ports.store import (
    APPOINTMENTS_OF_OTHERS,
    Decision,
    Entry,
    Guard,
    Overlap,
    ReferenceTaken,
    Search,
    Store,
)
from bot.scheduling.refusals import NoSuchBooking, Unsettled, check_seen, no_such
from bot.scheduling.requests.request import RequestOrder
from bot.scheduling.tasks.news import EventType, News
from bot.scheduling.tasks.provider import Book, Cancel, Change, Poll
from bot.scheduling.tasks.queue import Queue, ScheduledTask, Task, queue_of
from bot.scheduling.tasks.slack import Receipt, RemoveCard, ShowCard
from bot.times.moment import Moment, UtcClock

# Where half of the references are taken, one booking in sixteen gets a longer one; of those all are drawn
# in vain once in many millions of times, however many bookings there are.
SHORT_DRAWS = 4
DRAWS = 20
# Of a channel that strangers come into every card changes its face, however old. Those of what is
# over are redrawn one after the other, so that nobody's new card waits behind them: each asks Slack
# who can read the channel, which it answers about 50 times a minute.
MOST_REDRAWN = 5000
REDRAW_EVERY = timedelta(seconds=2)
# Of what starts so soon the provider is told at once.
NO_HOLD_WITHIN = timedelta(minutes=10)
# What takes no longer is told once, when it is done.
RECEIPT_AFTER = timedelta(seconds=2)
# More than a provider leaves unanswered for as long as it is asked again.
MOST_UNDER_WAY = 5000


class Draw(Protocol):
    """Draws a reference, or one of the longer ones."""

    def __call__(self, kind: Kind, *, longer: bool) -> str:
        """Return a reference of this kind, which may be taken."""


class BookingService(ConflictFinder):
    """Makes decisions about bookings; `clock` gives the time now (aware UTC), `draw` a reference."""

    def __init__(
        self,
        store: Store,
        *,
        limits: Limits = NO_LIMITS,
        guests_may_book: bool = False,
        undo_within: timedelta = timedelta(0),
        draw: Draw = new_reference,
        admins: frozenset[str],
        visibility: ChannelVisibility,
        clock: UtcClock,
    ) -> None:
        """Take what the finder does; moves and cancellations wait `undo_within` for somebody to undo them."""
        super().__init__(store, admins=admins, visibility=visibility, clock=clock)
        self._undo_within = undo_within
        self._limits = limits
        self._guests_may_book = guests_may_book
        self._draw = draw

    def book(
        self,
        order: Order,
        *,
        by: Actor,
        key: str,
        seen: int | None = None,
        override: Override = NO_OVERRIDE,
    ) -> Record:
        """Write down a new booking, over conflicts where these were shown and there is a reason.

        Raises UsedKey, LinkTaken, MayNotBook, Unidentified, Unsettled, LimitReached, HasConflicts. An agent
        for a session, `seen` in that revision, raises what a change of it does, and HasAgent.
        """
        self.check_may_book(order.kind, by=by)
        self._check_settled(order, by=by)
        self._check_look_alikes(order, by=by, override=override)
        for drawn in range(DRAWS):
            ref = self._draw(order.kind, longer=drawn >= SHORT_DRAWS)
            booking = storable_booking(self._new(order, ref=ref, by=by))
            also = self._joined(order, ref=ref, by=by, seen=seen)
            try:
                self._store.add(
                    booking,
                    Decision(
                        key=key,
                        entry=self._entry(by, "scheduled", text=order.history_note),
                        then=[
                            *self._now(Book(reply_to=by.reply_to), ShowCard()),
                            *self._shown_on(also),
                            *self._receipt(by),
                        ],
                        counts=self._limits.counts(bookings=1, invitations=len(order.invited)),
                        guard=self._guard(by, override),
                    ),
                    also=also,
                )
            except ReferenceTaken:
                continue
            except _NotOverridden:
                raise self._conflicting(order, by=by, override=override) from None
            return booking
        raise RuntimeError(f"no free reference in {DRAWS} draws")

    def check_may_book(self, kind: Kind, *, by: Actor) -> None:
        """Raise MayNotBook or Unidentified unless this person may have something of this kind booked."""
        check_may_book(by, kind, guests_may=self._guests_may_book)

    def _check_look_alikes(self, order: Order, *, by: Actor, override: Override) -> None:
        """Raise HasConflicts where this may be a move of another, and they were not asked."""
        if override.repeats:
            return
        booking = order.record(team=by.team, ref="", owner=by.user, created=self._clock())
        if any(each.token not in override.shown for each in self._look_alikes(booking, by=by)):
            raise self._conflicting(order, by=by, override=override)

    def _conflicting(self, order: Order, *, by: Actor, override: Override) -> HasConflicts:
        """Return what tells somebody of all that is in the way of an order."""
        conflicts = self._conflicts_of_order(order, by=by, repeats=override.repeats)
        return HasConflicts(
            conflicts, moment=order.moment if isinstance(order, BookingOrder) else None
        )

    def _guard(self, by: Actor, override: Override) -> Guard:
        """Return what lets a decision pass over conflicts that were shown, for a reason that is kept."""

        def check(overlaps: Sequence[Overlap]) -> Sequence[Entry]:
            if not override.reason or any(each.token not in override.shown for each in overlaps):
                raise _NotOverridden(overlaps)
            return [self._entry(by, "overrode a conflict", text=override.reason)]

        return check

    def _check_settled(self, order: Order, *, by: Actor) -> None:
        """Raise Unsettled while something is under way that a request may be about."""
        if not isinstance(order, RequestOrder):
            return
        under_way = Search(
            team=by.team,
            kinds=frozenset({order.conflicting}),
            states=frozenset({State.BOOKING}),
            unsettled=True,
            limit=MOST_UNDER_WAY,
        )
        for record in self._store.select(under_way):
            if order.conflicts_with(record):
                raise Unsettled(record)

    def _joined(self, order: Order, *, ref: str, by: Actor, seen: int | None) -> SideEffect | None:
        """Return the transition of the session that an agent is ordered for, if it is for one."""
        if not isinstance(order, AgentOrder) or not order.of_session:
            return None

        def transition(session: Record) -> Record:
            self.check_changeable(session, by=by)
            check_seen(session, seen)
            return attach_agent(session, agent=ref)

        return SideEffect(ref=order.of_session, transition=transition)

    def _shown_on(self, also: SideEffect | None) -> list[ScheduledTask]:
        return [ScheduledTask(task=ShowCard(), at=self._clock(), ref=also.ref)] if also else []

    def _new(self, order: Order, *, ref: str, by: Actor) -> Record:
        booking = order.record(team=by.team, ref=ref, owner=by.user, created=self._clock())
        return booking.with_(locale=by.reader.locale)

    def book_again(
        self,
        ref: str,
        order: Order,
        *,
        by: Actor,
        key: str,
        seen: int | None = None,
        override: Override = NO_OVERRIDE,
    ) -> Record:
        """Try a failed booking, `seen` in this revision, once more with mended entries.

        Raises UsedKey, NoSuchBooking, NotYours, Outdated, InvalidTransition, LinkTaken, MayNotBook,
        Unsettled, LimitReached, HasConflicts.
        """
        self.check_may_book(order.kind, by=by)
        self._check_settled(order, by=by)

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
            text=order.history_note,
            then=(Book(again=unheard, reply_to=by.reply_to),),
            counts=self._limits.counts(bookings=1, invitations=len(order.invited)),
            guard=self._guard(by, override),
        )

    def change(
        self,
        ref: str,
        wanted: Changes,
        *,
        by: Actor,
        key: str,
        seen: int | None = None,
        override: Override = NO_OVERRIDE,
    ) -> Record:
        """Write down a move or an edit of a booking that was `seen` in this revision, likewise.

        Raises UsedKey, NoSuchBooking, NotYours, Outdated, InvalidTransition, AlreadyStarted, LimitReached,
        HasConflicts.
        """
        booking = self._get(ref, by=by)
        reader = booking.reader if booking else by.reader
        return self._change(
            ref,
            partial(begin_change, wanted=wanted),
            by=by,
            hold=self._hold(booking, moment=wanted.moment) if wanted.moment else None,
            key=key,
            seen=seen,
            what=_named(wanted, booking),
            text=wanted.moment.written(reader) if wanted.moment else "",
            then=(Change(by=by.user, wanted=wanted, reply_to=by.reply_to),),
            counts=self._limits.counts(invitations=len(wanted.invitees)),
            guard=self._guard(by, override),
        )

    def cancel(
        self, ref: str, task: Cancel, *, by: Actor, key: str, seen: int | None = None
    ) -> Record:
        """Write down a cancellation of a booking that was `seen` in this revision.

        Raises UsedKey, NoSuchBooking, NotYours, Outdated, InvalidTransition, AlreadyStarted.
        """
        return self._change(
            ref,
            begin_cancellation,
            by=by,
            hold=self._hold(self._get(ref, by=by)),
            key=key,
            seen=seen,
            cancels=True,
            what="cancelled",
            text=task.reason,
            then=(task.with_(reply_to=by.reply_to),),
        )

    def cancellation_held_for(self, booking: Booking) -> timedelta:
        """Return for how long a cancellation that is decided now can be undone; zero if it can't be."""
        return self._undo_within if self._hold(booking) else timedelta(0)

    def undo(
        self, ref: str, *, until: datetime, by: Actor, key: str, at: str = "", card: str = ""
    ) -> Record:
        """Take back the move or cancellation of a booking that is held `until` a time, which names it.

        Raises UsedKey, NoSuchBooking, NotYours, AlreadyStarted, NothingToUndo, WorkBegun.
        """
        booking = self.find_to_change(ref, by=by, at=at, card=card, cancels=True)
        cancels = booking.state is State.CANCELING

        def transition(current: Record) -> Record:
            if not isinstance(current, Booking):
                raise NothingToUndo(current)
            self.check_changeable(current, by=by, cancels=current.state is State.CANCELING)
            return undo(current, until=until)

        return self.decide(
            ref,
            transition,
            by=by,
            key=key,
            entry=self._entry(by, "undid the cancellation" if cancels else "undid the move"),
            then=self._now(ShowCard()),
            cancels=cancels,
            withdraw=queue_of(Cancel(by=by.user), ref=ref),
        )

    def _hold(self, booking: Record | None, *, moment: Moment | None = None) -> Hold | None:
        """Return how a move to a `moment`, or a cancellation, is held; None for what can't wait.

        That is what starts soon, or would.
        """
        if not self._undo_within or not isinstance(booking, Booking) or not can_hold(booking):
            return None
        now = self._clock()
        starts = min(booking.starts, moment.instant) if moment else booking.starts
        if starts - now <= NO_HOLD_WITHIN:
            return None
        return Hold(until=now + self._undo_within, moment=moment)

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
        hold: Hold | None = None,
        guard: Guard | None = None,
    ) -> Record:
        held = _held(transition, hold)

        def checked(booking: Record) -> Record:
            self.check_changeable(booking, by=by, cancels=cancels)
            check_seen(booking, seen)
            return storable_booking(held(booking.as_of(self._clock())))

        return self.decide(
            ref,
            checked,
            by=by,
            key=key,
            entry=self._entry(by, what, text=text),
            then=due(*map(storable_task, then), at=hold.until if hold else self._clock())
            + self._now(ShowCard())
            + self._receipt(by, held=hold is not None),
            counts=counts,
            cancels=cancels,
            guard=guard,
        )

    def decide(
        self,
        ref: str,
        transition: Transition,
        *,
        by: Actor,
        key: str,
        entry: Entry,
        then: Sequence[ScheduledTask] = (),
        counts: Sequence[Count] = (),
        expedite: Queue | None = None,
        withdraw: Queue | None = None,
        cancels: bool = False,
        guard: Guard | None = None,
    ) -> Record:
        """Write down a decision about a booking that is theirs to change or, if it `cancels`, to cancel.

        Raises UsedKey, NoSuchBooking, NotYours, WorkBegun, HasConflicts, and what the transition does.
        """
        self.find_to_change(ref, by=by, cancels=cancels)
        try:
            return self._store.change(
                by.team,
                ref,
                Decision(
                    key=key,
                    entry=entry,
                    then=then,
                    counts=counts,
                    expedite=expedite,
                    withdraw=withdraw,
                    guard=guard,
                ),
                transition=transition,
            )
        except KeyError:
            raise no_such(ref, by=by) from None
        except _NotOverridden as found:
            raise HasConflicts(self._known_to(by, found.overlaps)) from None

    def note_look_up(self, text: str, *, by: Actor) -> None:
        """Write down, before it is done, which appointments that others booked somebody looks up."""
        entry = self._entry(by, "looked up", text=text)
        self._store.note(by.team, APPOINTMENTS_OF_OTHERS, entry=entry)

    def look_up(self, booking: Record) -> None:
        """Have an upcoming appointment looked up at its provider, whose staff may change it.

        What they are known to have changed waits for somebody to accept it.
        """
        ahead = booking.state is State.CONFIRMED and booking.starts > self._clock()
        if isinstance(booking, AppointmentBooking) and ahead and booking.drift is None:
            look = ScheduledTask(task=Poll(), at=self._clock(), ref=booking.ref)
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
            ScheduledTask(
                task=ShowCard(in_place=True),
                at=next(waits) if booking.state in ENDED else now,
                ref=booking.ref,
            )
            for booking in found
        ]
        self._store.plan(team, then=cards)

    def remove_duplicate_card(self, team: str, ref: str, *, channel: str, ts: str) -> None:
        """Have a card that somebody came across deleted, if another shows the booking by now."""
        with suppress(Unreadable):
            booking = self._store.get(team, ref)
            if booking is None or booking.card is None or booking.has_card(ts):
                return
            remove = RemoveCard(channel=channel, ts=ts)
            self._store.plan(team, then=[ScheduledTask(task=remove, at=self._clock(), ref=ref)])

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
            if not isinstance(booking, Booking):
                raise InvalidTransition(booking)
            return booking.with_(calendar_generation=booking.calendar_generation + 1)

        entry = self._entry(by, "revoked the calendar links")
        return self.decide(ref, transition, by=by, key=key, entry=entry)

    def _receipt(self, by: Actor, *, held: bool = False) -> list[ScheduledTask]:
        """Return the word to who acts that something is under way, unless it is done before that is said.

        What is `held` they can undo, and are told at once.
        """
        if by.reply_to is None or not by.reply_to.is_place:
            return []
        news = News(what=EventType.HELD if held else EventType.UNDER_WAY, by=by.user)
        wait = timedelta(0) if held else RECEIPT_AFTER
        return due(Receipt(news=news, reply_to=by.reply_to), at=self._clock() + wait)

    def _entry(self, by: Actor, what: str, *, text: str = "") -> Entry:
        return Entry(by=by.user, what=what, at=self._clock(), text=text)

    def _now(self, *tasks: Task) -> list[ScheduledTask]:
        return due(*map(storable_task, tasks), at=self._clock())


class _NotOverridden(Exception):
    """Others take what a booking would, and nobody has overridden that: nothing is written."""

    def __init__(self, overlaps: Sequence[Overlap]) -> None:
        super().__init__(f"{len(overlaps)} overlap")
        self.overlaps = overlaps


def _held(begin: Transition, hold: Hold | None) -> Transition:
    """Return the transition with which something begins and, if it can be, is held."""

    def transition(booking: Booking) -> Record:
        begun = begin(booking)
        if hold is None or not can_hold(booking):
            return begun
        return begun.with_(hold=hold.with_(drift=booking.drift))

    return transition


def _named(wanted: Changes, booking: Record | None) -> str:
    """Name what somebody decided, for the history."""
    if isinstance(booking, Booking) and booking.with_changes(wanted) == booking.with_(drift=None):
        return "put back" if booking.drift else "asked for the time it has"
    return "moved" if wanted.moment else "edited"
