"""Durable work: what is due is taken, carried out under a lease, and recorded as what it came to.

A thread for each queue takes what is due, and hands it to threads that there are as many of as needed.

Whatever happens to the process, a job is either recorded as done or taken again once its
lease has run out, here or by another process on the same database. A process renews the leases of
what it has under way for as long as it lives, so a lease can be short and still outlast any call.
"""

import logging
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from bot.job_threads import JobThreads
from bot.observability.observer import UNOBSERVED, CutShort, JobRun, Observer
from bot.scheduling.attention import ADMINS_HEAR_AFTER, OWNER_HEARS_AFTER, track_attention
from bot.scheduling.jobs import retries
from bot.scheduling.jobs.history import entries_of
from bot.scheduling.jobs.telling import told_by
from bot.scheduling.model.record import FailureReason, Record
from bot.scheduling.model.transitions import mark_delayed
from bot.scheduling.ports.results import (
    Outcome,
    Postponed,
    Result,
    Searched,
    SetAside,
    Throttled,
    Untried,
)
from bot.scheduling.ports.store import Entry, Slots, Store
from bot.scheduling.tasks.lease import Lease, LeaseLost, elapsed_time, working_under
from bot.scheduling.tasks.news import EventType, News
from bot.scheduling.tasks.provider import Book, Cancel, Change
from bot.scheduling.tasks.queue import Job, Queue
from bot.scheduling.tasks.slack import DirectMessage, ShowCard
from bot.times.moment import UtcClock

log = logging.getLogger(__name__)

# How long after a process is killed its work waits to be taken again.
LEASE = timedelta(seconds=10)
# How much of one queue is under way at the same time: a provider may take a second for each.
THREADS = 64
# How much of it is taken in one transaction.
TAKEN_AT_ONCE = 16
# How often a process looks for work that another process has written.
LOOK_EVERY = timedelta(seconds=1)
# What is written in a burst is looked for once: nearly all of it is taken as it is written.
BURST = timedelta(milliseconds=50)
# Those who end processes allow them ten seconds or more; waitress takes up to five of them.
STOP_WITHIN = timedelta(seconds=3)

HOURLY = timedelta(hours=1)

# At an upgrade, or on the hour, many cards have to be redrawn, which must hold up nobody's new one.
CARDS_AT_ONCE, CARDS_EVERY = 20, timedelta(seconds=20)
# The reminders of what Slack holds up are few messages however many they are.
REMINDERS_AT_ONCE, DELAYS_EVERY = 200, timedelta(seconds=5)

# Where due work waits so long and none of its queue was taken, this process's threads stand still: no job
# takes as long, however badly a provider answers.
STANDSTILL = timedelta(minutes=5)

# A clock that is off by more from one look to the next was set.
CLOCK_WAS_SET = timedelta(seconds=1)

# A fault that lasts is met by every thread every second, and logged no more often than is of use.
LOG_EVERY = timedelta(minutes=1)

# What somebody waits for; cards and messages follow from it.
_REQUESTED = (Book, Change, Cancel)

# What the card says already: that we are at fault, or that an answer got lost, which stays so.
_SHOWN = (FailureReason.INTERNAL, FailureReason.UNKNOWN)

# Work may be about no booking, or about one that is not there anymore.
RunJob = Callable[[Job, Record | None], Result | Untried]
GiveUp = Callable[[Job, Record], Result]


class Workers:
    """Threads for each queue, so that a provider that hangs holds up nobody else's work.

    `give_up` says what follows when a fault of ours has held a job up for good.
    """

    def __init__(
        self,
        store: Store,
        *,
        runners: Mapping[Queue, RunJob],
        give_up: GiveUp,
        clock: UtcClock,
        threads: int = THREADS,
        lease: timedelta = LEASE,
        hourly: Callable[[], object] | None = None,
        at_start: Callable[[], object] | None = None,
        observer: Observer = UNOBSERVED,
        standstill: timedelta = STANDSTILL,
    ) -> None:
        """Take the store, what carries out the work of each queue, and what is done besides.

        `threads` is how much of each queue may be under way at the same time.
        `at_start` is done once, before any work is taken; `hourly` at the start and every hour.
        """
        self._observer = observer
        self._standstill = standstill
        self._last_taken = dict.fromkeys(runners, time.monotonic())
        self._at_start = at_start
        self._store = store
        self._runners = runners
        self._give_up = give_up
        self._clock = clock
        self._lease = lease
        self._under_way: dict[str, Lease] = {}
        self._logged: dict[type[Exception], float] = {}
        self._lock = threading.Lock()
        # How far the clock is ahead of the time that nobody can set, in seconds.
        self._clock_ahead = clock().timestamp() - elapsed_time()
        self._reading_clock = threading.Lock()
        self._taking = threading.Event()
        self._stopping = threading.Event()
        self._over = threading.Event()
        # Set whenever there may be something to take: it was written, or what held it up is over.
        self._changed = {queue: threading.Event() for queue in runners}
        self._threads = {
            queue: JobThreads(threads, name=queue, on_free=self._changed[queue].set)
            for queue in runners
        }
        self._dispatchers = [
            _thread(partial(self._run, self._take, queue, until=self._stopping), name=f"{queue}-0")
            for queue in runners
        ]
        self._hourly = hourly
        self._housekeepers = [_thread(self._run_housekeeping, name="hourly")] if hourly else []
        self._card_updater = _thread(
            partial(self._run, self._update_cards, until=self._stopping), name="card updates"
        )
        self._delay_reminder = _thread(
            partial(self._run, self._remind_of_delays, until=self._stopping), name="delays"
        )
        self._lease_renewer = _thread(
            partial(self._run, self._renew, until=self._over), name="leases"
        )

    def start(self) -> None:
        """Begin to take work, and what was set aside before once more."""
        self._prepare()
        self._store.requeue()
        self._taking.set()
        for thread in self._singles:
            thread.start()

    def _prepare(self) -> None:
        """Do what goes before all work; if it fails, the next start tries again, and work goes on."""
        try:
            if self._at_start:
                self._at_start()
        except Exception:
            log.exception("a startup task failed; the next start will run it again")

    def wake(self, *queues: Queue) -> None:
        """Look at once for work of these queues, or of all: some has been written."""
        for queue in queues or self._changed:
            if queue in self._changed:
                self._changed[queue].set()

    @contextmanager
    def reserve(self, queue: Queue, *, most: int) -> Iterator[Slots]:
        """Keep so many threads free at most for work of the queue that is taken meanwhile.

        There is none before the start and after the stop, nor while the clock has just been set.
        """
        threads, taken = self._threads[queue], elapsed_time()
        reserved = threads.reserve(most)
        now = self._clock()
        # Looked at only now: whoever stops waits for what is reserved by then.
        may_take = self._taking.is_set() and not self._was_clock_set(now)
        slots = _Slots(
            most=reserved if may_take else 0,
            now=now,
            lease=self._lease,
            begin=partial(self._begin, queue, taken=taken),
        )
        try:
            yield slots
        finally:
            threads.release(reserved - slots.begun)

    def are_alive(self) -> bool:
        """Return whether every thread runs: without them, what is accepted is not carried out."""
        have_failed = any(threads.have_failed for threads in self._threads.values())
        return not have_failed and all(thread.is_alive() for thread in self._singles)

    def queues_at_standstill(self) -> list[Queue]:
        """Return the queues of which due work waits although this process takes none of it.

        What waits for a provider that is down is not due, and what is held up behind it is taken
        from time to time: neither is a standstill.
        """
        return [queue for queue in self._runners if self._stands_still(queue)]

    def _stands_still(self, queue: Queue) -> bool:
        if time.monotonic() - self._last_taken[queue] < self._standstill.total_seconds():
            return False
        due = self._store.next_due(queue)
        return due is not None and self._clock() - due > self._standstill

    @property
    def _singles(self) -> list[threading.Thread]:
        others = [self._lease_renewer, self._card_updater, self._delay_reminder]
        return [*others, *self._dispatchers, *self._housekeepers]

    def stop(self, *, within: timedelta = STOP_WITHIN) -> None:
        """Take nothing more; wait so long for what is under way, and leave the rest to the next start."""
        self._stopping.set()
        self._taking.clear()
        self.wake()
        deadline = time.monotonic() + within.total_seconds()
        for thread in self._dispatchers:
            if thread.is_alive():
                thread.join(max(deadline - time.monotonic(), 0))
        for threads in self._threads.values():
            threads.join(within=timedelta(seconds=max(deadline - time.monotonic(), 0)))
        self._over.set()
        if self._under_way:
            log.info("unfinished work is left to the next start: %s", len(self._under_way))

    def _run(self, action: Callable[..., None], *which: Queue, until: threading.Event) -> None:
        """Do it over and over until stopped."""
        while not until.is_set():
            self._try(partial(action, *which), until=until)

    def _try(self, action: Callable[[], None], *, until: threading.Event) -> None:
        """Do it once. This is the edge: a fault of ours must not end the thread."""
        try:
            action()
        except Exception as error:
            if not self._over.is_set() and self._is_to_be_logged(error):
                log.exception("could not take or record work; trying again")
            until.wait(LOOK_EVERY.total_seconds())

    def _is_to_be_logged(self, error: Exception) -> bool:
        """Return whether no such fault was logged lately, and take in that this one is."""
        kind, now = type(error), time.monotonic()
        with self._lock:
            logged = self._logged.get(kind)
            if logged is not None and now - logged < LOG_EVERY.total_seconds():
                return False
            self._logged[kind] = now
            return True

    def _run_housekeeping(self) -> None:
        """Do the hourly job now and every hour. This is an edge too: what fails is tried an hour later."""
        while self._hourly and not self._stopping.is_set():
            try:
                self._hourly()
            except Exception:
                if not self._over.is_set():
                    log.exception("the hourly job failed")
            self._stopping.wait(HOURLY.total_seconds())

    def _update_cards(self) -> None:
        """Have the cards redrawn of what has begun or ended; many at a time get in nobody's way."""
        planned = self._store.plan_card_redraws(now=self._clock(), most=CARDS_AT_ONCE)
        pause = LOOK_EVERY if planned < CARDS_AT_ONCE else CARDS_EVERY
        self._stopping.wait(pause.total_seconds())

    def _remind_of_delays(self) -> None:
        """Have those reminded who wait for what Slack holds up."""
        now = self._clock()
        for wait, admins in ((OWNER_HEARS_AFTER, False), (ADMINS_HEAR_AFTER, True)):
            self._store.plan_delay_reminders(
                now=now, since=now - wait, admins=admins, most=REMINDERS_AT_ONCE
            )
        self._stopping.wait(DELAYS_EVERY.total_seconds())

    def _take(self, queue: Queue) -> None:
        """Take what is due and have it done, or wait for there to be something."""
        changed = self._changed[queue]
        changed.clear()
        wait = self._seconds_to_wait(queue)
        if wait == 0:
            self._follow_clock()
            with self.reserve(queue, most=TAKEN_AT_ONCE) as slots:
                if slots.most:
                    self._take_for(queue, slots)
                    return
            wait = LOOK_EVERY.total_seconds()
        if not self._stopping.is_set() and changed.wait(wait):
            self._stopping.wait(BURST.total_seconds())

    def _take_for(self, queue: Queue, slots: Slots) -> None:
        for job in self._store.take(queue, now=slots.now, lease=slots.lease, most=slots.most):
            slots.start(job)

    def _begin(self, queue: Queue, job: Job, *, taken: float) -> None:
        """Have a job that was taken by then carried out by a thread that was reserved for it."""
        self._last_taken[queue] = time.monotonic()
        lease = Lease(job.lease, lasts=self._lease, taken=taken)
        carry_out = partial(self._carry_out, queue, job, lease=lease)
        try:
            self._threads[queue].start(partial(self._try, carry_out, until=self._stopping))
        except RuntimeError:
            log.exception("could not start a thread; the next one that is free does the work")

    def _carry_out(self, queue: Queue, job: Job, *, lease: Lease) -> None:
        with self._lease_renewed(lease), self._observer.observe(JobRun(queue, job)) as run:
            self._run_job(run)

    def _run_job(self, run: JobRun) -> None:
        """Carry the work out and record it; a fault of ours is given time to be mended."""
        job, booking = run.job, run.job.booking
        try:
            run.result = self._complete(run)
        except LeaseLost:
            log.warning(
                "lost the lease of %s for %s: whoever takes it next finishes it",
                job.task.kind,
                job.ref,
            )
            run.cut_short = CutShort.LEASE_LOST
        except Exception:
            if self._over.is_set():
                raise
            at = retries.next_try(job, now=self._clock())
            if self._is_worth_trying(job, booking, at=at):
                log.exception("%s for %s failed; trying again", job.task.kind, job.ref)
                self._record(job, self._postponed(job, booking, at=at), booking=booking)
            else:
                log.exception("%s for %s failed for good", job.task.kind, job.ref)
                run.cut_short = CutShort.GIVEN_UP
                self._end(job, booking)

    def _complete(self, run: JobRun) -> Result | Untried:
        """Carry the work out, record it, and return what it came to. Raises LeaseLost."""
        job, booking = run.job, run.job.booking
        result = self._runners[run.queue](job, booking)
        if not self._record(job, result, booking=booking):
            raise LeaseLost
        return result

    def _is_worth_trying(self, job: Job, booking: Record | None, *, at: datetime) -> bool:
        """Return whether work that a fault of ours holds up is still of use then, should that be mended."""
        requested = isinstance(job.task, _REQUESTED)
        if booking is not None and requested and at >= retries.useful_until(job, booking):
            return False
        return retries.is_worth_trying(job, at=at, within=retries.GIVE_UP_FOR_GOOD_AFTER)

    def _end(self, job: Job, booking: Record | None) -> None:
        """Record that the work is not tried again, if need be without a word of what follows."""
        try:
            outcome = self._give_up(job, booking) if booking else Outcome()
            self._record(job, outcome, booking=booking)
        except Exception:
            log.exception("dropped %s for %s", job.task.kind, job.ref)
            self._store.finish(job, outcome=Outcome())

    def _postponed(self, job: Job, booking: Record | None, *, at: datetime) -> Postponed:
        """Put work off that a fault of ours holds up; its owner hears of it when that has lasted."""
        now = self._clock()
        has_lasted = job.attempt >= retries.NOTIFY_AT_ATTEMPT and isinstance(job.task, _REQUESTED)
        if booking is None or booking.trouble in _SHOWN or not has_lasted:
            return Postponed(at=at)
        news = News(what=EventType.DELAYED, trouble=FailureReason.INTERNAL)
        return Postponed(
            at=at,
            transition=lambda current: mark_delayed(current, FailureReason.INTERNAL),
            then=retries.due(ShowCard(), DirectMessage(user=booking.owner, news=news), at=now),
        )

    def _record(self, job: Job, result: Result | Untried, *, booking: Record | None) -> bool:
        """Write down what it came to, and when whoever may have to attend to it is reminded.

        Return whether the lease was still held.
        """
        entries: Sequence[Entry] = ()
        if booking is not None and not isinstance(result, Untried):
            now = self._clock()
            told = told_by(result, job=job, booking=booking)
            entries = [
                *entries_of(result, job=job, booking=booking, now=now),
                *(each.entry(at=now) for each in told),
            ]
            result = track_attention(result, job=job, now=self._clock())
        match result:
            case Outcome():
                return self._store.finish(job, outcome=result, at=self._clock(), entries=entries)
            case Postponed():
                return self._store.postpone(job, result, entries=entries)
            case SetAside():
                return self._store.set_aside(job, result, at=self._clock())
            case Throttled():
                return self._store.throttle(job, result, at=self._clock())
            case Searched():
                return self._store.record_search(job, result, at=self._clock())

    @contextmanager
    def _lease_renewed(self, lease: Lease) -> Iterator[None]:
        """Have a job's lease renewed for as long as this lasts, and nothing sent once it is lost."""
        with self._lock:
            self._under_way[lease.name] = lease
        try:
            with working_under(lease):
                yield
        finally:
            with self._lock:
                del self._under_way[lease.name]

    def _follow_clock(self) -> None:
        """Renew the leases of what is under way where the clock was set.

        Where it was set forward they would be over, and it would be done twice at once.
        """
        with self._reading_clock:
            now = self._clock()
            if self._was_clock_set(now):
                ahead = now.timestamp() - elapsed_time()
                self._renew_leases()
                self._clock_ahead = ahead

    def _was_clock_set(self, now: datetime) -> bool:
        ahead = now.timestamp() - elapsed_time()
        return abs(ahead - self._clock_ahead) > CLOCK_WAS_SET.total_seconds()

    def _renew(self) -> None:
        self._over.wait(self._lease.total_seconds() / 4)
        self._renew_leases()

    def _renew_leases(self) -> None:
        with self._lock:
            leases = dict(self._under_way)
        if not leases:
            return
        at = elapsed_time()
        renewed = self._store.renew(leases, until=self._clock() + self._lease)
        for name, lease in leases.items():
            if name in renewed:
                lease.renew(at)
            else:
                lease.lose()

    def _seconds_to_wait(self, queue: Queue) -> float:
        due = self._store.next_due(queue)
        wait = LOOK_EVERY if due is None else min(due - self._clock(), LOOK_EVERY)
        return max(wait.total_seconds(), 0)


@dataclass(slots=True, kw_only=True)
class _Slots:
    """Threads that are reserved for jobs of a queue; each job that begins uses one of them."""

    most: int
    now: datetime
    lease: timedelta
    begin: Callable[[Job], None]
    begun: int = 0

    def start(self, job: Job) -> None:
        """Begin a job that was taken for good."""
        self.begun += 1
        self.begin(job)


def _thread(run: Callable[[], None], *, name: str) -> threading.Thread:
    return threading.Thread(target=run, name=name, daemon=True)
