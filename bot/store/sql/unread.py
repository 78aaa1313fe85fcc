"""Rows that cannot be read: each is logged once, because lists are drawn all the time."""

import logging

from bot.store.rows import Unread

log = logging.getLogger(__name__)


class UnreadLog:
    """Logs each row that cannot be read, once for as long as the process lives."""

    def __init__(self) -> None:
        self._reported: set[Unread] = set()

    def report(self, unread: Unread) -> None:
        """Write it to the log, unless that was done before."""
        if unread not in self._reported:
            self._reported.add(unread)
            log.error("%s: a row of %s can't be read; run docket doctor", unread.ref, unread.table)
