"""A workspace, a notifier in it, and a booking of one of its members."""

from collections.abc import Iterator

import pytest

from bot.scheduling.jobs.notifications import Notifier
from bot.scheduling.model.booking import Booking
from sandbox.slack import Slack
from tests.builders import NOW, a_booking
from tests.outgoing import held_to_limits
from tests.scheduling.jobs.notifications.bench import ADMINS, HERE, a_notifier


@pytest.fixture
def slack() -> Iterator[Slack]:
    with Slack(clock=NOW.timestamp) as slack, held_to_limits(slack):
        yield slack


@pytest.fixture
def notifier(slack: Slack) -> Notifier:
    return a_notifier(slack, admins=ADMINS)


@pytest.fixture
def booking(slack: Slack) -> Booking:
    ana = slack.person("Ana Reyes")
    return a_booking(owner=ana.id, channel=slack.channel_id(HERE))
