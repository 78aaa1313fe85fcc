"""Outdated forms, whose booking has changed since: they say what has changed and ask again."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from slack_bolt import Ack

from bot.scheduling.model.booking import Booking
from bot.scheduling.model.record import ENDED, Record, State
from bot.scheduling.ports.store import Entry
from bot.times.writing import Reader
from handlers.forms.fields import TITLE
from handlers.forms.metadata import FormMetadata, form_metadata
from handlers.forms.redrawing import ask_again
from handlers.forms.when_field import DURATION, WHEN, ZONE, ReadingContext, duration_of, zone_of
from handlers.messages import outdated_forms, times
from handlers.services import Services
from handlers.slack.payloads import Modal
from handlers.slack.people import Person
from handlers.ui.blocks import Block, View, section
from handlers.ui.screen import notice

CHANGED = "changed_meanwhile"
# Nothing can follow from a move, an edit or a cancellation anymore.
SETTLED = ENDED | {State.CANCELING}


@dataclass(frozen=True, slots=True, kw_only=True)
class RedrawnForm:
    """What an outdated form is redrawn with: the booking as it is now, and what the person had typed.

    `untouched` are the fields that still said what was true when the form was opened.
    """

    seen: FormMetadata
    when: str
    context: ReadingContext
    untouched: frozenset[str]

    @classmethod
    def of(
        cls,
        booking: Booking,
        *,
        form: Modal,
        person: Person,
        now: datetime,
        typed: Collection[str] = (),
    ) -> "RedrawnForm":
        """Read what was typed into an outdated form; the fields `typed` always count as that."""
        untouched = _untouched(form, reader=person.reader) - set(typed)
        seen = FormMetadata.of(booking, now=now, reply_to=form.reply_to)
        if DURATION in form.fields and DURATION not in untouched:
            seen = seen.with_(shown=duration_of(form.text(DURATION)))
        zone = "" if ZONE in untouched else zone_of(form.text(ZONE))
        return cls(
            seen=seen,
            when=booking.moment.written(person.reader) if WHEN in untouched else form.text(WHEN),
            context=ReadingContext.moving(booking.moment, person, now=now, zone=zone),
            untouched=untouched,
        )


def _untouched(form: Modal, *, reader: Reader) -> frozenset[str]:
    seen = form_metadata(form)
    untouched = {
        TITLE: form.text(TITLE) == seen.title,
        WHEN: seen.was is not None and form.text(WHEN) == seen.was.written(reader),
        DURATION: form.text(DURATION).isdecimal()
        and duration_of(form.text(DURATION)) == seen.length,
        ZONE: zone_of(form.text(ZONE)) == seen.listed_zone,
    }
    return frozenset(name for name, is_untouched in untouched.items() if is_untouched)


def in_fields(
    blocks: Iterable[Block], *, form: Modal, fresh: Collection[str], revision: int
) -> list[Block]:
    """Keep in the fields what was typed, but reset the `fresh` ones.

    Slack keeps what stands in a field while its block's id stays.
    """

    def block_id(name: str) -> str:
        return f"{name}-{revision}" if name in fresh else form.block_of(name)

    return [
        block | {"block_id": block_id(block["element"]["action_id"])}
        if block["type"] == "input"
        else block
        for block in blocks
    ]


def _changed(booking: Record, *, seen: FormMetadata, form: Modal, services: Services) -> Block:
    """Draw what has changed since a form was opened, and by whom where somebody did it with Docket."""
    said = outdated_forms.changed_meanwhile(
        booking,
        was=_as_shown(seen, when=seen.was.written(booking.reader) if seen.was else ""),
        now=_as_shown(
            FormMetadata.of(booking, now=services.clock(), reply_to=None),
            when=times.when(booking) if isinstance(booking, Booking) else "",
        ),
        since=_since(booking, seen=seen, services=services),
        press=form.submit,
    )
    return section(said, block_id=CHANGED)


def _as_shown(seen: FormMetadata, *, when: str) -> outdated_forms.AsShown:
    return outdated_forms.AsShown(when=when, length=seen.length, title=seen.title)


def _since(booking: Record, *, seen: FormMetadata, services: Services) -> Sequence[Entry]:
    history = services.bookings.history(booking)
    return [entry for entry in history if seen.opened is not None and entry.at >= seen.opened]


def ask_with_new_form(
    ack: Ack, booking: Record, *, form: Modal, draw: Callable[[], View], services: Services
) -> None:
    """Show the form as `draw` draws it now, for a second press, and above it what has changed.

    Where nothing can be done about the booking anymore, say so instead.
    """
    if booking.state in SETTLED:
        _tell_settled(ack, booking, form=form, services=services)
        return
    view = draw()
    above = _changed(booking, seen=form_metadata(form), form=form, services=services)
    ask_again(ack, view, above=above)


def _tell_settled(ack: Ack, booking: Record, *, form: Modal, services: Services) -> None:
    """Say how a booking ended that can no longer be changed, and what had been typed."""
    since = _since(booking, seen=form_metadata(form), services=services)
    typed = [field.typed.strip() for field in form.fields.values() if field.typed.strip()]
    ack(
        response_action="update",
        view=notice(outdated_forms.settled_meanwhile(booking, since=since, typed=typed)),
    )


def ask_with_same_form(
    ack: Ack, booking: Record, *, seen: FormMetadata, form: Modal, services: Services
) -> None:
    """Show the very same form with all its entries, and above it what has changed meanwhile."""
    metadata = seen.refreshed(booking, now=services.clock()).model_dump_json()
    above = _changed(booking, seen=seen, form=form, services=services)
    kept = [block for block in form.blocks if block.get("block_id") != CHANGED]
    ask_again(ack, form.with_blocks(kept, metadata=metadata), above=above)
