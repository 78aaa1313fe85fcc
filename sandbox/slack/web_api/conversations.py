"""The methods about channels and direct messages, and what was said in them.

Source: docs.slack.dev, reference/methods.
"""

from typing import Final

from sandbox.slack import chat, people
from sandbox.slack.errors import SlackError
from sandbox.slack.people import Kind
from sandbox.slack.web_api.method import Answer, Args, Context, method
from sandbox.slack.web_api.pages import page
from sandbox.slack.workspace import Channel

_PREFIX: Final = {Kind.PUBLIC: "channels", Kind.PRIVATE: "groups", Kind.IM: "im"}
_TYPES: Final = {"public_channel": Kind.PUBLIC, "private_channel": Kind.PRIVATE, "im": Kind.IM}


def _open(context: Context, args: Args) -> Answer:
    if channel := args.text("channel"):
        return {"channel": {"id": context.workspace.channel(channel).id}}
    users = [user for user in (args.text("users") or "").split(",") if user]
    if not users:
        raise SlackError("users_list_not_supplied")
    for user in users:
        context.workspace.person(user)
    if people.BOT_USER_ID in users:
        raise SlackError("invalid_user_combination")
    place = context.workspace.dm(*users, people.BOT_USER_ID)
    return {"channel": _channel(place) if args.flag("return_im") else {"id": place.id}}


def _info(context: Context, args: Args) -> Answer:
    place = _visible(context, args.need("channel"))
    shown = _channel(place)
    if args.flag("include_num_members"):
        shown["num_members"] = len(place.members)
    return {"channel": shown}


def _members(context: Context, args: Args) -> Answer:
    place = _visible(context, args.need("channel"))
    return page("members", sorted(place.members), args)


def _join(context: Context, args: Args) -> Answer:
    place = context.workspace.channel(args.need("channel"))
    if place.kind is not Kind.PUBLIC:
        raise SlackError("method_not_supported_for_channel_type")
    already = people.BOT_USER_ID in place.members
    with context.workspace.changing():
        place.members.add(people.BOT_USER_ID)
    return {"channel": _channel(place)} | ({"warning": "already_in_channel"} if already else {})


def _list(context: Context, args: Args) -> Answer:
    return page("channels", [_channel(c) for c in _of_types(context, args)], args)


def _users_conversations(context: Context, args: Args) -> Answer:
    user = args.text("user") or people.BOT_USER_ID
    context.workspace.person(user)
    theirs = [_channel(c) for c in _of_types(context, args) if user in c.members]
    return page("channels", theirs, args)


def _history(context: Context, args: Args) -> Answer:
    place = _readable(context, args)
    said = [
        chat.payload(context.workspace, m)
        for m in reversed(place.messages)
        if m.only_for is None and not m.is_reply and _is_between(m.ts, args)
    ]
    return page("messages", said, args, most=context.workspace.most_messages)


def _is_between(ts: str, args: Args) -> bool:
    """Return whether a message is in the time that was asked for."""
    oldest, latest = args.text("oldest") or "", args.text("latest") or "9"
    if args.flag("inclusive") and ts in {oldest, latest}:
        return True
    return oldest < ts < latest


def _replies(context: Context, args: Args) -> Answer:
    place = _readable(context, args)
    ts = args.need("ts")
    said = [m for m in place.messages if m.only_for is None and ts in {m.ts, m.thread_ts}]
    if not said:
        raise SlackError("thread_not_found")
    shown = [m for m in said if m.ts == ts or _is_between(m.ts, args)]
    return page(
        "messages",
        [chat.payload(context.workspace, m) for m in shown],
        args,
        most=context.workspace.most_messages,
    )


def _visible(context: Context, channel: str, *, verb: str = "read") -> Channel:
    place = context.workspace.channel(channel)
    if place.kind is not Kind.PUBLIC and people.BOT_USER_ID not in place.members:
        raise SlackError("channel_not_found")
    _granted(context, f"{_PREFIX[place.kind]}:{verb}")
    return place


def _granted(context: Context, scope: str) -> None:
    """Refuse a kind of conversation that the token has no scope for."""
    scopes = context.workspace.manifest.scopes
    if scope not in scopes:
        raise SlackError("missing_scope", needed=scope, provided=",".join(sorted(scopes)))


def _readable(context: Context, args: Args) -> Channel:
    place = _visible(context, args.need("channel"), verb="history")
    if people.BOT_USER_ID not in place.members:
        raise SlackError("not_in_channel")
    return place


def _of_types(context: Context, args: Args) -> list[Channel]:
    names = (args.text("types") or "public_channel").split(",")
    kinds = {_TYPES[name] for name in names if name in _TYPES}
    bot = people.BOT_USER_ID
    for kind in kinds:
        _granted(context, f"{_PREFIX[kind]}:read")
    channels = context.workspace.channels.values()
    return [c for c in channels if c.kind in kinds and (c.kind is Kind.PUBLIC or bot in c.members)]


def _channel(channel: Channel) -> Answer:
    if channel.kind is Kind.IM:
        other = next((m for m in channel.members if m != people.BOT_USER_ID), people.BOT_USER_ID)
        return {"id": channel.id, "is_im": True, "user": other, "is_org_shared": False}
    return {
        "id": channel.id,
        "name": channel.name,
        "name_normalized": channel.name,
        "is_channel": channel.kind is Kind.PUBLIC,
        "is_group": channel.kind is Kind.PRIVATE,
        "is_im": False,
        "is_mpim": False,
        "is_private": channel.kind is Kind.PRIVATE,
        "is_archived": channel.is_archived,
        "is_general": channel.name == "general",
        "is_shared": channel.is_ext_shared,
        "is_ext_shared": channel.is_ext_shared,
        "is_pending_ext_shared": False,
        "is_org_shared": False,
        "is_member": people.BOT_USER_ID in channel.members,
        "topic": {"value": channel.topic, "creator": "", "last_set": 0},
        "purpose": {"value": "", "creator": "", "last_set": 0},
    }


_READ: Final = ("channels:read", "groups:read", "im:read", "mpim:read")
_HISTORY: Final = ("channels:history", "groups:history", "im:history", "mpim:history")

METHODS: Final = {
    "conversations.open": method(_open, "im:write", "mpim:write"),
    "conversations.info": method(_info, *_READ),
    "conversations.members": method(_members, *_READ),
    "conversations.join": method(_join, "channels:join"),
    "conversations.list": method(_list, *_READ),
    "users.conversations": method(_users_conversations, *_READ),
    "conversations.history": method(_history, *_HISTORY),
    "conversations.replies": method(_replies, *_HISTORY),
}
