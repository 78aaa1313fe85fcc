"""What happens as a form is typed: “When” is read back under it, and what is in the way is shown."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Protocol

from slack_bolt import Ack

from bot.scheduling.conflicts import Conflict
from bot.scheduling.model.rights import Actor
from bot.scheduling.model.text import clip
from bot.times.moment import Moment
from bot.times.reading import Reading, Refusal
from bot.times.reading.answers import Answer
from handlers.forms.conflict_notices import OVERRIDE, FindConflicts, with_conflicts
from handlers.forms.draft import FormDraft
from handlers.forms.metadata import form_metadata
from handlers.forms.reading import EnteredTime, reading_context
from handlers.forms.redrawing import show
from handlers.forms.when_field import (
    ANOTHER,
    DURATION,
    LONGEST,
    WHEN,
    ReadingContext,
    duration_block,
    duration_of,
    length_said,
    reading_blocks,
    redrawn,
)
from handlers.messages import forms
from handlers.messages.errors import PICK_NOT_SHOWN
from handlers.services import Services
from handlers.slack.payloads import BlockAction, Body, Modal
from handlers.ui.blocks import Block, View, escape
from handlers.ui.screen import Screen, say_privately

# How what is in the way is found, by the callback_id of the form.
Finders = Mapping[str, FindConflicts]


class Refill(Protocol):
    """How a form is filled in after one of its fields or buttons was used."""

    def __call__(self, form: Modal, *, user: str, team: str, services: Services) -> View | None:
        """Draw the form with what is filled in now; None where nothing changes."""


def opened(
    view: View,
    *,
    answer: Answer | None,
    context: ReadingContext,
    find: FindConflicts,
    by: Actor,
    services: Services,
) -> View:
    """Return a form as it opens: with what is in the way of what it is filled in with at a time so read."""
    form = Modal.untouched(view)
    time = _time(answer, modal=form, context=context)
    if time is None:
        return view
    found = find(form, time=time, user=by.user, team=by.team, services=services)
    moves_to = time.moment.written(context.person.reader)
    return with_conflicts(view, found, moves_to=moves_to) if found else view


def show_begun(
    draft: FormDraft,
    *,
    view: View,
    find: FindConflicts,
    by: Actor,
    screen: Screen,
    services: Services,
) -> None:
    """Show the form that a draft is drawn as, with what is in the way of it."""
    screen.show(
        opened(
            view, answer=draft.answer, context=draft.context, find=find, by=by, services=services
        )
    )


def on_typed(ack: Ack, body: Body, *, finders: Finders, services: Services) -> None:
    """Show how the text is read now, or after another time zone is chosen."""
    press = BlockAction.model_validate(body)
    if press.modal is not None:
        _redraw(press.modal, press, finders=finders, services=services)
    ack()


def on_others_typed(ack: Ack, body: Body, *, finders: Finders, services: Services) -> None:
    """Show what is in the way after somebody else is named, or another length chosen, if that differs."""
    press = BlockAction.model_validate(body)
    if press.modal is not None:
        _redraw(press.modal, press, finders=finders, services=services, only_if_in_the_way=True)
    ack()


def on_refilled(
    ack: Ack,
    body: Body,
    *,
    refill: Refill,
    finders: Finders,
    services: Services,
    first: bool = False,
) -> None:
    """Show a form as it is filled in now, and what is in the way of that; a press goes `first`."""
    press = BlockAction.model_validate(body)
    if (form := press.modal) is not None:
        view = refill(form, user=press.user, team=press.team, services=services)
        filled = form.redrawn_as(view) if view else form
        _redraw(
            filled,
            press,
            finders=finders,
            services=services,
            only_if_in_the_way=view is None,
            first=first,
        )
    ack()


def on_picked(ack: Ack, body: Body, *, finders: Finders, services: Services) -> None:
    """Put the moment chosen into the field, written so that it can be read one way only."""
    press = BlockAction.model_validate(body)
    if press.value == ANOTHER:
        _ask_for_another(press, services=services)
        ack()
        return
    shown = press.modal is None or _redraw(
        press.modal, press, finders=finders, services=services, text=press.value
    )
    if not shown:
        said = PICK_NOT_SHOWN.format(text=escape(clip(press.value, to=LONGEST)))
        say_privately(press, said, services=services)
    ack()


def _ask_for_another(press: BlockAction, *, services: Services) -> None:
    """Say how another time is typed; what stands in the field stays, as an empty one may mean at once."""
    if press.modal is None:
        return
    example = (services.clock() + _EXAMPLE_AHEAD).date().isoformat()
    hint = Refusal(forms.TYPE_IN_NUMBERS.format(example=example))
    context = reading_context(
        press.modal, person=services.people.person(press.user), now=services.clock()
    )
    blocks = _blocks(press.modal, hint, context=context, text=None)
    show(press.modal.with_blocks(blocks), form=press.modal, services=services)


_EXAMPLE_AHEAD = timedelta(days=7)


def _redraw(
    modal: Modal,
    press: BlockAction,
    *,
    finders: Finders,
    services: Services,
    text: str | None = None,
    only_if_in_the_way: bool = False,
    first: bool = False,
) -> bool:
    """Draw the form again with the reading, and say whether Slack shows it, where there is anything new."""
    person = services.people.person(press.user)
    context = reading_context(modal, person=person, now=services.clock())
    answer = context.read(modal.text(WHEN) if text is None else text)
    blocks = _blocks(modal, answer, context=context, text=text)
    metadata = modal.metadata
    time = _time(answer, modal=modal, context=context)
    found = _found(press, modal, time=time, finders=finders, services=services)
    seen = form_metadata(modal)
    if only_if_in_the_way and [each.token for each in found] == [*seen.conflicts]:
        return True
    now_seen = seen.with_length(length_said(answer)) if _tells_length(answer, modal) else seen
    if now_seen != seen and not only_if_in_the_way:
        blocks = _with_duration(blocks, modal=modal, length=now_seen.shown)
        metadata = now_seen.model_dump_json()
    moves_to = time.moment.written(person.reader) if time else ""
    view = with_conflicts(
        modal.with_blocks(blocks, metadata=metadata),
        found,
        reason=modal.text(OVERRIDE),
        moves_to=moves_to,
    )
    return show(view, form=modal, services=services, first=first)


def _tells_length(answer: Answer | None, modal: Modal) -> bool:
    """Return whether the text settles the duration: it names one, or no longer does.

    One that the person has chosen in the list stays where the text names none.
    """
    if length_said(answer) is not None:
        return True
    seen, chosen = form_metadata(modal), modal.text(DURATION)
    is_untouched = chosen.isdecimal() and duration_of(chosen) == seen.shown
    return isinstance(answer, Reading) and seen.usual is not None and is_untouched


def _time(answer: Answer | None, *, modal: Modal, context: ReadingContext) -> EnteredTime | None:
    """Return the time and length that stand in the form, once it can be booked."""
    moment = _moment(answer, modal=modal, context=context)
    if moment is None:
        return None
    chosen = modal.text(DURATION)
    lasting = duration_of(chosen) if chosen.isdecimal() else form_metadata(modal).length
    return EnteredTime(moment=moment, duration=length_said(answer) or lasting)


def _moment(answer: Answer | None, *, modal: Modal, context: ReadingContext) -> Moment | None:
    """Return the moment that was read; where nothing needs to be typed, nothing means at once."""
    if answer is None and _is_optional(modal):
        return Moment.at(context.present, context.zone)
    if not isinstance(answer, Reading) or answer.date_only or context.lacks_zone(answer):
        return None
    return answer.moment


def _is_optional(modal: Modal) -> bool:
    """Return whether “When” may stay empty."""
    block_id = modal.block_of(WHEN)
    return any(each.get("block_id") == block_id and each.get("optional") for each in modal.blocks)


def _found(
    press: BlockAction,
    modal: Modal,
    *,
    time: EnteredTime | None,
    finders: Finders,
    services: Services,
) -> Sequence[Conflict]:
    """Return what is in the way of what stands in the form so far."""
    find = finders.get(modal.name)
    if find is None or time is None:
        return []
    return find(modal, time=time, user=press.user, team=press.team, services=services)


def _blocks(
    modal: Modal, answer: Answer | None, *, context: ReadingContext, text: str | None
) -> list[Block]:
    block_id = modal.block_of(WHEN)
    drawn = redrawn(modal.blocks, under=block_id, by=reading_blocks(answer, context=context))
    if text is None:
        return drawn
    # Slack keeps what was typed in an input while its block_id stays; a new one takes the new text.
    fresh = f"{WHEN}-{modal.hash}"
    return [
        _filled(block, text=text, block_id=fresh) if block.get("block_id") == block_id else block
        for block in drawn
    ]


def _filled(block: Block, *, text: str, block_id: str) -> Block:
    element = block.get("element")
    if not isinstance(element, dict):
        return block
    filled = element | {"initial_value": clip(text, to=LONGEST)}
    return block | {"block_id": block_id, "element": filled}


def _with_duration(blocks: list[Block], *, modal: Modal, length: timedelta) -> list[Block]:
    """Choose in the list of durations what the text says."""
    minutes = round(length.total_seconds() / 60)
    fresh = duration_block(length, block_id=f"{DURATION}-{minutes}")
    block_id = modal.block_of(DURATION)
    return [fresh if block.get("block_id") == block_id else block for block in blocks]
