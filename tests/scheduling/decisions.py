"""What the tests of the booking service share: who decides, what is ordered, and what is settled."""

from datetime import timedelta

from bot.scheduling.jobs.sessions import apply_answer
from bot.scheduling.model.agent import AgentOrder, Call
from bot.scheduling.model.record import Card, Record
from bot.scheduling.model.rights import Actor
from bot.scheduling.model.session import SessionOrder
from bot.scheduling.ports.store import Decision
from bot.store.sql.store import SqlStore
from bot.times.moment import Moment
from tests.builders import (
    MOMENT,
    OWNER,
    STRANGER,
    TEAM,
    a_session,
    an_answer,
    an_entry,
)

OWNER_ = Actor(team=TEAM, user=OWNER)
STRANGER_ = Actor(team=TEAM, user=STRANGER)
ADMIN = Actor(team=TEAM, user=STRANGER, admin=True)
MINUTE = timedelta(minutes=1)


def order(*, days: float = 0, **changes: object) -> SessionOrder:
    moment = Moment(local=MOMENT.local + timedelta(days=days), zone=MOMENT.zone)
    return SessionOrder(session=a_session(**changes), moment=moment, channel="C1")


def agent_order() -> AgentOrder:
    call = Call(join_url="https://zoom.example/j/1", on_behalf_of="ana@firm.example")
    return AgentOrder(call=call, moment=MOMENT, channel="C1")


def settle(store: SqlStore, booking: Record, *, card: Card | None = None) -> Record:
    """Let Prevail have booked it."""
    return store.change(
        booking.team,
        booking.ref,
        Decision(key=f"settle {booking.ref}", entry=an_entry("settled")),
        transition=lambda booking: apply_answer(an_answer())(booking).with_(card=card),
    )
