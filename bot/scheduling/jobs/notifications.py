"""Runs the jobs for Slack: the card, its thread, announcements and direct messages."""

import logging
from collections.abc import Callable, Collection
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta

from bot.scheduling.attention import is_still_true, reminder_messages, still_applies
from bot.scheduling.jobs.rate_limit_keys import searched_in
from bot.scheduling.jobs.retries import GIVE_UP_FOR_GOOD_AFTER, due, is_worth_trying, next_try
from bot.scheduling.jobs.undelivered import Undelivered
from bot.scheduling.model import failures
from bot.scheduling.model.booking import hold_of
from bot.scheduling.model.booking_error import Unreadable
from bot.scheduling.model.record import IN_PROGRESS, Card, Record, Visibility
from bot.scheduling.model.transitions import unchanged
from bot.scheduling.ports.results import (
    Outcome,
    Postponed,
    Result,
    Searched,
    SetAside,
    Throttled,
    Untried,
)
from bot.scheduling.ports.slack import HistoryPage, MayBePosted, Notices
from bot.scheduling.tasks import slack
from bot.scheduling.tasks.news import EventType, News
from bot.scheduling.tasks.queue import Job, ScheduledTask, Task, UnresolvedTry
from bot.times.moment import UtcClock

log = logging.getLogger(__name__)

# How long a reminder waits for others to the same person, to be merged with them.
MERGE_WINDOW = timedelta(seconds=5)


class Notifier:
    """Runs the jobs for Slack; `clock` gives the time now (aware UTC).

    `admins` are the Slack users who hear of what cannot be said to those it concerns.
    """

    def __init__(
        self,
        notices: Notices,
        *,
        get: Callable[[str, str], Record | None],
        admins: Collection[str],
        clock: UtcClock,
    ) -> None:
        """`get` finds a booking by team and reference."""
        self._notices = notices
        self._get = get
        self._undelivered = Undelivered(notices, admins=admins, clock=clock)
        self._clock = clock

    def run(self, job: Job, booking: Record) -> Result | Untried:
        """Post or send it; where Slack refuses it, send it to the person instead.

        What an earlier try may have posted is looked for first. While Slack does not answer, or does
        not let Docket in, it is tried again for a day.
        """
        try:
            if job.unresolved is not None and searched_in(job.task, booking) is not None:
                return self._search(job, booking, job.unresolved)
            return self._run_or_fall_back(job, booking)
        except failures.RateLimited as failure:
            again: Throttled | Postponed | None = self._throttled(job, failure)
            reason = failure.reason
        except (failures.TemporaryFailure, failures.NotAllowed) as failure:
            again = self._postponed(job, failure)
            reason = failure.reason
        return again or self._undelivered.fallback(job, booking, reason, is_last_try=True)

    def _run_or_fall_back(self, job: Job, booking: Record) -> Result:
        """Do it, or return the fallback where Slack refuses it. Raises TemporaryFailure, NotAllowed."""
        try:
            return self._carry_out(job, booking)
        except (failures.TemporaryFailure, failures.NotAllowed):
            raise
        except failures.ProviderFailure as failure:
            return self._undelivered.fallback(job, booking, failure.reason)

    def abandon(self, job: Job, booking: Record) -> Outcome | SetAside:
        """Return what follows when an error of Docket's own has stopped it for good."""
        return self._undelivered.fallback_for_abandoned(job, booking)

    def _throttled(self, job: Job, failure: failures.RateLimited) -> Throttled | None:
        """Return how long to wait as Slack asks, None where it has been tried for long enough.

        A rate-limited attempt is not counted, so the number of attempts says nothing.
        """
        at = self._clock() + (failure.after or timedelta(0))
        return Throttled(wait=failure.after) if at - job.since < GIVE_UP_FOR_GOOD_AFTER else None

    def _postponed(
        self, job: Job, failure: failures.TemporaryFailure | failures.NotAllowed
    ) -> Postponed | None:
        """Return when to try again, None where it has been tried for long enough."""
        after = failure.after if isinstance(failure, failures.TemporaryFailure) else None
        at = next_try(job, now=self._clock(), after=after)
        worth = is_worth_trying(job, at=at, within=GIVE_UP_FOR_GOOD_AFTER)
        may_be_done = job.unresolved is not None or isinstance(failure, MayBePosted)
        return Postponed(at=at, may_be_done=may_be_done) if worth else None

    def _search(self, job: Job, booking: Record, posted: UnresolvedTry) -> Outcome | Searched:
        """Read on for what a try may have posted; if it is there, the job is done."""
        page = self._history_page(job, booking, posted)
        if not page.ts:
            return Searched(cursor=page.cursor)
        match job.task:
            case slack.ShowCard():
                return self._take_over_card(page)
            case slack.ThreadReply() as task:
                return self._undelivered.after_thread_reply(booking, task)
            case slack.DirectMessage(news=news):
                return self._undelivered.after_direct_message(news)
            case _:
                return Outcome()

    def _history_page(self, job: Job, booking: Record, posted: UnresolvedTry) -> HistoryPage:
        thread = ""
        match job.task:
            case slack.ShowCard():
                return self._notices.find_card(booking, posted=posted)
            case slack.DirectMessage(user=user):
                channel = self._notices.direct_channel(user)
            case slack.Announce(channel=channel):
                pass
            case _:
                card = booking.card
                channel, thread = (card.channel, card.ts) if card else ("", "")
        return self._notices.find_message(channel, mark=_mark(job), posted=posted, thread=thread)

    def _take_over_card(self, page: HistoryPage) -> Outcome:
        """Make a card that was found the booking's; it shows how that stood then, and is drawn anew."""
        # Who can read it there is known once it is drawn.
        card = Card(channel=page.channel, ts=page.ts, place=Visibility.SHARED)
        return Outcome(
            transition=lambda current: current.with_(card=card, channel=card.channel),
            then=self._now(slack.ShowCard()),
        )

    def _carry_out(self, job: Job, booking: Record) -> Outcome:
        match job.task:
            case slack.ShowCard(in_place=in_place):
                now = self._clock()
                current = booking.as_of(now)
                outcome = self._redraw(job, current) if in_place else self._show_card(current)
                return outcome if current is booking else _as_of(outcome, now)
            case slack.RemoveCard() as task:
                self._remove_card(task, booking)
            case slack.ThreadReply() as task:
                return self._reply_in_thread(job, booking, task)
            case slack.Announce(news=news, channel=channel):
                self._notices.announce(booking, news=news, channel=channel, mark=_mark(job))
            case slack.DirectMessage(news=news, user=user):
                return self._send_direct_message(job, booking, news, user=user)
            case slack.EphemeralMessage(news=news, user=user) if job.attempt > 1:
                # Whether the first try was shown nobody can see; a direct message can be looked for.
                return Outcome(then=self._now(slack.DirectMessage(news=news, user=user)))
            case slack.EphemeralMessage(news=news, user=user, channel=channel):
                self._notices.post_ephemeral(booking, news=news, user=user, channel=channel)
            case slack.Receipt() as task:
                self._post_receipt(task, booking)
            case slack.Remind() as task:
                return self._remind(task, booking)
            case _:
                raise TypeError(f"{job.task.kind} is not work for Slack")
        return Outcome()

    def _post_receipt(self, task: slack.Receipt, booking: Record) -> None:
        """Tell whoever acted; that something is held or under way only while it is."""
        is_held = hold_of(booking) is not None
        is_true = {
            EventType.HELD: is_held,
            EventType.UNDER_WAY: booking.state in IN_PROGRESS and not is_held,
        }
        if is_true.get(task.news.what, True):
            self._notices.post_receipt(booking, news=task.news, reply_to=task.reply_to)

    def _remind(self, task: slack.Remind, booking: Record) -> Outcome:
        """Remind whoever is responsible for trouble that has not gone away."""
        is_for_admins = task.admins and still_applies(task, booking)
        admins = self._undelivered.administrators() if is_for_admins else frozenset()
        messages = reminder_messages(task, booking, admins=admins)
        if is_for_admins and not admins and not task.over:
            log.error("%s needs attention, but there's no administrator to notify", booking.ref)
        return Outcome(then=due(*messages, at=self._clock() + MERGE_WINDOW))

    def _send_direct_message(self, job: Job, booking: Record, news: News, *, user: str) -> Outcome:
        """Send a direct message; of reminders, only those that still apply."""
        several = [(booking, news), *self._other_bookings(booking, news)]
        current = [(each, its_news) for each, its_news in several if is_still_true(its_news, each)]
        if not current:
            return Outcome()
        self._notices.send_direct_message(current, user=user, mark=_mark(job))
        return self._undelivered.after_direct_message(news)

    def _other_bookings(self, booking: Record, news: News) -> list[tuple[Record, News]]:
        """Return the other bookings that a combined reminder is about, as they are now."""
        found = []
        for about in news.others:
            with suppress(Unreadable):
                other = self._get(booking.team, about.ref)
                its_news = News(what=about.what, trouble=about.trouble, channel=about.channel)
                found += [(other, its_news)] if other else []
        return found

    def _show_card(self, booking: Record) -> Outcome:
        if booking.card is not None:
            return self._edit_card(booking, booking.card)
        card = self._notices.post_card(booking)
        return Outcome(
            transition=lambda current: current.with_(card=card, channel=card.channel),
            then=self._news_of_reduced(card, booking),
            if_lost=self._now(slack.RemoveCard(channel=card.channel, ts=card.ts)),
        )

    def _remove_card(self, task: slack.RemoveCard, booking: Record) -> None:
        """Delete a card, unless no other has taken its place."""
        if booking.card is None or booking.has_card(task.ts):
            return
        with suppress(failures.Gone):
            self._notices.remove_card(task.channel, task.ts)

    def _reply_in_thread(self, job: Job, booking: Record, task: slack.ThreadReply) -> Outcome:
        if booking.card is None:
            return self._undelivered.without_card(booking, task.news)
        self._notices.reply_in_thread(booking, news=task.news, mark=_mark(job))
        return self._undelivered.after_thread_reply(booking, task)

    def _edit_card(self, booking: Record, before: Card) -> Outcome:
        try:
            card = self._notices.edit_card(booking)
        except failures.Gone:
            # The message was deleted or may no longer be edited: a new one takes its place.
            return Outcome(
                transition=lambda current: current.with_(card=None),
                then=self._now(slack.ShowCard()),
            )
        return self._with_left_card_updated(booking, self._with_card(booking, before, card))

    def _redraw(self, job: Job, booking: Record) -> Outcome:
        """Edit the card where it stands; one that was taken away, or can't be edited there, stays so."""
        if booking.card is None:
            return self._restore_left_card(booking)
        outcome = Outcome()
        try:
            outcome = self._with_card(booking, booking.card, self._notices.edit_card(booking))
        except (failures.Gone, failures.Refused) as failure:
            log.warning("%s for %s: %s", job.task.kind, job.ref, failure.reason)
        return self._with_left_card_updated(booking, outcome)

    def _restore_left_card(self, booking: Record) -> Outcome:
        """Go back to the earlier card, where no new one could be posted."""
        left = booking.left
        if left is None:
            return Outcome()
        card = left.with_(refused="")
        return Outcome(
            transition=lambda current: current.with_(card=card, channel=card.channel, left=None),
            then=self._now(slack.ShowCard()),
        )

    def _with_left_card_updated(self, booking: Record, outcome: Outcome) -> Outcome:
        """Mark the earlier card as out of date, if Slack lets it be edited by now."""
        left = booking.left
        if left is None:
            return outcome
        try:
            self._notices.mark_moved(booking, left)
        except failures.Gone:
            log.info("the old card of %s is gone", booking.ref)
        except failures.ProviderFailure as failure:
            log.info("the old card of %s was not changed: %s", booking.ref, failure.reason)
            return outcome

        def transition(current: Record) -> Record:
            shown = outcome.applied_to(current)
            return shown.with_(left=None) if shown.left == left else shown

        return replace(outcome, transition=transition)

    def _with_card(self, booking: Record, before: Card, card: Card) -> Outcome:
        """Keep how the card is shown now, unless another has taken its place meanwhile."""
        if card == before:
            return Outcome()
        then = [] if before.refused else self._news_of_reduced(card, booking)

        def transition(current: Record) -> Record:
            there = current.card
            is_same = there is not None and (there.channel, there.ts) == (card.channel, card.ts)
            return current.with_(card=card) if is_same else current

        return Outcome(transition=transition, then=then)

    def _news_of_reduced(self, card: Card, booking: Record) -> list[ScheduledTask]:
        """Return the message to the owner that Slack refused parts of the card."""
        if not card.refused:
            return []
        news = News(what=EventType.CARD_REDACTED, trouble=card.refused)
        return self._now(slack.DirectMessage(user=booking.owner, news=news))

    def _now(self, *tasks: Task) -> list[ScheduledTask]:
        return due(*tasks, at=self._clock())


def _as_of(outcome: Outcome, now: datetime) -> Outcome:
    """Have it kept that what is over by now (aware UTC) is over: a card was drawn without it."""
    transition = outcome.transition or unchanged
    return replace(outcome, transition=lambda current: transition(current).as_of(now))


def _mark(job: Job) -> str:
    """Return the mark by which the message of a job is recognized."""
    return f"said-{job.id}"
