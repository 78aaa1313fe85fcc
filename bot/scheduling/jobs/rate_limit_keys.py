"""What Slack's rate limits count a task under: a group of methods, and the channel it goes to."""

from dataclasses import dataclass
from enum import StrEnum

from bot.scheduling.model.record import Record
from bot.scheduling.tasks.queue import Task
from bot.scheduling.tasks.slack import (
    Announce,
    DirectMessage,
    EphemeralMessage,
    RemoveCard,
    ShowCard,
    ThreadReply,
)


class RateLimitGroup(StrEnum):
    """What Slack limits separately: posts in channels, direct messages, edits."""

    POST = "post"
    DIRECT = "tell"
    EDIT = "edit"


@dataclass(frozen=True, slots=True, kw_only=True)
class RateLimitKey:
    """A group, and a channel's id, or the id of the person whose direct messages it is."""

    group: RateLimitGroup
    channel: str


def rate_limit_key(task: Task, booking: Record) -> RateLimitKey | None:
    """Return the key of a task as the booking stands; None for what sends nothing to Slack."""
    match task:
        case DirectMessage(user=user):
            return RateLimitKey(group=RateLimitGroup.DIRECT, channel=user)
        case Announce(channel=channel) | EphemeralMessage(channel=channel):
            return _key_of_channel(channel, booking)
        case ShowCard() if booking.card is not None:
            return RateLimitKey(
                group=RateLimitGroup.EDIT,
                channel=_key_of_channel(booking.card.channel, booking).channel,
            )
        case RemoveCard(channel=channel):
            return RateLimitKey(
                group=RateLimitGroup.EDIT, channel=_key_of_channel(channel, booking).channel
            )
        case ShowCard() | ThreadReply():
            return _key_of_channel(
                booking.card.channel if booking.card else booking.channel, booking
            )
        case _:
            return None


def _key_of_channel(channel: str, booking: Record) -> RateLimitKey:
    """Return the key of a channel; a card in direct messages counts as its owner's."""
    if not channel or channel.startswith(("D", "U", "W")):
        return RateLimitKey(group=RateLimitGroup.DIRECT, channel=booking.owner)
    return RateLimitKey(group=RateLimitGroup.POST, channel=channel)
