"""/session [when and anything else]: the form for a new session, opened, tried again and submitted."""

from dataclasses import replace
from datetime import timedelta
from functools import partial

from slack_bolt import Ack

from bot.scheduling.command_line.parser import ParsedCommand
from bot.scheduling.model.form_field import LONGEST_CAPTION, LONGEST_TEXT
from bot.scheduling.model.reference import Kind
from bot.scheduling.model.session import Session, SessionBooking
from bot.scheduling.model.text import clip
from handlers.forms import submission
from handlers.forms.metadata import FormMetadata
from handlers.forms.when_field import ReadingContext, length_said
from handlers.messages import sessions
from handlers.request import BookingRequest, CommandRequest
from handlers.services import Services
from handlers.sessions.form import Draft, draw, offered, read_order
from handlers.slack.payloads import Body

USUAL_DURATION = timedelta(hours=1)


def open_form(request: CommandRequest) -> None:
    """Show the form, prefilled with what was understood of the line."""
    actor, screen, services = request.actor(about={Kind.SESSION}), request.screen, request.services
    if not submission.may_open_form(Kind.SESSION, actor=actor, screen=screen, services=services):
        return
    said = request.line
    draft = Draft(
        session=_begun(said),
        when=said.typed,
        answer=said.when,
        context=request.context,
        channel=request.command.channel,
        note=sessions.caption_cut(said.title, notes=LONGEST_TEXT)
        if len(said.title) > LONGEST_CAPTION
        else "",
    )
    screen.show(draw(draft, choices=services.choices))


def _begun(said: ParsedCommand) -> Session:
    """Return the session as far as it was typed; a title that is too long goes whole into the notes."""
    long = len(said.title) > LONGEST_CAPTION
    return Session(
        title=clip(said.title, to=LONGEST_CAPTION),
        notes=clip(said.title, to=LONGEST_TEXT) if long else "",
        case=said.case,
        invitees=said.emails,
        duration=length_said(said.when) or USUAL_DURATION,
    )


def open_form_again(booking: SessionBooking, request: BookingRequest) -> None:
    """Show the form of a failed booking with everything that was entered."""
    again = FormMetadata.again(booking, now=request.services.clock())
    draft = replace(_filled_in(booking, request), again=again)
    request.screen.show(draw(draft, choices=request.services.choices))


def open_form_to_book_again(booking: SessionBooking, request: BookingRequest) -> None:
    """Show the form for a new session with what was entered for a canceled one.

    Its link name is left out, as Prevail may not give it out twice, and so is a time that has passed.
    """
    draft = _filled_in(booking, request)
    draft = replace(draft, session=booking.session.with_(link_name=""))
    if booking.moment.instant <= request.services.clock():
        draft = replace(draft, when="", answer=None)
    request.screen.show(draw(draft, choices=request.services.choices))


def _filled_in(booking: SessionBooking, request: BookingRequest) -> Draft:
    """Return everything that was entered for a session."""
    services = request.services
    person = services.people.person(request.actor.user)
    zone = person.zone or booking.moment.zone
    context = ReadingContext(now=services.clock(), person=person, zone=zone)
    when = booking.moment.written(person.reader)
    return Draft(
        session=booking.session,
        when=when,
        answer=context.read(when),
        context=context,
        channel=booking.channel,
    )


def submit(ack: Ack, body: Body, *, services: Services) -> None:
    """Book what the form asks for, or say under its fields what is wrong, losing nothing typed."""
    fields = partial(offered, choices=services.choices)
    submission.submit(ack, body, offered=fields, read=read_order, services=services)
