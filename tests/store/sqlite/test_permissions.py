"""The database's folder and files are for the user who runs Docket, or Docket does not start."""

import os
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from bot.scheduling.ports.store import Decision
from bot.store import CannotOpen
from bot.store.sql.store import SqlStore
from tests.builders import a_booking, an_entry
from tests.sqlite import open_sqlite

FILES = ("docket.db", "docket.db-wal", "docket.db-shm")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    folder.mkdir(mode=0o755)
    folder.chmod(0o755)
    return folder / "docket.db"


@pytest.fixture(params=[0o000, 0o022, 0o777], ids=oct)
def umask(request: pytest.FixtureRequest) -> Iterator[int]:
    """Have new files made with other rights than usual."""
    before = os.umask(request.param)
    yield request.param
    os.umask(before)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def write(store: SqlStore) -> None:
    store.add(a_booking(), Decision(key="form", entry=an_entry()))


@pytest.mark.usefixtures("umask")
def test_what_is_made_is_private_whatever_the_umask(tmp_path: Path) -> None:
    path = tmp_path / "new" / "docket.db"
    with closing(open_sqlite(path)) as store:
        write(store)
        assert mode(path.parent) == 0o700
        assert {file.name: mode(file) for file in path.parent.iterdir()} == dict.fromkeys(
            FILES, 0o600
        )


def test_what_was_open_to_others_is_closed(path: Path) -> None:
    with closing(sqlite3.connect(path)) as before:
        before.execute("PRAGMA journal_mode = WAL")
        before.execute("CREATE TABLE theirs (id INTEGER)")
        before.commit()
        for name in FILES:
            path.with_name(name).chmod(0o644)
        with closing(open_sqlite(path)) as store:
            write(store)
            for name in FILES:
                assert mode(path.with_name(name)) == 0o600, name
            assert mode(path.parent) == 0o700


def test_what_is_made_later_is_private_too(path: Path) -> None:
    with closing(open_sqlite(path)) as store:
        write(store)
    assert not path.with_name("docket.db-wal").exists()
    before = os.umask(0o000)
    try:
        with closing(open_sqlite(path)) as store:
            write_again = a_booking("S-0002")
            store.add(write_again, Decision(key="again", entry=an_entry()))
            assert mode(path.with_name("docket.db-wal")) == 0o600
            assert mode(path.with_name("docket.db-shm")) == 0o600
    finally:
        os.umask(before)


def test_a_link_leads_to_the_file_that_is_closed(path: Path, tmp_path: Path) -> None:
    path.touch(mode=0o644)
    link = tmp_path / "link.db"
    link.symlink_to(path)
    with closing(open_sqlite(link)) as store:
        write(store)
    assert mode(path) == 0o600
    assert mode(path.parent) == 0o700


@pytest.mark.parametrize("rights", [0o777, 0o1777, 0o702, 0o703])
def test_a_folder_that_everybody_may_write_to_is_refused(path: Path, rights: int) -> None:
    path.parent.chmod(rights)
    with pytest.raises(CannotOpen, match=r"Any user can write .*data.*Set DATABASE_URL"):
        open_sqlite(path)
    assert not path.exists()
    assert mode(path.parent) == rights, "it is not ours to change"


@pytest.mark.parametrize("rights", [0o755, 0o750, 0o770, 0o711])
def test_a_folder_of_other_things_is_left_alone_and_refused(path: Path, rights: int) -> None:
    (path.parent / "index.html").touch()
    path.parent.chmod(rights)
    with pytest.raises(
        CannotOpen, match=r"also holds other files.*Or close the folder to others: chmod 700"
    ):
        open_sqlite(path)
    assert mode(path.parent) == rights
    path.parent.chmod(0o700)
    open_sqlite(path).close()


def test_a_folder_of_another_user_is_refused(path: Path) -> None:
    """Root can give a folder away; everybody else finds one of root's."""
    theirs = Path("/usr") if os.geteuid() else path.parent
    if theirs == path.parent:
        os.chown(theirs, 12_345, -1)
    with pytest.raises(CannotOpen, match=r"belongs to another user.*/docket/docket.db"):
        open_sqlite(theirs / "docket.db")
