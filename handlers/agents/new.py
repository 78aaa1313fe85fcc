"""/agent [join link] [when]: sends a meeting agent to a call, now or later."""

from slack_bolt import Ack

from bot.scheduling.command_line.pasted_links import Pasted
from bot.scheduling.model.agent import AgentBooking
from bot.scheduling.model.reference import Kind
from handlers.agents.form import Draft, call_problem, draw, read_order, unwrapped
from handlers.command_line import Line
from handlers.docket import Docket
from handlers.forms import submission
from handlers.forms.fields import Carried
from handlers.forms.when_field import Asked
from handlers.messages import words
from handlers.slack.payloads import Body, Command, Submission
from handlers.ui.screen import Screen


def open_form(command: Command, line: Line, *, screen: Screen, docket: Docket) -> None:
    """Show the form: a link in the line is the call's, and the rest says when."""
    actor = docket.actor(command.user, team=command.team, about={Kind.AGENT})
    if not submission.may_begin(Kind.AGENT, actor=actor, screen=screen, docket=docket):
        return
    call = line.said.call or Pasted(links=(), rest="")
    draft = Draft(
        join_url=" ".join(call.links),
        note=" ".join(filter(None, [_note(call), _not_used(line)])),
        when=line.said.typed,
        answer=line.said.when,
        asked=line.asked,
        on_behalf_of=line.asked.person.email,
        channel=command.channel,
    )
    screen.show(draw(draft))


def _note(found: Pasted) -> str:
    """Say what is to be seen to about the link, if one was given; nothing where it is in order."""
    if not found.links:
        return ""
    return call_problem(found) or (words.UNWRAPPED if found.unwrapped else "")


def _not_used(line: Line) -> str:
    return words.plain(words.not_used(line.said.title)) if line.said.title else ""


def open_form_again(booking: AgentBooking, *, user: str, screen: Screen, docket: Docket) -> None:
    """Show the form of an agent that could not be sent, with everything that was entered."""
    if booking.of_session:
        screen.say(words.send_another(booking))
        return
    person = docket.people.person(user)
    asked = Asked.by(person, now=docket.clock(), zone=person.zone or booking.moment.zone)
    when = "" if booking.at_once else booking.moment.written(person.reader)
    draft = Draft(
        join_url=booking.call.join_url,
        when=when,
        answer=asked.read(when),
        asked=asked,
        on_behalf_of=booking.call.on_behalf_of,
        channel=booking.channel,
        again=Carried.again(booking, now=docket.clock()),
    )
    screen.show(draw(draft))


def submit(ack: Ack, body: Body, *, docket: Docket) -> None:
    """Send what the form asks for, or say under its fields what is wrong, losing nothing typed."""
    shown = unwrapped(Submission.model_validate(body).modal)
    if shown is None:
        submission.submit(ack, body, read=read_order, docket=docket)
    else:
        ack(response_action="update", view=shown)
