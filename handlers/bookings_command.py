"""/bookings [today, week, month, a date, all, words, attention]: the agenda over every kind of booking."""

from slack_bolt import Ack

from bot.scheduling.references import TIMED
from handlers import booking_attention, booking_list, words
from handlers.docket import Docket
from handlers.payloads import Body, Command
from handlers.screen import CommandScreen

HELP = frozenset({"help", "?"})
ATTENTION = "attention"


def handle(ack: Ack, body: Body, *, docket: Docket) -> None:
    """Show what is to come, to this person only."""
    command = Command.model_validate(body)
    screen = CommandScreen(ack, docket=docket, trigger=command.trigger)
    if command.words.lower() in HELP:
        screen.say(words.BOOKINGS_HELP)
    elif command.words.lower() == ATTENTION:
        booking_attention.show(command, screen=screen, docket=docket)
    else:
        booking_list.show(command, command.words, kinds=TIMED, screen=screen, docket=docket)
