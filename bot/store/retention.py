"""Retention: what ended long ago keeps who did what and when, and loses what it says about people."""

import logging
from dataclasses import KW_ONLY, dataclass
from datetime import datetime, timedelta

from bot.scheduling.model.agent import AgentBooking
from bot.scheduling.model.booking_error import Unreadable
from bot.scheduling.model.record import ENDED, Record
from bot.scheduling.personal_data import LegalHolds, without_details
from bot.store.ports import Archive, Redaction
from bot.times.moment import UtcClock

log = logging.getLogger(__name__)


def is_upcoming(booking: Record, *, now: datetime) -> bool:
    """Return whether it is still to take place or under way."""
    return booking.state not in ENDED and booking.ends > now


def session_of(booking: Record, archive: Archive) -> Record | None:
    """Return the session that an agent goes along with. Raises Unreadable."""
    if not isinstance(booking, AgentBooking) or not booking.of_session:
        return None
    return archive.get(booking.team, booking.of_session)


@dataclass(frozen=True, slots=True)
class Retention:
    """Blanks what ended so long ago; `clock` gives the time now (aware UTC)."""

    archive: Archive
    _: KW_ONLY
    keep: timedelta
    holds: LegalHolds
    clock: UtcClock

    def sweep(self) -> int:
        """Blank what is due and not on hold, and return how many bookings that were."""
        now = self.clock()
        due = self.archive.begun_before(now - self.keep)
        count = sum(self._blank(team, ref, now=now) for team, ref in due)
        notes = self.archive.redact_notes(text=lambda _: "", before=now - self.keep)
        if count or notes:
            self.archive.clear()
            log.info("blanked personal details in %s bookings and %s notes", count, notes)
        return count

    def _blank(self, team: str, ref: str, *, now: datetime) -> bool:
        """Blank one booking, if it is due; one that cannot be read waits until it can."""

        def rewrite(booking: Record) -> Record | None:
            held = self.holds.cover(booking, session=session)
            return (
                without_details(booking) if booking.ends + self.keep <= now and not held else None
            )

        try:
            booking = self.archive.get(team, ref)
            session = session_of(booking, self.archive) if booking else None
            redaction = Redaction(rewrite=rewrite, text=lambda _: "", blanked=now)
            return self.archive.redact(team, ref, redaction)
        except Unreadable:
            return False
