"""What the domain needs of Slack: who can read a channel, and where messages are posted."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.scheduling.model.failures import OutcomeUnknown
from bot.scheduling.model.record import Card, Record, Visibility
from bot.scheduling.model.reply_to import ReplyTo
from bot.scheduling.tasks.news import News
from bot.scheduling.tasks.queue import UnresolvedTry


class ChannelVisibility(Protocol):
    """Who can read a Slack channel; what Slack will not say counts as shared with strangers."""

    def current(self, channel: str) -> Visibility:
        """Ask Slack, for somebody who waits."""

    def recent(self, channels: Collection[str]) -> Mapping[str, Visibility]:
        """Return what is known of several channels, at most a minute old, for somebody who waits."""


class MayBePosted(OutcomeUnknown):
    """No usable answer came to a message: it may have been posted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryPage:
    """What a part of a channel's history shows: `ts`, Slack's id of the message, if it is there.

    Else `cursor` is where to read on; both are empty where there is no more, or nothing may be read.
    """

    channel: str
    ts: str = ""
    cursor: str = ""


class Notices(Protocol):
    """Where people are shown the state of a booking. Every call raises `bot.scheduling.model.failures`.

    What posts a message raises MayBePosted where it is not known whether it is there.
    """

    def post_card(self, booking: Record) -> Card:
        """Post the card in the booking's channel, and say where it is."""

    def find_card(self, booking: Record, *, posted: UnresolvedTry) -> HistoryPage:
        """Look for the card that a try may have posted, in the next part of the channel's history."""

    def find_message(
        self, channel: str, *, mark: str, posted: UnresolvedTry, thread: str = ""
    ) -> HistoryPage:
        """Look for the message with this mark that a try may have posted, likewise; or for a reply."""

    def edit_card(self, booking: Record) -> Card:
        """Edit the card to show the booking's state; return how and to whom it is shown now."""

    def mark_moved(self, booking: Record, left: Card) -> None:
        """Edit an earlier card to say where the current one is."""

    def remove_card(self, channel: str, ts: str) -> None:
        """Delete a card that another has taken the place of."""

    def administrators(self) -> frozenset[str]:
        """Return a few of those whom Slack calls the workspace's owners and administrators."""

    def direct_channel(self, user: str) -> str:
        """Return the channel of Docket's direct messages with this person."""

    def reply_in_thread(self, booking: Record, *, news: News, mark: str) -> None:
        """Reply in the card's thread; by the mark the reply is found again."""

    def announce(self, booking: Record, *, news: News, channel: str, mark: str) -> None:
        """Post it in a channel; by the mark it is found again."""

    def send_direct_message(
        self, news: Sequence[tuple[Record, News]], *, user: str, mark: str
    ) -> None:
        """Send one person the news of each of these: one, or several reminders."""

    def post_receipt(self, booking: Record, *, news: News, reply_to: ReplyTo) -> None:
        """Say it to whoever acted, where they did and visible to nobody else."""

    def post_ephemeral(self, booking: Record, *, news: News, user: str, channel: str) -> None:
        """Post it in a channel, visible to one person only."""
