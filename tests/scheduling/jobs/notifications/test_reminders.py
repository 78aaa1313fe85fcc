"""Reminders of what needs attention: only what is still true is said, and to somebody."""

import pytest

from bot.scheduling.jobs.notifications import Notifier
from bot.scheduling.jobs.retries import MIN_ATTEMPTS
from bot.scheduling.model.booking_error import Unreadable
from bot.scheduling.model.record import FailureReason, Record
from bot.scheduling.model.session import SessionBooking
from bot.scheduling.ports.results import Outcome, Postponed
from bot.scheduling.tasks.news import About, EventType, News
from bot.scheduling.tasks.slack import (
    DirectMessage,
    Remind,
)
from sandbox.slack import Slack
from sandbox.slack.faults import Fault
from tests.builders import NOW, OWNER, a_booking
from tests.scheduling.jobs.notifications.bench import (
    ADMINS,
    DIRECT,
    TOO_LONG,
    a_notifier,
    cards,
    do,
    follows,
)


def test_a_reminder_tells_who_is_to_hear_and_the_log_where_there_is_nobody(
    slack: Slack, notifier: Notifier, booking: SessionBooking, caplog: pytest.LogCaptureFixture
) -> None:
    unknown = booking.with_(trouble=FailureReason.UNKNOWN, troubled_since=NOW)
    for task, hear in (
        (Remind(since=NOW), [booking.owner]),
        (Remind(since=NOW, admins=True), [*ADMINS]),
    ):
        told = follows(do(notifier, task, unknown))
        assert [each.user for each in told if isinstance(each, DirectMessage)] == hear
        assert follows(do(notifier, task, booking)) == []
    alone = a_notifier(slack, admins=())
    assert follows(do(alone, Remind(since=NOW, admins=True), booking)) == []
    assert not caplog.records
    (own,) = follows(do(alone, Remind(since=NOW, admins=True), unknown))
    assert isinstance(own, DirectMessage)
    assert own.user == "U07CARLASTN", "Slack's own administrator"
    slack.misbehave("users.list", Fault.ERROR, error="missing_scope")
    assert follows(do(alone, Remind(since=NOW, admins=True), unknown)) == []
    assert "there's no administrator to notify" in caplog.text


@pytest.mark.parametrize(
    ("what", "trouble", "is_told"),
    [
        (EventType.STILL_UNKNOWN, FailureReason.UNKNOWN, True),
        (EventType.STILL_UNKNOWN, None, False),
        (EventType.STILL_STUCK, None, False),
        (EventType.RESOLVED, None, True),
        (EventType.RESOLVED, FailureReason.UNKNOWN, False),
    ],
)
def test_a_reminder_that_is_no_longer_true_is_not_told(
    slack: Slack,
    notifier: Notifier,
    booking: SessionBooking,
    what: EventType,
    trouble: FailureReason | None,
    *,
    is_told: bool,
) -> None:
    tell = DirectMessage(user=booking.owner, news=News(what=what))
    assert do(notifier, tell, booking.with_(trouble=trouble)) == Outcome()
    assert len(cards(slack, DIRECT)) == is_told


def test_several_reminders_are_told_at_once_as_they_are_by_then(
    slack: Slack, booking: SessionBooking
) -> None:
    others = {
        each.ref: each
        for each in (
            a_booking("S-0002", owner=booking.owner, trouble=FailureReason.UNKNOWN),
            a_booking("S-0003", owner=booking.owner),
        )
    }

    def get(_team: str, ref: str) -> Record | None:
        if ref == "S-0004":
            raise Unreadable(ref, owner=OWNER)
        return others.get(ref)

    about = tuple(About(ref=f"S-000{n}", what=EventType.STILL_UNKNOWN) for n in (2, 3, 4, 5))
    news = News(what=EventType.STILL_UNKNOWN, others=about)
    unknown = booking.with_(trouble=FailureReason.UNKNOWN)
    notifier = a_notifier(slack, admins=ADMINS, get=get)
    assert do(notifier, DirectMessage(user=booking.owner, news=news), unknown) == Outcome()
    (told,) = cards(slack, DIRECT)
    assert booking.ref in told
    assert [ref for ref in (each.ref for each in about) if ref in told] == ["S-0002"]


def test_a_reminder_that_slack_names_nobody_for_ends_without_a_word(
    slack: Slack, booking: SessionBooking
) -> None:
    unknown = booking.with_(trouble=FailureReason.UNKNOWN, troubled_since=NOW)
    alone = a_notifier(slack, admins=())
    slack.misbehave("users.list", Fault.ERROR, error="internal_error", times=9)
    reminder = Remind(since=NOW, admins=True)
    assert isinstance(do(alone, reminder, unknown), Postponed)
    assert do(alone, reminder, unknown, since=TOO_LONG, attempt=MIN_ATTEMPTS) == Outcome()
