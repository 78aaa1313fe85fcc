"""/session: which of its verbs was meant; each has a file of its own."""

from slack_bolt import Ack

from bot.scheduling.references import Kind
from handlers import booking_list, session_new, words
from handlers.docket import Docket
from handlers.line import Line
from handlers.payloads import Body, Command
from handlers.screen import CommandScreen
from handlers.wishes import Wish, carry_out, place_of


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
            booking_list.show(
                command, rest, kinds=frozenset({Kind.SESSION}), screen=screen, docket=docket
            )
        case "move" | "edit" | "cancel" | "show":
            actor = docket.actor(command.user, team=command.team)
            wish = Wish.of(line.said, kind=Kind.SESSION, at=place_of(command, by=actor))
            carry_out(wish, actor=actor, screen=screen, docket=docket)
        case _:
            session_new.open_form(command, line, screen=screen, docket=docket)
