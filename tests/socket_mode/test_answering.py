"""Whatever comes over Socket Mode is answered once."""

from collections.abc import Callable

import pytest
from slack_bolt import BoltResponse

from sandbox.slack import Slack
from sandbox.slack.errors import SlackError
from sandbox.slack.faults import Fault
from tests.socket_mode import clients
from tests.socket_mode.clients import FOUND, Body, Listening
from tests.waiting import PATIENCE, wait_until


@pytest.mark.usefixtures("mode")
def test_an_envelope_that_comes_again_gets_its_answer_again_and_is_done_once(
    slack: Slack, listening: Listening
) -> None:
    first = clients.ask(slack, "one")
    (envelope_id,) = slack.connections.acknowledged
    assert clients.ask(slack, "another", envelope_id=envelope_id, retry_attempt=1) == first
    slack.connections.close_all()
    wait_until(clients.opened(slack, 2))
    assert clients.ask(slack, "a third", envelope_id=envelope_id, retry_attempt=2) == first
    assert [body["text"] for body in listening.asked] == ["one"]
    assert slack.connections.acknowledged == [envelope_id] * 3


@pytest.mark.usefixtures("mode")
def test_an_event_that_comes_again_in_another_envelope_is_done_once(
    slack: Slack, listening: Listening
) -> None:
    for attempt in range(2):
        slack.connections.deliver(
            "events_api", {"event_id": "Ev1"}, timeout=PATIENCE, retry_attempt=attempt
        )
    slack.connections.deliver("events_api", {"event_id": "Ev2"}, timeout=PATIENCE)
    assert [body["event_id"] for body in listening.asked] == ["Ev1", "Ev2"]


@pytest.mark.parametrize(
    "failing",
    [lambda _: BoltResponse(status=500, body=""), lambda body: body["nothing"]],
    ids=["refused", "raised"],
)
@pytest.mark.usefixtures("mode")
def test_what_could_not_be_answered_is_not_acknowledged_and_done_when_it_comes_again(
    slack: Slack,
    listening: Listening,
    failing: Callable[[Body], BoltResponse],
) -> None:
    listening.answer = failing
    with pytest.raises(SlackError, match="operation_timeout"):
        slack.connections.deliver("events_api", {"event_id": "Ev1"}, timeout=0.3)
    assert slack.connections.acknowledged == []
    listening.answer = clients.all_well
    slack.connections.deliver("events_api", {"event_id": "Ev1"}, timeout=PATIENCE, retry_attempt=1)
    assert len(listening.asked) == 2


@pytest.mark.usefixtures("mode")
def test_an_answer_that_outlives_its_connection_goes_by_the_next(
    slack: Slack, listening: Listening
) -> None:
    go_on = clients.delayed(listening)
    asking, answers = clients.asking_once(slack, listening)
    slack.connections.proxy.reset()
    wait_until(clients.opened(slack, 2))
    go_on.set()
    asking.join(PATIENCE)
    assert answers == [{"text": "heard list"}]


@pytest.mark.usefixtures("mode")
def test_an_answer_that_is_ready_between_two_connections_waits_for_the_next(
    slack: Slack, listening: Listening, said: Callable[[str], int]
) -> None:
    go_on = clients.delayed(listening)
    asking, answers = clients.asking_once(slack, listening)
    slack.misbehave("apps.connections.open", Fault.SLOW, seconds=0.5)
    slack.connections.proxy.reset()
    wait_until(lambda: said("Docket is disconnected from Slack") == 1)
    go_on.set()
    asking.join(PATIENCE)
    assert answers == [{"text": "heard list"}]
    assert said("an answer did not reach Slack") == 0


def test_an_answer_that_reaches_nobody_is_logged(
    slack: Slack, listening: Listening, said: Callable[[str], int]
) -> None:
    go_on = clients.delayed(listening)
    with clients.on_the_line(slack, listening):
        with pytest.raises(SlackError):
            clients.ask_once(slack)
        slack.misbehave("apps.connections.open", Fault.DROP, times=100)
        slack.connections.close_all()
        wait_until(lambda: said("Docket is disconnected from Slack") == 1)
        go_on.set()
        wait_until(lambda: said("an answer did not reach Slack") == 1)


def test_two_dockets_share_what_comes_and_each_thing_is_done_once(slack: Slack) -> None:
    one, other = Listening(), Listening()
    with clients.on_the_line(slack, one), clients.on_the_line(slack, other):
        wait_until(lambda: slack.connections.count == 2)
        for number in range(4):
            clients.ask(slack, str(number))
        slack.connections.proxy.reset()
        wait_until(lambda: slack.connections.opened == 4)
        for number in range(4, 8):
            clients.ask(slack, str(number))
    done = sorted(body["text"] for body in one.asked + other.asked)
    assert done == [str(number) for number in range(8)]


@pytest.mark.usefixtures("mode")
def test_nothing_of_the_address_or_the_token_is_logged(
    slack: Slack, said: Callable[[str], int]
) -> None:
    slack.connections.proxy.reset()
    wait_until(lambda: said(FOUND) == 1)
    assert said("ticket") == said("xapp") == said("127.0.0.1") == 0
