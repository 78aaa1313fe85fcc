"""/session edit REF: title, time, length of a session, and more people to invite."""

from slack_bolt import Ack

from bot.scheduling.bookings import Booking, State, Wanted, WrongState
from bot.scheduling.limits import LimitReached
from bot.scheduling.ports import UsedKey
from bot.scheduling.sessions import SessionBooking
from handlers import words
from handlers.blocks import modal, text_input
from handlers.docket import Docket
from handlers.forms import (
    LONGEST_NAME,
    Carried,
    Problems,
    Time,
    carried,
    read_addresses,
    read_time,
    settle,
)
from handlers.payloads import Body, Submission
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
    person = docket.people.person(user)
    zone = booking.moment.zone
    asked = Asked(now=docket.clock(), person=person, zone=zone, was=booking.moment)
    when = booking.moment.written()
    blocks = [
        text_input(TITLE, label="Title", value=booking.session.title, longest=LONGEST_NAME),
        *when_blocks(text=when, answer=asked.read(when), asked=asked),
        duration_block(booking.session.duration),
        zone_block(person, zone=zone),
        text_input(
            INVITEES,
            label="Add invitees",
            optional=True,
            multiline=True,
            hint=words.EMAIL_LATER,
            example="E-mail addresses, separated by commas",
        ),
    ]
    view = modal(
        f"Edit {booking.ref}",
        blocks=blocks,
        name=NAME,
        metadata=Carried.of(booking).model_dump_json(),
        submit="Save",
        close="Cancel",
    )
    screen.show(view)


def submit(ack: Ack, body: Body, *, docket: Docket) -> None:
    """Change the session, or say under the fields what is wrong."""
    sent = Submission.model_validate(body)
    problems: Problems = {}
    person = docket.people.person(sent.user)
    time = read_time(sent.modal, person=person, now=docket.clock(), problems=problems)
    more = read_addresses(sent.modal, INVITEES, problems=problems)
    if not sent.modal.text(TITLE):
        problems[TITLE] = words.TITLE_NEEDED
    if time is not None and not problems:
        _decide(sent, time, more, docket=docket, problems=problems)
    settle(ack, problems, modal=sent.modal)


def _decide(
    sent: Submission, time: Time, more: tuple[str, ...], *, docket: Docket, problems: Problems
) -> None:
    actor = docket.actor(sent.user, team=sent.team)
    try:
        seen = carried(sent.modal)
        booking = docket.desk.find_mine(seen.ref, by=actor)
        title = sent.modal.text(TITLE)
        wanted = time.wanted(seen).model_copy(
            update={
                "title": title if title != seen.title else None,
                "invitees": _not_yet_invited(more, booking),
            }
        )
        if wanted == Wanted():
            problems[TITLE] = words.NOTHING_CHANGED
            return
        docket.desk.change(seen.ref, wanted, by=actor, key=sent.key)
    except UsedKey:
        return
    except LimitReached as reached:
        problems[INVITEES] = words.plain(words.refusal(reached))
    except REFUSALS as refusal:
        problems[TITLE] = words.plain(words.refusal(refusal))


def _not_yet_invited(more: tuple[str, ...], booking: Booking) -> tuple[str, ...]:
    """Leave out who is invited already: Prevail would write to them twice."""
    if not isinstance(booking, SessionBooking):
        return ()
    session = booking.session
    invited = {address.lower() for address in (*session.invitees, *session.hosts)}
    return tuple(address for address in more if address.lower() not in invited)
