"""What follows from a job at a provider: transition, card, thread reply and messages to people."""

from abc import ABC
from collections.abc import Sequence
from dataclasses import replace
from typing import Generic

from bot.scheduling.jobs.retries import due
from bot.scheduling.jobs.verdicts import Resolution, Verdict
from bot.scheduling.model.booking import AnyBooking, Booking, Changes
from bot.scheduling.model.record import AnyRecord, FailureReason, State, Visibility
from bot.scheduling.model.transitions import (
    Reversible,
    mark_canceled,
    mark_changed,
    mark_ended_at_provider,
    mark_never_booked,
    mark_not_booked,
    mark_not_changed,
)
from bot.scheduling.ports.results import Outcome
from bot.scheduling.tasks.news import EventType, News
from bot.scheduling.tasks.provider import (
    AcceptDrift,
    ApplyZoneUpdate,
    Cancel,
    Change,
    CheckDrift,
    Poll,
)
from bot.scheduling.tasks.queue import Job, ScheduledTask, Task
from bot.scheduling.tasks.slack import Announce, DirectMessage, ShowCard, ThreadReply
from bot.times.moment import Moment, UtcClock

# What is the matter where something was left as it was, or not made as it was wanted.
FAILURE_REASONS = {
    Verdict.REFUSED: FailureReason.REFUSED,
    Verdict.NOT_ALLOWED: FailureReason.NOT_ALLOWED,
    Verdict.NOT_DONE: FailureReason.NOT_ANSWERING,
    Verdict.DIFFERENT: FailureReason.DIFFERENT,
}


class OutcomeBuilder(ABC, Generic[AnyRecord]):
    """Says what follows from work, the same for every kind; `clock` gives the time now (aware UTC).

    It asks no provider anything.
    """

    def __init__(self, *, announce_channel: str, clock: UtcClock) -> None:
        self._announce_channel = announce_channel
        self._clock = clock

    def abandon(self, job: Job, record: AnyRecord) -> Outcome:
        """Return what follows when an error of Docket's own has stopped it for good."""
        outcome = self.given_up(job, record, FailureReason.INTERNAL)
        return replace(outcome, provider_answered=False)

    def given_up(
        self, job: Job, record: AnyRecord, trouble: FailureReason, *, reason: str = ""
    ) -> Outcome:
        """Return what follows when something is not tried again: nothing is left half done."""
        del job
        return self.not_booked(record, trouble, reason=reason)

    def not_booked(self, record: AnyRecord, trouble: FailureReason, *, reason: str = "") -> Outcome:
        """Return what follows when it could not be booked: the card, and word to the owner."""
        news = News(what=EventType.NOT_BOOKED, why=reason, trouble=trouble)
        # Who cancels meanwhile hears how that goes, and needs no entries kept.
        wanted = record.state in {State.BOOKING, State.REQUESTED}
        messages = [DirectMessage(user=record.owner, news=news)] if wanted else []
        return Outcome(
            transition=lambda current: mark_not_booked(current, trouble, reason=reason),
            then=self.now(ShowCard(), *messages),
        )

    def canceled(
        self, record: AnyRecord, news: News, *, reason: str = "", announced: bool = True
    ) -> Outcome:
        """Return what follows when the provider has canceled it: card, thread, announcements, owner."""
        tasks: list[Task] = [ShowCard(), ThreadReply(news=news)]
        direct = record.card is not None and record.card.place is Visibility.DIRECT
        of_card = "" if direct else record.channel
        channels = dict.fromkeys((of_card, self._announce_channel))
        if announced:
            tasks += [Announce(channel=channel, news=news) for channel in channels if channel]
        if news.by != record.owner:
            tasks.append(DirectMessage(user=record.owner, news=news.with_(why=reason)))
        return Outcome(transition=mark_canceled, then=self.now(*tasks))

    def now(self, *tasks: Task) -> list[ScheduledTask]:
        """Return the tasks as work to be done at once, in this order."""
        return due(*tasks, at=self._clock())


class BookingOutcomes(OutcomeBuilder[AnyBooking]):
    """Says what follows from work for a booking; a kind adds what goes along with its bookings."""

    def propagate(self, booking: AnyBooking, task: Task) -> list[ScheduledTask]:
        """Return the work by which what belongs to the booking goes along with it; usually none."""
        del booking, task
        return []

    def after_change(self, booking: AnyBooking, task: Change, resolution: Resolution) -> Outcome:
        """Return what follows from what came of a change."""
        match resolution.verdict:
            case Verdict.DONE if resolution.asked:
                return self._done(booking, task, resolution)
            case Verdict.DONE:
                news = News(what=EventType.ALREADY_DONE, wanted=task.wanted)
                return self._left_unchanged(
                    booking, task, resolution, [DirectMessage(user=task.by, news=news)]
                )
            case Verdict.GONE | Verdict.CANCELED_AT_PROVIDER:
                return self.ended_at_provider(booking, resolution, by=task.by)
            case _:
                return self._done_differently(booking, task, resolution)

    def _done(self, booking: AnyBooking, task: Change, resolution: Resolution) -> Outcome:
        wanted = task.wanted
        news = News(
            what=EventType.MOVED if wanted.moment else EventType.EDITED,
            by=task.by,
            before=resolution.was or booking.moment,
            after=wanted.moment,
            wanted=wanted,
            was=_what_was(booking, wanted),
        )
        listeners = dict.fromkeys((task.by, booking.owner)) if task.looking else (booking.owner,)
        messages: list[Task] = [
            DirectMessage(user=user, news=news)
            for user in listeners
            if task.looking or user != task.by
        ]
        messages += self.news_of_changes(booking, resolution.holds, wanted=wanted)

        def transition(current: AnyBooking) -> AnyBooking:
            # What follows was not asked for itself: a change that was, still waits behind it.
            held = resolution.held(current)
            moved = held.with_changes(wanted).with_(trouble=None)
            return moved if task.follows else mark_changed(held, wanted)

        then = self.now(ShowCard(), ThreadReply(news=news), *messages)
        return Outcome(
            transition=transition,
            then=[*then, *self.propagate_move(booking, task, wanted, resolution.holds)],
        )

    def _done_differently(
        self, booking: AnyBooking, task: Change, resolution: Resolution
    ) -> Outcome:
        """Return what follows where a change was not made, or not as it was wanted."""
        trouble = FAILURE_REASONS.get(resolution.verdict, FailureReason.DIFFERENT)
        news = News(
            what=EventType.NOT_CHANGED,
            before=booking.moment,
            after=task.wanted.moment,
            why=resolution.reason,
            trouble=trouble,
            wanted=task.wanted,
        )
        people = (task.by, booking.owner) if trouble is FailureReason.DIFFERENT else (task.by,)
        messages: list[Task] = [
            DirectMessage(user=user, news=news) for user in dict.fromkeys(people)
        ]
        messages += self.news_of_changes(booking, resolution.holds, wanted=Changes())
        return self._left_unchanged(booking, task, resolution, messages)

    def _left_unchanged(
        self, booking: AnyBooking, task: Change, resolution: Resolution, messages: Sequence[Task]
    ) -> Outcome:
        """Return what follows where it is left as the provider holds it."""

        def transition(current: AnyBooking) -> AnyBooking:
            held = resolution.held(current)
            return held if task.follows else mark_changed(held, Changes())

        along = self.propagate_move(booking, task, Changes(), resolution.holds)
        return Outcome(transition=transition, then=[*self.now(ShowCard(), *messages), *along])

    def news_of_changes(
        self, booking: AnyBooking, holds: Changes, *, wanted: Changes
    ) -> list[Task]:
        """Return the messages that it was changed at the provider, to its thread and its owner."""
        moved = holds.moment is not None and holds.moment.instant != booking.moment.instant
        at_another = moved and wanted.moment is None
        retitled = holds.title is not None and wanted.title is None
        messages: list[News] = []
        if at_another or retitled:
            after = holds.moment if at_another else None
            messages.append(
                News(
                    what=EventType.CHANGED_AT_PROVIDER,
                    before=booking.moment,
                    after=after,
                    was=_what_was(booking, holds),
                )
            )
        if holds.duration is not None and wanted.duration is None:
            messages.append(
                News(what=EventType.LENGTH_CHANGED_AT_PROVIDER, was=_what_was(booking, holds))
            )
        return [
            task
            for news in messages
            for task in (ThreadReply(news=news), DirectMessage(user=booking.owner, news=news))
        ]

    def propagate_move(
        self, booking: AnyBooking, task: Change, wanted: Changes, holds: Changes
    ) -> list[ScheduledTask]:
        """Return the work by which what belongs to the booking moves as it did."""
        moment = wanted.moment or holds.moment
        if moment is None:
            return []
        along = Change(by=task.by, wanted=Changes(moment=moment), follows=True)
        return self.propagate(booking, along)

    def after_zone_update(
        self, booking: AnyBooking, task: ApplyZoneUpdate, resolution: Resolution
    ) -> Outcome:
        """Return what follows from the resolution of a zone update."""
        match resolution.verdict:
            case Verdict.GONE | Verdict.CANCELED_AT_PROVIDER:
                return self.ended_at_provider(booking, resolution)
            case Verdict.DONE:
                news = _zone_rule_news(EventType.ZONE_RULES_CHANGED, booking, task)
                messages = (ThreadReply(news=news), DirectMessage(user=booking.owner, news=news))
                there = self.news_of_changes(
                    booking, resolution.holds, wanted=Changes(moment=booking.moment)
                )
                return Outcome(
                    transition=lambda current: resolution.held(current).with_(trouble=None),
                    then=self.now(ShowCard(), *messages, *there),
                )
            case _:
                return self.zone_update_failed(booking, task, resolution)

    def zone_update_failed(
        self, booking: AnyBooking, task: ApplyZoneUpdate, resolution: Resolution
    ) -> Outcome:
        """Return what follows where the provider still has the old instant, or another one."""
        held = resolution.holds.moment
        messages = self.news_of_changes(booking, resolution.holds, wanted=Changes())
        if held is None or held.instant == task.was:
            trouble = FAILURE_REASONS.get(resolution.verdict, FailureReason.DIFFERENT)
            news = _zone_rule_news(
                EventType.ZONE_UPDATE_FAILED, booking, task, trouble, resolution.reason
            )
            messages = [DirectMessage(user=booking.owner, news=news)]
        return Outcome(
            transition=lambda current: resolution.held(current).with_(trouble=None),
            then=self.now(ShowCard(), *messages),
        )

    def after_cancel(self, booking: AnyBooking, task: Cancel, resolution: Resolution) -> Outcome:
        """Return what follows from what came of a cancellation."""
        left = FAILURE_REASONS.get(resolution.verdict)
        if left is not None:
            return self._not_canceled(
                booking, task, left, reason=resolution.reason, holds=resolution.holds
            )
        # A reason given about something confidential is for the provider alone.
        reason = "" if booking.confidential else task.reason
        news = News(what=EventType.CANCELED, by=task.by, why=reason if task.tell_why else "")
        outcome = self.canceled(booking, news, reason=reason, announced=not task.follows)
        if resolution.verdict is Verdict.NEVER_MADE:
            return replace(outcome, transition=mark_never_booked)
        return outcome

    def ended_at_provider(
        self,
        booking: AnyBooking,
        resolution: Resolution,
        *,
        by: str = "",
        accepted_by: str = "",
    ) -> Outcome:
        """Return what follows where it was canceled, or removed, at the provider's own site.

        `by` wanted something of it meanwhile, and hears what can be done. `accepted_by` knew it.
        """
        gone = resolution.verdict is Verdict.GONE
        news = News(
            what=EventType.GONE_AT_PROVIDER if gone else EventType.CANCELED_BY_PROVIDER,
            by=accepted_by,
        )
        trouble = FailureReason.GONE if gone else FailureReason.CANCELED_AT_PROVIDER
        outcome = self.canceled(booking, news)
        messages = (
            self.now(DirectMessage(user=by, news=news)) if by not in {"", booking.owner} else []
        )
        return replace(
            outcome,
            transition=lambda current: mark_ended_at_provider(current, trouble),
            then=[*outcome.then, *messages],
        )

    def canceled(
        self, record: AnyBooking, news: News, *, reason: str = "", announced: bool = True
    ) -> Outcome:
        """Return what follows when the provider has canceled it, also for what goes along with it."""
        outcome = super().canceled(record, news, reason=reason, announced=announced)
        along = Cancel(by=news.by, follows=True)
        return replace(outcome, then=[*outcome.then, *self.propagate(record, along)])

    def abandon(self, job: Job, record: AnyBooking) -> Outcome:
        """Return what follows when an error of Docket's own has stopped it for good."""
        polls = isinstance(job.task, Poll) and record.state is not State.REQUESTED
        if polls or isinstance(job.task, CheckDrift | AcceptDrift):
            return Outcome()
        return super().abandon(job, record)

    def given_up(
        self, job: Job, record: AnyBooking, trouble: FailureReason, *, reason: str = ""
    ) -> Outcome:
        """Return what follows when something is not tried again: nothing is left half done."""
        match job.task:
            case Change(by=by, wanted=wanted, follows=follows):
                begun: Reversible | None = None if follows else State.MOVING
                news = News(
                    what=EventType.NOT_CHANGED,
                    after=wanted.moment,
                    why=reason,
                    trouble=trouble,
                    follows=follows,
                    wanted=wanted,
                )
                return self._revert(record, begun, news, by=by)
            case Cancel() as task:
                return self._not_canceled(record, task, trouble, reason=reason)
            case ApplyZoneUpdate() as task:
                news = _zone_rule_news(EventType.ZONE_UPDATE_FAILED, record, task, trouble, reason)
                return self._revert(record, None, news, by=record.owner)
            case _:
                return self.not_booked(record, trouble, reason=reason)

    def _not_canceled(
        self,
        booking: AnyBooking,
        task: Cancel,
        trouble: FailureReason,
        *,
        reason: str,
        holds: Changes | None = None,
    ) -> Outcome:
        news = News(what=EventType.NOT_CANCELED, why=reason, trouble=trouble, follows=task.follows)
        held = holds or Changes()
        by = task.by or booking.owner
        outcome = self._revert(booking, State.CANCELING, news, by=by, holds=held)
        there = self.news_of_changes(booking, held, wanted=Changes())
        return replace(outcome, then=[*outcome.then, *self.now(*there)])

    def _revert(
        self,
        booking: AnyBooking,
        begun: Reversible | None,
        news: News,
        *,
        by: str,
        holds: Changes | None = None,
    ) -> Outcome:
        # What was left behind by its session is its owner's to know, whoever moved the session.
        people = dict.fromkeys((by, booking.owner)) if news.follows else (by,)
        messages = [DirectMessage(user=user, news=news) for user in people]
        trouble = FailureReason(news.trouble)
        return Outcome(
            transition=lambda current: mark_not_changed(
                current.with_changes(holds or Changes()), begun, trouble
            ),
            then=self.now(ShowCard(), *messages),
        )

    def link_news(self, booking: AnyBooking, *, refused: bool) -> list[Task]:
        """Return the word to the owner that the provider gave a link which Docket does not pass on."""
        news = News(what=EventType.LINK_REFUSED)
        return [DirectMessage(user=booking.owner, news=news)] if refused else []


def _what_was(booking: Booking, changed: Changes) -> Changes:
    """Return what a booking has, but for its time, of that which a change gives it anew."""
    return Changes(
        title=booking.title if changed.title else None,
        duration=booking.length if changed.duration else None,
    )


def _zone_rule_news(
    what: EventType, booking: AnyBooking, task: ApplyZoneUpdate, trouble: str = "", why: str = ""
) -> News:
    """Return the news of new rules for clocks: what the old ones showed then, and its time."""
    before = Moment.at(task.was, booking.moment.zone)
    return News(what=what, before=before, after=booking.moment, trouble=trouble, why=why)
