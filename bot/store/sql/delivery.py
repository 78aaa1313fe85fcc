"""Work is taken in the transaction that makes it ready, for whoever in this process can begin it at once.

That spares a transaction for each job. Nobody who decides waits for somebody who takes, or suffers from a
fault of ours in taking: what cannot be taken at once is left to be looked for, here and by other processes.
"""

import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial

from bot.scheduling.ports.store import JobTaker
from bot.scheduling.tasks.queue import Job, Queue
from bot.store.sql.database import Database
from bot.store.sql.job_queue import JobQueue

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Taken:
    """What was taken of a queue: how each job begins, and whether some is left that could be taken."""

    queue: Queue
    beginnings: Sequence[Callable[[], None]] = ()
    leaves_some: bool = False


class Delivery:
    """Hands out the jobs that become ready in something written, once it is committed."""

    def __init__(self, db: Database, *, jobs: JobQueue) -> None:
        self._db = db
        self._jobs = jobs
        self._taker: JobTaker | None = None

    def begin(self, taker: JobTaker) -> None:
        """Hand jobs to whoever carries them out in this process."""
        self._taker = taker
        self._db.on_notified(taker.wake)

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Write all of it or nothing, take what is ready because of it, and begin that. Raises WrongKeys."""
        with ExitStack() as reserved:
            with self._db.writing():
                yield
                taken = [self._take(*each, reserved) for each in self._db.jobs_written.items()]
                left = [each.queue for each in taken if each.leaves_some]
                if left:
                    self._db.notify()
            for each in taken:
                for begin in each.beginnings:
                    begin()
        if left and self._taker is not None:
            self._taker.wake(*left)

    def _take(self, queue: Queue, written: int, reserved: ExitStack) -> _Taken:
        """Take as many jobs of a queue as were written, or the one that waited for what is over."""
        if self._taker is None:
            return _Taken(queue, leaves_some=True)
        slots = reserved.enter_context(self._taker.reserve(queue, most=max(written, 1)))
        jobs = self._jobs.take_without_waiting(queue, slots) if slots.most else None
        could_begin, taken = jobs is not None and slots.most >= written, list[Job]()
        try:
            taken.extend(jobs or ())
        except self._db.error:
            # The database may have undone all of it.
            raise
        except Exception:
            log.exception("could not take work with what was decided; it is looked for")
            could_begin = False
        # What is held up is taken by whoever ends what holds it up; what is due later is looked for.
        return _Taken(
            queue, [partial(slots.start, job) for job in taken], leaves_some=not could_begin
        )
