"""/appointment [when]: the form for a new appointment, opened, tried again and submitted."""

from functools import partial

from slack_bolt import Ack

from bot.scheduling.model.appointment import AppointmentBooking
from bot.scheduling.model.reference import Kind
from handlers.appointments.form import Draft, draw, offered, read_order
from handlers.docket import Docket
from handlers.forms import submission
from handlers.forms.fields import FormMetadata
from handlers.forms.when_field import ReadingContext
from handlers.messages import command_lines, states
from handlers.request import BookingRequest, CommandRequest
from handlers.slack.payloads import BlockAction, Body
from handlers.ui.screen import screen_of

BOOK = "appointment_book"


def open_form(request: CommandRequest) -> None:
    """Show the form, prefilled with what was understood of the line."""
    actor, screen, docket = request.actor(), request.screen, request.docket
    if not submission.may_open_form(Kind.APPOINTMENT, actor=actor, screen=screen, docket=docket):
        return
    said, against = request.line, request.against
    unread = not said.typed and said.when is None
    draft = Draft(
        when=said.title if unread else said.typed,
        answer=against.read(said.title) if unread else said.when,
        against=against,
        event_type=said.chosen,
        zone=against.person.zone,
        email=", ".join(said.emails),
        note="" if unread or not said.title else command_lines.not_used(said.title),
    )
    screen.show(draw(draft, choices=docket.choices))


def book_slot(ack: Ack, body: Body, *, docket: Docket) -> None:
    """Show the form with the free slot that was pressed, `EVENT-TYPE-ID WHEN`."""
    press = BlockAction.model_validate(body)
    event_type, _, when = press.value.partition(" ")
    screen = screen_of(press, ack, docket=docket)
    actor = docket.actor(press.user, team=press.team)
    if not submission.may_open_form(Kind.APPOINTMENT, actor=actor, screen=screen, docket=docket):
        return
    person = docket.people.person(press.user)
    against = ReadingContext.by(person, now=docket.clock())
    draft = Draft(
        when=when,
        answer=against.read(when),
        against=against,
        event_type=event_type,
        zone=person.zone,
    )
    screen.show(draw(draft, choices=docket.choices))


def open_form_again(booking: AppointmentBooking, request: BookingRequest) -> None:
    """Show the form of a failed booking, to its owner, with everything that was entered."""
    docket, entered = request.docket, booking.request
    person = docket.people.person(request.actor.user)
    against = ReadingContext(now=docket.clock(), person=person, zone=entered.zone)
    when = booking.moment.written(person.reader)
    draft = Draft(
        when=when,
        answer=against.read(when),
        against=against,
        event_type=str(entered.event_type_id),
        zone=entered.zone,
        email=entered.email,
        first_name=entered.first_name,
        last_name=entered.last_name,
        location=entered.location,
        channel=booking.channel,
        again=FormMetadata.again(booking, now=docket.clock()),
        note=states.state(booking),
    )
    request.screen.show(draw(draft, choices=docket.choices))


def submit(ack: Ack, body: Body, *, docket: Docket) -> None:
    """Book what the form asks for, or say under its fields what is wrong, losing nothing typed."""
    fields = partial(offered, choices=docket.choices)
    submission.submit(ack, body, offered=fields, read=read_order, docket=docket)
