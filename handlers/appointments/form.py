"""The form of an appointment: its fields with their labels, and what they were filled with."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from slack_sdk.models.blocks import Block, InputBlock
from slack_sdk.models.views import View

from bot.scheduling.model.appointment import AppointmentOrder, AppointmentRequest, Location
from bot.scheduling.model.form_field import LONGEST_NAME
from handlers.docket import Choices
from handlers.forms.draft import FormDraft
from handlers.forms.fields import (
    Problems,
    channel_block,
    read_address,
    read_channel,
    read_moment,
)
from handlers.forms.when_field import ZONE, ReadingContext, when_blocks, zone_block, zone_of
from handlers.messages import appointments
from handlers.slack.payloads import Modal
from handlers.slack.people import Person
from handlers.ui.blocks import choice, context, option, text_input

NAME = "appointment_new"

EVENT_TYPE, LOCATION = "event_type", "location"
EMAIL, FIRST_NAME, LAST_NAME = "invitee_email", "first_name", "last_name"


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft(FormDraft):
    """What the form begins with, as far as it is known; the note is mrkdwn."""

    event_type: str = ""
    zone: str | None = None
    email: str = ""
    first_name: str = ""
    last_name: str = ""
    location: Location = Location.ZOOM


def draw(draft: Draft, *, choices: Choices) -> View:
    """Draw the form."""
    blocks, zone = fields(draft, choices=choices), draft.zone or draft.against.person.zone or ""
    return draft.view(
        appointments.FORM_TITLE, blocks=blocks, name=NAME, submit=appointments.BOOK, zone=zone
    )


def fields(draft: Draft, *, choices: Choices) -> list[Block]:
    """Draw the fields: what and when first, then for whom."""
    return [
        _event_type(draft.event_type, choices=choices),
        *when_blocks(text=draft.when, answer=draft.answer, against=draft.against),
        *([context(draft.note)] if draft.note else []),
        zone_block(draft.against.person, zone=draft.zone, hint=appointments.INVITEES_ZONE_HINT),
        email_field(draft.email),
        _name(FIRST_NAME, label=appointments.FIRST_NAME, value=draft.first_name),
        _name(LAST_NAME, label=appointments.LAST_NAME, value=draft.last_name),
        choice(
            LOCATION,
            label=appointments.LOCATION,
            options=[option(each, text=appointments.LOCATIONS[each]) for each in Location],
            chosen=draft.location,
        ),
        channel_block(draft.channel, hint=appointments.CHANNEL_HINT),
    ]


def _event_type(chosen: str, *, choices: Choices) -> InputBlock:
    """Draw the list of event types, or where none are named in the settings a field for the id."""
    if choices.event_types:
        options = [option(each, text=text) for each, text in choices.event_types]
        return choice(EVENT_TYPE, label=appointments.EVENT_TYPE, options=options, chosen=chosen)
    return text_input(
        EVENT_TYPE,
        label=appointments.EVENT_TYPE,
        value=chosen,
        hint=appointments.EVENT_TYPE_HINT,
        example="123e4567-e89b-12d3-a456-426614174000",
        longest=LONGEST_NAME,
    )


def email_field(email: str = "") -> InputBlock:
    """Draw the field for the invitee's address."""
    return text_input(
        EMAIL,
        label=appointments.INVITEE_EMAIL,
        value=email,
        hint=appointments.INVITEE_HINT,
        example="name@example.com",
        longest=LONGEST_NAME,
    )


def _name(name: str, *, label: str, value: str) -> InputBlock:
    return text_input(name, label=label, value=value, optional=True, longest=LONGEST_NAME)


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
        location=Location(form.text(LOCATION)),
        email=email,
        first_name=form.text(FIRST_NAME),
        last_name=form.text(LAST_NAME),
    )
    return AppointmentOrder(
        request=request,
        moment=reading.moment,
        channel=read_channel(form),
    )


def offered(_form: Modal, against: ReadingContext, *, choices: Choices) -> list[Block]:
    """Draw the fields as they were when the form was opened, with nothing in them."""
    return fields(Draft(against=against), choices=choices)


def _read_event_type(form: Modal, *, problems: Problems) -> UUID | None:
    try:
        return UUID(form.text(EVENT_TYPE))
    except ValueError:
        problems[EVENT_TYPE] = appointments.BAD_EVENT_TYPE
        return None


def read_email(form: Modal, *, problems: Problems) -> str:
    """Read the invitee's address; what is wrong with it goes into `problems`."""
    return read_address(form, EMAIL, missing=appointments.INVITEE_NEEDED, problems=problems)
