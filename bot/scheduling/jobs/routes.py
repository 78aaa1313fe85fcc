"""By which way and into which place in Slack a piece of work goes: Slack takes only so much by each."""

from dataclasses import dataclass
from enum import StrEnum

from bot.scheduling.model.record import Record
from bot.scheduling.tasks.slack import (
    Announce,
    DirectMessage,
    EphemeralMessage,
    ShowCard,
    ThreadReply,
)
from bot.scheduling.tasks.work import Task


class Way(StrEnum):
    """What Slack counts apart: what is posted in channels, what is told to people, what is edited."""

    POST = "post"
    TELL = "tell"
    EDIT = "edit"


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """A way and a place: a channel's id, or the id of the person whose direct messages it is."""

    way: Way
    place: str


def route_of(task: Task, booking: Record) -> Route | None:
    """Say which way a task goes as the booking stands; None for what goes nowhere in Slack."""
    match task:
        case DirectMessage(user=user):
            return Route(way=Way.TELL, place=user)
        case Announce(channel=channel) | EphemeralMessage(channel=channel):
            return _into(channel, booking)
        case ShowCard() if booking.card is not None:
            return Route(way=Way.EDIT, place=_into(booking.card.channel, booking).place)
        case ShowCard() | ThreadReply():
            return _into(booking.card.channel if booking.card else booking.channel, booking)
        case _:
            return None


def _into(channel: str, booking: Record) -> Route:
    """Return the route into a channel; a card in direct messages is in its owner's."""
    if not channel or channel.startswith(("D", "U", "W")):
        return Route(way=Way.TELL, place=booking.owner)
    return Route(way=Way.POST, place=channel)
