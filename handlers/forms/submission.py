"""Submitting forms: what they order is booked, or a failed booking is tried again with corrected entries."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from typing import Protocol

from slack_bolt import Ack

from bot.scheduling.conflicts import NO_OVERRIDE, HasConflicts, Override
from bot.scheduling.model.limits import Counted, LimitReached
from bot.scheduling.model.record import Order, Record
from bot.scheduling.model.reference import Kind
from bot.scheduling.model.rights import Actor
from bot.scheduling.ports.store import LinkTaken, UsedKey
from bot.scheduling.refusals import Outdated
from handlers.forms import conflict_notices
from handlers.forms.fields import CHANNEL, INVITEES, LINK
from handlers.forms.metadata import FormMetadata, form_metadata
from handlers.forms.outdated import ask_with_same_form
from handlers.forms.reading import Problems, acknowledge, reading_context_when_opened
from handlers.forms.short_form import in_full, is_wrong_in, whole
from handlers.forms.validation import mismatches
from handlers.forms.when_field import WHEN, ReadingContext
from handlers.messages import forms, outdated_forms, refusals
from handlers.messages.refusals import REFUSALS, SwitchedOff
from handlers.services import Services
from handlers.slack.payloads import Body, Modal, ViewSubmission
from handlers.slack.people import Person
from handlers.slack.posting_rights import PostingProblem
from handlers.ui.blocks import Block
from handlers.ui.screen import Screen

CHANNEL_PROBLEMS = {
    PostingProblem.ARCHIVED: forms.CHANNEL_ARCHIVED,
    PostingProblem.UNSEEN: forms.CHANNEL_UNSEEN,
    PostingProblem.UNKNOWN: forms.CHANNEL_UNKNOWN,
}


def may_open_form(kind: Kind, *, actor: Actor, screen: Screen, services: Services) -> bool:
    """Return whether this person may have such a thing booked; where not, they are told why."""
    try:
        services.bookings.check_may_book(kind, by=actor)
    except REFUSALS as refusal:
        screen.say(refusals.refusal(refusal))
        return False
    return True


class ReadOrder(Protocol):
    """How a form of one kind is read: its order, or None and what is wrong in `problems`."""

    def __call__(
        self, form: Modal, *, person: Person, now: datetime, problems: Problems
    ) -> Order | None:
        """Read the form as the person left it; `now` is aware."""


# Draws fields of a form as they were when it was opened, with nothing typed in them.
Offered = Callable[[Modal, ReadingContext], list[Block]]


def submit(
    ack: Ack,
    body: Body,
    *,
    offered: Offered,
    rest: Offered | None = None,
    read: ReadOrder,
    services: Services,
) -> None:
    """Book what a form asks for, or say under its fields what is wrong, losing nothing typed.

    A form is read only where it fits what it `offered`; a short one does not show the `rest` of that.
    """
    sent = ViewSubmission.model_validate(body)
    unshown = _unshown(sent, rest=rest, services=services) if rest else []
    decide = partial(
        _book_order,
        form=whole(sent.modal, rest=unshown),
        offered=offered,
        read=read,
        services=services,
    )
    answer_submission(ack, body, decide=decide, rest=unshown, services=services)


def _unshown(sent: ViewSubmission, *, rest: Offered, services: Services) -> list[Block]:
    """Draw the fields that a form does not show."""
    if not form_metadata(sent.modal).short:
        return []
    person, now = services.people.person(sent.user), services.clock()
    return rest(sent.modal, reading_context_when_opened(sent.modal, person=person, now=now))


def answer_submission(
    ack: Ack,
    body: Body,
    *,
    decide: Callable[[ViewSubmission, Problems], None],
    metadata: type[FormMetadata] = FormMetadata,
    rest: Sequence[Block] = (),
    services: Services,
) -> None:
    """Decide what a form asks for, or say under its fields what is wrong, losing nothing typed.

    `decide` writes into its problems what is wrong, by field. A form that is outdated, or that does not
    show yet what is in the way, is shown once more with all its entries; `metadata` says what it keeps. A
    short form is shown in full where something is wrong in the `rest`.
    """
    sent = ViewSubmission.model_validate(body)
    problems: Problems = {}
    try:
        decide(sent, problems)
    except Outdated as outdated:
        seen = metadata.model_validate_json(sent.modal.metadata)
        booking = outdated.booking.as_read_by(services.people.person(sent.user).reader)
        ask_with_same_form(ack, booking, seen=seen, form=sent.modal, services=services)
    except HasConflicts as found:
        reader = services.people.person(sent.user).reader
        conflict_notices.answer(ack, sent.modal, found, reader=reader)
    else:
        if is_wrong_in(rest, problems=problems, form=sent.modal):
            view = in_full(sent.modal, rest=rest, problems=problems)
            ack(response_action="update", view=view)
        else:
            acknowledge(ack, problems, modal=sent.modal)


@contextmanager
def problems_under(field: str, problems: Problems) -> Iterator[None]:
    """Say under this field why something is refused; what the same form did before is done."""
    try:
        yield
    except UsedKey:
        pass
    except REFUSALS as refusal:
        problems[field] = refusals.plain(refusals.refusal(refusal))


def _book_order(
    sent: ViewSubmission,
    problems: Problems,
    *,
    form: Modal,
    offered: Offered,
    read: ReadOrder,
    services: Services,
) -> None:
    """Read the order and write it down; why it is refused goes into `problems`, by field.

    Whoever may not book is refused first: nothing is looked up for them, not even a channel.
    """
    person, seen, now = (
        services.people.person(sent.user),
        form_metadata(form),
        services.clock(),
    )
    context = reading_context_when_opened(form, person=person, now=now)
    drawn = [*offered(form, context), *conflict_notices.reason_blocks(form)]
    problems |= mismatches(form, offered=drawn)
    order = read(form, person=person, now=now, problems=problems) if not problems else None
    if order is None:
        return
    actor = services.actor(sent.user, team=sent.team, about={order.kind}, reply_to=sent.reply_to)
    try:
        services.bookings.check_may_book(order.kind, by=actor)
        problem = _channel_problem(form, person=person, services=services)
        if problem:
            problems[CHANNEL] = problem
            return
        book(
            order,
            ref=seen.ref,
            by=actor,
            key=sent.key,
            services=services,
            seen=seen.revision,
            override=conflict_notices.override(sent.modal),
        )
    except UsedKey as used:
        if not _was_made_by(used.booking, by=order):
            problems[WHEN] = outdated_forms.sent_before(used.booking)
    except REFUSALS as refusal:
        problems[_field(refusal, form=form)] = refusals.plain(refusals.refusal(refusal))


def _channel_problem(form: Modal, *, person: Person, services: Services) -> str:
    """Say why no card of theirs may be posted where they chose; nothing where it may."""
    channel, opened_in = form.text(CHANNEL), form_metadata(form).channel
    if not channel:
        return ""
    problem = services.posting_rights.problem(channel, person=person, opened_in=opened_in)
    return CHANNEL_PROBLEMS[problem] if problem else ""


def _field(refusal: Exception, *, form: Modal) -> str:
    """Return the field of a form that a refusal is about, or its first question."""
    match refusal:
        case LinkTaken():
            return LINK
        case LimitReached(count=count) if (
            count.what is Counted.INVITATIONS and INVITEES in form.fields
        ):
            return INVITEES
        case _:
            return WHEN


def book(
    order: Order,
    *,
    ref: str = "",
    by: Actor,
    key: str,
    services: Services,
    seen: int | None = None,
    override: Override = NO_OVERRIDE,
) -> Record:
    """Write an order down: as a new booking, or as what mends the failed one of this reference.

    The failed one, or the session that an agent is for, was `seen` in that revision.
    Raises REFUSALS, LinkTaken, Outdated, UsedKey, HasConflicts.
    """
    if order.kind not in services.switched_on:
        raise SwitchedOff(order.kind)
    if ref:
        return services.bookings.book_again(
            ref, order, by=by, key=key, seen=seen, override=override
        )
    return services.bookings.book(order, by=by, key=key, seen=seen, override=override)


def book_once(
    order: Order,
    *,
    by: Actor,
    key: str,
    services: Services,
    seen: int | None = None,
    override: Override = NO_OVERRIDE,
) -> Record:
    """Book an order, or return the booking that `key` already made.

    Raises REFUSALS, LinkTaken, Outdated, HasConflicts.
    """
    try:
        return book(order, by=by, key=key, services=services, seen=seen, override=override)
    except UsedKey as used:
        return used.booking


def _was_made_by(booking: Record, *, by: Order) -> bool:
    """Return whether the booking that this form made before is the one it orders now."""
    ordered = {name: value for name, value in by if name != "channel"}
    same = all(getattr(booking, name) == value for name, value in ordered.items())
    return booking.kind is by.kind and same
