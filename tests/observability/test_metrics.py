"""The metrics at /metrics, after what people do."""

import sqlite3
from contextlib import closing
from time import monotonic
from typing import Any

import pytest

from bot.observability.metrics import Metrics
from bot.observability.observer import Observer, Request
from bot.web.wsgi_app import RECEIVED
from tests.handlers.conftest import Office
from tests.handlers.session_steps import booked, ref_of
from tests.observability.readings import Readings
from tests.waiting import wait_until
from tests.web.wsgi_client import WsgiClient, command


def test_a_booking_is_counted_from_the_request_to_the_card(office: Office) -> None:
    booked(office)
    wait_until(office.is_idle)
    read = Readings.of(office.url)
    for kind in ("/session", "view_submission"):
        assert read.sum("docket_requests_total", kind=kind, status="200") >= 1
        assert read.sum("docket_request_seconds_count", kind=kind) >= 1
    assert read.sum("docket_decisions_total", what="scheduled", outcome="accepted") == 1
    assert read.sum("docket_jobs_total", queue="prevail", result="confirmed") == 1
    assert read.sum("docket_jobs_total", queue="slack", result="done") >= 1
    scheduled = {"provider": "prevail", "operation": "POST sessions"}
    assert read.sum("docket_provider_calls_total", **scheduled, outcome="ok") == 1
    assert read.sum("docket_provider_call_seconds_sum", **scheduled) > 0
    assert read.sum("docket_slack_calls_total", method="views.open", outcome="ok") == 1
    assert read.sum("docket_slack_calls_total", method="chat.postMessage", outcome="ok") == 1
    assert read.sum("docket_job_seconds_count", queue="prevail") == 1


def test_no_label_names_a_booking_a_person_or_a_channel(office: Office) -> None:
    card = booked(office)
    card.press("Move").fill("When", "tomorrow 3pm Pacific").submit()
    card.wait_for_text("3:00 PM")
    card.press("Cancel session").submit()
    card.wait_for_text("Canceled")
    wait_until(office.is_idle)
    ana = office.person("Ana Reyes").id
    read = Readings.of(office.url)
    assert read.sum("docket_provider_calls_total", operation="PATCH sessions/{id}/cancel") == 1
    said = " ".join(f"{value}" for labels in read.labels() for value in labels.values())
    for private in (ref_of(card), ana, "Doe", office.slack.channel_id("#depositions")):
        assert private not in said


def test_how_it_went_is_counted_by_its_name(office: Office) -> None:
    office.prevail.faults.set("500", times=50)
    booked(office, until="Docket is checking")
    read = Readings.of(office.url)
    assert read.sum("docket_provider_calls_total", outcome="outcome_unknown") >= 1
    assert read.sum("docket_jobs_total", queue="prevail", result="postponed") >= 1


def test_the_work_in_the_database_is_counted_by_queue(office: Office) -> None:
    office.prevail.faults.set("500", times=50)
    booked(office, until="Docket is checking")

    def is_counted() -> bool:
        read = Readings.of(office.url)
        return read.sum("docket_work", queue="prevail", state="scheduled") == 1

    wait_until(is_counted)
    read = Readings.of(office.url)
    assert read.sum("docket_work_oldest_seconds") < 5
    assert read.sum("docket_database_up") == 1


def test_a_database_that_does_not_answer_is_told_beside_everything_else(
    office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    with closing(sqlite3.connect(office.database)) as connection:
        connection.execute("ALTER TABLE work RENAME TO elsewhere")
    read = Readings.of(office.url)
    assert read.sum("docket_database_up") == 0
    assert "docket_work" not in read.names()
    assert read.sum("process_resident_memory_bytes") > 0
    assert "could not count the work" in caplog.text


def test_a_request_that_fails_is_counted_as_an_error() -> None:
    metrics = Metrics()
    with pytest.raises(ZeroDivisionError), Observer((metrics,)).observe(Request("shortcut")):
        raise ZeroDivisionError
    text, _ = metrics.render("")
    assert Readings(text).sum("docket_requests_total", kind="shortcut", status="error") == 1


def test_the_version_that_runs_is_told(office: Office) -> None:
    read = Readings.of(office.url)
    assert {"docket_build_info", "python_info", "process_cpu_seconds_total"} <= read.names()


def test_nothing_is_written_of_when_each_series_began(office: Office) -> None:
    assert not {name for name in Readings.of(office.url).names() if name.endswith("_created")}


def test_the_time_of_an_answer_counts_how_long_a_request_waited(office: Office) -> None:
    long_ago: dict[str, Any] = {RECEIVED: monotonic() - 2}
    WsgiClient(office).send(command(), **long_ago)
    read = Readings.of(office.url)
    assert read.sum("docket_request_seconds_sum", kind="/session") > 2
