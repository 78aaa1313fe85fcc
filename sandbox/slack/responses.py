"""What comes in at a response URL: an answer to an interaction, where it happened.

Source: docs.slack.dev, interactivity/handling-user-interaction#message_responses.
"""

from typing import Any

from sandbox.slack import chat
from sandbox.slack.errors import SlackError
from sandbox.slack.interaction_tokens import ResponseUrl
from sandbox.slack.workspace import Message, Workspace


def respond(workspace: Workspace, *, url: ResponseUrl, body: dict[str, Any]) -> None:
    """Carry out one answer: replace, delete, or post for one person or for all."""
    source = _source(workspace, url)
    if body.get("delete_original") and source is not None:
        chat.remove(workspace, message=source)
        if not body.get("text") and not body.get("blocks"):
            return
    text, blocks = chat.content(body.get("text"), body.get("blocks"))
    if body.get("replace_original") and source is not None:
        chat.change(workspace, message=source, text=text, blocks=blocks)
        return
    public = body.get("response_type") == "in_channel"
    chat.post(
        workspace,
        channel=workspace.channel(url.channel),
        text=text,
        blocks=blocks,
        thread_ts=body.get("thread_ts"),
        only_for=None if public else url.user,
        metadata=body.get("metadata"),
    )


def _source(workspace: Workspace, url: ResponseUrl) -> Message | None:
    if url.source_ts is None:
        return None
    try:
        return workspace.channel(url.channel).message(url.source_ts)
    except SlackError:
        return None
