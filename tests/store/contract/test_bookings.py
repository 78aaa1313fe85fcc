"""What every store keeps of bookings and of the decisions about them."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from pydantic import SecretStr

from bot.scheduling.jobs.retries import due
from bot.scheduling.jobs.sessions import apply_answer
from bot.scheduling.model.appointment import Appointment
from bot.scheduling.model.record import Card, Phase, Record, State
from bot.scheduling.model.reference import Kind
from bot.scheduling.model.session import SessionBooking
from bot.scheduling.model.transitions import mark_canceled
from bot.scheduling.ports.results import Outcome, SideEffect
from bot.scheduling.ports.store import Decision, LinkTaken, ReferenceTaken, Search, Store, UsedKey
from bot.scheduling.tasks.provider import Book, Cancel
from bot.scheduling.tasks.queue import Queue, ScheduledTask, queue_of
from bot.scheduling.tasks.slack import ShowCard
from bot.times.moment import Moment
from tests.builders import (
    MOMENT,
    NOW,
    OTHER_TEAM,
    OWNER,
    TEAM,
    a_booking,
    a_session,
    an_agent,
    an_answer,
    an_appointment,
    an_entry,
    one_of_each,
)
from tests.store.steps import (
    LEASE,
    OpenStore,
    add,
    change,
    fall_over,
    kinds,
    refs,
    take,
    take_one,
    taken,
)


def test_a_booking_comes_back_as_it_was_written(store: Store, open_store: OpenStore) -> None:
    hour_twice = Moment(local=datetime(2027, 11, 7, 1, 30, fold=1), zone="America/New_York")  # noqa: DTZ001 - wall clock
    answer = an_answer(password=SecretStr("zm000001"), demoted_hosts=("a@b.example",))
    written = apply_answer(answer)(a_booking(moment=hour_twice))
    add(store, written)
    for read in (store.get(TEAM, written.ref), open_store().get(TEAM, written.ref)):
        assert isinstance(read, SessionBooking)
        assert isinstance(read, SessionBooking)
        assert read == written
        assert read.moment.local.fold == 1
        assert read.moment.instant == datetime(2027, 11, 7, 6, 30, tzinfo=UTC)
        assert read.booked
        assert read.booked.password == SecretStr("zm000001")
        assert "zm000001" not in repr(read)


@pytest.mark.parametrize("booking", one_of_each(), ids=lambda booking: booking.kind.name)
def test_every_kind_comes_back_as_it_was_written(store: Store, booking: Record) -> None:
    add(store, booking, Book())
    read = store.get(TEAM, booking.ref)
    assert read == booking
    assert type(read) is type(booking)
    (queue,) = [queue for queue in Queue if take(store, queue)]
    assert queue is queue_of(Book(), ref=booking.ref)


def test_bookings_are_found_by_kind_and_calendar_actions_only_when_asked_for(store: Store) -> None:
    for booking in one_of_each():
        add(store, booking)
    assert sorted(refs(store)) == ["A-7K2M", "P-7K2M", "S-7K2M"]
    assert refs(store, kinds=frozenset({Kind.CALENDAR_ACTION})) == ["E-7K2M"]
    assert refs(store, kinds=frozenset({Kind.AGENT})) == ["A-7K2M"]
    assert refs(store, kinds=frozenset()) == []


def test_a_booking_is_found_by_its_providers_id_in_its_own_team(store: Store) -> None:
    add(store, a_booking())
    add(store, a_booking("S-8888"))
    assert refs(store, remote_id=a_booking().remote_id) == ["S-7K2M"]
    assert refs(store, remote_id="other") == []
    assert store.select(Search(team=OTHER_TEAM, remote_id=a_booking().remote_id)) == []


def test_bookings_are_found_that_are_not_over(store: Store) -> None:
    start = MOMENT.instant
    add(store, a_booking())
    add(store, an_agent())
    for at, living in (
        (start - timedelta(seconds=1), {"S-7K2M", "A-7K2M"}),
        (start + timedelta(minutes=59), {"S-7K2M"}),
        (start + timedelta(hours=1), set()),
    ):
        found = store.select(Search(team=TEAM, lasting=at))
        assert {booking.ref for booking in found} == living


def test_a_card_is_redrawn_once_at_the_start_and_once_at_the_end(store: Store) -> None:
    start, end = MOMENT.instant, MOMENT.instant + timedelta(hours=1)
    card = Card(channel="C1", ts="1.0")
    add(store, a_booking(state=State.CONFIRMED, card=card))
    add(store, a_booking("S-2222", state=State.CONFIRMED))
    add(store, a_booking("S-3333", state=State.CANCELED, card=card))

    def turned(at: datetime, phase: Phase) -> list[str]:
        """Plan what is due, draw the cards, and return whose they were."""
        store.plan_card_redraws(now=at, most=10)
        refs = []
        while job := take_one(store, Queue.SLACK, now=at, lease=LEASE):
            assert job.task == ShowCard(in_place=True)
            store.finish(
                job, outcome=Outcome(transition=lambda b: b.with_(card=card.with_(phase=phase)))
            )
            refs.append(job.ref)
        return refs

    assert turned(start - timedelta(seconds=1), Phase.UPCOMING) == []
    assert turned(start, Phase.STARTED) == ["S-7K2M"]
    assert turned(start, Phase.STARTED) == []
    assert turned(end, Phase.FINISHED) == ["S-7K2M"]
    assert turned(end + timedelta(days=1), Phase.FINISHED) == []


def test_bookings_are_found_by_the_channel_that_their_card_is_in(store: Store) -> None:
    add(store, a_booking(card=Card(channel="C9", ts="1.5")))
    add(store, a_booking("S-8888"))
    assert refs(store, channel="C9") == ["S-7K2M"]
    assert refs(store, channel="C1") == []
    change(store, transition=lambda booking: booking.with_(card=Card(channel="D1", ts="2.5")))
    assert refs(store, channel="C9") == []
    assert refs(store, channel="D1") == ["S-7K2M"]
    assert store.select(Search(team=OTHER_TEAM, channel="D1")) == []


def test_there_is_no_booking_of_another_team_or_name(store: Store) -> None:
    add(store, a_booking())
    assert store.get(OTHER_TEAM, "S-7K2M") is None
    assert store.get(TEAM, "S-9999") is None


def test_a_change_is_written_and_returned(store: Store) -> None:
    add(store, a_booking())
    after = change(store, transition=mark_canceled)
    assert after.state is State.CANCELED
    assert store.get(TEAM, "S-7K2M") == after


def test_a_change_is_found_by_what_it_changed_and_by_what_it_left(store: Store) -> None:
    add(store, a_booking(session=a_session(title="Doe v. Roe")))
    moved = Moment(local=MOMENT.local + timedelta(days=1), zone=MOMENT.zone)
    change(store, key="moved", transition=lambda booking: booking.with_(moment=moved))
    change(store, key="ended", transition=mark_canceled)
    assert refs(store, words=("roe",)) == refs(store, owner=OWNER) == ["S-7K2M"]
    assert refs(store, words=("roe",), lasting=moved.instant) == ["S-7K2M"]
    change(store, transition=lambda booking: booking.with_(session=a_session(title="Doe v. Poe")))
    assert (refs(store, words=("roe",)), refs(store, words=("poe",))) == ([], ["S-7K2M"])


def test_what_others_write_is_seen_after_what_this_thread_has_written(
    store: Store, open_store: OpenStore
) -> None:
    add(store, a_booking())
    by_another = change(open_store(), transition=mark_canceled)
    assert store.get(TEAM, "S-7K2M") == by_another
    written = change(store, "S-7K2M", ShowCard(), key="third")
    assert taken(store, Queue.SLACK).booking == store.get(TEAM, "S-7K2M") == written


def test_what_was_written_and_undone_is_not_remembered(store: Store) -> None:
    booking = add(store, a_booking())
    new = a_booking("S-0001")
    side = SideEffect(ref="S-7K2M", transition=fall_over)
    with pytest.raises(ZeroDivisionError):
        store.add(new, Decision(key="new", entry=an_entry()), also=side)
    assert (store.get(TEAM, "S-0001"), store.get(TEAM, "S-7K2M")) == (None, booking)


def test_a_change_of_what_is_not_there_leaves_nothing_behind(store: Store) -> None:
    with pytest.raises(KeyError):
        change(store, "S-9999", ShowCard())
    assert store.history(TEAM, "S-9999") == []
    assert kinds(store) == []
    add(store, a_booking("S-9999"))
    change(store, "S-9999")


def test_a_step_that_raises_leaves_nothing_behind(store: Store) -> None:
    add(store, a_booking())
    with pytest.raises(ZeroDivisionError):
        change(store, "S-7K2M", ShowCard(), transition=fall_over)
    assert [entry.what for entry in store.history(TEAM, "S-7K2M")] == ["scheduled"]
    assert kinds(store) == []
    assert change(store, transition=mark_canceled).state is State.CANCELED


def test_the_same_form_counts_once(store: Store) -> None:
    first = add(store, a_booking(), Book(), key="form")
    with pytest.raises(UsedKey) as again:
        add(store, a_booking("S-0001"), Book(), key="form")
    assert again.value.booking == first
    with pytest.raises(UsedKey):
        change(store, "S-7K2M", ShowCard(), key="form")
    assert store.get(TEAM, "S-0001") is None
    assert kinds(store) == ["schedule"]
    assert len(store.history(TEAM, "S-7K2M")) == 1


def test_the_same_change_counts_once(store: Store) -> None:
    add(store, a_booking())
    change(store, transition=mark_canceled, key="form")
    with pytest.raises(UsedKey) as again:
        change(store, transition=fall_over, key="form")
    assert again.value.booking.state is State.CANCELED


def test_a_reference_is_given_once_in_a_team(store: Store) -> None:
    add(store, a_booking())
    with pytest.raises(ReferenceTaken):
        add(store, a_booking(remote_session_id="other"), Book(), key="other form")
    add(store, a_booking(team=OTHER_TEAM, remote_session_id="other"), key="other form")
    assert kinds(store) == []


def test_only_link_names_are_for_one_alone(store: Store) -> None:
    """What a provider calls two of its own alike must not keep work from being recorded."""
    held = Appointment(id="held-1")
    for ref in ("P-0001", "P-0002"):
        add(store, an_appointment(ref, booked=held), key=ref)
    assert refs(store, remote_id="held-1") == ["P-0001", "P-0002"]


def test_a_link_name_belongs_to_one_living_booking(store: Store) -> None:
    add(store, a_booking(remote_session_id="doe"))
    with pytest.raises(LinkTaken):
        add(store, a_booking("S-0001", remote_session_id="doe"), Book(), key="form")
    assert store.get(TEAM, "S-0001") is None
    change(store, transition=mark_canceled)
    add(store, a_booking("S-0001", remote_session_id="doe"), key="form")
    with pytest.raises(LinkTaken):
        change(store, key="third", transition=lambda current: current.with_(state=State.BOOKING))
    assert kinds(store) == []


def test_an_id_that_the_provider_has_given_to_another_is_the_others(store: Store) -> None:
    add(store, a_booking(remote_session_id="doe", booked=an_answer(), state=State.CONFIRMED))
    add(store, a_booking("S-0001", remote_session_id="roe"), Book(), key="form")
    answer = apply_answer(an_answer(remote_session_id="doe"))
    store.finish(taken(store), outcome=Outcome(transition=answer))
    given = store.get(TEAM, "S-0001")
    assert given
    assert (given.state, given.remote_id) == (State.CONFIRMED, "doe")
    assert change(store, "S-0001", key="later", transition=mark_canceled).state is State.CANCELED


def test_another_booking_takes_its_step_and_its_work_beside_a_new_one(store: Store) -> None:
    add(store, a_booking())
    kinds(store)
    renamed = SideEffect(ref="S-7K2M", transition=lambda booking: booking.with_(agent="A-7K2M"))
    then = [ScheduledTask(task=ShowCard(), at=NOW, ref="S-7K2M")]
    new = a_booking("S-8888")
    store.add(new, Decision(key="new", entry=an_entry(), then=then), also=renamed)
    session = store.get(TEAM, "S-7K2M")
    assert isinstance(session, SessionBooking)
    assert session.agent == "A-7K2M"
    assert taken(store, Queue.SLACK).ref == "S-7K2M"


def test_where_the_other_booking_refuses_its_step_there_is_no_new_one(store: Store) -> None:
    add(store, a_booking())
    with pytest.raises(ZeroDivisionError):
        store.add(
            a_booking("S-8888"),
            Decision(key="new", entry=an_entry(), then=due(ShowCard(), at=NOW)),
            also=SideEffect(ref="S-7K2M", transition=fall_over),
        )
    assert store.get(TEAM, "S-8888") is None
    assert kinds(store) == []


def test_an_outcome_reaches_another_booking_which_waits_in_its_own_line(store: Store) -> None:
    add(store, a_booking(), Book())
    add(store, a_booking("S-8888"))
    outcome = Outcome(
        then=[ScheduledTask(task=Cancel(by=OWNER), at=NOW, ref="S-8888")],
        also=SideEffect(ref="S-8888", transition=mark_canceled),
    )
    store.finish(taken(store), outcome=outcome)
    other = store.get(TEAM, "S-8888")
    assert other
    assert other.state is State.CANCELED
    assert taken(store).ref == "S-8888"


def test_an_outcome_for_a_booking_that_is_not_there_is_an_outcome_all_the_same(
    store: Store,
) -> None:
    add(store, a_booking(), Book())
    store.finish(taken(store), outcome=Outcome(also=SideEffect(ref="S-0000", transition=fall_over)))
    assert take(store) is None


def test_who_reads_waits_for_nobody_who_writes(store: Store) -> None:
    """What is being written is seen by nobody else yet."""
    add(store, a_booking())
    seen: list[Record | None] = []

    def transition(booking: Record) -> Record:
        with ThreadPoolExecutor(1) as pool:
            seen.append(pool.submit(store.get, TEAM, booking.ref).result(timeout=30))
        return booking.with_(reason="changed")

    after = change(store, transition=transition)
    assert seen == [a_booking()]
    assert after.reason == "changed"
