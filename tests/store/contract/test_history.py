"""What every store remembers of who did what."""

from datetime import timedelta

from bot.scheduling.model.appointment import Appointment
from bot.scheduling.ports.store import APPOINTMENTS_OF_OTHERS, Search, Store
from bot.scheduling.tasks.queue import Queue, ScheduledTask
from bot.scheduling.tasks.slack import ShowCard
from tests.builders import (
    NOW,
    OTHER_TEAM,
    TEAM,
    a_booking,
    a_cancellation,
    an_appointment,
    an_entry,
    later,
)
from tests.store.steps import Taker, add, change, take_one


def test_dealings_with_appointments_of_others_are_kept_for_every_team(store: Store) -> None:
    ours, theirs = an_entry("looked up", text="a"), an_entry("looked up", text="b")
    store.note(TEAM, APPOINTMENTS_OF_OTHERS, entry=ours)
    store.note(OTHER_TEAM, APPOINTMENTS_OF_OTHERS, entry=theirs)
    add(store, a_booking())
    add(store, an_appointment())
    add(store, a_cancellation())
    assert store.appointment_access_log() == [
        (TEAM, APPOINTMENTS_OF_OTHERS, ours),
        (OTHER_TEAM, APPOINTMENTS_OF_OTHERS, theirs),
        (TEAM, "C-7K2M", an_entry()),
    ]


def test_work_that_no_decision_leads_to_is_planned_for_several_bookings(store: Store) -> None:
    taker = Taker()
    store.deliver_to(taker)
    for ref in ("S-0001", "S-0002"):
        add(store, a_booking(ref, remote_session_id=ref.lower(), channel=f"C-{ref}"))
    store.plan(
        TEAM, then=[ScheduledTask(task=ShowCard(), at=NOW, ref=ref) for ref in ("S-0001", "S-0002")]
    )
    assert taker.woken == [Queue.SLACK]
    taken = [take_one(store, Queue.SLACK, now=NOW, lease=timedelta(minutes=1)) for _ in range(3)]
    assert [(each.ref, each.task) if each else None for each in taken] == [
        ("S-0001", ShowCard()),
        ("S-0002", ShowCard()),
        None,
    ]
    assert [entry.what for entry in store.history(TEAM, "S-0001")] == ["scheduled"]


def test_an_appointment_is_found_by_its_folded_id(store: Store) -> None:
    held = add(store, an_appointment(booked=Appointment(id="APPT-One")))
    other = add(store, an_appointment("P-0002"))
    assert store.select(Search(team=TEAM, remote_id="appt-one")) == [held]
    assert store.select(Search(team=TEAM, remote_id=other.remote_key)) == []


def test_history_is_kept_in_order_with_its_words_and_times(store: Store) -> None:
    add(store, a_booking())
    looked = an_entry("looked at the password", at=later(seconds=0.25), text="who's <!here>")
    store.note(TEAM, "S-7K2M", entry=looked)
    change(store)
    scheduled, noted, changed = store.history(TEAM, "S-7K2M")
    assert (scheduled.what, noted, changed.what) == ("scheduled", looked, "changed")
    assert store.history(OTHER_TEAM, "S-7K2M") == []
