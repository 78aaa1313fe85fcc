"""/session [when and anything else]: the form for a new session, opened, tried again and submitted."""

from collections.abc import Sequence
from functools import partial

from slack_bolt import Ack

from bot.scheduling.command_line.parser import ParsedCommand
from bot.scheduling.conflicts import Conflict
from bot.scheduling.model.form_field import LONGEST_CAPTION, LONGEST_TEXT
from bot.scheduling.model.record import FailureReason
from bot.scheduling.model.reference import Kind
from bot.scheduling.model.rights import Actor
from bot.scheduling.model.session import Session, SessionBooking
from bot.scheduling.model.text import clip
from handlers.forms import submission
from handlers.forms.conflict_notices import OVERRIDE, with_conflicts
from handlers.forms.metadata import FormMetadata, form_metadata
from handlers.forms.reading import EnteredTime, reading_context_when_opened
from handlers.forms.redrawing import ask_again, show
from handlers.forms.short_form import in_full, whole
from handlers.forms.when_field import ReadingContext, length_said
from handlers.forms.when_typed import show_begun
from handlers.messages import sessions, states
from handlers.request import BookingRequest, CommandRequest
from handlers.services import Services
from handlers.sessions import defaults
from handlers.sessions.defaults import USUAL_DURATION
from handlers.sessions.form import (
    CASE,
    FILLED_ANEW,
    Draft,
    EmailOf,
    cleared,
    draw,
    offered,
    read_order,
    read_so_far,
    refilled,
    rest,
    untouched,
)
from handlers.slack.payloads import BlockAction, Body, Modal, ViewSubmission
from handlers.ui.blocks import View, section
from handlers.ui.screen import Screen


def open_form(request: CommandRequest) -> None:
    """Show the form, prefilled with what was understood of the line."""
    actor, screen, services = request.actor(about={Kind.SESSION}), request.screen, request.services
    if not submission.may_open_form(Kind.SESSION, actor=actor, screen=screen, services=services):
        return
    said = request.line
    session, length = _begun(said), length_said(said.when)
    found = defaults.find(
        session.case,
        entered=defaults.keys_entered(session, lasts=length is not None),
        channel=request.command.channel,
        by=actor,
        services=services,
    )
    draft = Draft(
        session=defaults.filled_in(session, found.filled) if found else session,
        defaults=found,
        fills=True,
        usual=USUAL_DURATION if length else None,
        # What has an entry in the rest is shown in full.
        short=not session.notes,
        when=said.typed,
        answer=said.when,
        context=request.context,
        channel=request.command.channel,
        reply_to=actor.reply_to,
        note=sessions.caption_cut(said.title, notes=LONGEST_TEXT)
        if len(said.title) > LONGEST_CAPTION
        else "",
    )
    show_form(draft, by=actor, screen=screen, services=services)


def _begun(said: ParsedCommand) -> Session:
    """Return the session as far as it was typed; a title that is too long goes whole into the notes."""
    long = len(said.title) > LONGEST_CAPTION
    return Session(
        title=clip(said.title, to=LONGEST_CAPTION),
        notes=clip(said.title, to=LONGEST_TEXT) if long else "",
        case=said.case,
        invitees=said.emails,
        duration=length_said(said.when) or USUAL_DURATION,
    )


def open_form_again(booking: SessionBooking, request: BookingRequest) -> None:
    """Show the form of a failed booking, why it failed, and what was entered but for a taken name."""
    services = request.services
    person, now = services.people.person(request.actor.user), services.clock()
    context = ReadingContext.by(person, now=now, zone=person.zone or booking.moment.zone)
    is_taken = booking.trouble is FailureReason.NAME_TAKEN
    draft = Draft(
        session=booking.session.with_(link_name="") if is_taken else booking.session,
        intro=states.state(booking),
        reply_to=request.actor.reply_to,
        when=booking.written,
        answer=context.read(booking.written),
        context=context,
        channel=booking.channel,
        source=FormMetadata.again(booking, now=now),
    )
    show_form(draft, by=request.actor, screen=request.screen, services=services)


def show_form(draft: Draft, *, by: Actor, screen: Screen, services: Services) -> None:
    """Show the form as it begins, with what is in the way of that."""
    view = draw(draft, choices=services.choices)
    show_begun(draft, view=view, find=conflicts, by=by, screen=screen, services=services)


def conflicts(
    form: Modal, *, time: EnteredTime, user: str, team: str, services: Services
) -> Sequence[Conflict]:
    """Return what is in the way of the session as far as it is typed."""
    actor, seen = services.actor(user, team=team, about={Kind.SESSION}), form_metadata(form)
    context = _context(form, user=user, services=services)
    unshown = rest(form, context, choices=services.choices)
    email_of = _email_of(services)
    order = read_so_far(whole(form, rest=unshown), time=time, email_of=email_of)
    return services.bookings.conflicts_of_order(
        order, by=actor, ref=seen.ref, repeats=bool(seen.copied)
    )


def follow_case(form: Modal, *, user: str, team: str, services: Services) -> View | None:
    """Draw the form filled in for the case as it is typed now; None where that changes nothing."""
    seen, case = form_metadata(form), form.text(CASE)
    if not seen.fills or defaults.is_same_case(clip(case, to=defaults.LONGEST), seen.filled_for):
        return None
    free = untouched(form, choices=services.choices)
    found = defaults.find(
        case,
        entered=defaults.FILLABLE_KEYS - free,
        channel=seen.channel,
        by=services.actor(user, team=team, about={Kind.SESSION}),
        services=services,
    )
    source, filled = (found.source, found.filled) if found else ("", {})
    if (source, filled) == (seen.filled_from, seen.filled):
        return None
    return refilled(form, found, choices=services.choices)


def submit(ack: Ack, body: Body, *, services: Services) -> None:
    """Book what the form asks for, or say under its fields what is wrong, losing nothing typed.

    People who were filled in for another case than is sent aren't invited unseen: the form is shown again.
    """
    sent = ViewSubmission.model_validate(body)
    view = _with_people_of_case(sent, services=services)
    if view is not None:
        said = sessions.filled_in_anew(press=sent.modal.submit)
        ask_again(ack, view, above=section(said, block_id=FILLED_ANEW))
        return
    submission.submit(
        ack,
        body,
        offered=partial(offered, choices=services.choices),
        rest=partial(rest, choices=services.choices),
        read=partial(read_order, email_of=_email_of(services)),
        services=services,
    )


def _with_people_of_case(sent: ViewSubmission, *, services: Services) -> View | None:
    """Draw a form anew that has people of another case than it says; None of any other."""
    form, filled = sent.modal, form_metadata(sent.modal).filled
    stands = filled.keys() & untouched(form, choices=services.choices)
    if not defaults.names_people(stands):
        return None
    view = follow_case(form, user=sent.user, team=sent.team, services=services)
    # What was in the way of those people is nothing to ask about now.
    return with_conflicts(view, (), reason=form.text(OVERRIDE)) if view else None


def show_more(ack: Ack, body: Body, *, services: Services) -> None:
    """Show all fields below the first ones."""
    press = BlockAction.model_validate(body)
    if (form := press.modal) is not None and form_metadata(form).short:
        context = _context(form, user=press.user, services=services)
        unshown = rest(form, context, choices=services.choices)
        show(in_full(form, rest=unshown), form=form, services=services, first=True)
    ack()


def clear_defaults(form: Modal, *, user: str, team: str, services: Services) -> View:  # noqa: ARG001 - as others
    """Draw the form without what was filled in from another session."""
    return cleared(form, choices=services.choices)


def _email_of(services: Services) -> EmailOf:
    """Return what gives the address of a person in Slack."""
    return lambda user: services.people.person(user).email


def _context(form: Modal, *, user: str, services: Services) -> ReadingContext:
    person, now = services.people.person(user), services.clock()
    return reading_context_when_opened(form, person=person, now=now)
