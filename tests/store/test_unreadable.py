"""A row that cannot be read breaks nothing but itself: no list, no other work, and nothing for ever."""

import json
import logging
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from pydantic import SecretStr

from bot.scheduling.jobs.retries import due
from bot.scheduling.model.booking import Booking
from bot.scheduling.model.booking_error import Unreadable
from bot.scheduling.model.record import Record
from bot.scheduling.model.reference import Kind
from bot.scheduling.ports.results import Outcome, Result, SetAside, SideEffect
from bot.scheduling.ports.store import (
    Decision,
    Search,
)
from bot.scheduling.tasks.news import EventType, News
from bot.scheduling.tasks.provider import Book
from bot.scheduling.tasks.queue import TASK, Job, Queue
from bot.scheduling.tasks.slack import DirectMessage, ShowCard
from bot.store.rows import Table, Unread
from bot.store.sql.store import SqlStore
from bot.times.moment import Moment
from bot.worker import Workers
from tests.builders import NOW, OWNER, TEAM, a_booking, a_session, an_answer, an_entry, one_of_each
from tests.sqlite import open_sqlite
from tests.store.steps import take_one
from tests.waiting import wait_until

BAD, GOOD = "S-0BAD", "S-7K2M"
LEASE = timedelta(seconds=10)

OpenStore = Callable[[], SqlStore]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "docket.db"


@pytest.fixture
def open_store(path: Path) -> Iterator[OpenStore]:
    with ExitStack() as stack:
        yield lambda: stack.enter_context(closing(open_sqlite(path)))


@pytest.fixture
def store(open_store: OpenStore) -> SqlStore:
    """Two bookings, each with work in both queues; one of them will be spoiled."""
    store = open_store()
    for ref in (BAD, GOOD):
        scheduled = due(Book(), ShowCard(), at=NOW)
        store.add(a_booking(ref), Decision(key=ref, entry=an_entry(), then=scheduled))
    return store


def execute(path: Path, statement: str, *values: object) -> None:
    """Change the file behind the store's back."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(statement, values)
        connection.commit()


def spoil(path: Path, data: str) -> None:
    """Have one booking's row hold something else."""
    execute(path, "UPDATE bookings SET data = ? WHERE ref = ?", data, BAD)


def with_(**changes: object) -> str:
    """Return the bad booking's data with other values."""
    data = json.loads(a_booking(BAD).model_dump_json())
    return json.dumps({**data, **changes})


MOMENT = {"local": "2027-01-28T13:30:00", "zone": "America/Los_Angeles", "fold": 0}

SPOILED = {
    "no text": "",
    "no JSON": "{",
    "no object": "[]",
    "too deep": "[" * 100_000,
    "no kind": with_(kind="Z"),
    "another kind": with_(kind="A"),
    "a state there is not": with_(state="dreaming"),
    "seven minutes": with_(session={"title": "x", "duration": "PT7M"}),
    "longer than time": with_(session={"title": "x", "duration": "P999999999D"}),
    "no moment": with_(moment=None),
    "half a moment": with_(moment={"zone": "UTC"}),
    "a day there is not": with_(moment={**MOMENT, "local": "2027-02-30T13:30:00"}),
    "a zone there is not": with_(moment={**MOMENT, "zone": "Mars/Base"}),
    "a zone that is a folder": with_(moment={**MOMENT, "zone": "America"}),
    "a zone that is a path": with_(moment={**MOMENT, "zone": "../../etc/passwd"}),
    "the end of time": with_(moment={**MOMENT, "local": "9999-12-31T23:59:59"}),
    "another booking": a_booking(GOOD).model_dump_json(),
    "another team": a_booking(BAD, team="T9").model_dump_json(),
}


@pytest.mark.parametrize("data", SPOILED.values(), ids=SPOILED)
def test_a_row_that_cannot_be_read_is_left_out_and_named(
    store: SqlStore, path: Path, data: str, caplog: pytest.LogCaptureFixture
) -> None:
    spoil(path, data)
    for _ in range(2):
        assert [booking.ref for booking in store.select(Search(team=TEAM))] == [GOOD]
        assert store.select(Search(team=TEAM, words=("jane",), limit=1))[0].ref == GOOD
    with pytest.raises(Unreadable) as unreadable:
        store.get(TEAM, BAD)
    assert (unreadable.value.ref, unreadable.value.owner) == (BAD, OWNER)
    assert store.unread()[0] == Unread(table=Table.BOOKINGS, ref=BAD)
    told = [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR]
    assert len(told) == 1, "it is told once, however often a list is drawn"
    assert BAD in told[0]
    assert store.is_readable()


def test_a_list_is_as_long_as_was_asked_for_whatever_is_left_out(
    store: SqlStore, path: Path
) -> None:
    spoil(path, "{")
    for n in range(5):
        store.add(a_booking(f"S-000{n}"), Decision(key=f"{n}", entry=an_entry()))
    for latest_first in (False, True):
        search = Search(team=TEAM, limit=6, latest_first=latest_first)
        assert len(store.select(search)) == 6


@pytest.mark.parametrize("data", SPOILED.values(), ids=SPOILED)
def test_its_work_is_set_aside_and_holds_up_nothing(
    store: SqlStore, path: Path, data: str, caplog: pytest.LogCaptureFixture
) -> None:
    spoil(path, data)
    for queue in (Queue.PREVAIL, Queue.SLACK):
        taken = take_one(store, queue, now=NOW, lease=LEASE)
        assert taken is not None
        assert taken.ref == GOOD
        store.finish(taken, outcome=Outcome())
        for days in (0, 1, 400):
            assert take_one(store, queue, now=NOW + timedelta(days=days), lease=LEASE) is None
        assert store.next_due(queue) is None, "nobody wakes for what cannot be done"
    assert Unread(table=Table.WORK, ref=BAD) in store.unread()
    assert len([r for r in caplog.records if r.levelno >= logging.ERROR]) == 1


@pytest.mark.parametrize("task", ["", "{", '{"kind": "juggle"}', '{"kind": "change"}', "null"])
def test_work_that_cannot_be_read_is_set_aside_and_what_follows_it_is_done(
    store: SqlStore, path: Path, task: str
) -> None:
    execute(path, "UPDATE work SET task = ? WHERE ref = ? AND lane = 'slack'", task, BAD)
    later = due(DirectMessage(user=OWNER, news=News(what=EventType.BOOKED)), at=NOW)
    store.change(
        TEAM, BAD, Decision(key="later", entry=an_entry(), then=later), transition=lambda b: b
    )
    did = []
    while (job := take_one(store, Queue.SLACK, now=NOW, lease=LEASE)) is not None:
        did.append((job.ref, job.task.kind))
        store.finish(job, outcome=Outcome())
    assert did == [(GOOD, "show card"), (BAD, "tell")]
    assert store.unread() == [Unread(table=Table.WORK, ref=BAD)]


def test_what_was_set_aside_is_done_once_it_is_mended_and_docket_starts_again(
    store: SqlStore, path: Path, open_store: OpenStore
) -> None:
    good = a_booking(BAD).model_dump_json()
    spoil(path, "{")
    assert take_one(store, Queue.PREVAIL, now=NOW, lease=LEASE)
    assert take_one(store, Queue.PREVAIL, now=NOW, lease=LEASE) is None
    spoil(path, good)
    assert take_one(store, Queue.PREVAIL, now=NOW, lease=LEASE) is None
    assert store.unread() == []
    did: list[str] = []

    def run_job(job: Job, _: Record | None) -> Result:
        did.append(job.ref)
        return Outcome()

    workers = Workers(
        open_store(),
        runners={Queue.PREVAIL: run_job},
        give_up=lambda *_: Outcome(),
        clock=lambda: NOW,
    )
    workers.start()
    wait_until(lambda: BAD in did)
    workers.stop()


def test_what_the_version_before_could_not_read_is_taken_up_without_a_start(
    store: SqlStore, path: Path
) -> None:
    """While a new version is rolled out, the one before sets aside the kinds of work that it lacks."""
    task = TASK.dump_json(ShowCard()).decode()
    execute(
        path, "UPDATE work SET task = ? WHERE ref = ? AND lane = 'slack'", '{"kind": "new"}', BAD
    )
    tried = take_one(store, Queue.SLACK, now=NOW, lease=LEASE)
    assert tried
    store.set_aside(tried, SetAside(), at=NOW)
    assert take_one(store, Queue.SLACK, now=NOW, lease=LEASE) is None
    execute(path, "UPDATE work SET task = ? WHERE ref = ? AND lane = 'slack'", task, BAD)
    store.requeue(untried=True)
    job = take_one(store, Queue.SLACK, now=NOW, lease=LEASE)
    assert job
    assert (job.ref, job.attempt) == (BAD, 1)
    assert take_one(store, Queue.SLACK, now=NOW, lease=LEASE) is None, (
        "what was tried waits for a start"
    )


def test_what_cannot_be_read_is_not_changed_and_its_form_may_be_sent_again(
    store: SqlStore, path: Path
) -> None:
    spoil(path, "{")
    with pytest.raises(Unreadable):
        store.change(TEAM, BAD, Decision(key="move", entry=an_entry()), transition=lambda b: b)
    with pytest.raises(Unreadable):
        store.add(
            a_booking("S-0001"),
            Decision(key="agent", entry=an_entry()),
            also=SideEffect(ref=BAD, transition=lambda booking: booking),
        )
    assert store.get(TEAM, "S-0001") is None
    spoil(path, a_booking(BAD).model_dump_json())
    store.change(TEAM, BAD, Decision(key="move", entry=an_entry()), transition=lambda b: b)


def test_what_was_done_is_recorded_although_the_other_booking_cannot_be_read(
    store: SqlStore, path: Path
) -> None:
    spoil(path, "{")
    job = take_one(store, Queue.PREVAIL, now=NOW, lease=LEASE)
    assert job is not None
    also = SideEffect(ref=BAD, transition=lambda booking: booking.with_(agent=""))
    answered = a_booking(GOOD, booked=an_answer())
    store.finish(job, outcome=Outcome(transition=lambda _: answered, also=also))
    assert store.get(TEAM, GOOD) == answered


def test_a_line_of_history_that_cannot_be_read_is_left_out(path: Path) -> None:
    keys = [SecretStr(Fernet.generate_key().decode())]
    with closing(open_sqlite(path, keys=keys)) as store:
        store.add(a_booking(), Decision(key="form", entry=an_entry()))
        store.note(TEAM, GOOD, entry=an_entry("moved", text="to Friday"))
        execute(path, "UPDATE history SET text = 'x' WHERE id = 2")
        assert [entry.what for entry in store.history(TEAM, GOOD)] == ["scheduled"]
        assert store.unread() == [Unread(table=Table.HISTORY, ref=GOOD)]


@pytest.mark.parametrize("booking", one_of_each(), ids=lambda booking: booking.kind.name)
def test_nothing_is_written_that_could_not_be_read_again(store: SqlStore, booking: Record) -> None:
    """A value that slipped past every check stops at the last door, not in everybody's list."""
    nowhere = Moment(local=a_booking().moment.local, zone="Mars/Base")
    wrong = (
        {"moment": nowhere}
        if isinstance(booking, Booking)
        else {"created": datetime.max.replace(tzinfo=UTC)}
    )
    unread = booking.model_copy(update={"ref": f"{booking.kind}-0001", **wrong})
    with pytest.raises((LookupError, ValueError)):
        store.add(unread, Decision(key="form", entry=an_entry()))
    short = a_session().model_copy(update={"duration": timedelta(minutes=7)})
    with pytest.raises(ValueError, match="quarter hours"):
        store.change(
            TEAM,
            GOOD,
            Decision(key="edit", entry=an_entry()),
            transition=lambda now: now.with_(session=short),
        )
    assert store.unread() == []
    everything = Search(team=TEAM, kinds=frozenset(Kind))
    assert sorted(found.ref for found in store.select(everything)) == [BAD, GOOD]
