"""Attending to what is stuck or unknown: what is listed for somebody, and what is tried again."""

import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from bot.scheduling.attention import AttentionReason
from bot.scheduling.attention_service import AttentionService
from bot.scheduling.booking_service import BookingService
from bot.scheduling.jobs.retries import due
from bot.scheduling.model.record import Record, State
from bot.scheduling.model.rights import Actor
from bot.scheduling.ports.results import SetAside
from bot.scheduling.ports.store import Decision
from bot.scheduling.tasks.provider import Book
from bot.scheduling.tasks.queue import Queue, Task
from bot.scheduling.tasks.slack import ShowCard
from bot.store.sql.store import SqlStore
from tests.builders import NOW, OWNER, TEAM, Channels, Clock, a_booking, an_entry, later
from tests.store.steps import take_one

OWNER_ = Actor(team=TEAM, user=OWNER)
LEASE = timedelta(minutes=1)


@pytest.fixture
def attention(store: SqlStore, clock: Clock) -> AttentionService:
    booking_service = BookingService(store, admins=frozenset(), visibility=Channels(), clock=clock)
    return AttentionService(booking_service, store, admins=frozenset(), clock=clock)


def kept(store: SqlStore, booking: Record, *tasks: Task) -> None:
    """Keep a booking as it is, with work that is due."""
    then = due(*tasks, at=NOW)
    store.add(booking, Decision(key=booking.ref, entry=an_entry(), then=then))


def test_what_was_to_be_booked_and_nobody_works_on_is_looked_for_and_booked(
    attention: AttentionService, store: SqlStore
) -> None:
    kept(store, a_booking())
    assert attention.try_again("S-7K2M", by=OWNER_, key="press").state is State.BOOKING
    tasks = [job.task for job in store.pending(TEAM, ref="S-7K2M")]
    assert tasks == [Book(again=True), ShowCard()]


def test_work_set_aside_for_what_is_not_there_any_more_is_not_listed(
    attention: AttentionService, store: SqlStore, tmp_path: Path
) -> None:
    for ref in ("S-7K2M", "S-G0NE"):
        kept(store, a_booking(ref, state=State.CANCELED), ShowCard())
        job = take_one(store, Queue.SLACK, now=later(minutes=1), lease=LEASE)
        assert job is not None
        store.set_aside(job, SetAside(), at=NOW)
    with closing(sqlite3.connect(tmp_path / "docket.db")) as file, file:
        file.execute("DELETE FROM bookings WHERE ref = 'S-G0NE'")
    (listed,) = attention.list_items(by=OWNER_)
    assert listed.booking.ref == "S-7K2M"
    assert listed.reasons == {AttentionReason.UNDELIVERED}
