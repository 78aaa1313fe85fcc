"""What is said when an agent is sent to a session: `/agent S-7K2M`, *Send agent* on its card."""

from bot.scheduling.model.booking import Booking
from bot.scheduling.model.record import Record
from handlers.messages import naming, times


def title(session: Booking) -> str:
    """Name the form that asks for whom an agent is to join."""
    return f"Agent for {session.ref}"


def agent_for(session: Record) -> str:
    """Say which session an agent is to be sent to."""
    return f"An agent for {naming.subject(session)}. It moves and cancels with the session."


def agent_goes_along(agent: Record, session: Record) -> str:
    """Say that an agent is being sent to a session."""
    return (
        f"{agent.ref}: Docket is sending an agent to {naming.subject(session)}. It moves and"
        " cancels with the session."
    )


def no_agent(session: Booking) -> str:
    """Say that an agent cannot be sent where nobody knows the join link, or when."""
    if session.join_url:
        return f"Docket can't send an agent to {session.ref}. {times.unreadable_time(session)}"
    return f"{session.ref} has no join link, so Docket can't send an agent to it."


def no_agent_anymore(session: Booking) -> str:
    """Say that no agent can go along with a session once its time has come, and how one gets there."""
    return (
        f"{session.ref} was scheduled to start at {session.written}. That time has passed, so you"
        " can't attach an agent anymore. If it's still going on, get its join link with `/session"
        f" show {session.ref}`, then enter `/agent` and that link to send an agent now."
    )
