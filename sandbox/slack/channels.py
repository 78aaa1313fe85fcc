"""What can happen to a channel, and the event by which Slack tells an app of it.

Source: docs.slack.dev, reference/events. That a channel was made private is told in a message of
the channel, to apps that read messages.
"""

from enum import StrEnum
from typing import Any, Final

from sandbox.slack import people
from sandbox.slack.errors import SlackError
from sandbox.slack.people import Kind
from sandbox.slack.workspace import Channel, Workspace

OTHER_TEAM: Final = "T07ACMELLP1"


class Change(StrEnum):
    """What can happen to a channel."""

    SHARE = "share"
    UNSHARE = "unshare"
    MAKE_PRIVATE = "make private"
    ARCHIVE = "archive"
    UNARCHIVE = "unarchive"
    RENAME = "rename"


def carry_out(workspace: Workspace, channel: Channel, change: Change, *, name: str = "") -> None:
    """Let it happen; a rename takes the new name."""
    if channel.kind is Kind.IM:
        raise SlackError("method_not_supported_for_channel_type")
    if change is Change.RENAME and not name:
        raise SlackError("invalid_name_required")
    with workspace.changing():
        match change:
            case Change.SHARE | Change.UNSHARE:
                channel.is_ext_shared = change is Change.SHARE
            case Change.MAKE_PRIVATE:
                channel.kind = Kind.PRIVATE
            case Change.ARCHIVE | Change.UNARCHIVE:
                channel.is_archived = change is Change.ARCHIVE
            case Change.RENAME:
                channel.name = name.removeprefix("#")


def event(channel: Channel, change: Change, *, by: str, now: float) -> dict[str, Any] | None:
    """Return the event of a change, None where Slack has none for an app that reads no messages."""
    kind = "group" if channel.kind is Kind.PRIVATE else "channel"
    told: dict[str, Any]
    match change:
        case Change.SHARE:
            told = {"type": "channel_shared", "connected_team_id": OTHER_TEAM}
        case Change.UNSHARE:
            told = {
                "type": "channel_unshared",
                "previously_connected_team_id": OTHER_TEAM,
                "is_ext_shared": channel.is_ext_shared,
            }
        case Change.ARCHIVE | Change.UNARCHIVE:
            told = {"type": f"{kind}_{change}", "user": by, "is_moved": 0}
        case Change.RENAME:
            named = {"id": channel.id, "name": channel.name, "created": int(now)}
            return {"type": f"{kind}_rename", "channel": named}
        case _:
            return None
    return {**told, "channel": channel.id}


def app_is_notified(channel: Channel) -> bool:
    """Return whether the app hears of it: of private channels only where it is a member."""
    return channel.kind is Kind.PUBLIC or people.BOT_USER_ID in channel.members
