"""Doing something with one booking: by a command, by a card's button, or chosen from a list."""

from dataclasses import dataclass

from slack_bolt import Ack

from bot.scheduling.command_line.understand import Understood
from bot.scheduling.model.agent import AgentBooking
from bot.scheduling.model.appointment import AppointmentBooking
from bot.scheduling.model.booking import Booking, InvalidTransition, State
from bot.scheduling.model.reference import Kind, kind_of, parse_reference
from bot.scheduling.model.rights import Actor, NotYours, may_see_particulars
from bot.scheduling.model.session import SessionBooking
from bot.scheduling.requests.calendar_actions import CalendarActionRequest
from bot.scheduling.requests.cancellations import CancellationRequest
from handlers.agents import calendar_actions
from handlers.agents import new as new_agent
from handlers.appointments import cancel_by_id
from handlers.appointments import new as new_appointment
from handlers.bookings import cancel, lists, move, show
from handlers.docket import Docket
from handlers.forms.submission import may_begin
from handlers.messages import words
from handlers.messages.refusals import REFUSALS
from handlers.sessions import edit
from handlers.sessions import new as new_session
from handlers.slack.payloads import Body, Command, Press
from handlers.ui.screen import Screen, screen_of

# What a button may be for.
VERBS = frozenset({"again", "cancel", "edit", "move", "show"})


@dataclass(frozen=True, slots=True, kw_only=True)
class BookingAction:
    """Something to do with one booking: the verb, the booking's name, and what else was said.

    `at` is the Slack channel it is wished in, empty in a modal.
    """

    verb: str
    name: str
    rest: str = ""
    kind: Kind
    at: str = ""

    @classmethod
    def of(cls, said: Understood, *, kind: Kind, at: str = "") -> "BookingAction":
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
    action = BookingAction(verb=verb, name=ref, rest=rest, kind=kind_of(ref), at=press.channel)
    actor = docket.actor(press.user, team=press.team, about={action.kind})
    carry_out(action, actor=actor, screen=screen, docket=docket)


def carry_out(action: BookingAction, *, actor: Actor, screen: Screen, docket: Docket) -> None:
    """Show the form for a change, or the booking itself; or why this person may not have it."""
    if action.kind not in docket.switched_on and action.verb != "show":
        screen.say(words.switched_off(action.kind))
        return
    if not action.name:
        begun = action.verb in {"cancel", "show"}
        nearest = [
            booking.as_read_by(actor.reader)
            for booking in docket.desk.nearest(by=actor, kind=action.kind, begun=begun)
        ]
        offered = lists.Offer(
            verb=action.verb, rest=action.rest, kind=action.kind, now=docket.clock()
        )
        lists.offer(nearest, offered, screen=screen)
        return
    try:
        booking = _find(action, actor=actor, docket=docket).as_read_by(actor.reader)
    except REFUSALS as refusal:
        screen.say(words.refusal(refusal))
        return
    _open(action, booking, actor=actor, screen=screen, docket=docket)


def _find(action: BookingAction, *, actor: Actor, docket: Docket) -> Booking:
    if action.verb == "show":
        return docket.desk.find_visible(action.name, by=actor, kind=action.kind, at=action.at)
    cancels = action.verb == "cancel"
    return docket.desk.find_mine(
        action.name, by=actor, kind=action.kind, at=action.at, cancels=cancels
    )


def _open(
    action: BookingAction, booking: Booking, *, actor: Actor, screen: Screen, docket: Docket
) -> None:
    user = actor.user
    match action.verb, booking:
        case "show", _:
            show.show(booking, actor=actor, screen=screen, docket=docket)
        case "cancel", _:
            cancel.open_form(booking, screen=screen, now=docket.clock())
        case "move", _ if booking.can_move:
            move.open_form(booking, user=user, screen=screen, docket=docket, when=action.rest)
        case "edit", SessionBooking():
            edit.open_form(booking, user=user, screen=screen, docket=docket, when=action.rest)
        case "again", _:
            _open_again(booking, actor=actor, screen=screen, docket=docket)
        case _:
            screen.say(words.cannot(action.verb, booking))


def _open_again(booking: Booking, *, actor: Actor, screen: Screen, docket: Docket) -> None:
    """Show the form of what came to nothing; what is confidential is in it, so to its owner alone."""
    user = actor.user
    if not may_see_particulars(actor, booking):
        screen.say(words.refusal(NotYours(booking, admins=frozenset())))
        return
    if booking.state is not State.FAILED:
        screen.say(words.refusal(InvalidTransition(booking)))
        return
    if not may_begin(booking.kind, actor=actor, screen=screen, docket=docket):
        return
    match booking:
        case SessionBooking():
            new_session.open_form_again(booking, user=user, screen=screen, docket=docket)
        case AgentBooking():
            new_agent.open_form_again(booking, user=user, screen=screen, docket=docket)
        case CalendarActionRequest():
            calendar_actions.open_form_again(booking, screen=screen, now=docket.clock())
        case AppointmentBooking():
            new_appointment.open_form_again(booking, user=user, screen=screen, docket=docket)
        case CancellationRequest():
            cancel_by_id.open_form_again(booking, actor=actor, screen=screen, docket=docket)
