"""What every store deletes once it has had its use, in batches, and what stays."""

from datetime import datetime, timedelta

import pytest

from bot.scheduling.model.limits import Counted, Limits
from bot.scheduling.personal_data import LegalHolds
from bot.scheduling.ports.store import APPOINTMENTS_OF_OTHERS, Decision, UsedKey
from bot.store.ports import ManagedStore
from bot.store.sweeping import BATCH, Sweep, in_batches
from tests.builders import NOW, TEAM, a_booking, a_session, an_entry
from tests.store.steps import add

DAYS = timedelta(days=30)
END = a_booking().ends


def sweep(
    store: ManagedStore, *, at: datetime, history: bool = False, holds: frozenset[str] = frozenset()
) -> None:
    Sweep(
        store.archive,
        keep_keys=DAYS,
        keep_history=DAYS if history else timedelta(0),
        holds=LegalHolds(holds),
        clock=lambda: at,
    ).run()


def is_used(store: ManagedStore, key: str) -> bool:
    """Say whether a form counts no more, by sending it for a booking of its own."""
    try:
        add(store, a_booking("S-0002", remote_session_id=key), key=key)
    except UsedKey:
        return True
    return False


def test_a_key_is_known_for_its_days_and_no_longer(store: ManagedStore) -> None:
    add(store, a_booking(), key="k1")
    sweep(store, at=NOW + DAYS)
    assert is_used(store, "k1")
    sweep(store, at=NOW + DAYS + timedelta(seconds=1))
    assert not is_used(store, "k1")
    assert store.history(TEAM, "S-7K2M") == [an_entry()], "history stays for good"


def test_many_keys_are_deleted_batch_by_batch(store: ManagedStore) -> None:
    limits = Limits(bookings_per_minute=5)
    for number in range(5):
        counts = limits.counts(bookings=1)
        assert counts[0].what is Counted.BOOKINGS
        decision = Decision(key=f"{number}", entry=an_entry(), counts=counts)
        store.add(a_booking(f"S-000{number}", remote_session_id=f"{number}"), decision)
    later = NOW + DAYS
    assert store.archive.delete_keys(before=later, most=2) == 2
    assert in_batches(lambda most: store.archive.delete_keys(before=later, most=most)) == 3
    assert store.archive.delete_keys(before=later, most=BATCH) == 0


def test_batches_follow_each_other_until_one_is_not_full() -> None:
    left = [3, BATCH, BATCH]
    assert in_batches(lambda _: left.pop()) == 2 * BATCH + 3
    assert left == []


def test_history_goes_days_after_its_booking_is_over(store: ManagedStore) -> None:
    add(store, a_booking())
    sweep(store, at=END + DAYS, history=True)
    assert store.history(TEAM, "S-7K2M") == [an_entry()]
    sweep(store, at=END + DAYS + timedelta(seconds=1), history=True)
    assert store.history(TEAM, "S-7K2M") == []
    assert store.get(TEAM, "S-7K2M") == a_booking()


def test_history_of_a_case_on_hold_and_what_is_younger_stays(store: ManagedStore) -> None:
    add(store, a_booking(session=a_session(case="44-ROE")))
    add(store, a_booking("S-0001", remote_session_id="x"))
    at = END + DAYS + timedelta(days=1)
    young = an_entry("moved", at=at - timedelta(days=1))
    store.note(TEAM, "S-0001", entry=young)
    store.note(TEAM, APPOINTMENTS_OF_OTHERS, entry=an_entry("looked up"))
    sweep(store, at=at, history=True, holds=frozenset({"44-ROE"}))
    assert store.history(TEAM, "S-7K2M") == [an_entry()]
    assert store.history(TEAM, "S-0001") == [young]
    assert store.appointment_access_log() == []


@pytest.mark.parametrize("lines", [1, 201])
def test_history_goes_page_by_page(store: ManagedStore, lines: int) -> None:
    add(store, a_booking(), key="k1")
    for _ in range(lines - 1):
        store.note(TEAM, "S-7K2M", entry=an_entry("looked at the password"))
    sweep(store, at=END + 2 * DAYS, history=True)
    assert store.history(TEAM, "S-7K2M") == []
