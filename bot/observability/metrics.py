"""Metrics in Prometheus' format, in a registry of their own; no label names a person or a booking."""

from collections.abc import Callable
from functools import cache, partial
from importlib.metadata import PackageNotFoundError, version

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Histogram,
    Info,
    PlatformCollector,
    ProcessCollector,
    disable_created_metrics,
)
from prometheus_client.exposition import choose_encoder
from prometheus_client.registry import Collector

from bot.observability.observer import Activity, Call, DecisionMade, End, JobRun, Request
from bot.observability.outcomes import decision_of, outcome_of, result_of

SLACK = "Slack"

# Slack waits three seconds for an answer; a call to a provider ends after fifteen.
ACK_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 1.5, 2, 2.5, 3, 5)
CALL_SECONDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 15)
JOB_SECONDS = (*CALL_SECONDS, 30, 60)


class Metrics:
    """Counts and times what is done, as a listener."""

    def __init__(self, *collectors: Collector) -> None:
        """Take what is measured only at the moment it is asked for."""
        # When each series began is of no use, and would be a third of all lines.
        disable_created_metrics()  # type: ignore[no-untyped-call] # the library leaves it untyped
        self._registry = CollectorRegistry()
        for collector in collectors:
            self._registry.register(collector)
        ProcessCollector(registry=self._registry)
        PlatformCollector(registry=self._registry)
        Info("docket_build", "The version that runs.", registry=self._registry).info(
            {"version": _version()}
        )
        # Each gives the series of some labels, looked up once: that takes longer than to count.
        counter = self._counter
        histogram = self._histogram
        self._requests = counter("docket_requests", "Requests from Slack.", ["kind", "status"])
        self._request_seconds = histogram(
            "docket_request_seconds",
            "Time from when a request had come in until its answer; Slack waits three seconds.",
            ["kind"],
            buckets=ACK_SECONDS,
        )
        self._decisions = counter("docket_decisions", "Decisions of people.", ["what", "outcome"])
        self._jobs = counter("docket_jobs", "Jobs that were run.", ["queue", "result"])
        self._job_seconds = histogram(
            "docket_job_seconds", "Time that jobs took.", ["queue"], buckets=JOB_SECONDS
        )
        provider_labels = ["provider", "operation"]
        self._provider_calls = counter(
            "docket_provider_calls", "Calls to providers.", [*provider_labels, "outcome"]
        )
        self._provider_call_seconds = histogram(
            "docket_provider_call_seconds",
            "Time that calls to providers took.",
            provider_labels,
            buckets=CALL_SECONDS,
        )
        self._slack_calls = counter("docket_slack_calls", "Calls to Slack.", ["method", "outcome"])
        self._slack_call_seconds = histogram(
            "docket_slack_call_seconds",
            "Time that calls to Slack took.",
            ["method"],
            buckets=CALL_SECONDS,
        )

    def _counter(self, name: str, text: str, labels: list[str]) -> Callable[..., Counter]:
        return cache(Counter(name, text, labels, registry=self._registry).labels)

    def _histogram(
        self, name: str, text: str, labels: list[str], *, buckets: tuple[float, ...]
    ) -> Callable[..., Histogram]:
        return cache(Histogram(name, text, labels, registry=self._registry, buckets=buckets).labels)

    def render(self, accept: str) -> tuple[str, str]:
        """Return all of it as text, and its content type, in the format that this header accepts."""
        encode, content_type = choose_encoder(accept)
        return encode(self._registry).decode(), content_type

    def begin(self, activity: Activity) -> End:
        """Return what counts the activity when it ends."""
        match activity:
            case Request():
                return partial(self._count_request, activity)
            case DecisionMade():
                return partial(self._count_decision, activity)
            case JobRun():
                return partial(self._count_job, activity)
            case Call():
                return partial(self._count_call, activity)

    def _count_request(self, request: Request, seconds: float, error: BaseException | None) -> None:
        status = outcome_of(error, ok=str(request.status))
        self._requests(request.kind, status).inc()
        self._request_seconds(request.kind).observe(request.waited + seconds)

    def _count_decision(
        self, decision: DecisionMade, _seconds: float, error: BaseException | None
    ) -> None:
        self._decisions(decision_of(decision), outcome_of(error, ok="accepted")).inc()

    def _count_job(self, run: JobRun, seconds: float, _error: BaseException | None) -> None:
        self._jobs(run.queue, result_of(run)).inc()
        self._job_seconds(run.queue).observe(seconds)

    def _count_call(self, call: Call, seconds: float, error: BaseException | None) -> None:
        outcome = outcome_of(error, ok="ok")
        if call.service == SLACK:
            self._slack_calls(call.operation, outcome).inc()
            self._slack_call_seconds(call.operation).observe(seconds)
            return
        of = call.service.lower(), call.operation
        self._provider_calls(*of, outcome).inc()
        self._provider_call_seconds(*of).observe(seconds)


def _version() -> str:
    """Return the version that is installed; empty where Docket runs without being installed."""
    try:
        return version("docket")
    except PackageNotFoundError:
        return ""
