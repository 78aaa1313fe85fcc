"""Posts and edits in Slack: the cards, their threads, announcements and direct messages."""

import logging
import re
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from bot.scheduling.model.failures import (
    LASTING_FAILURES,
    NotAllowed,
    OutcomeUnknown,
    ProviderFailure,
    Refused,
    TryLater,
)
from bot.scheduling.model.record import Card, Phase, Record, Visibility
from bot.scheduling.model.reply_to import ReplyTo
from bot.scheduling.ports.slack import HistoryPage, MayBePosted
from bot.scheduling.tasks.news import News
from bot.scheduling.tasks.queue import UnresolvedTry
from bot.times.moment import UtcClock
from handlers.messages import attention_buttons, cards, receipts, reminders, threads
from handlers.slack.installation import Installation, is_active, text_at
from handlers.slack.people import People
from handlers.slack.responder import PrivateAnswer, answer_privately
from handlers.slack.visibility import ChannelVisibility
from handlers.slack.web_api import SlackApi, is_about_channel
from handlers.ui.blocks import Message, text_only

log = logging.getLogger(__name__)

# So many messages an app outside of Slack's directory may read at a time.
MESSAGES_AT_ONCE = 15
# So far the clocks of Slack and of this machine may differ: more, and nothing of Slack's is believed.
CLOCKS_DIFFER = timedelta(minutes=5)
# From when a try begins until whatever it posted is there.
TRY_LASTS = timedelta(minutes=2)
# Slack lists people only, and lets an app ask some twenty times a minute.
PEOPLE_ON_A_PAGE, MOST_PAGES = 200, 10
ENOUGH_ADMINISTRATORS = 3
# What can stand in mrkdwn as a link's address.
_IS_LINK = re.compile(r"https?://[^\s<>|]+")


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
        variants = self._card(booking, here=here, phase=phase)
        answer, refused = self._post(channel, variants)
        return Card(
            channel=str(answer.get("channel") or channel),
            ts=str(answer["ts"]),
            place=here,
            refused=refused,
            phase=phase,
        )

    def find_card(self, booking: Record, *, posted: UnresolvedTry) -> HistoryPage:
        """Look for the card that a try may have posted, in the next part of the channel's history."""
        channel = booking.channel or self.direct_channel(booking.owner)
        return self._search(channel, posted, lambda message: cards.is_card_of(booking, message))

    def find_message(
        self, channel: str, *, mark: str, posted: UnresolvedTry, thread: str = ""
    ) -> HistoryPage:
        """Look for the message with this mark that a try may have posted, likewise; or for a reply."""
        return self._search(
            channel, posted, lambda message: _is_marked(message, mark), thread=thread
        )

    def _search(
        self,
        channel: str,
        posted: UnresolvedTry,
        is_it: Callable[[Mapping[str, Any]], bool],
        *,
        thread: str = "",
    ) -> HistoryPage:
        """Return one page of what was said when the try may have posted; none where that may not be read."""
        method = "conversations.replies" if thread else "conversations.history"
        try:
            answer = self._slack.call(
                method,
                channel=channel,
                ts=thread or None,
                oldest=f"{(posted.at - CLOCKS_DIFFER).timestamp():.6f}",
                latest=f"{(posted.until + TRY_LASTS + CLOCKS_DIFFER).timestamp():.6f}",
                inclusive=True,
                limit=MESSAGES_AT_ONCE,
                cursor=posted.cursor or None,
            )
        except LASTING_FAILURES as failure:
            log.info("could not look for a message in %s: %s", channel, failure.reason)
            return HistoryPage(channel=channel)
        said = [each for each in answer.get("messages") or () if isinstance(each, dict)]
        found = next((str(each.get("ts") or "") for each in said if is_it(each)), "")
        cursor = text_at(answer, "response_metadata", "next_cursor")
        return HistoryPage(channel=channel, ts=found, cursor=cursor)

    def edit_card(self, booking: Record) -> Card:
        """Edit the card to show the booking's state; blocks and text always together."""
        if booking.card is None:
            raise ValueError(f"{booking.ref} has no card yet")
        here = self._visibility.fetch(booking.card.channel)
        place = {"channel": booking.card.channel, "ts": booking.card.ts}
        phase = booking.phase(self._clock())
        variants = self._card(booking, here=here, phase=phase)
        _, refused = self._send("chat.update", variants, **place)
        return booking.card.with_(place=here, refused=refused, phase=phase)

    def _card(self, booking: Record, *, here: Visibility, phase: Phase) -> Iterator[Message]:
        """Draw the card; in direct messages it has one reader, whose clocks are known."""
        alone = here is Visibility.DIRECT
        shown = self._as_read_by(booking.owner, booking) if alone else booking
        return cards.variants(shown, here=here, agents=self._agents, phase=phase)

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

    def reply_in_thread(self, booking: Record, *, news: News, mark: str) -> None:
        """Reply in the card's thread; by the mark the reply is found again."""
        if booking.card is None:
            return
        here = self._visibility.fetch(booking.card.channel)
        text = threads.line(booking, news=news, here=here)
        self._post(booking.card.channel, text_only(text), mark=mark, thread=booking.card.ts)

    def announce(self, booking: Record, *, news: News, channel: str, mark: str) -> None:
        """Say it in a channel; who could not see the card where it is now is not told the title."""
        here, named = self._visibility.fetch(channel), self._is_seen_from(channel, booking)
        text = threads.line(booking, news=news, here=here, named=named)
        self._post(channel, text_only(text), mark=mark)

    def _is_seen_from(self, channel: str, booking: Record) -> bool:
        card = booking.card
        if card is None or card.channel == channel:
            return card is not None
        return self._visibility.fetch(card.channel) is Visibility.PUBLIC

    def send_direct_message(
        self, news: Sequence[tuple[Record, News]], *, user: str, mark: str
    ) -> None:
        """Tell one person, as they read times: one by one with its buttons, several as a list."""
        (first, its_news), *others = [(self._as_read_by(user, each), of_it) for each, of_it in news]
        variants = attention_buttons.message_with_buttons(first, news=its_news)
        if others:
            variants = text_only(reminders.combined_reminder([(first, its_news), *others]))
        self._post(self.direct_channel(user), variants, mark=mark)

    def post_receipt(self, booking: Record, *, news: News, reply_to: ReplyTo) -> None:
        """Say it to whoever acted, where they did; where Slack takes it nowhere, TryLater is raised."""
        shown = self._as_read_by(reply_to.user, booking)
        card = self._card_link(booking, reply_to)
        said = receipts.receipt(shown, news=news, card=card)
        answer = PrivateAnswer(text=said.text, blocks=said.blocks, replace=reply_to.replaces)
        if not answer_privately(reply_to, answer, slack=self._slack):
            raise TryLater("Slack", reason="no_answer_taken")

    def _card_link(self, booking: Record, reply_to: ReplyTo) -> str:
        """Return the link to the card, empty where there is none or they might not see it."""
        card = booking.card
        if card is None or not _is_seen_by(reply_to, card, owner=booking.owner):
            return ""
        try:
            answer = self._slack.call("chat.getPermalink", channel=card.channel, message_ts=card.ts)
        except ProviderFailure as failure:
            log.info("no link to the card of %s: %s", booking.ref, failure.reason)
            return ""
        link = str(answer.get("permalink") or "")
        return link if _IS_LINK.fullmatch(link) else ""

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

    def _post(
        self,
        channel: str,
        variants: Iterable[Message],
        *,
        mark: str = "",
        thread: str | None = None,
    ) -> tuple[dict[str, Any], str]:
        """Post it; by a mark it is found again. Raises MayBePosted where no usable answer comes."""
        marked = (replace(variant, mark=mark) for variant in variants)
        where = {"channel": channel, "thread_ts": thread}
        quiet = {"unfurl_links": False, "unfurl_media": False}
        try:
            return self._send("chat.postMessage", marked, **where, **quiet)
        except OutcomeUnknown as failure:
            raise MayBePosted.of(failure) from failure

    def _send(
        self, method: str, variants: Iterable[Message], **where: Any
    ) -> tuple[dict[str, Any], str]:
        """Say it in the first of its forms that Slack shows; return why not in a fuller one, if so."""
        refused = ""
        for variant in variants:
            try:
                return self._call(method, variant, where), refused
            except Refused as failure:
                if is_about_channel(failure.reason):
                    raise
                refused, last = failure.reason, failure
            log.warning("Slack did not show a message as intended: %s", refused)
        raise last

    def _call(self, method: str, variant: Message, where: dict[str, Any]) -> dict[str, Any]:
        """Say it, and tell a person whose account has ended from Docket's own."""
        try:
            return self._slack.call(method, **variant.arguments(), **where)
        except NotAllowed as failure:
            if failure.reason != "account_inactive":
                raise
            self._slack.call("auth.test")
            raise Refused("Slack", reason=failure.reason) from failure


def _is_seen_by(reply_to: ReplyTo, card: Card, *, owner: str) -> bool:
    """Return whether whoever acted can read the channel of a card."""
    if card.place is Visibility.DIRECT:
        return reply_to.user == owner
    return card.place is Visibility.PUBLIC or card.channel == reply_to.channel


def _is_marked(message: Mapping[str, Any], mark: str) -> bool:
    """Return whether a message, as Slack lists it, is the one that the mark is for."""
    blocks = message.get("blocks") or ()
    return any(isinstance(block, dict) and block.get("block_id") == mark for block in blocks)


def _administers(member: Any, installation: Installation | None) -> bool:
    """Return whether a listed member is provably an active administrator of ours."""
    if installation is None or not isinstance(member, dict):
        return False
    return is_active(member) and bool(installation.administered_by(member))
