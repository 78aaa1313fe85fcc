"""What happens as “When” is typed: the reading appears under it; a choice pressed goes into it."""

import logging
from datetime import timedelta

from slack_bolt import Ack

from bot.scheduling.model.failures import ProviderFailure
from bot.scheduling.model.text import clip
from bot.times.reading import Reading, Refusal
from bot.times.reading.answers import Answer
from handlers.forms.metadata import form_metadata
from handlers.forms.reading import reading_context
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
from handlers.ui.blocks import Block, escape
from handlers.ui.screen import say_privately

log = logging.getLogger(__name__)


def on_typed(ack: Ack, body: Body, *, services: Services) -> None:
    """Show how the text is read now, or after another time zone is chosen."""
    press = BlockAction.model_validate(body)
    if press.modal is not None:
        _redraw(press.modal, user=press.user, services=services)
    ack()


def on_picked(ack: Ack, body: Body, *, services: Services) -> None:
    """Put the moment chosen into the field, written so that it can be read one way only."""
    press = BlockAction.model_validate(body)
    if press.value == ANOTHER:
        _ask_for_another(press, services=services)
        ack()
        return
    shown = press.modal is None or _redraw(
        press.modal, user=press.user, services=services, text=press.value
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
    view = press.modal.with_blocks(_blocks(press.modal, hint, context=context, text=None))
    try:
        services.slack.update_view(view, view_id=press.modal.id, seen=press.modal.hash)
    except ProviderFailure as failure:
        log.warning("Slack did not show how to enter a time: %s", failure.reason)


_EXAMPLE_AHEAD = timedelta(days=7)


def _redraw(modal: Modal, *, user: str, services: Services, text: str | None = None) -> bool:
    """Draw the form again with the reading; one that has changed meanwhile is left alone.

    Say whether that will do: False where Slack does not show the form for another reason.
    """
    context = reading_context(modal, person=services.people.person(user), now=services.clock())
    answer = context.read(modal.text(WHEN) if text is None else text)
    blocks = _blocks(modal, answer, context=context, text=text)
    view = modal.with_blocks(blocks)
    seen = form_metadata(modal)
    now_seen = seen.with_length(length_said(answer)) if _tells_length(answer, modal) else seen
    if now_seen != seen:
        view["blocks"] = _with_duration(blocks, modal=modal, length=now_seen.shown)
        view["private_metadata"] = now_seen.model_dump_json()
    try:
        services.slack.update_view(view, view_id=modal.id, seen=modal.hash)
    except ProviderFailure as failure:
        # The person typed on or closed the form: a newer reading is on its way, or none is needed.
        # What was chosen is not in it, though.
        if text is not None or failure.reason not in {"hash_conflict", "not_found"}:
            log.warning("Slack did not show how a time was read: %s", failure.reason)
            return False
    return True


def _tells_length(answer: Answer | None, modal: Modal) -> bool:
    """Return whether the text settles the duration: it names one, or no longer does.

    One that the person has chosen in the list stays where the text names none.
    """
    if length_said(answer) is not None:
        return True
    seen, chosen = form_metadata(modal), modal.text(DURATION)
    is_untouched = chosen.isdecimal() and duration_of(chosen) == seen.shown
    return isinstance(answer, Reading) and seen.usual is not None and is_untouched


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
