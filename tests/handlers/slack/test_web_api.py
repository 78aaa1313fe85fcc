"""The door to Slack: what each failure means, over real HTTP."""

import logging
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from bot.scheduling.model import failures
from handlers.slack.web_api import SlackApi
from sandbox.slack import Slack
from sandbox.slack.faults import Fault
from tests.handlers.canned import Canned, Said, canned_slack
from tests.lost_leases import nothing_arrives, send_without_lease

POST = "chat.postMessage"
MEANINGS: dict[type[failures.ProviderFailure], tuple[str, ...]] = {
    failures.RateLimited: ("ratelimited", "rate_limited"),
    failures.TryLater: ("service_unavailable",),
    failures.OutcomeUnknown: ("internal_error", "fatal_error"),
    failures.Gone: ("message_not_found", "cant_update_message"),
    failures.NotAllowed: ("invalid_auth", "missing_scope", "token_revoked"),
    failures.Refused: ("channel_not_found", "not_in_channel", "invalid_blocks"),
}


@pytest.fixture
def slack() -> Iterator[Canned]:
    with canned_slack() as slack:
        yield slack


@pytest.mark.parametrize(
    ("code", "failure"), [(code, failure) for failure, codes in MEANINGS.items() for code in codes]
)
def test_a_code_of_slacks_says_what_can_be_done(
    slack: Canned, code: str, failure: type[failures.ProviderFailure]
) -> None:
    slack.refuse(POST, code)
    with pytest.raises(failures.ProviderFailure) as failed:
        slack.api.call(POST, channel="C1", text="x")
    assert type(failed.value) is failure
    assert failed.value.reason == code


class Unprintable(str):
    """What nobody may write out."""

    __slots__ = ()

    def __repr__(self) -> str:
        raise AssertionError("it was written out")


def test_what_is_sent_is_not_written_out_for_a_log_that_is_off(
    slack: Canned, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.CRITICAL, logger="slack_sdk")
    slack.answer(POST)
    slack.api.call(POST, channel="C1", text=Unprintable("x"))
    assert slack.count(POST) == 1


def test_slack_is_told_nothing_by_whom_the_lease_was_taken_from() -> None:
    with nothing_arrives() as url:
        api = SlackApi(token="xoxb-1", base_url=f"{url}/api/", timeout=timedelta(seconds=5))
        send_without_lease(lambda: api.call(POST, channel="C1", text="x"))


@pytest.mark.parametrize(
    ("given", "after"),
    [
        *(("7", 7), ("0", 0), ("1.5", 1.5), (" 3 ", 3), ("3600", 3600)),
        *(("soon", None), ("", None), ("-1", None), ("\u00b2", None), ("1e3", None)),
        ("9" * 5_000, 24 * 3600),
        ("99999999999", 24 * 3600),
        ("Wed, 21 Oct 2015 07:28:00 GMT", 0),
        ("Wed, 21 Oct 2915 07:28:00 GMT", 24 * 3600),
        ("Wed, 99 Oct 2915", None),
    ],
)
def test_slack_says_how_long_it_wants_to_be_left_alone(
    slack: Canned, given: str, after: float | None
) -> None:
    headers = {"Retry-After": given} if given else {}
    slack.refuse(POST, "ratelimited", status=429, headers=headers)
    with pytest.raises(failures.TryLater) as failed:
        slack.api.call(POST, channel="C1", text="x")
    assert failed.value.after == (None if after is None else timedelta(seconds=after))
    assert slack.count(POST) == 1, "a message would stand twice"


@pytest.mark.parametrize(
    ("url", "is_slacks"),
    [
        ("https://hooks.slack.com/commands/T1/2/x", True),
        ("https://hooks.slack-gov.com/actions/T1/2/x", True),
        ("https://HOOKS.slack.com/app/T1/2/x", True),
        ("https://slack.com/api/x", True),
        ("http://hooks.slack.com/commands/T1/2/x", False),
        ("http://slack.com/api/x", False),
        ("https://hooks.slack.com.evil.example/x", False),
        ("https://evil.example/hooks.slack.com", False),
        ("https://hooks.slack.com@evil.example/x", False),
        ("https://hooks.slack.com\\@evil.example/x", False),
        ("https://user@hooks.slack.com/x", False),
        ("https://hooks.slack.com:8443/x", False),
        ("https://evilhooks.slack.com/x", False),
        ("https://hooks.sl\nack.com/x", False),
        ("https:/hooks.slack.com/x", False),
        ("//hooks.slack.com/x", False),
        ("http://127.0.0.1:9/x", False),
        ("http://169.254.169.254/latest/meta-data", False),
        ("file:///etc/passwd", False),
        ("ftp://hooks.slack.com/x", False),
        ("https://[", False),
        ("", False),
    ],
)
def test_only_slacks_own_addresses_take_answers(url: str, *, is_slacks: bool) -> None:
    second = timedelta(seconds=1)
    api = SlackApi(token="xoxb-1", base_url="https://slack.com/api/", timeout=second)
    assert api.takes_answers_at(url) is is_slacks


def test_a_slack_of_ones_own_takes_answers_at_its_own_address() -> None:
    second = timedelta(seconds=1)
    api = SlackApi(token="xoxb-1", base_url="http://127.0.0.1:9/api/", timeout=second)
    assert api.takes_answers_at("http://127.0.0.1:9/commands/T1/x")
    assert not api.takes_answers_at("http://127.0.0.1:99/commands/T1/x")
    assert not api.takes_answers_at("https://slack.com/api/x")


def test_an_answer_that_says_nothing_may_hide_that_it_was_done(slack: Canned) -> None:
    slack.refuse(POST, "Something <broke>!")
    with pytest.raises(failures.OutcomeUnknown) as failed:
        slack.api.call(POST, channel="C1", text="x")
    assert failed.value.reason == "unreadable_answer"


@pytest.mark.parametrize("status", [200, 302, 400, 500])
@pytest.mark.parametrize("body", [["x"], "x", 7, True, None, [], ""])
def test_an_answer_that_is_no_object_may_hide_that_it_was_done(
    slack: Canned, status: int, body: Any
) -> None:
    slack.answers[POST] = Said(body=body, status=status)
    reason = f"http_{status}" if status >= 400 else "unreadable_answer"
    with pytest.raises(failures.OutcomeUnknown, match=reason):
        slack.api.call(POST, channel="C1", text="x")


def test_nobody_there_means_that_nothing_was_done() -> None:
    nowhere = SlackApi(
        token="xoxb-1", base_url="http://127.0.0.1:9/api/", timeout=timedelta(seconds=1)
    )
    with pytest.raises(failures.TryLater) as failed:
        nowhere.call(POST, channel="C1", text="x")
    assert failed.value.reason == "unreachable"


@pytest.mark.parametrize(
    ("fault", "failure"),
    [(Fault.SLOW, failures.OutcomeUnknown), (Fault.DROP_AFTER, failures.OutcomeUnknown)],
)
def test_a_lost_answer_may_hide_that_it_was_done(
    fault: Fault, failure: type[failures.ProviderFailure]
) -> None:
    with Slack() as slack:
        slack.misbehave("auth.test", fault, seconds=30)
        api = SlackApi(
            token=slack.bot_token, base_url=slack.api_url, timeout=timedelta(seconds=0.2)
        )
        with pytest.raises(failure):
            api.call("auth.test")


def test_what_slack_reads_only_as_a_query_is_sent_so() -> None:
    with Slack() as slack:
        api = SlackApi(token=slack.bot_token, base_url=slack.api_url, timeout=timedelta(seconds=5))
        ana = slack.person("Ana Reyes")
        assert api.call("users.info", user=ana.id, include_locale=True)["user"]["locale"] == "en-US"
        here = slack.channel_id("#depositions")
        assert api.call("conversations.info", channel=here)["channel"]["id"] == here


def test_what_is_none_is_not_sent(slack: Canned) -> None:
    slack.answer(POST)
    slack.api.call(POST, channel="C1", text="x", thread_ts=None)
    ((_, sent),) = slack.asked
    assert "thread_ts" not in sent
