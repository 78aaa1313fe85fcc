"""/session: which of its verbs was meant; each has a file of its own."""

from slack_bolt import Ack

from bot.scheduling.model.reference import Kind
from handlers.bookings import lists
from handlers.command_line import Line
from handlers.dispatch import BookingAction, carry_out, place_of
from handlers.docket import Docket
from handlers.messages import words
from handlers.sessions import new
from handlers.slack.payloads import Body, Command
from handlers.ui.screen import CommandScreen


def handle(ack: Ack, body: Body, *, docket: Docket) -> None:
    """Do what `/session …` says."""
    command = Command.model_validate(body)
    screen = CommandScreen(ack, docket=docket, trigger=command.trigger)
    if Kind.SESSION not in docket.switched_on:
        screen.say(words.switched_off(Kind.SESSION))
        return
    line = Line.of(command, docket=docket)
    if line.answers(command, screen=screen):
        return
    rest = line.said.rest
    match line.said.verb:
        case "help":
            screen.say(words.HELP)
        case "list":
            lists.show(command, rest, kinds=frozenset({Kind.SESSION}), screen=screen, docket=docket)
        case "move" | "edit" | "cancel" | "show":
            actor = docket.actor(command.user, team=command.team)
            action = BookingAction.of(line.said, kind=Kind.SESSION, at=place_of(command, by=actor))
            carry_out(action, actor=actor, screen=screen, docket=docket)
        case _:
            new.open_form(command, line, screen=screen, docket=docket)
