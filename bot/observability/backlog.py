"""The work in the database as metrics, counted when somebody asks for them."""

import logging
from collections.abc import Callable, Iterator

from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from bot.store.ports import Backlog, QueueBacklog

log = logging.getLogger(__name__)


class BacklogCollector(Collector):
    """Asks the store for the work there is; where it does not answer, only that is told."""

    def __init__(self, count: Callable[[], Backlog]) -> None:
        """Take what counts the work now."""
        self._count = count

    def describe(self) -> Iterator[GaugeMetricFamily]:
        """Name no metrics beforehand: that would ask the store before anybody wants to know."""
        yield from ()

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Give what there is to do, by queue."""
        backlog = self._backlog()
        yield GaugeMetricFamily(
            "docket_database_up", "1 where the database answers.", value=backlog is not None
        )
        if backlog is None:
            return
        yield _work(backlog)
        oldest = GaugeMetricFamily(
            "docket_work_oldest_seconds",
            "For how long the job that is taken next could have been taken.",
            labels=["queue"],
        )
        for queue, work in backlog.queues.items():
            oldest.add_metric([queue], work.oldest.total_seconds())
        yield oldest
        yield GaugeMetricFamily(
            "docket_cards_late",
            "Bookings whose card or messages should have been in Slack a minute ago.",
            value=backlog.cards_late,
        )

    def _backlog(self) -> Backlog | None:
        try:
            return self._count()
        except Exception:
            log.exception("could not count the work")
            return None


def _work(backlog: Backlog) -> GaugeMetricFamily:
    """Return the number of jobs in each state; all processes on one database see the same ones."""
    family = GaugeMetricFamily("docket_work", "Jobs to be done.", labels=["queue", "state"])
    for queue, work in backlog.queues.items():
        for state, count in _states(work).items():
            family.add_metric([queue, state], count)
    return family


def _states(work: QueueBacklog) -> dict[str, int]:
    return {
        "waiting": work.waiting,
        "under_way": work.under_way,
        "scheduled": work.scheduled,
        "set_aside": work.set_aside,
    }
