"""Retention: what ended long ago keeps who did what and when, and loses what it says about people."""

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from bot.scheduling.model.agent import AgentBooking
from bot.scheduling.model.booking import ENDED, Booking
from bot.scheduling.model.personal_data import Holds, without_details
from bot.scheduling.ports import Unreadable

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    """All that is kept about one booking: itself, the texts of its history, and its work as text.

    `waiting` says that some of that work is still to be done.
    """

    booking: Booking
    history: tuple[str, ...]
    work: tuple[str, ...]
    waiting: bool


class Archive(Protocol):
    """What a store can do about what it keeps for long."""

    def get(self, team: str, ref: str) -> Booking | None:
        """Return the booking, or None. Raises Unreadable."""

    def begun_before(self, time: datetime) -> list[tuple[str, str]]:
        """Return team and reference of what began before a time (aware UTC) and was not blanked since."""

    def dossiers(self) -> Iterator[Dossier]:
        """Give all that is kept and can be read, booking by booking."""

    def redact(
        self,
        team: str,
        ref: str,
        *,
        rewrite: Callable[[Booking], Booking | None],
        text: Callable[[str], str],
        blanked: datetime | None = None,
    ) -> bool:
        """Let a booking and the texts of its history say less, in one transaction; its work goes.

        False, and nothing is changed, where work is still to be done or the step gives None. `blanked`
        is when it lost everything personal. Raises Unreadable.
        """

    def redact_notes(self, *, text: Callable[[str], str], before: datetime | None = None) -> int:
        """Let lines of history about no booking say less, or those before a time (aware UTC); count them."""

    def clear(self) -> None:
        """Rid the files of what stood there before."""


def lies_ahead(booking: Booking, *, now: datetime) -> bool:
    """Say whether it is still to take place or under way."""
    return booking.state not in ENDED and booking.ends > now


def session_of(booking: Booking, archive: Archive) -> Booking | None:
    """Return the session that an agent goes along with. Raises Unreadable."""
    if isinstance(booking, AgentBooking) and booking.of_session:
        return archive.get(booking.team, booking.of_session)
    return None


class Retention:
    """Blanks what ended so long ago; `clock` gives the time now (aware UTC)."""

    def __init__(
        self, archive: Archive, *, keep: timedelta, holds: Holds, clock: Callable[[], datetime]
    ) -> None:
        self._archive = archive
        self._keep = keep
        self._holds = holds
        self._clock = clock

    def sweep(self) -> int:
        """Blank what is due and not on hold, and return how many bookings that were."""
        now = self._clock()
        due = self._archive.begun_before(now - self._keep)
        count = sum(self._blank(team, ref, now=now) for team, ref in due)
        notes = self._archive.redact_notes(text=lambda _: "", before=now - self._keep)
        if count or notes:
            self._archive.clear()
            log.info("personal details were blanked in %s bookings and %s notes", count, notes)
        return count

    def _blank(self, team: str, ref: str, *, now: datetime) -> bool:
        """Blank one booking, if it is due; one that cannot be read waits until it can."""

        def rewrite(booking: Booking) -> Booking | None:
            held = self._holds.have(booking, session=session)
            return (
                without_details(booking) if booking.ends + self._keep <= now and not held else None
            )

        try:
            booking = self._archive.get(team, ref)
            session = session_of(booking, self._archive) if booking else None
            return self._archive.redact(team, ref, rewrite=rewrite, text=lambda _: "", blanked=now)
        except Unreadable:
            return False
