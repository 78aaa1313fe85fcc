"""What only agents' forms and answers say."""

from bot.scheduling.model.agent import AgentBooking
from bot.scheduling.model.booking import Booking
from handlers.messages import naming, times

CALL_HINT = "The address that people open to join the call. It enters no channel."

AT_ONCE_HINT = "Empty or “now” sends it at once. Or a time: next Tue 2pm Pacific, in an hour."

BEHALF_HINT = "The email address of the attendee for whom the agent joins. It enters no channel."

BAD_CALL = (
    "Enter the whole link to the call, as it opens in a browser: it begins with https:// and has no"
    " name or password before the address."
)

WHICH_CALL = "There are {count} links here. Leave only the one that people open to join the call."

SEALED_CALL = (
    "This link is wrapped by {by}, and only {by} knows where it leads. Open it, then paste the call's"
    " own link here."
)

MORE_THAN_A_LINK = (
    "“{text}” is not part of the link. Leave only the link, from https:// to its end, with no blanks"
    " in it."
)

UNWRAPPED = (
    "Docket replaced the wrapped link with the one it leads to. Check it before you send the agent."
)

NO_CALL_LINK = "not shown, because it isn't a plain https address"

NO_BEHALF = "Add the email address of the attendee for whom the agent joins."


def agent_for(session: Booking) -> str:
    """Say which session an agent is to be sent to."""
    return f"An agent for {naming.subject(session)}. It moves with the session, and is canceled with it."


def agent_goes_along(agent: Booking, session: Booking) -> str:
    """Say that an agent is being sent to a session."""
    return (
        f"{agent.ref}: an agent is being sent to {naming.subject(session)}. It moves with the session, and"
        " is canceled with it."
    )


def send_another(agent: AgentBooking) -> str:
    """Say how to try again with an agent that could not be sent to a session."""
    return f"Press *Send agent* on the card of {agent.of_session} to try again."


def no_agent(session: Booking) -> str:
    """Say that an agent cannot be sent where nobody knows the way in, or when."""
    if session.join_url:
        return f"No agent can be sent to {session.ref}. {times.unreadable_time(session)}"
    return f"{session.ref} has no join link, so no agent can be sent to it."


def no_agent_anymore(session: Booking) -> str:
    """Say that no agent can go along with a session once its time has come, and how one gets there."""
    return (
        f"{session.ref} was to start at {session.written}. That time has come, so no agent can"
        f" go along with it anymore. If it is still going on, `/session show {session.ref}` has its join"
        " link: type `/agent` and that link to send an agent there now."
    )
