"""Conflicts: who would be in two places at once, and bookings that look alike; and who may know of which."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from bot.scheduling.finder import BookingFinder
from bot.scheduling.model.booking import Booking, Changes
from bot.scheduling.model.busy_times import BusyTime, Part
from bot.scheduling.model.record import Order, Record, State
from bot.scheduling.model.rights import Actor, may_change, may_see_private_details
from bot.scheduling.ports.store import Overlap
from bot.times.moment import Moment

# How far apart two sessions are at most of which one may be meant as a move of the other.
ALIKE_WITHIN = timedelta(days=14)


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """Another booking that is in the way, as far as somebody may know of it.

    `names` is in what both are alike and, where several people may be meant, as whom they entered those.
    Where it is not `visible`, nothing but that may be said, and `admins`, Slack ids from the settings, can
    tell more. `handled` says that they may look it up all the same, `movable` that they can move it.
    `token` tells what was shown from what was not.
    """

    booking: Booking
    names: Mapping[Part, Sequence[str]]
    visible: bool
    handled: bool
    movable: bool
    admins: frozenset[str]
    token: str

    @property
    def is_look_alike(self) -> bool:
        """Whether both can take place, but one may be meant as a move of the other."""
        return self.parts == {Part.MATTER}

    @property
    def parts(self) -> frozenset[Part]:
        """In what both are alike."""
        return frozenset(self.names)


@dataclass(frozen=True, slots=True, kw_only=True)
class Override:
    """What somebody says who goes ahead although there are conflicts, of which they were `shown` these.

    `repeats` says that another like one that there is was asked for.
    """

    reason: str = ""
    shown: frozenset[str] = frozenset()
    repeats: bool = False


NO_OVERRIDE = Override()


class HasConflicts(Exception):
    """Something is in the way that somebody has not seen yet, or has given no reason to override."""

    def __init__(self, conflicts: Sequence[Conflict], *, moment: Moment | None = None) -> None:
        """Keep what is in the way, and of an order when it was to be."""
        super().__init__(f"{len(conflicts)} in the way")
        self.conflicts = conflicts
        self.moment = moment


class ConflictFinder(BookingFinder):
    """Finds what is in the way of a booking or a change, as far as somebody may know of it."""

    def conflicts_of_order(
        self,
        order: Order,
        *,
        by: Actor,
        ref: str = "",
        repeats: bool = False,
        shown: Collection[str] = (),
    ) -> list[Conflict]:
        """Return what is in the way of an order that is typed, or of trying the failed `ref` again with it.

        What it may be a move of comes last; nothing is, of what `repeats` another or is tried again. That
        an appointment is in the way tells for whom it is: who doesn't handle it learns that where they
        send the order, and after that (its token is among those `shown`), but not by typing addresses.
        """
        found = self._conflicts_of_order(order, by=by, ref=ref, repeats=repeats)
        return [
            each
            for each in found
            if each.handled or not each.booking.confidential or each.token in shown
        ]

    def _conflicts_of_order(
        self, order: Order, *, by: Actor, ref: str = "", repeats: bool = False
    ) -> list[Conflict]:
        """Return the same, for who sends the order."""
        failed = self._get(ref, by=by) if ref else None
        booking = order.record(team=by.team, ref=ref, owner=by.user, created=self._clock())
        overlaps = self._store.overlapping(booking, before=failed)
        alike = [] if ref or repeats else self._look_alikes(booking, by=by)
        return [*self._known_to(by, overlaps), *alike]

    def conflicts_of_change(self, ref: str, wanted: Changes, *, by: Actor) -> list[Conflict]:
        """Return what is in the way of a change of a booking; nothing of one that they may not change."""
        booking = self._get(ref, by=by)
        if not isinstance(booking, Booking) or not may_change(by, booking):
            return []
        changed = booking.with_(wants=wanted.without_invitees)
        overlaps = self._store.overlapping(changed, before=booking)
        return self._known_to(by, overlaps)

    def _look_alikes(self, booking: Record, *, by: Actor) -> list[Conflict]:
        """Return the one booking still ahead that this one may be meant as a move of, if there is one.

        One that they can move goes before others, and a near one before one that is far.
        """
        now = self._clock()
        found = self._known_to(by, self._store.of_same_matter(booking, within=ALIKE_WITHIN))
        ahead = [
            each
            for each in found
            if each.visible and each.booking.starts > now and each.booking.starts != booking.starts
        ]
        nearest = sorted(
            ahead, key=lambda each: (not each.movable, abs(each.booking.starts - booking.starts))
        )
        return nearest[:1]

    def _known_to(self, by: Actor, overlaps: Sequence[Overlap]) -> list[Conflict]:
        """Return what overlaps with a booking as far as somebody may know of it."""
        found = [each.booking for each in overlaps]
        seen = {each.ref: each for each in self._visible(found, by=by, words=(), at="")}
        return [self._conflict(each, seen=seen.get(each.booking.ref), by=by) for each in overlaps]

    def _conflict(self, overlap: Overlap, *, seen: Booking | None, by: Actor) -> Conflict:
        """Return an overlap with what they may know of: whose card they see, what that says of it."""
        other, taken = overlap.booking, overlap.taken
        if seen is not None and not may_see_private_details(by, other):
            taken = frozenset(each for each in taken if each.is_open)
        is_visible = seen is not None and bool(taken)
        return Conflict(
            booking=(seen or other).as_read_by(by.reader),
            names=_names(taken or overlap.taken),
            visible=is_visible,
            handled=may_change(by, other),
            movable=is_visible and self._can_move(other, by=by),
            admins=self._admins,
            token=overlap.token,
        )

    def _can_move(self, booking: Booking, *, by: Actor) -> bool:
        is_settled = booking.state is State.CONFIRMED and booking.starts > self._clock()
        return booking.can_move and is_settled and may_change(by, booking)


def _names(taken: Iterable[BusyTime]) -> dict[Part, list[str]]:
    """Return by part whom of several people is taken, each once."""
    names: dict[Part, set[str]] = {}
    for each in taken:
        names.setdefault(each.part, set()).update({each.written} - {""})
    return {part: sorted(written, key=str.casefold) for part, written in names.items()}
