"""The service behind *Accept* and *Put back*: what counts where a provider holds a booking otherwise."""

from dataclasses import KW_ONLY, dataclass

from bot.scheduling.booking_service import BookingService
from bot.scheduling.jobs.retries import due
from bot.scheduling.model.booking import Booking, Changes, Drift
from bot.scheduling.model.booking_error import BookingError
from bot.scheduling.model.record import Record
from bot.scheduling.model.rights import Actor
from bot.scheduling.ports.store import Entry
from bot.scheduling.refusals import Outdated
from bot.scheduling.tasks.provider import AcceptDrift
from bot.times.moment import UtcClock


class DriftSettled(BookingError):
    """What was decided about is no longer so: somebody was first, or the provider has changed it again."""


@dataclass(frozen=True, slots=True)
class DriftService:
    """Takes over what a provider holds, or has it changed back; `clock` gives the time now (aware UTC).

    `seen` is the booking's revision that the card showed, `at` the Slack channel of the card, and `card`
    its `ts` there.
    """

    booking_service: BookingService
    _: KW_ONLY
    clock: UtcClock

    def accept(self, ref: str, *, by: Actor, key: str, seen: int, at: str, card: str) -> Record:
        """Write down that what the provider holds counts.

        Raises UsedKey, DriftSettled, and what `find_to_change` does.
        """
        drift = _drift_of(self.booking_service.find_to_change(ref, by=by, at=at, card=card))

        def transition(booking: Record) -> Record:
            if drift is None or booking.revision != seen:
                raise DriftSettled(booking)
            return booking

        now = self.clock()
        accepted = [AcceptDrift(by=by.user, drift=drift)] if drift else []
        return self.booking_service.decide(
            ref,
            transition,
            by=by,
            key=key,
            entry=Entry(by=by.user, what="accepted", at=now),
            then=due(*accepted, at=now),
            cancels=drift is not None and drift.ended is not None,
        )

    def put_back(self, ref: str, *, by: Actor, key: str, seen: int, at: str, card: str) -> Record:
        """Have it changed at the provider to what Docket has.

        Raises what `accept` does, and AlreadyStarted.
        """
        booking = self.booking_service.find_to_change(ref, by=by, at=at, card=card)
        wanted = _undoing(booking)
        try:
            return self.booking_service.change(ref, wanted, by=by, key=key, seen=seen)
        except Outdated as outdated:
            raise DriftSettled(outdated.booking) from outdated


def _drift_of(booking: Record) -> Drift | None:
    return booking.drift if isinstance(booking, Booking) else None


def _undoing(booking: Record) -> Changes:
    """Return the change by which a provider holds a booking again as Docket does. Raises DriftSettled."""
    drift = _drift_of(booking)
    if not isinstance(booking, Booking) or drift is None or drift.ended:
        raise DriftSettled(booking)
    holds = drift.holds
    return Changes(
        moment=booking.moment if holds.moment or holds.unreadable_time else None,
        duration=booking.length if holds.duration else None,
        title=booking.title if holds.title else None,
    )
