"""What whole-system tests share: the office that the tests of handlers work in."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import settings

from bot.store.sql.store import SqlStore
from bot.times import zone_data
from bot.times.reading import preload
from tests.builders import Clock
from tests.deployment import Deployment, deployed
from tests.handlers.conftest import office, start_office
from tests.sqlite import open_sqlite

__all__ = ["office", "start_office"]


# Where files are in memory: on a disk every commit of a test's database would wait for it.
MEMORY = Path("/dev/shm")  # noqa: S108 - what is made there is the tests' own
ROOM = 2**30


def pytest_configure() -> None:
    """Reckon by pinned zone data, keep what tests write in memory, let examples take their time."""
    zone_data.use_packaged()
    if MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOM:
        tempfile.tempdir = str(MEMORY)
    # Hypothesis takes an example for too slow that a busy machine held up for a fifth of a second.
    settings.register_profile("docket", deadline=None)
    settings.load_profile("docket")


@pytest.fixture(scope="session", autouse=True)
def warmed() -> None:
    """Be ready to read times, as a process that serves is before it answers."""
    preload()


@pytest.fixture
def clock() -> Clock:
    """A clock that the test sets."""
    return Clock()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqlStore]:
    """A database of its own, empty."""
    with closing(open_sqlite(tmp_path / "docket.db")) as store:
        yield store


@pytest.fixture
def deployment(tmp_path: Path) -> Iterator[Deployment]:
    """A workspace and the providers, beside which Docket runs in processes of its own."""
    with deployed(tmp_path) as deployment:
        yield deployment
