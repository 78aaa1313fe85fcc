"""The methods that post, change and remove messages.

Source: docs.slack.dev, reference/methods.
"""

from typing import Any, Final

from sandbox.slack import chat, people
from sandbox.slack.errors import SlackError
from sandbox.slack.web_api.method import Answer, Args, Context, method
from sandbox.slack.workspace import Channel, Message


def _post_message(context: Context, args: Args) -> Answer:
    channel = chat.reachable(context.workspace, args.need("channel"))
    message = _post(context, args, channel, metadata=args.structure("metadata"))
    shown = chat.payload(context.workspace, message)
    return {"channel": channel.id, "ts": message.ts, "message": shown}


def _post_ephemeral(context: Context, args: Args) -> Answer:
    channel = chat.reachable(context.workspace, args.need("channel"))
    if people.BOT_USER_ID not in channel.members:
        raise SlackError("not_in_channel")
    user = args.need("user")
    if user not in channel.members:
        raise SlackError("user_not_in_channel")
    message = _post(context, args, channel, only_for=user)
    return {"message_ts": message.ts}


def _post(context: Context, args: Args, channel: Channel, **more: Any) -> Message:
    text, blocks = chat.content(args.text("text"), args.structure("blocks"))
    thread_ts, workspace = args.text("thread_ts"), context.workspace
    return chat.post(
        workspace, channel=channel, text=text, blocks=blocks, thread_ts=thread_ts, **more
    )


def _update(context: Context, args: Args) -> Answer:
    message = _own_message(context, args, otherwise="cant_update_message")
    blocks = args.structure("blocks")
    if len(args.text("text") or "") > chat.MAX_UPDATE_LENGTH:
        raise SlackError("msg_too_long")
    text, checked = chat.content(args.text("text"), blocks)
    chat.change(context.workspace, message=message, text=text, blocks=checked)
    shown = chat.payload(context.workspace, message)
    return {"channel": message.channel, "ts": message.ts, "text": text, "message": shown}


def _delete(context: Context, args: Args) -> Answer:
    message = _own_message(context, args, otherwise="cant_delete_message")
    chat.remove(context.workspace, message=message)
    return {"channel": message.channel, "ts": message.ts}


def _own_message(context: Context, args: Args, *, otherwise: str) -> Message:
    """Find the bot's message; ephemeral ones do not exist for the Web API."""
    channel = context.workspace.channel(args.need("channel"))
    if channel.is_archived:
        raise SlackError("is_inactive")
    message = channel.message(args.need("ts"))
    if message.only_for is not None:
        raise SlackError("message_not_found")
    if not message.is_app:
        raise SlackError(otherwise)
    return message


def _permalink(context: Context, args: Args) -> Answer:
    channel = context.workspace.channel(args.need("channel"))
    message = channel.message(args.need("message_ts"))
    link = f"{context.base_url}/archives/{channel.id}/p{message.ts.replace('.', '')}"
    if message.is_reply:
        link += f"?thread_ts={message.thread_ts}&cid={channel.id}"
    return {"channel": channel.id, "permalink": link}


METHODS: Final = {
    "chat.postMessage": method(_post_message, "chat:write"),
    "chat.postEphemeral": method(_post_ephemeral, "chat:write"),
    "chat.update": method(_update, "chat:write"),
    "chat.delete": method(_delete, "chat:write"),
    "chat.getPermalink": method(_permalink),
}
