"""docket doctor: what it finds, and that it prints no secret."""

import json
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from flask import Response
from tzdata import IANA_VERSION

from sandbox.providers import CareValidate, Cronofy, Running, start
from sandbox.slack import Fault, Slack
from sandbox.slack.people import GROUPS
from tests.builders import NOW
from tests.commands.runner import ADDRESSES, Settings, run
from tests.sqlite import open_sqlite
from tests.store.written_before import write_as_before
from tests.zone_folders import make_zone_data


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
    with closing(open_sqlite(path)) as store:
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
    assert (
        "PROBLEM Database: The database is encrypted, but DOCKET_ENCRYPTION_KEYS" in without.output
    )
    other = run("doctor", settings=well | {"DOCKET_ENCRYPTION_KEYS": run("new-key").output.strip()})
    assert "PROBLEM Database: The database was encrypted with a key that isn't in" in other.output


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


def test_doctor_says_what_is_lost_without_the_optional_scopes_for_history(
    well: Settings, slack: Slack
) -> None:
    assert "history" not in run("doctor", settings=well).output
    slack.revoke("groups:history")
    slack.revoke("im:history")
    result = run("doctor", settings=well)
    assert result.exit_code == 0
    assert "warning Slack: Docket doesn't have groups:history, im:history." in result.output


def test_doctor_says_when_slack_does_not_answer(well: Settings, slack: Slack) -> None:
    slack.misbehave("auth.test", Fault.DROP, times=5)
    result = run("doctor", settings=well)
    assert "Slack: it doesn't answer (no_answer). Check SLACK_API_URL" in result.output
