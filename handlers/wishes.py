"""Doing something with one booking: by a command, by a card's button, or chosen from a list."""

from dataclasses import dataclass

from slack_bolt import Ack

from bot.scheduling.agents import AgentBooking
from bot.scheduling.appointments import AppointmentBooking
from bot.scheduling.bookings import Booking, State, WrongState
from bot.scheduling.cancellations import CancellationBooking
from bot.scheduling.command_line import Understood
from bot.scheduling.errands import ErrandBooking
from bot.scheduling.references import Kind, kind_of, parse_reference
from bot.scheduling.rights import Actor, NotYours, may_see_particulars
from bot.scheduling.sessions import SessionBooking
from handlers import (
    agent_errand,
    agent_new,
    appointment_new,
    booking_cancel,
    booking_list,
    booking_move,
    booking_show,
    cancellation_new,
    session_edit,
    session_new,
    words,
)
from handlers.docket import Docket
from handlers.ordering import may_begin
from handlers.payloads import Body, Command, Press
from handlers.refusals import REFUSALS
from handlers.screen import Screen, screen_of

# What a button may be for.
VERBS = frozenset({"again", "cancel", "edit", "move", "show"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """Something to do with one booking: the verb, the booking's name, and what else was said.

    `at` is the Slack channel it is wished in, empty in a modal.
    """

    verb: str
    name: str
    rest: str = ""
    kind: Kind
    at: str = ""

    @classmethod
    def of(cls, said: Understood, *, kind: Kind, at: str = "") -> "Wish":
        """Take from a line what is to be done with the booking it names."""
        return cls(verb=said.verb or "", name=said.name, rest=said.typed, kind=kind, at=at)


def place_of(command: Command, *, by: Actor) -> str:
    """Return the channel whose cards are before somebody who types a reference.

    To guests it makes no difference: what they may not see is answered like what is not there.
    """
    return "" if by.guest else command.channel


def pick(ack: Ack, body: Body, *, docket: Docket) -> None:
    """Go on with the booking chosen where no reference was given."""
    press = Press.model_validate(body)
    verb, _, rest = press.value.partition(" ")
    name, _, said = rest.partition(" ")
    _carry_out_press(verb, name, press, ack, docket=docket, rest=said.strip())


def press_button(verb: str, ack: Ack, body: Body, *, docket: Docket) -> None:
    """Do what a card's button says, with the booking it names."""
    press = Press.model_validate(body)
    _carry_out_press(verb, press.value, press, ack, docket=docket)


def _carry_out_press(
    verb: str, name: str, press: Press, ack: Ack, *, docket: Docket, rest: str = ""
) -> None:
    """Do it with the booking of this reference; a button that names none is no button of Docket's."""
    screen = screen_of(press, ack, docket=docket)
    ref = parse_reference(name)
    if ref is None or verb not in VERBS:
        screen.say(words.OLD_BUTTON)
        return
    wish = Wish(verb=verb, name=ref, rest=rest, kind=kind_of(ref), at=press.channel)
    actor = docket.actor(press.user, team=press.team, about={wish.kind})
    carry_out(wish, actor=actor, screen=screen, docket=docket)


def carry_out(wish: Wish, *, actor: Actor, screen: Screen, docket: Docket) -> None:
    """Show the form for a change, or the booking itself; or why this person may not have it."""
    if wish.kind not in docket.switched_on and wish.verb != "show":
        screen.say(words.switched_off(wish.kind))
        return
    if not wish.name:
        begun = wish.verb in {"cancel", "show"}
        nearest = [
            booking.as_read_by(actor.reader)
            for booking in docket.desk.nearest(by=actor, kind=wish.kind, begun=begun)
        ]
        offered = booking_list.Offer(
            verb=wish.verb, rest=wish.rest, kind=wish.kind, now=docket.clock()
        )
        booking_list.offer(nearest, offered, screen=screen)
        return
    try:
        booking = _find(wish, actor=actor, docket=docket).as_read_by(actor.reader)
    except REFUSALS as refusal:
        screen.say(words.refusal(refusal))
        return
    _open(wish, booking, actor=actor, screen=screen, docket=docket)


def _find(wish: Wish, *, actor: Actor, docket: Docket) -> Booking:
    if wish.verb == "show":
        return docket.desk.find_visible(wish.name, by=actor, kind=wish.kind, at=wish.at)
    cancels = wish.verb == "cancel"
    return docket.desk.find_mine(wish.name, by=actor, kind=wish.kind, at=wish.at, cancels=cancels)


def _open(wish: Wish, booking: Booking, *, actor: Actor, screen: Screen, docket: Docket) -> None:
    user = actor.user
    match wish.verb, booking:
        case "show", _:
            booking_show.show(booking, actor=actor, screen=screen, docket=docket)
        case "cancel", _:
            booking_cancel.open_form(booking, screen=screen, now=docket.clock())
        case "move", _ if booking.can_move:
            booking_move.open_form(booking, user=user, screen=screen, docket=docket, when=wish.rest)
        case "edit", SessionBooking():
            session_edit.open_form(booking, user=user, screen=screen, docket=docket, when=wish.rest)
        case "again", _:
            _open_again(booking, actor=actor, screen=screen, docket=docket)
        case _:
            screen.say(words.cannot(wish.verb, booking))


def _open_again(booking: Booking, *, actor: Actor, screen: Screen, docket: Docket) -> None:
    """Show the form of what came to nothing; what is confidential is in it, so to its owner alone."""
    user = actor.user
    if not may_see_particulars(actor, booking):
        screen.say(words.refusal(NotYours(booking, admins=frozenset())))
        return
    if booking.state is not State.FAILED:
        screen.say(words.refusal(WrongState(booking)))
        return
    if not may_begin(booking.kind, actor=actor, screen=screen, docket=docket):
        return
    match booking:
        case SessionBooking():
            session_new.open_form_again(booking, user=user, screen=screen, docket=docket)
        case AgentBooking():
            agent_new.open_form_again(booking, user=user, screen=screen, docket=docket)
        case ErrandBooking():
            agent_errand.open_form_again(booking, screen=screen, now=docket.clock())
        case AppointmentBooking():
            appointment_new.open_form_again(booking, user=user, screen=screen, docket=docket)
        case CancellationBooking():
            cancellation_new.open_form_again(booking, actor=actor, screen=screen, docket=docket)
