"""Every command in README.md works as it is written there."""

import os
import re
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from bot.scheduling.ports.store import APPOINTMENTS_OF_OTHERS
from bot.store import open_store
from tests.builders import TEAM, an_entry
from tests.deployment import Deployment
from tests.process import ROOT, Process

README = (ROOT / "README.md").read_text(encoding="utf-8")
# In backticks, or on a line of its own in a block.
WRITTEN = re.compile(r"(?:^|`)((?:docket|make|python) [^`\n]+)", re.MULTILINE)
COMMANDS = sorted(set(WRITTEN.findall(README)))
ANSWERS = re.compile("Docket answers Slack")


def commands(name: str, *but: str) -> list[str]:
    """Return what README.md says to type that begins with this, but not with those."""
    return [each for each in COMMANDS if each.startswith(name) and not each.startswith(but)]


@pytest.fixture
def environment(deployment: Deployment) -> dict[str, str]:
    """An environment in which everything is set."""
    return deployment.environment | {
        "SLACK_APP_TOKEN": deployment.slack.app_token,
        "DOCKET_ENCRYPTION_KEYS": Fernet.generate_key().decode(),
        "PORT": "0",
    }


def run(
    command: str, *, folder: Path, environment: dict[str, str]
) -> subprocess.CompletedProcess[str]:
    """Type a command in a shell in which the virtual environment is activated."""
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    return subprocess.run(
        ["sh", "-c", command],
        cwd=folder,
        env=os.environ | {"PATH": path, "PYTHONPATH": str(ROOT)} | environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def test_readme_says_what_to_type() -> None:
    assert {each.split()[1] for each in commands("docket ")} >= {"when", "doctor", "serve"}
    assert commands("python ") == []


@pytest.mark.parametrize("command", commands("docket ", "docket serve", "docket socket"))
def test_what_is_to_be_typed_is_done(
    command: str, environment: dict[str, str], tmp_path: Path
) -> None:
    with closing(open_store(environment["DATABASE_URL"])) as store:
        store.note(TEAM, APPOINTMENTS_OF_OTHERS, entry=an_entry())
    typed = command.replace("EMAIL", "pat@patient.example")
    typed = typed.replace("FROM", environment["DATABASE_URL"]).replace("TO", "sqlite:///new.db")
    done = run(typed, folder=tmp_path, environment=environment)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout


@pytest.mark.parametrize("command", commands("docket serve") + commands("docket socket"))
def test_what_is_to_be_run_runs(command: str, environment: dict[str, str], tmp_path: Path) -> None:
    process = Process(*command.split()[1:], folder=tmp_path, environment=environment)
    try:
        process.wait_for(ANSWERS)
        process.ask_to_stop()
        assert process.wait() == 0
    finally:
        process.kill()


@pytest.mark.parametrize("command", commands("make "))
def test_make_knows_what_is_to_be_made(command: str) -> None:
    """Making it would install everything anew: make only says how it would."""
    done = run(command.replace("make ", "make --dry-run "), folder=ROOT, environment={})
    assert done.returncode == 0, done.stderr
