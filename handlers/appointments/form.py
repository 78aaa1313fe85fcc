"""The form of an appointment: its fields with their labels, and what they were filled with."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from bot.scheduling.command_line.verbs import Verb
from bot.scheduling.model.appointment import AppointmentOrder, AppointmentRequest, Location
from bot.scheduling.model.form_field import form_fields
from bot.scheduling.model.reference import Kind
from handlers.forms.draft import FormDraft
from handlers.forms.fields import channel_block, emails_block, text_block
from handlers.forms.reading import EnteredTime, Problems, read_address, read_channel, read_moment
from handlers.forms.when_field import ZONE, ReadingContext, when_blocks, zone_block, zone_of
from handlers.messages import appointments
from handlers.services import Choices
from handlers.slack.payloads import Modal
from handlers.slack.people import Person
from handlers.ui.blocks import Block, View, choice, context_block, option

NAME = "appointment_new"

_FIELDS = form_fields(AppointmentRequest)
_EVENT_TYPE, _LOCATION = _FIELDS["event_type_id"], _FIELDS["location"]
_EMAIL, _FIRST_NAME, _LAST_NAME = _FIELDS["email"], _FIELDS["first_name"], _FIELDS["last_name"]
EMAIL = _EMAIL.key


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft(FormDraft):
    """What the form begins with, as far as it is known; the note is mrkdwn."""

    event_type: str = ""
    email: str = ""
    first_name: str = ""
    last_name: str = ""
    location: Location = Location.ZOOM


def draw(draft: Draft, *, choices: Choices) -> View:
    """Draw the form."""
    blocks = [*fields(draft, choices=choices), emails_block(Kind.APPOINTMENT, Verb.NEW)]
    return draft.view(appointments.FORM_TITLE, blocks=blocks, name=NAME, submit=appointments.BOOK)


def fields(draft: Draft, *, choices: Choices) -> list[Block]:
    """Draw the fields: what and when first, then for whom."""
    return [
        _event_type(draft.event_type, choices=choices),
        *when_blocks(text=draft.when, answer=draft.answer, context=draft.context),
        *([context_block(draft.note)] if draft.note else []),
        zone_block(draft.context.person, zone=draft.zone, hint=appointments.INVITEES_ZONE_HINT),
        email_field(draft.email),
        text_block(_FIRST_NAME, value=draft.first_name),
        text_block(_LAST_NAME, value=draft.last_name),
        choice(
            _LOCATION.key,
            label=_LOCATION.label,
            options=[option(each, text=appointments.LOCATIONS[each]) for each in Location],
            chosen=draft.location,
        ),
        channel_block(draft.channel, hint=appointments.CHANNEL_HINT),
    ]


def _event_type(chosen: str, *, choices: Choices) -> Block:
    """Draw the list of event types, or where none are named in the settings a field for the id."""
    if not choices.event_types:
        return text_block(_EVENT_TYPE, value=chosen)
    options = [option(each, text=text) for each, text in choices.event_types]
    return choice(_EVENT_TYPE.key, label=_EVENT_TYPE.label, options=options, chosen=chosen)


def email_field(email: str = "") -> Block:
    """Draw the field for the invitee's address."""
    return text_block(_EMAIL, value=email)


def read_order(
    form: Modal, *, person: Person, now: datetime, problems: Problems
) -> AppointmentOrder | None:
    """Read everything the form asks for; None where `problems` says what is wrong, by field."""
    reading = read_moment(form, person=person, now=now, problems=problems)
    event_type = _read_event_type(form, problems=problems)
    email = read_email(form, problems=problems)
    if reading is None or event_type is None or problems:
        return None
    request = AppointmentRequest(
        event_type_id=event_type,
        start=reading.moment.instant,
        zone=zone_of(form.text(ZONE)) or reading.moment.zone,
        location=Location(form.text(_LOCATION.key)),
        email=email,
        first_name=form.text(_FIRST_NAME.key),
        last_name=form.text(_LAST_NAME.key),
    )
    return AppointmentOrder(
        request=request,
        moment=reading.moment,
        channel=read_channel(form),
    )


def read_so_far(form: Modal, *, time: EnteredTime) -> AppointmentOrder:
    """Read whom the form asks an appointment for, as far as that is typed, at a time that was read.

    What kind of appointment it is, and where, is nothing that is looked at.
    """
    request = AppointmentRequest(
        event_type_id=UUID(int=0),
        start=time.moment.instant,
        zone=time.moment.zone,
        location=Location.ZOOM,
        email=read_email(form, problems={}),
    )
    return AppointmentOrder(request=request, moment=time.moment, channel="")


def offered(_form: Modal, context: ReadingContext, *, choices: Choices) -> list[Block]:
    """Draw the fields as they were when the form was opened, with nothing in them."""
    return fields(Draft(context=context), choices=choices)


def _read_event_type(form: Modal, *, problems: Problems) -> UUID | None:
    try:
        return UUID(form.text(_EVENT_TYPE.key))
    except ValueError:
        problems[_EVENT_TYPE.key] = appointments.BAD_EVENT_TYPE
        return None


def read_email(form: Modal, *, problems: Problems) -> str:
    """Read the invitee's address; what is wrong with it goes into `problems`."""
    return read_address(form, EMAIL, missing=appointments.INVITEE_NEEDED, problems=problems)
