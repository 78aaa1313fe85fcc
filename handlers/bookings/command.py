"""/bookings [today, week, month, a date, all, words, attention]: the agenda over every kind of booking."""

from slack_bolt import Ack

from bot.scheduling.model.reference import TIMED
from handlers.bookings import attention, lists
from handlers.command_line import Line
from handlers.docket import Docket
from handlers.messages import words
from handlers.slack.payloads import Body, Command
from handlers.ui.screen import CommandScreen


def handle(ack: Ack, body: Body, *, docket: Docket) -> None:
    """Show what is to come, to this person only."""
    command = Command.model_validate(body)
    screen = CommandScreen(ack, docket=docket, trigger=command.trigger)
    line = Line.of(command, docket=docket)
    if line.answers(command, screen=screen):
        return
    match line.said.verb:
        case "help":
            screen.say(words.BOOKINGS_HELP)
        case "attention":
            attention.show(command, screen=screen, docket=docket)
        case _:
            lists.show(command, line.said.rest, kinds=TIMED, screen=screen, docket=docket)
