"""Messages: posting, changing and removing them by Slack's rules.

Source: docs.slack.dev, reference/methods/chat.* and messaging/formatting-message-text.
"""

from typing import Any, Final

from sandbox.slack import people, values
from sandbox.slack.block_kit import check_message
from sandbox.slack.errors import SlackError
from sandbox.slack.people import Kind
from sandbox.slack.views import with_ids
from sandbox.slack.workspace import Blocks, Channel, Message, Workspace

MAX_LENGTH: Final = 40_000
MAX_UPDATE_LENGTH: Final = 4_000


def content(text: Any, blocks: Any) -> tuple[str, Blocks]:
    """Check what a message is to say; an overlong text is cut, as Slack does."""
    text = "" if text is None else str(text)
    if blocks:
        check_message(blocks)
    elif not text:
        raise SlackError("no_text")
    return text[:MAX_LENGTH], with_ids(blocks or [])


def reachable(workspace: Workspace, channel: str) -> Channel:
    """Find where the bot wants to post, given an id, a `#name` or a person's id."""
    if channel.startswith("#"):
        place = workspace.channel_named(channel)
    elif channel in workspace.people:
        place = workspace.dm(channel, people.BOT_USER_ID)
    else:
        place = workspace.channel(channel)
    tabs = workspace.manifest.features.app_home
    if place.kind is Kind.IM and not tabs.messages_tab_enabled:
        raise SlackError("messages_tab_disabled")
    if place.is_archived:
        raise SlackError("is_archived")
    if people.BOT_USER_ID in place.members:
        return place
    if place.kind is not Kind.PUBLIC:
        raise SlackError("channel_not_found")
    if "chat:write.public" not in workspace.manifest.scopes:
        raise SlackError("not_in_channel")
    return place


def post(
    workspace: Workspace,
    *,
    channel: Channel,
    text: str,
    blocks: Blocks,
    author: str = people.BOT_USER_ID,
    thread_ts: str | None = None,
    only_for: str | None = None,
    metadata: dict[str, Any] | None = None,
) -> Message:
    """Put a message into a channel, into a thread, or before one person's eyes only."""
    if thread_ts and not any(m.ts == thread_ts for m in channel.messages):
        raise SlackError("thread_not_found")
    with workspace.changing():
        message = Message(
            ts=workspace.next_ts(),
            channel=channel.id,
            author=author,
            text=text,
            blocks=blocks,
            inputs=values.initial_inputs(blocks, channel=channel),
            thread_ts=thread_ts,
            only_for=only_for,
            metadata=metadata,
        )
        channel.messages.append(message)
    return message


def change(workspace: Workspace, *, message: Message, text: str, blocks: Blocks) -> None:
    """Replace what a message says; blocks that are not given again are gone."""
    with workspace.changing():
        message.text, message.blocks = text, blocks
        message.inputs = values.preserved_inputs(message.inputs, blocks, channel=None)
        message.edited = workspace.next_ts()


def remove(workspace: Workspace, *, message: Message) -> None:
    """Take a message away."""
    with workspace.changing():
        workspace.channel(message.channel).messages.remove(message)


def payload(workspace: Workspace, message: Message) -> dict[str, Any]:
    """Return a message as Slack shows it to the app."""
    shown: dict[str, Any] = {
        "type": "message",
        "user": message.author,
        "ts": message.ts,
        "text": message.text,
        "team": people.TEAM_ID,
    }
    if message.is_app:
        shown |= {"bot_id": people.BOT_ID, "app_id": people.APP_ID}
    if message.blocks:
        shown["blocks"] = message.blocks
    if message.edited:
        shown["edited"] = {"user": message.author, "ts": message.edited}
    if message.metadata:
        shown["metadata"] = message.metadata
    return shown | _thread(workspace, message)


def _thread(workspace: Workspace, message: Message) -> dict[str, Any]:
    if message.is_reply:
        return {"thread_ts": message.thread_ts}
    replies = [
        m
        for m in workspace.channel(message.channel).messages
        if m.is_reply and m.thread_ts == message.ts and m.only_for is None
    ]
    if not replies:
        return {}
    return {
        "thread_ts": message.ts,
        "reply_count": len(replies),
        "reply_users": sorted({m.author for m in replies}),
        "latest_reply": replies[-1].ts,
    }
