"""Finding bookings: by reference, as the next one, in lists, as far as somebody may see or change them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.scheduling.model.appointment import AppointmentBooking, folded_id
from bot.scheduling.model.booking import Booking
from bot.scheduling.model.booking_error import Unreadable
from bot.scheduling.model.record import ENDED, Card, Record, State
from bot.scheduling.model.reference import CONFIDENTIAL, TIMED, Kind, parse_reference
from bot.scheduling.model.rights import (
    Actor,
    NotYours,
    OnlyMembers,
    handles_appointments,
    is_in_channel_of,
    may_cancel,
    may_change,
    may_see,
    may_see_private_details,
    may_see_unreadable,
    refusal_for,
)
from bot.scheduling.model.search_words import (
    FieldFilter,
    are_among,
    has_in_field,
    words_in,
    words_of,
)
from bot.scheduling.model.transitions import InvalidTransition
from bot.scheduling.ports.slack import ChannelVisibility
from bot.scheduling.ports.store import Entry, Search, Store
from bot.scheduling.refusals import AlreadyStarted, NothingToChange, check_seen, no_such
from bot.times.moment import UtcClock
from bot.times.periods import DateRange

# How many pages of a list are read to fill one with what somebody may see.
MOST_PAGES = 10
# How far back is looked for what words describe, and how many of it are looked at.
A_YEAR = timedelta(days=366)
SOUGHT = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """Words that describe a booking: by their beginning or, those in `whole`, altogether; and its days."""

    words: tuple[str, ...] = ()
    whole: tuple[str, ...] = ()
    days: DateRange | None = None

    def search(
        self,
        team: str,
        kind: Kind,
        *,
        owner: str | None,
        states: frozenset[State] = frozenset(State) - ENDED,
        since: datetime | None = None,
        lasting: datetime | None = None,
    ) -> Search:
        """Return the search for them, of what starts `since` a time or is `lasting` at one (aware UTC)."""
        starts = [each for each in (since, self.days.first if self.days else None) if each]
        return Search(
            team=team,
            owner=owner,
            kinds=frozenset({kind}),
            states=states,
            start=max(starts, default=None),
            end=self.days.after if self.days else None,
            lasting=lasting,
            words=(*self.words, *self.whole),
        )


class BookingFinder:
    """Finds what somebody may see or change; `clock` gives the time now (aware UTC)."""

    def __init__(
        self,
        store: Store,
        *,
        admins: frozenset[str],
        visibility: ChannelVisibility,
        clock: UtcClock,
    ) -> None:
        """Take the store, whom the settings name as administrators, and who knows who reads a channel."""
        self._store = store
        self._admins = admins
        self._visibility = visibility
        self._clock = clock

    def check_changeable(self, booking: Record, *, by: Actor, cancels: bool = False) -> None:
        """Raise a refusal unless this person may change it, and it still can be.

        That is NoSuchBooking, Unidentified, AlreadyStarted or, for a request, NothingToChange.

        What has begun is not moved or edited anymore; whoever `cancels` has longer. A time that
        nobody can read is not said to have passed: the provider decides. Nobody is asked who can
        read its card: this is called within a transaction.
        """
        if not _is_theirs(booking, by=by, cancels=cancels):
            raise no_such(booking.ref, by=by)
        if booking.state in ENDED:
            return
        if not isinstance(booking, Booking):
            raise NothingToChange(booking)
        self._check_not_over(booking, by=by, cancels=cancels)

    def _check_not_over(self, booking: Booking, *, by: Actor, cancels: bool) -> None:
        now = self._clock()
        until = booking.cancelable_until if cancels else booking.starts
        if not booking.unreadable_time and until <= now:
            raise AlreadyStarted(booking.as_read_by(by.reader), phase=booking.phase(now))

    def find_as_seen(self, ref: str, *, by: Actor, seen: int | None) -> Booking:
        """Return the booking that a form changes.

        Raises what `find_changeable` does, Outdated, and InvalidTransition for a request.
        """
        booking = self.find_changeable(ref, by=by)
        check_seen(booking, seen)
        if not isinstance(booking, Booking):
            raise InvalidTransition(booking)
        return booking

    def find_changeable(
        self,
        name: str,
        *,
        by: Actor,
        kind: Kind | None = None,
        at: str = "",
        card: str = "",
        cancels: bool = False,
    ) -> Record:
        """Return the booking meant, for a change or, with `cancels`, its end, asked for in channel `at`.

        `card` is Slack's `ts` of the booking's card there, if that was pressed.

        Raises NoSuchBooking, NotYours, OnlyMembers, AlreadyStarted, and Unreadable for whom it may concern.
        """
        booking = self.find_to_change(name, by=by, kind=kind, at=at, card=card, cancels=cancels)
        self.check_changeable(booking, by=by, cancels=cancels)
        return booking

    def find_visible(
        self, name: str, *, by: Actor, kind: Kind | None = None, at: str = "", card: str = ""
    ) -> Record:
        """Return the booking meant, to look at from channel `at`, its place as it is now.

        `card` is Slack's `ts` of the booking's card there, if that was pressed.

        Raises NoSuchBooking, OnlyMembers, Unidentified, and Unreadable for whom it may concern.
        """
        booking = self._find(name, by=by, kind=kind, begun=True)
        if may_change(by, booking):
            return booking
        booking = self._as_shown(booking, at=at, card=card)
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
            if not may_see_unreadable(by, unreadable):
                return None
            raise

    def find_to_change(
        self,
        name: str,
        *,
        by: Actor,
        kind: Kind | None = None,
        at: str = "",
        card: str = "",
        cancels: bool = False,
    ) -> Record:
        """Return the booking meant as `find_changeable` does, whether or not it can still be changed.

        Raises NoSuchBooking, NotYours, OnlyMembers, and Unreadable for whom it may concern.
        """
        booking = self._find(name, by=by, kind=kind)
        if _is_theirs(booking, by=by, cancels=cancels):
            return booking
        booking = self._as_shown(booking, at=at, card=card)
        if may_see(by, booking, at=at):
            raise refusal_for(by, NotYours(booking, admins=self._admins))
        raise self._hidden(booking, name, by=by, kind=kind, at=at)

    def _as_shown(self, booking: Record, *, at: str, card: str) -> Record:
        """Return it with who can read its card now: rights follow the channel as it is.

        Slack shows a card a moment before it answers: one that is pressed where it should be is there.
        """
        if booking.card is None and card and at == booking.channel:
            booking = booking.with_(card=Card(channel=at, ts=card))
        if booking.card is None:
            return booking
        return booking.with_visibility(self._visibility.current(booking.card.channel))

    def _hidden(
        self, booking: Record, name: str, *, by: Actor, kind: Kind | None, at: str
    ) -> Exception:
        """Return the refusal for a booking the person may not see; OnlyMembers in the channel of its card."""
        if not is_in_channel_of(booking, at=at):
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

    def search(
        self, search: Search, *, by: Actor, at: str = "", fields: Sequence[FieldFilter] = ()
    ) -> list[Booking]:
        """Return the bookings that match and that this person may see, as their channels are lately.

        `at` is the channel they are in; `fields` have to have these words. What somebody may not read of
        a booking does not find it for them.
        Where many of them are hidden, more are read, but not without end.
        """
        visible: list[Booking] = []
        for _ in range(MOST_PAGES):
            found = self._store.select(search)
            shown = self._visible(found, by=by, words=search.words, at=at)
            visible += [each for each in shown if _has_each(by, each, fields)]
            if len(found) < search.limit or len(visible) >= search.limit:
                break
            search = replace(search, after=found[-1])
        return visible[: search.limit]

    def visible_by_words(
        self, words: Words, *, by: Actor, kind: Kind, at: str = "", limit: int
    ) -> list[Booking]:
        """Return what words describe and this person may see from channel `at`.

        That is what stands and is not over, soonest first; only where there is none, what was canceled or
        failed and what was in the past year.
        """
        now = self._clock()
        # What is confidential is listed to its owner and to those who handle appointments.
        is_own = kind in CONFIDENTIAL and not handles_appointments(by)
        owner = by.user if is_own else None
        ahead = words.search(by.team, kind, owner=owner, lasting=now)
        found = self._find_all(ahead, words, by=by, at=at, limit=limit)
        if found:
            return found
        states = frozenset(State)
        others = words.search(by.team, kind, owner=owner, states=states, since=now - A_YEAR)
        return self._find_all(others, words, by=by, at=at, limit=limit)

    def changeable_by_words(
        self, words: Words, *, by: Actor, kind: Kind, cancels: bool = False, limit: int
    ) -> list[Booking]:
        """Return what words describe and this person may move and edit or, with `cancels`, cancel.

        That is what stands and has not begun or, if it is to be canceled, is not over, soonest first.
        """
        now = self._clock()
        search = words.search(
            by.team,
            kind,
            owner=None if by.admin or handles_appointments(by) else by.user,
            since=None if cancels else now,
            lasting=now if cancels else None,
        )
        found = self._find_all(search, words, by=by, limit=limit)
        return [each for each in found if _is_theirs(each, by=by, cancels=cancels)]

    def _find_all(
        self, search: Search, words: Words, *, by: Actor, at: str = "", limit: int
    ) -> list[Booking]:
        """Return the first that are found, with the whole words."""
        found = self.search(replace(search, limit=SOUGHT), by=by, at=at)
        known = ((each, _words_known_to(by, each)) for each in found)
        whole = frozenset[str]().union(*map(words_in, words.whole))
        return [each for each, known_words in known if whole <= known_words][:limit]

    def _visible(
        self, found: Sequence[Record], *, by: Actor, words: Sequence[str], at: str
    ) -> list[Booking]:
        """Return those that this person may see from channel `at`, found by what they may read of them."""
        channels = {b.card.channel for b in found if b.card and not may_change(by, b)}
        visibility = self._visibility.recent(channels)
        placed = (
            b.with_visibility(visibility[b.card.channel])
            if b.card and b.card.channel in channels
            else b
            for b in found
        )
        return [
            each
            for each in placed
            if isinstance(each, Booking)
            and may_see(by, each, at=at)
            and (not words or are_among(words, _words_known_to(by, each)))
        ]

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

    def history(self, booking: Record) -> list[Entry]:
        """Return who did what to the booking, oldest first."""
        return self._store.history(booking.team, booking.ref)

    def _next(self, by: Actor, kind: Kind | None, *, begun: bool) -> Record | None:
        return next(iter(self.nearest(by=by, kind=kind, limit=1, begun=begun)), None)

    def _last(self, by: Actor, kind: Kind | None) -> Record | None:
        mine = Search(team=by.team, owner=by.user, kinds=_kinds(kind), latest_first=True, limit=1)
        return next(iter(self._store.select(mine)), None)


def _has_each(by: Actor, booking: Record, fields: Sequence[FieldFilter]) -> bool:
    """Return whether fields have the words that are looked for, as this person may read them."""
    private = may_see_private_details(by, booking)
    return all(has_in_field(booking, each, private=private) for each in fields)


def _words_known_to(by: Actor, booking: Record) -> frozenset[str]:
    """Return the words of what this person may read of a booking."""
    return words_of(booking, private=may_see_private_details(by, booking))


def _is_theirs(booking: Record, *, by: Actor, cancels: bool) -> bool:
    """Return whether somebody has the right to do what they ask: cancel it, or change it."""
    return may_cancel(by, booking) if cancels else may_change(by, booking)


def _kinds(kind: Kind | None) -> frozenset[Kind]:
    return TIMED if kind is None else frozenset({kind})
