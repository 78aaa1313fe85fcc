"""Who may read /metrics, and when /readyz says that requests should go elsewhere."""

import sqlite3
from contextlib import closing
from datetime import timedelta
from io import BytesIO

import httpx
import pytest
from pydantic import SecretStr

from bot.app import Deadlines
from tests.handlers.conftest import Office, StartOffice
from tests.handlers.session_steps import booked
from tests.simulated_clock import SimulatedClock

TOKEN = "a-token-for-metrics"


def status_of(office: Office, *, path: str = "/metrics", **environ: str) -> int:
    """Ask as a peer of any address would, and return the status."""
    statuses: list[str] = []
    request = {"REQUEST_METHOD": "GET", "PATH_INFO": path, "wsgi.input": BytesIO(), **environ}
    office.running.wsgi_app(request, lambda status, _: statuses.append(status))
    return int(statuses[0].split()[0])


@pytest.fixture(scope="module")
def office(lasting_office: Office) -> Office:
    return lasting_office


@pytest.mark.parametrize(
    "address", ["127.0.0.1", "::1", "10.0.0.7", "192.168.1.2", "fd00::7", "::ffff:10.0.0.7"]
)
def test_this_machine_and_private_networks_read_metrics(office: Office, address: str) -> None:
    assert status_of(office, REMOTE_ADDR=address) == 200


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "100.64.0.1", "2606:4700::1", "::ffff:8.8.8.8", "", "a name"]
)
def test_nobody_else_does(office: Office, address: str) -> None:
    assert status_of(office, REMOTE_ADDR=address) == 403


@pytest.mark.parametrize("header", ["X-Forwarded-For", "Forwarded", "X-Real-IP", "Via"])
def test_what_comes_by_way_of_a_proxy_may_be_anybodys(office: Office, header: str) -> None:
    url = f"{office.url}/metrics"
    assert httpx.get(url).status_code == 200
    refused = httpx.get(url, headers={header: "127.0.0.1"})
    assert refused.status_code == 403
    assert "METRICS_TOKEN" in refused.text


def test_with_a_token_it_is_needed_from_everywhere(start_office: StartOffice) -> None:
    office = start_office(metrics_token=SecretStr(TOKEN))
    url = f"{office.url}/metrics"
    for wrong in ({}, {"Authorization": f"Bearer {TOKEN}x"}, {"Authorization": TOKEN}):
        refused = httpx.get(url, headers=wrong)
        assert (refused.status_code, refused.headers["www-authenticate"]) == (401, "Bearer")
        assert "docket_" not in refused.text
    right = {"Authorization": f"Bearer {TOKEN}", "X-Forwarded-For": "203.0.113.7"}
    assert httpx.get(url, headers=right).status_code == 200


def test_metrics_are_text_and_kept_by_nobody(office: Office) -> None:
    answer = httpx.get(f"{office.url}/metrics")
    assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
    assert answer.headers["cache-control"] == "no-store"
    openmetrics = {"Accept": "application/openmetrics-text; version=1.0.0"}
    assert httpx.get(f"{office.url}/metrics", headers=openmetrics).text.endswith("# EOF\n")


@pytest.mark.parametrize("path", ["/readyz", "/metrics"])
def test_nothing_can_be_sent_there(office: Office, path: str) -> None:
    assert httpx.post(f"{office.url}{path}").status_code == 405
    assert httpx.head(f"{office.url}{path}").status_code == 200


def test_a_process_is_ready_while_all_is_well(office: Office) -> None:
    answer = httpx.get(f"{office.url}/readyz")
    assert answer.status_code == 200
    assert answer.json() == {"ready": True, "problems": {}}
    assert answer.headers["content-type"] == "application/json"


def problems(office: Office) -> list[str]:
    """Return the names of what is wrong, which must be something."""
    answer = httpx.get(f"{office.url}/readyz")
    assert answer.status_code == 503
    assert answer.json()["ready"] is False
    return list(answer.json()["problems"])


def test_without_its_workers_a_process_is_not_ready(start_office: StartOffice) -> None:
    office = start_office()
    office.running.workers.stop()
    assert problems(office) == ["workers"]


def test_without_its_database_a_process_is_not_ready(start_office: StartOffice) -> None:
    office = start_office()
    with closing(sqlite3.connect(office.database)) as connection:
        connection.execute("ALTER TABLE bookings RENAME TO mislaid")
    assert problems(office) == ["database"]


def test_a_database_that_is_only_read_is_not_enough(start_office: StartOffice) -> None:
    office = start_office()
    with closing(sqlite3.connect(office.database)) as connection:
        connection.execute("ALTER TABLE said_once RENAME TO mislaid")
    assert problems(office) == ["database"]


def test_while_others_hold_the_database_a_watcher_is_answered_in_time(
    start_office: StartOffice,
) -> None:
    office = start_office(deadlines=Deadlines(request=timedelta(seconds=1)))
    with closing(sqlite3.connect(office.database, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert problems(office) == ["database"]
        assert "docket_requests" in httpx.get(f"{office.url}/metrics").text


def test_a_provider_that_hangs_takes_no_process_out_of_rotation(start_office: StartOffice) -> None:
    clock = SimulatedClock()
    office = start_office(clock=clock, threads=1)
    office.prevail.faults.set("hold", times=9, method="POST")
    booked(office, title="Held", until="Booking…")
    booked(office, title="Behind it", until="Booking…")
    clock.on(timedelta(hours=1))
    assert httpx.get(f"{office.url}/readyz").json()["problems"] == {}
    office.prevail.faults.clear()
