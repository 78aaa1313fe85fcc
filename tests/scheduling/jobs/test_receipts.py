"""What whoever asked for something is told of it, and where."""

from collections.abc import Sequence
from datetime import timedelta

import pytest

from bot.scheduling.jobs.receipts import with_receipt
from bot.scheduling.jobs.retries import due
from bot.scheduling.model.booking import Booking
from bot.scheduling.model.record import State
from bot.scheduling.model.reply_to import ReplyTo
from bot.scheduling.ports.results import Outcome, Postponed, Result
from bot.scheduling.tasks.news import EventType, News
from bot.scheduling.tasks.provider import Book, Cancel, Poll
from bot.scheduling.tasks.queue import ScheduledTask, Task, merged
from bot.scheduling.tasks.slack import Announce, DirectMessage, Receipt, ShowCard, ThreadReply
from tests.builders import NOW, OWNER, STRANGER, a_booking
from tests.scheduling.jobs.bench import job_on

HERE = ReplyTo(user=OWNER, channel="C1", url="https://hooks.slack.com/commands/1", replaces=True)
NOWHERE = ReplyTo(user=OWNER)
DIRECT = ReplyTo(user=OWNER, channel="D1")
CANCELED = News(what=EventType.CANCELED, by=OWNER)
REFUSED = News(what=EventType.NOT_CANCELED, trouble="refused")
DONE = (ShowCard(), ThreadReply(news=CANCELED), Announce(news=CANCELED, channel="C2"))
# What others are told once whoever acted is.
TO_OTHERS = (ThreadReply(news=CANCELED, actor_told=True), Announce(news=CANCELED, channel="C2"))


def outcome(*tasks: Task, state: State = State.CANCELED) -> Outcome:
    return Outcome(transition=lambda current: current.with_(state=state), then=due(*tasks, at=NOW))


def told(
    result: Result, task: Task, *, booking: Booking | None = None, late: bool = False
) -> Sequence[Task]:
    """Return what follows from a job."""
    booking = booking or a_booking()
    now = NOW + timedelta(minutes=6 * late)
    then = with_receipt(result, job=job_on(booking, task), booking=booking, now=now).then
    return [each.task for each in then]


def test_what_was_done_is_told_where_one_acted_behind_the_card_it_leads_to() -> None:
    task = Cancel(by=OWNER, reply_to=HERE)
    receipt = Receipt(reply_to=HERE, news=CANCELED)
    assert told(outcome(*DONE), task) == [ShowCard(), receipt, *TO_OTHERS]


@pytest.mark.parametrize(
    ("state", "what"),
    [(State.CONFIRMED, EventType.BOOKED), (State.REQUESTED, EventType.REQUESTED)],
)
def test_a_booking_says_whether_it_is_booked_or_requested(state: State, what: EventType) -> None:
    receipt = Receipt(reply_to=HERE, news=News(what=what, by=OWNER))
    assert told(outcome(ShowCard(), state=state), Book(reply_to=HERE)) == [ShowCard(), receipt]


def test_it_takes_the_place_of_the_direct_message_that_says_the_same() -> None:
    already = News(what=EventType.ALREADY_DONE)
    theirs = DirectMessage(user=STRANGER, news=already)
    result = outcome(ShowCard(), DirectMessage(user=OWNER, news=already), theirs)
    receipt = Receipt(reply_to=HERE, news=already)
    assert told(result, Cancel(by=OWNER, reply_to=HERE)) == [ShowCard(), receipt, theirs]


def test_what_went_otherwise_is_told_in_both() -> None:
    message = DirectMessage(user=OWNER, news=REFUSED)
    receipt = Receipt(reply_to=HERE, news=REFUSED)
    result = outcome(ShowCard(), message, state=State.CONFIRMED)
    assert told(result, Cancel(by=OWNER, reply_to=HERE)) == [ShowCard(), receipt, message]


@pytest.mark.parametrize("reply_to", [NOWHERE, DIRECT])
def test_who_reads_their_direct_messages_anyway_is_not_told_twice_that_it_failed(
    reply_to: ReplyTo,
) -> None:
    tasks = ShowCard(), DirectMessage(user=OWNER, news=REFUSED)
    assert told(outcome(*tasks), Cancel(by=OWNER, reply_to=reply_to)) == [*tasks]


@pytest.mark.parametrize(("reply_to", "late"), [(NOWHERE, False), (HERE, True)])
def test_without_a_place_or_late_it_is_told_in_a_direct_message(
    reply_to: ReplyTo, late: bool
) -> None:
    message = DirectMessage(user=OWNER, news=CANCELED)
    task = Cancel(by=OWNER, reply_to=reply_to)
    assert told(outcome(*DONE), task, late=late) == [ShowCard(), message, *TO_OTHERS]


def test_what_goes_on_in_another_job_is_told_by_that() -> None:
    result = outcome(Book(), ShowCard(), state=State.BOOKING)
    assert told(result, Book(reply_to=HERE)) == [Book(reply_to=HERE), ShowCard()]


@pytest.mark.parametrize("task", [Book(), Poll(), Cancel(by=OWNER)])
def test_who_waits_for_no_answer_gets_none(task: Task) -> None:
    assert told(outcome(*DONE), task) == [*DONE]


def test_nothing_is_told_while_it_goes_on_or_where_nothing_came_of_it() -> None:
    later = Postponed(at=NOW, then=[ScheduledTask(task=ShowCard(), at=NOW)])
    assert told(later, Book(reply_to=HERE)) == [ShowCard()]
    assert told(Outcome(), Cancel(by=OWNER, reply_to=HERE)) == []


def test_what_is_told_of_another_booking_is_no_answer() -> None:
    of_agent = ScheduledTask(task=DirectMessage(user=OWNER, news=REFUSED), at=NOW, ref="A-7K2M")
    result = Outcome(then=[of_agent])
    assert told(result, Cancel(by=OWNER, reply_to=HERE)) == [of_agent.task]


def test_a_card_never_waits_for_the_word_that_something_is_under_way() -> None:
    """A card says how far it is; what is held can be undone, which has to be said."""
    under_way = Receipt(reply_to=HERE, news=News(what=EventType.UNDER_WAY))
    held = Receipt(reply_to=HERE, news=News(what=EventType.HELD))
    done = Receipt(reply_to=HERE, news=CANCELED)
    assert merged(under_way, ShowCard()) == ShowCard()
    assert merged(held, ShowCard()) is None
    assert merged(under_way, done) == done
