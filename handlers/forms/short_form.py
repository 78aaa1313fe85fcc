"""Short forms: the fields that everybody fills in; *More options* shows the rest below them.

A field that is not shown counts as it would be drawn. What was typed stays: no block that is shown is
drawn anew.
"""

from collections.abc import Iterable, Sequence

from handlers.forms.metadata import form_metadata
from handlers.forms.reading import Problems
from handlers.messages import forms
from handlers.slack.payloads import Modal, drawn_fields
from handlers.ui.blocks import Block, View, button, context_block, section

MORE = "more_options"


def more_block(text: str) -> Block:
    """Draw the button that shows the rest, beside what counts there."""
    shows = button(forms.MORE_OPTIONS, action=MORE)
    return section(text, block_id=MORE, beside=shows)


def whole(form: Modal, *, rest: Iterable[Block]) -> Modal:
    """Return a form with what stands in the fields of the `rest`, which it does not show."""
    return form.model_copy(update={"fields": drawn_fields(rest) | form.fields})


def in_full(form: Modal, *, rest: Sequence[Block], problems: Problems | None = None) -> View:
    """Draw a short form with the `rest` below, and what is wrong there under its fields."""
    shown = [block for block in form.blocks if block.get("block_id") != MORE]
    metadata = form_metadata(form).with_(short=False).model_dump_json()
    blocks = [*shown, *_with_problems(rest, problems or {})]
    return form.with_blocks(blocks, metadata=metadata)


def _with_problems(rest: Iterable[Block], problems: Problems) -> Iterable[Block]:
    for block in rest:
        yield block
        wrong = problems.get(block["element"]["action_id"]) if block["type"] == "input" else None
        if wrong:
            yield context_block(f":warning: {wrong}")


def is_wrong_in(rest: Iterable[Block], *, problems: Problems, form: Modal) -> bool:
    """Return whether something is wrong in a field of the `rest`, which a form does not show."""
    unshown = whole(form, rest=rest).fields.keys() - form.fields.keys()
    return not unshown.isdisjoint(problems)
