"""Compares upcoming bookings with a provider's list, many at a time: its own people may change them."""

import logging
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import KW_ONLY, dataclass, replace
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from bot.scheduling.jobs.listed_bookings import ListedBookingJobs
from bot.scheduling.model.booking import Booking
from bot.scheduling.model.failures import ProviderFailure, TemporaryFailure
from bot.scheduling.model.record import FailureReason, State
from bot.scheduling.model.reference import Kind, kind_of
from bot.scheduling.model.transitions import can_drift
from bot.scheduling.ports.results import Outcome
from bot.scheduling.ports.store import Search, Store
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
# How many are read, and compared, at a time.
BATCH = 500
# A list in which none of so many bookings is has something else the matter with it.
MANY = 10
# Those that differ are looked at one after the other, so that people's own work goes first.
CHECK_EVERY = timedelta(seconds=2)
A_SECOND = timedelta(seconds=1)
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
    So many as a `batch` are compared with one list.
    """

    jobs: Mapping[Kind, ListedBookingJobs[Any, Any]]
    _: KW_ONLY
    store: Store
    every: timedelta
    lag: timedelta
    clock: UtcClock
    batch: int = BATCH

    def run(self, job: Job) -> Outcome:
        """Compare what starts within the horizon, have looked at what differs, and plan the next time."""
        if not isinstance(job.task, CompareList):
            raise TypeError(f"{job.task.kind} compares nothing")
        now, kind, horizon = self.clock(), kind_of(job.ref), job.task.horizon
        if kind not in self.jobs:
            # It was planned while this kind was compared, which it is no longer.
            return Outcome()
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
        waits = (now + self.lag + number * CHECK_EVERY for number in count())
        for bookings in self._batches(kind, horizon=horizon, now=now):
            for booking, task in self._differing(kind, bookings, now=now):
                look = ScheduledTask(task=task, at=next(waits), ref=booking.ref)
                self.store.plan(booking.team, then=[look])

    def _differing(
        self, kind: Kind, bookings: Sequence[Booking], *, now: datetime
    ) -> list[tuple[Booking, Task]]:
        """Return those that are listed otherwise, unless something is under way for them, or was just now."""
        lag_ago = now - self.lag
        settled = [
            each
            for each in bookings
            if can_drift(each) and (each.seen is None or each.seen <= lag_ago)
        ]
        differing = self.jobs[kind].compare_with_list(settled) if settled else []
        missing = sum(_is_missing(task) for _, task in differing)
        if missing == len(settled) >= MANY:
            log.warning("a list has none of %s bookings and is not believed", missing)
            return []
        return [(booking, task) for booking, task in differing if not self._is_changed(booking)]

    def _is_changed(self, booking: Booking) -> bool:
        """Return whether work waits that has the provider hold it otherwise."""
        pending = self.store.pending(booking.team, ref=booking.ref)
        return any(isinstance(job.task, Change | Cancel | ApplyZoneUpdate) for job in pending)

    def _batches(self, kind: Kind, *, horizon: Horizon, now: datetime) -> Iterator[list[Booking]]:
        """Return the bookings of a horizon, by their start, as many at a time as memory is for."""
        first, last = _SPANS[horizon]
        for team in self.store.teams():
            search = Search(
                team=team,
                start=now + first,
                end=now + last,
                kinds=frozenset({kind}),
                states=frozenset({State.CONFIRMED}),
                limit=self.batch,
            )
            found = self._select(search)
            while len(found) == self.batch:
                # Others may start with the last of them.
                last_start = found[-1].starts
                before = [each for each in found if each.starts < last_start]
                yield before or found
                search = replace(search, start=last_start if before else last_start + A_SECOND)
                found = self._select(search)
            yield found

    def _select(self, search: Search) -> list[Booking]:
        return [each for each in self.store.select(search) if isinstance(each, Booking)]


def _is_missing(task: Task) -> bool:
    """Return whether a booking that is looked at for this was nowhere in the list."""
    drift = task.seen if isinstance(task, CheckDrift) else None
    return drift is not None and drift.ended is FailureReason.GONE
