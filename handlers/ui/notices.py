"""Posts and edits in Slack: the cards, their threads, announcements and direct messages."""

import logging
import threading
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from slack_sdk.errors import SlackObjectFormationError

from bot.scheduling.model.failures import LASTING_FAILURES, NotAllowed, Refused
from bot.scheduling.model.record import Card, Record, Visibility
from bot.scheduling.ports.slack import DedupKey
from bot.scheduling.tasks.news import News
from bot.times.moment import UtcClock
from handlers.messages import attention_buttons, cards, reminders, threads
from handlers.slack.installation import Installation, is_active, text_at
from handlers.slack.people import People
from handlers.slack.visibility import ChannelVisibility
from handlers.slack.web_api import SlackApi, is_about_channel
from handlers.ui.blocks import Message, text_only

log = logging.getLogger(__name__)

LOOK_BACK_MESSAGES = 200
# So far the clocks of Slack and of this machine may differ: more, and nothing of Slack's is believed.
LOOK_BACK = timedelta(minutes=5)
# Slack lists people only, and lets an app ask some twenty times a minute.
PEOPLE_ON_A_PAGE, MOST_PAGES = 200, 10
ENOUGH_ADMINISTRATORS = 3


class SlackNotices:
    """Shows people in one workspace the state of bookings. Raises `bot.scheduling.model.failures`."""

    def __init__(
        self,
        slack: SlackApi,
        *,
        people: People,
        visibility: ChannelVisibility,
        clock: UtcClock,
        agents: bool = False,
    ) -> None:
        """Take the Slack client and the time (aware UTC); `agents` says whether cards offer to send one."""
        self._slack = slack
        self._people = people
        self._visibility = visibility
        self._clock = clock
        self._agents = agents
        self._direct: dict[str, str] = {}
        self._lock = threading.Lock()

    def post_card(self, booking: Record) -> Card:
        """Post the card in the booking's channel; no channel means its owner's direct messages."""
        channel = booking.channel or self.direct_channel(booking.owner)
        here = self._visibility.fetch(channel)
        phase = booking.phase(self._clock())
        variants = cards.variants(booking, here=here, agents=self._agents, phase=phase)
        answer, refused = self._post(channel, variants)
        return Card(
            channel=str(answer.get("channel") or channel),
            ts=str(answer["ts"]),
            place=here,
            refused=refused,
            phase=phase,
        )

    def find_card(self, booking: Record) -> Card | None:
        """Look for a card posted by an earlier try; None too where the channel may not be read."""
        channel = booking.channel or self.direct_channel(booking.owner)
        for message in self._recent_messages(channel, since=booking.created):
            if cards.is_card_of(booking, message):
                return Card(
                    channel=channel, ts=str(message["ts"]), place=self._visibility.fetch(channel)
                )
        return None

    def _recent_messages(
        self, channel: str, *, since: datetime, thread: str | None = None
    ) -> Sequence[dict[str, Any]]:
        """Return what was said lately in a channel or a thread, nothing where that may not be read."""
        method = "conversations.replies" if thread else "conversations.history"
        oldest = f"{(since - LOOK_BACK).timestamp():.6f}"
        try:
            answer = self._slack.call(
                method, channel=channel, ts=thread, oldest=oldest, limit=LOOK_BACK_MESSAGES
            )
        except LASTING_FAILURES:
            return ()
        return answer.get("messages") or ()

    def edit_card(self, booking: Record) -> Card:
        """Edit the card to show the booking's state; blocks and text always together."""
        if booking.card is None:
            raise ValueError(f"{booking.ref} has no card yet")
        here = self._visibility.fetch(booking.card.channel)
        place = {"channel": booking.card.channel, "ts": booking.card.ts}
        phase = booking.phase(self._clock())
        variants = cards.variants(booking, here=here, agents=self._agents, phase=phase)
        _, refused = self._send("chat.update", variants, **place)
        return booking.card.with_(place=here, refused=refused, phase=phase)

    def mark_moved(self, booking: Record, left: Card) -> None:
        """Edit an earlier card to say where the current one is."""
        text = threads.card_moved(booking)
        self._send("chat.update", text_only(text), channel=left.channel, ts=left.ts)

    def remove_card(self, channel: str, ts: str) -> None:
        """Delete a card that another has taken the place of."""
        self._slack.call("chat.delete", channel=channel, ts=ts)

    def administrators(self) -> frozenset[str]:
        """Return a few of the workspace's owners and administrators, among the first people listed."""
        installation = Installation.read(self._slack.call("auth.test"))
        found: set[str] = set()
        cursor = None
        for _ in range(MOST_PAGES):
            answer = self._slack.call("users.list", limit=PEOPLE_ON_A_PAGE, cursor=cursor)
            found |= {
                str(member["id"])
                for member in answer.get("members") or ()
                if _administers(member, installation)
            }
            cursor = text_at(answer, "response_metadata", "next_cursor")
            if len(found) >= ENOUGH_ADMINISTRATORS or not cursor:
                break
        return frozenset(sorted(found)[:ENOUGH_ADMINISTRATORS])

    def direct_channel(self, user: str) -> str:
        """Return the channel of Docket's direct messages with this person."""
        with self._lock:
            known = self._direct.get(user)
        if known:
            return known
        try:
            answer = self._slack.call("conversations.open", users=user)
        except (NotAllowed, Refused):
            # Slack opens the conversation by itself when a message is posted to a person.
            return user
        channel = str((answer.get("channel") or {}).get("id") or user)
        with self._lock:
            self._direct[user] = channel
        return channel

    def reply_in_thread(self, booking: Record, *, news: News, mark: DedupKey) -> None:
        """Reply in the card's thread, unless the reply is there."""
        if booking.card is None:
            return
        here = self._visibility.fetch(booking.card.channel)
        text = threads.line(booking, news=news, here=here)
        self._post_once(booking.card.channel, text_only(text), mark=mark, thread=booking.card.ts)

    def announce(self, booking: Record, *, news: News, channel: str, mark: DedupKey) -> None:
        """Say it in a channel; who could not see the card where it is now is not told the title."""
        here, named = self._visibility.fetch(channel), self._is_seen_from(channel, booking)
        text = threads.line(booking, news=news, here=here, named=named)
        self._post_once(channel, text_only(text), mark=mark)

    def _is_seen_from(self, channel: str, booking: Record) -> bool:
        card = booking.card
        if card is None or card.channel == channel:
            return card is not None
        return self._visibility.fetch(card.channel) is Visibility.PUBLIC

    def send_direct_message(
        self, news: Sequence[tuple[Record, News]], *, user: str, mark: DedupKey
    ) -> None:
        """Tell one person, as they read times: one by one with its buttons, several as a list."""
        (first, its_news), *others = [(self._as_read_by(user, each), of_it) for each, of_it in news]
        variants = attention_buttons.message_with_buttons(first, news=its_news)
        if others:
            variants = text_only(reminders.combined_reminder([(first, its_news), *others]))
        self._post_once(self.direct_channel(user), variants, mark=mark)

    def post_ephemeral(self, booking: Record, *, news: News, user: str, channel: str) -> None:
        """Post it in a channel, visible to one person only."""
        variants = attention_buttons.message_with_buttons(
            self._as_read_by(user, booking), news=news
        )
        self._send("chat.postEphemeral", variants, channel=channel, user=user)

    def _as_read_by(self, user: str, booking: Record) -> Record:
        """Return it with times in somebody's format; in its owner's, where Slack says nothing of them."""
        person = self._people.person(user)
        return booking.as_read_by(person.reader) if person.known else booking

    def _post_once(
        self,
        channel: str,
        variants: Sequence[Message],
        *,
        mark: DedupKey,
        thread: str | None = None,
    ) -> None:
        """Post it, unless an earlier try did although its answer got lost."""
        if mark.since is not None:
            said = self._recent_messages(channel, since=mark.since, thread=thread)
            if any(_is_marked(message, mark) for message in said):
                return
        self._post(
            channel, [replace(variant, mark=mark.name) for variant in variants], thread=thread
        )

    def _post(
        self, channel: str, variants: Sequence[Message], *, thread: str | None = None
    ) -> tuple[dict[str, Any], str]:
        quiet = {"unfurl_links": False, "unfurl_media": False}
        return self._send("chat.postMessage", variants, channel=channel, thread_ts=thread, **quiet)

    def _send(
        self, method: str, variants: Sequence[Message], **where: Any
    ) -> tuple[dict[str, Any], str]:
        """Say it in the first of its forms that Slack shows; return why not in a fuller one, if so."""
        refused = ""
        for variant in variants[:-1]:
            try:
                return self._call(method, variant, where), refused
            except SlackObjectFormationError:
                refused = "invalid_blocks"
            except Refused as failure:
                if is_about_channel(failure.reason):
                    raise
                refused = failure.reason
            log.warning("Slack did not show a message as intended: %s", refused)
        return self._call(method, variants[-1], where), refused

    def _call(self, method: str, variant: Message, where: dict[str, Any]) -> dict[str, Any]:
        """Say it, and tell a person whose account has ended from Docket's own."""
        try:
            return self._slack.call(method, **variant.arguments(), **where)
        except NotAllowed as failure:
            if failure.reason != "account_inactive":
                raise
            self._slack.call("auth.test")
            raise Refused("Slack", reason=failure.reason) from failure


def _is_marked(message: Any, mark: DedupKey) -> bool:
    """Return whether a message, as Slack lists it, is the one that the mark is for."""
    blocks = (message.get("blocks") if isinstance(message, dict) else None) or ()
    return any(isinstance(block, dict) and block.get("block_id") == mark.name for block in blocks)


def _administers(member: Any, installation: Installation | None) -> bool:
    """Return whether a listed member is provably an active administrator of ours."""
    if installation is None or not isinstance(member, dict):
        return False
    return is_active(member) and bool(installation.administered_by(member))
