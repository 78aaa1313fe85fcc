"""docket doctor: faults of clock, address, certificate and proxy, each with what to do."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.__main__ import main
from bot.scheduling.model.failures import Cause
from sandbox.slack import Slack
from tests.faulty_servers import Authority, answering
from tests.network.faulty import CERTIFICATES


@pytest.fixture
def settings(tmp_path: Path) -> Iterator[dict[str, str]]:
    with Slack() as slack:
        yield {
            "SLACK_BOT_TOKEN": slack.bot_token,
            "SLACK_APP_TOKEN": slack.app_token,
            "SLACK_API_URL": slack.api_url,
            "DATABASE_URL": f"sqlite:///{tmp_path}/docket.db",
            "PREVAIL_API_KEY": "a-key-that-is-long-enough-for-hs256",
            "PREVAIL_COMPANY_ID": "smith",
        }


def doctor(settings: Mapping[str, str], **changes: str) -> str:
    result = CliRunner().invoke(main, ["doctor"], env={**settings, **changes})
    assert result.exit_code == 1
    return result.output


def test_doctor_says_by_how_much_the_clock_is_off(settings: dict[str, str]) -> None:
    date = format_datetime(datetime.now(UTC) + timedelta(hours=2, seconds=5), usegmt=True)
    with answering(401, headers={"Date": date}) as server:
        here = f"http://127.0.0.1:{server.server_port}"
        printed = doctor(settings, PREVAIL_BASE_URL=here)
        of_slack = doctor(settings, PREVAIL_API_KEY="", SLACK_API_URL=f"{here}/api/")
    assert (
        "PROBLEM Prevail: Prevail rejects Docket's token, and this machine's clock is 2 hr"
        in printed
    )
    assert "behind Prevail's. Set the clock." in printed
    assert "PROBLEM Clock: this machine's clock is 2 hr" in of_slack
    assert "Clock" not in printed


def test_doctor_says_where_an_api_moved_to(settings: dict[str, str]) -> None:
    new = "https://api-v2.prevail.ai/sessions?key=hush"
    with answering(308, headers={"Location": new}) as server:
        printed = doctor(settings, PREVAIL_BASE_URL=f"http://127.0.0.1:{server.server_port}")
    assert "Prevail redirects Docket to api-v2.prevail.ai. Docket doesn't follow" in printed
    assert "set PREVAIL_BASE_URL to its new address" in printed
    assert "hush" not in printed


@pytest.mark.parametrize(
    ("provider", "key"),
    [
        ("Prevail", "PREVAIL_BASE_URL"),
        ("Cronofy", "CRONOFY_BASE_URL"),
        ("CareValidate", "CAREVALIDATE_BASE_URL"),
    ],
)
@pytest.mark.parametrize("status", [404, 410])
def test_doctor_says_that_nothing_is_at_an_address(
    settings: dict[str, str], provider: str, key: str, status: int
) -> None:
    keys = {"CRONOFY_API_KEY": "k", "CAREVALIDATE_API_KEY": "k"}
    with answering(status) as server:
        there = f"http://127.0.0.1:{server.server_port}/wrong"
        printed = doctor(settings, **keys, **{key: there})
    assert f"PROBLEM {provider}: {provider} has nothing at" in printed
    assert f"Check {key}, especially the path" in printed


@pytest.mark.parametrize(
    ("cause", "said"),
    [
        (Cause.EXPIRED, "'s certificate has expired, or this machine's clock is ahead."),
        (Cause.NOT_YET_VALID, "'s certificate isn't valid yet"),
        (Cause.OTHER_NAME, "'s address is for a different name."),
        (Cause.UNTRUSTED, "'s certificate isn't from an authority Docket trusts."),
    ],
)
def test_doctor_says_what_is_wrong_with_a_certificate(
    settings: dict[str, str], trusted: Authority, cause: Cause, said: str
) -> None:
    with answering(200, tls=trusted.context(**CERTIFICATES[cause])) as server:
        here = f"https://localhost:{server.server_port}"
        printed = doctor(settings, PREVAIL_BASE_URL=here)
        of_slack = doctor(settings, PREVAIL_API_KEY="", SLACK_API_URL=f"{here}/api/")
    assert f"Prevail{said}" in printed
    assert f"Slack{said}" in of_slack


@pytest.mark.parametrize(
    ("status", "body", "said"),
    [
        (401, b"{}", "doesn't accept Docket's key. Check {key}"),
        (401, b'{"error": "Expired"}', "doesn't accept Docket's key. Check {key}"),
        (403, b"{}", "doesn't allow Docket to do this. Check {key}"),
        (400, b"{}", "rejects the check. Check {address}"),
        (405, b"<html>", "rejects the check. Check {address}"),
        (421, b"", "rejects the check. Check {address}"),
        (200, b"", "Docket can't read its answer. Check {address}"),
        (200, b"<html>Sign in</html>", "Docket can't read its answer. Check {address}"),
        (200, b'{"ok": "fine"}', "Docket can't read its answer. Check {address}"),
        (429, b"", "it asked Docket to wait. Try again"),
        (502, b"<html>", "it has a problem of its own. Try again"),
    ],
)
def test_doctor_says_what_came_and_which_setting_to_check(
    settings: dict[str, str], status: int, body: bytes, said: str
) -> None:
    providers = ("Prevail", "Cronofy", "CareValidate")
    with answering(status, body=body) as server:
        here = {
            f"{name.upper()}_BASE_URL": f"http://127.0.0.1:{server.server_port}"
            for name in providers
        }
        printed = doctor(settings, CRONOFY_API_KEY="k", CAREVALIDATE_API_KEY="k", **here)
    lines = {line.split()[1]: line for line in printed.splitlines()}
    for name in providers:
        upper = name.upper()
        right = said.format(key=f"{upper}_API_KEY", address=f"{upper}_BASE_URL")
        assert lines[f"{name}:"].startswith("PROBLEM")
        assert right in lines[f"{name}:"]
        assert "did not answer" not in lines[f"{name}:"]
        assert ("“Expired”" in lines[f"{name}:"]) is (b"Expired" in body)


def test_doctor_says_what_to_look_at_where_nobody_answers(settings: dict[str, str]) -> None:
    printed = doctor(settings, PREVAIL_BASE_URL="http://127.0.0.1:9")
    assert "PROBLEM Prevail: Docket couldn't reach it. Try again" in printed
    assert "check PREVAIL_BASE_URL and this machine's network." in printed


UNREADABLE = "Docket can't read its answer (unreadable_answer)."


@pytest.mark.parametrize(
    ("status", "body", "said"),
    [
        *((status, b"<html>", f"it answers HTTP {status}.") for status in (401, 502)),
        (404, b"{}", "it answers HTTP 404."),
        (200, b"<html>", UNREADABLE),
    ],
)
def test_doctor_does_not_blame_a_channel_where_slack_cannot_be_asked(
    settings: dict[str, str], status: int, body: bytes, said: str
) -> None:
    named = {"ANNOUNCE_CHANNEL": "C0123456789", "APPOINTMENT_STAFF": "S0123456789"}
    with answering(status, body=body) as server:
        there = f"http://127.0.0.1:{server.server_port}/api/"
        printed = doctor(settings, PREVAIL_API_KEY="", SLACK_API_URL=there, **named)
    assert f"PROBLEM Slack: {said} Check SLACK_API_URL" in printed
    assert "warning Announcements: Docket couldn't ask Slack about C0123456789" in printed
    assert "warning Appointment staff: Docket couldn't ask Slack about S0123456789" in printed
    assert "must be a channel ID" not in printed
    assert "optional scope" not in printed


def test_doctor_looks_whether_slack_would_open_a_connection(settings: dict[str, str]) -> None:
    assert "ok      Socket Mode: Slack accepts SLACK_APP_TOKEN." in doctor(
        settings, PREVAIL_BASE_URL="http://127.0.0.1:9"
    )
    printed = doctor(settings, PREVAIL_API_KEY="", SLACK_APP_TOKEN="xapp-wrong")
    assert "PROBLEM Socket Mode: it doesn't recognize SLACK_APP_TOKEN. Copy it again" in printed
    assert "xapp-wrong" not in printed
