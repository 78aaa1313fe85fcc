"""Tasks for Slack."""

from datetime import datetime
from typing import Literal

from bot.scheduling.model.reply_to import ReplyTo
from bot.scheduling.model.value import Value
from bot.scheduling.tasks.news import News


class ShowCard(Value):
    """Post the card, or edit it to say how the booking stands now.

    With `in_place` it is edited alone: where the card was taken away, none is posted anew.
    """

    kind: Literal["show card"] = "show card"
    in_place: bool = False


class RemoveCard(Value):
    """Delete a card of the booking that another has taken the place of; `ts` is Slack's id of it."""

    kind: Literal["remove card"] = "remove card"
    channel: str
    ts: str


class ThreadReply(Value):
    """Reply in the card's thread; `actor_told` says that whoever acted is told of it otherwise."""

    kind: Literal["thread line"] = "thread line"
    news: News
    actor_told: bool = False


class Announce(Value):
    """Post it in a channel."""

    kind: Literal["announce"] = "announce"
    news: News
    channel: str


class DirectMessage(Value):
    """Send it to one person, in their direct messages with Docket."""

    kind: Literal["tell"] = "tell"
    news: News
    user: str


class EphemeralMessage(Value):
    """Show it to one person in a channel; if Slack refuses, in their direct messages."""

    kind: Literal["whisper"] = "whisper"
    news: News
    user: str
    channel: str


class Receipt(Value):
    """Say to whoever acted, at the `reply_to`, what came of it; only they see it.

    That something is under way is said only while it is.
    """

    kind: Literal["receipt"] = "receipt"
    news: News
    reply_to: ReplyTo

    @property
    def user(self) -> str:
        """Slack's id of the one person who sees it."""
        return self.reply_to.user


class Remind(Value):
    """Tell the owner, or the `admins`, unless what has needed attention since then (aware UTC) is settled.

    With `over` they are told that it is, who were told before that it was not. `delayed` says that it is
    Slack that takes so little in a `channel`, which is empty for the owner's direct messages.
    """

    kind: Literal["remind"] = "remind"
    since: datetime
    admins: bool = False
    over: bool = False
    delayed: bool = False
    channel: str = ""


SlackTask = (
    ShowCard
    | RemoveCard
    | ThreadReply
    | Announce
    | DirectMessage
    | EphemeralMessage
    | Receipt
    | Remind
)
