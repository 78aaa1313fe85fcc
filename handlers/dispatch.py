"""Which function does what: each command's verbs, and what can be done with one booking."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from slack_bolt import Ack

from bot.scheduling.command_line.verbs import ABOUT_ONE, Verb
from bot.scheduling.model.record import Record, State
from bot.scheduling.model.reference import TIMED, Kind, kind_of, parse_reference
from bot.scheduling.model.rights import NotYours, may_see_private_details
from bot.scheduling.model.transitions import InvalidTransition
from bot.scheduling.personal_data import is_erased
from bot.scheduling.requests.calendar_actions import Action
from handlers.agents import calendar_actions
from handlers.agents import new as new_agent
from handlers.appointments import cancel_by_id, slots
from handlers.appointments import lists as appointment_lists
from handlers.appointments import new as new_appointment
from handlers.bookings import (
    attention,
    cancel,
    copy_link,
    copy_notice,
    described,
    lists,
    move,
    show,
)
from handlers.forms.submission import may_open_form
from handlers.messages import appointments, refusals
from handlers.messages.errors import OLD_BUTTON
from handlers.messages.help import AGENT_HELP, APPOINTMENT_HELP, BOOKINGS_HELP, SESSION_HELP
from handlers.messages.refusals import REFUSALS
from handlers.request import BookingRequest, CommandRequest, card_pressed
from handlers.services import Services
from handlers.sessions import copy, edit
from handlers.sessions import new as new_session
from handlers.slack.payloads import BlockAction, Body, SlashCommand
from handlers.ui.screen import CommandScreen, screen_of

CommandAction = Callable[[CommandRequest], None]
BookingAction = Callable[[Record, BookingRequest], None]


def handle_command(ack: Ack, body: Body, *, services: Services) -> None:
    """Do what a command says: what its verb stands for in `COMMANDS`."""
    command = SlashCommand.model_validate(body)
    screen = CommandScreen(ack, services=services, trigger=command.trigger)
    kind = _NEEDED.get(command.command)
    if kind and kind not in services.switched_on:
        screen.say(refusals.switched_off(kind))
        return
    request = CommandRequest.of(command, screen=screen, services=services)
    if not request.answer_in_words():
        COMMANDS[command.command][request.verb](request)


def pick(ack: Ack, body: Body, *, services: Services) -> None:
    """Go on with the booking chosen where no reference was given; its button says `VERB REF WORDS`."""
    press = BlockAction.model_validate(body)
    verb, _, rest = press.value.partition(" ")
    name, _, typed = rest.partition(" ")
    _act_on_press(verb, name, press, ack, services=services, typed=typed.strip())


def press_button(verb: Verb, ack: Ack, body: Body, *, services: Services) -> None:
    """Do what a card's button says, with the booking it names."""
    press = BlockAction.model_validate(body)
    _act_on_press(verb, press.value, press, ack, services=services)


def _act_on_press(
    verb: str, name: str, press: BlockAction, ack: Ack, *, services: Services, typed: str = ""
) -> None:
    """Do it with the booking of this reference; a button that names none is no button of Docket's."""
    screen = screen_of(press, ack, services=services)
    ref = parse_reference(name)
    if ref is None or verb not in _ON_BOOKING:
        screen.say(OLD_BUTTON)
        return
    kind = kind_of(ref)
    act_on_booking(
        BookingRequest(
            verb=Verb(verb),
            name=ref,
            typed=typed,
            kind=kind,
            channel=press.channel,
            card=card_pressed(press, ref),
            actor=services.actor(
                press.user, team=press.team, about={kind}, reply_to=press.reply_to
            ),
            screen=screen,
            services=services,
        )
    )


def act_on_booking(request: BookingRequest) -> None:
    """Show the form for a change, or the booking itself; or why this person may not have it."""
    if request.kind not in request.services.switched_on and request.verb is not Verb.SHOW:
        request.screen.say(refusals.switched_off(request.kind))
        return
    if not request.name and request.described:
        described.act_on_it(request, act=act_on_booking)
        return
    if not request.name:
        lists.offer_nearest(request)
        return
    try:
        booking = _find(request).as_read_by(request.actor.reader)
    except REFUSALS as refusal:
        request.screen.say(refusals.refusal(refusal))
        return
    _ON_BOOKING[request.verb](booking, request)


def _find(request: BookingRequest) -> Record:
    booking_service, name, by = request.services.bookings, request.name, request.actor
    kind, at, card = request.kind, request.channel, request.card
    if request.verb in {Verb.SHOW, Verb.LINK, Verb.NOTICE}:
        return booking_service.find_visible(name, by=by, kind=kind, at=at, card=card)
    if request.verb in {Verb.COPY, Verb.REBOOK, Verb.DAY_2}:
        return booking_service.find_to_change(name, by=by, kind=kind, at=at, card=card)
    cancels = request.verb is Verb.CANCEL
    return booking_service.find_changeable(
        name, by=by, kind=kind, at=at, card=card, cancels=cancels
    )


OpenFilledIn = Callable[[Any, BookingRequest], None]


def _open_filled_in(
    booking: Record, request: BookingRequest, *, forms: Mapping[Kind, OpenFilledIn]
) -> None:
    """Show its kind's form with what was entered.

    What is confidential is in it, so it is shown to the owner alone.
    """
    actor, screen, services = request.actor, request.screen, request.services
    if not may_see_private_details(actor, booking):
        screen.say(refusals.refusal(NotYours(booking, admins=frozenset())))
        return
    if booking.kind not in forms:
        screen.say(refusals.cannot_copy(booking))
        return
    if is_erased(booking):
        screen.say(refusals.erased(booking))
        return
    if not may_open_form(booking.kind, actor=actor, screen=screen, services=services):
        return
    forms[booking.kind](booking, request)


def _try_again(booking: Record, request: BookingRequest) -> None:
    """Show its kind's form with what was entered, if it failed."""
    if booking.state is State.FAILED:
        _open_filled_in(booking, request, forms=_TRY_AGAIN)
    else:
        request.screen.say(refusals.refusal(InvalidTransition(booking)))


# The form in which what failed is changed and tried again, for each kind.
_TRY_AGAIN: Mapping[Kind, OpenFilledIn] = {
    Kind.SESSION: new_session.open_form_again,
    Kind.AGENT: new_agent.open_form_again,
    Kind.CALENDAR_ACTION: calendar_actions.open_form_again,
    Kind.APPOINTMENT: new_appointment.open_form_again,
    Kind.CANCELLATION: cancel_by_id.open_form_again,
}
_copy = partial(_open_filled_in, forms={Kind.SESSION: copy.open_form})
_day_2 = partial(_open_filled_in, forms={Kind.SESSION: copy.open_form_for_day_2})

# What each verb does with one booking, whatever its kind: a verb that a kind lacks says so itself.
_ON_BOOKING: Mapping[Verb, BookingAction] = {
    Verb.SHOW: show.show,
    Verb.MOVE: move.open_form,
    Verb.EDIT: edit.open_form,
    Verb.CANCEL: cancel.open_form,
    Verb.LINK: copy_link.show,
    Verb.NOTICE: copy_notice.show,
    Verb.AGAIN: _try_again,
    Verb.COPY: _copy,
    Verb.REBOOK: _copy,
    Verb.DAY_2: _day_2,
}


def _on_booking(kind: Kind) -> CommandAction:
    """Do it with the booking of this kind that the line names."""
    return lambda request: act_on_booking(request.about_booking(kind))


def _list(*kinds: Kind) -> CommandAction:
    """List bookings of these kinds."""
    return partial(lists.show, kinds=frozenset(kinds))


def _say(text: str) -> CommandAction:
    return lambda request: request.screen.say(text)


def _if_on(kind: Kind, action: CommandAction) -> CommandAction:
    """Do it where the provider of this kind is switched on, for commands that also do what needs it not."""

    def act(request: CommandRequest) -> None:
        if kind in request.services.switched_on:
            action(request)
        else:
            request.screen.say(refusals.switched_off(kind))

    return act


# The commands of which nothing can be done while their provider is switched off.
_NEEDED = {"/session": Kind.SESSION, "/appointment": Kind.APPOINTMENT}

COMMANDS: Mapping[str, Mapping[Verb, CommandAction]] = {
    "/session": {
        Verb.NEW: new_session.open_form,
        **dict.fromkeys(ABOUT_ONE, _on_booking(Kind.SESSION)),
        Verb.LIST: _list(Kind.SESSION),
        Verb.HELP: _say(SESSION_HELP),
    },
    "/agent": {
        Verb.NEW: _if_on(Kind.AGENT, new_agent.open_form),
        Verb.MOVE: _if_on(Kind.AGENT, _on_booking(Kind.AGENT)),
        Verb.CANCEL: _if_on(
            Kind.AGENT, partial(calendar_actions.cancel, cancel_booking=act_on_booking)
        ),
        Verb.REMOVE: partial(calendar_actions.handle, action=Action.REMOVE),
        Verb.ADD: partial(calendar_actions.handle, action=Action.ADD),
        Verb.DELETE: partial(calendar_actions.handle, action=Action.DELETE),
        Verb.LIST: _if_on(Kind.AGENT, _list(Kind.AGENT)),
        Verb.SHOW: _if_on(Kind.AGENT, _on_booking(Kind.AGENT)),
        Verb.HELP: _say(AGENT_HELP),
    },
    "/appointment": {
        Verb.NEW: new_appointment.open_form,
        Verb.MOVE: _say(appointments.NO_MOVING_APPOINTMENTS),
        Verb.EDIT: _say(appointments.NO_MOVING_APPOINTMENTS),
        Verb.CANCEL: partial(cancel_by_id.cancel, cancel_booking=act_on_booking),
        Verb.LIST: partial(appointment_lists.show, list_booked=_list(Kind.APPOINTMENT)),
        Verb.SLOTS: slots.show,
        Verb.SHOW: _on_booking(Kind.APPOINTMENT),
        Verb.HELP: _say(APPOINTMENT_HELP),
    },
    "/bookings": {
        Verb.LIST: _list(*TIMED),
        Verb.ATTENTION: attention.show,
        Verb.HELP: _say(BOOKINGS_HELP),
    },
}
