"""Stand-ins for Slack and the providers, and settings that name them."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from sandbox.providers import CareValidate, Prevail, Running, start
from sandbox.slack import Slack
from tests.commands.runner import Settings


@pytest.fixture
def slack() -> Iterator[Slack]:
    with Slack() as slack:
        yield slack


@pytest.fixture
def prevail() -> Iterator[Running[Prevail]]:
    with start(Prevail()) as prevail:
        yield prevail


@pytest.fixture
def carevalidate() -> Iterator[Running[CareValidate]]:
    with start(CareValidate()) as carevalidate:
        yield carevalidate


@pytest.fixture
def well(
    slack: Slack,
    prevail: Running[Prevail],
    carevalidate: Running[CareValidate],
    tmp_path: Path,
) -> Settings:
    return {
        "SLACK_BOT_TOKEN": slack.bot_token,
        "SLACK_SIGNING_SECRET": slack.signing_secret,
        "SLACK_API_URL": slack.api_url,
        "ANNOUNCE_CHANNEL": slack.channel_id("#docket-announcements"),
        "DATABASE_URL": f"sqlite:///{tmp_path}/docket.db",
        "PREVAIL_BASE_URL": prevail.base_url,
        "PREVAIL_API_KEY": prevail.provider.api_key,
        "PREVAIL_COMPANY_ID": prevail.provider.company_id,
        "CAREVALIDATE_BASE_URL": carevalidate.base_url,
        "CAREVALIDATE_API_KEY": carevalidate.provider.api_key,
    }
