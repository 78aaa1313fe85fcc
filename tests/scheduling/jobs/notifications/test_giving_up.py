"""What Slack does not take for a day is given up, and somebody hears of it."""

from datetime import timedelta

import pytest

from bot.scheduling.jobs.notifications import Notifier
from bot.scheduling.jobs.retries import MIN_ATTEMPTS
from bot.scheduling.jobs.sessions import apply_answer
from bot.scheduling.model.record import Card, FailureReason, Visibility
from bot.scheduling.model.session import SessionBooking
from bot.scheduling.ports.results import Outcome, Postponed, SetAside, Throttled
from bot.scheduling.tasks.news import EventType, News
from bot.scheduling.tasks.queue import Job, Task
from bot.scheduling.tasks.slack import (
    Announce,
    DirectMessage,
    ShowCard,
    ThreadReply,
)
from sandbox.slack import Slack
from sandbox.slack.faults import Fault
from tests.builders import NOW, OWNER, TEAM, a_booking, an_answer
from tests.scheduling.jobs.notifications.bench import (
    ADMINS,
    TOO_LONG,
    a_notifier,
    after,
    do,
    follows,
    hearing,
    try_out,
)


@pytest.mark.parametrize("error", ["token_revoked", "invalid_auth", "missing_scope"])
def test_while_slack_does_not_let_docket_in_nothing_is_lost(
    slack: Slack, notifier: Notifier, booking: SessionBooking, error: str
) -> None:
    slack.misbehave("chat.postMessage", Fault.ERROR, error=error, times=99)
    news = News(what=EventType.CANCELED, by=booking.owner)
    for task in (
        ShowCard(),
        Announce(news=news, channel=booking.channel),
        DirectMessage(news=news, user="U"),
    ):
        assert isinstance(do(notifier, task, booking, attempt=9, since=TOO_LONG - 60), Postponed)


def test_a_card_that_could_not_be_redrawn_for_a_day_is_told_to_its_owner(
    slack: Slack, notifier: Notifier, booking: SessionBooking
) -> None:
    shown = after(do(notifier, ShowCard(), booking), booking)
    slack.misbehave("chat.update", Fault.ERROR, error="token_revoked", times=2)
    assert isinstance(do(notifier, ShowCard(in_place=True), shown), Postponed)
    last = do(notifier, ShowCard(in_place=True), shown, attempt=MIN_ATTEMPTS, since=TOO_LONG)
    (tell,) = follows(last)
    assert isinstance(tell, DirectMessage)
    assert (tell.user, tell.news.what) == (booking.owner, EventType.CARD_NOT_SHOWN)
    assert after(last, shown) == shown


def test_what_slack_puts_off_is_tried_again_when_it_says(
    slack: Slack, notifier: Notifier, booking: SessionBooking
) -> None:
    slack.misbehave("chat.postMessage", Fault.RATE_LIMITED, seconds=30)
    assert try_out(notifier, ShowCard(), booking) == Throttled(wait=timedelta(seconds=30))


def test_a_card_given_up_for_its_age_still_finds_its_way_to_the_owner(
    slack: Slack, notifier: Notifier, booking: SessionBooking
) -> None:
    slack.misbehave("chat.postMessage", Fault.ERROR, error="internal_error", times=9)
    result = do(notifier, ShowCard(), booking, attempt=MIN_ATTEMPTS, since=TOO_LONG)
    assert after(result, booking).channel.startswith("D")
    assert isinstance(result, Outcome)


def test_a_card_that_cannot_be_shown_even_there_is_given_up(
    slack: Slack, notifier: Notifier, booking: SessionBooking, caplog: pytest.LogCaptureFixture
) -> None:
    slack.misbehave("chat.postMessage", Fault.ERROR, error="user_disabled", times=9)
    slack.misbehave("conversations.open", Fault.ERROR, error="user_disabled", times=9)
    booking = apply_answer(an_answer())(booking)
    sent_home = after(do(notifier, ShowCard(), booking), booking)
    assert sent_home.channel == booking.owner, "Slack may still open the conversation by itself"
    result = do(notifier, ShowCard(), sent_home)
    tried = tuple(sorted((booking.owner, *ADMINS)))
    missed = News(
        what=EventType.NOT_NOTIFIED, by=booking.owner, trouble="user_disabled", tried=tried
    )
    first, second = ADMINS
    assert follows(result) == [DirectMessage(user=first, news=missed.with_(next=(second,)))]
    assert f"there's no place for the card of {booking.ref}" in caplog.text


@pytest.mark.parametrize(
    ("task", "hear"),
    [
        (ShowCard(), {OWNER}),
        (ThreadReply(news=News(what=EventType.CANCELED, by="U9")), {"U9"}),
        (Announce(news=News(what=EventType.CANCELED, by="U9"), channel="C9"), {"U9"}),
        (Announce(news=News(what=EventType.CANCELED_BY_PROVIDER), channel="C9"), {OWNER}),
        (DirectMessage(news=News(what=EventType.DELAYED), user=OWNER), {*ADMINS}),
        (DirectMessage(news=News(what=EventType.CANCELED, by="U9"), user=OWNER), {"U9"}),
        (DirectMessage(news=News(what=EventType.NOT_CANCELED), user="U9"), {OWNER}),
        (
            DirectMessage(news=News(what=EventType.NOT_NOTIFIED, by=OWNER), user=ADMINS[0]),
            {ADMINS[1]},
        ),
        (DirectMessage(news=News(what=EventType.STILL_DELAYED), user=ADMINS[0]), {ADMINS[1]}),
        (
            DirectMessage(
                news=News(what=EventType.PROVIDER_UNREACHABLE, trouble="key"), user=ADMINS[0]
            ),
            {ADMINS[1]},
        ),
        (ThreadReply(news=News(what=EventType.NOT_NOTIFIED, by=OWNER)), set()),
    ],
)
@pytest.mark.parametrize("fault", [Fault.ERROR, Fault.RATE_LIMITED, Fault.DROP])
def test_trying_ends_and_then_somebody_hears_of_it(
    slack: Slack, notifier: Notifier, task: Task, hear: set[str], fault: Fault
) -> None:
    shown = a_booking(card=Card(channel="C1", ts="1.1", place=Visibility.PUBLIC))
    slack.misbehave("*", fault, error="internal_error", times=99)
    for minutes in (1, 31, 12 * 60, TOO_LONG - 10):
        again = try_out(notifier, task, shown, since=minutes, attempt=MIN_ATTEMPTS)
        assert isinstance(again, Throttled if fault is Fault.RATE_LIMITED else Postponed)
        assert isinstance(again, Throttled) or again.at > NOW
    ended = do(notifier, task, shown, since=TOO_LONG, attempt=MIN_ATTEMPTS)
    assert isinstance(ended, Outcome if hear else SetAside), "what reaches nobody is kept"
    assert hearing(ended) == hear


@pytest.mark.parametrize(
    "task",
    [
        ShowCard(),
        ThreadReply(news=News(what=EventType.CANCELED)),
        Announce(news=News(what=EventType.CANCELED), channel="C9"),
        DirectMessage(news=News(what=EventType.CANCELED, by="U9"), user=OWNER),
    ],
)
def test_what_a_fault_of_ours_holds_up_for_good_is_told(
    slack: Slack, notifier: Notifier, task: Task, booking: SessionBooking
) -> None:
    ana = booking.owner
    if isinstance(task, DirectMessage):
        task = task.model_copy(update={"user": ana})
    job = Job(id=1, team=TEAM, ref=booking.ref, task=task, attempt=9, since=NOW, lease="x")
    (tell,) = follows(notifier.abandon(job, booking))
    assert isinstance(tell, DirectMessage)
    assert tell.user == ("U9" if isinstance(task, DirectMessage) else ana)
    assert tell.news.trouble == FailureReason.INTERNAL
    do(notifier, tell.model_copy(update={"user": ana}), booking)
    assert "wrong in Docket" in slack.person("Ana Reyes").wait_for_message("@app").text


def test_where_slack_never_says_who_administers_that_ends_too(
    slack: Slack, booking: SessionBooking
) -> None:
    alone = a_notifier(slack, admins=())
    shown = after(do(alone, ShowCard(), booking), booking)
    slack.misbehave("chat.postMessage", Fault.ERROR, error="user_disabled", times=9)
    slack.misbehave("users.list", Fault.RATE_LIMITED, seconds=20, times=9)
    tell = DirectMessage(user=booking.owner, news=News(what=EventType.NOT_CANCELED))
    assert isinstance(do(alone, tell, booking, since=60, attempt=9), Postponed)
    assert do(alone, tell, booking, since=TOO_LONG, attempt=MIN_ATTEMPTS) == SetAside()
    slack.misbehave("chat.postMessage", Fault.ERROR, error="internal_error", times=9)
    (line,) = follows(do(alone, tell, shown, since=TOO_LONG, attempt=MIN_ATTEMPTS))
    assert isinstance(line, ThreadReply), "the card's thread is what there is left"
