"""/session: which of its verbs was meant; each has a file of its own."""

from slack_bolt import Ack

from bot.scheduling.references import Kind
from handlers import booking_list, session_new, words
from handlers.docket import Docket
from handlers.payloads import Body, Command
from handlers.screen import CommandScreen, Screen
from handlers.verbs import Verbs
from handlers.wishes import Wish, carry_out

ALSO_CALLED = {
    "book": "new",
    "schedule": "new",
    "reschedule": "move",
    "postpone": "move",
    "change": "edit",
    "delete": "cancel",
    "remove": "cancel",
    "ls": "list",
    "info": "show",
    "?": "help",
}
VERBS = Verbs(
    command="/session",
    known=("new", "move", "edit", "cancel", "list", "show", "help"),
    also_called=ALSO_CALLED,
)


def handle(ack: Ack, body: Body, *, docket: Docket) -> None:
    """Do what `/session …` says."""
    command = Command.model_validate(body)
    screen = CommandScreen(ack, docket=docket, trigger=command.trigger)
    if Kind.SESSION not in docket.switched_on:
        screen.say(words.switched_off(Kind.SESSION))
        return
    text = command.words
    verb, rest = VERBS.split(text)
    match verb:
        case "help":
            screen.say(words.HELP)
        case "list":
            booking_list.show(
                command, rest, kinds=frozenset({Kind.SESSION}), screen=screen, docket=docket
            )
        case "new":
            session_new.open_form(command, rest, screen=screen, docket=docket)
        case "move" | "edit" | "cancel" | "show":
            actor = docket.actor(command.user, team=command.team)
            wish = Wish.read(verb, rest, kind=Kind.SESSION)
            carry_out(wish, actor=actor, screen=screen, docket=docket)
        case _:
            _read_as_time(command, text, screen=screen, docket=docket)


def _read_as_time(command: Command, text: str, *, screen: Screen, docket: Docket) -> None:
    """Open the form for what is no verb; a word that only looks like one is asked about."""
    meant = VERBS.meant(text, now=docket.clock())
    if meant:
        screen.say(words.did_you_mean(text, meant=meant))
    else:
        session_new.open_form(command, text, screen=screen, docket=docket)
