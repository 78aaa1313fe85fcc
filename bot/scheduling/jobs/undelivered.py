"""Fallbacks for what Slack refuses to show or send: who is told instead, once and with the reason.

The news goes to where the card is, else to the booking's owner, else to whoever acted, else to the
administrators that the settings name, else to those whom Slack calls the workspace's; where not even
they can be told, into the card's thread, and else it is set aside for `/bookings attention`.
"""

import logging
from collections.abc import Collection

from bot.scheduling.jobs.retries import due
from bot.scheduling.model.failures import (
    ProviderFailure,
    TemporaryFailure,
    TryLater,
)
from bot.scheduling.model.record import IN_PROGRESS, Card, FailureReason, Record, Visibility
from bot.scheduling.ports.results import Outcome, SetAside
from bot.scheduling.ports.slack import Notices
from bot.scheduling.tasks.news import REMINDERS, EventType, News
from bot.scheduling.tasks.queue import Job, ScheduledTask, Task
from bot.scheduling.tasks.slack import (
    Announce,
    DirectMessage,
    EphemeralMessage,
    Receipt,
    ShowCard,
    ThreadReply,
)
from bot.times.moment import UtcClock

log = logging.getLogger(__name__)

# The card was deleted before the line for its thread was written.
NO_CARD = "message_not_found"


class Undelivered:
    """Finds who else can be told of what a job could not deliver; `clock` gives the time now (aware UTC)."""

    def __init__(self, notices: Notices, *, admins: Collection[str], clock: UtcClock) -> None:
        """Take the Slack ids of the administrators that the settings name."""
        self._notices = notices
        self._admins = frozenset(admins)
        self._clock = clock

    def administrators(self) -> frozenset[str]:
        """Return who is told of what nobody else resolves: those set, else Slack's. Raises TryLater."""
        return self._admins or self._workspace_admins(is_last_try=False)

    def fallback(
        self, job: Job, booking: Record, reason: str, *, is_last_try: bool = False
    ) -> Outcome | SetAside:
        """Return what follows when it is not tried again; `reason` is Slack's code.

        Raises TryLater while Slack does not say who administers the workspace, except `is_last_try`.
        """
        log.warning("%s for %s: %s", job.task.kind, job.ref, reason)
        match job.task:
            case ShowCard(in_place=True):
                news = News(what=EventType.CARD_NOT_SHOWN, trouble=reason)
                return self._then(DirectMessage(user=booking.owner, news=news))
            case ShowCard():
                return self._show_to_owner(job, booking, reason, is_last_try=is_last_try)
            case ThreadReply(news=News(what=EventType.NOT_NOTIFIED) as news):
                return self._set_aside(job, news)
            case ThreadReply(news=news):
                channel = booking.card.channel if booking.card else booking.channel
                return self._not_announced(news, booking, channel=channel, reason=reason)
            case Announce(news=news, channel=channel):
                return self._not_announced(news, booking, channel=channel, reason=reason)
            case Receipt(news=News(what=EventType.HELD | EventType.UNDER_WAY)):
                return Outcome()
            case EphemeralMessage(news=news, user=user) | Receipt(news=news, user=user):
                return self._then(DirectMessage(user=user, news=news))
            case DirectMessage(news=news, user=user):
                return self._notify_others(
                    job, booking, news, user=user, reason=reason, is_last_try=is_last_try
                )
            case _:
                return Outcome()

    def fallback_for_abandoned(self, job: Job, booking: Record) -> Outcome | SetAside:
        """Return what follows when an error of Docket's own has stopped it for good."""
        if isinstance(job.task, ShowCard):
            news = News(what=EventType.CARD_NOT_SHOWN, trouble=FailureReason.INTERNAL)
            return self._then(DirectMessage(user=booking.owner, news=news))
        return self.fallback(job, booking, FailureReason.INTERNAL, is_last_try=True)

    def without_card(self, booking: Record, news: News) -> Outcome:
        """Return what follows where there is no card to leave a line under: its owner has it, or will."""
        if news.by in {"", booking.owner}:
            return Outcome()
        if booking.left is not None:
            return self._not_announced_at(news, booking, booking.left)
        return self._not_announced(news, booking, channel=booking.channel, reason=NO_CARD)

    def after_thread_reply(self, booking: Record, task: ThreadReply) -> Outcome:
        """Return what follows a line in the thread: whoever acted can't read another's direct messages."""
        news = task.news
        is_direct = booking.card is not None and booking.card.place is Visibility.DIRECT
        if not is_direct or news.by in {"", booking.owner}:
            return Outcome()
        if booking.left is not None:
            return self._not_announced_at(news, booking, booking.left)
        if task.actor_told:
            return Outcome()
        return self._then(DirectMessage(user=news.by, news=news))

    def _not_announced_at(self, news: News, booking: Record, left: Card) -> Outcome:
        return self._not_announced(news, booking, channel=left.channel, reason=left.refused)

    def _not_announced(self, news: News, booking: Record, *, channel: str, reason: str) -> Outcome:
        missed = news.with_(
            what=EventType.NOT_ANNOUNCED, missed=news.what, channel=channel, trouble=reason
        )
        return self._then(DirectMessage(user=news.by or booking.owner, news=missed))

    def _show_to_owner(
        self, job: Job, booking: Record, reason: str, *, is_last_try: bool
    ) -> Outcome | SetAside:
        """Put the card into the owner's direct messages, and tell them why it is there.

        Where they take none, others are told once the job under way has ended.
        """
        direct = self._direct_channel(booking)
        if direct == booking.channel:
            log.error("there's no place for the card of %s", booking.ref)
            if booking.state in IN_PROGRESS and booking.trouble is None:
                return Outcome()
            news = News(what=EventType.CARD_NOT_SHOWN)
            return self._notify_others(
                job, booking, news, user=booking.owner, reason=reason, is_last_try=is_last_try
            )
        news = News(what=EventType.CARD_MOVED, channel=booking.channel, trouble=reason)
        left = booking.card.with_(refused=reason) if booking.card else booking.left
        return Outcome(
            transition=lambda current: current.with_(channel=direct, card=None, left=left),
            then=self._now(ShowCard(), DirectMessage(user=booking.owner, news=news)),
        )

    def _direct_channel(self, booking: Record) -> str:
        try:
            return self._notices.direct_channel(booking.owner)
        except ProviderFailure:
            # A message to a person opens the conversation by itself.
            return booking.owner

    def _notify_others(
        self, job: Job, booking: Record, news: News, *, user: str, reason: str, is_last_try: bool
    ) -> Outcome | SetAside:
        """Tell others, one after the other, that somebody could not be notified."""
        if news.next:
            return self._notify_next(news)
        if news.heard:
            return Outcome()
        whom = news.by if news.what is EventType.NOT_NOTIFIED else user
        others = self._next_recipients(booking, news, user=user, is_last_try=is_last_try)
        tried = tuple(sorted({*news.tried, user, *others}))
        missed = News(what=EventType.NOT_NOTIFIED, by=whom, trouble=reason, tried=tried)
        if others:
            return self._notify_next(missed.with_(next=tuple(sorted(others))))
        if booking.card is not None and booking.card.place is not Visibility.DIRECT:
            return self._then(ThreadReply(news=missed))
        return self._set_aside(job, missed if news.tried else None)

    def after_direct_message(self, news: News) -> Outcome:
        """Return what follows a direct message: what is to be passed on, goes to the next person."""
        return self._notify_next(news.with_(heard=True)) if news.next else Outcome()

    def _notify_next(self, news: News) -> Outcome:
        first, *others = news.next
        return self._then(DirectMessage(user=first, news=news.with_(next=tuple(others))))

    def _next_recipients(
        self, booking: Record, news: News, *, user: str, is_last_try: bool
    ) -> frozenset[str]:
        """Return who is notified next: the owner and who acted, or administrators."""
        tried = {*news.tried, user, ""}
        # Its owner is reminded of it themselves, and can't mend who administers Docket.
        for_admins = news.what in REMINDERS and user != booking.owner
        passed_on = news.what is EventType.NOT_NOTIFIED or for_admins
        concerned = set() if passed_on else {booking.owner, news.by} - tried
        named = concerned or self._admins - tried
        return frozenset(named or self._workspace_admins(is_last_try=is_last_try) - tried)

    def _workspace_admins(self, *, is_last_try: bool) -> frozenset[str]:
        try:
            return self._notices.administrators()
        except ProviderFailure as failure:
            log.warning("Slack did not say who administers the workspace: %s", failure.reason)
            if isinstance(failure, TemporaryFailure) and not is_last_try:
                # What is too much here says nothing of the place that something was to be said in.
                raise TryLater("Slack", reason=failure.reason, after=failure.after) from failure
            return frozenset()

    def _set_aside(self, job: Job, missed: News | None) -> SetAside:
        """Set aside a message that reached nobody: `/bookings attention` lists it."""
        log.error("could not notify anyone about %s", job.ref)
        again = sorted(set(missed.tried) - {missed.by}) if missed else []
        if missed is None or not again:
            return SetAside()
        first, *others = again
        return SetAside(
            task=DirectMessage(user=first, news=missed.with_(next=tuple(others), heard=False))
        )

    def _then(self, *tasks: Task) -> Outcome:
        return Outcome(then=self._now(*tasks))

    def _now(self, *tasks: Task) -> list[ScheduledTask]:
        return due(*tasks, at=self._clock())
