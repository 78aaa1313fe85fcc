"""History entries for what a job found at a provider; they have no author."""

from datetime import datetime

from bot.scheduling.model.record import MAY_EXIST, FailureReason, Record
from bot.scheduling.ports.results import Result
from bot.scheduling.ports.store import Entry
from bot.scheduling.tasks.news import EventType, News
from bot.scheduling.tasks.provider import AcceptDrift
from bot.scheduling.tasks.queue import Job, Queue, queue_of
from bot.scheduling.tasks.slack import DirectMessage, Receipt, ThreadReply

_EVENT_NAMES = {
    EventType.NOT_BOOKED: "not booked",
    EventType.NOT_CHANGED: "not changed",
    EventType.NOT_CANCELED: "not canceled",
    EventType.DIFFERENT_TIME: "at another time",
    EventType.FOUND_BOOKED: "found",
    EventType.CANCELED_BY_PROVIDER: "canceled there",
    EventType.GONE_AT_PROVIDER: "no longer there",
    EventType.CHANGED_AT_PROVIDER: "changed there",
    EventType.DRIFTED: "changed there",
    EventType.ZONE_RULES_CHANGED: "held by new rules for clocks",
    EventType.ZONE_UPDATE_FAILED: "still held by the old clocks",
    EventType.LENGTH_CHANGED_AT_PROVIDER: "length changed there",
}

_DRIFTED = {
    FailureReason.CANCELED_AT_PROVIDER: _EVENT_NAMES[EventType.CANCELED_BY_PROVIDER],
    FailureReason.GONE: _EVENT_NAMES[EventType.GONE_AT_PROVIDER],
}

_UNKNOWN = {
    EventType.NOT_BOOKED: "not known whether it was booked",
    EventType.NOT_CHANGED: "not known whether it was changed",
    EventType.NOT_CANCELED: "not known whether it was canceled",
}


def entries_of(result: Result, *, job: Job, booking: Record, now: datetime) -> list[Entry]:
    """Return the entries of history, without an author, for what a job saw at the provider.

    They say what people are told of it; none where history holds the decision and it was just done.
    """
    if queue_of(job.task, ref=job.ref) is Queue.SLACK or isinstance(job.task, AcceptDrift):
        return []
    notable = [
        due.task.news
        for due in result.then
        if isinstance(due.task, DirectMessage | Receipt | ThreadReply)
    ]
    said = {
        _what(news): _when(news, booking=booking) for news in notable if news.what in _EVENT_NAMES
    }
    return [
        Entry(by="", what=f"{booking.provider}: {what}", at=now, text=when)
        for what, when in said.items()
    ]


def _what(news: News) -> str:
    """Say what was seen; of what may have been done that nobody knows."""
    if news.trouble in MAY_EXIST:
        return _UNKNOWN.get(news.what, _EVENT_NAMES[news.what])
    if news.what is EventType.DRIFTED and news.trouble:
        return _DRIFTED[FailureReason(news.trouble)]
    as_asked = " as asked" if news.trouble == FailureReason.DIFFERENT else ""
    return f"{_EVENT_NAMES[news.what]}{as_asked}"


def _when(news: News, *, booking: Record) -> str:
    """Write the time that the provider was seen to hold; what was only wanted is no news of it."""
    learned = news.what in {
        EventType.CHANGED_AT_PROVIDER,
        EventType.DRIFTED,
        EventType.DIFFERENT_TIME,
    }
    return news.after.written(booking.reader) if learned and news.after else ""
