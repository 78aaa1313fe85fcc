"""The same workspace, reached by a bot that holds a line open instead of being called."""

from collections.abc import Iterator

import pytest
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from sandbox.slack import Slack
from tests.sandbox.booker import bolt_app


@pytest.fixture
def slack(empty_slack: Slack) -> Iterator[Slack]:
    """Return a workspace whose app is connected by Socket Mode and has no address."""
    handler = SocketModeHandler(
        bolt_app(empty_slack),
        app_token=empty_slack.app_token,
        web_client=WebClient(base_url=empty_slack.api_url),
    )
    # slack_sdk's thread may go on by the state that connecting replaces, and would never hear of the end.
    before = handler.client.current_session_state
    handler.connect()  # type: ignore[no-untyped-call]  # slack_bolt leaves it untyped
    empty_slack.wait_for_connection()
    yield empty_slack
    before.terminated = True
    handler.close()  # type: ignore[no-untyped-call]  # slack_bolt leaves it untyped


def test_commands_buttons_and_forms_go_over_the_line(slack: Slack) -> None:
    ana = slack.person("Ana Reyes")
    screen = ana.command("#depositions", "/book noon")
    assert screen.fill("Title", "bad").submit().errors == {"Title": "Not this one."}
    screen.fill("Title", "Doe").submit().wait_until_closed()
    ana.wait_for_message("#depositions", "Doe").press("Cancel thing")
    ana.wait_for_message("#depositions", "Canceled")


def test_options_and_events_go_over_the_line(slack: Slack) -> None:
    ana = slack.person("Ana Reyes")
    assert ana.command("#depositions", "/book noon").options("Time zone", "par") == ["Paris"]
    ana.home().wait_for_text("Hello @Ana Reyes")


def test_what_nobody_acknowledges_times_out(slack: Slack) -> None:
    ana = slack.person("Ana Reyes")
    ana.command("#depositions", "/silent")
    ana.wait_for_message("#depositions", "operation_timeout")


def test_only_the_apps_own_token_opens_a_line(empty_slack: Slack) -> None:
    client = WebClient(base_url=empty_slack.api_url)
    for token, error in (
        (empty_slack.bot_token, "not_allowed_token_type"),
        ("xapp-wrong", "invalid_auth"),
    ):
        with pytest.raises(SlackApiError) as raised:
            client.apps_connections_open(app_token=token)
        assert raised.value.response["error"] == error
