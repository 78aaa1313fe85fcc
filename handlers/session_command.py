"""/session: which of its verbs was meant; each has a file of its own."""

import difflib
import html

from slack_bolt import Ack

from bot.scheduling.references import Kind, parse_reference
from bot.scheduling.when import Refusal, read
from handlers import booking_list, session_new, words
from handlers.docket import Docket
from handlers.payloads import Body, Command
from handlers.screen import CommandScreen, Screen
from handlers.wishes import Wish, carry_out

VERBS = ("new", "move", "edit", "cancel", "list", "show", "help")
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


def handle(ack: Ack, body: Body, *, docket: Docket) -> None:
    """Do what `/session …` says."""
    command = Command.model_validate(body)
    screen = CommandScreen(ack, docket=docket, trigger=command.trigger)
    if Kind.SESSION not in docket.switched_on:
        screen.say(words.switched_off(Kind.SESSION))
        return
    text = html.unescape(command.text).strip()
    first, _, rest = text.partition(" ")
    verb = ALSO_CALLED.get(first.lower(), first.lower())
    match verb:
        case "help":
            screen.say(words.HELP)
        case "list":
            booking_list.show(
                command, rest, kinds=frozenset({Kind.SESSION}), screen=screen, docket=docket
            )
        case "new":
            session_new.open_form(command, rest.strip(), screen=screen, docket=docket)
        case "move" | "edit" | "cancel" | "show":
            actor = docket.actor(command.user, team=command.team)
            wish = Wish.read(verb, rest.strip(), kind=Kind.SESSION)
            carry_out(wish, actor=actor, screen=screen, docket=docket)
        case _:
            _read_as_time(command, text, screen=screen, docket=docket)


def _read_as_time(command: Command, text: str, *, screen: Screen, docket: Docket) -> None:
    """Open the form for what is no verb; a word that only looks like one is asked about."""
    meant = _verb_meant(text, docket=docket)
    if meant:
        screen.say(words.did_you_mean(text, meant=meant))
    else:
        session_new.open_form(command, text, screen=screen, docket=docket)


def _verb_meant(text: str, *, docket: Docket) -> str | None:
    """Return what the text may have meant to say, if its first word nearly is a verb."""
    first, _, rest = text.partition(" ")
    near = difflib.get_close_matches(first.lower(), (*VERBS, *ALSO_CALLED), n=1, cutoff=0.7)
    if not near:
        return None
    if not isinstance(read(text, now=docket.clock(), zone="UTC", leftovers=True), Refusal):
        named = parse_reference(rest.partition(" ")[0]) is not None
        if not named:
            return None
    return f"{ALSO_CALLED.get(near[0], near[0])} {rest}".strip()
