"""A database that can't be written, or not in time: people read that nothing was accepted."""

import re
import sqlite3
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx
import psycopg
import pytest

from bot.app import Deadlines
from handlers.messages.errors import BROKEN
from tests.deployment import Deployment
from tests.durability.orders import is_sent_again
from tests.handlers.conftest import Office, StartOffice
from tests.handlers.session_steps import booked
from tests.postgresql import database as empty_database
from tests.waiting import wait_until

# Long enough for a machine that stalls, and far below what a lock is waited for.
HURRIED = Deadlines(request=timedelta(seconds=3))


@pytest.fixture(params=["sqlite", "postgresql"])
def hurried(request: pytest.FixtureRequest, start_office: StartOffice) -> Iterator[Office]:
    """Start an office on each kind of database, which answers within three seconds."""
    if request.param == "sqlite":
        yield start_office(deadlines=HURRIED)
        return
    with empty_database() as url:
        yield start_office(deadlines=HURRIED, database_url=url)


@contextmanager
def locked(office: Office) -> Iterator[None]:
    """Have another process hold all that is there."""
    url = office.settings.database_url.get_secret_value()
    if url.startswith("sqlite"):
        with closing(sqlite3.connect(office.database, isolation_level=None)) as other:
            other.execute("BEGIN EXCLUSIVE")
            yield
            other.execute("ROLLBACK")
        return
    with psycopg.connect(url) as other:
        other.execute("LOCK TABLE bookings, decisions, work IN ACCESS EXCLUSIVE MODE")
        yield
        other.rollback()


def test_while_others_hold_the_database_a_form_says_in_time_that_nothing_was_accepted(
    hurried: Office,
) -> None:
    ana = hurried.person("Ana Reyes")
    screen = ana.command("#depositions", "/session tomorrow 2pm Pacific").fill("Title", "Held up")
    with locked(hurried):
        began = time.monotonic()
        screen.submit()
        took = time.monotonic() - began
    assert BROKEN in "\n".join(ana.screen.texts)
    assert took < 20, "the lock was waited for, and not the deadline kept"
    ana.screen.close()
    assert [m for m in ana.messages("#depositions") if "Held up" in m.text] == []
    ana.screen.submit()
    ana.wait_for_message("#depositions", "Held up").wait_for_text("Confirmed")
    assert len(hurried.sessions) == 1


def test_while_others_hold_the_database_a_cancellation_is_not_accepted(hurried: Office) -> None:
    card = booked(hurried)
    screen = card.press("Cancel session")
    with locked(hurried):
        screen.submit()
    ana = hurried.person("Ana Reyes")
    assert BROKEN in "\n".join(ana.screen.texts)
    assert "Confirmed" in card.text
    ana.screen.close()
    ana.screen.submit()
    card.wait_for_text("Canceled")


def test_work_waits_for_the_lock_and_is_done_once(office: Office) -> None:
    office.prevail.faults.set("hold", method="POST")
    card = booked(office, until="Booking…")
    office.prevail.wait_for(lambda: "POST" in {each.method for each in office.prevail.received})
    with locked(office):
        office.prevail.faults.clear()
        office.prevail.wait_for(lambda: bool(office.sessions))
    card.wait_for_text("Confirmed")
    assert len(office.sessions) == 1


def test_a_file_that_was_moved_away_is_not_written_to_any_more(office: Office) -> None:
    ana = office.person("Ana Reyes")
    screen = ana.command("#depositions", "/session tomorrow 2pm Pacific").fill("Title", "Lost")
    away = office.database.rename(office.database.with_suffix(".away"))
    screen.submit()
    assert BROKEN in "\n".join(ana.screen.texts)
    away.rename(office.database)
    ana.screen.close()
    ana.screen.submit()
    ana.wait_for_message("#depositions", "Lost").wait_for_text("Confirmed")
    assert len(office.sessions) == 1


@pytest.fixture
def disk() -> Iterator[Path]:
    """Give a folder on a disk that can fail; where pytest has its own may be memory."""
    with TemporaryDirectory(dir="/var/tmp") as folder:
        tried = Path(folder, "tried")
        with tried.open("wb", buffering=0) as file, immutable(tried):
            try:
                file.write(b"anything")
            except PermissionError:
                pass
            else:
                pytest.skip("what is open can be written there all the same")
        yield Path(folder, "docket")


@pytest.fixture
def on_a_disk(disk: Path, start_office: StartOffice) -> Office:
    """Start an office with its database on such a disk."""
    return start_office(database_url=f"sqlite:///{disk / 'docket.db'}")


@contextmanager
def immutable(*files: Path) -> Iterator[None]:
    """Have the system let nobody write these files, not even by what is open, as on a disk that fails."""
    made = subprocess.run(["chattr", "+i", *files], capture_output=True, text=True, check=False)
    if made.returncode:
        pytest.skip(f"only root can do that, and not everywhere: {made.stderr.strip()}")
    try:
        yield
    finally:
        subprocess.run(["chattr", "-i", *files], check=True)


def test_while_the_file_is_read_only_nothing_is_accepted_and_afterwards_nothing_is_lost(
    on_a_disk: Office,
) -> None:
    office, beside = on_a_disk, f"{on_a_disk.database.name}-wal"
    ana, ben = office.person("Ana Reyes"), office.person("Ben Okafor")
    office.prevail.faults.set("hold", method="POST")
    under_way = booked(office, title="Under way", until="Booking…")
    office.prevail.wait_for(lambda: "POST" in {each.method for each in office.prevail.received})
    ana.command("#depositions", "/session tomorrow 2pm Pacific").fill("Title", "Refused")
    with immutable(office.database, office.database.with_name(beside)):
        ana.screen.submit()
        assert BROKEN in "\n".join(ana.screen.texts)
        assert httpx.get(f"{office.url}/readyz", trust_env=False).status_code == 503
        office.prevail.faults.clear()
        office.prevail.wait_for(lambda: bool(office.sessions))
        ben.wait_for_message("#depositions", "Under way").press("More")
        assert "Under way" in "\n".join(ben.screen.texts)
    under_way.wait_for_text("Confirmed")
    wait_until(lambda: is_sent_again(ana))
    ana.wait_for_message("#depositions", "Refused").wait_for_text("Confirmed")
    assert httpx.get(f"{office.url}/readyz", trust_env=False).status_code == 200
    assert sorted(each.remote.title for each in office.sessions) == ["Refused", "Under way"]


def test_on_a_full_disk_a_form_is_not_accepted_and_work_is_recorded_later(
    deployment: Deployment,
) -> None:
    ana = deployment.slack.person("Ana Reyes")
    ana.viewer.timeout = 60
    deployment.prevail.faults.set("hold", method="POST")
    with deployment.serving() as bot:
        for title in ("Under way", "Not accepted"):
            screen = ana.command("#depositions", "/session in 3 days 2pm Pacific")
            if title == "Under way":
                screen.fill("Title", title).submit()
        screen.fill("Title", title)
        deployment.prevail.wait_for(lambda: _is_asked(deployment))
        with bot.disk_full():
            screen.submit()
            assert BROKEN in "\n".join(ana.screen.texts)
            deployment.prevail.faults.clear()
            deployment.prevail.wait_for(lambda: bool(deployment.prevail.provider.sessions))
            bot.wait_for(re.compile("could not take or record work"))
        ana.wait_for_message("#depositions", "Under way").wait_for_text("Confirmed")
        ana.screen.close()
        ana.screen.submit()
        ana.wait_for_message("#depositions", "Not accepted").wait_for_text("Confirmed")
    assert len(deployment.prevail.provider.sessions) == 2


def _is_asked(deployment: Deployment) -> bool:
    return "POST" in {each.method for each in deployment.prevail.received}
