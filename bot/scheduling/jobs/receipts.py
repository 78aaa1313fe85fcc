"""Receipts: who asked a provider for something is told what came of it where they acted.

What went otherwise than they wanted they are told in a direct message besides: Slack forgets what only
one person sees as soon as they reload it.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.scheduling.model.record import Record, State
from bot.scheduling.model.reply_to import ReplyTo
from bot.scheduling.ports.results import Outcome, Result
from bot.scheduling.tasks.news import EventType, News
from bot.scheduling.tasks.provider import Book, Cancel, Change
from bot.scheduling.tasks.queue import Job, ScheduledTask, Task
from bot.scheduling.tasks.slack import DirectMessage, Receipt, ShowCard, ThreadReply

# Whoever has waited for longer may have gone elsewhere, where only a direct message reaches them.
WAITS = timedelta(minutes=5)

# That it was done as it was wanted: a receipt takes the place of a direct message.
DONE = frozenset({EventType.ALREADY_DONE, EventType.CANCELED, EventType.EDITED, EventType.MOVED})
NOT_AS_WANTED = frozenset(
    {
        EventType.CANCELED_BY_PROVIDER,
        EventType.DIFFERENT_TIME,
        EventType.GONE_AT_PROVIDER,
        EventType.NOT_AS_ORDERED,
        EventType.NOT_BOOKED,
        EventType.NOT_CANCELED,
        EventType.NOT_CHANGED,
        EventType.ORIGINAL_DETAILS,
    }
)
_BOOKED = {State.CONFIRMED: EventType.BOOKED, State.REQUESTED: EventType.REQUESTED}


def with_receipt(result: Result, *, job: Job, booking: Record, now: datetime) -> Result:
    """Return the result with which whoever asked for the job is told of it where they acted.

    `booking` is as it was before, `now` is aware UTC. What goes on in another job is told by that one.
    """
    reply_to = _reply_to_of(job.task)
    if reply_to is None or not isinstance(result, Outcome):
        return result
    if any(isinstance(due.task, Book) for due in result.then):
        return replace(result, then=[_handed_on(due, reply_to) for due in result.then])
    message = _message_to(reply_to.user, result)
    news = message.news if message else _done(result, task=job.task, booking=booking)
    if news is None:
        return result
    is_done = news.what not in NOT_AS_WANTED
    if now - job.since > WAITS or not reply_to.is_place:
        task: Task = DirectMessage(user=reply_to.user, news=news)
    else:
        task = Receipt(reply_to=reply_to, news=news)
    if not is_done and (isinstance(task, DirectMessage) or reply_to.is_direct):
        return result
    others = [_to_others(due) for due in result.then if not (is_done and due.task is message)]
    return replace(result, then=_after_card(others, ScheduledTask(task=task, at=now)))


def _reply_to_of(task: Task) -> ReplyTo | None:
    return task.reply_to if isinstance(task, Book | Cancel | Change) else None


def _handed_on(due: ScheduledTask, reply_to: ReplyTo) -> ScheduledTask:
    if not isinstance(due.task, Book):
        return due
    return replace(due, task=due.task.with_(reply_to=reply_to))


def _to_others(due: ScheduledTask) -> ScheduledTask:
    """Return what is told of it to everybody but whoever acted, who has a receipt."""
    if isinstance(due.task, ThreadReply) and not due.ref:
        return replace(due, task=due.task.with_(actor_told=True))
    return due


def _message_to(user: str, result: Outcome) -> DirectMessage | None:
    """Return the direct message in which whoever asked is told what came of it, None where they aren't."""
    messages = (
        due.task for due in result.then if isinstance(due.task, DirectMessage) and not due.ref
    )
    said = (each for each in messages if each.user == user)
    return next((each for each in said if each.news.what in DONE | NOT_AS_WANTED), None)


def _done(result: Outcome, *, task: Task, booking: Record) -> News | None:
    """Return what was done, which whoever asked for it is not told in a direct message."""
    announced = (due.task.news for due in result.then if isinstance(due.task, ThreadReply))
    if not isinstance(task, Book):
        return next((news for news in announced if news.what in DONE), None)
    after = result.applied_to(booking)
    what = EventType.CANCELED if after.state is State.CANCELED else _BOOKED.get(after.state)
    return None if what is None else News(what=what, by=after.owner)


def _after_card(then: Sequence[ScheduledTask], receipt: ScheduledTask) -> list[ScheduledTask]:
    """Put the receipt behind the card, to which it leads, and before what is told to others."""
    cards = [due for due in then if isinstance(due.task, ShowCard) and not due.ref]
    return [*cards, receipt, *(due for due in then if due not in cards)]
