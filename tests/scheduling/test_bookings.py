"""The life of a booking: which step follows which, and what each leaves behind."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from bot.scheduling.bookings import (
    ENDED,
    Booking,
    Card,
    Place,
    State,
    Trouble,
    Wanted,
    WrongState,
    ask_again,
    ask_to_cancel,
    ask_to_change,
    booked,
    cancelled,
    changed,
    held_up,
    not_booked,
    not_changed,
)
from bot.scheduling.sessions import SessionState
from tests.making import MOMENT, a_booking, a_session, an_answer

WAITING = an_answer(state=SessionState.INITIAL, join_url=None)


def in_state(state: State) -> Booking:
    return a_booking(state=state, booked=an_answer(), trouble=Trouble.UNKNOWN, reason="why")


def again(booking: Booking) -> Booking:
    return ask_again(
        booking, moment=MOMENT, session=a_session(title="Mended"), remote_session_id="mended"
    )


@pytest.mark.parametrize(
    ("ask", "allowed", "leads_to"),
    [
        (ask_to_change, {State.CONFIRMED}, State.MOVING),
        (ask_to_cancel, {State.BOOKING, State.CONFIRMED, State.MOVING}, State.CANCELLING),
        (again, {State.FAILED}, State.BOOKING),
    ],
)
@pytest.mark.parametrize("state", State)
def test_what_may_be_asked_follows_from_how_it_stands(
    ask: Callable[[Booking], Booking], allowed: set[State], leads_to: State, state: State
) -> None:
    if state not in allowed:
        with pytest.raises(WrongState) as wrong:
            ask(in_state(state))
        assert wrong.value.booking.state is state
        return
    asked = ask(in_state(state))
    assert (asked.state, asked.trouble, asked.reason) == (leads_to, None, "")


@pytest.mark.parametrize(
    ("state", "answer", "leads_to"),
    [
        (State.BOOKING, an_answer(), State.CONFIRMED),
        (State.BOOKING, WAITING, State.REQUESTED),
        (State.REQUESTED, an_answer(), State.CONFIRMED),
        (State.CANCELLING, an_answer(), State.CANCELLING),
        (State.CANCELLING, WAITING, State.CANCELLING),
        (State.MOVING, an_answer(), State.MOVING),
    ],
)
def test_an_answer_settles_only_what_waits_for_one(
    state: State, answer: object, leads_to: State
) -> None:
    assert booked(in_state(state), answer).state is leads_to  # type: ignore[arg-type] # of two kinds


def test_an_answer_may_rename_the_session_and_ends_trouble() -> None:
    settled = booked(in_state(State.BOOKING), an_answer(remote_session_id="other"))
    assert (settled.remote_session_id, settled.trouble, settled.reason) == ("other", None, "")
    assert booked(a_booking(), an_answer()).remote_session_id == a_booking().remote_session_id


def test_a_change_changes_what_was_wanted_and_nothing_else() -> None:
    wanted = Wanted(duration=timedelta(hours=2), invitees=("x@y.example",))
    before = in_state(State.MOVING).with_(session=a_session(invitees=("a@b.example",)))
    after = changed(before, wanted)
    assert (after.state, after.moment) == (State.CONFIRMED, before.moment)
    assert after.session.title == before.session.title
    assert after.session.duration == timedelta(hours=2)
    assert after.session.invitees == ("a@b.example", "x@y.example")
    assert changed(in_state(State.CANCELLING), wanted).state is State.CANCELLING


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (in_state(State.MOVING), State.CONFIRMED),
        (in_state(State.CANCELLING), State.CANCELLING),
        (in_state(State.MOVING).with_(booked=WAITING), State.REQUESTED),
        (in_state(State.MOVING).with_(booked=None), State.FAILED),
    ],
)
def test_a_step_not_made_leaves_it_as_the_provider_has_it(before: Booking, after: State) -> None:
    assert not_changed(before, State.MOVING).state is after


def test_what_could_not_be_booked_has_failed_unless_it_is_being_cancelled() -> None:
    failed = not_booked(in_state(State.BOOKING), Trouble.REFUSED, reason="taken")
    assert (failed.state, failed.trouble, failed.reason) == (
        State.FAILED,
        Trouble.REFUSED,
        "taken",
    )
    assert not_booked(in_state(State.CANCELLING), Trouble.REFUSED).state is State.CANCELLING


def test_a_hold_up_changes_no_state() -> None:
    waiting = held_up(a_booking(), Trouble.NOT_ANSWERING)
    assert (waiting.state, waiting.trouble) == (State.BOOKING, Trouble.NOT_ANSWERING)


def test_trying_again_starts_from_the_mended_entries_alone() -> None:
    tried = again(in_state(State.FAILED))
    assert (tried.session.title, tried.remote_session_id, tried.booked) == (
        "Mended",
        "mended",
        None,
    )


def test_there_is_a_way_in_until_it_is_over() -> None:
    zoom = an_answer(join_url=None, zoom_url="https://zoom.example/j/1")
    assert a_booking().join_url is None
    assert booked(a_booking(), an_answer()).join_url == an_answer().join_url
    assert booked(a_booking(), zoom).join_url == "https://zoom.example/j/1"
    assert cancelled(booked(a_booking(), an_answer())).join_url is None
    assert all(in_state(state).join_url is None for state in ENDED)


def test_it_ends_a_duration_after_its_start_on_the_clock_of_the_world() -> None:
    assert a_booking().ends - a_booking().moment.instant == timedelta(hours=1)


@pytest.mark.parametrize("place", Place)
def test_everybody_can_read_a_card_in_a_public_or_shared_channel(place: Place) -> None:
    booking = a_booking(card=Card(channel="C1", ts="1.1", place=place))
    assert booking.open_to_all == (place in {Place.PUBLIC, Place.SHARED})
    assert not a_booking().open_to_all
