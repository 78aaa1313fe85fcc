"""The form of a session, drawn and read as the session's own fields describe themselves."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from pydantic import BaseModel

from bot.scheduling.command_line.verbs import Verb
from bot.scheduling.model.form_field import FieldKind, FormField, Section, form_fields
from bot.scheduling.model.reference import Kind
from bot.scheduling.model.session import (
    LONGEST_LINK_NAME,
    Deponent,
    Role,
    Session,
    SessionOrder,
    each_once,
    link_name,
)
from bot.scheduling.model.text import clip
from bot.scheduling.pasted.addresses import BadAddress, parse_address
from handlers.forms.draft import FormDraft
from handlers.forms.fields import (
    INVITEES,
    LINK,
    TITLE,
    channel_block,
    emails_block,
    only_channel,
    text_block,
)
from handlers.forms.metadata import form_metadata
from handlers.forms.reading import (
    EnteredTime,
    Problems,
    read_address,
    read_addresses,
    read_channel,
    read_time,
)
from handlers.forms.short_form import more_block, whole
from handlers.forms.when_field import (
    DURATION,
    ReadingContext,
    duration_block,
    when_blocks,
    zone_block,
    zone_name,
)
from handlers.messages import forms, labels, sessions
from handlers.services import Choices
from handlers.sessions.defaults import (
    FILLABLE,
    LONGEST,
    USUAL_DURATION,
    Defaults,
    filled_in,
    with_filled,
)
from handlers.slack.payloads import Modal, drawn_fields
from handlers.slack.people import Person
from handlers.ui.blocks import (
    DIVIDER,
    Block,
    Option,
    View,
    button,
    choice,
    context_block,
    option,
    people_choice,
    section,
)

NAME = "session_new"

_SESSION, _DEPONENT = form_fields(Session), form_fields(Deponent)
_NAME, _EMAIL, _ROLE = (_DEPONENT[name].key for name in ("name", "email", "role"))

_ROLES = tuple((role.value, role.value.capitalize()) for role in Role)
_NOBODY = Deponent(name="", email="")
_EMPTY = Session(title="", duration=USUAL_DURATION)

HOSTS, HOST_PEOPLE = _SESSION["hosts"].key, "host_people"
MOST_HOSTS_IN_SLACK = 10

FILLED, FILLED_ANEW, CLEAR = "filled_in", "filled_in_anew", "clear_filled_in"
CASE = _SESSION["case"].key

# Slack's option values cannot be empty; Prevail's can.
NOTHING = "-"


# Returns a person's email address by their id, empty where Slack does not tell.
EmailOf = Callable[[str], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft(FormDraft):
    """What the form begins with: the session as far as it is known; the note is mrkdwn.

    `usual` is the duration where
    the session's was named with its time. The `defaults` are what is filled in from another session; `fills`
    says that this follows the case as it is typed. A `short` form shows the rest after *More options*.
    """

    session: Session
    usual: timedelta | None = None
    defaults: Defaults | None = None
    fills: bool = False
    short: bool = False


def draw(draft: Draft, *, choices: Choices) -> View:
    """Draw the form."""
    first = [*_first_fields(draft, choices=choices), _more(draft)]
    return draft.view(
        sessions.FORM_TITLE,
        blocks=first if draft.short else fields(draft, choices=choices),
        name=NAME,
        submit=sessions.SCHEDULE,
        shown=draft.session.duration,
        usual=draft.usual,
        filled=draft.defaults.filled if draft.defaults else {},
        filled_from=draft.defaults.source if draft.defaults else "",
        filled_for=clip(draft.session.case, to=LONGEST),
        fills=draft.fills,
        short=draft.short,
    )


def fields(draft: Draft, *, choices: Choices) -> list[Block]:
    """Draw all fields: those that everybody needs come first."""
    return [*_first_fields(draft, choices=choices), *_rest_of_fields(draft, choices=choices)]


def _first_fields(draft: Draft, *, choices: Choices) -> list[Block]:
    """Draw the fields of a short form."""
    session, context = draft.session, draft.context
    return [
        *_matter(draft, choices=choices),
        *([_origin(draft.defaults, choices=choices)] if draft.defaults else []),
        *when_blocks(text=draft.when, answer=draft.answer, context=context),
        duration_block(session.duration),
        *([] if context.has_zone else [zone_block(context.person)]),
        DIVIDER,
        *_section(Section.PEOPLE, session.deponent or _NOBODY, choices=choices),
        *_section(Section.PEOPLE, session, choices=choices),
        emails_block(Kind.SESSION, Verb.NEW),
        DIVIDER,
    ]


def _rest_of_fields(draft: Draft, *, choices: Choices) -> list[Block]:
    """Draw the other fields: what has a usual value, and Prevail's particulars."""
    session, context = draft.session, draft.context
    return [
        *([zone_block(context.person, zone=draft.zone)] if context.has_zone else []),
        *_section(Section.PARTICULARS, session.deponent or _NOBODY, choices=choices),
        *_with_picker(_section(Section.PARTICULARS, session, choices=choices)),
        channel_block(draft.channel),
    ]


def _with_picker(blocks: Iterable[Block]) -> Iterator[Block]:
    """Draw a choice of hosts among the people in Slack under the field for their addresses."""
    for block in blocks:
        yield block
        if block["block_id"] == HOSTS:
            yield people_choice(
                HOST_PEOPLE,
                label=sessions.HOSTS_IN_SLACK,
                hint=sessions.HOSTS_IN_SLACK_HINT,
                most=MOST_HOSTS_IN_SLACK,
            )


def _more(draft: Draft) -> Block:
    """Say what counts while it is not chosen: the time zone, and where the card goes."""
    zone = zone_name(draft.zone or draft.context.zone) if draft.context.has_zone else ""
    return more_block(sessions.more(zone=zone, channel=only_channel(draft.channel)))


def _origin(defaults: Defaults, *, choices: Choices) -> Block:
    """Say what is filled in and where it comes from, beside the button that clears it."""
    particulars = [each for each in _SESSION.values() if each.section is Section.PARTICULARS]
    unshown = {
        each.label: choices.words.get(defaults.filled[each.key], defaults.filled[each.key])
        for each in particulars
        if each.key in defaults.filled
    }
    shown = [
        label
        for key, label in ((DURATION, forms.DURATION), (INVITEES, _SESSION["invitees"].label))
        if key in defaults.filled
    ]
    said = sessions.filled_in(defaults.ref, origin=defaults.origin, shown=shown, unshown=unshown)
    return section(said, block_id=FILLED, beside=button(labels.CLEAR, action=CLEAR))


def untouched(form: Modal, *, choices: Choices) -> frozenset[str]:
    """Return which of the fields that can be filled in hold what was drawn in them; by their keys."""
    seen = form_metadata(form)
    drawn = [*_fillable(seen.filled, duration=seen.shown, choices=choices).values()]
    as_opened = form.model_copy(update={"fields": drawn_fields(drawn)})
    entire = whole(form, rest=drawn)
    kept = {name for name in as_opened.fields if entire.text(name) == as_opened.text(name)}
    # A duration that the text of the time names was entered.
    return frozenset(kept - {DURATION} if seen.usual else kept)


def refilled(form: Modal, found: Defaults | None, *, choices: Choices) -> View:
    """Draw the form with what was `found` in place of what was filled in; what was typed stays."""
    seen = form_metadata(form)
    filled = found.filled if found else {}
    kept = seen.with_(
        filled=filled,
        filled_from=found.source if found else "",
        filled_for=clip(form.text(CASE), to=LONGEST),
        usual=seen.usual and USUAL_DURATION,
    )
    free = untouched(form, choices=choices)
    if DURATION in free:
        kept = kept.with_(shown=filled_in(_EMPTY, filled).duration)
    before = _fillable(seen.filled, duration=seen.shown, choices=choices)
    after = _fillable(filled, duration=kept.shown, choices=choices)
    fresh = {
        # Slack keeps what stands in a field while its block's id stays.
        form.block_of(name): after[name] | {"block_id": f"{name}-{form.hash}"}
        for name in free
        if before[name] != after[name]
    }
    blocks = []
    for block in form.blocks:
        if block.get("block_id") not in {FILLED, FILLED_ANEW}:
            blocks.append(fresh.get(block.get("block_id", ""), block))
        if found and block.get("block_id") == form.block_of(CASE):
            blocks.append(_origin(found, choices=choices))
    return form.with_blocks(blocks, metadata=kept.model_dump_json())


def _fillable(
    filled: Mapping[str, str], *, duration: timedelta, choices: Choices
) -> dict[str, Block]:
    """Draw the fields that can be filled in with what is filled in, by their keys."""
    session = with_filled(_EMPTY, filled)
    particulars = {
        _SESSION[name].key: _block(_SESSION[name], value=getattr(session, name), choices=choices)
        for name in FILLABLE
    }
    return {DURATION: duration_block(duration), **particulars}


def cleared(form: Modal, *, choices: Choices) -> View:
    """Draw the form without what was filled in from another session, and without any more of that."""
    seen = form_metadata(form)
    stays = form.model_copy(update={"metadata": seen.with_(fills=False).model_dump_json()})
    return refilled(stays, None, choices=choices)


def _matter(draft: Draft, *, choices: Choices) -> Iterator[Block]:
    """Draw what the session is about; the note speaks of the title, and so stands under it."""
    for block in _section(Section.MATTER, draft.session, choices=choices):
        yield block
        if block.get("block_id") == TITLE and draft.note:
            yield context_block(draft.note)


def _section(section: Section, entered: BaseModel, *, choices: Choices) -> list[Block]:
    """Draw the fields of one section with what is entered in them."""
    return [
        _block(field, value=getattr(entered, name), choices=choices)
        for name, field in form_fields(type(entered)).items()
        if field.section is section
    ]


def _block(field: FormField, *, value: Any, choices: Choices) -> Block:
    match field.kind:
        case FieldKind.CHOICE:
            options = _options(field, choices=choices)
            chosen = value or options[0]["value"]
            return choice(field.key, label=field.label, options=options, chosen=chosen)
        case FieldKind.EMAILS:
            return text_block(field, value=", ".join(value))
        case _:
            return text_block(field, value=value)


def _options(field: FormField, *, choices: Choices) -> Sequence[Option]:
    listed = {
        _ROLE: _ROLES,
        _SESSION["video_provider"].key: choices.video_providers,
        _SESSION["session_type"].key: choices.session_types,
    }
    return _drawn_options(listed[field.key])


@cache
def _drawn_options(listed: tuple[tuple[str, str], ...]) -> list[Option]:
    return [option(value or NOTHING, text=text) for value, text in listed]


def read_order(
    form: Modal, *, person: Person, now: datetime, problems: Problems, email_of: EmailOf
) -> SessionOrder | None:
    """Read everything the form asks for; None where `problems` says what is wrong, by field.

    `email_of` gives the address of a person in Slack.
    """
    time = read_time(form, person=person, now=now, problems=problems)
    lasting = time.duration if time else form_metadata(form).shown
    session = _session(form, lasting=lasting, problems=problems, email_of=email_of)
    if time is None or problems:
        return None
    return SessionOrder(session=session, moment=time.moment, channel=read_channel(form))


def read_so_far(form: Modal, *, time: EnteredTime, email_of: EmailOf) -> SessionOrder:
    """Read what the form asks for as far as it is typed, at a time that was read."""
    session = _session(form, lasting=time.duration, problems={}, email_of=email_of)
    testifying = Deponent(name=form.text(_NAME), email=form.pasted(_EMAIL))
    return SessionOrder(
        session=session.with_(deponent=session.deponent or testifying),
        moment=time.moment,
        channel="",
    )


def offered(form: Modal, context: ReadingContext, *, choices: Choices) -> list[Block]:
    """Draw all fields as they were when the form was opened, with nothing typed in them."""
    return fields(_as_opened(form, context), choices=choices)


def rest(form: Modal, context: ReadingContext, *, choices: Choices) -> list[Block]:
    """Draw the fields that a short form does not show."""
    return _rest_of_fields(_as_opened(form, context), choices=choices)


def _as_opened(form: Modal, context: ReadingContext) -> Draft:
    seen = form_metadata(form)
    filled = with_filled(Session(title="", duration=seen.shown), seen.filled)
    return Draft(session=filled, context=context, channel=seen.channel)


def _session(form: Modal, *, lasting: timedelta, problems: Problems, email_of: EmailOf) -> Session:
    if not form.text(TITLE):
        problems[TITLE] = sessions.TITLE_NEEDED
    _check_link_name(form.text(LINK), problems=problems)
    entered = {name: _entered(each, form, problems=problems) for name, each in _SESSION.items()}
    deponent = _deponent(form, problems=problems)
    hosts = each_once((*entered["hosts"], *_chosen_hosts(form, problems, email_of=email_of)))
    return Session.model_validate(
        {**entered, "hosts": hosts, "duration": lasting, "deponent": deponent}
    )


def _chosen_hosts(form: Modal, problems: Problems, *, email_of: EmailOf) -> Iterator[str]:
    """Give the addresses of the hosts who were chosen in Slack."""
    missing = 0
    for each in form.chosen(HOST_PEOPLE):
        try:
            yield parse_address(email_of(each))
        except BadAddress:
            missing += 1
    if missing:
        problems[HOST_PEOPLE] = sessions.no_address(missing)


def _entered(field: FormField, form: Modal, *, problems: Problems) -> str | tuple[str, ...]:
    """Read one field as it is kept; what is wrong with it goes into `problems`."""
    match field.kind:
        case FieldKind.EMAILS:
            return read_addresses(form, field.key, problems=problems)
        case FieldKind.CHOICE:
            return form.text(field.key).removeprefix(NOTHING)
        case _:
            return form.text(field.key)


def _check_link_name(typed: str, *, problems: Problems) -> None:
    name = link_name(typed)
    if "/" in typed:
        problems[LINK] = sessions.LINK_NAME_ONLY
    elif typed and not name:
        problems[LINK] = sessions.BAD_LINK_NAME
    if len(name) > LONGEST_LINK_NAME:
        problems[LINK] = sessions.LONG_LINK_NAME.format(most=LONGEST_LINK_NAME)


def _deponent(form: Modal, *, problems: Problems) -> Deponent | None:
    """Read who testifies: name and address, or neither."""
    name, email = form.text(_NAME), form.pasted(_EMAIL)
    if not name and not email:
        return None
    if not name:
        problems[_NAME] = sessions.DEPONENT_NEEDS_NAME
    if "@" in name:
        problems[_NAME] = sessions.NAME_ONLY
    found = read_address(form, _EMAIL, missing=sessions.DEPONENT_NEEDS_EMAIL, problems=problems)
    # While the rest of the form is being drawn nothing is chosen there yet.
    role = Role(form.text(_ROLE) or Role.DEPONENT)
    return Deponent(name=name, email=found, role=role) if found else None
