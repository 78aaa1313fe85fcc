"""The form of a session: its fields with their labels, and what they were filled with."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from slack_sdk.models.blocks import Block, DividerBlock, Option
from slack_sdk.models.views import View

from bot.scheduling.model.session import (
    LONGEST_LINK_NAME,
    Deponent,
    Role,
    Session,
    SessionOrder,
    link_name,
)
from handlers.docket import Choices
from handlers.forms.fields import (
    CHANNEL,
    FIRST_TRY,
    LONGEST_CAPTION,
    LONGEST_NAME,
    Carried,
    Problems,
    asked_when_opened,
    carried,
    channel_block,
    only_channel,
    read_address,
    read_addresses,
    read_time,
)
from handlers.forms.validation import misfits
from handlers.forms.when_field import Answer, Asked, duration_block, when_blocks, zone_block
from handlers.messages import words
from handlers.slack.payloads import Modal
from handlers.slack.people import Person
from handlers.ui.blocks import choice, context, modal, option, text_input

NAME = "session_new"

TITLE, CASE = "title", "case"
DEPONENT, DEPONENT_EMAIL, ROLE = "deponent", "deponent_email", "role"
HOSTS, INVITEES = "hosts", "invitees"
LANGUAGES, INTERPRETER, MANAGER = "languages", "interpreter", "preferred_manager"
VIDEO, TYPE, LINK, NOTES = "video_provider", "session_type", "link_name", "notes"

# Slack's option values cannot be empty; Prevail's can.
NOTHING = "-"


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What the form begins with: the session as far as it is known, the time as typed and read.

    `note` says, as mrkdwn, what of the text did not fit the title.
    """

    session: Session
    when: str
    answer: Answer
    asked: Asked
    channel: str
    note: str = ""
    again: Carried = FIRST_TRY


def draw(draft: Draft, *, choices: Choices) -> View:
    """Draw the form."""
    metadata = draft.again.with_(
        channel=draft.channel,
        shown=draft.session.duration,
        zone=draft.asked.person.zone or "",
    )
    return modal(
        f"Try {draft.again.ref} again" if draft.again.ref else "Schedule a session",
        blocks=fields(draft, choices=choices),
        name=NAME,
        metadata=metadata.model_dump_json(),
        submit="Schedule",
        close="Cancel",
    )


def fields(draft: Draft, *, choices: Choices) -> list[Block]:
    """Draw the fields: those everybody needs first, Prevail's particulars last."""
    session = draft.session
    return [
        text_input(
            TITLE,
            label="Title",
            value=session.title,
            example="Deposition of Jane Doe",
            longest=LONGEST_CAPTION,
        ),
        *([context(draft.note)] if draft.note else []),
        text_input(
            CASE,
            label="Case",
            value=session.case,
            example="123-doe-v-acme",
            optional=True,
            longest=LONGEST_CAPTION,
        ),
        *when_blocks(text=draft.when, answer=draft.answer, asked=draft.asked),
        duration_block(session.duration),
        zone_block(draft.asked.person),
        *_people(session),
        DividerBlock(),
        *_particulars(session, choices=choices),
        channel_block(draft.channel),
    ]


def _people(session: Session) -> list[Block]:
    deponent = session.deponent
    return [
        DividerBlock(),
        text_input(
            DEPONENT,
            label="Deponent name",
            value=deponent.name if deponent else "",
            optional=True,
            longest=LONGEST_NAME,
        ),
        text_input(
            DEPONENT_EMAIL,
            label="Deponent e-mail",
            value=deponent.email if deponent else "",
            optional=True,
            longest=LONGEST_NAME,
            example="name@example.com",
        ),
        choice(
            ROLE,
            label="Role",
            options=[option(role, text=role.value.capitalize()) for role in Role],
            chosen=deponent.role if deponent else Role.DEPONENT,
        ),
        text_input(
            INVITEES,
            label="Invitees",
            value=", ".join(session.invitees),
            optional=True,
            multiline=True,
            hint=words.EMAIL_LATER,
            example="Email addresses, as you have them",
        ),
        text_input(
            HOSTS,
            label="Hosts",
            value=", ".join(session.hosts),
            optional=True,
            multiline=True,
            hint=words.HOST_HINT,
        ),
    ]


def _particulars(session: Session, *, choices: Choices) -> list[Block]:
    return [
        text_input(
            LANGUAGES,
            label="Languages",
            value=session.languages,
            optional=True,
            longest=LONGEST_NAME,
        ),
        text_input(
            INTERPRETER,
            label="Interpreter",
            value=session.interpreter,
            optional=True,
            longest=LONGEST_NAME,
        ),
        text_input(
            MANAGER,
            label="Preferred manager",
            value=session.preferred_manager,
            optional=True,
            longest=LONGEST_NAME,
        ),
        choice(
            VIDEO,
            label="Video provider",
            options=_options(choices.video_providers),
            chosen=session.video_provider or choices.video_providers[0][0] or NOTHING,
        ),
        choice(
            TYPE,
            label="Session type",
            options=_options(choices.session_types),
            chosen=session.session_type or choices.session_types[0][0] or NOTHING,
        ),
        text_input(
            LINK,
            label="Link name",
            value=session.link_name,
            optional=True,
            hint=words.LINK_HINT,
            example="doe-v-acme",
            longest=LONGEST_NAME,
        ),
        text_input(
            NOTES,
            label="Notes",
            value=session.notes,
            optional=True,
            multiline=True,
            hint=words.NOTES_HINT,
        ),
    ]


def _options(pairs: tuple[tuple[str, str], ...]) -> list[Option]:
    return [option(value or NOTHING, text=text) for value, text in pairs]


def read_order(
    form: Modal, *, person: Person, now: datetime, choices: Choices, problems: Problems
) -> SessionOrder | None:
    """Read everything the form asks for; None where `problems` says what is wrong, by field."""
    problems |= misfits(form, offered=_offered(form, person=person, now=now, choices=choices))
    if problems:
        return None
    time = read_time(form, person=person, now=now, problems=problems)
    lasting = time.duration if time else carried(form).shown
    session = _session(form, lasting=lasting, problems=problems)
    if time is None or problems:
        return None
    return SessionOrder(
        session=session, moment=time.moment, channel=only_channel(form.text(CHANNEL))
    )


def _offered(form: Modal, *, person: Person, now: datetime, choices: Choices) -> list[Block]:
    """Draw the fields as they were when the form was opened, with nothing in them."""
    empty = Draft(
        session=Session(title="", duration=carried(form).shown),
        when="",
        answer=None,
        asked=asked_when_opened(form, person=person, now=now),
        channel="",
    )
    return fields(empty, choices=choices)


def _session(form: Modal, *, lasting: timedelta, problems: Problems) -> Session:
    if not form.text(TITLE):
        problems[TITLE] = words.TITLE_NEEDED
    name = link_name(form.text(LINK))
    if "/" in form.text(LINK):
        problems[LINK] = words.LINK_NAME_ONLY
    elif form.text(LINK) and not name:
        problems[LINK] = words.BAD_LINK_NAME
    if len(name) > LONGEST_LINK_NAME:
        problems[LINK] = words.LONG_LINK_NAME.format(most=LONGEST_LINK_NAME)
    return Session(
        title=form.text(TITLE),
        case=form.text(CASE),
        duration=lasting,
        deponent=_deponent(form, problems=problems),
        invitees=read_addresses(form, INVITEES, problems=problems),
        hosts=read_addresses(form, HOSTS, problems=problems),
        languages=form.text(LANGUAGES),
        interpreter=form.text(INTERPRETER),
        preferred_manager=form.text(MANAGER),
        video_provider=form.text(VIDEO).removeprefix(NOTHING),
        session_type=form.text(TYPE).removeprefix(NOTHING),
        link_name=form.text(LINK),
        notes=form.text(NOTES),
    )


def _deponent(form: Modal, *, problems: Problems) -> Deponent | None:
    """Read who testifies: name and address, or neither."""
    name, email = form.text(DEPONENT), form.pasted(DEPONENT_EMAIL)
    if not name and not email:
        return None
    if not name:
        problems[DEPONENT] = words.DEPONENT_NEEDS_NAME
    if "@" in name:
        problems[DEPONENT] = words.NAME_ONLY
    found = read_address(
        form, DEPONENT_EMAIL, missing=words.DEPONENT_NEEDS_EMAIL, problems=problems
    )
    return Deponent(name=name, email=found, role=Role(form.text(ROLE))) if found else None
