"""Docket as people meet it: a Slack, a Prevail, and the bot between them, all over real HTTP."""

import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr
from waitress import create_server

from bot.app import Running, build
from bot.settings import Settings
from sandbox.providers import Pace, Prevail, start
from sandbox.providers import Running as Provider
from sandbox.slack import Slack
from sandbox.slack.person import Person

PREVAIL_KEY = "a-key-that-is-long-enough-for-hs256"
COMPANY = "smith-reporting"


@dataclass(frozen=True, kw_only=True)
class Office:
    """Everything a test touches: the workspace, the provider, and the bot's own parts."""

    slack: Slack
    prevail: Provider[Prevail]
    running: Running
    settings: Settings
    url: str

    def person(self, name: str) -> Person:
        """Be somebody in the workspace."""
        return self.slack.person(name)

    @property
    def sessions(self) -> list[Any]:
        """What Prevail has booked."""
        return list(self.prevail.provider.sessions)


StartOffice = Callable[..., Office]


@pytest.fixture
def start_office(tmp_path: Path) -> Iterator[StartOffice]:
    """Start an office with other settings than usual, as often as a test needs one."""
    with ExitStack() as stack:

        def start_one(**settings: Any) -> Office:
            return stack.enter_context(office_with(tmp_path, **settings))

        yield start_one


@pytest.fixture
def office(start_office: StartOffice) -> Office:
    """Start an office as most have it."""
    return start_office()


@contextmanager
def office_with(folder: Path, **settings: Any) -> Iterator[Office]:
    """Start Slack, Prevail and the bot, and stop them in the right order."""
    prevail_is = Prevail(
        api_key=PREVAIL_KEY,
        company_id=COMPANY,
        self_service=settings.get("prevail_self_service", True),
        members={"host@firm.example"},
    )
    with (
        Slack() as slack,
        start(prevail_is, pace=Pace(slow=1, retry_after=1)) as prevail,
        bot_between(slack, prevail, folder, **settings) as office,
    ):
        yield office


@contextmanager
def bot_between(
    slack: Slack, prevail: Provider[Prevail], folder: Path, **settings: Any
) -> Iterator[Office]:
    """Run the bot between a Slack and a Prevail that run already."""
    chosen = Settings(
        _env_file=None,
        **{
            "database_url": f"sqlite:///{folder / 'docket.db'}",
            "slack_bot_token": SecretStr(slack.bot_token),
            "slack_signing_secret": SecretStr(slack.signing_secret),
            "slack_api_url": slack.api_url,
            "announce_channel": slack.channel_id("#docket-announcements"),
            "prevail_base_url": prevail.base_url,
            "prevail_api_key": SecretStr(PREVAIL_KEY),
            "prevail_company_id": COMPANY,
            **settings,
        },
    )
    running = build(chosen)
    server = create_server(running.front, host="127.0.0.1", port=0, threads=16)
    url = f"http://127.0.0.1:{server.effective_port}"
    thread = threading.Thread(target=server.run)
    thread.start()
    running.workers.start()
    slack.connect(f"{url}/slack/events")
    try:
        yield Office(slack=slack, prevail=prevail, running=running, settings=chosen, url=url)
    finally:
        server.close()
        thread.join()
        server.task_dispatcher.shutdown()
        running.stop()
