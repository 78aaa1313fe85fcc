"""What the bot's ack of a slash command or a submission does to the workspace.

Sources: docs.slack.dev, interactivity/implementing-slash-commands and surfaces/modals.
"""

import json
from typing import Any, Final

from sandbox.slack import chat, mrkdwn, views
from sandbox.slack.delivery import Ack
from sandbox.slack.errors import SlackError
from sandbox.slack.workspace import Channel, View, Workspace

CONNECTION_FAILURE: Final = "We had some trouble connecting. Try again?"
"""What Slack shows in a modal whose submission was not answered as it should be."""


def to_command(workspace: Workspace, ack: Ack, *, user: str, place: Channel, line: str) -> None:
    """Show what a command was answered with: to the person, or with their command to all."""
    body = ack.json if isinstance(ack.json, dict) else {"text": ack.text.strip()}
    if not body.get("text") and not body.get("blocks"):
        return
    text, blocks = chat.content(body.get("text"), body.get("blocks"))
    public = body.get("response_type") == "in_channel"
    if public:
        typed = mrkdwn.encode(line)
        chat.post(workspace, channel=place, text=typed, blocks=[], author=user)
    only_for = None if public else user
    chat.post(workspace, channel=place, text=text, blocks=blocks, only_for=only_for)


def to_submission(workspace: Workspace, ack: Ack, *, view: View) -> None:
    """Close, change or stack the view, or write errors or a failure on it."""
    try:
        _carry_out(workspace, ack, view)
    except SlackError as error:
        _show_failure(workspace, view, f"{CONNECTION_FAILURE} ({error.code})")


def _carry_out(workspace: Workspace, ack: Ack, view: View) -> None:
    if ack.error:
        _show_failure(workspace, view, CONNECTION_FAILURE)
        return
    if not ack.text.strip():
        views.drop(workspace, view=view)
        return
    body = ack.json if isinstance(ack.json, dict) else {}
    match body.get("response_action"):
        case "errors":
            _show_errors(workspace, view, body.get("errors"))
        case "update":
            views.replace(workspace, view=view, spec=_parsed(body.get("view")))
        case "push":
            views.push_onto(workspace, user=view.user, spec=_parsed(body.get("view")))
        case "clear":
            views.drop(workspace, view=view, everything=True)
        case _:
            _show_failure(workspace, view, CONNECTION_FAILURE)


def _show_errors(workspace: Workspace, view: View, errors: Any) -> None:
    """Put errors under their inputs; a key that names no input block fails the submission."""
    fields = {b["block_id"] for b in view.spec["blocks"] if b["type"] == "input"}
    if not isinstance(errors, dict) or not errors or not errors.keys() <= fields:
        _show_failure(workspace, view, CONNECTION_FAILURE)
        return
    with workspace.changing():
        view.errors = {key: str(text) for key, text in errors.items()}


def _show_failure(workspace: Workspace, view: View, text: str) -> None:
    with workspace.changing():
        view.failure = text


def _parsed(view: Any) -> Any:
    return json.loads(view) if isinstance(view, str) else view
