"""Faults of clock, address, certificate and proxy are named, and no key goes where it should not."""

from collections.abc import Iterator, Mapping
from contextlib import closing
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from bot.__main__ import main
from bot.network.diagnosis import clock_fault, redirect_fault
from bot.providers.transport import Transport
from bot.scheduling.model.failures import Cause, Fault, NotAllowed, ProviderFailure, TryLater
from handlers.messages import connection_faults
from handlers.slack.web_api import SlackApi
from sandbox.slack import Slack
from tests.elsewhere import Authority, answering

NOW = datetime(2027, 1, 20, 17, tzinfo=UTC)
DAY = timedelta(days=1)
SENT = {"Authorization": "Bearer a-key-that-nobody-may-see"}


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return Authority(tmp_path)


@pytest.fixture
def trusted(authority: Authority, monkeypatch: pytest.MonkeyPatch) -> Authority:
    """Have this process trust an authority of the test's own."""
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.file))
    return authority


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


def failure(base_url: str, *, timed: bool = False) -> ProviderFailure:
    """Return how a change at a provider fails there."""
    with closing(Transport("Prevail", base_url=base_url, keys_carry_time=timed)) as transport:
        with pytest.raises(ProviderFailure) as caught:
            transport.change("POST", "sessions", headers=SENT, body={})
        return caught.value


def slack_failure(base_url: str) -> ProviderFailure:
    door = SlackApi(token="xoxb-secret", base_url=base_url, timeout=timedelta(seconds=5))
    with pytest.raises(ProviderFailure) as caught:
        door.call("auth.test")
    return caught.value


# Clocks.


@pytest.mark.parametrize(
    ("off", "said"),
    [
        (timedelta(seconds=0), None),
        (timedelta(seconds=9), None),
        (timedelta(seconds=-9), None),
        (timedelta(seconds=11), "11 s ahead of"),
        (timedelta(seconds=-45), "45 s behind"),
        (timedelta(minutes=7), "7 min ahead of"),
        (timedelta(minutes=-7, seconds=-12), "7 min 12 s behind"),
        (timedelta(hours=5), "5 hr ahead of"),
        (timedelta(days=-3, hours=-4, minutes=-5), "3 d 4 hr behind"),
        (timedelta(days=366), "366 d ahead of"),
    ],
)
def test_a_clock_is_off_by_what_it_differs_from_the_date_of_an_answer(
    off: timedelta, said: str | None
) -> None:
    date = format_datetime(NOW - off, usegmt=True)
    found = clock_fault(date, sent=NOW, received=NOW)
    assert found == (Fault(Cause.CLOCK, said) if said else None)


def test_an_answer_that_took_its_time_says_nothing_of_the_clock() -> None:
    sent, received = NOW, NOW + timedelta(seconds=40)
    for after in (0, 20, 40):
        date = format_datetime(NOW + timedelta(seconds=after), usegmt=True)
        assert clock_fault(date, sent=sent, received=received) is None


@pytest.mark.parametrize("date", ["", "yesterday", "Wed, 20 Jan 2027 17:00:00", "7", "-", "é"])
def test_a_date_that_says_nothing_says_nothing_of_the_clock(date: str) -> None:
    assert clock_fault(date, sent=NOW, received=NOW) is None


@pytest.mark.parametrize("status", [401, 403])
def test_a_refused_token_is_laid_to_the_clock_only_where_it_is_off(status: int) -> None:
    for off, cause in ((timedelta(minutes=8), Cause.CLOCK), (timedelta(0), None)):
        date = format_datetime(datetime.now(UTC) + off, usegmt=True)
        with answering(status, headers={"Date": date}) as server:
            told = failure(f"http://127.0.0.1:{server.server_port}", timed=True)
        assert isinstance(told, NotAllowed)
        assert told.fault is not None
        assert told.fault.cause is (cause or (Cause.KEY if status == 401 else Cause.RIGHTS))


def test_a_key_that_tells_no_time_is_not_refused_for_the_clock() -> None:
    date = format_datetime(datetime.now(UTC) - DAY, usegmt=True)
    with answering(401, headers={"Date": date}) as server:
        told = failure(f"http://127.0.0.1:{server.server_port}")
    assert told.fault == Fault(Cause.KEY)


# New addresses.


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_an_api_that_moved_is_named_and_never_followed(status: int) -> None:
    with answering(200) as there:
        new = f"http://127.0.0.1:{there.server_port}/v2/sessions?token=hush"
        with answering(status, headers={"Location": new}) as here:
            told = failure(f"http://127.0.0.1:{here.server_port}")
            slack = slack_failure(f"http://127.0.0.1:{here.server_port}/api/")
        assert there.received == []
    for each in (told, slack):
        assert isinstance(each, NotAllowed)
        assert each.fault == Fault(Cause.MOVED, f"127.0.0.1:{there.server_port}")


@pytest.mark.parametrize(
    ("location", "shown"),
    [
        ("https://api-v2.prevail.ai/sessions?key=hush", "api-v2.prevail.ai"),
        ("https://api.prevail.ai:8443/", "api.prevail.ai:8443"),
        ("//new.prevail.ai/x", "new.prevail.ai"),
        ("https://user:hush@new.prevail.ai/", "new.prevail.ai"),
        ("/v2/sessions", ""),
        ("https://api.prevail.ai/v2", ""),
        ("https://a-key-that-nobody-may-see.evil.example/", ""),
        ("https://A-KEY-THAT-nobody-may-see.evil.example/", ""),
        ("https://evil.example:99999/", ""),
        ("https://[::1", ""),
        ("https://<script>.example/", ""),
        ("javascript:alert(1)", ""),
        ("https://" + "a." * 200 + "example/", ""),
        ("", ""),
    ],
)
def test_of_a_new_address_only_a_plain_host_is_shown(location: str, shown: str) -> None:
    found = redirect_fault(location, asked="https://api.prevail.ai/sessions", sent=SENT.values())
    assert found == Fault(Cause.MOVED, shown)


# Certificates.

CERTIFICATES: Mapping[Cause, Mapping[str, Any]] = {
    Cause.EXPIRED: {"begins": -2 * DAY, "ends": -DAY},
    Cause.NOT_YET_VALID: {"begins": DAY, "ends": 2 * DAY},
    Cause.OTHER_NAME: {"name": "elsewhere.example"},
    Cause.UNTRUSTED: {"signs_itself": True},
}


@pytest.mark.parametrize("cause", CERTIFICATES)
def test_a_certificate_that_fails_is_named(trusted: Authority, cause: Cause) -> None:
    with answering(200, tls=trusted.context(**CERTIFICATES[cause])) as server:
        told = failure(f"https://localhost:{server.server_port}")
        slack = slack_failure(f"https://localhost:{server.server_port}/api/")
        assert server.received == []
    for each in (told, slack):
        assert type(each) is TryLater
        assert each.fault == Fault(cause)


def test_what_is_trusted_is_read_once_for_all_calls(trusted: Authority) -> None:
    with answering(200, tls=trusted.context(), body=b'{"ok": true}') as server:
        address = f"https://localhost:{server.server_port}"
        door = SlackApi(token="xoxb-secret", base_url=address, timeout=timedelta(seconds=5))
        with closing(Transport("Prevail", base_url=address)) as first:
            first.read("sessions", headers=SENT)
        door.call("auth.test")
        trusted.file.unlink()
        door.call("auth.test")
        with closing(Transport("Cronofy", base_url=address)) as second:
            second.read("sessions", headers=SENT)
    assert len(server.received) == 4


def test_a_certificate_of_an_authority_nobody_trusts_is_named(authority: Authority) -> None:
    with answering(200, tls=authority.context()) as server:
        told = failure(f"https://localhost:{server.server_port}")
    assert told.fault == Fault(Cause.UNTRUSTED)


def test_a_certificate_that_is_right_is_no_fault(trusted: Authority) -> None:
    with (
        answering(422, tls=trusted.context()) as server,
        closing(
            Transport("Prevail", base_url=f"https://localhost:{server.server_port}")
        ) as transport,
        pytest.raises(ProviderFailure) as caught,
    ):
        transport.read("sessions", headers=SENT)
    assert caught.value.fault is None


# The way there.


def test_an_address_that_speaks_no_tls_is_named() -> None:
    with answering(200) as server:
        told = failure(f"https://127.0.0.1:{server.server_port}")
        slack = slack_failure(f"https://127.0.0.1:{server.server_port}/api/")
    assert told.fault == slack.fault == Fault(Cause.NO_TLS)


def test_a_name_that_cannot_be_looked_up_is_named() -> None:
    told = failure("https://prevail.invalid")
    slack = slack_failure("https://slack.invalid/api/")
    assert type(told) is type(slack) is TryLater
    assert told.fault == slack.fault == Fault(Cause.NAME)


@pytest.mark.parametrize("status", [403, 407, 502])
def test_a_proxy_that_refuses_is_named_and_nothing_was_done(
    monkeypatch: pytest.MonkeyPatch, status: int
) -> None:
    with answering(status) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{proxy.server_port}")
        told = failure("https://api.prevail.ai")
        slack = slack_failure("https://slack.com/api/")
    for each in (told, slack):
        assert type(each) is TryLater
        assert each.fault == Fault(Cause.PROXY, str(status))


@pytest.mark.parametrize("proxy", ["http://proxy.invalid:8080", "http://127.0.0.1:9"])
def test_a_proxy_out_of_reach_is_not_taken_for_the_address_behind_it(
    monkeypatch: pytest.MonkeyPatch, proxy: str
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", proxy)
    told = failure("https://api.prevail.ai")
    slack = slack_failure("https://slack.com/api/")
    assert type(told) is type(slack) is TryLater
    assert told.fault == slack.fault == Fault(Cause.NO_PROXY)
    assert "HTTPS_PROXY" in connection_faults.explain("Prevail", Fault(Cause.NO_PROXY))


def test_what_goes_past_the_proxy_is_not_laid_to_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("NO_PROXY", "prevail.invalid,slack.invalid")
    told, slack = failure("https://prevail.invalid"), slack_failure("https://slack.invalid/api/")
    assert told.fault == slack.fault == Fault(Cause.NAME)


def test_a_port_where_nobody_answers_is_no_fault_that_is_known() -> None:
    assert failure("https://127.0.0.1:9").fault is None
    assert slack_failure("https://127.0.0.1:9/api/").fault is None


def test_a_proxy_that_refuses_a_plain_request_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    with answering(407) as proxy:
        monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{proxy.server_port}")
        told = failure("http://prevail.invalid")
    assert told.fault == Fault(Cause.PROXY, "407")


# What doctor says of it.


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


@pytest.mark.parametrize(
    ("status", "body", "said"),
    [
        (401, b"<html>", "it answers HTTP 401."),
        (404, b"{}", "it answers HTTP 404."),
        (502, b"<html>", "it answers HTTP 502."),
        (200, b"<html>", "Docket can't read its answer (unreadable_answer)."),
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
