"""What a form offers, held against what came back: anything else is refused under its field.

Slack's own client sends nothing but what was offered, and sends every field. A forged form, or one
of another version of Docket, may hold anything: so a form is read only where it fits how it is drawn.
"""

import re
from collections.abc import Iterable

from handlers.forms.reading import Problems
from handlers.messages import forms
from handlers.slack.payloads import Modal
from handlers.ui.blocks import Block, Element

# A person's id; a conversation's, or none.
_PERSON = re.compile(r"[UW][A-Z0-9]{1,63}")
_CONVERSATION = re.compile(r"([CDG][A-Z0-9]{1,63})?")


def mismatches(form: Modal, *, offered: Iterable[Block]) -> Problems:
    """Say by field what does not match the form as it is drawn of these blocks."""
    found = (
        (block["element"]["action_id"], _mismatch(block["element"], block=block, form=form))
        for block in offered
        if block["type"] == "input"
    )
    return {name: wrong for name, wrong in found if wrong}


def _mismatch(element: Element, *, block: Block, form: Modal) -> str:
    field = form.fields.get(element["action_id"])
    if field is None:
        return forms.FIELD_MISSING
    match element["type"]:
        case "static_select":
            fits = field.choice in _values(element) or (block.get("optional") and not field.choice)
            return "" if fits else forms.not_offered(block["label"]["text"].lower())
        case "checkboxes":
            return "" if set(field.chosen) <= _values(element) else forms.NOT_A_BOX
        case "multi_users_select":
            are_people = all(map(_PERSON.fullmatch, field.chosen))
            fits = are_people and len(field.chosen) <= element["max_selected_items"]
            return "" if fits else forms.NOT_PEOPLE
        case "conversations_select":
            return "" if _CONVERSATION.fullmatch(field.choice) else forms.not_offered("channel")
        case "plain_text_input":
            return _length_problem(element, field.typed.strip())
        case other:
            raise TypeError(f"{other} is drawn, but nothing says what fits it")


def _values(element: Element) -> set[str]:
    """Return the values of all options, as Slack sends them when they are chosen."""
    groups = element.get("option_groups", ())
    lists = [element.get("options", ()), *(group["options"] for group in groups)]
    return {option["value"] for options in lists for option in options}


def _length_problem(element: Element, text: str) -> str:
    longest = element["max_length"]
    if len(text) > longest:
        return forms.TOO_LONG.format(most=longest, count=len(text))
    return "" if element.get("multiline") or "\n" not in text else forms.ONE_LINE
