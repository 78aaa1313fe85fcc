"""Every booking ahead is reckoned anew after an update of the zone data, once for each version."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.scheduling.jobs.zone_updates import recompute, would_shift_bookings
from bot.scheduling.model.booking import Booking
from bot.scheduling.model.record import FailureReason, State
from bot.scheduling.ports.store import Decision
from bot.scheduling.tasks.news import EventType
from bot.scheduling.tasks.provider import ApplyZoneUpdate
from bot.scheduling.tasks.queue import Task
from bot.scheduling.tasks.slack import DirectMessage
from bot.store.sql.store import SqlStore
from tests.builders import NOW, TEAM, a_booking, an_agent, an_appointment, an_entry

HOUR = timedelta(hours=1)


def kept_by_other_law(store: SqlStore, path: Path, booking: Booking) -> datetime:
    """Keep a booking as it was when clocks in its zone were an hour behind; return its instant then."""
    store.add(booking, Decision(key=booking.ref, entry=an_entry()))
    with closing(sqlite3.connect(path / "docket.db")) as db, db:
        db.execute("UPDATE bookings SET starts = starts + 3600 WHERE ref = ?", [booking.ref])
    return booking.moment.instant + HOUR


def follows(store: SqlStore, booking: Booking) -> list[Task | None]:
    return [job.task for job in store.pending(TEAM, ref=booking.ref)]


def reckon(store: SqlStore, version: str = "2027a") -> None:
    recompute(store, version=version, clock=lambda: NOW)


def reckoned(store: SqlStore, booking: Booking) -> Booking:
    """Reckon everything by new rules, and return a booking as it is then."""
    reckon(store)
    kept = store.get(TEAM, booking.ref)
    assert isinstance(kept, Booking)
    return kept


@pytest.mark.parametrize("make", [a_booking, an_agent])
def test_what_can_be_moved_keeps_its_wall_clock_and_is_mended_at_its_provider(
    store: SqlStore, tmp_path: Path, make: Callable[..., Booking]
) -> None:
    booking = make(state=State.CONFIRMED)
    was = kept_by_other_law(store, tmp_path, booking)
    kept = reckoned(store, booking)
    assert kept.moment == booking.moment
    assert ApplyZoneUpdate(was=was, moment=booking.moment, version="2027a") in follows(
        store, booking
    )


@pytest.mark.parametrize(
    "unknown", [{"state": State.BOOKING}, {"state": State.FAILED, "trouble": FailureReason.UNKNOWN}]
)
def test_of_what_may_have_been_made_it_is_kept_when_that_was(
    store: SqlStore, tmp_path: Path, unknown: dict[str, Any]
) -> None:
    booking = a_booking(**unknown)
    was = kept_by_other_law(store, tmp_path, booking)
    kept = reckoned(store, booking)
    assert (kept.moment, kept.by_old_law) == (booking.moment, was)
    assert not [task for task in follows(store, booking) if isinstance(task, ApplyZoneUpdate)]


def test_an_appointment_stays_when_it_is_and_its_clock_is_told(
    store: SqlStore, tmp_path: Path
) -> None:
    booking = an_appointment(state=State.CONFIRMED)
    was = kept_by_other_law(store, tmp_path, booking)
    kept = reckoned(store, booking)
    assert kept.moment.instant == was
    told = [task for task in follows(store, booking) if isinstance(task, DirectMessage)]
    assert [(tell.user, tell.news.what) for tell in told] == [
        (booking.owner, EventType.ZONE_RULES_CHANGED)
    ]


def test_it_is_done_once_for_each_version(store: SqlStore, tmp_path: Path) -> None:
    booking = a_booking(state=State.CONFIRMED)
    kept_by_other_law(store, tmp_path, booking)
    reckon(store, "2027b")
    reckon(store, "2027b")
    assert sum(isinstance(task, ApplyZoneUpdate) for task in follows(store, booking)) == 1
    assert store.zone_data_version() == "2027b"


def test_older_data_undo_nothing_and_are_known_to_be_off(store: SqlStore, tmp_path: Path) -> None:
    reckon(store)
    assert not is_off(store, "2026f")
    booking = a_booking(state=State.CONFIRMED)
    was = kept_by_other_law(store, tmp_path, booking)
    reckon(store, "2026f")
    assert follows(store, booking) == []
    assert store.zone_data_version() == "2027a"
    assert store.moved_by_zone_rules(since=NOW) == [(booking, was)]
    assert is_off(store, "2026f")
    assert not is_off(store, "2027a")


def is_off(store: SqlStore, version: str) -> bool:
    return would_shift_bookings(store, version=version, clock=lambda: NOW)


def test_what_a_process_with_older_data_has_written_since_is_reckoned_at_the_next_start(
    store: SqlStore, tmp_path: Path
) -> None:
    reckon(store)
    booking = a_booking(state=State.CONFIRMED)
    was = kept_by_other_law(store, tmp_path, booking)
    reckon(store)
    reckon(store)
    updates = [task for task in follows(store, booking) if isinstance(task, ApplyZoneUpdate)]
    assert updates == [ApplyZoneUpdate(was=was, moment=booking.moment, version="2027a")]
    assert store.moved_by_zone_rules(since=NOW) == []


def test_what_moved_nowhere_is_over_or_canceled_is_left_alone(
    store: SqlStore, tmp_path: Path
) -> None:
    same = a_booking("S-2222", state=State.CONFIRMED)
    store.add(same, Decision(key="same", entry=an_entry()))
    canceled = a_booking("S-3333", state=State.CANCELED)
    kept_by_other_law(store, tmp_path, canceled)
    reckon(store)
    assert follows(store, same) == follows(store, canceled) == []
    assert store.moved_by_zone_rules(since=NOW) == []
