"""/agent remove, add, delete CALENDAR EVENT, and /agent cancel KEY: changes to what Docket did not book."""

from collections.abc import Callable
from functools import partial

from pydantic import AliasChoices, Field
from slack_bolt import Ack

from bot.scheduling.command_line.languages.english import NEXT_OR_LAST
from bot.scheduling.model.agent import AN_ID, CalendarEvent, is_dockets_key, ref_of_key
from bot.scheduling.model.form_field import form_fields
from bot.scheduling.model.reference import Kind
from bot.scheduling.model.reply_to import ReplyTo
from bot.scheduling.requests.calendar_actions import (
    Action,
    CalendarAction,
    CalendarActionOrder,
    CalendarActionRequest,
)
from handlers.forms.fields import text_block
from handlers.forms.metadata import NO_SOURCE, FormMetadata
from handlers.forms.reading import Problems
from handlers.forms.submission import (
    answer_submission,
    book,
    book_once,
    may_open_form,
    problems_under,
)
from handlers.forms.validation import mismatches
from handlers.messages import refusals, requests, states
from handlers.messages.refusals import REFUSALS
from handlers.request import BookingRequest, CommandRequest
from handlers.services import Services
from handlers.slack.payloads import Body, Modal, ViewSubmission
from handlers.ui.blocks import Block, View, context_block, modal, section

NAME = "agent_errand"

_EVENT, _KEY = form_fields(CalendarEvent), form_fields(CalendarAction)["scheduling_key"]
CALENDAR, EVENT, KEY = _EVENT["calendar_id"].key, _EVENT["event_id"].key, _KEY.key


class ActionMetadata(FormMetadata):
    """The metadata of the form: what is to be done, and which failed request it mends."""

    # Open forms have it under its first name.
    action: Action = Field(
        validation_alias=AliasChoices("action", "deed"), serialization_alias="deed"
    )


def cancel(request: CommandRequest, *, cancel_booking: Callable[[BookingRequest], None]) -> None:
    """Cancel by reference; any other word is a scheduling key, which may be Docket's own."""
    line = request.line
    own = ref_of_key(line.rest, team=request.command.team) or ""
    if own or line.ref or not line.rest or line.name.lower() in NEXT_OR_LAST:
        cancel_booking(request.about_booking(Kind.AGENT, name=own))
    else:
        handle(request, action=Action.CANCEL_KEY)


def handle(request: CommandRequest, *, action: Action) -> None:
    """Do it at once where everything is said and nothing gets lost by it; otherwise ask."""
    command, screen, services = request.command, request.screen, request.services
    refused = _switched_off(action, services=services)
    if refused:
        screen.say(refused)
        return
    actor = request.actor(about={Kind.CALENDAR_ACTION})
    if not may_open_form(Kind.CALENDAR_ACTION, actor=actor, screen=screen, services=services):
        return
    wanted = _read(action, request.line.rest)
    if action in {Action.DELETE, Action.CANCEL_KEY} or wanted.event is None:
        screen.show(_draw(wanted, typed=request.line.rest, reply_to=actor.reply_to))
        return
    order = CalendarActionOrder(calendar_action=wanted, channel="")
    try:
        book_once(order, by=actor, key=command.key, services=services)
    except REFUSALS as refusal:
        screen.say(refusals.refusal(refusal))
    else:
        screen.accept()


def open_form_again(booking: CalendarActionRequest, request: BookingRequest) -> None:
    """Show the form of a request that failed, with what was entered."""
    again = FormMetadata.again(booking, now=request.services.clock())
    request.screen.show(
        _draw(
            booking.calendar_action,
            intro=states.state(booking),
            again=again,
            reply_to=request.actor.reply_to,
        )
    )


def submit(ack: Ack, body: Body, *, services: Services) -> None:
    """Carry the action out, or say under the fields what is wrong."""
    decide = partial(_decide, services=services)
    answer_submission(ack, body, decide=decide, metadata=ActionMetadata, services=services)


def _decide(sent: ViewSubmission, problems: Problems, *, services: Services) -> None:
    metadata = ActionMetadata.model_validate_json(sent.modal.metadata)
    wanted = _read_form(metadata.action, sent.modal, team=sent.team, problems=problems)
    if wanted is None:
        return
    first = KEY if wanted.action is Action.CANCEL_KEY else CALENDAR
    actor = services.actor(
        sent.user, team=sent.team, about={Kind.CALENDAR_ACTION}, reply_to=sent.reply_to
    )
    refused = _switched_off(wanted.action, services=services)
    if refused:
        problems[first] = refusals.plain(refused)
        return
    order = CalendarActionOrder(calendar_action=wanted, channel="")
    with problems_under(first, problems):
        book(
            order,
            ref=metadata.ref,
            by=actor,
            key=sent.key,
            services=services,
            seen=metadata.revision,
        )


def _switched_off(action: Action, *, services: Services) -> str:
    """Say why nobody can do this here; nothing where there is no reason."""
    if action is Action.CANCEL_KEY and Kind.AGENT not in services.switched_on:
        return refusals.switched_off(Kind.AGENT)
    if action is not Action.CANCEL_KEY and not services.calendars_on:
        return refusals.NO_CALENDARS
    return ""


def _read(action: Action, text: str) -> CalendarAction:
    """Read what stands after the verb: a key, or a calendar and an event."""
    if action is Action.CANCEL_KEY:
        return CalendarAction(action=action, scheduling_key=_bare(text))
    names = [_bare(name) for name in text.split()]
    whole = len(names) == 2 and all(0 < len(name) <= AN_ID.longest for name in names)
    event = CalendarEvent(calendar_id=names[0], event_id=names[1]) if whole else None
    return CalendarAction(action=action, event=event)


def _bare(text: str) -> str:
    """Return an id without the quotes and the punctuation it was pasted with."""
    return text.strip().strip("`\"'“”‘’«»<>()[]").rstrip(".,;:").strip("`\"'“”‘’«»<>()[]")


def _draw(
    wanted: CalendarAction,
    *,
    typed: str = "",
    intro: str = "",
    again: FormMetadata = NO_SOURCE,
    reply_to: ReplyTo | None,
) -> View:
    """Draw the form, which asks once before anything gets lost; `intro` is mrkdwn."""
    seen = again.with_(reply_to=reply_to)
    means = requests.CONFIRMATIONS[wanted.action]
    return modal(
        means.title,
        blocks=[
            *([context_block(intro)] if intro else []),
            section(means.sentence),
            *_fields(wanted, typed=typed),
        ],
        name=NAME,
        metadata=ActionMetadata(action=wanted.action, **dict(seen)).model_dump_json(),
        submit=means.submit,
        close=means.close,
    )


def _fields(wanted: CalendarAction, *, typed: str) -> list[Block]:
    if wanted.action is Action.CANCEL_KEY:
        return [text_block(_KEY, value=wanted.scheduling_key)]
    event = wanted.event or CalendarEvent(calendar_id=typed, event_id="")
    return [text_block(field, value=getattr(event, name)) for name, field in _EVENT.items()]


def _read_form(
    action: Action, form: Modal, *, team: str, problems: Problems
) -> CalendarAction | None:
    """Read what the form asks for; None where `problems` says what is wrong, by field."""
    problems |= mismatches(form, offered=_fields(CalendarAction(action=action), typed=""))
    if problems:
        return None
    names = (KEY,) if action is Action.CANCEL_KEY else (CALENDAR, EVENT)
    ids = {name: _bare(form.text(name)) for name in names}
    wrong = {name: _id_problem(given) for name, given in ids.items()}
    problems |= {name: problem for name, problem in wrong.items() if problem}
    key = ids.get(KEY, "")
    if is_dockets_key(key):
        own = ref_of_key(key, team=team)
        problems[KEY] = requests.OWN_KEY.format(ref=own) if own else requests.ANOTHER_DOCKETS_KEY
    if problems:
        return None
    if action is Action.CANCEL_KEY:
        return CalendarAction(action=action, scheduling_key=key)
    event = CalendarEvent(calendar_id=ids[CALENDAR], event_id=ids[EVENT])
    return CalendarAction(action=action, event=event)


def _id_problem(given: str) -> str:
    """Say why this is no id of Cronofy's; nothing where it may be one."""
    if not given:
        return requests.ID_NEEDED
    return requests.ONE_ID if "…" in given or any(map(str.isspace, given)) else ""
