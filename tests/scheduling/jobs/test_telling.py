"""Who was told by a job: what Slack took, and what Prevail's documentation promises to email."""

import pytest

from bot.scheduling.jobs.telling import told_by
from bot.scheduling.model.booking import Changes
from bot.scheduling.model.record import Card, FailureReason, Record, State, Visibility
from bot.scheduling.model.reply_to import ReplyTo
from bot.scheduling.ports.results import Outcome, Postponed, Result
from bot.scheduling.ports.store import Entry
from bot.scheduling.tasks.news import EventType, News
from bot.scheduling.tasks.provider import Book, Cancel, Change
from bot.scheduling.tasks.queue import Job, ScheduledTask, Task
from bot.scheduling.tasks.slack import Announce, DirectMessage, Receipt, ShowCard, ThreadReply
from bot.scheduling.told import TOLD, Medium, Told, told_in, without_told
from tests.builders import NOW, OWNER, STRANGER, a_booking, a_session, an_agent, an_entry

CARD = Card(channel="C1", ts="1.1", place=Visibility.PUBLIC)
MOVED = News(what=EventType.MOVED, by=OWNER)
REPLY_TO = ReplyTo(user=OWNER, channel="C1")
RECEIPT = Receipt(reply_to=REPLY_TO, news=MOVED)
SESSION = a_session(invitees=("a@b.example", "c@d.example"), hosts=("e@f.example",))


def told(task: Task, booking: Record, result: Result | None = None) -> list[Told]:
    """Return whom a job told that came to this."""
    job = Job(id=1, team=booking.team, ref=booking.ref, task=task, attempt=1, since=NOW, lease="x")
    return told_by(result or Outcome(), job=job, booking=booking)


def becoming(after: Record) -> Outcome:
    """Return the outcome by which a booking becomes this."""
    return Outcome(transition=lambda _: after)


@pytest.mark.parametrize(
    ("task", "by"),
    [
        (ThreadReply(news=MOVED), Told(medium=Medium.THREAD, of=EventType.MOVED, whom="C1")),
        (
            Announce(news=MOVED, channel="C2"),
            Told(medium=Medium.ANNOUNCEMENT, of=EventType.MOVED, whom="C2"),
        ),
        (
            DirectMessage(news=MOVED, user=STRANGER),
            Told(medium=Medium.DIRECT_MESSAGE, of=EventType.MOVED, whom=STRANGER),
        ),
        (RECEIPT, Told(medium=Medium.RECEIPT, of=EventType.MOVED, whom=OWNER)),
    ],
)
def test_what_slack_took_is_told_and_what_it_refused_is_not(task: Task, by: Told) -> None:
    booking = a_booking(card=CARD)
    assert told(task, booking) == [by]
    missed = DirectMessage(user=OWNER, news=News(what=EventType.NOT_ANNOUNCED))
    assert told(task, booking, Outcome(then=[ScheduledTask(task=missed, at=NOW)])) == []
    assert told(task, booking, Postponed(at=NOW)) == []


def test_a_receipt_that_slack_refuses_is_a_direct_message_and_what_is_still_open_is_no_receipt() -> (
    None
):
    instead = DirectMessage(user=OWNER, news=MOVED)
    then = Outcome(then=[ScheduledTask(task=instead, at=NOW)])
    assert told(RECEIPT, a_booking(card=CARD), then) == []
    for what in (EventType.HELD, EventType.UNDER_WAY):
        assert told(Receipt(reply_to=REPLY_TO, news=News(what=what)), a_booking()) == []


def test_what_is_of_no_interest_to_the_parties_is_not_kept() -> None:
    delayed = News(what=EventType.DELAYED, trouble=FailureReason.NOT_ANSWERING)
    assert told(DirectMessage(news=delayed, user=OWNER), a_booking()) == []
    assert told(ThreadReply(news=MOVED), a_booking()) == [], "there is no card to reply to"


def test_a_card_is_told_of_once_where_it_is_posted() -> None:
    posted = becoming(a_booking(card=CARD))
    assert told(ShowCard(), a_booking(), posted) == [
        Told(medium=Medium.CARD, of=EventType.BOOKED, whom="C1")
    ]
    assert told(ShowCard(), a_booking(card=CARD), posted) == []
    assert told(ShowCard(), a_booking()) == []


def test_prevail_emails_whom_it_invites_and_of_a_cancellation_where_that_was_asked() -> None:
    booking = a_booking(session=SESSION)
    confirmed = booking.with_(state=State.CONFIRMED)
    assert told(Book(), booking, becoming(confirmed)) == [
        Told(medium=Medium.EMAIL, of=EventType.BOOKED, people=3)
    ]
    moving = booking.with_(state=State.MOVING)
    more = confirmed.with_(session=SESSION.with_(invitees=(*SESSION.invitees, "g@h.example")))
    change = Change(by=OWNER, wanted=Changes(invitees=("g@h.example",)))
    assert told(change, moving, becoming(more)) == [
        Told(medium=Medium.EMAIL, of=EventType.EDITED, people=1)
    ]
    assert told(change, moving, becoming(confirmed)) == [], "a move is promised to nobody"
    canceling, canceled = (
        booking.with_(state=state) for state in (State.CANCELING, State.CANCELED)
    )
    assert told(Cancel(by=OWNER), canceling, becoming(canceled)) == [
        Told(medium=Medium.EMAIL, of=EventType.CANCELED, people=3)
    ]
    assert told(Cancel(by=OWNER, email_everybody=False), canceling, becoming(canceled)) == []
    never = becoming(canceled.with_(never_booked=True))
    assert told(Cancel(by=OWNER), canceling, never) == []
    assert told(Book(), an_agent(), becoming(an_agent(state=State.CONFIRMED))) == []


def test_it_is_read_back_from_the_history_apart_from_the_rest() -> None:
    one = Told(medium=Medium.EMAIL, of=EventType.BOOKED, people=3)
    history = [an_entry(), one.entry(at=NOW), Entry(by="", what=TOLD, at=NOW, text="{")]
    assert told_in(history) == [(NOW, one)]
    assert without_told(history) == [an_entry()]
