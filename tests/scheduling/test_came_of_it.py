"""What history says came of a decision is no more than what was seen."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.scheduling.bookings import Trouble, Wanted
from bot.scheduling.came_of_it import entries_of
from bot.scheduling.ports import Outcome
from bot.scheduling.retrying import due
from bot.scheduling.tasks import Change, Happened, News, ShowCard, Task, Tell, Work
from bot.times.moment import Moment
from tests.making import a_booking

NOW = datetime(2026, 1, 5, 12, tzinfo=UTC)
CHANGE = Change(by="U1", wanted=Wanted())


def said(news: News, *, task: Task = CHANGE) -> list[tuple[str, str, str]]:
    """Return the lines that history gets where somebody is told this twice."""
    work = Work(id=1, team="T1", ref="S-7K2M", task=task, attempt=1, since=NOW, lease="a")
    told = Tell(user="U1", news=news)
    result = Outcome(then=due(ShowCard(), told, told.with_(user="U2"), at=NOW))
    entries = entries_of(result, work=work, booking=a_booking(), now=NOW)
    return [(entry.by, entry.what, entry.text) for entry in entries]


@pytest.mark.parametrize(
    ("what", "trouble", "line"),
    [
        (Happened.NOT_CHANGED, Trouble.REFUSED, "not changed"),
        (Happened.NOT_CHANGED, Trouble.OTHERWISE, "not changed as asked"),
        (Happened.NOT_CHANGED, Trouble.UNKNOWN, "not known whether it was changed"),
        (Happened.NOT_CANCELLED, Trouble.UNKNOWN, "not known whether it was canceled"),
        (Happened.NOT_BOOKED, Trouble.UNPROVEN, "not known whether it was booked"),
        (Happened.NOT_BOOKED, Trouble.OURS, "not known whether it was booked"),
        (Happened.NOT_BOOKED, Trouble.NAME_TAKEN, "not booked"),
        (Happened.CANCELLED_BY_PROVIDER, "", "canceled there"),
    ],
)
def test_a_line_claims_no_more_than_was_seen(what: Happened, trouble: str, line: str) -> None:
    assert said(News(what=what, trouble=trouble)) == [("", f"Prevail: {line}", "")]


def test_the_time_that_was_seen_stands_in_it_and_not_the_one_that_was_wanted() -> None:
    after = Moment.at(NOW + timedelta(days=9), "UTC")
    moved = News(what=Happened.CHANGED_THERE, after=after)
    assert said(moved) == [("", "Prevail: changed there", after.written())]
    refused = News(what=Happened.NOT_CHANGED, after=after, trouble=Trouble.REFUSED)
    assert said(refused) == [("", "Prevail: not changed", "")]


def test_what_was_done_and_what_is_said_in_slack_add_nothing() -> None:
    assert said(News(what=Happened.MOVED, by="U1")) == []
    told = Tell(user="U1", news=News(what=Happened.NOT_CHANGED))
    assert said(told.news, task=told) == []
