"""Of the machine's zone data and the packaged, the newer counts, in every process of Docket's."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from bot.times.zone_data import ZoneData
from tests.zone_folders import make_zone_data

NOW = "2026-11-20T10:00:00-05:00"
PHRASES = ("Jan 15 2027 10am Vancouver", "Jan 15 2027 10am Calgary", "Jan 15 2027 10am Winnipeg")
BY_LAW = ["2027-01-15T17:00:00Z", "2027-01-15T16:00:00Z", "2027-01-15T15:00:00Z"]
AS_BEFORE = ["2027-01-15T18:00:00Z", "2027-01-15T17:00:00Z", "2027-01-15T16:00:00Z"]


def instants(machine: Path | str | None) -> list[str]:
    """When these phrases are, by a process on a machine that has this zone data; None names none."""
    others = {name: value for name, value in os.environ.items() if name != "PYTHONTZPATH"}
    named = {} if machine is None else {"PYTHONTZPATH": str(machine)}
    asked = [{"text": text, "now": NOW, "zone": "America/New_York"} for text in PHRASES]
    done = subprocess.run(
        [sys.executable, "-m", "bot", "when", "--jsonl"],
        input="\n".join(map(json.dumps, asked)),
        env=others | named,
        capture_output=True,
        check=True,
        text=True,
    )
    return [json.loads(line)["instant"] for line in done.stdout.splitlines()]


@pytest.mark.parametrize("version", ["2025b", ""])
def test_zone_data_of_the_machine_that_is_older_does_not_count(
    tmp_path: Path, version: str
) -> None:
    assert instants(make_zone_data(tmp_path, version=version)) == BY_LAW


@pytest.mark.parametrize("named_in", ["tzdata.zi", "+VERSION"])
def test_zone_data_of_the_machine_that_is_newer_counts(tmp_path: Path, named_in: str) -> None:
    machine = make_zone_data(tmp_path, version="2199a", named_in=named_in)
    assert instants(machine) == AS_BEFORE


@pytest.mark.parametrize("named", [None, "", "/usr/share/zoneinfo"])
def test_whatever_this_machine_has_the_law_of_today_counts(named: str | None) -> None:
    assert instants(named) == BY_LAW


def test_older_data_before_newer_in_the_path_do_not_count(tmp_path: Path) -> None:
    older = make_zone_data(tmp_path / "older", version="2025b")
    named = make_zone_data(tmp_path / "unnamed")
    assert instants(f"{older}{os.pathsep}{named}") == BY_LAW


def test_a_machine_without_zone_data_needs_none(tmp_path: Path) -> None:
    assert instants(tmp_path / "nothing here") == BY_LAW


@pytest.mark.parametrize(
    ("machine", "packaged", "counts"),
    [
        ("2025b", "2026f", "2026f"),
        ("2026g", "2026f", "2026g"),
        ("2026f", "2026f", "2026f"),
        ("2026za", "2026z", "2026za"),
        (None, "2026f", "2026f"),
    ],
)
def test_the_newer_version_counts(machine: str | None, packaged: str, counts: str) -> None:
    assert ZoneData(machine, packaged).version == counts
