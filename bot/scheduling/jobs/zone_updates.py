"""Recomputes upcoming bookings after an update of the zone data, once for each version.

So is, at the next start, what a process with older data has written since.

What somebody said was a wall clock in a zone: that stays, and the instant moves. Only where the
provider holds an instant that nobody can move, as CareValidate does, the wall clock moves.
"""

import logging
from contextlib import suppress
from datetime import datetime, timedelta

from bot.scheduling.jobs.retries import due
from bot.scheduling.model.booking import Booking
from bot.scheduling.model.booking_error import Unreadable
from bot.scheduling.model.record import ENDED, OUTCOME_UNKNOWN, State
from bot.scheduling.model.reference import TIMED
from bot.scheduling.model.transitions import unchanged
from bot.scheduling.ports.results import Transition
from bot.scheduling.ports.store import (
    Decision,
    Entry,
    Store,
    UsedKey,
)
from bot.scheduling.tasks.news import EventType, News
from bot.scheduling.tasks.provider import ApplyZoneUpdate
from bot.scheduling.tasks.queue import Task
from bot.scheduling.tasks.slack import DirectMessage, ShowCard, ThreadReply
from bot.times.moment import Moment, UtcClock

log = logging.getLogger(__name__)

# Zones differ by less, so what was ahead by either data starts behind that.
_AROUND_NOW = timedelta(days=1)


def recompute(store: Store, *, version: str, clock: UtcClock) -> None:
    """Recompute the instants of bookings with this version of the zone data, unless a newer one was used.

    Call it before anything else is written: a booking keeps its old instant only until it is written.
    """
    now, newest = clock(), store.zone_data_version()
    if version < newest:
        log.warning("time zone data %s is older than what bookings use: %s", version, newest)
        return
    for booking, was in store.moved_by_zone_rules(since=now - _AROUND_NOW):
        # One that was read as unreadable, or done by another process, is no reason to leave the others.
        with suppress(UsedKey, Unreadable):
            _recompute(store, booking, was=was, version=version, now=now)
    if version > newest:
        store.record_zone_data_version(version, at=now)


def would_shift_bookings(store: Store, *, version: str, clock: UtcClock) -> bool:
    """Whether by this version of the zone data bookings would be at other moments than by a newer one."""
    is_older = version < store.zone_data_version()
    return is_older and bool(store.moved_by_zone_rules(since=clock() - _AROUND_NOW))


def _recompute(
    store: Store, booking: Booking, *, was: datetime, version: str, now: datetime
) -> None:
    is_ahead = max(was, booking.moment.instant) > now
    is_over = booking.state in ENDED or booking.kind not in TIMED or not is_ahead
    tasks = () if is_over else _follows(booking, was=was, version=version)
    store.change(
        booking.team,
        booking.ref,
        Decision(
            key=f"zone data {version}/{booking.team}/{booking.ref}/{was.timestamp():.0f}",
            entry=Entry(by="", what="is reckoned by new rules for clocks", at=now),
            then=due(*tasks, at=now),
        ),
        transition=_transition(booking, was=was),
    )


def _may_be_made(booking: Booking) -> bool:
    """Whether the provider may have it, or get it, without Docket's knowing by which rules."""
    is_lost = booking.state is State.FAILED and booking.trouble in OUTCOME_UNKNOWN
    return booking.state is State.BOOKING or is_lost


def _follows(booking: Booking, *, was: datetime, version: str) -> tuple[Task, ...]:
    if not booking.can_move:
        kept = Moment.at(was, booking.moment.zone)
        news = News(what=EventType.ZONE_RULES_CHANGED, before=booking.moment, after=kept)
        return (ShowCard(), ThreadReply(news=news), DirectMessage(user=booking.owner, news=news))
    if _may_be_made(booking):
        return (ShowCard(),)
    return (ApplyZoneUpdate(was=was, moment=booking.moment, version=version), ShowCard())


def _transition(booking: Booking, *, was: datetime) -> Transition:
    """Return the transition that keeps a booking's wall clock, or else its instant (aware UTC)."""
    if not booking.can_move:
        return lambda current: current.with_(moment=Moment.at(was, current.moment.zone))
    if _may_be_made(booking):
        return lambda current: current.with_(by_old_law=was)
    return unchanged
