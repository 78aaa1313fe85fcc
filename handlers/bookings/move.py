"""/session move REF [when] (/agent too): another time for what is booked."""

from datetime import datetime
from typing import Final

from slack_bolt import Ack

from bot.scheduling.command_line.verbs import Verb
from bot.scheduling.model.booking import Booking, Changes
from bot.scheduling.model.record import Record
from bot.times.reading.answers import Answer
from handlers.forms.change_form import ChangeForm, change
from handlers.forms.metadata import FormMetadata, form_metadata
from handlers.forms.reading import EnteredTime, Problems, read_time
from handlers.forms.submission import problems_under
from handlers.forms.when_field import WHEN, ReadingContext, duration_block, when_blocks, zone_block
from handlers.messages import labels, naming, outdated_forms, refusals, times
from handlers.messages.presenters import presenter_of
from handlers.request import BookingRequest
from handlers.services import Services
from handlers.slack.payloads import Body, ViewSubmission
from handlers.ui.blocks import Block, section

NAME = "booking_move"


class _Form(ChangeForm):
    """The form with a time, and of what lasts a length."""

    name, verb, press, changes = NAME, labels.MOVE, labels.MOVE, Verb.MOVE
    # The time was typed even where it is the one that was shown: it may have to be moved back there.
    typed = frozenset({WHEN})

    def fields(
        self, seen: FormMetadata, *, when: str, answer: Answer | None, context: ReadingContext
    ) -> list[Block]:
        """Draw the fields: when, and how long it takes."""
        return [
            *when_blocks(text=when, answer=answer, context=context),
            *([duration_block(seen.shown)] if seen.length else []),
            zone_block(context.person, zone=seen.listed_zone or None),
        ]

    def intro(self, booking: Booking, *, now: datetime) -> list[Block]:
        """Draw what is moved, when it is now, and what moving it means."""
        lines = [
            f"*{naming.title(booking)}*",
            times.current(booking),
            presenter_of(booking).move_effects(now),
        ]
        return [section("\n".join(line for line in lines if line))]

    def read(self, sent: ViewSubmission, *, services: Services, problems: Problems) -> None:
        """Move it to the time that was typed."""
        person, now = services.people.person(sent.user), services.clock()
        lasting = bool(form_metadata(sent.modal).length)
        time = read_time(sent.modal, person=person, now=now, problems=problems, lasting=lasting)
        if time is not None:
            _decide(sent, time, services=services, problems=problems)


_FORM: Final = _Form()


def open_form(booking: Record, request: BookingRequest) -> None:
    """Show the form, with the new time if one was given."""
    actor, screen, services = request.actor, request.screen, request.services
    if isinstance(booking, Booking) and booking.can_move:
        _FORM.open(booking, by=actor, screen=screen, services=services, when=request.typed)
    else:
        screen.say(refusals.cannot(Verb.MOVE, booking))


def submit(ack: Ack, body: Body, *, services: Services) -> None:
    """Move the session, or say under the fields what is wrong; an outdated form asks once more."""
    _FORM.submit(ack, body, services=services)


def _decide(
    sent: ViewSubmission, time: EnteredTime, *, services: Services, problems: Problems
) -> None:
    actor = services.actor(sent.user, team=sent.team, reply_to=sent.reply_to)
    seen = form_metadata(sent.modal)
    with problems_under(WHEN, problems):
        wanted = time.wanted(seen)
        if wanted == Changes():
            booking = services.bookings.find_as_seen(seen.ref, by=actor, seen=seen.revision)
            if not booking.can_be_elsewhere:
                problems[WHEN] = outdated_forms.NOTHING_CHANGED
                return
            # The provider's staff may have moved it: this is looked up, and moved back if need be.
            wanted = Changes(moment=time.moment)
        change(sent, wanted, by=actor, services=services)
