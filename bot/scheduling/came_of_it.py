"""What history says came of a decision at a provider, and what was learned there: nobody's doing here."""

from datetime import datetime

from bot.scheduling.bookings import MAYBE_MADE, Booking, Trouble
from bot.scheduling.ports import Entry, Result
from bot.scheduling.tasks import Happened, Lane, News, Tell, ThreadLine, Work, lane_of

_SAID = {
    Happened.NOT_BOOKED: "not booked",
    Happened.NOT_CHANGED: "not changed",
    Happened.NOT_CANCELLED: "not canceled",
    Happened.OTHER_TIME: "at another time",
    Happened.FOUND: "found",
    Happened.CANCELLED_BY_PROVIDER: "canceled there",
    Happened.GONE_THERE: "no longer there",
    Happened.CHANGED_THERE: "changed there",
    Happened.CLOCKS_CHANGED: "held by new rules for clocks",
    Happened.NOT_REALIGNED: "still held by the old clocks",
    Happened.LENGTH_CHANGED_THERE: "length changed there",
}

_UNKNOWN = {
    Happened.NOT_BOOKED: "not known whether it was booked",
    Happened.NOT_CHANGED: "not known whether it was changed",
    Happened.NOT_CANCELLED: "not known whether it was canceled",
}


def entries_of(result: Result, *, work: Work, booking: Booking, now: datetime) -> list[Entry]:
    """Return the lines of history, by nobody, for what a piece of work saw at the provider.

    They say what people are told of it; none where history holds the decision and it was just done.
    """
    if lane_of(work.task, ref=work.ref) is Lane.SLACK:
        return []
    told = [due.task.news for due in result.then if isinstance(due.task, Tell | ThreadLine)]
    said = {_what(news): _when(news, booking=booking) for news in told if news.what in _SAID}
    return [
        Entry(by="", what=f"{booking.provider}: {what}", at=now, text=when)
        for what, when in said.items()
    ]


def _what(news: News) -> str:
    """Say what was seen; of what may have been done that nobody knows."""
    if news.trouble in MAYBE_MADE:
        return _UNKNOWN.get(news.what, _SAID[news.what])
    as_asked = " as asked" if news.trouble == Trouble.OTHERWISE else ""
    return f"{_SAID[news.what]}{as_asked}"


def _when(news: News, *, booking: Booking) -> str:
    """Write the time that the provider was seen to hold; what was only wanted is no news of it."""
    learned = news.what in {Happened.CHANGED_THERE, Happened.OTHER_TIME}
    return news.after.written(booking.reader) if learned and news.after else ""
