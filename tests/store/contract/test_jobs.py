"""How every store hands out work, under leases and in order."""

from datetime import datetime, timedelta

import pytest

from bot.scheduling.jobs.retries import due
from bot.scheduling.jobs.sessions import apply_answer
from bot.scheduling.model.record import Record, State
from bot.scheduling.model.reference import Kind
from bot.scheduling.model.session import SessionBooking
from bot.scheduling.model.transitions import mark_canceled
from bot.scheduling.ports.results import Outcome, Postponed, Searched, SetAside, Throttled
from bot.scheduling.ports.store import Decision, Entry, PendingJob, Store, WorkBegun
from bot.scheduling.tasks.news import EventType, News
from bot.scheduling.tasks.provider import Book, Cancel, CheckDrift, CompareList, Horizon, Poll
from bot.scheduling.tasks.queue import Queue, ScheduledTask, UnresolvedTry, ref_of_list
from bot.scheduling.tasks.slack import DirectMessage, ShowCard
from tests.builders import (
    NOW,
    OTHER_TEAM,
    OWNER,
    STRANGER,
    TEAM,
    a_booking,
    an_agent,
    an_answer,
    an_entry,
    later,
)
from tests.store.steps import (
    LEASE,
    OpenStore,
    Taker,
    add,
    change,
    fall_over,
    kinds,
    refs,
    take,
    taken,
)


def test_work_comes_with_what_was_written(store: Store) -> None:
    news = News(what=EventType.MOVED, by=OWNER, before=a_booking().moment, why="<b>settled</b>")
    add(store, a_booking(), DirectMessage(user=STRANGER, news=news))
    job = taken(store, Queue.SLACK, at=later(seconds=3))
    assert job.task == DirectMessage(user=STRANGER, news=news)
    assert (job.team, job.ref, job.attempt, job.since) == (TEAM, "S-7K2M", 1, NOW)


def test_each_queue_has_its_own_work(store: Store) -> None:
    add(store, a_booking(), Book(), ShowCard())
    assert taken(store, Queue.PREVAIL).task == Book()
    assert taken(store, Queue.SLACK).task == ShowCard()
    assert take(store, Queue.PREVAIL) is None
    assert take(store, Queue.SLACK) is None


def test_work_is_taken_when_it_is_due_the_longest_due_first(store: Store) -> None:
    add(store, a_booking("S-0002"), Book(), at=later(minutes=2))
    add(store, a_booking("S-0001"), Book(), at=later(minutes=1))
    assert take(store) is None
    assert taken(store, at=later(minutes=2)).ref == "S-0001"
    assert taken(store, at=later(minutes=2)).ref == "S-0002"


def test_finished_work_is_gone_and_its_outcome_is_there(store: Store) -> None:
    add(store, a_booking(), Book())
    outcome = Outcome(transition=apply_answer(an_answer()), then=due(ShowCard(), at=NOW))
    store.finish(taken(store), outcome=outcome)
    assert store.get(TEAM, "S-7K2M") == apply_answer(an_answer())(a_booking())
    assert kinds(store) == ["show card"]


def test_a_step_taken_at_the_end_starts_from_what_is_there_by_then(store: Store) -> None:
    add(store, a_booking(), Book())
    job = taken(store)
    change(store, transition=lambda now: now.with_(state=State.CANCELING))
    store.finish(job, outcome=Outcome(transition=apply_answer(an_answer())))
    now = store.get(TEAM, "S-7K2M")
    assert isinstance(now, SessionBooking)
    assert (now.state, now.booked) == (State.CANCELING, an_answer())


def test_what_follows_from_a_step_is_told_by_what_is_there_by_then(store: Store) -> None:
    add(store, a_booking(), Book(), Poll())
    seen: list[tuple[State, State]] = []

    def derive(before: Record, after: Record) -> list[ScheduledTask]:
        seen.append((before.state, after.state))
        return due(ShowCard(), at=NOW)

    first = taken(store)
    change(store, transition=lambda now: now.with_(state=State.CANCELING))
    store.postpone(first, Postponed(at=NOW, transition=mark_canceled, derive=derive))
    assert seen == [(State.CANCELING, State.CANCELED)]
    store.finish(taken(store), outcome=Outcome(transition=apply_answer(an_answer()), derive=derive))
    store.finish(taken(store), outcome=Outcome(derive=derive))
    assert len(seen) == 2, "without a step nothing follows from one"
    assert kinds(store) == ["show card"]


def test_what_is_said_once_is_said_once_a_day_by_all_processes(
    store: Store, open_store: OpenStore
) -> None:
    said = DirectMessage(user=OWNER, news=News(what=EventType.PROVIDER_UNREACHABLE))

    def said_at(by: Store, at: datetime, *, once: str = "Prevail key U1") -> list[str]:
        by.plan(TEAM, then=[ScheduledTask(task=said, at=at, ref="S-7K2M", once=once)])
        told: list[str] = []
        while (job := take(by, Queue.SLACK, at=at)) is not None:
            told.append(job.task.kind)
            by.finish(job, outcome=Outcome())
        return told

    add(store, a_booking())
    assert said_at(store, NOW) == ["tell"]
    assert said_at(store, later(hours=1)) == []
    assert said_at(open_store(), later(hours=23)) == [], "another process has said it"
    assert said_at(store, later(hours=23), once="Prevail clock U1") == ["tell"]
    assert said_at(store, later(hours=24)) == ["tell"]


def test_an_end_that_fails_leaves_the_work_to_be_taken_again(store: Store) -> None:
    add(store, a_booking(), Book())
    job = taken(store)
    with pytest.raises(ZeroDivisionError):
        store.finish(job, outcome=Outcome(transition=fall_over, then=due(ShowCard(), at=NOW)))
    assert take(store, Queue.SLACK) is None
    again = taken(store, at=NOW + LEASE)
    assert (again.task, again.attempt) == (Book(), 2)


def test_what_was_seen_at_the_provider_is_history_by_nobody_and_once(store: Store) -> None:
    add(store, a_booking(), Book())
    job, seen = taken(store), Entry(by="", what="Prevail: changed there", at=NOW)
    before = store.history(TEAM, "S-7K2M")
    store.finish(job, outcome=Outcome(), entries=[seen])
    store.finish(job, outcome=Outcome(), entries=[seen])
    assert store.history(TEAM, "S-7K2M") == [*before, seen]


def test_postponed_work_waits_and_remembers_since_when(store: Store) -> None:
    add(store, a_booking(), Book())
    at = later(seconds=1)
    store.postpone(
        taken(store), Postponed(at=at, transition=mark_canceled, then=due(ShowCard(), at=NOW))
    )
    now = store.get(TEAM, "S-7K2M")
    assert now
    assert now.state is State.CANCELED
    assert taken(store, Queue.SLACK).task == ShowCard()
    assert take(store, at=at - timedelta(microseconds=1)) is None
    again = taken(store, at=at)
    assert (again.attempt, again.since) == (2, NOW)


def test_work_that_is_set_aside_holds_up_nothing_and_is_brought_back(store: Store) -> None:
    add(store, a_booking(), ShowCard(), DirectMessage(user=OWNER, news=News(what=EventType.BOOKED)))
    store.set_aside(
        taken(store, Queue.SLACK),
        SetAside(
            transition=lambda booking: booking.with_(reason="told nobody"), then=due(Book(), at=NOW)
        ),
        at=NOW,
    )
    booking = store.get(TEAM, "S-7K2M")
    assert booking is not None
    assert booking.reason == "told nobody"
    store.finish(taken(store, Queue.SLACK), outcome=Outcome())
    assert take(store, Queue.SLACK) is None, "it waits"
    (kept,) = (each for each in store.pending(TEAM) if each.is_set_aside)
    assert (kept.ref, kept.task, kept.since) == ("S-7K2M", ShowCard(), NOW)
    store.requeue()
    assert taken(store, Queue.SLACK).task == ShowCard()
    assert not any(each.is_set_aside for each in store.pending(TEAM))


def test_work_that_is_set_aside_is_brought_back_as_what_it_was_kept_for(store: Store) -> None:
    add(store, a_booking(), ShowCard())
    told = DirectMessage(user=OWNER, news=News(what=EventType.BOOKED))
    store.set_aside(taken(store, Queue.SLACK), SetAside(task=told), at=NOW)
    (kept,) = store.pending(TEAM)
    assert (kept.task, kept.is_set_aside) == (told, True)
    store.requeue()
    assert taken(store, Queue.SLACK).task == told


def test_work_that_waits_is_listed_and_no_other_teams(store: Store) -> None:
    add(store, a_booking(), Book())
    add(store, an_agent(team=OTHER_TEAM), Book(), key="theirs")
    waits = PendingJob(
        ref="S-7K2M", queue=Queue.PREVAIL, task=Book(), since=NOW, is_set_aside=False
    )
    assert store.pending(TEAM) == [waits]


def test_a_decision_hurries_what_waits_in_one_queue(store: Store) -> None:
    add(store, a_booking(), Book(), ShowCard(), at=later(minutes=5))
    taker = Taker()
    store.deliver_to(taker)
    store.change(
        TEAM,
        "S-7K2M",
        Decision(key="hurry", entry=an_entry("hurried"), expedite=Queue.PREVAIL),
        transition=lambda booking: booking,
    )
    assert taker.woken == [Queue.PREVAIL], "the workers look for it at once"
    assert taken(store).task == Book()
    assert take(store, Queue.SLACK) is None


def withdraw(store: Store, key: str) -> None:
    """Decide that a cancellation is not wanted anymore."""
    decision = Decision(key=key, entry=an_entry("undone"), withdraw=Queue.PREVAIL)
    store.change(TEAM, "S-7K2M", decision, transition=mark_canceled)


def test_a_decision_withdraws_what_nobody_has_begun_and_lets_what_waited_behind_it_go(
    store: Store,
) -> None:
    add(store, a_booking(), Cancel(by=OWNER), Poll(), ShowCard(), at=later(minutes=5))
    withdraw(store, "undo")
    assert kinds(store) == ["show card", "watch"]
    with pytest.raises(WorkBegun):
        withdraw(store, "undo once more")


def test_what_was_begun_is_not_withdrawn_and_nothing_is_decided(
    store: Store, open_store: OpenStore
) -> None:
    add(store, a_booking(), Cancel(by=OWNER))
    begun = taken(open_store())
    with pytest.raises(WorkBegun):
        withdraw(store, "undo")
    store.postpone(begun, Postponed(at=later(minutes=5)))
    with pytest.raises(WorkBegun):
        withdraw(store, "undo what was tried")
    assert store.get(TEAM, "S-7K2M") == a_booking()
    assert kinds(store) == ["cancel"]


def test_taken_work_is_taken_by_nobody_else_until_its_lease_has_run_out(
    store: Store, open_store: OpenStore
) -> None:
    add(store, a_booking(), Book())
    first, other = taken(store), open_store()
    assert take(other, at=NOW + LEASE - timedelta(microseconds=1)) is None
    second = taken(other, at=NOW + LEASE)
    assert (second.id, second.attempt) == (first.id, 2)
    assert second.lease != first.lease


def test_a_renewed_lease_runs_on(store: Store, open_store: OpenStore) -> None:
    add(store, a_booking(), Book())
    add(store, a_booking("S-0001"), Book())
    mine, left = taken(store), taken(store)
    assert store.renew([mine.lease], until=NOW + 2 * LEASE) == {mine.lease}
    assert taken(open_store(), at=NOW + LEASE).id == left.id
    assert take(open_store(), at=NOW + LEASE) is None
    store.finish(mine, outcome=Outcome(transition=mark_canceled))
    now = store.get(TEAM, mine.ref)
    assert now
    assert now.state is State.CANCELED


def test_a_lost_lease_is_not_renewed(store: Store, open_store: OpenStore) -> None:
    add(store, a_booking(), Book())
    lost = taken(store)
    kept = taken(open_store(), at=NOW + LEASE)
    assert store.renew([lost.lease], until=later(days=1)) == frozenset()
    assert taken(store, at=NOW + 2 * LEASE).attempt == kept.attempt + 1
    store.renew([], until=later(days=1))


def test_a_worker_that_lost_its_lease_changes_nothing(store: Store, open_store: OpenStore) -> None:
    add(store, a_booking(), Book())
    late, other = taken(store), open_store()
    kept = taken(other, at=NOW + LEASE)
    then = due(ShowCard(), at=NOW)
    assert not store.finish(late, outcome=Outcome(transition=mark_canceled, then=then))
    assert not store.postpone(late, Postponed(at=NOW, transition=mark_canceled, then=then))
    assert not store.set_aside(late, SetAside(), at=NOW)
    assert not store.throttle(late, Throttled(wait=LEASE), at=NOW)
    assert not store.record_search(late, Searched(cursor=""), at=NOW)
    assert store.get(TEAM, "S-7K2M") == a_booking()
    assert take(store, Queue.SLACK) is None
    assert take(store, at=NOW + LEASE) is None
    assert other.finish(kept, outcome=Outcome(transition=mark_canceled))
    assert not store.finish(late, outcome=Outcome(transition=fall_over))
    assert kinds(store) == []
    store.finish(late, outcome=Outcome(if_lost=then))
    assert kinds(store) == ["show card"]


def test_a_try_is_written_down_before_it_is_made_until_it_is_known_what_came_of_it(
    store: Store, open_store: OpenStore
) -> None:
    add(store, a_booking(), ShowCard())
    assert taken(store, Queue.SLACK).unresolved is None
    again = taken(open_store(), Queue.SLACK, at=NOW + LEASE)
    assert again.unresolved == UnresolvedTry(at=NOW, until=NOW), "its process has ended"
    store.postpone(again, Postponed(at=later(hours=1)))
    read = taken(store, Queue.SLACK, at=later(hours=1))
    assert read.unresolved == UnresolvedTry(at=NOW, until=NOW)
    store.record_search(read, Searched(cursor="next"), at=later(hours=1))
    read_on = taken(store, Queue.SLACK, at=later(hours=1))
    assert read_on.unresolved == UnresolvedTry(at=NOW, until=NOW, cursor="next")
    assert read_on.attempt == read.attempt, "to look is no try"
    store.record_search(read_on, Searched(cursor=""), at=later(hours=1))
    assert taken(store, Queue.SLACK, at=later(hours=1)).unresolved is None
    second = taken(store, Queue.SLACK, at=later(hours=2))
    assert second.unresolved == UnresolvedTry(at=later(hours=1), until=later(hours=1))


def test_a_try_that_did_nothing_leaves_nothing_to_look_for(store: Store) -> None:
    add(store, a_booking(), ShowCard())
    store.throttle(taken(store, Queue.SLACK), Throttled(wait=timedelta(seconds=1)), at=NOW)
    job = taken(store, Queue.SLACK, at=later(seconds=1))
    assert job.unresolved is None
    store.postpone(job, Postponed(at=later(minutes=1), may_be_done=False))
    job = taken(store, Queue.SLACK, at=later(minutes=1))
    assert job.unresolved is None
    store.postpone(job, Postponed(at=later(minutes=2)))
    looks = taken(store, Queue.SLACK, at=later(minutes=2))
    assert looks.unresolved
    store.throttle(looks, Throttled(wait=timedelta(seconds=1)), at=later(minutes=2))
    assert taken(store, Queue.SLACK, at=later(minutes=4)).unresolved == looks.unresolved


def test_whoever_lost_the_lease_has_searched_nothing(store: Store, open_store: OpenStore) -> None:
    add(store, a_booking(), ShowCard())
    taken(store, Queue.SLACK)
    late = taken(store, Queue.SLACK, at=NOW + LEASE)
    kept = taken(open_store(), Queue.SLACK, at=NOW + 2 * LEASE)
    store.record_search(late, Searched(cursor=""), at=NOW + 2 * LEASE)
    assert take(store, Queue.SLACK, at=NOW + 2 * LEASE) is None
    assert taken(store, Queue.SLACK, at=NOW + 3 * LEASE).unresolved == kept.unresolved


def test_work_with_one_ordering_key_never_overtakes(store: Store) -> None:
    add(store, a_booking(), Book())
    change(store, "S-7K2M", Cancel(by=OWNER))
    add(store, a_booking("S-0001"), Book())
    first = taken(store)
    assert first.task == Book()
    store.finish(taken(store), outcome=Outcome(transition=mark_canceled))
    assert refs(store, states=frozenset({State.CANCELED})) == ["S-0001"]
    assert take(store) is None
    store.postpone(first, Postponed(at=later(hours=1)))
    assert take(store, at=later(minutes=59)) is None
    again = taken(store, at=later(hours=1))
    assert again.id == first.id
    assert take(store, at=later(hours=1)) is None
    store.finish(again, outcome=Outcome())
    assert taken(store, at=later(hours=1)).task == Cancel(by=OWNER)


def test_watching_for_a_link_holds_up_nothing(store: Store) -> None:
    add(store, a_booking(), Poll(), Cancel(by=OWNER))
    watch = taken(store)
    assert watch.task == Poll()
    assert taken(store).task == Cancel(by=OWNER)
    store.postpone(watch, Postponed(at=later(days=1)))
    assert kinds(store) == ["cancel", "watch"]


def test_looking_at_what_was_changed_at_its_provider_holds_up_nothing(store: Store) -> None:
    add(store, a_booking(), CheckDrift(seen=None), at=later(minutes=2))
    change(store, "S-7K2M", Cancel(by=OWNER))
    canceling = taken(store)
    assert canceling.task == Cancel(by=OWNER)
    store.finish(canceling, outcome=Outcome())
    look = ScheduledTask(task=CheckDrift(seen=None), at=later(minutes=1), ref="S-7K2M")
    store.plan(TEAM, then=[look])
    assert [each.task for each in store.pending(TEAM)] == [look.task], "one look does for both"
    assert taken(store, at=later(minutes=1)).task == look.task


def test_comparing_one_horizon_waits_for_no_other(store: Store) -> None:
    ref, day, later_ones = ref_of_list(Kind.SESSION), Horizon.DAY, Horizon.LATER
    for horizon, at in ((later_ones, later(hours=6)), (day, NOW), (day, later(minutes=5))):
        task = ScheduledTask(task=CompareList(horizon=horizon), at=at, ref=ref)
        store.plan("", then=[task])
    job = taken(store)
    assert (job.team, job.ref, job.task) == ("", ref, CompareList(horizon=day))
    store.finish(job, outcome=Outcome())
    assert take(store, at=later(hours=1)) is None
    assert taken(store, at=later(hours=6)).task == CompareList(horizon=later_ones)


def test_one_teams_order_is_not_anothers(store: Store) -> None:
    add(store, a_booking(), Book())
    add(store, a_booking(team=OTHER_TEAM, remote_session_id="other"), Book(), key="other")
    assert {taken(store).team, taken(store).team} == {TEAM, OTHER_TEAM}


def test_the_store_says_when_there_is_something_to_take(store: Store) -> None:
    assert store.next_due(Queue.PREVAIL) is None
    add(store, a_booking(), Book(), Poll(), at=later(minutes=1))
    assert store.next_due(Queue.SLACK) is None
    assert store.next_due(Queue.PREVAIL) == later(minutes=1)
    change(store, "S-7K2M", Cancel(by=OWNER))
    assert store.next_due(Queue.PREVAIL) == later(minutes=1)
    at = later(minutes=1)
    first, watch = taken(store, at=at), taken(store, at=at)
    assert store.next_due(Queue.PREVAIL) == at + LEASE
    store.postpone(watch, Postponed(at=later(hours=2)))
    store.finish(first, outcome=Outcome())
    assert store.next_due(Queue.PREVAIL) == NOW


def test_whoever_takes_hears_of_work_that_can_be_read_by_then(store: Store) -> None:
    heard: list[datetime | None] = []

    class Listener(Taker):
        def wake(self, *queues: Queue) -> None:
            """Look when the next is due."""
            heard.extend(store.next_due(queue) for queue in queues)

    store.deliver_to(Listener())
    add(store, a_booking())
    assert heard == []
    add(store, a_booking("S-0001"), ShowCard())
    change(store, "S-7K2M", ShowCard())
    first = taken(store, Queue.SLACK)
    store.postpone(
        first, Postponed(at=later(hours=1), then=[ScheduledTask(task=ShowCard(), at=NOW)])
    )
    store.finish(taken(store, Queue.SLACK), outcome=Outcome(then=due(ShowCard(), at=NOW)))
    with pytest.raises(ZeroDivisionError):
        change(store, "S-7K2M", ShowCard(), key="third", transition=fall_over)
    assert heard == [NOW] * 4


def test_work_is_taken_with_the_decision_that_leads_to_it(store: Store) -> None:
    store.deliver_to(taker := Taker(threads=1))
    booking = add(store, a_booking(), Book(), ShowCard())
    assert [(job.task, job.attempt, job.booking) for job in taker.begun] == [
        (Book(), 1, booking),
        (ShowCard(), 1, booking),
    ]
    assert (take(store), take(store, Queue.SLACK), taker.woken) == (None, None, [])
    assert taken(store, at=NOW + LEASE).task == Book(), "it is leased, as what is taken later"


def test_what_a_finished_job_leads_to_or_held_up_is_taken_with_it(store: Store) -> None:
    add(store, a_booking(), Book(), Book(again=True))
    first = taken(store)
    store.deliver_to(taker := Taker(threads=1))
    store.finish(first, outcome=Outcome(transition=mark_canceled, then=due(ShowCard(), at=NOW)))
    booking = store.get(TEAM, "S-7K2M")
    assert [(job.task, job.booking) for job in taker.begun] == [
        (ShowCard(), booking),
        (Book(again=True), booking),
    ]
    assert taker.woken == []


def test_what_was_due_longer_is_taken_first_also_with_a_decision(store: Store) -> None:
    add(store, a_booking("S-0001"), Book(), at=later(minutes=-1))
    store.deliver_to(taker := Taker(threads=1))
    add(store, a_booking("S-0002"), Book())
    assert [job.ref for job in taker.begun] == ["S-0001"]
    assert taken(store).ref == "S-0002"


def test_what_cannot_be_begun_at_once_is_left_and_the_workers_look_for_it(store: Store) -> None:
    store.deliver_to(taker := Taker(threads=1))
    add(store, a_booking("S-0001"), Book(), at=later(minutes=1))
    add(store, a_booking("S-0002", channel="C1"), ShowCard())
    add(store, a_booking("S-0003", channel="C1"), ShowCard())
    assert [job.ref for job in taker.begun] == ["S-0002"], "in a place there is one at a time"
    taker.threads = 0
    add(store, a_booking("S-0004"), Book())
    assert taker.woken == [Queue.PREVAIL], "nobody looks at once for what is due later or held up"
    assert taken(store).ref == "S-0004"


def test_of_a_decision_that_fails_nothing_is_begun(store: Store) -> None:
    add(store, a_booking())
    store.deliver_to(taker := Taker(threads=1))
    with pytest.raises(ZeroDivisionError):
        change(store, "S-7K2M", ShowCard(), transition=fall_over)
    assert (taker.begun, taker.woken) == ([], [])


def test_several_are_taken_at_once_those_due_longest_first(store: Store) -> None:
    for n in range(4):
        add(store, a_booking(f"S-000{n}"), Book(), Book(again=True), at=later(minutes=-n))
    several = store.take(Queue.PREVAIL, now=NOW, lease=LEASE, most=3)
    assert [job.ref for job in several] == ["S-0003", "S-0002", "S-0001"]
    assert len({job.lease for job in several}) == 3
    assert all(job.task == Book() for job in several)
    rest = store.take(Queue.PREVAIL, now=NOW, lease=LEASE, most=3)
    assert [job.ref for job in rest] == ["S-0000"]


def test_of_what_goes_to_one_place_only_one_is_among_several(store: Store) -> None:
    for n in range(3):
        add(store, a_booking(f"S-000{n}", channel="C1"), ShowCard())
    add(store, a_booking("S-0003", channel="C2"), ShowCard())
    several = store.take(Queue.SLACK, now=NOW, lease=LEASE, most=4)
    assert [job.ref for job in several] == ["S-0000", "S-0003"]


def test_what_is_next_is_found_behind_much_that_is_under_way(store: Store) -> None:
    many = [f"S-{n:04}" for n in range(120)]
    tasks = [
        ScheduledTask(task=Book(), at=later(seconds=-200 + n), ref=ref)
        for n, ref in enumerate(many)
    ]
    store.plan(TEAM, then=tasks)
    assert len(store.take(Queue.PREVAIL, now=NOW, lease=LEASE, most=200)) == len(many)
    assert store.next_due(Queue.PREVAIL) == NOW + LEASE
    add(store, a_booking(), Book(), at=later(seconds=1))
    assert store.next_due(Queue.PREVAIL) == later(seconds=1)
