"""What the bot may ask of Slack: each Web API method, with its scopes and its errors.

Source: docs.slack.dev, reference/methods.
"""

import base64
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from sandbox.slack import chat, people, views
from sandbox.slack.errors import SlackError
from sandbox.slack.passes import Passes
from sandbox.slack.people import Kind, Person
from sandbox.slack.socket_mode import Lines
from sandbox.slack.workspace import Channel, Message, Workspace

Answer = dict[str, Any]
APP_LEVEL: Final = "apps.connections.open"
"""The one method that takes the app's own token instead of the bot's."""


class Args:
    """The arguments of one call, sent as a form or as JSON."""

    def __init__(self, given: dict[str, Any]) -> None:
        self._given = given

    def text(self, name: str) -> str | None:
        """Return an argument as text, or None if it was not sent or sent empty."""
        value = self._given.get(name)
        return None if value in (None, "") else str(value)

    def need(self, name: str) -> str:
        """Return an argument that must be there."""
        value = self.text(name)
        if value is None:
            raise SlackError.with_messages(
                "invalid_arguments", [f"[ERROR] missing required field: {name}"]
            )
        return value

    def flag(self, name: str) -> bool:
        """Return an argument as yes or no."""
        return str(self._given.get(name, "")).lower() in {"1", "true"}

    def number(self, name: str, *, default: int, most: int = 1000) -> int:
        """Return an argument as a whole number between 1 and `most`."""
        value = self.text(name) or str(default)
        if not value.isdecimal() or not 1 <= int(value) <= most:
            raise SlackError("invalid_limit")
        return int(value)

    def structure(self, name: str) -> Any:
        """Return an argument that is JSON, inside a form or as it is."""
        value = self._given.get(name)
        if not isinstance(value, str):
            return value
        try:
            return json.loads(value) if value else None
        except ValueError:
            code = "invalid_blocks_format" if name == "blocks" else "invalid_arguments"
            raise SlackError.with_messages(code, [f"[ERROR] {name} is not JSON"]) from None


@dataclass(frozen=True)
class Context:
    """What the methods work on."""

    workspace: Workspace
    passes: Passes
    lines: Lines
    base_url: str


Function = Callable[[Context, Args], Answer]


@dataclass(frozen=True)
class Method:
    """A method and the scopes of which the token must have one."""

    carry_out: Function
    scopes: frozenset[str]


METHODS: dict[str, Method] = {}


def _method(name: str, *scopes: str) -> Callable[[Function], Function]:
    def register(function: Function) -> Function:
        METHODS[name] = Method(function, frozenset(scopes))
        return function

    return register


def call(context: Context, name: str, given: dict[str, Any]) -> Answer:
    """Carry out a method; raises `SlackError` with what Slack would answer instead."""
    method = METHODS.get(name)
    if method is None:
        raise SlackError("unknown_method", req_method=name)
    granted = context.workspace.manifest.scopes
    if method.scopes and not method.scopes & granted:
        needed, provided = ",".join(sorted(method.scopes)), ",".join(sorted(granted))
        raise SlackError("missing_scope", needed=needed, provided=provided)
    return {"ok": True} | method.carry_out(context, Args(given))


@_method("api.test")
def _api_test(_: Context, __: Args) -> Answer:
    return {}


@_method("auth.test")
def _auth_test(context: Context, _: Args) -> Answer:
    workspace = context.workspace
    home = workspace.home
    answer: Answer = {
        "url": f"https://{home.domain}.slack.com/",
        "team": home.name,
        "user": workspace.bot.handle,
        "team_id": workspace.installed_in,
        "user_id": people.BOT_USER_ID,
        "bot_id": people.BOT_ID,
        "is_enterprise_install": home.has_app_everywhere,
    }
    return answer | ({"enterprise_id": home.enterprise_id} if home.enterprise_id else {})


@_method("team.info", "team:read")
def _team_info(_: Context, __: Args) -> Answer:
    team = {"id": people.TEAM_ID, "name": people.TEAM_NAME, "domain": people.TEAM_DOMAIN}
    return {"team": team | {"email_domain": "", "icon": {"image_default": True}}}


@_method("views.open")
def _views_open(context: Context, args: Args) -> Answer:
    trigger = context.passes.redeem(args.need("trigger_id"))
    view = views.open_modal(context.workspace, trigger=trigger, spec=args.structure("view"))
    return {"view": views.payload(view)}


@_method("views.push")
def _views_push(context: Context, args: Args) -> Answer:
    trigger = context.passes.redeem(args.need("trigger_id"))
    view = views.push(context.workspace, trigger=trigger, spec=args.structure("view"))
    return {"view": views.payload(view)}


@_method("views.update")
def _views_update(context: Context, args: Args) -> Answer:
    view = views.update(
        context.workspace,
        spec=args.structure("view"),
        view_id=args.text("view_id"),
        external_id=args.text("external_id"),
        seen=args.text("hash"),
    )
    return {"view": views.payload(view)}


@_method("views.publish")
def _views_publish(context: Context, args: Args) -> Answer:
    view = views.publish(
        context.workspace,
        user=args.need("user_id"),
        spec=args.structure("view"),
        seen=args.text("hash"),
    )
    return {"view": views.payload(view)}


@_method("chat.postMessage", "chat:write")
def _post_message(context: Context, args: Args) -> Answer:
    channel = chat.reachable(context.workspace, args.need("channel"))
    text, blocks = chat.content(args.text("text"), args.structure("blocks"))
    message = chat.post(
        context.workspace,
        channel=channel,
        text=text,
        blocks=blocks,
        thread_ts=args.text("thread_ts"),
        metadata=args.structure("metadata"),
    )
    shown = chat.payload(context.workspace, message)
    return {"channel": channel.id, "ts": message.ts, "message": shown}


@_method("chat.postEphemeral", "chat:write")
def _post_ephemeral(context: Context, args: Args) -> Answer:
    channel = chat.reachable(context.workspace, args.need("channel"))
    if people.BOT_USER_ID not in channel.members:
        raise SlackError("not_in_channel")
    user = args.need("user")
    if user not in channel.members:
        raise SlackError("user_not_in_channel")
    text, blocks = chat.content(args.text("text"), args.structure("blocks"))
    message = chat.post(
        context.workspace,
        channel=channel,
        text=text,
        blocks=blocks,
        thread_ts=args.text("thread_ts"),
        only_for=user,
    )
    return {"message_ts": message.ts}


@_method("chat.update", "chat:write")
def _update(context: Context, args: Args) -> Answer:
    message = _own_message(context, args, otherwise="cant_update_message")
    blocks = args.structure("blocks")
    if len(args.text("text") or "") > chat.LONGEST_UPDATE:
        raise SlackError("msg_too_long")
    text, checked = chat.content(args.text("text"), blocks)
    chat.change(context.workspace, message=message, text=text, blocks=checked)
    shown = chat.payload(context.workspace, message)
    return {"channel": message.channel, "ts": message.ts, "text": text, "message": shown}


@_method("chat.delete", "chat:write")
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


@_method("chat.getPermalink")
def _permalink(context: Context, args: Args) -> Answer:
    channel = context.workspace.channel(args.need("channel"))
    message = channel.message(args.need("message_ts"))
    link = f"{context.base_url}/archives/{channel.id}/p{message.ts.replace('.', '')}"
    if message.is_reply:
        link += f"?thread_ts={message.thread_ts}&cid={channel.id}"
    return {"channel": channel.id, "permalink": link}


@_method("conversations.open", "im:write", "mpim:write")
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


@_method("conversations.info", "channels:read", "groups:read", "im:read", "mpim:read")
def _info(context: Context, args: Args) -> Answer:
    place = _visible(context, args.need("channel"))
    shown = _channel(place)
    if args.flag("include_num_members"):
        shown["num_members"] = len(place.members)
    return {"channel": shown}


@_method("conversations.members", "channels:read", "groups:read", "im:read", "mpim:read")
def _members(context: Context, args: Args) -> Answer:
    place = _visible(context, args.need("channel"))
    return _page("members", sorted(place.members), args)


@_method("conversations.join", "channels:join")
def _join(context: Context, args: Args) -> Answer:
    place = context.workspace.channel(args.need("channel"))
    if place.kind is not Kind.PUBLIC:
        raise SlackError("method_not_supported_for_channel_type")
    already = people.BOT_USER_ID in place.members
    with context.workspace.changing():
        place.members.add(people.BOT_USER_ID)
    return {"channel": _channel(place)} | ({"warning": "already_in_channel"} if already else {})


@_method("conversations.list", "channels:read", "groups:read", "im:read", "mpim:read")
def _list(context: Context, args: Args) -> Answer:
    return _page("channels", [_channel(c) for c in _of_types(context, args)], args)


@_method("users.conversations", "channels:read", "groups:read", "im:read", "mpim:read")
def _users_conversations(context: Context, args: Args) -> Answer:
    user = args.text("user") or people.BOT_USER_ID
    context.workspace.person(user)
    theirs = [_channel(c) for c in _of_types(context, args) if user in c.members]
    return _page("channels", theirs, args)


@_method(
    "conversations.history", "channels:history", "groups:history", "im:history", "mpim:history"
)
def _history(context: Context, args: Args) -> Answer:
    place = _readable(context, args)
    oldest, latest = args.text("oldest") or "", args.text("latest") or "9"
    said = [
        chat.payload(context.workspace, m)
        for m in reversed(place.messages)
        if m.only_for is None and not m.is_reply and _between(m.ts, oldest, latest, args)
    ]
    return _page("messages", said, args)


def _between(ts: str, oldest: str, latest: str, args: Args) -> bool:
    if args.flag("inclusive") and ts in {oldest, latest}:
        return True
    return oldest < ts < latest


@_method(
    "conversations.replies", "channels:history", "groups:history", "im:history", "mpim:history"
)
def _replies(context: Context, args: Args) -> Answer:
    place = _readable(context, args)
    ts = args.need("ts")
    said = [m for m in place.messages if m.only_for is None and ts in {m.ts, m.thread_ts}]
    if not said:
        raise SlackError("thread_not_found")
    return _page("messages", [chat.payload(context.workspace, m) for m in said], args)


@_method("users.info", "users:read")
def _users_info(context: Context, args: Args) -> Answer:
    person = context.workspace.person(args.need("user"))
    return {"user": _user(context, person, locale=args.flag("include_locale"))}


@_method("users.list", "users:read")
def _users_list(context: Context, args: Args) -> Answer:
    locale = args.flag("include_locale")
    members = [_user(context, p, locale=locale) for p in context.workspace.people.values()]
    return _page("members", members, args)


@_method("users.lookupByEmail", "users:read.email")
def _lookup(context: Context, args: Args) -> Answer:
    email = args.need("email").casefold()
    for person in people.PEOPLE:
        if person.email == email:
            return {"user": _user(context, person, locale=False)}
    raise SlackError("users_not_found")


@_method("usergroups.users.list", "usergroups:read")
def _group_members(context: Context, args: Args) -> Answer:
    members = context.workspace.usergroups.get(args.need("usergroup"))
    if members is None:
        raise SlackError("no_such_subteam")
    return {"users": sorted(members)}


@_method(APP_LEVEL)
def _connections_open(context: Context, _: Args) -> Answer:
    port = urlsplit(context.base_url).port or 0
    return {"url": context.lines.address(port=port)}


_PREFIX: Final = {Kind.PUBLIC: "channels", Kind.PRIVATE: "groups", Kind.IM: "im"}


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


_TYPES: Final = {"public_channel": Kind.PUBLIC, "private_channel": Kind.PRIVATE, "im": Kind.IM}


def _of_types(context: Context, args: Args) -> list[Channel]:
    names = (args.text("types") or "public_channel").split(",")
    kinds = {_TYPES[name] for name in names if name in _TYPES}
    bot = people.BOT_USER_ID
    for kind in kinds:
        _granted(context, f"{_PREFIX[kind]}:read")
    channels = context.workspace.channels.values()
    return [c for c in channels if c.kind in kinds and (c.kind is Kind.PUBLIC or bot in c.members)]


def _page(key: str, items: Sequence[Any], args: Args) -> Answer:
    """Cut one page out of a list; the cursor is the place where the next begins."""
    limit = args.number("limit", default=100)
    cursor = args.text("cursor")
    try:
        start = int(base64.b64decode(cursor)) if cursor else 0
    except ValueError:
        raise SlackError("invalid_cursor") from None
    end = start + limit
    more = base64.b64encode(str(end).encode()).decode() if end < len(items) else ""
    return {
        key: list(items[start:end]),
        "has_more": bool(more),
        "response_metadata": {"next_cursor": more},
    }


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


def _user(context: Context, person: Person, *, locale: bool) -> Answer:
    profile = {
        "real_name": person.name,
        "display_name": person.name.split()[0],
        "title": person.title,
    }
    scopes = context.workspace.manifest.scopes
    if "users:read.email" in scopes and person.tells_email and not person.is_bot:
        profile["email"] = person.email
    shown: Answer = {
        "id": person.id,
        "team_id": person.company.team_id,
        "name": person.handle,
        "real_name": person.name,
        "deleted": person.deleted,
        "profile": profile,
        "is_admin": person.is_admin,
        "is_owner": person.is_owner,
        "is_primary_owner": False,
        "is_restricted": person.is_restricted,
        "is_ultra_restricted": person.is_ultra_restricted,
        "is_stranger": person.is_stranger,
        "is_bot": person.is_bot,
        "is_app_user": False,
    }
    shown |= _zone(context, person) | _enterprise_user(person)
    return shown | ({"locale": person.locale} if locale else {})


def _zone(context: Context, person: Person) -> Answer:
    if not person.tells_zone:
        return {"tz": None}
    offset = datetime.fromtimestamp(context.workspace.clock(), ZoneInfo(person.tz)).utcoffset()
    seconds = int(offset.total_seconds()) if offset else 0
    return {"tz": person.tz, "tz_label": person.tz_label, "tz_offset": seconds}


def _enterprise_user(person: Person) -> Answer:
    """Say which organization somebody belongs to, and which of its workspaces, on Enterprise Grid."""
    company = person.company
    if not company.enterprise_id:
        return {}
    return {
        "enterprise_user": {
            "id": person.id,
            "enterprise_id": company.enterprise_id,
            "enterprise_name": company.name,
            "is_admin": False,
            "is_owner": False,
            "teams": [company.team_id],
        }
    }
