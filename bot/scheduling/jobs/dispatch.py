"""Which job carries out a piece of work: Slack's, a claim about a lost booking, or its kind's."""

from collections.abc import Mapping
from dataclasses import KW_ONLY, dataclass
from typing import Any

from bot.scheduling.jobs.alerts import Alerts
from bot.scheduling.jobs.base import ProviderJobs
from bot.scheduling.jobs.notifications import Notifier
from bot.scheduling.jobs.reconciliation import Reconciler
from bot.scheduling.model.record import Record
from bot.scheduling.model.reference import Kind
from bot.scheduling.ports.work import Result, Throttled
from bot.scheduling.tasks.provider import CheckClaim
from bot.scheduling.tasks.work import Queue, Work, queue_of

Job = ProviderJobs[Any] | Reconciler | Notifier


@dataclass(frozen=True, slots=True)
class JobDispatcher:
    """Hands each piece of work to its job, and adds to what follows what administrators are told."""

    jobs: Mapping[Kind, ProviderJobs[Any]]
    _: KW_ONLY
    reconciler: Reconciler
    notifier: Notifier
    alerts: Alerts

    def run(self, work: Work, booking: Record) -> Result | Throttled:
        """Carry the work out, and return what it came to."""
        result = self._job_for(work, booking).run(work, booking)
        if isinstance(result, Throttled):
            return result
        return self.alerts.with_alert(result, provider=booking.provider)

    def abandon(self, work: Work, booking: Record) -> Result:
        """Return what follows when a fault of Docket's own has held the work up for good."""
        return self._job_for(work, booking).abandon(work, booking)

    def _job_for(self, work: Work, booking: Record) -> Job:
        if queue_of(work.task, ref=work.ref) is Queue.SLACK:
            return self.notifier
        return self.reconciler if isinstance(work.task, CheckClaim) else self.jobs[booking.kind]
