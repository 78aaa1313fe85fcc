"""Every booking ahead is reckoned anew after an update of the zone data, once for each version."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.scheduling.bookings import Booking, State
from bot.scheduling.recomputing import recompute
from bot.scheduling.tasks import Happened, Realign, Task, Tell
from bot.store.sqlite import SqliteStore
from tests.making import NOW, TEAM, a_booking, an_agent, an_appointment, an_entry

HOUR = timedelta(hours=1)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteStore]:
    with closing(SqliteStore(tmp_path / "docket.db")) as store:
        yield store


def kept_by_other_law(store: SqliteStore, path: Path, booking: Booking) -> datetime:
    """Keep a booking as it was when clocks in its zone were an hour behind; return its instant then."""
    store.add(booking, key=booking.ref, entry=an_entry(), then=[])
    with closing(sqlite3.connect(path / "docket.db")) as db, db:
        db.execute("UPDATE bookings SET starts = starts + 3600 WHERE ref = ?", [booking.ref])
    return booking.moment.instant + HOUR


def follows(store: SqliteStore, booking: Booking) -> list[Task | None]:
    return [work.task for work in store.pending(TEAM, ref=booking.ref)]


def reckon(store: SqliteStore, version: str = "2027a") -> None:
    recompute(store, version=version, clock=lambda: NOW)


@pytest.mark.parametrize("make", [a_booking, an_agent])
def test_what_can_be_moved_keeps_its_wall_clock_and_is_mended_at_its_provider(
    store: SqliteStore, tmp_path: Path, make: Callable[..., Booking]
) -> None:
    booking = make(state=State.CONFIRMED)
    was = kept_by_other_law(store, tmp_path, booking)
    reckon(store)
    kept = store.get(TEAM, booking.ref)
    assert kept
    assert kept.moment == booking.moment
    assert Realign(was=was) in follows(store, booking)


def test_an_appointment_stays_when_it_is_and_its_clock_is_told(
    store: SqliteStore, tmp_path: Path
) -> None:
    booking = an_appointment(state=State.CONFIRMED)
    was = kept_by_other_law(store, tmp_path, booking)
    reckon(store)
    kept = store.get(TEAM, booking.ref)
    assert kept
    assert kept.moment.instant == was
    told = [task for task in follows(store, booking) if isinstance(task, Tell)]
    assert [(tell.user, tell.news.what) for tell in told] == [
        (booking.owner, Happened.CLOCKS_CHANGED)
    ]


@pytest.mark.parametrize("version", ["2026f", "2027a"])
def test_it_is_done_once_for_each_version_and_never_for_an_older_one(
    store: SqliteStore, tmp_path: Path, version: str
) -> None:
    reckon(store)
    booking = a_booking(state=State.CONFIRMED)
    kept_by_other_law(store, tmp_path, booking)
    reckon(store, version)
    assert follows(store, booking) == []
    reckon(store, "2027b")
    reckon(store, "2027b")
    assert sum(isinstance(task, Realign) for task in follows(store, booking)) == 1
    assert store.reckoned_with() == "2027b"


def test_what_moved_nowhere_is_over_or_canceled_is_left_alone(
    store: SqliteStore, tmp_path: Path
) -> None:
    same = a_booking("S-2222", state=State.CONFIRMED)
    store.add(same, key="same", entry=an_entry(), then=[])
    canceled = a_booking("S-3333", state=State.CANCELLED)
    kept_by_other_law(store, tmp_path, canceled)
    reckon(store)
    assert follows(store, same) == follows(store, canceled) == []
    assert store.moved_by_law(since=NOW) == []
