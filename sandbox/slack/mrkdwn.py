"""Slack's message text: what a person types becomes tokens, and tokens become words again.

Source: docs.slack.dev, messaging/formatting-message-text.
"""

import re
from datetime import datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from sandbox.slack.people import Kind, Person
from sandbox.slack.workspace import Workspace

_LINK: Final = re.compile(r"https?://(?:(?!&[lg]t;)[^\s<>|])*(?!&[lg]t;)[^\s<>|.,;:!?)\]'\"]")
_EMAIL: Final = re.compile(r"(?<![\w.@/:|<])[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_TOKEN: Final = re.compile(r"<([^<>]+)>")
_NEAR_ENOUGH: Final = timedelta(days=183)
"""Within this distance Slack leaves the year out."""
_DATE_PART: Final = re.compile(r"\{(\w+)\}")
_BOLD_AND_CO: Final = re.compile(r"(?<![\w*_~])([*_~])(\S(?:[^\n]*?\S)?)\1(?![\w*_~])")


def encode(text: str) -> str:
    """Escape the three characters that Slack escapes, `&` first."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def decode(text: str) -> str:
    """Undo `encode`."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def typed(workspace: Workspace, text: str) -> str:
    """Turn what a person typed into Slack's tokens: `@Ana Reyes`, `#general`, addresses."""
    text = encode(text)
    text = _LINK.sub(lambda m: f"<{m[0]}>", text)
    text = _EMAIL.sub(lambda m: f"<mailto:{m[0]}|{m[0]}>", text)
    for person in workspace.people.values():
        pattern = rf"(?<!\w)@(?:{re.escape(person.name)}|{re.escape(person.handle)})(?!\w)"
        text = re.sub(pattern, f"<@{person.id}>", text, flags=re.IGNORECASE)
    for channel in workspace.channels.values():
        if channel.kind is not Kind.IM:
            label = channel.name if channel.kind is Kind.PUBLIC else ""
            pattern = rf"(?<![\w&])#{re.escape(channel.name)}(?![\w-])"
            text = re.sub(pattern, f"<#{channel.id}|{label}>", text)
    return text


def plain(workspace: Workspace, text: str, *, viewer: Person) -> str:
    """Render message text as this person reads it, without its formatting."""
    read = _TOKEN.sub(lambda m: _token(workspace, m[1], viewer), text)
    read = _unformatted(read)
    return decode(read)


def _unformatted(text: str) -> str:
    text = text.replace("```", "").replace("`", "")
    previous = None
    while previous != text:
        previous, text = text, _BOLD_AND_CO.sub(r"\2", text)
    return text


def _token(workspace: Workspace, token: str, viewer: Person) -> str:
    body, _, label = token.partition("|")
    if body.startswith("@"):
        member = workspace.people.get(body[1:])
        return f"@{member.name if member else body[1:]}"
    if body.startswith("#"):
        channel = workspace.channels.get(body[1:])
        return f"#{channel.name if channel else label or body[1:]}"
    if body.startswith("!date^"):
        return _date(body, fallback=label, viewer=viewer, now=workspace.clock())
    if body.startswith("!"):
        return f"@{body[1:].partition('^')[0]}"
    return label or body.removeprefix("mailto:")


def _date(token: str, *, fallback: str, viewer: Person, now: float) -> str:
    parts = token.split("^")
    try:
        when = datetime.fromtimestamp(int(parts[1]), ZoneInfo(viewer.tz))
        form = parts[2]
    except (IndexError, ValueError, OverflowError, OSError):
        return fallback
    today = datetime.fromtimestamp(now, ZoneInfo(viewer.tz))
    return _DATE_PART.sub(lambda m: _date_part(m[1], when, today) or m[0], form)


def _date_part(name: str, when: datetime, today: datetime) -> str | None:
    if name.endswith("_pretty") and (near := _near(when, today)):
        return near
    year = "" if abs(when - today) < _NEAR_ENOUGH else f", {when.year}"
    clock, half = f"{when.hour % 12 or 12}:{when:%M}", f"{when:%p}"
    day = f"{when:%B} {_ordinal(when.day)}"
    written = {
        "date_num": f"{when:%Y-%m-%d}",
        "date_slash": f"{when:%m/%d/%Y}",
        "date": f"{day}{year}",
        "date_short": f"{when:%b} {when.day}{year}",
        "date_long": f"{when:%A}, {day}{year}",
        "date_long_full": f"{when:%A}, {day}, {when.year}",
        "time": f"{clock} {half}",
        "time_secs": f"{clock}:{when:%S} {half}",
        "ago": _ago(when - today),
    }
    return written.get(name.removesuffix("_pretty"))


def _near(when: datetime, today: datetime) -> str:
    days = (when.date() - today.date()).days
    return {-1: "yesterday", 0: "today", 1: "tomorrow"}.get(days, "")


def _ordinal(day: int) -> str:
    ending = "th" if 11 <= day <= 13 else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")
    return f"{day}{ending}"


def _ago(distance: timedelta) -> str:
    seconds = int(abs(distance.total_seconds()))
    for size, name in ((86_400, "day"), (3_600, "hour"), (60, "minute"), (1, "second")):
        if seconds >= size:
            count = seconds // size
            words = f"{count} {name}{'s' if count > 1 else ''}"
            return f"in {words}" if distance > timedelta(0) else f"{words} ago"
    return "now"


def plain_text(workspace: Workspace, part: dict[str, Any] | None, *, viewer: Person) -> str:
    """Render a Block Kit text object as this person reads it."""
    if not part:
        return ""
    if part["type"] == "mrkdwn":
        return plain(workspace, part["text"], viewer=viewer)
    return str(part["text"])


def block_texts(workspace: Workspace, block: dict[str, Any], *, viewer: Person) -> list[str]:
    """Return every text a block shows, top to bottom, without its buttons and inputs."""
    match block["type"]:
        case "section" | "header":
            parts = [block.get("text"), *block.get("fields", [])]
        case "context":
            parts = [e for e in block["elements"] if e["type"] != "image"]
        case "alert":
            return [plain_text(workspace, block["text"], viewer=viewer)]
        case "image":
            parts = [block.get("title"), {"type": "plain_text", "text": block["alt_text"]}]
        case "markdown":
            return [block["text"]]
        case "rich_text":
            return [_rich(workspace, block, viewer=viewer)]
        case _:
            parts = []
    return [plain_text(workspace, part, viewer=viewer) for part in parts if part]


def _rich(workspace: Workspace, node: dict[str, Any], *, viewer: Person) -> str:
    match node["type"]:
        case "text" | "emoji":
            return str(node.get("text") or node.get("unicode") or "")
        case "link":
            return str(node.get("text") or node["url"])
        case "user":
            return _token(workspace, f"@{node['user_id']}", viewer)
        case "channel":
            return _token(workspace, f"#{node['channel_id']}", viewer)
        case "broadcast":
            return f"@{node['range']}"
        case "date":
            token = f"!date^{node['timestamp']}^{node['format']}"
            return _token(workspace, f"{token}|{node.get('fallback', '')}", viewer)
    inside = [_rich(workspace, child, viewer=viewer) for child in node.get("elements", [])]
    return ("\n" if node["type"] in {"rich_text", "rich_text_list"} else "").join(inside)
