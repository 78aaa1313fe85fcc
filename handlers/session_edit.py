"""/session edit REF: title, time, length of a session, and more people to invite."""

from slack_bolt import Ack

from bot.scheduling.bookings import State, Wanted, WrongState
from bot.scheduling.desk import NoSuchBooking
from bot.scheduling.ports import UsedKey
from bot.scheduling.sessions import SessionBooking
from handlers import words
from handlers.blocks import modal, text_input
from handlers.docket import Docket
from handlers.forms import (
    Carried,
    Problems,
    Time,
    carried,
    read_addresses,
    read_time,
    shown_under_fields,
)
from handlers.payloads import Body, Submission
from handlers.refusals import REFUSALS
from handlers.screen import Screen
from handlers.session_form import INVITEES, LONGEST_NAME, TITLE
from handlers.when_field import Asked, duration_block, when_blocks, zone_block

NAME = "session_edit"


def open_form(booking: SessionBooking, *, user: str, screen: Screen, docket: Docket) -> None:
    """Show the form with the session as it is."""
    if booking.state is not State.CONFIRMED:
        screen.say(words.refusal(WrongState(booking)))
        return
    person = docket.people.person(user)
    zone = person.zone or booking.moment.zone
    asked = Asked(now=docket.clock(), person=person, zone=zone, was=booking.moment)
    when = booking.moment.written()
    along = Carried(ref=booking.ref, shown=booking.session.duration, was=booking.moment)
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
        metadata=along.model_dump_json(),
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
    if problems:
        ack(response_action="errors", errors=shown_under_fields(problems, modal=sent.modal))
    else:
        ack(response_action="clear")


def _decide(
    sent: Submission, time: Time, more: tuple[str, ...], *, docket: Docket, problems: Problems
) -> None:
    actor = docket.actor(sent.user, team=sent.team)
    try:
        booking = docket.desk.find_mine(carried(sent.modal).ref, by=actor)
        if not isinstance(booking, SessionBooking):
            raise NoSuchBooking(booking.ref)
        wanted = _wanted(booking, time, title=sent.modal.text(TITLE), more=more)
        if wanted == Wanted():
            problems[TITLE] = words.NOTHING_CHANGED
            return
        docket.desk.change(booking.ref, wanted, by=actor, key=sent.key)
    except UsedKey:
        return
    except REFUSALS as refusal:
        problems[TITLE] = words.plain(words.refusal(refusal))


def _wanted(booking: SessionBooking, time: Time, *, title: str, more: tuple[str, ...]) -> Wanted:
    """Return what differs; who is invited already is not invited twice."""
    session = booking.session
    invited = {address.lower() for address in (*session.invitees, *session.hosts)}
    return time.wanted(booking).model_copy(
        update={
            "title": title if title != session.title else None,
            "invitees": tuple(address for address in more if address.lower() not in invited),
        }
    )
