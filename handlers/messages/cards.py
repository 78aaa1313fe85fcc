"""The card: the one living message of a booking, and what it says without pictures."""

from collections.abc import Mapping
from typing import Any

from slack_sdk.models.blocks import Block, ButtonElement

from bot.scheduling.model.agent import AgentBooking
from bot.scheduling.model.booking import CANCELABLE, ENDED, Booking, Phase, State, Visibility
from bot.scheduling.model.session import Session, SessionBooking
from handlers.messages import naming, states, times
from handlers.ui.blocks import Message, actions, button, clip_escaped, context, section

MOVE = "card_move"
CANCEL = "card_cancel"
CALENDAR = "card_calendar"
MORE = "card_more"
AGAIN = "card_again"
JOIN = "card_join"
AGENT = "card_agent"

BLOCK = "card-"


def block_id(booking: Booking) -> str:
    """Return the id by which a card is known again among a channel's messages."""
    return f"{BLOCK}{booking.ref}"


def forms(
    booking: Booking, *, here: Visibility, agents: bool = False, phase: Phase = Phase.AHEAD
) -> list[Message]:
    """Return the card whole, then without links, then in bare words: Slack may refuse the fuller ones."""
    whole, unlinked = (
        Message(
            text=fallback(booking, here=here, links=links, phase=phase),
            blocks=blocks(booking, here=here, agents=agents, links=links, phase=phase),
        )
        for links in (True, False)
    )
    return [whole, unlinked, Message(text=f"{_opening(booking)} {unlinked.text}")]


def is_card_of(booking: Booking, message: Mapping[str, Any]) -> bool:
    """Say whether a message, as Slack lists it, is the booking's card in any of its forms."""
    drawn = {str(block.get("block_id")) for block in message.get("blocks") or ()}
    if any(name.startswith(BLOCK) for name in drawn):
        return block_id(booking) in drawn
    said = str(message.get("text") or "")
    return bool(message.get("bot_id")) and said.startswith(_opening(booking))


def _opening(booking: Booking) -> str:
    """Return how a card in bare words begins, by which it is known again."""
    return f"{naming.NOUNS[booking.kind].capitalize()} {booking.ref}:"


def blocks(
    booking: Booking,
    *,
    here: Visibility,
    agents: bool = False,
    links: bool = True,
    phase: Phase = Phase.AHEAD,
) -> list[Block]:
    """Draw the card for a place; where others read what is not theirs, it is type, time and state.

    `agents` says whether an agent can be sent, `links` whether it may have links, `phase` where the
    clock is: nothing is offered that cannot be done any more.
    """
    shared = naming.hides(booking, here=here)
    link = booking.link_at(here) if links and phase is not Phase.OVER else None
    shown: list[Block] = [
        section(_heading(booking, shared=shared), block_id=block_id(booking)),
        section(_facts(booking, link=link, shared=shared, phase=phase)),
    ]
    agent = states.company(booking) if phase is Phase.AHEAD else ""
    small = () if shared else (states.zone_there(booking), states.hosts(booking), agent)
    shown += [context(line) for line in small if line]
    shown.append(actions(_buttons(booking, link=link, shared=shared, agents=agents, phase=phase)))
    return shown


def fallback(
    booking: Booking, *, here: Visibility, links: bool = True, phase: Phase = Phase.AHEAD
) -> str:
    """Say what the card says in one text that stands alone: screen readers and notifications use it."""
    if naming.hides(booking, here=here):
        kind = naming.NOUNS[booking.kind].capitalize()
        return f"{kind}, {times.when(booking)}: {states.stands(booking, phase=phase)}."
    link = booking.link_at(here) if links else None
    said = (
        states.state(booking),
        states.passed(booking, phase=phase),
        _way_in(booking, link, phase),
    )
    return " ".join([f"{naming.subject(booking)}.", *filter(None, said)]).replace("*", "")


def _way_in(booking: Booking, link: str | None, phase: Phase) -> str:
    """Say how to join, unless its time is over."""
    return "" if phase is Phase.OVER else states.way_in(booking, link=link)


def _heading(booking: Booking, *, shared: bool) -> str:
    kind = naming.NOUNS[booking.kind].capitalize()
    if shared:
        return f"*{kind}* · {booking.ref}"
    case = f"Case {clip_escaped(booking.case, to=naming.LONGEST_CASE)} · " if booking.case else ""
    return f"*{naming.title(booking)}*\n{case}{kind} {booking.ref}"


def _facts(booking: Booking, *, link: str | None, shared: bool, phase: Phase) -> str:
    lines = times.lines(booking, shown=not shared)
    if shared:
        return "\n".join([*lines, f"State: {states.stands(booking, phase=phase)}"])
    lines += [states.state(booking), states.passed(booking, phase=phase)]
    lines += [_people(booking), _way_in(booking, link, phase)]
    return "\n".join(line for line in lines if line)


def _people(booking: Booking) -> str:
    """Name the owner and who testifies; the others by their number, as addresses stay private."""
    parts = [f"Owner <@{booking.owner}>"]
    if isinstance(booking, SessionBooking):
        parts += _session_people(booking.session)
    return " · ".join(parts)


def _session_people(session: Session) -> list[str]:
    parts = []
    if session.deponent:
        role = session.deponent.role.value.capitalize()
        parts.append(f"{role} {clip_escaped(session.deponent.name, to=200)}")
    invited = len(session.guests)
    if invited:
        parts.append(
            f"{invited} invited" + (f", {len(session.hosts)} as host" * bool(session.hosts))
        )
    return parts


def _buttons(
    booking: Booking, *, link: str | None, shared: bool, agents: bool, phase: Phase
) -> list[ButtonElement]:
    ref = booking.ref
    more = button("More", action=MORE, value=ref, label=f"More about {ref}")
    if booking.state is State.FAILED and not of_session(booking):
        return [button("Change and try again", action=AGAIN, value=ref, style="primary"), more]
    if booking.state in {*ENDED, State.CANCELING} or not booking.changeable:
        return [more]
    if phase is not Phase.AHEAD:
        return [join_button(booking, url=link), more] if link and not shared else [more]
    buttons = _changes(booking)
    if shared:
        return [*buttons, more]
    if agents and may_have_agent(booking):
        buttons.append(agent_button(booking))
    if link:
        buttons.insert(0, join_button(booking, url=link))
    if booking.unreadable_time:
        return [*buttons, more]
    calendar = button(
        "Add to calendar", action=CALENDAR, value=ref, label=f"Add to calendar: {ref}"
    )
    return [*buttons, calendar, more]


def _changes(booking: Booking) -> list[ButtonElement]:
    """Draw the changes that may follow from the state it is in."""
    ref, cancel = booking.ref, f"Cancel {naming.NOUNS[booking.kind]}"
    buttons = []
    if booking.can_move and booking.state is State.CONFIRMED:
        buttons.append(button("Move", action=MOVE, value=ref, label=f"Move {ref}"))
    if booking.state in CANCELABLE:
        buttons.append(button(cancel, action=CANCEL, value=ref, label=f"{cancel} {ref}"))
    return buttons


def of_session(booking: Booking) -> str:
    """Return the session that an agent was sent to: another is sent there, not this one again."""
    return booking.of_session if isinstance(booking, AgentBooking) else ""


def may_have_agent(booking: Booking) -> bool:
    """Say whether an agent may be sent to it now."""
    waiting = isinstance(booking, SessionBooking) and not (booking.agent or booking.unreadable_time)
    return waiting and booking.state is State.CONFIRMED and booking.join_url is not None


def agent_button(booking: Booking) -> ButtonElement:
    """Draw the button that sends an agent to a session."""
    return button(
        "Send agent",
        action=AGENT,
        value=booking.ref,
        label=f"Send agent to {booking.ref}",
    )


def join_button(booking: Booking, *, url: str) -> ButtonElement:
    """Draw the button that opens the session."""
    return button(
        "Join",
        action=JOIN,
        url=url,
        style="primary",
        label=f"Join {booking.ref}",
    )
