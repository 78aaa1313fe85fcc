"""Prevail's stand-in, and a client that is let in."""

from collections.abc import Iterator

import httpx
import pytest

from sandbox.providers import Prevail, start
from tests.sandbox.providers.prevail.calls import JSON, Prevails, token


@pytest.fixture
def prevail() -> Iterator[Prevails]:
    with start(Prevail()) as running:
        yield running


@pytest.fixture
def http(prevail: Prevails) -> Iterator[httpx.Client]:
    headers = JSON | {"Authorization": f"Bearer {token(prevail)}"}
    with httpx.Client(base_url=prevail.base_url, headers=headers) as client:
        yield client
