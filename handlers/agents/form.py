"""The form of an agent: its fields with their labels, and what they were filled with."""

from dataclasses import dataclass
from datetime import datetime

from bot.scheduling.command_line.verbs import Verb
from bot.scheduling.model.agent import AgentOrder, Call
from bot.scheduling.model.form_field import form_fields
from bot.scheduling.model.links import safe_link
from bot.scheduling.model.reference import Kind
from bot.scheduling.model.text import LONGEST_QUOTE, clip
from bot.scheduling.pasted.links import PastedLinks, find_links
from bot.times.moment import Moment
from handlers.forms.draft import FormDraft
from handlers.forms.fields import channel_block, emails_block, text_block
from handlers.forms.reading import EnteredTime, Problems, read_address, read_channel, read_moment
from handlers.forms.when_field import WHEN, ZONE, ReadingContext, when_blocks, zone_block, zone_of
from handlers.messages import agents, labels
from handlers.slack.payloads import Body, Modal
from handlers.slack.people import Person
from handlers.ui.blocks import Block, View, context_block, escape

NAME = "agent_new"

_FIELDS = form_fields(Call)
_CALL, _BEHALF = _FIELDS["join_url"], _FIELDS["on_behalf_of"]
CALL, BEHALF = _CALL.key, _BEHALF.key
CALL_NOTE = "join_link_note"


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft(FormDraft):
    """What the form begins with: which call, when and for whom; the note is plain text."""

    join_url: str = ""
    on_behalf_of: str = ""


def draw(draft: Draft) -> View:
    """Draw the form."""
    blocks = [*fields(draft), emails_block(Kind.AGENT, Verb.NEW)]
    return draft.view(agents.FORM_TITLE, blocks=blocks, name=NAME, submit=labels.SEND_AGENT)


def fields(draft: Draft) -> list[Block]:
    """Draw the fields: which call, when, and for whom."""
    return [
        *_call_blocks(draft.join_url, note=draft.note),
        *when_blocks(
            text=draft.when,
            answer=draft.answer,
            context=draft.context,
            hint=agents.AT_ONCE_HINT,
            optional=True,
        ),
        zone_block(draft.context.person),
        behalf_field(draft.on_behalf_of),
        channel_block(draft.channel),
    ]


def _call_blocks(link: str, *, note: str, block_id: str = CALL) -> list[Block]:
    """Draw the field for the call's link, and under it what is to be seen to."""
    field = text_block(_CALL, value=link, block_id=block_id)
    return [field, context_block(escape(note), block_id=CALL_NOTE)] if note else [field]


def behalf_field(email: str) -> Block:
    """Draw the field for the attendee on whose behalf the agent joins."""
    return text_block(_BEHALF, value=email)


def read_order(
    form: Modal, *, person: Person, now: datetime, problems: Problems
) -> AgentOrder | None:
    """Read everything the form asks for; None where `problems` says what is wrong, by field."""
    join_url = _join_url(form, problems=problems)
    on_behalf_of = read_behalf(form, problems=problems)
    moment = _moment(form, person=person, now=now, problems=problems)
    if problems or moment is None:
        return None
    return AgentOrder(
        call=Call(join_url=join_url, on_behalf_of=on_behalf_of),
        moment=moment,
        at_once=moment.instant <= now,
        channel=read_channel(form),
    )


def read_so_far(form: Modal, *, time: EnteredTime) -> AgentOrder:
    """Read which call the form asks for as far as it is typed, at a time that was read."""
    call = Call(join_url=_join_url(form, problems={}), on_behalf_of="")
    return AgentOrder(call=call, moment=time.moment, channel="")


def offered(_form: Modal, context: ReadingContext) -> list[Block]:
    """Draw the fields as they were when the form was opened, with nothing in them."""
    return fields(Draft(context=context))


def _moment(form: Modal, *, person: Person, now: datetime, problems: Problems) -> Moment | None:
    """Read when the agent is to join; what is not ahead of the clock means at once."""
    at_once = Moment.at(
        now.replace(second=0, microsecond=0), zone_of(form.text(ZONE)) or person.zone or "UTC"
    )
    if not form.text(WHEN):
        return at_once
    reading = read_moment(form, person=person, now=now, problems=problems)
    if reading is None:
        return None
    return at_once if reading.moment.instant <= now else reading.moment


def call_problem(found: PastedLinks) -> str:
    """Return why what was pasted is no link to a call, as plain text; nothing where it is one."""
    if found.sealed_by:
        return agents.SEALED_CALL.format(by=found.sealed_by)
    if len(found.links) > 1:
        return agents.WHICH_CALL.format(count=len(found.links))
    if not found.links or safe_link(found.links[0]) is None:
        return agents.BAD_CALL
    return ""


def _join_url(form: Modal, *, problems: Problems) -> str:
    """Read the link to the call, without the sentence it was pasted with."""
    found = find_links(form.pasted(CALL))
    problem = call_problem(found)
    if not problem and found.rest:
        problem = agents.MORE_THAN_A_LINK.format(text=clip(found.rest, to=LONGEST_QUOTE))
    if problem:
        problems[CALL] = problem
        return ""
    return safe_link(found.links[0]) or ""


def unwrapped(form: Modal) -> Body | None:
    """Draw the form again with the call's own link where a wrapped one was entered, None otherwise.

    What is sent has been seen: the wrapper showed another host.
    """
    found = find_links(form.pasted(CALL))
    if not found.unwrapped or found.rest or call_problem(found):
        return None
    field = _call_blocks(found.links[0], note=agents.UNWRAPPED, block_id=f"{CALL}-{form.hash}")
    blocks: list[Body] = []
    for block in form.blocks:
        if block.get("block_id") == form.block_of(CALL):
            blocks += field
        elif block.get("block_id") != CALL_NOTE:
            blocks.append(block)
    return form.with_blocks(blocks)


def read_behalf(form: Modal, *, problems: Problems) -> str:
    """Read on whose behalf the agent joins."""
    return read_address(form, BEHALF, missing=agents.NO_BEHALF, problems=problems)
