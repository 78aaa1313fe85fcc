"""/session: which of its verbs was meant; each has a file of its own."""

from slack_bolt import Ack

from bot.scheduling.references import Kind, kind_of, parse_reference
from handlers import booking_list, session_new, words
from handlers.docket import Docket
from handlers.payloads import Body, Command
from handlers.refusals import REFUSALS
from handlers.screen import CommandScreen
from handlers.verbs import Verbs
from handlers.wishes import Wish, carry_out, place_of

VERBS = Verbs(
    command="/session",
    known=("new", "move", "edit", "cancel", "list", "show", "help"),
    also_called={
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
    },
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
            wish = Wish.read(verb, rest, kind=Kind.SESSION, at=place_of(command, by=actor))
            carry_out(wish, actor=actor, screen=screen, docket=docket)
        case _ if meant := VERBS.meant(text, now=docket.clock()):
            screen.say(words.did_you_mean(text, meant=meant))
        case _ if booked := _booked(command, docket=docket):
            screen.say(words.names_a_session(booked))
        case _:
            session_new.open_form(command, text, screen=screen, docket=docket)


def _booked(command: Command, *, docket: Docket) -> str:
    """Return the reference of the session this person may see that the text names, nothing for none."""
    refs = filter(None, map(parse_reference, command.words.split()))
    ref = next((ref for ref in refs if kind_of(ref) is Kind.SESSION), "")
    if not ref:
        return ""
    actor = docket.actor(command.user, team=command.team)
    try:
        docket.desk.find_visible(ref, by=actor, kind=Kind.SESSION, at=place_of(command, by=actor))
    except REFUSALS:
        return ""
    return ref
