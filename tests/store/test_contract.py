"""What every store keeps to, said against the port: a new store is a new row of `url`."""

import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from pydantic import SecretStr

from bot.scheduling.jobs.retries import due
from bot.scheduling.jobs.sessions import apply_answer
from bot.scheduling.model.appointment import Appointment
from bot.scheduling.model.booking import Booking, Card, Phase, State, mark_canceled
from bot.scheduling.model.limits import Count, Counted, LimitReached
from bot.scheduling.model.reference import Kind
from bot.scheduling.model.session import SessionBooking
from bot.scheduling.ports import (
    APPOINTMENTS_OF_OTHERS,
    Entry,
    LinkTaken,
    Outcome,
    PendingWork,
    ReferenceTaken,
    Search,
    SideEffect,
    Store,
    UsedKey,
)
from bot.scheduling.tasks import (
    Book,
    Cancel,
    Due,
    EventType,
    News,
    Queue,
    ShowCard,
    Task,
    Tell,
    Watch,
    Work,
    queue_of,
)
from bot.times.moment import Moment
from tests.making import (
    MOMENT,
    NOW,
    OTHER_TEAM,
    OWNER,
    STRANGER,
    TEAM,
    a_booking,
    a_cancellation,
    a_session,
    an_agent,
    an_answer,
    an_appointment,
    an_entry,
    an_errand,
    later,
    one_of_each,
)
from tests.store import crowd

LEASE = timedelta(seconds=10)
ROOT = Path(__file__).parents[2]

OpenStore = Callable[[], Store]


@pytest.fixture(params=["sqlite", "sqlite, encrypted"])
def kind(request: pytest.FixtureRequest) -> str:
    """Name each kind of store once."""
    return str(request.param)


@pytest.fixture
def url(tmp_path: Path) -> str:
    """Return the address of an empty database of the kind."""
    return f"sqlite:///{tmp_path / 'docket.db'}"


@pytest.fixture
def keys(kind: str) -> list[str]:
    """Return the keys that the database is encrypted with, if it is."""
    return [Fernet.generate_key().decode()] if kind.endswith("encrypted") else []


@pytest.fixture
def open_store(url: str, keys: list[str]) -> Iterator[OpenStore]:
    """Open the same database as often as a test likes."""
    with ExitStack() as stack:
        yield lambda: stack.enter_context(closing(crowd.opened(url, *keys)))


@pytest.fixture
def store(open_store: OpenStore) -> Store:
    return open_store()


def add(store: Store, booking: Booking, *tasks: Task, key: str = "", at: datetime = NOW) -> Booking:
    """Write a booking with its work."""
    store.add(booking, key=key or booking.ref, entry=an_entry(), then=due(*tasks, at=at))
    return booking


def change(
    store: Store,
    ref: str = "S-7K2M",
    *tasks: Task,
    key: str = "second",
    transition: Callable[[Booking], Booking] = lambda booking: booking,
) -> Booking:
    """Let a booking take a step, with work."""
    then = due(*tasks, at=NOW)
    return store.change(
        TEAM, ref, key=key, entry=an_entry("changed"), transition=transition, then=then
    )


def take(store: Store, queue: Queue = Queue.PREVAIL, *, at: datetime = NOW) -> Work | None:
    return store.take(queue, now=at, lease=LEASE)


def taken(store: Store, queue: Queue = Queue.PREVAIL, *, at: datetime = NOW) -> Work:
    """Take work that must be there."""
    work = take(store, queue, at=at)
    assert work is not None
    return work


def kinds(store: Store) -> list[str]:
    """Do everything there is to do in both lanes, and say what it was."""
    done: list[str] = []
    for queue in Queue:
        while (work := take(store, queue, at=later(days=1))) is not None:
            done.append(work.task.kind)
            store.finish(work, outcome=Outcome())
    return done


def fall_over(booking: Booking) -> Booking:
    raise ZeroDivisionError(booking.ref)


# Bookings


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
def test_every_kind_comes_back_as_it_was_written(store: Store, booking: Booking) -> None:
    add(store, booking, Book())
    read = store.get(TEAM, booking.ref)
    assert read == booking
    assert type(read) is type(booking)
    (queue,) = [queue for queue in Queue if take(store, queue)]
    assert queue is queue_of(Book(), ref=booking.ref)


def test_bookings_are_found_by_kind_and_errands_only_when_asked_for(store: Store) -> None:
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
    for at, refs in (
        (start - timedelta(seconds=1), {"S-7K2M", "A-7K2M"}),
        (start + timedelta(minutes=59), {"S-7K2M"}),
        (start + timedelta(hours=1), set()),
    ):
        found = store.select(Search(team=TEAM, lasting=at))
        assert {booking.ref for booking in found} == refs


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
        while work := store.take(Queue.SLACK, now=at, lease=LEASE):
            assert work.task == ShowCard(in_place=True)
            store.finish(
                work, outcome=Outcome(transition=lambda b: b.with_(card=card.with_(phase=phase)))
            )
            refs.append(work.ref)
        return refs

    assert turned(start - timedelta(seconds=1), Phase.AHEAD) == []
    assert turned(start, Phase.BEGUN) == ["S-7K2M"]
    assert turned(start, Phase.BEGUN) == []
    assert turned(end, Phase.OVER) == ["S-7K2M"]
    assert turned(end + timedelta(days=1), Phase.OVER) == []


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


# Searching


def refs(store: Store, **search: object) -> list[str]:
    return [booking.ref for booking in store.select(Search(team=TEAM, **search))]  # type: ignore[arg-type] # the test's own


@pytest.fixture
def shelf(store: Store) -> Store:
    """Four bookings, not in the order of their starts."""
    moment = a_booking().moment
    for ref, days, made, changes in (
        ("S-0003", 3, 0, {"session": a_session(title="Straße", case="44-ROE")}),
        ("S-0001", 1, 1, {"owner": STRANGER}),
        ("S-0002", 2, 2, {"state": State.CANCELED}),
        ("S-0004", 4, 3, {"team": OTHER_TEAM}),
    ):
        at = Moment(local=moment.local + timedelta(days=days), zone=moment.zone)
        add(store, a_booking(ref, moment=at, created=later(minutes=made), **changes))
    return store


def test_bookings_come_by_start_or_latest_made_first(shelf: Store) -> None:
    assert refs(shelf) == ["S-0001", "S-0002", "S-0003"]
    assert refs(shelf, latest_first=True) == ["S-0002", "S-0001", "S-0003"]
    assert refs(shelf, limit=2) == ["S-0001", "S-0002"]


def test_bookings_are_found_by_owner_and_state(shelf: Store) -> None:
    assert refs(shelf, owner=STRANGER) == ["S-0001"]
    assert refs(shelf, states=frozenset({State.BOOKING})) == ["S-0001", "S-0003"]
    assert refs(shelf, states=frozenset()) == []


def test_bookings_are_found_from_a_start_up_to_an_end(shelf: Store) -> None:
    start = a_booking().moment.instant
    day = timedelta(days=1)
    assert refs(shelf, start=start + 2 * day) == ["S-0002", "S-0003"]
    assert refs(shelf, end=start + 2 * day) == ["S-0001"]
    assert refs(shelf, start=start + day, end=start + 3 * day) == ["S-0001", "S-0002"]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (("strasse",), ["S-0003"]),
        (("STRASSE", "roe"), ["S-0003"]),
        (("strasse", "doe"), []),
        (("s-0003",), ["S-0003"]),
        (("%",), []),
        (("_",), []),
        (("' OR 1=1 --",), []),
    ],
)
def test_bookings_are_found_by_all_words(
    shelf: Store, words: tuple[str, ...], found: list[str]
) -> None:
    assert refs(shelf, words=words) == found


@pytest.mark.parametrize(
    "word", ['"doe"', "c:\\docs", "\\n", "ÉTÉ", "straße", "ǅ", "ﬁling", "s-0009", "44/9"]
)
def test_words_are_found_however_they_are_written_down(store: Store, word: str) -> None:
    title = 'Re "Doe" in C:\\docs \\n été STRASSE ǆ FILING'
    add(store, a_booking("S-0009", session=a_session(title=title, case="44/9")))
    assert refs(store, words=(word,)) == ["S-0009"]


def test_what_other_kinds_are_called_is_found(store: Store) -> None:
    for booking in one_of_each():
        add(store, booking)
    assert refs(store, words=("meeting", "agent")) == ["A-7K2M"]
    assert refs(store, words=("telehealth",)) == ["P-7K2M"]


def test_what_has_moved_is_found_where_it_is_now(shelf: Store) -> None:
    def to_last(booking: Booking) -> Booking:
        last = Moment(local=booking.moment.local + timedelta(days=9), zone=booking.moment.zone)
        return booking.with_(moment=last, session=a_session(title="Renamed"))

    change(shelf, "S-0001", transition=to_last)
    assert refs(shelf) == ["S-0002", "S-0003", "S-0001"]
    assert refs(shelf, words=("renamed",)) == ["S-0001"]
    assert refs(shelf, words=("doe",)) == ["S-0002"]


# History


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
    woken: list[bool] = []
    store.on_work(lambda: woken.append(True))
    for ref in ("S-0001", "S-0002"):
        add(store, a_booking(ref, remote_session_id=ref.lower(), channel=f"C-{ref}"))
    store.plan(TEAM, then=[Due(task=ShowCard(), at=NOW, ref=ref) for ref in ("S-0001", "S-0002")])
    assert woken
    taken = [store.take(Queue.SLACK, now=NOW, lease=timedelta(minutes=1)) for _ in range(3)]
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


# Work


def test_work_comes_with_what_was_written(store: Store) -> None:
    news = News(what=EventType.MOVED, by=OWNER, before=a_booking().moment, why="<b>settled</b>")
    add(store, a_booking(), Tell(user=STRANGER, news=news))
    work = taken(store, Queue.SLACK, at=later(seconds=3))
    assert work.task == Tell(user=STRANGER, news=news)
    assert (work.team, work.ref, work.attempt, work.since) == (TEAM, "S-7K2M", 1, NOW)


def test_each_lane_has_its_own_work(store: Store) -> None:
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
    work = taken(store)
    change(store, transition=lambda now: now.with_(state=State.CANCELING))
    store.finish(work, outcome=Outcome(transition=apply_answer(an_answer())))
    now = store.get(TEAM, "S-7K2M")
    assert isinstance(now, SessionBooking)
    assert (now.state, now.booked) == (State.CANCELING, an_answer())


def test_what_follows_from_a_step_is_told_by_what_is_there_by_then(store: Store) -> None:
    add(store, a_booking(), Book(), Watch())
    seen: list[tuple[State, State]] = []

    def derive(before: Booking, after: Booking) -> list[Due]:
        seen.append((before.state, after.state))
        return due(ShowCard(), at=NOW)

    first = taken(store)
    change(store, transition=lambda now: now.with_(state=State.CANCELING))
    store.postpone(first, at=NOW, transition=mark_canceled, then=(), derive=derive)
    assert seen == [(State.CANCELING, State.CANCELED)]
    store.finish(taken(store), outcome=Outcome(transition=apply_answer(an_answer()), derive=derive))
    store.finish(taken(store), outcome=Outcome(derive=derive))
    assert len(seen) == 2, "without a step nothing follows from one"
    assert kinds(store) == ["show card"]


def test_what_is_said_once_is_said_once_a_day_by_all_processes(
    store: Store, open_store: OpenStore
) -> None:
    said = Tell(user=OWNER, news=News(what=EventType.CUT_OFF))

    def said_at(by: Store, at: datetime, *, once: str = "Prevail key U1") -> list[str]:
        by.plan(TEAM, then=[Due(task=said, at=at, ref="S-7K2M", once=once)])
        told: list[str] = []
        while (work := take(by, Queue.SLACK, at=at)) is not None:
            told.append(work.task.kind)
            by.finish(work, outcome=Outcome())
        return told

    add(store, a_booking())
    assert said_at(store, NOW) == ["tell"]
    assert said_at(store, later(hours=1)) == []
    assert said_at(open_store(), later(hours=23)) == [], "another process has said it"
    assert said_at(store, later(hours=23), once="Prevail clock U1") == ["tell"]
    assert said_at(store, later(hours=24)) == ["tell"]


def test_an_end_that_fails_leaves_the_work_to_be_taken_again(store: Store) -> None:
    add(store, a_booking(), Book())
    work = taken(store)
    with pytest.raises(ZeroDivisionError):
        store.finish(work, outcome=Outcome(transition=fall_over, then=due(ShowCard(), at=NOW)))
    assert take(store, Queue.SLACK) is None
    again = taken(store, at=NOW + LEASE)
    assert (again.task, again.attempt) == (Book(), 2)


def test_what_was_seen_at_the_provider_is_history_by_nobody_and_once(store: Store) -> None:
    add(store, a_booking(), Book())
    work, seen = taken(store), Entry(by="", what="Prevail: changed there", at=NOW)
    before = store.history(TEAM, "S-7K2M")
    store.finish(work, outcome=Outcome(), entries=[seen])
    store.finish(work, outcome=Outcome(), entries=[seen])
    assert store.history(TEAM, "S-7K2M") == [*before, seen]


def test_postponed_work_waits_and_remembers_since_when(store: Store) -> None:
    add(store, a_booking(), Book())
    at = later(seconds=1)
    store.postpone(taken(store), at=at, transition=mark_canceled, then=due(ShowCard(), at=NOW))
    now = store.get(TEAM, "S-7K2M")
    assert now
    assert now.state is State.CANCELED
    assert taken(store, Queue.SLACK).task == ShowCard()
    assert take(store, at=at - timedelta(microseconds=1)) is None
    again = taken(store, at=at)
    assert (again.attempt, again.since) == (2, NOW)


def test_work_that_is_set_aside_holds_up_nothing_and_is_brought_back(store: Store) -> None:
    add(store, a_booking(), ShowCard(), Tell(user=OWNER, news=News(what=EventType.BOOKED)))
    store.set_aside(
        taken(store, Queue.SLACK),
        now=NOW,
        transition=lambda booking: booking.with_(reason="told nobody"),
        then=due(Book(), at=NOW),
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
    told = Tell(user=OWNER, news=News(what=EventType.BOOKED))
    store.set_aside(taken(store, Queue.SLACK), now=NOW, transition=None, then=(), task=told)
    (kept,) = store.pending(TEAM)
    assert (kept.task, kept.is_set_aside) == (told, True)
    store.requeue()
    assert taken(store, Queue.SLACK).task == told


def test_work_that_waits_is_listed_and_no_other_teams(store: Store) -> None:
    add(store, a_booking(), Book())
    add(store, an_agent(team=OTHER_TEAM), Book(), key="theirs")
    waits = PendingWork(
        ref="S-7K2M", queue=Queue.PREVAIL, task=Book(), since=NOW, is_set_aside=False
    )
    assert store.pending(TEAM) == [waits]


def test_a_decision_hurries_what_waits_in_one_lane(store: Store) -> None:
    add(store, a_booking(), Book(), ShowCard(), at=later(minutes=5))
    heard: list[bool] = []
    store.on_work(lambda: heard.append(True))
    store.change(
        TEAM,
        "S-7K2M",
        key="hurry",
        entry=an_entry("hurried"),
        transition=lambda booking: booking,
        then=[],
        hurry=Queue.PREVAIL,
    )
    assert heard, "the workers look for it at once"
    assert taken(store).task == Book()
    assert take(store, Queue.SLACK) is None


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
    store.renew([mine.lease], until=NOW + 2 * LEASE)
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
    store.renew([lost.lease], until=later(days=1))
    assert taken(store, at=NOW + 2 * LEASE).attempt == kept.attempt + 1
    store.renew([], until=later(days=1))


def test_a_worker_that_lost_its_lease_changes_nothing(store: Store, open_store: OpenStore) -> None:
    add(store, a_booking(), Book())
    late, other = taken(store), open_store()
    kept = taken(other, at=NOW + LEASE)
    then = due(ShowCard(), at=NOW)
    store.finish(late, outcome=Outcome(transition=mark_canceled, then=then))
    store.postpone(late, at=NOW, transition=mark_canceled, then=then)
    assert store.get(TEAM, "S-7K2M") == a_booking()
    assert take(store, Queue.SLACK) is None
    assert take(store, at=NOW + LEASE) is None
    other.finish(kept, outcome=Outcome(transition=mark_canceled))
    store.finish(late, outcome=Outcome(transition=fall_over))
    assert kinds(store) == []


def test_work_of_one_line_never_overtakes(store: Store) -> None:
    add(store, a_booking(), Book())
    change(store, "S-7K2M", Cancel(by=OWNER))
    add(store, a_booking("S-0001"), Book())
    first = taken(store)
    assert first.task == Book()
    store.finish(taken(store), outcome=Outcome(transition=mark_canceled))
    assert refs(store, states=frozenset({State.CANCELED})) == ["S-0001"]
    assert take(store) is None
    store.postpone(first, at=later(hours=1), transition=None, then=[])
    assert take(store, at=later(minutes=59)) is None
    again = taken(store, at=later(hours=1))
    assert again.id == first.id
    assert take(store, at=later(hours=1)) is None
    store.finish(again, outcome=Outcome())
    assert taken(store, at=later(hours=1)).task == Cancel(by=OWNER)


def test_watching_for_a_link_holds_up_nothing(store: Store) -> None:
    add(store, a_booking(), Watch(), Cancel(by=OWNER))
    watch = taken(store)
    assert watch.task == Watch()
    assert taken(store).task == Cancel(by=OWNER)
    store.postpone(watch, at=later(days=1), transition=None, then=[])
    assert kinds(store) == ["cancel", "watch"]


def test_one_teams_line_is_not_anothers(store: Store) -> None:
    add(store, a_booking(), Book())
    add(store, a_booking(team=OTHER_TEAM, remote_session_id="other"), Book(), key="other")
    assert {taken(store).team, taken(store).team} == {TEAM, OTHER_TEAM}


def test_the_store_says_when_there_is_something_to_take(store: Store) -> None:
    assert store.next_due(Queue.PREVAIL) is None
    add(store, a_booking(), Book(), Watch(), at=later(minutes=1))
    assert store.next_due(Queue.SLACK) is None
    assert store.next_due(Queue.PREVAIL) == later(minutes=1)
    change(store, "S-7K2M", Cancel(by=OWNER))
    assert store.next_due(Queue.PREVAIL) == later(minutes=1)
    at = later(minutes=1)
    first, watch = taken(store, at=at), taken(store, at=at)
    assert store.next_due(Queue.PREVAIL) == at + LEASE
    store.postpone(watch, at=later(hours=2), transition=None, then=[])
    store.finish(first, outcome=Outcome())
    assert store.next_due(Queue.PREVAIL) == NOW


def test_listeners_hear_of_work_that_can_be_read_by_then(store: Store) -> None:
    heard: list[datetime | None] = []
    store.on_work(lambda: heard.append(store.next_due(Queue.SLACK)))
    add(store, a_booking())
    assert heard == []
    add(store, a_booking("S-0001"), ShowCard())
    change(store, "S-7K2M", ShowCard())
    first = taken(store, Queue.SLACK)
    store.postpone(first, at=later(hours=1), transition=None, then=[Due(task=ShowCard(), at=NOW)])
    store.finish(taken(store, Queue.SLACK), outcome=Outcome(then=due(ShowCard(), at=NOW)))
    with pytest.raises(ZeroDivisionError):
        change(store, "S-7K2M", ShowCard(), key="third", transition=fall_over)
    assert heard == [NOW] * 4


# Slack's pace


def test_into_a_place_goes_one_thing_at_a_time_whoever_takes_it(
    store: Store, open_store: OpenStore
) -> None:
    for ref, channel in (("S-0001", "C1"), ("S-0002", "C1"), ("S-0003", "C2")):
        add(store, a_booking(ref, channel=channel), ShowCard())
    other = open_store()
    first = taken(store, Queue.SLACK)
    assert (first.ref, taken(other, Queue.SLACK).ref) == ("S-0001", "S-0003")
    assert take(other, Queue.SLACK) is None
    assert other.next_due(Queue.SLACK) == NOW + LEASE
    store.finish(first, outcome=Outcome(), at=NOW)
    assert taken(other, Queue.SLACK).ref == "S-0002"


def test_direct_messages_are_their_owners_place_however_they_are_named(store: Store) -> None:
    add(store, a_booking("S-0001", channel=""), ShowCard())
    add(store, a_booking("S-0002", card=Card(channel="D9", ts="1.1")), ShowCard())
    add(store, a_booking("S-0003"), Tell(user=OWNER, news=News(what=EventType.BOOKED)))
    assert taken(store, Queue.SLACK).ref == "S-0001"
    assert take(store, Queue.SLACK) is None


def test_where_slack_takes_no_more_the_rest_waits_its_turn_in_every_process(
    store: Store, open_store: OpenStore
) -> None:
    for ref in ("S-0001", "S-0002"):
        add(store, a_booking(ref), ShowCard())
    store.rest(taken(store, Queue.SLACK), wait=timedelta(seconds=7), at=NOW)
    other = open_store()
    assert take(other, Queue.SLACK, at=later(seconds=6.9)) is None
    assert other.next_due(Queue.SLACK) == later(seconds=7)
    again = taken(other, Queue.SLACK, at=later(seconds=7))
    assert (again.ref, again.attempt, again.since) == ("S-0001", 1, NOW)
    other.finish(again, outcome=Outcome(), at=later(seconds=7.5))
    assert store.next_due(Queue.SLACK) == later(seconds=8.5)
    assert take(store, Queue.SLACK, at=later(seconds=8.4)) is None
    assert taken(store, Queue.SLACK, at=later(seconds=8.5)).ref == "S-0002"


def test_whoever_lost_the_lease_says_nothing_of_the_pace(
    store: Store, open_store: OpenStore
) -> None:
    add(store, a_booking(), ShowCard())
    late = taken(store, Queue.SLACK)
    kept = taken(open_store(), Queue.SLACK, at=NOW + LEASE)
    store.rest(late, wait=timedelta(hours=1), at=NOW + LEASE)
    store.finish(kept, outcome=Outcome(), at=NOW + LEASE)
    add(store, a_booking("S-0002"), ShowCard())
    assert taken(store, Queue.SLACK, at=NOW + LEASE).ref == "S-0002"


def test_a_wait_that_slack_does_not_name_grows_and_ends(store: Store) -> None:
    add(store, a_booking(), ShowCard())
    at, waits = NOW, []
    for _ in range(9):
        store.rest(taken(store, Queue.SLACK, at=at), wait=None, at=at)
        soonest = store.next_due(Queue.SLACK)
        assert soonest
        waits.append((soonest - at).total_seconds())
        at = soonest
    assert waits == [1, 2, 4, 8, 16, 32, 60, 60, 60]


@pytest.mark.parametrize("first", [ShowCard(), ShowCard(in_place=True)])
@pytest.mark.parametrize("second", [ShowCard(), ShowCard(in_place=True)])
def test_what_waits_to_show_a_card_shows_it_for_all(
    store: Store, first: ShowCard, second: ShowCard
) -> None:
    add(store, a_booking(), first, at=later(hours=1))
    change(store, "S-7K2M", second)
    work = taken(store, Queue.SLACK)
    assert work.task == ShowCard(in_place=first.in_place and second.in_place)
    change(store, "S-7K2M", ShowCard(), key="third")
    store.finish(work, outcome=Outcome())
    assert kinds(store) == ["show card"], "what is under way may have looked before"


# Several bookings in one transaction


def test_another_booking_takes_its_step_and_its_work_beside_a_new_one(store: Store) -> None:
    add(store, a_booking())
    kinds(store)
    renamed = SideEffect(ref="S-7K2M", transition=lambda booking: booking.with_(agent="A-7K2M"))
    then = [Due(task=ShowCard(), at=NOW, ref="S-7K2M")]
    new = a_booking("S-8888")
    store.add(new, key="new", entry=an_entry(), then=then, also=renamed)
    session = store.get(TEAM, "S-7K2M")
    assert isinstance(session, SessionBooking)
    assert session.agent == "A-7K2M"
    assert taken(store, Queue.SLACK).ref == "S-7K2M"


def test_where_the_other_booking_refuses_its_step_there_is_no_new_one(store: Store) -> None:
    add(store, a_booking())
    with pytest.raises(ZeroDivisionError):
        store.add(
            a_booking("S-8888"),
            key="new",
            entry=an_entry(),
            then=due(ShowCard(), at=NOW),
            also=SideEffect(ref="S-7K2M", transition=fall_over),
        )
    assert store.get(TEAM, "S-8888") is None
    assert kinds(store) == []


def test_an_outcome_reaches_another_booking_which_waits_in_its_own_line(store: Store) -> None:
    add(store, a_booking(), Book())
    add(store, a_booking("S-8888"))
    outcome = Outcome(
        then=[Due(task=Cancel(by=OWNER), at=NOW, ref="S-8888")],
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


# Many at once


def test_processes_and_threads_at_once_lose_nothing_and_wait_their_turn(
    url: str, keys: list[str], open_store: OpenStore
) -> None:
    names = "ABCD"
    processes = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.store.crowd", url, name, *keys],
            cwd=ROOT,
            stderr=subprocess.PIPE,
            text=True,
        )
        for name in names
    ]
    assert [process.communicate()[1] for process in processes] == [""] * len(names)
    store = open_store()
    made = [
        f"S-{p}{t}-{n}" for p in names for t in range(crowd.THREADS) for n in range(crowd.BOOKINGS)
    ]
    assert sorted(refs(store, limit=1000)) == sorted([crowd.SHARED, *made])
    counted = store.get(TEAM, crowd.SHARED)
    assert counted
    assert counted.title == str(len(made))
    assert kinds(store) == []
    once = Counter(["scheduled", "noted", "did schedule", "did show card"])
    for ref in made:
        assert Counter(entry.what for entry in store.history(TEAM, ref)) == once


def counted(amount: int, *, most: int) -> list[Count]:
    return [Count(what=Counted.BOOKINGS, amount=amount, most=most)]


def test_what_is_counted_is_counted_with_the_decision_or_not_at_all(open_store: OpenStore) -> None:
    one, other = open_store(), open_store()
    one.add(a_booking(), key="1", entry=an_entry(), then=[], counts=counted(2, most=3))
    with pytest.raises(UsedKey):
        one.add(a_booking("S-8888"), key="1", entry=an_entry(), then=[], counts=counted(1, most=3))
    with pytest.raises(ReferenceTaken):
        one.add(a_booking(), key="2", entry=an_entry(), then=[], counts=counted(1, most=3))
    other.add(an_agent(), key="3", entry=an_entry(), then=[], counts=counted(1, most=3))
    with pytest.raises(LimitReached):
        one.add(an_errand(), key="4", entry=an_entry(), then=[], counts=counted(1, most=3))
    assert one.get(TEAM, "E-7K2M") is None
    with pytest.raises(LimitReached):
        other.change(
            TEAM,
            "S-7K2M",
            key="5",
            entry=an_entry(),
            transition=mark_canceled,
            then=[],
            counts=counted(1, most=3),
        )
    assert other.get(TEAM, "S-7K2M") == a_booking()


def test_what_is_counted_is_each_persons_own_and_ends_with_its_time(store: Store) -> None:
    full = counted(3, most=3)
    store.add(a_booking(), key="1", entry=an_entry(), then=[], counts=full)
    store.add(an_agent(), key="2", entry=an_entry(by=STRANGER), then=[], counts=full)
    with pytest.raises(LimitReached):
        store.add(an_errand(), key="3", entry=an_entry(at=later(seconds=59)), then=[], counts=full)
    store.add(an_errand(), key="3", entry=an_entry(at=later(seconds=60)), then=[], counts=full)
