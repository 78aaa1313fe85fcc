"""/session move REF [when] (/agent too): another time for what is booked."""

from datetime import datetime

from slack_bolt import Ack

from bot.scheduling.bookings import Booking, State, Wanted, WrongState
from bot.scheduling.ports import UsedKey
from handlers import words
from handlers.blocks import escape, modal, section
from handlers.docket import Docket
from handlers.forms import Carried, Problems, Time, carried, read_time, settle
from handlers.payloads import Body, Submission
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
    zone = booking.moment.zone
    asked = Asked(now=docket.clock(), person=person, zone=zone, was=booking.moment)
    blocks = [
        section(_now(booking, now=docket.clock())),
        *when_blocks(text=when, answer=asked.read(when), asked=asked),
        *([duration_block(booking.length)] if booking.length else []),
        zone_block(person, zone=zone),
    ]
    view = modal(
        f"Move {booking.ref}",
        blocks=blocks,
        name=NAME,
        metadata=Carried.of(booking).model_dump_json(),
        submit="Move",
        close="Cancel",
    )
    screen.show(view)


def _now(booking: Booking, *, now: datetime) -> str:
    lines = [
        f"*{words.title(booking)}*",
        f"Now: {escape(booking.moment.written())}",
        words.moving_means(booking, now=now),
    ]
    return "\n".join(line for line in lines if line)


def submit(ack: Ack, body: Body, *, docket: Docket) -> None:
    """Move the session, or say under the fields what is wrong."""
    sent = Submission.model_validate(body)
    problems: Problems = {}
    person = docket.people.person(sent.user)
    time = read_time(sent.modal, person=person, now=docket.clock(), problems=problems)
    if time is not None:
        _decide(sent, time, docket=docket, problems=problems)
    settle(ack, problems, modal=sent.modal)


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
