"""What whole-system tests share: the office that the tests of handlers work in."""

import shutil
import tempfile
from pathlib import Path

import pytest

from bot.scheduling.when import warm
from tests.handlers.conftest import office, start_office

__all__ = ["office", "start_office"]


# Where files are in memory: on a disk every commit of a test's database would wait for it.
MEMORY = Path("/dev/shm")  # noqa: S108 - what is made there is the tests' own
ROOM = 2**30


def pytest_configure() -> None:
    """Keep what tests write in memory, where there is such a place and room in it."""
    if MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOM:
        tempfile.tempdir = str(MEMORY)


@pytest.fixture(scope="session", autouse=True)
def warmed() -> None:
    """Be ready to read times, as a process that serves is before it answers."""
    warm()
