"""/session move REF [when] (/agent too): another time for what is booked."""

from collections.abc import Sequence
from datetime import datetime

from slack_bolt import Ack
from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

from bot.scheduling.bookings import Booking, State, Wanted, WrongState
from bot.scheduling.desk import Outdated
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
from handlers.outdated import SETTLED, Anew, ask_anew, changed, in_fields, tell_settled
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
    person, now = docket.people.person(user), docket.clock()
    against = Asked(now=now, person=person, zone=booking.moment.zone, was=booking.moment)
    seen = Carried.of(booking, now=now)
    fields = _fields(seen, when=when, asked=against)
    screen.show(_draw(booking, fields, seen=seen, now=now))


def _draw(
    booking: Booking,
    fields: Sequence[Block],
    *,
    seen: Carried,
    now: datetime,
    above: Sequence[Block] = (),
) -> View:
    return modal(
        f"Move {booking.ref}",
        blocks=[*above, section(_now(booking, now=now)), *fields],
        name=NAME,
        metadata=seen.model_dump_json(),
        submit="Move",
        close="Cancel",
    )


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
    """Move the session, or say under the fields what is wrong; an outdated form asks once more."""
    sent = Submission.model_validate(body)
    person, now = docket.people.person(sent.user), docket.clock()
    problems = misfits(sent.modal, offered=_offered(sent.modal, person=person, now=now))
    try:
        if not problems:
            _read(sent, person=person, now=now, docket=docket, problems=problems)
    except Outdated as outdated:
        _ask_anew(ack, outdated.booking, sent.modal, person=person, now=now, docket=docket)
    else:
        settle(ack, problems, modal=sent.modal)


def _offered(form: Modal, *, person: Person, now: datetime) -> list[Block]:
    """Draw the fields as they were when the form was opened, with nothing in them."""
    against = asked_when_opened(form, person=person, now=now)
    return _fields(carried(form), when="", asked=against)


def _read(
    sent: Submission, *, person: Person, now: datetime, docket: Docket, problems: Problems
) -> None:
    lasting = bool(carried(sent.modal).length)
    time = read_time(sent.modal, person=person, now=now, problems=problems, lasting=lasting)
    if time is not None:
        _decide(sent, time, docket=docket, problems=problems)


def _decide(sent: Submission, time: Time, *, docket: Docket, problems: Problems) -> None:
    actor = docket.actor(sent.user, team=sent.team)
    try:
        seen = carried(sent.modal)
        wanted = time.wanted(seen)
        if wanted == Wanted():
            booking = docket.desk.find_as_seen(seen.ref, by=actor, seen=seen.revision)
            if not booking.can_be_elsewhere:
                problems[WHEN] = words.NOTHING_CHANGED
                return
            # The provider's staff may have moved it: this is looked up, and moved back if need be.
            wanted = Wanted(moment=time.moment)
        docket.desk.change(seen.ref, wanted, by=actor, key=sent.key, seen=seen.revision)
    except UsedKey:
        return
    except REFUSALS as refusal:
        problems[WHEN] = words.plain(words.refusal(refusal))


def _ask_anew(
    ack: Ack, booking: Booking, form: Modal, *, person: Person, now: datetime, docket: Docket
) -> None:
    """Show the form with the time it has now and the one that was typed."""
    if booking.state in SETTLED:
        tell_settled(ack, booking, form=form, docket=docket)
        return
    anew = Anew.of(booking, form=form, person=person, now=now, typed={WHEN})
    fields = in_fields(
        _fields(anew.seen, when=anew.when, asked=anew.asked),
        form=form,
        fresh=anew.untouched,
        revision=booking.revision,
    )
    above = [changed(booking, form=form, docket=docket)]
    ask_anew(ack, _draw(booking, fields, seen=anew.seen, now=now, above=above))
