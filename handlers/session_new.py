"""/session [when and anything else]: the form for a new session, and what becomes of it."""

from datetime import timedelta
from functools import partial

from slack_bolt import Ack

from bot.scheduling.command_line import Understood
from bot.scheduling.references import Kind
from bot.scheduling.sessions import Session, SessionBooking
from handlers import ordering, words
from handlers.blocks import LONGEST_INPUT, clip
from handlers.docket import Docket
from handlers.forms import LONGEST_CAPTION, Carried
from handlers.line import Line
from handlers.payloads import Body, Command
from handlers.screen import Screen
from handlers.session_form import Draft, draw, read_order
from handlers.when_field import Asked, length_said

USUAL_DURATION = timedelta(hours=1)


def open_form(command: Command, line: Line, *, screen: Screen, docket: Docket) -> None:
    """Show the form, prefilled with what was understood of the line."""
    actor = docket.actor(command.user, team=command.team, about={Kind.SESSION})
    if not ordering.may_begin(Kind.SESSION, actor=actor, screen=screen, docket=docket):
        return
    said = line.said
    draft = Draft(
        session=_begun(said),
        when=said.typed,
        answer=said.when,
        asked=line.asked,
        channel=command.channel,
        note=words.caption_cut(said.title, notes=LONGEST_INPUT)
        if len(said.title) > LONGEST_CAPTION
        else "",
    )
    screen.show(draw(draft, choices=docket.choices))


def _begun(said: Understood) -> Session:
    """Return the session as far as it was said; what is too long for a title stands whole in the notes."""
    long = len(said.title) > LONGEST_CAPTION
    return Session(
        title=clip(said.title, to=LONGEST_CAPTION),
        notes=clip(said.title, to=LONGEST_INPUT) if long else "",
        case=said.case,
        invitees=said.emails,
        duration=length_said(said.when) or USUAL_DURATION,
    )


def open_form_again(booking: SessionBooking, *, user: str, screen: Screen, docket: Docket) -> None:
    """Show the form of a failed booking with everything that was entered."""
    person = docket.people.person(user)
    zone = person.zone or booking.moment.zone
    asked = Asked(now=docket.clock(), person=person, zone=zone)
    when = booking.moment.written(person.reader)
    draft = Draft(
        session=booking.session,
        when=when,
        answer=asked.read(when),
        asked=asked,
        channel=booking.channel,
        again=Carried.again(booking, now=docket.clock()),
    )
    screen.show(draw(draft, choices=docket.choices))


def submit(ack: Ack, body: Body, *, docket: Docket) -> None:
    """Book what the form asks for, or say under its fields what is wrong, losing nothing typed."""
    read = partial(read_order, choices=docket.choices)
    ordering.submit(ack, body, read=read, docket=docket)
