"""When to try again what could not be done, and when to stop."""

from datetime import datetime, timedelta

from bot.scheduling.model.booking import Booking
from bot.scheduling.model.record import Record
from bot.scheduling.tasks.provider import Cancel
from bot.scheduling.tasks.queue import Job, ScheduledTask, Task

WAITS = tuple(timedelta(seconds=seconds) for seconds in (2, 5, 15, 30, 60, 120, 300))
# A provider that does not answer for so long is somebody's to look into.
GIVE_UP_AFTER = timedelta(minutes=30)
# What Slack, or a fault of Docket's own, holds up is still worth doing when it is mended.
GIVE_UP_FOR_GOOD_AFTER = timedelta(days=1)
MIN_LOOKUP_WAIT = timedelta(seconds=5)
MAX_LOOKUP_WAIT = timedelta(minutes=1)
MIN_ATTEMPTS = 5
NOTIFY_AT_ATTEMPT = 4
_GOLDEN_RATIO = (5**0.5 - 1) / 2


def next_try(job: Job, *, now: datetime, after: timedelta | None = None) -> datetime:
    """Return when to try again (aware UTC): ever later, and only `after` what the provider asks for.

    What failed together is not tried again together: each waits up to a quarter longer.
    """
    wait = WAITS[min(job.attempt, len(WAITS)) - 1]
    return now + max(wait, after or wait) + wait * _spread(job) / 4


def _spread(job: Job) -> float:
    """Return a number from 0 to 1 that lies far from those of the jobs before and after it."""
    return (job.id + job.attempt) * _GOLDEN_RATIO % 1


def is_worth_trying(job: Job, *, at: datetime, within: timedelta = GIVE_UP_AFTER) -> bool:
    """Return whether a try at this time (aware UTC) is `within` what is tried for; every trying ends.

    Work that waited while nothing ran, or behind other work, gets its first tries all the same.
    """
    return job.attempt < MIN_ATTEMPTS or at - job.since < within


def next_lookup(asked: datetime, *, lag: timedelta, now: datetime) -> datetime:
    """Return when to look again for what was asked then (aware UTC): ever later, and when `lag` is over."""
    wait = min(max(now - asked, MIN_LOOKUP_WAIT), MAX_LOOKUP_WAIT)
    over = asked + lag
    return min(now + wait, over) if now < over else now + wait


def useful_until(job: Job, record: Record) -> datetime:
    """Return until when (aware UTC) it is of use: what has begun may still be canceled."""
    if isinstance(job.task, Cancel) and isinstance(record, Booking):
        return max(record.useful_until, record.cancelable_until)
    return record.useful_until


def poll_interval(age: timedelta) -> timedelta:
    """Return how long to wait before looking again for a link that was requested this long ago."""
    if age < timedelta(minutes=5):
        return timedelta(seconds=10)
    if age < timedelta(hours=1):
        return timedelta(minutes=1)
    return timedelta(minutes=5) if age < timedelta(days=1) else timedelta(minutes=15)


def due(*tasks: Task, at: datetime) -> list[ScheduledTask]:
    """Return the tasks as work to be done at this time (aware UTC), in this order."""
    return [ScheduledTask(task=task, at=at) for task in tasks]
