"""Traces: what is sent of a booking to a real receiver of OTLP, and nothing where none is asked for."""

import os
import re
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from opentelemetry.proto.trace.v1.trace_pb2 import Span, Status

from bot.observability.observer import Call, DecisionMade, Observer, Request
from bot.observability.traces import Traces
from bot.scheduling.model.failures import TryLater
from bot.scheduling.model.rights import Actor
from tests.builders import OWNER, TEAM
from tests.deployment import Deployment
from tests.observability.collector import attributes_of, collecting
from tests.process import ROOT

TITLE = "Deposition of Jane Doe"
REFERENCE = re.compile(r"S-[0-9A-Z]{4}")


def test_a_booking_is_traced_from_the_request_to_the_card(deployment: Deployment) -> None:
    with collecting() as collector:
        with deployment.serving(OTEL_EXPORTER_OTLP_ENDPOINT=collector.url) as bot:
            ana = deployment.slack.person("Ana Reyes")
            screen = ana.command("#depositions", "/session tomorrow 2pm Pacific")
            screen.fill("Title", TITLE).submit()
            card = ana.wait_for_message("#depositions", TITLE).wait_for_text("Confirmed")
            bot.ask_to_stop()
            assert bot.wait() == 0
        (ref,) = REFERENCE.findall(card.text)[:1]
        assert collector.paths == {"/v1/traces"}
        assert collector.services == {"docket"}
        (decision,) = collector.named("decision scheduled")
        (request,) = collector.named("view_submission")
        assert decision.parent_span_id == request.span_id
        assert attributes_of(decision) == {
            "docket.reference": ref,
            "docket.outcome": "accepted",
        }
        (job,) = collector.named("job book")
        (call,) = collector.named("Prevail POST sessions")
        assert call.parent_span_id == job.span_id
        assert (request.kind, call.kind) == (Span.SPAN_KIND_SERVER, Span.SPAN_KIND_CLIENT)
        assert attributes_of(job) == {
            "docket.reference": ref,
            "docket.queue": "prevail",
            "docket.attempt": "1",
            "docket.outcome": "confirmed",
        }
        posted = {span.span_id: span for span in collector.named("job show_card")}
        (post,) = collector.named("Slack chat.postMessage")
        assert attributes_of(posted[post.parent_span_id])["docket.reference"] == ref
        said = str(collector.requests)
        for private in (TITLE, ana.id, deployment.prevail.provider.api_key):
            assert private not in said


def test_what_fails_is_an_error_without_its_words() -> None:
    with collecting() as collector:
        traces = Traces(endpoint=collector.url, service="docket")
        observer = Observer((traces,))
        with (
            pytest.raises(TryLater),
            observer.observe(Request("view_submission")),
            observer.observe(Call("Prevail", "GET sessions")),
        ):
            raise TryLater("Prevail", reason="Jane Doe is not in")
        actor = Actor(team=TEAM, user=OWNER)
        with pytest.raises(KeyError), observer.observe(DecisionMade(what="moved", by=actor)):
            raise KeyError("Jane Doe")
        traces.close()
        (call,), (decision,) = (
            collector.named("Prevail GET sessions"),
            collector.named("decision moved"),
        )
        assert {call.status.code, decision.status.code} == {Status.STATUS_CODE_ERROR}
        assert attributes_of(call)["docket.outcome"] == "try_later"
        (request,) = collector.named("view_submission")
        assert attributes_of(request)["docket.outcome"] == "try_later"
        assert "Jane" not in str(collector.requests)


def test_a_collector_that_never_answers_stops_nobody_from_stopping() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        traces = Traces(endpoint=f"http://127.0.0.1:{port}", service="docket")
        with Observer((traces,)).observe(Request("shortcut")):
            pass
        traces.close()


def run(code: str, *, path: str = str(ROOT)) -> subprocess.CompletedProcess[str]:
    """Run a line of Python in a process of its own, with modules from this path."""
    return subprocess.run(
        [sys.executable, "-c", code],
        env=os.environ | {"PYTHONPATH": path},
        capture_output=True,
        text=True,
        check=True,
    )


def test_without_the_extra_the_start_says_how_to_install_it(tmp_path: Path) -> None:
    missing = "raise ModuleNotFoundError('none', name='opentelemetry')"
    (tmp_path / "opentelemetry.py").write_text(missing)
    made = run(
        "from bot.observability.instruments import make_instruments;"
        " from bot.settings import Settings;"
        " on = Settings(_env_file=None, otel_exporter_otlp_endpoint='http://127.0.0.1:9');"
        " print(len(make_instruments(on, count_backlog=dict).observer.listeners))",
        path=f"{tmp_path}:{ROOT}",
    )
    assert made.stdout == "2\n"
    assert made.stderr == (
        "Traces are off because opentelemetry isn't installed. Install it with: pip install"
        " 'docket[opentelemetry]'\n"
    )


def test_without_an_endpoint_nothing_of_it_is_loaded(tmp_path: Path) -> None:
    loaded = run(
        "import sys; from bot.app import build; from bot.settings import Settings;"
        f" build(Settings(_env_file=None, database_url='sqlite:///{tmp_path / 'docket.db'}'));"
        " print([name for name in sys.modules if 'opentelemetry' in name])"
    )
    assert loaded.stdout == "[]\n"
