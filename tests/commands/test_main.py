"""docket: what each command prints and how it ends."""

import subprocess
import sys
from contextlib import closing
from pathlib import Path
from shutil import copytree, ignore_patterns

import pytest
import yaml

from bot.scheduling.command_line.verbs import VERBS
from bot.scheduling.ports.store import APPOINTMENTS_OF_OTHERS, Decision
from handlers import channel_events
from sandbox.slack.manifest import Manifest
from tests.builders import OWNER, TEAM, a_cancellation, an_entry
from tests.commands.runner import Settings, run
from tests.process import ROOT
from tests.sqlite import open_sqlite
from tests.store.written_before import write_as_before


def test_keys_are_rotated_and_the_old_one_can_be_left_out(well: Settings, tmp_path: Path) -> None:
    write_as_before(tmp_path / "docket.db")
    old, new = (run("new-key").output.strip() for _ in range(2))
    assert run("doctor", settings=well | {"DOCKET_ENCRYPTION_KEYS": old}).exit_code == 0
    rotated = run("rotate-keys", settings=well | {"DOCKET_ENCRYPTION_KEYS": f"{new},{old}"})
    assert rotated.exit_code == 0
    assert "You can remove the others now." in rotated.output
    assert run("doctor", settings=well | {"DOCKET_ENCRYPTION_KEYS": new}).exit_code == 0
    refused = run("rotate-keys", settings=well | {"DOCKET_ENCRYPTION_KEYS": old})
    assert refused.exit_code == 1
    assert "Add the earlier key after the new one" in refused.output
    none = run("rotate-keys", settings=well | {"DOCKET_ENCRYPTION_KEYS": ""})
    assert "Set DOCKET_ENCRYPTION_KEYS to the new key and the earlier ones" in none.output


@pytest.mark.parametrize(
    "command", [("forget", "pat@patient.example"), ("audit",), ("rotate-keys",)]
)
def test_a_database_that_is_not_there_is_not_looked_after(
    well: Settings, tmp_path: Path, command: tuple[str, ...]
) -> None:
    key = run("new-key").output.strip()
    elsewhere = tmp_path / "mistyped" / "docket.db"
    settings = {"DATABASE_URL": f"sqlite:///{elsewhere}", "DOCKET_ENCRYPTION_KEYS": key}
    result = run(*command, settings=well | settings)
    assert result.exit_code == 1
    assert f"There's no database at {elsewhere}." in result.output
    assert not elsewhere.parent.exists()


def test_audit_prints_who_dealt_with_appointments_of_others(well: Settings, tmp_path: Path) -> None:
    looked = an_entry("looked up", text="Appointments of pat@patient.example today")
    asked = an_entry(text="appt-1")
    with closing(open_sqlite(tmp_path / "docket.db")) as store:
        store.note(TEAM, APPOINTMENTS_OF_OTHERS, entry=looked)
        store.note(TEAM, "S-7K2M", entry=an_entry())
        store.add(a_cancellation(), Decision(key="form", entry=asked))
    who = f"2027-01-20T17:00:00Z {TEAM} {OWNER}"
    assert run("audit", settings=well).output.splitlines() == [
        f"{who} appointments looked up: Appointments of pat@patient.example today",
        f"{who} C-7K2M scheduled: appt-1",
    ]


def test_the_manifest_names_the_address_everywhere() -> None:
    printed = run("manifest", "--url", "https://bot.firm.example/").output
    manifest = Manifest.model_validate(yaml.safe_load(printed))
    commands = [each.command for each in manifest.features.slash_commands]
    assert commands == list(VERBS)
    assert manifest.oauth_config.scopes.bot_optional == {
        "channels:history",
        "groups:history",
        "im:history",
        "usergroups:read",
    }
    assert manifest.events == set(channel_events.EVENTS)
    assert printed.count("https://bot.firm.example/slack/events") == len(commands) + 2
    assert "docket.example.com" not in printed


def test_the_manifest_for_socket_mode_names_no_address() -> None:
    printed = run("manifest", "--socket").output
    settings = yaml.safe_load(printed)["settings"]
    assert settings["socket_mode_enabled"] is True
    assert set(settings["event_subscriptions"]["bot_events"]) == set(channel_events.EVENTS)
    assert "https://" not in printed


def test_a_missing_setting_is_named() -> None:
    result = run("serve", settings={"SLACK_BOT_TOKEN": "", "SLACK_SIGNING_SECRET": ""})
    assert result.exit_code == 1
    assert "Set SLACK_BOT_TOKEN and SLACK_SIGNING_SECRET" in result.output


def test_an_installed_docket_says_where_its_manifest_is(tmp_path: Path) -> None:
    for package in ("bot", "handlers"):
        copytree(ROOT / package, tmp_path / package, ignore=ignore_patterns("__pycache__"))
    result = subprocess.run(
        [sys.executable, "-m", "bot", "manifest"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert result.returncode == 1
    assert "Run this in a checkout" in result.stderr
