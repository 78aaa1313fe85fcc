"""docket: what each command prints and how it ends."""

import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
import yaml
from click.testing import CliRunner, Result
from flask import Response
from tzdata import IANA_VERSION

from bot.__main__ import main
from bot.scheduling.command_line.verbs import VERBS
from bot.scheduling.ports.store import APPOINTMENTS_OF_OTHERS, Decision
from bot.store.sqlite.store import SqliteStore
from handlers import channel_events
from sandbox.providers import CareValidate, Cronofy, Prevail, Running, start
from sandbox.slack import Fault, Slack
from sandbox.slack.manifest import Manifest
from sandbox.slack.people import GROUPS
from tests.making import NOW, OWNER, TEAM, a_cancellation, an_entry
from tests.store.written_before import write_as_before
from tests.zone_folders import make_zone_data

Settings = dict[str, str]
ADDRESSES = ("SLACK_API_URL", "PREVAIL_BASE_URL", "CRONOFY_BASE_URL", "CAREVALIDATE_BASE_URL")


def run(*arguments: str, settings: Settings | None = None, typed: str = "") -> Result:
    return CliRunner().invoke(main, list(arguments), env=settings, input=typed)


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


def test_doctor_says_that_all_is_well(well: Settings) -> None:
    result = run("doctor", settings=well)
    assert result.exit_code == 0
    assert "PROBLEM" not in result.output
    assert "Slack: this is " in result.output
    assert "warning Encryption: DOCKET_ENCRYPTION_KEYS isn't set" in result.output
    assert "Prevail: the key works." in result.output
    assert "CareValidate: the key works." in result.output


@pytest.mark.parametrize(
    ("version", "found"),
    [
        ("2025b", "this machine has 2025b, and the tzdata package has {}. Docket uses tzdata's."),
        (
            "2199a",
            "this machine has 2199a, and the tzdata package has {}. Docket uses the machine's.",
        ),
        (
            "",
            (
                "this machine doesn't say which version it has, and the tzdata package has {}. Docket"
                " uses tzdata's."
            ),
        ),
    ],
)
def test_doctor_names_both_zone_data_and_which_is_used(
    well: Settings, tmp_path: Path, version: str, found: str
) -> None:
    machine = make_zone_data(tmp_path / "zoneinfo", version=version)
    printed = subprocess.run(
        [sys.executable, "-m", "bot", "doctor"],
        env=os.environ | well | {"PYTHONTZPATH": str(machine)},
        capture_output=True,
        check=True,
        text=True,
    ).stdout
    assert f"ok      Time zones: {found.format(IANA_VERSION)}" in printed


def test_doctor_says_that_bookings_go_by_newer_zone_data(well: Settings) -> None:
    path = Path(well["DATABASE_URL"].removeprefix("sqlite:///"))
    with closing(SqliteStore(path)) as store:
        store.record_zone_data_version("2199a", at=NOW)
    result = run("doctor", settings=well)
    assert result.exit_code == 1
    assert "PROBLEM Time zones: bookings use time zone data 2199a" in result.output


def test_doctor_changes_nothing(well: Settings, carevalidate: Running[CareValidate]) -> None:
    run("doctor", settings=well)
    assert {request.method for request in carevalidate.received} == {"GET"}


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"SLACK_BOT_TOKEN": "xoxb-wrong"}, "doesn't accept SLACK_BOT_TOKEN (invalid_auth)"),
        ({"ANNOUNCE_CHANNEL": "C07WATERCLR"}, "Invite it with /invite @Docket"),
        ({"ANNOUNCE_CHANNEL": "C000000"}, "must be a channel ID"),
        ({"PREVAIL_API_KEY": "another-key-that-is-long-enough-for-it"}, "Check PREVAIL_API_KEY"),
        ({"PREVAIL_BASE_URL": "http://127.0.0.1:9/api"}, "couldn't reach it"),
        ({"CAREVALIDATE_API_KEY": "another-key"}, "CareValidate doesn't accept Docket's key"),
        ({"DATABASE_URL": "sqlite:////proc/docket.db"}, "Set DATABASE_URL to a file in"),
        ({"SLACK_SIGNING_SECRET": ""}, "Docket can use only Socket Mode"),
        (
            {"HOLIDAY_REGION": "US-QQ"},
            "Docket doesn't know the public holidays of HOLIDAY_REGION US-QQ",
        ),
    ],
)
def test_doctor_says_what_is_wrong_and_shows_no_secret(
    well: Settings, changed: Settings, said: str
) -> None:
    result = run("doctor", settings=well | changed)
    assert result.exit_code == 1
    assert said in result.output
    assert well["PREVAIL_API_KEY"] not in result.output
    assert "xoxb" not in result.output


KEYS = {
    "SLACK_BOT_TOKEN": "slack-bot-very-secret",
    "SLACK_SIGNING_SECRET": "slack-signing-very-secret",
    "SLACK_APP_TOKEN": "slack-app-very-secret",
    "PREVAIL_API_KEY": "prevail-very-secret-and-long-enough-for-it",
    "CRONOFY_API_KEY": "cronofy-very-secret",
    "CRONOFY_ACCESS_TOKEN": "cronofy-user-very-secret",
    "CAREVALIDATE_API_KEY": "carevalidate-very+secret",
}


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("setting", ["ANNOUNCE_CHANNEL", "PREVAIL_COMPANY_ID", "DATABASE_URL"])
def test_doctor_prints_no_key_that_was_put_in_the_wrong_line(
    well: Settings, setting: str, key: str
) -> None:
    wrong = f"sqlite:////proc/{KEYS[key]}" if setting == "DATABASE_URL" else KEYS[key]
    printed = run("doctor", settings=well | KEYS | {setting: wrong}).output
    assert "PROBLEM" in printed
    assert "very" not in printed


def test_doctor_prints_no_key_of_which_it_knows_nothing(well: Settings) -> None:
    printed = run("doctor", settings=well | {"ANNOUNCE_CHANNEL": "somebody-elses-key"}).output
    assert "ANNOUNCE_CHANNEL must be a channel ID" in printed
    assert "somebody" not in printed


SAID = " ".join([*KEYS.values(), quote(KEYS["CAREVALIDATE_API_KEY"], safe=""), "xoxb-1-very"])


@pytest.mark.parametrize("status", [200, 302, 400, 401, 403, 404, 422, 429, 500])
@pytest.mark.parametrize(
    "body",
    [
        {"ok": True, "user": SAID, "team": SAID, "channel": {"is_member": False, "name": SAID}},
        {"ok": False, "error": SAID, "message": SAID, "errors": [SAID]},
        [SAID],
        SAID,
    ],
    ids=["well", "refused", "list", "text"],
)
def test_doctor_prints_no_key_though_everybody_repeats_it(
    well: Settings, status: int, body: Any
) -> None:
    answer = Response(
        json.dumps(body).encode(), status, {"Retry-After": SAID, "Location": f"/{SAID}"}
    )
    with start(Cronofy()) as echo:
        echo.faults.answer(answer, times=100)
        here = dict.fromkeys(ADDRESSES, f"{echo.base_url}/")
        result = run("doctor", settings=well | KEYS | here)
    assert echo.received
    assert "very" not in result.output
    assert result.exception is None or isinstance(result.exception, SystemExit)


@pytest.mark.parametrize("provider", ["PREVAIL", "CRONOFY", "CAREVALIDATE"])
def test_doctor_names_an_address_at_which_there_is_nothing(well: Settings, provider: str) -> None:
    with start(Cronofy()) as cronofy:
        agents = {"CRONOFY_BASE_URL": cronofy.base_url, "CRONOFY_API_KEY": cronofy.provider.api_key}
        right = well | agents
        address = f"{provider}_BASE_URL"
        printed = run("doctor", settings=right | {address: f"{right[address]}/nothing"}).output
    assert "has nothing at the address Docket uses" in printed
    assert f"Check {address}" in printed


def test_doctor_says_what_is_switched_off(well: Settings) -> None:
    unset = {"PREVAIL_API_KEY": "", "CAREVALIDATE_API_KEY": "", "ANNOUNCE_CHANNEL": ""}
    result = run("doctor", settings=well | unset)
    assert result.exit_code == 0
    assert "Prevail: turned off." in result.output
    assert "CareValidate: turned off." in result.output
    assert "ANNOUNCE_CHANNEL isn't set" in result.output


def test_doctor_says_whether_anybody_hears_of_what_needs_attention(well: Settings) -> None:
    assert "warning Administrators: ADMIN_USERS isn't set" in run("doctor", settings=well).output
    named = run("doctor", settings=well | {"ADMIN_USERS": "U07CARLASTN, a-key-in-the-wrong-line"})
    assert "Administrators: ADMIN_USERS lists 2" in named.output
    assert "a-key" not in named.output


def test_doctor_says_that_what_people_typed_is_encrypted(well: Settings) -> None:
    keys = {"DOCKET_ENCRYPTION_KEYS": run("new-key").output.strip()}
    result = run("doctor", settings=well | keys)
    assert result.exit_code == 0
    assert "ok      Encryption: what people enter is encrypted at rest." in result.output
    without = run("doctor", settings=well)
    assert without.exit_code == 1
    assert "PROBLEM Database: The database is encrypted, and DOCKET_ENCRYPTION" in without.output
    other = run("doctor", settings=well | {"DOCKET_ENCRYPTION_KEYS": run("new-key").output.strip()})
    assert "PROBLEM Database: The database was encrypted with a key that is not" in other.output


def test_doctor_names_what_cannot_be_read_and_the_work_that_waits(
    well: Settings, tmp_path: Path
) -> None:
    write_as_before(tmp_path / "docket.db")
    with closing(sqlite3.connect(tmp_path / "docket.db")) as connection:
        connection.execute("UPDATE bookings SET data = 'hush' WHERE ref IN ('S-0001', 'P-0002')")
        connection.execute("UPDATE work SET task = 'hush' WHERE ref = 'C-0001'")
        connection.commit()
    result = run("doctor", settings=well)
    assert result.exit_code == 1
    assert (
        "PROBLEM Bookings: Docket can't read P-0002, S-0001, so lists leave them out"
        in result.output
    )
    assert "PROBLEM Work: Docket can't read unfinished work for C-0001, S-0001" in result.output
    assert "hush" not in result.output


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
    assert "Put the earlier key back" in refused.output
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
    assert f"There is no database at {elsewhere}." in result.output
    assert not elsewhere.parent.exists()


@pytest.mark.parametrize(
    ("key", "token", "said"),
    [
        (Cronofy().api_key, "", "Cronofy: the key works."),
        ("wrong", "", "Cronofy: Cronofy doesn't accept Docket's key. Check CRONOFY_API_KEY"),
        ("", "t", "Cronofy: turned off. Set CRONOFY_API_KEY"),
        ("", "", "calendars: turned off. Set CRONOFY_ACCESS_TOKEN"),
        ("", "t", "CRONOFY_ACCESS_TOKEN is set. Docket can't check it until"),
    ],
)
def test_doctor_looks_at_cronofy(well: Settings, key: str, token: str, said: str) -> None:
    """It changes nothing there."""
    with start(Cronofy()) as cronofy:
        keys = {"CRONOFY_API_KEY": key, "CRONOFY_ACCESS_TOKEN": token}
        result = run("doctor", settings=well | keys | {"CRONOFY_BASE_URL": cronofy.base_url})
        assert said in result.output
        assert ("PROBLEM" in result.output) is (key == "wrong")
        assert cronofy.provider.agents == []


def test_doctor_says_whether_appointment_staff_can_be_known(well: Settings, slack: Slack) -> None:
    assert "APPOINTMENT_STAFF isn't set" in run("doctor", settings=well).output
    staffed = well | {"APPOINTMENT_STAFF": f"U07ANAREYES, {GROUPS[0].id}"}
    assert (
        f"Appointment staff: {GROUPS[0].id}, U07ANAREYES." in run("doctor", settings=staffed).output
    )
    slack.revoke("usergroups:read")
    result = run("doctor", settings=staffed)
    assert result.exit_code == 1
    assert f"doesn't list the user group {GROUPS[0].id} (missing_scope)" in result.output


def test_audit_prints_who_dealt_with_appointments_of_others(well: Settings, tmp_path: Path) -> None:
    looked = an_entry("looked up", text="Appointments of pat@patient.example today")
    asked = an_entry(text="appt-1")
    with closing(SqliteStore(tmp_path / "docket.db")) as store:
        store.note(TEAM, APPOINTMENTS_OF_OTHERS, entry=looked)
        store.note(TEAM, "S-7K2M", entry=an_entry())
        store.add(a_cancellation(), Decision(key="form", entry=asked))
    who = f"2027-01-20T17:00:00Z {TEAM} {OWNER}"
    assert run("audit", settings=well).output.splitlines() == [
        f"{who} appointments looked up: Appointments of pat@patient.example today",
        f"{who} C-7K2M scheduled: appt-1",
    ]


def test_doctor_says_when_slack_does_not_answer(well: Settings, slack: Slack) -> None:
    slack.misbehave("auth.test", Fault.DROP, times=5)
    result = run("doctor", settings=well)
    assert "Slack: it doesn't answer (no_answer). Check SLACK_API_URL" in result.output


def test_the_manifest_names_the_address_everywhere() -> None:
    printed = run("manifest", "--url", "https://bot.firm.example/").output
    manifest = Manifest.model_validate(yaml.safe_load(printed))
    commands = [each.command for each in manifest.features.slash_commands]
    assert commands == list(VERBS)
    assert "usergroups:read" in manifest.scopes
    assert manifest.events == set(channel_events.EVENTS)
    assert printed.count("https://bot.firm.example/slack/events") == len(commands) + 2
    assert "docket.example.com" not in printed


def test_the_manifest_for_socket_mode_names_no_address() -> None:
    printed = run("manifest", "--socket").output
    settings = yaml.safe_load(printed)["settings"]
    assert settings["socket_mode_enabled"] is True
    assert set(settings["event_subscriptions"]["bot_events"]) == set(channel_events.EVENTS)
    assert "https://" not in printed


def test_when_prints_what_a_time_is_read_as() -> None:
    assert ", 2:00 PM C" in run("when", "tomorrow 2pm", "--zone", "America/Chicago").output
    asked = run("when", "tomorrow 2pm", "--zone", "America/Chicago", "--json")
    printed = json.loads(asked.output)
    assert printed["local"].endswith("T14:00:00")
    assert printed["zone"] == "America/Chicago"
    assert run("when").exit_code == 2
    british = ("--zone", "Europe/London", "--locale", "en-GB")
    assert "Mon 5 Jul 2027, 15:00 BST" in run("when", "5 jul 2027 3pm", *british).output


def test_understand_prints_what_each_part_of_a_line_was_taken_for() -> None:
    line = "/session Ruiz depo 24STCV03215 tomorrow 2pm with ana@firm.example"
    printed = run("understand", line).output.splitlines()
    assert printed[:4] == [
        "verb       new",
        "title      Ruiz depo with",
        "case       24STCV03215",
        "addresses  ana@firm.example",
    ]
    assert printed[4].startswith("when       ")
    assert "2:00 PM" in printed[4]
    assert json.loads(run("understand", line, "--json").output)["case"] == "24STCV03215"
    assert run("understand", "Ruiz depo").exit_code == 2


@pytest.mark.parametrize(
    ("line", "printed"),
    [
        (
            "/session postpone next one 2 weeks",
            ["verb      move", "booking   next", "moved to  postpone 2 weeks"],
        ),
        (
            "/session S-7K2M fri 2pm",
            [
                "booking       S-7K2M",
                "did you mean  /session move S-7K2M fri 2pm",
                "              /session show S-7K2M",
                "              /session cancel S-7K2M",
            ],
        ),
        ("/bookings friday Smith", ["verb      list", "argument  friday Smith"]),
        (
            "/agent https://zoom.us/j/98412345678",
            ["verb  new", "link  https://zoom.us/j/98412345678"],
        ),
    ],
)
def test_understand_prints_what_else_a_line_can_be(line: str, printed: list[str]) -> None:
    assert run("understand", line).output.splitlines() == printed


def test_a_question_stands_in_one_column_with_its_choices() -> None:
    printed = run("understand", "/session Lee depo tomorrow 1pm or 2pm").output.splitlines()
    assert [said[:5] for said in printed] == ["verb ", "title", "when ", "     ", "     "]


def test_a_zone_that_there_is_not_is_said_to_be_none() -> None:
    for command in (("when", "2pm"), ("understand", "/session 2pm")):
        refused = run(*command, "--zone", "Mars")
        assert refused.exit_code == 2
        assert "There's no time zone Mars." in refused.output


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("no json", "it isn't JSON"),
        ("[1]", "it doesn't have the form that --help shows"),
        ("{}", 'it has no "command"'),
        ('{"command": "/x", "text": ""}', "there's no command /x"),
        (
            '{"command": "/session", "text": "2pm", "now": "2027-01-27T09:00", "zone": "Mars"}',
            "now needs its UTC offset",
        ),
        (
            '{"command": "/session", "text": "2pm", "now": "2027-01-27T09:00Z", "zone": "Mars"}',
            "No time zone found with key Mars",
        ),
    ],
)
def test_a_line_that_cannot_be_read_is_answered_with_the_reason(line: str, why: str) -> None:
    said = json.loads(run("understand", "--jsonl", typed=line).output)
    assert said["refused"].startswith(f"This line can't be read: {why}")


def test_understand_answers_line_by_line() -> None:
    asked = {"now": "2027-01-27T09:00:00-05:00", "zone": "America/New_York", "text": "3pm"}
    was = {"local": "2027-02-01T10:00", "zone": "America/New_York"}
    lines = [asked | {"command": "/session", "was": was}, asked]
    typed = "\n".join(map(json.dumps, lines))
    moved, refused = run("understand", "--jsonl", typed=typed).output.splitlines()
    assert json.loads(moved)["when"]["instant"] == "2027-02-01T20:00:00Z"
    assert "command" in json.loads(refused)["refused"]


def test_when_answers_line_by_line_as_they_come() -> None:
    asked = {"text": "Thu 2pm", "now": "2027-01-27T09:00:00-05:00", "zone": "America/New_York"}
    with subprocess.Popen(
        [sys.executable, "-m", "bot", "when", "--jsonl"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        for _ in range(2):
            process.stdin.write(json.dumps(asked) + "\n")
            process.stdin.flush()
            assert json.loads(process.stdout.readline())["instant"] == "2027-01-28T19:00:00Z"
        process.stdin.close()


def test_a_missing_setting_is_named() -> None:
    result = run("serve", settings={"SLACK_BOT_TOKEN": "", "SLACK_SIGNING_SECRET": ""})
    assert result.exit_code == 1
    assert "Set SLACK_BOT_TOKEN and SLACK_SIGNING_SECRET" in result.output


def test_an_installed_docket_says_where_its_manifest_is(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("bot.__main__.MANIFEST", tmp_path / "manifest.yml")
    result = run("manifest")
    assert result.exit_code == 1
    assert "Run this in a checkout" in result.output
