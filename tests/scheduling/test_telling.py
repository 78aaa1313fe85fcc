"""Showing and telling, in the stand-in for Slack: what is posted where, and what if Slack will not."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from bot.scheduling.bookings import Booking, Card, Place
from bot.scheduling.carrying_sessions import taking
from bot.scheduling.ports import Outcome, Postponed, Result
from bot.scheduling.retrying import LEAST_TRIES
from bot.scheduling.tasks import Announce, Happened, News, ShowCard, Task, Tell, ThreadLine, Work
from bot.scheduling.telling import Teller
from handlers.notices import SlackNotices
from handlers.slack_api import SlackApi
from sandbox.slack import Slack
from sandbox.slack.weather import Fault
from tests.making import NOW, TEAM, a_booking, an_answer, later

HERE, UNKNOWN = "#depositions", "C0NOWHERE"


@pytest.fixture
def slack() -> Iterator[Slack]:
    with Slack() as slack:
        yield slack


@pytest.fixture
def teller(slack: Slack) -> Teller:
    api = SlackApi(token=slack.bot_token, base_url=slack.api_url, timeout=timedelta(seconds=5))
    return Teller(SlackNotices(api), clock=lambda: NOW)


@pytest.fixture
def booking(slack: Slack) -> Booking:
    ana = slack.person("Ana Reyes")
    return a_booking(owner=ana.id, channel=slack.channel_id(HERE))


def do(teller: Teller, task: Task, booking: Booking, *, attempt: int = 1, since: int = 0) -> Result:
    """Carry out one try of a task that has been due for so many minutes."""
    work = Work(
        id=1,
        team=TEAM,
        ref=booking.ref,
        task=task,
        attempt=attempt,
        since=later(minutes=-since),
        lease="x",
    )
    return teller.carry_out(work, booking)


def after(result: Result, booking: Booking) -> Booking:
    return result.step(booking) if result.step else booking


def follows(result: Result) -> list[Task]:
    return [due.task for due in result.then]


def cards(slack: Slack, place: str = HERE) -> list[str]:
    return [message.text for message in slack.person("Ana Reyes").messages(place)]


def test_a_card_is_posted_once_and_from_then_on_edited(
    slack: Slack, teller: Teller, booking: Booking
) -> None:
    shown = after(do(teller, ShowCard(), booking), booking)
    assert shown.card
    assert shown.card.place is Place.PUBLIC
    confirmed = taking(an_answer())(shown)
    assert do(teller, ShowCard(), confirmed) == Outcome()
    (card,) = cards(slack)
    assert "Confirmed" in card


def test_a_card_whose_posting_was_not_answered_is_found(
    slack: Slack, teller: Teller, booking: Booking
) -> None:
    booking = booking.with_(created=later(days=-400))
    slack.misbehave("chat.postMessage", Fault.DROP_AFTER)
    assert isinstance(do(teller, ShowCard(), booking), Postponed)
    found = after(do(teller, ShowCard(), booking, attempt=2), booking)
    assert found.card
    assert len(cards(slack)) == 1


@pytest.mark.parametrize(
    "error", ["message_not_found", "cant_update_message", "edit_window_closed"]
)
def test_a_card_that_can_no_longer_be_edited_is_replaced(
    slack: Slack, teller: Teller, booking: Booking, error: str
) -> None:
    shown = after(do(teller, ShowCard(), booking), booking)
    slack.misbehave("chat.update", Fault.ERROR, error=error)
    result = do(teller, ShowCard(), shown)
    assert after(result, shown).card is None
    assert follows(result) == [ShowCard()]


@pytest.mark.parametrize("error", ["token_revoked", "missing_scope", "internal_error"])
def test_a_card_is_kept_through_trouble_that_is_not_its_own(
    slack: Slack, teller: Teller, booking: Booking, error: str
) -> None:
    shown = after(do(teller, ShowCard(), booking), booking)
    slack.misbehave("chat.update", Fault.ERROR, error=error)
    assert after(do(teller, ShowCard(), shown), shown).card == shown.card


def test_what_slack_puts_off_is_tried_again_when_it_says(
    slack: Slack, teller: Teller, booking: Booking
) -> None:
    slack.misbehave("chat.postMessage", Fault.RATE_LIMITED, seconds=30)
    assert do(teller, ShowCard(), booking) == Postponed(at=later(seconds=30))


def test_a_card_that_has_no_place_goes_to_its_owner_who_is_told_why(
    slack: Slack, teller: Teller, booking: Booking
) -> None:
    lost = booking.with_(channel=UNKNOWN)
    result = do(teller, ShowCard(), lost)
    found = after(result, lost)
    assert found.channel.startswith("D")
    show, tell = follows(result)
    assert show == ShowCard()
    assert isinstance(tell, Tell)
    assert (tell.user, tell.news.what) == (booking.owner, Happened.CARD_ELSEWHERE)
    assert (tell.news.channel, tell.news.trouble) == (UNKNOWN, "channel_not_found")
    shown = after(do(teller, show, found), found)
    assert shown.card
    assert shown.card.place is Place.DIRECT
    assert len(cards(slack, "@app")) == 1


def test_while_slack_does_not_say_where_else_to_put_a_card_it_is_not_dropped(
    slack: Slack, teller: Teller, booking: Booking
) -> None:
    lost = booking.with_(channel=UNKNOWN)
    slack.misbehave("conversations.open", Fault.RATE_LIMITED, seconds=40)
    result = do(teller, ShowCard(), lost)
    assert result == Postponed(at=later(seconds=40))
    found = after(do(teller, ShowCard(), lost, attempt=2), lost)
    assert found.channel.startswith("D")


def test_a_card_given_up_for_its_age_still_finds_its_way_to_the_owner(
    slack: Slack, teller: Teller, booking: Booking
) -> None:
    slack.misbehave("chat.postMessage", Fault.ERROR, error="internal_error", times=9)
    result = do(teller, ShowCard(), booking, attempt=LEAST_TRIES, since=31)
    assert after(result, booking).channel.startswith("D")
    assert isinstance(result, Outcome)


@pytest.mark.parametrize("error", ["msg_too_long", "invalid_blocks", "channel_not_found"])
def test_an_edit_that_slack_refuses_is_logged_and_the_card_stays(
    slack: Slack, teller: Teller, booking: Booking, error: str, caplog: pytest.LogCaptureFixture
) -> None:
    shown = after(do(teller, ShowCard(), booking), booking)
    slack.misbehave("chat.update", Fault.ERROR, error=error)
    assert do(teller, ShowCard(), shown) == Outcome()
    assert f"the card of {booking.ref} could not be edited: {error}" in caplog.text
    assert len(cards(slack)) == 1


def test_a_card_that_cannot_be_shown_even_there_is_given_up(
    slack: Slack, teller: Teller, booking: Booking, caplog: pytest.LogCaptureFixture
) -> None:
    slack.misbehave("chat.postMessage", Fault.ERROR, error="invalid_auth", times=9)
    slack.misbehave("conversations.open", Fault.ERROR, error="invalid_auth", times=9)
    sent_home = after(do(teller, ShowCard(), booking), booking)
    assert sent_home.channel == booking.owner, "Slack may still open the conversation by itself"
    assert do(teller, ShowCard(), sent_home) == Outcome()
    assert f"there is no place for the card of {booking.ref}" in caplog.text


def test_trouble_that_lasts_is_given_up(slack: Slack, teller: Teller, booking: Booking) -> None:
    slack.misbehave("chat.postMessage", Fault.ERROR, error="internal_error", times=9)
    news = News(what=Happened.HELD_UP, trouble="not answering")
    tell = Tell(user=booking.owner, news=news)
    assert isinstance(do(teller, tell, booking, since=1, attempt=LEAST_TRIES), Postponed)
    assert do(teller, tell, booking, since=31, attempt=LEAST_TRIES) == Outcome()


def test_a_line_goes_into_the_cards_thread_and_nowhere_without_a_card(
    slack: Slack, teller: Teller, booking: Booking
) -> None:
    line = ThreadLine(news=News(what=Happened.CANCELLED, by=booking.owner))
    assert do(teller, line, booking) == Outcome()
    shown = after(do(teller, ShowCard(), booking), booking)
    do(teller, line, shown)
    (card,) = slack.person("Ana Reyes").messages(HERE)
    assert [reply.text.split()[0] for reply in card.replies] == ["Cancelled"]


def test_an_announcement_that_cannot_be_made_is_told_to_who_acted(
    slack: Slack, teller: Teller, booking: Booking
) -> None:
    ben = slack.person("Ben Okafor")
    news = News(what=Happened.CANCELLED, by=ben.id)
    result = do(teller, Announce(news=news, channel=UNKNOWN), booking)
    (tell,) = follows(result)
    assert isinstance(tell, Tell)
    assert (tell.user, tell.news.what, tell.news.channel) == (
        ben.id,
        Happened.NOT_ANNOUNCED,
        UNKNOWN,
    )
    do(teller, tell, booking)
    assert "could not be announced" in ben.wait_for_message("@app").text


def test_a_private_card_says_nothing_elsewhere(
    slack: Slack, teller: Teller, booking: Booking
) -> None:
    card = Card(channel=slack.channel_id("#smith-v-jones"), ts="1.1", place=Place.PRIVATE)
    news = News(what=Happened.CANCELLED, by=booking.owner)
    announce = Announce(news=news, channel=slack.channel_id("#general"))
    do(teller, announce, booking.with_(card=card))
    assert "Jane Doe" not in slack.person("Ben Okafor").wait_for_message("#general").text
