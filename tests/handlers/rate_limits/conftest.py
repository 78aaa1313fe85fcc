"""A workspace with its work for Slack."""

from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from bot.scheduling.jobs.notifications import Notifier
from handlers.slack.channels import Channels
from handlers.slack.people import People
from handlers.slack.visibility import ChannelVisibility
from handlers.slack.web_api import SlackApi
from handlers.ui.notices import SlackNotices
from sandbox.slack import Slack, people
from tests.builders import NOW
from tests.handlers.rate_limits.room import Room, WaitingClock
from tests.outgoing import held_to_limits
from tests.sqlite import open_sqlite


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    clock = WaitingClock()
    with (
        Slack(clock=lambda: clock().timestamp()) as slack,
        held_to_limits(slack),
        closing(open_sqlite(tmp_path / "docket.db")) as store,
    ):
        api = SlackApi(token=slack.bot_token, base_url=slack.api_url, timeout=timedelta(seconds=5))
        notices = SlackNotices(
            api,
            people=People(api, admins=frozenset()),
            visibility=ChannelVisibility(Channels(), patient=api, prompt=api),
            clock=lambda: NOW,
        )
        notifier = Notifier(notices, get=store.get, admins=(people.CARLA.id,), clock=clock)
        yield Room(slack, store, notifier, clock)
