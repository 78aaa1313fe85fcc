"""The instruments that Docket is watched with, made as the settings say."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.observability.activity_log import ActivityLog
from bot.observability.backlog import BacklogCollector
from bot.observability.metrics import Metrics
from bot.observability.observer import Listener, Observer
from bot.settings import Settings
from bot.store.ports import Backlog

if TYPE_CHECKING:
    from bot.observability.traces import Traces

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Instruments:
    """What observes, what was counted so far, and what sends the rest when Docket stops."""

    observer: Observer
    metrics: Metrics
    close: Callable[[], None]


def make_instruments(settings: Settings, *, count_backlog: Callable[[], Backlog]) -> Instruments:
    """Make the metrics and the log of activities, and traces where an endpoint for them is set."""
    metrics = Metrics(BacklogCollector(count_backlog))
    listeners: tuple[Listener, ...] = (metrics, ActivityLog())
    traces = _traces(settings)
    if traces is None:
        return Instruments(Observer(listeners), metrics, close=lambda: None)
    return Instruments(Observer((*listeners, traces)), metrics, close=traces.close)


def _traces(settings: Settings) -> "Traces | None":
    """Return what sends traces, None where no endpoint is set or the extra is not installed."""
    endpoint = settings.otel_exporter_otlp_endpoint
    if not endpoint:
        return None
    try:
        # Imported here because it takes an extra and memory that others do without.
        from bot.observability.traces import Traces  # noqa: PLC0415
    except ModuleNotFoundError as missing:
        log.warning(
            "Traces are off because %s isn't installed. Install it with: pip install"
            " 'docket[opentelemetry]'",
            missing.name,
        )
        return None
    return Traces(endpoint=endpoint, service=settings.otel_service_name)
