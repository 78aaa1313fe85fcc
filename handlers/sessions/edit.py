"""/session edit REF: title, time, length of a session, and more people to invite."""

from dataclasses import replace
from typing import Final

from slack_bolt import Ack

from bot.scheduling.command_line.verbs import Verb
from bot.scheduling.model.booking import Changes
from bot.scheduling.model.form_field import form_fields
from bot.scheduling.model.limits import LimitReached
from bot.scheduling.model.record import Record
from bot.scheduling.model.session import Session, SessionBooking
from bot.scheduling.refusals import check_seen
from bot.times.reading.answers import Answer
from handlers.forms.change_form import ChangeForm, change
from handlers.forms.fields import text_block
from handlers.forms.metadata import FormMetadata, form_metadata
from handlers.forms.reading import EnteredTime, Problems, read_addresses, read_time
from handlers.forms.submission import problems_under
from handlers.forms.when_field import ReadingContext, duration_block, when_blocks, zone_block
from handlers.messages import labels, refusals, sessions
from handlers.request import BookingRequest
from handlers.services import Services
from handlers.slack.payloads import Body, ViewSubmission
from handlers.ui.blocks import Block

NAME = "session_edit"

_TITLE, _INVITEES = (form_fields(Session)[name] for name in ("title", "invitees"))
_MORE_INVITEES = replace(_INVITEES, label=sessions.MORE_INVITEES, hint=sessions.MORE_INVITEES_HINT)
TITLE, INVITEES = _TITLE.key, _INVITEES.key


class _Form(ChangeForm):
    """The form with all of a session that can be changed."""

    name, verb, press, changes = NAME, labels.EDIT, labels.SAVE, Verb.EDIT

    def fields(
        self, seen: FormMetadata, *, when: str, answer: Answer | None, context: ReadingContext
    ) -> list[Block]:
        """Draw the fields: what it is called, when and how long it is, and whom to invite as well."""
        cut = sessions.TITLE_CUT if seen.shows_part_of_title else ""
        return [
            text_block(replace(_TITLE, example="", hint=cut), value=seen.title),
            *when_blocks(text=when, answer=answer, context=context),
            duration_block(seen.shown),
            zone_block(context.person, zone=seen.listed_zone or None),
            text_block(_MORE_INVITEES),
        ]

    def read(self, sent: ViewSubmission, *, services: Services, problems: Problems) -> None:
        """Change what differs from what was shown."""
        person, now = services.people.person(sent.user), services.clock()
        time = read_time(sent.modal, person=person, now=now, problems=problems)
        more = read_addresses(sent.modal, INVITEES, problems=problems)
        if not sent.modal.text(TITLE):
            problems[TITLE] = sessions.TITLE_NEEDED
        if time is not None and not problems:
            _decide(sent, time, more, services=services, problems=problems)


_FORM: Final = _Form()


def open_form(booking: Record, request: BookingRequest) -> None:
    """Show the form with the session as it is, or with the new time if one was given."""
    actor, screen, services = request.actor, request.screen, request.services
    if not isinstance(booking, SessionBooking):
        screen.say(refusals.cannot(Verb.EDIT, booking))
        return
    when = request.typed or booking.moment.written(services.people.person(actor.user).reader)
    _FORM.open(booking, by=actor, screen=screen, services=services, when=when)


def submit(ack: Ack, body: Body, *, services: Services) -> None:
    """Change the session, or say under the fields what is wrong; an outdated form asks once more."""
    _FORM.submit(ack, body, services=services)


def _decide(
    sent: ViewSubmission,
    time: EnteredTime,
    more: tuple[str, ...],
    *,
    services: Services,
    problems: Problems,
) -> None:
    actor = services.actor(sent.user, team=sent.team, reply_to=sent.reply_to)
    seen = form_metadata(sent.modal)
    with problems_under(TITLE, problems):
        booking = services.bookings.find_changeable(seen.ref, by=actor)
        if not isinstance(booking, SessionBooking):
            problems[TITLE] = refusals.plain(refusals.cannot(Verb.EDIT, booking))
            return
        wanted = time.wanted(
            seen, title=sent.modal.text(TITLE), invitees=booking.session.not_yet_invited(more)
        )
        if wanted == Changes():
            check_seen(booking, seen.revision)
            if more:
                problems[INVITEES] = sessions.ALREADY_INVITED
                return
            # Prevail's staff may have moved it: this is looked up, and moved back if need be.
            wanted = Changes(moment=time.moment)
        try:
            change(sent, wanted, by=actor, services=services)
        except LimitReached as reached:
            problems[INVITEES] = refusals.plain(refusals.refusal(reached))
