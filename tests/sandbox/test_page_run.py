"""The whole sandbox: page, providers and bot together."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from sandbox.run import ROOT, running
from sandbox.slack import Slack
from sandbox.slack.people import ANA
from tests.waiting import wait_until


@pytest.fixture
def sandbox() -> Iterator[Slack]:
    with running() as slack:
        yield slack


def asked(slack: Slack, path: str) -> dict[str, Any]:
    answer = httpx.get(f"{slack.url}/page/{path}", trust_env=False)
    return dict(answer.json())


def controlled(slack: Slack, **what: Any) -> httpx.Response:
    what |= {"as": ANA.id}
    return httpx.post(f"{slack.url}/page/control", json=what, timeout=60, trust_env=False)


def bot_of(slack: Slack) -> dict[str, Any]:
    return dict(asked(slack, f"state?as={ANA.id}")["bot"])


def test_a_session_is_booked_in_slack_and_seen_at_the_provider(sandbox: Slack) -> None:
    ana = sandbox.person("Ana Reyes")
    # A busy machine may take longer than Slack's three seconds.
    wait_until(lambda: ana.command("#depositions", "/session tomorrow 2pm Pacific").is_open)
    screen = ana.screen.fill("Title", "Doe deposition")
    wait_until(lambda: not screen.submit().is_open)
    card = ana.wait_for_message("#depositions", "Doe deposition")
    card.wait_for_text("Confirmed")
    prevail = asked(sandbox, "sandbox")["providers"][0]
    assert prevail["provider"] == "Prevail"
    assert prevail["sections"][0]["rows"][0]["cells"][0] == "Doe deposition"


def test_the_providers_faults_are_planned_from_the_page(sandbox: Slack) -> None:
    controlled(sandbox, provider="Cronofy", faults={"name": "slow", "times": 2})
    cronofy = asked(sandbox, "sandbox")["providers"][1]
    assert cronofy["active"] == [{"name": "slow", "left": 2}]
    assert controlled(sandbox, provider="Nobody", faults={}).status_code == 400


def test_a_bot_that_dies_is_said_and_started_again(sandbox: Slack) -> None:
    assert bot_of(sandbox)["running"]
    pid = asked(sandbox, f"state?as={ANA.id}")["bot"]["pid"]
    os.kill(pid, signal.SIGKILL)
    services = sandbox.page.services
    assert services is not None
    sandbox.wait_for(lambda: "exit code -9" in services.bot()["status"])
    assert not bot_of(sandbox)["running"]
    sandbox.person("Ana Reyes").command("#depositions", "/session help")
    sandbox.person("Ana Reyes").wait_for_message("#depositions", "dispatch_failed")
    controlled(sandbox, restart=True)
    assert bot_of(sandbox)["running"]
    sandbox.person("Ana Reyes").command("#depositions", "/session help")
    sandbox.person("Ana Reyes").wait_for_message("#depositions", "Schedule a session")


@pytest.fixture
def ctrl_c() -> Iterator[None]:
    """Have Ctrl-C reach what a test starts: a shell's background jobs are started deaf to it."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("ctrl_c")
def test_one_command_starts_everything_and_one_signal_stops_it() -> None:
    command = [sys.executable, "-m", "bot", "sandbox", "--port", "0", "--no-open"]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        address = next(line for line in process.stdout if "sandbox is at" in line).split()[4]
        assert httpx.get(address, trust_env=False).is_success
        state = httpx.get(f"{address}/page/state?as={ANA.id}", trust_env=False).json()
        process.send_signal(signal.SIGINT)
        assert process.wait(20) == 0
    finally:
        process.kill()
        process.stdout.close()
    with pytest.raises(ProcessLookupError):
        os.kill(state["bot"]["pid"], 0)
