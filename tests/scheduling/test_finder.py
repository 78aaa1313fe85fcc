"""Finding bookings: by reference, by name, the next, the last, and only what somebody may see."""

import pytest

from bot.scheduling.booking_service import BookingService
from bot.scheduling.finder import MOST_PAGES
from bot.scheduling.model.appointment import Appointment
from bot.scheduling.model.record import Card, Visibility
from bot.scheduling.model.reference import Kind
from bot.scheduling.model.rights import Actor, NotYours, OnlyMembers
from bot.scheduling.model.transitions import mark_canceled
from bot.scheduling.ports.store import Decision, Search
from bot.scheduling.refusals import NoSuchBooking
from bot.store.sql.store import SqlStore
from tests import builders
from tests.builders import TEAM, Channels, Clock
from tests.scheduling.decisions import ADMIN, MINUTE, OWNER_, STRANGER_, agent_order, order, settle


def test_bookings_are_found_by_name(booking_service: BookingService, clock: Clock) -> None:
    sooner = booking_service.book(order(days=1), by=OWNER_, key="a")
    clock.now += MINUTE
    later = booking_service.book(order(days=2), by=OWNER_, key="b")
    clock.now += MINUTE
    booking_service.book(order(), by=STRANGER_, key="c")
    assert booking_service.find_changeable(f" {later.ref.lower()} ", by=OWNER_) == later
    assert booking_service.find_changeable("next", by=OWNER_) == sooner
    assert booking_service.find_changeable("LAST", by=OWNER_) == later
    assert booking_service.nearest(by=OWNER_) == [sooner, later]
    assert booking_service.nearest(by=OWNER_, limit=1) == [sooner]
    for name in ("", "S-0000", "April", "next"):
        with pytest.raises(NoSuchBooking) as unknown:
            booking_service.find_changeable(name, by=Actor(team=TEAM, user="U7"))
        assert unknown.value.name == name


def test_what_is_next_is_of_the_kind_that_is_asked_for(
    booking_service: BookingService, clock: Clock
) -> None:
    session = booking_service.book(order(days=1), by=OWNER_, key="a")
    clock.now += MINUTE
    agent = booking_service.book(agent_order(), by=OWNER_, key="b")
    assert booking_service.find_changeable("next", by=OWNER_) == agent
    assert booking_service.find_changeable("next", by=OWNER_, kind=Kind.SESSION) == session
    assert booking_service.find_changeable("last", by=OWNER_, kind=Kind.SESSION) == session
    assert booking_service.find_changeable("last", by=OWNER_) == agent
    assert booking_service.nearest(by=OWNER_, kind=Kind.AGENT) == [agent]
    with pytest.raises(NoSuchBooking) as unknown:
        booking_service.find_changeable("next", by=OWNER_, kind=Kind.APPOINTMENT)
    assert unknown.value.kind is Kind.APPOINTMENT


def test_what_is_last_was_made_last_and_not_is_latest(
    booking_service: BookingService, clock: Clock
) -> None:
    booking_service.book(order(days=9), by=OWNER_, key="a")
    clock.now += MINUTE
    last = booking_service.book(order(), by=OWNER_, key="b")
    assert booking_service.find_changeable("last", by=OWNER_) == last


def test_the_nearest_are_those_that_still_lie_ahead(
    booking_service: BookingService, store: SqlStore, clock: Clock
) -> None:
    past, over, ahead = (
        booking_service.book(order(days=days), by=OWNER_, key=str(days)) for days in (0, 1, 2)
    )
    store.change(
        TEAM, over.ref, Decision(key="x", entry=builders.an_entry()), transition=mark_canceled
    )
    assert booking_service.nearest(by=OWNER_) == [past, ahead]
    clock.now = past.ends
    assert booking_service.nearest(by=OWNER_) == [ahead]


def test_what_somebody_may_not_see_is_not_shown(
    booking_service: BookingService, store: SqlStore, channels: Channels
) -> None:
    hidden = booking_service.book(order(), by=OWNER_, key="a")
    shown = settle(
        store,
        booking_service.book(order(days=1), by=OWNER_, key="b"),
        card=Card(channel="C1", ts="1.1"),
    )
    everything = Search(team=TEAM)
    assert booking_service.search(everything, by=STRANGER_) == [shown]
    assert {b.ref for b in booking_service.search(everything, by=OWNER_)} == {hidden.ref, shown.ref}
    assert booking_service.find_visible(shown.ref, by=STRANGER_) == shown
    assert booking_service.find_visible(hidden.ref, by=OWNER_) == hidden
    with pytest.raises(NoSuchBooking):
        booking_service.find_visible(hidden.ref, by=STRANGER_)
    channels.said["C1"] = Visibility.PRIVATE
    assert booking_service.search(everything, by=STRANGER_) == []
    assert len(booking_service.search(everything, by=ADMIN)) == 2


def test_whoever_stands_before_a_private_card_may_see_it_there_alone(
    booking_service: BookingService, store: SqlStore, channels: Channels
) -> None:
    channels.said["C7"] = Visibility.PRIVATE
    private = Card(channel="C7", ts="1.1", place=Visibility.PRIVATE)
    shown = settle(store, booking_service.book(order(), by=OWNER_, key="a"), card=private)
    assert booking_service.find_visible(shown.ref, by=STRANGER_, at="C7") == shown
    for elsewhere in ("", "C1"):
        with pytest.raises(NoSuchBooking):
            booking_service.find_visible(shown.ref, by=STRANGER_, at=elsewhere)
    with pytest.raises(NotYours):
        booking_service.find_changeable(shown.ref, by=STRANGER_, at="C7")


def test_whoever_presses_a_card_that_is_not_noted_yet_stands_before_it(
    booking_service: BookingService, channels: Channels
) -> None:
    channels.said["C1"] = Visibility.PRIVATE
    ref = booking_service.book(order(), by=OWNER_, key="a").ref
    assert booking_service.find_visible(ref, by=STRANGER_, at="C1", card="1.1").ref == ref
    with pytest.raises(NotYours):
        booking_service.find_changeable(ref, by=STRANGER_, at="C1", card="1.1")
    for channel, card in (("C1", ""), ("C7", "1.1")):
        with pytest.raises(NoSuchBooking):
            booking_service.find_visible(ref, by=STRANGER_, at=channel, card=card)
    guest = Actor(team=TEAM, user=builders.STRANGER, guest=True)
    channels.said["C1"] = Visibility.SHARED
    with pytest.raises(OnlyMembers):
        booking_service.find_visible(ref, by=guest, at="C1", card="1.1")


def test_a_press_says_nothing_of_where_a_card_is_that_was_noted(
    booking_service: BookingService, store: SqlStore, channels: Channels
) -> None:
    channels.said["C7"] = Visibility.PRIVATE
    ref = booking_service.book(order(), by=OWNER_, key="a").ref
    settle(store, booking_service.find_visible(ref, by=OWNER_), card=Card(channel="C7", ts="2.1"))
    with pytest.raises(NoSuchBooking):
        booking_service.find_visible(ref, by=STRANGER_, at="C1", card="1.1")


def test_a_guest_before_a_card_that_strangers_read_is_told_no_name(
    booking_service: BookingService, store: SqlStore, channels: Channels
) -> None:
    guest = Actor(team=TEAM, user=builders.STRANGER, guest=True)
    channels.said["C1"] = Visibility.SHARED
    card = Card(channel="C1", ts="1.1")
    shown = settle(store, booking_service.book(order(), by=OWNER_, key="a"), card=card)
    for find in (booking_service.find_visible, booking_service.find_changeable):
        with pytest.raises(OnlyMembers):
            find(shown.ref, by=guest, at="C1")
        with pytest.raises(NoSuchBooking):
            find(shown.ref, by=guest)


def test_an_appointment_is_found_by_its_providers_id_however_it_is_written(
    booking_service: BookingService, store: SqlStore
) -> None:
    held = "550e8400-e29b-41d4-a716-446655440000"
    for ref, id_ in (("P-7K2M", held), ("P-7K2N", "Appt.One-2")):
        booking = builders.an_appointment(ref, booked=Appointment(id=id_))
        store.add(booking, Decision(key=ref, entry=builders.an_entry()))
    written = (held, held.upper(), held.replace("-", ""), f"{{{held}}}", f"urn:uuid:{held}")
    for typed in (*written, f" {held} "):
        found = booking_service.booking_of_appointment(typed, by=STRANGER_)
        assert found
        assert (found.ref, found.remote_id) == ("P-7K2M", held)
    assert booking_service.booking_of_appointment("APPT.ONE-2", by=STRANGER_) == store.get(
        TEAM, "P-7K2N"
    )
    assert booking_service.booking_of_appointment("appt.one-3", by=STRANGER_) is None
    elsewhere = Actor(team=builders.OTHER_TEAM, user=builders.OWNER)
    assert booking_service.booking_of_appointment(held, by=elsewhere) is None


@pytest.fixture
def hidden_before_shown(booking_service: BookingService, store: SqlStore) -> list[str]:
    """Have eleven bookings that only their owner may see, then one for all; return their references."""
    booked = [
        booking_service.book(order(days=day), by=OWNER_, key=f"{day}")
        for day in range(1, MOST_PAGES + 3)
    ]
    settle(store, booked[-1], card=Card(channel="C1", ts="1.1"))
    return [booking.ref for booking in booked]


@pytest.mark.parametrize(("size", "found"), [(2, 1), (1, 0), (12, 1)])
def test_a_list_is_filled_with_what_lies_behind_what_is_hidden_but_not_without_end(
    booking_service: BookingService, hidden_before_shown: list[str], size: int, found: int
) -> None:
    page = Search(team=TEAM, limit=size)
    seen = booking_service.search(page, by=STRANGER_)
    assert [booking.ref for booking in seen] == hidden_before_shown[-1:] * found
    mine = booking_service.search(page, by=OWNER_)
    assert [booking.ref for booking in mine] == hidden_before_shown[:size]
