"""What Slack's rate limits count a task under: a group of methods, and the channel it goes to."""

from dataclasses import dataclass, replace
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
    """What Slack limits separately: posts, direct messages, edits, reading channels and threads."""

    POST = "post"
    DIRECT = "tell"
    EDIT = "edit"
    HISTORY = "history"
    REPLIES = "replies"


# What reads is limited for a whole workspace, to as little as once a minute.
READING = frozenset({RateLimitGroup.HISTORY, RateLimitGroup.REPLIES})


@dataclass(frozen=True, slots=True, kw_only=True)
class RateLimitKey:
    """A group, and a channel's id, or the id of the person whose direct messages it is."""

    group: RateLimitGroup
    channel: str


def rate_limit_key(task: Task, booking: Record, *, unresolved: bool = False) -> RateLimitKey | None:
    """Return the key of a task as the booking stands; None for what sends nothing to Slack.

    With an `unresolved` try it first has to be seen whether that posted something.
    """
    key = _key(task, booking)
    reads = searched_in(task, booking) if unresolved else None
    return replace(key, group=reads) if key and reads else key


def searched_in(task: Task, booking: Record) -> RateLimitGroup | None:
    """Return what is read to find what a try of the task posted; None where that is not looked for."""
    match task:
        case ShowCard(in_place=False) if booking.card is None:
            return RateLimitGroup.HISTORY
        case Announce() | DirectMessage():
            return RateLimitGroup.HISTORY
        case ThreadReply() if booking.card is not None:
            return RateLimitGroup.REPLIES
        case _:
            return None


def _key(task: Task, booking: Record) -> RateLimitKey | None:
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


def is_person(place: str) -> bool:
    """Return whether the channel of a key is a person, whose direct messages are meant."""
    return place.startswith(("U", "W"))
