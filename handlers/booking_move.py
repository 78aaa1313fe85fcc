"""/session move REF [when] (/agent too): another time for what is booked."""

from datetime import datetime

from slack_bolt import Ack
from slack_sdk.models.blocks import Block

from bot.scheduling.bookings import Booking, State, Wanted, WrongState
from bot.scheduling.ports import UsedKey
from handlers import words
from handlers.blocks import escape, modal, section
from handlers.docket import Docket
from handlers.forms import (
    Carried,
    Problems,
    Time,
    asked_when_opened,
    carried,
    read_time,
    settle,
)
from handlers.offered import misfits
from handlers.payloads import Body, Modal, Submission
from handlers.people import Person
from handlers.refusals import REFUSALS
from handlers.screen import Screen
from handlers.when_field import WHEN, Asked, duration_block, when_blocks, zone_block

NAME = "booking_move"


def open_form(
    booking: Booking, *, user: str, screen: Screen, docket: Docket, when: str = ""
) -> None:
    """Show the form, with the new time if one was given."""
    if booking.state is not State.CONFIRMED:
        screen.say(words.refusal(WrongState(booking)))
        return
    person = docket.people.person(user)
    against = Asked(now=docket.clock(), person=person, zone=booking.moment.zone, was=booking.moment)
    seen = Carried.of(booking)
    view = modal(
        f"Move {booking.ref}",
        blocks=[
            section(_now(booking, now=docket.clock())),
            *_fields(seen, when=when, asked=against),
        ],
        name=NAME,
        metadata=seen.model_dump_json(),
        submit="Move",
        close="Cancel",
    )
    screen.show(view)


def _fields(seen: Carried, *, when: str, asked: Asked) -> list[Block]:
    return [
        *when_blocks(text=when, answer=asked.read(when), asked=asked),
        *([duration_block(seen.shown)] if seen.length else []),
        zone_block(asked.person, zone=seen.listed_zone or None),
    ]


def _now(booking: Booking, *, now: datetime) -> str:
    lines = [
        f"*{words.title(booking)}*",
        f"Now: {escape(words.when(booking))}",
        words.moving_means(booking, now=now),
    ]
    return "\n".join(line for line in lines if line)


def submit(ack: Ack, body: Body, *, docket: Docket) -> None:
    """Move the session, or say under the fields what is wrong."""
    sent = Submission.model_validate(body)
    person, now = docket.people.person(sent.user), docket.clock()
    problems = misfits(sent.modal, offered=_offered(sent.modal, person=person, now=now))
    if not problems:
        time = read_time(
            sent.modal,
            person=person,
            now=now,
            problems=problems,
            lasting=bool(carried(sent.modal).length),
        )
        if time is not None:
            _decide(sent, time, docket=docket, problems=problems)
    settle(ack, problems, modal=sent.modal)


def _offered(form: Modal, *, person: Person, now: datetime) -> list[Block]:
    """Draw the fields as they were when the form was opened, with nothing in them."""
    against = asked_when_opened(form, person=person, now=now)
    return _fields(carried(form), when="", asked=against)


def _decide(sent: Submission, time: Time, *, docket: Docket, problems: Problems) -> None:
    actor = docket.actor(sent.user, team=sent.team)
    try:
        seen = carried(sent.modal)
        wanted = time.wanted(seen)
        if wanted == Wanted():
            problems[WHEN] = words.NOTHING_CHANGED
            return
        docket.desk.change(seen.ref, wanted, by=actor, key=sent.key)
    except UsedKey:
        return
    except REFUSALS as refusal:
        problems[WHEN] = words.plain(words.refusal(refusal))
