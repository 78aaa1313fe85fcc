"""What is installed: every version written down with its hashes, above what advisories are known of."""

import platform
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from tests.process import ROOT

LOCKS = ("requirements.txt", "requirements-dev.txt", "requirements-build.txt")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
EXTRAS = PROJECT["project"]["optional-dependencies"]
RUNNING = [Requirement(each) for each in PROJECT["project"]["dependencies"]]
DEVELOPING = RUNNING + [
    Requirement(each)
    for each in EXTRAS["sandbox"] + EXTRAS["dev"]
    if not each.startswith("docket[")
]

# Of each package the last version of which an advisory is known.
ADVISED_AGAINST = {
    "certifi": "2024.7.3",
    "cryptography": "46.0.4",
    "dnspython": "2.6.0",
    "flask": "3.1.2",
    "h11": "0.15",
    "idna": "3.6",
    "jinja2": "3.1.5",
    "pip": "26.0",
    "pyjwt": "2.12.1",
    "pytest": "9.0.2",
    "setuptools": "78.1.0",
    "waitress": "3.0.0",
    "werkzeug": "3.1.5",
}


def locked(name: str) -> dict[str, Version]:
    """Return the version of every package in a file of hashes."""
    lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
    pins = [Requirement(line.rstrip(" \\")) for line in lines if line and line[0] not in "# "]
    versions: dict[str, Version] = {}
    for pin in pins:
        (exactly,) = pin.specifier
        assert exactly.operator == "==", pin
        versions[canonicalize_name(pin.name)] = Version(exactly.version)
    return versions


@pytest.mark.parametrize("name", LOCKS)
def test_every_version_has_hashes_and_nothing_says_where_it_is_from(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    assert "://" not in text
    assert not re.search(r"^\s*-(?!-hash=sha256:[0-9a-f]{64})", text, re.MULTILINE)
    assert "@ " not in text
    pins = re.split(r"^(?=[A-Za-z])", text, flags=re.MULTILINE)[1:]
    assert pins
    for pin in pins:
        assert "--hash=sha256:" in pin, pin


def test_the_files_agree_with_each_other_and_with_what_is_asked_for() -> None:
    running, developing, building = map(locked, LOCKS)
    assert running.items() <= developing.items()
    assert building["pip"] == running.get("pip", building["pip"])
    for wanted, versions in ((RUNNING, running), (DEVELOPING, developing)):
        for each in wanted:
            assert each.specifier.contains(versions[canonicalize_name(each.name)]), each


def test_what_builds_is_one_version_everywhere() -> None:
    (builder,) = PROJECT["build-system"]["requires"]
    assert builder == f"setuptools=={locked('requirements-build.txt')['setuptools']}"
    assert builder in PROJECT["dependency-groups"]["build"]


@pytest.mark.parametrize("package", ADVISED_AGAINST)
def test_nothing_is_installed_of_which_an_advisory_is_known(package: str) -> None:
    last = Version(ADVISED_AGAINST[package])
    for name in LOCKS:
        assert locked(name).get(canonicalize_name(package), Version("9999")) > last
    floors = [each for each in DEVELOPING if canonicalize_name(each.name) == package]
    assert not any(floor.specifier.contains(last) for floor in floors)


def test_every_folder_of_code_is_installed() -> None:
    inits = [
        path
        for top in ("bot", "handlers", "sandbox")
        for path in ROOT.glob(f"{top}/**/__init__.py")
    ]
    folders = {".".join(path.parent.relative_to(ROOT).parts) for path in inits}
    assert folders <= set(PROJECT["tool"]["setuptools"]["packages"])


def told(*arguments: str) -> list[str]:
    """Return the commands that make would run, one a line."""
    make = ["make", "--dry-run", f"PYTHON={sys.executable}", *arguments]
    done = subprocess.run(make, cwd=ROOT, capture_output=True, text=True, check=True)
    return done.stdout.replace("\\\n", " ").splitlines()


def test_make_installs_nothing_without_its_hash(tmp_path: Path) -> None:
    installing = [line for line in told("install", f"VENV={tmp_path}") if " pip install " in line]
    assert len(installing) == 3
    for line in installing:
        is_ours = "--no-deps --no-build-isolation --editable ." in line
        assert is_ours or "--require-hashes" in line, line


def test_make_uses_no_environment_of_another_python(tmp_path: Path) -> None:
    (tmp_path / "installed-3.99.0").touch()
    assert any(f"-m venv --clear {tmp_path}" in line for line in told("test", f"VENV={tmp_path}"))
    (tmp_path / f"installed-{platform.python_version()}").touch()
    assert not any("-m venv" in line for line in told("test", f"VENV={tmp_path}"))
