"""The life of a booking: which step follows which, and what each leaves behind."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from bot.scheduling.jobs.sessions import apply_answer
from bot.scheduling.model.booking import Booking, Changes
from bot.scheduling.model.record import ENDED, Card, FailureReason, State, Visibility
from bot.scheduling.model.session import BookedSession, SessionBooking, SessionState
from bot.scheduling.model.session_agent import note_agent_time
from bot.scheduling.model.transitions import (
    InvalidTransition,
    begin_cancellation,
    begin_change,
    begin_retry,
    mark_canceled,
    mark_changed,
    mark_delayed,
    mark_not_booked,
    mark_not_changed,
)
from bot.scheduling.personal_data import without_details
from bot.times.moment import Moment
from tests.builders import MOMENT, NOW, a_booking, a_session, an_answer, an_appointment, later

WAITING = an_answer(state=SessionState.INITIAL, join_url=None)


def in_state(state: State) -> SessionBooking:
    return a_booking(state=state, booked=an_answer(), trouble=FailureReason.UNKNOWN, reason="why")


def again(booking: SessionBooking) -> SessionBooking:
    return begin_retry(booking, a_booking(session=a_session(title="Mended")))


@pytest.mark.parametrize(
    ("ask", "allowed", "leads_to"),
    [
        (begin_change, {State.CONFIRMED}, State.MOVING),
        (begin_cancellation, {State.BOOKING, State.CONFIRMED, State.MOVING}, State.CANCELING),
        (again, {State.FAILED}, State.BOOKING),
    ],
)
@pytest.mark.parametrize("state", State)
def test_what_may_be_asked_follows_from_how_it_stands(
    ask: Callable[[Booking], Booking], allowed: set[State], leads_to: State, state: State
) -> None:
    if state not in allowed:
        with pytest.raises(InvalidTransition) as wrong:
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
        (State.CANCELING, an_answer(), State.CANCELING),
        (State.CANCELING, WAITING, State.CANCELING),
        (State.MOVING, an_answer(), State.MOVING),
    ],
)
def test_an_answer_settles_only_what_waits_for_one(
    state: State, answer: BookedSession, leads_to: State
) -> None:
    assert apply_answer(answer)(in_state(state)).state is leads_to


def test_an_answer_may_rename_the_session_and_ends_trouble() -> None:
    settled = apply_answer(an_answer(remote_session_id="other"))(in_state(State.BOOKING))
    assert (settled.remote_id, settled.trouble, settled.reason) == ("other", None, "")
    assert apply_answer(an_answer())(a_booking()).remote_id == a_booking().remote_id
    for answered, secret in (("other", False), (a_booking().remote_id.upper(), True)):
        renamed = apply_answer(an_answer(remote_session_id=answered))(a_booking())
        assert isinstance(renamed, SessionBooking)
        assert renamed.secret_id is secret


def test_a_change_changes_what_was_wanted_and_nothing_else() -> None:
    wanted = Changes(duration=timedelta(hours=2), invitees=("x@y.example",))
    before = in_state(State.MOVING).with_(session=a_session(invitees=("a@b.example",)))
    after = mark_changed(before, wanted)
    assert (after.state, after.moment) == (State.CONFIRMED, before.moment)
    assert after.session.title == before.session.title
    assert after.session.duration == timedelta(hours=2)
    assert after.session.invitees == ("a@b.example", "x@y.example")
    assert mark_changed(in_state(State.CANCELING), wanted).state is State.CANCELING


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (in_state(State.MOVING), State.CONFIRMED),
        (in_state(State.CANCELING), State.CANCELING),
        (in_state(State.MOVING).with_(booked=WAITING), State.REQUESTED),
        (in_state(State.MOVING).with_(booked=None), State.FAILED),
    ],
)
def test_a_step_not_made_leaves_it_as_the_provider_has_it(before: Booking, after: State) -> None:
    assert mark_not_changed(before, State.MOVING, FailureReason.REFUSED).state is after
    assert (
        mark_not_changed(before, State.MOVING, FailureReason.UNKNOWN).trouble
        is FailureReason.UNKNOWN
    )


def test_a_change_refused_leaves_no_trouble_and_one_that_was_lost_does() -> None:
    moving = in_state(State.MOVING)
    assert mark_not_changed(moving, State.MOVING, FailureReason.REFUSED).trouble is None
    assert mark_not_changed(moving, State.MOVING, FailureReason.NOT_ANSWERING).trouble is None
    lost = mark_not_changed(moving, State.MOVING, FailureReason.UNKNOWN)
    assert (lost.state, lost.trouble) == (State.CONFIRMED, FailureReason.UNKNOWN)


def test_what_could_not_be_booked_has_failed_unless_it_is_being_canceled() -> None:
    failed = mark_not_booked(in_state(State.BOOKING), FailureReason.REFUSED, reason="taken")
    assert (failed.state, failed.trouble, failed.reason) == (
        State.FAILED,
        FailureReason.REFUSED,
        "taken",
    )
    assert (
        mark_not_booked(in_state(State.CANCELING), FailureReason.REFUSED).state is State.CANCELING
    )


def test_a_hold_up_changes_no_state() -> None:
    waiting = mark_delayed(a_booking(), FailureReason.NOT_ANSWERING)
    assert (waiting.state, waiting.trouble) == (State.BOOKING, FailureReason.NOT_ANSWERING)


def test_what_is_unknown_stays_unknown_until_somebody_has_looked() -> None:
    lost = mark_delayed(a_booking(), FailureReason.UNKNOWN)
    assert mark_delayed(lost, FailureReason.NOT_ANSWERING).trouble is FailureReason.UNKNOWN


def test_trying_again_starts_from_the_mended_entries_alone() -> None:
    tried = again(in_state(State.FAILED))
    assert (tried.title, tried.booked) == ("Mended", None)
    assert tried.remote_id == a_booking().remote_id, "a lost try can still be found by its id"


@pytest.mark.parametrize(("was", "now"), [("doe", "roe"), ("", "roe"), ("doe", "")])
def test_a_link_name_that_was_mended_counts(was: str, now: str) -> None:
    failed = a_booking(
        state=State.FAILED,
        session=a_session(link_name=was),
        remote_session_id=was or "docket-s-old",
    )
    mended = a_booking(session=a_session(link_name=now), remote_session_id=now or "docket-s-new")
    assert begin_retry(failed, mended).remote_id == mended.remote_id


def test_an_id_that_docket_chose_stays_whatever_the_title_becomes() -> None:
    failed = a_booking(state=State.FAILED, remote_session_id="old-title-7k2m", secret_id=True)
    mended = a_booking(session=a_session(title="New"), remote_session_id="new-7k2m")
    tried = begin_retry(failed, mended)
    assert (tried.remote_id, tried.secret_id) == ("old-title-7k2m", True)
    guessable = begin_retry(failed.with_(secret_id=False), mended)
    assert (guessable.remote_id, guessable.secret_id) == ("old-title-7k2m", False)


def test_of_one_whose_details_were_blanked_no_name_or_look_is_left() -> None:
    failed = a_booking(state=State.FAILED, trouble=FailureReason.UNKNOWN, there_before=("1",))
    tried = begin_retry(without_details(failed), a_booking())
    assert isinstance(tried, SessionBooking)
    assert (tried.remote_id, tried.there_before) == (a_booking().remote_id, None)


@pytest.mark.parametrize("trouble", [FailureReason.REFUSED, FailureReason.NAME_TAKEN])
def test_after_a_refusal_nothing_is_left_of_the_try(trouble: FailureReason) -> None:
    failed = a_booking(state=State.FAILED, trouble=trouble, there_before=(), tries_known=3)
    mended = a_booking(remote_session_id="drawn-anew")
    tried = begin_retry(failed, mended)
    assert (tried.remote_id, tried.there_before, tried.tries_known) == ("drawn-anew", None, 0)


@pytest.mark.parametrize(
    ("change", "kept"),
    [
        ({}, ("1", "2")),
        ({"moment": Moment.at(MOMENT.instant, "UTC")}, ("1", "2")),
        ({"moment": Moment.at(later(days=9), "UTC")}, None),
        ({"session": a_session(link_name="doe", title="Mended")}, None),
        ({"session": a_session(link_name="doe", invitees=("x@y.example",))}, None),
        ({"session": a_session(link_name="roe"), "remote_session_id": "roe"}, None),
    ],
)
def test_what_was_seen_before_the_first_try_says_nothing_about_other_entries(
    change: dict[str, Any], kept: tuple[str, ...] | None
) -> None:
    usual: dict[str, Any] = {
        "session": a_session(link_name="doe"),
        "remote_session_id": "doe",
        "secret_id": False,
    }
    failed = a_booking(
        **usual, state=State.FAILED, trouble=FailureReason.UNKNOWN, there_before=("1", "2")
    )
    tried = begin_retry(failed, a_booking(**{**usual, **change}))
    assert tried.there_before == kept


def test_what_was_seen_before_an_appointment_likewise() -> None:
    failed = an_appointment(state=State.FAILED, trouble=FailureReason.UNKNOWN, there_before=("a",))
    assert begin_retry(failed, an_appointment()).there_before == ("a",)
    refused = failed.with_(trouble=FailureReason.REFUSED)
    assert begin_retry(refused, an_appointment()).there_before is None
    request = failed.request.model_copy(update={"email": "other@patient.example"})
    assert begin_retry(failed, an_appointment(request=request)).there_before is None


def test_trying_again_keeps_the_card_and_its_place_and_when_it_was_made() -> None:
    card = Card(channel="C1", ts="1.1")
    mended = a_booking(channel="C2", created=later(hours=1))
    shown = begin_retry(a_booking(state=State.FAILED, card=card), mended)
    assert (shown.card, shown.channel, shown.created) == (card, "C1", NOW)
    unshown = begin_retry(a_booking(state=State.FAILED), mended)
    assert (unshown.card, unshown.channel) == (None, "C2")


def test_there_is_a_way_in_until_it_is_over() -> None:
    zoom = an_answer(join_url=None, zoom_url="https://zoom.example/j/1")
    assert a_booking().join_url is None
    assert apply_answer(an_answer())(a_booking()).join_url == an_answer().join_url
    assert apply_answer(zoom)(a_booking()).join_url == "https://zoom.example/j/1"
    assert mark_canceled(apply_answer(an_answer())(a_booking())).join_url is None
    assert all(in_state(state).join_url is None for state in ENDED)


def test_it_ends_a_duration_after_its_start_on_the_clock_of_the_world() -> None:
    assert a_booking().ends - a_booking().moment.instant == timedelta(hours=1)


@pytest.mark.parametrize("place", Visibility)
def test_everybody_can_read_a_card_in_a_public_channel_alone(place: Visibility) -> None:
    booking = a_booking(card=Card(channel="C1", ts="1.1", place=place))
    assert booking.open_to_all == (place is Visibility.PUBLIC)
    assert not a_booking().open_to_all


def test_who_can_read_a_channel_is_kept_with_the_card_that_is_there() -> None:
    shown = a_booking(card=Card(channel="C1", ts="1.1"))
    assert shown.with_visibility(Visibility.SHARED).card == Card(
        channel="C1", ts="1.1", place=Visibility.SHARED
    )
    assert a_booking().with_visibility(Visibility.SHARED) == a_booking()


@pytest.mark.parametrize("session", [a_booking(agent="A-0THR"), an_appointment()])
def test_the_time_of_an_agent_is_noted_at_no_session_but_its_own(session: Booking) -> None:
    assert note_agent_time(session, agent="A-7K2M", at=None) == session
