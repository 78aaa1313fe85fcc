"""A fault between Docket and Prevail: people learn whose it is to mend, administrators what it is."""

from collections.abc import Iterator
from datetime import timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest

from sandbox.slack.faults import Fault
from sandbox.slack.people import CARLA
from tests.builders import NOW
from tests.faulty_servers import Authority, Server, answering
from tests.handlers.agent_steps import sent
from tests.handlers.conftest import Office, StartOffice
from tests.handlers.session_steps import booked
from tests.waiting import wait_until

TO_MEND = "our Docket administrator needs to check the connection to Prevail."


def base_url(server: Server, *, scheme: str = "http") -> str:
    return f"{scheme}://localhost:{server.server_port}"


@pytest.fixture
def off_by_an_hour() -> Iterator[Server]:
    """Serve as a provider would whose clock is an hour ahead of ours."""
    date = format_datetime(NOW + timedelta(hours=1, minutes=30), usegmt=True)
    with answering(401, headers={"Date": date}, body=b'{"error": "expired"}') as server:
        yield server


def directs(office: Office, person: str, words: str) -> int:
    """Count the direct messages somebody has from Docket in which this stands."""
    return sum(words in message.text for message in office.person(person).messages("@app"))


def test_a_clock_that_is_off_is_named_to_administrators_once(
    start_office: StartOffice, off_by_an_hour: Server
) -> None:
    office = start_office(
        prevail_base_url=base_url(off_by_an_hour), admin_users=frozenset({CARLA.id})
    )
    for title in ("First", "Second"):
        card = booked(office, title=title, until="Not booked")
        assert TO_MEND in card.text
        assert "clock" not in card.text
        assert "doctor" not in card.text
    told = office.person("Carla Stein").wait_for_message("@app", "this machine's clock is 1 hr")
    assert "behind Prevail's. Set the clock." in told.text
    assert "docket doctor" in told.text
    assert "First" not in told.text
    assert directs(office, "Carla Stein", "Set the clock") == 1
    assert directs(office, "Ana Reyes", "Set the clock") == 0


def test_a_certificate_that_has_expired_is_named_while_docket_keeps_trying(
    start_office: StartOffice, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    authority = Authority(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.file))
    with answering(200, tls=authority.expired()) as server:
        office = start_office(
            prevail_base_url=base_url(server, scheme="https"), admin_users=frozenset({CARLA.id})
        )
        card = booked(office, until="Docket can't connect to Prevail.")
        assert f"If this continues, y{TO_MEND}" in card.text
        told = office.person("Carla Stein").wait_for_message("@app", "certificate has expired")
        assert "`" not in told.text.partition("python")[0]
        assert server.received == []


def test_an_api_that_moved_is_named_to_administrators_with_its_host_alone(
    start_office: StartOffice,
) -> None:
    new = "https://api-v2.prevail.ai/sessions?key=hush"
    with answering(301, headers={"Location": new}) as server:
        office = start_office(prevail_base_url=base_url(server), admin_users=frozenset({CARLA.id}))
        card = booked(office, until="Not booked")
        assert TO_MEND in card.text
        assert "api-v2" not in card.text
        told = office.person("Carla Stein").wait_for_message("@app", "api-v2.prevail.ai")
        assert "hush" not in told.source.text


def test_a_wrong_path_in_an_address_is_named_to_administrators(start_office: StartOffice) -> None:
    with answering(404) as server:
        here = f"{base_url(server)}/wrong"
        office = start_office(
            prevail_base_url=here, cronofy_base_url=here, admin_users=frozenset({CARLA.id})
        )
        assert TO_MEND in booked(office, until="Not booked").text
        sent(office, until="Not sent")
        carla = office.person("Carla Stein")
        for provider in ("Prevail", "Cronofy"):
            nothing = f"{provider} has nothing at the address"
            assert f"{provider.upper()}_BASE_URL" in carla.wait_for_message("@app", nothing).text


def test_a_token_that_slack_accepts_no_more_is_in_the_log_once(
    office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    card = booked(office)
    said = "Slack can't be used (key token_revoked); run docket doctor"
    office.slack.misbehave("chat.update", Fault.ERROR, error="token_revoked", times=2)
    card.press("Cancel session").submit()
    wait_until(lambda: [call.method for call in office.slack.calls].count("chat.update") > 2)
    assert caplog.messages.count(said) == 1
