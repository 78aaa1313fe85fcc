"""/agent [join link] [when]: sends a meeting agent to a call, now or later."""

from collections.abc import Sequence

from slack_bolt import Ack

from bot.scheduling.command_line.parser import ParsedCommand
from bot.scheduling.conflicts import Conflict
from bot.scheduling.model.agent import AgentBooking
from bot.scheduling.model.reference import Kind, kind_of
from bot.scheduling.model.rights import Actor
from bot.scheduling.pasted.links import PastedLinks
from handlers.agents import send_agent
from handlers.agents.form import (
    Draft,
    call_problem,
    draw,
    offered,
    read_order,
    read_so_far,
    unwrapped,
)
from handlers.forms import submission
from handlers.forms.metadata import FormMetadata, form_metadata
from handlers.forms.reading import EnteredTime
from handlers.forms.when_field import ReadingContext
from handlers.forms.when_typed import show_begun
from handlers.messages import agents, command_lines, refusals, states
from handlers.messages.presenters import presenter_of
from handlers.request import BookingRequest, CommandRequest
from handlers.services import Services
from handlers.slack.payloads import Body, Modal, ViewSubmission
from handlers.ui.screen import Screen


def open_form(request: CommandRequest) -> None:
    """Show the form, or send an agent to the session that is named."""
    ref = request.line.ref
    if ref and kind_of(ref) is Kind.SESSION:
        actor, key = request.actor(), request.command.key
        at = request.channel_seen_by(actor)
        send_agent.send(
            ref, actor=actor, key=key, at=at, screen=request.screen, services=request.services
        )
    else:
        _open_for_link(request)


def _open_for_link(request: CommandRequest) -> None:
    """Show the form: a link in the line is the call's, and the rest says when."""
    actor, screen, services = request.actor(about={Kind.AGENT}), request.screen, request.services
    if not submission.may_open_form(Kind.AGENT, actor=actor, screen=screen, services=services):
        return
    line = request.line
    pasted = line.pasted_links or PastedLinks(links=(), rest="")
    draft = Draft(
        join_url=" ".join(pasted.links),
        note=" ".join(filter(None, [_note(pasted), _not_used(line)])),
        when=line.typed,
        answer=line.when,
        context=request.context,
        on_behalf_of=request.context.person.email,
        channel=request.command.channel,
        reply_to=actor.reply_to,
    )
    _show_form(draft, by=actor, screen=screen, services=services)


def _note(found: PastedLinks) -> str:
    """Say what is to be seen to about the link, if one was given; nothing where it is in order."""
    if not found.links:
        return ""
    return call_problem(found) or (agents.UNWRAPPED if found.unwrapped else "")


def _not_used(line: ParsedCommand) -> str:
    return refusals.plain(command_lines.not_used(line.title)) if line.title else ""


def open_form_again(booking: AgentBooking, request: BookingRequest) -> None:
    """Show the form of an agent that could not be sent, with everything that was entered."""
    screen, services = request.screen, request.services
    if booking.of_session:
        screen.say(presenter_of(booking).try_again())
        return
    person = services.people.person(request.actor.user)
    context = ReadingContext.by(
        person, now=services.clock(), zone=person.zone or booking.moment.zone
    )
    when = "" if booking.at_once else booking.moment.written(person.reader)
    draft = Draft(
        join_url=booking.call.join_url,
        when=when,
        answer=context.read(when),
        context=context,
        on_behalf_of=booking.call.on_behalf_of,
        channel=booking.channel,
        reply_to=request.actor.reply_to,
        intro=states.state(booking),
        source=FormMetadata.again(booking, now=services.clock()),
    )
    _show_form(draft, by=request.actor, screen=screen, services=services)


def _show_form(draft: Draft, *, by: Actor, screen: Screen, services: Services) -> None:
    """Show the form as it begins, with what is in the way of that."""
    view = draw(draft)
    show_begun(draft, view=view, find=conflicts, by=by, screen=screen, services=services)


def conflicts(
    form: Modal, *, time: EnteredTime, user: str, team: str, services: Services
) -> Sequence[Conflict]:
    """Return what is in the way of the agent as far as it is typed."""
    actor, seen = services.actor(user, team=team, about={Kind.AGENT}), form_metadata(form)
    order = read_so_far(form, time=time)
    return services.bookings.conflicts_of_order(order, by=actor, ref=seen.ref)


def submit(ack: Ack, body: Body, *, services: Services) -> None:
    """Send what the form asks for, or say under its fields what is wrong, losing nothing typed."""
    shown = unwrapped(ViewSubmission.model_validate(body).modal)
    if shown is None:
        submission.submit(ack, body, offered=offered, read=read_order, services=services)
    else:
        ack(response_action="update", view=shown)
