"""Everything a person can do in Slack, one file each."""

import re
from functools import partial

from slack_bolt import Ack, App

from handlers import (
    agent_command,
    agent_errand,
    agent_form,
    agent_new,
    appointment_command,
    appointment_form,
    appointment_new,
    booking_attention,
    booking_cancel,
    booking_list,
    booking_move,
    booking_show,
    bookings_command,
    calendar,
    cancellation_new,
    cards,
    channel_events,
    gate,
    session_agent,
    session_command,
    session_edit,
    session_form,
    session_new,
    trouble,
    when_field,
    when_typed,
    wishes,
    words,
)
from handlers.booking_list import PICK, TURN
from handlers.docket import Docket
from handlers.payloads import Body, Press
from handlers.screen import screen_of


def register(app: App, *, docket: Docket) -> None:
    """Tell Bolt which function does what, and what stands before all of them."""
    app.middleware(partial(gate.admit, docket=docket))

    app.command("/session")(partial(session_command.handle, docket=docket))
    app.command("/agent")(partial(agent_command.handle, docket=docket))

    app.command("/appointment")(partial(appointment_command.handle, docket=docket))
    app.command("/bookings")(partial(bookings_command.handle, docket=docket))

    app.view(session_form.NAME)(partial(session_new.submit, docket=docket))
    app.view(agent_form.NAME)(partial(agent_new.submit, docket=docket))
    app.view(agent_errand.NAME)(partial(agent_errand.submit, docket=docket))
    app.view(session_agent.NAME)(partial(session_agent.submit, docket=docket))
    app.view(booking_move.NAME)(partial(booking_move.submit, docket=docket))
    app.view(session_edit.NAME)(partial(session_edit.submit, docket=docket))
    app.view(appointment_form.NAME)(partial(appointment_new.submit, docket=docket))
    app.view(cancellation_new.NAME)(partial(cancellation_new.submit, docket=docket))
    app.view(booking_cancel.NAME)(partial(booking_cancel.submit, docket=docket))

    app.action(when_field.WHEN)(partial(when_typed.typed, docket=docket))
    app.action(when_field.ZONE)(partial(when_typed.typed, docket=docket))
    app.action(re.compile(f"^{when_field.PICK}_"))(partial(when_typed.picked, docket=docket))

    for action, verb in (
        (cards.MOVE, "move"),
        (cards.CANCEL, "cancel"),
        (cards.MORE, "show"),
        (cards.AGAIN, "again"),
        (booking_show.EDIT, "edit"),
    ):
        app.action(action)(partial(wishes.press_button, verb, docket=docket))
    app.action(booking_show.PASSWORD)(partial(booking_show.show_password, docket=docket))
    app.action(booking_show.REVOKE)(partial(booking_show.revoke_links, docket=docket))
    app.action(re.compile(f"^{PICK}_"))(partial(wishes.pick, docket=docket))
    app.action(re.compile(f"^{TURN}_"))(partial(booking_list.turn, docket=docket))
    app.action(re.compile(f"^{booking_attention.ATTEND}_"))(
        partial(booking_attention.press, docket=docket)
    )
    app.action(re.compile(f"^{appointment_new.BOOK}_"))(
        partial(appointment_new.book_slot, docket=docket)
    )

    app.action(cards.AGENT)(partial(session_agent.press, docket=docket))
    app.action(cards.CALENDAR)(partial(calendar.show, docket=docket))
    app.action(cards.JOIN)(_seen)
    app.action(re.compile(f"^{calendar.OPEN}_"))(_seen)

    for event in channel_events.EVENTS:
        app.event(event)(partial(channel_events.redraw, docket=docket))

    app.action(re.compile(""))(partial(_old_button, docket=docket))
    app.view_closed(re.compile(""))(_seen)
    app.error(partial(trouble.answer, docket=docket))


def _seen(ack: Ack) -> None:
    """Take note of a link opened or a form closed: nothing is to be done."""
    ack()


def _old_button(ack: Ack, body: Body, *, docket: Docket) -> None:
    """Answer a button that no longer does anything."""
    press = Press.model_validate(body)
    screen_of(press, ack, docket=docket).say(words.OLD_BUTTON)
