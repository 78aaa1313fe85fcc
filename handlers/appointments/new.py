"""/appointment [when]: the form for a new appointment, and what becomes of it."""

from functools import partial

from slack_bolt import Ack

from bot.scheduling.model.appointment import AppointmentBooking
from bot.scheduling.model.reference import Kind
from handlers.appointments.form import Draft, draw, read_order
from handlers.command_line import Line
from handlers.docket import Docket
from handlers.forms import submission
from handlers.forms.fields import Carried
from handlers.forms.when_field import Asked
from handlers.messages import words
from handlers.slack.payloads import Body, Command, Press
from handlers.ui.screen import Screen, screen_of

BOOK = "appointment_book"


def open_form(command: Command, line: Line, *, screen: Screen, docket: Docket) -> None:
    """Show the form, prefilled with what was understood of the line."""
    actor = docket.actor(command.user, team=command.team)
    if not submission.may_begin(Kind.APPOINTMENT, actor=actor, screen=screen, docket=docket):
        return
    said = line.said
    unread = not said.typed and said.when is None
    draft = Draft(
        when=said.title if unread else said.typed,
        answer=line.asked.read(said.title) if unread else said.when,
        asked=line.asked,
        event_type=said.chosen,
        zone=line.asked.person.zone,
        email=", ".join(said.emails),
        note="" if unread or not said.title else words.not_used(said.title),
    )
    screen.show(draw(draft, choices=docket.choices))


def book_slot(ack: Ack, body: Body, *, docket: Docket) -> None:
    """Show the form with the free slot that was pressed, `EVENT-TYPE-ID WHEN`."""
    press = Press.model_validate(body)
    event_type, _, when = press.value.partition(" ")
    screen = screen_of(press, ack, docket=docket)
    actor = docket.actor(press.user, team=press.team)
    if not submission.may_begin(Kind.APPOINTMENT, actor=actor, screen=screen, docket=docket):
        return
    person = docket.people.person(press.user)
    asked = Asked.by(person, now=docket.clock())
    draft = Draft(
        when=when, answer=asked.read(when), asked=asked, event_type=event_type, zone=person.zone
    )
    screen.show(draw(draft, choices=docket.choices))


def open_form_again(
    booking: AppointmentBooking, *, user: str, screen: Screen, docket: Docket
) -> None:
    """Show the form of a failed booking, to its owner, with everything that was entered."""
    person = docket.people.person(user)
    request = booking.request
    asked = Asked(now=docket.clock(), person=person, zone=request.zone)
    when = booking.moment.written(person.reader)
    draft = Draft(
        when=when,
        answer=asked.read(when),
        asked=asked,
        event_type=str(request.event_type_id),
        zone=request.zone,
        email=request.email,
        first_name=request.first_name,
        last_name=request.last_name,
        location=request.location,
        channel=booking.channel,
        again=Carried.again(booking, now=docket.clock()),
        note=words.state(booking),
    )
    screen.show(draw(draft, choices=docket.choices))


def submit(ack: Ack, body: Body, *, docket: Docket) -> None:
    """Book what the form asks for, or say under its fields what is wrong, losing nothing typed."""
    read = partial(read_order, choices=docket.choices)
    submission.submit(ack, body, read=read, docket=docket)
