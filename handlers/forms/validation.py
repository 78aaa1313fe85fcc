"""What a form offers, held against what came back: anything else is refused under its field.

Slack's own client sends nothing but what was offered, and sends every field. A forged form, or one
of another version of Docket, may hold anything: so a form is read only where it fits how it is drawn.
"""

import re
from collections.abc import Iterable

from slack_sdk.models.blocks import (
    Block,
    CheckboxesElement,
    ConversationSelectElement,
    InputBlock,
    InteractiveElement,
    Option,
    OptionGroup,
    PlainTextInputElement,
    StaticSelectElement,
)

from handlers.forms.reading import Problems
from handlers.messages import forms
from handlers.slack.payloads import Modal
from handlers.ui.blocks import LONGEST_INPUT

# A conversation's id, or none.
_CONVERSATION = re.compile(r"([CDG][A-Z0-9]{1,63})?")


def mismatches(form: Modal, *, offered: Iterable[Block]) -> Problems:
    """Say by field what does not match the form as it is drawn of these blocks."""
    found = (
        (str(block.element.action_id), _mismatch(block.element, block=block, form=form))
        for block in offered
        if isinstance(block, InputBlock) and isinstance(block.element, InteractiveElement)
    )
    return {name: wrong for name, wrong in found if wrong}


def _mismatch(element: InteractiveElement, *, block: InputBlock, form: Modal) -> str:
    field = form.fields.get(str(element.action_id))
    if field is None:
        return forms.FIELD_MISSING
    match element:
        case StaticSelectElement():
            fits = field.choice in _values(element) or bool(block.optional and not field.choice)
            return "" if fits else forms.not_offered(_label(block))
        case CheckboxesElement():
            return "" if set(field.chosen) <= _values(element) else forms.NOT_A_BOX
        case ConversationSelectElement():
            return "" if _CONVERSATION.fullmatch(field.choice) else forms.not_offered("channel")
        case PlainTextInputElement():
            return _length_problem(element, field.typed.strip())
        case _:
            raise TypeError(f"{element.type} is drawn, but nothing says what fits it")


def _label(block: InputBlock) -> str:
    return block.label.text.lower() if block.label else "value"


def _values(element: StaticSelectElement | CheckboxesElement) -> set[str]:
    """Return the values of all options, as Slack sends them when they are chosen."""
    groups = element.option_groups if isinstance(element, StaticSelectElement) else None
    lists = [element.options, *(group.options for group in OptionGroup.parse_all(groups) or ())]
    return {str(option.value) for options in lists for option in Option.parse_all(options) or ()}


def _length_problem(element: PlainTextInputElement, text: str) -> str:
    longest = element.max_length or LONGEST_INPUT
    if len(text) > longest:
        return forms.TOO_LONG.format(most=longest, count=len(text))
    return "" if element.multiline or "\n" not in text else forms.ONE_LINE
