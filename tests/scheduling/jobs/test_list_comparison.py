"""Comparing many bookings with one list: when, which, and what is not believed."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from bot.scheduling.jobs.list_comparison import (
    ALL_TEAMS,
    BATCH,
    CHECK_EVERY,
    MANY,
    ListComparer,
    plan_comparisons,
)
from bot.scheduling.model.booking import Changes, Drift
from bot.scheduling.model.record import FailureReason, State
from bot.scheduling.model.reference import Kind
from bot.scheduling.ports.results import Outcome
from bot.scheduling.ports.store import Decision
from bot.scheduling.tasks.provider import Change, CheckDrift, CompareList, Horizon, Poll
from bot.scheduling.tasks.queue import Job, Queue, ScheduledTask, Task, ref_of_list
from bot.store.sql.store import SqlStore
from bot.times.moment import Moment
from sandbox.providers.prevail_sessions import State as There
from tests.builders import LAG, MOMENT, NOW, OWNER, TEAM, Clock, a_booking, an_entry, later
from tests.scheduling.jobs.bench import PrevailBench
from tests.store.steps import take_one

EVERY = timedelta(minutes=5)
REF = ref_of_list(Kind.SESSION)
CANCELED = Drift(ended=FailureReason.CANCELED_AT_PROVIDER)
MOVED = Changes(title="Renamed")


@dataclass
class Office:
    """Sessions that Prevail has, and what compares them."""

    bench: PrevailBench
    store: SqlStore
    batch: int = BATCH

    def comparer(self) -> ListComparer:
        """Return what compares the sessions."""
        return ListComparer(
            {Kind.SESSION: self.bench.sessions},
            store=self.store,
            every=EVERY,
            lag=LAG,
            clock=lambda: NOW,
            batch=self.batch,
        )

    def compare(self, horizon: Horizon) -> list[ScheduledTask]:
        """Compare what is within a horizon, and return what follows for all sessions."""
        return list(self.comparer().run(job_of(CompareList(horizon=horizon))).then)

    def book(self, count: int, *, moment: Moment = MOMENT, **changes: Any) -> None:
        """Have so many sessions booked that start in eight days."""
        for number in range(count):
            made = self.bench.book(a_booking(f"S-{number:04}", moment=moment))
            self.store.add(made.with_(**changes), Decision(key=f"{number}", entry=an_entry()))

    def cancel_there(self) -> None:
        """Have Prevail's people cancel all sessions."""
        for session in self.bench.prevail.provider.sessions:
            session.state = There.CANCELED

    def looks(self) -> list[tuple[str, datetime]]:
        """Return which sessions are looked at, and when."""
        return [
            (each.ref, each.since)
            for each in self.store.pending(TEAM)
            if each.task == CheckDrift(seen=CANCELED)
        ]


def job_of(task: Task) -> Job:
    """Return a try of work about all sessions."""
    return Job(id=1, team=ALL_TEAMS, ref=REF, task=task, attempt=1, since=NOW, lease="x")


def again(horizon: Horizon, *, after: timedelta) -> ScheduledTask:
    """Return the next comparison."""
    return ScheduledTask(task=CompareList(horizon=horizon), at=NOW + after, ref=REF)


@pytest.fixture
def self_service() -> bool:
    return True


@pytest.fixture
def office(bench: PrevailBench, store: SqlStore) -> Office:
    return Office(bench, store)


@pytest.mark.parametrize(
    ("horizon", "ahead", "after"),
    [
        (Horizon.DAY, timedelta(hours=2), EVERY),
        (Horizon.WEEK, timedelta(days=2), timedelta(minutes=30)),
        (Horizon.LATER, timedelta(days=80), timedelta(hours=6)),
    ],
)
def test_what_starts_soon_is_compared_oftener(
    office: Office, horizon: Horizon, ahead: timedelta, after: timedelta
) -> None:
    assert office.compare(horizon) == [again(horizon, after=after)]
    office.book(2, moment=Moment.at(NOW + ahead, MOMENT.zone))
    office.bench.prevail.received.clear()
    for each in Horizon:
        office.compare(each)
    assert len(office.bench.prevail.received) == 1, "where nothing starts, nobody is asked"
    assert [ref for ref, _ in office.looks()] == []


def test_those_that_differ_are_looked_at_one_after_the_other(office: Office) -> None:
    office.book(3)
    office.cancel_there()
    office.bench.prevail.provider.sessions[0].state = There.READY
    office.compare(Horizon.LATER)
    office.compare(Horizon.LATER)
    assert office.looks() == [("S-0001", NOW + LAG), ("S-0002", NOW + LAG + CHECK_EVERY)]


@pytest.mark.parametrize(
    "changes",
    [
        {"seen": later(seconds=-5)},
        {"state": State.MOVING},
        {"trouble": FailureReason.UNKNOWN},
    ],
)
def test_what_is_under_way_unknown_or_just_heard_is_left_alone(
    office: Office, changes: dict[str, Any]
) -> None:
    office.book(1, **changes)
    office.cancel_there()
    office.compare(Horizon.LATER)
    assert office.looks() == []


@pytest.mark.parametrize(("task", "looks"), [(Poll(), 1), (Change(by=OWNER, wanted=MOVED), 0)])
def test_what_waits_to_be_changed_there_is_left_alone(
    office: Office, task: Task, looks: int
) -> None:
    office.book(1)
    office.cancel_there()
    office.store.plan(TEAM, then=[ScheduledTask(task=task, at=NOW, ref="S-0000")])
    office.compare(Horizon.LATER)
    assert len(office.looks()) == looks


@pytest.mark.parametrize(("count", "believed"), [(MANY - 1, True), (MANY, False)])
def test_a_list_that_knows_none_of_many_is_not_believed(
    office: Office, count: int, believed: bool
) -> None:
    office.book(count)
    office.bench.prevail.provider.sessions.clear()
    office.compare(Horizon.LATER)
    assert len(office.store.pending(TEAM)) == (count if believed else 0)


@pytest.mark.parametrize(
    ("fault", "after"), [("500", EVERY), ("401", EVERY), ("429_seconds", timedelta(minutes=10))]
)
def test_where_prevail_does_not_answer_the_next_comparison_is_the_next_try(
    office: Office, fault: str, after: timedelta
) -> None:
    office.book(1, moment=Moment.at(later(hours=2), MOMENT.zone))
    office.bench.prevail.faults.set(fault, method="GET", times=9)
    assert office.compare(Horizon.DAY) == [again(Horizon.DAY, after=after)]


def test_nothing_else_is_work_about_a_list(office: Office) -> None:
    with pytest.raises(TypeError, match="compares nothing"):
        office.comparer().run(job_of(Poll()))


def test_what_is_no_longer_compared_ends(office: Office) -> None:
    comparer = replace(office.comparer(), jobs={})
    assert comparer.run(job_of(CompareList(horizon=Horizon.DAY))) == Outcome()


def test_comparisons_are_planned_once(store: SqlStore, clock: Clock) -> None:
    for _ in range(3):
        plan_comparisons(store, kinds=[Kind.SESSION], every=EVERY, clock=clock)
    planned = [(each.ref, each.task) for each in store.pending(ALL_TEAMS)]
    assert planned == [(REF, CompareList(horizon=horizon)) for horizon in Horizon]
    assert store.next_due(Queue.PREVAIL) == NOW + EVERY


def test_of_two_that_were_planned_one_is_left(store: SqlStore, clock: Clock) -> None:
    """A process plans while another compares: the one that waits takes the next in."""
    plan_comparisons(store, kinds=[Kind.SESSION], every=EVERY, clock=clock)
    taken = take_one(store, Queue.PREVAIL, now=NOW + EVERY, lease=LAG)
    assert taken is not None
    plan_comparisons(store, kinds=[Kind.SESSION], every=EVERY, clock=clock)
    store.finish(taken, outcome=Outcome(then=[again(Horizon.DAY, after=EVERY)]))
    days = [each for each in store.pending(ALL_TEAMS) if each.task == taken.task]
    assert len(days) == 1


@pytest.mark.parametrize("hours", [[0, 0, 1], [0, 1, 1, 2, 3], [0, 0, 0, 0, 5]])
def test_a_crowd_is_compared_in_batches_and_nobody_is_left_out(
    office: Office, hours: list[int]
) -> None:
    office.batch = 4
    for number, ahead in enumerate(hours):
        moment = Moment.at(later(days=9, hours=ahead), MOMENT.zone)
        made = office.bench.book(a_booking(f"S-{number:04}", moment=moment))
        office.store.add(made, Decision(key=f"{number}", entry=an_entry()))
    office.cancel_there()
    office.compare(Horizon.LATER)
    assert [ref for ref, _ in office.looks()] == [f"S-{n:04}" for n in range(len(hours))]
    assert len({at for _, at in office.looks()}) == len(hours)
