"""What is in the way of what a form asks for: shown under its fields, with one for a reason to go ahead."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Protocol

from slack_bolt import Ack

from bot.scheduling.conflicts import Conflict, HasConflicts, Override
from bot.scheduling.model.agent import Call
from bot.scheduling.model.appointment import AppointmentRequest
from bot.scheduling.model.busy_times import Part
from bot.scheduling.model.form_field import FieldKind, FormField, form_fields
from bot.scheduling.model.session import Deponent, Session
from bot.times.writing import Reader
from handlers.forms.fields import text_block
from handlers.forms.metadata import FormMetadata, form_metadata
from handlers.forms.reading import EnteredTime, acknowledge
from handlers.forms.redrawing import ask_again
from handlers.forms.when_field import CHOICES_BLOCK, DURATION, READING_BLOCK, WHEN
from handlers.messages import conflicts as said
from handlers.services import Services
from handlers.slack.payloads import Modal
from handlers.ui.blocks import Block, View, button, context_block, section

OVERRIDE = "override_reason"
MOVE_INSTEAD = "move_instead"

# Of more than these a person reads nothing.
MOST_SHOWN = 5
# Ids of blocks that are drawn anew each time begin so.
_NOTICE = "conflict_"
_WHERE: Mapping[Part, str] = {
    Part.TITLE: form_fields(Session)["title"].key,
    # The last of the fields that raise the question: nobody who types on has passed it by.
    Part.MATTER: form_fields(Deponent)["email"].key,
    Part.HOST: form_fields(Session)["hosts"].key,
    Part.INTERPRETER: form_fields(Session)["interpreter"].key,
    Part.DEPONENT: form_fields(Deponent)["name"].key,
    Part.CALL: form_fields(Call)["join_url"].key,
    Part.INVITEE: form_fields(AppointmentRequest)["email"].key,
}
# Fields after which it is looked again for what is in the way.
CHECKED = frozenset(
    {
        DURATION,
        form_fields(Session)["case"].key,
        *_WHERE.values(),
    }
)


class FindConflicts(Protocol):
    """How it is found out what is in the way of what stands in a form of one kind so far."""

    def __call__(
        self, form: Modal, *, time: EnteredTime, user: str, team: str, services: Services
    ) -> Sequence[Conflict]:
        """Return what is in the way at a time that was read, as far as this person may know of it."""


_REASON = FormField(
    label=said.REASON,
    key=OVERRIDE,
    kind=FieldKind.PARAGRAPH,
    hint=said.REASON_HINT,
    longest=1000,
    optional=False,
)

_SPARE_REASON = replace(_REASON, hint=said.REASON_SPARE, optional=True)


def reason_blocks(form: Modal) -> list[Block]:
    """Draw the field for why to go ahead, if the form has it."""
    return [text_block(_REASON)] if OVERRIDE in form.fields else []


def override(form: Modal) -> Override:
    """Return what the person says who sends the form: why to go ahead, and what they were shown."""
    seen = form_metadata(form)
    return Override(
        reason=form.text(OVERRIDE), shown=frozenset(seen.conflicts), repeats=bool(seen.copied)
    )


def answer(ack: Ack, form: Modal, found: HasConflicts, *, reader: Reader) -> None:
    """Show the form once more, with all that was entered and what is in the way.

    Where that was shown already, say that a reason is missing.
    """
    if _lacks_reason(form, found.conflicts):
        acknowledge(ack, {OVERRIDE: said.REASON_NEEDED}, modal=form)
        return
    moves_to = found.moment.written(reader) if found.moment else ""
    view = with_conflicts(
        form.with_blocks(form.blocks),
        found.conflicts,
        reason=form.text(OVERRIDE),
        moves_to=moves_to,
    )
    overlaps = not all(each.is_look_alike for each in found.conflicts)
    text = said.not_done_yet(overlaps=overlaps, press=form.submit)
    ask_again(ack, view, above=section(text, block_id=f"{_NOTICE}above"))


def _lacks_reason(form: Modal, conflicts: Iterable[Conflict]) -> bool:
    """Return whether only a reason is missing: all that is in the way was shown."""
    shown = form_metadata(form).conflicts
    has_field = OVERRIDE in form.fields and not form.text(OVERRIDE)
    return has_field and all(each.token in shown for each in conflicts)


def with_conflicts(
    view: View, conflicts: Sequence[Conflict], *, reason: str = "", moves_to: str = ""
) -> View:
    """Return the view of a form with what is in the way of it in place of what was.

    A `reason` that was typed is kept where nothing asks for one now: it may be asked for again as somebody
    types on. `moves_to` is the time entered, for the form that moves another booking instead.
    """
    overlaps = [each for each in conflicts if not each.is_look_alike]
    spare = [text_block(_SPARE_REASON)] if reason and not overlaps else []
    blocks: list[Block] = []
    for block in view["blocks"]:
        if not _is_notice(block):
            blocks.append(block)
        elif block["block_id"] == OVERRIDE:
            blocks += spare
    for part, notice in _overlaps(overlaps):
        blocks.insert(_place(blocks, part), notice)
    if overlaps:
        last = max(number for number, each in enumerate(blocks, start=1) if _is_notice(each))
        blocks.insert(last, text_block(_REASON))
    for each in conflicts:
        if each.is_look_alike:
            question = _question(each, press=view["submit"]["text"], moves_to=moves_to)
            blocks.insert(_place(blocks, Part.MATTER), question)
    seen = FormMetadata.model_validate_json(view["private_metadata"])
    shown = seen.with_(conflicts=tuple(each.token for each in conflicts))
    return {**view, "blocks": blocks, "private_metadata": shown.model_dump_json()}


def _overlaps(conflicts: Sequence[Conflict]) -> Iterator[tuple[Part, Block]]:
    """Give what is said of each, with in what both are alike; the same sentence once."""
    texts: dict[str, Part] = {}
    for each in conflicts[:MOST_SHOWN]:
        # The very same session has all the same people.
        parts = {Part.TITLE} & each.parts or each.parts
        texts |= {said.overlap(each, part): part for part in sorted(parts)}
    for number, (text, part) in enumerate(texts.items()):
        yield part, context_block(text, block_id=f"{_NOTICE}{number}")


def _question(conflict: Conflict, *, press: str, moves_to: str) -> Block:
    """Ask whether it is a move of another booking, with the button that makes it one."""
    booking = conflict.booking
    move = button(
        said.move_instead(booking),
        action=MOVE_INSTEAD,
        value=f"move {booking.ref} {moves_to}",
    )
    return section(
        said.look_alike(conflict, press=press),
        block_id=f"{_NOTICE}move",
        beside=move if conflict.movable else None,
    )


def _is_notice(block: Block) -> bool:
    block_id = str(block.get("block_id", ""))
    return block_id.startswith(_NOTICE) or block_id == OVERRIDE


def _place(blocks: Sequence[Block], part: Part) -> int:
    """Return where something stands right under the field that it is about.

    Where that is not shown it is under “When”, and at the end of a form without.
    """
    fields = [(each.get("element") or {}).get("action_id") for each in blocks]
    name = _WHERE[part] if _WHERE[part] in fields else WHEN
    place = fields.index(name) + 1 if name in fields else len(blocks)
    while place < len(blocks) and _belongs_above(blocks[place]):
        place += 1
    return place


def _belongs_above(block: Block) -> bool:
    """Return whether a block belongs to the field above it."""
    return _is_notice(block) or block.get("block_id") in {READING_BLOCK, CHOICES_BLOCK}
