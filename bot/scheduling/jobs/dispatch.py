"""What runs a job: the notifier, the reconciler (claims about lost bookings), or the jobs of its kind."""

from collections.abc import Mapping
from dataclasses import KW_ONLY, dataclass
from typing import Any

from bot.scheduling.jobs.alerts import Alerts
from bot.scheduling.jobs.base import ProviderJobs
from bot.scheduling.jobs.list_comparison import ListComparer
from bot.scheduling.jobs.notifications import Notifier
from bot.scheduling.jobs.receipts import with_receipt
from bot.scheduling.jobs.reconciliation import Reconciler
from bot.scheduling.model.record import Record
from bot.scheduling.model.reference import Kind
from bot.scheduling.ports.results import Outcome, Result, Untried
from bot.scheduling.tasks.provider import CheckClaim, CompareList
from bot.scheduling.tasks.queue import Job, Queue, queue_of
from bot.times.moment import UtcClock

JobRunner = ProviderJobs[Any, Any] | Reconciler | Notifier


@dataclass(frozen=True, slots=True)
class JobDispatcher:
    """Hands each job to its runner; adds to what follows what administrators and whoever asked are told."""

    jobs: Mapping[Kind, ProviderJobs[Any, Any]]
    _: KW_ONLY
    reconciler: Reconciler
    notifier: Notifier
    comparer: ListComparer
    alerts: Alerts
    clock: UtcClock

    def run(self, job: Job, booking: Record | None) -> Result | Untried:
        """Run the job, and return its result; nothing is left to do about a booking that is not there."""
        if isinstance(job.task, CompareList):
            return self.comparer.run(job)
        if booking is None:
            return Outcome()
        result = self._runner_for(job, booking).run(job, booking)
        if isinstance(result, Untried):
            return result
        result = with_receipt(result, job=job, booking=booking, now=self.clock())
        return self.alerts.with_alert(result, provider=booking.provider)

    def abandon(self, job: Job, booking: Record) -> Result:
        """Return what follows when an error of Docket's own has stopped the job for good."""
        return self._runner_for(job, booking).abandon(job, booking)

    def _runner_for(self, job: Job, booking: Record) -> JobRunner:
        if queue_of(job.task, ref=job.ref) is Queue.SLACK:
            return self.notifier
        return self.reconciler if isinstance(job.task, CheckClaim) else self.jobs[booking.kind]
