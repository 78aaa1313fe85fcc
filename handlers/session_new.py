"""/session [when and anything else]: the form for a new session, and what becomes of it."""

from datetime import timedelta
from functools import partial

from slack_bolt import Ack

from bot.scheduling.references import Kind
from bot.scheduling.sessions import Session, SessionBooking
from bot.scheduling.when import Question, Reading, Refusal
from handlers import ordering
from handlers.docket import Docket
from handlers.forms import Carried
from handlers.payloads import Body, Command
from handlers.screen import Screen
from handlers.session_form import Draft, draw, read_order
from handlers.when_field import Answer, Asked, length_said

USUAL_DURATION = timedelta(hours=1)


def open_form(command: Command, text: str, *, screen: Screen, docket: Docket) -> None:
    """Show the form, prefilled with what was understood of the text."""
    actor = docket.actor(command.user, team=command.team, about={Kind.SESSION})
    if not ordering.may_begin(Kind.SESSION, actor=actor, screen=screen, docket=docket):
        return
    person = docket.people.person(command.user)
    asked = Asked.by(person, now=docket.clock())
    when, answer, title = understood(text, asked=asked)
    length = length_said(answer) or USUAL_DURATION
    session = Session(title=title, duration=length)
    draft = Draft(session=session, when=when, answer=answer, asked=asked, channel=command.channel)
    screen.show(draw(draft, choices=docket.choices))


def understood(text: str, *, asked: Asked) -> tuple[str, Answer, str]:
    """Divide a command's text into what stands in “When”, how it is read, and the rest as a title."""
    if not text.strip():
        return "", None, ""
    answer = asked.read(text, leftovers=True)
    if isinstance(answer, Reading) and answer.rest:
        when = answer.moment.day_written() if answer.date_only else answer.moment.written()
        return when, answer, answer.rest
    if isinstance(answer, Question) and (rests := [choice.rest for choice in answer.choices]):
        # The fullest rest loses no word; "When" is filled by the choice that is pressed.
        title = max(rests, key=len)
        return ("", answer, title) if title else (text, answer, "")
    if isinstance(answer, Refusal) and not answer.about_time:
        return "", None, text.strip()
    return text, answer, ""


def understood_alone(text: str, *, asked: Asked) -> tuple[str, Answer]:
    """Return what stands in “When” and how it is read, in a form that has no place for other words.

    What is no time stays in the field to be mended: an empty one may mean “at once”.
    """
    when, answer, _ = understood(text, asked=asked)
    if when or not text.strip():
        return when, answer
    return text, asked.read(text)


def open_form_again(booking: SessionBooking, *, user: str, screen: Screen, docket: Docket) -> None:
    """Show the form of a failed booking with everything that was entered."""
    person = docket.people.person(user)
    zone = person.zone or booking.moment.zone
    asked = Asked(now=docket.clock(), person=person, zone=zone)
    when = booking.moment.written()
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
