"""/appointment [when]: the form for a new appointment, and what becomes of it."""

import re
from functools import partial

from slack_bolt import Ack

from bot.scheduling.appointments import AppointmentBooking
from bot.scheduling.references import Kind
from bot.scheduling.rights import Actor
from handlers import ordering, words
from handlers.appointment_form import Draft, draw, read_order
from handlers.docket import Choices, Docket
from handlers.forms import Carried
from handlers.line import understood_alone
from handlers.payloads import Body, Command, Press
from handlers.screen import Screen, screen_of
from handlers.when_field import Asked

BOOK = "appointment_book"

# Looked for only where a word begins, so that a long word is read through once.
ADDRESS = re.compile(r"(?<![^\s<>,;])[^\s<>,;@]+@[^\s<>,;]+")


def open_form(command: Command, text: str, *, screen: Screen, docket: Docket) -> None:
    """Show the form, prefilled with what was understood of the text."""
    actor = docket.actor(command.user, team=command.team)
    _open(text, actor=actor, screen=screen, docket=docket)


def book_slot(ack: Ack, body: Body, *, docket: Docket) -> None:
    """Show the form with the free slot that was pressed, `EVENT-TYPE-ID WHEN`."""
    press = Press.model_validate(body)
    event_type, _, when = press.value.partition(" ")
    screen = screen_of(press, ack, docket=docket)
    actor = docket.actor(press.user, team=press.team)
    _open(when, actor=actor, screen=screen, docket=docket, event_type=event_type)


def _open(text: str, *, actor: Actor, screen: Screen, docket: Docket, event_type: str = "") -> None:
    if not ordering.may_begin(Kind.APPOINTMENT, actor=actor, screen=screen, docket=docket):
        return
    email = ", ".join(ADDRESS.findall(text))
    named, rest = event_type_named(ADDRESS.sub("", text), choices=docket.choices)
    person = docket.people.person(actor.user)
    asked = Asked.by(person, now=docket.clock())
    when, answer = understood_alone(rest, asked=asked)
    draft = Draft(
        when=when,
        answer=answer,
        asked=asked,
        event_type=event_type or named,
        zone=person.zone,
        email=email,
    )
    screen.show(draw(draft, choices=docket.choices))


def event_type_named(text: str, *, choices: Choices) -> tuple[str, str]:
    """Divide a text into the id of an event type it names by the words people see, and the rest."""
    for event_type, name in sorted(choices.event_types, key=lambda pair: -len(pair[1])):
        named = re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text, re.IGNORECASE)
        if named:
            return event_type, f"{text[: named.start()]} {text[named.end() :]}".strip()
    return "", text.strip()


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
        refused=words.state(booking),
    )
    screen.show(draw(draft, choices=docket.choices))


def submit(ack: Ack, body: Body, *, docket: Docket) -> None:
    """Book what the form asks for, or say under its fields what is wrong, losing nothing typed."""
    read = partial(read_order, choices=docket.choices)
    ordering.submit(ack, body, read=read, docket=docket)
