"""/appointment [when]: the form for a new appointment, opened, tried again and submitted."""

from collections.abc import Sequence
from functools import partial

from slack_bolt import Ack

from bot.scheduling.conflicts import Conflict
from bot.scheduling.model.appointment import AppointmentBooking
from bot.scheduling.model.reference import Kind
from bot.scheduling.model.rights import Actor
from handlers.appointments.form import Draft, draw, offered, read_order, read_so_far
from handlers.forms import submission
from handlers.forms.metadata import FormMetadata, form_metadata
from handlers.forms.reading import EnteredTime
from handlers.forms.when_field import ReadingContext
from handlers.forms.when_typed import show_begun
from handlers.messages import command_lines, states
from handlers.request import BookingRequest, CommandRequest
from handlers.services import Services
from handlers.slack.payloads import BlockAction, Body, Modal
from handlers.ui.screen import Screen, screen_of

BOOK = "appointment_book"


def open_form(request: CommandRequest) -> None:
    """Show the form, prefilled with what was understood of the line."""
    actor, screen, services = request.actor(), request.screen, request.services
    if not submission.may_open_form(
        Kind.APPOINTMENT, actor=actor, screen=screen, services=services
    ):
        return
    said, context = request.line, request.context
    unread = not said.typed and said.when is None
    draft = Draft(
        when=said.title if unread else said.typed,
        answer=context.read(said.title) if unread else said.when,
        context=context,
        event_type=said.chosen,
        zone=context.person.zone,
        reply_to=actor.reply_to,
        email=", ".join(said.emails),
        note="" if unread or not said.title else command_lines.not_used(said.title),
    )
    _show_form(draft, by=actor, screen=screen, services=services)


def book_slot(ack: Ack, body: Body, *, services: Services) -> None:
    """Show the form with the free slot that was pressed, `EVENT-TYPE-ID WHEN`."""
    press = BlockAction.model_validate(body)
    event_type, _, when = press.value.partition(" ")
    screen = screen_of(press, ack, services=services)
    actor = services.actor(press.user, team=press.team, reply_to=press.reply_to)
    if not submission.may_open_form(
        Kind.APPOINTMENT, actor=actor, screen=screen, services=services
    ):
        return
    person = services.people.person(press.user)
    context = ReadingContext.by(person, now=services.clock())
    draft = Draft(
        when=when,
        answer=context.read(when),
        context=context,
        event_type=event_type,
        zone=person.zone,
        reply_to=actor.reply_to,
    )
    _show_form(draft, by=actor, screen=screen, services=services)


def open_form_again(booking: AppointmentBooking, request: BookingRequest) -> None:
    """Show the form of a failed booking, to its owner, with everything that was entered."""
    services, entered = request.services, booking.request
    person = services.people.person(request.actor.user)
    context = ReadingContext(now=services.clock(), person=person, zone=entered.zone)
    when = booking.moment.written(person.reader)
    draft = Draft(
        when=when,
        answer=context.read(when),
        context=context,
        event_type=str(entered.event_type_id),
        zone=entered.zone,
        email=entered.email,
        first_name=entered.first_name,
        last_name=entered.last_name,
        location=entered.location,
        channel=booking.channel,
        reply_to=request.actor.reply_to,
        source=FormMetadata.again(booking, now=services.clock()),
        intro=states.state(booking),
    )
    _show_form(draft, by=request.actor, screen=request.screen, services=services)


def _show_form(draft: Draft, *, by: Actor, screen: Screen, services: Services) -> None:
    """Show the form as it begins, with what is in the way of that."""
    view = draw(draft, choices=services.choices)
    show_begun(draft, view=view, find=conflicts, by=by, screen=screen, services=services)


def conflicts(
    form: Modal, *, time: EnteredTime, user: str, team: str, services: Services
) -> Sequence[Conflict]:
    """Return what is in the way of the appointment as far as it is typed."""
    actor, seen = services.actor(user, team=team), form_metadata(form)
    order = read_so_far(form, time=time)
    return services.bookings.conflicts_of_order(order, by=actor, ref=seen.ref, shown=seen.conflicts)


def submit(ack: Ack, body: Body, *, services: Services) -> None:
    """Book what the form asks for, or say under its fields what is wrong, losing nothing typed."""
    fields = partial(offered, choices=services.choices)
    submission.submit(ack, body, offered=fields, read=read_order, services=services)
