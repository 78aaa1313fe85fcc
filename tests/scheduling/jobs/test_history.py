"""What history says came of a decision is no more than what was seen."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.scheduling.jobs.history import entries_of
from bot.scheduling.jobs.retries import due
from bot.scheduling.model.booking import Changes
from bot.scheduling.model.record import FailureReason
from bot.scheduling.ports.results import Outcome
from bot.scheduling.tasks.news import EventType, News
from bot.scheduling.tasks.provider import Change
from bot.scheduling.tasks.queue import Job, Task
from bot.scheduling.tasks.slack import DirectMessage, ShowCard
from bot.times.moment import Moment
from tests.builders import a_booking

NOW = datetime(2026, 1, 5, 12, tzinfo=UTC)
CHANGE = Change(by="U1", wanted=Changes())


def said(news: News, *, task: Task = CHANGE) -> list[tuple[str, str, str]]:
    """Return the lines that history gets where somebody is told this twice."""
    job = Job(id=1, team="T1", ref="S-7K2M", task=task, attempt=1, since=NOW, lease="a")
    told = DirectMessage(user="U1", news=news)
    result = Outcome(then=due(ShowCard(), told, told.with_(user="U2"), at=NOW))
    entries = entries_of(result, job=job, booking=a_booking(), now=NOW)
    return [(entry.by, entry.what, entry.text) for entry in entries]


@pytest.mark.parametrize(
    ("what", "trouble", "line"),
    [
        (EventType.NOT_CHANGED, FailureReason.REFUSED, "not changed"),
        (EventType.NOT_CHANGED, FailureReason.DIFFERENT, "not changed as asked"),
        (EventType.NOT_CHANGED, FailureReason.UNKNOWN, "not known whether it was changed"),
        (EventType.NOT_CANCELED, FailureReason.UNKNOWN, "not known whether it was canceled"),
        (EventType.NOT_BOOKED, FailureReason.AMBIGUOUS, "not known whether it was booked"),
        (EventType.NOT_BOOKED, FailureReason.INTERNAL, "not known whether it was booked"),
        (EventType.NOT_BOOKED, FailureReason.NAME_TAKEN, "not booked"),
        (EventType.CANCELED_BY_PROVIDER, "", "canceled there"),
    ],
)
def test_a_line_claims_no_more_than_was_seen(what: EventType, trouble: str, line: str) -> None:
    assert said(News(what=what, trouble=trouble)) == [("", f"Prevail: {line}", "")]


def test_the_time_that_was_seen_stands_in_it_and_not_the_one_that_was_wanted() -> None:
    after = Moment.at(NOW + timedelta(days=9), "UTC")
    moved = News(what=EventType.CHANGED_AT_PROVIDER, after=after)
    assert said(moved) == [("", "Prevail: changed there", after.written())]
    refused = News(what=EventType.NOT_CHANGED, after=after, trouble=FailureReason.REFUSED)
    assert said(refused) == [("", "Prevail: not changed", "")]


def test_what_was_done_and_what_is_said_in_slack_add_nothing() -> None:
    assert said(News(what=EventType.MOVED, by="U1")) == []
    told = DirectMessage(user="U1", news=News(what=EventType.NOT_CHANGED))
    assert said(told.news, task=told) == []
