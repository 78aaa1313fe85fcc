"""The booking service: who may have something booked at all, and how much of it."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.scheduling.booking_service import BookingService
from bot.scheduling.jobs.sessions import apply_answer
from bot.scheduling.model.agent import AgentOrder, Call
from bot.scheduling.model.booking import Changes
from bot.scheduling.model.limits import LimitReached, Limits
from bot.scheduling.model.record import Card, FailureReason, Record, Visibility
from bot.scheduling.model.reference import Kind
from bot.scheduling.model.rights import Actor, MayNotBook, OnlyMembers, Unidentified
from bot.scheduling.model.session import Deponent, SessionOrder
from bot.scheduling.model.transitions import mark_changed, mark_not_booked
from bot.scheduling.ports.store import Decision, LinkTaken, Search, UsedKey
from bot.scheduling.refusals import NoSuchBooking
from bot.scheduling.tasks.provider import Cancel
from bot.store.sql.store import SqlStore
from bot.times.moment import Moment
from tests.builders import (
    MOMENT,
    OWNER,
    STRANGER,
    TEAM,
    Channels,
    Clock,
    a_session,
    an_answer,
    an_entry,
)

OWNER_ = Actor(team=TEAM, user=OWNER)

MakeService = Callable[..., BookingService]


@pytest.fixture
def make_service(store: SqlStore, clock: Clock) -> MakeService:
    """Make a service that is set up in another way than usual."""

    def make(**settings: Any) -> BookingService:
        return BookingService(
            store, admins=frozenset(), clock=clock, **{"visibility": Channels(), **settings}
        )

    return make


@pytest.fixture
def booking_service(make_service: MakeService) -> BookingService:
    return make_service()


def order(**changes: Any) -> SessionOrder:
    return SessionOrder(session=a_session(**changes), moment=MOMENT, channel="C1")


def settle(store: SqlStore, booking: Record) -> None:
    """Let Prevail have booked it."""
    store.change(
        TEAM,
        booking.ref,
        Decision(key=f"settle {booking.ref}", entry=an_entry("settled")),
        transition=apply_answer(an_answer()),
    )


# Guests, strangers, and whom Slack did not tell about


GUEST = Actor(team=TEAM, user="U5", guest=True)
OUTSIDER = Actor(team=TEAM, user="U6", guest=True, outside=True)
UNKNOWN = Actor(team=TEAM, user="U7", guest=True, outside=True, known=False)
DEACTIVATED = Actor(team=TEAM, user="U8", active=False)


@pytest.mark.parametrize(
    ("actor", "refusal"),
    [
        (GUEST, MayNotBook),
        (OUTSIDER, MayNotBook),
        (DEACTIVATED, MayNotBook),
        (UNKNOWN, Unidentified),
    ],
)
def test_guests_and_strangers_book_nothing_and_try_nothing_again(
    booking_service: BookingService, store: SqlStore, actor: Actor, refusal: type[Exception]
) -> None:
    ref = booking_service.book(order(), by=OWNER_, key="form").ref
    store.change(
        TEAM,
        ref,
        Decision(key="failed", entry=an_entry("failed")),
        transition=lambda booking: mark_not_booked(
            booking.with_(owner=actor.user), FailureReason.REFUSED
        ),
    )
    with pytest.raises(refusal):
        booking_service.book(order(title="Another"), by=actor, key="form 2")
    with pytest.raises(refusal):
        booking_service.book_again(ref, order(title="Another"), by=actor, key="form 3")
    assert len(store.select(Search(team=TEAM))) == 1


def test_where_guests_may_book_strangers_may_not(make_service: MakeService) -> None:
    booking_service = make_service(guests_may_book=True)
    assert booking_service.book(order(), by=GUEST, key="form").owner == GUEST.user
    for stranger, refusal in ((OUTSIDER, MayNotBook), (UNKNOWN, Unidentified)):
        with pytest.raises(refusal):
            booking_service.book(order(title="Another"), by=stranger, key="form 2")
    for kind in (Kind.CALENDAR_ACTION, Kind.CANCELLATION):
        with pytest.raises(MayNotBook):
            booking_service.check_may_book(kind, by=GUEST)


def test_whom_slack_did_not_tell_about_hears_the_same_of_everything_that_is_not_theirs(
    booking_service: BookingService,
) -> None:
    ref = booking_service.book(order(), by=OWNER_, key="form").ref
    for name in (ref, "S-0000"):
        with pytest.raises(Unidentified):
            booking_service.find_changeable(name, by=UNKNOWN)
        with pytest.raises(Unidentified):
            booking_service.find_visible(name, by=UNKNOWN)
        with pytest.raises(Unidentified):
            booking_service.cancel(name, Cancel(by=UNKNOWN.user), by=UNKNOWN, key=f"cancel {name}")


def test_nobody_acts_on_what_is_theirs_once_they_are_deactivated(
    booking_service: BookingService,
) -> None:
    ref = booking_service.book(order(), by=OWNER_, key="form").ref
    gone = replace(OWNER_, active=False)
    with pytest.raises(NoSuchBooking):
        booking_service.find_changeable(ref, by=gone)
    assert booking_service.search(Search(team=TEAM), by=gone) == []


# Floods


def test_a_person_books_so_many_in_a_minute_and_no_more(
    make_service: MakeService, clock: Clock
) -> None:
    booking_service = make_service(limits=Limits(bookings_per_minute=2))
    for number in range(2):
        booking_service.book(order(title=f"No. {number}"), by=OWNER_, key=f"form {number}")
    with pytest.raises(LimitReached):
        booking_service.book(order(title="No. 3"), by=OWNER_, key="form 3")
    call = Call(join_url="https://zoom.example/j/1", on_behalf_of="ana@firm.example")
    agent = AgentOrder(call=call, moment=MOMENT, channel="C1")
    with pytest.raises(LimitReached):
        booking_service.book(agent, by=OWNER_, key="form 4")
    booking_service.book(
        order(title="Somebody else's"), by=Actor(team=TEAM, user=STRANGER), key="form 5"
    )
    clock.now += timedelta(seconds=59)
    with pytest.raises(LimitReached):
        booking_service.book(order(title="No. 3"), by=OWNER_, key="form 3")
    clock.now += timedelta(seconds=1)
    booking_service.book(order(title="No. 3"), by=OWNER_, key="form 3")


def test_sending_a_form_again_counts_nothing(make_service: MakeService) -> None:
    booking_service = make_service(limits=Limits(bookings_per_minute=2))
    for _ in range(5):
        with suppress(UsedKey):
            booking_service.book(order(), by=OWNER_, key="form")
    booking_service.book(order(title="Another"), by=OWNER_, key="form 2")


def test_what_was_refused_counts_nothing(make_service: MakeService) -> None:
    booking_service = make_service(limits=Limits(bookings_per_minute=2))
    booking_service.book(order(link_name="taken"), by=OWNER_, key="form")
    for number in range(5):
        with pytest.raises(LinkTaken):
            booking_service.book(order(link_name="taken"), by=OWNER_, key=f"form {number}")
    booking_service.book(order(title="Another"), by=OWNER_, key="another form")


def test_a_person_invites_so_many_in_an_hour_by_orders_and_edits_together(
    make_service: MakeService, store: SqlStore, clock: Clock
) -> None:
    booking_service = make_service(limits=Limits(invitations_per_hour=5))
    people = {
        "invitees": ("a@x.example", "B@x.example"),
        "hosts": ("b@x.example",),
        "deponent": Deponent(name="Jane", email="jane@x.example"),
    }
    booking = booking_service.book(order(**people), by=OWNER_, key="form")
    settle(store, booking)
    more = Changes(invitees=("c@x.example", "d@x.example"))
    booking_service.change(booking.ref, more, by=OWNER_, key="edit")
    store.change(
        TEAM,
        booking.ref,
        Decision(key="done", entry=an_entry("done")),
        transition=lambda booking: mark_changed(booking, more),
    )
    with pytest.raises(LimitReached):
        booking_service.change(
            booking.ref, Changes(invitees=("e@x.example",)), by=OWNER_, key="edit 2"
        )
    with pytest.raises(LimitReached):
        booking_service.book(order(title="Another", **people), by=OWNER_, key="form 2")
    booking_service.book(order(title="Nobody invited"), by=OWNER_, key="form 3")
    clock.now += timedelta(hours=1)
    later = order(title="Another", **people).with_(moment=Moment.at(clock.now, MOMENT.zone))
    booking_service.book(later, by=OWNER_, key="form 2")


def test_no_limit_is_no_limit(make_service: MakeService) -> None:
    booking_service = make_service(limits=Limits())
    for number in range(50):
        booking_service.book(order(title=f"No. {number}"), by=OWNER_, key=f"form {number}")


@pytest.mark.parametrize("place", Visibility)
def test_people_of_other_companies_see_no_more_than_the_card_wherever_slack_says_it_is(
    make_service: MakeService, store: SqlStore, place: Visibility
) -> None:
    channels = Channels()
    channels.said["C9"] = place
    booking_service = make_service(visibility=channels)
    ref = booking_service.book(order(), by=OWNER_, key="form").ref
    store.change(
        TEAM,
        ref,
        Decision(key="shown", entry=an_entry("shown")),
        transition=lambda booking: booking.with_(card=Card(channel="C9", ts="1.1", place=place)),
    )
    with pytest.raises(OnlyMembers):
        booking_service.find_visible(ref, by=OUTSIDER, at="C9")
    with pytest.raises(OnlyMembers):
        booking_service.find_changeable(ref, by=OUTSIDER, at="C9")
    assert booking_service.search(Search(team=TEAM), by=OUTSIDER) == []
