"""What an earlier version of Docket wrote goes on working: all is read, and what was begun is finished."""

import json
import logging
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from bot.scheduling.attention import is_unsettled
from bot.scheduling.model.record import State
from bot.scheduling.model.reference import Kind
from bot.scheduling.ports.store import Decision, Search
from bot.scheduling.requests.request import Request
from bot.scheduling.tasks.queue import TASK
from bot.store.rows import INDEXED
from bot.store.sql.store import SqlStore
from bot.store.sweeping import index_words
from sandbox.slack import people
from sandbox.slack.workspace import Message
from tests.builders import an_entry
from tests.handlers.conftest import Office, StartOffice, bot_as, office_with
from tests.simulated_clock import SimulatedClock
from tests.sqlite import open_sqlite
from tests.store.written_before import ALL_THAT_IS_STORED, EARLIER, write_as_before
from tests.waiting import wait_until

EVERYTHING = Search(team=people.TEAM_ID, kinds=frozenset(Kind))
HERE = "#depositions"
# What was written of a request although it has no time of its own.
OF_A_TIME = frozenset(
    {"moment", "calendar_generation", "never_booked", "unreadable_time", "by_old_law"}
)
POSTED = "1772470800.0000"
# The kinds of work that there were none of at first.
SINCE = {"remind", "settle", "whisper", "realign"}
# And these since the latest of them was written.
LATER = {"accept drift", "check drift", "compare list", "receipt", "remove card"}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "before.db"
    write_as_before(path)
    return path


@pytest.fixture
def store(path: Path) -> Iterator[SqlStore]:
    with closing(open_sqlite(path)) as store:
        yield store


def rows(path: Path, statement: str) -> list[tuple[Any, ...]]:
    """Read the file as it is."""
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(statement).fetchall()


def holds(now: Any, before: Any) -> bool:
    """Return whether all that was written is still there; there may be more, and no link is None since."""
    if isinstance(before, dict):
        return all(name in now and holds(now[name], value) for name, value in before.items())
    return bool(now == before) or (before, now) == ("", None)


@pytest.fixture(params=[EARLIER, ALL_THAT_IS_STORED])
def any_path(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A database that one of the earlier commits wrote."""
    path = tmp_path / "before.db"
    write_as_before(path, commit=request.param)
    return path


def test_every_booking_is_read_as_it_was_written_and_listed(any_path: Path) -> None:
    before = {
        ref: json.loads(data) for ref, data in rows(any_path, "SELECT ref, data FROM bookings")
    }
    assert {ref[0] for ref in before} == set("ACEPS"), "every kind there was then"
    with closing(open_sqlite(any_path)) as store:
        listed = {booking.ref: booking for booking in store.select(EVERYTHING)}
        assert store.unread() == []
    assert set(listed) == set(before)
    for ref, booking in listed.items():
        dropped = OF_A_TIME if isinstance(booking, Request) else frozenset()
        written = {name: value for name, value in before[ref].items() if name not in dropped}
        assert holds(json.loads(booking.model_dump_json()), written), ref


def test_history_and_work_are_read_as_they_were_written(any_path: Path) -> None:
    history = rows(any_path, "SELECT ref, what, text FROM history ORDER BY id")
    tasks = [json.loads(task) for (task,) in rows(any_path, "SELECT task FROM work ORDER BY id")]
    assert all(
        holds(json.loads(TASK.dump_json(TASK.validate_python(task))), task) for task in tasks
    )
    with closing(open_sqlite(any_path)) as store:
        for ref, what, text in history:
            said = [(entry.what, entry.text) for entry in store.history(people.TEAM_ID, ref)]
            assert (what, text) in said


def test_every_kind_of_work_that_there_was_is_there(any_path: Path) -> None:
    tasks = rows(any_path, "SELECT DISTINCT json_extract(task, '$.kind') FROM work")
    kinds = {definition["properties"]["kind"]["const"] for definition in _kinds_of_task()} - LATER
    assert {kind for (kind,) in tasks} in (kinds, kinds - SINCE)


def _kinds_of_task() -> list[dict[str, Any]]:
    definitions = TASK.json_schema()["$defs"].values()
    return [each for each in definitions if "const" in each.get("properties", {}).get("kind", {})]


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ({"channel": "C07DEPOSITN", "states": frozenset({State.MOVING})}, ["S-0004"]),
        ({"channel": "C07DEPOSITN", "kinds": frozenset({Kind.AGENT})}, ["A-0002", "A-0003"]),
        ({"words": ("noon", "44-roe")}, ["S-0002"]),
        ({"remote_id": "to-be-canceled-s-0005"}, ["S-0005"]),
    ],
)
def test_what_was_written_is_found(
    store: SqlStore, search: dict[str, Any], found: list[str]
) -> None:
    assert sorted(b.ref for b in store.select(Search(team=people.TEAM_ID, **search))) == found


def test_the_words_of_what_was_written_are_indexed_batch_by_batch(
    path: Path, store: SqlStore, caplog: pytest.LogCaptureFixture
) -> None:
    """Until then what is listed is read to find them, and afterward nothing is found otherwise."""
    caplog.set_level(logging.INFO)
    noon = Search(team=people.TEAM_ID, words=("noon",))
    before, count = store.select(noon), len(store.select(EVERYTHING))
    assert [booking.ref for booking in before] == ["S-0002"]
    assert store.index_words(most=count - 1) == count - 1
    assert store.select(noon) == before
    index_words(store)
    assert "indexed the words of 1 bookings" in caplog.text
    assert store.select(noon) == before
    assert rows(path, "SELECT ref FROM booking_words WHERE word = 'noon'") == [("S-0002",)]
    unsettled = store.select(replace(EVERYTHING, unsettled=True))
    assert unsettled == [each for each in store.select(EVERYTHING) if is_unsettled(each)]


def test_a_change_indexes_the_words_of_what_was_written(path: Path, store: SqlStore) -> None:
    decision = Decision(key="new", entry=an_entry())
    store.change(people.TEAM_ID, "S-0002", decision, transition=lambda booking: booking)
    assert rows(path, "SELECT ref FROM booking_words WHERE word = 'noon'") == [("S-0002",)]
    assert rows(path, "SELECT indexed FROM bookings WHERE ref = 'S-0002'") == [(INDEXED,)]


def put_cards(office: Office, path: Path) -> None:
    """Have the cards stand in the channel that the earlier version had posted."""
    channel = office.slack.workspace.channel_named(HERE)
    with office.slack.workspace.changing():
        for (ts,) in rows(path, "SELECT json_extract(data, '$.card.ts') FROM bookings ORDER BY 1"):
            if ts:
                card = Message(ts, channel.id, people.BOT_USER_ID, "as it was")
                channel.messages.append(card)


def test_work_that_was_begun_is_carried_out_and_cards_are_edited(
    start_office: StartOffice, path: Path
) -> None:
    office = start_office()
    put_cards(office, path)
    settings = office.settings.model_copy(update={"database_url": SecretStr(f"sqlite:///{path}")})
    with bot_as(settings, clock=office.clock):
        wait_until(lambda: left(path) == [("S-0003", "watch")], within=30)
    channel = office.slack.workspace.channel_named(HERE)
    cards = {message.ts.removeprefix(POSTED): message.text for message in channel.messages}
    assert "Deposition of Jane Quill" in "\n".join(cards.values())
    for edited in ("02", "04", "05", "12"):
        assert cards[edited] != "as it was", edited
    for idle in ("07", "08", "09", "13", "22", "32"):
        assert cards[idle] == "as it was", idle
    assert sorted(session.remote.title for session in office.sessions) == [
        "Deposition of Jane Quill",
        "Hearing before noon",
    ]


def test_work_of_every_kind_is_taken_up_without_a_fault(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path, hurry = tmp_path / "before.db", SimulatedClock()
    write_as_before(path, commit=ALL_THAT_IS_STORED)
    with office_with(tmp_path, clock=hurry) as office:
        put_cards(office, path)
        settings = office.settings.model_copy(
            update={"database_url": SecretStr(f"sqlite:///{path}")}
        )
        with bot_as(settings, clock=hurry) as (running, _):
            hurry.settle(path, wake=running.workers.wake, within=timedelta(minutes=10))
    tasks = rows(path, "SELECT json_extract(task, '$.kind'), set_aside FROM work")
    assert {kind for kind, aside in tasks if aside is None} <= {"remind", "watch"}
    assert [record for record in caplog.records if record.levelno >= logging.ERROR] == []
    assert "cannot be read" not in caplog.text


def left(path: Path) -> list[tuple[Any, ...]]:
    """Return whose work is still to be done, and which; reminders of what is settled say nothing."""
    found = rows(path, "SELECT ref, json_extract(task, '$.kind') FROM work ORDER BY id")
    return [job for job in found if job[1] != "remind"]
