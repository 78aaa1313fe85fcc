"""/appointment: which of its verbs was meant; each has a file of its own."""

from slack_bolt import Ack

from bot.scheduling.model.reference import Kind
from handlers.appointments import cancel_by_id, lists, new, slots
from handlers.command_line import Line
from handlers.dispatch import BookingAction, carry_out, place_of
from handlers.docket import Docket
from handlers.messages import words
from handlers.slack.payloads import Body, Command
from handlers.ui.screen import CommandScreen


def handle(ack: Ack, body: Body, *, docket: Docket) -> None:
    """Do what `/appointment …` says."""
    command = Command.model_validate(body)
    screen = CommandScreen(ack, docket=docket, trigger=command.trigger)
    if Kind.APPOINTMENT not in docket.switched_on:
        screen.say(words.switched_off(Kind.APPOINTMENT))
        return
    line = Line.of(command, docket=docket)
    if line.answers(command, screen=screen):
        return
    rest = line.said.rest
    match line.said.verb:
        case "help":
            screen.say(words.APPOINTMENT_HELP)
        case "move" | "edit":
            screen.say(words.NO_MOVING_APPOINTMENTS)
        case "list":
            lists.show(command, line.said, screen=screen, docket=docket)
        case "slots":
            slots.show(command, line.said, screen=screen, docket=docket)
        case "cancel" if cancel_by_id.is_id(rest):
            actor = docket.actor(command.user, team=command.team)
            cancel_by_id.open_form(rest, actor=actor, screen=screen, docket=docket)
        case "cancel" | "show":
            actor = docket.actor(command.user, team=command.team)
            action = BookingAction.of(
                line.said, kind=Kind.APPOINTMENT, at=place_of(command, by=actor)
            )
            carry_out(action, actor=actor, screen=screen, docket=docket)
        case _:
            new.open_form(command, line, screen=screen, docket=docket)
