"""What is done to a store in small batches, so that nobody who writes waits long: swept, and indexed."""

import logging
import time
from collections.abc import Callable
from dataclasses import KW_ONLY, dataclass
from datetime import datetime, timedelta

from bot.scheduling.model.booking_error import Unreadable
from bot.scheduling.model.record import Record
from bot.scheduling.personal_data import LegalHolds
from bot.store.ports import Archive, ManagedStore
from bot.store.retention import session_of
from bot.times.moment import UtcClock

log = logging.getLogger(__name__)

BATCH = 200
# Between two batches whoever waits has the database.
PAUSE_SECONDS = 0.02

# Does so much at most, and returns how much that was.
DoSome = Callable[[int], int]


def in_batches(do_some: DoSome) -> int:
    """Do it batch by batch until there is no more, and return how much that was."""
    done = batch = do_some(BATCH)
    while batch == BATCH:
        time.sleep(PAUSE_SECONDS)
        batch = do_some(BATCH)
        done += batch
    return done


def index_words(store: ManagedStore) -> None:
    """Write the words of what an earlier version wrote: until then its bookings are read to find them."""
    indexed = in_batches(lambda most: store.index_words(most=most))
    if indexed:
        log.info("indexed the words of %s bookings", indexed)


@dataclass(frozen=True, slots=True)
class Sweep:
    """Deletes what has had its use: keys of forms that were sent, and where it is set so, old history.

    `clock` gives the time now (aware UTC); history is kept for good where `keep_history` is nothing.
    """

    archive: Archive
    _: KW_ONLY
    keep_keys: timedelta
    keep_history: timedelta
    holds: LegalHolds
    clock: UtcClock

    def run(self) -> None:
        """Delete what is older than it is to be kept."""
        now = self.clock()
        keys = in_batches(
            lambda most: self.archive.delete_keys(before=now - self.keep_keys, most=most)
        )
        lines = self._delete_history(now) if self.keep_history else 0
        if keys or lines:
            log.info("deleted %s used keys and %s lines of history", keys, lines)

    def _delete_history(self, now: datetime) -> int:
        before = now - self.keep_history
        return self.archive.delete_history(
            before=before, may_go=lambda booking: self._is_over(booking, before=before)
        )

    def _is_over(self, booking: Record, *, before: datetime) -> bool:
        """Return whether a booking was over by then and is not on hold; who can't be read stays."""
        try:
            session = session_of(booking, self.archive)
        except Unreadable:
            return False
        return booking.ends < before and not self.holds.cover(booking, session=session)
