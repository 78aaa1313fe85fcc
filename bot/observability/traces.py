"""Traces for OpenTelemetry: a span for each activity, within the one that it is part of.

Spans of one booking are joined by its reference (`docket.reference`). Nothing that anybody typed is in
one, nor who it was. Importing this takes the extra `opentelemetry`.
"""

from contextvars import Token
from functools import partial

from opentelemetry import context, trace
from opentelemetry.context import Context
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import SERVICE_NAME, Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace import Span, SpanKind, StatusCode

from bot.observability.observer import Activity, Call, DecisionMade, End, JobRun, Request
from bot.observability.outcomes import ERROR, decision_of, outcome_of, result_of, task_of

REFERENCE = "docket.reference"
OUTCOME = "docket.outcome"
# How long sending may take, also when Docket stops: what is under way and the web server have the rest of
# the ten seconds that those who end processes allow.
SEND_SECONDS = 2.0

Attributes = dict[str, str | int]


class Traces:
    """Sends spans to an OTLP endpoint over HTTP, as a listener."""

    def __init__(self, *, endpoint: str, service: str) -> None:
        """Take the endpoint's address, where spans go to /v1/traces, and what Docket is called there."""
        exporter = OTLPSpanExporter(
            endpoint=f"{endpoint.rstrip('/')}/v1/traces", timeout=SEND_SECONDS
        )
        self._provider = TracerProvider(
            resource=Resource.create({SERVICE_NAME: service}), shutdown_on_exit=False
        )
        self._provider.add_span_processor(BatchSpanProcessor(exporter))
        self._tracer = self._provider.get_tracer("docket")

    def begin(self, activity: Activity) -> End:
        """Begin a span within the one that this thread is in; return what ends it."""
        name, kind, attributes = _described(activity)
        span = self._tracer.start_span(name, kind=kind, attributes=attributes)
        within = context.attach(trace.set_span_in_context(span))
        return partial(_end, activity, span, within)

    def close(self) -> None:
        """Send what is left."""
        self._provider.shutdown()


def _end(
    activity: Activity,
    span: Span,
    within: Token[Context],
    _seconds: float,
    error: BaseException | None,
) -> None:
    context.detach(within)
    learned = _learned(activity, error)
    span.set_attributes(learned)
    if learned[OUTCOME] == ERROR or (error is not None and isinstance(activity, Call)):
        span.set_status(StatusCode.ERROR)
    span.end()


def _described(activity: Activity) -> tuple[str, SpanKind, Attributes]:
    """Return what is known of an activity when it begins: its span's name, kind and attributes."""
    match activity:
        case Request(kind=kind):
            return kind, SpanKind.SERVER, {}
        case DecisionMade():
            return f"decision {decision_of(activity)}", SpanKind.INTERNAL, {}
        case JobRun(queue=queue, job=job):
            known: Attributes = {
                REFERENCE: job.ref,
                "docket.queue": queue,
                "docket.attempt": job.attempt,
            }
            return f"job {task_of(activity)}", SpanKind.CONSUMER, known
        case Call(service=service, operation=operation):
            return f"{service} {operation}", SpanKind.CLIENT, {"peer.service": service}


def _learned(activity: Activity, error: BaseException | None) -> Attributes:
    """Return what is known of an activity once it has ended."""
    match activity:
        case Request(status=status):
            return {OUTCOME: outcome_of(error, ok=str(status))}
        case DecisionMade(ref=ref):
            return {REFERENCE: ref, OUTCOME: outcome_of(error, ok="accepted")}
        case JobRun():
            return {OUTCOME: result_of(activity)}
        case Call():
            return {OUTCOME: outcome_of(error, ok="ok")}
