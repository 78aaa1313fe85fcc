"""What the domain needs of Slack: who can read a channel, and where messages are posted."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.scheduling.model.record import Card, Record, Visibility
from bot.scheduling.tasks.news import News


class ChannelVisibility(Protocol):
    """Who can read a Slack channel; what Slack will not say counts as shared with strangers."""

    def current(self, channel: str) -> Visibility:
        """Ask Slack, for somebody who waits."""

    def recent(self, channels: Collection[str]) -> Mapping[str, Visibility]:
        """Return what is known of several channels, at most a minute old, for somebody who waits."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DedupKey:
    """The key by which a message is recognized, so that it is sent once although Slack's answer got lost.

    `since` is from when (aware UTC) an earlier try may have said it, None where there was none.
    """

    name: str
    since: datetime | None = None


class Notices(Protocol):
    """Where people are shown the state of a booking. Every call raises `bot.scheduling.model.failures`."""

    def post_card(self, booking: Record) -> Card:
        """Post the card in the booking's channel, and say where it is."""

    def find_card(self, booking: Record) -> Card | None:
        """Find the card if it was posted before, where Docket may read the channel."""

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

    def reply_in_thread(self, booking: Record, *, news: News, mark: DedupKey) -> None:
        """Reply in the card's thread, unless the reply is there."""

    def announce(self, booking: Record, *, news: News, channel: str, mark: DedupKey) -> None:
        """Post it in a channel, unless it was posted before."""

    def send_direct_message(
        self, news: Sequence[tuple[Record, News]], *, user: str, mark: DedupKey
    ) -> None:
        """Send one person the news of each of these, unless they have it: one, or several reminders."""

    def post_ephemeral(self, booking: Record, *, news: News, user: str, channel: str) -> None:
        """Post it in a channel, visible to one person only."""
