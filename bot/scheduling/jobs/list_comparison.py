"""Compares upcoming bookings with a provider's list, many at a time: its own people may change them."""

import logging
from collections.abc import Collection, Mapping
from dataclasses import KW_ONLY, dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from bot.scheduling.jobs.listed_bookings import ListedBookingJobs
from bot.scheduling.model.booking import Booking
from bot.scheduling.model.failures import ProviderFailure, TemporaryFailure
from bot.scheduling.model.record import FailureReason, State
from bot.scheduling.model.reference import Kind, kind_of
from bot.scheduling.model.transitions import can_drift
from bot.scheduling.ports.results import Outcome
from bot.scheduling.ports.store import PendingJob, Search, Store
from bot.scheduling.tasks.provider import (
    ApplyZoneUpdate,
    Cancel,
    Change,
    CheckDrift,
    CompareList,
    Horizon,
)
from bot.scheduling.tasks.queue import Job, ScheduledTask, Task, ref_of_list
from bot.times.moment import UtcClock

log = logging.getLogger(__name__)

# From when to when, seen from now, bookings of a horizon start.
_SPANS = {
    Horizon.DAY: (timedelta(0), timedelta(days=1)),
    Horizon.WEEK: (timedelta(days=1), timedelta(days=8)),
    Horizon.LATER: (timedelta(days=8), timedelta(days=36500)),
}
# How many times seldomer what starts later is compared.
_SELDOMER = {Horizon.DAY: 1, Horizon.WEEK: 6, Horizon.LATER: 72}
MOST = 100_000
# A list in which none of so many bookings is has something else the matter with it.
MANY = 10
# Those that differ are looked at one after the other, so that people's own work goes first.
CHECK_EVERY = timedelta(seconds=2)


# Under which team the work is kept that is about all teams.
ALL_TEAMS = ""


def plan_comparisons(
    store: Store, *, kinds: Collection[Kind], every: timedelta, clock: UtcClock
) -> None:
    """Have the bookings of these kinds compared `every` so often; what is planned already stays planned."""
    now = clock()
    comparisons = [
        _next(horizon, every=every, now=now, ref=ref_of_list(kind))
        for kind in sorted(kinds)
        for horizon in Horizon
    ]
    store.plan(ALL_TEAMS, then=comparisons)


def _next(horizon: Horizon, *, every: timedelta, now: datetime, ref: str) -> ScheduledTask:
    at = now + every * _SELDOMER[horizon]
    return ScheduledTask(task=CompareList(horizon=horizon), at=at, ref=ref)


@dataclass(frozen=True, slots=True)
class ListComparer:
    """Compares bookings with their provider's list, `every` so often those that start within a day.

    `lag` is how long a list may say nothing of what was just done; `clock` gives the time now (aware UTC).
    """

    jobs: Mapping[Kind, ListedBookingJobs[Any, Any]]
    _: KW_ONLY
    store: Store
    every: timedelta
    lag: timedelta
    clock: UtcClock

    def run(self, job: Job) -> Outcome:
        """Compare what starts within the horizon, have looked at what differs, and plan the next time."""
        if not isinstance(job.task, CompareList):
            raise TypeError(f"{job.task.kind} compares nothing")
        now, kind, horizon = self.clock(), kind_of(job.ref), job.task.horizon
        again = _next(horizon, every=self.every, now=now, ref=job.ref)
        try:
            self._compare(kind, horizon=horizon, now=now)
        except ProviderFailure as failure:
            log.info("could not compare with the list: %s", type(failure).__name__)
            after = failure.after if isinstance(failure, TemporaryFailure) else None
            again = replace(again, at=max(again.at, now + (after or timedelta(0))))
        return Outcome(then=[again])

    def _compare(self, kind: Kind, *, horizon: Horizon, now: datetime) -> None:
        """Have those looked at that differ. Raises a ProviderFailure."""
        bookings = self._upcoming(kind, horizon=horizon, now=now)
        if not bookings:
            return
        differing = self.jobs[kind].compare_with_list(bookings)
        missing = sum(_is_missing(task) for _, task in differing)
        if missing == len(bookings) >= MANY:
            log.warning("a list has none of %s bookings and is not believed", missing)
            return
        waits = (now + self.lag + number * CHECK_EVERY for number in range(len(differing)))
        for (booking, task), at in zip(differing, waits, strict=True):
            if not any(map(_changes_it, self.store.pending(booking.team, ref=booking.ref))):
                look = ScheduledTask(task=task, at=at, ref=booking.ref)
                self.store.plan(booking.team, then=[look])

    def _upcoming(self, kind: Kind, *, horizon: Horizon, now: datetime) -> list[Booking]:
        """Return the bookings of a horizon that nothing is under way for, nor was just now."""
        first, last = _SPANS[horizon]
        found = [
            booking
            for team in self.store.teams()
            for booking in self.store.select(
                Search(
                    team=team,
                    start=now + first,
                    end=now + last,
                    kinds=frozenset({kind}),
                    states=frozenset({State.CONFIRMED}),
                    limit=MOST,
                )
            )
        ]
        lag_ago = now - self.lag
        return [
            each
            for each in found
            if isinstance(each, Booking)
            and can_drift(each)
            and (each.seen is None or each.seen <= lag_ago)
        ]


def _is_missing(task: Task) -> bool:
    """Return whether a booking that is looked at for this was nowhere in the list."""
    drift = task.seen if isinstance(task, CheckDrift) else None
    return drift is not None and drift.ended is FailureReason.GONE


def _changes_it(job: PendingJob) -> bool:
    """Return whether work that waits has the provider hold its booking otherwise."""
    return isinstance(job.task, Change | Cancel | ApplyZoneUpdate)
