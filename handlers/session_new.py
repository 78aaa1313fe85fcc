"""/session [when and anything else]: the form for a new session, and what becomes of it."""

from datetime import timedelta
from functools import partial

from slack_bolt import Ack

from bot.scheduling.references import Kind
from bot.scheduling.sessions import Session, SessionBooking
from bot.times.reading import Question, Reading, Refusal
from handlers import ordering, words
from handlers.blocks import LONGEST_INPUT, clip
from handlers.docket import Docket
from handlers.forms import LONGEST_CAPTION, Carried
from handlers.payloads import Body, Command
from handlers.screen import Screen
from handlers.session_form import Draft, draw, read_order
from handlers.when_field import LONGEST, Answer, Asked, length_said

USUAL_DURATION = timedelta(hours=1)
# So many words hold any time.
MOST_OF_A_TIME = 16
# So many words beside them show whether there is more to it.
NEAR = 3


def open_form(command: Command, text: str, *, screen: Screen, docket: Docket) -> None:
    """Show the form, prefilled with what was understood of the text."""
    actor = docket.actor(command.user, team=command.team, about={Kind.SESSION})
    if not ordering.may_begin(Kind.SESSION, actor=actor, screen=screen, docket=docket):
        return
    person = docket.people.person(command.user)
    asked = Asked.by(person, now=docket.clock())
    when, answer, title = understood(text, asked=asked)
    length = length_said(answer) or USUAL_DURATION
    draft = Draft(
        session=_captioned(title, duration=length),
        when=when,
        answer=answer,
        asked=asked,
        channel=command.channel,
        note=words.caption_cut(title, notes=LONGEST_INPUT) if len(title) > LONGEST_CAPTION else "",
    )
    screen.show(draw(draft, choices=docket.choices))


def _captioned(caption: str, *, duration: timedelta) -> Session:
    """Return a session of this name; one that is too long for a title stands whole in the notes."""
    if len(caption) <= LONGEST_CAPTION:
        return Session(title=caption, duration=duration)
    title = clip(caption, to=LONGEST_CAPTION)
    return Session(title=title, notes=clip(caption, to=LONGEST_INPUT), duration=duration)


def understood(text: str, *, asked: Asked) -> tuple[str, Answer, str]:
    """Divide a command's text into what stands in “When”, how it is read, and the rest as a title.

    In a text too long to be read as a whole, the time has to stand at its end or at its beginning.
    """
    if len(text) <= LONGEST:
        return _divided(text, asked=asked)
    said = text.split()
    for many in range(MOST_OF_A_TIME, 0, -1):
        for time, others, near in (
            (said[-many:], said[:-many], said[-many - NEAR :]),
            (said[:many], said[many:], said[: many + NEAR]),
        ):
            answer = asked.read(" ".join(time))
            if isinstance(answer, Reading | Question):
                around = asked.read(" ".join(near), leftovers=True)
                if _agree(answer, around):
                    return " ".join(time), answer, " ".join(others)
                return "", around if isinstance(around, Refusal) else None, " ".join(said)
    return "", None, " ".join(said)


def _agree(answer: Answer, around: Answer) -> bool:
    """Say whether a time is the same with the words around it: “2pm” is not what “yesterday 2pm” says."""
    if isinstance(around, Refusal):
        return False
    if isinstance(answer, Reading) and isinstance(around, Reading):
        return answer.moment == around.moment
    return True


def _divided(text: str, *, asked: Asked) -> tuple[str, Answer, str]:
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
