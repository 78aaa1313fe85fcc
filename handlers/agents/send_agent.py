"""*Send agent* on a session's card: sends an agent that moves and is canceled with the session."""

from datetime import datetime
from functools import partial

from slack_bolt import Ack

from bot.scheduling.command_line.verbs import Verb
from bot.scheduling.conflicts import HasConflicts
from bot.scheduling.model.agent import AgentOrder, Call
from bot.scheduling.model.reference import Kind
from bot.scheduling.model.reply_to import ReplyTo
from bot.scheduling.model.rights import Actor
from bot.scheduling.model.session import SessionBooking
from bot.scheduling.model.session_agent import attach_agent
from bot.scheduling.refusals import AlreadyStarted
from handlers.agents.form import BEHALF, behalf_field, read_behalf
from handlers.forms import conflict_notices
from handlers.forms.fields import emails_block, only_channel
from handlers.forms.metadata import FormMetadata, form_metadata
from handlers.forms.reading import Problems
from handlers.forms.submission import answer_submission, book_once, problems_under
from handlers.forms.validation import mismatches
from handlers.messages import labels, refusals, send_agent
from handlers.messages.refusals import REFUSALS
from handlers.request import card_pressed
from handlers.services import Services
from handlers.slack.payloads import BlockAction, Body, ViewSubmission
from handlers.ui.blocks import View, modal, section
from handlers.ui.screen import Screen, screen_of

NAME = "session_agent"


def press(ack: Ack, body: Body, *, services: Services) -> None:
    """Send an agent to the session that the button names."""
    pressed = BlockAction.model_validate(body)
    actor = services.actor(pressed.user, team=pressed.team, reply_to=pressed.reply_to)
    screen = screen_of(pressed, ack, services=services)
    send(
        pressed.value,
        actor=actor,
        key=pressed.key,
        at=pressed.channel,
        card=card_pressed(pressed, pressed.value),
        screen=screen,
        services=services,
    )


def send(
    name: str,
    *,
    actor: Actor,
    key: str,
    at: str,
    card: str = "",
    screen: Screen,
    services: Services,
) -> None:
    """Send an agent on behalf of who asks, whose address is asked for where Slack does not tell."""
    if Kind.AGENT not in services.switched_on:
        screen.say(refusals.switched_off(Kind.AGENT))
        return
    try:
        session = _session(name, actor=actor, at=at, card=card, services=services)
        email = services.people.person(actor.user).email
        if not session.join_url or session.unreadable_time:
            screen.say(send_agent.no_agent(session))
        elif not email:
            screen.show(_form(session, reply_to=actor.reply_to, now=services.clock()))
        else:
            order = _order(session, session.join_url, email=email)
            _book(order, session, actor=actor, key=key, screen=screen, services=services)
    except AlreadyStarted as started:
        screen.say(send_agent.no_agent_anymore(started.booking))
    except REFUSALS as refusal:
        screen.say(refusals.refusal(refusal))


def _book(
    order: AgentOrder,
    session: SessionBooking,
    *,
    actor: Actor,
    key: str,
    screen: Screen,
    services: Services,
) -> None:
    """Send the agent; where another one joins the call, ask for a reason to send one nevertheless."""
    try:
        sent = book_once(order, by=actor, key=key, services=services)
    except HasConflicts as found:
        email = order.call.on_behalf_of
        form = _form(
            session,
            reply_to=actor.reply_to,
            email=email,
            found=found,
            now=services.clock(),
        )
        screen.show(form)
    else:
        screen.accept(send_agent.agent_goes_along(sent, session))


def submit(ack: Ack, body: Body, *, services: Services) -> None:
    """Send the agent on behalf of the address given, or say what is wrong with it."""
    answer_submission(ack, body, decide=partial(_decide, services=services), services=services)


def _decide(sent: ViewSubmission, problems: Problems, *, services: Services) -> None:
    drawn = [behalf_field(""), *conflict_notices.reason_blocks(sent.modal)]
    problems |= mismatches(sent.modal, offered=drawn)
    email = read_behalf(sent.modal, problems=problems) if not problems else ""
    if not email:
        return
    actor = services.actor(sent.user, team=sent.team, reply_to=sent.reply_to)
    seen = form_metadata(sent.modal)
    with problems_under(BEHALF, problems):
        try:
            session = _session(seen.ref, actor=actor, services=services)
            if not session.join_url or session.unreadable_time:
                problems[BEHALF] = refusals.plain(send_agent.no_agent(session))
                return
            order = _order(session, session.join_url, email=email)
            book_once(
                order,
                by=actor,
                key=sent.key,
                services=services,
                seen=seen.revision,
                override=conflict_notices.override(sent.modal),
            )
        except AlreadyStarted as started:
            problems[BEHALF] = refusals.plain(send_agent.no_agent_anymore(started.booking))


def _session(
    name: str, *, actor: Actor, services: Services, at: str = "", card: str = ""
) -> SessionBooking:
    """Return the session meant, if an agent may be sent to it now; otherwise a refusal is raised."""
    session = services.bookings.find_changeable(name, by=actor, kind=Kind.SESSION, at=at, card=card)
    return attach_agent(session, agent="").as_read_by(actor.reader)


def _order(session: SessionBooking, join_url: str, *, email: str) -> AgentOrder:
    """Order an agent for the session's time, with its card where the session's is or will be."""
    posted_in = session.card.channel if session.card else session.channel
    return AgentOrder(
        call=Call(join_url=join_url, on_behalf_of=email),
        moment=session.moment,
        of_session=session.ref,
        session_title=session.title,
        session_case=session.case,
        deponent=session.session.deponent,
        key_of=session.lost_agent,
        channel=only_channel(posted_in),
    )


def _form(
    session: SessionBooking,
    *,
    reply_to: ReplyTo | None,
    now: datetime,
    email: str = "",
    found: HasConflicts | None = None,
) -> View:
    """Draw the form that asks on whose behalf it joins, and what to do about what is in the way."""
    view = modal(
        send_agent.title(session),
        blocks=[
            section(send_agent.agent_for(session)),
            behalf_field(email),
            emails_block(Kind.AGENT, Verb.NEW),
        ],
        name=NAME,
        metadata=FormMetadata.of(session, now=now, reply_to=reply_to).model_dump_json(),
        submit=labels.SEND_AGENT,
        close=labels.CANCEL_FORM,
    )
    return conflict_notices.with_conflicts(view, found.conflicts if found else ())
