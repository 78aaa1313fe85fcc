"""One line of the log for each decision and each result of a job at a provider, as `key=value`.

They name bookings by the reference that people see and people by their Slack ids; nothing that
anybody typed is in them.
"""

import logging
from functools import partial

from bot.observability.observer import Activity, DecisionMade, End, JobRun
from bot.observability.outcomes import (
    DONE,
    POSTPONED,
    decision_of,
    outcome_of,
    reason_of,
    result_of,
    task_of,
)
from bot.scheduling.tasks.provider import CheckDrift, CompareList, Poll
from bot.scheduling.tasks.queue import Queue

log = logging.getLogger(__name__)

# What looks again and again, of which only what it finds is of interest.
_LOOKING = (CheckDrift, CompareList, Poll)
_NOTHING_FOUND = frozenset({DONE, POSTPONED})


class ActivityLog:
    """Writes what was decided and what came of it to the log, as a listener."""

    def begin(self, activity: Activity) -> End | None:
        """Return what writes the line, where there is one to write."""
        match activity:
            case DecisionMade():
                return partial(_log_decision, activity)
            case JobRun(queue=queue) if queue is not Queue.SLACK:
                return partial(_log_job, activity)
            case _:
                return None


def _log_decision(decision: DecisionMade, _seconds: float, error: BaseException | None) -> None:
    log.info(
        "decision %s",
        _fields(
            ref=decision.ref,
            what=decision_of(decision),
            by=decision.by.user,
            team=decision.by.team,
            outcome=outcome_of(error, ok="accepted"),
        ),
    )


def _log_job(run: JobRun, seconds: float, _error: BaseException | None) -> None:
    result = result_of(run)
    if isinstance(run.job.task, _LOOKING) and result in _NOTHING_FOUND:
        return
    log.info(
        "job %s",
        _fields(
            ref=run.job.ref,
            task=task_of(run),
            provider=run.booking.provider if run.booking else "",
            attempt=str(run.job.attempt),
            result=result,
            reason=reason_of(run),
            seconds=f"{seconds:.3f}",
        ),
    )


def _fields(**values: str) -> str:
    """Write what is known as `key=value`; no value has a blank in it."""
    return " ".join(f"{key}={value}" for key, value in values.items() if value)
