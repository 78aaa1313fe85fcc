"""docket backup: a copy of everything, made while Docket runs."""

import sqlite3
import stat
from contextlib import closing
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from bot.store import open_store
from tests.builders import TEAM, a_booking, a_session
from tests.commands.runner import run
from tests.postgresql import database
from tests.store.crowd import secrets
from tests.store.steps import add

TITLE = "HushWordTitle"


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'data' / 'docket.db'}"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "backup.db"


def test_everything_is_in_it_and_nobody_else_may_read_it(url: str, file: Path) -> None:
    with closing(open_store(url)) as running:
        add(running, a_booking())
        done = run("backup", str(file), settings={"DATABASE_URL": url})
    assert done.exit_code == 0, done.output
    assert f"Everything is in {file}." in done.output
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    with closing(open_store(f"sqlite:///{file}")) as copy:
        assert copy.get(TEAM, "S-7K2M") == a_booking()


def test_what_is_encrypted_stays_so(url: str, file: Path) -> None:
    key = Fernet.generate_key().decode()
    with closing(open_store(url, keys=secrets(key))) as running:
        add(running, a_booking(session=a_session(title=TITLE)))
    done = run("backup", str(file), settings={"DATABASE_URL": url, "DOCKET_ENCRYPTION_KEYS": key})
    assert done.exit_code == 0, done.output
    assert TITLE.encode() not in file.read_bytes()
    with closing(open_store(f"sqlite:///{file}", keys=secrets(key))) as copy:
        found = copy.get(TEAM, "S-7K2M")
    assert found is not None
    assert found.title == TITLE


def test_no_file_is_overwritten(url: str, file: Path) -> None:
    open_store(url).close()
    file.write_text("precious", encoding="utf-8")
    done = run("backup", str(file), settings={"DATABASE_URL": url})
    assert done.exit_code == 1
    assert f"There's a file at {file}. Enter a name that isn't taken." in done.output
    assert file.read_text(encoding="utf-8") == "precious"


def test_where_nothing_can_be_written_is_said(url: str, tmp_path: Path) -> None:
    open_store(url).close()
    done = run("backup", str(tmp_path / "no" / "x.db"), settings={"DATABASE_URL": url})
    assert done.exit_code == 1
    assert "can't be written: No such file or directory. Enter another." in done.output


def test_a_copy_that_fails_leaves_no_file(url: str, file: Path, tmp_path: Path) -> None:
    with closing(open_store(url)) as store:
        location = Path(store.location)
        with closing(sqlite3.connect(location)) as connection, connection:
            connection.execute("DROP TABLE origin")
        done = run("backup", str(file), settings={"DATABASE_URL": url})
    assert done.exit_code == 1
    assert "The backup wasn't made: no such table: origin. Try again." in done.output
    assert [each.name for each in tmp_path.iterdir()] == ["data"]


def test_without_a_database_there_is_nothing_to_back_up(url: str, file: Path) -> None:
    done = run("backup", str(file), settings={"DATABASE_URL": url})
    assert done.exit_code == 1
    assert "There's no database at" in done.output
    assert not file.exists()


def test_for_postgresql_its_own_program_is_named(file: Path) -> None:
    with database() as url:
        open_store(url).close()
        done = run("backup", str(file), settings={"DATABASE_URL": url})
    assert done.exit_code == 1
    assert f"Run: pg_dump --format=custom --file={file} " in done.output
