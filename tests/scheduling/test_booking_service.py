"""The booking service: every decision is checked, and written down once with the work that follows."""

import re
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.scheduling.booking_service import DRAWS, SHORT_DRAWS, BookingService
from bot.scheduling.model.booking import Booking, Changes
from bot.scheduling.model.record import Card, FailureReason, Record, State, Visibility
from bot.scheduling.model.reference import ALPHABET, SECRET_LENGTH, Kind
from bot.scheduling.model.rights import Actor, NotYours
from bot.scheduling.model.session import link_name
from bot.scheduling.model.transitions import InvalidTransition, mark_canceled, mark_not_booked
from bot.scheduling.ports.results import Outcome
from bot.scheduling.ports.store import Decision, LinkTaken, UsedKey
from bot.scheduling.refusals import AlreadyStarted, NoSuchBooking, Outdated
from bot.scheduling.tasks.provider import Book, Cancel, Change
from bot.scheduling.tasks.queue import Queue, Task
from bot.scheduling.tasks.slack import ShowCard
from bot.store import all_of_them
from bot.store.encryption import Keys
from bot.store.sql.store import SqlStore
from bot.store.sqlite.database import SqliteDatabase
from bot.times.moment import Moment
from bot.times.writing import Reader
from tests.builders import (
    MOMENT,
    NOW,
    OTHER_TEAM,
    OWNER,
    STRANGER,
    TEAM,
    Channels,
    Clock,
    a_cancellation,
    an_entry,
)
from tests.scheduling.decisions import ADMIN, MINUTE, OWNER_, STRANGER_, order, settle
from tests.store.steps import take_one

WANTED = Changes(title="Renamed")
FORTNIGHT = timedelta(days=14)


def job(store: SqlStore) -> list[Task]:
    """Do all work there is, the providers' before Slack's, and say what it was."""
    found = []
    for queue in sorted(Queue, key=lambda queue: queue is Queue.SLACK):
        while taken := take_one(store, queue, now=NOW + FORTNIGHT, lease=MINUTE):
            store.finish(taken, outcome=Outcome())
            found.append(taken.task)
    return found


def test_an_order_becomes_a_booking_with_its_work(
    booking_service: BookingService, store: SqlStore
) -> None:
    booking = booking_service.book(order(), by=OWNER_, key="form")
    assert store.get(TEAM, booking.ref) == booking
    assert (booking.owner, booking.state, booking.created) == (OWNER, State.BOOKING, NOW)
    assert re.fullmatch(r"deposition-of-jane-doe-[0-9a-z]{13}", booking.remote_id)
    assert job(store) == [Book(), ShowCard()]
    assert [entry.what for entry in booking_service.history(booking)] == ["scheduled"]


def test_the_same_form_is_one_booking(booking_service: BookingService) -> None:
    first = booking_service.book(order(), by=OWNER_, key="form")
    with pytest.raises(UsedKey) as again:
        booking_service.book(order(), by=OWNER_, key="form")
    assert again.value.booking == first


def test_a_booking_is_written_in_its_owners_way_whoever_changes_it(
    booking_service: BookingService, store: SqlStore
) -> None:
    briton = replace(OWNER_, reader=Reader("en-GB", "Europe/London"))
    booking = booking_service.book(order(), by=briton, key="form")
    assert isinstance(booking, Booking)
    assert booking.locale == "en-GB"
    assert booking.written.startswith("Thu 28 Jan 2027, ")
    kept = store.get(TEAM, booking.ref)
    assert kept is not None
    assert kept.locale == "en-GB"


def test_a_reference_that_is_taken_is_drawn_again(store: SqlStore, clock: Clock) -> None:
    drawn = iter(["S-0001", "S-0001", "S-0001", "S-0002"])

    def draw(kind: Kind, *, longer: bool) -> str:
        assert (kind, longer) == (Kind.SESSION, False)
        return next(drawn)

    booking_service = BookingService(
        store, admins=frozenset(), visibility=Channels(), clock=clock, draw=draw
    )
    orders = {"a": order(), "b": order(days=1)}
    refs = [booking_service.book(each, by=OWNER_, key=key).ref for key, each in orders.items()]
    assert refs == ["S-0001", "S-0002"]


def test_where_references_are_mostly_taken_a_booking_gets_a_longer_one(
    store: SqlStore, clock: Clock
) -> None:
    def draw(kind: Kind, *, longer: bool) -> str:
        return f"{kind}-7K2MX" if longer else f"{kind}-0001"

    booking_service = BookingService(
        store, admins=frozenset(), visibility=Channels(), clock=clock, draw=draw
    )
    orders = {"a": order(), "b": order(days=1)}
    refs = [booking_service.book(each, by=OWNER_, key=key).ref for key, each in orders.items()]
    assert refs == ["S-0001", "S-7K2MX"]
    assert booking_service.find_visible("s-7k2mx", by=OWNER_).ref == "S-7K2MX"


def test_drawing_ends(store: SqlStore, clock: Clock) -> None:
    draws: list[bool] = []

    def draw(kind: Kind, *, longer: bool) -> str:
        draws.append(longer)
        return f"{kind}-0001"

    booking_service = BookingService(
        store, admins=frozenset(), visibility=Channels(), clock=clock, draw=draw
    )
    booking_service.book(order(), by=OWNER_, key="a")
    with pytest.raises(RuntimeError, match="no free reference"):
        booking_service.book(order(), by=OWNER_, key="b")
    assert draws == [False, *[False] * SHORT_DRAWS, *[True] * (DRAWS - SHORT_DRAWS)]


def test_a_link_name_is_written_as_prevail_writes_it() -> None:
    assert link_name("Doe v. Acme") == "doe-v-acme"
    assert link_name("  --Ünïcode & Straße!  ") == "unicode-strae"
    assert link_name("Дело № 5") == "no-5"
    assert link_name("日本") == ""


def test_a_link_name_asked_for_is_taken_once(booking_service: BookingService) -> None:
    asked = order(link_name="Doe v Acme")
    assert booking_service.book(asked, by=OWNER_, key="a").remote_id == "doe-v-acme"
    with pytest.raises(LinkTaken):
        booking_service.book(asked, by=STRANGER_, key="b")


def test_a_title_of_any_kind_makes_a_name_of_its_own(booking_service: BookingService) -> None:
    for n, title in enumerate(("日本", "x" * 200, "S-7K2M")):
        booking = booking_service.book(order(title=title), by=OWNER_, key=str(n))
        assert re.fullmatch(r"([0-9a-z-]+-)?[0-9a-hjkmnp-tv-z]{13}", booking.remote_id)
        assert len(booking.remote_id) < 70


def test_a_name_of_dockets_own_is_drawn_for_each_and_nobody_can_guess_it(
    booking_service: BookingService,
) -> None:
    names = {
        booking_service.book(order(days=n), by=OWNER_, key=str(n)).remote_id for n in range(50)
    }
    assert len(names) == 50
    assert len(ALPHABET) ** SECRET_LENGTH >= 2**64


def test_a_change_and_a_cancellation_are_written_with_their_work(
    booking_service: BookingService, store: SqlStore
) -> None:
    booking = settle(store, booking_service.book(order(), by=OWNER_, key="form"))
    job(store)
    moved = Changes(moment=order(days=1).moment)
    assert booking_service.change(booking.ref, moved, by=OWNER_, key="move").state is State.MOVING
    assert job(store) == [Change(by=OWNER, wanted=moved), ShowCard()]
    task = Cancel(by=STRANGER, reason="settled")
    assert (
        booking_service.cancel(booking.ref, task, by=ADMIN, key="cancel").state is State.CANCELING
    )
    assert job(store) == [task, ShowCard()]
    entries = [(entry.by, entry.what, entry.text) for entry in booking_service.history(booking)]
    assert entries[2:] == [
        (OWNER, "moved", "Fri, Jan 29, 2027, 1:30 PM PST"),
        (STRANGER, "cancelled", "settled"),
    ]


def test_only_the_owner_and_administrators_change_it(
    booking_service: BookingService, store: SqlStore
) -> None:
    public = Card(channel="C1", ts="1.1")
    ref = settle(store, booking_service.book(order(), by=OWNER_, key="form"), card=public).ref
    job(store)
    with pytest.raises(NotYours) as refused:
        booking_service.cancel(ref, Cancel(by=STRANGER), by=STRANGER_, key="cancel")
    assert (refused.value.booking.ref, refused.value.admins) == (ref, frozenset({"U9"}))
    foreign = Actor(team=OTHER_TEAM, user=OWNER, admin=True)
    with pytest.raises(NoSuchBooking):
        booking_service.change(ref, WANTED, by=foreign, key="move")
    assert job(store) == []
    booking_service.cancel(ref, Cancel(by=STRANGER), by=ADMIN, key="cancel")


@pytest.mark.parametrize("place", [Visibility.PRIVATE, Visibility.SHARED, Visibility.DIRECT])
def test_of_what_somebody_may_not_see_a_change_says_that_it_is_not_there(
    booking_service: BookingService, store: SqlStore, channels: Channels, place: Visibility
) -> None:
    """Whatever the card was when it was posted: what its channel is now counts."""
    public = Card(channel="C1", ts="1.1", place=Visibility.PUBLIC)
    ref = settle(store, booking_service.book(order(), by=OWNER_, key="form"), card=public).ref
    channels.said["C1"] = place
    decisions: list[Callable[[], object]] = [
        lambda: booking_service.cancel(ref, Cancel(by=STRANGER), by=STRANGER_, key="cancel"),
        lambda: booking_service.change(ref, WANTED, by=STRANGER_, key="move"),
        lambda: booking_service.book_again(ref, order(), by=STRANGER_, key="again"),
        lambda: booking_service.reveal_password(ref, by=STRANGER_),
        lambda: booking_service.find_changeable(ref, by=STRANGER_),
        lambda: booking_service.find_visible(ref, by=STRANGER_),
    ]
    for decide in decisions:
        with pytest.raises(NoSuchBooking):
            decide()


def test_what_has_begun_is_not_changed(
    booking_service: BookingService, store: SqlStore, clock: Clock
) -> None:
    ref = settle(store, booking_service.book(order(), by=OWNER_, key="form")).ref
    clock.now = MOMENT.instant
    with pytest.raises(AlreadyStarted):
        booking_service.change(ref, WANTED, by=OWNER_, key="move")
    with pytest.raises(AlreadyStarted) as refused:
        booking_service.find_changeable(ref, by=replace(OWNER_, reader=Reader("en-GB")))
    assert refused.value.booking.written == MOMENT.written(Reader("en-GB"))
    clock.now = MOMENT.instant - timedelta(seconds=1)
    booking_service.change(ref, WANTED, by=OWNER_, key="move")


def test_two_changes_at_once_are_not_made(booking_service: BookingService, store: SqlStore) -> None:
    ref = settle(store, booking_service.book(order(), by=OWNER_, key="form")).ref
    booking_service.change(ref, WANTED, by=OWNER_, key="move")
    with pytest.raises(InvalidTransition):
        booking_service.change(ref, WANTED, by=OWNER_, key="another move")


@pytest.mark.parametrize(
    ("trouble", "unheard"),
    [
        (FailureReason.REFUSED, False),
        (FailureReason.NAME_TAKEN, False),
        (FailureReason.AMBIGUOUS, True),
        (FailureReason.UNKNOWN, True),
        (FailureReason.NOT_ANSWERING, True),
    ],
)
def test_what_failed_is_tried_again_with_mended_entries(
    booking_service: BookingService,
    store: SqlStore,
    clock: Clock,
    trouble: FailureReason,
    unheard: bool,
) -> None:
    ref = booking_service.book(order(), by=OWNER_, key="form").ref
    taken = take_one(store, Queue.PREVAIL, now=NOW, lease=MINUTE)
    assert taken
    failed = Outcome(transition=lambda booking: mark_not_booked(booking, trouble))
    store.finish(taken, outcome=failed)
    job(store)
    clock.now = MOMENT.instant
    mended = booking_service.book_again(ref, order(days=1, title="Mended"), by=OWNER_, key="again")
    assert (mended.state, mended.title, mended.owner) == (State.BOOKING, "Mended", OWNER)
    assert isinstance(mended, Booking)
    assert mended.moment == order(days=1).moment
    assert job(store) == [Book(again=unheard), ShowCard()]
    with pytest.raises(InvalidTransition):
        booking_service.book_again(ref, order(), by=OWNER_, key="once more")


def test_cards_in_a_channel_are_redrawn_the_ended_only_where_asked(
    booking_service: BookingService, store: SqlStore
) -> None:
    there, elsewhere = Card(channel="C1", ts="1.1"), Card(channel="C2", ts="1.1")
    living = settle(store, booking_service.book(order(), by=OWNER_, key="a"), card=there)
    ended = settle(store, booking_service.book(order(days=1), by=OWNER_, key="b"), card=there)
    store.change(TEAM, ended.ref, Decision(key="x", entry=an_entry()), transition=mark_canceled)
    settle(store, booking_service.book(order(days=2), by=OWNER_, key="c"), card=elsewhere)
    job(store)
    booking_service.redraw(TEAM, "C1")
    taken = take_one(store, Queue.SLACK, now=NOW + MINUTE, lease=MINUTE)
    assert taken
    assert (taken.ref, taken.task) == (living.ref, ShowCard(in_place=True))
    store.finish(taken, outcome=Outcome())
    assert job(store) == []
    booking_service.redraw(TEAM, "C1", ended=True)
    assert job(store) == [ShowCard(in_place=True)] * 2
    booking_service.redraw(OTHER_TEAM, "C1", ended=True)
    assert job(store) == []


def test_the_password_is_for_the_owner_alone_and_the_look_is_recorded(
    booking_service: BookingService, store: SqlStore
) -> None:
    ref = settle(store, booking_service.book(order(), by=OWNER_, key="form")).ref
    assert booking_service.reveal_password(ref, by=OWNER_).ref == ref
    for other, refusal in ((ADMIN, NotYours), (STRANGER_, NoSuchBooking)):
        with pytest.raises(refusal):
            booking_service.reveal_password(ref, by=other)
    looks = [e for e in store.history(TEAM, ref) if e.what == "looked at the password"]
    assert [entry.by for entry in looks] == [OWNER]


def test_a_decision_counts_only_for_what_the_person_saw(
    booking_service: BookingService, store: SqlStore
) -> None:
    booking = settle(store, booking_service.book(order(), by=OWNER_, key="form"))
    moved = booking_service.change(
        booking.ref, WANTED, by=OWNER_, key="move", seen=booking.revision
    )
    assert moved.revision == booking.revision + 1
    with pytest.raises(Outdated) as outdated:
        booking_service.cancel(
            booking.ref, Cancel(by=OWNER), by=OWNER_, key="cancel", seen=booking.revision
        )
    assert outdated.value.booking == store.get(TEAM, booking.ref) == moved
    again = booking_service.cancel(
        booking.ref, Cancel(by=OWNER), by=OWNER_, key="cancel", seen=moved.revision
    )
    assert again.state is State.CANCELING


def test_what_no_form_shows_makes_no_form_old(
    booking_service: BookingService, store: SqlStore
) -> None:
    booking = booking_service.book(order(), by=OWNER_, key="form")
    card = Card(channel="C1", ts="1.1")
    assert settle(store, booking, card=card).revision == booking.revision


def test_what_the_provider_says_otherwise_makes_forms_old(
    booking_service: BookingService, store: SqlStore
) -> None:
    booking = booking_service.book(order(), by=OWNER_, key="form")
    job = take_one(store, Queue.PREVAIL, now=NOW, lease=MINUTE)
    assert job
    other = Moment(local=MOMENT.local + timedelta(hours=1), zone=MOMENT.zone)
    store.finish(job, outcome=Outcome(transition=lambda current: current.with_(moment=other)))
    kept = store.get(TEAM, booking.ref)
    assert kept
    assert kept.revision == booking.revision + 1


class ForgottenOnceSeen(SqlStore):
    """A store whose bookings are forgotten as soon as somebody has looked at one."""

    def __init__(self, path: Path) -> None:
        super().__init__(SqliteDatabase(path, keys=Keys(), patience=all_of_them))
        self._path = path

    def get(self, team: str, ref: str) -> Record | None:
        """Return the booking, and forget all there are."""
        found = super().get(team, ref)
        with closing(sqlite3.connect(self._path)) as file, file:
            file.execute("DELETE FROM bookings")
        return found


def test_what_is_forgotten_while_somebody_decides_is_not_there(
    tmp_path: Path, clock: Clock, channels: Channels
) -> None:
    with closing(ForgottenOnceSeen(tmp_path / "forgets.db")) as store:
        booking_service = BookingService(
            store, admins=frozenset(), visibility=channels, clock=clock
        )
        ref = booking_service.book(order(), by=OWNER_, key="form").ref
        with pytest.raises(NoSuchBooking):
            booking_service.revoke_calendar_links(ref, by=OWNER_, key="press")


def test_a_request_has_no_calendar_links_and_no_form_that_changes_it(
    booking_service: BookingService, store: SqlStore
) -> None:
    request = a_cancellation(state=State.CANCELED)
    store.add(request, Decision(key="asked", entry=an_entry()))
    with pytest.raises(InvalidTransition):
        booking_service.revoke_calendar_links(request.ref, by=OWNER_, key="press")
    with pytest.raises(InvalidTransition):
        booking_service.find_as_seen(request.ref, by=OWNER_, seen=None)
