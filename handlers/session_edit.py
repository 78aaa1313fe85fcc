"""/session edit REF: title, time, length of a session, and more people to invite."""

from collections.abc import Sequence
from datetime import datetime

from slack_bolt import Ack
from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

from bot.scheduling.bookings import Booking, State, Wanted, WrongState
from bot.scheduling.desk import Outdated, check_seen
from bot.scheduling.limits import LimitReached
from bot.scheduling.ports import UsedKey
from bot.scheduling.sessions import SessionBooking
from handlers import words
from handlers.blocks import modal, text_input
from handlers.docket import Docket
from handlers.forms import (
    LONGEST_CAPTION,
    Carried,
    Problems,
    Time,
    asked_when_opened,
    carried,
    read_addresses,
    read_time,
    settle,
)
from handlers.offered import misfits
from handlers.outdated import SETTLED, Anew, ask_anew, changed, in_fields, tell_settled
from handlers.payloads import Body, Modal, Submission
from handlers.people import Person
from handlers.refusals import REFUSALS
from handlers.screen import Screen
from handlers.session_form import INVITEES, TITLE
from handlers.when_field import Asked, duration_block, when_blocks, zone_block

NAME = "session_edit"


def open_form(booking: SessionBooking, *, user: str, screen: Screen, docket: Docket) -> None:
    """Show the form with the session as it is."""
    if booking.state is not State.CONFIRMED:
        screen.say(words.refusal(WrongState(booking)))
        return
    person, now = docket.people.person(user), docket.clock()
    against = Asked(now=now, person=person, zone=booking.moment.zone, was=booking.moment)
    seen = Carried.of(booking, now=now)
    fields = _fields(seen, when=booking.moment.written(), asked=against)
    screen.show(_draw(booking, fields, seen=seen))


def _draw(booking: Booking, blocks: Sequence[Block], *, seen: Carried) -> View:
    return modal(
        f"Edit {booking.ref}",
        blocks=blocks,
        name=NAME,
        metadata=seen.model_dump_json(),
        submit="Save",
        close="Cancel",
    )


def _fields(seen: Carried, *, when: str, asked: Asked) -> list[Block]:
    return [
        text_input(
            TITLE,
            label="Title",
            value=seen.title,
            hint=words.TITLE_CUT if seen.shows_part_of_title else "",
            longest=LONGEST_CAPTION,
        ),
        *when_blocks(text=when, answer=asked.read(when), asked=asked),
        duration_block(seen.shown),
        zone_block(asked.person, zone=seen.listed_zone or None),
        text_input(
            INVITEES,
            label="Add invitees",
            optional=True,
            multiline=True,
            hint=words.EMAIL_LATER,
            example="Email addresses, as you have them",
        ),
    ]


def submit(ack: Ack, body: Body, *, docket: Docket) -> None:
    """Change the session, or say under the fields what is wrong; an outdated form asks once more."""
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
    time = read_time(sent.modal, person=person, now=now, problems=problems)
    more = read_addresses(sent.modal, INVITEES, problems=problems)
    if not sent.modal.text(TITLE):
        problems[TITLE] = words.TITLE_NEEDED
    if time is not None and not problems:
        _decide(sent, time, more, docket=docket, problems=problems)


def _decide(
    sent: Submission, time: Time, more: tuple[str, ...], *, docket: Docket, problems: Problems
) -> None:
    actor = docket.actor(sent.user, team=sent.team)
    try:
        seen = carried(sent.modal)
        booking = docket.desk.find_mine(seen.ref, by=actor)
        if not isinstance(booking, SessionBooking):
            problems[TITLE] = words.plain(words.cannot("edit", booking))
            return
        wanted = time.wanted(
            seen, title=sent.modal.text(TITLE), invitees=booking.session.not_yet_invited(more)
        )
        if wanted == Wanted():
            check_seen(booking, seen.revision)
            said = {INVITEES: words.ALREADY_INVITED} if more else {TITLE: words.NOTHING_CHANGED}
            problems |= said
            return
        docket.desk.change(seen.ref, wanted, by=actor, key=sent.key, seen=seen.revision)
    except UsedKey:
        return
    except LimitReached as reached:
        problems[INVITEES] = words.plain(words.refusal(reached))
    except REFUSALS as refusal:
        problems[TITLE] = words.plain(words.refusal(refusal))


def _ask_anew(
    ack: Ack, booking: Booking, form: Modal, *, person: Person, now: datetime, docket: Docket
) -> None:
    """Show the form with the session as it is now, but for what was typed."""
    if booking.state in SETTLED:
        tell_settled(ack, booking, form=form, docket=docket)
        return
    anew = Anew.of(booking, form=form, person=person, now=now)
    fields = in_fields(
        _fields(anew.seen, when=anew.when, asked=anew.asked),
        form=form,
        fresh=anew.untouched,
        revision=booking.revision,
    )
    above = changed(booking, form=form, docket=docket)
    ask_anew(ack, _draw(booking, [above, *fields], seen=anew.seen))
