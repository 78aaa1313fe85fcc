"""Thread replies, announcements and messages to people: each is said once, or to somebody else."""

from collections.abc import Callable

import pytest

from bot.scheduling.jobs.notifications import Notifier
from bot.scheduling.model.record import Card, State, Visibility
from bot.scheduling.model.reply_to import ReplyTo
from bot.scheduling.model.session import SessionBooking
from bot.scheduling.ports.results import Outcome, Postponed
from bot.scheduling.tasks.news import EventType, News
from bot.scheduling.tasks.provider import Book
from bot.scheduling.tasks.queue import Task, merged
from bot.scheduling.tasks.slack import (
    Announce,
    DirectMessage,
    EphemeralMessage,
    Receipt,
    ShowCard,
    ThreadReply,
)
from sandbox.slack import Slack
from sandbox.slack.faults import Fault
from tests.builders import MOMENT, OWNER
from tests.scheduling.jobs.notifications.bench import (
    ADMINS,
    DIRECT,
    HERE,
    UNKNOWN,
    after,
    cards,
    do,
    do_again,
    follows,
    the_card,
)


def test_what_slack_will_not_whisper_is_told(
    slack: Slack, notifier: Notifier, booking: SessionBooking
) -> None:
    news = News(what=EventType.NO_MATCH)
    whisper = EphemeralMessage(news=news, user=booking.owner, channel=booking.channel)
    assert follows(do(notifier, whisper, booking)) == []
    (shown,) = slack.person("Ana Reyes").messages(HERE)
    assert shown.only_for_me
    assert "lists nothing that matches" in shown.text
    for channel in (UNKNOWN, ""):
        elsewhere = whisper.model_copy(update={"channel": channel})
        assert follows(do(notifier, elsewhere, booking)) == [
            DirectMessage(user=booking.owner, news=news)
        ]


def test_a_receipt_that_slack_takes_nowhere_is_told_in_the_end_and_one_that_is_over_is_not(
    notifier: Notifier, booking: SessionBooking
) -> None:
    reply_to = ReplyTo(user="U0NOBODY", channel="C0NOWHERE")
    days = 3 * 24 * 60
    for what in (EventType.HELD, EventType.UNDER_WAY):
        receipt = Receipt(news=News(what=what), reply_to=reply_to)
        assert do(notifier, receipt, booking.with_(state=State.CONFIRMED)) == Outcome()
    waits = Receipt(news=News(what=EventType.UNDER_WAY), reply_to=reply_to)
    begun = booking.with_(state=State.BOOKING)
    assert isinstance(do(notifier, waits, begun), Postponed)
    assert do(notifier, waits, begun, since=days, attempt=99) == Outcome()
    done = Receipt(news=News(what=EventType.BOOKED), reply_to=reply_to)
    told = follows(do(notifier, done, booking, since=days, attempt=99))
    assert told == [DirectMessage(user="U0NOBODY", news=done.news)]


def test_a_line_goes_into_the_cards_thread_and_nowhere_without_a_card(
    slack: Slack, notifier: Notifier, booking: SessionBooking
) -> None:
    line = ThreadReply(news=News(what=EventType.CANCELED, by=booking.owner))
    assert do(notifier, line, booking) == Outcome()
    shown = after(do(notifier, ShowCard(), booking), booking)
    do(notifier, line, shown)
    (card,) = slack.person("Ana Reyes").messages(HERE)
    (reply,) = card.replies
    assert " canceled" in reply.text


def test_an_announcement_that_cannot_be_made_is_told_to_who_acted(
    slack: Slack, notifier: Notifier, booking: SessionBooking
) -> None:
    ben = slack.person("Ben Okafor")
    news = News(what=EventType.CANCELED, by=ben.id)
    result = do(notifier, Announce(news=news, channel=UNKNOWN), booking)
    (tell,) = follows(result)
    assert isinstance(tell, DirectMessage)
    assert (tell.user, tell.news.what, tell.news.channel) == (
        ben.id,
        EventType.NOT_ANNOUNCED,
        UNKNOWN,
    )
    do(notifier, tell, booking)
    assert "couldn't announce this" in ben.wait_for_message("@app").text


def test_a_private_card_says_nothing_elsewhere(
    slack: Slack, notifier: Notifier, booking: SessionBooking
) -> None:
    card = Card(channel=slack.channel_id("#smith-v-jones"), ts="1.1", place=Visibility.PRIVATE)
    news = News(what=EventType.CANCELED, by=booking.owner)
    announce = Announce(news=news, channel=slack.channel_id("#general"))
    do(notifier, announce, booking.with_(card=card))
    assert "Jane Doe" not in slack.person("Ben Okafor").wait_for_message("#general").text


CARD_AWAY = News(what=EventType.CARD_MOVED, channel="C1", trouble="is_archived")
UNSAID = News(
    what=EventType.NOT_ANNOUNCED,
    missed=EventType.CANCELED,
    by="U9",
    channel="C1",
    trouble="is_archived",
)


@pytest.mark.parametrize(
    ("first", "second", "one"),
    [
        (CARD_AWAY, UNSAID, CARD_AWAY),
        (CARD_AWAY, UNSAID.with_(trouble="is_inactive"), CARD_AWAY),
        (CARD_AWAY, UNSAID.with_(channel="C2"), CARD_AWAY.with_(also=("C2",))),
        (CARD_AWAY, UNSAID.with_(channel="C2", trouble="not_in_channel"), None),
        (UNSAID, UNSAID, UNSAID),
        (UNSAID, UNSAID.with_(channel="C2"), UNSAID.with_(also=("C2",))),
        (UNSAID, UNSAID.with_(missed=EventType.MOVED), None),
        (UNSAID, UNSAID.with_(channel="C2", trouble="not_in_channel"), None),
        (News(what=EventType.DELAYED), News(what=EventType.DELAYED), None),
        (News(what=EventType.EDITED, by="U9"), News(what=EventType.EDITED, by="U9"), None),
    ],
)
def test_what_could_not_be_shown_for_one_reason_is_told_to_a_person_once(
    first: News, second: News, one: News | None
) -> None:
    both = merged(DirectMessage(user="U1", news=first), DirectMessage(user="U1", news=second))
    assert both == (one and DirectMessage(user="U1", news=one))
    assert (
        merged(DirectMessage(user="U1", news=first), DirectMessage(user="U2", news=second)) is None
    )


@pytest.mark.parametrize(("by", "hears"), [("U9", ["U9"]), (OWNER, []), ("", [])])
def test_a_line_for_a_thread_that_is_gone_is_told_to_who_acted(
    notifier: Notifier, booking: SessionBooking, by: str, hears: list[str]
) -> None:
    news = News(what=EventType.CANCELED, by=by)
    told = follows(do(notifier, ThreadReply(news=news), booking.with_(owner=OWNER)))
    assert [each.user for each in told if isinstance(each, DirectMessage)] == hears


@pytest.mark.parametrize(("by", "hears"), [("U9", ["U9"]), (OWNER, []), ("", [])])
def test_who_acted_on_what_only_its_owner_sees_hears_what_came_of_it(
    notifier: Notifier, booking: SessionBooking, by: str, hears: list[str]
) -> None:
    private = booking.with_(channel="")
    shown = after(do(notifier, ShowCard(), private), private)
    assert shown.card
    assert shown.card.place is Visibility.DIRECT
    by = booking.owner if by == OWNER else by
    told = follows(do(notifier, ThreadReply(news=News(what=EventType.EDITED, by=by)), shown))
    assert [each.user for each in told if isinstance(each, DirectMessage)] == hears


@pytest.mark.parametrize("fault", [Fault.DROP, Fault.DROP_AFTER])
@pytest.mark.parametrize("way", ["tell", "line", "announce"])
@pytest.mark.parametrize("may_look", [True, False])
def test_what_slack_took_although_its_answer_got_lost_is_not_said_again(
    slack: Slack,
    notifier: Notifier,
    booking: SessionBooking,
    *,
    fault: Fault,
    way: str,
    may_look: bool,
) -> None:
    shown = after(do(notifier, ShowCard(), booking), booking)
    news = News(what=EventType.MOVED, by=ADMINS[0], before=MOMENT, after=MOMENT)
    ways: dict[str, tuple[Task, Callable[[], int]]] = {
        "tell": (DirectMessage(user=shown.owner, news=news), lambda: len(cards(slack, DIRECT))),
        "line": (ThreadReply(news=news), lambda: len(the_card(slack).replies)),
        "announce": (
            Announce(news=news, channel=slack.channel_id("#general")),
            lambda: len(cards(slack, "#general")),
        ),
    }
    task, count = ways[way]
    slack.misbehave("chat.postMessage", fault)
    assert isinstance(do(notifier, task, shown, number=7), Postponed)
    if not may_look:
        slack.misbehave("conversations.history", Fault.ERROR, error="missing_scope")
        slack.misbehave("conversations.replies", Fault.ERROR, error="not_in_channel")
    assert not isinstance(do_again(notifier, task, shown, number=7), Postponed)
    assert count() == (1 if may_look or fault is Fault.DROP else 2)
    do(notifier, task, shown, number=8)
    assert count() == (2 if may_look or fault is Fault.DROP else 3), "other news, in the same words"


def test_while_nobody_knows_whether_it_was_said_it_waits(
    slack: Slack, notifier: Notifier, booking: SessionBooking
) -> None:
    tell = DirectMessage(
        user=booking.owner, news=News(what=EventType.DELAYED, trouble="not answering")
    )
    slack.misbehave("chat.postMessage", Fault.DROP_AFTER)
    slack.misbehave("conversations.history", Fault.ERROR, error="internal_error")
    waits = do(notifier, tell, booking)
    assert isinstance(waits, Postponed)
    assert waits.may_be_done
    waits = do_again(notifier, tell, booking)
    assert isinstance(waits, Postponed)
    assert waits.may_be_done
    assert not isinstance(do_again(notifier, tell, booking), Postponed)
    assert len(cards(slack, DIRECT)) == 1


@pytest.mark.parametrize(
    ("method", "fault", "error"),
    [
        ("chat.postMessage", Fault.ERROR, "service_unavailable"),
        ("chat.postMessage", Fault.ERROR, "token_revoked"),
        ("conversations.info", Fault.ERROR, "internal_error"),
        ("conversations.info", Fault.DROP, ""),
    ],
)
def test_where_nothing_can_have_been_posted_there_is_nothing_to_look_for(
    slack: Slack,
    notifier: Notifier,
    booking: SessionBooking,
    method: str,
    fault: Fault,
    error: str,
) -> None:
    slack.misbehave(method, fault, error=error)
    waits = do(notifier, ShowCard(), booking)
    assert isinstance(waits, Postponed)
    assert not waits.may_be_done


def test_work_for_a_provider_is_none_for_slack(
    slack: Slack, notifier: Notifier, booking: SessionBooking
) -> None:
    with pytest.raises(TypeError):
        do(notifier, Book(), booking)
    assert cards(slack) == []
