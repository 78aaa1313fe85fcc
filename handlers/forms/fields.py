"""What the forms share: their `private_metadata`, and how time, length and addresses are read."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Annotated

from pydantic import AfterValidator, AwareDatetime, Field
from slack_bolt import Ack
from slack_sdk.models.blocks import (
    ConversationFilter,
    ConversationSelectElement,
    InputBlock,
)

from bot.scheduling.model.booking import QUARTER_HOUR, Booking, Changes, Duration
from bot.scheduling.model.form_field import LONGEST_CAPTION, FieldKind, FormField, form_fields
from bot.scheduling.model.record import Record
from bot.scheduling.model.reference import Ref
from bot.scheduling.model.session import Session
from bot.scheduling.model.text import one_line
from bot.scheduling.model.value import StoredMoment, Value
from bot.scheduling.pasted.addresses import (
    MAX_ADDRESSES,
    BadAddress,
    parse_address,
    parse_addresses,
)
from bot.times.moment import Moment
from bot.times.reading import Reading
from bot.times.zones import is_known
from handlers.forms.when_field import (
    DURATION,
    WHEN,
    ZONE,
    ReadingContext,
    duration_of,
    problem,
    zone_of,
)
from handlers.messages import forms, sessions, times
from handlers.slack.payloads import Modal
from handlers.slack.people import Person
from handlers.ui.blocks import input_block, text_input

Problems = dict[str, str]

CHANNEL = "channel"
REASON = "reason"
# Fields of a session that refusals and outdated forms speak of, too.
TITLE, INVITEES, LINK = (
    form_fields(Session)[name].key for name in ("title", "invitees", "link_name")
)
_REASON = FormField(label=forms.REASON, key=REASON, kind=FieldKind.PARAGRAPH, longest=1000)


def _a_zone(zone: str) -> str:
    """Refuse what is no IANA name; nothing stands for none."""
    if zone and not is_known(zone):
        raise ValueError("no time zone")
    return zone


class FormMetadata(Value):
    """What a form keeps in `private_metadata`: no secrets, and rights are checked again.

    `channel` is where it was opened, `shown` and `zone` the duration and the time zone that its
    lists began with, `was` the moment that is being moved, `length` and `title` the booking's as its
    fields show them: a change is what differs from what the person saw, so that two people do not
    undo each other's changes unseen. `revision` is which of the booking they saw, and `opened` since
    when (aware UTC); a form without is from before there were any.
    """

    ref: Ref = ""
    channel: str = ""
    shown: Duration = timedelta(hours=1)
    zone: Annotated[str, AfterValidator(_a_zone)] = ""
    was: StoredMoment | None = None
    length: timedelta = timedelta(0)
    title: str = ""
    revision: Annotated[int, Field(ge=0, strict=True)] | None = None
    opened: AwareDatetime | None = None

    @classmethod
    def of(cls, booking: Record, *, now: datetime) -> "FormMetadata":
        """Return the metadata of a form that changes a booking: how it stood when it was opened."""
        seen = cls(
            ref=booking.ref,
            revision=booking.revision,
            opened=now,
            title=one_line(booking.title, to=LONGEST_CAPTION),
        )
        if not isinstance(booking, Booking):
            return seen
        shown = booking.length or timedelta(hours=1)
        return seen.with_(was=booking.moment, length=booking.length, shown=shown)

    @classmethod
    def again(cls, failed: Record, *, now: datetime) -> "FormMetadata":
        """Return the metadata of a form that tries a failed booking again: which, and how it was seen."""
        return cls(ref=failed.ref).refreshed(failed, now=now)

    def refreshed(self, booking: Record, *, now: datetime) -> "FormMetadata":
        """Return the metadata of the same form once it says how the booking stands now."""
        return self.with_(revision=booking.revision, opened=now)

    @property
    def shows_part_of_title(self) -> bool:
        """Say whether the title is longer than a form can show, as only a provider can make it."""
        return len(self.title) == LONGEST_CAPTION and self.title.endswith("…")

    @property
    def listed_zone(self) -> str:
        """The zone that the list began with: of a booking its own. Empty where there was none."""
        return self.zone or (self.was.zone if self.was else "")


FIRST_TRY = FormMetadata()


@dataclass(frozen=True, slots=True, kw_only=True)
class Time:
    """The time and length that a form asks for."""

    moment: Moment
    duration: timedelta

    def wanted(
        self, seen: FormMetadata, *, title: str = "", invitees: tuple[str, ...] = ()
    ) -> Changes:
        """Return the change this is to what the person saw: only what differs."""
        same_time = seen.was is not None and (
            (self.moment.instant, self.moment.zone) == (seen.was.instant, seen.was.zone)
        )
        return Changes(
            moment=None if same_time else self.moment,
            duration=self.duration if self.duration != seen.length else None,
            title=title if title and title != seen.title else None,
            invitees=invitees,
        )


def form_metadata(modal: Modal) -> FormMetadata:
    """Read the metadata of a form. Raises ValidationError where Docket never wrote that."""
    return FormMetadata.model_validate_json(modal.metadata)


def person_when_opened(person: Person, seen: FormMetadata) -> Person:
    """Return the person with the time zone that their form began with, which may have changed."""
    return replace(person, zone=seen.listed_zone or person.zone)


def reading_context(modal: Modal, *, person: Person, now: datetime) -> ReadingContext:
    """Return what “When” is read against in this form."""
    zone, was = zone_of(modal.text(ZONE)), form_metadata(modal).was
    if was is not None:
        return ReadingContext.moving(was, person, now=now, zone=zone)
    return ReadingContext.by(person, now=now, zone=zone)


def reading_context_when_opened(modal: Modal, *, person: Person, now: datetime) -> ReadingContext:
    """Return what it was read against when the form was opened, whose lists began with that zone."""
    return ReadingContext.by(person_when_opened(person, form_metadata(modal)), now=now)


def read_moment(
    modal: Modal, *, person: Person, now: datetime, problems: Problems
) -> Reading | None:
    """Read the time that the form asks for; None where `problems` says what is wrong."""
    against = reading_context(modal, person=person, now=now)
    answer = against.read(modal.text(WHEN))
    if against.lacks_zone(answer):
        problems[ZONE] = forms.PICK_ZONE
        return None
    wrong = problem(answer, reader=against.reader)
    if wrong or not isinstance(answer, Reading):
        problems[WHEN] = wrong or forms.NO_TIME
        return None
    return answer


def read_time(
    modal: Modal, *, person: Person, now: datetime, problems: Problems, lasting: bool = True
) -> Time | None:
    """Read the time and length that the form asks for; None where `problems` says what is wrong.

    One that is not `lasting` has no list of durations, and keeps the length it was opened with.
    """
    answer = read_moment(modal, person=person, now=now, problems=problems)
    if answer is None:
        return None
    length = _length(modal, said=answer.duration) if lasting else form_metadata(modal).length
    if isinstance(length, str):
        problems[DURATION] = length
        return None
    return Time(moment=_not_begun(answer.moment, now=now), duration=length)


def _not_begun(moment: Moment, *, now: datetime) -> Moment:
    """Take "now" for the next whole minute: this one has begun."""
    if moment.instant > now:
        return moment
    return Moment.at(moment.instant + timedelta(minutes=1), moment.zone)


def _length(modal: Modal, *, said: timedelta | None) -> timedelta | str:
    """Return the length meant: what was said with the time, unless another was chosen on purpose."""
    shown = form_metadata(modal).shown
    chosen = duration_of(modal.text(DURATION))
    if said is None or said == chosen:
        return chosen
    if chosen != shown:
        return forms.DURATIONS_DIFFER.format(
            said=times.duration(said), chosen=times.duration(chosen)
        )
    return sessions.QUARTERS_ONLY if said % QUARTER_HOUR else said


def read_address(modal: Modal, name: str, *, missing: str, problems: Problems) -> str:
    """Read a field with one address, which is `missing` where nothing was typed."""
    typed = modal.pasted(name)
    try:
        return parse_address(typed)
    except BadAddress as bad:
        problems[name] = forms.unread(bad) if typed else missing
        return ""


def read_addresses(modal: Modal, name: str, *, problems: Problems) -> tuple[str, ...]:
    """Read a field with email addresses; what is wrong with it goes into `problems`."""
    try:
        found = parse_addresses(modal.pasted(name))
    except BadAddress as bad:
        problems[name] = forms.unread(bad)
        return ()
    if len(found) > MAX_ADDRESSES:
        problems[name] = forms.TOO_MANY_ADDRESSES.format(most=MAX_ADDRESSES, count=len(found))
    return found


def only_channel(conversation: str) -> str:
    """Return the id if it is a channel's; anything else would be somebody's own messages."""
    return conversation if conversation.startswith(("C", "G")) else ""


def read_channel(modal: Modal) -> str:
    """Return the channel that was chosen for the card, empty for none."""
    return only_channel(modal.text(CHANNEL))


def channel_block(channel: str, *, hint: str = forms.CHANNEL_HINT) -> InputBlock:
    """Draw the choice of channel; a direct message between people is no place Docket can post to."""
    element = ConversationSelectElement(
        action_id=CHANNEL,
        initial_conversation=only_channel(channel) or None,
        filter=ConversationFilter(include=["public", "private"], exclude_bot_users=True),
    )
    return input_block(element, label=forms.CHANNEL, hint=hint, optional=True)


def text_block(field: FormField, *, value: str = "", block_id: str | None = None) -> InputBlock:
    """Draw a field for words or addresses, with this text in it."""
    return text_input(
        field.key,
        label=field.label,
        value=value,
        hint=field.hint,
        example=field.example,
        optional=field.optional,
        multiline=field.kind in {FieldKind.PARAGRAPH, FieldKind.EMAILS},
        longest=field.longest,
        block_id=block_id,
    )


def reason_block(reason: str = "", *, hint: str) -> InputBlock:
    """Draw the field for why something is canceled."""
    return text_block(replace(_REASON, hint=hint), value=reason)


def acknowledge(ack: Ack, problems: Problems, *, modal: Modal) -> None:
    """Answer a form: what is wrong stands under its fields, or everything is closed."""
    if problems:
        errors = {modal.block_of(name): text for name, text in problems.items()}
        ack(response_action="errors", errors=errors)
    else:
        ack(response_action="clear")
