"""Faults of clock, address, certificate and proxy are named, and no key goes where it should not."""

from contextlib import closing
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from bot.network.diagnosis import clock_fault, redirect_fault
from bot.providers.transport import Transport
from bot.scheduling.model.failures import Cause, Fault, NotAllowed, ProviderFailure, TryLater
from handlers.messages import connection_faults
from handlers.slack.web_api import SlackApi
from tests.faulty_servers import Authority, answering
from tests.network.faulty import CERTIFICATES, DAY

NOW = datetime(2027, 1, 20, 17, tzinfo=UTC)
SENT = {"Authorization": "Bearer a-key-that-nobody-may-see"}


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
