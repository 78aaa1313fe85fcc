"""Everything a person can do in Slack, one file each."""

import re
from functools import partial

from slack_bolt import Ack, App

from handlers import channel_events, dispatch, errors, gate
from handlers.agents import calendar_actions, send_agent
from handlers.agents import command as agent_command
from handlers.agents import form as agent_form
from handlers.agents import new as new_agent
from handlers.appointments import cancel_by_id
from handlers.appointments import command as appointment_command
from handlers.appointments import form as appointment_form
from handlers.appointments import new as new_appointment
from handlers.bookings import add_to_calendar, attention, cancel, lists, move, show
from handlers.bookings import command as booking_command
from handlers.bookings.lists import PICK, TURN
from handlers.docket import Docket
from handlers.forms import when_field, when_typed
from handlers.messages import cards, words
from handlers.sessions import command as session_command
from handlers.sessions import edit
from handlers.sessions import form as session_form
from handlers.sessions import new as new_session
from handlers.slack.payloads import Body, Press
from handlers.ui.screen import screen_of


def register(app: App, *, docket: Docket) -> None:
    """Tell Bolt which function does what, and what stands before all of them."""
    app.middleware(partial(gate.admit, docket=docket))

    app.command("/session")(partial(session_command.handle, docket=docket))
    app.command("/agent")(partial(agent_command.handle, docket=docket))

    app.command("/appointment")(partial(appointment_command.handle, docket=docket))
    app.command("/bookings")(partial(booking_command.handle, docket=docket))

    app.view(session_form.NAME)(partial(new_session.submit, docket=docket))
    app.view(agent_form.NAME)(partial(new_agent.submit, docket=docket))
    app.view(calendar_actions.NAME)(partial(calendar_actions.submit, docket=docket))
    app.view(send_agent.NAME)(partial(send_agent.submit, docket=docket))
    app.view(move.NAME)(partial(move.submit, docket=docket))
    app.view(edit.NAME)(partial(edit.submit, docket=docket))
    app.view(appointment_form.NAME)(partial(new_appointment.submit, docket=docket))
    app.view(cancel_by_id.NAME)(partial(cancel_by_id.submit, docket=docket))
    app.view(cancel.NAME)(partial(cancel.submit, docket=docket))

    app.action(when_field.WHEN)(partial(when_typed.typed, docket=docket))
    app.action(when_field.ZONE)(partial(when_typed.typed, docket=docket))
    app.action(re.compile(f"^{when_field.PICK}_"))(partial(when_typed.picked, docket=docket))

    for action, verb in (
        (cards.MOVE, "move"),
        (cards.CANCEL, "cancel"),
        (cards.MORE, "show"),
        (cards.AGAIN, "again"),
        (show.EDIT, "edit"),
    ):
        app.action(action)(partial(dispatch.press_button, verb, docket=docket))
    app.action(show.PASSWORD)(partial(show.show_password, docket=docket))
    app.action(show.REVOKE)(partial(show.revoke_links, docket=docket))
    app.action(re.compile(f"^{PICK}_"))(partial(dispatch.pick, docket=docket))
    app.action(re.compile(f"^{TURN}_"))(partial(lists.turn, docket=docket))
    app.action(re.compile(f"^{attention.ATTEND}_"))(partial(attention.press, docket=docket))
    app.action(re.compile(f"^{new_appointment.BOOK}_"))(
        partial(new_appointment.book_slot, docket=docket)
    )

    app.action(cards.AGENT)(partial(send_agent.press, docket=docket))
    app.action(cards.CALENDAR)(partial(add_to_calendar.show, docket=docket))
    app.action(cards.JOIN)(_seen)
    app.action(re.compile(f"^{add_to_calendar.OPEN}_"))(_seen)

    for event in channel_events.EVENTS:
        app.event(event)(partial(channel_events.redraw, docket=docket))

    app.action(re.compile(""))(partial(_old_button, docket=docket))
    app.view_closed(re.compile(""))(_seen)
    app.error(partial(errors.answer, docket=docket))


def _seen(ack: Ack) -> None:
    """Take note of a link opened or a form closed: nothing is to be done."""
    ack()


def _old_button(ack: Ack, body: Body, *, docket: Docket) -> None:
    """Answer a button that no longer does anything."""
    press = Press.model_validate(body)
    screen_of(press, ack, docket=docket).say(words.OLD_BUTTON)
