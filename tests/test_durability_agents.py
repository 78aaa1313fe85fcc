"""What was accepted for Cronofy survives the process: agents, errands, and what goes along."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from sandbox.providers import Cronofy, FaultSettings, start
from sandbox.providers import Running as Provider
from sandbox.providers.cronofy import CALENDAR
from sandbox.slack import Slack
from tests.process import serving

CALL = "https://zoom.example/j/123?pwd=s3cret"
HERE = "#depositions"
SECONDS = 15.0
SECRETS = ("s3cret", "harbor-reporting", "sandbox-cronofy")


@pytest.fixture
def slack() -> Iterator[Slack]:
    with Slack() as slack:
        yield slack


@pytest.fixture
def cronofy() -> Iterator[Provider[Cronofy]]:
    with start(Cronofy(), fault_settings=FaultSettings(slow=1)) as cronofy:
        yield cronofy


@pytest.fixture
def environment(slack: Slack, cronofy: Provider[Cronofy], tmp_path: Path) -> dict[str, str]:
    return {
        "DATABASE_URL": f"sqlite:///{tmp_path / 'docket.db'}",
        "SLACK_BOT_TOKEN": slack.bot_token,
        "SLACK_SIGNING_SECRET": slack.signing_secret,
        "SLACK_API_URL": slack.api_url,
        "CRONOFY_BASE_URL": cronofy.base_url,
        "CRONOFY_API_KEY": cronofy.provider.api_key,
        "CRONOFY_ACCESS_TOKEN": cronofy.provider.access_token,
    }


def test_after_a_kill_what_may_be_repeated_is_and_what_may_not_is_said(
    slack: Slack, cronofy: Provider[Cronofy], environment: dict[str, str], tmp_path: Path
) -> None:
    ana = slack.person("Ana Reyes")
    with serving(tmp_path, environment) as bot:
        slack.connect(f"{bot.url}/slack/events")
        cronofy.faults.set("hang_after", times=3)
        for number, line in enumerate((f"{CALL} tomorrow 2pm", CALL), start=1):
            ana.command(HERE, f"/agent {line}").submit()
            cronofy.wait_for(lambda n=number: len(cronofy.received) == n)  # type: ignore[misc] # mypy reads no defaults here
        ana.command(HERE, f"/agent delete {CALENDAR} evt_kickoff").submit()
        cronofy.wait_for(lambda: len(cronofy.received) == 3)
        ana.wait_for_message(HERE, "Sending…")
        bot.kill()
    cronofy.faults.clear()
    with serving(tmp_path, environment) as bot:
        slack.connect(f"{bot.url}/slack/events")
        ana.timeout = SECONDS
        ana.wait_for_message(HERE, "The agent joins by itself")
        ana.wait_for_message(HERE, "Look in the call whether an agent has joined")
        ana.wait_for_message("@app", "event evt_kickoff").wait_for_text("Done.")
        assert len([agent for agent in cronofy.provider.agents if agent.scheduling_key]) == 1
        assert len([agent for agent in cronofy.provider.agents if not agent.scheduling_key]) == 1
        assert not any(secret in bot.log for secret in SECRETS)
