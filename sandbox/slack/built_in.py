"""Slack's own commands, as far as an app tells people to use them: `/invite` and `/remove`."""

import re
from dataclasses import dataclass
from typing import Final

from sandbox.slack import chat, mrkdwn
from sandbox.slack.people import Kind
from sandbox.slack.workspace import Channel, Workspace

_MEMBER: Final = re.compile(r"<@(\w+)>")


@dataclass(frozen=True)
class BuiltIn:
    """A command of Slack's own, with what the composer shows while it is typed."""

    command: str
    usage_hint: str
    description: str


COMMANDS: Final = (
    BuiltIn("/invite", "@someone", "Add someone or an app to this channel"),
    BuiltIn("/remove", "@someone", "Remove someone or an app from this channel"),
)


def run(workspace: Workspace, name: str, *, user: str, place: Channel, text: str) -> str | None:
    """Run one of Slack's own commands; returns what to tell the person, or None if it is none."""
    if name not in {known.command for known in COMMANDS}:
        return None
    named = _MEMBER.search(mrkdwn.typed(workspace, text))
    if place.kind is Kind.IM:
        return f"`{name}` works in channels only."
    if named is None:
        return f"Say who: `{name} @someone`."
    joins = name == "/invite"
    return _change(workspace, place, user=user, member=named[1], joins=joins)


def _change(workspace: Workspace, place: Channel, *, user: str, member: str, joins: bool) -> str:
    if (member in place.members) == joins:
        return f"<@{member}> is {'already' if joins else 'not'} in this channel."
    with workspace.changing():
        if joins:
            place.members.add(member)
        else:
            place.members.discard(member)
        happened = "was added to" if joins else "was removed from"
        said = f"{happened} #{place.name} by <@{user}>."
        chat.post(workspace, channel=place, text=said, blocks=[], author=member)
    return ""
