"""/appointment: which of its verbs was meant; each has a file of its own."""

from slack_bolt import Ack

from bot.scheduling.references import Kind
from handlers import appointment_list, appointment_new, appointment_slots, cancellation_new, words
from handlers.docket import Docket
from handlers.line import Line
from handlers.payloads import Body, Command
from handlers.screen import CommandScreen
from handlers.wishes import Wish, carry_out, place_of


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
            appointment_list.show(command, line.said, screen=screen, docket=docket)
        case "slots":
            appointment_slots.show(command, line.said, screen=screen, docket=docket)
        case "cancel" if cancellation_new.is_id(rest):
            actor = docket.actor(command.user, team=command.team)
            cancellation_new.open_form(rest, actor=actor, screen=screen, docket=docket)
        case "cancel" | "show":
            actor = docket.actor(command.user, team=command.team)
            wish = Wish.of(line.said, kind=Kind.APPOINTMENT, at=place_of(command, by=actor))
            carry_out(wish, actor=actor, screen=screen, docket=docket)
        case _:
            appointment_new.open_form(command, line, screen=screen, docket=docket)
