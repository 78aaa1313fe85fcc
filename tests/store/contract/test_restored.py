"""A restored backup is known as one, and the work in it is held once."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from bot.scheduling.ports.results import Outcome
from bot.scheduling.tasks.news import EventType, News
from bot.scheduling.tasks.provider import Book, Poll
from bot.scheduling.tasks.queue import Queue, UnresolvedTry
from bot.scheduling.tasks.slack import DirectMessage, ShowCard
from bot.store.ports import ManagedStore
from tests.builders import NOW, a_booking, later
from tests.postgresql import database
from tests.store import crowd
from tests.store.steps import add, take, taken

AGO = later(hours=-1)


@pytest.fixture
def restored(url: str, keys: list[str], tmp_path: Path) -> Iterator[ManagedStore]:
    """Give the store on a restored backup, made while something was still to be done."""
    with closing(crowd.opened(url, *keys)) as store:
        assert store.hold_restored(now=AGO) == 0, "it is new"
        assert store.hold_restored(now=AGO) == 0, "it is the same"
        add(store, a_booking(), Book(), ShowCard(), at=AGO)
        add(store, a_booking("S-0001"), Poll(), at=later(days=1))
        taken(store, at=AGO)
        if url.startswith("sqlite"):
            store.back_up(tmp_path / "backup.db")
    if url.startswith("sqlite"):
        with closing(crowd.opened(f"sqlite:///{tmp_path / 'backup.db'}", *keys)) as copy:
            yield copy
    else:
        with database(like=url) as like, closing(crowd.opened(like, *keys)) as copy:
            yield copy


def test_what_was_due_is_held_once(restored: ManagedStore) -> None:
    assert restored.hold_restored(now=NOW) == 2
    assert restored.hold_restored(now=later(hours=1)) == 0
    booking, card = taken(restored), taken(restored, Queue.SLACK)
    for job in (booking, card):
        assert job.restored == NOW
        assert job.attempt > 1
        assert job.unresolved == UnresolvedTry(at=AGO, until=NOW)
    restored.finish(booking, Outcome())
    assert take(restored) is None
    assert taken(restored, at=later(days=1, seconds=1)).restored is None


def test_of_several_that_start_at_once_one_holds_it(restored: ManagedStore) -> None:
    with ThreadPoolExecutor(3) as threads:
        held = threads.map(lambda _: restored.hold_restored(now=NOW), range(3))
        assert sorted(held) == [0, 0, 2]


def test_what_is_written_after_is_not_held(restored: ManagedStore) -> None:
    restored.hold_restored(now=NOW)
    said = DirectMessage(user="U2", news=News(what=EventType.BOOKED))
    add(restored, a_booking("S-0002"), said)
    held = [taken(restored, Queue.SLACK) for _ in range(2)]
    assert [job.restored for job in held] == [NOW, None]


def test_what_runs_goes_on_undisturbed(restored: ManagedStore, url: str, keys: list[str]) -> None:
    restored.hold_restored(now=NOW)
    with closing(crowd.opened(url, *keys)) as before:
        assert before.hold_restored(now=NOW) == 0
        assert taken(before, Queue.SLACK).restored is None
