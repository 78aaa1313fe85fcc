"""The fields and buttons that blocks show, as a person names them."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Field:
    """One labeled input of a form; `value` is what it shows, as a person would say it."""

    label: str
    kind: str
    value: Any
    error: str
    hint: str
    optional: bool
    options: tuple[str, ...]
    block_id: str
    action_id: str


@dataclass(frozen=True)
class Button:
    """Something to press: `url` is where it leads, `question` what is asked before it acts."""

    text: str
    block_id: str
    action_id: str
    value: Any
    url: str = ""
    style: str = ""
    question: str = ""


def with_label(fields: list[Field], label: str) -> Field | None:
    """Return the field with this label, in any case."""
    wanted = label.casefold()
    return next((f for f in fields if f.label.casefold() == wanted), None)


def buttons_of(block_id: str, element: dict[str, Any]) -> list[Button]:
    """Return an element as what can be pressed: a button, or each choice of an overflow menu."""
    action_id = element["action_id"]
    if element["type"] == "button":
        url, style = element.get("url", ""), element.get("style", "")
        question = element.get("confirm", {}).get("title", {}).get("text", "")
        return [Button(element["text"]["text"], block_id, action_id, None, url, style, question)]
    if element["type"] == "overflow":
        return [
            Button(o["text"]["text"], block_id, action_id, o, o.get("url", ""))
            for o in element["options"]
        ]
    return []


def static_options(element: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the options that an element has in itself, those in groups as well."""
    grouped = [o for group in element.get("option_groups") or [] for o in group["options"]]
    return [*(element.get("options") or []), *grouped]


def unlabeled_field(block: dict[str, Any], element: dict[str, Any]) -> Field:
    """Return a menu or picker outside an input as a field labeled with its placeholder."""
    label = element["placeholder"]["text"]
    options = tuple(o["text"]["text"] for o in static_options(element))
    ids = block["block_id"], element["action_id"]
    return Field(label, element["type"], None, "", "", True, options, *ids)
