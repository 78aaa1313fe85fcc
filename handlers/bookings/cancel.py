"""/session cancel REF (/agent, /appointment): asks once, with a reason and whom to tell."""

from functools import partial

from slack_bolt import Ack

from bot.scheduling.command_line.verbs import Verb
from bot.scheduling.model.booking import Booking
from bot.scheduling.model.record import Record
from bot.scheduling.model.reply_to import ReplyTo
from bot.scheduling.model.transitions import InvalidTransition, can_cancel
from bot.scheduling.refusals import Outdated
from bot.scheduling.tasks.provider import Cancel
from handlers.forms.fields import REASON, emails_block, reason_block
from handlers.forms.metadata import FormMetadata, form_metadata
from handlers.forms.outdated import ask_with_new_form
from handlers.forms.reading import Problems, acknowledge
from handlers.forms.submission import problems_under
from handlers.forms.validation import mismatches
from handlers.messages import forms, holds, labels, naming, refusals, times
from handlers.messages.presenters import presenter_of
from handlers.request import BookingRequest
from handlers.services import Services
from handlers.slack.payloads import Body, ViewSubmission
from handlers.ui.blocks import Block, View, checkboxes, escape, modal, option, section

NAME = "booking_cancel"

TELLING = "telling"
EMAIL_EVERYBODY, TELL_WHY = "email_everybody", "tell_why"


def open_form(booking: Record, request: BookingRequest) -> None:
    """Ask once; where it cannot be canceled, say why instead."""
    now = request.services.clock()
    booking = booking.as_of(now)
    if not isinstance(booking, Booking) or not can_cancel(booking):
        request.screen.say(refusals.refusal(InvalidTransition(booking)))
        return
    view = _draw(booking, reply_to=request.actor.reply_to, services=request.services)
    request.screen.show(view)


def _draw(booking: Booking, *, reply_to: ReplyTo | None, services: Services) -> View:
    now, held_for = services.clock(), services.bookings.cancellation_held_for(booking)
    what = f"*{naming.title(booking)}*\n{escape(times.when(booking))}"
    effects = [presenter_of(booking).cancel_effects(now), holds.undo_note(held_for)]
    means = section(f"{what}\n{' '.join(filter(None, effects))}")
    return modal(
        labels.cancel_one(booking.ref),
        blocks=[means, *_fields(booking), emails_block(booking.kind, Verb.CANCEL)],
        name=NAME,
        metadata=FormMetadata.of(booking, now=now, reply_to=reply_to).model_dump_json(),
        submit=labels.cancel_kind(presenter_of(booking).noun),
        close=labels.keep_kind(presenter_of(booking).noun),
    )


def _fields(booking: Record) -> list[Block]:
    return [reason_block(hint=presenter_of(booking).reason_hint), *_telling(booking)]


def _telling(booking: Record) -> list[Block]:
    """Draw whom to tell; of an appointment nobody is told why, so there is nothing to choose."""
    presenter = presenter_of(booking)
    if not presenter.may_tell_why:
        return []
    options = [option(TELL_WHY, text=forms.TELL_WHY)]
    if presenter.may_email_everybody:
        options.insert(0, option(EMAIL_EVERYBODY, text=forms.EMAIL_EVERYBODY))
    usual = {EMAIL_EVERYBODY}
    return [checkboxes(TELLING, label=forms.NOTIFICATIONS, options=options, ticked=usual)]


def submit(ack: Ack, body: Body, *, services: Services) -> None:
    """Cancel the session, or say why not; an outdated form asks once more."""
    sent = ViewSubmission.model_validate(body)
    problems: Problems = {}
    try:
        with problems_under(REASON, problems):
            _decide(sent, services=services, problems=problems)
    except Outdated as outdated:
        reader = services.people.person(sent.user).reader
        booking = outdated.booking.as_read_by(reader)
        if not isinstance(booking, Booking):
            raise
        draw = partial(_draw, booking, reply_to=sent.reply_to, services=services)
        ask_with_new_form(ack, booking, form=sent.modal, draw=draw, services=services)
    else:
        acknowledge(ack, problems, modal=sent.modal)


def _decide(sent: ViewSubmission, *, services: Services, problems: Problems) -> None:
    actor = services.actor(sent.user, team=sent.team, fresh=True, reply_to=sent.reply_to)
    seen = form_metadata(sent.modal)
    booking = services.bookings.find_changeable(seen.ref, by=actor, cancels=True)
    problems |= mismatches(sent.modal, offered=_fields(booking))
    if problems:
        return
    telling = sent.modal.chosen(TELLING)
    task = Cancel(
        by=sent.user,
        reason=sent.modal.text(REASON),
        tell_why=TELL_WHY in telling,
        email_everybody=EMAIL_EVERYBODY in telling,
    )
    services.bookings.cancel(booking.ref, task, by=actor, key=sent.key, seen=seen.revision)
