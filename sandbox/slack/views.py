"""Modals and Homes: opening, pushing, replacing and closing them by Slack's rules.

Source: docs.slack.dev, surfaces/modals and reference/methods/views.*.
"""

import secrets
from typing import Any, Final

from sandbox.slack import people, values
from sandbox.slack.block_kit import check_view, elements_of
from sandbox.slack.errors import SlackError
from sandbox.slack.interaction_tokens import Trigger
from sandbox.slack.workspace import Blocks, Channel, View, Workspace

MAX_STACKED: Final = 3
"""Views a modal may stack."""


def with_ids(blocks: Blocks) -> Blocks:
    """Give every block and element the id it was not given, as Slack does."""
    return [_block_with_ids(block) for block in blocks]


def _block_with_ids(block: dict[str, Any]) -> dict[str, Any]:
    block = {**block, "block_id": block.get("block_id") or secrets.token_urlsafe(4)}
    for key in ("accessory", "element"):
        if block.get(key) and elements_of({"element": block[key]}):
            block[key] = _element_with_id(block[key])
    if block["type"] == "actions":
        block["elements"] = [_element_with_id(element) for element in block["elements"]]
    return block


def _element_with_id(element: dict[str, Any]) -> dict[str, Any]:
    return {**element, "action_id": element.get("action_id") or secrets.token_urlsafe(4)}


def open_modal(workspace: Workspace, *, trigger: Trigger, spec: Any) -> View:
    """Show a modal to the trigger's person instead of whatever modal is open."""
    view = _new_view(workspace, user=trigger.user, spec=spec, kind="modal")
    view.channel = trigger.channel
    view.inputs = values.initial_inputs(view.spec["blocks"], channel=_origin(workspace, view))
    with workspace.changing():
        workspace.stacks[trigger.user] = [view]
    return view


def push(workspace: Workspace, *, trigger: Trigger, spec: Any) -> View:
    """Put a modal on top of the one the trigger came from."""
    if trigger.view_id is None or not workspace.stacks[trigger.user]:
        raise SlackError("not_found")
    return push_onto(workspace, user=trigger.user, spec=spec)


def push_onto(workspace: Workspace, *, user: str, spec: Any) -> View:
    """Put a modal on top of this person's open one; at most three may be stacked."""
    view = _new_view(workspace, user=user, spec=spec, kind="modal")
    with workspace.changing():
        stack = workspace.stacks[user]
        if len(stack) >= MAX_STACKED:
            raise SlackError("push_limit_reached")
        view.root_id, view.previous_id = stack[0].root_id, stack[-1].id
        view.channel = stack[0].channel
        view.inputs = values.initial_inputs(view.spec["blocks"], channel=_origin(workspace, view))
        stack.append(view)
    return view


def update(
    workspace: Workspace,
    *,
    spec: Any,
    view_id: str | None = None,
    external_id: str | None = None,
    seen: str | None = None,
) -> View:
    """Show new content in an open view; `seen` is the hash the app last knew."""
    with workspace.changing():
        view = _find(workspace, view_id=view_id, external_id=external_id)
        if seen and seen != view.hash:
            raise SlackError("hash_conflict")
        replace(workspace, view=view, spec=spec)
    return view


def replace(workspace: Workspace, *, view: View, spec: Any) -> None:
    """Put new content into a view, keeping what was typed where the ids are the same."""
    checked = _checked(workspace, spec=spec, kind=view.spec["type"], but=view)
    with workspace.changing():
        view.spec = checked
        view.hash = _hash(workspace)
        view.errors, view.failure = {}, ""
        channel = _origin(workspace, view)
        view.inputs = values.preserved_inputs(view.inputs, checked["blocks"], channel=channel)


def publish(workspace: Workspace, *, user: str, spec: Any, seen: str | None = None) -> View:
    """Show a Home tab to one person."""
    if not workspace.manifest.features.app_home.home_tab_enabled:
        raise SlackError("not_enabled")
    workspace.person(user)
    with workspace.changing():
        view = workspace.homes.get(user)
        if view is None:
            view = _new_view(workspace, user=user, spec=spec, kind="home")
            view.inputs = values.initial_inputs(view.spec["blocks"], channel=None)
            workspace.homes[user] = view
            return view
        if seen and seen != view.hash:
            raise SlackError("hash_conflict")
        replace(workspace, view=view, spec=spec)
    return view


def drop(workspace: Workspace, *, view: View, everything: bool = False) -> list[View]:
    """Take a modal away, or the whole stack; returns what was taken, topmost first."""
    with workspace.changing():
        stack = workspace.stacks[view.user]
        if view not in stack:
            return []
        keep = 0 if everything else stack.index(view)
        gone = stack[keep:][::-1]
        del stack[keep:]
    return gone


def payload(view: View) -> dict[str, Any]:
    """Return a view as Slack shows it to the app."""
    spec = view.spec
    return {
        "id": view.id,
        "team_id": people.TEAM_ID,
        "type": spec["type"],
        "blocks": spec["blocks"],
        "private_metadata": spec.get("private_metadata", ""),
        "callback_id": spec.get("callback_id", ""),
        "state": values.state(spec["blocks"], view.inputs),
        "hash": view.hash,
        "title": spec.get("title") or {"type": "plain_text", "text": "View Title", "emoji": True},
        "clear_on_close": bool(spec.get("clear_on_close")),
        "notify_on_close": bool(spec.get("notify_on_close")),
        "close": spec.get("close"),
        "submit": spec.get("submit"),
        "previous_view_id": view.previous_id,
        "root_view_id": view.root_id,
        "app_id": people.APP_ID,
        "external_id": spec.get("external_id", ""),
        "app_installed_team_id": view.installed_in,
        "bot_id": people.BOT_ID,
    }


def _origin(workspace: Workspace, view: View) -> Channel | None:
    """Return the conversation that the person looks at behind the modal."""
    return workspace.channels.get(view.channel or "")


def _find(workspace: Workspace, *, view_id: str | None, external_id: str | None) -> View:
    if not view_id and not external_id:
        raise SlackError.with_messages(
            "invalid_arguments", ["[ERROR] must provide view_id or external_id"]
        )
    for view in workspace.views():
        if view.id == view_id or (external_id and view.spec.get("external_id") == external_id):
            return view
    raise SlackError("not_found")


def _new_view(workspace: Workspace, *, user: str, spec: Any, kind: str) -> View:
    checked = _checked(workspace, spec=spec, kind=kind)
    view_id = workspace.next_id("V")
    return View(
        id=view_id,
        user=user,
        spec=checked,
        hash=_hash(workspace),
        root_id=view_id,
        installed_in=workspace.installed_in,
    )


def _checked(
    workspace: Workspace, *, spec: Any, kind: str, but: View | None = None
) -> dict[str, Any]:
    check_view(spec)
    if spec["type"] != kind:
        raise SlackError.with_messages(
            "invalid_arguments", [f"[ERROR] must be a {kind} view [json-pointer:/view/type]"]
        )
    external_id = spec.get("external_id")
    taken = (v for v in workspace.views() if v is not but and v.spec.get("external_id"))
    if external_id and any(view.spec["external_id"] == external_id for view in taken):
        raise SlackError("duplicate_external_id")
    return {**spec, "blocks": with_ids(spec["blocks"])}


def _hash(workspace: Workspace) -> str:
    return f"{int(workspace.clock())}.{secrets.token_urlsafe(6)}"
