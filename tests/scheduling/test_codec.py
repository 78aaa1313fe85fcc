"""What is kept reads back as it is, whatever was typed or answered; what would not is refused."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from bot.scheduling.booking_service import BookingService
from bot.scheduling.codec import (
    STORED_BOOKING,
    NotStorable,
    read_booking,
    storable_booking,
    storable_task,
)
from bot.scheduling.model.appointment import Appointment, AppointmentOrder
from bot.scheduling.model.booking import MAX_DURATION, QUARTER_HOUR, Changes
from bot.scheduling.model.record import Card, FailureReason, Record, State
from bot.scheduling.model.reference import Kind
from bot.scheduling.model.rights import Actor
from bot.scheduling.model.session import Deponent, Session, SessionOrder
from bot.scheduling.model.transitions import InvalidTransition
from bot.scheduling.ports.store import Decision, Search
from bot.scheduling.refusals import NoSuchBooking
from bot.scheduling.tasks.provider import Cancel, Change
from bot.store.sql.store import SqlStore
from bot.times.moment import Moment
from bot.times.zones import known_zones
from tests.builders import (
    MOMENT,
    NOW,
    OWNER,
    TEAM,
    Channels,
    a_booking,
    a_calendar_action,
    a_session,
    an_agent,
    an_answer,
    an_appointment,
    an_entry,
    one_of_each,
)

OWNER_ = Actor(team=TEAM, user=OWNER)
SEVEN = timedelta(minutes=7)

# Lone surrogates, controls and marks that hide are among them.
TEXT = st.text(st.characters(exclude_categories=()), max_size=20)
IDS = st.text(max_size=20)
MOMENTS = st.builds(
    Moment,
    local=st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1)),  # noqa: DTZ001 - wall clock
    zone=st.sampled_from(sorted(known_zones())),
)
DURATIONS = st.integers(1, MAX_DURATION // QUARTER_HOUR).map(
    lambda quarters: quarters * QUARTER_HOUR
)
SESSIONS = st.builds(
    Session,
    title=TEXT,
    duration=DURATIONS,
    case=TEXT,
    deponent=st.none() | st.builds(Deponent, name=TEXT, email=IDS),
    invitees=st.lists(IDS, max_size=3).map(tuple),
    notes=TEXT,
)
CHANGES = st.fixed_dictionaries(
    {},
    optional={
        "moment": MOMENTS,
        "reason": TEXT,
        "channel": IDS,
        "state": st.sampled_from(State),
        "trouble": st.none() | st.sampled_from(FailureReason),
        "card": st.none() | st.builds(Card, channel=IDS, ts=IDS),
    },
)


@pytest.fixture
def booking_service(store: SqlStore) -> BookingService:
    return BookingService(store, admins=frozenset(), visibility=Channels(), clock=lambda: NOW)


def everything(store: SqlStore) -> list[Record]:
    return store.select(Search(team=TEAM, kinds=frozenset(Kind)))


@settings(max_examples=200)
@given(booking=st.sampled_from(one_of_each()), changes=CHANGES, session=SESSIONS, answer=IDS)
def test_every_booking_reads_back_as_it_is(
    booking: Record, changes: dict[str, Any], session: Session, answer: str
) -> None:
    changed = booking.with_(**changes)
    if booking.kind is Kind.SESSION:
        changed = changed.with_(session=session, booked=an_answer(meeting_id=answer))
    assert storable_booking(changed) is changed
    assert STORED_BOOKING.validate_json(changed.model_dump_json()) == changed


@pytest.mark.parametrize(
    ("value", "changes"),
    [
        (a_session(), {"duration": SEVEN}),
        (a_session(), {"duration": timedelta(0)}),
        (a_session(), {"duration": -QUARTER_HOUR}),
        (a_session(), {"duration": MAX_DURATION + QUARTER_HOUR}),
        (a_session(), {"duration": "soon"}),
        (a_session(), {"title": None}),
        (a_session(), {"invitees": "a@b.example"}),
        (Changes(), {"duration": SEVEN}),
        (a_booking(), {"state": "unheard of"}),
        (a_booking(), {"moment": {}}),
        (a_booking(), {"moment": {"local": "2027-01-28T13:30", "zone": "Mars/Base", "fold": 0}}),
        (a_booking(), {"moment": {"local": "2027-01-28T13:30", "zone": "../etc", "fold": 0}}),
        (a_booking(), {"moment": {"local": "2027-01-28T13:30", "zone": [], "fold": 0}}),
        (a_booking(), {"moment": {"local": "2027-01-28T13:30", "zone": "UTC", "fold": 7}}),
        (a_booking(), {"moment": {"local": "2027-01-28T13:30Z", "zone": "UTC", "fold": 0}}),
        (a_booking(), {"moment": {"local": "9999-12-31T23:59", "zone": "UTC", "fold": 0}}),
        (a_booking(), {"moment": {"local": 7, "zone": "UTC", "fold": 0}}),
        (an_appointment(), {"request": {"location": "elsewhere"}}),
    ],
)
def test_a_value_never_takes_what_it_could_not_be_made_with(
    value: Any, changes: dict[str, Any]
) -> None:
    with pytest.raises(ValidationError):
        value.with_(**changes)


def test_what_hides_in_a_text_is_not_kept() -> None:
    assert a_session(title="Doe\u200b v.\u202e Roe\ud800").title == "Doe v. Roe"
    assert a_booking().with_(reason="\x00gone\u2066\udfff").reason == "gone"
    assert Changes(title="\ufeffDoe").title == "Doe"


def test_an_id_is_not_made_another_by_leaving_out_what_hides_in_it() -> None:
    assert a_booking(remote_session_id="doe\u200b").remote_session_id == "doe\u200b"
    with pytest.raises(NotStorable):
        storable_booking(a_booking(remote_session_id="doe\ud800"))


def unchecked(booking: Record) -> list[Record]:
    """Return bookings that were made around every check, as only a fault of ours could make them."""
    lasting = a_session().model_copy(update={"duration": SEVEN})
    return [
        booking.model_copy(update={"session": lasting}),
        booking.model_copy(update={"channel": 7}),
        booking.model_copy(update={"channel": "\ud800"}),
        booking.model_copy(update={"reason": "gone\u200b"}),
        booking.model_copy(update={"created": "whenever"}),
        booking.model_copy(update={"moment": Moment(local=datetime.max, zone="UTC")}),  # noqa: DTZ901
    ]


@pytest.mark.parametrize("booking", unchecked(a_booking()))
def test_what_would_not_read_back_is_refused(booking: Record) -> None:
    with pytest.raises(NotStorable):
        storable_booking(booking)


@pytest.mark.parametrize(
    "booking",
    [
        a_calendar_action(created=datetime.max.replace(tzinfo=UTC)),
        an_appointment(booked=Appointment(id="a1", start=NOW, end=NOW.replace(tzinfo=None))),
    ],
)
def test_what_nobody_can_reckon_the_times_of_is_neither_kept_nor_read(booking: Record) -> None:
    with pytest.raises(NotStorable):
        storable_booking(booking)
    with pytest.raises(ValueError, match="cannot be reckoned with"):
        read_booking(booking.model_dump_json())


def test_the_same_text_is_the_same_booking() -> None:
    stored = a_booking().model_dump_json()
    assert read_booking(stored) is read_booking(stored[:9] + stored[9:])


def test_a_task_that_would_not_read_back_is_refused() -> None:
    with pytest.raises(NotStorable):
        storable_task(Change(by=OWNER, wanted=Changes().model_copy(update={"duration": SEVEN})))
    with pytest.raises(NotStorable):
        storable_task(Cancel(by=OWNER).model_copy(update={"reason": "\ud800"}))
    assert storable_task(Cancel(by=OWNER, reason="\ud800")).model_dump()["reason"] == ""


def test_nothing_is_written_down_that_would_not_read_back(
    booking_service: BookingService, store: SqlStore
) -> None:
    lasting = a_session().model_copy(update={"duration": SEVEN})
    order = SessionOrder(session=lasting, moment=MOMENT, channel="C1")
    with pytest.raises(NotStorable):
        booking_service.book(order, by=OWNER_, key="one")
    ref = booking_service.book(
        SessionOrder(session=a_session(), moment=MOMENT, channel="C1"), by=OWNER_, key="two"
    ).ref
    unreadable = Cancel(by=OWNER).model_copy(update={"reason": "\ud800"})
    with pytest.raises(NotStorable):
        booking_service.cancel(ref, unreadable, by=OWNER_, key="three")
    (kept,) = everything(store)
    assert (kept.ref, kept.state) == (ref, State.BOOKING)


def test_a_failed_booking_is_tried_again_only_as_what_it_is(
    booking_service: BookingService, store: SqlStore
) -> None:
    failed = an_agent(state=State.FAILED)
    store.add(failed, Decision(key="made", entry=an_entry()))
    order = SessionOrder(session=a_session(), moment=MOMENT, channel="C1")
    with pytest.raises(NoSuchBooking):
        booking_service.book_again(failed.ref, order, by=OWNER_, key="again")
    request = an_appointment().request
    other = AppointmentOrder(request=request, moment=MOMENT, channel="C1")
    with pytest.raises(NoSuchBooking):
        booking_service.book_again(failed.ref, other, by=OWNER_, key="again")
    assert everything(store) == [failed]


def test_what_its_provider_cannot_move_is_not_moved(
    booking_service: BookingService, store: SqlStore
) -> None:
    appointment = an_appointment(state=State.CONFIRMED)
    store.add(appointment, Decision(key="made", entry=an_entry()))
    later = Moment.at(datetime(2027, 2, 1, tzinfo=UTC), MOMENT.zone)
    with pytest.raises(InvalidTransition):
        booking_service.change(appointment.ref, Changes(moment=later), by=OWNER_, key="moved")
    assert everything(store) == [appointment]
