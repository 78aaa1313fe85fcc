"""What the forms have in common that change a booking: values are validated, outdated forms are redrawn."""

from abc import ABC, abstractmethod
from collections.abc import Collection, Sequence
from datetime import datetime
from functools import partial
from typing import ClassVar

from slack_bolt import Ack

from bot.scheduling.command_line.verbs import Verb
from bot.scheduling.conflicts import Conflict, HasConflicts
from bot.scheduling.model.booking import Booking, Changes
from bot.scheduling.model.record import State
from bot.scheduling.model.reference import kind_of
from bot.scheduling.model.rights import Actor
from bot.scheduling.model.transitions import InvalidTransition
from bot.scheduling.refusals import Outdated
from bot.times.reading.answers import Answer
from handlers.forms import conflict_notices
from handlers.forms.fields import TITLE, emails_block
from handlers.forms.metadata import FormMetadata, form_metadata
from handlers.forms.outdated import RedrawnForm, ask_with_new_form, in_fields
from handlers.forms.reading import EnteredTime, Problems, acknowledge, reading_context_when_opened
from handlers.forms.validation import mismatches
from handlers.forms.when_field import ReadingContext, length_said
from handlers.forms.when_typed import opened
from handlers.messages import refusals
from handlers.services import Services
from handlers.slack.payloads import Body, Modal, ViewSubmission
from handlers.slack.people import Person
from handlers.ui.blocks import Block, View, modal
from handlers.ui.screen import Screen


def conflicts(
    form: Modal, *, time: EnteredTime, user: str, team: str, services: Services
) -> Sequence[Conflict]:
    """Return what is in the way of the time that a form changes a booking to."""
    seen = form_metadata(form)
    wanted = time.wanted(seen, title=form.text(TITLE))
    actor = services.actor(user, team=team, about={kind_of(seen.ref)})
    return services.bookings.conflicts_of_change(seen.ref, wanted, by=actor)


def change(sent: ViewSubmission, wanted: Changes, *, by: Actor, services: Services) -> None:
    """Write down what a form changes of the booking as it was seen. Raises REFUSALS, HasConflicts."""
    seen = form_metadata(sent.modal)
    override = conflict_notices.override(sent.modal)
    services.bookings.change(
        seen.ref, wanted, by=by, key=sent.key, seen=seen.revision, override=override
    )


class ChangeForm(ABC):
    """A form that changes a booking; the same fields are drawn to show it and to validate what is sent.

    `name` is its callback id, `verb` begins its title, `press` stands on its button, `changes` is the
    verb of its command. What stands in
    the fields `typed` counts as what the person typed, even where it is what was shown.
    """

    name: ClassVar[str]
    verb: ClassVar[str]
    press: ClassVar[str]
    changes: ClassVar[Verb]
    typed: ClassVar[Collection[str]] = ()

    @abstractmethod
    def fields(
        self, seen: FormMetadata, *, when: str, answer: Answer | None, context: ReadingContext
    ) -> list[Block]:
        """Draw the fields for a booking as it is `seen`, with this time typed and so read."""

    def intro(self, booking: Booking, *, now: datetime) -> list[Block]:  # noqa: ARG002 - others need them
        """Draw what stands above the fields."""
        return []

    @abstractmethod
    def read(self, sent: ViewSubmission, *, services: Services, problems: Problems) -> None:
        """Do what the form asks for; what is wrong goes into `problems`. Raises Outdated, HasConflicts."""

    def open(
        self, booking: Booking, *, by: Actor, screen: Screen, services: Services, when: str
    ) -> None:
        """Show the form for a booking as it is, with this time typed."""
        if booking.state is not State.CONFIRMED:
            screen.say(refusals.refusal(InvalidTransition(booking)))
            return
        person, now = services.people.person(by.user), services.clock()
        context = ReadingContext.moving(booking.moment, person, now=now)
        seen = FormMetadata.of(booking, now=now, reply_to=by.reply_to)
        answer = context.read(when)
        length = length_said(answer)
        if length is not None and seen.length:
            seen = seen.with_length(length)
        fields = self.fields(seen, when=when, answer=answer, context=context)
        shown = booking.as_read_by(person.reader)
        view = self._view(shown, fields, seen=seen, now=now)
        screen.show(
            opened(view, answer=answer, context=context, find=conflicts, by=by, services=services)
        )

    def submit(self, ack: Ack, body: Body, *, services: Services) -> None:
        """Do what it asks for, or say under the fields what is wrong; an outdated form asks once more."""
        sent = ViewSubmission.model_validate(body)
        person, now = services.people.person(sent.user), services.clock()
        offered = self._offered(sent.modal, person=person, now=now)
        problems = mismatches(sent.modal, offered=offered)
        try:
            if not problems:
                self.read(sent, services=services, problems=problems)
        except Outdated as outdated:
            booking = outdated.booking.as_read_by(person.reader)
            if not isinstance(booking, Booking):
                raise
            draw = partial(self._redrawn, booking, sent.modal, person=person, now=now)
            ask_with_new_form(ack, booking, form=sent.modal, draw=draw, services=services)
        except HasConflicts as found:
            conflict_notices.answer(ack, sent.modal, found, reader=person.reader)
        else:
            acknowledge(ack, problems, modal=sent.modal)

    def _view(
        self, booking: Booking, fields: Sequence[Block], *, seen: FormMetadata, now: datetime
    ) -> View:
        return modal(
            f"{self.verb} {booking.ref}",
            blocks=[
                *self.intro(booking, now=now),
                *fields,
                emails_block(booking.kind, self.changes),
            ],
            name=self.name,
            metadata=seen.model_dump_json(),
            submit=self.press,
        )

    def _offered(self, form: Modal, *, person: Person, now: datetime) -> list[Block]:
        """Draw the fields as they were when the form was opened, with nothing in them."""
        context = reading_context_when_opened(form, person=person, now=now)
        fields = self.fields(form_metadata(form), when="", answer=None, context=context)
        return [*fields, *conflict_notices.reason_blocks(form)]

    def _redrawn(self, booking: Booking, form: Modal, *, person: Person, now: datetime) -> View:
        """Draw the form with the booking as it is now, but for what was typed."""
        anew = RedrawnForm.of(booking, form=form, person=person, now=now, typed=self.typed)
        fields = in_fields(
            self.fields(
                anew.seen, when=anew.when, answer=anew.context.read(anew.when), context=anew.context
            ),
            form=form,
            fresh=anew.untouched,
            revision=booking.revision,
        )
        return self._view(booking, fields, seen=anew.seen, now=now)
