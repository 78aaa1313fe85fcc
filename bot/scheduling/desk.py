"""The desk: where decisions about bookings are made, checked and written down before anything is done."""

from collections.abc import Callable, Sequence
from datetime import datetime

from bot.scheduling.agents import AgentOrder
from bot.scheduling.bookings import (
    ENDED,
    Booking,
    Order,
    State,
    Trouble,
    Wanted,
    ask_again,
    ask_to_cancel,
    ask_to_change,
)
from bot.scheduling.ports import Also, Entry, ReferenceTaken, Search, Step, Store, Unreadable
from bot.scheduling.references import TIMED, Kind, kind_of, new_reference, parse_reference
from bot.scheduling.retrying import due
from bot.scheduling.rights import Actor, NotShown, NotYours, may_change, may_see
from bot.scheduling.sessions import accompany
from bot.scheduling.tasks import Cancel, Change, Due, Schedule, ShowCard, Task

DRAWS = 20


class NoSuchBooking(Exception):
    """Nothing this person may see answers to that name."""

    def __init__(self, name: str, *, kind: Kind | None = None) -> None:
        """Keep the name as it was typed, and the kind of booking that was looked for."""
        super().__init__(name)
        self.name = name
        ref = parse_reference(name)
        self.kind = kind or (kind_of(ref) if ref else Kind.SESSION)


class Over(Exception):
    """The session has begun or is over: there is nothing left to move or cancel."""

    def __init__(self, booking: Booking) -> None:
        """Keep the booking."""
        super().__init__(booking.ref)
        self.booking = booking


class Desk:
    """Makes decisions about bookings; `clock` gives the time now (aware UTC), `draw` a reference."""

    def __init__(
        self,
        store: Store,
        *,
        admins: frozenset[str],
        clock: Callable[[], datetime],
        draw: Callable[[Kind], str] = new_reference,
    ) -> None:
        self._store = store
        self._admins = admins
        self._clock = clock
        self._draw = draw

    def schedule(self, order: Order, *, by: Actor, key: str) -> Booking:
        """Write down a new booking. Raises UsedKey, LinkTaken.

        An agent for a session raises what a change of the session does, and HasAgent.
        """
        for _ in range(DRAWS):
            ref = self._draw(order.kind)
            booking = self._new(order, ref=ref, by=by)
            also = self._joined(order, ref=ref, by=by)
            try:
                self._store.add(
                    booking,
                    key=key,
                    entry=self._entry(by, "scheduled"),
                    then=self._now(Schedule(), ShowCard()) + self._shown_on(also),
                    also=also,
                )
            except ReferenceTaken:
                continue
            return booking
        raise RuntimeError(f"no free reference in {DRAWS} draws")

    def _joined(self, order: Order, *, ref: str, by: Actor) -> Also | None:
        """Return the step of the session that an agent is to go along with, if it is for one."""
        if not isinstance(order, AgentOrder) or not order.of_session:
            return None

        def step(session: Booking) -> Booking:
            self.check_changeable(session, by=by)
            return accompany(session, agent=ref)

        return Also(ref=order.of_session, step=step)

    def _shown_on(self, also: Also | None) -> list[Due]:
        return [Due(task=ShowCard(), at=self._clock(), ref=also.ref)] if also else []

    def _new(self, order: Order, *, ref: str, by: Actor) -> Booking:
        return order.booking(team=by.team, ref=ref, owner=by.user, created=self._clock())

    def schedule_again(self, ref: str, order: Order, *, by: Actor, key: str) -> Booking:
        """Try a failed booking once more with mended entries.

        Raises UsedKey, NoSuchBooking, NotYours, WrongState, LinkTaken.
        """

        def step(booking: Booking) -> Booking:
            mended = self._new(order, ref=ref, by=by).with_(owner=booking.owner)
            return ask_again(booking, mended)

        failed = self._get(ref, by=by)
        # Of what was refused nothing can have been made; anything found would be somebody else's.
        unheard = failed is None or failed.trouble is not Trouble.REFUSED
        then = (Schedule(again=unheard),)
        return self._change(ref, step, by=by, key=key, what="tried again", then=then)

    def change(self, ref: str, wanted: Wanted, *, by: Actor, key: str) -> Booking:
        """Write down a move or an edit. Raises UsedKey, NoSuchBooking, NotYours, WrongState, Over."""
        text = wanted.moment.written() if wanted.moment else ""
        return self._change(
            ref,
            ask_to_change,
            by=by,
            key=key,
            what="moved" if wanted.moment else "edited",
            text=text,
            then=(Change(by=by.user, wanted=wanted),),
        )

    def cancel(self, ref: str, task: Cancel, *, by: Actor, key: str) -> Booking:
        """Write down a cancellation. Raises UsedKey, NoSuchBooking, NotYours, WrongState, Over."""
        return self._change(
            ref, ask_to_cancel, by=by, key=key, what="cancelled", text=task.reason, then=(task,)
        )

    def _change(
        self,
        ref: str,
        step: Step,
        *,
        by: Actor,
        key: str,
        what: str,
        then: Sequence[Task],
        text: str = "",
    ) -> Booking:
        def checked(booking: Booking) -> Booking:
            self.check_changeable(booking, by=by)
            return step(booking)

        try:
            return self._store.change(
                by.team,
                ref,
                key=key,
                entry=self._entry(by, what, text=text),
                step=checked,
                then=self._now(*then, ShowCard()),
            )
        except KeyError:
            raise NoSuchBooking(ref) from None
        except Unreadable as unreadable:
            self._check_told(unreadable, by=by)
            raise

    def check_changeable(self, booking: Booking, *, by: Actor) -> None:
        """Raise NotYours or Over unless this person may change the booking and it still lies ahead."""
        if not may_change(by, booking):
            raise NotYours(booking, admins=self._admins)
        if booking.state not in ENDED and booking.moment.instant <= self._clock():
            raise Over(booking)

    def find(self, name: str, *, by: Actor, kind: Kind | None = None) -> Booking:
        """Return the booking meant by a reference, or the `next` or `last`, of a kind if one is given.

        Raises NoSuchBooking, and Unreadable for whom it may concern.
        """
        word = name.strip().lower()
        if word in {"next", "last"}:
            booking = self._next(by, kind) if word == "next" else self._last(by, kind)
        else:
            ref = parse_reference(name)
            booking = self._get(ref, by=by) if ref else None
        if booking is None:
            raise NoSuchBooking(name, kind=kind)
        return booking

    def _get(self, ref: str, *, by: Actor) -> Booking | None:
        try:
            return self._store.get(by.team, ref)
        except Unreadable as unreadable:
            self._check_told(unreadable, by=by)
            raise

    def _check_told(self, unreadable: Unreadable, *, by: Actor) -> None:
        """Raise NoSuchBooking unless they may know that what cannot be read is there at all."""
        if by.user != unreadable.owner and not by.admin:
            raise NoSuchBooking(unreadable.ref) from None

    def find_mine(self, name: str, *, by: Actor, kind: Kind | None = None) -> Booking:
        """Return the booking meant, for a change. Raises NoSuchBooking, NotYours, Over."""
        booking = self.find(name, by=by, kind=kind)
        self.check_changeable(booking, by=by)
        return booking

    def find_visible(
        self, name: str, *, by: Actor, kind: Kind | None = None, at: str = ""
    ) -> Booking:
        """Return the booking meant, to look at from channel `at`. Raises NoSuchBooking, NotShown."""
        booking = self.find(name, by=by, kind=kind)
        if not may_see(by, booking, at=at):
            raise NotShown(booking)
        return booking

    def nearest(self, *, by: Actor, kind: Kind | None = None, limit: int = 5) -> list[Booking]:
        """Return this person's living bookings that lie ahead, soonest first."""
        return self._store.select(
            Search(
                team=by.team,
                owner=by.user,
                start=self._clock(),
                states=frozenset(State) - ENDED,
                kinds=_kinds(kind),
                limit=limit,
            )
        )

    def search(self, search: Search, *, by: Actor) -> list[Booking]:
        """Return the bookings that match and that this person may see."""
        return [booking for booking in self._store.select(search) if may_see(by, booking)]

    def held_as(self, remote_id: str, *, by: Actor) -> Booking | None:
        """Return the workspace's booking that its provider knows by this id, None where it is none."""
        search = Search(team=by.team, remote_id=remote_id, latest_first=True, limit=1)
        return next(iter(self._store.select(search)), None)

    def history(self, booking: Booking) -> list[Entry]:
        """Return who did what to the booking, oldest first."""
        return self._store.history(booking.team, booking.ref)

    def reveal_password(self, ref: str, *, by: Actor) -> Booking:
        """Record that the owner looks at the password, and return the booking. Raises NotYours."""
        booking = self.find(ref, by=by)
        if by.team != booking.team or by.user != booking.owner:
            raise NotYours(booking, admins=frozenset())
        self._store.note(booking.team, booking.ref, entry=self._entry(by, "looked at the password"))
        return booking

    def _next(self, by: Actor, kind: Kind | None) -> Booking | None:
        return next(iter(self.nearest(by=by, kind=kind, limit=1)), None)

    def _last(self, by: Actor, kind: Kind | None) -> Booking | None:
        mine = Search(team=by.team, owner=by.user, kinds=_kinds(kind), latest_first=True, limit=1)
        return next(iter(self._store.select(mine)), None)

    def _entry(self, by: Actor, what: str, *, text: str = "") -> Entry:
        return Entry(by=by.user, what=what, at=self._clock(), text=text)

    def _now(self, *tasks: Task) -> list[Due]:
        return due(*tasks, at=self._clock())


def _kinds(kind: Kind | None) -> frozenset[Kind]:
    return TIMED if kind is None else frozenset({kind})
