"""Checks of whole messages and views: what Slack would refuse is refused with its words."""

import json
from collections import Counter
from collections.abc import Iterator
from enum import StrEnum
from typing import Any, Final

from pydantic import BaseModel, ValidationError

from sandbox.slack.block_kit.blocks import MAX_MARKDOWN, Home, MessageBlocks, Modal
from sandbox.slack.errors import SlackError

MAX_VIEW_BYTES: Final = 250_000

Blocks = list[dict[str, Any]]


class Surface(StrEnum):
    """Where blocks are shown."""

    MESSAGE = "message"
    MODAL = "modal"
    HOME = "home"


def elements_of(block: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the elements of a block that a person can use."""
    candidates = [block.get("accessory"), block.get("element"), *block.get("elements", [])]
    return [e for e in candidates if isinstance(e, dict) and e.get("type") in INTERACTIVE]


INTERACTIVE: Final = frozenset(
    {
        "button",
        "overflow",
        "datepicker",
        "timepicker",
        "datetimepicker",
        "checkboxes",
        "radio_buttons",
        "static_select",
        "multi_static_select",
        "external_select",
        "multi_external_select",
        "users_select",
        "multi_users_select",
        "conversations_select",
        "multi_conversations_select",
        "channels_select",
        "multi_channels_select",
        "plain_text_input",
        "email_text_input",
        "url_text_input",
        "number_input",
    }
)
_MODAL_ONLY: Final = frozenset({"email_text_input", "url_text_input", "number_input"})


def check_message(blocks: Any) -> None:
    """Refuse blocks that Slack would not post: `invalid_blocks`, with the reasons."""
    errors = _model_errors(MessageBlocks, {"blocks": blocks})
    errors = errors or list(_across(blocks, surface=Surface.MESSAGE))
    if errors:
        raise SlackError.with_messages("invalid_blocks", errors)


def check_view(view: Any) -> None:
    """Refuse a view that Slack would not show: `invalid_arguments`, with the reasons."""
    if not isinstance(view, dict):
        raise SlackError.with_messages("invalid_arguments", ["[ERROR] must provide an object"])
    if len(json.dumps(view, ensure_ascii=False).encode()) > MAX_VIEW_BYTES:
        raise SlackError("view_too_large")
    surface = Surface.HOME if view.get("type") == "home" else Surface.MODAL
    errors = _model_errors(Home if surface is Surface.HOME else Modal, view, root="/view")
    errors = errors or list(_across(view["blocks"], surface=surface, root="/view"))
    if errors:
        raise SlackError.with_messages("invalid_arguments", errors)


def _model_errors(model: type[BaseModel], value: Any, *, root: str = "") -> list[str]:
    try:
        model.model_validate(value)
    except ValidationError as error:
        return [_sentence(dict(detail), value, root=root) for detail in error.errors()]
    return []


def _sentence(detail: dict[str, Any], value: Any, *, root: str) -> str:
    """Say a broken limit as Slack does, with the JSON pointer to it."""
    where, context = list(detail["loc"]), detail.get("ctx", {})
    match detail["type"]:
        case "missing":
            what = f"missing required field: {where.pop()}"
        case "extra_forbidden":
            what = f"invalid additional property: {where.pop()}"
        case "string_too_long":
            what = f"must be less than {context['max_length'] + 1} characters"
        case "string_too_short":
            what = f"must be more than {context['min_length'] - 1} characters"
        case "too_long":
            what = f"no more than {context['max_length']} items allowed"
        case "too_short":
            what = f"no fewer than {context['min_length']} items allowed"
        case "union_tag_invalid":
            what = f"unsupported type: {context['tag']}"
        case "value_error":
            what = str(context["error"])
        case _:
            what = str(detail["msg"])
    return f"[ERROR] {what} [json-pointer:{root}{_pointer(where, value)}]"


def _pointer(where: list[Any], value: Any) -> str:
    """Turn pydantic's path into a JSON pointer: the union's tags in it are no keys."""
    path = ""
    for step in where:
        is_key = isinstance(value, dict) and step in value
        if is_key or (isinstance(value, list) and isinstance(step, int)):
            value = value[step]
            path += f"/{step}"
    return path


def _across(blocks: Blocks, *, surface: Surface, root: str = "") -> Iterator[str]:
    """Find what is wrong between blocks rather than inside one."""
    for what in [*_twice(blocks), *_misplaced(blocks, surface=surface)]:
        yield f"[ERROR] {what} [json-pointer:{root}/blocks]"


def _twice(blocks: Blocks) -> Iterator[str]:
    ids = Counter(block["block_id"] for block in blocks if block.get("block_id"))
    for block_id, count in ids.items():
        if count > 1:
            yield f"block_id `{block_id}` already exists"
    for block in blocks:
        actions = Counter(e["action_id"] for e in elements_of(block) if e.get("action_id"))
        for action_id, count in actions.items():
            if count > 1:
                yield f"action_id `{action_id}` already exists in its block"
    if sum(bool(e.get("focus_on_load")) for b in blocks for e in elements_of(b)) > 1:
        yield "only one element may have focus_on_load"


def _misplaced(blocks: Blocks, *, surface: Surface) -> Iterator[str]:
    for element in (e for block in blocks for e in elements_of(block)):
        kind = element["type"]
        modal_only = kind in _MODAL_ONLY and surface is not Surface.MODAL
        if modal_only or (kind == "datetimepicker" and surface is Surface.HOME):
            yield f"{kind} is not allowed in a {surface}"
        if element.get("response_url_enabled") and surface is not Surface.MODAL:
            yield f"response_url_enabled is not allowed in a {surface}"
    if sum(len(b["text"]) for b in blocks if b["type"] == "markdown") > MAX_MARKDOWN:
        yield f"markdown blocks must be less than {MAX_MARKDOWN + 1} characters together"
