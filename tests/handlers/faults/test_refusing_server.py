"""A PostgreSQL that refuses Docket: people read that nothing was changed, and what is under way is kept."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlsplit

import psycopg
import pytest
from psycopg.rows import TupleRow

from bot.app import Deadlines
from handlers.messages.errors import BROKEN
from tests.durability.orders import is_sent_again
from tests.handlers.conftest import StartOffice
from tests.handlers.session_steps import booked
from tests.postgresql import database
from tests.waiting import wait_until

HURRIED = Deadlines(request=timedelta(seconds=8))
TABLES = "bookings, decisions, work"


@dataclass(frozen=True)
class Refusal:
    """What is set for Docket's role, and how that is undone; `locks` says whether others hold the tables."""

    name: str
    set: str
    mended: str
    locks: bool = False


REFUSALS = (
    # As on a standby, which is only read from.
    Refusal("read only", "SET default_transaction_read_only = on", "RESET ALL"),
    Refusal("too many connections", "CONNECTION LIMIT 0", "CONNECTION LIMIT -1"),
    Refusal("no login anymore", "NOLOGIN", "LOGIN"),
    Refusal("statements take too long", "SET statement_timeout = '50ms'", "RESET ALL", locks=True),
)


class Server:
    """An empty database that belongs to a role of its own, whom the server lets in or not."""

    def __init__(self, url: str, admin: psycopg.Connection[TupleRow]) -> None:
        self._admin = admin
        self._role = f"docket_{secrets.token_hex(4)}"
        password = secrets.token_hex(8)
        self._run(f"CREATE ROLE {self._role} LOGIN PASSWORD '{password}'")
        self._run(f"GRANT ALL ON SCHEMA public TO {self._role}")
        address = urlsplit(url)
        host = address.netloc.rpartition("@")[2]
        self.url = address._replace(netloc=f"{self._role}:{password}@{host}").geturl()

    @contextmanager
    def refusing(self, refusal: Refusal) -> Iterator[None]:
        """Refuse Docket whatever it is, on every connection."""
        self._set(refusal.set)
        with self._admin.transaction() if refusal.locks else nullcontext():
            if refusal.locks:
                self._run(f"LOCK TABLE {TABLES} IN ACCESS EXCLUSIVE MODE")
            yield
        self._set(refusal.mended)

    def remove(self) -> None:
        """Leave nothing of the role."""
        self._run(f"DROP OWNED BY {self._role} CASCADE")
        self._run(f"DROP ROLE {self._role}")

    def _set(self, what: str) -> None:
        """Change the role; its connections end, because settings are read at their beginning."""
        self._run(f"ALTER ROLE {self._role} {what}")
        ended = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = %s"
        self._admin.execute(ended, [self._role])

    def _run(self, statement: str) -> None:
        self._admin.execute(statement.encode())


@pytest.fixture
def refusing_server() -> Iterator[Server]:
    with database() as url, psycopg.connect(url, autocommit=True) as admin:
        made = Server(url, admin)
        yield made
        made.remove()


@pytest.mark.parametrize("refusal", REFUSALS, ids=lambda refusal: refusal.name)
def test_nothing_is_accepted_meanwhile_and_nothing_is_lost(
    refusing_server: Server, start_office: StartOffice, refusal: Refusal
) -> None:
    office = start_office(deadlines=HURRIED, database_url=refusing_server.url)
    ana = office.person("Ana Reyes")
    office.prevail.faults.set("hold", method="POST")
    under_way = booked(office, title="Under way", until="Booking…")
    office.prevail.wait_for(lambda: "POST" in {each.method for each in office.prevail.received})
    form = ana.command("#depositions", "/session tomorrow 2pm Pacific").fill("Title", "Refused")
    with refusing_server.refusing(refusal):
        form.submit()
        assert BROKEN in "\n".join(ana.screen.texts)
        office.prevail.faults.clear()
        office.prevail.wait_for(lambda: bool(office.sessions))
    under_way.wait_for_text("Confirmed")
    wait_until(lambda: is_sent_again(ana))
    ana.wait_for_message("#depositions", "Refused").wait_for_text("Confirmed")
    assert sorted(each.remote.title for each in office.sessions) == ["Refused", "Under way"]
