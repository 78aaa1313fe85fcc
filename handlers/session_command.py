"""/session: which of its verbs was meant; each has a file of its own."""

import difflib
import html
from dataclasses import dataclass

from slack_bolt import Ack, Respond

from bot.scheduling.references import parse_reference
from bot.scheduling.rights import Actor
from bot.scheduling.when import Refusal, read
from handlers import (
    session_cancel,
    session_edit,
    session_list,
    session_move,
    session_new,
    session_show,
    words,
)
from handlers.docket import Docket
from handlers.payloads import Body, Command, Press
from handlers.refusals import REFUSALS
from handlers.screen import CommandScreen, MessageScreen, ModalScreen, Screen

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
NEXT_OR_LAST = frozenset({"next", "last"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """Something to do with one booking: the verb, the booking's name, and what else was said."""

    verb: str
    name: str
    rest: str = ""

    @classmethod
    def read(cls, verb: str, text: str) -> "Wish":
        """Read `REF rest`; a move may say the time alone."""
        first, _, rest = text.partition(" ")
        named = parse_reference(first) is not None or first.lower() in NEXT_OR_LAST
        if verb == "move" and not named:
            return cls(verb=verb, name="", rest=text)
        return cls(verb=verb, name=first, rest=rest.strip())


def handle(ack: Ack, body: Body, *, docket: Docket) -> None:
    """Do what `/session …` says."""
    command = Command.model_validate(body)
    screen = CommandScreen(ack, docket=docket, trigger=command.trigger)
    if not docket.sessions_on:
        screen.say(words.SWITCHED_OFF)
        return
    text = html.unescape(command.text).strip()
    first, _, rest = text.partition(" ")
    verb = ALSO_CALLED.get(first.lower(), first.lower())
    match verb:
        case "help":
            screen.say(words.HELP)
        case "list":
            session_list.show(command, rest, screen=screen, docket=docket)
        case "new":
            session_new.open_form(command, rest.strip(), screen=screen, docket=docket)
        case "move" | "edit" | "cancel" | "show":
            actor = docket.actor(command.user, team=command.team)
            carry_out(Wish.read(verb, rest.strip()), actor=actor, screen=screen, docket=docket)
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


def pick(ack: Ack, respond: Respond, body: Body, *, docket: Docket) -> None:
    """Go on with the booking chosen where no reference was given."""
    press = Press.model_validate(body)
    verb, _, rest = press.value.partition(" ")
    _carry_out_press(Wish.read(verb, rest), press, ack, respond, docket=docket)


def press_button(verb: str, ack: Ack, respond: Respond, body: Body, *, docket: Docket) -> None:
    """Do what a card's button says, with the booking it names."""
    press = Press.model_validate(body)
    _carry_out_press(Wish(verb=verb, name=press.value), press, ack, respond, docket=docket)


def _carry_out_press(
    wish: Wish, press: Press, ack: Ack, respond: Respond, *, docket: Docket
) -> None:
    screen: Screen
    if press.modal is None:
        screen = MessageScreen(ack, respond, docket=docket, trigger=press.trigger)
    else:
        screen = ModalScreen(ack, docket=docket, trigger=press.trigger)
    actor = docket.actor(press.user, team=press.team)
    carry_out(wish, actor=actor, screen=screen, docket=docket)


def carry_out(wish: Wish, *, actor: Actor, screen: Screen, docket: Docket) -> None:
    """Show the form for a change, or the booking itself; or why this person may not have it."""
    if not wish.name:
        nearest = docket.desk.nearest(by=actor)
        session_list.offer(nearest, verb=wish.verb, rest=wish.rest, screen=screen)
        return
    find = docket.desk.find_visible if wish.verb == "show" else docket.desk.find_mine
    try:
        booking = find(wish.name, by=actor)
    except REFUSALS as refusal:
        screen.say(words.refusal(refusal))
        return
    match wish.verb:
        case "show":
            session_show.show(booking, actor=actor, screen=screen, docket=docket)
        case "move":
            session_move.open_form(
                booking, user=actor.user, screen=screen, docket=docket, when=wish.rest
            )
        case "edit":
            session_edit.open_form(booking, user=actor.user, screen=screen, docket=docket)
        case "again":
            session_new.open_form_again(booking, user=actor.user, screen=screen, docket=docket)
        case _:
            session_cancel.open_form(booking, screen=screen)
