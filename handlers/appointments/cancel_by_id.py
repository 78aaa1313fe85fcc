"""/appointment cancel APPOINTMENT-ID: by CareValidate's own id, which takes the invitee's address.

It is for appointment staff; everybody else cancels by it what they booked themselves.
"""

import re
from collections.abc import Callable
from functools import partial
from typing import Annotated

from pydantic import AfterValidator
from slack_bolt import Ack

from bot.scheduling.model.appointment import AppointmentBooking
from bot.scheduling.model.reference import Kind, parse_reference
from bot.scheduling.model.reply_to import ReplyTo
from bot.scheduling.model.rights import Actor, handles_appointments, is_owner
from bot.scheduling.requests.cancellations import (
    Cancellation,
    CancellationOrder,
    CancellationRequest,
)
from bot.scheduling.tasks.provider import Cancel
from handlers.appointments.form import EMAIL, email_field, read_email
from handlers.forms.fields import REASON, reason_block
from handlers.forms.metadata import NO_SOURCE, FormMetadata
from handlers.forms.reading import Problems
from handlers.forms.submission import answer_submission, book, problems_under
from handlers.forms.validation import mismatches
from handlers.messages import appointments, refusals, requests, states
from handlers.request import BookingRequest, CommandRequest
from handlers.services import Services
from handlers.slack.payloads import Body, ViewSubmission
from handlers.slack.staff import Membership
from handlers.ui.blocks import Block, View, context_block, escape, modal, section

NAME = "cancellation_new"

# A reference mistyped (`P-7K2`) begins with its letter alone; no id of CareValidate's does.
_ID = re.compile(r"(?![a-z][-‐‑–—_])(?=.*\d)[\w.:-]{5,200}", re.IGNORECASE | re.ASCII)


def is_id(text: str) -> bool:
    """Return whether a text is an appointment's id rather than a reference of Docket's."""
    return parse_reference(text) is None and _ID.fullmatch(_bare(text)) is not None


def _an_id(text: str) -> str:
    """Refuse what could not be an appointment's id."""
    if not is_id(text) or text != _bare(text):
        raise ValueError("not the ID of an appointment")
    return text


class CancellationMetadata(FormMetadata):
    """The metadata of the form: the appointment, and which failed cancellation it mends."""

    appointment_id: Annotated[str, AfterValidator(_an_id)]


def _bare(text: str) -> str:
    return text.strip().strip("`")


def cancel(request: CommandRequest, *, cancel_booking: Callable[[BookingRequest], None]) -> None:
    """Cancel by reference, or by CareValidate's own id."""
    if is_id(request.line.rest):
        _open_form(request)
    else:
        cancel_booking(request.about_booking(Kind.APPOINTMENT))


def _open_form(request: CommandRequest) -> None:
    """Ask once, and for the invitee's address."""
    appointment_id = _bare(request.line.rest)
    actor = request.actor()
    refused = _refused(appointment_id, actor=actor, services=request.services)
    if refused:
        request.screen.say(refused)
        return
    wanted = Cancellation(appointment_id=appointment_id, email="")
    request.screen.show(_draw(wanted, reply_to=actor.reply_to))


def open_form_again(booking: CancellationRequest, request: BookingRequest) -> None:
    """Show the form of a failed cancellation, to its owner, with what was entered."""
    wanted, services = booking.cancellation, request.services
    refused = _refused(wanted.appointment_id, actor=request.actor, services=services)
    if refused:
        request.screen.say(refused)
        return
    again = FormMetadata.again(booking, now=services.clock())
    request.screen.show(
        _draw(
            wanted,
            intro=states.state(booking),
            again=again,
            reply_to=request.actor.reply_to,
        )
    )


def _refused(appointment_id: str, *, actor: Actor, services: Services) -> str:
    """Say why this person may not cancel by this id; nothing where they may.

    Whether a colleague booked the appointment with Docket makes no difference to what is said.
    """
    own = services.bookings.booking_of_appointment(appointment_id, by=actor)
    if handles_appointments(actor) or (own and is_owner(actor, own)):
        return ""
    if not actor.known:
        return refusals.WHO_UNKNOWN
    unknown = services.staff.of(actor.user, team=actor.team) is Membership.UNKNOWN
    return appointments.STAFF_UNKNOWN if unknown else requests.ONLY_STAFF_BY_ID


def _draw(
    wanted: Cancellation,
    *,
    intro: str = "",
    again: FormMetadata = NO_SOURCE,
    reply_to: ReplyTo | None,
) -> View:
    """Draw the form; `intro` is mrkdwn."""
    seen = again.with_(reply_to=reply_to)
    metadata = CancellationMetadata(appointment_id=wanted.appointment_id, **dict(seen))
    return modal(
        requests.CANCELING_BY_ID_TITLE,
        blocks=[
            *([context_block(intro)] if intro else []),
            section(requests.CANCELING_BY_ID.format(id=escape(wanted.appointment_id))),
            *_fields(email=wanted.email, reason=wanted.reason),
        ],
        name=NAME,
        metadata=metadata.model_dump_json(),
        submit=requests.CANCEL_APPOINTMENT,
        close=requests.KEEP_APPOINTMENT,
    )


def _fields(*, email: str = "", reason: str = "") -> list[Block]:
    return [
        email_field(email),
        reason_block(reason, hint=appointments.CONFIDENTIAL_REASON),
    ]


def submit(ack: Ack, body: Body, *, services: Services) -> None:
    """Cancel the appointment, or say why not."""
    decide = partial(_decide, services=services)
    answer_submission(ack, body, decide=decide, metadata=CancellationMetadata, services=services)


def _decide(sent: ViewSubmission, problems: Problems, *, services: Services) -> None:
    metadata = CancellationMetadata.model_validate_json(sent.modal.metadata)
    problems |= mismatches(sent.modal, offered=_fields())
    email = read_email(sent.modal, problems=problems) if not problems else ""
    if problems:
        return
    wanted = Cancellation(
        appointment_id=metadata.appointment_id, email=email, reason=sent.modal.text(REASON)
    )
    actor = services.actor(sent.user, team=sent.team, fresh=True, reply_to=sent.reply_to)
    refused = _refused(wanted.appointment_id, actor=actor, services=services)
    if refused:
        problems[EMAIL] = refusals.plain(refused)
        return
    with problems_under(EMAIL, problems):
        own = services.bookings.booking_of_appointment(wanted.appointment_id, by=actor)
        if isinstance(own, AppointmentBooking):
            _cancel_own(own, wanted, by=actor, key=sent.key, services=services, problems=problems)
            return
        order = CancellationOrder(cancellation=wanted, channel="")
        ref, seen = metadata.ref, metadata.revision
        book(order, ref=ref, by=actor, key=sent.key, services=services, seen=seen)


def _cancel_own(
    booking: AppointmentBooking,
    wanted: Cancellation,
    *,
    by: Actor,
    key: str,
    services: Services,
    problems: Problems,
) -> None:
    """Cancel what Docket booked as its reference would, so that its card says so."""
    if booking.request.email.casefold() != wanted.email.casefold():
        problems[EMAIL] = requests.OTHER_INVITEE
        return
    services.bookings.cancel(booking.ref, Cancel(by=by.user, reason=wanted.reason), by=by, key=key)
