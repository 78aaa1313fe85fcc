"""Work: whose answer it waits for, and that it is the same after it was written down."""

from datetime import timedelta

import pytest

from bot.scheduling.model.booking import Changes
from bot.scheduling.tasks import slack
from bot.scheduling.tasks.news import EventType, News
from bot.scheduling.tasks.provider import Book, Cancel, Change, CheckClaim, Claim, Poll
from bot.scheduling.tasks.queue import TASK, Queue, Task, merged, queue_of
from tests.builders import MOMENT, NOW, OWNER

NEWS = News(what=EventType.MOVED, by=OWNER, before=MOMENT, after=MOMENT, why="because")
FOR_SLACK: list[Task] = [
    slack.ShowCard(),
    slack.RemoveCard(channel="C1", ts="1.1"),
    slack.ThreadReply(news=NEWS),
    slack.Announce(news=NEWS, channel="C1"),
    slack.DirectMessage(news=NEWS, user=OWNER),
    slack.EphemeralMessage(news=NEWS, user=OWNER, channel="C1"),
    slack.Remind(since=NOW, admins=True),
]
FOR_PROVIDERS: list[Task] = [
    Book(again=True),
    Poll(),
    Change(by=OWNER, wanted=Changes(moment=MOMENT, duration=timedelta(hours=2)), follows=True),
    CheckClaim(by=OWNER, at="C1", claim=Claim.NOT_CREATED, sure=True),
    Cancel(by=OWNER, reason="settled", tell_why=True, email_everybody=False, follows=True),
]


@pytest.mark.parametrize(
    ("letters", "queue"),
    [("S", Queue.PREVAIL), ("AE", Queue.CRONOFY), ("PC", Queue.CAREVALIDATE)],
)
def test_the_letter_of_a_reference_says_whose_answer_its_work_waits_for(
    letters: str, queue: Queue
) -> None:
    for letter in letters:
        ref = f"{letter}-7K2M"
        assert {queue_of(task, ref=ref) for task in FOR_PROVIDERS} == {queue}
        assert {queue_of(task, ref=ref) for task in FOR_SLACK} == {Queue.SLACK}


@pytest.mark.parametrize("task", [*FOR_SLACK, *FOR_PROVIDERS], ids=lambda task: task.kind)
def test_work_is_read_as_it_was_written(task: Task) -> None:
    assert TASK.validate_json(task.model_dump_json()) == task


@pytest.mark.parametrize(
    "task", [Poll(), slack.ShowCard(), slack.DirectMessage(news=NEWS, user=OWNER)]
)
def test_work_about_another_booking_does_for_none_but_its_own(task: Task) -> None:
    assert merged(task, task, of="S-7K2M") is None
