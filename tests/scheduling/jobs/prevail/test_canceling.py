"""Canceling a session at Prevail: what each try comes to, and what follows from it."""

from datetime import timedelta
from typing import Any

import pytest

from bot.scheduling.jobs.retries import MIN_ATTEMPTS
from bot.scheduling.model.record import Card, FailureReason, State, Visibility
from bot.scheduling.model.session import SessionBooking
from bot.scheduling.model.transitions import begin_cancellation
from bot.scheduling.ports.results import Outcome, Postponed
from bot.scheduling.tasks.news import EventType
from bot.scheduling.tasks.provider import Cancel
from bot.scheduling.tasks.slack import ShowCard
from sandbox.providers import prevail_sessions as stand_in
from tests.builders import LAG, MOMENT, OWNER, STRANGER, a_booking, an_agent, later
from tests.scheduling.jobs.bench import ANNOUNCE, PrevailBench, after, announced, told


def test_a_cancellation_is_announced_where_the_card_is_and_where_all_are(
    bench: PrevailBench,
) -> None:
    canceling = begin_cancellation(bench.book())
    result = bench.do(Cancel(by=OWNER, reason="settled"), canceling)
    assert after(result, canceling).state is State.CANCELED
    assert announced(result) == ["C1", ANNOUNCE]
    assert told(result) == []
    assert bench.states == [stand_in.State.CANCELED]
    said = " ".join(due.task.model_dump_json() for due in result.then)
    assert "settled" not in said


def test_the_reason_goes_where_the_person_allows_and_to_the_owner(bench: PrevailBench) -> None:
    canceling = begin_cancellation(bench.book())
    task = Cancel(by=STRANGER, reason="settled", tell_why=True)
    result = bench.do(task, canceling)
    news = [due.task.news for due in result.then if not isinstance(due.task, ShowCard)]  # type: ignore[union-attr] # all others have news
    assert {item.why for item in news} == {"settled"}
    silent = bench.do(Cancel(by=STRANGER, reason="settled"), canceling)
    whys: dict[str, Any] = {d.task.kind: d.task.news.why for d in silent.then[1:]}  # type: ignore[union-attr] # likewise
    assert whys == {"thread line": "", "announce": "", "tell": "settled"}


@pytest.mark.parametrize(
    ("channel", "place", "expected"),
    [
        ("D1", Visibility.DIRECT, [ANNOUNCE]),
        (ANNOUNCE, Visibility.PUBLIC, [ANNOUNCE]),
        ("", None, [ANNOUNCE]),
    ],
)
def test_nothing_is_announced_twice_or_in_direct_messages(
    bench: PrevailBench, channel: str, place: Visibility | None, expected: list[str]
) -> None:
    card = Card(channel=channel, ts="1.1", place=place) if place else None
    canceling = begin_cancellation(bench.book(a_booking(channel=channel, card=card)))
    assert announced(bench.do(Cancel(by=OWNER), canceling)) == expected


def test_what_is_gone_from_prevail_and_not_listed_is_canceled(bench: PrevailBench) -> None:
    canceling = begin_cancellation(bench.book())
    bench.prevail.provider.sessions.clear()
    waits = bench.do(Cancel(by=OWNER), canceling)
    assert isinstance(waits, Postponed), "lists lag"
    bench.now += LAG
    result = bench.do(Cancel(by=OWNER), after(waits, canceling), attempt=2)
    assert after(result, canceling).state is State.CANCELED


@pytest.fixture(params=["404", "422"])
def canceling(bench: PrevailBench, request: pytest.FixtureRequest) -> SessionBooking:
    """A session whose cancellation Prevail refuses."""
    bench.prevail.faults.set(request.param, path="*/cancel")
    return begin_cancellation(bench.book())


def test_what_is_listed_as_living_is_not_canceled_whatever_prevail_answers(
    bench: PrevailBench, canceling: SessionBooking
) -> None:
    result = bench.do(Cancel(by=STRANGER), canceling)
    assert after(result, canceling).state is State.CONFIRMED
    assert told(result) == [(STRANGER, EventType.NOT_CANCELED)]
    assert announced(result) == []


def test_what_is_listed_as_canceled_is_canceled_whatever_prevail_answers(
    bench: PrevailBench, canceling: SessionBooking
) -> None:
    bench.prevail.provider.sessions[0].state = stand_in.State.CANCELED
    result = bench.do(Cancel(by=OWNER), canceling)
    assert after(result, canceling).state is State.CANCELED


def test_a_cancellation_of_which_nobody_may_look_how_it_went_is_tried_again(
    bench: PrevailBench, canceling: SessionBooking
) -> None:
    bench.prevail.faults.set("401", method="GET", times=9)
    result = bench.do(Cancel(by=OWNER), canceling)
    assert isinstance(result, Postponed)
    assert after(result, canceling).trouble is FailureReason.UNKNOWN


def test_what_prevail_has_canceled_itself_is_canceled(bench: PrevailBench) -> None:
    canceling = begin_cancellation(bench.book())
    bench.prevail.provider.sessions[0].state = stand_in.State.CANCELED
    result = bench.do(Cancel(by=OWNER), canceling)
    assert after(result, canceling).state is State.CANCELED


def test_what_was_canceled_there_before_it_began_is_not_asked_for_again(
    bench: PrevailBench,
) -> None:
    canceling = begin_cancellation(bench.book())
    bench.prevail.provider.sessions[0].state = stand_in.State.CANCELED
    bench.now = MOMENT.instant + timedelta(minutes=1)
    changes = bench.count("PATCH")
    result = bench.do(Cancel(by=OWNER), canceling)
    assert after(result, canceling).state is State.CANCELED
    assert bench.count("PATCH") == changes


def test_its_agent_is_called_back_with_it_unless_that_is_over(bench: PrevailBench) -> None:
    canceling = begin_cancellation(bench.book()).with_(agent="A-7K2M")
    result = bench.do(Cancel(by=OWNER), canceling)
    assert isinstance(result, Outcome)
    assert result.also is not None
    assert result.also.ref == "A-7K2M"
    coming, canceled = an_agent(state=State.CONFIRMED), an_agent(state=State.CANCELED)
    assert result.also.transition(coming).state is State.CANCELING
    assert result.also.transition(canceled) == canceled


@pytest.mark.parametrize(("fault", "by"), [("422", OWNER), ("409", STRANGER)])
def test_a_cancellation_that_prevail_refuses_is_not_made(
    bench: PrevailBench, fault: str, by: str
) -> None:
    canceling = begin_cancellation(bench.book())
    bench.prevail.faults.set(fault, path="*/cancel")
    result = bench.do(Cancel(by=by), canceling)
    assert after(result, canceling).state is State.CONFIRMED
    assert told(result) == [(by, EventType.NOT_CANCELED)]


def test_what_was_booked_unheard_is_canceled_too(bench: PrevailBench) -> None:
    bench.book()
    canceling = begin_cancellation(a_booking()).with_(trouble=FailureReason.UNKNOWN)
    canceled = after(bench.do(Cancel(by=OWNER), canceling), canceling)
    assert (canceled.state, canceled.never_booked) == (State.CANCELED, False)
    assert bench.states == [stand_in.State.CANCELED]


@pytest.mark.parametrize("trouble", [None, FailureReason.REFUSED, FailureReason.NAME_TAKEN])
def test_what_was_never_booked_is_canceled_without_asking_anybody(
    bench: PrevailBench, trouble: FailureReason | None
) -> None:
    canceling = begin_cancellation(a_booking()).with_(trouble=trouble)
    canceled = after(bench.do(Cancel(by=OWNER), canceling), canceling)
    assert (canceled.state, canceled.never_booked) == (State.CANCELED, True)
    assert bench.prevail.received == []


def test_while_nobody_can_tell_whether_it_was_booked_it_is_not_said_to_be_canceled(
    bench: PrevailBench,
) -> None:
    canceling = begin_cancellation(a_booking()).with_(trouble=FailureReason.UNKNOWN)
    bench.prevail.faults.set("500", times=9)
    waits = bench.do(Cancel(by=OWNER), canceling)
    assert isinstance(waits, Postponed)
    assert after(waits, canceling).state is State.CANCELING
    lost = after(waits, canceling)
    given_up = bench.do(Cancel(by=OWNER), lost, attempt=MIN_ATTEMPTS, since=later(minutes=-40))
    failed = after(given_up, lost)
    assert (failed.state, failed.trouble) == (State.FAILED, FailureReason.UNKNOWN)
    assert told(given_up) == [(OWNER, EventType.NOT_CANCELED)]
