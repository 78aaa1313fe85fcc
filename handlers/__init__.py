"""Everything a person can do in Slack: a folder for each kind of booking, a file for each thing to do."""

import re
from collections.abc import Callable, Mapping
from functools import partial

from slack_bolt import Ack, App

from bot.scheduling.command_line.verbs import Verb
from handlers import channel_events, dispatch, errors, gate
from handlers.agents import calendar_actions, send_agent
from handlers.agents import form as agent_form
from handlers.agents import new as new_agent
from handlers.appointments import cancel_by_id
from handlers.appointments import form as appointment_form
from handlers.appointments import new as new_appointment
from handlers.bookings import (
    add_to_calendar,
    attention,
    cancel,
    drift,
    duplicate_cards,
    lists,
    move,
    show,
    undo,
)
from handlers.forms import change_form, conflict_notices, short_form, when_field, when_typed
from handlers.messages import attention_buttons, cards, holds, receipts
from handlers.messages.errors import OLD_BUTTON
from handlers.services import Services
from handlers.sessions import edit
from handlers.sessions import form as session_form
from handlers.sessions import new as new_session
from handlers.slack.payloads import BlockAction, Body
from handlers.ui.screen import screen_of

Listener = Callable[..., None]

# Each form by its callback_id.
_FORMS: Mapping[str, Listener] = {
    session_form.NAME: new_session.submit,
    edit.NAME: edit.submit,
    agent_form.NAME: new_agent.submit,
    send_agent.NAME: send_agent.submit,
    calendar_actions.NAME: calendar_actions.submit,
    appointment_form.NAME: new_appointment.submit,
    cancel_by_id.NAME: cancel_by_id.submit,
    move.NAME: move.submit,
    cancel.NAME: cancel.submit,
}


def _open_link(ack: Ack, _: Body, *, services: Services) -> None:
    """Take note of a link opened: nothing is to be done."""
    del services
    ack()


# Each button of a card by its action_id.
_CARD_ACTIONS: Mapping[str, Listener] = {
    cards.MOVE: partial(dispatch.press_button, Verb.MOVE),
    cards.CANCEL: partial(dispatch.press_button, Verb.CANCEL),
    cards.EDIT: partial(dispatch.press_button, Verb.EDIT),
    cards.MORE: partial(dispatch.press_button, Verb.SHOW),
    cards.AGAIN: partial(dispatch.press_button, Verb.AGAIN),
    cards.REBOOK: partial(dispatch.press_button, Verb.REBOOK),
    cards.DAY_2: partial(dispatch.press_button, Verb.DAY_2),
    cards.ACCEPT: drift.accept,
    cards.PUT_BACK: drift.put_back,
    holds.UNDO: undo.press,
    cards.AGENT: send_agent.press,
    cards.CALENDAR: add_to_calendar.show,
    cards.JOIN: _open_link,
}
# How it is found out what is in the way of what stands in a form, by its callback_id.
_CONFLICTS: when_typed.Finders = {
    session_form.NAME: new_session.conflicts,
    edit.NAME: change_form.conflicts,
    move.NAME: change_form.conflicts,
    agent_form.NAME: new_agent.conflicts,
    appointment_form.NAME: new_appointment.conflicts,
}
# Each other button and field by its action_id.
_ACTIONS: Mapping[str, Listener] = {
    receipts.UNDO: undo.press_on_receipt,
    show.NOTICE: partial(dispatch.press_button, Verb.NOTICE),
    show.PASSWORD: show.show_password,
    show.REVOKE: show.revoke_links,
    short_form.MORE: new_session.show_more,
    when_field.WHEN: partial(when_typed.on_typed, finders=_CONFLICTS),
    when_field.ZONE: partial(when_typed.on_typed, finders=_CONFLICTS),
    conflict_notices.MOVE_INSTEAD: dispatch.pick,
    **dict.fromkeys(
        {*conflict_notices.CHECKED, session_form.HOST_PEOPLE},
        partial(when_typed.on_others_typed, finders=_CONFLICTS),
    ),
    session_form.CASE: partial(
        when_typed.on_refilled, refill=new_session.follow_case, finders=_CONFLICTS
    ),
    session_form.CLEAR: partial(
        when_typed.on_refilled,
        refill=new_session.clear_defaults,
        finders=_CONFLICTS,
        first=True,
    ),
}
# Buttons of which a message has several: an action_id begins with this.
_NUMBERED_ACTIONS: Mapping[str, Listener] = {
    when_field.PICK: partial(when_typed.on_picked, finders=_CONFLICTS),
    lists.PICK: dispatch.pick,
    lists.TURN: lists.turn_page,
    attention_buttons.ATTEND: attention.press,
    new_appointment.BOOK: new_appointment.book_slot,
}


def register(app: App, *, services: Services) -> None:
    """Tell Bolt which function does what, and what stands before all of them."""
    app.middleware(partial(gate.admit, services=services))
    commands = re.compile(f"^({'|'.join(dispatch.COMMANDS)})$")
    app.command(commands)(partial(dispatch.handle_command, services=services))
    for form, submit in _FORMS.items():
        app.view(form)(partial(submit, services=services))
    for action, listener in _ACTIONS.items():
        app.action(action)(partial(listener, services=services))
    for action, listener in _CARD_ACTIONS.items():
        app.action(action)(partial(_press_on_card, listener=listener, services=services))
    app.action(cards.MENU)(partial(_choose_on_card, services=services))
    for prefix, listener in _NUMBERED_ACTIONS.items():
        app.action(re.compile(f"^{prefix}_"))(partial(listener, services=services))
    for event in channel_events.EVENTS:
        app.event(event)(partial(channel_events.redraw, services=services))
    app.action(re.compile(f"^{add_to_calendar.OPEN}_"))(_acknowledge)
    app.action(re.compile(""))(partial(_answer_old_button, services=services))
    app.view_closed(re.compile(""))(_acknowledge)
    app.error(partial(errors.answer, services=services))


def _press_on_card(ack: Ack, body: Body, *, listener: Listener, services: Services) -> None:
    """Do what the button says; the card is deleted if it is not the one that shows its booking."""
    listener(ack, body, services=services)
    duplicate_cards.remove(body, services=services)


def _choose_on_card(ack: Ack, body: Body, *, services: Services) -> None:
    """Do what a choice of a card's menu says, as if it were a button: its value says `ACTION REF`."""
    action, _, ref = BlockAction.model_validate(body).value.partition(" ")
    pressed = {**body, "actions": [{"action_id": action, "value": ref}]}
    listener = _CARD_ACTIONS.get(action, _answer_old_button)
    _press_on_card(ack, pressed, listener=listener, services=services)


def _acknowledge(ack: Ack) -> None:
    """Take note of a link opened or a form closed: nothing is to be done."""
    ack()


def _answer_old_button(ack: Ack, body: Body, *, services: Services) -> None:
    """Answer a button that no longer does anything."""
    press = BlockAction.model_validate(body)
    screen_of(press, ack, services=services).say(OLD_BUTTON)
