"""Showing and telling, in the stand-in for Slack: what is posted where, and what if Slack will not."""

from collections.abc import Callable, Collection, Iterator
from datetime import timedelta
from typing import Any

import pytest

from bot.scheduling.jobs.notifications import Notifier
from bot.scheduling.jobs.retries import LEAST_TRIES, due
from bot.scheduling.jobs.sessions import apply_answer
from bot.scheduling.model.booking import Booking
from bot.scheduling.model.record import AnyRecord, Card, FailureReason, Record, Visibility
from bot.scheduling.model.session import SessionBooking
from bot.scheduling.ports.store import Unreadable
from bot.scheduling.ports.work import Outcome, Postponed, Result, SetAside, Throttled
from bot.scheduling.tasks.news import About, EventType, News
from bot.scheduling.tasks.provider import Book
from bot.scheduling.tasks.slack import (
    Announce,
    DirectMessage,
    EphemeralMessage,
    Remind,
    ShowCard,
    ThreadReply,
)
from bot.scheduling.tasks.work import Task, Work, merged
from handlers.slack.people import People
from handlers.slack.visibility import ChannelVisibility
from handlers.slack.web_api import SlackApi
from handlers.ui.notices import SlackNotices
from sandbox.slack import Change, Slack, people
from sandbox.slack.faults import Fault
from sandbox.slack.person import Shown
from tests.handlers.conftest import labels
from tests.making import MOMENT, NOW, OWNER, TEAM, a_booking, an_answer, later, one_of_each

ADMINS = ("U07BENOKAFR", "U07CARLASTN")
REFUSALS_OF_WHAT_IS_SAID = [
    "invalid_blocks",
    "invalid_blocks_format",
    "msg_too_long",
    "msg_blocks_too_long",
    "no_text",
    "invalid_arguments",
    "some_code_of_tomorrow",
]
# In minutes.
TOO_LONG = 24 * 60 + 1
HERE, UNKNOWN, DIRECT = "#depositions", "C0NOWHERE", "@app"


@pytest.fixture
def slack() -> Iterator[Slack]:
    with Slack(clock=NOW.timestamp) as slack:
        yield slack


@pytest.fixture
def notifier(slack: Slack) -> Notifier:
    return a_teller(slack, admins=ADMINS)


def a_teller(
    slack: Slack,
    *,
    admins: Collection[str],
    get: Callable[[str, str], Record | None] = lambda *_: None,
) -> Notifier:
    """Return a teller for whom the settings name these administrators, and who knows the owner."""
    api = SlackApi(token=slack.bot_token, base_url=slack.api_url, timeout=timedelta(seconds=5))
    people = People(api, admins=frozenset(admins))
    people.person(slack.person("Ana Reyes").id)
    notices = SlackNotices(
        api,
        people=people,
        places=ChannelVisibility(patient=api, prompt=api),
        clock=lambda: NOW,
    )
    return Notifier(notices, get=get, admins=admins, clock=lambda: NOW)


@pytest.fixture
def booking(slack: Slack) -> Booking:
    ana = slack.person("Ana Reyes")
    return a_booking(owner=ana.id, channel=slack.channel_id(HERE))


def do(notifier: Notifier, task: Task, booking: Record, **more: int) -> Result:
    """Carry out one try of a task of which Slack takes as much as is asked."""
    result = try_out(notifier, task, booking, **more)
    assert not isinstance(result, Throttled)
    return result


def try_out(
    notifier: Notifier,
    task: Task,
    booking: Record,
    *,
    attempt: int = 1,
    since: int = 0,
    number: int = 1,
) -> Result | Throttled:
    """Carry out one try of a task that has been due for so many minutes."""
    work = Work(
        id=number,
        team=TEAM,
        ref=booking.ref,
        task=task,
        attempt=attempt,
        since=later(minutes=-since),
        lease="x",
    )
    return notifier.run(work, booking)


def after(result: Result, booking: AnyRecord) -> AnyRecord:
    after = result.transition(booking) if result.transition else booking
    assert isinstance(after, type(booking))
    return after


def follows(result: Result) -> list[Task]:
    return [due.task for due in result.then]


def hearing(result: Result) -> set[str]:
    """Return who is told because of it, at once or after others."""
    tells = [task for task in follows(result) if isinstance(task, DirectMessage)]
    return {user for tell in tells for user in (tell.user, *tell.news.next)}


def cards(slack: Slack, place: str = HERE) -> list[str]:
    return [message.text for message in slack.person("Ana Reyes").messages(place)]


def the_card(slack: Slack) -> Shown:
    """Return the one card in its channel."""
    (card,) = slack.person("Ana Reyes").messages(HERE)
    return card


def test_a_card_is_posted_once_and_from_then_on_edited(
    slack: Slack, notifier: Notifier, booking: SessionBooking
) -> None:
    shown = after(do(notifier, ShowCard(), booking), booking)
    assert shown.card
    assert shown.card.place is Visibility.PUBLIC
    confirmed = apply_answer(an_answer())(shown)
    assert do(notifier, ShowCard(), confirmed) == Outcome()
    (card,) = cards(slack)
    assert "Confirmed" in card


def test_a_card_whose_posting_was_not_answered_is_found(
    slack: Slack, notifier: Notifier, booking: SessionBooking
) -> None:
    booking = booking.with_(created=later(days=-400))
    slack.misbehave("chat.postMessage", Fault.DROP_AFTER)
    assert isinstance(do(notifier, ShowCard(), booking), Postponed)
    again = do(notifier, ShowCard(), booking, attempt=2)
    found = after(again, booking)
    assert found.card
    assert follows(again) == [ShowCard()], "it says how the booking stood then"
    assert len(cards(slack)) == 1


def test_an_edit_keeps_who_can_read_the_card_now(
    slack: Slack, notifier: Notifier, booking: SessionBooking
) -> None:
    shown = after(do(notifier, ShowCard(), booking), booking)
    slack.change_channel(HERE, Change.SHARE)
    for task in (ShowCard(), ShowCard(in_place=True)):
        edited = after(do(notifier, task, shown), shown)
        assert edited == shown.with_visibility(Visibility.SHARED)
        assert "Jane Doe" not in cards(slack)[0]
    assert do(notifier, ShowCard(), edited) == Outcome()


def test_what_was_kept_meanwhile_is_left_alone(
    slack: Slack, notifier: Notifier, booking: SessionBooking
) -> None:
    shown = after(do(notifier, ShowCard(), booking), booking)
    slack.change_channel(HERE, Change.SHARE)
    result = do(notifier, ShowCard(), shown)
    other = shown.with_(card=Card(channel="C9", ts="9.9"))
    assert after(result, other) == other


@pytest.mark.parametrize(
    "error", ["message_not_found", "cant_update_message", "edit_window_closed", "is_inactive"]
)
def test_a_card_that_is_only_redrawn_is_never_posted_anew(
    slack: Slack, notifier: Notifier, booking: SessionBooking, error: str
) -> None:
    assert do(notifier, ShowCard(in_place=True), booking) == Outcome()
    shown = after(do(notifier, ShowCard(), booking), booking)
    slack.misbehave("chat.update", Fault.ERROR, error=error)
    assert do(notifier, ShowCard(in_place=True), shown) == Outcome()
    assert len(cards(slack)) == 1


def test_a_card_that_could_not_be_redrawn_for_a_day_is_told_to_its_owner(
    slack: Slack, notifier: Notifier, booking: SessionBooking
) -> None:
    shown = after(do(notifier, ShowCard(), booking), booking)
    slack.misbehave("chat.update", Fault.ERROR, error="token_revoked", times=2)
    assert isinstance(do(notifier, ShowCard(in_place=True), shown), Postponed)
    last = do(notifier, ShowCard(in_place=True), shown, attempt=LEAST_TRIES, since=TOO_LONG)
    (tell,) = follows(last)
    assert isinstance(tell, DirectMessage)
    assert (tell.user, tell.news.what) == (booking.owner, EventType.CARD_NOT_SHOWN)
    assert after(last, shown) == shown


def edited(
    slack: Slack, notifier: Notifier, booking: SessionBooking, *, error: str
) -> tuple[SessionBooking, Result]:
    """Show a card and edit it, which Slack refuses; return the booking as shown, and what follows."""
    shown = after(do(notifier, ShowCard(), booking), booking)
    slack.misbehave("chat.update", Fault.ERROR, error=error)
    return shown, do(notifier, ShowCard(), shown)


@pytest.mark.parametrize(
    "error", ["message_not_found", "cant_update_message", "edit_window_closed"]
)
def test_a_card_that_can_no_longer_be_edited_is_replaced(
    slack: Slack, notifier: Notifier, booking: SessionBooking, error: str
) -> None:
    shown, result = edited(slack, notifier, booking, error=error)
    assert after(result, shown).card is None
    assert follows(result) == [ShowCard()]


@pytest.mark.parametrize("error", ["token_revoked", "missing_scope", "internal_error"])
def test_a_card_is_kept_through_trouble_that_is_not_its_own(
    slack: Slack, notifier: Notifier, booking: SessionBooking, error: str
) -> None:
    shown = after(do(notifier, ShowCard(), booking), booking)
    slack.misbehave("chat.update", Fault.ERROR, error=error)
    assert after(do(notifier, ShowCard(), shown), shown).card == shown.card


def test_what_slack_puts_off_is_tried_again_when_it_says(
    slack: Slack, notifier: Notifier, booking: SessionBooking
) -> None:
    slack.misbehave("chat.postMessage", Fault.RATE_LIMITED, seconds=30)
    assert try_out(notifier, ShowCard(), booking) == Throttled(wait=timedelta(seconds=30))


def test_a_card_that_has_no_place_goes_to_its_owner_who_is_told_why(
    slack: Slack, notifier: Notifier, booking: SessionBooking
) -> None:
    lost = booking.with_(channel=UNKNOWN)
    result = do(notifier, ShowCard(), lost)
    found = after(result, lost)
    assert found.channel.startswith("D")
    show, tell = follows(result)
    assert show == ShowCard()
    assert isinstance(tell, DirectMessage)
    assert (tell.user, tell.news.what) == (booking.owner, EventType.CARD_ELSEWHERE)
    assert (tell.news.channel, tell.news.trouble) == (UNKNOWN, "channel_not_found")
    shown = after(do(notifier, show, found), found)
    assert shown.card
    assert shown.card.place is Visibility.DIRECT
    assert len(cards(slack, "@app")) == 1


def test_while_slack_does_not_say_where_else_to_put_a_card_it_is_not_dropped(
    slack: Slack, notifier: Notifier, booking: SessionBooking
) -> None:
    lost = booking.with_(channel=UNKNOWN)
    slack.misbehave("conversations.open", Fault.RATE_LIMITED, seconds=40, times=9)
    found = after(do(notifier, ShowCard(), lost), lost)
    shown = after(do(notifier, ShowCard(), found), found)
    assert shown.card
    assert shown.channel.startswith("D")
    assert len(cards(slack, "@app")) == 1


def test_a_card_given_up_for_its_age_still_finds_its_way_to_the_owner(
    slack: Slack, notifier: Notifier, booking: SessionBooking
) -> None:
    slack.misbehave("chat.postMessage", Fault.ERROR, error="internal_error", times=9)
    result = do(notifier, ShowCard(), booking, attempt=LEAST_TRIES, since=TOO_LONG)
    assert after(result, booking).channel.startswith("D")
    assert isinstance(result, Outcome)


@pytest.mark.parametrize("method", ["chat.postMessage", "chat.update"])
@pytest.mark.parametrize("error", REFUSALS_OF_WHAT_IS_SAID)
@pytest.mark.parametrize("times", [1, 2])
def test_a_card_that_slack_refuses_is_shown_without_what_it_refuses(
    slack: Slack, notifier: Notifier, booking: SessionBooking, error: str, method: str, times: int
) -> None:
    booking = apply_answer(an_answer())(booking)
    if method == "chat.update":
        booking = after(do(notifier, ShowCard(), booking), booking)
    slack.misbehave(method, Fault.ERROR, error=error, times=times)
    result = do(notifier, ShowCard(), booking)
    (tell,) = follows(result)
    assert isinstance(tell, DirectMessage)
    told = News(what=EventType.CARD_REDUCED, trouble=error)
    assert (tell.user, tell.news) == (booking.owner, told)
    (card,) = slack.person("Ana Reyes").messages(HERE)
    assert "Confirmed" in card.text
    assert "https://" not in card.raw
    assert bool(card.buttons) is (times == 1), "last of all it is bare words"
    do(notifier, tell, booking)
    assert (
        "Slack couldn't show the full card"
        in slack.person("Ana Reyes").wait_for_message("@app").text
    )


def test_a_card_that_slack_keeps_refusing_is_told_once_and_is_whole_again_when_it_can_be(
    slack: Slack, notifier: Notifier, booking: SessionBooking
) -> None:
    slack.misbehave("chat.postMessage", Fault.ERROR, error="invalid_blocks")
    shown = after(do(notifier, ShowCard(), booking), booking)
    slack.misbehave("chat.update", Fault.ERROR, error="msg_blocks_too_long")
    edited = do(notifier, ShowCard(), shown)
    assert follows(edited) == []
    whole = after(do(notifier, ShowCard(), after(edited, shown)), shown)
    assert whole.card
    assert whole.card.refused == ""


def test_what_is_refused_is_left_out_and_no_more(
    slack: Slack, notifier: Notifier, booking: SessionBooking
) -> None:
    link = an_answer().join_url
    assert link
    slack.misbehave(
        "chat.postMessage", Fault.ERROR, error="invalid_blocks", containing=link, times=99
    )
    do(notifier, ShowCard(), apply_answer(an_answer())(booking))
    (card,) = slack.person("Ana Reyes").messages(HERE)
    assert "Cancel session" in labels(card)
    assert link not in card.raw


def test_a_card_in_bare_words_is_found_again(
    slack: Slack, notifier: Notifier, booking: SessionBooking
) -> None:
    booking = booking.with_(created=later(days=-400))
    slack.misbehave("chat.postMessage", Fault.ERROR, error="invalid_blocks", times=2)
    slack.misbehave("chat.postMessage", Fault.DROP_AFTER)
    assert isinstance(do(notifier, ShowCard(), booking), Postponed)
    assert after(do(notifier, ShowCard(), booking, attempt=2), booking).card
    assert len(cards(slack)) == 1


@pytest.mark.parametrize("error", ["is_archived", "channel_not_found", "restricted_action"])
def test_a_card_that_may_not_be_edited_where_it_is_goes_to_its_owner(
    slack: Slack, notifier: Notifier, booking: SessionBooking, error: str
) -> None:
    shown, result = edited(slack, notifier, booking, error=error)
    moved = after(result, shown)
    show, tell = follows(result)
    assert isinstance(tell, DirectMessage)
    assert (tell.news.what, tell.news.trouble) == (EventType.CARD_ELSEWHERE, error)
    do(notifier, show, moved)
    assert len(cards(slack, "@app")) == 1


@pytest.mark.parametrize("error", REFUSALS_OF_WHAT_IS_SAID)
def test_what_is_only_said_is_said_in_bare_words_where_slack_refuses_more(
    slack: Slack, notifier: Notifier, booking: SessionBooking, error: str
) -> None:
    shown = after(do(notifier, ShowCard(), booking), booking)
    news = News(what=EventType.CANCELED, by=booking.owner)
    general = slack.channel_id("#general")
    for task in (
        ThreadReply(news=news),
        Announce(news=news, channel=general),
        DirectMessage(news=news, user=booking.owner),
    ):
        slack.misbehave("chat.postMessage", Fault.ERROR, error=error)
        assert do(notifier, task, shown) == Outcome()
    ana = slack.person("Ana Reyes")
    (card,) = ana.messages(HERE)
    assert " canceled" in card.wait_for_reply(" canceled").text
    assert " canceled" in ana.wait_for_message("#general").text
    assert " canceled" in ana.wait_for_message("@app").text


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
    missed = News(what=EventType.NOT_TOLD, by=booking.owner, trouble="user_disabled", tried=tried)
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
        (DirectMessage(news=News(what=EventType.NOT_TOLD, by=OWNER), user=ADMINS[0]), {ADMINS[1]}),
        (DirectMessage(news=News(what=EventType.STILL_DELAYED), user=ADMINS[0]), {ADMINS[1]}),
        (
            DirectMessage(news=News(what=EventType.CUT_OFF, trouble="key"), user=ADMINS[0]),
            {ADMINS[1]},
        ),
        (ThreadReply(news=News(what=EventType.NOT_TOLD, by=OWNER)), set()),
    ],
)
@pytest.mark.parametrize("fault", [Fault.ERROR, Fault.RATE_LIMITED, Fault.DROP])
def test_trying_ends_and_then_somebody_hears_of_it(
    slack: Slack, notifier: Notifier, task: Task, hear: set[str], fault: Fault
) -> None:
    shown = a_booking(card=Card(channel="C1", ts="1.1", place=Visibility.PUBLIC))
    slack.misbehave("*", fault, error="internal_error", times=99)
    for minutes in (1, 31, 12 * 60, TOO_LONG - 10):
        again = try_out(notifier, task, shown, since=minutes, attempt=LEAST_TRIES)
        assert isinstance(again, Throttled if fault is Fault.RATE_LIMITED else Postponed)
        assert isinstance(again, Throttled) or again.at > NOW
    ended = do(notifier, task, shown, since=TOO_LONG, attempt=LEAST_TRIES)
    assert isinstance(ended, Outcome if hear else SetAside), "what reaches nobody is kept"
    assert hearing(ended) == hear


def test_what_slack_will_not_whisper_is_told(
    slack: Slack, notifier: Notifier, booking: SessionBooking
) -> None:
    news = News(what=EventType.NONE_FITS)
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
    alone = a_teller(slack, admins=())
    assert follows(do(alone, Remind(since=NOW, admins=True), booking)) == []
    assert not caplog.records
    (own,) = follows(do(alone, Remind(since=NOW, admins=True), unknown))
    assert isinstance(own, DirectMessage)
    assert own.user == "U07CARLASTN", "Slack's own administrator"
    slack.misbehave("users.list", Fault.ERROR, error="missing_scope")
    assert follows(do(alone, Remind(since=NOW, admins=True), unknown)) == []
    assert "there's no administrator to notify" in caplog.text


def test_where_there_is_nobody_to_tell_the_log_says_so(
    slack: Slack, booking: SessionBooking, caplog: pytest.LogCaptureFixture
) -> None:
    alone = a_teller(slack, admins=())
    slack.misbehave("chat.postMessage", Fault.ERROR, error="user_disabled")
    slack.misbehave("users.list", Fault.ERROR, error="missing_scope")
    tell = DirectMessage(
        user=booking.owner, news=News(what=EventType.DELAYED, trouble="not answering")
    )
    assert do(alone, tell, booking) == SetAside()
    assert f"could not notify anyone about {booking.ref}" in caplog.text


def test_an_administrator_hears_of_it_without_anything_confidential(
    slack: Slack, notifier: Notifier
) -> None:
    missed = News(what=EventType.NOT_TOLD, by=OWNER, trouble="user_disabled")
    for booking in one_of_each():
        do(notifier, DirectMessage(user=ADMINS[0], news=missed), booking)
        told = slack.person("Ben Okafor").wait_for_message("@app", booking.ref)
        assert f"couldn't send <@{OWNER}> a message" in told.raw
        for secret in ("Jane Doe", "appt-1", "their-key", "pat@", MOMENT.written()):
            assert secret not in told.raw


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
    work = Work(id=1, team=TEAM, ref=booking.ref, task=task, attempt=9, since=NOW, lease="x")
    (tell,) = follows(notifier.abandon(work, booking))
    assert isinstance(tell, DirectMessage)
    assert tell.user == ("U9" if isinstance(task, DirectMessage) else ana)
    assert tell.news.trouble == FailureReason.INTERNAL
    do(notifier, tell.model_copy(update={"user": ana}), booking)
    assert "wrong in Docket" in slack.person("Ana Reyes").wait_for_message("@app").text


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


@pytest.mark.parametrize(
    ("changes", "hear"),
    [
        ({}, {"U07CARLASTN"}),
        ({"Ben Okafor": {"is_admin": True}}, {"U07BENOKAFR", "U07CARLASTN"}),
        ({"Ben Okafor": {"is_owner": True}, "Carla Stein": {"deleted": True}}, {"U07BENOKAFR"}),
        ({"Carla Stein": {"is_admin": False, "is_owner": False}}, set()),
    ],
)
def test_where_the_settings_name_no_administrator_slacks_own_hear(
    slack: Slack, booking: SessionBooking, changes: dict[str, dict[str, bool]], hear: set[str]
) -> None:
    for name, change in changes.items():
        slack.change(name, **change)
    alone = a_teller(slack, admins=())
    slack.misbehave("chat.postMessage", Fault.ERROR, error="cannot_dm_bot")
    tell = DirectMessage(
        user=booking.owner, news=News(what=EventType.DELAYED, trouble="not answering")
    )
    told = do(alone, tell, booking)
    assert hearing(told) == hear
    assert isinstance(told, Outcome if hear else SetAside)


def test_a_person_whose_account_ended_is_told_from_a_token_that_did(
    slack: Slack, notifier: Notifier, booking: SessionBooking
) -> None:
    tell = DirectMessage(
        user=booking.owner, news=News(what=EventType.DELAYED, trouble="not answering")
    )
    slack.misbehave("chat.postMessage", Fault.ERROR, error="account_inactive")
    assert hearing(do(notifier, tell, booking)) == {*ADMINS}
    slack.misbehave("*", Fault.ERROR, error="account_inactive", times=9)
    assert isinstance(do(notifier, tell, booking), Postponed)


@pytest.mark.parametrize(
    ("what", "trouble", "is_told"),
    [
        (EventType.STILL_UNKNOWN, FailureReason.UNKNOWN, True),
        (EventType.STILL_UNKNOWN, None, False),
        (EventType.STILL_STUCK, None, False),
        (EventType.KNOWN_NOW, None, True),
        (EventType.KNOWN_NOW, FailureReason.UNKNOWN, False),
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
    teller = a_teller(slack, admins=ADMINS, get=get)
    assert do(teller, DirectMessage(user=booking.owner, news=news), unknown) == Outcome()
    (told,) = cards(slack, DIRECT)
    assert booking.ref in told
    assert [ref for ref in (each.ref for each in about) if ref in told] == ["S-0002"]


CARD_AWAY = News(what=EventType.CARD_ELSEWHERE, channel="C1", trouble="is_archived")
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


def test_a_card_that_could_be_shown_nowhere_else_is_taken_back_when_its_place_is_heard_of(
    notifier: Notifier, booking: SessionBooking
) -> None:
    shown = after(do(notifier, ShowCard(), booking), booking)
    assert shown.card
    left = shown.card.with_(refused="is_archived")
    nowhere = shown.with_(card=None, channel=shown.owner, left=left)
    back = do(notifier, ShowCard(in_place=True), nowhere)
    assert after(back, nowhere) == shown
    assert follows(back) == [ShowCard()]


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


@pytest.mark.parametrize("error", ["message_not_found", "cant_update_message"])
def test_a_card_left_behind_that_is_gone_by_now_is_forgotten(
    slack: Slack, notifier: Notifier, booking: SessionBooking, error: str
) -> None:
    shown = after(do(notifier, ShowCard(), booking), booking)
    left = Card(channel=slack.channel_id("#general"), ts="1.1", refused="is_archived")
    gone = shown.with_(left=left)
    slack.misbehave("chat.update", Fault.ERROR, error=error, containing='"1.1"')
    assert after(do(notifier, ShowCard(), gone), gone) == shown
    slack.misbehave("chat.update", Fault.ERROR, error="is_archived", containing='"1.1"')
    assert after(do(notifier, ShowCard(), gone), gone) == gone


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
    assert not isinstance(do(notifier, task, shown, attempt=2, number=7), Postponed)
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
    for attempt in (1, 2, 3):
        done = not isinstance(do(notifier, tell, booking, attempt=attempt), Postponed)
        assert done == (attempt == 3)
    assert len(cards(slack, DIRECT)) == 1


ADMIN_NAMES = ("Ben Okafor", "Carla Stein")


@pytest.mark.parametrize("has_card", [True, False])
@pytest.mark.parametrize("unreachable", [(), ADMIN_NAMES[:1], ADMIN_NAMES[1:], ADMIN_NAMES])
def test_who_can_be_told_of_several_administrators_is_told_once_and_else_one_line_says_so(
    slack: Slack,
    notifier: Notifier,
    booking: SessionBooking,
    *,
    has_card: bool,
    unreachable: tuple[str, ...],
) -> None:
    shown = after(do(notifier, ShowCard(), booking), booking) if has_card else booking
    for name in ("Ana Reyes", *unreachable):
        slack.misbehave(
            "chat.postMessage",
            Fault.ERROR,
            error="user_disabled",
            containing=slack.person(name).viewer.place(DIRECT).id,
            times=99,
        )
    waiting: list[Task] = [DirectMessage(user=shown.owner, news=News(what=EventType.NOT_CANCELED))]
    kept = []
    while waiting:
        result = do(notifier, waiting.pop(0), shown)
        waiting += follows(result)
        kept += [result] if isinstance(result, SetAside) else []
    for name in ADMIN_NAMES:
        told = slack.person(name).messages(DIRECT)
        assert len(told) == (name not in unreachable)
        assert all("couldn't send @Ana Reyes a message" in message.text for message in told)
    nobody = unreachable == ADMIN_NAMES
    assert len(kept) == (nobody and not has_card), "what reached nobody is kept once"
    for aside in kept:
        assert aside.task is not None
        assert hearing(Outcome(then=due(aside.task, at=NOW))) == {*ADMINS}, "and for all of them"
    if has_card:
        assert len(the_card(slack).replies) == nobody


@pytest.mark.parametrize(
    ("fault", "more"),
    [
        (Fault.RATE_LIMITED, {"seconds": 20}),
        (Fault.ERROR, {"error": "internal_error"}),
        (Fault.DROP, {}),
    ],
)
@pytest.mark.parametrize("method", ["users.list", "auth.test"])
@pytest.mark.parametrize("has_card", [True, False])
def test_while_slack_does_not_say_who_administers_it_is_asked_again(
    slack: Slack,
    booking: SessionBooking,
    *,
    method: str,
    fault: Fault,
    more: dict[str, Any],
    has_card: bool,
) -> None:
    alone = a_teller(slack, admins=())
    shown = after(do(alone, ShowCard(), booking), booking) if has_card else booking
    unknown = shown.with_(trouble=FailureReason.UNKNOWN, troubled_since=NOW)
    tell = DirectMessage(user=booking.owner, news=News(what=EventType.NOT_CANCELED))
    for task in (tell, Remind(since=NOW, admins=True)):
        slack.misbehave("chat.postMessage", Fault.ERROR, error="user_disabled", times=2)
        slack.misbehave(method, fault, times=1, **more)
        put_off = do(alone, task, unknown)
        assert isinstance(put_off, Postponed)
        assert put_off.at >= later(seconds=more.get("seconds", 1))
        assert hearing(do(alone, task, unknown, attempt=2)) == {people.CARLA.id}
        slack.faults.clear()


def test_where_slack_never_says_who_administers_that_ends_too(
    slack: Slack, booking: SessionBooking
) -> None:
    alone = a_teller(slack, admins=())
    shown = after(do(alone, ShowCard(), booking), booking)
    slack.misbehave("chat.postMessage", Fault.ERROR, error="user_disabled", times=9)
    slack.misbehave("users.list", Fault.RATE_LIMITED, seconds=20, times=9)
    tell = DirectMessage(user=booking.owner, news=News(what=EventType.NOT_CANCELED))
    assert isinstance(do(alone, tell, booking, since=60, attempt=9), Postponed)
    assert do(alone, tell, booking, since=TOO_LONG, attempt=LEAST_TRIES) == SetAside()
    slack.misbehave("chat.postMessage", Fault.ERROR, error="internal_error", times=9)
    (line,) = follows(do(alone, tell, shown, since=TOO_LONG, attempt=LEAST_TRIES))
    assert isinstance(line, ThreadReply), "the card's thread is what there is left"


def test_work_for_a_provider_is_none_for_slack(
    slack: Slack, notifier: Notifier, booking: SessionBooking
) -> None:
    with pytest.raises(TypeError):
        do(notifier, Book(), booking)
    assert cards(slack) == []


def test_a_card_whose_owner_cannot_be_written_to_is_left_until_there_is_news(
    slack: Slack, notifier: Notifier, booking: SessionBooking
) -> None:
    slack.misbehave("chat.postMessage", Fault.ERROR, error="user_disabled", times=9)
    slack.misbehave("conversations.open", Fault.ERROR, error="user_disabled", times=9)
    sent_home = after(do(notifier, ShowCard(), booking), booking)
    assert do(notifier, ShowCard(), sent_home) == Outcome()
    confirmed = apply_answer(an_answer())(sent_home)
    assert hearing(do(notifier, ShowCard(), confirmed)) == {*ADMINS}


def test_a_reminder_that_slack_names_nobody_for_ends_without_a_word(
    slack: Slack, booking: SessionBooking
) -> None:
    unknown = booking.with_(trouble=FailureReason.UNKNOWN, troubled_since=NOW)
    alone = a_teller(slack, admins=())
    slack.misbehave("users.list", Fault.ERROR, error="internal_error", times=9)
    reminder = Remind(since=NOW, admins=True)
    assert isinstance(do(alone, reminder, unknown), Postponed)
    assert do(alone, reminder, unknown, since=TOO_LONG, attempt=LEAST_TRIES) == Outcome()
