"""Tasks in queues: whose answer each waits for, when it is due, and which may be merged."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Annotated, Any

from pydantic import Field, TypeAdapter

from bot.scheduling.model.record import Record
from bot.scheduling.model.reference import Kind, kind_of
from bot.scheduling.tasks.news import MERGED_REMINDERS, NOT_SHOWN, About, EventType, News
from bot.scheduling.tasks.provider import AcceptDrift, CheckDrift, CompareList, Poll, ProviderTask
from bot.scheduling.tasks.slack import DirectMessage, Receipt, ShowCard, SlackTask


class Queue(StrEnum):
    """Who has to answer: work for one never waits for workers held up by another."""

    SLACK = "slack"
    PREVAIL = "prevail"
    CRONOFY = "cronofy"
    CAREVALIDATE = "carevalidate"


Task = Annotated[ProviderTask | SlackTask, Field(discriminator="kind")]
TASK: TypeAdapter[Task] = TypeAdapter(Task)


def merged(before: Task, later: Task, *, of: str = "") -> Task | None:
    """Return the one task in place of two about a booking, of which the earlier was not begun yet.

    None where each has to be done. A card shows how its booking stands by the time it is drawn. The
    later is about the booking `of` that reference, where that is another: only reminders are joined then.
    """
    match before, later:
        case DirectMessage(user=user, news=first), DirectMessage(user=other, news=second) if (
            of and user == other
        ):
            both = _together(first, second, of=of)
            return None if both is None else DirectMessage(user=user, news=both)
        case _ if of:
            return None
        case (Poll(), Poll()) | (CheckDrift(), CheckDrift()):
            return before
        case (CompareList(), CompareList()) | (AcceptDrift(), AcceptDrift()) if before == later:
            return before
        case ShowCard(), ShowCard():
            return ShowCard(in_place=before.in_place and later.in_place)
        case Receipt(news=News(what=EventType.UNDER_WAY)), ShowCard():
            # The card says how far it is, and waits for nobody.
            return later
        case Receipt(reply_to=reply_to), Receipt(reply_to=there) if reply_to == there:
            return later
        case DirectMessage(user=user, news=first), DirectMessage(user=other, news=second) if (
            user == other
        ):
            news = _joined(first, second)
            return None if news is None else DirectMessage(user=user, news=news)
        case _:
            return None


def _together(first: News, second: News, *, of: str) -> News | None:
    """Return one combined reminder for two about different bookings."""
    if first.what not in MERGED_REMINDERS or second.what not in MERGED_REMINDERS:
        return None
    about = About(ref=of, what=second.what, trouble=second.trouble, channel=second.channel)
    return first.with_(others=tuple(dict.fromkeys((*first.others, about, *second.others))))


def _joined(first: News, second: News) -> News | None:
    """Return one message to a person in place of two: what could not be shown is told once."""
    match first.what, second.what:
        case (EventType.NOT_NOTIFIED, EventType.NOT_NOTIFIED) if first.by == second.by:
            return first
        case (EventType.CARD_MOVED, EventType.NOT_ANNOUNCED):
            return _with_place(first, second)
        case (EventType.NOT_ANNOUNCED, EventType.NOT_ANNOUNCED) if _of_same(first, second):
            return _with_place(first, second)
        case _:
            return first if first == second and first.what in NOT_SHOWN else None


def _of_same(first: News, second: News) -> bool:
    """Return whether both are about the same thing that happened, wherever it was to be said."""
    nowhere: dict[str, Any] = {"channel": "", "also": (), "trouble": ""}
    return first.with_(**nowhere) == second.with_(**nowhere)


def _with_place(first: News, second: News) -> News | None:
    """Add the place of the second, unless it is another for another reason."""
    if second.channel in {first.channel, *first.also}:
        return first
    same = second.trouble == first.trouble
    return first.with_(also=(*first.also, second.channel)) if same else None


_QUEUES = {
    Kind.SESSION: Queue.PREVAIL,
    Kind.AGENT: Queue.CRONOFY,
    Kind.APPOINTMENT: Queue.CAREVALIDATE,
    Kind.CALENDAR_ACTION: Queue.CRONOFY,
    Kind.CANCELLATION: Queue.CAREVALIDATE,
}


def queue_of(task: Task, *, ref: str) -> Queue:
    """Say whose answer the task waits for; a reference's letter says the kind of its booking."""
    return Queue.SLACK if isinstance(task, SlackTask) else _QUEUES[kind_of(ref)]


def ref_of_list(kind: Kind) -> str:
    """Return under which name the work about all bookings of a kind is kept, which is no reference."""
    return f"{kind}-list"


# What is said `once` may be said again after so long.
SAID_AGAIN_AFTER = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduledTask:
    """A task with the time (aware UTC) before which there is no point in trying it.

    `ref` names another booking of the team where the task is not for the one it follows from. What has
    a name in `once` is written once a day, whoever writes it.
    """

    task: Task
    at: datetime
    ref: str = ""
    once: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class UnresolvedTry:
    """A try of which it is not known what came of it: it began `at` this time (aware UTC).

    One that a restored backup does not know of began at any time from then `until` another. What it
    may have posted is looked for in Slack's history, which has been read to the `cursor`.
    """

    at: datetime
    until: datetime
    cursor: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A task taken under a lease: `attempt` counts from 1, `since` is when it was first due.

    `booking` is what it is about as it was by then, None where that is not there anymore or never was.
    `unresolved` is the last try, where what came of it is not known. What a backup held that was
    `restored` at a time (aware UTC) may have been done before then.
    """

    id: int
    team: str
    ref: str
    task: Task
    attempt: int
    since: datetime
    lease: str
    unresolved: UnresolvedTry | None = None
    restored: datetime | None = None
    booking: Record | None = None
