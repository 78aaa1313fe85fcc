"""The booking service: an agent for a session is a decision about both."""

from datetime import timedelta

import pytest

from bot.scheduling.booking_service import BookingService
from bot.scheduling.jobs.sessions import apply_answer
from bot.scheduling.model.agent import AgentBooking, AgentOrder, Call
from bot.scheduling.model.record import State
from bot.scheduling.model.reference import Kind
from bot.scheduling.model.rights import Actor
from bot.scheduling.model.session import SessionBooking, SessionOrder
from bot.scheduling.model.session_agent import HasAgent
from bot.scheduling.model.transitions import InvalidTransition, begin_change, mark_canceled
from bot.scheduling.ports.results import Postponed, Transition
from bot.scheduling.ports.store import Decision, Search
from bot.scheduling.refusals import AlreadyStarted, NoSuchBooking
from bot.scheduling.tasks.queue import Queue
from bot.store.sql.store import SqlStore
from tests import builders
from tests.builders import MOMENT, OWNER, STRANGER, TEAM, Channels, Clock
from tests.store.steps import take_one

OWNER_ = Actor(team=TEAM, user=OWNER)
CALL = Call(join_url="https://zoom.example/j/1", on_behalf_of="ana@firm.example")


@pytest.fixture
def booking_service(store: SqlStore, clock: Clock) -> BookingService:
    return BookingService(store, admins=frozenset(), visibility=Channels(), clock=clock)


@pytest.fixture
def session(booking_service: BookingService, store: SqlStore) -> str:
    """Return the reference of a confirmed session."""
    order = SessionOrder(session=builders.a_session(), moment=MOMENT, channel="C1")
    ref = booking_service.book(order, by=OWNER_, key="session").ref
    change(store, ref, apply_answer(builders.an_answer()))
    return ref


def change(store: SqlStore, ref: str, transition: Transition) -> None:
    """Let a session take a step."""
    store.change(
        TEAM,
        ref,
        Decision(key=f"{ref}{transition}", entry=builders.an_entry()),
        transition=transition,
    )


def order(session: str) -> AgentOrder:
    return AgentOrder(call=CALL, moment=MOMENT, channel="C1", of_session=session)


def test_both_know_of_each_other_and_both_cards_are_shown(
    booking_service: BookingService, store: SqlStore, session: str
) -> None:
    agent = booking_service.book(order(session), by=OWNER_, key="agent")
    held = store.get(TEAM, session)
    assert isinstance(agent, AgentBooking)
    assert isinstance(held, SessionBooking)
    assert (agent.of_session, held.agent) == (session, agent.ref)
    shown = []
    while job := take_one(store, Queue.SLACK, now=builders.later(days=1), lease=timedelta(days=1)):
        shown.append(job.ref)
        store.postpone(job, Postponed(at=builders.later(days=9)))
    assert shown.count(agent.ref) == 1
    assert session in shown


@pytest.mark.parametrize("transition", [mark_canceled, begin_change])
def test_a_session_that_is_changing_or_over_gets_none(
    booking_service: BookingService, store: SqlStore, session: str, transition: Transition
) -> None:
    change(store, session, transition)
    with pytest.raises(InvalidTransition):
        booking_service.book(order(session), by=OWNER_, key="agent")
    assert agents(booking_service) == []


def test_a_session_has_one_at_most(booking_service: BookingService, session: str) -> None:
    first = booking_service.book(order(session), by=OWNER_, key="first")
    with pytest.raises(HasAgent):
        booking_service.book(order(session), by=OWNER_, key="second")
    assert agents(booking_service) == [first.ref]


def test_a_strangers_session_gets_none(booking_service: BookingService, session: str) -> None:
    with pytest.raises(NoSuchBooking):
        booking_service.book(order(session), by=Actor(team=TEAM, user=STRANGER), key="agent")
    assert agents(booking_service) == []


def test_a_session_that_has_begun_gets_none(
    booking_service: BookingService, clock: Clock, session: str
) -> None:
    clock.now = MOMENT.instant
    with pytest.raises(AlreadyStarted):
        booking_service.book(order(session), by=OWNER_, key="agent")


def agents(booking_service: BookingService) -> list[str]:
    found = booking_service.search(Search(team=TEAM, kinds=frozenset({Kind.AGENT})), by=OWNER_)
    return [booking.ref for booking in found if booking.state is State.BOOKING]
