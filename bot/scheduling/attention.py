"""Which bookings need attention: unknown outcomes, stuck jobs and undelivered messages.

No I/O, no clock of its own. Who hears of it when is decided where it begins, and said when it is due.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from bot.scheduling.model.booking import Booking
from bot.scheduling.model.booking_error import BookingError
from bot.scheduling.model.record import IN_PROGRESS, OUTCOME_UNKNOWN, FailureReason, Record, State
from bot.scheduling.ports.results import Result, SetAside
from bot.scheduling.ports.store import PendingJob
from bot.scheduling.tasks.news import EventType, News
from bot.scheduling.tasks.provider import CheckClaim, Claim, Poll
from bot.scheduling.tasks.queue import Job, Queue, ScheduledTask, queue_of
from bot.scheduling.tasks.slack import DirectMessage, EphemeralMessage, Receipt, Remind

# What the provider has not done by then is stuck.
STUCK_AFTER = timedelta(minutes=5)
OWNER_HEARS_AFTER = timedelta(minutes=15)
ADMINS_HEAR_AFTER = timedelta(minutes=30)
# Who would come within a day hears at once: what the first look settles need nobody frighten.
SOON = timedelta(days=1)
FIRST_LOOK = timedelta(seconds=10)


class AttentionReason(StrEnum):
    """Why something needs attention."""

    UNKNOWN = "unknown"
    STUCK = "stuck"
    UNDELIVERED = "untold"
    DELAYED = "delayed"


_REMINDED = {
    None: EventType.RESOLVED,
    AttentionReason.UNKNOWN: EventType.STILL_UNKNOWN,
    AttentionReason.STUCK: EventType.STILL_STUCK,
}


class NothingToResolve(BookingError):
    """It no longer needs attention: a person or the provider has resolved it meanwhile."""


class ClaimInProgress(BookingError):
    """Somebody has just claimed its outcome, which is being checked at the provider."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AttentionItem:
    """A booking that needs attention, and why; `since` is when that began (aware UTC), if it is known.

    `is_worked_on` says that Docket itself still tries, or looks, at the provider.
    """

    booking: Record
    reasons: frozenset[AttentionReason]
    since: datetime | None = None
    is_worked_on: bool = False


def attention_reason(booking: Record) -> AttentionReason | None:
    """Return why a booking itself needs attention; None where it has no lasting trouble."""
    was_given_up = booking.state is State.FAILED and booking.trouble is FailureReason.INTERNAL
    if booking.trouble in OUTCOME_UNKNOWN or was_given_up:
        return AttentionReason.UNKNOWN
    waits = booking.state in IN_PROGRESS and booking.trouble is not None
    return AttentionReason.STUCK if waits else None


def is_unsettled(booking: Record) -> bool:
    """Return whether a booking itself may need attention, now or once its job has taken too long."""
    return attention_reason(booking) is not None or booking.state in IN_PROGRESS


def attention_item(
    booking: Record, pending: Sequence[PendingJob], *, now: datetime
) -> AttentionItem | None:
    """Return why a booking needs attention now, None where it does not; `pending` is all its work."""
    trouble, since = attention_reason(booking), booking.troubled_since
    waits_since = _waits_since(booking, pending)
    reasons = {AttentionReason.UNKNOWN} if trouble is AttentionReason.UNKNOWN else set()
    if not reasons and _is_stuck(booking, pending, since=since or waits_since, now=now):
        reasons, since = {AttentionReason.STUCK}, since or waits_since
    for reason, begun in _waiting_for_slack(pending, now=now).items():
        reasons.add(reason)
        since = since or begun
    if not reasons:
        return None
    return AttentionItem(
        booking=booking,
        reasons=frozenset(reasons),
        since=since,
        is_worked_on=any(map(is_for_provider, pending)),
    )


def _waiting_for_slack(
    pending: Sequence[PendingJob], *, now: datetime
) -> dict[AttentionReason, datetime]:
    """Return what of the work has not reached Slack, and since when (aware UTC)."""
    waits = {
        AttentionReason.UNDELIVERED: [job.since for job in pending if is_undelivered(job)],
        AttentionReason.DELAYED: [job.since for job in pending if is_delayed(job, now=now)],
    }
    return {reason: min(since) for reason, since in waits.items() if since}


def is_undelivered(job: PendingJob) -> bool:
    """Return whether a job is a message that could not be delivered."""
    return job.is_set_aside and job.queue is Queue.SLACK


def is_delayed(job: PendingJob, *, now: datetime) -> bool:
    """Return whether something is not in Slack after as long as its owner waits without a word.

    It may be that Slack takes so little there, does not answer, or does not let Docket in.
    """
    is_for_slack = job.queue is Queue.SLACK and not job.is_set_aside
    return is_for_slack and now - job.since >= OWNER_HEARS_AFTER


def is_for_provider(job: PendingJob) -> bool:
    """Return whether a job asks a provider for something, or looks it up there."""
    return job.queue is not Queue.SLACK and not isinstance(job.task, CheckClaim)


def _waits_since(booking: Record, pending: Sequence[PendingJob]) -> datetime | None:
    """Say since when the provider has not done what it was asked for, None where it is asked nothing."""
    since = [
        job.since for job in pending if is_for_provider(job) and not isinstance(job.task, Poll)
    ]
    return min(since, default=None) if booking.state in IN_PROGRESS else None


def _is_stuck(
    booking: Record, pending: Sequence[PendingJob], *, since: datetime | None, now: datetime
) -> bool:
    """Return whether it has made no progress for too long, or no job works on it anymore."""
    jobs = [job for job in pending if is_for_provider(job)]
    if any(job.is_set_aside for job in jobs):
        return True
    if booking.state not in IN_PROGRESS:
        return False
    return not jobs or (since is not None and now - since >= STUCK_AFTER)


def track_attention(result: Result, *, job: Job, now: datetime) -> Result:
    """Return the work's result that also notes when trouble began or the provider was heard.

    The reminders follow from that, as the booking is by then: somebody may have decided meanwhile.
    """
    transition = result.transition
    if transition is None:
        return result

    provider_answered = (
        not isinstance(result, SetAside) and result.provider_answered and _hears_provider(job)
    )

    def noted(current: Record) -> Record:
        return _tracked(
            transition(current), before=current, provider_answered=provider_answered, now=now
        )

    def derive(before: Record, after: Record) -> list[ScheduledTask]:
        begins = after.troubled_since == now and before.troubled_since != now
        over = attention_reason(after) is None
        return [
            *(reminders(after, since=now) if begins else ()),
            *(_news_of_end(result, job=job, booking=before, now=now) if over else ()),
        ]

    return replace(result, transition=noted, derive=derive)


def _news_of_end(
    result: Result, *, job: Job, booking: Record, now: datetime
) -> list[ScheduledTask]:
    """Return the messages that trouble is over, to those who were reminded of it and hear nothing else."""
    since = booking.troubled_since
    if since is None or attention_reason(booking) is None:
        return []
    hear = {
        due.task.user
        for due in result.then
        if isinstance(due.task, DirectMessage | EphemeralMessage | Receipt)
    }
    # Whoever settles it is answered, and is an administrator or the owner.
    claimed = isinstance(job.task, CheckClaim)
    return [
        ScheduledTask(task=reminder.with_(over=True), at=now)
        for reminder, at in _reminders(booking, since=since)
        if at <= now and not (claimed if reminder.admins else booking.owner in hear)
    ]


def _tracked(after: Record, *, before: Record, provider_answered: bool, now: datetime) -> Record:
    need, goes_on = attention_reason(after), attention_reason(before)
    if need is None and after.troubled_since is not None:
        after = after.with_(troubled_since=None)
    elif need is not None and (need is not goes_on or after.troubled_since is None):
        after = after.with_(troubled_since=now)
    is_known = need is None and after.provider_state is not None
    return after.with_(seen=now) if is_known and provider_answered else after


def _hears_provider(job: Job) -> bool:
    """Return whether a job ends with the provider's word; that nothing was made is a person's."""
    if isinstance(job.task, CheckClaim):
        return job.task.claim is Claim.CREATED
    return queue_of(job.task, ref=job.ref) is not Queue.SLACK


def reminders(booking: Record, *, since: datetime) -> list[ScheduledTask]:
    """Return who is to hear, and when, of trouble that began at `since` (aware UTC) and may go away."""
    return [
        ScheduledTask(task=reminder, at=at) for reminder, at in _reminders(booking, since=since)
    ]


def _reminders(booking: Record, *, since: datetime) -> list[tuple[Remind, datetime]]:
    owner, admins = OWNER_HEARS_AFTER, ADMINS_HEAR_AFTER
    if isinstance(booking, Booking) and booking.starts - since < SOON:
        owner = admins = (
            FIRST_LOOK if attention_reason(booking) is AttentionReason.UNKNOWN else STUCK_AFTER
        )
    return [
        (Remind(since=since), since + owner),
        (Remind(since=since, admins=True), since + admins),
    ]


def still_applies(task: Remind, booking: Record) -> bool:
    """Return whether what a reminder tells is so: that trouble has not gone away, or that it is over.

    Of what is delayed it says how it was, which stays so.
    """
    if task.delayed:
        return True
    if task.over:
        return attention_reason(booking) is None
    return attention_reason(booking) is not None and booking.troubled_since == task.since


def is_still_true(news: News, booking: Record) -> bool:
    """Return whether a reminder still applies by the time it is sent."""
    match news.what:
        case EventType.STILL_UNKNOWN | EventType.STILL_STUCK:
            return attention_reason(booking) is not None
        case EventType.RESOLVED:
            return attention_reason(booking) is None
        case EventType.DRIFTED:
            drift = booking.drift if isinstance(booking, Booking) else None
            return drift is not None and (drift.holds.moment, drift.ended or "") == (
                news.after,
                news.trouble,
            )
        case _:
            return True


def reminder_messages(
    task: Remind, booking: Record, *, admins: Collection[str]
) -> list[DirectMessage]:
    """Return the messages to send now: none about what is resolved, or is different trouble by now."""
    if not still_applies(task, booking):
        return []
    news = _news_of(task, booking)
    people = sorted(set(admins) - {booking.owner}) if task.admins else [booking.owner]
    return [DirectMessage(user=user, news=news) for user in people]


def _news_of(task: Remind, booking: Record) -> News:
    if task.delayed:
        return News(what=EventType.STILL_DELAYED, channel=task.channel)
    return News(what=_REMINDED[attention_reason(booking)], trouble=booking.trouble or "")
