"""What whole-system tests share: the office that the tests of handlers work in."""

import pytest

from bot.scheduling.when import warm
from tests.handlers.conftest import office, start_office

__all__ = ["office", "start_office"]


@pytest.fixture(scope="session", autouse=True)
def warmed() -> None:
    """Be ready to read times, as a process that serves is before it answers."""
    warm()
