"""`docket serve` as whoever runs it meets it: it starts, says what is wrong, and stops."""

import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from time import monotonic

import httpx
import pytest

from sandbox.providers import Prevail, start
from sandbox.slack import Slack
from sandbox.slack.faults import Fault
from tests.handlers.conftest import COMPANY, PREVAIL_KEY
from tests.process import ROOT, Process, serving
from tests.waiting import wait_until

NEEDED = {"SLACK_BOT_TOKEN": "xoxb-none", "SLACK_SIGNING_SECRET": "a-signing-secret"}
SILENCE_OF_PROVIDERS = {"PREVAIL_BASE_URL": "http://127.0.0.1:9"}
SILENCE = {"SLACK_API_URL": "http://127.0.0.1:9/api/", **SILENCE_OF_PROVIDERS}
WITH_PREVAIL = {"PREVAIL_API_KEY": PREVAIL_KEY, "PREVAIL_COMPANY_ID": COMPANY}
UNUSED = """
import sys
import bot.__main__, bot.serve, bot.store.sql.store, bot.store.sqlite
unused = {
    "bot.socket_mode", "flask", "icalendar", "multiprocessing", "opentelemetry", "psycopg",
    "pytest", "sandbox", "slack_bolt.async_app", "slack_sdk.socket_mode", "tests", "unittest",
    "websockets",
}
print(sorted(unused & set(sys.modules)))
"""


def says_and_ends(folder: Path, *arguments: str, **environment: str) -> str:
    """Run a command that should refuse to start, and return what it says."""
    process = Process(*(arguments or ("serve",)), folder=folder, environment=environment)
    assert process.wait() == 1
    return process.log


@pytest.fixture
def taken_port() -> Iterator[int]:
    with closing(socket.create_server(("127.0.0.1", 0))) as taken:
        yield taken.getsockname()[1]


def test_it_starts_without_calling_anybody_and_stops_when_told(tmp_path: Path) -> None:
    with Slack() as slack, start(Prevail()) as prevail:
        here = {"SLACK_API_URL": slack.api_url, "PREVAIL_BASE_URL": prevail.base_url}
        # Bolt alone would take these for an installation in several workspaces.
        other = {"SLACK_CLIENT_ID": "1.2", "SLACK_CLIENT_SECRET": "x", "PREVAIL_API_KEY": "y"}
        with serving(tmp_path, NEEDED | here | other) as bot:
            assert httpx.get(f"{bot.url}/healthz").text == "ok"
            assert httpx.get(f"{bot.url}/slack/install").status_code == 404
            assert slack.calls == []
            assert prevail.received == []
            bot.ask_to_stop()
            assert bot.wait() == 0
    assert "Traceback" not in bot.log
    assert "/session is turned off" in bot.log


def test_it_stops_within_seconds_with_work_under_way(tmp_path: Path) -> None:
    with Slack() as slack, start(Prevail(api_key=PREVAIL_KEY, company_id=COMPANY)) as prevail:
        here = {"SLACK_API_URL": slack.api_url, "PREVAIL_BASE_URL": prevail.base_url}
        tokens = {"SLACK_BOT_TOKEN": slack.bot_token, "SLACK_SIGNING_SECRET": slack.signing_secret}
        prevail.faults.set("hang", times=9)
        with serving(tmp_path, tokens | here | WITH_PREVAIL) as bot:
            slack.connect(f"{bot.url}/slack/events")
            ana = slack.person("Ana Reyes")
            # On a busy machine Slack may give up on the first form: a person types the command again.
            wait_until(lambda: ana.command("#depositions", "/session tomorrow 2pm Pacific").is_open)
            ana.screen.fill("Title", "Doe").submit().wait_until_closed()
            wait_until(lambda: len(prevail.received) == 1)
            told = monotonic()
            bot.ask_to_stop()
            assert bot.wait() == 0
            assert monotonic() - told < 8
    assert "Traceback" not in bot.log
    assert "unfinished work is left to the next start: 1" in bot.log


def test_it_listens_where_it_is_told(tmp_path: Path) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as free:
        port = free.getsockname()[1]
    where = {"HOST": "localhost", "PORT": str(port)}
    with serving(tmp_path, NEEDED | SILENCE | where) as bot:
        bot.wait_for(re.compile(rf"http://127\.0\.0\.1:{port}/slack/events"))
        assert httpx.get(f"http://127.0.0.1:{port}/healthz").status_code == 200


def test_settings_are_read_from_a_file_too_and_the_environment_wins(tmp_path: Path) -> None:
    settings = {**NEEDED, **SILENCE, "PORT": "no number", "PREVAIL_API_KEY": ""}
    lines = [f"{name}={value}" for name, value in settings.items()]
    (tmp_path / ".env").write_text("\n".join(lines))
    assert "PORT is wrong" in says_and_ends(tmp_path)
    with serving(tmp_path, {}) as bot:
        assert httpx.get(f"{bot.url}/healthz").status_code == 200


def test_a_taken_port_is_said_in_a_sentence(tmp_path: Path, taken_port: int) -> None:
    said = says_and_ends(tmp_path, **NEEDED, **SILENCE, PORT=str(taken_port))
    assert said.splitlines()[-1] == (
        f"Error: Docket can't listen at 127.0.0.1, port {taken_port}: Address already in use. Set"
        " HOST or PORT to something else."
    )
    assert "Traceback" not in said


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        (
            {"PORT": "three thousand"},
            "PORT is wrong: Input should be a valid integer, unable to parse string as an integer.",
        ),
        ({"PORT": "99999"}, "PORT is wrong: Input should be less than or equal to 65535."),
        (
            {"DATABASE_URL": "mysql://docket:hunter2@db/docket"},
            (
                "DATABASE_URL is wrong: enter sqlite:///path/to/file.db or"
                " postgresql://USER:PASSWORD@HOST/DATABASE."
            ),
        ),
        (
            {"DATABASE_URL": "sqlite:////dev/null/docket.db"},
            "The database /dev/null/docket.db can't be opened:",
        ),
        ({"DYNO": "web.1"}, "This host throws its disk away at every restart, and all bookings"),
        ({"K_SERVICE": "docket"}, "This host throws its disk away at every restart, and all"),
        ({"HOST": "nowhere.invalid"}, "Docket can't listen at nowhere.invalid, port 3000:"),
        (
            {"PREVAIL_BASE_URL": "prevail.ai"},
            "PREVAIL_BASE_URL is wrong: enter an address that starts with https://,",
        ),
        (
            {"PREVAIL_BASE_URL": "http://xoxb:hunter2@prevail.ai"},
            (
                "PREVAIL_BASE_URL is wrong: enter an address that starts with https://, without a"
                " user,"
            ),
        ),
        (
            {"SLACK_API_URL": "http://slack.example/api/"},
            (
                "SLACK_API_URL is wrong: enter an address that starts with https://; http:// is"
                " only for"
            ),
        ),
        (
            {"SLACK_BOT_TOKEN": "xoxb\u200b-hunter2"},
            "SLACK_BOT_TOKEN is wrong: it contains characters that no key has; copy it again.",
        ),
        ({"SLACK_SIGNING_SECRET": " \t"}, "Set SLACK_SIGNING_SECRET in the environment or in .env"),
        (
            {"PREVAIL_API_KEY": "hunter2", "DATABASE_URL": "sqlite:////dev/null/hunter2"},
            "The database /dev/null/[redacted] can't be opened:",
        ),
        (
            {"DOCKET_ENCRYPTION_KEYS": "hunter2"},
            "DOCKET_ENCRYPTION_KEYS is wrong: create each key with docket new-key.",
        ),
        ({"LOG_LEVEL": "loud"}, "LOG_LEVEL is wrong: Input should be 'DEBUG', "),
        ({"SLACK_BOT_TOKEN": ""}, "Set SLACK_BOT_TOKEN in the environment or in .env"),
    ],
)
def test_what_is_wrong_is_said_in_a_sentence_that_shows_no_secret(
    tmp_path: Path, wrong: dict[str, str], sentence: str
) -> None:
    said = says_and_ends(tmp_path, **{**NEEDED, **SILENCE, **wrong})
    assert said.splitlines()[-1].startswith(f"Error: {sentence}")
    assert "Traceback" not in said
    assert "hunter2" not in said
    assert "xoxb" not in said


SOCKET = {"SLACK_BOT_TOKEN": "xoxb-none", "SLACK_APP_TOKEN": "xapp-none"}


def test_socket_mode_says_when_slack_is_out_of_reach(tmp_path: Path) -> None:
    said = says_and_ends(tmp_path, "socket", **SOCKET, **SILENCE)
    assert "Error: Docket can't reach Slack over Socket Mode: Docket can't reach it" in said
    assert "Traceback" not in said


def test_socket_mode_says_when_slack_refuses_the_token(tmp_path: Path) -> None:
    with Slack() as slack:
        slack.misbehave("apps.connections.open", Fault.ERROR, error="invalid_auth", times=9)
        said = says_and_ends(tmp_path, "socket", **SOCKET, SLACK_API_URL=slack.api_url)
    assert said.splitlines()[-1] == (
        "Error: Docket can't reach Slack over Socket Mode: it doesn't recognize SLACK_APP_TOKEN."
        " Copy it again from the app's Basic Information page, under App-Level Tokens"
        " (invalid_auth)."
    )
    assert "Traceback" not in said
    assert "xapp" not in said


def test_socket_mode_does_not_say_that_it_answers_where_the_connection_is_refused(
    tmp_path: Path,
) -> None:
    with Slack() as slack:
        slack.connections.refuse(403, times=9)
        tokens = {"SLACK_BOT_TOKEN": slack.bot_token, "SLACK_APP_TOKEN": slack.app_token}
        said = says_and_ends(tmp_path, "socket", **tokens, SLACK_API_URL=slack.api_url)
    assert "it refuses the connection (HTTP 403)." in said.splitlines()[-1]
    assert "answers Slack" not in said


def test_socket_mode_stops_when_told_while_it_is_cut_off(tmp_path: Path) -> None:
    with Slack() as slack:
        tokens = {"SLACK_BOT_TOKEN": slack.bot_token, "SLACK_APP_TOKEN": slack.app_token}
        here = {"SLACK_API_URL": slack.api_url, **SILENCE_OF_PROVIDERS}
        process = Process("socket", folder=tmp_path, environment=tokens | here)
        try:
            process.wait_for(re.compile("Docket answers Slack over Socket Mode"))
            slack.misbehave("apps.connections.open", Fault.ERROR, error="token_revoked", times=99)
            slack.connections.close_all()
            process.wait_for(
                re.compile("ERROR .*still disconnected from Slack: SLACK_APP_TOKEN was")
            )
            process.ask_to_stop()
            assert process.wait() == 0
        finally:
            process.kill()
    assert "told to stop" in process.log
    assert "Traceback" not in process.log


def test_a_process_that_serves_http_from_a_file_imports_nothing_that_others_need() -> None:
    done = subprocess.run(
        [sys.executable, "-c", UNUSED], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout == "[]\n"
