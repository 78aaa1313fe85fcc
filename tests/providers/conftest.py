"""What a test file's `both` holds: the running stand-in, and what is connected to it."""

from typing import Any

import pytest


@pytest.fixture
def running(both: tuple[Any, Any]) -> Any:
    return both[0]


@pytest.fixture
def transport(both: tuple[Any, Any]) -> Any:
    return both[1]
