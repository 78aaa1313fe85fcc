"""What stands in the inputs of a view or message, in the shapes Slack sends it."""

import re
from collections.abc import Iterator
from typing import Any, Final

from sandbox.slack import people
from sandbox.slack.block_kit import elements_of
from sandbox.slack.people import Kind
from sandbox.slack.workspace import Blocks, Channel, Inputs

Element = dict[str, Any]

_KEYS: Final = {
    "plain_text_input": ("value", "initial_value"),
    "email_text_input": ("value", "initial_value"),
    "url_text_input": ("value", "initial_value"),
    "number_input": ("value", "initial_value"),
    "datepicker": ("selected_date", "initial_date"),
    "timepicker": ("selected_time", "initial_time"),
    "datetimepicker": ("selected_date_time", "initial_date_time"),
    "static_select": ("selected_option", "initial_option"),
    "external_select": ("selected_option", "initial_option"),
    "radio_buttons": ("selected_option", "initial_option"),
    "overflow": ("selected_option", ""),
    "checkboxes": ("selected_options", "initial_options"),
    "multi_static_select": ("selected_options", "initial_options"),
    "multi_external_select": ("selected_options", "initial_options"),
    "users_select": ("selected_user", "initial_user"),
    "multi_users_select": ("selected_users", "initial_users"),
    "conversations_select": ("selected_conversation", "initial_conversation"),
    "multi_conversations_select": ("selected_conversations", "initial_conversations"),
    "channels_select": ("selected_channel", "initial_channel"),
    "multi_channels_select": ("selected_channels", "initial_channels"),
}
"""Per element: the key its value is sent under, and the key of the value it starts with."""
_WITHOUT_STATE: Final = frozenset({"button", "overflow"})

TEXT_INPUTS: Final = frozenset(
    {"plain_text_input", "email_text_input", "url_text_input", "number_input"}
)
_EMAIL: Final = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_URL: Final = re.compile(r"https?://[^\s/]+\S*", re.IGNORECASE)
_WHOLE: Final = re.compile(r"-?\d+")
_DECIMAL: Final = re.compile(r"-?\d+(\.\d+)?")


def is_many(element: Element) -> bool:
    """Return whether several things can be chosen."""
    return _KEYS[element["type"]][0].endswith("s")


def find(blocks: Blocks, block_id: str, action_id: str) -> Element | None:
    """Find the element with these ids."""
    for block, element in stateful(blocks, everything=True):
        if block["block_id"] == block_id and element["action_id"] == action_id:
            return element
    return None


def stateful(
    blocks: Blocks, *, everything: bool = False
) -> Iterator[tuple[dict[str, Any], Element]]:
    """Yield each block with each element that holds a value, or every one that can be used."""
    for block in blocks:
        for element in elements_of(block):
            if everything or element["type"] not in _WITHOUT_STATE:
                yield block, element


def initial_inputs(blocks: Blocks, *, channel: Channel | None) -> Inputs:
    """Return what the inputs hold when they are first shown; `channel` is the one behind them."""
    inputs: Inputs = {}
    for block, element in stateful(blocks):
        inputs.setdefault(block["block_id"], {})[element["action_id"]] = _initial(element, channel)
    return inputs


def preserved_inputs(inputs: Inputs, blocks: Blocks, *, channel: Channel | None) -> Inputs:
    """Carry what was typed over to new blocks: where block id and action id are the same."""
    new = initial_inputs(blocks, channel=channel)
    for block_id, actions in new.items():
        for action_id in actions:
            if action_id in inputs.get(block_id, {}):
                actions[action_id] = inputs[block_id][action_id]
    return new


def _initial(element: Element, channel: Channel | None) -> Any:
    value = element.get(_KEYS[element["type"]][1])
    if value is not None or not element.get("default_to_current_conversation"):
        return value
    if channel is None or not offers(element, channel):
        return None
    return [channel.id] if is_many(element) else channel.id


def offers(element: Element, channel: Channel) -> bool:
    """Return whether a menu of conversations or channels lists this one."""
    if "channels_select" in element["type"]:
        return channel.kind is Kind.PUBLIC
    wanted = element.get("filter") or {}
    if wanted.get("exclude_external_shared_channels") and channel.is_ext_shared:
        return False
    with_bot = channel.kind is Kind.IM and people.BOT_USER_ID in channel.members
    if wanted.get("exclude_bot_users") and with_bot:
        return False
    return channel.kind in wanted.get("include", tuple(Kind))


def sent_value(element: Element, value: Any) -> dict[str, Any]:
    """Return an element's value under the key and in the shape Slack sends it."""
    kind = element["type"]
    key = _KEYS[kind][0]
    empty: Any = [] if is_many(element) else None
    shaped: dict[str, Any] = {"type": kind, key: empty if value in (None, "", []) else value}
    if kind == "timepicker" and element.get("timezone"):
        shaped["timezone"] = element["timezone"]
    return shaped


def state(blocks: Blocks, inputs: Inputs) -> dict[str, Any]:
    """Return `state.values` of a view or message."""
    values: dict[str, dict[str, Any]] = {}
    for block, element in stateful(blocks):
        block_id, action_id = block["block_id"], element["action_id"]
        value = inputs.get(block_id, {}).get(action_id)
        values.setdefault(block_id, {})[action_id] = sent_value(element, value)
    return {"values": values}


def validation_errors(blocks: Blocks, inputs: Inputs) -> dict[str, str]:
    """Return what Slack itself would not submit, by block id: the app is not asked then."""
    found: dict[str, str] = {}
    for block in (b for b in blocks if b["type"] == "input"):
        element = block["element"]
        value = inputs.get(block["block_id"], {}).get(element["action_id"])
        error = _validation_error(element, value, optional=bool(block.get("optional")))
        if error:
            found[block["block_id"]] = error
    return found


def _validation_error(element: Element, value: Any, *, optional: bool) -> str:
    if value in (None, "", []) or (isinstance(value, str) and not value.strip()):
        return "" if optional else "Please complete this required field."
    match element["type"]:
        case "plain_text_input":
            return _length(value, element)
        case "email_text_input":
            return "" if _EMAIL.fullmatch(value) else "Please enter a valid email address."
        case "url_text_input":
            return "" if _URL.fullmatch(value) else "Please enter a valid URL."
        case "number_input":
            return _number(value, element)
    return ""


def _length(value: str, element: Element) -> str:
    shortest, longest = element.get("min_length") or 0, element.get("max_length") or 3000
    if len(value) < shortest:
        return f"Please enter at least {shortest} characters."
    if len(value) > longest:
        return f"Please enter at most {longest} characters."
    return ""


def _number(value: str, element: Element) -> str:
    form = _DECIMAL if element["is_decimal_allowed"] else _WHOLE
    if not form.fullmatch(value):
        return "Please enter a valid number."
    least, most = element.get("min_value"), element.get("max_value")
    if least is not None and float(value) < float(least):
        return f"Please enter a number of at least {least}."
    if most is not None and float(value) > float(most):
        return f"Please enter a number of at most {most}."
    return ""
