"""The stores that the contract holds for: a new store is a new row of `kind`."""

from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from bot.scheduling.ports.store import Store
from tests.postgresql import database
from tests.store import crowd
from tests.store.steps import OpenStore


@pytest.fixture(params=["sqlite", "sqlite, encrypted", "postgresql", "postgresql, encrypted"])
def kind(request: pytest.FixtureRequest) -> str:
    """Name each kind of store once."""
    return str(request.param)


@pytest.fixture
def url(kind: str, tmp_path: Path) -> Iterator[str]:
    """Give the address of an empty database of the kind."""
    if kind.startswith("sqlite"):
        yield f"sqlite:///{tmp_path / 'docket.db'}"
    else:
        with database() as url:
            yield url


@pytest.fixture
def keys(kind: str) -> list[str]:
    """Return the keys that the database is encrypted with, if it is."""
    return [Fernet.generate_key().decode()] if kind.endswith("encrypted") else []


@pytest.fixture
def open_store(url: str, keys: list[str]) -> Iterator[OpenStore]:
    """Open the same database as often as a test likes."""
    with ExitStack() as stack:
        yield lambda: stack.enter_context(closing(crowd.opened(url, *keys)))


@pytest.fixture
def store(open_store: OpenStore) -> Store:
    return open_store()
