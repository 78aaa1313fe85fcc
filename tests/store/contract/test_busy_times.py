"""What every store keeps of who is busy when, and how it tells those who would take the same."""

import sqlite3
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from threading import Barrier
from typing import Any

import psycopg
import pytest

from bot.scheduling.jobs.sessions import apply_answer
from bot.scheduling.model.booking import Changes
from bot.scheduling.model.busy_times import Part
from bot.scheduling.model.record import Record
from bot.scheduling.model.session import Deponent, SessionBooking
from bot.scheduling.model.transitions import (
    begin_cancellation,
    begin_change,
    mark_canceled,
    mark_changed,
)
from bot.scheduling.ports.store import Decision, Entry, Overlap, Search, Store
from bot.store.ports import ManagedStore
from bot.store.sweeping import index_words
from bot.times.moment import Moment
from tests.builders import MOMENT, OTHER_TEAM, TEAM, a_booking, a_session, an_answer, an_entry
from tests.store.steps import OpenStore, add, change

HOST = "ana@firm.example"
NEXT_HOUR = Moment.at(MOMENT.instant + timedelta(hours=1), MOMENT.zone)
LATER = Moment.at(MOMENT.instant + timedelta(days=3), MOMENT.zone)
DOE = Deponent(name="Jane Doe", email="jane@doe.example")


def hosted(ref: str = "S-7K2M", *, title: str = "", **changes: object) -> SessionBooking:
    """Return a confirmed session with a host, called as its reference where nothing else is said."""
    session = a_session(title=title or ref, hosts=(HOST,))
    return apply_answer(an_answer())(a_booking(ref, session=session, **changes))


class Taken(Exception):
    """Something overlaps."""


def refuse(overlaps: Sequence[Overlap]) -> list[Entry]:
    assert overlaps, "the guard is asked only about what overlaps"
    raise Taken(f"{[each.booking.ref for each in overlaps]}")


def guarded(key: str) -> Decision:
    return Decision(key=key, entry=an_entry(), guard=refuse)


def parts(overlap: Overlap) -> set[Part]:
    return {each.part for each in overlap.taken}


def found(store: Store, booking: Record) -> list[tuple[str, set[Part]]]:
    """Return with which others a booking overlaps, and in what."""
    return [(each.booking.ref, parts(each)) for each in store.overlapping(booking)]


def test_what_takes_the_same_host_at_one_time_overlaps(store: Store) -> None:
    add(store, hosted("S-0001"))
    assert found(store, hosted("S-0002")) == [("S-0001", {Part.HOST})]
    assert found(store, hosted("S-0002", moment=NEXT_HOUR)) == []
    assert found(store, hosted("S-0002", team=OTHER_TEAM)) == []
    assert found(store, hosted("S-0001")) == [], "nothing overlaps with itself"


def test_who_takes_what_is_told_of_by_start_and_what_lasts_for_days_as_well(store: Store) -> None:
    trial = a_session(title="Trial", hosts=(HOST,), duration=timedelta(days=3))
    two_days_before = Moment.at(MOMENT.instant - timedelta(days=2), MOMENT.zone)
    add(store, hosted("S-0001"))
    add(store, a_booking("S-0002", session=trial, moment=two_days_before))
    assert [ref for ref, _ in found(store, hosted("S-0003"))] == ["S-0002", "S-0001"]
    assert [ref for ref, _ in found(store, hosted("S-0003", moment=NEXT_HOUR))] == ["S-0002"]


def test_a_booking_that_is_moved_takes_both_times_until_it_is_known_how_it_ended(
    store: Store,
) -> None:
    add(store, hosted("S-0001"))
    wanted = Changes(moment=LATER)
    change(store, "S-0001", key="move", transition=lambda each: begin_change(each, wanted))
    for moment in (MOMENT, LATER):
        assert found(store, hosted("S-0002", moment=moment)) == [("S-0001", {Part.HOST})]
    change(store, "S-0001", key="moved", transition=lambda each: mark_changed(each, wanted))
    assert found(store, hosted("S-0002")) == []
    assert found(store, hosted("S-0002", moment=LATER)) == [("S-0001", {Part.HOST})]


def test_what_is_canceled_takes_nothing(store: Store) -> None:
    add(store, hosted("S-0001"))
    change(store, "S-0001", key="cancel", transition=begin_cancellation)
    assert found(store, hosted("S-0002"))
    change(store, "S-0001", key="canceled", transition=mark_canceled)
    assert found(store, hosted("S-0002")) == []


def test_the_guard_is_asked_before_anything_is_written(store: Store) -> None:
    add(store, hosted("S-0001"))
    with pytest.raises(Taken, match="S-0001"):
        store.add(hosted("S-0002"), guarded("two"))
    assert store.get(TEAM, "S-0002") is None
    assert store.history(TEAM, "S-0002") == []
    store.add(hosted("S-0002", moment=LATER), guarded("two"))
    to_the_first = Changes(moment=MOMENT)
    with pytest.raises(Taken, match="S-0001"):
        store.change(
            TEAM,
            "S-0002",
            guarded("three"),
            transition=lambda each: begin_change(each, to_the_first),
        )


def test_what_the_guard_says_is_in_the_history(store: Store) -> None:
    add(store, hosted("S-0001"))
    said = an_entry("booked anyway", text="Two rooms")
    store.add(hosted("S-0002"), replace(guarded("two"), guard=lambda *_: [said]))
    assert [each.what for each in store.history(TEAM, "S-0002")] == ["scheduled", "booked anyway"]


def test_a_change_that_takes_nothing_new_asks_nobody(store: Store) -> None:
    add(store, hosted("S-0001"))
    add(store, hosted("S-0002"))
    shorter = Changes(duration=timedelta(minutes=30))
    store.change(
        TEAM, "S-0002", guarded("three"), transition=lambda each: begin_change(each, shorter)
    )


def test_of_two_who_take_the_same_host_at_the_same_instant_exactly_one_does(
    open_store: OpenStore,
) -> None:
    stores = [open_store() for _ in range(4)]
    for turn in range(5):
        start = Barrier(len(stores))
        moment = Moment.at(MOMENT.instant + timedelta(days=turn), MOMENT.zone)

        def book(number: int, *, turn: int = turn, start: Barrier = start) -> bool:
            booking = hosted(f"S-{turn}00{number}", moment=moment)  # noqa: B023 - done before the next turn
            start.wait()
            try:
                stores[number].add(booking, guarded(f"{turn}/{number}"))
            except Taken:
                return False
            return True

        with ThreadPoolExecutor(len(stores)) as threads:
            assert sorted(threads.map(book, range(len(stores)))) == [False, False, False, True]


def test_those_of_one_case_and_deponent_are_found_within_days(store: Store) -> None:
    ordered = a_session(case="2026-CV-118", deponent=DOE)
    add(store, a_booking("S-0001", session=ordered))
    in_three_days = a_booking("S-0002", session=ordered, moment=LATER)
    alike = store.of_same_matter(in_three_days, within=timedelta(days=14))
    assert [(each.booking.ref, parts(each)) for each in alike] == [("S-0001", {Part.MATTER})]
    assert store.of_same_matter(in_three_days, within=timedelta(days=2)) == []
    other = a_session(case="2026-CV-119", deponent=DOE)
    of_another = a_booking("S-0002", session=other, moment=LATER)
    assert store.of_same_matter(of_another, within=timedelta(days=14)) == []


BY_THE_VERSION_BEFORE = (
    "DELETE FROM busy_times",
    "DELETE FROM booking_words",
    "UPDATE bookings SET indexed = 1",
)


def execute(url: str, *statements: str) -> None:
    """Carry out statements past the store, as another version does."""
    file = url.removeprefix("sqlite:///")
    connection: Any = sqlite3.connect(file) if file != url else psycopg.connect(url)
    with closing(connection), connection:
        for statement in statements:
            connection.execute(statement)


def test_what_the_version_before_writes_while_both_run_is_known_once_the_sweep_has_indexed_it(
    store: ManagedStore, url: str
) -> None:
    add(store, hosted("S-0001"))
    assert store.index_words(most=9) == 0
    execute(url, *BY_THE_VERSION_BEFORE)
    by_host = Search(team=TEAM, words=(HOST,))
    assert [each.ref for each in store.select(by_host)] == ["S-0001"], "it is read to be found"
    assert found(store, hosted("S-0002")) == []
    index_words(store)
    assert found(store, hosted("S-0002")) == [("S-0001", {Part.HOST})]
    assert [each.ref for each in store.select(by_host)] == ["S-0001"]
    assert store.index_words(most=9) == 0


def test_what_the_version_before_wrote_is_indexed_as_soon_as_it_changes(
    store: Store, url: str
) -> None:
    add(store, hosted("S-0001"))
    execute(url, *BY_THE_VERSION_BEFORE)
    change(store, "S-0001", key="change")
    assert found(store, hosted("S-0002")) == [("S-0001", {Part.HOST})]
