"""How what was entered in a form is read: time, length, channel and addresses."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from slack_bolt import Ack

from bot.scheduling.model.booking import QUARTER_HOUR, Changes
from bot.scheduling.model.text import with_short_quotes
from bot.scheduling.pasted.addresses import (
    MAX_ADDRESSES,
    BadAddress,
    parse_address,
    parse_addresses,
)
from bot.times.moment import Moment
from bot.times.reading import Reading
from handlers.forms.fields import CHANNEL, only_channel
from handlers.forms.metadata import FormMetadata, form_metadata
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

Problems = dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class EnteredTime:
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


def person_when_opened(person: Person, seen: FormMetadata) -> Person:
    """Return the person with the time zone that their form began with, which may have changed."""
    return replace(person, zone=seen.listed_zone or person.zone)


def reading_context(modal: Modal, *, person: Person, now: datetime) -> ReadingContext:
    """Return the context in which this form's “When” is read."""
    seen = form_metadata(modal)
    zone = zone_of(modal.text(ZONE)) or seen.zone
    if seen.was is None:
        return ReadingContext.by(person, now=now, zone=zone)
    like = ReadingContext.copying if seen.copied else ReadingContext.moving
    return like(seen.was, person, now=now, zone=zone)


def reading_context_when_opened(modal: Modal, *, person: Person, now: datetime) -> ReadingContext:
    """Return the reading context as of when the form was opened, in the zone it was opened with."""
    return ReadingContext.by(person_when_opened(person, form_metadata(modal)), now=now)


def read_moment(
    modal: Modal, *, person: Person, now: datetime, problems: Problems
) -> Reading | None:
    """Read the time that the form asks for; None where `problems` says what is wrong."""
    context = reading_context(modal, person=person, now=now)
    answer = context.read(modal.text(WHEN))
    if context.lacks_zone(answer):
        problems[ZONE] = forms.PICK_ZONE
        return None
    wrong = problem(answer, reader=context.reader)
    if wrong or not isinstance(answer, Reading):
        problems[WHEN] = wrong or forms.NO_TIME
        return None
    return answer


def read_time(
    modal: Modal, *, person: Person, now: datetime, problems: Problems, lasting: bool = True
) -> EnteredTime | None:
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
    return EnteredTime(moment=_not_begun(answer.moment, now=now), duration=length)


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


def read_channel(modal: Modal) -> str:
    """Return the channel that was chosen for the card, empty for none."""
    return only_channel(modal.text(CHANNEL))


def acknowledge(ack: Ack, problems: Problems, *, modal: Modal) -> None:
    """Answer a form: what is wrong stands under its fields, or everything is closed."""
    if problems:
        errors = {modal.block_of(name): with_short_quotes(text) for name, text in problems.items()}
        ack(response_action="errors", errors=errors)
    else:
        ack(response_action="clear")
