"""The agent attached to a session, as the session's booking records it."""

from typing import TypeGuard

from bot.scheduling.model.agent import AgentBooking
from bot.scheduling.model.booking_error import BookingError
from bot.scheduling.model.record import Record, State
from bot.scheduling.model.session import SessionBooking
from bot.scheduling.model.transitions import InvalidTransition
from bot.times.moment import Moment


class HasAgent(BookingError):
    """The session has an agent already."""

    def __init__(self, booking: SessionBooking) -> None:
        """Keep the session, and the agent it has."""
        super().__init__(booking)
        self.agent = booking.agent


def attach_agent(session: Record, *, agent: str) -> SessionBooking:
    """Have an agent go along with a session. Raises InvalidTransition, HasAgent."""
    if not isinstance(session, SessionBooking) or session.state is not State.CONFIRMED:
        raise InvalidTransition(session)
    if session.agent:
        raise HasAgent(session)
    return session.with_(agent=agent, agent_apart=False)


def detach_agent(session: Record, *, agent: str, lost: str = "") -> Record:
    """Take in that an agent no longer goes along with a session, or is `lost`: it may come."""
    return session.with_(agent="", lost_agent=lost) if _is_of(session, agent) else session


def note_agent_time(session: Record, *, agent: str, at: Moment | None) -> Record:
    """Take in when a session's agent is set to join; None where that is not known."""
    if not _is_of(session, agent):
        return session
    return session.with_(agent_apart=at is None or at.instant != session.moment.instant)


def name_agent(agent: Record, *, session_title: str) -> Record:
    """Take in what the session is called now that an agent goes along with."""
    return agent.with_(session_title=session_title) if isinstance(agent, AgentBooking) else agent


def _is_of(session: Record, agent: str) -> TypeGuard[SessionBooking]:
    return isinstance(session, SessionBooking) and session.agent == agent
