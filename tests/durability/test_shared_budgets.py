"""Two processes on one database share what Slack takes: cards in a channel, and pages of its history."""

from collections.abc import Iterator
from contextlib import ExitStack
from functools import partial

import pytest

from sandbox.slack import Fault
from sandbox.slack.screens import Screen
from tests.deployment import Deployment
from tests.durability.kills.fleet import Fleet
from tests.durability.kills.people import typed
from tests.durability.orders import in_days
from tests.postgresql import database
from tests.waiting import wait_until

POST, HISTORY = "chat.postMessage", "conversations.history"
HERE, ELSEWHERE, THIRD = "#depositions", "#general", "#docket-announcements"


@pytest.fixture(params=["sqlite", "postgresql"])
def fleet(request: pytest.FixtureRequest, deployment: Deployment) -> Iterator[Fleet]:
    """Run two processes, which take turns in answering Slack."""
    with ExitStack() as stack:
        environment = deployment.environment
        if request.param == "postgresql":
            environment |= {"DATABASE_URL": stack.enter_context(database())}
        fleet = stack.enter_context(Fleet(2, folder=deployment.folder, environment=environment))
        for number in range(len(fleet)):
            fleet.wait_until_up(number)
        deployment.slack.connect(f"{fleet.url}/slack/events")
        yield fleet


def book(deployment: Deployment, *titles: str, channel: str = HERE) -> None:
    """Book sessions with these titles, one after the other."""
    for title in titles:
        line = f"/session {typed(in_days(3))}"
        screen = deployment.slack.person("Ana Reyes").command(channel, line)
        wait_until(partial(is_taken, screen.fill("Title", title)))


def is_taken(form: Screen) -> bool:
    """Send a form, and return whether it closed."""
    return not form.submit().is_open


def confirmed(deployment: Deployment, channel: str = HERE) -> list[str]:
    """Return the titles of the sessions whose card says in a channel that they are confirmed, in order."""
    said = deployment.slack.person("Ana Reyes").messages(channel)
    texts = [message.text for message in said if "Confirmed" in message.text]
    return [f"Matter {text.split('Matter ')[1][0]}" for text in texts]


@pytest.mark.usefixtures("fleet")
def test_cards_for_one_channel_go_out_by_the_second_and_in_order(deployment: Deployment) -> None:
    deployment.slack.limit(POST, burst=1)
    titles = [f"Matter {number}" for number in range(8)]
    book(deployment, *titles)
    wait_until(lambda: len(confirmed(deployment)) == len(titles), within=90)
    assert confirmed(deployment) == titles
    assert deployment.slack.faults.over_limit <= 5, "as few as with one process"


@pytest.mark.usefixtures("fleet")
def test_after_one_refusal_no_process_reads_history_before_its_time(
    deployment: Deployment,
) -> None:
    slack = deployment.slack
    slack.misbehave(HISTORY, Fault.RATE_LIMITED, seconds=600)
    slack.misbehave(POST, Fault.DROP_AFTER)
    book(deployment, "Matter 0")
    wait_until(lambda: calls(deployment, HISTORY) == 1, within=90)
    slack.misbehave(POST, Fault.DROP_AFTER, times=2)
    book(deployment, "Matter 1", channel=ELSEWHERE)
    book(deployment, "Matter 2", channel=THIRD)
    wait_until(lambda: calls(deployment, POST) == 3, within=90)
    book(deployment, "Matter 3", "Matter 4")
    wait_until(lambda: confirmed(deployment) == ["Matter 3", "Matter 4"], within=90)
    assert calls(deployment, HISTORY) == 1


def calls(deployment: Deployment, method: str) -> int:
    """Count the calls of a method."""
    return len([call for call in deployment.slack.calls if call.method == method])
